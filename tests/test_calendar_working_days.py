"""Working days: the table of bank holidays against the rules it follows, the counting against NumPy's."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from dateutil.easter import easter
from hypothesis import given
from hypothesis import strategies as st

from remit.dsl.ir import Relation
from remit.engine.calendar import FIRST_DAY, LAST_DAY, is_working_day, reckon, shift
from remit.engine.calendar.bank_holidays import BANK_HOLIDAYS

ROOT = Path(__file__).parent.parent
HOLIDAYS = [dt.date.fromisoformat(text) for text in BANK_HOLIDAYS]
DAY = dt.timedelta(days=1)
DAYS = st.dates(FIRST_DAY, LAST_DAY)
AROUND = st.dates(FIRST_DAY - 40 * DAY, LAST_DAY + 40 * DAY)
COUNTS = st.integers(1, 40) | st.integers(1, 5000)
RELATIONS = st.sampled_from(tuple(Relation))

# Days that were proclaimed for one year, and what they took the place of.
PROCLAIMED = {
    2011: ({"2011-04-29"}, set()),
    2012: ({"2012-06-04", "2012-06-05"}, {"2012-05-28"}),
    2020: ({"2020-05-08"}, {"2020-05-04"}),
    2022: ({"2022-06-02", "2022-06-03", "2022-09-19"}, {"2022-05-30"}),
    2023: ({"2023-05-08"}, set()),
}


def monday_from(day: dt.date) -> dt.date:
    return day + DAY * (-day.weekday() % 7)


def by_rule(year: int) -> set[dt.date]:
    """The bank holidays of a year by the rules that hold every year."""
    first_of_may, end_of_may, end_of_august = dt.date(year, 5, 1), dt.date(year, 5, 25), dt.date(year, 8, 25)
    found = {easter(year) - 2 * DAY, easter(year) + DAY, *map(monday_from, (first_of_may, end_of_may, end_of_august))}
    for month, number in ((1, 1), (12, 25), (12, 26)):
        day = dt.date(year, month, number)
        while day.weekday() >= 5 or day in found:
            day += DAY
        found.add(day)
    return found


def expected(year: int) -> set[dt.date]:
    added, dropped = ({dt.date.fromisoformat(each) for each in part} for part in PROCLAIMED.get(year, ((), ())))
    return by_rule(year) - dropped | added


@pytest.mark.parametrize("year", range(FIRST_DAY.year, LAST_DAY.year + 1))
def test_the_table_follows_the_rules_and_the_proclamations(year: int) -> None:
    assert {each for each in HOLIDAYS if each.year == year} == expected(year)


def test_the_table_covers_whole_years_in_order() -> None:
    assert (FIRST_DAY.month, FIRST_DAY.day, LAST_DAY.month, LAST_DAY.day) == (1, 1, 12, 31)
    assert FIRST_DAY.year <= 2012 and LAST_DAY.year >= 2028
    assert sorted(set(HOLIDAYS)) == HOLIDAYS
    assert all(each.weekday() < 5 and FIRST_DAY <= each <= LAST_DAY for each in HOLIDAYS)


def by_numpy(anchor: dt.date, n: int, relation: Relation) -> dt.date:
    """NumPy first rolls a day that is no working day to one that is, then goes on: the direction makes the rule."""
    match relation:
        case Relation.AFTER:
            amount, roll = n, "backward"
        case Relation.BEFORE:
            amount, roll = -n, "forward"
        case Relation.COUNTING:
            amount, roll = n - 1, "forward"
    found = np.busday_offset(np.datetime64(anchor, "D"), amount, roll=roll, holidays=np.array(BANK_HOLIDAYS, "M8[D]"))  # type: ignore[call-overload]
    day = found.item()
    assert isinstance(day, dt.date)
    return day


@given(DAYS, COUNTS, RELATIONS)
def test_working_days_agree_with_numpy_and_end_with_the_table(anchor: dt.date, n: int, relation: Relation) -> None:
    day = by_numpy(anchor, n, relation)
    assert shift(anchor, n, "working_days", relation) == (day if FIRST_DAY <= day <= LAST_DAY else None)


@given(AROUND, COUNTS, RELATIONS)
def test_no_day_outside_the_table_is_counted(anchor: dt.date, n: int, relation: Relation) -> None:
    found = reckon(anchor, n, "working_days", relation)
    assert not found.approximate
    if found.day is None:
        assert "2010-01-01 to 2028-12-31" in found.beyond and "tools/bank_holidays.py" in found.beyond
        return
    match relation:
        case Relation.AFTER:
            counted = (anchor + DAY, found.day)
        case Relation.BEFORE:
            counted = (found.day, anchor - DAY)
        case Relation.COUNTING:
            counted = (anchor, found.day)
    assert FIRST_DAY <= counted[0] <= counted[1] <= LAST_DAY
    assert sum(is_working_day(counted[0] + DAY * i) is True for i in range((counted[1] - counted[0]).days + 1)) == n
    assert is_working_day(found.day)


@given(AROUND)
def test_what_a_working_day_is(day: dt.date) -> None:
    known = FIRST_DAY <= day <= LAST_DAY
    assert is_working_day(day) is (False if day.weekday() > 4 else day not in HOLIDAYS if known else None)


@given(AROUND, AROUND, COUNTS, RELATIONS)
def test_a_later_anchor_never_gives_an_earlier_day(one: dt.date, other: dt.date, n: int, relation: Relation) -> None:
    early, late = (shift(pick(one, other), n, "working_days", relation) for pick in (min, max))
    assert early is None or late is None or early <= late


@given(DAYS, COUNTS)
def test_after_and_before_undo_each_other_on_working_days(anchor: dt.date, n: int) -> None:
    there = shift(anchor, n, "working_days")
    if is_working_day(anchor) and there is not None:
        assert shift(there, n, "working_days", Relation.BEFORE) == anchor
        assert shift(anchor, n + 1, "working_days", Relation.COUNTING) == there


@given(DAYS, st.integers(1, 300))
def test_counting_is_one_ahead_of_after_on_working_days_alone(anchor: dt.date, n: int) -> None:
    counting, after = (shift(anchor, n, "working_days", each) for each in (Relation.COUNTING, Relation.AFTER))
    if counting is not None and after is not None:
        assert (counting < after) is is_working_day(anchor)


@given(DAYS, st.integers(1, 2000), st.integers(1, 2000), st.sampled_from((Relation.AFTER, Relation.BEFORE)))
def test_counting_on_is_counting_at_once(anchor: dt.date, first: int, more: int, relation: Relation) -> None:
    halfway = shift(anchor, first, "working_days", relation)
    if halfway is not None:
        at_once = shift(anchor, first + more, "working_days", relation)
        assert shift(halfway, more, "working_days", relation) == at_once


def test_nothing_is_built_on_import() -> None:
    program = "from remit.engine.calendar.counted import working_days as w; print(w.cache_info().currsize)"
    run = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (run.stdout.strip(), run.returncode) == ("0", 0), run.stderr
