"""A table through a mapping to a population: what a cell comes to, what is told, and what silence is taken to prove."""

from __future__ import annotations

import datetime as dt
import functools

import polars as pl
import pytest
from support import ROOT, monitoring

from remit.engine.bulk.population import NEVER, NO_DAY, day
from remit.engine.intake.mapping import Mapping, read_mapping
from remit.engine.intake.table import Intake, intake, latest_day
from remit.files import read_text

FRAMEWORK = monitoring().framework
PATH = ROOT / "policy" / "ofsted-schools" / "2024-09-16" / "mappings" / "ofsted-mi-2019.yaml"
AS_OF = dt.date(2020, 8, 31)
GRADED = FRAMEWORK.events["graded_inspection"]
LATEST = ("Inspection start date", "Inspection end date", "Publication date")
PREVIOUS = ("Previous inspection start date", "Previous inspection end date", "Previous publication date")
SOUND = {
    "URN": "900001", "School name": "Quillmere", "Type of education": "Community School",
    **dict(zip(LATEST, ("03/03/2020", "04/03/2020", "01/04/2020"), strict=True)),
    **dict(zip(PREVIOUS, ("05-02-2016", "2016-02-06", "01/03/2016"), strict=True)),
    "Quality of education": "2", "Safeguarding is effective?": "Yes", "Category of concern": "",
    "Early years provision (where applicable)": "9",
}  # fmt: skip


@functools.cache
def mapping() -> Mapping:
    found, diagnostics = read_mapping(read_text(PATH), FRAMEWORK)
    assert found is not None, diagnostics
    return found


def frame(*changes: dict[str, str]) -> pl.DataFrame:
    rows = [{**SOUND, "URN": str(900_001 + i), **change} for i, change in enumerate(changes)]
    return pl.DataFrame({name: [row.get(name, "NULL") or None for row in rows] for name in mapping().columns},
                        schema=dict.fromkeys(mapping().columns, pl.String))  # fmt: skip


def taken(*changes: dict[str, str], as_of: dt.date = AS_OF, until: dt.date = AS_OF) -> Intake:
    table = frame(*changes)
    return intake(table, list(range(2, table.height + 2)), (), mapping(), FRAMEWORK, as_of, until)


def told(found: Intake) -> list[tuple[int, str, str]]:
    return [(each.row, each.column, each.value) for each in found.problems]


def value(found: Intake, field: str, slot: int = 0, row: int = 0) -> set[str]:
    domain = next(each.domain for each in GRADED.fields if each.name == field)
    mask = int(found.population.slots[slot].fields[field][row])
    return {each for i, each in enumerate(domain) if mask >> i & 1}


def since(found: Intake, row: int = 0) -> dt.date | str | None:
    """From when on silence on graded inspections is evidence; 'never', or None for always."""
    complete = found.population.complete["graded_inspection"]
    assert complete.ever
    number = complete.since[row]
    return "never" if number == NEVER else None if number == NO_DAY else day(int(number))


def test_a_sound_row() -> None:
    found = taken({})
    assert found.problems == ()
    assert (found.population.urns, found.population.rows) == (("900001",), (2,))
    days = [{name: day(int(given[0])) for name, given in slot.moments.items()} for slot in found.population.slots]
    assert days == [
        {"started": dt.date(2020, 3, 3), "ended": dt.date(2020, 3, 4), "published": dt.date(2020, 4, 1)},
        {"started": dt.date(2016, 2, 5), "ended": dt.date(2016, 2, 6), "published": dt.date(2016, 3, 1)},
    ]
    assert value(found, "quality_of_education") == {"good"}
    assert value(found, "safeguarding_effective") == {"yes"}
    assert latest_day(frame({}), mapping(), AS_OF) == dt.date(2020, 4, 1)
    assert latest_day(frame({}), mapping(), dt.date(2020, 3, 31)) == dt.date(2020, 3, 4)
    assert latest_day(frame({}), mapping(), dt.date(1990, 1, 1)) is None


@pytest.mark.parametrize(
    ("code", "quality", "meant"),
    [
        ("1", "2", {"outstanding"}),
        ("9", "2", {"not_applicable"}),
        ("9", "9", {"outstanding", "good", "requires_improvement", "inadequate", "not_applicable"}),
        ("8", "9", {"not_applicable"}),
        ("0", "2", {"outstanding", "good", "requires_improvement", "inadequate", "not_applicable"}),
        ("NULL", "2", {"outstanding", "good", "requires_improvement", "inadequate", "not_applicable"}),
    ],
)
def test_what_a_code_means_hangs_on_the_framework_of_the_inspection(code: str, quality: str, meant: set[str]) -> None:
    change = {"Early years provision (where applicable)": code, "Quality of education": quality}
    found = taken(change)
    assert value(found, "early_years") == meant
    assert found.problems == ()


