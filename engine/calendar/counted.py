"""Days that are counted one by one, those between being passed over: working days, and what school days rest on."""

from __future__ import annotations

import datetime as dt
import functools
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from ...dsl.ir import Relation
from .bank_holidays import BANK_HOLIDAYS, FIRST, LAST

FIRST_DAY, LAST_DAY = dt.date.fromisoformat(FIRST), dt.date.fromisoformat(LAST)
"""The ends of the table of bank holidays, both inside."""

BEYOND_TABLE = (
    f"working days are known from {FIRST} to {LAST}, the span of the table of bank holidays; "
    "tools/bank_holidays.py extends it"
)


@dataclass(frozen=True, slots=True)
class Counted:
    """The days that count from `FIRST_DAY` to `LAST_DAY`, as ordinals in order; whether others count is not known."""

    ordinals: tuple[int, ...]

    def nth(self, anchor: dt.date, amount: int, relation: Relation) -> dt.date | None:
        """The last of `amount` (1 or more) days that count, reckoned from `anchor`; None where days outside matter."""
        start = anchor.toordinal()
        match relation:
            case Relation.AFTER:
                reaches, index = start + 1 >= FIRST_DAY.toordinal(), bisect_right(self.ordinals, start) + amount - 1
            case Relation.COUNTING:
                reaches, index = start >= FIRST_DAY.toordinal(), bisect_left(self.ordinals, start) + amount - 1
            case Relation.BEFORE:
                reaches, index = start - 1 <= LAST_DAY.toordinal(), bisect_left(self.ordinals, start) - amount
        if not reaches or not 0 <= index < len(self.ordinals):
            return None
        return dt.date.fromordinal(self.ordinals[index])


@functools.cache
def working_days() -> Counted:
    """Monday to Friday without bank holidays."""
    off = {dt.date.fromisoformat(day).toordinal() for day in BANK_HOLIDAYS}
    span = range(FIRST_DAY.toordinal(), LAST_DAY.toordinal() + 1)
    # Ordinal 1 is a Monday.
    return Counted(tuple(each for each in span if (each - 1) % 7 < 5 and each not in off))


def is_working_day(day: dt.date) -> bool | None:
    """Whether `day` is from Monday to Friday and no bank holiday; None for a weekday outside the table."""
    if day.weekday() >= 5:
        return False
    if not FIRST_DAY <= day <= LAST_DAY:
        return None
    ordinals, sought = working_days().ordinals, day.toordinal()
    return ordinals[bisect_left(ordinals, sought) : bisect_right(ordinals, sought)] == (sought,)
