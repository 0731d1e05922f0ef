"""Makes a file of invented schools with the layout, the codes and the untidiness of the management information of 2020.

    python tools/synthetic.py OUT.csv --schools 300 --seed 2020

No school, place, number or postcode in it is real. The same seed gives the same bytes. Where the judgements of the 2019
framework are present, the published category follows the 2024 monitoring handbook, paragraphs 29 to 34. A few rows are
faulty on purpose; `faults` says which, and examples/README.md lists them.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import io
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from synthetic_words import (
    CAUSING_CONCERN,
    COLUMNS,
    DATES,
    EARLY,
    FIRST,
    KINDS,
    LAST,
    LATEST,
    NEVER_OPENED_ANEW,
    NORTH_EAST,
    NULL,
    ODD,
    PLACES,
    PREVIOUS,
    SECTION_8,
    SIXTH,
    SOUND,
    TYPES,
)

T = TypeVar("T")
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong on purpose: the row (the header is row 1), the column, its value, and why it is wrong."""

    row: int
    column: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class School:
    """What of a school the inspections refer to."""

    urn: int
    laestab: str
    name: str
    kind: str
    phase: str
    opened: dt.date | None
    predecessor: tuple[str, str] | None  # its URN and type
    has_sixth_form: bool


class Maker:
    """Chance from one seed. Only `random()` is used, whose sequence no Python version may change."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._numbers = 99_000_000
        self._names: set[str] = set()

    def chance(self, share: float) -> bool:
        """True in so many cases of 1."""
        return self._random.random() < share

    def pick(self, among: Sequence[T]) -> T:
        """One of them."""
        return among[int(self._random.random() * len(among))]

    def weighted(self, among: Sequence[tuple[T, int]]) -> T:
        """One of them, by weight."""
        return self.pick([value for value, weight in among for _ in range(weight)])

    def shuffled(self, among: Sequence[T]) -> list[T]:
        """All of them, in another order."""
        return [value for _, value in sorted(((self._random.random(), value) for value in among), key=lambda p: p[0])]

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self._random.random() * (high - low + 1))

    def day(self, first: dt.date, last: dt.date) -> dt.date:
        """A Tuesday or Wednesday, on which inspections start."""
        found = first + dt.timedelta(self.number(0, (last - first).days))
        return found + dt.timedelta((1 if self.chance(0.7) else 2) - found.weekday())

    def inspection_number(self, start: dt.date) -> str:
        """A fresh number, of the form in use at `start`."""
        self._numbers += self.number(1, 9)
        return f"ITS{self._numbers % 1_000_000 + 900_000}" if start.year < 2016 else str(self._numbers)

    def name(self, kind: str, phase: str) -> str:
        """A name not given before; one in nine has letters beyond ASCII."""
        ending = "Academy" if "Academy" in kind else KINDS.get(phase, f"{phase} School")
        while True:
            place = self.pick(FIRST) + self.pick(LAST)
            plain = f"{place} {ending}"
            odd = self.pick(ODD)
            odd = odd.format(place, ending) if odd.count("{}") == 2 else odd.format(plain)
            name = odd if self.chance(0.11) else plain
            if name not in self._names:
                self._names.add(name)
                return name


def category(judgements: str, *, improving: bool) -> str:
    """The category of concern for judgements such as '4334Y' (handbook 2024, 29 to 34); '' for none."""
    quality, personal, keys, safeguarding = judgements[0], judgements[2], judgements[:4], judgements[4]
    if "4" not in keys and safeguarding == "Y":
        return ""
    return "SWK" if improving or "4" not in (quality, personal) else "SM"


def show(day: dt.date | None) -> str:
    """The date as most rows have it."""
    return NULL if day is None else day.strftime("%d/%m/%Y")


def schools(count: int, make: Maker) -> list[tuple[School, Row]]:
    """The schools, each with the columns that describe it."""
    kinds = [each for each in TYPES for _ in range(each[3])]
    chosen = make.shuffled([*TYPES * 3, *(make.pick(kinds) for _ in range(count - 3 * len(TYPES)))])
    return [_school(900_001 + index, kind, make) for index, kind in enumerate(chosen)]


def _school(urn: int, kind: tuple[str, tuple[str, ...], str, int], make: Maker) -> tuple[School, Row]:
    name, phases, before, _ = kind
    phase, (place, region) = make.pick(phases), make.pick(PLACES)
    old = name.startswith(NEVER_OPENED_ANEW)
    opened = None if old else dt.date(make.number(2010, 2018), make.pick((1, 4, 9)), 1)
    if name == "Academy Sponsor Led" and make.chance(0.4):  # its predecessor's inspection is then the latest
        opened = dt.date(2020, make.pick((4, 6, 7)), 1)
    sixth = phase == "Secondary" and make.chance(0.5)
    laestab = f"99{PLACES.index((place, region))}{urn - 899_000}"
    predecessor = (str(urn + 50_000), before) if before and make.chance(0.8) else None
    school = School(urn, laestab, make.name(name, phase), name, phase, opened, predecessor, sixth)
    faith = "Voluntary" in name
    row = dict.fromkeys(COLUMNS, NULL) | {
        "Web link": "Ofsted School Webpage", "URN": str(urn), "LAESTAB": laestab, "School name": school.name,
        "Ofsted phase": phase, "Type of education": name,
        # The two ways in which the published files say that no date is known, beside NULL.
        "School open date": make.weighted(((NULL, 8), ("31/12/1899", 1), ("01/01/1900", 1))) if old else show(opened),
        "Admissions policy": make.pick(("Non-selective", "Not applicable", "Selective", "Unknown"))
        if phase == "Secondary" else "Not applicable",
        "Sixth form": "Has a sixth form" if sixth else
        "Does not have a sixth form" if phase in ("Primary", "Secondary") else "Not applicable",
        "Designated religious character": make.pick(("Church of England", "Roman Catholic", "Jewish", "Muslim"))
        if faith else make.pick(("Does not apply", "None")),
        "Religious ethos": make.pick(("Does not apply", "None", "Unknown")),
        "Ofsted region": "North East, Yorkshire and the Humber" if region in NORTH_EAST else region,
        "Region": region, "Local authority": place,
        "Parliamentary constituency": f"{place}, {make.pick(('North', 'South', 'East', 'West'))}"
        if make.chance(0.5) else f"{place} Central",
        "Postcode": f"ZZ{make.number(1, 99)} {make.number(1, 9)}ZZ",
        "The income deprivation affecting children index (IDACI) quintile":
        make.weighted(((NULL, 1), ("1", 3), ("2", 4), ("3", 4), ("4", 4), ("5", 5))),
        "Total number of pupils": NULL if make.chance(0.02) else str(make.number(20, 1400)),
    }  # fmt: skip
    character = row["Designated religious character"]
    row["Faith grouping"] = {"Does not apply": "Non-faith", "None": "Non-faith", "Jewish": "Jewish",
                             "Muslim": "Muslim"}.get(character, "Christian")  # fmt: skip
    return school, row


def inspections(school: School, row: Row, make: Maker) -> None:
    """Fills in the latest and the previous full inspection and what lies between and after, where there are any."""
    alone = school.opened is not None and school.predecessor is None
    if make.chance(0.2 if alone else 0.015):
        return
    new = make.chance(0.6) or (school.opened is not None and school.opened.year > 2017)
    earliest = school.opened + dt.timedelta(365) if alone and school.opened else dt.date(2011, 1, 11)
    start = make.day(dt.date(2019, 9, 3), dt.date(2020, 3, 10)) if new else make.day(earliest, dt.date(2019, 7, 9))
    previous = ""
    back = start - dt.timedelta(7 * make.number(70, 210) + make.number(0, 1))
    if not make.chance(0.08) and not (alone and school.opened and back < school.opened):
        previous = _previous(school, row, make, back, start)
    taken_over = school.opened is not None and school.opened.year == 2020
    concern = make.chance(0.6 if taken_over else 0.13)
    if new:
        _latest_of_2019(row, make, concern=concern)
    else:
        _latest_before(row, make, start, concern=concern)
    overall = row["Overall effectiveness"]
    row[EARLY], row[SIXTH] = _provision(school, overall, make, new=new)
    end = start if school.phase == "Nursery" and make.chance(0.3) else start + dt.timedelta(1)
    published = end + dt.timedelta(make.number(20, 60))
    if not new and end.year < 2016 and make.chance(0.12):
        published += dt.timedelta(make.number(700, 1500))
    kinds = _inspection_type(previous, start, make, alone=alone)
    number = make.inspection_number(start)
    row.update(zip(LATEST, (number, *kinds, show(start), show(end), show(published), *_belongs(school, start)),
                   strict=False))  # fmt: skip
    if kinds[1] == "Section 8 conversion":
        values = (number, *_belongs(school, start), "0", show(start), show(published), "Yes", NULL)
        row.update(zip(SECTION_8, values, strict=False))
    elif overall in "12" and end.year < 2018 and make.chance(0.7):
        _section_8(school, row, make, max(published, dt.date(2016, 9, 6)), overall)
    if overall in "34" and make.chance(0.4):
        row["Number of other section 8 inspections since last full inspection"] = str(make.number(1, 5))


def _latest_of_2019(row: Row, make: Maker, *, concern: bool) -> None:
    judgements = make.pick(CAUSING_CONCERN) if concern else make.weighted(SOUND)
    found = category(judgements, improving=make.chance(0.3))
    row["Overall effectiveness"] = "4" if found else max(judgements[:4])
    row["Category of concern"] = found
    row.update(zip(("Quality of education", "Behaviour and attitudes", "Personal development",
                    "Effectiveness of leadership and management"), judgements[:4], strict=True))  # fmt: skip
    row["Safeguarding is effective?"] = "Yes" if judgements[4] == "Y" else "No"


def _latest_before(row: Row, make: Maker, start: dt.date, *, concern: bool) -> None:
    overall = "4" if concern else make.weighted((("1", 3), ("2", 6), ("3", 4)))
    row["Overall effectiveness"] = overall
    row["Category of concern"] = make.weighted((("SM", 2), ("SWK", 1))) if concern else ""
    row["Quality of education"] = row["Behaviour and attitudes"] = row["Personal development"] = "9"
    row["Effectiveness of leadership and management"] = _near(overall, make)
    row["Safeguarding is effective?"] = _safe(start, make, failing=concern)


def _previous(school: School, row: Row, make: Maker, start: dt.date, following: dt.date) -> str:
    """Fills in the previous inspection; its category, or else its overall effectiveness."""
    overall = make.weighted((("1", 4), ("2", 7), ("3", 6), ("4", 4)))
    found = ""
    if overall == "4":  # notices to improve ended in 2012
        found = "NTI" if start.year < 2012 else make.weighted((("SM", 3), ("SWK", 2)))
    end = start + dt.timedelta(1)
    published = end + dt.timedelta(make.number(20, 60))
    if make.chance(0.03):
        published = following + dt.timedelta(make.number(3, 30))
    safe = _safe(start, make, failing=overall == "4")
    values = (
        make.inspection_number(start),
        show(start),
        show(end),
        show(published),
        *_belongs(school, start),
        overall,
        found,
        "9",
        "9",
        "9",
        _near(overall, make),
        safe,
        *_provision(school, overall, make, new=False),
    )
    row.update(zip(PREVIOUS, values, strict=True))
    return found or overall


def _safe(start: dt.date, make: Maker, *, failing: bool) -> str:
    """Whether safeguarding is effective; 9 before it was a judgement of its own."""
    return "9" if start < dt.date(2015, 9, 1) else "No" if failing and make.chance(0.4) else "Yes"


def _section_8(school: School, row: Row, make: Maker, after: dt.date, overall: str) -> None:
    """A short inspection that left the grade as it was."""
    day = make.day(min(after, dt.date(2019, 6, 4)), dt.date(2020, 3, 3))
    best = ("School remains Outstanding", "School remains Outstanding (Concerns) - S5 Next", NULL)
    good = ("School remains Good", "School remains Good (Improving) - S5 Next",
            "School remains Good (Concerns) - S5 Next", NULL)  # fmt: skip
    outcome = make.pick(best if overall == "1" else good)
    values = (make.inspection_number(day), *_belongs(school, day), make.pick(("1", "1", "2")), show(day),
              show(day + dt.timedelta(make.number(20, 45))), "No", outcome)  # fmt: skip
    row.update(zip(SECTION_8, values, strict=False))


def _belongs(school: School, day: dt.date) -> tuple[str, str, str, str, str]:
    """Whether an inspection on `day` was of this URN; then URN, LAESTAB, name and type at the time."""
    if school.predecessor and school.opened and day < school.opened:
        urn, kind = school.predecessor
        return "No", urn, school.laestab, school.name.replace("Academy", "School"), kind
    return "Yes", str(school.urn), school.laestab, school.name, school.kind


def _provision(school: School, overall: str, make: Maker, *, new: bool) -> tuple[str, str]:
    """Grades of early years and of the sixth form: 9 where there is none, 8 not applicable (once), 0 not judged."""
    early = "9"
    if school.phase in ("Nursery", "Primary"):
        early = "0" if make.chance(0.02) else "8" if not new and make.chance(0.1) else _near(overall, make)
    sixth = "9" if not school.has_sixth_form else "0" if make.chance(0.05) else _near(overall, make)
    return early, sixth


def _near(grade: str, make: Maker) -> str:
    """The same grade in two cases of three, else one better."""
    return grade if make.chance(0.67) or grade == "1" else str(int(grade) - 1)


def _inspection_type(previous: str, start: dt.date, make: Maker, *, alone: bool) -> tuple[str, str, str]:
    """Type, grouping and event grouping, as they follow from the inspection before."""
    full, deemed = "Schools - S5", ("Section 8 deemed section 5", "Schools - S8 deemed S5")
    conversion = ("Section 8 inspections of good and non-exempt outstanding schools", "Section 8 conversion",
                  "Schools – Section 8 conversion")  # fmt: skip
    single = {
        "SM": "Special Measures S5 ReInspection", "SWK": "Serious Weaknesses S5 Reinspection",
        "NTI": "Notice to Improve S5 ReInspection Historic", "3": "Requires Improvement S5 Reinspection Visit 1",
        "": "Academy First Section 5" if alone else "S5 Inspection",
    }  # fmt: skip
    if previous == "1" and make.chance(0.5):
        return ("Exempt School Inspection", *deemed)
    if previous == "2" and start > dt.date(2015, 9, 1) and make.chance(0.3):
        return conversion
    if previous == "SM" and make.chance(0.3):
        return ("Schools into Special Measures Visit 4", *deemed)
    found = single.get(previous, "S5 Inspection")
    return found, found, full


def untidy(rows: list[Row], make: Maker) -> None:
    """Other ways to write the dates, in one row of sixteen each."""
    for row in rows:
        style = make.weighted((("%d/%m/%Y", 14), ("%d-%m-%Y", 1), ("%Y-%m-%d", 1)))
        for name in DATES:
            if row[name] != NULL:
                row[name] = dt.datetime.strptime(row[name], "%d/%m/%Y").strftime(style)


def faults(rows: list[Row], make: Maker) -> tuple[Fault, ...]:
    """Spoils a few rows, each in one way, and says how; by row."""
    fit = [index for index, row in enumerate(rows) if row["Quality of education"] in "123" and index > 20
           and row["Category of concern"] == "" and row["Inspection start date"][2] == "/"
           and row["Inspection type grouping"] != "Section 8 conversion"]  # fmt: skip
    chosen = make.shuffled(fit)[:7]
    first = max(index for index in range(chosen[2]) if index not in chosen)
    again = rows[first]["URN"]
    plan: tuple[tuple[Row, str, str], ...] = (
        ({"Quality of education": "7"}, "Quality of education", "a grade that does not exist"),
        ({"Inspection start date": "28/01/2020", "Inspection end date": "29/01/2020", "Publication date": "31/02/2020"},
         "Publication date", "a day that does not exist"),
        ({"URN": again}, "URN", f"the URN of row {first + 2} once more"),
        ({"URN": ""}, "URN", "no URN"),
        ({"Type of education": "Skool"}, "Type of education", "a type that is not known"),
        ({"Inspection start date": "14/01/2031", "Inspection end date": "15/01/2031", "Publication date": "13/02/2031"},
         "Inspection start date", "an inspection after the date of the file"),
        ({"Inspection start date": "12/11/2019", "Inspection end date": "05/11/2019", "Publication date": "09/12/2019"},
         "Inspection end date", "the inspection ends before it starts"),
    )  # fmt: skip
    found = []
    for index, (change, column, why) in zip(chosen, plan, strict=True):
        rows[index].update(change)
        found.append(Fault(index + 2, column, change[column], why))
    return tuple(sorted(found, key=lambda fault: fault.row))


def build(count: int, seed: int) -> tuple[bytes, tuple[Fault, ...]]:
    """The file, in Windows-1252, and the faults in it."""
    make = Maker(seed)
    rows = []
    for school, row in schools(count, make):
        inspections(school, row, make)
        rows.append(row)
    untidy(rows, make)
    spoilt = faults(rows, make)
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode("cp1252"), spoilt


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the file and prints the faults as the table that examples/README.md has."""
    parser = argparse.ArgumentParser(description="Make a file of invented schools.")
    parser.add_argument("out", type=Path, metavar="OUT.csv")
    parser.add_argument("--schools", type=int, default=300, help="how many, 100 to 1000 (default 300)")
    parser.add_argument("--seed", type=int, default=2020, help="the same seed gives the same file (default 2020)")
    options = parser.parse_args(arguments)
    if not 100 <= options.schools <= 1000:
        parser.error("--schools takes a number from 100 to 1000")
    data, spoilt = build(options.schools, options.seed)
    draft = options.out.with_name(options.out.name + ".part")
    try:
        draft.write_bytes(data)
        draft.replace(options.out)
    except OSError as error:
        print(f"{options.out} cannot be written: {error.strerror}", file=sys.stderr)
        return 1
    print("| row | column | value | fault |\n|---|---|---|---|")
    for fault in spoilt:
        print(f"| {fault.row} | {fault.column} | {fault.value or '(blank)'} | {fault.why} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
