"""Which changes make an answer differ: each is laid over the first framework by itself, and a school is asked again.

Asked is one school of each kind of difference, and not each school. A change that cannot stand by itself is not tried.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...dsl import ir
from ..bulk.answers import Block, Cell, cells_by_answer
from ..bulk.population import NO_DAY, Flags, Numbers
from ..evaluate import evaluate
from ..groups import compile_groups
from ..history import Case
from ..settings import defaults
from ..whatif.table import Beside
from .among import with_answers
from .found import Comparison
from .laying import Part, laid, part_of

MOST = 12
"""So many changes are tried for one answer; where more reach it, none is."""

MOST_ASKED = 120
"""So often a school is asked in all."""

KINDS = 5
"""So many kinds of difference are looked at for one answer, those of the most schools first."""

Given = tuple[frozenset[tuple[str, str]], frozenset[tuple[str, int]]]
"""What an answer gives a school: what is possible and how strictly, and its days."""


@dataclass(frozen=True, slots=True)
class Causes:
    """What the changes that reach an answer do by themselves, by their ids.

    `alone`: each of these gives what the second framework gives, for so many schools. `moves`: these move the answer,
    and not to what the second gives. `still`: these move nothing for whom they were tried. `untried`: the others.
    `schools`: so many of those whose answer differs (`differing`) are of a kind of which one was asked.
    """

    alone: tuple[tuple[str, int], ...] = ()
    moves: tuple[str, ...] = ()
    still: tuple[str, ...] = ()
    untried: tuple[str, ...] = ()
    schools: int = 0
    differing: int = 0

    def plain(self) -> dict[str, Any]:
        """The same as plain objects."""
        return {
            "alone": [{"change": each, "schools": number} for each, number in self.alone],
            "moves": list(self.moves),
            "still": list(self.still),
            "untried": list(self.untried),
            "schools": self.schools,
            "differing": self.differing,
        }


def causes(
    comparison: Comparison,
    frameworks: tuple[ir.Framework, ir.Framework],
    found: Beside,
    because: Mapping[str, tuple[str, ...]],
    case_of: Callable[[int], Case],
    as_of: dt.date,
) -> dict[str, Causes]:
    """For each answer that differs for somebody, what the changes that reach it do.

    `frameworks`: the second in the names of the first. `case_of`: the school at a place, as the first has it.
    """
    changes = {each.id: each for each in comparison.changes}
    flags: dict[str, Flags] = {}
    for moves in found.units:
        flags[moves.unit.name] = flags.get(moves.unit.name, np.zeros_like(moves.differs)) | moves.differs
    for shift in found.shifts:
        flags[shift.name] = flags.get(shift.name, np.zeros_like(shift.differs)) | shift.differs
    asked = 0
    told: dict[str, Causes] = {}
    for name, differs in flags.items():
        places = np.flatnonzero(differs)
        if not places.size or name not in because:
            continue
        parts: dict[Part, list[str]] = {}
        untried: list[str] = []
        for each in because[name]:
            part = part_of(changes[each], *frameworks)
            (untried if part is None else parts.setdefault(part, [])).append(each)
        kinds = _kinds(found, name, places)
        cost = len(parts) * len(kinds)
        if len(parts) > MOST or asked + cost > MOST_ASKED:
            told[name] = Causes(untried=because[name], differing=places.size)
            continue
        asked += cost
        trial = _Trial(frameworks, name, found, case_of, as_of)
        told[name] = trial.causes(because[name], parts, untried, kinds, places.size)
    return told


def _kinds(found: Beside, name: str, places: Numbers) -> list[tuple[int, int]]:
    """Of each kind of difference a school and how many there are of it, the most first."""
    blocks = [each.answers.blocks[name] for each in found.surveys]
    keys = np.stack([block.which[places] for block in blocks], axis=1)
    _, first, counts = np.unique(keys, axis=0, return_index=True, return_counts=True)
    kinds = sorted(zip(places[first].tolist(), counts.tolist(), strict=True), key=lambda each: (-each[1], each[0]))
    return kinds[:KINDS]


@dataclass(frozen=True, slots=True)
class _Trial:
    """One answer, and how it is asked."""

    frameworks: tuple[ir.Framework, ir.Framework]
    name: str
    found: Beside
    case_of: Callable[[int], Case]
    as_of: dt.date

    def causes(
        self,
        ids: tuple[str, ...],
        parts: dict[Part, list[str]],
        untried: list[str],
        kinds: list[tuple[int, int]],
        differing: int,
    ) -> Causes:
        before, other = self.frameworks
        changed = {part: laid(before, other, part) for part in parts}
        untried = [*untried, *(each for part, members in parts.items() if changed[part] is None for each in members)]
        if not any(changed.values()):
            return Causes(untried=ids, differing=differing)
        wanted = {place: self._given(place) for place, _ in kinds}
        plain = self._asked(before, kinds)
        kinds = [each for each in kinds if plain[each[0]] == wanted[each[0]][0]]  # others hang on more than the case
        if not kinds:
            return Causes(untried=ids, differing=differing)
        alone: dict[str, int] = {}
        moves: set[str] = set()
        for part, members in parts.items():
            framework = changed[part]
            for place, given in self._asked(framework, kinds).items() if framework is not None else ():
                if given == wanted[place][1]:
                    count = next(number for at, number in kinds if at == place)
                    alone |= {each: alone.get(each, 0) + count for each in members}
                elif given != wanted[place][0]:
                    moves |= {*members}
        moves -= {*alone}
        still = tuple(each for each in ids if each not in moves and each not in alone and each not in untried)
        return Causes(
            tuple((each, alone[each]) for each in ids if each in alone),
            tuple(each for each in ids if each in moves),
            still,
            tuple(each for each in ids if each in untried),
            sum(number for _, number in kinds),
            differing,
        )

    def _given(self, place: int) -> tuple[Given, Given]:
        """What the answer gives a school under either framework."""
        first, second = (_of_block(each.answers.blocks[self.name], place) for each in self.found.surveys)
        return first, second

    def _asked(self, framework: ir.Framework, kinds: list[tuple[int, int]]) -> dict[int, Given]:
        """What the answer gives some schools under a framework."""
        compiled = compile_groups(with_answers(framework, {self.name}))
        settings = defaults(compiled.framework)
        told: dict[int, Given] = {}
        for place, _ in kinds:
            outcome = evaluate(compiled, self.case_of(place), self.as_of, settings, turns=False)
            cell, days = cells_by_answer(outcome).get(self.name, (None, {}))
            told[place] = _of_cell(cell, days)
        return told


def _of_block(block: Block, place: int) -> Given:
    days = {column: int(found[place]) for column, found in block.days.items()}
    return _of_cell(block.cells[int(block.which[place])], {name: day for name, day in days.items() if day != NO_DAY})


def _of_cell(cell: Cell | None, days: Mapping[str, int]) -> Given:
    values = cell.values if cell is not None else {}
    told = {(name, value) for name, value in values.items() if name.endswith(("_possible", "_modality")) and value}
    return frozenset(told), frozenset(days.items())
