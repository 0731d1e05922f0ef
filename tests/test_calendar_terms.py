"""School days, terms and periods, each against counting day by day."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import answered, case, framework

from remit.dsl.ir import Relation
from remit.engine.calendar import (
    NO_TERMS,
    PERIODS,
    Period,
    Term,
    Terms,
    faults_of,
    is_school_day,
    is_working_day,
    period,
    reckon,
    shift,
    term_of,
)
from remit.engine.calendar.terms import LONGEST_HOLIDAY

DAY = dt.timedelta(days=1)
START = dt.date(2021, 8, 1)
RELATIONS = st.sampled_from(tuple(Relation))
NEAR = st.dates(START, START + 900 * DAY)


@st.composite
def some_terms(draw: st.DrawFn) -> Terms:
    """One to six terms with holidays of all lengths, some too long for no term to be missing; some days closed."""
    found: list[Term] = []
    begins = START + DAY * draw(st.integers(0, 60))
    for n in range(draw(st.integers(1, 6))):
        ends = begins + DAY * draw(st.integers(0, 120))
        found.append(Term(f"term {n}", begins, ends))
        begins = ends + DAY * draw(st.integers(1, 60) | st.sampled_from((LONGEST_HOLIDAY, LONGEST_HOLIDAY + 1)))
    closed = draw(st.frozensets(st.dates(START, begins), max_size=20))
    return Terms(tuple(draw(st.permutations(found))), closed)


@st.composite
def near_terms(draw: st.DrawFn) -> tuple[dt.date, Terms]:
    """Terms, and a day anywhere near them or at the edge of one."""
    terms = draw(some_terms())
    edges = [edge + n * DAY for each in terms.terms for edge in (each.begins, each.ends) for n in (-1, 0, 1)]
    return draw(NEAR | st.sampled_from(edges)), terms


def known(day: dt.date, terms: Terms) -> bool:
    """Whether the list says what a day is, looked up the long way."""
    if term_of(day, terms):
        return True
    before = [each.ends for each in terms.terms if each.ends < day]
    after = [each.begins for each in terms.terms if each.begins > day]
    return bool(before and after) and (min(after) - max(before)).days <= LONGEST_HOLIDAY


def counts(day: dt.date, terms: Terms) -> bool:
    """Whether a day may be a school day."""
    free = day in terms.closed or (known(day, terms) and not term_of(day, terms))
    return is_working_day(day) is True and not free


def walked(anchor: dt.date, amount: int, relation: Relation, terms: Terms) -> tuple[dt.date, bool]:
    """The day, and whether an unknown one was passed, found by walking from day to day."""
    step = -DAY if relation is Relation.BEFORE else DAY
    day = anchor if relation is Relation.COUNTING else anchor + step
    unknown = not known(day, terms)
    amount -= counts(day, terms)
    while amount:
        day += step
        unknown |= not known(day, terms)
        amount -= counts(day, terms)
    return day, unknown


@given(near_terms(), st.integers(1, 3) | st.integers(1, 150), RELATIONS)
def test_school_days_agree_with_walking(drawn: tuple[dt.date, Terms], n: int, relation: Relation) -> None:
    anchor, terms = drawn
    found = reckon(anchor, n, "school_days", relation, terms=terms)
    assert (found.day, found.approximate) == walked(anchor, n, relation, terms)


@given(NEAR, st.integers(1, 150), RELATIONS, some_terms())
def test_knowing_fewer_terms_gives_a_bound(anchor: dt.date, n: int, relation: Relation, terms: Terms) -> None:
    """What is told without term dates is never later (with before: never earlier) than what is true."""
    guess = reckon(anchor, n, "school_days", relation)
    true = shift(anchor, n, "school_days", relation, terms=terms)
    assert guess.approximate and guess.day is not None and true is not None
    assert guess.day == shift(anchor, n, "working_days", relation)
    assert guess.day >= true if relation is Relation.BEFORE else guess.day <= true
    fewer = Terms(terms.terms[:-1], terms.closed)
    part = shift(anchor, n, "school_days", relation, terms=fewer)
    assert part is not None and (part >= true if relation is Relation.BEFORE else part <= true)


@given(near_terms())
def test_what_a_school_day_is(drawn: tuple[dt.date, Terms]) -> None:
    day, terms = drawn
    sure = known(day, terms) or day in terms.closed or day.weekday() > 4
    assert is_school_day(day, terms) is (counts(day, terms) if sure else None)
    assert is_school_day(day, NO_TERMS) is (False if day.weekday() > 4 else None)


def test_terms_outside_the_table_of_bank_holidays() -> None:
    late = Terms((Term("late", dt.date(2028, 9, 1), dt.date(2029, 7, 20)),), frozenset({dt.date(2029, 1, 2)}))
    assert is_school_day(dt.date(2029, 1, 3), late) is None
    assert is_school_day(dt.date(2029, 1, 2), late) is is_school_day(dt.date(2029, 1, 6), late) is False
    found = reckon(dt.date(2028, 12, 29), 1, "school_days", terms=late)
    assert found.day is None and "2028-12-31" in found.beyond


def nth_by_walking(anchor: dt.date, amount: int, relation: Relation, terms: Terms) -> dt.date | None:
    """Walk day by day, passing ends (or, backwards, beginnings) of terms; None on meeting an unknown day."""
    step = -DAY if relation is Relation.BEFORE else DAY
    own = term_of(anchor, terms)
    # After and before leave the rest of the day's own term out.
    amount += own is not None and relation is not Relation.COUNTING
    day = anchor
    while known(day, terms):
        each = term_of(day, terms)
        amount -= each is not None and day == (each.begins if relation is Relation.BEFORE else each.ends)
        if not amount:
            return day
        day += step
    return None


@given(near_terms(), st.integers(1, 3) | st.integers(1, 7), RELATIONS)
def test_terms_agree_with_walking(drawn: tuple[dt.date, Terms], n: int, relation: Relation) -> None:
    anchor, terms = drawn
    found = reckon(anchor, n, "terms", relation, terms=terms)
    assert found.day == nth_by_walking(anchor, n, relation, terms)
    assert not found.approximate and bool(found.beyond) == (found.day is None)


def test_why_there_is_no_term() -> None:
    terms = Terms((Term("one", dt.date(2024, 9, 3), dt.date(2024, 12, 20)),))
    assert reckon(dt.date(2024, 10, 1), 1, "terms").beyond == "no term dates are given"
    assert "do not reach 2024-08-01" in reckon(dt.date(2024, 8, 1), 1, "terms", terms=terms).beyond
    assert "2024-09-03 to 2024-12-20" in reckon(dt.date(2024, 10, 1), 1, "terms", terms=terms).beyond


def test_terms_are_put_in_order_and_faults_are_told() -> None:
    days = [START + n * DAY for n in range(6)]
    one, two = Term("one", days[0], days[1]), Term("two", days[2], days[3])
    assert Terms((two, one)) == Terms((one, two)) and hash(Terms((two, one))) == hash(Terms((one, two)))
    assert faults_of((two, one)) == () == faults_of(())
    backwards, sharing = Term("back", days[5], days[4]), Term("sharing", days[3], days[4])
    assert [("'back' ends" in each) for each in faults_of((one, backwards))] == [True]
    assert ["'sharing' begins" in each for each in faults_of((sharing, two))] == [True]
    for wrong in (backwards, sharing):
        with pytest.raises(ValueError, match=wrong.name):
            Terms((one, two, wrong))


@given(
    st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)), st.sampled_from([each for each in PERIODS if each != "term"])
)
def test_periods_hold_the_day_and_follow_each_other(day: dt.date, name: str) -> None:
    own = period(name, day)
    assert own is not None and own.begins <= day <= own.ends
    assert period(name, own.begins) == period(name, own.ends) == own
    following = period(name, own.ends + DAY)
    assert following is not None and following.begins == own.ends + DAY
    lengths = {"day": {1}, "week": {7}, "month": {28, 29, 30, 31}}
    assert (own.ends - own.begins).days + 1 in lengths.get(name, {365, 366})


@given(near_terms())
def test_the_period_of_a_term(drawn: tuple[dt.date, Terms]) -> None:
    day, terms = drawn
    inside = [each for each in terms.terms if each.begins <= day <= each.ends]
    assert period("term", day, terms) == (Period(inside[0].begins, inside[0].ends) if inside else None)
    assert period("term", day) is None


@pytest.mark.parametrize("name", PERIODS)
def test_periods_at_the_ends_of_the_calendar(name: str) -> None:
    for day in itertools.chain(*((edge + s * DAY * n for n in range(400)) for edge, s in EDGES)):
        found = period(name, day)
        assert found is None or found.begins <= day <= found.ends
    whole = name in ("day", "month", "calendar_year")
    assert (period(name, dt.date.max) is not None) is whole
    assert (period(name, dt.date.min) is not None) is (whole or name == "week")


EDGES = ((dt.date.min, 1), (dt.date.max, -1))


def test_a_period_that_is_none() -> None:
    with pytest.raises(ValueError, match="fortnight"):
        period("fortnight", START)


def test_a_rough_day_is_told_as_the_bound_that_it_is() -> None:
    """Counted backwards without term dates a school day is the latest that it can be, forwards the earliest."""
    compiled = framework(
        """
event visit "Visit" by them
event reply "Reply" by school
rule prepare "Prepare" cite 1
  school must send reply
  for latest visit
  due from 2 school_days before date of it to 3 school_days after date of it
"""
    )
    subject = case('subject: {urn: "1"}\nevents: [{event: visit, date: 2024-11-05}]\n', compiled.framework)
    found = [each.message for each in answered(compiled, subject, dt.date(2024, 12, 1)).findings]
    assert [message.rpartition("it is ")[2] for message in found] == [
        "the latest that it can be",
        "the earliest that it can be",
    ]
