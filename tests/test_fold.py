"""Folding events into states: against every completion of what is unknown, one by one."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from support import answered, case, framework

from remit.dsl import ir
from remit.engine import fold
from remit.engine.course import noting
from remit.engine.evaluate import evaluation
from remit.engine.fold import Source, World
from remit.engine.groups import Compiled
from remit.engine.history import Case, Complete, Occurrence, Spell, histories
from remit.engine.settings import defaults

VOCABULARY = """
scale Grade "Grade": a > b > c
kind Sort "Sort": x, y, z
fact sort "Sort": Sort constant
fact flag "Flag": boolean
event visit "Visit" by them
  field first, second "Grade": Grade
event call "Call" by them
  field good "Good": boolean
"""
DOMAINS = {"visit": {"first": "abc", "second": "abc"}, "call": {"good": ("yes", "no")}}
FACTS = {"sort": "xyz", "flag": ("yes", "no")}
GUARDS = {
    "visit": ("first of it is a", "first of it is b or better and not flag", "second of it is c or sort is x",
              "sort is one of (x, y) and first of it is not a", "sort is y", "flag", "not flag and second of it is b"),
    "call": ("good of it", "sort is z", "sort is one of (y, z) and not good of it", "flag or good of it",
             "sort is x and good of it"),
}  # fmt: skip
STATES = ("s0", "s1", "s2")
FIRST = dt.date(2024, 1, 1)
AS_OF = dt.date(2025, 1, 1)


@st.composite
def lifecycles(draw: st.DrawFn) -> Compiled:
    """Three states and a few transitions; from one state an event has guards tried one after the other."""
    lines = ["lifecycle l", "  state s0 initial", "  state s1", "  state s2"]
    for target in STATES:  # every state has a way in
        event = draw(st.sampled_from(("visit", "call")))
        guard = draw(st.sampled_from(("", *(f" when {each}" for each in GUARDS[event]))))
        lines.append(f"  from any on {event}{guard} -> {target} cite 1")
    for _ in range(draw(st.integers(0, 3))):
        event = draw(st.sampled_from(("visit", "call")))
        guard = draw(st.sampled_from(GUARDS[event]))
        source, target = draw(st.sampled_from(STATES)), draw(st.sampled_from(STATES))
        lines.append(f"  from {source} on {event} when {guard} -> {target} cite 1")
    return framework("\n".join((VOCABULARY, *lines[:4], *draw(st.permutations(lines[4:])))), checked=False)


@st.composite
def events(draw: st.DrawFn, days: int = 4) -> tuple[Occurrence, ...]:
    """Up to four events on days of their own, with some fields unknown."""
    found = []
    for day in range(draw(st.integers(0, days))):
        event = draw(st.sampled_from(("visit", "call")))
        fields = {name: draw(st.none() | st.sampled_from(tuple(values))) for name, values in DOMAINS[event].items()}
        known = tuple((name, value) for name, value in fields.items() if value is not None)
        found.append(Occurrence(event, (("date", FIRST + dt.timedelta(10 * day)),), known))
    return tuple(found)


def subject(happened: tuple[Occurrence, ...], facts: dict[str, str]) -> Case:
    return Case("1", "", {name: (Spell(value, None),) for name, value in facts.items()}, happened, {})


def completions(of: Case) -> list[Case]:
    """Every way to fill in what is unknown of a case; a constant fact has one value in all of it."""
    facts = [name for name in FACTS if name not in of.facts]
    holes = [(n, name) for n, e in enumerate(of.events) for name in DOMAINS[e.event] if name not in dict(e.fields)]
    found = []
    for values in itertools.product(*(FACTS[f] for f in facts), *(DOMAINS[of.events[n].event][f] for n, f in holes)):
        filled = dict(of.facts) | {f: (Spell(v, None),) for f, v in zip(facts, values, strict=False)}
        happened = [dict(each.fields) for each in of.events]
        for (n, name), value in zip(holes, values[len(facts) :], strict=True):
            happened[n][name] = value
        whole = (replace(e, fields=tuple(sorted(f.items()))) for e, f in zip(of.events, happened, strict=True))
        found.append(replace(of, facts=filled, events=tuple(whole)))
    return found


def worlds(compiled: Compiled, of: Case) -> fold.Worlds:
    work = evaluation(compiled, of, AS_OF, defaults(compiled.framework))
    return work.course.worlds("l", work.known.at_as_of())


@settings(max_examples=60)
@given(lifecycles(), events(3), st.booleans(), st.sampled_from("xyz"))
def test_the_states_are_those_of_the_completions(
    compiled: Compiled, happened: tuple[Occurrence, ...], known: bool, sort: str
) -> None:
    """Semantics 1 and 4: exact, also where one constant fact decides at several events. `flag` is known: it varies."""
    of = subject(happened, {"flag": "no"} | ({"sort": sort} if known else {}))
    found = worlds(compiled, of)
    expected = {(w.state, w.since) for each in completions(of) for w in worlds(compiled, each)}
    states = {world.state for world in found}
    assert states >= {state for state, _ in expected}, "a state that can be is not told"
    if not any(world.blurred for world in found):
        assert {(w.state, w.since) for w in found} == expected


def test_what_one_event_tells_of_a_fact_is_kept_at_the_next() -> None:
    """The visit leaves x or y, the call y or z: so it is y, and the walk, which asks for z, moves nothing."""
    compiled = framework(
        VOCABULARY
        + """
