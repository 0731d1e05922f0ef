"""A case: what is true of a subject, and what happened to it when."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from ..dsl import ir
from ..dsl.base.spans import Span
from .calendar import NO_TERMS, Terms

T = TypeVar("T", bound=Hashable)

MAX_ORDERS = 24
"""How many orders of events tied on one day are tried."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A value of a fact (None: said to be unknown) and the day from which it holds (None: throughout).

    `recorded`: the day on which it came onto the record (None: it was on it from the first).
    """

    value: str | None
    begins: dt.date | None
    recorded: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An event that took place: its type, its moments, and its fields; None: said to be unknown.

    `by`: who did it, where the case says so (None: as the framework asks). `id`: by what name later entries speak of it
    (empty: none). `recorded`: the day on which it came onto the record (None: it was on it from the first).
    """

    event: str
    moments: tuple[tuple[str, dt.date], ...]
    fields: tuple[tuple[str, str | None], ...]
    order: int = 0
    by: str | None = None
    span: Span | None = field(default=None, compare=False)
    id: str = ""
    recorded: dt.date | None = None

    def moment(self, name: str) -> dt.date | None:
        """The day of a moment, if it is known."""
        for each, day in self.moments:
            if each == name:
                return day
        return None

    def value(self, field: ir.Field) -> str | None:
        """The value of a field, or its default where the case is silent; None where it is unknown."""
        for name, value in self.fields:
            if name == field.name:
                return value
        return field.default

    def otherwise(
        self,
        event: ir.EventType,
        moments: tuple[tuple[str, dt.date | None], ...],
        fields: tuple[tuple[str, str | None], ...],
        order: int | None,
        by: str | None,
    ) -> Occurrence:
        """The same event with other moments and fields (None: unknown), `order` and `by` (None: as before)."""
        days = dict(self.moments) | dict(moments)
        return replace(
            self,
            moments=tuple((name, day) for name in event.moments if (day := days.get(name)) is not None),
            fields=tuple((dict(self.fields) | dict(fields)).items()),
            order=self.order if order is None else order,
            by=self.by if by is None else by,
        )


@dataclass(frozen=True, slots=True)
class Correction:
    """What the record says otherwise of the event `of`, from the day `recorded` on: moments and fields (None: unknown),
    `order` and `by` (None: as before)."""

    of: str
    recorded: dt.date
    moments: tuple[tuple[str, dt.date | None], ...]
    fields: tuple[tuple[str, str | None], ...]
    order: int | None = None
    by: str | None = None
    id: str = ""
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """From the day `recorded` on, the entry `of` (an event, a correction, a report, a withdrawal) does not count."""

    of: str
    recorded: dt.date
    id: str = ""
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Report:
    """A moment of an event, told by itself: it fills `moment` of the event `of`, or of the latest earlier one that
    lacks it (empty)."""

    event: str
    moment: str
    day: dt.date
    of: str = ""
    id: str = ""
    recorded: dt.date | None = None
    span: Span | None = field(default=None, compare=False)


Later = Correction | Withdrawal | Report
"""What is said of an event in an entry of its own."""


@dataclass(frozen=True, slots=True)
class Complete:
    """The span over which the absence of an event type is evidence. None: without bound on that side.

    `lag_days`: so many days pass at most until an event that took effect is on the record.
    """

    since: dt.date | None = None
    until: dt.date | None = None
    ever: bool = True
    lag_days: int = 0

    def covers(self, after: dt.date | None, until: dt.date) -> bool:
        """Whether an event after the day `after` (None: at any time) and until the day `until` would be on record."""
        if not self.ever or (self.until is not None and until > self.until):
            return False
        return self.since is None or (after is not None and after >= self.since)


ALWAYS = Complete()


@dataclass(frozen=True, slots=True)
class Departure:
    """A decision, on a day, to depart from a rule: for which instance of it, by whom, and why.

    `instance`: the day of the event that gives rise to it, or the first day of a stretch of time that is counted
    (None: the one at hand on that day). `by`: None, the one whose rule it is. `reason`: empty where none is on record.
    `recorded`: the day on which it came onto the record (None: it was on it from the first).
    """

    rule: str
    on: dt.date
    instance: dt.date | None = None
    by: str | None = None
    reason: str = ""
    recorded: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A subject, its facts, its events in any order, how complete the record of each event type is, its terms, and
    the departures from rules that are on record.

    `later` is what the record says of events in entries of their own; what it all came to on a day is for `record` to
    say, and the rest of the engine sees that alone. `opened` and `shut` are the first and the last day of the subject,
    where the case gives them.
    """

    subject: str
    name: str
    facts: dict[str, tuple[Spell, ...]]
    events: tuple[Occurrence, ...]
    complete: dict[str, Complete]
    terms: Terms = NO_TERMS
    later: tuple[Later, ...] = ()
    opened: dt.date | None = None
    shut: dt.date | None = None
    departures: tuple[Departure, ...] = ()

    def completeness(self, event: str) -> Complete:
        """How complete the record of an event type is; complete unless the case says otherwise."""
        return self.complete.get(event, ALWAYS)

    @property
    def incomplete(self) -> set[str]:
        """The event types of which some may be missing from the record."""
        return {name for name, span in self.complete.items() if span != ALWAYS}


@dataclass(frozen=True, slots=True)
class Dated:
    """An event in the order in which events take effect, with the day on which it does; `index` is its place.

    `also` are the types as which it counts besides its own, by way of deeming, the furthest first.
    """

    index: int
    day: dt.date
    occurrence: Occurrence
    also: tuple[str, ...] = ()
    kinds: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """The types as which it counts: those by way of deeming, then its own."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "kinds", (*self.also, self.occurrence.event))


