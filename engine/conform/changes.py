"""Single changes of a case: what a repair is made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..history import Case, Occurrence


@dataclass(frozen=True, slots=True)
class Added:
    """An event that is missing: who should have done it, and by which day."""

    event: str
    day: dt.date
    by: str
    occurrence: Occurrence


@dataclass(frozen=True, slots=True)
class Moved:
    """An event on another day, all its moments with it. `place`: where it stands among the events of the case."""

    place: int
    event: str
    was: dt.date
    day: dt.date
    order: int

    @property
    def days(self) -> int:
        """By how many days: more than 0 for later."""
        return (self.day - self.was).days


@dataclass(frozen=True, slots=True)
class DoneBy:
    """An event done by somebody else than did it."""

    place: int
    event: str
    day: dt.date
    was: str
    by: str


@dataclass(frozen=True, slots=True)
class Told:
    """An event with another value of a field; `was` is None where it is unknown."""

    place: int
    event: str
    day: dt.date
    field: str
    was: str | None
    value: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """An event that did not take place."""

    place: int
    event: str
    day: dt.date


Change = Added | Moved | DoneBy | Told | Dropped


def applied(case: Case, changes: Iterable[Change]) -> Case:
    """The case as it would be."""
    events: list[Occurrence | None] = list(case.events)
    for change in changes:
        match change:
            case Added(occurrence=occurrence):
                events.append(occurrence)
            case Moved(place=place, order=order) as moved:
                events[place] = _shifted(_at(events, place), dt.timedelta(moved.days), order)
            case DoneBy(place=place, by=by):
                events[place] = replace(_at(events, place), by=by)
            case Told(place=place, field=field, value=value):
                told = _at(events, place)
                events[place] = replace(told, fields=tuple((dict(told.fields) | {field: value}).items()))
            case Dropped(place=place):
                events[place] = None
    return replace(case, events=tuple(each for each in events if each is not None))


def _at(events: list[Occurrence | None], place: int) -> Occurrence:
    found = events[place]
    assert found is not None, "what was dropped is not changed again"
    return found


def _shifted(occurrence: Occurrence, by: dt.timedelta, order: int) -> Occurrence:
    return replace(occurrence, moments=tuple((name, day + by) for name, day in occurrence.moments), order=order)
