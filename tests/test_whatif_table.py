"""What-if questions about a table: overlays laid over columns, and two surveys side by side."""

from __future__ import annotations

import csv
import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
from support import MONITORING, ROOT
from surveys import thinned

from remit.cli import main
from remit.engine.evaluate import evaluate
from remit.engine.history import Case
from remit.engine.outcome import Outcome
from remit.engine.settings import defaults
from remit.engine.whatif.columns import laid_over_table
from remit.engine.whatif.differences import differences
from remit.engine.whatif.subjects import laid_over
from remit.overlaying import scenario
from remit.pipeline import load_folder
from remit.published import Request
from remit.supposing_many import TableAnswer, ask_table

TABLE = ROOT / "examples" / "synthetic-mi-2020-08-31.csv"
AS_OF = dt.date(2020, 8, 31)
LOADED = load_folder(MONITORING)
EVENTS = """overlay: events
facts: {academy_order: no, transfer: unknown}
events:
  remove:
    - {event: graded_inspection, safeguarding_effective: no}
    - {event: graded_inspection, which: first, overall_effectiveness: inadequate}
  change:
    - {event: graded_inspection, which: latest, quality_of_education: requires_improvement,
       to: {quality_of_education: inadequate, capacity_to_improve: yes, safeguarding_effective: unknown}}
    - {event: graded_inspection, which: first, to: {published: unknown}}
  add:
    - {event: monitoring_inspection, started: 2020-03-02, ended: 2020-03-03}
"""
POWER = """overlay: a power
parameters: {first_latest: 6 months}
clauses: |
  rule first_monitoring "First" cite 56
    ofsted may hold monitoring_inspection
    for latest graded_inspection when programme of it is in_category
    applies first_earliest to first_latest after published of it cite 56
"""
LIMIT = """overlay: a limit
clauses: |
  rule single_monitoring "Single" cite 51
    ofsted may hold monitoring_inspection
    for latest graded_inspection when programme of it is in_category
    repeat at most 5 within 30 months after published of it
remove: [first_monitoring, earlier, delayed_end, technology_colleges]
"""


def asked(path: Path, text: str, *given: str, table: Path = TABLE) -> TableAnswer:
    (path / "overlay.yaml").write_text(text, encoding="utf-8")
    assert LOADED.compiled is not None
    request = Request(table, "ofsted-schools@2024-09-16", AS_OF, None, AS_OF, defaults)
    under = scenario(LOADED, (path / "overlay.yaml",), given)
    return ask_table(LOADED, under, request, lambda _step, _done: None)


