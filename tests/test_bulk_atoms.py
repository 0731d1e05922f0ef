"""The primitives over columns, each against its twin for one case; and distinct keys."""

from __future__ import annotations

import datetime as dt

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from remit.dsl import ir
from remit.engine import atoms
from remit.engine.bulk import atoms as columns
from remit.engine.bulk.keys import distinct, distinct_keys
from remit.engine.bulk.population import NEVER, NO_DAY, day, number
from remit.engine.life import Act, Place

# The primitives, each against its twin

DAYS = st.one_of(st.none(), st.dates(dt.date(2019, 1, 1), dt.date(2019, 1, 20)))
MARKS = st.dates(dt.date(2019, 1, 1), dt.date(2019, 1, 20))


def numbers(days: list[dt.date | None]) -> NDArray[np.int32]:
    return np.array([NO_DAY if each is None else number(each) for each in days], dtype=np.int32)


def told(mask: int, domain: tuple[str, ...]) -> frozenset[str]:
    return frozenset(value for i, value in enumerate(domain) if mask >> i & 1)


@given(st.lists(st.tuples(DAYS, MARKS), max_size=8))
def test_passed(pairs: list[tuple[dt.date | None, dt.date]]) -> None:
    found = columns.passed(numbers([each for each, _ in pairs]), numbers([asked for _, asked in pairs]))
    assert [told(int(mask), (ir.YES, ir.NO)) for mask in found] == [atoms.passed(*pair) for pair in pairs]


@given(st.lists(DAYS, max_size=8), MARKS)
def test_position(days: list[dt.date | None], mark: dt.date) -> None:
    found = columns.position(numbers(days), number(mark))
    domain = ("before", "on", "after", ir.ABSENT)
    assert [told(int(mask), domain) for mask in found] == [atoms.position(each, mark) for each in days]


WINDOWS = st.lists(st.tuples(MARKS, MARKS, DAYS, st.booleans()), max_size=8)
ENDS = st.tuples(st.booleans(), st.booleans())


@given(WINDOWS, ENDS, MARKS)
def test_place_and_act(
    rows: list[tuple[dt.date, dt.date, dt.date | None, bool]], ends: tuple[bool, bool], asked: dt.date
) -> None:
    first, last = ends
    earliest = numbers([each[0] for each in rows]) if first else None
    latest = numbers([each[1] for each in rows]) if last else None
    dated = np.array([each[3] for each in rows], dtype=bool)
    days = numbers([each[2] for each in rows])
    places = columns.place(number(asked), earliest, latest, dated)
    acts = columns.act(days, earliest, latest, dated)
    for i, (start, end, when, known) in enumerate(rows):
        window = (start if first else None, end if last else None, known)
        assert Place(int(places[i])) is atoms.place(asked, *window)
        assert Act(int(acts[i])) is atoms.act(when, *window)


@given(st.dates())
def test_days_are_numbers_and_back(given_day: dt.date) -> None:
    assert day(number(given_day)) == given_day
    assert (day(int(NO_DAY)), day(int(NEVER))) == (None, None)


# Distinct keys

MANY = 2**64 - 1


@given(
    st.integers(0, 4).flatmap(
        lambda width: st.lists(
            st.tuples(*[st.one_of(st.integers(0, 2), st.sampled_from((MANY, MANY - 1, 2**32)))] * width), max_size=12
        )
    )
)
def test_the_same_number_if_and_only_if_the_same_row(rows: list[tuple[int, ...]]) -> None:
    width = len(rows[0]) if rows else 0
    keys = distinct_keys([np.array([row[i] for row in rows], dtype=np.uint64) for i in range(width)], len(rows))
    assert [keys.distinct[i] for i in keys.number] == rows
    if rows:
        assert len(keys.distinct) == len(set(keys.distinct)) == len(set(rows))


@given(st.sampled_from((np.int32, np.int64, np.uint64)), st.data())
def test_distinct_values_and_their_places(kind: type, data: st.DataObject) -> None:
    """Looked up in a table where they lie close together, sorted where they do not: the same either way."""
    lowest = 0 if kind is np.uint64 else -(2**31)
    values = st.integers(lowest, 2**31 - 1) | st.integers(max(lowest, -3), 40)
    column = np.array(data.draw(st.lists(values, max_size=30)), dtype=kind)
    found, places = distinct(column)
    expected, inverse = np.unique(column, return_inverse=True)
    assert found.dtype == column.dtype and found.tolist() == expected.tolist() and places.tolist() == inverse.tolist()
    keys = distinct_keys([column, column[::-1]], len(column))
    assert [keys.distinct[n] for n in keys.number] == list(zip(column.tolist(), column[::-1].tolist(), strict=True))
    assert len(set(keys.distinct)) == len(keys.distinct)
