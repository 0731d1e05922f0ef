"""The rules of a survey, column by column: what becomes of each instance, as cells. Mirrors `engine/ruling.py`."""

from __future__ import annotations

import numpy as np

from ...dsl import ir
from .. import expressions as x
from .. import groups as g
from .. import kernel
from ..atoms import Act, Place
from ..life import Positions, Status, View
from ..norms import Situation, Summary, headings, summed_up
from ..phrases import Phrases
from . import atoms
from .answers import EMPTY, Answers, Cell, ends_of, home_of, joined, shown
from .columns import Columns
from .counts import Count
from .instances import Instance, Instances, Spans
from .keys import distinct_keys
from .population import NO_DAY, Days, Flags, Numbers


class Norms:
    """Answers rules for every subject of some columns."""

    def __init__(self, columns: Columns, phrases: Phrases, answers: Answers) -> None:
        self.columns = columns
        self.phrases = phrases
        self.answers = answers
        self.counts: list[Count] = []
        self.instances = Instances(columns)

    def rule(self, group: g.RuleGroup) -> Flags:
        """The answers of one rule, and the subjects that it leaves to the engine for one case."""
        rule = group.rule
        self.instances = Instances(self.columns)
        if rule.repeat is not None:
            return self.instances.arising(group)
        instances = list(self.instances.of(group))
        acts = self.columns.ordered(rule.act)
        views = headings(rule)
        turning = View.POWER in views and len(views) > 1  # an act may count under one heading and not under the other
        ends = ends_of(rule)
        if not rule.each:
            (instance,) = instances
            under = (views[0], next(view for view in views if not _alike(view, views[0]))) if turning else views[:1]
            done = [self.instances.first(group, instance, acts, view) for view in under or (View.NONE,)]
            cells, which, days = self._answered(group, instance, done, acts)
            found = {f"{rule.name}_{end}": days[end] for end in ends}
            self.answers.add(rule.name, instance.subjects, cells, which, found)
            return self.instances.alone
        if turning:
            self.instances.leave(instances, acts)
        shared = self.instances.shared_out(group, instances, acts)
        parts = [self._answered(group, each, [days], acts) for each, days in zip(instances, shared, strict=True)]
        size = self.columns.population.size
        spread = []
        last = {end: np.full(size, NO_DAY, dtype=np.int32) for end in ends}
        for instance, (cells, which, days) in zip(instances, parts, strict=True):
            everyone = np.full(size, len(cells), dtype=np.int64)
            everyone[instance.subjects] = which
            spread.append(([*cells, EMPTY], everyone))
            for end in ends:
                subjects, known = instance.subjects, days[end] != NO_DAY
                if end == "due":  # the next one
                    known &= (last[end][subjects] == NO_DAY) | (days[end] < last[end][subjects])
                last[end][subjects[known]] = days[end][known]
        keys = distinct_keys([which for _, which in spread], size)
        together = [joined([cells[n] for (cells, _), n in zip(spread, key, strict=True)]) for key in keys.distinct]
        everyone = np.arange(size, dtype=np.int64)
        self.answers.add(rule.name, everyone, together, keys.number, {f"{rule.name}_{end}": last[end] for end in ends})
        return self.instances.alone

    # Answers

    def _answered(
        self, group: g.RuleGroup, instance: Instance, done: list[Days], acts: Numbers
    ) -> tuple[list[Cell], Numbers, dict[str, Days]]:
        """The cells of one instance, which each of its subjects has, and the days of each.

        `done`: the days of the acts that meet it under the rule's own heading, and under those where acts count
        otherwise, if there are any.
        """
        rule, columns, subjects, spans = group.rule, self.columns, instance.subjects, instance.spans
        own, as_of = spans[""], self.columns.as_of
        now = columns.at_as_of().at(subjects)
        overdue = np.zeros(len(subjects), dtype=bool) if own.latest is None else own.dated & (own.latest < as_of)
        then = (
            now
            if own.latest is None
            else columns.at_end_of(np.where(overdue, own.latest, as_of).astype(np.int32), subjects)
        )
        trigger = now if rule.trigger is None else self.instances.behind(subjects, instance.it)
        times = {x.Time.ALWAYS: now, x.Time.NOW: now, x.Time.EVENT: trigger, x.Time.DEADLINE: then}
        masks = columns.masks(group.variables, subjects, instance.of, times)
        keys = distinct_keys([overdue.astype(np.int64), *masks], len(subjects))
        self.counts.append(Count(group.name, len(subjects), len(keys.distinct)))
        until = np.full(len(subjects), as_of, dtype=np.int32)
        recorded = columns.covers(rule.act, subjects, instance.since, until)
        breaches, bans = self.instances.breaches(group, instance, acts)
        signature: list[Numbers] = [
            keys.number,
            breaches,
            instance.superseded.astype(np.int64),
            *(((each == NO_DAY) & ~recorded).astype(np.int64) for each in done),
        ]
        first = len(signature)
        for span in spans.values():
            at = atoms.place(as_of, span.earliest, span.latest, span.dated)
            signature.append(np.where(span.announced, int(Place.BEFORE), at))
            signature += [atoms.act(each, span.earliest, span.latest, span.dated) for each in done]
        unknown = self._unknown_anchors(rule, instance)
        found = distinct_keys([*signature, *unknown.values()], len(subjects))
        windows = tuple(spans)
        summaries = []
        for key in found.distinct:
            valuation = keys.distinct[key[0]]
            forbidden = (bans[key[1]],) if key[1] else ()
            every = []
            for way in range(len(done)):
                places = range(first, first + len(windows) * (1 + len(done)), 1 + len(done))
                positions = [Positions(Place(key[place]), Act(key[place + 1 + way])) for place in places]
                others = tuple(zip(windows[1:], positions[1:], strict=True))
                situation = Situation(positions[0], others, bool(key[3 + way]), bool(key[2]))
                every.append(summed_up(group, valuation[1:], bool(valuation[0]), (situation,), forbidden))
            summaries.append(_by_heading(rule, every))
        cells = [
            self._cell(group, keys.distinct[key[0]][1:], each, dict(zip(unknown, key[len(signature) :], strict=True)))
            for key, each in zip(found.distinct, summaries, strict=True)
        ]
        home = home_of(rule)
        under = [next((each for each in every if each.view is home), None) for every in summaries]
        return cells, found.number, _days(under, found.number, spans, done[0])

    def _unknown_anchors(self, rule: ir.Rule, instance: Instance) -> dict[str, Numbers]:
        now = self.columns.at_as_of().at(instance.subjects)
        found: dict[str, Numbers] = {}
        for point in rule.points:
            days, absent = self.columns.anchor(point.anchor, instance.subjects, instance.of, now)
            name = self.phrases.anchor(point.anchor, self.columns.settings, None)[0]
            flags = ((days == NO_DAY) & ~absent).astype(np.int64)
            found[name] = found[name] | flags if name in found else flags
        return found

    def _cell(
        self, group: g.RuleGroup, masks: kernel.Masks, summaries: tuple[Summary, ...], unknown: dict[str, int]
    ) -> Cell:
        rule = group.rule
        values: dict[str, str] = {}
        missing: list[str] = []
        paragraphs: list[str] = []
        for summary in summaries:
            prefix = rule.name if summary.view is home_of(rule) else f"{rule.name}_{summary.view.value}"
            values |= {
                prefix: summary.status.value,
                f"{prefix}_possible": " | ".join(each.value for each in summary.possible),
                f"{prefix}_modality": self.phrases.modality(summary.modality) if summary.modality else "",
                f"{prefix}_timing": summary.timing if rule.window_of(summary.window) is not None else "",
                f"{prefix}_lapse": shown(summary.lapse),
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


def _alike(view: View, other: View) -> bool:
    """Whether the same acts count under two headings: under a power only those that were done while it stood."""
    return (view is View.POWER) is (other is View.POWER)


def _by_heading(rule: ir.Rule, ways: list[tuple[Summary, ...]]) -> tuple[Summary, ...]:
    """What is told under each heading, by the acts that count there: under the first, or where they count otherwise."""
    if len(ways) == 1:
        return ways[0]
    home = home_of(rule)
    own, turned = ways
    return tuple(
        each for view in headings(rule) for each in (own if _alike(view, home) else turned) if each.view is view
    )


def _days(summaries: list[Summary | None], numbers: Numbers, spans: Spans, done: Days) -> dict[str, Days]:
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
    to_do = np.array([each is not None and _to_do(each) for each in summaries], dtype=bool)[numbers]
    result["due"] = np.where(to_do, result["latest"], NO_DAY).astype(np.int32)
    return result


def _to_do(summary: Summary) -> bool:
    return summary.view is View.DUTY and bool({Status.OPEN, Status.NOT_YET_OPEN} & set(summary.possible))
