"""Days reckoned from days, against arithmetic of their own."""

from __future__ import annotations

import calendar
import datetime as dt
import itertools

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from remit.dsl.ast import Relation
from remit.dsl.resolve import references
from remit.engine.atoms import Act, Place, act, passed, place, position
from remit.engine.calendar import PERIODS, UNITS, Reckoned, academic_year_of, reckon, shift

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))
NEAR = st.dates(dt.date(2024, 1, 1), dt.date(2024, 3, 31))
RELATIONS = st.sampled_from(tuple(Relation))
SIDES = st.sampled_from((Relation.AFTER, Relation.BEFORE))
PLAIN = ("days", "weeks", "months", "years", "academic_years")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def added(anchor: dt.date, months: int) -> dt.date:
    """Counted on the calendar: the same day of the month, or its last where it is shorter."""
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    return dt.date(year, month + 1, min(anchor.day, calendar.monthrange(year, month + 1)[1]))


# Single days that these units lead to stand on docs/reference/dates.md, held by test_calendar_page.py.


def test_months_clamp_once_from_the_anchor_never_in_a_chain() -> None:
    """Semantics 6: two months after 31 January is 31 March; in a chain through February it would be the 28th."""
    start = day("2025-01-31")
    once = shift(start, 1, "months")
    assert once == day("2025-02-28")
    assert shift(start, 2, "months") == day("2025-03-31") != shift(once, 1, "months")


@given(DAYS)
def test_two_and_a_half_years_are_thirty_months(anchor: dt.date) -> None:
    """Semantics 6: both in one step, so that 29 February does not lose its day on the way."""
    assert shift(anchor, 30, "months") == anchor + relativedelta(years=2, months=6)


