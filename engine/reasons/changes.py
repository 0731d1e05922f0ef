"""Changes of a case: of a fact, of an event's field, of who did it, of its days; an event taken out, or put in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ...dsl import ir
from ...dsl.words import lowered, titled
from ..history import Case, Occurrence, Spell
from ..phrases import Phrases


@dataclass(frozen=True, slots=True)
class FactTo:
    """A fact has had these values instead."""

    fact: str
    spells: tuple[Spell, ...]


@dataclass(frozen=True, slots=True)
class FieldTo:
    """A field of the event at place `at` of the case's list has this value; None: it is not known."""

    at: int
    field: str
    value: str | None


@dataclass(frozen=True, slots=True)
class DoneBy:
    """The event was done by somebody else."""

    at: int
    by: str


@dataclass(frozen=True, slots=True)
class DaysTo:
    """Moments of the event fell on other days."""

    at: int
    moments: tuple[tuple[str, dt.date], ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """The event did not take place."""

    at: int


@dataclass(frozen=True, slots=True)
class Added:
    """One more event took place."""

    event: Occurrence


Change = FactTo | FieldTo | DoneBy | DaysTo | Removed | Added


def changed(case: Case, changes: Iterable[Change]) -> Case:
    """The case with changes made, each counted from the places of the events in the case as it is."""
    facts = dict(case.facts)
    events: list[Occurrence | None] = list(case.events)
    for each in changes:
        match each:
            case FactTo(fact=name, spells=spells):
                facts[name] = spells
            case Added(event=event):
                events.append(event)
            case Removed(at=at):
                events[at] = None
            case FieldTo(at=at) | DoneBy(at=at) | DaysTo(at=at):
                before = events[at]
                assert before is not None, "an event that is taken out is not changed besides"
                events[at] = _event(before, each)
    return replace(case, facts=facts, events=tuple(each for each in events if each is not None))


def _event(event: Occurrence, change: FieldTo | DoneBy | DaysTo) -> Occurrence:
    match change:
        case FieldTo(field=name, value=value):
            return replace(event, fields=tuple({**dict(event.fields), name: value}.items()))
        case DoneBy(by=by):
            return replace(event, by=by)
        case DaysTo(moments=moments):
            return replace(event, moments=tuple({**dict(event.moments), **dict(moments)}.items()))


@dataclass(frozen=True, slots=True)
class Wording:
    """Says changes of a case in the words of a framework."""

    phrases: Phrases
    case: Case

    def change(self, each: Change) -> str:
        """A change, and what the case says instead."""
        framework, words = self.phrases.framework, self.phrases.words
        match each:
            case FactTo(fact=name, spells=spells):
                fact = framework.facts[name]
                label = lowered(titled(fact.label, name))
                held = ir.FactTerm(name, fact.domain)
                before = self._spells(held, self.case.facts.get(name, ()))
                return f"{label}: {self._spells(held, spells)}, instead of {before}"
            case FieldTo(at=at, field=name, value=value):
                event = self.case.events[at]
                spec = framework.events[event.event].field(name)
                assert spec is not None, "a field that a clause reads is one of the event"
                term = ir.FieldTerm(ir.It(), event.event, name, spec.domain)
                said = f"{self._value(term, value)}, instead of {self._value(term, event.value(spec))}"
                return f"{self.phrases.occurrence(event)}: {words.field(event.event, name)}: {said}"
            case DoneBy(at=at, by=by):
                event = self.case.events[at]
                did = f", instead of {words.named(event.by)}" if event.by else ""
                return f"{self.phrases.occurrence(event)}: done by {words.named(by)}{did}"
            case DaysTo(at=at, moments=moments):
                event = self.case.events[at]
                return f"{self.phrases.occurrence(event)}: {self._days(event, dict(moments))}"
            case Removed(at=at):
                return f"without {self.phrases.occurrence(self.case.events[at])}"
            case Added(event=event):
                known = [name for name, value in event.fields if value is not None]
                told = [f"{words.field(event.event, name)}: {self._told(event, name)}" for name in known]
                fields = f", with {'; '.join(told)}" if told else ""
                day = max(day for _, day in event.moments).isoformat()
                return f"one more {self.phrases.event(event.event)}, on {day}{fields}"

    def _told(self, event: Occurrence, name: str) -> str:
        spec = self.phrases.framework.events[event.event].field(name)
        assert spec is not None, "an event that is put in has the fields of its type"
        return self._value(ir.FieldTerm(ir.It(), event.event, name, spec.domain), dict(event.fields)[name])

    def _value(self, term: ir.Term, value: str | None) -> str:
        if value is None:
            return "not known"
        return self.phrases.value(term, frozenset({value})).removeprefix("it is ")

    def _spells(self, term: ir.Term, spells: tuple[Spell, ...]) -> str:
        told = [
            self._value(term, each.value) + (f" from {each.begins.isoformat()}" if each.begins else "")
            for each in spells
        ]
        return ", then ".join(told) or "not known"

    def _days(self, event: Occurrence, moments: dict[str, dt.date]) -> str:
        by = {(day - before).days for name, day in moments.items() if (before := event.moment(name)) is not None}
        told = ", ".join(f"'{name}' on {day.isoformat()}" for name, day in moments.items())
        if not by:
            return f"{told}, a day that is not known"
        number = by.pop()
        return f"{abs(number)} day{'' if abs(number) == 1 else 's'} {'earlier' if number < 0 else 'later'}, {told}"
