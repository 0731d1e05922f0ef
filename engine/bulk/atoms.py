"""The primitives of `engine/atoms.py`, over columns. A property test holds each pair together."""

from __future__ import annotations

import numpy as np

from ..atoms import Act, Place
from .population import NO_DAY, Days, Flags, Masks, Numbers

YES, NO = np.uint64(1), np.uint64(2)
"""Masks over the domain (yes, no)."""
EITHER = np.uint64(3)


def passed(days: Days, asked: Days) -> Masks:
    """Whether each day lies behind the day for which is asked; either, where it is unknown."""
    known = np.where(asked > days, YES, NO)
    return np.where(days == NO_DAY, EITHER, known).astype(np.uint64)


def position(days: Days, marks: Days) -> Masks:
    """How each day stands to another, as a mask over (before, on, after, absent); unknown where either is."""
    known = np.where(days < marks, np.uint64(1), np.where(days == marks, np.uint64(2), np.uint64(4)))
    return np.where((days == NO_DAY) | (marks == NO_DAY), np.uint64(7), known).astype(np.uint64)


def place(asked: int, earliest: Days | None, latest: Days | None, dated: Flags) -> Numbers:
    """How the asking day stands to each window."""
    result = np.full(len(dated), int(Place.WITHIN), dtype=np.int64)
    if latest is not None:
        result[asked > latest] = Place.AFTER
    if earliest is not None:
        result[asked < earliest] = Place.BEFORE
    result[~dated] = Place.UNKNOWN
    return result


def act(days: Days, earliest: Days | None, latest: Days | None, dated: Flags) -> Numbers:
    """How the day of each act (NO_DAY: no act) stands to its window."""
    result = np.full(len(dated), int(Act.ON_TIME), dtype=np.int64)
    if latest is not None:
        result[days > latest] = Act.LATE
    if earliest is not None:
        result[days < earliest] = Act.EARLY
    result[~dated] = Act.UNDATED
    result[days == NO_DAY] = Act.NONE
    return result
