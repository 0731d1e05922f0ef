"""Many cases as columns: masks of what each value may be, and days as numbers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...dsl import ir
from ..deeming import kinds_of
from ..history import Case, Complete, Occurrence, Spell

Days = NDArray[np.int32]
Masks = NDArray[np.uint64]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]
Places = NDArray[np.int32]

NO_DAY = np.int32(-(2**31))
"""A day that is not known."""

NEVER = np.int32(2**31 - 1)
"""A day past all days: of an event that did not take place."""

_EPOCH = dt.date(1970, 1, 1).toordinal()


def number(day: dt.date) -> int:
    """A day as the number of days since 1970."""
    return day.toordinal() - _EPOCH


def day(value: int) -> dt.date | None:
    """The day of a number; None for NO_DAY and NEVER."""
    return None if value in (NO_DAY, NEVER) else dt.date.fromordinal(value + _EPOCH)


@dataclass(frozen=True, slots=True, eq=False)
class Slot:
    """One event of every subject, for example the latest inspection: whether it took place, when, and its fields.

    A field is a mask over its domain; a field that is not given is not known. `also` are the types as which it counts
    besides its own, by way of deeming, the furthest first.
    """

    event: str
    present: Flags
    moments: dict[str, Days]
    fields: dict[str, Masks]
    also: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The types as which it counts: those by way of deeming, then its own."""
        return (*self.also, self.event)


@dataclass(frozen=True, slots=True, eq=False)
class Completeness:
    """The span over which the silence of the record on an event type is evidence, for each subject.

    `since` is NO_DAY where there is no bound and NEVER where silence proves nothing; with `ever` False it never does.
    """

    ever: bool
    since: Days
    until: dt.date | None


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """Many cases. All arrays have one entry for each subject; `rows` are the row numbers of the file.

    `sequence`: of events of one day which comes first, as a number for each slot and subject (None: not given).
    """

    framework: ir.Framework
    urns: tuple[str, ...]
    names: tuple[str, ...]
    rows: tuple[int, ...]
    facts: dict[str, Masks]
    slots: tuple[Slot, ...]
    complete: dict[str, Completeness]
    sequence: NDArray[np.int16] | None = None

    @property
    def size(self) -> int:
        """How many subjects there are."""
        return len(self.urns)

    def case(self, index: int) -> Case:
        """One of the cases by itself, for questions that one asks of a single school."""
        facts: dict[str, tuple[Spell, ...]] = {
            name: (Spell(value, None),)
            for name, masks in self.facts.items()
            if (value := _single(self.framework.facts[name].domain, int(masks[index]))) is not None
        }
        events = tuple(self.occurrence(slot, index) for slot in self.slots if slot.present[index])
        complete = {
            name: Complete(day(int(each.since[index])), each.until, each.ever and bool(each.since[index] != NEVER))
            for name, each in self.complete.items()
        }
        return Case(self.urns[index], self.names[index], facts, events, complete)

    def occurrence(self, slot: Slot, index: int) -> Occurrence:
        """The event of a slot of one of the cases, which took place."""
        kinds = reversed(tuple(kinds_of(self.framework, slot.event)))  # its own fields stand for those of others
        moments = tuple(
            (name, found) for name, days in slot.moments.items() if (found := day(int(days[index]))) is not None
        )
        # What a table does not give is not known, of the types as which an event may count, too (semantics 34).
        domains = {field.name: field.domain for kind in kinds for field in self.framework.events[kind].fields}
        fields = tuple(
            (name, _single(domain, int(slot.fields[name][index])) if name in slot.fields else None)
            for name, domain in domains.items()
        )
        return Occurrence(slot.event, moments, fields)


def effective_days(slot: Slot, event: ir.EventType) -> Days:
    """The day on which the event takes effect, for each subject: where that moment is unknown, the last known one
    before it; NO_DAY where none is known."""
    result = np.full(len(slot.present), NO_DAY, dtype=np.int32)
    for moment in event.moments[: event.moments.index(event.effective) + 1]:
        given = slot.moments.get(moment)
        if given is not None:
            result = np.where(given == NO_DAY, result, given).astype(np.int32)
    return result


def _single(domain: tuple[str, ...], mask: int) -> str | None:
    if mask.bit_count() != 1:
        return None
    return domain[mask.bit_length() - 1]
