"""What must hold of times, lapses, deemings, instances, limits and bans, whatever the case."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from support import answered, framework

from remit.dsl import ir
from remit.engine import jsonable
from remit.engine.evaluate import evaluate, evaluation
from remit.engine.groups import Compiled
from remit.engine.history import Case, Complete, Occurrence, Spell
from remit.engine.life import Status, View
from remit.engine.outcome import NormAnswer, Outcome
from remit.engine.settings import defaults

START = dt.date(2024, 1, 1)
ONE = dt.timedelta(1)

WHOLE_TEXT = """
scale Grade "Grade": good > weak > bad
fact flag "Flag": boolean
event visit "Visit" by them
  moments ended, published
  field grade "Grade": Grade
event check "Check" by them
  moments ended, published
  field deemed "Deemed": boolean
event reply "Reply" by school
  field full "In full": boolean
event hire "Hire" by school
deem check as visit when deemed of it cite 1
lifecycle where "Where"
  state clear initial cite 2
  state watched cite 2
  state mild in watched initial cite 2
  state hard in watched cite 2
  state stale cite 2
  from clear, stale on visit when grade of it is weak or worse -> watched cite 2
  from mild on visit when grade of it is bad -> hard cite 2
  from watched on visit when grade of it is good -> clear cite 2
  from hard at 20 days after start of watched in where -> stale cite 3
lifecycle care "Care"
  state fine initial cite 4
  state missed cite 4
  from fine on lapse of answer_latest -> missed cite 4
  from missed on reply when where is not stale -> fine cite 4
rule answer "Answer each" cite 5
  school must send reply
  for each visit
  with full of done
  due by 10 days after ended of it
rule answer_latest "Answer the latest" cite 5
  school must send reply
  for latest visit when grade of it is weak or worse
  due by 8 days after published of it
  except freed when some hire since it cite 6
rule cap "At most two" cite 7
  them may hold check
  for latest visit
  repeat at most 2 within 1 month after ended of it
rule monthly "Each month" cite 7
  them should hold check
  while where is watched
  repeat at least 1 each month
rule no_hire "No hiring" cite 8
  school must not make hire
  while where is watched
  except permitted when some reply before done where (full of that) cite 9
decide often in order
  - yes when count of visit where (grade of that is weak or worse) is at least 2 cite 9
  - no otherwise cite 9