@given(DAYS, st.integers(0, 600), SIDES)
def test_months_and_years_agree_with_counting_on_the_calendar(anchor: dt.date, n: int, relation: Relation) -> None:
    sign = 1 if relation is Relation.AFTER else -1
    assert shift(anchor, n, "months", relation) == added(anchor, sign * n)
    assert shift(anchor, n // 12, "years", relation) == added(anchor, sign * 12 * (n // 12))
    assert shift(anchor, n, "months", relation) == anchor + sign * relativedelta(months=n)


@given(DAYS, st.integers(0, 4000), SIDES)
def test_days_and_weeks_are_counted_one_by_one(anchor: dt.date, n: int, relation: Relation) -> None:
    sign = 1 if relation is Relation.AFTER else -1
    counted = shift(anchor, n, "days", relation)
    assert counted is not None and (counted - anchor).days == sign * n
    assert shift(anchor, n, "weeks", relation) == shift(anchor, 7 * n, "days", relation)


@given(DAYS, st.integers(1, 4000))
def test_counting_a_day_makes_it_the_first_of_so_many(anchor: dt.date, n: int) -> None:
    last = shift(anchor, n, "days", Relation.COUNTING)
    assert last is not None and len(range(anchor.toordinal(), last.toordinal() + 1)) == n
    assert shift(anchor, n, "weeks", Relation.COUNTING) == shift(anchor, 7 * n, "days", Relation.COUNTING)


@given(DAYS, st.integers(1, 600))
def test_months_counting_a_day_are_over_before_its_like_or_with_the_month(anchor: dt.date, n: int) -> None:
    last = shift(anchor, n, "months", Relation.COUNTING)
    assert last is not None
    following = last + dt.timedelta(days=1)
    reached = (anchor.year * 12 + anchor.month + n, anchor.day)
    if (following.year * 12 + following.month, following.day) != reached:
        # No such day: the month reached is too short for it, and is over.
        assert following.day == 1 and following.year * 12 + following.month == reached[0] + 1
        assert last.day < anchor.day


@given(DAYS, st.integers(0, 400), RELATIONS)
def test_hours_are_whole_days_and_marked(anchor: dt.date, hours: int, relation: Relation) -> None:
    found = reckon(anchor, hours, "hours", relation)
    if hours % 24:
        assert found.day is None and "24" in found.beyond
    elif hours:
        assert found == Reckoned(shift(anchor, hours // 24, "days", relation), approximate=True)


@given(DAYS, DAYS, st.integers(0, 60), st.sampled_from(PLAIN), RELATIONS)
def test_a_later_anchor_never_gives_an_earlier_day(
    one: dt.date, other: dt.date, n: int, unit: str, relation: Relation
) -> None:
    n += relation is Relation.COUNTING
    early, late = shift(min(one, other), n, unit, relation), shift(max(one, other), n, unit, relation)
    assert early is not None and late is not None and early <= late


@given(DAYS, st.integers(0, 60), st.sampled_from(PLAIN), RELATIONS)
def test_one_more_leads_further(anchor: dt.date, n: int, unit: str, relation: Relation) -> None:
    n += relation is Relation.COUNTING
    near, far = shift(anchor, n, unit, relation), shift(anchor, n + 1, unit, relation)
    assert near is not None and far is not None
    assert far < near if relation is Relation.BEFORE else near < far


@given(DAYS, st.integers(0, 4000))
def test_days_after_and_before_undo_each_other(anchor: dt.date, n: int) -> None:
    there = shift(anchor, n, "days")
    assert there is not None and shift(there, n, "days", Relation.BEFORE) == anchor


@given(DAYS, st.integers(1, 300))
def test_academic_years(anchor: dt.date, n: int) -> None:
    """Reckoned by going from September to September."""
    begins = anchor
    while (begins.month, begins.day) != (9, 1):
        begins -= dt.timedelta(days=1)
    last = dt.date(begins.year + 1 + n, 8, 31)
    assert shift(anchor, n, "academic_years") == last
    assert shift(anchor, n + 1, "academic_years", Relation.COUNTING) == last
    assert shift(anchor, n, "academic_years", Relation.BEFORE) == dt.date(begins.year - n, 9, 1)
    assert academic_year_of(anchor) == begins.year


@pytest.mark.parametrize("unit", PLAIN)
@pytest.mark.parametrize("relation", tuple(Relation))
def test_where_the_calendar_ends_there_is_no_day(unit: str, relation: Relation) -> None:
    edge = dt.date.min if relation is Relation.BEFORE else dt.date.max
    for anchor, n in ((day("2024-01-01"), 10**7), (day("2024-01-01"), 10**12), (edge, 2)):
        found = reckon(anchor, n, unit, relation)
        assert found.day is None and not found.approximate and "9999" in found.beyond


@given(st.dates(), st.integers(0, 10**15), st.sampled_from(sorted(UNITS)), RELATIONS)
def test_there_is_a_day_or_a_reason(anchor: dt.date, n: int, unit: str, relation: Relation) -> None:
    found = reckon(anchor, n, unit, relation)
    assert (found.day is None) == bool(found.beyond)
    assert found.day is None or (found.day <= anchor if relation is Relation.BEFORE else found.day >= anchor)
    assert shift(anchor, n, unit, relation) == found.day
    if n == 0:
        assert found.day == (None if relation is Relation.COUNTING else anchor)


def test_faults_of_the_program_are_errors() -> None:
    with pytest.raises(ValueError, match="fortnights"):
        reckon(day("2024-01-01"), 1, "fortnights")
    with pytest.raises(ValueError, match="-1"):
        reckon(day("2024-01-01"), -1, "working_days")


def test_rules_and_calendar_name_the_same_units_and_periods() -> None:
    assert set(references.UNITS.values()) == set(UNITS)
    assert set(references.PERIODS) <= set(PERIODS)


# Positions: both ends of a window are inside (semantics 7)


@given(NEAR, st.none() | NEAR, st.none() | NEAR)
def test_both_ends_of_a_window_are_inside(asked: dt.date, earliest: dt.date | None, latest: dt.date | None) -> None:
    if earliest is not None and latest is not None and latest < earliest:
        earliest, latest = latest, earliest
    at = place(asked, earliest, latest, dated=True)
    begun = earliest is None or earliest <= asked
    over = latest is not None and latest < asked
    assert at is (Place.AFTER if over else Place.WITHIN if begun else Place.BEFORE)
    done = {Place.BEFORE: Act.EARLY, Place.WITHIN: Act.ON_TIME, Place.AFTER: Act.LATE}[at]
    assert act(asked, earliest, latest, dated=True) is done
    assert place(asked, None, None, dated=False) is Place.UNKNOWN
    assert act(asked, None, None, dated=False) is Act.UNDATED
    assert act(None, earliest, latest, dated=True) is act(None, None, None, dated=False) is Act.NONE


def test_a_day_has_passed_from_the_day_after_it() -> None:
    """Semantics 7: the asking day stands at its end, yet a day has passed only once it lies behind."""
    last = day("2025-08-11")
    assert [passed(last, last + dt.timedelta(n)) for n in (-1, 0, 1)] == [{"no"}, {"no"}, {"yes"}]
    assert passed(None, last) == {"yes", "no"}


def test_a_day_lies_before_on_or_after_another() -> None:
    mark = day("2024-09-01")
    found = [position(mark + dt.timedelta(n), mark) for n in (-1, 0, 1)]
    assert found == [{"before"}, {"on"}, {"after"}]
    assert position(None, mark) == set(itertools.chain(*found))
