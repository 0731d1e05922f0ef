"""What is known of many cases, as valuations of clause groups: the column way into the kernel.

Every method mirrors one of `engine/valuation.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ...dsl import ir
from ..expressions import Time, Variable
from ..settings import Settings
from . import atoms
from .population import (
    NEVER,
    NO_DAY,
    Completeness,
    Days,
    Flags,
    Masks,
    Numbers,
    Population,
    day,
    effective_days,
    number,
)

_ANYWHERE = ir.DayAnchor(dt.date.min)
"""Stands for the anchor of a point where it does not matter which it is."""

ABSENT, UNRECORDED = -1, -2
"""Stand for the slot of an event that is not there, and of one of which nothing is known."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """The moment of asking, for each subject: the day, and how many events count as having happened."""

    day: Days
    count: Numbers

    def at(self, chosen: Numbers) -> Asked:
        """The same for some of the subjects."""
        return Asked(self.day[chosen], self.count[chosen])


@dataclass(frozen=True, slots=True, eq=False)
class Of:
    """The slots that a clause speaks of, for each subject: of its event, and of the act done (None: none yet)."""

    it: Numbers
    done: Numbers | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """The slot that a reference finds for each subject, and whether the record is sure to show it."""

    slot: Numbers
    certain: Flags


class Columns:
    """Some subjects of a population as of a day. `effective` and `place` are [slot, subject]: the day on which the
    event takes effect (NEVER: not by the asking day), and its place in the order of events."""

    def __init__(self, population: Population, settings: Settings, as_of: int) -> None:
        self.population = population
        self.framework = population.framework
        self.settings = settings
        self.as_of = as_of
        size = population.size
        # One row at least: where there are no slots, a row of events that never took place.
        self.effective = np.full((max(1, len(population.slots)), size), NEVER, dtype=np.int32)
        for row, slot in enumerate(population.slots):
            days = effective_days(slot, self.framework.events[slot.event])
            happened = slot.present & (days != NO_DAY) & (days <= as_of)
            self.effective[row] = np.where(happened, days, NEVER)
        order = np.argsort(self.effective, axis=0, kind="stable")
        self.place = np.argsort(order, axis=0, kind="stable").astype(np.int64)
        self.order = order.astype(np.int64)
        self.count = (self.effective != NEVER).sum(axis=0).astype(np.int64)
        self.events = tuple(slot.event for slot in population.slots)
        self.states: Callable[[str, Numbers, Asked], Masks] = _no_states
        self.entries: Callable[[str, Numbers, Asked], Numbers] = _no_entries
        self._calendar: dict[ir.Point, dict[int, int]] = {}

    def tied(self) -> Flags:
        """The subjects with two events on one day, whose order is not given."""
        ordered = np.sort(self.effective, axis=0)
        same = (ordered[1:] == ordered[:-1]) & (ordered[1:] != NEVER)
        result: Flags = same.any(axis=0) if len(ordered) > 1 else np.zeros(self.population.size, dtype=bool)
        return result

    def at_as_of(self) -> Asked:
        """As of the asking day, at its end."""
        return Asked(np.full(self.population.size, self.as_of, dtype=np.int32), self.count)

    def at_end_of(self, days: Days, subjects: Numbers) -> Asked:
        """At the end of a day of each subject."""
        return Asked(days, (self.effective[:, subjects] <= days).sum(axis=0).astype(np.int64))

    def day_of(self, slot: Numbers, subjects: Numbers) -> Days:
        """The effective day of a slot of each subject; NO_DAY where there is none."""
        found = self.effective[np.maximum(slot, 0), subjects]
        return np.where(slot >= 0, found, NO_DAY).astype(np.int32)

    # Valuations

    def masks(
        self,
        variables: tuple[Variable, ...],
        subjects: Numbers,
        of: Of,
        asked: dict[Time, Asked],
    ) -> list[Masks]:
        """The mask over the classes of each variable, for some subjects and the slot that each is about."""
        return [
            _classes(variable, self.values(variable.term, subjects, of, asked[variable.time])) for variable in variables
        ]

    def values(self, term: ir.Term, subjects: Numbers, of: Of, asked: Asked) -> Masks:
        """The mask over the domain of a term."""
        size = len(subjects)
        match term:
            case ir.FieldTerm(ref=ref, event=event, field=name, domain=domain):
                return self._field(self.reference(ref, subjects, of, asked), subjects, event, name, domain)
            case ir.FactTerm(fact=name, domain=domain):
                given = self.population.facts.get(name)
                return np.full(size, _all(domain), dtype=np.uint64) if given is None else given[subjects]
            case ir.ReadingTerm(reading=name, domain=domain):
                return np.full(size, 1 << domain.index(self.settings.reading(name)), dtype=np.uint64)
            case ir.ExistsTerm():
                return self._exists(term, subjects, of, asked)
            case ir.PassedTerm(point=point):
                days, absent = self.anchor(point.anchor, subjects, of, asked)
                return np.where(absent, atoms.NO, atoms.passed(self.shifted(point, days), asked.day))
            case ir.PositionTerm():
                return self._position(term, subjects, of, asked)
            case ir.KnownTerm(term=inner):
                found = self.values(inner, subjects, of, asked)
                single = (found & (found - np.uint64(1))) == 0
                absent = found == _bit(inner.domain, ir.ABSENT)
                return np.where(single & ~absent, atoms.YES, atoms.NO)
            case ir.CountTerm() | ir.PresumedTerm():
                raise AssertionError("this is asked case by case: see `columnar`")
            case ir.StateTerm(lifecycle=name):
                return self.states(name, subjects, asked)

    def _position(self, term: ir.PositionTerm, subjects: Numbers, of: Of, asked: Asked) -> Masks:
        reference = self.reference(term.ref, subjects, of, asked)
        days = np.where(reference.certain, self._moment(reference.slot, term.moment, subjects), NO_DAY)
        anchors, nowhere = self.anchor(term.mark.anchor, subjects, of, asked)
        marks = self.shifted(term.mark, anchors)
        never = _bit(term.domain, ir.ABSENT)
        missing = np.where(reference.certain, never, _all(term.domain))
        found = np.where(reference.slot == ABSENT, missing, atoms.position(days.astype(np.int32), marks))
        return np.where(nowhere, never, found).astype(np.uint64)

    def _field(self, reference: Reference, subjects: Numbers, event: str, name: str, domain: tuple[str, ...]) -> Masks:
        unknown = np.uint64(_all(tuple(value for value in domain if value != ir.ABSENT)))
        result = np.full(len(subjects), unknown, dtype=np.uint64)
        for row, slot in enumerate(self.population.slots):
            if slot.event == event and name in slot.fields:
                here = (reference.slot == row) & reference.certain
                result = np.where(here, slot.fields[name][subjects], result)
        absent = np.where(reference.certain, _bit(domain, ir.ABSENT), np.uint64(_all(domain)))
        return np.where(reference.slot == ABSENT, absent, result).astype(np.uint64)

    # References

    def covers(self, event: str, subjects: Numbers, after: Days, until: Days) -> Flags:
        """Whether an event after one day (NO_DAY: at any time) and until another would be on record."""
        complete: Completeness | None = self.population.complete.get(event)
        if complete is None:
            return np.ones(len(subjects), dtype=bool)
        if not complete.ever:
            return np.zeros(len(subjects), dtype=bool)
        since = complete.since[subjects]
        result: Flags = (since == NO_DAY) | ((after != NO_DAY) & (after >= since))
        if complete.until is not None:
            result &= until <= number(complete.until)
        return result

    def reference(self, ref: ir.Ref, subjects: Numbers, of: Of, asked: Asked) -> Reference:
        """The event that a reference means at the moment of asking."""
        match ref:
            case ir.It():
                return Reference(of.it, np.ones(len(subjects), dtype=bool))
            case ir.Done():
                done = np.full(len(subjects), UNRECORDED, dtype=np.int64) if of.done is None else of.done
                return Reference(done, np.ones(len(subjects), dtype=bool))
            case ir.Pick(selector=selector, event=event, base=None):
                return self._pick(selector, event, subjects, asked.count, asked.day, False)
            case ir.Pick(selector=selector, event=event, base=ir.It() | ir.Done() | ir.Pick() as base):
                origin = self.reference(base, subjects, of, asked)
                found = (origin.slot >= 0) & origin.certain
                limit = np.where(found, self.place[np.maximum(origin.slot, 0), subjects], 0)
                days = self.day_of(origin.slot, subjects)
                picked = self._pick(selector, event, subjects, limit, days, True)
                lost = np.where(origin.slot == ABSENT, ABSENT, UNRECORDED)
                return Reference(
                    np.where(found, picked.slot, lost),
                    np.where(found, picked.certain, origin.certain & (origin.slot == ABSENT)),
                )
            case _:
                raise AssertionError("a reference is an event of the clause or one that is picked")

    def latest(self, event: str | None) -> tuple[Numbers, Numbers, Flags]:
        """The subjects for which a clause about the latest event of a type can be asked, that event's slot, and whether
        a later one may be missing from the record; everyone where the clause is about no event."""
        everyone = np.arange(self.population.size, dtype=np.int64)
        nothing = Of(np.full(len(everyone), UNRECORDED, dtype=np.int64))
        if event is None:
            return everyone, nothing.it, np.zeros(len(everyone), dtype=bool)
        latest = self.reference(ir.Pick(ir.Selector.LATEST, event), everyone, nothing, self.at_as_of())
        subjects = np.flatnonzero(latest.slot >= 0)
        return subjects, latest.slot[subjects], ~latest.certain[subjects]

    def ordered(self, event: str) -> Numbers:
        """The slots of the events of a type in their order, as [place among them, subject]; ABSENT behind the last."""
        rows = [row for row, name in enumerate(self.events) if name == event]
        places = np.sort(np.where(self.place[rows] < self.count, self.place[rows], np.int64(NEVER)), axis=0)
        there = places < np.int64(NEVER)
        everyone = np.arange(self.population.size)
        slots = self.order[np.where(there, places, 0), everyone] if len(rows) else places
        found: Numbers = np.where(there, slots, ABSENT)
        return found

    def _pick(
        self,
        selector: ir.Selector,
        event: str,
        subjects: Numbers,
        limit: Numbers,
        until: Days,
        based: bool,
    ) -> Reference:
        slots = [row for row, name in enumerate(self.events) if name == event]
        size = len(subjects)
        if not slots:
            none = np.full(size, NO_DAY, dtype=np.int32)
            return Reference(np.full(size, ABSENT, dtype=np.int64), self.covers(event, subjects, none, until))
        places = np.stack([self.place[row, subjects] for row in slots])
        past = (places < limit) & (places < self.count[subjects])
        back = 2 if selector is ir.Selector.PREVIOUS and not based else 1
        if selector is ir.Selector.FIRST:
            ranked = np.sort(np.where(past, places, np.int64(NEVER)), axis=0)[0]
            found = ranked != NEVER
        else:
            ranked_all = np.sort(np.where(past, places, np.int64(-1)), axis=0)[::-1]
            ranked = ranked_all[back - 1] if len(slots) >= back else np.full(size, -1, dtype=np.int64)
            found = ranked >= 0
        slot = np.where(found, self.order[np.where(found, ranked, 0), subjects], ABSENT)
        days = self.day_of(slot, subjects)
        if selector is ir.Selector.FIRST:
            after = np.full(size, NO_DAY, dtype=np.int32)
            return Reference(slot, self.covers(event, subjects, after, np.where(found, days, until).astype(np.int32)))
        return Reference(slot, self.covers(event, subjects, days, until))

    def _exists(self, term: ir.ExistsTerm, subjects: Numbers, of: Of, asked: Asked) -> Masks:
        size = len(subjects)
        first, after = np.zeros(size, dtype=np.int64), np.full(size, NO_DAY, dtype=np.int32)
        limit, until = asked.count, asked.day
        never, unsure = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
        for bound, is_since in ((term.stretch.since, True), (term.stretch.before, False)):
            match bound:
                case None:
                    continue
                case ir.Done() if of.done is None and not is_since:
                    continue  # before an act that is still to be done: until now
                case ir.DayAnchor(day=mark):
                    days = np.full(size, number(mark), dtype=np.int32)
                    place = (self.effective[:, subjects] < days).sum(axis=0).astype(np.int64)
                    if is_since:
                        first, after = place, days - np.int32(1)
                    else:
                        limit, until = np.minimum(limit, place), np.minimum(until, days - np.int32(1))
                    continue
                case ir.It() | ir.Done() | ir.That() | ir.Entry() | ir.Pick():
                    origin = self.reference(bound, subjects, of, asked)
            never |= (origin.slot == ABSENT) & origin.certain & ~unsure
            unsure |= ~((origin.slot >= 0) & origin.certain) & ~never
            place = self.place[np.maximum(origin.slot, 0), subjects]
            days = self.day_of(origin.slot, subjects)
            if is_since:
                first, after = place + 1, days
            else:
                limit, until = np.minimum(limit, place), days
        some = np.zeros(size, dtype=bool)
        for row, name in enumerate(self.events):
            if name == term.event:
                place = self.place[row, subjects]
                some |= (place >= first) & (place < limit) & (place < self.count[subjects])
        silent = np.where(self.covers(term.event, subjects, after, until), atoms.NO, atoms.EITHER)
        result = np.where(some, atoms.YES, silent)
        return np.where(never, atoms.NO, np.where(unsure, atoms.EITHER, result)).astype(np.uint64)

    # Days

    def anchor(self, anchor: ir.Anchor, subjects: Numbers, of: Of, asked: Asked) -> tuple[Days, Flags]:
        """The day of an anchor, NO_DAY where it is not known; and where there is no such event at all."""
        size = len(subjects)
        nowhere = np.zeros(size, dtype=bool)
        match anchor:
            case ir.DayAnchor(day=mark):
                return np.full(size, number(mark), dtype=np.int32), nowhere
            case ir.FactAnchor() | ir.EntryAnchor():  # a table gives facts without the day from which they hold
                return np.full(size, NO_DAY, dtype=np.int32), nowhere
            case ir.MomentAnchor(ref=ref):
                reference = self.reference(ref, subjects, of, asked)
                absent = (reference.slot == ABSENT) & reference.certain
                days = self._moment(reference.slot, self.settings.moment(anchor), subjects)
                return np.where(reference.certain, days, NO_DAY).astype(np.int32), absent

    def _moment(self, slots: Numbers, moment: str, subjects: Numbers) -> Days:
        result = np.full(len(subjects), NO_DAY, dtype=np.int32)
        for row, slot in enumerate(self.population.slots):
            if moment in slot.moments:
                result = np.where(slots == row, slot.moments[moment][subjects], result)
        return result

    def shifted(self, point: ir.Point, anchors: Days) -> Days:
        """The day that a point names for each anchor; the calendar is asked once for each distinct day."""
        distinct, inverse = np.unique(anchors, return_inverse=True)
        known = self._calendar.setdefault(replace(point, anchor=_ANYWHERE), {})
        for each in distinct.tolist():
            if each not in known:
                anchor = day(each)
                found = None if anchor is None else self.settings.day(point, anchor)
                known[each] = int(NO_DAY) if found is None else number(found)
        result = np.array([known[each] for each in distinct.tolist()], dtype=np.int32)
        return result[inverse]


def _no_states(_name: str, subjects: Numbers, _asked: Asked) -> Masks:
    """Before any lifecycle is folded: guards do not read states."""
    return np.zeros(len(subjects), dtype=np.uint64)


def _no_entries(_name: str, subjects: Numbers, _asked: Asked) -> Numbers:
    return np.full(len(subjects), -1, dtype=np.int64)


def _all(domain: tuple[str, ...]) -> int:
    return (1 << len(domain)) - 1


def _bit(domain: tuple[str, ...], value: str) -> np.uint64:
    return np.uint64(1 << domain.index(value)) if value in domain else np.uint64(0)


def _classes(variable: Variable, values: Masks) -> Masks:
    """From a mask over the domain to a mask over the classes, looked up once for each distinct mask."""
    domain = variable.term.domain
    distinct, inverse = np.unique(values, return_inverse=True)
    classes = [variable.mask(value for i, value in enumerate(domain) if int(mask) >> i & 1) for mask in distinct]
    return np.array(classes, dtype=np.uint64)[inverse]
