"""The search for a witness: a case is mended, one unmet condition at a time, until the evaluation itself confirms it.

The mending only proposes. What counts is the evaluation of the actual case, so a wrong proposal costs time and is
never a wrong witness. Terms that no proposal is known for leave the search without one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ...dsl import ir
from .. import groups as g
from ..evaluation import Evaluation
from ..history import Dated, Occurrence, Spell
from .drafts import Draft, moved, occurrence, with_field
from .goals import Goal, Want, anchored, found_by

PER_BASE = 40
MAX_TRIES = 240
"""How many cases are evaluated for one goal: from one beginning, and in all."""

_DAY = dt.timedelta(days=1)
_SHIFT = dt.timedelta(days=40)


def find(goal: Goal, bases: Iterable[Draft], compiled: g.Compiled, slim: bool = True) -> Draft | None:
    """A case that meets a goal; None where none was found. `slim`: with nothing in it that does not matter."""
    seen: set[str] = set()
    for base in bases:
        if len(seen) >= MAX_TRIES:
            return None
        stack = [(base, 0)]
        until = len(seen) + PER_BASE
        while stack and len(seen) < until:
            draft, depth = stack.pop()
            if draft.key() in seen:
                continue
            seen.add(draft.key())
            evaluation = draft.evaluated(compiled)
            wants = None if evaluation is None else goal.unmet(evaluation)
            if evaluation is None or wants is None:
                continue
            want = next(wants, None)
            if want is None:
                if goal.shows(draft, evaluation, goal.subject(evaluation)):
                    return slimmed(draft, goal, compiled) if slim else draft
            elif depth <= 3 * len(goal.variables):
                stack += [(each, depth + 1) for each in reversed(list(_mended(draft, want, evaluation, compiled)))]
    return None


def slimmed(draft: Draft, goal: Goal, compiled: g.Compiled) -> Draft:
    """The same witness without the facts, events, moments and fields that it does not need."""
    for smaller in _smaller(draft, compiled.framework):
        if goal.met(smaller, compiled):
            return slimmed(smaller, goal, compiled)
    return draft


def _smaller(draft: Draft, framework: ir.Framework) -> Iterator[Draft]:
    events = draft.case.events
    for n in range(len(events)):
        yield draft.with_events((*events[:n], *events[n + 1 :]))
    for name, spells in draft.case.facts.items():
        if spells:
            rest = {key: value for key, value in draft.case.facts.items() if key != name}
            yield Draft(replace(draft.case, facts=rest), draft.as_of, draft.settings)
    for n, each in enumerate(events):
        for name, _ in each.fields:
            kept = tuple(pair for pair in each.fields if pair[0] != name)
            yield draft.with_events((*events[:n], replace(each, fields=kept), *events[n + 1 :]))
        for name, _ in each.moments:
            if name != framework.events[each.event].effective:
                days = tuple(pair for pair in each.moments if pair[0] != name)
                yield draft.with_events((*events[:n], replace(each, moments=days), *events[n + 1 :]))


# Mending


def _mended(draft: Draft, want: Want, evaluation: Evaluation, compiled: g.Compiled) -> Iterator[Draft]:
    """Cases that may come nearer to what is wanted."""
    match want.term:
        case ir.FieldTerm(ref=ref, event=event, field=name):
            values = [value for value in want.term.domain if value in want.values and value != ir.ABSENT]
            yield from _of_event(draft, want, ref, event, evaluation, compiled, [(name, value) for value in values])
        case ir.FactTerm(fact=name):
            constant = compiled.framework.facts[name].constant
            for value in (each for each in want.term.domain if each in want.values):
                yield draft.with_fact(name, (Spell(value, None),))
                if not constant:
                    yield from _dated_fact(draft, name, value, want.asked.day)
        case ir.ReadingTerm(reading=name):
            for value in sorted(want.values):
                yield Draft(draft.case, draft.as_of, draft.settings.with_reading(name, value))
        case ir.ExistsTerm(event=event):
            if ir.YES in want.values:
                yield from _inserted(draft, event, want.it, compiled.framework)
            else:
                yield from _without(draft, event, want.it)
        case ir.PassedTerm(point=point):
            yield from _around(draft, want, point, evaluation)
        case ir.PositionTerm(ref=ref, event=event, moment=moment, mark=mark):
            if want.values == {ir.ABSENT}:
                yield from _of_event(draft, want, ref, event, evaluation, compiled, [])
                return
            found = found_by(ref, evaluation, want.it, want.asked)
            if found is None:
                yield from _inserted(draft, event, want.it, compiled.framework)
                return
            now = found.occurrence.moment(moment)
            anchor = anchored(mark.anchor, evaluation, want.it, want.asked)
            day = None if anchor is None else draft.settings.day(mark, anchor)
            if now is None or day is None:
                return
            for where, target in (("before", day - _SHIFT), ("on", day), ("after", day + _SHIFT)):
                if where in want.values:
                    yield from _shifted(draft, found, target - now)
        case _:
            return


def _of_event(
    draft: Draft,
    want: Want,
    ref: ir.Ref,
    event: str,
    evaluation: Evaluation,
    compiled: g.Compiled,
    fields: list[tuple[str, str]],
) -> Iterator[Draft]:
    """The event meant with another field, or removed, or put in where it is not there."""
    found = found_by(ref, evaluation, want.it, want.asked)
    if found is not None:
        others = tuple(each for each in draft.case.events if each != found.occurrence)
        for name, value in fields:
            yield draft.with_events((*others, with_field(found.occurrence, name, value)))
        if ir.ABSENT in want.values and found != want.it:
            yield draft.with_events(others)
    if found is None or found != want.it:
        for name, value in fields:
            for each in _inserted(draft, event, want.it, compiled.framework):
                added = each.case.events[-1]
                yield each.with_events((*each.case.events[:-1], with_field(added, name, value)))


def _inserted(draft: Draft, event: str, it: Dated | None, framework: ir.Framework) -> Iterator[Draft]:
    """The case with one more event: before all others, just before `it`, just after it. It is the last in the list."""
    spec = framework.events[event]
    days = [day for each in draft.case.events for _, day in each.moments]
    first = min((*days, draft.as_of))
    yield draft.with_events((*draft.case.events, occurrence(spec, first - 2 * _SHIFT)))
    if it is not None:
        yield draft.with_events((*draft.case.events, occurrence(spec, it.day - 4 * _DAY)))
        yield draft.with_events((*draft.case.events, occurrence(spec, it.day + _SHIFT)))


def _without(draft: Draft, event: str, it: Dated | None) -> Iterator[Draft]:
    kept = tuple(each for each in draft.case.events if each.event != event or (it and each == it.occurrence))
    if len(kept) < len(draft.case.events):
        yield draft.with_events(kept)
    for each in draft.case.events:
        if each.event == event and not (it and each == it.occurrence):
            yield draft.with_events(tuple(other for other in draft.case.events if other != each))


def _dated_fact(draft: Draft, name: str, value: str, day: dt.date) -> Iterator[Draft]:
    """The fact takes the value on the day itself, having had its other value before; or has it until that day."""
    spells = draft.case.facts.get(name, ())
    before = tuple(each for each in spells if each.begins is None or each.begins < day)
    yield draft.with_fact(name, (*before, Spell(value, day)))
    if spells and spells[0].begins is None:
        yield draft.with_fact(name, (Spell(value, None), Spell(spells[0].value, day + _DAY), *spells[1:]))


def _around(draft: Draft, want: Want, point: ir.Point, evaluation: Evaluation) -> Iterator[Draft]:
    """The day of asking, or the events, moved to where a day has passed or has not."""
    anchor = anchored(point.anchor, evaluation, want.it, want.asked)
    if anchor is None:
        if isinstance(point.anchor, ir.FactAnchor):
            spells = draft.case.facts.get(point.anchor.fact, ())
            if spells and spells[-1].begins is None:
                begins = want.asked.day - 30 * _DAY
                yield draft.with_fact(point.anchor.fact, (*spells[:-1], Spell(spells[-1].value, begins)))
        elif isinstance(point.anchor, ir.MomentAnchor) and isinstance(point.anchor.ref, ir.Pick):
            yield from _inserted(draft, point.anchor.ref.event, want.it, evaluation.compiled.framework)
        return
    day = draft.settings.day(point, anchor)
    if day is None:
        return
    passed = ir.YES in want.values
    if want.asked.day == draft.as_of:
        last = max((each for event in draft.case.events for _, each in event.moments), default=draft.as_of)
        target = day + _DAY if passed else day
        if target >= last:
            yield Draft(draft.case, target, draft.settings)
    if want.it is not None:
        by = (day + _DAY if passed else day) - want.asked.day
        yield from _shifted(draft, want.it, by)
    if isinstance(point.anchor, ir.FactAnchor):
        spells = draft.case.facts[point.anchor.fact]
        by = (want.asked.day - _DAY if passed else want.asked.day) - day
        last_spell = spells[-1]
        if last_spell.begins is not None:
            yield draft.with_fact(point.anchor.fact, (*spells[:-1], Spell(last_spell.value, last_spell.begins + by)))


def _shifted(draft: Draft, found: Dated, by: dt.timedelta) -> Iterator[Draft]:
    """An event on another day: by itself, with all before it, with all after it, and with the whole case."""

    def place(each: Occurrence) -> int:
        mine, other = found.occurrence.moments[0][1], each.moments[0][1]
        return (other > mine) - (other < mine)

    def shift(which: tuple[int, ...]) -> Draft:
        events = tuple(moved(each, by) if place(each) in which else each for each in draft.case.events)
        return draft.with_events(events)

    for which in ((0,), (-1, 0), (0, 1), (-1, 0, 1)):
        yield shift(which)
