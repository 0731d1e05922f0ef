"""The events of many subjects in their order, up to a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..settings import Settings
from .population import NEVER, NO_DAY, Completeness, Days, Flags, Numbers, Population, effective_days, number

ABSENT, UNRECORDED = -1, -2
"""Stand for the slot of an event that is not there, and of one of which nothing is known."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """The moment of asking, for each subject: the day, and how many events count as having happened."""

    day: Days
    count: Numbers

    def at(self, chosen: Numbers) -> Asked:
        """The same for some of the subjects."""
        return Asked(self.day[chosen], self.count[chosen])


def ordered_by(days: Days, then: NDArray[Any] | None) -> Numbers:
    """The slots of each subject by their days, as [place, subject]; those of one day by a number, too, if it is
    given."""
    if then is None:
        return np.argsort(days, axis=0, kind="stable")
    return np.lexsort((then, days), axis=0)


class Timeline:
    """Some subjects of a population as of a day. `effective` and `place` are [slot, subject]: the day on which the
    event takes effect (NEVER: not by the asking day), and its place in the order of events; `order` is the slot at
    each place, `count` how many events each subject has."""

    def __init__(self, population: Population, settings: Settings, as_of: int) -> None:
        self.population = population
        self.framework = population.framework
        self.settings = settings
        self.as_of = as_of
        size = population.size
        # One row at least: where there are no slots, a row of events that never took place.
        self.effective = np.full((max(1, len(population.slots)), size), NEVER, dtype=np.int32)
        for row, slot in enumerate(population.slots):
            days = effective_days(slot, self.framework.events[slot.event])
            happened = slot.present & (days != NO_DAY) & (days <= as_of)
            self.effective[row] = np.where(happened, days, NEVER)
        order = ordered_by(self.effective, population.sequence)
        self.place = np.argsort(order, axis=0, kind="stable").astype(np.int64)
        self.order = order.astype(np.int64)
        self.count = (self.effective != NEVER).sum(axis=0).astype(np.int64)
        self.kinds = tuple(slot.kinds for slot in population.slots)

    def tied(self, events: frozenset[str] | None, subjects: Numbers) -> Flags:
        """Which subjects have two events on one day, whose order is not given; `events`: of these types (None: any)."""
        rows = [row for row, kinds in enumerate(self.kinds) if events is None or not events.isdisjoint(kinds)]
        ordered = np.sort(self.effective[np.array(rows, dtype=np.int64)[:, np.newaxis], subjects], axis=0)
        found: Flags = ((ordered[1:] == ordered[:-1]) & (ordered[1:] != NEVER)).any(axis=0)
        return found

    def at_as_of(self) -> Asked:
        """As of the asking day, at its end."""
        return Asked(np.full(self.population.size, self.as_of, dtype=np.int32), self.count)

    def at_end_of(self, days: Days, subjects: Numbers) -> Asked:
        """At the end of a day of each subject."""
        return Asked(days, (self.effective[:, subjects] <= days).sum(axis=0).astype(np.int64))

    def day_of(self, slot: Numbers, subjects: Numbers) -> Days:
        """The effective day of a slot of each subject; NO_DAY where there is none."""
        found = self.effective[np.maximum(slot, 0), subjects]
        return np.where(slot >= 0, found, NO_DAY).astype(np.int32)

    def slot_at(self, place: Numbers, subjects: Numbers) -> Numbers:
        """The slot at a place of each subject; where there is none, what stands for it: ABSENT, or UNRECORDED."""
        found = self.order[np.maximum(place, 0), subjects]
        return np.where(place >= 0, found, np.maximum(place, UNRECORDED))

    def place_of(self, slot: Numbers, subjects: Numbers) -> Numbers:
        """The place of a slot of each subject among its events; anything where there is none."""
        found: Numbers = self.place[np.maximum(slot, 0), subjects]
        return found

    def ordered(self, event: str) -> Numbers:
        """The slots of the events of a type in their order, as [place among them, subject]; ABSENT behind the last."""
        rows = [row for row, kinds in enumerate(self.kinds) if event in kinds]
        places = np.sort(np.where(self.place[rows] < self.count, self.place[rows], np.int64(NEVER)), axis=0)
        there = places < np.int64(NEVER)
        everyone = np.arange(self.population.size)
        slots = self.order[np.where(there, places, 0), everyone] if len(rows) else places
        found: Numbers = np.where(there, slots, ABSENT)
        return found

    def covers(self, event: str, subjects: Numbers, after: Days, until: Days) -> Flags:
        """Whether an event after one day (NO_DAY: at any time) and until another would be on record."""
        complete: Completeness | None = self.population.complete.get(event)
        if complete is None:
            return np.ones(len(subjects), dtype=bool)
        if not complete.ever:
            return np.zeros(len(subjects), dtype=bool)
        since = complete.since[subjects]
        result: Flags = (since == NO_DAY) | ((after != NO_DAY) & (after >= since))
        if complete.until is not None:
            result &= until <= number(complete.until)
        return result
