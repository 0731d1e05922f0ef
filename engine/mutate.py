"""Mutants: frameworks that differ from a given one in a single place, as a slip of the pen would have it.

A scenario that fails under a mutant kills it. What no scenario kills, no scenario holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Generic, TypeVar

from ..dsl import ir
from ..dsl.base.spans import Span
from ..dsl.words import Words, modality, spoken

Thing = TypeVar("Thing")
Other = TypeVar("Other")


class Kind(StrEnum):
    """What a mutant changes."""

    TEST = "test negated"
    JOINT = "'and' made 'or', or the other way about"
    VALUES = "values shifted by one on a scale"
    TIME = "amount or unit of time changed"
    END = "end of a window dropped"
    MODALITY = "modality changed"
    EXCEPTION = "exception dropped"
    AGAINST = "'against' dropped"
    ROW = "row dropped"
    TRANSITION = "transition dropped"


@dataclass(frozen=True, slots=True)
class Mutant:
    """A framework with one change; the change in words, and where what is changed stands."""

    kind: Kind
    words: str
    span: Span
    framework: ir.Framework = field(repr=False)


def mutants(framework: ir.Framework) -> tuple[Mutant, ...]:
    """Every mutant of a framework, clause by clause."""
    return tuple(
        Mutant(each.kind, each.words, each.span, each.thing) for each in _Maker(Words(framework), framework).all()
    )


@dataclass(frozen=True, slots=True)
class _Changed(Generic[Thing]):
    """A thing with one change in it."""

    thing: Thing
    kind: Kind
    words: str
    span: Span

    def within(self, thing: Other, place: str = "") -> _Changed[Other]:
        """The same change, seen from what holds the thing."""
        return _Changed(thing, self.kind, f"{place}: {self.words}" if place else self.words, self.span)


_UNITS = {
    "months": "weeks",
    "weeks": "months",
    "days": "weeks",
    "years": "months",
    "working_days": "days",
    "school_days": "working_days",
    "hours": "days",
    "terms": "months",
    "academic_years": "years",
}
_POSITIONS = ("before", "on", "after")


@dataclass(frozen=True, slots=True)
class _Maker:
    words: Words
    framework: ir.Framework

    def all(self) -> Iterator[_Changed[ir.Framework]]:
        """The framework with each change."""
        f = self.framework
        for name, define in f.defines.items():
            for cond in self.conditions(define.cond):
                changed = {**f.defines, name: replace(define, cond=cond.thing)}
                yield cond.within(replace(f, defines=changed), f"definition {name}")
        for name, decision in f.decisions.items():
            for row in self.decision(decision):
                yield row.within(replace(f, decisions={**f.decisions, name: row.thing}))
        for name, lifecycle in f.lifecycles.items():
            for step in self.lifecycle(lifecycle):
                yield step.within(replace(f, lifecycles={**f.lifecycles, name: step.thing}))
        for name, parameter in f.parameters.items():
            for offset in self.offsets(parameter.offset, parameter.span):
                changed_parameters = {**f.parameters, name: replace(parameter, offset=offset.thing)}
                yield offset.within(replace(f, parameters=changed_parameters), f"parameter {name}")
        for name, rule in f.rules.items():
            for norm in self.rule(rule):
                yield norm.within(replace(f, rules={**f.rules, name: norm.thing}))

    # Conditions

    def conditions(self, cond: ir.Cond | None) -> Iterator[_Changed[ir.Cond]]:
        """A condition with each change at any depth; nothing where there is none."""
        match cond:
            case None:
                return
            case ir.Test():
                yield self._negated(cond)
                yield from self._shifted(cond)
                if isinstance(cond.term, ir.PassedTerm):
                    for point in self.points(cond.term.point, cond.span):
                        yield point.within(replace(cond, term=replace(cond.term, point=point.thing)))
            case ir.Holds() | ir.Chosen():
                yield self._negated(cond)
            case ir.Not(item=item):
                for each in self.conditions(item):
                    yield each.within(replace(cond, item=each.thing))
            case ir.All(items=items) | ir.AnyOf(items=items):
                if len(items) > 1:
                    every = isinstance(cond, ir.All)
                    flipped = ir.AnyOf(items, cond.span) if every else ir.All(items, cond.span)
                    was, becomes = ("and", "or") if every else ("or", "and")
                    words = f"'{was}' made '{becomes}' in '{self.words.cond(cond)}'"
                    yield _Changed(flipped, Kind.JOINT, words, cond.span)
                for number, item in enumerate(items):
                    for each in self.conditions(item):
                        yield each.within(replace(cond, items=(*items[:number], each.thing, *items[number + 1 :])))

    def _negated(self, cond: ir.Test | ir.Holds | ir.Chosen) -> _Changed[ir.Cond]:
        return _Changed(ir.Not(cond, cond.span), Kind.TEST, f"'{self.words.cond(cond)}' negated", cond.span)

    def _shifted(self, test: ir.Test) -> Iterator[_Changed[ir.Cond]]:
        scale = self.scale(test.term)
        for accepted in shifted(test.accepted, scale):
            becomes = replace(test, accepted=accepted)
            words = f"'{self.words.cond(test)}' made '{self._accepting(becomes, scale)}'"
            yield _Changed(becomes, Kind.VALUES, words, test.span)

    def _accepting(self, test: ir.Test, scale: tuple[str, ...]) -> str:
        every = set(scale) <= test.accepted
        return f"{self.words.term(test.term)} is anything" if every else self.words.cond(test)

    def scale(self, term: ir.Term) -> tuple[str, ...]:
        """The ordered values of what a term looks at; none where they have no order."""
        match term:
            case ir.FieldTerm(event=event, field=name):
                found = self.framework.events[event].field(name)
                type_ = found.type if found else None
            case ir.FactTerm(fact=name):
                type_ = self.framework.facts[name].type
            case ir.PositionTerm():
                return _POSITIONS
            case _:
                return ()
        return type_.values if isinstance(type_, ir.Domain) and type_.ordered else ()

    # Clauses

    def decision(self, decision: ir.Decision) -> Iterator[_Changed[ir.Decision]]:
        """A decision with each change; the last row, `otherwise`, stays."""
        rows = decision.rows
        for number, row in enumerate(rows):
            place = f"row {number + 1} of {decision.name}"
            if row.when is None:
                continue
            without = replace(decision, rows=(*rows[:number], *rows[number + 1 :]))
            yield _Changed(without, Kind.ROW, f"{place} ('{spoken(row.value)}') dropped", row.span)
            for cond in self.conditions(row.when):
                changed = (*rows[:number], replace(row, when=cond.thing), *rows[number + 1 :])
                yield cond.within(replace(decision, rows=changed), place)

    def lifecycle(self, lifecycle: ir.Lifecycle) -> Iterator[_Changed[ir.Lifecycle]]:
        """A lifecycle with each change in its transitions."""
        every = lifecycle.transitions
        for number, each in enumerate(every):
            before, after = every[:number], every[number + 1 :]
            place = f"transition {number + 1} of {lifecycle.name} (to {spoken(each.target)})"
            without = replace(lifecycle, transitions=(*before, *after))
            yield _Changed(without, Kind.TRANSITION, f"{place} dropped", each.span)
            for cond in self.conditions(each.when):
                changed = (*before, replace(each, when=cond.thing), *after)
                yield cond.within(replace(lifecycle, transitions=changed), place)

    def rule(self, rule: ir.Rule) -> Iterator[_Changed[ir.Rule]]:
        """A rule with each change."""
        place = f"rule {rule.name}"
        for norm in self.modalities(rule.modality):
            yield norm.within(replace(rule, modality=norm.thing), place)
        for cond in self.conditions(rule.when):
            yield cond.within(replace(rule, when=cond.thing), f"{place}, when it arises")
        for cond in self.conditions(rule.during):
            yield cond.within(replace(rule, during=cond.thing), f"{place}, while")
        for window in self.windows(rule.window):
            yield window.within(replace(rule, window=window.thing), place)
        for number, exception in enumerate(rule.exceptions):
            for each in self.exclusion(exception, rule.name):
                changed = (*rule.exceptions[:number], each.thing, *rule.exceptions[number + 1 :])
                yield each.within(replace(rule, exceptions=changed))

    def exclusion(self, exception: ir.Exclusion, of: str) -> Iterator[_Changed[ir.Exclusion]]:
        """An exception with each change. One that is dropped never holds: those written against it keep their sense."""
        place = f"exception {exception.name} of {of}"
        never = replace(exception, when=ir.AnyOf((), exception.span))
        yield _Changed(never, Kind.EXCEPTION, f"{place} dropped", exception.span)
        for name in exception.against:
            fewer = replace(exception, against=tuple(each for each in exception.against if each != name))
            yield _Changed(fewer, Kind.AGAINST, f"{place}: 'against {name}' dropped", exception.span)
        for cond in self.conditions(exception.when):
            yield cond.within(replace(exception, when=cond.thing), place)
        for norm in self.modalities(exception.modality):
            yield norm.within(replace(exception, modality=norm.thing), place)
        for window in self.windows(exception.window):
            yield window.within(replace(exception, window=window.thing), place)

    # Modality and time

    def modalities(self, norm: ir.Modality | None) -> Iterator[_Changed[ir.Modality]]:
        """Without its softening; turned about; as a power instead of a duty, or the other way about."""
        if norm is None:
            return
        weaker = ir.Strength.WILL if norm.strength is ir.Strength.MAY else ir.Strength.MAY
        found = [replace(norm, softened="")] if norm.softened else []
        for each in (*found, replace(norm, negated=not norm.negated), replace(norm, strength=weaker)):
            yield _Changed(each, Kind.MODALITY, f"'{modality(norm)}' made '{modality(each)}'", norm.span)

    def windows(self, window: ir.Window | None) -> Iterator[_Changed[ir.Window | None]]:
        """A window with each end changed or dropped."""
        if window is None:
            return
        ends = ("earliest", window.earliest, window.latest), ("latest", window.latest, window.earliest)
        for name, end, other in ends:
            if end is None:
                continue

            def with_end(point: ir.Point | None, earliest: bool = name == "earliest") -> ir.Window:
                return replace(window, earliest=point) if earliest else replace(window, latest=point)

            without = with_end(None) if other is not None else None
            words = f"the {name} day ('{self.words.point(end)}') dropped"
            yield _Changed(without, Kind.END, words, window.span)
            for point in self.points(end, window.span):
                yield point.within(with_end(point.thing))

    def points(self, point: ir.Point, span: Span) -> Iterator[_Changed[ir.Point]]:
        """A day reckoned otherwise; where a parameter says how long, the parameter is changed instead."""
        if point.offset is not None and point.offset.parameter is None:
            for offset in self.offsets(point.offset, span):
                yield offset.within(replace(point, offset=offset.thing))

    def offsets(self, offset: ir.Offset, span: Span) -> Iterator[_Changed[ir.Offset]]:
        """One unit less, one more, and another unit."""
        others = [replace(offset, amount=offset.amount + step) for step in (-1, 1) if offset.amount + step >= 0]
        if offset.amount:
            others += [replace(offset, unit=unit) for unit in (_UNITS.get(offset.unit),) if unit]
        for each in others:
            yield _Changed(each, Kind.TIME, f"'{self.words.offset(offset)}' made '{self.words.offset(each)}'", span)


def shifted(accepted: frozenset[str], scale: tuple[str, ...]) -> Iterator[frozenset[str]]:
    """The accepted values moved by one on their scale: a stretch that reaches an end moves its other end alone.

    Values that do not stand on the scale stay. A move that leaves no value of the scale is left out.
    """
    places = [place for place, value in enumerate(scale) if value in accepted]
    if not places or len(places) == len(scale):
        return
    first, last, end = places[0], places[-1], len(scale) - 1
    whole = len(places) == last - first + 1
    for step in (-1, 1):
        if whole and first == 0:
            moved = list(range(last + 1 + step))
        elif whole and last == end:
            moved = list(range(first + step, end + 1))
        else:
            moved = [place + step for place in places if 0 <= place + step <= end]
        if moved:
            yield accepted - set(scale) | {scale[place] for place in moved}
