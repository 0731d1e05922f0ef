"""A survey: every answer for every subject of a population, each distinct key of a clause group decided once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from ...dsl import ir
from .. import expressions as x
from .. import fold, kernel
from .. import groups as g
from ..atoms import Act, Place
from ..evaluate import evaluate
from ..life import Positions, Status, View
from ..norms import Situation, Summary, headings, summed_up
from ..phrases import Phrases
from ..settings import Settings
from . import atoms
from .answers import UNSET, Answers, Cell
from .columnar import columnar
from .columns import UNRECORDED, Asked, Columns, Reference
from .counts import Count
from .folding import Folding
from .keys import distinct_keys
from .population import NO_DAY, Days, Flags, Masks, Numbers, Population, day


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
    for rule in compiled.rules.values():
        progress(rule.name)
        worker.rule(rule)
    for index in np.flatnonzero(worker.one_by_one | worker.columns.tied()):
        outcome = evaluate(compiled, population.case(int(index)), asked, settings, turns=False)
        worker.answers.replace(int(index), outcome)
    return Survey(population, worker.answers, worker.counts)


def _one_by_one(compiled: g.Compiled, population: Population, settings: Settings, asked: dt.date) -> Answers:
    """The answers by way of the engine for one case."""
    answers = Answers.blank(compiled.framework, population.size)
    for index in range(population.size):
        answers.replace(index, evaluate(compiled, population.case(index), asked, settings, turns=False))
    return answers


@dataclass(frozen=True, slots=True, eq=False)
class _Span:
    """The windows of one sort, in days: an end that the window does not have is None."""

    earliest: Days | None
    latest: Days | None
    dated: Flags
    announced: Flags


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
        self._states(folding.lifecycle, folding.table, folding.at(self.everyone, self.columns.at_as_of()))

    def states(self, name: str, subjects: Numbers, asked: Asked) -> Masks:
        return self.foldings[name].states(subjects, asked)

    def _states(self, lifecycle: ir.Lifecycle, table: list[fold.Worlds], current: Numbers) -> None:
        used, inverse = np.unique(current, return_inverse=True)
        cells: list[Cell] = []
        entries: list[int] = []
        for number in used:
            worlds = table[number]
            states = tuple(dict.fromkeys(world.state for world in worlds))
            single = len(states) == 1
            missing: list[str] = []
            if not single:
                missing = [
                    source.event if isinstance(source, fold.Unrecorded) else self.phrases.missing(source.term, None)[0]
                    for world in worlds
                    for source, _ in sorted(world.conditions, key=lambda each: repr(each[0]))
                ]
            entry = fold.entered(worlds)
            entries.append(entry if isinstance(entry, int) else -1)
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
        places = np.array(entries, dtype=np.int64)[inverse]
        slots = np.where(places >= 0, self.columns.order[np.maximum(places, 0), self.everyone], -1)
        self.answers.add(
            lifecycle.name,
            self.everyone,
            cells,
            inverse.astype(np.int64),
            {f"{lifecycle.name}_since": self.columns.day_of(slots, self.everyone)},
        )

    # Decisions

    def _about(self, event: str | None) -> tuple[Numbers, Numbers, Flags]:
        """The subjects for which a clause about the latest event of a type can be asked, that event's slot, and
        whether a later one may be missing from the record."""
        if event is None:
            never = np.zeros(self.population.size, dtype=bool)
            return self.everyone, np.full(self.population.size, UNRECORDED, dtype=np.int64), never
        latest: Reference = self.columns.reference(
            ir.Pick(ir.Selector.LATEST, event), self.everyone, UNSET, self.columns.at_as_of()
        )
        subjects = np.flatnonzero(latest.slot >= 0)
        return subjects, latest.slot[subjects], ~latest.certain[subjects]

    def decision(self, group: g.DecisionGroup) -> None:
        decision = self.framework.decisions[group.name]
        subjects, it, _ = self._about(decision.about)
        now = self.columns.at_as_of().at(subjects)
        masks = self.columns.masks(group.variables, subjects, it, {x.Time.ALWAYS: now, x.Time.NOW: now})
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

    # Rules

    def _window(self, window: ir.Window | None, subjects: Numbers, it: Numbers) -> _Span:
        size = len(subjects)
        dated, announced = np.ones(size, dtype=bool), np.zeros(size, dtype=bool)
        ends: list[Days | None] = []
        now = self.columns.at_as_of().at(subjects)
        for point in (window.earliest, window.latest) if window else (None, None):
            if point is None:
                ends.append(None)
                continue
            anchors, absent = self.columns.anchor(point.anchor, subjects, it, now)
            ahead = (anchors != NO_DAY) & (anchors > self.as_of)
            fixed = isinstance(point.anchor, ir.DayAnchor) or point.offset is None
            if fixed or point.relation is ir.Relation.BEFORE:
                ahead[:] = False
            announced |= ahead | absent
            days = self.columns.shifted(point, np.where(ahead, NO_DAY, anchors).astype(np.int32))
            dated &= days != NO_DAY
            ends.append(days)
        return _Span(ends[0], ends[1], dated, announced)

    def _done(self, rule: ir.Rule, subjects: Numbers, it: Numbers) -> tuple[Days, Flags]:
        """The day of the first act after the triggering event, and whether one may be missing from the record."""
        columns = self.columns
        started = np.where(it >= 0, columns.place[np.maximum(it, 0), subjects], -1)
        best = np.full(len(subjects), NO_DAY, dtype=np.int32)
        rank = np.full(len(subjects), np.iinfo(np.int64).max, dtype=np.int64)
        for row, event in enumerate(columns.events):
            if event != rule.act:
                continue
            place = columns.place[row, subjects]
            better = (place > started) & (place < columns.count[subjects]) & (place < rank)
            rank = np.where(better, place, rank)
            best = np.where(better, columns.effective[row, subjects], best).astype(np.int32)
        until = np.full(len(subjects), self.as_of, dtype=np.int32)
        complete = columns.covers(rule.act, subjects, columns.day_of(it, subjects), until)
        return best, (best == NO_DAY) & ~complete

    def rule(self, group: g.RuleGroup) -> None:
        rule = group.rule
        subjects, it, superseded = self._about(rule.trigger)
        columns = self.columns
        spans = {
            "": self._window(rule.window, subjects, it),
            **{each.name: self._window(each.window, subjects, it) for each in rule.exceptions if each.window},
        }
        own = spans[""]
        done, unrecorded = self._done(rule, subjects, it)
        if {View.POWER, View.PROHIBITION} & set(headings(rule)):
            # Whether the norm stood when the act was done is asked of each case by itself.
            self.one_by_one[subjects[done != NO_DAY]] = True
        now = columns.at_as_of().at(subjects)
        overdue = np.zeros(len(subjects), dtype=bool) if own.latest is None else own.dated & (own.latest < self.as_of)
        then = (
            now
            if own.latest is None
            else columns.at_end_of(np.where(overdue, own.latest, self.as_of).astype(np.int32), subjects)
        )
        trigger = (
            now
            if rule.trigger is None
            else Asked(columns.day_of(it, subjects), columns.place[np.maximum(it, 0), subjects] + 1)
        )
        times = {x.Time.ALWAYS: now, x.Time.NOW: now, x.Time.EVENT: trigger, x.Time.DEADLINE: then}
        masks = columns.masks(group.variables, subjects, it, times)
        keys = distinct_keys([overdue.astype(np.int64), *masks], len(subjects))
        self.counts.append(Count(group.name, len(subjects), len(keys.distinct)))
        signature: list[Masks | Numbers] = [keys.number, unrecorded.astype(np.int64), superseded.astype(np.int64)]
        for span in spans.values():
            at = atoms.place(self.as_of, span.earliest, span.latest, span.dated)
            signature.append(np.where(span.announced, int(Place.BEFORE), at))
            signature.append(atoms.act(done, span.earliest, span.latest, span.dated))
        unknown = self._unknown_anchors(rule, subjects, it)
        situations = distinct_keys([*signature, *unknown.values()], len(subjects))
        summaries = [self._summaries(group, keys.distinct[key[0]], key, tuple(spans)) for key in situations.distinct]
        cells = [
            self._cell(group, keys.distinct[key[0]][1:], each, dict(zip(unknown, key[len(signature) :], strict=True)))
            for key, each in zip(situations.distinct, summaries, strict=True)
        ]
        home = headings(rule)[0] if headings(rule) else View.NONE
        days = self._days(home, [_under(each, home) for each in summaries], situations.number, spans, done)
        self.answers.add(
            rule.name, subjects, cells, situations.number, {f"{rule.name}_{end}": d for end, d in days.items()}
        )

    def _unknown_anchors(self, rule: ir.Rule, subjects: Numbers, it: Numbers) -> dict[str, Numbers]:
        now = self.columns.at_as_of().at(subjects)
        found: dict[str, Numbers] = {}
        for point in rule.points:
            days, absent = self.columns.anchor(point.anchor, subjects, it, now)
            name = self.phrases.anchor(point.anchor, self.columns.settings, None)[0]
            flags = ((days == NO_DAY) & ~absent).astype(np.int64)
            found[name] = found[name] | flags if name in found else flags
        return found

    def _summaries(
        self, group: g.RuleGroup, valuation: kernel.Masks, key: tuple[int, ...], windows: tuple[str, ...]
    ) -> tuple[Summary, ...]:
        overdue, *masks = valuation
        positions = [Positions(Place(key[3 + 2 * i]), Act(key[4 + 2 * i])) for i in range(len(windows))]
        others = tuple(zip(windows[1:], positions[1:], strict=True))
        situation = Situation(positions[0], others, bool(key[1]), bool(key[2]))
        return summed_up(group, tuple(masks), bool(overdue), (situation,), ())

    def _cell(
        self, group: g.RuleGroup, masks: kernel.Masks, summaries: tuple[Summary, ...], unknown: dict[str, int]
    ) -> Cell:
        rule = group.rule
        values: dict[str, str] = {}
        missing: list[str] = []
        paragraphs: list[str] = []
        for summary in summaries:
            view = summary.view
            prefix = rule.name if view is headings(rule)[0] else f"{rule.name}_{view.value}"
            values |= {
                prefix: summary.status.value,
                f"{prefix}_possible": " | ".join(each.value for each in summary.possible),
                f"{prefix}_modality": self.phrases.modality(summary.modality) if summary.modality else "",
            }
            paragraphs += summary.paragraphs
            if len(summary.possible) > 1:
                under = [line for _, each in summary.lines_by_status for line in each]
                missing += [
                    self.phrases.missing(group.variables[number].term, None)[0]
                    for number, mask in enumerate(masks)
                    if any(cube[number] != mask for line in under for cube in line.cubes)
                ]
                if any(line.act_unrecorded for line in under):
                    missing.append(rule.act)
                if rule.trigger is not None and any(line.superseded for line in under):
                    missing.append(rule.trigger)
            if Status.UNDETERMINED in summary.possible:
                missing += [name for name, flag in unknown.items() if flag]
        return Cell(values, tuple(dict.fromkeys(missing)), tuple(dict.fromkeys(paragraphs)))

    @staticmethod
    def _days(
        home: View,
        summaries: list[Summary | None],
        numbers: Numbers,
        spans: dict[str, _Span],
        done: Days,
    ) -> dict[str, Days]:
        """The first and last day of the window that applies, and the day of the act, for each subject."""
        names = list(spans)
        which = np.array(
            [-1 if each is None or not each.dated else names.index(each.window or "") for each in summaries],
            dtype=np.int64,
        )[numbers]
        met = np.array([each is not None and each.met for each in summaries], dtype=bool)[numbers]
        result = {}
        for end in ("earliest", "latest"):
            days = np.full(len(numbers), NO_DAY, dtype=np.int32)
            for i, span in enumerate(spans.values()):
                given: Days | None = getattr(span, end)
                if given is not None:
                    days = np.where((which == i) & span.dated, given, days)
            result[end] = days.astype(np.int32)
        result["done"] = np.where(met, done, NO_DAY).astype(np.int32)
        return result


def _under(summaries: tuple[Summary, ...], view: View) -> Summary | None:
    return next((each for each in summaries if each.view is view), None)
