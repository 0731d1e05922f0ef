"""What a comparison of two frameworks comes to: matches with their grounds, changes with their levels, concepts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from ...dsl import ir
from ...dsl.base.spans import Span
from .naming import Names


class Level(StrEnum):
    """How much a change matters, the most first; each says the most that it can change in an answer.

    OUTCOME: states, decisions, whether and for whom a norm arises, what it asks. DEADLINE: days alone.
    STRENGTH: how binding a norm is. WORDING: nothing but words, names and citations.
    """

    OUTCOME = "outcome-changing"
    DEADLINE = "deadline-changing"
    STRENGTH = "strength-changing"
    WORDING = "wording or citation only"


def most(levels: Iterable[Level]) -> Level:
    """The level that matters most among some; WORDING where there is none."""
    order = list(Level)
    return min(levels, key=order.index, default=Level.WORDING)


class Sort(StrEnum):
    """What became of something."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


class Kind(StrEnum):
    """What can be laid side by side."""

    TYPE = "type"
    GROUP = "group"
    FACT = "fact"
    EVENT = "event"
    DEEMING = "deeming"
    DEFINITION = "definition"
    DECISION = "decision"
    JUDGEMENT = "judgement"
    LIFECYCLE = "lifecycle"
    RULE = "rule"
    PARAMETER = "parameter"
    READING = "reading"
    GAP = "gap"
    FRAMEWORK = "framework"


class Ground(StrEnum):
    """Why two clauses, or two parts of them, are taken for the same; the surest first."""

    RENAMED = "renamed from"
    CONCORDANCE = "the concordance"
    SAME_ID = "the same id"
    SIMILAR = "similar"


@dataclass(frozen=True, slots=True)
class Match:
    """A clause, or a part of one (`clause.part`), of each framework, and why they are taken for the same.

    `concept` is named where the concordance is the ground. `likeness`, from 0 to 1, where likeness decided.
    """

    kind: Kind
    before: str
    after: str
    ground: Ground
    concept: str = ""
    likeness: float | None = None


@dataclass(frozen=True, slots=True)
class Unsure:
    """A clause that is like several of the other framework, about equally: whoever knows says which."""

    kind: Kind
    name: str
    of_after: bool
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """What stands on one side: the name of the clause there, what it says in words, its paragraphs, its place."""

    name: str
    words: str
    citation: ir.Citation | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `id` stays the same from run to run: kind, clause, and what of it.

    `label`: of the clause. `aspect`: what of the clause differs; empty where all of it came or went. `touches`: the
    answers (lifecycles, decisions, rules, documents) that it can reach, as the framework names them in which it stands.
    """

    id: str
    level: Level
    sort: Sort
    kind: Kind
    name: str
    label: str
    aspect: str
    before: Side | None
    after: Side | None
    touches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What one framework says on a concept: line by line, each with its citation; `silent` where it says nothing.

    `gist`: the most of it in a few words.
    """

    silent: bool
    lines: tuple[Side, ...]
    paragraphs: tuple[str, ...]
    note: str = ""
    gist: str = ""


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept on both sides; `changes`: the ids of the changes in the clauses that it names."""

    name: str
    label: str
    before: Told
    after: Told
    level: Level | None
    changes: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether the two sides say anything otherwise, apart from words."""
        return self.level is not None and self.level is not Level.WORDING


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two frameworks side by side. `notes`: what a reader should know of how they were compared.

    `names`: those of the second framework by those of the first.
    """

    before: ir.Framework
    after: ir.Framework
    matches: tuple[Match, ...]
    unsure: tuple[Unsure, ...]
    changes: tuple[Change, ...]
    concepts: tuple[Concept, ...]
    names: Names
    notes: tuple[str, ...] = ()

    def of(self, level: Level) -> tuple[Change, ...]:
        """The changes of a level."""
        return tuple(each for each in self.changes if each.level is level)
