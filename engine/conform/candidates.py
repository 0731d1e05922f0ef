"""Repairs that may make a norm kept, the smallest first. Whether they do is for the engine to say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from ...dsl import ir
from .. import groups as g
from .. import kernel
from ..asking import Asking
from ..history import Case, Occurrence
from ..life import Status, View
from ..outcome import NormAnswer
from .changes import Added, Change, DoneBy, Dropped, Moved, Told

MAX_MOST = 20
"""How many events a repair adds or drops at most."""

_WAYS = 4
"""How many ways are tried in which an act can be as a rule asks."""


@dataclass(frozen=True, slots=True)
class Done:
    """An event of the case that counts, or may count, as an act: its place, its day."""

    place: int
    day: dt.date
    occurrence: Occurrence


@dataclass(frozen=True, slots=True)
class Candidates:
    """Finds repairs for the norms that stand under one framework, of one case as the record shows it."""

    asking: Asking
    compiled: g.Compiled
    case: Case
    as_of: dt.date

    @property
    def framework(self) -> ir.Framework:
        """The framework under which the norms stand."""
        return self.compiled.framework

    def of(self, norm: NormAnswer) -> Iterator[tuple[Change, ...]]:
        """Repairs for a norm that was not kept."""
        match norm.view:
            case View.DUTY if norm.tally is not None and norm.status is not Status.EXCEEDED:
                yield from self._more(norm)
            case View.DUTY if norm.tally is None:
                yield from self._duty(norm)
            case View.PROHIBITION:
                yield from self._otherwise(norm)
            case _:
                yield from self._fewer(norm)

    def done(self, norm: NormAnswer, on: dt.date | None = None) -> list[Done]:
        """The events that may count as what a norm speaks of, from that on which it arose, in order; `on` a day."""
        since = norm.instance.day if norm.instance else dt.date.min
        found = []
        for place, each in enumerate(self.case.events):
            day = self.asking.effective_day(each)
            if (
                day is not None
                and since <= day <= self.as_of
                and on in (None, day)
                and self._may_be(each.event, norm.act)
            ):
                found.append(Done(place, day, each))
        return sorted(found, key=lambda each: (each.day, each.occurrence.order, each.place))

    def _may_be(self, event: str, act: str) -> bool:
        deemed = (each.target for each in self.framework.deems if each.event == event)
        return event == act or any(self._may_be(each, act) for each in deemed)

    # Duties

    def _duty(self, norm: NormAnswer) -> Iterator[tuple[Change, ...]]:
        rule = self.framework.rules[norm.name]
        first = norm.earliest or dt.date.min
        last = max(
            first, min(norm.latest or self.as_of, self.as_of)
        )  # where the window lies ahead, as soon as it opens
        acts = sorted(self.done(norm), key=lambda each: max((first - each.day).days, (each.day - last).days, 0))
        pairs = []
        for act in acts:
            changes: list[Change] = []
            by = act.occurrence.by
            if by not in (None, rule.actor) and rule.actor in self.framework.events[act.occurrence.event].by:
                changes.append(DoneBy(act.place, act.occurrence.event, act.day, by or "", rule.actor))
            moved = self._moved(act, min(max(act.day, first), last))
            if moved is not None:
                changes.append(moved)
            if len(changes) == 1:
                yield tuple(changes)
            for telling in self._told(rule, act):
                if changes:
                    pairs.append((*telling, *changes))
                else:
                    yield telling
            if len(changes) > 1:
                pairs.append(tuple(changes))
        yield from pairs
        yield from ((each,) for each in self._added(norm, rule, last))

    def _moved(self, act: Done, day: dt.date) -> Moved | None:
        if day == act.day:
            return None
        return Moved(act.place, act.occurrence.event, act.day, day, self.behind(day, act.place))

    def behind(self, day: dt.date, but: int | None = None) -> int:
        """An order that puts an event behind all others of a day."""
        others = [
            each.order
            for place, each in enumerate(self.case.events)
            if place != but and self.asking.effective_day(each) == day
        ]
        return max(others, default=-1) + 1

    def _told(self, rule: ir.Rule, act: Done, like: bool = True) -> Iterator[tuple[Told, ...]]:
        """What an act would have to be like to be as `with` asks, as far as its own fields tell; or not `like` that."""
        event = self.framework.events[act.occurrence.event]
        known = {each.name: act.occurrence.value(each) for each in event.fields}
        for wanted in self._ways(rule, like):
            if wanted.keys() <= known.keys():
                changed = tuple(
                    Told(act.place, event.name, act.day, name, known[name], sorted(values)[0])
                    for name, values in wanted.items()
                    if known[name] not in values
                )
                if changed:
                    yield changed

    def _ways(self, rule: ir.Rule, like: bool = True) -> Iterator[dict[str, frozenset[str]]]:
        """Ways in which an act is as `with` asks, or is not: for each of its own fields that matter the values that
        serve."""
        performing = self.compiled.rules[rule.name].performing
        if performing is None:
            return
        full = tuple(each.full for each in performing.variables)
        ways = (masks for holds, masks in kernel.explore(performing.expression, full) if holds is like)
        for masks in islice(ways, _WAYS):
            yield {
                each.term.field: each.values(mask)
                for each, mask, whole in zip(performing.variables, masks, full, strict=True)
                if mask != whole and isinstance(each.term, ir.FieldTerm) and isinstance(each.term.ref, ir.Done)
            }

    def _added(self, norm: NormAnswer, rule: ir.Rule, day: dt.date, number: int = 0) -> Iterator[Added]:
        """The act as it should have been done, on the last day."""
        event = self.framework.events[norm.act]
        for wanted in [*self._ways(rule), {}] if rule.performing is not None else [{}]:
            if wanted.keys() <= {each.name for each in event.fields}:
                fields = tuple((name, sorted(values)[0]) for name, values in wanted.items())
                order = self.behind(day) + number
                by = rule.actor if rule.actor in event.by else None
                yield Added(
                    norm.act, day, rule.actor, Occurrence(norm.act, ((event.effective, day),), fields, order, by)
                )

    # Bans

    def _otherwise(self, norm: NormAnswer) -> Iterator[tuple[Change, ...]]:
        """An act that is not of the kind that is banned; or what a ban looks for before the act, done just before."""
        rule, group = self.framework.rules[norm.name], self.compiled.rules[norm.name]
        performing = group.performing.variables if group.performing else ()
        terms = dict.fromkeys(each.term for each in (*group.variables, *performing))
        for act in self.done(norm, norm.met_on):
            yield from self._told(rule, act, like=False)
            for term in terms:
                if isinstance(term, ir.ExistsTerm) and isinstance(term.stretch.before, ir.Done):
                    event = self.framework.events[term.event]
                    by = event.by[0] if event.by else rule.actor
                    before = min(each.order for each in self.case.events) - 1
                    moments = ((event.effective, act.day),)
                    yield (Added(event.name, act.day, by, Occurrence(event.name, moments, (), before)),)

    # How often

    def _more(self, norm: NormAnswer) -> Iterator[tuple[Change, ...]]:
        """What is missing of a recurrence."""
        assert norm.tally is not None, "asked of what is counted"
        rule, missing = self.framework.rules[norm.name], norm.tally.number - norm.tally.fewest
        last = min(norm.latest or self.as_of, self.as_of)
        if 0 < missing <= MAX_MOST:
            ways = [self._added(norm, rule, last, number) for number in range(missing)]
            yield from zip(*ways, strict=True)

    def _fewer(self, norm: NormAnswer) -> Iterator[tuple[Change, ...]]:
        """What is too much of what is limited: the last ones; else any one."""
        assert norm.tally is not None, "asked of what is counted"
        first, last = norm.earliest or dt.date.min, norm.latest or self.as_of
        rule = self.framework.rules[norm.name]
        counting = [each for each in self.done(norm) if each.occurrence.by in (None, rule.actor)]
        inside = [each for each in counting if first <= each.day <= last]
        more = norm.tally.fewest - norm.tally.number
        if 0 < more <= MAX_MOST:
            yield tuple(Dropped(each.place, each.occurrence.event, each.day) for each in inside[-more:])
        yield from self._without(list(reversed(counting)))

    @staticmethod
    def _without(done: list[Done]) -> Iterator[tuple[Change, ...]]:
        yield from ((Dropped(each.place, each.occurrence.event, each.day),) for each in done)
