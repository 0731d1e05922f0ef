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
from remit.engine.atoms import Act, Place, act, passed, place, position
from remit.engine.calendar import shift

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))
NEAR = st.dates(dt.date(2024, 1, 1), dt.date(2024, 3, 31))
RELATIONS = st.sampled_from(tuple(Relation))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def months_later(anchor: dt.date, months: int) -> dt.date:
    """Counted on the calendar: the same day of the month, or its last where it is shorter."""
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    return dt.date(year, month + 1, min(anchor.day, calendar.monthrange(year, month + 1)[1]))


@pytest.mark.parametrize(
    ("anchor", "amount", "unit", "relation", "expected"),
    [
        ("2024-11-11", 3, "months", Relation.AFTER, "2025-02-11"),
        ("2024-08-31", 6, "months", Relation.AFTER, "2025-02-28"),
        ("2023-08-31", 6, "months", Relation.AFTER, "2024-02-29"),
        ("2024-12-31", 14, "months", Relation.AFTER, "2026-02-28"),
        ("2024-02-29", 1, "years", Relation.AFTER, "2025-02-28"),
        ("2024-02-29", 4, "years", Relation.AFTER, "2028-02-29"),
        ("2024-03-31", 1, "months", Relation.BEFORE, "2024-02-29"),
        ("2024-03-01", 1, "days", Relation.BEFORE, "2024-02-29"),
        ("2024-12-30", 1, "weeks", Relation.AFTER, "2025-01-06"),
        ("2024-10-02", 0, "months", Relation.AFTER, "2024-10-02"),
    ],
)
def test_examples(anchor: str, amount: int, unit: str, relation: Relation, expected: str) -> None:
    assert shift(day(anchor), amount, unit, relation) == day(expected)


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


@given(DAYS, st.integers(0, 600), RELATIONS)
def test_months_and_years_agree_with_counting_on_the_calendar(anchor: dt.date, n: int, relation: Relation) -> None:
    sign = 1 if relation is Relation.AFTER else -1
    assert shift(anchor, n, "months", relation) == months_later(anchor, sign * n)
    assert shift(anchor, n // 12, "years", relation) == months_later(anchor, sign * 12 * (n // 12))
    step = relativedelta(months=n)
    assert shift(anchor, n, "months", relation) == (anchor + step if sign > 0 else anchor - step)


@given(DAYS, st.integers(0, 4000), RELATIONS)
def test_days_and_weeks_are_counted_one_by_one(anchor: dt.date, n: int, relation: Relation) -> None:
    sign = 1 if relation is Relation.AFTER else -1
    counted = shift(anchor, n, "days", relation)
    assert counted is not None and (counted - anchor).days == sign * n
    assert shift(anchor, n, "weeks", relation) == shift(anchor, 7 * n, "days", relation)


@given(DAYS, DAYS, st.integers(0, 60), st.sampled_from(("days", "weeks", "months", "years")), RELATIONS)
def test_a_later_anchor_never_gives_an_earlier_day(
    one: dt.date, other: dt.date, n: int, unit: str, relation: Relation
) -> None:
    early, late = shift(min(one, other), n, unit, relation), shift(max(one, other), n, unit, relation)
    assert early is not None and late is not None and early <= late


@pytest.mark.parametrize("unit", ["days", "weeks", "months", "years"])
@pytest.mark.parametrize("relation", tuple(Relation))
def test_where_the_calendar_ends_there_is_no_day(unit: str, relation: Relation) -> None:
    assert shift(day("2024-01-01"), 10**7, unit, relation) is None
    assert shift(day("2024-01-01"), 10**12, unit, relation) is None
    edge = dt.date.max if relation is Relation.AFTER else dt.date.min
    assert shift(edge, 1, unit, relation) is None


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
