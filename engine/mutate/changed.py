"""A thing with one change in it, and what kind of change that is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from ...dsl.base.spans import Span

Thing = TypeVar("Thing")
Other = TypeVar("Other")


class Kind(StrEnum):
    """What a mutant changes."""

    TEST = "test negated"
    JOINT = "'and' made 'or', or the other way about"
    VALUES = "values or counts shifted by one"
    UNKNOWN = "'unknown counts as' turned about or dropped"
    WHERE = "'where' dropped"
    BOUND = "'since' or 'before' dropped"
    TIME = "amount or unit of time changed"
    SIDE = "'after' made 'counting', or the like"
    DAY = "day moved by one"
    EXTENSION = "'extended by' dropped"
    CLOCK = "time of day changed"
    END = "end of a window dropped"
    MODALITY = "modality changed"
    SCOPE = "'for each' made 'for latest', or the other way about"
    WITH = "'with' dropped"
    REPEAT = "number, quantity or period of a repetition changed"
    EXCEPTION = "exception dropped"
    AGAINST = "'against' dropped"
    ROW = "row dropped"
    TRANSITION = "transition dropped"
    STATE = "state taken for one around or beside it"
    DEEMING = "deeming dropped"
    ITEM = "part or recipient of a document dropped"
    SIGN = "sign dropped"


@dataclass(frozen=True, slots=True)
class Changed(Generic[Thing]):
    """A thing with one change in it: the kind of change, the change in words, and where what is changed stands."""

    thing: Thing
    kind: Kind
    words: str
    span: Span

    def within(self, thing: Other, place: str = "") -> Changed[Other]:
        """The same change, seen from what holds the thing."""
        return Changed(thing, self.kind, f"{place}: {self.words}" if place else self.words, self.span)
