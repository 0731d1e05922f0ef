"""In which answers two surveys of the same schools differ: who moves from where to where, and how days move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from ...dsl import ir
from ..bulk.answers import EMPTY, Block, Cell, home_of
from ..bulk.groups import Groups
from ..bulk.population import NO_DAY, Days, Flags, Numbers, Places
from ..bulk.survey import Survey
from ..life import Status, View
from ..norms import headings


@dataclass(frozen=True, slots=True)
class Said:
    """What an answer comes to for a school: the values that remain possible, and of a norm its modality.

    Nothing possible: the answer does not arise.
    """

    possible: tuple[str, ...]
    modality: str = ""


NOTHING = Said(())


@dataclass(frozen=True, slots=True)
class Unit:
    """One answer under one heading: `part` is state, decision, or the heading of a norm."""

    name: str
    part: str


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """How an answer moves: the distinct pairs of what it is and would be, and for each school the place of its own.

    It does not count for those for whom it arises on neither side: they have NOWHERE.
    """

    unit: Unit
    pairs: tuple[tuple[Said, Said], ...]
    which: Places

    @property
    def flows(self) -> tuple[tuple[Said, Said, int], ...]:
        """How many schools go from what to what, those included for whom it stays; the most first."""
        counts = np.bincount(self.which + 1, minlength=len(self.pairs) + 1)[1:].tolist()
        ranked = sorted(zip(self.pairs, counts, strict=True), key=lambda entry: (-entry[1], repr(entry[0])))
        return tuple((*pair, count) for pair, count in ranked)

    def among(self, groups: Groups) -> list[list[int]]:
        """For each group of schools how many take each of the `pairs`."""
        return groups.counts(self.which, len(self.pairs))

    @property
    def tally(self) -> tuple[tuple[Said, Said, int], ...]:
        """How many schools go from what to what, the most first."""
        return tuple(each for each in self.flows if each[0] != each[1])

    @property
    def same(self) -> int:
        """For how many schools it stays."""
        return sum(schools for before, after, schools in self.flows if before == after)

    @property
    def differs(self) -> Flags:
        """The schools for whom it does not stay."""
        return np.array([first != second for first, second in self.pairs] + [False], dtype=bool)[self.which]


NOWHERE = -1


class Turn(IntEnum):
    """What becomes of a day of an answer for one school: of its deadline, for example.

    UNKNOWN: on one side it may have a day, and which is not known. NONE: there is a day on neither side.
    """

    NONE = 0
    SAME = 1
    MOVED = 2
    GAINED = 3
    LOST = 4
    UNKNOWN = 5


@dataclass(frozen=True, slots=True, eq=False)
class Shift:
    """How a day of an answer moves: for each school its turn, and by how many days it is later where it has moved.

    `end`: which day, for example `latest`. `differs`: the schools whose days are not the same.
    """

    name: str
    end: str
    turns: NDArray[np.int8]
    days: Days
    differs: Flags

    def count(self, turn: Turn, among: Flags | None = None) -> int:
        """For how many schools it takes such a turn."""
        hits = self.turns == turn
        return int((hits if among is None else hits & among).sum())

    def by(self, among: Flags | None = None) -> tuple[tuple[int, int], ...]:
        """By how many days it moves for how many schools, the earliest first."""
        hits = self.turns == Turn.MOVED
        days, counts = np.unique(self.days[hits if among is None else hits & among], return_counts=True)
        return tuple(zip(days.tolist(), counts.tolist(), strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """Two surveys side by side. `units` and `shifts` are those of either side, whether or not anybody differs."""

    surveys: tuple[Survey, Survey]
    units: tuple[Moves, ...]
    shifts: tuple[Shift, ...]

    @property
    def differs(self) -> Flags:
        """The schools for whom any answer differs."""
        size = self.surveys[0].population.size
        found: Flags = np.zeros(size, dtype=bool)
        for flags in self._flags().values():
            found |= flags
        return found

    def _flags(self) -> dict[str, Flags]:
        """For each answer and day, by name, the schools for whom it differs."""
        found = {f"{each.unit.name} ({each.unit.part})": each.differs for each in self.units}
        return found | {f"{each.name} ({each.end})": each.differs for each in self.shifts}

    def named(self) -> list[str]:
        """For each school the answers and days that differ, by name."""
        flags = self._flags()
        if not flags:
            return [""] * self.surveys[0].population.size
        packed = np.packbits(np.stack(list(flags.values()), axis=1), axis=1)
        keys, inverse = np.unique(packed, axis=0, return_inverse=True)
        told = ["; ".join(name for name, flag in zip(flags, np.unpackbits(key), strict=False) if flag) for key in keys]
        return [told[place] for place in inverse.reshape(-1)]


def beside(surveys: tuple[Survey, Survey], frameworks: tuple[ir.Framework, ir.Framework]) -> Beside:
    """Two surveys of the same schools side by side."""
    before, after = (each.answers.blocks for each in surveys)
    names = dict.fromkeys((*before, *after))
    units: list[Moves] = []
    shifts: list[Shift] = []
    for name in names:
        blocks = before.get(name), after.get(name)
        units += _moves(name, blocks, frameworks, surveys[0].population.size)
        shifts += _shifts(name, blocks, surveys[0].population.size)
    return Beside(surveys, tuple(units), tuple(shifts))


def said(cell: Cell, unit: Unit, framework: ir.Framework) -> Said:
    """What the cell of an answer says under one heading."""
    prefix = unit.name
    rule = framework.rules.get(unit.name)
    if rule is not None and home_of(rule).value != unit.part:
        prefix = f"{unit.name}_{unit.part}"
    possible = cell.values.get(f"{prefix}_possible", "")
    return Said(tuple(possible.split(" | ")) if possible else (), cell.values.get(f"{prefix}_modality", ""))


def units_of(name: str, frameworks: tuple[ir.Framework, ir.Framework]) -> tuple[Unit, ...]:
    """The headings under which an answer may stand on either side."""
    for framework in frameworks:
        if name in framework.lifecycles:
            return (Unit(name, "state"),)
        if name in framework.decisions:
            return (Unit(name, "decision"),)
    views: dict[View, None] = {}
    for framework in frameworks:
        rule = framework.rules.get(name)
        if rule is not None:
            views |= dict.fromkeys((home_of(rule), *headings(rule)))
    return tuple(Unit(name, view.value) for view in views if view is not View.NONE)


_EMPTY_CELLS = [EMPTY]


def _pairs(blocks: tuple[Block | None, Block | None], size: int) -> tuple[list[tuple[Cell, Cell]], Numbers]:
    """Each distinct pair of cells, and for each school the place of its own."""
    which = [each.which if each is not None else np.zeros(size, dtype=np.int64) for each in blocks]
    cells = [each.cells if each is not None else _EMPTY_CELLS for each in blocks]
    keys, inverse = np.unique(which[0] * len(cells[1]) + which[1], return_inverse=True)
    pairs = [(cells[0][int(key) // len(cells[1])], cells[1][int(key) % len(cells[1])]) for key in keys]
    return pairs, inverse.reshape(-1)


def _moves(
    name: str, blocks: tuple[Block | None, Block | None], frameworks: tuple[ir.Framework, ir.Framework], size: int
) -> Iterator[Moves]:
    pairs, inverse = _pairs(blocks, size)
    for unit in units_of(name, frameworks):
        told = [(said(first, unit, frameworks[0]), said(second, unit, frameworks[1])) for first, second in pairs]
        kept = {each: place for place, each in enumerate(dict.fromkeys(e for e in told if e != (NOTHING, NOTHING)))}
        places = np.array([kept.get(each, NOWHERE) for each in told], dtype=np.int32)
        yield Moves(unit, tuple(kept), places[inverse])


def _shifts(name: str, blocks: tuple[Block | None, Block | None], size: int) -> Iterator[Shift]:
    columns = dict.fromkeys(column for each in blocks if each is not None for column in each.days)
    open_before, open_after = (_open(name, each, size) for each in blocks)
    for column in columns:
        if column == f"{name}_due":  # what is still to be done, and its last day, are told already
            continue
        before, after = (
            each.days.get(column, _no_days(size)) if each is not None else _no_days(size) for each in blocks
        )
        had, has = before != NO_DAY, after != NO_DAY
        days = np.where(had & has, after.astype(np.int64) - before, 0).astype(np.int32)
        turns = np.select(
            [had & has & (days == 0), had & has, (~had & open_before) | (~has & open_after), has, had],
            [Turn.SAME, Turn.MOVED, Turn.UNKNOWN, Turn.GAINED, Turn.LOST],
            Turn.NONE,
        ).astype(np.int8)
        yield Shift(name, column.removeprefix(f"{name}_"), turns, days, before != after)


def _open(name: str, block: Block | None, size: int) -> Flags:
    """The subjects of whom it is not settled what the answer is: where it has no day, the day may not be known."""
    if block is None:
        return np.zeros(size, dtype=bool)
    told = [cell.values.get(f"{name}_possible", "") for cell in block.cells]
    return np.array([" | " in each or Status.UNDETERMINED in each for each in told], dtype=bool)[block.which]


def _no_days(size: int) -> Days:
    return np.full(size, NO_DAY, dtype=np.int32)
