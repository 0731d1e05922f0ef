"""What conditions are made of: references to events, days, terms, and tests over terms."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from ..ast import Relation, Selector
from ..base.spans import Span
from .types import ABSENT, NO, YES, Citation


@dataclass(frozen=True, slots=True)
class It:
    """The event that the clause is about."""


@dataclass(frozen=True, slots=True)
class Pick:
    """One event of a type: the latest, the first, or the one previous to `base` (None: to the moment of asking)."""

    selector: Selector
    event: str
    base: Ref | None = None


Ref = It | Pick


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
class DayAnchor:
    """A calendar day."""

    day: dt.date


Anchor = MomentAnchor | FactAnchor | DayAnchor


@dataclass(frozen=True, slots=True)
class Point:
    """A day reckoned from an anchor."""

    offset: Offset
    relation: Relation
    anchor: Anchor


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
    """Whether an event of a type took place after `since` and before `before` (None: no bound)."""

    event: str
    since: Ref | None
    before: Ref | None
    domain: tuple[str, ...] = (YES, NO)


@dataclass(frozen=True, slots=True)
class PassedTerm:
    """Whether a day lies behind the day for which is asked."""

    point: Point
    domain: tuple[str, ...] = (YES, NO)


@dataclass(frozen=True, slots=True)
class PositionTerm:
    """How a moment of an event stands to a calendar day."""

    ref: Ref
    event: str
    moment: str
    day: dt.date
    domain: tuple[str, ...] = ("before", "on", "after", ABSENT)


Term = FieldTerm | FactTerm | StateTerm | ReadingTerm | ExistsTerm | PassedTerm | PositionTerm


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
