"""The instances of a rule for many subjects, and the acts that meet them, as columns.

Mirrors `engine/instances.py` and `engine/windows.py`. Where it is not known to which of several instances an act
belongs, the subject is left to the engine for one case: `alone`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ...dsl import ir
from .. import expressions as x
from .. import groups as g
from .. import kernel
from ..life import View, heading, view_of
from ..norms import headings
from .columns import NOT, PERHAPS, SURELY, Columns, Of, truth_bits
from .keys import distinct_keys
from .population import NEVER, NO_DAY, Days, Flags, Numbers
from .timeline import UNRECORDED, Asked

Stood = frozenset[kernel.Effect | None]
"""What a rule may have been when an act was done; None: it was no such norm then."""


@dataclass(frozen=True, slots=True, eq=False)
class Span:
    """The windows of one sort, in days: an end that the window does not have is None."""

    earliest: Days | None
    latest: Days | None
    dated: Flags
    announced: Flags

    def holds(self, days: Days) -> Numbers:
        """Whether each day lies inside."""
        inside = np.ones(len(days), dtype=bool)
        if self.earliest is not None:
            inside &= days >= self.earliest
        if self.latest is not None:
            inside &= days <= self.latest
        undated = np.where(self.announced, NOT, PERHAPS)
        return np.where(self.dated, np.where(inside, SURELY, NOT), undated).astype(np.int64)

    def at(self, chosen: Numbers) -> Span:
        """The same for some of the subjects."""
        first, last = (None if end is None else end[chosen] for end in (self.earliest, self.latest))
        return Span(first, last, self.dated[chosen], self.announced[chosen])


Spans = dict[str, Span]
"""The rule's own window under the empty name, and that of each exception that sets one."""


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """One instance of a rule for some subjects: the slot that gives rise to it, its windows, and whether a later such
    event may be missing from the record. Acts count after the place `begun`, and not before the day `since`."""

    subjects: Numbers
    it: Numbers
    superseded: Flags
    spans: Spans
    begun: Numbers
    since: Days

    @property
    def of(self) -> Of:
        """What its conditions speak of."""
        return Of(self.it)

    def at(self, chosen: Numbers) -> Instance:
        """The same for some of its subjects."""
        spans = {name: each.at(chosen) for name, each in self.spans.items()}
        return Instance(
            self.subjects[chosen],
            self.it[chosen],
            self.superseded[chosen],
            spans,
            self.begun[chosen],
            self.since[chosen],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Acts:
    """Acts of some of an instance's subjects, one for each: the places of these among the subjects, and the slots."""

    chosen: Numbers
    slots: Numbers


class Instances:
    """Finds the instances of rules for every subject of some columns."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.alone: Flags = np.zeros(columns.population.size, dtype=bool)

    def of(self, group: g.RuleGroup) -> Iterator[Instance]:
        """The instances of a rule, in the order of their events: each for those subjects that have it.

        Of a rule for the latest event the one for those in which it may arise.
        """
        rule = group.rule
        if not rule.each:
            subjects, it, superseded = self.columns.latest(rule.trigger)
            arising = np.flatnonzero(self.arises(group, subjects, it) != NOT)
            subjects, it, superseded = subjects[arising], it[arising], superseded[arising]
            begun, since = self._in_force_since(group) if rule.trigger is None else self._after(subjects, it)
            yield Instance(subjects, it, superseded, self._spans(rule, subjects, it), begun, since)
            return
        assert rule.trigger is not None, "each event of a type has an instance"
        for slots in self.columns.ordered(rule.trigger):
            subjects = np.flatnonzero(slots >= 0)
            it = slots[subjects]
            never = np.zeros(len(subjects), dtype=bool)
            yield Instance(subjects, it, never, self._spans(rule, subjects, it), *self._after(subjects, it))

    def arising(self, group: g.RuleGroup) -> Flags:
        """The subjects in which a rule may arise."""
        found: Flags = np.zeros(self.columns.population.size, dtype=bool)
        if group.rule.trigger is None:
            return ~found
        for slots in self.columns.ordered(group.rule.trigger):
            subjects = np.flatnonzero(slots >= 0)
            found[subjects[self.arises(group, subjects, slots[subjects]) != NOT]] = True
        return found

    def _after(self, subjects: Numbers, it: Numbers) -> tuple[Numbers, Days]:
        """The place of an event of each subject, and its day."""
        return self.columns.place[it, subjects], self.columns.day_of(it, subjects)

    def _in_force_since(self, group: g.RuleGroup) -> tuple[Numbers, Days]:
        """Since when the `while` of a rule without event may have held without a break (semantics 15).

        It is looked at after each event, and on the day on which a lifecycle that it reads came into its present state:
        in front of the events of that day.
        """
        columns, size = self.columns, self.columns.population.size
        begun, since = np.full(size, -1, dtype=np.int64), np.full(size, NO_DAY, dtype=np.int32)
        if group.standing is None:
            return begun, since
        now, everyone = columns.at_as_of(), np.arange(size, dtype=np.int64)
        lifecycles = sorted({each.term.lifecycle for each in group.variables if isinstance(each.term, ir.StateTerm)})
        entered = [columns.entries(each, None, everyone, now).day for each in lifecycles]
        entries = np.sort([np.where(each == NEVER, NO_DAY, each) for each in entered], axis=0) if entered else entered
        before = [(columns.effective < each).sum(axis=0).astype(np.int64) for each in entries]
        broken = np.zeros(size, dtype=bool)

        def look(subjects: Numbers, at: Asked, place: Numbers) -> None:
            assert group.standing is not None, "asked only of rules with a condition"
            of = Of(np.full(len(subjects), UNRECORDED, dtype=np.int64))
            fails = columns.truths(group.standing, subjects, of, at) == NOT
            back = broken[subjects] & ~fails
            begun[subjects[back]], since[subjects[back]] = place[back], at.day[back]
            broken[subjects] = fails

        for place in range(len(columns.order) + 1):
            for day, count in zip(entries, before, strict=True):
                subjects = np.flatnonzero((day != NO_DAY) & (count == place))
                look(subjects, Asked(day[subjects], count[subjects]), count[subjects] - 1)
            subjects = np.flatnonzero(columns.count > place)
            if not len(subjects):
                continue
            there = np.full(len(subjects), place, dtype=np.int64)
            look(subjects, Asked(columns.day_of(columns.order[place, subjects], subjects), there + 1), there)
        return begun, since

    def since_begun(self, instance: Instance, slots: Numbers, ever: bool = False) -> Acts:
        """Of some acts, one for each subject of the population or none, those that come after an instance began;
        `ever`: of a rule without event all, whenever it began to bind."""
        found = slots[instance.subjects]
        there = found >= 0
        if not ever or (len(instance.it) and instance.it[0] != UNRECORDED):
            there &= self.columns.place[np.maximum(found, 0), instance.subjects] > instance.begun
            days = self.columns.day_of(found, instance.subjects)
            there &= (instance.since == NO_DAY) | (days >= instance.since)
        chosen = np.flatnonzero(there)
        return Acts(chosen, found[chosen])

    def counts(self, group: g.RuleGroup, instance: Instance, acts: Acts, view: View) -> Numbers:
        """Whether each act counts: it is as `with` asks and, under a power, was done while that stood."""
        performed = self.performed(group, instance, acts)
        return self.under_power(group, instance, acts, performed) if view is View.POWER else performed

    def under_power(self, group: g.RuleGroup, instance: Instance, acts: Acts, performed: Numbers) -> Numbers:
        """Whether each act counts under a power, of which it is known whether it is as `with` asks."""
        asked = np.flatnonzero(performed != NOT)
        stood = np.full(len(performed), NOT, dtype=np.int64)
        number, table = self._stood(group, instance, chosen_of(acts, performed != NOT), View.POWER)
        bits = [truth_bits({each is not None for each in every}) for every in table]
        stood[asked] = np.array(bits, dtype=np.int64)[number]
        return both(performed, stood)

    def performed(self, group: g.RuleGroup, instance: Instance, acts: Acts) -> Numbers:
        """Whether each act is as `with` asks."""
        if group.performing is None or not len(acts.chosen):
            return np.full(len(acts.chosen), SURELY, dtype=np.int64)
        subjects, of, before = self._doing(instance, acts)
        return self.columns.truths(group.performing, subjects, of, before)

    def unknown_in(self, condition: g.Filter, instance: Instance, acts: Acts) -> Numbers:
        """Which variables of a condition on some acts have several values, by bits."""
        subjects, of, before = self._doing(instance, acts)
        found = np.zeros(len(acts.chosen), dtype=np.int64)
        for number, variable in enumerate(condition.variables):
            found |= self.columns.several(variable.term, subjects, of, before).astype(np.int64) << number
        return found

    def arises(self, group: g.RuleGroup, subjects: Numbers, it: Numbers) -> Numbers:
        """Whether an event of some subjects gives rise to a rule."""
        if group.arising is None or not len(subjects):
            return np.full(len(subjects), SURELY, dtype=np.int64)
        return self.columns.truths(group.arising, subjects, Of(it), self.behind(subjects, it))

    def live(self, group: g.RuleGroup, instance: Instance, acts: Acts, counts: Numbers) -> Numbers:
        """Whether an instance stood when an act was done, for those acts that may count; NOT for the others."""
        found = np.full(len(counts), NOT, dtype=np.int64)
        asked, bits = np.flatnonzero(counts != NOT), []
        keys, number = self._effects(group, instance, acts)
        for key in keys:
            effects = [each.outcome.now for each in kernel.rule(group, key, False)]
            live = {effect.live for effect in effects if effect is not None} or {False}
            bits.append(truth_bits(live))
        found[asked] = np.array(bits, dtype=np.int64)[number]
        return found

    def _stood(self, group: g.RuleGroup, instance: Instance, acts: Acts, view: View) -> tuple[Numbers, list[Stood]]:
        """What a rule was as a power, or as a ban, when each act was done, and that within its window: by its place in
        a list."""
        keys, number = self._effects(group, instance, acts)
        days = self.columns.day_of(acts.slots, instance.subjects[acts.chosen])
        home = view_of(group.rule.modality)
        effects = [[each.outcome.now for each in kernel.rule(group, key, False)] for key in keys]

        def timed(effect: kernel.Effect) -> bool:
            # A rule turned into a ban bans at any time: its window says when the act was due.
            return view in (home, View.POWER) or effect.window is not None

        standing = [effect for each in effects for effect in each if effect is not None and heading(effect) is view]
        windows = sorted({effect.window or "" for effect in standing if timed(effect)})
        inside = [instance.spans[name].at(acts.chosen).holds(days) for name in windows]
        found = distinct_keys([number, *inside], len(acts.chosen))
        table: list[Stood] = []
        for key in found.distinct:
            held = dict(zip(windows, key[1:], strict=True))
            stood: set[kernel.Effect | None] = set()
            # Where nothing gives rise to a power there is none to be used, so that nothing hangs on it.
            arising = [each for each in effects[key[0]] if each is not None or view is not View.POWER]
            for effect in arising or [None]:
                if effect is None or heading(effect) is not view:
                    stood.add(None)
                    continue
                bits = held[effect.window or ""] if timed(effect) else SURELY
                stood |= ({effect} if bits & SURELY else set()) | ({None} if bits & NOT else set())
            table.append(frozenset(stood))
        return found.number, table

    def _effects(self, group: g.RuleGroup, instance: Instance, acts: Acts) -> tuple[list[kernel.Masks], Numbers]:
        """What is known of what a rule reads just before each act, as distinct valuations."""
        subjects, of, before = self._doing(instance, acts)
        times = {**dict.fromkeys(x.TIMES, before), x.Time.EVENT: self.behind(subjects, of.it, before)}
        keys = distinct_keys(self.columns.masks(group.variables, subjects, of, times), len(subjects))
        return keys.distinct, keys.number

    def ask_twice(self, group: g.RuleGroup, instance: Instance, acts: Acts, own: bool = True) -> None:
        """Leave the subjects of acts in doubt where the rule asks something open that has one value: what becomes of
        the rule may hang on it twice (see `engine/holes.py`). `own`: fields of the event that gives rise to it, too."""
        subjects, of, before = self._doing(instance, acts)
        facts = self.columns.framework.facts
        asked = tuple(
            each
            for each in group.variables
            if isinstance(each.term, ir.FactTerm)
            or (isinstance(each.term, ir.FieldTerm) and (own or each.term.ref != ir.It()))
        )
        now = self.columns.at_as_of().at(subjects)
        found = np.zeros(len(subjects), dtype=bool)
        again = (before.day == self.columns.as_of) | (before.day == self.columns.day_of(of.it, subjects))
        for about, then in ((of, before), (Of(of.it), now)):
            for each, mask in zip(
                asked, self.columns.masks(asked, subjects, about, dict.fromkeys(x.TIMES, then)), strict=True
            ):
                open_ = (mask & (mask - np.uint64(1))) != 0
                if isinstance(each.term, ir.FactTerm) and not facts[each.term.fact].constant:
                    open_ &= again  # on one day a fact has one value
                found |= open_
        self.alone[subjects[found]] = True

    def _doing(self, instance: Instance, acts: Acts) -> tuple[Numbers, Of, Asked]:
        """The subjects of some acts, what conditions speak of, and the moment just before each act."""
        subjects = instance.subjects[acts.chosen]
        place = self.columns.place[acts.slots, subjects]
        return (
            subjects,
            Of(instance.it[acts.chosen], acts.slots),
            Asked(self.columns.day_of(acts.slots, subjects), place),
        )

    def behind(self, subjects: Numbers, it: Numbers, otherwise: Asked | None = None) -> Asked:
        """The moment just after the event that gives rise to a rule; another where it needs none."""
        if otherwise is not None and len(it) and it[0] == UNRECORDED:
            return otherwise
        return Asked(self.columns.day_of(it, subjects), self.columns.place[np.maximum(it, 0), subjects] + 1)

    # Windows

    def _spans(self, rule: ir.Rule, subjects: Numbers, it: Numbers) -> Spans:
        others = {each.name: self.span(each.window, subjects, it) for each in rule.exceptions if each.window}
        return {"": self.span(rule.window, subjects, it), **others}

    def span(self, window: ir.Window | None, subjects: Numbers, it: Numbers) -> Span:
        """A window of some subjects, in days."""
        size = len(subjects)
        dated, announced = np.ones(size, dtype=bool), np.zeros(size, dtype=bool)
        ends: list[Days | None] = []
        now = self.columns.at_as_of().at(subjects)
        for point in (window.earliest, window.latest) if window else (None, None):
            if point is None:
                ends.append(None)
                continue
            anchors, absent = self.columns.anchor(point.anchor, subjects, Of(it), now)
            ahead = (anchors != NO_DAY) & (anchors > self.columns.as_of)
            fixed = isinstance(point.anchor, ir.DayAnchor) or point.offset is None
            if fixed or point.relation is ir.Relation.BEFORE:
                ahead[:] = False
            announced |= ahead | absent
            days = self.columns.shifted(point, np.where(ahead, NO_DAY, anchors).astype(np.int32))
            dated &= days != NO_DAY
            ends.append(days)
        return Span(ends[0], ends[1], dated, announced)

    def breaches(self, group: g.RuleGroup, instance: Instance, acts: Numbers) -> tuple[Numbers, list[Stood]]:
        """What forbade what was done all the same, for each subject by its place in a list; the first place holds
        nothing. Of several acts it is what surely forbade the first; else all that may have forbidden any."""
        found = np.zeros(len(instance.subjects), dtype=np.int64)
        places: dict[Stood, int] = {frozenset(): 0}
        if View.PROHIBITION not in headings(group.rule):
            return found, list(places)
        for slots in acts:
            after = self.since_begun(instance, slots, ever=True)
            performed = self.performed(group, instance, after)
            after, performed = chosen_of(after, performed != NOT), performed[performed != NOT]
            if not len(after.chosen):
                continue
            number, table = self._stood(group, instance, after, View.PROHIBITION)
            keys = distinct_keys([found[after.chosen], number, performed], len(after.chosen))
            known = list(places)
            merged, doubtful = [], []
            for before, which, done in keys.distinct:
                bans = table[which] if done == SURELY else table[which] | {None}
                worse = _worse(known[before], bans)
                merged.append(places.setdefault(worse, len(places)))
                doubtful.append(len(bans) > 1)
            found[after.chosen] = np.array(merged, dtype=np.int64)[keys.number]
            self.ask_twice(group, instance, chosen_of(after, np.array(doubtful, dtype=bool)[keys.number]))
        return found, list(places)


def _worse(before: Stood, bans: Stood) -> Stood:
    """What forbade acts of which all but the last are told by `before`."""
    if before and None not in before:
        return before
    if bans == {None}:
        return before
    return before | bans if None in bans else bans


def chosen_of(acts: Acts, kept: Flags) -> Acts:
    """Some of the acts."""
    return Acts(acts.chosen[kept], acts.slots[kept])


def both(first: Numbers, second: Numbers) -> Numbers:
    """Whether both are so."""
    found: Numbers = (first & second & SURELY) | ((first | second) & NOT)
    return found
