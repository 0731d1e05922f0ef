"""The answers of a survey as columns: one cell for each distinct key, gathered for every subject."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ..life import View
from ..norms import headings
from ..outcome import Outcome
from .population import NO_DAY, Days, Numbers, number

UNSET: Numbers = np.zeros(0, dtype=np.int64)
"""Stands where no event is meant."""


@dataclass(frozen=True, slots=True)
class Cell:
    """An answer for one key: the values of its columns, what is missing, and the paragraphs it rests on."""

    values: dict[str, str]
    missing: tuple[str, ...]
    paragraphs: tuple[str, ...]


EMPTY = Cell({}, (), ())


@dataclass(slots=True, eq=False)
class Block:
    """The cells of one answer and, for each subject, which of them is its own; the last cell is empty."""

    cells: list[Cell]
    which: Numbers
    days: dict[str, Days]


@dataclass(slots=True, eq=False)
class Answers:
    """All answers of a survey."""

    size: int
    blocks: dict[str, Block] = field(default_factory=dict)
    replaced: dict[int, dict[str, str | int]] = field(default_factory=dict)
    replaced_cells: dict[int, Cell] = field(default_factory=dict)

    def add(self, name: str, subjects: Numbers, cells: list[Cell], which: Numbers, days: dict[str, Days]) -> None:
        """The cells of one answer, by name, for some of the subjects, with the days of each subject."""
        everyone = np.full(self.size, len(cells), dtype=np.int64)
        everyone[subjects] = which
        spread = {}
        for column, given in days.items():
            spread[column] = np.full(self.size, NO_DAY, dtype=np.int32)
            spread[column][subjects] = given
        self.blocks[name] = Block([*cells, EMPTY], everyone, spread)

    def replace(self, index: int, found: tuple[Cell, dict[str, int]]) -> None:
        """The answer of one subject, found otherwise."""
        cell, days = found
        self.replaced_cells[index] = cell
        self.replaced[index] = {**cell.values, **days}

    def texts(self) -> dict[str, list[str]]:
        """Every column of text, by name; empty where an answer does not arise."""
        result: dict[str, list[str]] = {}
        for block in self.blocks.values():
            names = list(dict.fromkeys(name for cell in block.cells for name in cell.values))
            for name in names:
                values = np.array([cell.values.get(name, "") for cell in block.cells], dtype=object)
                column: list[str] = values[block.which].tolist()
                for index, replaced in self.replaced.items():
                    column[index] = str(replaced.get(name, ""))
                result[name] = column
        return result

    def days(self) -> dict[str, Days]:
        """Every column of days, by name."""
        result: dict[str, Days] = {}
        for block in self.blocks.values():
            for name, days in block.days.items():
                result[name] = days.copy()
                for index, replaced in self.replaced.items():
                    result[name][index] = replaced.get(name, NO_DAY)
        return result

    def missing(self) -> list[tuple[str, ...]]:
        """What is missing for each subject."""
        return self._union("missing")

    def paragraphs(self) -> list[tuple[str, ...]]:
        """The paragraphs on which the answers of each subject rest."""
        return self._union("paragraphs")

    def _union(self, part: str) -> list[tuple[str, ...]]:
        """What the cells of each subject say, taken together once for each distinct combination."""
        number = np.zeros(self.size, dtype=np.int64)
        said: list[tuple[str, ...]] = [()]
        for block in self.blocks.values():
            parts = [getattr(cell, part) for cell in block.cells]
            pairs, number = np.unique(number * len(parts) + block.which, return_inverse=True)
            said = [
                tuple(dict.fromkeys((*said[int(pair) // len(parts)], *parts[int(pair) % len(parts)]))) for pair in pairs
            ]
        result = [said[i] for i in number]
        for index, cell in self.replaced_cells.items():
            result[index] = getattr(cell, part)
        return result


def cells_of(outcome: Outcome) -> tuple[Cell, dict[str, int]]:
    """The answer for one case in the columns of a survey."""
    values: dict[str, str] = {}
    days: dict[str, int] = {}
    paragraphs: list[str] = []
    for state in outcome.states:
        values |= {
            state.lifecycle: state.value or "",
            f"{state.lifecycle}_possible": " | ".join(sorted(each.value for each in state.possible)),
        }
        if state.since is not None:
            days[f"{state.lifecycle}_since"] = number(state.since)
    for decision in outcome.decisions:
        if decision.about is None and not decision.possible:
            continue
        values |= {
            decision.name: decision.value or "",
            f"{decision.name}_possible": " | ".join(sorted(each.value for each in decision.possible)),
        }
        if decision.about is not None:
            days[f"{decision.name}_on"] = number(decision.about.day)
        paragraphs += decision.citation.paragraphs if decision.citation else ()
    for norm in outcome.norms:
        home = headings(outcome.framework.rules[norm.name])[0]
        prefix = norm.name if norm.view is home else f"{norm.name}_{norm.view.value}"
        values |= {
            prefix: norm.status.value,
            f"{prefix}_possible": " | ".join(each.value for each in norm.possible),
            f"{prefix}_modality": norm.modality,
        }
        paragraphs += norm.citation.paragraphs
        if norm.view is home and norm.view is not View.PROHIBITION:
            for end, found in (("earliest", norm.earliest), ("latest", norm.latest), ("done", norm.met_on)):
                if found is not None:
                    days[f"{norm.name}_{end}"] = number(found)
    missing = tuple(each.name for each in outcome.missing)
    return Cell(values, missing, tuple(dict.fromkeys(paragraphs))), days
