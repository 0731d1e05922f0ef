"""Whose outcome differs between two frameworks: the answers for the same schools side by side, and what makes it so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...dsl import ir
from ..bulk.answers import Answers, Block, Cell, cells_by_answer
from ..bulk.population import Completeness, Population, Slot
from ..bulk.survey import Survey
from ..history import Case
from ..outcome import Outcome
from ..whatif.plain import table
from ..whatif.table import Beside, beside
from .among import with_answers
from .causes import Causes, causes
from .found import Comparison, Level
from .matching import PRIME
from .naming import Names
from .renaming import renamed


@dataclass(frozen=True, slots=True, eq=False)
class Whose:
    """The answers that both frameworks have, for the same schools; those of the second in the names of the first.

    `because`: for each answer, by name, the ids of the changes that can make the difference, those that matter most
    first; `causes`: what these do by themselves. `frameworks`: the first, and the second in the names of the first.
    """

    found: Beside
    frameworks: tuple[ir.Framework, ir.Framework]
    because: dict[str, tuple[str, ...]]
    causes: dict[str, Causes]
    as_of: dt.date

    @property
    def schools(self) -> int:
        """How many schools were asked under both."""
        return self.found.surveys[0].population.size

    def differing(self) -> list[tuple[str, str, str]]:
        """URN and name of each school for whom something differs, and which answers, in the order of the table."""
        population, flags = self.found.surveys[0].population, self.found.differs
        return [
            (population.urns[place], population.names[place], named(words))
            for place, words in enumerate(self.found.named())
            if flags[place]
        ]

    def plain(self) -> dict[str, Any]:
        """The same as plain objects: in numbers, school by school, and which changes can make it so."""
        listed = [{"urn": urn, "name": name, "answers": each.split("; ")} for urn, name, each in self.differing()]
        because = {name: list(ids) for name, ids in sorted(self.because.items())}
        tried = {name: each.plain() for name, each in sorted(self.causes.items())}
        told = {"because": because, "tried": tried, "listed": listed}
        return {"as_of": self.as_of.isoformat(), **table(self.found), **told}


def named(words: str) -> str:
    """Names of answers, those of the second framework alone marked as such."""
    return words.replace(PRIME, " of the second")


def shared(comparison: Comparison) -> tuple[ir.Framework, ir.Framework]:
    """Both frameworks with no answers but those that both have, and what these read.

    What only one of them answers differs for every school to which it speaks, and that is told as a change.
    """
    pairs = {each.before: each.after for each in comparison.matches if "." not in each.before}
    return with_answers(comparison.before, {*pairs}), with_answers(comparison.after, {*pairs.values()})


def whose(
    comparison: Comparison, surveys: tuple[Survey, Survey], as_of: dt.date, case_of: Callable[[int], Case]
) -> Whose:
    """Two surveys of the same schools, each under its framework, side by side.

    `case_of`: the school at a place, as the first framework has it.
    """
    frameworks = comparison.before, renamed(comparison.after, comparison.names)
    answers = surveys[0].answers, _in_names(surveys[1].answers, comparison.after, comparison.names)
    left = left_out(comparison, surveys)
    both = [name for name in answers[0].blocks if name in answers[1].blocks and name not in left]
    before, after = (
        Survey(survey.population, _only(found, both), survey.counts)
        for survey, found in zip(surveys, answers, strict=True)
    )
    found, because = beside((before, after), frameworks), _because(comparison)
    return Whose(found, frameworks, because, causes(comparison, frameworks, found, because, case_of, as_of), as_of)


def left_out(comparison: Comparison, surveys: tuple[Survey, Survey]) -> frozenset[str]:
    """The answers that one survey left out, by their names in the first framework."""
    return frozenset((*surveys[0].left_out, *map(comparison.names.clause, surveys[1].left_out)))


def _only(answers: Answers, names: list[str]) -> Answers:
    return Answers(answers.size, answers.reckoned, {name: answers.blocks[name] for name in names})


def _because(comparison: Comparison) -> dict[str, tuple[str, ...]]:
    """The changes that reach each answer, by its name in the first framework."""
    found: dict[str, list[str]] = {}
    answers = {*comparison.before.rules, *comparison.before.lifecycles, *comparison.before.decisions}
    answers |= {*comparison.after.rules, *comparison.after.lifecycles, *comparison.after.decisions}
    for level in Level:
        for change in comparison.of(level) if level is not Level.WORDING else ():
            reached = {comparison.names.clause(each) for each in change.touches}
            reached |= {each for each in (change.name,) if each in answers and change.before is not None}
            for name in sorted(reached):
                found.setdefault(name, []).append(change.id)
    return {name: tuple(ids) for name, ids in found.items()}


# The second framework's answers in the names of the first


def _in_names(answers: Answers, framework: ir.Framework, names: Names) -> Answers:
    blocks: dict[str, Block] = {}
    for name, block in answers.blocks.items():
        new = names.clause(name)
        valued = name in framework.lifecycles or name in framework.decisions
        cells = [_cell(each, name, new, names if valued else None) for each in block.cells]
        days = {new + column.removeprefix(name): given for column, given in block.days.items()}
        blocks[new] = Block(cells, block.which, days)
    return Answers(answers.size, frozenset(map(names.clause, answers.reckoned)), blocks)


def _cell(cell: Cell, name: str, new: str, names: Names | None) -> Cell:
    def value(text: str) -> str:
        """What is possible of states and values stands parted by bars, by name."""
        if names is None or not text:
            return text
        renamed_ = [names.part(name, each) for each in text.split(" | ")]
        return text if " | ".join(renamed_) == text else " | ".join(sorted(renamed_))

    return replace(cell, values={new + key.removeprefix(name): value(text) for key, text in cell.values.items()})


# The same schools on both sides


def in_both(first: Population, second: Population) -> tuple[Population, Population]:
    """The schools that both have, by row of the file."""
    rows = sorted({*first.rows} & {*second.rows})
    return _among(first, rows), _among(second, rows)


def _among(population: Population, rows: list[int]) -> Population:
    if list(population.rows) == rows:
        return population
    place = {row: number for number, row in enumerate(population.rows)}
    chosen: NDArray[np.int64] = np.array([place[row] for row in rows], dtype=np.int64)
    return replace(
        population,
        urns=tuple(population.urns[each] for each in chosen),
        names=tuple(population.names[each] for each in chosen),
        rows=tuple(rows),
        facts={name: masks[chosen] for name, masks in population.facts.items()},
        slots=tuple(
            Slot(
                slot.event,
                slot.present[chosen],
                {name: days[chosen] for name, days in slot.moments.items()},
                {name: masks[chosen] for name, masks in slot.fields.items()},
            )
            for slot in population.slots
        ),
        complete={
            name: Completeness(each.ever, each.since[chosen], each.until) for name, each in population.complete.items()
        },
    )


def survey_of(framework: ir.Framework, outcomes: list[Outcome]) -> Survey:
    """The answers for cases that were asked one by one, as a survey has them."""
    answers = Answers.blank(framework, len(outcomes))
    for place, outcome in enumerate(outcomes):
        for name, found in cells_by_answer(outcome).items():
            answers.put(name, np.array([place], dtype=np.int64), found)
    urns = tuple(each.subject for each in outcomes)
    names = tuple(each.name for each in outcomes)
    return Survey(Population(framework, urns, names, tuple(range(1, len(urns) + 1)), {}, (), {}), answers)
