"""A table of events beside a table of schools: read as the same histories that case files tell."""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
from pathlib import Path

import polars as pl
import pytest
from support import case
from surveys import SYNTHETIC, Run, Surveyor

import remit
from remit.dsl import ir
from remit.engine import jsonable
from remit.engine.evaluate import evaluate
from remit.engine.settings import defaults
from remit.pipeline import usable
from remit.published import Request, read_published

AS_OF = dt.date(2026, 6, 30)
FRAMEWORKS = ("ofsted-fe-skills@2013-01-01", "ofsted-schools@2012-11-01", "ofsted-interim-visits@2020-09-01")
SCHOOLS = "urn,name,kind,Region\n1,Alpha,community school,North\n2,Beta,Academy converter,South\n"
GRADES = "quality_of_education,behaviour_and_attitudes,personal_development,leadership_and_management"


def history(framework: ir.Framework, chance: random.Random) -> list[dict[str, str]]:
    """Some events, each with every field told or unknown, as the cells of their rows."""
    found = []
    for _ in range(chance.randrange(7)):
        event = chance.choice(list(framework.events.values()))
        days = sorted(dt.date(2024, 1, 1) + dt.timedelta(chance.randrange(800)) for _ in event.moments)
        cells = dict(zip(event.moments, (day.isoformat() for day in days), strict=True))
        if len(cells) > 1 and chance.random() < 0.3:
            del cells[chance.choice(list(cells))]
        fields = {each.name: chance.choice((*each.domain, "unknown")) for each in event.fields if each.domain}
        found.append({"event": event.name} | cells | fields)
    return found


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_rows_tell_what_case_files_tell(name: str, tmp_path: Path) -> None:
    compiled, loaded = usable(name)
    chance, framework = random.Random(name), compiled.framework
    cases = [history(framework, chance) for _ in range(40)]
    lines = [{"urn": str(number)} | row for number, rows in enumerate(cases) for row in rows]
    chance.shuffle(lines)
    header = list(dict.fromkeys(key for line in lines for key in line))
    with (tmp_path / "events.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header)
        writer.writeheader()
        writer.writerows(lines)
    (tmp_path / "schools.csv").write_text("urn\n" + "".join(f"{n}\n" for n in range(len(cases))), encoding="utf-8")
    request = Request(
        tmp_path / "schools.csv", name, AS_OF, None, None, defaults, events=tmp_path / "events.csv", events_whole=True
    )
    taken = read_published(request, loaded, lambda _step, _done: None).taken(framework, AS_OF)
    assert not taken.problems
    told = 0
    for number, rows in enumerate(cases):
        told_as = [{key: None if cell == "unknown" else cell for key, cell in row.items()} for row in rows]
        text = json.dumps({"subject": {"urn": str(number)}, "events": told_as})
        ours = evaluate(compiled, taken.population.case(number), AS_OF)
        theirs = evaluate(compiled, case(text, framework), AS_OF)
        assert jsonable.outcome(ours, {}) == jsonable.outcome(theirs, {})
        told += len(rows)
    assert told == sum(int(slot.present.sum()) for slot in taken.population.slots) > 90


@pytest.fixture
def ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Surveyor:
    return Surveyor(tmp_path, capsys)


def asked(ask: Surveyor, folder: Path, events: str, *more: str, schools: str = SCHOOLS) -> Run:
    (folder / "schools.csv").write_text(schools, encoding="utf-8")
    (folder / "events.csv").write_text(events, encoding="utf-8")
    beside = ("--events", str(folder / "events.csv"))
    return ask(folder / "schools.csv", *beside, *more, as_of="2025-12-15")


WHOLE = f"""URN,Event,Ended,Published,{GRADES},early years,Sixth form,safeguarding_effective,Capacity to improve
1,Graded inspection,02/10/2024,11/11/2024,inadequate,good,good,INADEQUATE,good,not applicable,yes,no
1,monitoring_inspection,2025-08-01,,,,,,,,,
"""


def test_headers_and_values_may_be_words(ask: Surveyor, tmp_path: Path) -> None:
    run = asked(ask, tmp_path, WHOLE, "--complete-until", "2025-12-15")
    assert (run.code, run.problems) == (0, [])
    alpha, beta = run.status
    assert (alpha["category"], alpha["category_on"], alpha["Region"]) == ("special_measures", "2024-10-02", "North")
    assert beta["standing"] == "not_inspected"  # the table tells all until that day
    assert "counts as telling until 2025-12-15 all events" in run.err


def test_of_other_events_the_table_proves_nothing(ask: Surveyor, tmp_path: Path) -> None:
    run = asked(ask, tmp_path, WHOLE)
    assert "counts as telling all of these events: graded_inspection, monitoring_inspection" in run.err
    assert "closure" in run.status[0]["missing"] and "graded_inspection" not in run.status[1]["missing"]


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("1,graded_inspecton,2025-01-15,,,,,,,,,", "Event", "Did you mean 'graded_inspection'?"),
        ("1,graded_inspection,,,,,,,,,,", "Event", "the event has no day: it is not counted"),
        ("1,graded_inspection,2026-01-01,,,,,,,,,", "Event", "lies after 2025-12-15"),
        ("1,graded_inspection,soon,,,,,,,,,", "Ended", "is not a date"),
        ("1,graded_inspection,2025-01-15,2025-01-10,,,,,,,,", "Published", "lies before the day in 'Ended'"),
        ("1,monitoring_inspection,2025-01-15,,good,,,,,,,", "quality_of_education", "has no such day or field"),
        ("1,graded_inspection,2025-01-15,,excellent,,,,,,,", "quality_of_education", "is not a code of this column"),
        (",graded_inspection,2025-01-15,,,,,,,,,", "URN", "the row has no identity"),
    ],
)
def test_every_cell_that_cannot_be_used_is_told(
    row: str, column: str, words: str, ask: Surveyor, tmp_path: Path
) -> None:
    run = asked(ask, tmp_path, f"{WHOLE}{row}\n")
    assert run.code == 1
    found = [each for each in run.problems if (each["table"], each["row"]) == ("events.csv", "4")]
    assert any(each["column"] == column and words in each["reason"] for each in found), found
    assert "events.csv: row 4, " in run.err


