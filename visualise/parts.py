"""What a picture is made of: panels, boxes, lines, the rows of its key and of its tables, its legend."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Kind(StrEnum):
    """What a box stands for; it gives the shape."""

    STATE = "state"
    ANY = "any"
    RULES = "rules"


class Presence(StrEnum):
    """Whether the school of which a picture tells is in a state, may be, was, or never was."""

    NEVER = "never"
    WAS = "was"
    PERHAPS = "perhaps"
    HERE = "here"


class Fate(StrEnum):
    """What became of a part from one framework to another, in a picture of both."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Stroke(StrEnum):
    """How the line of a rule is drawn: it tells how binding the rule is."""

    BOLD = "bold"
    SOLID = "solid"
    DASHED = "dashed"
    DOTTED = "dotted"


class Line(StrEnum):
    """What a line stands for: a transition by its cause, or a guard that reads another lifecycle."""

    EVENT = "event"
    TIME = "time"
    LAPSE = "lapse"
    LINK = "link"


class Mark(StrEnum):
    """What the legend explains."""

    PANEL = "panel"
    STATE = "state"
    FRAME = "frame"
    INITIAL = "initial"
    FINAL = "final"
    ANY = "any"
    EVENT = "event"
    TIME = "time"
    LAPSE = "lapse"
    LINK = "link"
    BOLD = "bold"
    SOLID = "solid"
    DASHED = "dashed"
    DOTTED = "dotted"
    BAR = "bar"
    HERE = "here"
    PERHAPS = "perhaps"
    WAS = "was"
    TAKEN = "taken"
    NEXT = "next"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


LEGEND: dict[Mark, str] = {
    Mark.PANEL: "panel: one lifecycle",
    Mark.STATE: "state",
    Mark.FRAME: "state with others inside",
    Mark.INITIAL: "entered first",
    Mark.FINAL: "state at the end",
    Mark.ANY: "whichever state, the target too",
    Mark.EVENT: "change of state on an event",
    Mark.TIME: "change of state when time is up",
    Mark.LAPSE: "change of state when a duty lapses",
    Mark.LINK: "state that a change elsewhere looks at",
    Mark.BOLD: "rule: must, will",
    Mark.SOLID: "rule: normally, usually",
    Mark.DASHED: "rule: should",
    Mark.DOTTED: "rule: may, need not",
    Mark.BAR: "rule that says not",
    Mark.HERE: "where the school is",
    Mark.PERHAPS: "where it may be",
    Mark.WAS: "where it was",
    Mark.TAKEN: "way that it took, with the day",
    Mark.NEXT: "may follow, and when",
    Mark.ADDED: "+ only in the second",
    Mark.REMOVED: "− only in the first",
    Mark.CHANGED: "Δ in both, and changed",
}


@dataclass(frozen=True, slots=True)
class Hung:
    """A rule as it hangs on a state: who is to do what, in few words, when, and the paragraphs.

    `rule` is its name in the framework. `stroke` tells how binding it is, `bar` that it forbids. `cites`: the
    paragraphs by their numbers, here as in other parts.
    """

    id: str
    rule: str
    said: str
    due: str
    paragraphs: str
    stroke: Stroke
    bar: bool
    tooltip: tuple[str, ...]
    actor: str = ""
    cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A box. `small` is printed below the label in smaller letters; `tooltip` says all there is, line by line.

    `rules` hang on it; `more` says how many others do. `stay`: when the school of which the picture
    tells is or was there.
    """

    id: str
    kind: Kind
    label: str
    small: tuple[str, ...]
    tooltip: tuple[str, ...]
    initial: bool = False
    final: bool = False
    rules: tuple[Hung, ...] = ()
    more: str = ""
    presence: Presence = Presence.NEVER
    stay: str = ""
    cites: tuple[str, ...] = ()
    fate: Fate = Fate.SAME
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """A state with others inside, at least one; such a state is never one at the end."""

    id: str
    label: str
    small: tuple[str, ...]
    tooltip: tuple[str, ...]
    initial: bool
    items: tuple[Node | Frame, ...]
    rules: tuple[Hung, ...] = ()
    more: str = ""
    cites: tuple[str, ...] = ()
    fate: Fate = Fate.SAME
    hidden: bool = False

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The boxes inside, at any depth."""
        return boxes(self.items)

    @property
    def frames(self) -> tuple[Frame, ...]:
        """The frame itself and those inside, at any depth."""
        return (self, *frames(self.items))


def boxes(items: tuple[Node | Frame, ...]) -> tuple[Node, ...]:
    """The boxes among the items and inside them."""
    return tuple(node for item in items for node in (item.nodes if isinstance(item, Frame) else (item,)))