event walk "Walk"
lifecycle l
  state s0 initial
  state s1
  state s2
  state s3
  from s0 on visit when sort is one of (x, y) -> s1 cite 1
  from s1 on call when sort is one of (y, z) -> s2 cite 1
  from s2 on walk when sort is z -> s3 cite 1
"""
    )
    days = iter(range(3))
    happened = tuple(
        Occurrence(event, (("date", FIRST + dt.timedelta(next(days))),), ()) for event in ("visit", "call", "walk")
    )
    assert {world.state for world in worlds(compiled, subject(happened, {}))} == {"s0", "s1", "s2"}
    alike = {world.state: world.conditions for world in worlds(compiled, subject(happened, {}))}
    sort = Source(None, ir.FactTerm("sort", ("x", "y", "z")), frozenset("xyz"))
    assert alike == {
        "s0": {(sort, frozenset("z"))}, "s1": {(sort, frozenset("x"))}, "s2": {(sort, frozenset("y"))},
    }  # fmt: skip


# Unrecorded events


@settings(max_examples=60)
@given(lifecycles(), events(), st.lists(st.tuples(st.integers(-5, 45), events(1)), max_size=3), st.data())
def test_events_that_the_record_does_not_show_lead_nowhere_unforeseen(
    compiled: Compiled, happened: tuple[Occurrence, ...], hidden: list[tuple[int, tuple[Occurrence, ...]]],
    data: st.DataObject,
) -> None:  # fmt: skip
    """Semantics 3: where visits may be missing from the record, no visit that comes to light is a surprise."""
    missing = data.draw(st.sets(st.sampled_from(("visit", "call")), min_size=1))
    span = data.draw(st.sampled_from((Complete(ever=False), Complete(FIRST + dt.timedelta(20)),
                                      Complete(until=FIRST + dt.timedelta(15)))))  # fmt: skip
    of = replace(subject(happened, {"flag": "yes"}), complete=dict.fromkeys(missing, span))
    before = {world.state for world in worlds(compiled, of)}
    found = [
        replace(each, moments=(("date", FIRST + dt.timedelta(day)),), order=order)
        for order, (day, new) in enumerate(hidden)
        for each in new
        if each.event in missing and not recorded(span, FIRST + dt.timedelta(day)) and day % 10
    ]
    after = {world.state for world in worlds(compiled, replace(of, events=(*happened, *found)))}
    assert after <= before
    whole = {world.state for world in worlds(compiled, subject(happened, {"flag": "yes"}))}
    assert whole <= before


def recorded(span: Complete, day: dt.date) -> bool:
    """Whether an event on a day would be on record."""
    return span.ever and (span.since is None or day >= span.since) and (span.until is None or day <= span.until)


COUNTING = framework(
    VOCABULARY
    + """
lifecycle l
  state s0 initial
  state s1
  state s2
  from s0 on visit when first of it is a -> s1 cite 1
  from s1 on call -> s2 cite 2
  from s2 on visit when first of it is b -> s0 cite 3
