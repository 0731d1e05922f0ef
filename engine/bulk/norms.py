"""The rules of a survey, column by column: what becomes of each instance, as cells. Mirrors `engine/ruling.py`."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...dsl import ir
from .. import expressions as x
from .. import groups as g
from .. import kernel
from ..atoms import Act, Place
from ..life import Positions, Status, View
from ..norms import Situation, Summary, counted, headings, summed_up
from ..phrases import Phrases
from ..repetition import statuses
from . import atoms
from .answers import EMPTY, Cell, ends_of, home_of, shown
from .columns import NOT, Columns
from .counts import Count
from .doings import Acting, Doings
from .instances import Instance, Spans
from .joining import Joining, Told
from .keys import distinct_keys
from .population import NO_DAY, Days, Flags, Numbers


class Norms:
    """Answers rules for every subject of some columns."""

    def __init__(self, columns: Columns, phrases: Phrases, answers: Joining) -> None:
        self.columns = columns
        self.phrases = phrases
        self.answers = answers
        self.counts: list[Count] = []
        self.instances = Acting(columns)

    def rule(self, group: g.RuleGroup) -> Flags:
        """The answers of one rule, and the subjects that it leaves to the engine for one case."""
        rule = group.rule
        self.instances = Acting(self.columns)
        if rule.repeat is not None and (rule.each or not isinstance(rule.repeat.over, ir.Within)):
            return self.instances.arising(group)
        instances = list(self.instances.of(group))
        acts = self.columns.ordered(rule.act)
        if rule.repeat is not None:
            self._repeated(group, rule.repeat, instances[0], acts)
            return self.instances.alone
        views = headings(rule)
        turning = View.POWER in views and len(views) > 1  # an act may count under one heading and not under the other
        if not rule.each:
            (instance,) = instances
            under = (views[0], next(view for view in views if not _alike(view, views[0]))) if turning else views[:1]
            ways = [self.instances.first(group, instance, acts, view) for view in under or (View.NONE,)]
            self.answers.rule(rule, (self._told(rule, instance, self._answered(group, instance, ways, acts)),))
            return self.instances.alone
        if turning:
            self.instances.leave(group, instances, acts)
        arises = [self.instances.arises(group, each.subjects, each.it) for each in instances]
        shared = self.instances.shared_out(group, instances, arises, acts)
        for place, instance in enumerate(instances):
            arising = np.flatnonzero(arises[place] != NOT)
            instances[place], shared[place] = instance.at(arising), shared[place].at(arising)
        parts = [
            self._told(rule, each, self._answered(group, each, [doings], acts))
            for each, doings in zip(instances, shared, strict=True)
        ]
        self.answers.rule(rule, parts)
        return self.instances.alone

    def _told(self, rule: ir.Rule, instance: Instance, found: tuple[list[Cell], Numbers, dict[str, Days]]) -> Told:
        """The answers of one instance, for the columns of a survey."""
        cells, which, days = found
        ends = {f"{rule.name}_{end}": days[end] for end in ends_of(rule)}
        return Told(instance.subjects, cells, which, ends, instance.it if rule.each else None)

    # Answers

    def _answered(
        self, group: g.RuleGroup, instance: Instance, ways: list[Doings], acts: Numbers
    ) -> tuple[list[Cell], Numbers, dict[str, Days]]:
        """The cells of one instance, which each of its subjects has, and the days of each.

        `ways`: what may have been done under the rule's own heading, and under those where acts count otherwise, if
        there are any.
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
        signature: list[Numbers] = [keys.number, instance.superseded.astype(np.int64), breaches]
        place = {
            name: np.where(
                each.announced, int(Place.BEFORE), atoms.place(as_of, each.earliest, each.latest, each.dated)
            )
            for name, each in spans.items()
        }
        layouts = []
        for doings in ways:
            done = tuple(days for days in doings.acts if (days != NO_DAY).any())
            layouts.append(_Layout(tuple(spans), len(signature), done))
            signature += [np.where(doings.none, np.where(recorded, 1, 2), 0), doings.open]
            for name, span in spans.items():
                acted = [atoms.act(days, span.earliest, span.latest, span.dated) for days in done]
                signature += [place[name], *acted]
        unknown, home = self._unknown_anchors(rule, instance), home_of(rule)
        found = distinct_keys([*signature, *unknown.values()], len(subjects))
        summaries, cells, counting = [], [], []
        for key in found.distinct:
            valuation = keys.distinct[key[0]]
            forbidden = (bans[key[2]],) if key[2] else ()
            situations = [layout.situations(key) for layout in layouts]
            told = [summed_up(group, valuation[1:], bool(valuation[0]), each, forbidden) for each in situations]
            every = _by_heading(rule, told)
            # Under each heading as many acts are in doubt as may count there.
            ways_of = [situations[0] if _alike(each.view, home) else situations[-1] for each in every]
            hanging = self._open(group, layouts[0].open(key))
            open_ = {each.view: hanging for each, under in zip(every, ways_of, strict=True) if len(under) > 1}
            flags = dict(zip(unknown, key[len(signature) :], strict=True))
            summaries.append(every)
            cells.append(self._cell(group, valuation[1:], every, flags, open_))
            counting.append(layouts[0].numbers(key))
        under = [next((each for each in every if each.view is home), None) for every in summaries]
        met = _met_on(under, counting, found.number, layouts[0].done)
        return cells, found.number, _days(under, found.number, spans, met)

    def _repeated(self, group: g.RuleGroup, repeat: ir.Repeat, instance: Instance, acts: Numbers) -> None:
        """The answers of a rule on how often within one stretch of time."""
        assert isinstance(repeat.over, ir.Within), "others are asked alone"
        rule, columns, subjects, as_of = group.rule, self.columns, instance.subjects, self.columns.as_of
        tally, number = self.instances.tally(group, instance, repeat.over, acts), columns.settings.number(repeat.number)
        span = tally.span
        if group.performing is not None:  # what would tell which acts count, one case says
            self.instances.alone[subjects[tally.fewest != tally.most]] = True
        last = np.full(len(subjects), as_of, dtype=np.int32) if span.latest is None else span.latest
        over = span.dated & (last < as_of)
        at = columns.at_end_of(np.where(over, last, as_of).astype(np.int32), subjects)
        trigger = at if rule.trigger is None else self.instances.behind(subjects, instance.it)
        masks = columns.masks(
            group.variables, subjects, instance.of, {**dict.fromkeys(x.TIMES, at), x.Time.EVENT: trigger}
        )
        keys = distinct_keys(masks, len(subjects))
        self.counts.append(Count(group.name, len(subjects), len(keys.distinct)))
        place = np.where(span.announced, int(Place.BEFORE), atoms.place(as_of, span.earliest, span.latest, span.dated))
        past = number + 1  # further acts make no difference
        counted_ = [np.minimum(tally.fewest, past), np.minimum(tally.most, past), tally.whole.astype(np.int64)]
        unknown = self._unknown_anchors(rule, instance)
        flags = [over.astype(np.int64), span.dated.astype(np.int64)]
        found = distinct_keys([keys.number, place, *counted_, *flags, *unknown.values()], len(subjects))
        cells, under = [], []
        for which, where, fewest, most, whole, is_over, dated, *open_ in found.distinct:
            valuation = keys.distinct[which]
            reached = statuses(repeat.quantity, number, fewest, most if whole else None, Place(where))
            summary = counted(rule, kernel.rule(group, valuation, False), reached, bool(is_over))
            under.append(None if summary is None else replace(summary, window=None, dated=bool(dated), met=False))
            if summary is None:
                cells.append(EMPTY)
                continue
            cell = self._cell(group, valuation, (summary,), dict(zip(unknown, open_, strict=True)), {})
            missing = [*cell.missing, *([rule.act] if not whole and len(reached) > 1 else ())]
            if repeat.quantity is ir.Quantity.ABOUT and Status.UNDETERMINED in summary.possible and dated:
                missing.append(f"{group.name} (about)")
            paragraphs = (*repeat.citation.paragraphs, *cell.paragraphs)
            cells.append(Cell(cell.values, tuple(dict.fromkeys(missing)), tuple(dict.fromkeys(paragraphs))))
        none = np.full(len(subjects), NO_DAY, dtype=np.int32)
        days = _days(under, found.number, {"": span}, none)
        self.answers.rule(rule, (self._told(rule, instance, (cells, found.number, days)),))

    def _open(self, group: g.RuleGroup, bits: int) -> tuple[str, ...]:
        """What would tell whether an act counts."""
        variables = () if group.performing is None else group.performing.variables
        return tuple(
            self.phrases.missing(variable.term, None)[0] for i, variable in enumerate(variables) if bits >> i & 1
        )

    def _unknown_anchors(self, rule: ir.Rule, instance: Instance) -> dict[str, Numbers]:
        now = self.columns.at_as_of().at(instance.subjects)
        found: dict[str, Numbers] = {}
        for point in rule.points:
            days, absent = self.columns.anchor(point.anchor, instance.subjects, instance.of, now)
            name = self._anchor(point)
            flags = ((days == NO_DAY) & ~absent).astype(np.int64)
            found[name] = found[name] | flags if name in found else flags
        return found

    def _anchor(self, point: ir.Point) -> str:
        return self.phrases.anchor(point.anchor, self.columns.settings, None)[0]

    def _cell(
        self,
        group: g.RuleGroup,
        masks: kernel.Masks,
        summaries: tuple[Summary, ...],
        unknown: dict[str, int],
        open_: dict[View, tuple[str, ...]],
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
                missing += open_.get(summary.view, ())
            if Status.UNDETERMINED in summary.possible:
                asked = {self._anchor(point) for point in rule.points_under(summary.windows)}
                missing += [name for name, flag in unknown.items() if flag and name in asked]
        return Cell(values, tuple(dict.fromkeys(missing)), tuple(dict.fromkeys(paragraphs)))


@dataclass(frozen=True, slots=True, eq=False)
class _Layout:
    """How a key tells the situations of an instance, from the place `first`: whether perhaps no act was done, what
    leaves that open, then for each window how the asking day stands to it, and how each act of `done` does."""

    windows: tuple[str, ...]
    first: int
    done: tuple[Days, ...]

    def open(self, key: tuple[int, ...]) -> int:
        """The variables of `with` that leave it open whether an act counts, by bits."""
        return key[self.first + 1]

    def numbers(self, key: tuple[int, ...]) -> tuple[int | None, ...]:
        """For each situation the number of the act; None: none was done."""
        acts = key[self.first + 3 : self.first + 3 + len(self.done)]
        some = tuple(number for number, act in enumerate(acts) if act != Act.NONE)
        return (*some, None) if key[self.first] else some

    def situations(self, key: tuple[int, ...]) -> tuple[Situation, ...]:
        """The situations."""

        def at(window: int, number: int | None) -> Positions:
            start = self.first + 2 + window * (1 + len(self.done))
            return Positions(Place(key[start]), Act.NONE if number is None else Act(key[start + 1 + number]))

        return tuple(
            Situation(
                at(0, number),
                tuple((name, at(i + 1, number)) for i, name in enumerate(self.windows[1:])),
                number is None and key[self.first] == 2,
                bool(key[1]),
            )
            for number in self.numbers(key)
        )


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


def _met_on(
    summaries: list[Summary | None], counting: list[tuple[int | None, ...]], numbers: Numbers, done: tuple[Days, ...]
) -> Days:
    """The day of the act, where every line of the answer knows the same."""
    acts = [
        () if each is None else tuple(dict.fromkeys(columns[option] for option in each.options))
        for each, columns in zip(summaries, counting, strict=True)
    ]
    result = np.full(len(numbers), NO_DAY, dtype=np.int32)
    for chosen in dict.fromkeys(acts):
        known = [done[number] for number in chosen if number is not None]
        if not known or None in chosen:
            continue
        alike = np.all([each == known[0] for each in known], axis=0)
        here = np.array([each == chosen for each in acts], dtype=bool)[numbers]
        result = np.where(here & alike, known[0], result).astype(np.int32)
    return result


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
