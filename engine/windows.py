"""The windows of a rule in days, for one case, and how the asking day and an act stand to them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ..dsl import ir
from .atoms import Place, act, place
from .binding import Asked, Binding, Lost
from .lapse import Departed
from .life import Positions
from .norms import Situation
from .valuation import Known


@dataclass(frozen=True, slots=True)
class Span:
    """A window in days, both ends inside. `dated`: every end that it has is known; `announced`: it has not begun."""

    earliest: dt.date | None
    latest: dt.date | None
    dated: bool
    announced: bool


@dataclass(frozen=True, slots=True)
class Spans:
    """The windows of a rule in days: its own, and those that exceptions set."""

    own: Span
    others: tuple[tuple[str, Span], ...]

    def window(self, name: str | None) -> Span:
        """The window of an exception; None: the rule's own."""
        return self.own if name is None else dict(self.others)[name]

    @property
    def all(self) -> tuple[tuple[str | None, Span], ...]:
        """Each window with the name of its exception; None: the rule's own."""
        return ((None, self.own), *self.others)


def spans_of(known: Known, rule: ir.Rule, of: Binding, asked: Asked) -> Spans:
    """The windows of a rule in days."""
    return Spans(
        span_of(known, rule.window, of, asked),
        tuple((each.name, span_of(known, each.window, of, asked)) for each in rule.exceptions if each.window),
    )


def span_of(known: Known, window: ir.Window | None, of: Binding, asked: Asked) -> Span:
    """A window in days."""
    if window is None:
        return Span(None, None, True, False)
    ends: list[dt.date | None] = []
    dated, announced = True, False
    for point in (window.earliest, window.latest):
        if point is None:
            ends.append(None)
            continue
        anchor = known.anchor(point.anchor, of, asked)
        day = None
        fixed = isinstance(point.anchor, ir.DayAnchor) or point.offset is None  # a day that is announced is a day
        if isinstance(anchor, dt.date) and (fixed or anchor <= asked.day or point.relation is ir.Relation.BEFORE):
            day = known.reckoned(point, anchor)
        elif isinstance(anchor, (dt.date, Lost)):  # it lies ahead, or there is nothing yet from which to reckon
            announced = True
        dated = dated and day is not None
        ends.append(day)
    return Span(ends[0] if dated else None, ends[1] if dated else None, dated, announced)


def situation_of(
    asked: dt.date, spans: Spans, done: dt.date | None, unrecorded: bool, superseded: bool, departed: Departed
) -> Situation:
    """How the asking day and an act (None: no act) stand to each window."""

    def positions(span: Span) -> Positions:
        at = place(asked, span.earliest, span.latest, span.dated)
        return Positions(Place.BEFORE if span.announced else at, act(done, span.earliest, span.latest, span.dated))

    return Situation(
        positions(spans.own),
        tuple((name, positions(span)) for name, span in spans.others),
        unrecorded,
        superseded,
        departed,
    )
