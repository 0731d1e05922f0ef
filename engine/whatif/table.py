"""In which answers two surveys of the same schools differ: who moves from where to where, and how days move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ...dsl import ir
from ..bulk.answers import EMPTY, Block, Cell, home_of
from ..bulk.population import NO_DAY, Days, Flags, Numbers
from ..bulk.survey import Survey
from ..life import View
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
    """How an answer differs: how many schools go from what to what, the most first, and for how many it stays.

    It does not count for those for whom it arises on neither side.
    """

    unit: Unit
    tally: tuple[tuple[Said, Said, int], ...]
    same: int
    differs: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Shift:
    """How a day of an answer differs: by how many days for how many schools, and for how many it comes or goes.

    `end`: which day, for example `latest`.
    """

    name: str
    end: str
    by: tuple[tuple[int, int], ...]
    gained: int
    lost: int
    differs: Flags


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
    counts = np.bincount(inverse, minlength=len(pairs)).tolist()
    for unit in units_of(name, frameworks):
        told = [(said(first, unit, frameworks[0]), said(second, unit, frameworks[1])) for first, second in pairs]
        tally: dict[tuple[Said, Said], int] = {}
        same = 0
        for (first, second), count in zip(told, counts, strict=True):
            if first != second:
                tally[first, second] = tally.get((first, second), 0) + count
            elif first != NOTHING:
                same += count
        ranked = sorted(tally.items(), key=lambda entry: (-entry[1], repr(entry[0])))
        differs = np.array([first != second for first, second in told], dtype=bool)[inverse]
        yield Moves(unit, tuple((*pair, count) for pair, count in ranked), same, differs)


def _shifts(name: str, blocks: tuple[Block | None, Block | None], size: int) -> Iterator[Shift]:
    columns = dict.fromkeys(column for each in blocks if each is not None for column in each.days)
    for column in columns:
        if column == f"{name}_due":  # what is still to be done, and its last day, are told already
            continue
        before, after = (
            each.days.get(column, _no_days(size)) if each is not None else _no_days(size) for each in blocks
        )
        known = (before != NO_DAY) & (after != NO_DAY)
        by = (after.astype(np.int64) - before.astype(np.int64))[known & (before != after)]
        days, counts = np.unique(by, return_counts=True)
        gained, lost = (before == NO_DAY) & (after != NO_DAY), (before != NO_DAY) & (after == NO_DAY)
        tally = tuple(zip(days.tolist(), counts.tolist(), strict=True))
        end = column.removeprefix(f"{name}_")
        yield Shift(name, end, tally, int(gained.sum()), int(lost.sum()), before != after)


def _no_days(size: int) -> Days:
    return np.full(size, NO_DAY, dtype=np.int32)