def run(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(["whatif", str(TABLE), "-f", "ofsted-schools@2024-09-16", "--as-of", "2020-08-31", *arguments])
    out, err = capsys.readouterr()
    return int(left.value.code or 0), out, err


# --- columns ---


def test_an_overlay_makes_of_a_table_what_it_makes_of_each_of_its_cases(tmp_path: Path) -> None:
    answer = asked(tmp_path, EVENTS, table=thinned(tmp_path / "table.csv", 4))
    population = answer.found.surveys[0].population
    framework = answer.scenario.compiled.framework
    before = replace(population, framework=framework)
    columns, faults = laid_over_table(before, answer.scenario.subjects, AS_OF)
    assert not faults
    changed = 0
    for place in range(population.size):
        single, _ = laid_over(before.case(place), answer.scenario.subjects, framework, AS_OF)
        assert _known(columns.case(place)) == _known(single), population.urns[place]
        changed += _known(single) != _known(before.case(place))
    assert changed > 50


def _known(case: Case) -> tuple[object, ...]:
    """What a case says, without what it says to be unknown."""
    events = [
        (each.event, each.moments, {name: value for name, value in each.fields if value is not None})
        for each in case.events
    ]
    return {name: spells for name, spells in case.facts.items() if spells[0].value is not None}, events


# --- answers ---


def test_the_schools_that_differ_are_those_whose_own_answers_do(tmp_path: Path) -> None:
    answer = asked(tmp_path, EVENTS.partition("  add:")[0], "first_latest=6 months")
    before, after = (each.population for each in answer.found.surveys)
    flags = answer.found.differs
    seen = set()
    for place in range(0, before.size, 5):
        outcomes = [
            evaluate(compiled, population.case(place), AS_OF, turns=False)
            for compiled, population in zip(answer.whole, (before, after), strict=True)
        ]
        differs = _answers(outcomes[0]) != _answers(outcomes[1])
        assert bool(flags[place]) == differs, before.urns[place]
        assert not differs or differences(outcomes[0], outcomes[1])
        seen.add(differs)
    assert seen == {True, False}


def _answers(outcome: Outcome) -> dict[object, object]:
    """What a survey tells of a case."""
    found: dict[object, object] = {}
    for state in outcome.states:
        found[state.lifecycle] = {each.value for each in state.possible}, state.since
    for decision in outcome.decisions:
        found[decision.name] = {each.value for each in decision.possible}, decision.about
    for norm in outcome.norms:
        home = norm.view.value != "prohibition"
        days = (norm.earliest, norm.latest, norm.met_on) if home else ()
        found[norm.name, norm.view] = [each.value for each in norm.possible], norm.modality, days
    return found


def test_nothing_differs_under_an_empty_overlay(tmp_path: Path) -> None:
    answer = asked(tmp_path, "overlay: nothing\n")
    assert not answer.found.differs.any()
    assert "nothing would differ" in answer.text()
    assert all(not each.tally for each in answer.found.units)


def test_moves_and_shifts_are_counted(tmp_path: Path) -> None:
    answer = asked(tmp_path, "overlay: sooner\nparameters: {first_latest: 6 months}\n")
    units = {(each.unit.name, each.unit.part): each for each in answer.found.units}
    duty = units["first_monitoring", "duty"]
    counted = sum(schools for *_, schools in duty.tally)
    assert counted == int(duty.differs.sum()) > 0
    assert counted + duty.same == 105
    (latest,) = [each for each in answer.found.shifts if (each.name, each.end) == ("first_monitoring", "latest")]
    assert sum(schools for _, schools in latest.by()) == int(latest.differs.sum()) == 29
    assert all(-92 <= days <= -89 for days, _ in latest.by())


def test_a_duty_that_becomes_a_power_goes_and_comes_under_its_headings(tmp_path: Path) -> None:
    answer = asked(tmp_path, POWER)
    units = {(each.unit.name, each.unit.part): each for each in answer.found.units}
    duty, power = units["first_monitoring", "duty"], units["first_monitoring", "power"]
    assert {bool(after.possible) for _, after, _ in duty.tally} == {False}
    assert {bool(before.possible) for before, _, _ in power.tally} == {False}
    assert sum(n for *_, n in duty.tally) == sum(n for *_, n in power.tally) == 105


def test_a_clause_that_becomes_a_limit_comes_under_its_heading(tmp_path: Path) -> None:
    answer = asked(tmp_path, LIMIT)
    gone = [each for each in answer.found.units if each.unit.name == "first_monitoring"]
    assert gone and all(not after.possible for each in gone for _, after, _ in each.tally)
    assert {each.unit.part for each in answer.found.units if each.unit.name == "single_monitoring"} >= {
        "power",
        "limit",
    }


def test_a_changed_vocabulary_is_read_again(tmp_path: Path) -> None:
    text = 'overlay: x\nclauses: |\n  fact fresh "Fresh": boolean\n  define q "Q" as fresh cite 56\n'
    answer = asked(tmp_path, text, "fresh=yes")
    assert not answer.found.differs.any()
    assert "fresh" in answer.found.surveys[1].population.facts


# --- the command ---


def test_a_row_for_each_school_with_both_sides(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.csv"
    code, printed, err = run("--set", "first_latest=6 months", "-o", str(out), capsys=capsys)
    assert code == 1, "cells of this file cannot be read"
    assert f"wrote {out}" in err and "29" in printed
    rows = list(csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == 298
    moved = [row for row in rows if row["differs"]]
    assert len(moved) == 29
    for row in moved:
        days = dt.date.fromisoformat(row["first_monitoring_latest_after"]) - dt.date.fromisoformat(
            row["first_monitoring_latest_before"]
        )
        assert row["first_monitoring_latest_moved_days"] == str(days.days)
        assert row["paragraphs_before"] and row["paragraphs_after"]
        assert row["standing_before"] == row["standing_after"]


def test_the_summary_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("--set", "first_latest=6 months", "--json")
    _, printed, _ = run(*arguments, capsys=capsys)
    answer = json.loads(printed)
    assert (answer["schools"], answer["differ"]) == (298, 29)
    (duty,) = [each for each in answer["answers"] if (each["name"], each["part"]) == ("first_monitoring", "duty")]
    assert {"before", "after", "schools"} == set(duty["moves"][0])
    assert answer["receipt"]["overlays"][0]["set"] == ["first_latest=6 months"]
    assert run(*arguments, capsys=capsys)[1] == printed


def test_one_school_of_the_table_is_told_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    answer = json.loads(run("--set", "first_latest=6 months", "--json", capsys=capsys)[1])
    assert answer["differ"]
    code, printed, _ = run("--set", "first_latest=6 months", "--urn", "900006", capsys=capsys)
    assert code == 1 and "(URN 900006)" in printed and "What if" in printed
    assert run("--set", "first_latest=6 months", "--urn", "1", capsys=capsys)[0] == 2


@pytest.mark.parametrize(
    "text",
    [
        "facts: {academy_order: {value: yes, from: 2020-01-01}}",
        "events: {remove: [{event: closure}]}",
        "events: {add: [{event: closure, date: 2020-01-01, order: 2}]}",
        "events: {change: [{event: graded_inspection, to: {ended: 2001-01-01}}]}",
        "remove: [academy_order]",
    ],
)
def test_what_a_table_cannot_take_is_told(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "overlay.yaml").write_text(f"overlay: x\n{text}\n", encoding="utf-8")
    code, printed, err = run("--with", str(tmp_path / "overlay.yaml"), capsys=capsys)
    assert (code, printed) == (1, "")
    assert "overlay.yaml:2" in err


def test_what_goes_with_a_table_is_refused_for_a_case(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["whatif", "case.yaml", "-f", "ofsted-schools", "--set", "a=b", "--urn", "1"])
    assert left.value.code == 2
    assert "--urn goes with a table" in capsys.readouterr().err
