"""Lifecycles beside statecharts: charts made by chance run here and under `python-statemachine`, which follows SCXML.

Behind each event the same states must be occupied, since the same days. `charts/differences.yaml` lists what is meant
to differ, with the reasons, and shows each in a case; nothing else may differ. `REMIT_ORACLE_LONG=1` runs many more.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from charts import ours, scxml
from charts.made import GRADES, After, Chart, Story, charts, stories
from hypothesis import HealthCheck, assume, given, settings
from statemachine.io import load
from support import ROOT, case, framework

from remit.dsl.base.diagnostics import has_errors
from remit.engine.analyse import analyse
from remit.engine.binding import Asked
from remit.engine.evaluate import evaluate, evaluation
from remit.engine.groups import Compiled
from remit.engine.settings import defaults

LISTED = yaml.safe_load((Path(__file__).parent / "charts" / "differences.yaml").read_text("utf-8"))["differences"]
PAGE = ROOT / "docs" / "statecharts.md"
CASES = [pytest.param(each, id=f"{one['name']} {n}") for one in LISTED for n, each in enumerate(one["cases"], 1)]
MANY = 20 if os.environ.get("REMIT_ORACLE_LONG") else 1
NEW_YEAR = dt.date(2023, 12, 31)


def examples(number: int) -> settings:
    return settings(max_examples=number * MANY, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def tally(request: pytest.FixtureRequest) -> Iterator[Counter[str]]:
    """What was compared by all tests of this file; told at its end, so that an empty comparison is seen."""
    counted: Counter[str] = Counter()
    yield counted
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print(f"\nstatecharts: {', '.join(f'{number:,} {what}' for what, number in sorted(counted.items()))}")


def counted(tally: Counter[str], chart: Chart, story: Story, machine: scxml.Machine) -> None:
    moves = [move for region in chart.regions for move in region.moves]
    tally["charts"] += 1
    tally["charts with regions side by side"] += len(chart.regions) > 1
    depth = max(len(region.lineage(leaf)) for region in chart.regions for leaf in region.leaves())
    tally[f"charts {depth} deep"] += 1
    tally["events"] += len(story.happenings)
    tally["steps taken"] += machine.taken
    tally["transitions with times"] += sum(isinstance(move.trigger, After) for move in moves)
    tally["guards on grades"] += sum(move.guard.grades != GRADES for move in moves)
    tally["guards on facts"] += sum(move.guard.flag is not None for move in moves)
    tally["guards on other regions"] += sum(move.guard.stands is not None for move in moves)


def beside(tally: Counter[str], chart: Chart, story: Story) -> None:
    """The chart under both, as it must agree; and word for word, as it may differ."""
    machine = scxml.Machine.of(chart)
    mine = ours.run(chart, story)
    assert mine == machine.run(story)
    counted(tally, chart, story, machine)
    for each in scxml.ADJUSTMENTS:
        text = scxml.document(chart, scxml.ADJUSTMENTS - {each})
        if text != scxml.document(chart) and scxml.Machine.of(chart, scxml.ADJUSTMENTS - {each}).run(story) != mine:
            tally[f"charts that differ for: {each}"] += 1


@examples(120)
@given(chart=charts(), story=stories())
def test_charts_stand_where_a_statechart_stands(tally: Counter[str], chart: Chart, story: Story) -> None:
    """Semantics 9, 14 and 17: which states, since which day, and whether an event could be taken at all."""
    tally["charts without times"] += 1
    beside(tally, chart, story)


@examples(60)
@given(chart=charts(timed=True), story=stories(gap=12))
def test_charts_with_times_stand_where_a_statechart_stands(tally: Counter[str], chart: Chart, story: Story) -> None:
    """Semantics 8: on the day after the day reckoned, as at the end of the day before."""
    assume(chart.timed)
    tally["charts with times"] += 1
    beside(tally, chart, story)


@examples(40)
@given(chart=charts(), story=stories(4, 6))
def test_the_answer_tells_what_the_course_holds(tally: Counter[str], chart: Chart, story: Story) -> None:
    """What is compared here is what is answered: the state behind the last event, and the day of its entry."""
    last = story.happenings[-1].day
    answer = evaluate(ours.compiled(chart), ours.case(story), ours.START + dt.timedelta(last), turns=False)
    *_, behind = ours.run(chart, story)
    told = {(each.value, (each.since - ours.START).days if each.since else None) for each in answer.states}
    leaves = {leaf for region in chart.regions for leaf in region.leaves()}
    assert told == {(state, day) for state, day in behind.entered if state in leaves}
    tally["answers compared whole"] += 1


@examples(50)
@given(chart=charts(), story=stories(4, 6, unknown=True))
def test_what_is_not_known_is_every_way_to_fill_it_in(tally: Counter[str], chart: Chart, story: Story) -> None:
    """Semantics 1 and 4: the possible states are those in which a statechart stands for some way to fill in the holes.

    A guard on another lifecycle takes it by itself, which only widens; without any, nothing is wider.
    """
    holes = [place for place, each in enumerate(story.happenings) if each.grade is None]
    expected: set[str] = set()
    for grades in itertools.product(GRADES, repeat=len(holes)):
        filled = dict(zip(holes, grades, strict=True))
        happened = (replace(each, grade=filled.get(n, each.grade)) for n, each in enumerate(story.happenings))
        *_, behind = scxml.Machine.of(chart).run(Story(tuple(happened), story.flag_from))
        expected |= behind.states
    found = possible(chart, story, tied=False)
    leaves = {leaf for region in chart.regions for leaf in region.leaves()}
    assert found >= expected & leaves
    if not any(move.guard.stands for region in chart.regions for move in region.moves):
        assert found == expected & leaves
    tally["histories with holes"] += bool(holes)
    tally["histories with several possible states"] += len(found) > len(chart.regions)


@examples(40)
@given(chart=charts(), story=stories(2, 4, gap=1))
def test_ties_are_every_order(tally: Counter[str], chart: Chart, story: Story) -> None:
    """Semantics 5: where the order of a day is not told, each is possible, and no other."""
    orders = [
        order
        for order in itertools.permutations(story.happenings)
        if [each.day for each in order] == sorted(each.day for each in order)
    ]
    assume(len(orders) > 1)
    expected: set[str] = set()
    for order in orders:
        *_, behind = scxml.Machine.of(chart).run(Story(order, story.flag_from))
        expected |= behind.states
    found = possible(chart, story, tied=True)
    assert found == expected & {leaf for region in chart.regions for leaf in region.leaves()}
    tally["histories with ties"] += 1


@examples(40)
@given(chart=charts())
def test_what_is_let_pass_never_has_two_ways_out(tally: Counter[str], chart: Chart) -> None:
    """Semantics 26: charts are made so that one way is open at most, and the check finds no two."""
    told = [each.message for each in analyse(ours.compiled(chart)) if each.code == "E204"]
    assert told == []
    tally["charts checked for two ways out"] += 1


def possible(chart: Chart, story: Story, tied: bool) -> set[str]:
    """The states that an answer leaves open, of all lifecycles."""
    as_of = ours.START + dt.timedelta(story.happenings[-1].day)
    answer = evaluate(ours.compiled(chart), ours.case(story, tied), as_of, turns=False)
    return {each.value for state in answer.states for each in state.possible}


# What is listed


def said_by_us(each: dict[str, Any]) -> dict[str, Any]:
    made = framework(each["rules"], checked=False)
    faults = tuple(analyse(made))
    if has_errors(faults):
        return {"refused": next(fault.code for fault in faults)}
    subject = case('subject: {urn: "1"}\n' + each["case"], made.framework)
    answer = evaluate(made, subject, each["as_of"], turns=False)
    found: dict[str, Any] = {
        "states": {state.lifecycle: sorted(way.value for way in state.possible) for state in answer.states}
    }
    if "since" in each["ours"]:
        found["since"] = {name: entered(made, each, name) for name in each["ours"]["since"]}
    expected = each["ours"].get("finding")
    if any(expected and expected in finding.message for finding in answer.findings):
        found["finding"] = expected
    return found


def entered(made: Compiled, each: dict[str, Any], state: str) -> int | None:
    """The day of January on which a state was entered."""
    subject = case('subject: {urn: "1"}\n' + each["case"], made.framework)
    work = evaluation(made, subject, each["as_of"], defaults(made.framework))
    lifecycles = made.framework.lifecycles.values()
    name = next(one.name for one in lifecycles if state in {inner.name for inner in one.states})
    (day,) = work.course.entries(name, state, Asked(each["as_of"], len(work.known.history.past)))
    assert isinstance(day, dt.date)
    return (day - NEW_YEAR).days


def said_by_scxml(text: str, sends: list[dict[str, Any]], each: dict[str, Any]) -> dict[str, Any]:
    document = f'<scxml xmlns="{scxml.NAMESPACE}" version="1.0" datamodel="python">{text}</scxml>'
    machine = load(document, format="scxml")()
    for sent in sends:
        machine.send(sent["event"], **{name: value for name, value in sent.items() if name != "event"})
    expected = each["theirs"]["states"]
    leaves = {state.id for state in machine.configuration if not state.states}
    if len(expected) == 1:
        return {"states": {name: sorted(leaves) for name in expected}, **days(machine, each)}
    regions = {state.id: state for state in machine.configuration if state.id in expected}
    return {
        "states": {name: sorted({one.id for one in region.states} & leaves) for name, region in regions.items()},
        **days(machine, each),
    }


def days(machine: Any, each: dict[str, Any]) -> dict[str, Any]:
    since = each["theirs"].get("since", {})
    return {"since": {name: getattr(machine.model, f"at_{name}") for name in since}} if since else {}


@pytest.mark.parametrize("each", CASES)
def test_each_listed_difference_is_one(each: dict[str, Any]) -> None:
    """Both come to what is written down, and that is not the same."""
    mine, other = said_by_us(each), said_by_scxml(each["scxml"], each["sends"], each)
    assert mine == each["ours"]
    assert other == each["theirs"]
    assert mine != other
    if "said" in each:
        assert said_by_scxml(each["said"], each.get("said_sends", each["sends"]), each) == mine


def test_the_list_has_every_adjustment_and_nothing_twice() -> None:
    names = [each["name"] for each in LISTED]
    assert len(set(names)) == len(names)
    adjusted = {each["name"] for each in LISTED if all("said" in one for one in each["cases"])}
    assert adjusted == scxml.ADJUSTMENTS


def test_the_page_lists_the_same() -> None:
    rows = re.findall(r"^\| \*\*(.+?)\*\* \| .+ \| (\d+) \|$", PAGE.read_text("utf-8"), re.M)
    assert [(name, int(number)) for name, number in rows] == [(each["name"], each["semantics"]) for each in LISTED]


def test_the_comparison_was_not_empty(tally: Counter[str]) -> None:
    """What the charts made by chance put to work; what another process has compared is compared here once more."""
    counting = {
        "charts without times": test_charts_stand_where_a_statechart_stands,
        "charts with times": test_charts_with_times_stand_where_a_statechart_stands,
        "histories with several possible states": test_what_is_not_known_is_every_way_to_fill_it_in,
        "histories with ties": test_ties_are_every_order,
    }
    for what, compare in counting.items():
        if not tally[what]:
            compare(tally)
    assert tally["charts"] >= 150 and tally["events"] > 500 and tally["steps taken"] > 500
    for what in ("charts with regions side by side", "charts 1 deep", "charts 2 deep", "charts 3 deep"):
        assert tally[what] > 10, what
    for what in ("transitions with times", "guards on grades", "guards on facts", "guards on other regions"):
        assert tally[what] > 30, what
    for each in scxml.ADJUSTMENTS:
        assert tally[f"charts that differ for: {each}"] > 0, each
    assert min(tally["histories with several possible states"], tally["histories with ties"]) > 10
