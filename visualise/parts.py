"""What a picture is made of: panels, boxes, lines, the rows of its key and of its tables, its legend."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Kind(StrEnum):
    """What a box stands for; it gives the shape."""

    STATE = "state"
    ANY = "any"
    RULE = "rule"


class Stroke(StrEnum):
    """How a line is drawn."""

    BOLD = "bold"
    SOLID = "solid"
    DASHED = "dashed"
    DOTTED = "dotted"


class Mark(StrEnum):
    """What the legend explains."""

    PANEL = "panel"
    STATE = "state"
    INITIAL = "initial"
    FINAL = "final"
    ANY = "any"
    TRANSITION = "transition"
    RULE = "rule"
    BOLD = "bold"
    SOLID = "solid"
    DASHED = "dashed"
    DOTTED = "dotted"
    BAR = "bar"


LEGEND: dict[Mark, str] = {
    Mark.PANEL: "panel: one lifecycle",
    Mark.STATE: "state",
    Mark.INITIAL: "state at the start",
    Mark.FINAL: "state at the end",
    Mark.ANY: "whichever state, the target too",
    Mark.TRANSITION: "change of state, as in the key",
    Mark.RULE: "rule, tied to the states in which it lives",
    Mark.BOLD: "must, will",
    Mark.SOLID: "normally, usually",
    Mark.DASHED: "should",
    Mark.DOTTED: "may, need not",
    Mark.BAR: "must not, will not, should not",
}


@dataclass(frozen=True, slots=True)
class Node:
    """A box. `small` is printed below the label in smaller letters; `tooltip` says all there is, line by line."""

    id: str
    kind: Kind
    label: str
    small: tuple[str, ...]
    tooltip: tuple[str, ...]
    initial: bool = False
    final: bool = False


@dataclass(frozen=True, slots=True)
class Cluster:
    """The panel of a lifecycle. `number` is its place in the framework, from 0, and gives its colour."""

    id: str
    label: str
    number: int
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """A line between two boxes.

    A transition has the `number` of its row in the key. A line from a rule to a state has no number; its `stroke`
    tells how binding the rule is, and `bar` that the rule forbids.
    """

    id: str
    source: str
    target: str
    number: str
    label: str
    stroke: Stroke
    bar: bool
    tooltip: tuple[str, ...]

    @property
    def transition(self) -> bool:
        """Whether it is a transition, and not the tie of a rule."""
        return bool(self.number)


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A transition in words. `place` is the file and line of its clause."""

    number: str
    lifecycle: str
    source: str
    event: str
    guard: str
    target: str
    paragraphs: str
    place: str


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
    """A rule in words. `lives_in` is empty where it can be live in no state, or depends on none."""

    name: str
    label: str
    norm: str
    window: str
    scope: str
    lives_in: str
    exceptions: tuple[ExceptionRow, ...]
    paragraphs: str
    place: str


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A sign that the picture uses, and what it means."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture. `id` is fit for the name of an element; `title` and `subtitle` head it, `description` says it all."""

    id: str
    title: str
    subtitle: str
    description: str
    direction: Literal["LR", "TB"]
    clusters: tuple[Cluster, ...]
    notes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    key: tuple[KeyRow, ...]
    rules: tuple[RuleRow, ...]
    legend: tuple[LegendEntry, ...]

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Every box, those of the panels first."""
        return (*(node for cluster in self.clusters for node in cluster.nodes), *self.notes)