def test_a_row_that_cannot_be_placed_proves_nothing_for_its_school(ask: Surveyor, tmp_path: Path) -> None:
    run = asked(ask, tmp_path, f"{WHOLE}2,graded_inspection,soon,,,,,,,,,\n", "--complete-until", "2025-12-15")
    assert run.status[1]["standing"] == "" and "graded_inspection" in run.status[1]["missing"]
    assert run.status[0]["category"] == "special_measures"


@pytest.mark.parametrize(
    ("events", "code", "words"),
    [
        ("urn,started\n1,2025-01-01\n", "E401", "has no column 'event'"),
        ("urn,event,ended,by\n1,monitoring_inspection,2025-01-01,ofsted\n", "E403", "a column 'by', which a survey"),
        ("urn,event,ended\n" + "1,monitoring_inspection,2025-01-01\n" * 101, "E010", "more than 100 events"),
    ],
)
def test_what_a_table_of_events_cannot_be_is_refused(
    events: str, code: str, words: str, ask: Surveyor, tmp_path: Path
) -> None:
    run = asked(ask, tmp_path, events)
    assert run.code == 2 and code in run.err and words in run.err and not run.status


def test_events_join_a_published_table(ask: Surveyor, tmp_path: Path) -> None:
    with SYNTHETIC.open(encoding="cp1252", newline="") as stream:
        urns = [row["URN"] for row in csv.DictReader(stream)]
    (tmp_path / "events.csv").write_text(f"urn,event,ended\n{urns[3]},monitoring_inspection,2020-06-01\n", "utf-8")
    alone, both = ask(SYNTHETIC), ask(SYNTHETIC, "--events", str(tmp_path / "events.csv"))
    assert "counts as telling all of these events: monitoring_inspection" in both.err
    assert any("monitoring_inspection" in row["missing"] for row in alone.status)
    assert not any("monitoring_inspection" in row["missing"] for row in both.status)


def test_a_notebook_gives_frames() -> None:
    framework = remit.load("ofsted-schools@2024-09-16")
    schools = pl.DataFrame({"urn": ["1"], "name": ["Alpha"]})
    events = pl.DataFrame({"urn": ["1"], "event": ["graded_inspection"], "ended": [dt.date(2024, 10, 2)]})
    found = framework.survey(schools, dt.date(2025, 1, 1), events=events)
    assert found.frame["category_on"].to_list() == [dt.date(2024, 10, 2)]
