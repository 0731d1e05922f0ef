"""A survey: every answer for every subject of a population, each distinct key of a clause group decided once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from .. import expressions as x
from .. import fold, kernel
from .. import groups as g
from ..evaluate import evaluate
from ..phrases import Phrases
from ..settings import Settings
from .answers import Answers, Cell
from .columnar import columnar
from .columns import Asked, Columns, Of
from .counts import Count
from .folding import Folding
from .keys import distinct_keys
from .norms import Norms
from .population import Flags, Masks, Numbers, Population, day


@dataclass(slots=True)
class Survey:
    """The answers of a population, and how many distinct keys each clause group had."""

    population: Population
    answers: Answers
    counts: list[Count] = field(default_factory=list)


def survey(
    compiled: g.Compiled,
    population: Population,
    settings: Settings,
    as_of: int,
    progress: Callable[[str], None] = lambda _: None,
) -> Survey:
    """Where each subject stands, what is decided, and what is due. `as_of` is a day as a number.

    Subjects with events tied on one day, or that may count as others, go through the one-case engine, which tries
    every way to take them. So do all where a clause cannot be asked of columns.
    """
    asked = day(as_of)
    assert asked is not None, "a survey is as of a day"
    if not columnar(compiled):
        progress("case by case")
        return Survey(population, _one_by_one(compiled, population, settings, asked))
    worker = _Worker(compiled, population, settings, as_of)
    for name in compiled.framework.lifecycles:
        progress(name)
        worker.lifecycle(name)
    for decision in compiled.decisions.values():
        progress(decision.name)
        worker.decision(decision)
    norms = Norms(worker.columns, worker.phrases, worker.answers)
    for rule in compiled.rules.values():
        progress(rule.name)
        norms.rule(rule)
    worker.counts += norms.counts
    for index in np.flatnonzero(worker.one_by_one | norms.instances.one_by_one | worker.columns.tied()):
        outcome = evaluate(compiled, population.case(int(index)), asked, settings, turns=False)
        worker.answers.replace(int(index), outcome)
    return Survey(population, worker.answers, worker.counts)


def _one_by_one(compiled: g.Compiled, population: Population, settings: Settings, asked: dt.date) -> Answers:
    """The answers by way of the engine for one case."""
    answers = Answers.blank(compiled.framework, population.size)
    for index in range(population.size):
        answers.replace(index, evaluate(compiled, population.case(index), asked, settings, turns=False))
    return answers


class _Worker:
    def __init__(self, compiled: g.Compiled, population: Population, settings: Settings, as_of: int) -> None:
        self.compiled = compiled
        self.framework = compiled.framework
        self.population = population
        self.as_of = as_of
        self.columns = Columns(population, settings, as_of)
        self.answers = Answers(population.size, frozenset(compiled.framework.lifecycles))
        self.phrases = Phrases(compiled.framework)
        self.counts: list[Count] = []
        self.everyone = np.arange(population.size, dtype=np.int64)
        self.foldings: dict[str, Folding] = {}
        self.columns.states = self.states
        self.columns.entries = self.entries
        self.one_by_one: Flags = np.zeros(population.size, dtype=bool)
        deemed = {each.event for each in compiled.framework.deems}
        for slot in population.slots:
            if slot.event in deemed:
                self.one_by_one |= slot.present

    # Lifecycles

    def lifecycle(self, name: str) -> None:
        steps = {event: group for (each, event), group in self.compiled.steps.items() if each == name}
        folding = Folding(self.framework.lifecycles[name], steps, self.columns)
        self.foldings[name] = folding
        self.counts += folding.counts
        self._states(folding, folding.at(self.everyone, self.columns.at_as_of()))

    def states(self, name: str, subjects: Numbers, asked: Asked) -> Masks:
        return self.foldings[name].states(subjects, asked)

    def entries(self, name: str, subjects: Numbers, asked: Asked) -> Numbers:
        return self.foldings[name].entries(subjects, asked)

    def _states(self, folding: Folding, current: Numbers) -> None:
        lifecycle = folding.lifecycle
        used, inverse = np.unique(current, return_inverse=True)
        cells: list[Cell] = []
        for number in used:
            worlds = folding.table[number]
            states = tuple(dict.fromkeys(world.state for world in worlds))
            single = len(states) == 1
            missing: list[str] = []
            if not single:
                missing = [
                    source.event if isinstance(source, fold.Unrecorded) else self.phrases.missing(source.term, None)[0]
                    for world in worlds
                    for source, _ in sorted(world.conditions, key=lambda each: repr(each[0]))
                ]
            cited = fold.citations(lifecycle, worlds)
            cells.append(
                Cell(
                    {
                        lifecycle.name: states[0] if single else "",
                        f"{lifecycle.name}_possible": " | ".join(sorted(states)),
                    },
                    tuple(dict.fromkeys(missing)),
                    tuple(dict.fromkeys(p for each in cited for p in each.paragraphs)),
                )
            )
        places = folding.entries(self.everyone, self.columns.at_as_of())
        slots = np.where(places >= 0, self.columns.order[np.maximum(places, 0), self.everyone], -1)
        self.answers.add(
            lifecycle.name,
            self.everyone,
            cells,
            inverse.astype(np.int64),
            {f"{lifecycle.name}_since": self.columns.day_of(slots, self.everyone)},
        )

    # Decisions

    def decision(self, group: g.DecisionGroup) -> None:
        decision = self.framework.decisions[group.name]
        subjects, it, _ = self.columns.latest(decision.about)
        now = self.columns.at_as_of().at(subjects)
        masks = self.columns.masks(group.variables, subjects, Of(it), {x.Time.ALWAYS: now, x.Time.NOW: now})
        keys = distinct_keys(masks, len(subjects))
        cells = []
        for key in keys.distinct:
            possibilities = kernel.decide(group, key)
            rows = [group.rows[each.outcome] for each in possibilities]
            values = tuple(dict.fromkeys(row.value for row in rows))
            single = len(values) == 1
            missing = (
                ()
                if single
                else tuple(
                    self.phrases.missing(group.variables[number].term, None)[0]
                    for number in kernel.hangs_on(possibilities, key)
                )
            )
            paragraphs = tuple(dict.fromkeys(p for row in rows for p in row.origin.citation.paragraphs))
            cells.append(
                Cell(
                    {group.name: values[0] if single else "", f"{group.name}_possible": " | ".join(sorted(values))},
                    tuple(dict.fromkeys(missing)),
                    paragraphs,
                )
            )
        self.answers.add(
            group.name, subjects, cells, keys.number, {f"{group.name}_on": self.columns.day_of(it, subjects)}
        )
        self.counts.append(Count(group.name, len(subjects), len(keys.distinct)))
