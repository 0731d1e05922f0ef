"""Since when lifecycles have been in their states, for many subjects whose worlds are shared.

A world of many subjects cannot hold the day of one of them. A day on which a time moved a lifecycle stands in it as a
*mark*: a number that means a day of its own for each subject, and for one subject always the same day.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from .. import fold
from .population import NEVER, NO_DAY, Days, Flags, Numbers
from .timeline import ABSENT, UNRECORDED, Timeline

AT_A_TIME = -3
"""Stands for the place of an event where no event led into a state, but a time; and below it for the marks: the first
is AT_A_TIME itself, the next one less."""


@dataclass(frozen=True, slots=True, eq=False)
class Entered:
    """How a lifecycle came into a state: by the event at `place` (ABSENT: it is not there, or always was; AT_A_TIME: by
    a time, on the day that stands in `days`; UNRECORDED: that is not known, or worlds differ on it), and the `days` on
    which it may have, as [possibility, subject]: NEVER stands for none, NO_DAY for one that is not known."""

    place: Numbers
    days: Days

    @property
    def day(self) -> Days:
        """The day where it is known, or NEVER where it is known that there is none; else NO_DAY."""
        found: Days = np.where((self.days == self.days[0]).all(axis=0), self.days[0], NO_DAY).astype(np.int32)
        return found

    @property
    def since(self) -> Days:
        """The day on which what led there took place, where that is known; else NO_DAY."""
        told = (self.place >= 0) | (self.place == AT_A_TIME)
        return np.where(told, self.days[0], NO_DAY).astype(np.int32)

    @classmethod
    def unknown(cls, size: int) -> Entered:
        """Of which nothing is known."""
        return cls(np.full(size, UNRECORDED, dtype=np.int64), np.full((1, size), NO_DAY, dtype=np.int32))


class Marks:
    """The days that marks mean for each subject."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.days: list[Days] = []

    def of(self, subjects: Numbers, days: Days) -> Numbers:
        """The mark of a day of each subject, a new one where it has none; a subject may be there several times."""
        found = np.full(len(subjects), -1, dtype=np.int64)
        waiting = np.arange(len(subjects), dtype=np.int64)
        while len(waiting):
            for mark, column in enumerate(self.days):
                found[waiting[column[subjects[waiting]] == days[waiting]]] = mark
            waiting = waiting[found[waiting] < 0]
            _, first = np.unique(subjects[waiting], return_index=True)
            self._add(subjects[waiting[first]], days[waiting[first]])
        return found

    def _add(self, subjects: Numbers, days: Days) -> None:
        """Give a day of each subject, none twice, the first mark that is free."""
        waiting = np.ones(len(subjects), dtype=bool)
        for column in self.days:
            free = waiting & (column[subjects] == NO_DAY)
            column[subjects[free]] = days[free]
            waiting &= ~free
        if waiting.any():
            self.days.append(np.full(self.size, NO_DAY, dtype=np.int32))
            self.days[-1][subjects[waiting]] = days[waiting]

    def day(self, marks: Numbers, subjects: Numbers) -> Days:
        """The day that a mark means for each subject; NO_DAY where there is no mark (below 0)."""
        found = np.full(len(subjects), NO_DAY, dtype=np.int32)
        for mark, column in enumerate(self.days):
            here = marks == mark
            found[here] = column[subjects[here]]
        return found

    def day_of(self, codes: Numbers, subjects: Numbers, timeline: Timeline) -> Days:
        """The day of each entry (see `code_of`): NEVER where there is none, NO_DAY where it is not known."""
        marked = self.day(AT_A_TIME - codes, subjects)
        days = np.where(codes >= 0, timeline.day_of(timeline.slot_at(codes, subjects), subjects), marked)
        return np.where(codes == ABSENT, NEVER, days).astype(np.int32)


def stand_in(mark: int) -> dt.date:
    """A mark as worlds hold it."""
    return dt.date.fromordinal(1 + mark)


def code_of(since: fold.Since) -> int:
    """Since when a state has lasted, as a number: the place of an event, ABSENT (from the beginning), UNRECORDED, or
    for a mark AT_A_TIME and below."""
    match since:
        case dt.date():
            return AT_A_TIME + 1 - since.toordinal()
        case None:
            return UNRECORDED
        case _:
            return ABSENT if since == fold.START else since


def entered(codes: Numbers, subjects: Numbers, marks: Marks, timeline: Timeline) -> Entered:
    """How a lifecycle came into a state, by the codes of its worlds: [possibility, subject]."""
    days = np.stack([marks.day_of(each, subjects, timeline) for each in codes])
    single: Flags = (codes == codes[0]).all(axis=0)
    return Entered(np.where(single, np.maximum(codes[0], AT_A_TIME), UNRECORDED), days)
