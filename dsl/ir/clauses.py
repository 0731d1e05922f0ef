"""The clauses of a framework, resolved: definitions, decisions, lifecycles, rules, and what is open in the source."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from ..ast import Fate, Modality, Quantity
from ..base.spans import Span
from .terms import Anchor, Cond, Offset, Point, Window
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
    """A decision table: the first row that holds gives the value; where not `ordered`, no two can hold."""

    name: str
    label: str
    about: str | None
    ordered: bool
    rows: tuple[Row, ...]
    span: Span = field(compare=False)

    @property
    def values(self) -> tuple[str, ...]:
        """The values it can come to, in the order of its rows."""
        return tuple(dict.fromkeys(row.value for row in self.rows))


@dataclass(frozen=True, slots=True)
class Sign:
    """What the source says to look at: evidence for a value of a judgement (empty: for all of them).

    `asked`: somebody must look, and the case gives the sign by its name, as a fact or field; `when` then reads that.
    """

    name: str
    label: str
    value: str
    when: Cond
    asked: bool
    citation: Citation
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Judgement:
    """A human's judgement, about an event or about the subject: its values, who gives it, and its signs."""

    name: str
    label: str
    about: str | None
    values: tuple[str, ...]
    by: tuple[str, ...]
    signs: tuple[Sign, ...]
    citation: Citation
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Item:
    """A part that a document must hold, or one to whom it goes; `when` is None where that is so always."""

    name: str
    when: Cond | None
    citation: Citation
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Document:
    """A letter or report: what it must hold and to whom it goes, by the name of its event."""

    event: str
    contents: tuple[Item, ...]
    recipients: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Deem:
    """An event of one type counts as one of another type, too."""

    name: str
    event: str
    target: str
    when: Cond | None
    citation: Citation
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class State:
    """A state of a lifecycle. `parent` names the state that it lies in; `composite` ones have others inside."""

    name: str
    label: str
    parent: str | None
    composite: bool
    initial: bool
    final: bool
    citation: Citation | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class OnEvent:
    """When an event takes effect."""

    event: str


@dataclass(frozen=True, slots=True)
class OnLapse:
    """On the day after a duty under a rule has lapsed."""

    rule: str


@dataclass(frozen=True, slots=True)
class AtTime:
    """On the day after a day that is reckoned while the lifecycle is in the state."""

    point: Point


Trigger = OnEvent | OnLapse | AtTime


@dataclass(frozen=True, slots=True)
class Transition:
    """From each of `sources`, on a trigger, under a guard, to `target`; none of them has states inside.

    `written` and `into` are the states as written, which may have. `everywhere`: written as `from any`.
    """

    id: str
    sources: tuple[str, ...]
    everywhere: bool
    written: tuple[str, ...]
    trigger: Trigger
    when: Cond | None
    target: str
    into: str
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
    _named: Mapping[str, State] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Asked for at every step: looked up, not sought each time.
        object.__setattr__(self, "_named", {each.name: each for each in self.states})

    @property
    def initial(self) -> str:
        """The state in which every subject begins; it has none inside."""
        return self.first_within(None)

    @property
    def leaves(self) -> tuple[str, ...]:
        """The states in which a subject can be: those that have none inside."""
        return tuple(state.name for state in self.states if not state.composite)

    def first_within(self, parent: str | None) -> str:
        """The state that is entered with `parent` (None: at the beginning)."""
        found = next(state for state in self.states if state.initial and state.parent == parent)
        return self.first_within(found.name) if found.composite else found.name

    def lineage(self, name: str) -> tuple[str, ...]:
        """A state and those around it, the outermost first."""
        parent = self.state(name).parent
        return (name,) if parent is None else (*self.lineage(parent), name)

    def within(self, name: str) -> tuple[str, ...]:
        """The states in which a subject can be while it is in `name`."""
        if not self.state(name).composite:
            return (name,)
        return tuple(leaf for state in self.states if state.parent == name for leaf in self.within(state.name))

    def state(self, name: str) -> State:
        """The state of that name."""
        return self._named[name]


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
class Number:
    """A plain number; where `parameter` is named, that parameter's."""

    value: int
    parameter: str | None = None


@dataclass(frozen=True, slots=True)
class Within:
    """One window."""

    window: Window


@dataclass(frozen=True, slots=True)
class Rolling:
    """Any stretch of time of that length."""

    offset: Offset


@dataclass(frozen=True, slots=True)
class EachPeriod:
    """The periods of a calendar, by name; where a reading is named, the reading taken says which."""

    period: str
    reading: str | None = None


@dataclass(frozen=True, slots=True)
class EachStretch:
    """One stretch of time after another, the first beginning on the anchor's day."""

    offset: Offset
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class Repeat:
    """How often an act is done in a stretch of time."""

    quantity: Quantity
    number: Number
    over: Within | Rolling | EachPeriod | EachStretch
    citation: Citation
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """A norm: duty, expectation, power, prohibition, limit or recurrence.

    `each`: every triggering event has an instance of its own, not the latest alone. `performing` is what the act itself
    must be like to count.
    """

    name: str
    label: str
    citation: Citation
    actor: str
    modality: Modality
    verb: str
    act: str
    addressee: str
    each: bool
    trigger: str | None
    when: Cond | None
    during: Cond | None
    performing: Cond | None
    window: Window | None
    repeat: Repeat | None
    exceptions: tuple[Exclusion, ...]
    span: Span = field(compare=False)

    @property
    def named_windows(self) -> tuple[tuple[str | None, Window], ...]:
        """The window of the rule (None), and those of its exceptions by their names."""
        own = ((None, self.window), *((each.name, each.window) for each in self.exceptions))
        return tuple((name, window) for name, window in own if window is not None)

    def window_of(self, exception: str | None) -> Window | None:
        """The window that an exception gives; None: the rule's own."""
        return dict(self.named_windows).get(exception)

    @property
    def windows(self) -> tuple[Window, ...]:
        """The windows of the rule, of its exceptions, and of its repetition."""
        return (*(window for _, window in self.named_windows), *self._repeated)

    @property
    def points(self) -> tuple[Point, ...]:
        """The days at which those windows begin and end."""
        return _ends(self.windows)

    def points_under(self, exceptions: Collection[str | None]) -> tuple[Point, ...]:
        """Those days, without windows of exceptions other than these."""
        windows = (window for name, window in self.named_windows if name is None or name in exceptions)
        return _ends((*windows, *self._repeated))

    @property
    def _repeated(self) -> tuple[Window, ...]:
        return (self.repeat.over.window,) if self.repeat and isinstance(self.repeat.over, Within) else ()


def _ends(windows: Iterable[Window]) -> tuple[Point, ...]:
    return tuple(end for each in windows for end in (each.earliest, each.latest) if end is not None)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A quantity that a what-if may change; a plain number has the unit ''."""

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


@dataclass(frozen=True, slots=True)
class CarriedState:
    """A state of the earlier framework (`lifecycle.state`, or the state alone), and the state that follows on it."""

    source: str
    lifecycle: str
    target: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class CarriedRule:
    """What becomes of the running duties under a rule of the earlier framework."""

    rule: str
    fate: Fate
    citation: Citation


@dataclass(frozen=True, slots=True)
class Succession:
    """The framework that came before, by its full id, and what becomes of its states and duties."""

    predecessor: str
    states: tuple[CarriedState, ...]
    rules: tuple[CarriedRule, ...]
    span: Span = field(compare=False)
