"""What is known of a case: which event a reference means, what a fact may be, and whether something took place."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from support import answered, case, framework

from remit.dsl import ir
from remit.engine.binding import Binding
from remit.engine.groups import Compiled, compile_condition
from remit.engine.history import Complete, effective_day, histories
from remit.engine.settings import defaults
from remit.engine.valuation import Known

VOCABULARY = """
scale Grade "Grade": a > b > c
fact flag "Flag": boolean
fact sort "Sort": Grade?
event visit "Visit" by them
  moments notified, started, ended, published
  field grade "Grade": Grade
  field extra "Extra": Grade?
  field own "Own": boolean default yes
event call "Call"
reading which "Which day?": ended "the last" | started "the first" default ended cite 1
lifecycle l
  state s0 initial
  state s1
  from s0 on call -> s1 cite 1
"""
TINY = framework(VOCABULARY, checked=False)

THREE = """
subject: {urn: "1"}
facts:
  flag: [{value: no}, {value: yes, from: 2024-03-01}]
  sort: {value: a, from: 2024-02-01}
events:
  - {event: visit, ended: 2024-01-10, published: 2024-02-20, grade: a}
  - {event: visit, started: 2024-02-09, ended: 2024-02-10, grade: b, extra: not_applicable, own: no}
  - {event: visit, ended: 2024-04-10, published: 2024-06-01, extra: b, own: unknown}
  - {event: call, date: 2024-02-15}
"""


def known(text: str = THREE, as_of: str = "2024-05-01", complete: str = "") -> Known:
    subject = case(text + (f"complete: {complete}\n" if complete else ""), TINY.framework)
    day = dt.date.fromisoformat(as_of)
    framework = TINY.framework
    history = histories(subject, framework, day)[0]
    filters = TINY.filters
    taken = defaults(framework)
    return Known(framework, subject, history, taken, day, filters, lambda _name, _asked: frozenset({"s0"}))


def asking(condition: str) -> tuple[ir.Term, Compiled]:
    """The first term that a condition about a visit looks at."""
    rows = "\n  - one when d of it cite 1\n  - two otherwise cite 1"
    define = f"define d for visit as {condition} cite 1\ndecide x for visit in order{rows}"
    compiled = framework(f"{VOCABULARY}{define}", checked=False)
    condition = compile_condition(compiled.framework.defines["d"].cond, compiled.framework)
    return condition.variables[0].term, compiled


def value(condition: str, of: Known, it: int | None = -1) -> set[str]:
    """What the term of a condition may be; `it` is the place of the visit that it is about."""
    term, compiled = asking(condition)
    event = None if it is None else of.history.past[it]
    return set(replace(of, filters=compiled.filters).values(term, Binding(event), of.at_as_of()))


@pytest.mark.parametrize(
    ("condition", "it", "complete", "expected"),
    [
        ("grade of it is a", 0, "", "a"),
        ("grade of it is a", 3, "", "a b c"),
        ("extra of it is a", 0, "", "a b c not_applicable"),
        ("extra of it is a", 1, "", "not_applicable"),
        ("own of it", 0, "", "yes"),  # silent: the default
        ("own of it", 1, "", "no"),
        ("own of it", 3, "", "yes no"),  # said to be unknown
        ("grade of latest visit is a", 0, "", "a b c"),
        ("extra of latest visit is a", 0, "", "b"),
        ("grade of previous visit is a", 1, "", "a"),
        ("grade of previous visit is a", 0, "", "absent"),
        ("grade of first visit is a", 3, "", "a"),
        # where visits may be missing from the record, the latest on record may not be the latest
        ("extra of latest visit is a", 0, "{visit: no}", "a b c not_applicable"),
        ("grade of previous visit is a", 0, "{visit: no}", "a b c absent"),
        ("grade of previous visit is a", 1, "{visit: {from: 2024-01-01}}", "a"),
        ("grade of previous visit is a", 1, "{visit: {from: 2024-01-11}}", "a b c"),
        ("grade of first visit is a", 3, "{visit: {from: 2024-01-01}}", "a b c"),
        ("extra of latest visit is a", 0, "{visit: {until: 2024-04-30}}", "a b c not_applicable"),
        ("extra of latest visit is a", 0, "{visit: {until: 2024-05-01}}", "b"),
    ],
)
def test_fields_of_the_events_that_are_meant(condition: str, it: int, complete: str, expected: str) -> None:
    """Semantics 3, 9 and 24: unknown differs from absent and from not applicable."""
    of = known(complete=complete)
    assert [each.occurrence.event for each in of.history.past] == ["visit", "visit", "call", "visit"]
    assert value(condition, of, it) == set(expected.split())


@pytest.mark.parametrize(
    ("condition", "it", "complete", "expected"),
    [
        ("some call since it", 1, "", "yes"),
        ("some call since it", 3, "", "no"),
        ("some call before it", 1, "", "no"),
        ("some call before it", 3, "", "yes"),
        ("no visit before it", 0, "", "no"),
        ("some call", 0, "", "yes"),
        ("some call since it", 3, "{call: no}", "yes no"),
        ("some call since it", 1, "{call: no}", "yes"),
        ("some call since it", 3, "{call: {from: 2024-04-10}}", "no"),
        ("some call since it", 3, "{call: {from: 2024-04-11}}", "yes no"),
        ("some call since it", 3, "{call: {until: 2024-04-30}}", "yes no"),
        ("some call before it", 1, "{call: {until: 2024-02-10}}", "no"),
        ("some call before it", 1, "{call: {until: 2024-02-09}}", "yes no"),
    ],
)
def test_whether_an_event_took_place(condition: str, it: int, complete: str, expected: str) -> None:
    """Semantics 3: absence is evidence only over the span for which the case is complete."""
    assert value(condition, known(complete=complete), it) == set(expected.split())


@pytest.mark.parametrize(
    ("as_of", "flag", "sort"),
    [
        ("2024-02-29", "no", "a"),
        ("2024-03-01", "yes", "a"),
        ("2024-02-01", "no", "a"),
        ("2024-01-31", "no", "b c not_applicable"),  # it was something else before the day on which it changed
    ],
)
def test_facts_have_the_value_of_the_day(as_of: str, flag: str, sort: str) -> None:
    """Semantics 9 and 12."""
    of = known(as_of=as_of)
    assert value("flag", of, None) == set(flag.split())
    assert value("sort is a", of, None) == set(sort.split())


def test_a_fact_without_a_day_is_assumed_throughout() -> None:
    """Semantics 12; a fact that is not given may be anything."""
    text = 'subject: {urn: "1"}\nfacts: {flag: yes}\n'
    assert {tuple(value("flag", known(text, day), None)) for day in ("1990-01-01", "2030-01-01")} == {("yes",)}
    assert value("sort is a", known(text), None) == {"a", "b", "c", "not_applicable"}


@pytest.mark.parametrize(
    ("condition", "it", "as_of", "expected"),
    [
        ("3 months after ended of it has passed", 0, "2024-04-10", "no"),
        ("3 months after ended of it has passed", 0, "2024-04-11", "yes"),
        ("1 days after published of it has passed", 1, "2024-05-01", "yes no"),  # not given
        ("1 days after published of it has passed", 3, "2024-05-01", "no"),  # announced for June
        ("1 months after start of flag has passed", 0, "2024-04-01", "no"),
        ("1 months after start of flag has passed", 0, "2024-04-02", "yes"),
        ("1 months after start of flag has passed", 0, "2024-02-20", "yes no"),  # the spell has no beginning
        ("1 days after ended of previous visit has passed", 0, "2024-05-01", "no"),  # there is none
        ("ended of it is before 2024-02-10", 0, "2024-05-01", "before"),
        ("ended of it is on 2024-02-10", 1, "2024-05-01", "on"),
        ("ended of previous visit is on 2024-02-10", 0, "2024-05-01", "absent"),
        ("published of it is after 2024-02-10", 1, "2024-05-01", "before on after"),
    ],
)
def test_days(condition: str, it: int, as_of: str, expected: str) -> None:
    """Semantics 7 and 11."""
    assert value(condition, known(as_of=as_of), it) == set(expected.split())


def test_events_take_effect_when_they_end_or_at_the_last_moment_known_before() -> None:
    """Semantics 5 and 11: later moments do not count; an event without any is not counted and is a finding."""
    text = """
