"""Distinct keys: which subjects share a valuation, so that each is decided once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .population import Masks, Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """The distinct keys, as tuples of integers, and for each subject the number of its key."""

    distinct: list[tuple[int, ...]]
    number: Numbers


def distinct_keys(columns: Sequence[Masks | Numbers], size: int) -> Keys:
    """The distinct rows of some columns. The columns are joined pair by pair, so no key can be mistaken for another."""
    if not columns:
        return Keys([()], np.zeros(size, dtype=np.int64))
    number = np.zeros(size, dtype=np.int64)
    for column in columns:
        values, codes = np.unique(column, return_inverse=True)
        if len(values) > 1:
            _, number = np.unique(number * len(values) + codes, return_inverse=True)
    _, first = np.unique(number, return_index=True)
    rows = zip(*(column[first].tolist() for column in columns), strict=True)
    return Keys([tuple(row) for row in rows], number.astype(np.int64))
