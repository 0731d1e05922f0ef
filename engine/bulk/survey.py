"""A survey: every answer for every subject of a population, each distinct key of a clause group decided once."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

import numpy as np

from .. import expressions as x
from .. import fold, kernel
from .. import groups as g
from ..phrases import Phrases
from ..settings import Settings
from .alone import Alone, Doubts
from .answers import Answers, Cell
from .columns import Columns, Of
from .counts import Count
from .entries import Entered
from .folding import Folding
from .joining import Joining, Told
from .keys import distinct, distinct_keys
from .norms import Norms
from .part import MOST_ALONE
from .population import Flags, Masks, Numbers, Population, day
from .timeline import Asked
from .ways import ways


@dataclass(slots=True)
class Survey:
    """The answers of a population, and how many distinct keys each clause group had.

    `left_out`: the clauses that were not asked, since too many subjects would have to be asked alone.
    """

    population: Population
    answers: Answers
    counts: list[Count] = field(default_factory=list)
    left_out: tuple[str, ...] = ()

    def leave_out(self, clauses: Collection[str]) -> None:
        """Take the answers to some clauses away."""
        self.left_out = tuple(dict.fromkeys((*self.left_out, *clauses)))
        for name in clauses:
            self.answers.blocks.pop(name, None)


def survey(
    compiled: g.Compiled,
    population: Population,
    settings: Settings,
    as_of: int,
    progress: Callable[[str], None] = lambda _: None,
    every_clause: bool = True,
) -> Survey:
    """Where each subject stands, what is decided, and what is due. `as_of` is a day as a number.

    Without `every_clause` those are left out for which more than MOST_ALONE subjects would have to be asked alone.

    A subject of which the order of events, or as what they count, is open has a row for each of its histories; what
    these say is taken together. What columns cannot tell of a subject is asked of it alone, clause by clause, by the
    engine for one case: where lapses run, where acts are counted over and over, where an act may count under one
    heading and not under another, and where there is no room for its histories.
    """
    asked = day(as_of)
    assert asked is not None, "a survey is as of a day"
    if not population.size:
        return Survey(population, Answers.blank(compiled.framework, 0))
    worker = _Worker(compiled, population, settings, as_of)
    for name in _in_order(compiled):
        progress(name)
        worker.lifecycle(name)
    for decision in compiled.decisions.values():
        progress(decision.name)
        worker.decision(decision)
    for rule in compiled.rules.values():
        progress(rule.name)
        worker.rule(rule)
    alone = Alone(compiled, worker.table, settings, asked)
    flags = worker.alone()
    too_many = [name for name, each in flags.items() if not every_clause and int(each.sum()) > MOST_ALONE]
    asked_alone = {name: each for name, each in flags.items() if name not in too_many}
    worker.counts.append(alone.answer(worker.answers, asked_alone))
    found = Survey(population, worker.answers, worker.counts)
    found.leave_out(too_many)
    return found


def _in_order(compiled: g.Compiled) -> list[str]:
    """The lifecycles, each behind those that it reads; without those that read each other in a circle."""
    waiting = {name: compiled.reads[name].lifecycles - {name} for name in compiled.framework.lifecycles}
    found: list[str] = []
    while ready := [name for name, read in waiting.items() if read <= {*found}]:
        found += ready
        for name in ready:
            del waiting[name]
    return found


class _Worker:
    def __init__(self, compiled: g.Compiled, population: Population, settings: Settings, as_of: int) -> None:
        self.compiled = compiled
        self.framework = compiled.framework
        self.population = population
        self.table = Columns(compiled, population, settings, as_of)
        self.ways = ways(compiled, self.table)
        self.columns = self.table
        """Those of the rows: a subject has one for each of its histories."""
        if self.ways.population is not population:
            self.columns = Columns(compiled, self.ways.population, settings, as_of)
        self.answers = Answers.blank(compiled.framework, population.size)
        self.joining = Joining(self.answers, self.ways)
        self.phrases = Phrases(compiled.framework)
        self.norms = Norms(self.columns, self.phrases, self.joining)
        self.counts: list[Count] = []
        self.everyone = np.arange(self.columns.population.size, dtype=np.int64)
        self.foldings: dict[str, Folding] = {}
        self.folded = ""
        self.entangled: set[str] = set()
        """The lifecycles that ask, while they are folded, for one that is not yet; the last begun is `folded`."""
        self.left: dict[str, Flags] = {}
        """The rows that each rule leaves to the engine for one case."""
        self.columns.states = self.states
        self.columns.entries = self.entries

    def alone(self) -> dict[str, Flags]:
        """For each clause the subjects that are to be asked alone."""
        doubts = Doubts(self.columns, self.compiled, self.ways)
        everybody: Flags = np.ones(self.columns.population.size, dtype=bool)
        found = {}
        for name in (*self.framework.lifecycles, *self.framework.decisions, *self.framework.rules):
            flags = doubts.of(name)
            for lifecycle in sorted(self.compiled.reads[name].lifecycles):
                told = lifecycle in self.foldings and lifecycle not in self.entangled
                flags |= self.foldings[lifecycle].alone if told else everybody
            found[name] = self.ways.of_any(flags | self.left[name] if name in self.left else flags)
        return found

    # Lifecycles

    def lifecycle(self, name: str) -> None:
        self.folded = name
        folding = Folding(self.framework.lifecycles[name], self.compiled, self.columns)
        self.foldings[name] = folding
        self._states(folding, folding.at(self.everyone, self.columns.at_as_of()))
        self.counts += folding.counts

    def states(self, name: str, subjects: Numbers, asked: Asked) -> Masks:
        if name not in self.foldings:  # who reads it is asked alone
            self.entangled.add(self.folded)
            leaves = self.framework.lifecycles[name].leaves
            return np.full(len(subjects), (1 << len(leaves)) - 1, dtype=np.uint64)
        return self.foldings[name].states(subjects, asked)

    def entries(self, name: str, state: str | None, subjects: Numbers, asked: Asked) -> Entered:
        if name not in self.foldings:
            self.entangled.add(self.folded)
            return Entered.unknown(len(subjects))
        return self.foldings[name].entries(state, subjects, asked)

    def _states(self, folding: Folding, current: Numbers) -> None:
        lifecycle = folding.lifecycle
        used, inverse = distinct(current)
        cells: list[Cell] = []
        for number in used:
            worlds = folding.table.every[number]
            states = tuple(dict.fromkeys(world.state for world in worlds))
            single = len(states) == 1
            missing: list[str] = []
            if not single:
                missing = [
                    self._hanging(source)
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
        entered = folding.entries(None, self.everyone, self.columns.at_as_of())
        days = {f"{lifecycle.name}_since": entered.since}
        self.joining.single(lifecycle.name, Told(self.everyone, cells, inverse, days))

    def _hanging(self, source: fold.Hanging) -> str:
        """What would tell in which world a subject is, by its name."""
        match source:
            case fold.Unrecorded(event=event):
                return event
            case fold.Source(term=term):
                return self.phrases.missing(term, None)[0]
            case fold.Lapsed() | fold.Unsaid() | fold.Elsewhere():
                raise AssertionError("subjects with lapses, or under several frameworks, are asked alone")

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
        days = {f"{group.name}_on": self.columns.day_of(it, subjects)}
        self.joining.single(group.name, Told(subjects, cells, keys.number, days, it))
        self.counts.append(Count(group.name, len(subjects), len(keys.distinct)))

    # Rules

    def rule(self, group: g.RuleGroup) -> None:
        self.left[group.name] = self.norms.rule(group)
        self.counts += self.norms.counts
        self.norms.counts.clear()
