"""Distinct keys: which subjects share a valuation, so that each is decided once; and values by number."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from .population import Masks, Numbers

Value = TypeVar("Value", bound=Hashable)

TABLE = 1 << 22
"""Values that lie no further apart are looked up in a table: sorting a million of them takes ten times as long."""

FEW = 1 << 10
"""Values that lie no further apart are a digit of a key as they are."""


class Numbered(Generic[Value]):
    """Values by number: each distinct one has the next, so that columns can hold it."""

    def __init__(self) -> None:
        self.every: list[Value] = []
        self._numbers: dict[Value, int] = {}

    def of(self, value: Value) -> int:
        """The number of a value."""
        number = self._numbers.setdefault(value, len(self.every))
        if number == len(self.every):
            self.every.append(value)
        return number


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """The distinct keys, as tuples of integers, and for each subject the number of its key."""

    distinct: list[tuple[int, ...]]
    number: Numbers


def distinct(column: NDArray[Any]) -> tuple[NDArray[Any], Numbers]:
    """The distinct values of a column in their order, and for each subject the place of its own among them."""
    lowest, highest = (int(column.min()), int(column.max())) if column.size else (0, TABLE)
    if highest - lowest >= min(TABLE, FEW + 16 * column.size):  # for so few a table is too large
        values, inverse = np.unique(column, return_inverse=True)
        return values, inverse.astype(np.int64)
    places = (column - column.dtype.type(lowest) if lowest else column).astype(np.int64, copy=False)
    there = np.zeros(highest - lowest + 1, dtype=bool)
    there[places] = True
    used = np.flatnonzero(there)
    table = np.zeros(len(there), dtype=np.int64)
    table[used] = np.arange(len(used))
    return used.astype(column.dtype) + column.dtype.type(lowest), table[places]


def distinct_keys(columns: Sequence[Masks | Numbers], size: int) -> Keys:
    """The distinct rows of some columns, in their order. Each column is a digit of a number that is made small whenever
    it has grown large, so no key can be mistaken for another."""
    if not columns:
        return Keys([()], np.zeros(size, dtype=np.int64))
    number, base = np.zeros(size, dtype=np.int64), 1
    for column in columns:
        digits, count = _digits(column)
        if count < 2:
            continue
        if base * count > TABLE:
            values, number = distinct(number)
            base = len(values)
        number, base = number * count + digits, base * count
    _, number = distinct(number)
    example = np.zeros(int(number.max(initial=-1)) + 1, dtype=np.int64)
    example[number] = np.arange(size)
    rows = zip(*(column[example].tolist() for column in columns), strict=True)
    return Keys([tuple(row) for row in rows], number)


def _digits(column: Masks | Numbers) -> tuple[Numbers, int]:
    """A column as numbers from 0 in the order of its values, and how many there are at most."""
    lowest, highest = (int(column.min()), int(column.max())) if column.size else (0, 0)
    if highest - lowest >= FEW:
        values, places = distinct(column)
        return places, len(values)
    return (column - column.dtype.type(lowest)).astype(np.int64, copy=False), highest - lowest + 1
