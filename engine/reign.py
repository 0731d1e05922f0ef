"""For which part of a history a framework speaks: all of it, or the time while it was in force (semantics 27)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reign:
    """The days and events for which a framework speaks.

    `begins` and `ends` are its first and last day, `first` the place of its first event and `end` the place behind its
    last; None: without bound. `carried` are the rules under which duties run on from before, `replaced` those that the
    next framework states in its own words.
    """

    begins: dt.date | None = None
    first: int = 0
    ends: dt.date | None = None
    end: int | None = None
    carried: frozenset[str] = frozenset()
    replaced: frozenset[str] = frozenset()

    @property
    def eve(self) -> dt.date | None:
        """The day before the first."""
        return None if self.begins is None else self.begins - _DAY

    def holds(self, index: int) -> bool:
        """Whether the event at a place falls into it."""
        return index >= self.first and (self.end is None or index < self.end)

    def before(self, day: dt.date) -> bool:
        """Whether a day lies before it."""
        return self.begins is not None and day < self.begins

    def after(self, day: dt.date, count: int) -> bool:
        """Whether a moment, so many events having happened, lies after it. The start of the next day does not."""
        if self.ends is None or day <= self.ends:
            return False
        return day > self.ends + _DAY or (self.end is not None and count > self.end)


EVER = Reign()
"""The whole history."""
