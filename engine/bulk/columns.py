"""What is known of many cases, as valuations of clause groups: the column way into the kernel.

Every method mirrors one of `engine/valuation.py`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Set
from dataclasses import dataclass, replace

import numpy as np

from ...dsl import ir
from .. import expressions as x
from .. import groups as g
from .. import kernel
from ..settings import Settings
from . import atoms
from .entries import Entered
from .keys import distinct, distinct_keys
from .lookup import Lookup
from .population import NEVER, NO_DAY, Days, Flags, Masks, Numbers, Population, day, number
from .timeline import ABSENT, UNRECORDED, Asked, Timeline

_ANYWHERE = ir.DayAnchor(dt.date.min)
"""Stands for the anchor of a point where it does not matter which it is."""

SURELY, NOT, PERHAPS = 1, 2, 3
"""Whether something is so, as a set: bit 1 where it may be, bit 2 where it may not be."""


@dataclass(frozen=True, slots=True, eq=False)
class Of:
    """The slots that a condition speaks of, for each subject: of its event, of the act done (None: none yet), and of
    what each `where` around it tries, innermost first."""

    it: Numbers
    done: Numbers | None = None
    thats: tuple[Numbers, ...] = ()

    def trying(self, slot: int, chosen: Numbers) -> Of:
        """The same for some of the subjects, inside a `where` that tries a slot."""
        tried = np.full(len(chosen), slot, dtype=np.int64)
        done = None if self.done is None else self.done[chosen]
        return Of(self.it[chosen], done, (tried, *(each[chosen] for each in self.thats)))


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """The slot that a reference finds for each subject, and whether the record is sure to show it."""

    slot: Numbers
    certain: Flags

    @property
    def sure(self) -> Flags:
        """Where there is an event, and surely that one."""
        found: Flags = (self.slot >= 0) & self.certain
        return found

    @property
    def absent(self) -> Flags:
        """Where there is surely none."""
        found: Flags = (self.slot == ABSENT) & self.certain
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A part of each subject's history: from the place `first` to `end`; `after` is the day behind which it lies
    (NO_DAY: any). `nowhere`: one of its bounds is surely not there; `unsure`: it is not known where one is."""

    first: Numbers
    after: Days
    end: Asked
    nowhere: Flags
    unsure: Flags