"""
)


def at_day(event: str, day: int, order: int = 0, **fields: str) -> Occurrence:
    return Occurrence(event, (("date", FIRST + dt.timedelta(day)),), tuple(sorted(fields.items())), order)


def test_silence_is_evidence_only_where_the_record_is_complete() -> None:
    """Semantics 3: with no visit on record, the start is certain or not by what the case says of its record."""
    blank = subject((), {})

    def states(**complete: Complete) -> list[str]:
        return sorted({world.state for world in worlds(COUNTING, replace(blank, complete=complete))})

    assert states() == ["s0"]
    assert states(visit=Complete(ever=False)) == ["s0", "s1"]
    assert states(visit=Complete(ever=False), call=Complete(ever=False)) == ["s0", "s1", "s2"]
    assert states(call=Complete(ever=False)) == ["s0"], "no call moves a school that no visit has moved"
    assert states(visit=Complete(since=FIRST)) == ["s0", "s1"], "before that day a visit may have gone unrecorded"


def test_an_event_that_moves_nothing_is_a_finding() -> None:
    """Semantics 14."""
    outcome = answered(COUNTING, subject((at_day("call", 1), at_day("visit", 2, first="a")), {}), AS_OF)
    assert outcome.states[0].value == "s1"
    assert [each.subject for each in outcome.findings] == ["l"]
    assert "call" in outcome.findings[0].message and "moves nothing" in outcome.findings[0].message


def test_ties_are_tried_both_ways_and_told_where_they_differ() -> None:
    """Semantics 5: same day, no order: both states; with an order: one."""
    tied = subject((at_day("call", 3), at_day("visit", 3, first="a")), {})
    outcome = answered(COUNTING, tied, AS_OF)
    assert {each.value for each in outcome.states[0].possible} == {"s1", "s2"}
    told = [each.message for each in outcome.findings if "order" in each.message]
    assert len(told) == 1 and "visit" in told[0] and "call" in told[0]
    for visit, call, state in ((1, 2, "s2"), (2, 1, "s1")):
        settled = (at_day("call", 3, call), at_day("visit", 3, visit, first="a"))
        assert answered(COUNTING, subject(settled, {}), AS_OF).states[0].value == state


def test_events_that_are_alike_make_no_orders_of_their_own() -> None:
    """Semantics 5: five calls and a visit on one day fall into six orders, so none of them is left untried."""
    tied = subject((*(at_day("call", 3) for _ in range(5)), at_day("visit", 3, first="a")), {})
    found = histories(tied, COUNTING.framework, AS_OF)
    places = [each.index for history in found for each in history.past if each.occurrence.event == "visit"]
    assert sorted(places) == [0, 1, 2, 3, 4, 5]


def test_past_the_cap_states_are_kept_and_reasons_given_up() -> None:
    """Semantics 4: many unknown visits and calls; what the combinations hang on is no longer told, states are."""
    happened = tuple(at_day(("visit", "call")[n % 2], n) for n in range(13))
    found = worlds(COUNTING, subject(happened, {}))
    assert len(found) <= fold.MAX_WORLDS
    assert any(world.blurred for world in found)
    assert {world.state for world in found} == {"s0", "s1", "s2"}
    again = {w.state for each in some(happened) for w in worlds(COUNTING, subject(each, {}))}
    assert again == {"s0", "s1", "s2"}


def some(happened: tuple[Occurrence, ...]) -> list[tuple[Occurrence, ...]]:
    """A few completions: all the same grade, and alternating ones."""
    grades = ("a", "b", "c")
    return [
        tuple(replace(e, fields=(("first", grades[(n // step + k) % 3]),)) for n, e in enumerate(happened))
        for step in (1, 2, 4, 20)
        for k in range(3)
    ]


def test_tidy_drops_what_a_certain_world_covers() -> None:
    condition = (Source(0, ir.FactTerm("f", ("x", "y")), frozenset("xy")), frozenset("x"))
    certain = World("s", 0)
    assert fold.tidy([World("s", 0, frozenset({condition})), certain, certain]) == (certain,)
    other = World("s", 1, frozenset({condition}))
    assert set(fold.tidy([certain, other])) == {certain, other}


def test_worlds_that_differ_in_one_thing_become_one() -> None:
    """What may be anything drops out, so a state does not hang on what no longer matters."""
    grade = Source(0, ir.FactTerm("f", ("x", "y", "z")), frozenset("xyz"))
    other = (Source(1, ir.FactTerm("g", ("p", "q")), frozenset("pq")), frozenset("p"))
    one, two, three = (World("s", 1, frozenset({(grade, frozenset(value)), other})) for value in "xyz")
    assert fold.tidy([one, two]) == (World("s", 1, frozenset({(grade, frozenset("xy")), other})),)
    assert fold.tidy([one, two, three]) == (World("s", 1, frozenset({other})),)


def test_what_is_noted_anew_of_a_day_takes_the_place_of_what_was_noted() -> None:
    """Of two moments of one day the later counts: a world hangs on one thing once, and reads the same in every run."""
    day = ir.PassedTerm(ir.Point(None, ir.Relation.AFTER, ir.DayAnchor(dt.date(2025, 1, 1))))
    hanging = Source(dt.date(2025, 3, 3), day, frozenset({ir.YES, ir.NO}))
    found = noting(noting(World("s0", None), hanging, ir.NO), hanging, ir.YES)
    assert found.conditions == {(hanging, frozenset({ir.YES}))}


def test_a_case_reads_the_same_from_yaml() -> None:
    """What these tests build by hand is what the reader of case files builds."""
    text = """
subject: {urn: "1"}
facts: {flag: yes}
events:
  - {event: visit, date: 2024-01-02, first: a}
  - {event: call, date: 2024-01-03}
complete: {visit: no, call: {from: 2024-01-01, until: 2024-06-30}}
"""
    built = replace(
        subject((at_day("visit", 1, first="a"), at_day("call", 2)), {"flag": "yes"}),
        complete={"visit": Complete(ever=False), "call": Complete(FIRST, dt.date(2024, 6, 30))},
    )
    assert case(text, COUNTING.framework) == built
