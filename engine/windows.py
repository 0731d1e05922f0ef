"""The windows of a rule in days, for one case, and how the asking day and the act stand to them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ..dsl import ir
from .atoms import Place, act, place
from .history import Dated
from .life import Positions
from .norms import Situation
from .valuation import Known


@dataclass(frozen=True, slots=True)
class Span:
    """A window in days, both ends inside. `dated`: every end that it has is known."""

    earliest: dt.date | None
    latest: dt.date | None
    dated: bool
    announced: bool


@dataclass(frozen=True, slots=True)
class Days:
    """The windows of a rule in days; the day of the act, if one is on record; whether one may be missing from it."""

    own: Span
    others: tuple[tuple[str, Span], ...]
    done: dt.date | None
    unrecorded: bool

    def window(self, name: str | None) -> Span:
        """The window of an exception; None: the rule's own."""
        return self.own if name is None else dict(self.others)[name]


def days_of(known: Known, rule: ir.Rule, it: Dated | None) -> Days:
    """The windows of a rule in days, and the act that meets it."""
    own = span_of(known, rule.window, it)
    others = tuple((each.name, span_of(known, each.window, it)) for each in rule.exceptions if each.window)
    after = it.index + 1 if it else 0
    done = next((each for each in known.history.past[after:] if each.occurrence.event == rule.act), None)
    complete = known.case.completeness(rule.act).covers(it.day if it else None, known.as_of)
    return Days(own, others, done.day if done else None, done is None and not complete)


def span_of(known: Known, window: ir.Window | None, it: Dated | None) -> Span:
    """A window in days."""
    if window is None:
        return Span(None, None, True, False)
    ends: list[dt.date | None] = []
    dated, announced = True, False
    for point in (window.earliest, window.latest):
        if point is None:
            ends.append(None)
            continue
        anchor = known.anchor(point.anchor, it, known.at_as_of())
        day = None
        if isinstance(anchor, dt.date) and anchor <= known.as_of:
            day = known.settings.day(point, anchor)
        elif isinstance(anchor, dt.date) and point.relation is ir.Relation.AFTER:
            announced = True
        dated = dated and day is not None
        ends.append(day)
    return Span(ends[0] if dated else None, ends[1] if dated else None, dated, announced)


def situation_of(known: Known, days: Days, superseded: bool) -> Situation:
    """How the asking day and the act stand to each window."""
    as_of = known.as_of

    def positions(span: Span) -> Positions:
        at = place(as_of, span.earliest, span.latest, span.dated)
        return Positions(Place.BEFORE if span.announced else at, act(days.done, span.earliest, span.latest, span.dated))

    return Situation(
        positions(days.own), tuple((name, positions(span)) for name, span in days.others), days.unrecorded, superseded
    )
