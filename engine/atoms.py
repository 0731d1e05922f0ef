"""The primitives that a test rests on, for one case. `bulk/atoms.py` says the same of columns; a property test holds
the two together."""

from __future__ import annotations

import datetime as dt
from enum import IntEnum

from ..dsl import ir

YES, NO = frozenset({ir.YES}), frozenset({ir.NO})
EITHER = YES | NO


class Place(IntEnum):
    """How the asking day stands to a window."""

    UNKNOWN = 0
    BEFORE = 1
    WITHIN = 2
    AFTER = 3


class Act(IntEnum):
    """How the act that a rule speaks of stands to a window; UNDATED where the window has no dates."""

    NONE = 0
    EARLY = 1
    ON_TIME = 2
    LATE = 3
    UNDATED = 4


def passed(day: dt.date | None, asked: dt.date) -> frozenset[str]:
    """Whether `day` lies behind the day for which is asked; either, where it is unknown."""
    if day is None:
        return EITHER
    return YES if asked > day else NO


def position(day: dt.date | None, mark: dt.date | None) -> frozenset[str]:
    """How a day stands to another; unknown where either is."""
    if day is None or mark is None:
        return frozenset({"before", "on", "after"})
    return frozenset({"before" if day < mark else "on" if day == mark else "after"})


def place(asked: dt.date, earliest: dt.date | None, latest: dt.date | None, dated: bool) -> Place:
    """How the asking day stands to a window whose ends are both inside; None: no end on that side.

    `dated` is False where the window has an end of which the day is not known.
    """
    if not dated:
        return Place.UNKNOWN
    if earliest is not None and asked < earliest:
        return Place.BEFORE
    if latest is not None and asked > latest:
        return Place.AFTER
    return Place.WITHIN


def act(day: dt.date | None, earliest: dt.date | None, latest: dt.date | None, dated: bool) -> Act:
    """How the day of an act (None: no act) stands to a window."""
    if day is None:
        return Act.NONE
    if not dated:
        return Act.UNDATED
    if earliest is not None and day < earliest:
        return Act.EARLY
    if latest is not None and day > latest:
        return Act.LATE
    return Act.ON_TIME