"""

WHOLE = framework(WHOLE_TEXT, checked=False)


def day(number: int) -> dt.date:
    return START + dt.timedelta(number)


FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    "visit": {"grade": ("good", "weak", "bad")},
    "check": {"grade": ("good", "weak", "bad"), "deemed": ("yes", "no")},
    "reply": {"full": ("yes", "no")},
    "hire": {},
}


@st.composite
def cases(draw: st.DrawFn, gaps: bool = True, most: int = 5) -> Case:
    """A few events within three months; with `gaps` some fields and moments are unknown."""
    events = []
    for _ in range(draw(st.integers(0, most))):
        event = draw(st.sampled_from(tuple(FIELDS)))
        ended = draw(st.integers(0, 70))
        inspected = event in ("visit", "check")
        moments = [("ended" if inspected else "date", day(ended))]
        if inspected and (not gaps or draw(st.integers(0, 4))):
            moments.append(("published", day(ended + draw(st.integers(0, 20)))))
        values = {name: draw(st.sampled_from(domain)) for name, domain in FIELDS[event].items()}
        unknown = draw(st.sets(st.sampled_from(tuple(values)), max_size=1)) if gaps and values else set()
        fields = tuple((name, None if name in unknown else value) for name, value in values.items())
        events.append(Occurrence(event, tuple(moments), fields, draw(st.sampled_from((0, 0, 0, 1)))))
    return Case("1", "", {"flag": (Spell("yes", None),)}, tuple(events), {})


DAYS = st.integers(0, 110).map(day)


def text(outcome: Outcome) -> str:
    return json.dumps(jsonable.outcome(outcome, {}))


def key(norm: NormAnswer) -> tuple[object, ...]:
    """What tells one answer of a rule from its others."""
    return norm.name, norm.view, norm.instance if norm.each else None, norm.earliest if norm.tally else None


def told(outcome: Outcome) -> dict[object, frozenset[str]]:
    """What each answer may be."""
    found: dict[object, frozenset[str]] = {each.lifecycle: values(each.possible) for each in outcome.states}
    found |= {each.name: values(each.possible) for each in outcome.decisions}
    for norm in outcome.norms:
        possible = values(norm.possible)
        if norm.tally:  # of a stretch of time that is over, what did not bind is told as void or not at all
            possible = frozenset(Status.VOID.value if each == Status.NOT_ARISING else each for each in possible)
        found[key(norm)] = possible
    return found


def values(possible: tuple[object, ...]) -> frozenset[str]:
    return frozenset(each.value for each in possible)  # type: ignore[attr-defined]


@settings(max_examples=60)
@given(cases(), DAYS, st.data())
def test_the_order_of_lines_never_matters(of: Case, as_of: dt.date, data: st.DataObject) -> None:
    """Semantics 5."""
    mixed = replace(of, events=tuple(data.draw(st.permutations(of.events))))
    assert text(evaluate(WHOLE, mixed, as_of)) == text(evaluate(WHOLE, of, as_of))


def filled(draw: st.DataObject, of: Case) -> Case:
    """Everything unknown in the fields of a case filled in, in some way."""
    return replace(
        of,
        events=tuple(
            replace(each, fields=tuple((name, value or draw.draw(st.sampled_from(FIELDS[each.event][name])))
                                       for name, value in each.fields))
            for each in of.events
        ),
    )  # fmt: skip


@settings(max_examples=100)
@given(cases(), DAYS, st.data())
def test_learning_a_field_never_flips_a_decided_answer(of: Case, as_of: dt.date, data: st.DataObject) -> None:
    """Semantics 2; nothing here asks what is known. What turns out not to arise, or not to have bound in a stretch of
    time that is over, is no longer told."""
    before, after = told(answered(WHOLE, of, as_of)), told(answered(WHOLE, filled(data, of), as_of))
    untold = {Status.NOT_ARISING.value, Status.VOID.value}
    for name, possible in before.items():
        assert after[name] <= possible if name in after else untold & possible, name


@settings(max_examples=100)
@given(cases(), DAYS, st.sets(st.sampled_from(tuple(FIELDS)), min_size=1))
def test_an_incomplete_record_only_widens(of: Case, as_of: dt.date, silent: set[str]) -> None:
    """Semantics 3."""
    loose = replace(of, complete=dict.fromkeys(silent, Complete(ever=False)))
    before, after = told(answered(WHOLE, of, as_of)), told(answered(WHOLE, loose, as_of))
    for name, possible in before.items():
        assert possible <= after.get(name, frozenset()) or name not in after, name
        # Under the rules that always have an answer none may go missing.
        assert name in after or not isinstance(name, str), name


# Day by day


@settings(max_examples=40)
@given(cases(gaps=False))
def test_states_change_only_with_events_times_and_lapses(of: Case) -> None:
    """Semantics 8: evaluated day by day, a state changes on the day of an event or on one on which something ran out,
    and what a later day knows of an earlier one is what was told then."""
    of = apart(of)
    days = {each.moments[0][1] for each in of.events}
    before: dict[str, tuple[str | None, dt.date | None]] = {}
    for number in range(-1, 100):
        work = evaluation(WHOLE, of, day(number), defaults(WHOLE.framework))
        now = {each.lifecycle: (each.value, each.since) for each in work.outcome().states}
        ran_out = {(lifecycle, each) for lifecycle, each, _ in work.course.ran_out}
        for lifecycle, found in now.items():
            if lifecycle in before and found != before[lifecycle]:
                assert day(number) in days or (lifecycle, day(number)) in ran_out
                assert found[1] == day(number)
        before = now


def apart(of: Case) -> Case:
    """The same events, each with an order of its own."""
    return replace(of, events=tuple(replace(each, order=place) for place, each in enumerate(of.events)))


TIMED = framework(
    """
event visit "Visit" by them
event call "Call" by them
lifecycle where "Where"
  state fresh initial cite 1
  state waiting cite 1
  state stale cite 1
  state over cite 1
  from fresh, waiting, stale on visit -> waiting cite 1
  from waiting on call -> fresh cite 1
  from waiting at 10 days after start of waiting in where -> stale cite 1
  from stale at 5 days after start of stale in where -> over cite 1
