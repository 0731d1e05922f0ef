"""The meaning of a framework's text, resolved and typed: what the engine reads.

Conditions are trees over *tests*; a test holds one *term* (a field, a fact, a state, a day against a day …) against a
set of the values in the term's finite domain. So guards are explicit and what a clause reads is visible.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from .ast import Modality, Relation, Selector, Strength
from .base.spans import Span


NOT_APPLICABLE = "not_applicable"
"""The value of an optional field that does not apply to this subject; it differs from unknown."""

ABSENT = "absent"
"""The value of everything that is asked of an event that never took place."""

YES, NO = "yes", "no"


# Types


@dataclass(frozen=True, slots=True)
class Domain:
    """A type with finitely many values; `ordered` ones stand best first."""

    name: str
    label: str
    values: tuple[str, ...]
    ordered: bool = False


BOOLEAN = Domain("boolean", "yes or no", (YES, NO))


@dataclass(frozen=True, slots=True)
class Plain:
    """A type whose values are only recorded, never tested: text, number or date."""

    name: Literal["text", "number", "date"]


PLAIN: dict[str, Plain] = {"text": Plain("text"), "number": Plain("number"), "date": Plain("date")}

Type = Domain | Plain


# Vocabulary


@dataclass(frozen=True, slots=True)
class Citation:
    """The paragraphs on which something rests, and where the clause stands that says so."""

    paragraphs: tuple[str, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an event. `judged_by` is not empty where its value is a human judgement."""

    name: str
    label: str
    type: Type
    optional: bool
    default: str | None
    judged_by: tuple[str, ...]
    span: Span = field(compare=False)

    @property
    def domain(self) -> tuple[str, ...]:
        """The values that the field can have."""
        return domain_of(self.type, self.optional)


@dataclass(frozen=True, slots=True)
class Fact:
    """What is true of the subject; a constant one has one value for all time."""

    name: str
    label: str
    type: Type
    optional: bool
    constant: bool
    span: Span = field(compare=False)

    @property
    def domain(self) -> tuple[str, ...]:
        """The values that the fact can have."""
        return domain_of(self.type, self.optional)


@dataclass(frozen=True, slots=True)
class EventType:
    """Something dated. It takes effect at its moment `effective`."""

    name: str
    label: str
    by: tuple[str, ...]
    moments: tuple[str, ...]
    effective: str
    fields: tuple[Field, ...]
    span: Span = field(compare=False)

    def field(self, name: str) -> Field | None:
        """The field of that name, if there is one."""
        return next((each for each in self.fields if each.name == name), None)


def domain_of(type_: Type, optional: bool) -> tuple[str, ...]:
    """The values of a type, with 'not applicable' where it is optional; empty for plain types."""
    match type_:
        case Domain(values=values):
            return (*values, NOT_APPLICABLE) if optional else values
        case Plain():
            return ()


# References to events


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


# Time


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


# Terms: what a test looks at


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


# Conditions


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


# Clauses


@dataclass(frozen=True, slots=True)
class Define:
    """A named condition, about an event or about the subject."""

    name: str
    label: str
    about: str | None
    cond: Cond
    citation: Citation
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a decision; `when` is None in the last row, `otherwise`."""

    value: str
    when: Cond | None
    citation: Citation
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision table: the first row that holds gives the value."""

    name: str
    label: str
    about: str | None
    rows: tuple[Row, ...]
    span: Span = field(compare=False)

    @property
    def values(self) -> tuple[str, ...]:
        """The values it can come to, in the order of its rows."""
        return tuple(dict.fromkeys(row.value for row in self.rows))


@dataclass(frozen=True, slots=True)
class State:
    """A state of a lifecycle."""

    name: str
    label: str
    initial: bool
    final: bool
    citation: Citation | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Transition:
    """From each of `sources`, on an event, under a guard, to `target`. `everywhere`: written as `from any`."""

    id: str
    sources: tuple[str, ...]
    everywhere: bool
    event: str
    when: Cond | None
    target: str
    citation: Citation
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """States and the transitions between them; the first row of guards that holds moves it."""

    name: str
    label: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    span: Span = field(compare=False)

    @property
    def initial(self) -> str:
        """The state in which every subject begins."""
        return next(state.name for state in self.states if state.initial)

    def state(self, name: str) -> State:
        """The state of that name."""
        return next(state for state in self.states if state.name == name)


@dataclass(frozen=True, slots=True)
class Exception_:
    """Takes a rule out of force or, with `against`, defeats other exceptions; may set a modality or a window."""

    name: str
    against: tuple[str, ...]
    when: Cond | None
    modality: Modality | None
    window: Window | None
    citation: Citation
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """A norm: duty, expectation, power or prohibition."""

    name: str
    label: str
    citation: Citation
    actor: str
    modality: Modality
    verb: str
    act: str
    trigger: str | None
    when: Cond | None
    during: Cond | None
    window: Window | None
    exceptions: tuple[Exception_, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A quantity that a what-if may change."""

    name: str
    label: str
    offset: Offset
    citation: Citation
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """An ambiguity of the source: alternatives by name and label, and the one taken unless told otherwise."""

    name: str
    question: str
    alternatives: tuple[tuple[str, str], ...]
    default: str
    citation: Citation
    span: Span = field(compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The alternatives, by name."""
        return tuple(name for name, _ in self.alternatives)


@dataclass(frozen=True, slots=True)
class Gap:
    """What the source lacks, and which clauses that touches."""

    name: str
    label: str
    touches: tuple[str, ...]
    citation: Citation
    span: Span = field(compare=False)


class Treatment(StrEnum):
    """How far a paragraph of the source is said by clauses."""

    MODELLED = "modelled"
    PARTLY = "partly"
    NARRATIVE = "narrative"
    OUTSIDE = "outside"
    NOT_YET = "not yet"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the source: its gist in own words, how it is treated, and what is missing or why."""

    number: str
    gist: str
    treatment: Treatment
    note: str
    damaged: str
    part: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `framework.yaml` says of a framework."""

    id: str
    version: dt.date
    title: str
    publisher: str
    source: str
    in_force_from: dt.date
    in_force_until: dt.date | None
    notes: tuple[str, ...]
    span: Span = field(compare=False)

    @property
    def full_id(self) -> str:
        """`id@version`."""
        return f"{self.id}@{self.version.isoformat()}"


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework: its clauses by name, in the order in which they are written."""

    manifest: Manifest
    ledger: dict[str, Paragraph]
    domains: dict[str, Domain]
    groups: dict[str, tuple[str, ...]]
    facts: dict[str, Fact]
    events: dict[str, EventType]
    defines: dict[str, Define]
    decisions: dict[str, Decision]
    lifecycles: dict[str, Lifecycle]
    rules: dict[str, Rule]
    parameters: dict[str, Parameter]
    readings: dict[str, Reading]
    gaps: dict[str, Gap]
    content_hash: str
