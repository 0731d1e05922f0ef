"""Days on which an answer may change: around events, at the ends of windows, where a time runs out."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...dsl import ir
from ..evaluation import Evaluation
from ..history import Occurrence
from ..reads import Reads
from ..windows import spans_of

_DAY = dt.timedelta(days=1)
_NEAR = 5
"""How many days on either side of a guess an anchor is looked for: months and working days are of unequal length."""


@dataclass(frozen=True, slots=True)
class Days:
    """The days that matter for what a clause reads, in one case."""

    evaluation: Evaluation
    reads: Reads

    @property
    def as_of(self) -> dt.date:
        """The asking day."""
        return self.evaluation.known.as_of

    def critical(self) -> tuple[dt.date, ...]:
        """Days up to the asking day on which an event, or the start of a fact, may make a difference; latest first."""
        days = {self.as_of, *self._ends()}
        for event in self.evaluation.known.history.past:
            days |= _around(event.day)
        return tuple(sorted((day for day in days if day <= self.as_of), reverse=True))

    def coming(self) -> tuple[dt.date, ...]:
        """Days after the asking day on which the answer may change although nothing is done, the earliest first."""
        days = {day for end in self._ends() for day in (end, _next(end)) if day}
        for each in self.evaluation.known.history.announced:
            days |= {day for _, day in each.moments}
        return tuple(sorted(day for day in days if day > self.as_of))

    def _ends(self) -> set[dt.date]:
        """The days that windows and times come to, and those beside them."""
        known, now = self.evaluation.known, self.evaluation.known.at_as_of()
        days: set[dt.date] = set()
        for name in self.reads.rules:
            group = self.evaluation.compiled.rules[name]
            for instance in self.evaluation.ruling.instances(group):
                for _, span in spans_of(known, group.rule, instance.binding, now).all:
                    days |= {end for end in (span.earliest, span.latest) if end is not None}
        for point in self.reads.points:
            reckoned = (known.settings.day(point, anchor, known.case.terms) for anchor in self._anchors(point))
            days |= {day for day in reckoned if day is not None}
        return {each for day in days for each in _around(day)}

    def _anchors(self, point: ir.Point) -> Iterator[dt.date]:
        """The days from which a point may be reckoned, whichever event is meant."""
        case = self.evaluation.known.case
        match point.anchor:
            case ir.DayAnchor(day=day):
                yield day
            case ir.FactAnchor(fact=name):
                yield from (each.begins for each in case.facts.get(name, ()) if each.begins is not None)
            case ir.EntryAnchor():
                yield from (event.day for event in self.evaluation.known.history.past)
                yield from (ran_out for _, ran_out, _ in self.evaluation.course.ran_out if ran_out is not None)
            case ir.MomentAnchor() as anchor:
                name = self.evaluation.known.settings.moment(anchor)
                yield from (found for each in case.events if (found := each.moment(name)) is not None)

    # Anchors moved

    def moments(self, event: Occurrence, name: str) -> tuple[dt.date, ...]:
        """Days to which a moment of an event may be moved, so that a day counted from it comes to lie elsewhere."""
        now = event.moment(name)
        settings = self.evaluation.known.settings
        effective = self.evaluation.compiled.framework.events[event.event].effective == name
        points = [
            point
            for point in self.reads.points
            if (isinstance(point.anchor, ir.MomentAnchor) and settings.moment(point.anchor) == name)
            or (effective and isinstance(point.anchor, ir.EntryAnchor))
        ]
        return () if now is None else self._moved(points, now)

    def beginnings(self, fact: str, now: dt.date) -> tuple[dt.date, ...]:
        """The same for the day from which a fact holds."""
        points = [each for each in self.reads.points if each.anchor == ir.FactAnchor(fact)]
        return self._moved(points, now)

    def _moved(self, points: Iterable[ir.Point], now: dt.date) -> tuple[dt.date, ...]:
        asked = {self.as_of, *(event.day for event in self.evaluation.known.history.past)}
        found = {day for point in points for target in asked for day in self._reaching(point, now, target)}
        kept = (day for day in found if day != now and day <= self.as_of)
        return tuple(sorted(kept, key=lambda day: (abs(day - now), day)))

    def _reaching(self, point: ir.Point, now: dt.date, target: dt.date) -> Iterator[dt.date]:
        """The anchors next to where the point comes to lie before, on or after a day."""
        settings, terms = self.evaluation.known.settings, self.evaluation.known.case.terms
        reached = settings.day(point, now, terms)
        if reached is None:
            return
        guess = now.toordinal() + (target - reached).days
        near = [n for n in range(guess - _NEAR, guess + _NEAR + 1) if 1 <= n <= dt.date.max.toordinal()]
        days = [(dt.date.fromordinal(n), settings.day(point, dt.date.fromordinal(n), terms)) for n in near]
        for (before, first), (after, second) in itertools.pairwise(days):
            if first is None or second is None:
                continue
            if (first < target) != (second < target) or (first <= target) != (second <= target):
                yield before
                yield after


def _around(day: dt.date) -> set[dt.date]:
    return {each for each in (_before(day), day, _next(day)) if each}


def _before(day: dt.date) -> dt.date | None:
    return None if day == dt.date.min else day - _DAY


def _next(day: dt.date) -> dt.date | None:
    return None if day == dt.date.max else day + _DAY
