"""References to events, and days: from what is written to what the engine can find."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from .. import ast, ir
from ..base.dates import read_iso_date
from ..base.diagnostics import did_you_mean, hints
from ..base.spans import Span
from .symbols import Symbols

UNITS = {
    singular: plural
    for plural in (
        "hours",
        "days",
        "weeks",
        "months",
        "years",
        "working_days",
        "school_days",
        "terms",
        "academic_years",
    )
    for singular in (plural, plural[:-1])
}

_NEAR = {"year": "calendar_year", "school_year": "academic_year", "tax_year": "financial_year"}

PERIODS = ("week", "month", "term", "calendar_year", "academic_year", "financial_year")
"""The periods into which a calendar falls."""

MAX_AMOUNT = 10_000


class Unresolved(Exception):
    """A fault has been recorded; the clause around it cannot be resolved."""


class References:
    """Resolves which event and which day a clause means, given the types of the events that its `it`, `done` and `that`
    stand for; None: the clause has no such event.

    `no_it` says how the clause comes to an event where it has none for `it`.
    """

    def __init__(
        self,
        symbols: Symbols,
        it: str | None,
        done: str | None = None,
        that: str | None = None,
        no_it: str = "Name the event: 'for EVENT' after the name of the clause, or 'latest EVENT' here.",
    ) -> None:
        self.symbols = symbols
        self.it = it
        self.done = done
        self.that = that
        self.no_it = no_it

    # References

    def ref(self, ref: ast.Ref) -> tuple[ir.Ref, str]:
        """The event meant, and its type."""
        match ref:
            case ast.It(span=span):
                if self.it is None:
                    self._nothing_meant(
                        "'it' stands for the event of the clause, and this clause has none",
                        span,
                        self.no_it,
                    )
                return ir.It(), self.it or ""
            case ast.Done(span=span):
                if self.done is None:
                    self._nothing_meant(
                        "'done' stands for the act of a rule, and nothing is done here",
                        span,
                        "Use it after 'with' or 'except' in a rule; elsewhere name the event: 'latest EVENT'.",
                    )
                return ir.Done(), self.done or ""
            case ast.That(span=span):
                if self.that is None:
                    self._nothing_meant(
                        "'that' stands for the event that a 'where' tries, and there is no 'where' around it",
                        span,
                        "Use it within 'where (…)'; elsewhere name the event: 'latest EVENT'.",
                    )
                return ir.That(), self.that or ""
            case ast.Entry(state=state, lifecycle=lifecycle):
                return self._entry(state, lifecycle)
            case ast.Select(selector=selector, event=event, stretch=stretch, where=where):
                if self.symbols.find(event, ast.Event) is None:
                    raise Unresolved
                previous = selector is ast.Selector.PREVIOUS and self.it is not None
                within, passes = self.stretch(stretch), self.where(where, event.text)
                return ir.Pick(selector, event.text, ir.It() if previous else None, within, passes), event.text

    def _entry(self, state: ast.Name, lifecycle: ast.Name) -> tuple[ir.Ref, str]:
        """The event that led into a state, which must be of one type whatever the way in."""
        clause = self.symbols.find(lifecycle, ast.Lifecycle)
        if not isinstance(clause, ast.Lifecycle):
            raise Unresolved
        inside = leaves(clause, state.text)
        if not inside:
            self.symbols.unknown(state, f"state of '{lifecycle}'", [each.name.text for each in clause.states])
            raise Unresolved
        leading = [each for each in clause.transitions if set(leaves(clause, each.target.text)) & set(inside)]
        events = {each.trigger.event.text for each in leading if isinstance(each.trigger, ast.OnEvent)}
        timed = [each for each in leading if not isinstance(each.trigger, ast.OnEvent)]
        if len(events) != 1 or timed or not events <= set(self.symbols.events):
            ways = "a time or a lapse" if timed else " or ".join(f"'{name}'" for name in sorted(events)) or "nothing"
            self.symbols.fault(
                "E105",
                f"'{state}' is entered on {ways}, so it is not said of which event one speaks",
                state.span,
                "Name the event: 'latest EVENT where (…)'; or count from the day: 'start of STATE in LIFECYCLE'.",
            )
            raise Unresolved
        return ir.Entry(lifecycle.text, state.text), next(iter(events))

    def _nothing_meant(self, message: str, span: Span, hint: str) -> None:
        self.symbols.fault("E105", message, span, hint)
        raise Unresolved

    def stretch(self, stretch: ast.Stretch) -> ir.Stretch:
        """A part of the history."""
        return ir.Stretch(self._bound(stretch.since), self._bound(stretch.before))

    def _bound(self, bound: ast.Bound | None) -> ir.Bound | None:
        match bound:
            case None:
                return None
            case ast.Fixed(day=day):
                return ir.DayAnchor(self.day(day))
            case _:
                return self.ref(bound)[0]

    def where(self, cond: ast.Cond | None, event: str) -> ir.Cond | None:
        """The condition that an event of a type must pass, in which `that` is the event."""
        raise NotImplementedError

    # Durations

    def offset(self, duration: ast.Duration) -> ir.Offset:
        """A duration, written out or as a parameter."""
        if isinstance(duration, ast.Name):
            clause = self.symbols.find(duration, ast.Parameter)
            if not isinstance(clause, ast.Parameter):
                raise Unresolved
            if clause.unit is None:
                self.symbols.fault(
                    "E104",
                    f"'{duration}' is a plain number; a length of time is needed here",
                    duration.span,
                    "Give the parameter a unit: '= 9 months'.",
                    ((clause.name.span, "it is defined here"),),
                )
                raise Unresolved
            counted = self.counted(clause.amount, clause.unit, clause.value_span)
            return ir.Offset(counted.amount, counted.unit, duration.text)
        return self.counted(duration.amount, duration.unit, duration.span)

    def counted(self, amount: int, unit: ast.Name, span: Span) -> ir.Offset:
        """A number of units of time."""
        name = UNITS.get(unit.text)
        if name is None:
            self.symbols.fault(
                "E107",
                f"'{unit}' is not a unit of time",
                unit.span,
                hints(did_you_mean(unit.text, UNITS), f"Use {', '.join(dict.fromkeys(UNITS.values()))}."),
            )
            raise Unresolved
        if amount > MAX_AMOUNT:
            self.symbols.fault(
                "E107",
                f"{amount:,} {name} is longer than a handbook can mean",
                span,
                f"Use at most {MAX_AMOUNT:,}.",
            )
            raise Unresolved
        if name == "hours" and amount % 24:
            self.symbols.fault(
                "E107",
                f"{amount} hours are no whole number of days, and cases tell days alone",
                span,
                "Write a multiple of 24 hours, or a time of the day: 'by 12:30 on 1 day before …'.",
            )
            raise Unresolved
        return ir.Offset(amount, name)

    def number(self, number: ast.Number) -> ir.Number:
        """A plain number, written out or as a parameter."""
        if isinstance(number, ast.Whole):
            return ir.Number(number.value)
        clause = self.symbols.find(number, ast.Parameter)
        if not isinstance(clause, ast.Parameter):
            raise Unresolved
        if clause.unit is not None:
            self.symbols.fault(
                "E104",
                f"'{number}' is a length of time; a plain number is needed here",
                number.span,
                "Give the parameter no unit: '= 5'.",
                ((clause.name.span, "it is defined here"),),
            )
            raise Unresolved
        return ir.Number(clause.amount, number.text)

    # Days

    def anchor(self, anchor: ast.Anchor) -> ir.Anchor:
        """The day from which is counted."""
        match anchor:
            case ast.Fixed(day=day):
                return ir.DayAnchor(self.day(day))
            case ast.StartOf(name=name, lifecycle=lifecycle):
                return self._start(name, lifecycle)
            case ast.MomentOf(moment=moment, ref=ref):
                return self.moment(moment, ref)

    def _start(self, name: ast.Name, inside: ast.Name | None) -> ir.Anchor:
        """Since when a fact has had its value, or a lifecycle its state."""
        clause = self.symbols.clauses.get(inside.text if inside else name.text)
        if inside is not None:
            if not isinstance(self.symbols.find(inside, ast.Lifecycle), ast.Lifecycle):
                raise Unresolved
            assert isinstance(clause, ast.Lifecycle)
            states = [state.name.text for state in clause.states]
            if name.text not in states:
                self.symbols.unknown(name, f"state of '{inside}'", states)
                raise Unresolved
            return ir.EntryAnchor(inside.text, name.text, frozenset(leaves(clause, name.text)))
        if isinstance(clause, ast.Lifecycle):
            self.symbols.used.add(name.text)
            return ir.EntryAnchor(name.text, None, frozenset(leaves(clause)))
        if name.text not in self.symbols.facts:
            lifecycles = [each for each, found in self.symbols.clauses.items() if isinstance(found, ast.Lifecycle)]
            self.symbols.unknown(name, "fact or lifecycle", [*self.symbols.facts, *lifecycles])
            raise Unresolved
        self.symbols.used.add(name.text)
        if self.symbols.facts[name.text].constant:
            self.symbols.fault(
                "E104",
                f"the fact '{name}' is constant, so it has no start",
                name.span,
                "Count from a moment of an event, or declare the fact as varying.",
            )
            raise Unresolved
        return ir.FactAnchor(name.text)

    def moment(self, moment: ast.Name, ref: ast.Ref) -> ir.MomentAnchor:
        """A moment of an event, by its own name or by a reading whose alternatives are moments."""
        resolved, event_name = self.ref(ref)
        event = self.symbols.events[event_name]
        if moment.text in event.moments:
            return ir.MomentAnchor(resolved, moment.text)
        hint = f"The moments of '{event_name}': {', '.join(event.moments)}."
        default = self.reading(moment, event.moments, "a moment", hint)
        if default is not None:
            return ir.MomentAnchor(resolved, default, moment.text)
        self.symbols.unknown(moment, f"moment of '{event_name}'", event.moments)
        raise Unresolved

    def reading(self, name: ast.Name, known: Collection[str], what: str, hint: str) -> str | None:
        """The default of a reading whose alternatives all name one of the `known`; None where no reading has the name.

        Raises: Unresolved where an alternative names none of them.
        """
        reading = self.symbols.clauses.get(name.text)
        if not isinstance(reading, ast.Reading):
            return None
        self.symbols.used.add(name.text)
        strangers = [each.name for each in reading.alternatives if each.name.text not in known]
        if not strangers:
            return reading.default.text
        self.symbols.fault(
            "E104",
            f"the reading '{name}' cannot stand for {what}: '{strangers[0]}' is none",
            name.span,
            hint,
            ((strangers[0].span, "the alternative is named here"),),
        )
        raise Unresolved

    def day(self, name: ast.Name) -> dt.date:
        """A calendar day."""
        day = read_iso_date(name.text)
        if day is None:
            self.symbols.fault("E107", f"there is no day {name}", name.span, "Write an existing day as yyyy-mm-dd.")
            raise Unresolved
        return day

    def point(self, point: ast.Point, extension: ast.Duration | None = None) -> ir.Point:
        """A day reckoned from an anchor, and `extension` laid onto it."""
        offset = None if point.duration is None else self.offset(point.duration)
        if offset is not None and offset.amount == 0 and point.relation is ir.Relation.COUNTING:
            self.symbols.fault(
                "E107",
                f"counting takes the day itself as the first, so 0 {offset.unit.replace('_', ' ')} are no time at all",
                point.span,
                "Count at least one, or write 'after'.",
            )
            raise Unresolved
        return ir.Point(
            offset,
            point.relation,
            self.anchor(point.anchor),
            None if extension is None else self.offset(extension),
            point.beside,
            point.clock.text if point.clock else "",
        )

    def window(self, window: ast.Window, cite: ir.Citation | None) -> ir.Window:
        """A window, with the citation of its own if it has one."""
        if window.during is not None:
            begins, ends = self._during(window.during, window.extension)
            return ir.Window(begins, ends, cite, window.span)
        if window.extension is not None and window.latest is None:
            self.symbols.fault(
                "E107", "this window has no end to extend", window.span, "Give it one: 'by …', or drop 'extended by'."
            )
            raise Unresolved
        return ir.Window(
            self.point(window.earliest) if window.earliest else None,
            self.point(window.latest, window.extension) if window.latest else None,
            cite,
            window.span,
        )

    def _during(self, during: ast.During, extension: ast.Duration | None) -> tuple[ir.Point, ir.Point]:
        period = self.period(during.period)
        if during.number.value < 1:
            self.symbols.fault("E107", f"there is no {period} number 0", during.number.span, "Count from 1.")
            raise Unresolved
        offset, anchor = ir.Offset(during.number.value, period), self.anchor(during.anchor)
        more = None if extension is None else self.offset(extension)
        return (
            ir.Point(offset, during.relation, anchor, edge=ir.Edge.BEGINS),
            ir.Point(offset, during.relation, anchor, more, edge=ir.Edge.ENDS),
        )

    def period(self, name: ast.Name) -> str:
        """A period of the calendar."""
        if name.text not in PERIODS:
            self.symbols.fault(
                "E107",
                f"'{name}' is not a period of the calendar",
                name.span,
                hints(did_you_mean(_NEAR.get(name.text, name.text), PERIODS), f"Use {', '.join(PERIODS)}."),
            )
            raise Unresolved
        return name.text


def leaves(clause: ast.Lifecycle, name: str | None = None) -> tuple[str, ...]:
    """The states within `name` (None: within the lifecycle) that have none inside; a circle gives none."""
    parents = {state.name.text: state.parent.text if state.parent else None for state in clause.states}
    composite = set(parents.values())
    found = []
    for state in parents:
        above: list[str | None] = [state]
        while above[-1] is not None and above[-1] in parents and len(above) <= len(parents):
            above.append(parents[above[-1]])
        if state not in composite and (name is None or name in above):
            found.append(state)
    return tuple(found)
