"""Changes in durations, days, windows and repetitions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...dsl import ir
from ...dsl.base.spans import Span
from ...dsl.words import Words, spoken
from .changed import Changed, Kind

_UNITS: dict[str, tuple[str, ...]] = {
    "hours": ("days",),
    "days": ("weeks", "working_days", "school_days"),
    "working_days": ("days", "school_days"),
    "school_days": ("working_days", "days"),
    "weeks": ("months",),
    "months": ("weeks",),
    "years": ("months",),
    "terms": ("months",),
    "academic_years": ("years",),
}
"""What each unit of time is taken for."""

_PERIODS = {
    "week": "month",
    "month": "week",
    "term": "academic_year",
    "academic_year": "calendar_year",
    "calendar_year": "academic_year",
    "financial_year": "calendar_year",
}
"""What each period of the calendar is taken for."""

_SIDES = {
    ir.Relation.AFTER: ir.Relation.COUNTING,
    ir.Relation.COUNTING: ir.Relation.AFTER,
    ir.Relation.BEFORE: ir.Relation.AFTER,
}

_QUANTITIES = {
    ir.Quantity.AT_MOST: ir.Quantity.AT_LEAST,
    ir.Quantity.AT_LEAST: ir.Quantity.AT_MOST,
    ir.Quantity.EXACTLY: ir.Quantity.AT_LEAST,
    ir.Quantity.ABOUT: ir.Quantity.EXACTLY,
}


@dataclass(frozen=True, slots=True)
class Times:
    """Changes what one framework says of time."""

    words: Words
    framework: ir.Framework

    def anchors(self, anchor: ir.Anchor, span: Span) -> Iterator[Changed[ir.Anchor]]:
        """A day from which is counted, with each change in how its event is found."""
        raise NotImplementedError

    # Durations

    def offsets(self, offset: ir.Offset, span: Span) -> Iterator[Changed[ir.Offset]]:
        """One unit less, one more, and other units; none where a parameter says how long: that is changed instead."""
        if offset.parameter is not None:
            return
        one = 24 if offset.unit == "hours" else 1  # days alone are told apart
        others = [replace(offset, amount=offset.amount + step) for step in (-one, one) if offset.amount + step >= 0]
        if offset.amount:
            others += [replace(offset, unit=unit) for unit in _UNITS.get(offset.unit, ())]
        for each in others:
            words = f"'{self.words.offset(offset).strip()}' made '{self.words.offset(each).strip()}'"
            yield Changed(each, Kind.TIME, words, span)

    # Days

    def points(self, point: ir.Point, span: Span) -> Iterator[Changed[ir.Point]]:
        """A day reckoned otherwise."""
        yield from self._lengths(point, span)
        yield from self._places(point, span)
        yield from self._beside(point, span)
        yield from self._extensions(point, span)

    def _lengths(self, point: ir.Point, span: Span) -> Iterator[Changed[ir.Point]]:
        offset = point.offset
        if offset is None:
            return
        if point.edge is None:
            for each in self.offsets(offset, span):
                yield each.within(replace(point, offset=each.thing))
            return
        numbered = [replace(offset, amount=offset.amount + step) for step in (-1, 1) if offset.amount + step > 0]
        others = [*numbered, *(replace(offset, unit=_PERIODS[unit]) for unit in (offset.unit,) if unit in _PERIODS)]
        for other in others:
            words = f"'{_period(offset)}' made '{_period(other)}'"
            yield Changed(replace(point, offset=other), Kind.TIME, words, span)

    def _places(self, point: ir.Point, span: Span) -> Iterator[Changed[ir.Point]]:
        """Reckoned to the other side, or from another event."""
        offset = point.offset
        if offset is not None and (offset.amount or offset.parameter is not None):
            yield self._made(point, replace(point, relation=_SIDES[point.relation]), Kind.SIDE, span)
        for each in self.anchors(point.anchor, span):
            yield each.within(replace(point, anchor=each.thing))

    def _beside(self, point: ir.Point, span: Span) -> Iterator[Changed[ir.Point]]:
        """A day earlier and a day later; where days are counted, changing their number does the same."""
        offset = point.offset
        if not point.beside and offset is not None and offset.unit == "days" and offset.parameter is None:
            return
        for beside in (-1, 0, 1):
            if beside != point.beside:
                yield self._made(point, replace(point, beside=beside), Kind.DAY, span)

    def _extensions(self, point: ir.Point, span: Span) -> Iterator[Changed[ir.Point]]:
        if point.extension is not None:
            words = f"'extended by {self.words.offset(point.extension)}' dropped"
            yield Changed(replace(point, extension=None), Kind.EXTENSION, words, span)
            for each in self.offsets(point.extension, span):
                yield each.within(replace(point, extension=each.thing), "extended by")

    def _made(self, point: ir.Point, other: ir.Point, kind: Kind, span: Span) -> Changed[ir.Point]:
        return Changed(other, kind, f"'{self.words.point(point)}' made '{self.words.point(other)}'", span)

    # Windows

    def windows(self, window: ir.Window | None) -> Iterator[Changed[ir.Window | None]]:
        """A window with each end changed or dropped."""
        if window is None:
            return
        first, last, span = window.earliest, window.latest, window.span
        for name, end, left, other in (
            ("earliest", first, replace(window, earliest=None), last),
            ("latest", last, replace(window, latest=None), first),
        ):
            if end is not None:
                words = f"the {name} day ('{self.words.point(end)}') dropped"
                yield Changed(None if other is None else left, Kind.END, words, span)
        for each in self._ends(window):
            yield each.within(each.thing)
        if last is not None and last.clock:
            clock = f"{(int(last.clock[:2]) + 1) % 24:02}{last.clock[2:]}"
            changed = replace(window, latest=replace(last, clock=clock))
            yield Changed(changed, Kind.CLOCK, f"'{last.clock}' made '{clock}'", span)

    def _ends(self, window: ir.Window) -> Iterator[Changed[ir.Window]]:
        """A window with each change in what says when it begins and ends; what says both is changed for both."""
        first, last, span = window.earliest, window.latest, window.span
        if first is not None and last is not None and first == replace(last, extension=None):
            for each in self.points(first, span):
                ending = replace(each.thing, extension=last.extension)
                yield each.within(replace(window, earliest=each.thing, latest=ending))
            for each in self._extensions(last, span):
                yield each.within(replace(window, latest=each.thing))
            return
        together = whole = False
        if first is not None and last is not None:
            alike = first.anchor == last.anchor and first.relation is last.relation
            together = alike and first.offset is not None and last.offset is not None
            whole = first.edge is not None and last.edge is not None
            for each in self._places(first, span) if together else ():
                anchored = replace(last, relation=each.thing.relation, anchor=each.thing.anchor)
                yield each.within(replace(window, earliest=each.thing, latest=anchored))
            for each in self._lengths(first, span) if whole else ():
                ending = replace(last, offset=each.thing.offset)
                yield each.within(replace(window, earliest=each.thing, latest=ending))
        for each in self._own(first, span, not together, not whole):
            yield each.within(replace(window, earliest=each.thing))
        for each in self._own(last, span, not together, not whole):
            yield each.within(replace(window, latest=each.thing))

    def _own(self, end: ir.Point | None, span: Span, places: bool, lengths: bool) -> Iterator[Changed[ir.Point]]:
        if end is None:
            return
        if lengths:
            yield from self._lengths(end, span)
        if places:
            yield from self._places(end, span)
        yield from self._beside(end, span)
        yield from self._extensions(end, span)

    # Repetitions

    def repeats(self, repeat: ir.Repeat) -> Iterator[Changed[ir.Repeat]]:
        """A repetition with another number, another quantity, or counted over other stretches of time."""
        span, number = repeat.span, repeat.number
        quantity = _QUANTITIES[repeat.quantity]
        words = f"'{repeat.quantity.value}' made '{quantity.value}'"
        yield Changed(replace(repeat, quantity=quantity), Kind.REPEAT, words, span)
        for value in (number.value - 1, number.value + 1):
            if value >= 0 and number.parameter is None:
                words = f"'{repeat.quantity.value} {number.value}' made '{repeat.quantity.value} {value}'"
                yield Changed(replace(repeat, number=ir.Number(value)), Kind.REPEAT, words, span)
        for over in self._overs(repeat.over, span):
            yield over.within(replace(repeat, over=over.thing))

    def _overs(
        self, over: ir.Within | ir.Rolling | ir.EachPeriod | ir.EachStretch, span: Span
    ) -> Iterator[Changed[ir.Within | ir.Rolling | ir.EachPeriod | ir.EachStretch]]:
        match over:
            case ir.Within(window=window):
                for within in self._within(window):
                    yield within.within(within.thing)
            case ir.Rolling(offset=offset):
                for each in self.offsets(offset, span):
                    yield each.within(ir.Rolling(each.thing))
            case ir.EachPeriod(period=period):
                other = _PERIODS[period]
                words = f"'each {spoken(period)}' made 'each {spoken(other)}'"
                yield Changed(ir.EachPeriod(other), Kind.REPEAT, words, span)
            case ir.EachStretch(offset=offset, anchor=anchor):
                for each in self.offsets(offset, span):
                    yield each.within(ir.EachStretch(each.thing, anchor))
                for start in self.anchors(anchor, span):
                    yield start.within(ir.EachStretch(offset, start.thing))

    def _within(self, window: ir.Window) -> Iterator[Changed[ir.Within]]:
        """A stretch of time between an anchor and a day reckoned from it; the anchor is changed for both."""
        first, last = window.earliest, window.latest
        assert first is not None and last is not None, "a stretch of time has both ends"
        end = last if last.offset is not None else first
        for each in self.points(end, window.span):
            start = ir.Point(None, ir.Relation.AFTER, each.thing.anchor)
            before = each.thing.relation is ir.Relation.BEFORE
            ends = (each.thing, start) if before else (start, each.thing)
            yield each.within(ir.Within(ir.Window(*ends, window.citation, window.span)))


def _period(offset: ir.Offset) -> str:
    return f"{spoken(offset.unit)} {offset.amount}"
