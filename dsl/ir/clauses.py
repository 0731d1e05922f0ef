"""The clauses of a framework, resolved: definitions, decisions, lifecycles, rules, and what is open in the source."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..ast import Modality
from ..base.spans import Span
from .terms import Cond, Offset, Window
from .types import Citation


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
class Exclusion:
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
    exceptions: tuple[Exclusion, ...]
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