def test_a_code_that_is_not_known_leaves_everything_open_and_is_told() -> None:
    found = taken({"Quality of education": "7"})
    assert value(found, "quality_of_education") == {"outstanding", "good", "requires_improvement", "inadequate"}
    assert told(found) == [(2, "Quality of education", "7")]


def test_codes_of_an_event_that_did_not_take_place_are_no_faults() -> None:
    change = dict.fromkeys(LATEST, "NULL") | {"Quality of education": "7"}
    assert told(taken(change)) == []


def test_identities() -> None:
    found = taken({}, {"URN": "900001"}, {"URN": ""}, {"URN": "NULL"}, {})
    assert (found.population.urns, found.not_read) == (("900001", "900005"), (3, 4, 5))
    assert [row for row, column, _ in told(found) if column == "URN"] == [3, 4, 5]
    assert found.population.rows == (2, 6)
    assert len(found.published["category"]) == 2


@pytest.mark.parametrize("text", ["31/02/2020", "2020-13-01", "04.03.2020", "4 March 2020", "43894"])
def test_a_day_that_cannot_be_read_is_unknown_and_told(text: str) -> None:
    found = taken({"Inspection end date": text})
    assert told(found) == [(2, "Inspection end date", text)]
    assert found.population.slots[0].moments["ended"][0] == NO_DAY
    assert found.population.slots[0].present[0]


@pytest.mark.parametrize("text", ["NULL", "", "31/12/1899", "01/01/1900", "-"])
def test_no_day_is_no_fault(text: str) -> None:
    found = taken({"Publication date": text})
    assert found.problems == ()
    assert found.population.slots[0].moments["published"][0] == NO_DAY


def test_days_out_of_order_are_told_even_where_one_between_is_missing() -> None:
    found = taken(
        {"Inspection end date": "02/03/2020"}, {"Inspection end date": "NULL", "Publication date": "02/03/2020"}
    )
    assert told(found) == [(2, "Inspection end date", "02/03/2020"), (3, "Publication date", "02/03/2020")]
    assert found.population.slots[0].moments["ended"][0] == NO_DAY
    assert found.population.slots[0].moments["published"][1] == NO_DAY


# What silence proves. The file holds the latest two inspections.


def test_two_are_held_so_silence_is_evidence_since_the_earlier() -> None:
    assert since(taken({})) == dt.date(2016, 2, 6)


def test_the_earlier_day_is_the_last_known_one() -> None:
    assert since(taken({PREVIOUS[1]: "NULL"})) == dt.date(2016, 2, 5)
    assert since(taken({PREVIOUS[1]: "NULL", PREVIOUS[2]: "NULL"})) == dt.date(2016, 2, 5)


def test_fewer_are_held_so_silence_is_evidence_throughout() -> None:
    assert since(taken(dict.fromkeys(PREVIOUS, "NULL"))) is None
    assert since(taken(dict.fromkeys((*LATEST, *PREVIOUS), "NULL"))) is None


def test_an_inspection_after_the_asking_day_is_held_all_the_same() -> None:
    found = taken({}, as_of=dt.date(2019, 6, 30))
    assert [bool(slot.present[0]) for slot in found.population.slots] == [False, True]
    assert since(found) == dt.date(2016, 2, 6)


def test_where_a_day_cannot_be_read_silence_proves_nothing() -> None:
    found = taken({LATEST[0]: "soon"}, {}, {PREVIOUS[0]: "31/02/2016"}, {PREVIOUS[0]: "NULL"})
    assert [since(found, row) for row in range(4)] == ["never", dt.date(2016, 2, 6), "never", "never"]
    assert {row for row, _, _ in told(found)} == {2, 4, 5}
    assert [found.population.case(row).completeness("graded_inspection").ever for row in range(4)] == [
        False, True, False, False]  # fmt: skip


def test_silence_on_monitoring_inspections_proves_nothing_and_on_closure_everything() -> None:
    complete = taken({}).population.complete
    assert not complete["monitoring_inspection"].ever
    assert (complete["closure"].ever, complete["closure"].since[0]) == (True, NO_DAY)
    assert complete["closure"].until == complete["graded_inspection"].until == AS_OF


def test_published_categories() -> None:
    order = FRAMEWORK.decisions["category"].values
    found = taken(*({"Category of concern": code} for code in ("", "SM", "SWK", "NTI", "NULL", "XX")))
    masks = found.published["category"].tolist()
    assert [order[mask.bit_length() - 1] if mask else None for mask in masks] == [
        "none", "special_measures", "serious_weaknesses", None, None, None]  # fmt: skip
    assert told(found) == [(7, "Category of concern", "XX")]