lifecycle care "Care"
  state fine initial cite 2
  state missed cite 2
  from fine on lapse of ring -> missed cite 2
  from missed on call -> fine cite 2
rule ring "Ring" cite 2
  them must hold call
  for latest visit
  due by 7 days after date of it
""",
    checked=False,
)

HAPPENED = st.lists(st.tuples(st.integers(0, 40), st.sampled_from(("visit", "call"))), max_size=6)


def dated(happened: list[tuple[int, str]]) -> Case:
    ordered = sorted(happened, key=lambda each: each[0])
    events = tuple(Occurrence(event, (("date", day(n)),), (), place) for place, (n, event) in enumerate(ordered))
    return Case("1", "", {}, events, {})


def simulated(happened: list[tuple[int, str]]) -> Iterator[tuple[str, str]]:
    """Where the two lifecycles stand at the end of each day: what runs out comes first, then the events in order."""
    where, since, care = "fresh", 0, "fine"
    due: int | None = None
    for number in range(80):
        if where == "waiting" and number > since + 10:
            where, since = "stale", number
        elif where == "stale" and number > since + 5:
            where, since = "over", number
        if due is not None and number == due + 1:
            care, due = "missed", None
        for each, event in sorted(happened, key=lambda pair: pair[0]):
            if each != number:
                continue
            if event == "visit":
                due = number + 7
                if where != "over":
                    where, since = "waiting", number
            else:
                due = None
                care = "fine"
                if where == "waiting":
                    where = "fresh"
        yield where, care


@settings(max_examples=60)
@given(HAPPENED)
def test_times_and_lapses_against_a_simulation_day_by_day(happened: list[tuple[int, str]]) -> None:
    """Semantics 8."""
    of = dated(happened)
    for number, expected in enumerate(simulated(happened)):
        if number % 3 == 0 or number in {n + k for n, _ in happened for k in (0, 8, 11, 17)}:
            states = answered(TIMED, of, day(number)).states
            assert tuple(each.value for each in states) == expected, number


# Instances

EACH = framework(
    """
event visit "Visit" by them
  field big "Big": boolean
event reply "Reply" by school
  field full "In full": boolean
rule answer "Answer each" cite 5
  school must send reply
  for each visit when big of it
  with full of done
  due by 10 days after date of it
