"""Lays a survey beside what the engine says of each case by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from remit.dsl import ir
from remit.engine.bulk.alone import GROUP
from remit.engine.bulk.answers import Cell, cells_by_answer
from remit.engine.bulk.population import NEVER, NO_DAY, Completeness, Population, Slot, number
from remit.engine.bulk.survey import Survey
from remit.engine.evaluate import evaluate
from remit.engine.groups import Compiled
from remit.engine.history import ALWAYS, Case, Occurrence, Spell
from remit.engine.outcome import Outcome
from remit.engine.settings import Settings


def cells_of(outcome: Outcome) -> tuple[Cell, dict[str, int]]:
    """All answers for one case in the columns of a survey."""
    values: dict[str, str] = {}
    days: dict[str, int] = {}
    paragraphs: list[str] = []
    for cell, found in cells_by_answer(outcome).values():
        values |= cell.values
        days |= found
        paragraphs += cell.paragraphs
    return Cell(values, tuple(each.name for each in outcome.missing), tuple(dict.fromkeys(paragraphs))), days


class Beside:
    """A survey, its columns drawn up once."""

    def __init__(self, found: Survey, compiled: Compiled, taken: Settings, as_of: dt.date) -> None:
        self.found, self.compiled, self.taken, self.as_of = found, compiled, taken, as_of
        self.texts, self.days = found.answers.texts(), found.answers.days()
        self.missing, self.paragraphs = found.answers.missing(), found.answers.paragraphs()

    @property
    def alone(self) -> int:
        """How many subjects were asked by themselves about some clause."""
        return sum(each.subjects for each in self.found.counts if each.group == GROUP)

    def differences(self, index: int) -> list[object]:
        """What the survey says of a subject beside what the engine says of its case; empty where they agree."""
        case = self.found.population.case(index)
        cell, days = cells_of(evaluate(self.compiled, case, self.as_of, self.taken, turns=False))
        texts = {name: column[index] for name, column in self.texts.items()}
        dated = {name: int(column[index]) for name, column in self.days.items()}
        unions = (
            ("missing", self.missing[index], cell.missing),
            ("paragraphs", self.paragraphs[index], cell.paragraphs),
        )
        return [
            *((name, text, cell.values.get(name, "")) for name, text in texts.items()
              if text != cell.values.get(name, "")),
            *((name, day, days.get(name)) for name, day in dated.items() if day != days.get(name, int(NO_DAY))),
            *(name for name in (*cell.values, *days) if name not in texts and name not in dated),
            *((name, told, expected) for name, told, expected in unions if not self._alike(name, told, expected)),
        ]  # fmt: skip

    def _alike(self, name: str, told: Sequence[str], expected: Sequence[str]) -> bool:
        """Under `missing` a table may name days, too, that no calendar tells: one case does not ask for them."""
        more = set(told) - set(expected)
        days = {moment for event in self.compiled.framework.events.values() for moment in event.moments}
        return set(expected) <= set(told) and more <= (days if name == "missing" else set())


# Cases as a population


def as_told(case: Case) -> Case:
    """A case as a table would tell it: facts without days, events without order or who did them, nothing said later."""
    return Case(
        case.subject,
        case.name,
        {name: (Spell(spells[-1].value, None),) for name, spells in case.facts.items() if spells},
        tuple(Occurrence(each.event, each.moments, each.fields) for each in case.events),
        {name: replace(each, lag_days=0) for name, each in case.complete.items()},
    )


def population_of(framework: ir.Framework, cases: Sequence[Case]) -> Population:
    """Cases as the rows of a table: the first, second … event of each type of every case in one slot."""
    size = len(cases)
    taken: dict[tuple[str, int], dict[int, Occurrence]] = {}
    for index, case in enumerate(cases):
        seen: dict[str, int] = {}
        for event in case.events:
            place = seen[event.event] = seen.get(event.event, 0) + 1
            taken.setdefault((event.event, place), {})[index] = event
    slots = tuple(_slot(framework.events[name], events, size) for (name, _), events in taken.items())
    facts = {
        name: np.array([_fact(fact.domain, case, name) for case in cases], dtype=np.uint64)
        for name, fact in framework.facts.items()
        if fact.domain
    }
    urns = tuple(str(100_000 + index) for index in range(size))
    told = {name: _complete(name, cases) for name in framework.events if any(name in case.complete for case in cases)}
    return Population(framework, urns, urns, tuple(range(2, size + 2)), facts, slots, told)


def together(cases: Sequence[Case]) -> list[list[int]]:
    """The cases by number, in parts in which the record of each event type ends on one day."""
    found: dict[frozenset[tuple[str, dt.date]], list[int]] = {}
    for index, case in enumerate(cases):
        ends = frozenset((name, each.until) for name, each in case.complete.items() if each.until and each.ever)
        found.setdefault(ends, []).append(index)
    return list(found.values())


def _slot(event: ir.EventType, events: dict[int, Occurrence], size: int) -> Slot:
    def mask(field: ir.Field, index: int) -> int:
        value = events[index].value(field) if index in events else None
        return (1 << len(field.domain)) - 1 if value is None else 1 << field.domain.index(value)

    days = {
        moment: [events[i].moment(moment) if i in events else None for i in range(size)] for moment in event.moments
    }
    return Slot(
        event.name,
        np.array([index in events for index in range(size)], dtype=bool),
        {name: np.array([NO_DAY if d is None else number(d) for d in each], np.int32) for name, each in days.items()},
        {f.name: np.array([mask(f, i) for i in range(size)], np.uint64) for f in event.fields if f.domain},
    )


def _fact(domain: tuple[str, ...], case: Case, name: str) -> int:
    spells = case.facts.get(name, ())
    value = spells[0].value if spells else None
    return (1 << len(domain)) - 1 if value is None else 1 << domain.index(value)


def _complete(name: str, cases: Sequence[Case]) -> Completeness:
    spans = [case.complete.get(name, ALWAYS) for case in cases]
    since = [NEVER if not each.ever else NO_DAY if each.since is None else number(each.since) for each in spans]
    until = next((each.until for each in spans if each.ever and each.until), None)
    return Completeness(True, np.array(since, dtype=np.int32), until)
