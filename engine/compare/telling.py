"""Collects what differs between two frameworks, each difference once, with what stands on either side."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ...dsl import ir
from ...dsl.base.spans import Span
from ...dsl.words import Words, spoken
from .found import Change, Kind, Level, Side, Sort, most
from .matching import KINDS, Matching, clauses
from .meaning import Meaning
from .reach import Reach
from .same import same


@dataclass(frozen=True, slots=True)
class Said:
    """What stands on one side of a difference: in words, its paragraphs, its place."""

    words: str
    citation: ir.Citation | None
    span: Span


@dataclass(frozen=True, slots=True)
class Pair:
    """A clause on both sides, by its names: of which kind it is and what it is called."""

    kind: Kind
    before: str
    after: str
    label: str


@dataclass(slots=True)
class Telling:
    """Two frameworks: `renamed` is the second in the names of the first, and `changes` what was found so far."""

    before: ir.Framework
    after: ir.Framework
    renamed: ir.Framework
    matching: Matching
    meaning: Meaning
    words: tuple[Words, Words] = field(init=False)
    changes: list[Change] = field(default_factory=list)
    _reach: tuple[Reach, Reach, Reach] = field(init=False)
    _forth: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.words = Words(self.before), Words(self.after)
        self._reach = Reach(self.before), Reach(self.after), Reach(self.renamed)
        self._forth = {before: after for kind in KINDS for before, after in self.matching.after(kind).items()}

    @property
    def one_source(self) -> bool:
        """Whether both are of one source, so that what they cite can be compared."""
        return self.before.manifest.id == self.after.manifest.id

    @property
    def one_edition(self) -> bool:
        """Whether both are the same edition of it, as two states of one text are."""
        return self.before.manifest.full_id == self.after.manifest.full_id

    def pair(self, kind: Kind, before: str, after: str, labels: tuple[str, str]) -> Pair:
        """A matched clause; where its labels differ, both are told."""
        here, there = labels[0] or spoken(before), labels[1] or spoken(after)
        return Pair(kind, before, after, here if here == there else f"{here} ↔ {there}")

    def change(
        self, pair: Pair, aspect: str, level: Level, here: Said | None, there: Said | None, *reached: str
    ) -> None:
        """A difference in a clause that both have; `reached`: what else of the clause is read, by the first's names."""
        self._add(
            Sort.CHANGED,
            level,
            pair.kind,
            (pair.before, pair.after),
            pair.label,
            aspect,
            here,
            there,
            self._touches(pair, reached),
        )

    def _touches(self, pair: Pair, reached: tuple[str, ...]) -> tuple[str, ...]:
        """The answers that a clause reaches on either side, and the clause itself, by the names of the second."""
        here = self._reach[0].touches(*(reached or (pair.before,)))
        there = self._reach[1].touches(pair.after)
        own = (pair.after,) if pair.kind in (Kind.RULE, Kind.LIFECYCLE, Kind.DECISION) else ()
        return tuple(dict.fromkeys((*own, *there, *(self._forth.get(name, name) for name in here))))

    def level(self, *names: str) -> Level:
        """The most that a change of what names of the first mean can change in an answer, on either side."""
        return most((self._reach[0].level(*names), self._reach[2].level(*names)))

    def alone(self, kind: Kind) -> Iterator[tuple[int, str]]:
        """What only one side has: which side, and the name there."""
        pairs = self.matching.after(kind)
        taken = set(pairs.values())
        yield from ((0, name) for name in clauses(self.before, kind) if name not in pairs)
        yield from ((1, name) for name in clauses(self.after, kind) if name not in taken)

    def one_sided(self, side: int, kind: Kind, name: str, label: str, level: Level, said: Said) -> None:
        """A clause that only one side has."""
        own = (name,) if kind in (Kind.RULE, Kind.LIFECYCLE, Kind.DECISION) else ()
        touches = tuple(dict.fromkeys((*own, *self._reach[side].touches(name))))
        label = label or spoken(name)
        if side:
            self._add(Sort.ADDED, level, kind, ("", name), label, "", None, said, touches)
        else:
            self._add(Sort.REMOVED, level, kind, (name, ""), label, "", said, None, touches)

    def _add(
        self,
        sort: Sort,
        level: Level,
        kind: Kind,
        names: tuple[str, str],
        label: str,
        aspect: str,
        here: Said | None,
        there: Said | None,
        touches: tuple[str, ...],
    ) -> None:
        name = names[0] or names[1]
        what = _slug(aspect) or sort.value
        first, second = (
            None if said is None else Side(each, said.words, said.citation, said.span)
            for said, each in zip((here, there), names, strict=True)
        )
        self.changes.append(
            Change(f"{kind}.{name}.{what}", level, sort, kind, name, label, aspect, first, second, touches)
        )

    # What every clause has

    def named(self, pair: Pair, here: Said, there: Said, labels: tuple[str, str]) -> None:
        """Another name, and another label."""
        if pair.before != pair.after:
            self.wording(pair, "name", here, there, (pair.before, pair.after))
        if labels[0] != labels[1]:
            self.wording(pair, "label", here, there, labels)

    def cited(self, pair: Pair, here: Said, there: Said, cited: tuple[list[ir.Citation], list[ir.Citation]]) -> None:
        """Other paragraphs, of one source; `cited`: by parts that stand side by side."""
        numbers = [[each.paragraphs for each in found] for found in cited]
        if self.one_source and numbers[0] != numbers[1]:
            lists = [", ".join(dict.fromkeys(p for each in found for p in each)) for found in numbers]
            self.wording(pair, "citation", here, there, (f"cites {lists[0]}", f"cites {lists[1]}"))

    def wording(self, pair: Pair, aspect: str, here: Said, there: Said, words: tuple[str, str]) -> None:
        """A difference in words alone."""
        first, second = (Said(said, each.citation, each.span) for said, each in zip(words, (here, there), strict=True))
        self.change(pair, aspect, Level.WORDING, first, second)

    def condition(
        self,
        pair: Pair,
        aspect: str,
        level: Level,
        conditions: tuple[ir.Cond | None, ir.Cond | None, ir.Cond | None],
        cited: tuple[ir.Citation | None, ir.Citation | None],
        spans: tuple[Span, Span],
    ) -> None:
        """Another condition: as the first has it, as the second has it in the first's names, and as it has it itself.

        Of no matter but the wording where both surely mean the same.
        """
        one, other, own = conditions
        if same(one, other):
            return
        surely = self.meaning.conditions(one, other)
        here = Said(self.words[0].cond(one), cited[0], one.span if one is not None else spans[0])
        there = Said(self.words[1].cond(own), cited[1], own.span if own is not None else spans[1])
        self.change(pair, aspect, Level.WORDING if surely else level, here, there)


def _slug(aspect: str) -> str:
    """An aspect as the end of an id: letters, digits, dots between parts; of long texts the first words."""
    parts = (re.sub(r"[^A-Za-z0-9_]+", "-", each).strip("-")[:40].strip("-") for each in aspect.split(", "))
    return ".".join(each for each in parts if each)