class Columns(Timeline):
    """What is known of some subjects of a population as of a day.

    `states` gives the states in which a lifecycle may be, `entries` how it came into one (None: into its present one).
    """

    def __init__(self, compiled: g.Compiled, population: Population, settings: Settings, as_of: int) -> None:
        super().__init__(population, settings, as_of)
        self.filters = compiled.filters
        self.states: Callable[[str, Numbers, Asked], Masks] = _no_states
        self.entries: Callable[[str, str | None, Numbers, Asked], Entered] = _no_entries
        self.lookup = Lookup(self)
        self._calendar: dict[ir.Point, dict[int, int]] = {}

    # Valuations

    def masks(
        self, variables: tuple[x.Variable, ...], subjects: Numbers, of: Of, asked: dict[x.Time, Asked]
    ) -> list[Masks]:
        """The mask over the classes of each variable, for some subjects and the slots that each is about."""
        return [self._of_variable(variable, subjects, of, asked[variable.time]) for variable in variables]

    def _of_variable(self, variable: x.Variable, subjects: Numbers, of: Of, asked: Asked) -> Masks:
        if not isinstance(variable.term, ir.CountTerm):
            return _classes(variable, self.values(variable.term, subjects, of, asked))
        term = variable.term
        found = self._count(term.event, term.stretch, term.where, subjects, of, asked)
        keys = distinct_keys([np.minimum(each, ir.MAX_COUNT) for each in found], len(subjects))
        classes = [variable.mask(ir.COUNTS[fewest : most + 1]) for fewest, most in keys.distinct]
        return np.array(classes, dtype=np.uint64)[keys.number]

    def several(self, term: ir.Term, subjects: Numbers, of: Of, asked: Asked) -> Flags:
        """Whether a term may have more than one value."""
        if isinstance(term, ir.CountTerm):
            fewest, most = self._count(term.event, term.stretch, term.where, subjects, of, asked)
            counted: Flags = np.minimum(fewest, ir.MAX_COUNT) != np.minimum(most, ir.MAX_COUNT)
            return counted
        values = self.values(term, subjects, of, asked)
        found: Flags = (values & (values - np.uint64(1))) != 0
        return found

    def truths(self, condition: g.Filter, subjects: Numbers, of: Of, asked: Asked) -> Numbers:
        """Whether a condition that stands by itself may hold, and whether it may fail."""
        masks = self.masks(condition.variables, subjects, of, dict.fromkeys(x.TIMES, asked))
        return truths_of(condition.expression, masks, len(subjects))

    def values(self, term: ir.Term, subjects: Numbers, of: Of, asked: Asked) -> Masks:
        """The mask over the domain of a term."""
        size = len(subjects)
        match term:
            case ir.FieldTerm(ref=ref, event=event, field=name, domain=domain):
                return self._field(self.reference(ref, subjects, of, asked), subjects, event, name, domain)
            case ir.FactTerm(fact=name, domain=domain):
                given = self.population.facts.get(name)
                return np.full(size, _all(domain), dtype=np.uint64) if given is None else given[subjects]
            case ir.StateTerm(lifecycle=name):
                return self.states(name, subjects, asked)
            case ir.ReadingTerm(reading=name, domain=domain):
                return np.full(size, 1 << domain.index(self.settings.reading(name)), dtype=np.uint64)
            case ir.ExistsTerm(event=event, stretch=stretch, where=where):
                fewest, most = self._count(event, stretch, where, subjects, of, asked)
                return np.where(fewest > 0, atoms.YES, np.where(most > 0, atoms.EITHER, atoms.NO)).astype(np.uint64)
            case ir.CountTerm():
                raise AssertionError("a count has more values than a mask has bits: it is asked by its classes")
            case ir.KnownTerm(term=inner):
                found = self.values(inner, subjects, of, asked)
                single = (found & (found - np.uint64(1))) == 0
                absent = found == _bit(inner.domain, ir.ABSENT)
                return np.where(single & ~absent, atoms.YES, atoms.NO)
            case ir.PresumedTerm(cond=cond, answer=answer):
                truths = self.truths(self.filters[cond], subjects, of, asked)
                presumed = _bit(term.domain, answer)
                return np.where(truths == PERHAPS, presumed, truths.astype(np.uint64))
            case ir.PassedTerm(point=point):
                told = np.zeros(size, dtype=np.uint64)
                for days, absent in self._anchors(point.anchor, subjects, of, asked):
                    told |= np.where(absent, atoms.NO, atoms.passed(self.shifted(point, days), asked.day))
                return told
            case ir.PositionTerm():
                return self._position(term, subjects, of, asked)

    def _position(self, term: ir.PositionTerm, subjects: Numbers, of: Of, asked: Asked) -> Masks:
        reference = self.reference(term.ref, subjects, of, asked)
        days = np.where(reference.certain, self.moment(reference.slot, term.moment, subjects), NO_DAY)
        never = _bit(term.domain, ir.ABSENT)
        missing = np.where(reference.certain, never, _all(term.domain))
        result = np.zeros(len(subjects), dtype=np.uint64)
        for anchors, nowhere in self._anchors(term.mark.anchor, subjects, of, asked):
            marks = self.shifted(term.mark, anchors)
            found = np.where(reference.slot == ABSENT, missing, atoms.position(days.astype(np.int32), marks))
            result |= np.where(nowhere, never, found).astype(np.uint64)
        return result

    def _field(self, reference: Reference, subjects: Numbers, event: str, name: str, domain: tuple[str, ...]) -> Masks:
        unknown = np.uint64(_all(tuple(value for value in domain if value != ir.ABSENT)))
        told = self.lookup.field(event, name)[np.maximum(reference.slot, 0), subjects]
        if reference.sure.all():
            return told.astype(np.uint64)
        known = np.where(reference.sure, told, unknown)
        absent = np.where(reference.certain, _bit(domain, ir.ABSENT), np.uint64(_all(domain)))
        return np.where(reference.slot == ABSENT, absent, known).astype(np.uint64)

    # References

    def reference(self, ref: ir.Ref, subjects: Numbers, of: Of, asked: Asked) -> Reference:
        """The event that a reference means at the moment of asking."""
        sure = np.ones(len(subjects), dtype=bool)
        match ref:
            case ir.It():
                return Reference(of.it, sure)
            case ir.Done():
                none = np.full(len(subjects), UNRECORDED, dtype=np.int64)
                return Reference(none if of.done is None else of.done, sure)
            case ir.That(depth=depth):
                return Reference(of.thats[depth], sure)
            case ir.Entry(lifecycle=lifecycle, state=state):
                place = self.entries(lifecycle, state, subjects, asked).place
                return Reference(self.slot_at(place, subjects), place >= ABSENT)
            case ir.Pick(base=None):
                return self._pick(ref, asked, subjects, of, asked)
            case ir.Pick(base=base):
                assert base is not None, "a pick without base is another case"
                origin = self.reference(base, subjects, of, asked)
                count = np.where(origin.sure, self.place_of(origin.slot, subjects), 0)
                found = self._pick(ref, Asked(self.day_of(origin.slot, subjects), count), subjects, of, asked)
                lost = np.where(origin.absent, ABSENT, UNRECORDED)
                return Reference(
                    np.where(origin.sure, found.slot, lost), np.where(origin.sure, found.certain, origin.absent)
                )

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

    def _plain(self, ref: ir.Pick, end: Asked, subjects: Numbers) -> Reference:
        """The event that a pick means which asks for nothing but its type."""
        before = ir.Selector.LATEST if ref.selector is ir.Selector.PREVIOUS and ref.base is not None else ref.selector
        slots = self.lookup.picked(before, ref.event)[end.count, subjects].astype(np.int64)
        if ref.event not in self.population.complete:
            return Reference(slots, np.ones(len(subjects), dtype=bool))
        days, first = self.day_of(slots, subjects), ref.selector is ir.Selector.FIRST
        after = np.full(len(subjects), NO_DAY, dtype=np.int32) if first else days
        until = np.where(slots >= 0, days, end.day) if first else end.day
        return Reference(slots, self.covers(ref.event, subjects, after, until))

    def _pick(self, ref: ir.Pick, end: Asked, subjects: Numbers, of: Of, asked: Asked) -> Reference:
        if ref.where is None and ref.stretch == ir.EVERYWHERE:
            return self._plain(ref, end, subjects)
        part = self._part(ref.stretch, end, subjects, of, asked)
        places, passing = self._passing(ref.event, ref.where, part, subjects, of, asked)
        none, first = np.int64(self.place.shape[0]), ref.selector is ir.Selector.FIRST
        if first:
            chosen = np.where(passing == SURELY, places, none).min(axis=0, initial=none)
            before = places < chosen
        else:
            sure = np.where(passing == SURELY, places, -1)
            chosen = sure.max(axis=0, initial=-1)
            if ref.selector is ir.Selector.PREVIOUS and ref.base is None:
                chosen = np.where(sure < chosen, sure, -1).max(axis=0, initial=-1)
            before = places > chosen
        found = (chosen >= 0) & (chosen < none)
        doubtful = ((passing == PERHAPS) & before).any(axis=0)
        slots = np.where(found, self.order[np.where(found, chosen, 0), subjects], ABSENT)
        days = self.day_of(slots, subjects)
        after = part.after if first else np.where(found, days, part.after)
        until = np.where(found, days, part.end.day) if first else part.end.day
        certain = self.covers(ref.event, subjects, after, until) & ~doubtful
        lost = part.nowhere | part.unsure
        return Reference(
            np.where(lost, np.where(part.nowhere, ABSENT, UNRECORDED), slots), np.where(lost, part.nowhere, certain)
        )

    def _count(
        self, event: str, stretch: ir.Stretch, where: ir.Cond | None, subjects: Numbers, of: Of, asked: Asked
    ) -> tuple[Numbers, Numbers]:
        """How many events there are at least and at most; past all counts where there is no bound."""
        part = self._part(stretch, asked, subjects, of, asked)
        _, passing = self._passing(event, where, part, subjects, of, asked)
        fewest, perhaps = (passing == SURELY).sum(axis=0), (passing != NOT).sum(axis=0)
        open_ = part.unsure | ~(part.nowhere | self.covers(event, subjects, part.after, part.end.day))
        lost = part.nowhere | part.unsure
        return np.where(lost, 0, fewest), np.where(open_, ir.MAX_COUNT, np.where(lost, 0, perhaps))

    def _passing(
        self, event: str, where: ir.Cond | None, part: Part, subjects: Numbers, of: Of, asked: Asked
    ) -> tuple[Numbers, Numbers]:
        """The places of the slots of a type, and whether each lies in a part of the history and passes `where`; both as
        [slot of that type, subject]."""
        rows = [row for row, kinds in enumerate(self.kinds) if event in kinds]
        places = self.place[np.array(rows, dtype=np.int64)[:, np.newaxis], subjects]
        inside = (places >= part.first) & (places < part.end.count)
        passing = np.where(inside, SURELY, NOT)
        if where is not None:
            for row, slot in enumerate(rows):
                chosen = np.flatnonzero(inside[row])
                tried, then = of.trying(slot, chosen), asked.at(chosen)
                if len(chosen):
                    passing[row, chosen] = self.truths(self.filters[where], subjects[chosen], tried, then)
        return places, passing

    def _part(self, stretch: ir.Stretch, end: Asked, subjects: Numbers, of: Of, asked: Asked) -> Part:
        """A part of the history up to `end`."""
        size = len(subjects)
        first, after = np.zeros(size, dtype=np.int64), np.full(size, NO_DAY, dtype=np.int32)
        nowhere, unsure = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
        for bound, is_since in ((stretch.since, True), (stretch.before, False)):
            match bound:
                case None:
                    continue
                case ir.Done() if of.done is None and not is_since:
                    continue  # before an act that is still to be done: until now
                case ir.DayAnchor(day=mark):
                    eve = np.full(size, number(mark) - 1, dtype=np.int32)
                    place = (self.effective[:, subjects] <= eve).sum(axis=0).astype(np.int64)
                    if is_since:
                        first, after = place, eve
                    else:
                        end = Asked(np.minimum(end.day, eve), np.minimum(end.count, place))
                    continue
                case ir.It() | ir.Done() | ir.That() | ir.Entry() | ir.Pick():
                    origin = self.reference(bound, subjects, of, asked)
            nowhere |= origin.absent & ~unsure
            unsure |= ~(origin.sure | origin.absent) & ~nowhere
            place, days = self.place_of(origin.slot, subjects), self.day_of(origin.slot, subjects)
            if is_since:
                first, after = place + 1, days
            else:
                end = Asked(days, np.minimum(end.count, place))
        return Part(first, after, end, nowhere, unsure)

    # Days

    def anchor(self, anchor: ir.Anchor, subjects: Numbers, of: Of, asked: Asked) -> tuple[Days, Flags]:
        """The day of an anchor, NO_DAY where it is not known; and where there is no such event at all."""
        size = len(subjects)
        nowhere = np.zeros(size, dtype=bool)
        match anchor:
            case ir.DayAnchor(day=mark):
                return np.full(size, number(mark), dtype=np.int32), nowhere
            case ir.FactAnchor():  # a table gives facts without the day from which they hold
                return np.full(size, NO_DAY, dtype=np.int32), nowhere
            case ir.EntryAnchor(lifecycle=lifecycle, name=state):
                return _apart(self.entries(lifecycle, state, subjects, asked).day)
            case ir.MomentAnchor(ref=ref):
                reference = self.reference(ref, subjects, of, asked)
                days = self.moment(reference.slot, self.settings.moment(anchor), subjects)
                return np.where(reference.certain, days, NO_DAY).astype(np.int32), reference.absent

    def _anchors(self, anchor: ir.Anchor, subjects: Numbers, of: Of, asked: Asked) -> list[tuple[Days, Flags]]:
        """Each day that an anchor may be, as `anchor` tells it: several where a lifecycle may have come into a state on
        several."""
        if isinstance(anchor, ir.EntryAnchor):
            return [_apart(days) for days in self.entries(anchor.lifecycle, anchor.name, subjects, asked).days]
        return [self.anchor(anchor, subjects, of, asked)]

    def moment(self, slots: Numbers, moment: str, subjects: Numbers) -> Days:
        """The day of a moment of the event in a slot of each subject; NO_DAY where there is none known."""
        result = np.full(len(subjects), NO_DAY, dtype=np.int32)
        for row, slot in enumerate(self.population.slots):
            if moment in slot.moments:
                here = np.flatnonzero(slots == row)
                result[here] = slot.moments[moment][subjects[here]]
        return result

    def shifted(self, point: ir.Point, anchors: Days) -> Days:
        """The day that a point names for each anchor; the calendar is asked once for each distinct day."""
        given = anchors != NO_DAY
        days, places = distinct(anchors[given])
        known = self._calendar.setdefault(replace(point, anchor=_ANYWHERE), {})
        for each in days.tolist():
            if each not in known:
                anchor = day(each)
                found = None if anchor is None else self.settings.day(point, anchor)
                known[each] = int(NO_DAY) if found is None else number(found)
        result = np.full(len(anchors), NO_DAY, dtype=np.int32)
        result[given] = np.array([known[each] for each in days.tolist()], dtype=np.int32)[places]
        return result