""",
    checked=False,
)
PAIRS = st.lists(
    st.tuples(st.integers(0, 30), st.sampled_from(("visit", "reply")), st.sampled_from(("yes", "no", None))), max_size=7
)


def paired(happened: list[tuple[int, str, str | None]]) -> Case:
    names = {"visit": "big", "reply": "full"}
    events = tuple(
        Occurrence(event, (("date", day(n)),), ((names[event], value),), place)
        for place, (n, event, value) in enumerate(sorted(happened, key=lambda each: each[0]))
    )
    return Case("1", "", {}, events, {})


def shared_out(of: Case) -> dict[int, dt.date | None]:
    """For each visit that arises, by its place, the day of the reply that meets it: the oldest open one is met."""
    found: dict[int, dt.date | None] = {}
    for place, each in enumerate(of.events):
        kept = dict(each.fields)
        if each.event == "visit" and kept["big"] == "yes":
            found[place] = None
        elif each.event == "reply" and kept["full"] == "yes":
            waiting = [number for number, met in found.items() if met is None]
            if waiting:
                found[waiting[0]] = each.moments[0][1]
    return found


def completions(of: Case) -> Iterator[Case]:
    """Every way to fill in what is unknown."""
    hole = next((n for n, each in enumerate(of.events) if None in dict(each.fields).values()), None)
    if hole is None:
        yield of
        return
    for value in ("yes", "no"):
        each = of.events[hole]
        whole = replace(each, fields=((each.fields[0][0], value),))
        yield from completions(replace(of, events=(*of.events[:hole], whole, *of.events[hole + 1 :])))


@settings(max_examples=120)
@given(PAIRS)
def test_each_act_meets_the_oldest_instance_and_no_other(happened: list[tuple[int, str, str | None]]) -> None:
    """Semantics 20: with all known exactly as simulated; otherwise every completion is among what is possible."""
    of = paired(happened)
    norms = answered(EACH, of, day(60)).norms
    known = not any(None in dict(each.fields).values() for each in of.events)
    if known:
        expected = shared_out(of)
        assert [norm.met_on for norm in norms] == list(expected.values())
        acts = [norm.met_on for norm in norms if norm.met_on is not None]
        assert len(acts) <= sum(1 for each in of.events if each.event == "reply")
        return
    visits = [place for place, each in enumerate(of.events) if each.event == "visit"]
    arising = [place for place in visits if dict(of.events[place].fields)["big"] != "no"]
    assert len(norms) == len(arising)
    filled_in = [shared_out(each) for each in completions(of)]
    for place, norm in zip(arising, norms, strict=True):
        statuses = {
            Status.NOT_ARISING if place not in way else Status.OVERDUE if way[place] is None else Status.MET
            for way in filled_in
        }
        assert statuses <= {Status(each.value) for each in norm.possible}


@settings(max_examples=60)
@given(PAIRS)
def test_what_unrecorded_acts_may_change_is_open(happened: list[tuple[int, str, str | None]]) -> None:
    """Semantics 3 and 20: replies that come to light are no surprise, and what was met stays met."""
    of = next(completions(paired(happened)))
    loose = replace(of, complete={"reply": Complete(ever=False)})
    norms = answered(EACH, loose, day(60)).norms
    before = {(key(norm), place): values(norm.possible) for place, norm in enumerate(norms)}
    for number in (0, 7, 15, 31):
        more = Occurrence("reply", (("date", day(number)),), (("full", "yes"),), -1)
        norms = answered(EACH, replace(of, events=(*of.events, more)), day(60)).norms
        for place, norm in enumerate(norms):
            assert values(norm.possible) <= before[key(norm), place]


# Limits


@settings(max_examples=60)
@given(st.lists(st.integers(0, 60), max_size=6), st.integers(1, 3), st.integers(0, 80))
def test_a_limit_is_broken_by_the_act_after_the_last_that_it_allows(done: list[int], most: int, asked: int) -> None:
    """Semantics 18, for a rolling stretch of ten days: against every stretch tried one by one."""
    limit = _rolling(most)
    calls = tuple(Occurrence("call", (("date", day(n)),), (), i) for i, n in enumerate(sorted(done)))
    of = Case("1", "", {}, calls, {})
    (norm,) = answered(limit, of, day(asked)).under(View.LIMIT)
    past = [n for n in done if n <= asked]
    broken = any(sum(1 for n in past if first <= n < first + 10) > most for first in range(-10, 81))
    assert (norm.status is Status.EXCEEDED) == broken
    present = sum(1 for n in past if n > asked - 10)
    if not broken:
        assert norm.status is (Status.USED if present == most else Status.OPEN)


_rollings: dict[int, Compiled] = {}


def _rolling(most: int) -> Compiled:
    if most not in _rollings:
        rule = f"them may hold call\n  repeat at most {most} within any 10 days\n"
        _rollings[most] = framework(f'event call "Call" by them\nrule cap "Cap" cite 1\n  {rule}', checked=False)
    return _rollings[most]


def test_a_time_of_day_is_told_and_days_alone_are_compared() -> None:
    compiled = framework(
        'event visit "Visit"\nevent call "Call" by them\nrule noon "Noon" cite 1\n  them must hold call\n'
        "  for latest visit\n  due by 12:30 on 2 days after date of it\n",
        checked=False,
    )
    of = Case("1", "", {}, (Occurrence("visit", (("date", START),), ()),), {})
    for number, status in ((2, Status.OPEN), (3, Status.OVERDUE)):
        (norm,) = answered(compiled, of, day(number)).norms
        assert (norm.clock, norm.latest, norm.status) == ("12:30", day(2), status)


def test_the_framework_has_what_these_tests_are_about() -> None:
    assert {"where", "care"} == set(WHOLE.timers) and WHOLE.framework.deems and WHOLE.filters
    assert any(rule.each for rule in WHOLE.framework.rules.values())
    assert {type(rule.repeat.over) for rule in WHOLE.framework.rules.values() if rule.repeat} == {
        ir.Within, ir.EachPeriod,
    }  # fmt: skip
