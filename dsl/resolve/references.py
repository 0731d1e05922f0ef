"""References to events, and days: from what is written to what the engine can find."""

from __future__ import annotations

import datetime as dt

from .. import ast, ir
from ..base.dates import read_iso_date
from ..base.diagnostics import did_you_mean, hints
from .symbols import Symbols

UNITS = {
    "day": "days",
    "days": "days",
    "week": "weeks",
    "weeks": "weeks",
    "month": "months",
    "months": "months",
    "year": "years",
    "years": "years",
}

MAX_AMOUNT = 10_000


class Unresolved(Exception):
    """A fault has been recorded; the clause around it cannot be resolved."""


class References:
    """Resolves which event and which day a clause means, given the event that its `it` stands for."""

    def __init__(self, symbols: Symbols, it: str | None) -> None:
        self.symbols = symbols
        self.it = it

    # References and days

    def ref(self, ref: ast.Ref) -> tuple[ir.Ref, str]:
        """The event meant, and its type."""
        match ref:
            case ast.It(span=span):
                if self.it is None:
                    self.symbols.fault(
                        "E105",
                        "'it' stands for the event of the clause, and this clause has none",
                        span,
                        "Name the event: 'for EVENT' after the name, or 'latest EVENT' here.",
                    )
                    raise Unresolved
                return ir.It(), self.it
            case ast.Select(selector=selector, event=event):
                if self.symbols.find(event, ast.Event) is None:
                    raise Unresolved
                previous = selector is ast.Selector.PREVIOUS and self.it is not None
                return ir.Pick(selector, event.text, ir.It() if previous else None), event.text

    def offset(self, duration: ast.Duration) -> ir.Offset:
        """A duration, written out or as a parameter."""
        if isinstance(duration, ast.Name):
            clause = self.symbols.find(duration, ast.Parameter)
            if not isinstance(clause, ast.Parameter):
                raise Unresolved
            counted = self.offset(clause.value)
            return ir.Offset(counted.amount, counted.unit, duration.text)
        unit = UNITS.get(duration.unit.text)
        if unit is None:
            self.symbols.fault(
                "E107",
                f"'{duration.unit}' is not a unit of time",
                duration.unit.span,
                hints(did_you_mean(duration.unit.text, UNITS), "Use days, weeks, months or years."),
            )
            raise Unresolved
        if duration.amount > MAX_AMOUNT:
            self.symbols.fault(
                "E107",
                f"{duration.amount} {unit} is longer than a handbook can mean",
                duration.span,
                f"Use at most {MAX_AMOUNT:,}.",
            )
            raise Unresolved
        return ir.Offset(duration.amount, unit)

    def anchor(self, anchor: ast.Anchor) -> ir.Anchor:
        """The day from which is counted."""
        match anchor:
            case ast.Fixed(day=day):
                return ir.DayAnchor(self.day(day))
            case ast.StartOf(fact=fact):
                if fact.text not in self.symbols.facts:
                    self.symbols.unknown(fact, "fact", list(self.symbols.facts))
                    raise Unresolved
                self.symbols.used.add(fact.text)
                if self.symbols.facts[fact.text].constant:
                    self.symbols.fault(
                        "E104",
                        f"the fact '{fact}' is constant, so it has no start",
                        fact.span,
                        "Count from a moment of an event, or declare the fact as varying.",
                    )
                    raise Unresolved
                return ir.FactAnchor(fact.text)
            case ast.MomentOf(moment=moment, ref=ref):
                return self.moment(moment, ref)

    def moment(self, moment: ast.Name, ref: ast.Ref) -> ir.MomentAnchor:
        """A moment of an event, by its own name or by a reading whose alternatives are moments."""
        resolved, event_name = self.ref(ref)
        event = self.symbols.events[event_name]
        if moment.text in event.moments:
            return ir.MomentAnchor(resolved, moment.text)
        reading = self.symbols.clauses.get(moment.text)
        if isinstance(reading, ast.Reading):
            self.symbols.used.add(moment.text)
            strangers = [each.name for each in reading.alternatives if each.name.text not in event.moments]
            if not strangers:
                return ir.MomentAnchor(resolved, reading.default.text, moment.text)
            self.symbols.fault(
                "E104",
                f"the reading '{moment}' cannot stand for a moment: '{strangers[0]}' is none",
                moment.span,
                f"The moments of {event_name}: {', '.join(event.moments)}.",
                ((strangers[0].span, "the alternative is named here"),),
            )
            raise Unresolved
        self.symbols.unknown(moment, f"moment of {event_name}", event.moments)
        raise Unresolved

    def day(self, name: ast.Name) -> dt.date:
        """A calendar day."""
        day = read_iso_date(name.text)
        if day is None:
            self.symbols.fault("E107", f"there is no day {name}", name.span, "Write an existing day as yyyy-mm-dd.")
            raise Unresolved
        return day

    def point(self, point: ast.Point) -> ir.Point:
        """A day reckoned from an anchor."""
        return ir.Point(self.offset(point.duration), point.relation, self.anchor(point.anchor))

    def window(self, window: ast.Window, cite: ir.Citation | None) -> ir.Window:
        """A window, with the citation of its own if it has one."""
        return ir.Window(
            self.point(window.earliest) if window.earliest else None,
            self.point(window.latest) if window.latest else None,
            cite,
            window.span,
        )