subject: {urn: "1"}
events:
  - {event: visit, notified: 2024-01-01, started: 2024-01-02, ended: 2024-01-03, published: 2024-02-01}
  - {event: visit, notified: 2024-01-04, started: 2024-01-05}
  - {event: visit, notified: 2024-01-06}
  - {event: visit, published: 2024-01-07}
"""
    subject = case(text, TINY.framework)
    days = [effective_day(each, TINY.framework) for each in subject.events]
    assert days == [dt.date(2024, 1, 3), dt.date(2024, 1, 5), dt.date(2024, 1, 6), None]
    history = histories(subject, TINY.framework, dt.date(2024, 1, 4))[0]
    assert [len(each) for each in (history.past, history.announced, history.undated)] == [1, 2, 1]
    findings = answered(TINY, subject, dt.date(2024, 1, 4)).findings
    assert sum("announced" in each.message for each in findings) == 2
    assert sum("no day" in each.message for each in findings) == 1


def test_completeness_covers_a_span() -> None:
    early, late = dt.date(2024, 1, 1), dt.date(2024, 12, 31)
    assert Complete().covers(None, late)
    assert not Complete(ever=False).covers(early, late)
    assert Complete(since=early).covers(early, late)
    assert not Complete(since=early).covers(None, late)
    assert not Complete(since=early).covers(early - dt.timedelta(1), late)
    assert Complete(until=late).covers(None, late)
    assert not Complete(until=late).covers(None, late + dt.timedelta(1))


def test_masks_follow_the_values() -> None:
    """A known value is one bit, an unknown one is every class."""
    compiled = framework(
        f"{VOCABULARY}decide x for visit in order\n  - one when grade of it is b or better cite 1\n"
        "  - two when extra of it is c cite 1\n  - three otherwise cite 1", False,
    )  # fmt: skip
    group = compiled.decisions["x"]
    of = known()
    times = {each.time: of.at_as_of() for each in group.variables}
    masks = of.masks(group.variables, Binding(of.history.past[0]), times)
    grade, extra = group.variables
    assert (grade.values(masks[0]), masks[1]) == ({"a", "b"}, extra.full)