def frames(items: tuple[Node | Frame, ...]) -> tuple[Frame, ...]:
    """The frames among the items and inside them, an outer one before the inner ones."""
    return tuple(frame for item in items if isinstance(item, Frame) for frame in item.frames)


@dataclass(frozen=True, slots=True)
class Cluster:
    """The panel of a lifecycle. `number` is its place in the framework, from 0, and gives its colour.

    What is `hidden`, here and elsewhere, keeps its place and is not drawn.
    """

    id: str
    label: str
    number: int
    items: tuple[Node | Frame, ...]
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from one box or frame to another; neither lies inside the other.

    A transition has the `number` of its row in the key, and its guard in few words. A link has neither, and leads from
    a lifecycle's panel to that of another. `taken`: on which days the school took it, `next`: when it may, in words.
    """

    id: str
    source: str
    target: str
    number: str
    label: str
    line: Line
    tooltip: tuple[str, ...]
    guard: str = ""
    taken: str = ""
    next: str = ""
    cites: tuple[str, ...] = ()
    fate: Fate = Fate.SAME
    hidden: bool = False

    @property
    def transition(self) -> bool:
        """Whether it is a transition, and not a link."""
        return self.line is not Line.LINK


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A transition in words. `place` is the file and line of its clause, `reads` the other lifecycles it looks at.

    `by`: who brings it about, and on whose judgement.
    """

    number: str
    lifecycle: str
    source: str
    trigger: str
    guard: str
    target: str
    paragraphs: str
    place: str
    reads: str = ""
    by: str = ""

    @property
    def when(self) -> str:
        """The guard, and the other lifecycles that it looks at."""
        return f"{self.guard or 'always'}{f' (looks at {self.reads})' if self.reads else ''}"


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """An exception of a rule in words; `against` names the exceptions that it defeats."""

    name: str
    against: tuple[str, ...]
    when: str
    effect: str
    paragraphs: str
    place: str


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule in words. `window` says when or how often; `lives_in` is empty where it depends on no state.

    `manner`: its modality, such as 'will normally not'.
    """

    name: str
    label: str
    norm: str
    window: str
    scope: str
    lives_in: str
    exceptions: tuple[ExceptionRow, ...]
    paragraphs: str
    place: str
    actor: str = ""
    manner: str = ""


@dataclass(frozen=True, slots=True)
class PartRow:
    """What is part of a document, one to whom it goes, or a sign of a judgement; `kind` says which."""

    owner: str
    kind: str
    says: str
    when: str
    paragraphs: str


@dataclass(frozen=True, slots=True)
class PathRow:
    """A transition that a school took (`taken`), or may take next, and when."""

    lifecycle: str
    when: str
    number: str
    source: str
    trigger: str
    target: str
    paragraphs: str
    taken: bool


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A sign that the picture uses, and what it means."""

    mark: Mark
    text: str


class View(StrEnum):
    """How much a picture tells: all lifecycles with the rules that come first, one lifecycle, or everything."""

    OVERVIEW = "overview"
    PAGE = "page"
    POSTER = "poster"


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture. `id` is fit for the name of an element; `title` and `subtitle` head it, `description` says it all.

    `about`: the school of which it tells, and the day; `path`: the way that it took, and what may follow.
    `gists`: of the paragraphs that are cited, in words of the ledger. `most`: what to see first, in words.
    """

    id: str
    title: str
    subtitle: str
    description: str
    direction: Literal["LR", "TB"]
    view: View
    clusters: tuple[Cluster, ...]
    notes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    key: tuple[KeyRow, ...]
    rules: tuple[RuleRow, ...]
    legend: tuple[LegendEntry, ...]
    documents: tuple[PartRow, ...] = ()
    signs: tuple[PartRow, ...] = ()
    about: str = ""
    path: tuple[PathRow, ...] = ()
    gists: tuple[tuple[str, str], ...] = ()
    most: tuple[str, ...] = ()

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Every box, those of the panels first."""
        return (*(node for cluster in self.clusters for node in boxes(cluster.items)), *self.notes)

    @property
    def frames(self) -> tuple[Frame, ...]:
        """Every frame, an outer one before the inner ones."""
        return tuple(frame for cluster in self.clusters for frame in frames(cluster.items))

    @property
    def hung(self) -> tuple[Hung, ...]:
        """Every rule as it hangs somewhere."""
        boxed: tuple[Node | Frame, ...] = (*self.nodes, *self.frames)
        return tuple(rule for box in boxed for rule in box.rules)
