"""The top-level clauses of a rules file."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from ..base.spans import Span
from .parts import Cite, Cond, Counted, Name, Window


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
class Exclusion:
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
    exceptions: tuple[Exclusion, ...]


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


AnyClause = Scale | Kind | Group | Fact | Event | Define | Decide | Judge | Lifecycle | Rule | Parameter | Reading | Gap
