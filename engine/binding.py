"""Of which events something is asked, and as of which moment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum

from .history import Dated


class Lost(Enum):
    """Stands for an event that may or may not be: ABSENT, there is none; UNRECORDED, one of which nothing is known."""

    ABSENT = "absent"
    UNRECORDED = "unrecorded"


Found = Dated | Lost


@dataclass(frozen=True, slots=True)
class Binding:
    """The events that a condition speaks of: `it`, the act `done`, and what each `where` around it tries, innermost
    first. None: there is none, or for `done`, none yet."""

    it: Found | None = None
    done: Found | None = None
    thats: tuple[Dated, ...] = ()


NOTHING = Binding()


@dataclass(frozen=True, slots=True)
class Asked:
    """The moment of asking: the day, and how many events of the past count as having happened."""

    day: dt.date
    count: int


@dataclass(frozen=True, slots=True)
class Reference:
    """The event a reference finds, and whether there might be another that the record does not show."""

    found: Found
    certain: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the history: from the place `first` to `end`; `after` is the day behind which it lies (None: any)."""

    first: int
    after: dt.date | None
    end: Asked
