"""What might be changed in a case for an answer to be another one: slot by slot, drawn from what the answer reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from ...dsl import ir
from ..deeming import kinds_of
from ..evaluation import Evaluation
from ..history import Occurrence, Spell, canonical, effective_day
from .changes import Added, Change, DaysTo, DoneBy, FactTo, FieldTo, Removed
from .classes import Classes
from .days import Days
from .targets import Sort, Target

LATEST = 6
"""How many events of a type, counted from the latest, are changed."""


class Cost(IntEnum):
    """What is changed rather than what else, where as few changes do: from what is not known to what hardly changes."""

    TOLD = 0
    VALUE = 1
    DAY = 2
    EVENT = 3
    NEW_EVENT = 4
    CONSTANT = 5


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing that may be changed, and to what, the nearest first. `erased`: so that it is not known.

    `at`: the event that it concerns, by its place in the case's list; None: no event of the case.
    """

    cost: Cost
    changes: tuple[Change, ...]
    erased: Change | None = None
    at: int | None = None

    @property
    def takes_out(self) -> bool:
        """Whether it takes an event out, so that nothing else of that event can be changed."""
        return isinstance(self.changes[0], Removed)


@dataclass(frozen=True, slots=True)
class Offers:
    """Collects the slots for one target in one case."""

    evaluation: Evaluation
    target: Target
    classes: Classes
    days: Days

    def slots(self) -> tuple[Slot, ...]:
        """All slots, those that one would rather change first."""
        found = [*self._fields(), *self._doers(), *self._facts(), *self._moves(), *self._removals(), *self._additions()]
        return tuple(sorted((each for each in found if each.changes), key=lambda each: each.cost))

    @property
    def _framework(self) -> ir.Framework:
        return self.evaluation.compiled.framework

    def _events(self) -> Iterator[tuple[int, Occurrence, tuple[str, ...]]]:
        """The latest events of each type that is read, latest first, with the types as which they may count."""
        known, reads = self.evaluation.known, self.days.reads
        counts: dict[str, int] = {}
        dated = [(effective_day(each, self._framework), at, each) for at, each in enumerate(known.case.events)]
        past = [each for each in dated if each[0] is None or each[0] <= known.as_of]
        past.sort(key=lambda each: (each[0] or dt.date.max, canonical(each[2])), reverse=True)
        for _, at, event in past:
            kinds = tuple(kinds_of(self._framework, event.event))
            counts[event.event] = counts.get(event.event, 0) + 1
            if counts[event.event] <= LATEST and any(kind in reads.events for kind in kinds):
                yield at, event, kinds

    # Values

    def _fields(self) -> Iterator[Slot]:
        for at, event, kinds in self._events():
            for spec in self._framework.events[event.event].fields:
                if not any((kind, spec.name) in self.days.reads.fields for kind in kinds):
                    continue
                value = event.value(spec)
                others = self.classes.others(kinds, spec.name, spec.domain, value)
                changes = tuple(FieldTo(at, spec.name, each) for each in others)
                cost = Cost.TOLD if value is None else Cost.VALUE
                yield Slot(cost, changes, FieldTo(at, spec.name, None), at)

    def _doers(self) -> Iterator[Slot]:
        """Who did an event that a rule asks of somebody else."""
        rules = [self._framework.rules[name] for name in sorted(self.days.reads.rules)]
        for at, event, kinds in self._events():
            asked = dict.fromkeys(rule.actor for rule in rules if rule.act in kinds)
            if event.by is not None and asked and event.by not in asked:
                yield Slot(Cost.VALUE, tuple(DoneBy(at, actor) for actor in asked), None, at)

    def _facts(self) -> Iterator[Slot]:
        case = self.evaluation.known.case
        for name in self._framework.facts:
            fact = self._framework.facts[name]
            if name not in self.days.reads.facts or not fact.domain:
                continue
            spells = case.facts.get(name, ())
            value = self._present(spells)
            others = self.classes.others((None,), name, fact.domain, value)
            changes = [FactTo(name, each) for other in others for each in self._accounts(fact, spells, other)]
            if value is not None and name in self.days.reads.since and not fact.constant:
                changes += [FactTo(name, each) for each in self._begun(name, spells, value)]
            cost = Cost.TOLD if value is None else Cost.CONSTANT if fact.constant else Cost.VALUE
            yield Slot(cost, tuple(dict.fromkeys(changes)), FactTo(name, (Spell(None, None),)))

    def _present(self, spells: tuple[Spell, ...]) -> str | None:
        begun = [each for each in spells if each.begins is None or each.begins <= self.days.as_of]
        return begun[-1].value if begun else None

    def _accounts(self, fact: ir.Fact, spells: tuple[Spell, ...], value: str) -> Iterator[tuple[Spell, ...]]:
        """Ways in which a fact may have had another value: throughout, from the same day, or from a critical day on."""
        if len(spells) > 1 and spells[-2].value == value:
            yield spells[:-1]
        yield (Spell(value, None),)
        if fact.constant:
            return
        present = self._present(spells)
        if len(spells) > 1:
            yield (*spells[:-1], Spell(value, spells[-1].begins))
        elif present is not None and (not spells or spells[0].begins is None):
            yield from ((Spell(present, None), Spell(value, day)) for day in self.days.critical())
            yield from ((Spell(value, None), Spell(present, day)) for day in self.days.critical())

    def _begun(self, name: str, spells: tuple[Spell, ...], value: str) -> Iterator[tuple[Spell, ...]]:
        """The fact has had its present value from another day on."""
        last = spells[-1]
        if last.begins is None:
            days = self.days.critical()
        else:
            days = (*self.days.beginnings(name, last.begins), *self.days.critical())
        yield from ((*spells[:-1], Spell(value, day)) for day in days if day != last.begins)

    # Events

    def _moves(self) -> Iterator[Slot]:
        """Events as a whole on other days, and single moments that something is counted from."""
        for at, event, kinds in self._events():
            spec = self._framework.events[event.event]
            day = effective_day(event, self._framework)
            if day is None:
                days = tuple(DaysTo(at, ((spec.effective, each),)) for each in self.days.critical())
                yield Slot(Cost.DAY, days, None, at)
                continue
            first, last = self._room(at, event, day)
            targets = dict.fromkeys((*self.days.moments(event, spec.effective), *self.days.critical()))
            shifts = [each - day for each in targets if each != day and first < each < last]
            shifts.sort(key=lambda shift: (abs(shift), shift))
            read = [name for name in spec.moments if any((kind, name) in self.days.reads.moments for kind in kinds)]
            changes: list[Change] = []
            for name in read:
                if name != spec.effective:
                    changes += self._moment(at, event, spec, name)
            changes += [DaysTo(at, shifted(event, shift)) for shift in shifts]
            yield Slot(Cost.DAY, tuple(changes), None, at)

    def _room(self, at: int, event: Occurrence, day: dt.date) -> tuple[dt.date, dt.date]:
        """The days between which an event can be moved without passing another of its type."""
        others = [each for n, each in enumerate(self.evaluation.known.case.events) if n != at]
        same = [effective_day(each, self._framework) for each in others if each.event == event.event]
        days = [each for each in same if each is not None]
        return (
            max((each for each in days if each <= day), default=dt.date.min),
            min((each for each in days if each >= day), default=dt.date.max),
        )

    def _moment(self, at: int, event: Occurrence, spec: ir.EventType, name: str) -> Iterator[Change]:
        """One moment of an event on another day, between those around it."""
        place = spec.moments.index(name)
        days = [(spec.moments.index(each), day) for each, day in event.moments]
        first = max((day for n, day in days if n < place), default=dt.date.min)
        last = min((day for n, day in days if n > place), default=dt.date.max)
        targets = self.days.critical() if event.moment(name) is None else self.days.moments(event, name)
        yield from (DaysTo(at, ((name, day),)) for day in targets if first <= day <= last)

    def _removals(self) -> Iterator[Slot]:
        for at, _, _ in self._events():
            yield Slot(Cost.EVENT, (Removed(at),), None, at)

    def _additions(self) -> Iterator[Slot]:
        """One more event of each type that is read, of which nothing is told but its days."""
        rule = self._framework.rules[self.target.name] if self.target.sort is Sort.RULE else None
        names = sorted(self.days.reads.events, key=lambda name: (rule is None or rule.act != name, name))
        for name in names:
            spec = self._framework.events[name]
            fields = tuple((each.name, None) for each in spec.fields if each.default is None and each.domain)
            changes = (
                Added(Occurrence(name, tuple((each, day) for each in spec.moments), fields))
                for day in self.days.critical()
            )
            yield Slot(Cost.NEW_EVENT, tuple(changes))


def shifted(event: Occurrence, by: dt.timedelta) -> tuple[tuple[str, dt.date], ...]:
    """The moments of an event, all as many days earlier or later, within the calendar."""
    return tuple(
        (name, dt.date.fromordinal(min(max(day.toordinal() + by.days, 1), dt.date.max.toordinal())))
        for name, day in event.moments
    )
