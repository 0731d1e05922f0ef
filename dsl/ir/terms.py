"""What conditions are made of: references to events, days, terms, and tests over terms."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from ..ast import Relation, Selector
from ..base.spans import Span
from .types import ABSENT, NO, YES, Citation


@dataclass(frozen=True, slots=True)
class It:
    """The event that the clause is about."""


@dataclass(frozen=True, slots=True)
class Done:
    """The act that the rule speaks of; where none is meant, one that would be done at the moment of asking."""


@dataclass(frozen=True, slots=True)
class That:
    """The event that a `where` tries; with a depth, the one that the `where` so far outside tries."""

    depth: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """The event by which a lifecycle last came into a state, perhaps one with others inside, from outside it."""

    lifecycle: str
    state: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the history: after the event or day `since`, before the event or day `before`; None: no bound."""

    since: Bound | None = None
    before: Bound | None = None


EVERYWHERE = Stretch()


@dataclass(frozen=True, slots=True)
class Pick:
    """One event of a type: the latest, the first, or the one previous to `base` (None: to the moment of asking).

    It is looked for in a stretch of the history, among the events that pass `where`.
    """

    selector: Selector
    event: str
    base: Ref | None = None
    stretch: Stretch = EVERYWHERE
    where: Cond | None = None


Ref = It | Done | That | Entry | Pick


@dataclass(frozen=True, slots=True)
class Offset:
    """A number of units; where `parameter` is named, the amount and unit are that parameter's."""

    amount: int
    unit: str
    parameter: str | None = None


@dataclass(frozen=True, slots=True)
class MomentAnchor:
    """A moment of an event; where `reading` is named, the reading taken says which moment."""

    ref: Ref
    moment: str
    reading: str | None = None


@dataclass(frozen=True, slots=True)
class FactAnchor:
    """The day from which a fact has had its present value."""

    fact: str


@dataclass(frozen=True, slots=True)
class EntryAnchor:
    """The day on which a lifecycle last came into one of some states from outside them.

    `name` is the state, perhaps one with others inside, as written; None: the present state, whichever it is.
    """

    lifecycle: str
    name: str | None
    states: frozenset[str]


@dataclass(frozen=True, slots=True)
class DayAnchor:
    """A calendar day."""

    day: dt.date


Anchor = MomentAnchor | FactAnchor | EntryAnchor | DayAnchor

Bound = Ref | DayAnchor


class Edge(StrEnum):
    """An end of a period of the calendar."""

    BEGINS = "begins"
    ENDS = "ends"


@dataclass(frozen=True, slots=True)
class Point:
    """A day reckoned from an anchor; without an offset the anchor's own day.

    `edge`: the offset counts periods of a calendar, and the first or last day of the one found is meant. `extension` is
    laid onto the day found, then `beside` days. `clock` is a time of that day, 'hh:mm'; days alone are compared.
    """

    offset: Offset | None
    relation: Relation
    anchor: Anchor
    extension: Offset | None = None
    beside: int = 0
    clock: str = ""
    edge: Edge | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """From `earliest` until `latest`, both inside; either may be missing."""

    earliest: Point | None
    latest: Point | None
    citation: Citation | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class FieldTerm:
    """A field of an event."""

    ref: Ref
    event: str
    field: str
    domain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactTerm:
    """A fact of the subject."""

    fact: str
    domain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StateTerm:
    """The state of a lifecycle."""

    lifecycle: str
    domain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadingTerm:
    """The alternative that is taken of a reading."""

    reading: str
    domain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExistsTerm:
    """Whether an event of a type that passes `where` took place in a stretch of the history."""

    event: str
    stretch: Stretch
    where: Cond | None
    domain: tuple[str, ...] = (YES, NO)


MAX_COUNT = 100
"""Up to how many events are counted; so many or more are one value."""

COUNTS = tuple(str(number) for number in range(MAX_COUNT + 1))


@dataclass(frozen=True, slots=True)
class CountTerm:
    """How many events of a type that pass `where` took place in a stretch of the history."""

    event: str
    stretch: Stretch
    where: Cond | None
    domain: tuple[str, ...] = COUNTS


@dataclass(frozen=True, slots=True)
class KnownTerm:
    """Whether the case tells what a term is."""

    term: Term
    domain: tuple[str, ...] = (YES, NO)


@dataclass(frozen=True, slots=True)
class PresumedTerm:
    """Whether a condition holds; `answer` where it is not decided by what is known."""

    cond: Cond
    answer: str
    domain: tuple[str, ...] = (YES, NO)


@dataclass(frozen=True, slots=True)
class PassedTerm:
    """Whether a day lies behind the day for which is asked."""

    point: Point
    domain: tuple[str, ...] = (YES, NO)


@dataclass(frozen=True, slots=True)
class PositionTerm:
    """How a moment of an event stands to a day."""

    ref: Ref
    event: str
    moment: str
    mark: Point
    domain: tuple[str, ...] = ("before", "on", "after", ABSENT)


Term = (
    FieldTerm
    | FactTerm
    | StateTerm
    | ReadingTerm
    | ExistsTerm
    | CountTerm
    | KnownTerm
    | PresumedTerm
    | PassedTerm
    | PositionTerm
)


@dataclass(frozen=True, slots=True)
class Test:
    """True where the value of the term is among those accepted."""

    term: Term
    accepted: frozenset[str]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Holds:
    """True where a named condition holds, of the event `ref` if it is about an event."""

    define: str
    ref: Ref | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Chosen:
    """True where a decision, on the event `ref` if it is about an event, comes to one of the values."""

    decision: str
    ref: Ref | None
    accepted: frozenset[str]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    item: Cond
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class All:
    """Every one of them."""

    items: tuple[Cond, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of them."""

    items: tuple[Cond, ...]
    span: Span = field(compare=False)


Cond = Test | Holds | Chosen | Not | All | AnyOf
