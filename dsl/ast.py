"""The tree of a rules file, as written: names are not yet resolved.

Every node carries its span, and spans do not count in comparisons.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from .base.spans import Span


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
    """On which side of its anchor an offset is laid."""

    AFTER = "after"
    BEFORE = "before"


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
class Select:
    """One event of a type, picked by its place in the history."""

    selector: Selector
    event: Name
    span: Span = field(compare=False)


Ref = It | Select


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
    """The day from which a fact has had its present value."""

    fact: Name
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Fixed:
    """A calendar day, as written."""

    day: Name
    span: Span = field(compare=False)


Anchor = MomentOf | StartOf | Fixed


@dataclass(frozen=True, slots=True)
class Point:
    """A day reckoned from an anchor."""

    duration: Duration
    relation: Relation
    anchor: Anchor
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Window:
    """From `earliest` until `latest`, both inside; either may be missing."""

    earliest: Point | None
    latest: Point | None
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


@dataclass(frozen=True, slots=True)
class Dated:
    """`is before DATE`, `is on DATE`, `is after DATE`."""

    side: Side
    day: Name
    span: Span = field(compare=False)


Trial = Is | OneOf | Dated


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
    """Whether there is `some` event of a type, or `no` such event, in a stretch of the history."""

    some: bool
    event: Name
    since: Ref | None
    before: Ref | None
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


Cond = Flag | Compare | Quantified | HasPassed | Exists | Not | And | Or


# Clauses


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """What every top-level clause has: a name, a label in words, and its place."""

    name: Name
    label: str = ""
    cite: Cite | None = None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale(Clause):
    """Values in order, best first."""

    values: tuple[Name, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Clause):
    """Values without order."""

    values: tuple[Name, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Clause):
    """A named set: of fields, or of the values of one kind."""

    members: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class TypeRef:
    """A type by name; `optional` where the value may be not applicable."""

    name: Name
    optional: bool
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(Clause):
    """What is true of the subject."""

    type: TypeRef
    constant: bool


@dataclass(frozen=True, slots=True)
class Fields:
    """Fields of an event that share a type, a label and a default."""

    names: tuple[Name, ...]
    label: str
    type: TypeRef
    default: Name | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Clause):
    """Something dated: by whom, its moments, its fields."""

    by: tuple[Name, ...]
    moments: tuple[Name, ...]
    fields: tuple[Fields, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Define(Clause):
    """A named condition."""

    about: Name | None
    cond: Cond


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a decision; `when` is None in the row `otherwise`."""

    value: Name
    when: Cond | None
    cite: Cite | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide(Clause):
    """A decision table: the first row that holds gives the value."""

    about: Name | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge(Clause):
    """A human's judgement: asked for, never derived."""

    about: Name | None
    values: tuple[Name, ...]
    by: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class State:
    """A state of a lifecycle."""

    name: Name
    label: str
    initial: bool
    final: bool
    cite: Cite | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Transition:
    """From some states, on an event, under a guard, to a state."""

    sources: tuple[Name, ...]
    event: Name
    when: Cond | None
    target: Name
    cite: Cite | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle(Clause):
    """States and the transitions between them."""

    states: tuple[State, ...]
    transitions: tuple[Transition, ...]


class Strength(StrEnum):
    """How binding a norm is, by the word the source uses."""

    MUST = "must"
    WILL = "will"
    SHOULD = "should"
    MAY = "may"
    NEED = "need"


@dataclass(frozen=True, slots=True)
class Modality:
    """Strength, softened by `normally` or `usually`, and its direction."""

    strength: Strength
    softened: str
    negated: bool
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Effect:
    """What an exception puts in place: a modality, a window, or both."""

    modality: Modality | None
    window: Window | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Exception_:
    """What takes a rule, or another exception, out of force."""

    name: Name
    against: tuple[Name, ...]
    when: Cond | None
    effect: Effect | None
    cite: Cite | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Clause):
    """Who must, will, should or may do which act, for which event, when, and by when."""

    actor: Name
    modality: Modality
    verb: Name
    act: Name
    trigger: Name | None
    when: Cond | None
    during: Cond | None
    window: Window | None
    window_cite: Cite | None
    exceptions: tuple[Exception_, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter(Clause):
    """A quantity that a what-if may change."""

    value: Counted


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to read an ambiguity."""

    name: Name
    label: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Clause):
    """An ambiguity of the source, its alternatives, and the one taken unless told otherwise."""

    alternatives: tuple[Alternative, ...]
    default: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap(Clause):
    """What the source lacks, and which clauses that touches."""

    touches: tuple[Name, ...]


AnyClause = (Scale | Kind | Group | Fact | Event | Define | Decide | Judge | Lifecycle | Rule | Parameter | Reading
             | Gap)