def truths_of(expression: x.Expression, masks: list[Masks], size: int) -> Numbers:
    """Whether an expression may hold, and whether it may fail, for each valuation."""
    keys = distinct_keys(masks, size)
    bits = [truth_bits(kernel.truth(expression, key)) for key in keys.distinct]
    return np.array(bits, dtype=np.int64)[keys.number]


def truth_bits(truth: Set[bool]) -> int:
    """A set of truth values as SURELY, NOT or PERHAPS."""
    return (SURELY if True in truth else 0) | (NOT if False in truth else 0)


def _no_states(_name: str, subjects: Numbers, _asked: Asked) -> Masks:
    """Before any lifecycle is folded: guards do not read states."""
    return np.zeros(len(subjects), dtype=np.uint64)


def _no_entries(_name: str, _state: str | None, subjects: Numbers, _asked: Asked) -> Entered:
    return Entered.unknown(len(subjects))


def _apart(days: Days) -> tuple[Days, Flags]:
    """Days of entry, NO_DAY where there is none, and where that is surely so."""
    absent: Flags = days == NEVER
    return np.where(absent, NO_DAY, days).astype(np.int32), absent


def _all(domain: tuple[str, ...]) -> int:
    return (1 << len(domain)) - 1


def _bit(domain: tuple[str, ...], value: str) -> np.uint64:
    return np.uint64(1 << domain.index(value)) if value in domain else np.uint64(0)


def _classes(variable: x.Variable, values: Masks) -> Masks:
    """From a mask over the domain to a mask over the classes, looked up once for each distinct mask."""
    domain = variable.term.domain
    masks, inverse = distinct(values)
    classes = [variable.mask(value for i, value in enumerate(domain) if int(mask) >> i & 1) for mask in masks]
    return np.array(classes, dtype=np.uint64)[inverse]
