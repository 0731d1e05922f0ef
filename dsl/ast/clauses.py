"""The top-level clauses of a rules file."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from ..base.spans import Span
from .parts import Cite, Cond, Duration, Name, Point, Repeat, Window


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


@dataclass(frozen=True, slots=True)
class Content:
    """What a letter or report must hold, in words."""

    label: str
    when: Cond | None
    cite: Cite | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom a letter or report goes."""

    name: Name
    when: Cond | None
    cite: Cite | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Clause):
    """Something dated: by whom, its moments, its fields; a letter or report also has contents and recipients."""

    by: tuple[Name, ...]
    moments: tuple[Name, ...]
    fields: tuple[Fields, ...]
    contents: tuple[Content, ...]
    recipients: tuple[Recipient, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deem(Clause):
    """One event counts as another, too. Its name is made of both."""

    event: Name
    target: Name
    when: Cond | None


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
    """A decision table: `in order` the first row that holds gives the value, else the only one that does."""

    about: Name | None
    ordered: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Sign:
    """What the source says to look at: evidence for a value of a judgement (None: for all of them)."""

    name: Name
    label: str
    value: Name | None
    when: Cond | None
    cite: Cite | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge(Clause):
    """A human's judgement: asked for, never derived."""

    about: Name | None
    values: tuple[Name, ...]
    by: tuple[Name, ...]
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class State:
    """A state of a lifecycle, perhaps inside another."""

    name: Name
    label: str
    parent: Name | None
    initial: bool
    final: bool
    cite: Cite | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class OnEvent:
    """When an event takes effect."""

    event: Name
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class OnLapse:
    """When a duty under a rule has lapsed."""

    rule: Name
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class AtTime:
    """When a day is over."""

    point: Point
    span: Span = field(compare=False)


Trigger = OnEvent | OnLapse | AtTime


@dataclass(frozen=True, slots=True)
class Transition:
    """From some states, on a trigger, under a guard, to a state."""

    sources: tuple[Name, ...]
    trigger: Trigger
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
    """What an exception puts in place: a modality, a window, or both; `extension` moves the end of the rule's own."""

    modality: Modality | None
    window: Window | None
    extension: Duration | None
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
    """Who must, will, should or may do which act, to whom, for which event, while what, how, by when and how often.

    `each`: for each triggering event, not for the latest alone.
    """

    actor: Name
    modality: Modality
    verb: Name
    act: Name
    addressee: Name | None
    each: bool
    trigger: Name | None
    when: Cond | None
    during: Cond | None
    performing: Cond | None
    window: Window | None
    window_cite: Cite | None
    repeat: Repeat | None
    exceptions: tuple[Exclusion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter(Clause):
    """A quantity that a what-if may change: a duration, or without a unit a plain number."""

    amount: int
    unit: Name | None
    value_span: Span = field(compare=False)


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


class Fate(StrEnum):
    """What becomes of the duties under a rule when the next framework begins."""

    CONTINUES = "continues"
    LAPSES = "lapses"
    RESTARTS = "restarts"


@dataclass(frozen=True, slots=True)
class CarryState:
    """A state of the earlier framework and the state in which subjects go on. None: the lifecycle is not named."""

    source: Name
    source_lifecycle: Name | None
    target: Name
    target_lifecycle: Name | None
    cite: Cite | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class CarryRule:
    """What becomes of the running duties under a rule of the earlier framework."""

    rule: Name
    fate: Fate
    cite: Cite | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Succeeds(Clause):
    """The framework that came before, by its full id, and what becomes of its states and duties."""

    states: tuple[CarryState, ...]
    rules: tuple[CarryRule, ...]


AnyClause = (
    Scale
    | Kind
    | Group
    | Fact
    | Event
    | Deem
    | Define
    | Decide
    | Judge
    | Lifecycle
    | Rule
    | Parameter
    | Reading
    | Gap
    | Succeeds
)