@dataclass(frozen=True, slots=True)
class History:
    """The events that have taken effect by the asking day, in order; those announced or undated; and ties.

    `tied` are the events whose order the case does not settle (same day, same `order`).
    """

    past: tuple[Dated, ...]
    announced: tuple[Occurrence, ...]
    undated: tuple[Occurrence, ...]
    tied: tuple[Occurrence, ...]


def effective_day(occurrence: Occurrence, framework: ir.Framework) -> dt.date | None:
    """The day on which an event takes effect; where that moment is unknown, the last known moment before it."""
    event = framework.events[occurrence.event]
    day = occurrence.moment(event.effective)
    if day is not None:
        return day
    earlier = event.moments[: event.moments.index(event.effective)]
    known = [found for name in reversed(earlier) if (found := occurrence.moment(name)) is not None]
    return known[0] if known else None


def canonical(occurrence: Occurrence) -> tuple[str, tuple[tuple[str, dt.date], ...], str]:
    """Orders events that nothing else orders, so that the order of the case's lines shows nowhere."""
    return occurrence.event, occurrence.moments, repr(occurrence.fields)


def histories(case: Case, framework: ir.Framework, as_of: dt.date) -> tuple[History, ...]:
    """The histories of a case up to `as_of`: one for each order of events that the case does not settle (semantics 5).

    The order of the case's lines does not matter. At most MAX_ORDERS are given, the canonical one first.
    """
    return ordered(case, lambda each: effective_day(each, framework), as_of)


def ordered(case: Case, day_of: Callable[[Occurrence], dt.date | None], as_of: dt.date) -> tuple[History, ...]:
    """The same, where `day_of` says on which day an event takes effect."""
    assert not case.later, "a history is one of what the record came to on a day"
    past: list[tuple[dt.date, int, Occurrence]] = []
    announced: list[Occurrence] = []
    undated: list[Occurrence] = []
    for occurrence in case.events:
        day = day_of(occurrence)
        if day is None:
            undated.append(occurrence)
        elif day > as_of:
            announced.append(occurrence)
        else:
            past.append((day, occurrence.order, occurrence))
    past.sort(key=lambda entry: (entry[0], entry[1], *canonical(entry[2])))
    announced.sort(key=canonical)
    undated.sort(key=canonical)
    blocks = [tuple(block) for _, block in itertools.groupby(past, key=lambda entry: entry[:2])]
    tied = tuple(entry[2] for block in blocks if len(block) > 1 for entry in block)
    found = [
        tuple(Dated(index, day, occurrence) for index, (day, _, occurrence) in enumerate(order))
        for order in orders(blocks)
    ]
    return tuple(History(each, tuple(announced), tuple(undated), tied) for each in found)


def orders(blocks: Sequence[tuple[T, ...]]) -> Iterator[tuple[T, ...]]:
    """The things of some blocks one after the other, in each order that the blocks leave open: MAX_ORDERS at most, the
    given one first."""
    # Of each block no more orders than are tried in all: all its orders at once would fill the memory.
    every = itertools.product(*(itertools.islice(_orders(block), MAX_ORDERS) for block in blocks))
    return (tuple(itertools.chain(*order)) for order in itertools.islice(every, MAX_ORDERS))


def _orders(block: tuple[T, ...]) -> Iterator[tuple[T, ...]]:
    """Every order of things, the given one first; those in which only things change places that are alike, once."""
    if len(block) == 1:
        return iter((block,))
    alike = list(dict.fromkeys(block))
    left = Counter(alike.index(each) for each in block)

    def longer(order: tuple[T, ...]) -> Iterator[tuple[T, ...]]:
        if len(order) == len(block):
            yield order
        for number in sorted(left):
            if left[number]:
                left[number] -= 1
                yield from longer((*order, alike[number]))
                left[number] += 1

    return longer(())
