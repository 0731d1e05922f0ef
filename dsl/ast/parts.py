"""The parts that clauses are made of: names, references to events, days, conditions."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from ..base.spans import Span


@dataclass(frozen=True, slots=True)
class Name:
    """A word that names something, and where it stands."""

    text: str
    span: Span = field(compare=False)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Cite:
    """The paragraphs that a clause rests on, as written after `cite`."""

    paragraphs: tuple[Name, ...]
    span: Span = field(compare=False)


class Relation(StrEnum):
    """On which side of its anchor an offset is laid; `counting` lies after it and makes its own day day one."""

    AFTER = "after"
    BEFORE = "before"
    COUNTING = "counting"


class Selector(StrEnum):
    """Which of several events of a type is meant."""

    LATEST = "latest"
    PREVIOUS = "previous"
    FIRST = "first"


# References to events


@dataclass(frozen=True, slots=True)
class It:
    """The event that a clause is about."""

    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Done:
    """The act that a rule speaks of."""

    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class That:
    """The event that a `where` tries."""

    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """The event by which a lifecycle came into a state."""

    state: Name
    lifecycle: Name
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the history: after `since` and before `before`; None: no bound on that side."""

    since: Bound | None = None
    before: Bound | None = None


@dataclass(frozen=True, slots=True)
class Select:
    """One event of a type, picked by its place among those of a stretch of the history that pass `where`."""

    selector: Selector
    event: Name
    stretch: Stretch
    where: Cond | None
    span: Span = field(compare=False)


Ref = It | Done | That | Entry | Select


@dataclass(frozen=True, slots=True)
class Path:
    """A name, or a name *of* an event."""

    name: Name
    ref: Ref | None
    span: Span = field(compare=False)


# Time


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of units."""

    amount: int
    unit: Name
    span: Span = field(compare=False)


Duration = Counted | Name


@dataclass(frozen=True, slots=True)
class MomentOf:
    """A moment of an event."""

    moment: Name
    ref: Ref
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class StartOf:
    """The day from which a fact has had its value, a lifecycle its state, or on which `name` was entered in it."""

    name: Name
    lifecycle: Name | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Fixed:
    """A calendar day, as written."""

    day: Name
    span: Span = field(compare=False)


Anchor = MomentOf | StartOf | Fixed

Bound = It | Done | That | Entry | Select | Fixed


@dataclass(frozen=True, slots=True)
class Point:
    """A day reckoned from an anchor, or without a duration the anchor's own day; `clock`: at that time of the day.

    `beside` is -1 or +1 where the day before or after that day is meant.
    """

    duration: Duration | None
    relation: Relation
    anchor: Anchor
    clock: Name | None
    span: Span = field(compare=False)
    beside: int = 0


@dataclass(frozen=True, slots=True)
class During:
    """The period of a calendar that comes as number `number` after an anchor, or counting from it."""

    period: Name
    number: Whole
    relation: Relation
    anchor: Anchor
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Window:
    """From `earliest` until `latest`, both inside, either may be missing; or `during` a period.

    `extension` is laid onto its end.
    """

    earliest: Point | None
    latest: Point | None
    during: During | None
    extension: Duration | None
    span: Span = field(compare=False)


class Quantity(StrEnum):
    """How a number of events is held against a number."""

    AT_MOST = "at most"
    AT_LEAST = "at least"
    EXACTLY = "exactly"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number as written."""

    value: int
    span: Span = field(compare=False)


Number = Whole | Name
"""A number, or the parameter that holds it."""


@dataclass(frozen=True, slots=True)
class Within:
    """One stretch of time from an anchor."""

    duration: Duration
    relation: Relation
    anchor: Anchor
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Rolling:
    """Any stretch of time of that length."""

    duration: Duration
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Each:
    """One stretch after another: counted from an anchor, or the periods of a calendar."""

    duration: Duration
    anchor: Anchor | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Repeat:
    """How often an act is done in a stretch of time."""

    quantity: Quantity
    number: Number
    over: Within | Rolling | Each
    cite: Cite | None
    span: Span = field(compare=False)


# Conditions


class Order(StrEnum):
    """How a value stands on its scale to the one named."""

    EXACTLY = "exactly"
    OR_BETTER = "or better"
    OR_WORSE = "or worse"


@dataclass(frozen=True, slots=True)
class Is:
    """`is VALUE`, `is not VALUE`, `is VALUE or better`, `is VALUE or worse`."""

    value: Name
    order: Order
    negated: bool
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class OneOf:
    """`is one of (…)`, or `is one of GROUP`."""

    names: tuple[Name, ...]
    bracketed: bool
    negated: bool
    span: Span = field(compare=False)


class Side(StrEnum):
    """How a day stands to another day."""

    BEFORE = "before"
    ON = "on"
    AFTER = "after"
    ON_OR_BEFORE = "on or before"
    ON_OR_AFTER = "on or after"


@dataclass(frozen=True, slots=True)
class Dated:
    """`is before DAY`, `is on DAY`, `is on or after DAY` …: the day as written or reckoned."""

    side: Side
    point: Point
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class IsKnown:
    """`is known`, `is not known`: whether the case tells it."""

    negated: bool
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class IsApplicable:
    """`is applicable`, `is not applicable`: whether an optional value applies to this subject."""

    negated: bool
    span: Span = field(compare=False)


Trial = Is | OneOf | Dated | IsKnown | IsApplicable


@dataclass(frozen=True, slots=True)
class Flag:
    """A path that is itself true or false."""

    path: Path
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Compare:
    """A path held against something."""

    path: Path
    trial: Trial
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Quantified:
    """`any` or `all` fields of a group, each held against the same."""

    every: bool
    group: Name
    ref: Ref
    trial: Trial
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class HasPassed:
    """A day that lies behind."""

    point: Point
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Exists:
    """Whether there is `some` event of a type that passes `where`, or `no` such event, in a stretch of the history."""

    some: bool
    event: Name
    stretch: Stretch
    where: Cond | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many events of a type that pass `where` lie in a stretch of the history."""

    event: Name
    stretch: Stretch
    where: Cond | None
    quantity: Quantity
    number: Number
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Presumed:
    """A condition that counts as `answer` (yes or no) where what it reads is not known."""

    item: Cond
    answer: Name
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition."""

    item: Cond
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class And:
    """Every one of the conditions."""

    items: tuple[Cond, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of the conditions."""

    items: tuple[Cond, ...]
    span: Span = field(compare=False)


Cond = Flag | Compare | Quantified | HasPassed | Exists | Counts | Presumed | Not | And | Or
