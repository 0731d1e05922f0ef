"""What may have been done under a rule, for many subjects: the acts that may meet each instance, and how many count."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...dsl import ir
from ...dsl.ir.walk import tried_by
from .. import groups as g
from .. import sharing
from ..instances import of_act_alone
from ..life import View, view_of
from .columns import NOT, PERHAPS, SURELY
from .instances import Acts, Instance, Instances, Span, both, chosen_of
from .keys import distinct_keys
from .population import NO_DAY, Days, Flags, Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Doings:
    """What may have been done for one instance: for each act in turn its day where it may be the one that counts (else
    NO_DAY); `none`: perhaps none. `open`: the variables of `with` that leave it open whether an act counts, by bits."""

    acts: tuple[Days, ...]
    none: Flags
    open: Numbers

    def at(self, chosen: Numbers) -> Doings:
        """The same for some of the subjects."""
        return Doings(tuple(each[chosen] for each in self.acts), self.none[chosen], self.open[chosen])

    @classmethod
    def one(cls, days: Days) -> Doings:
        """The act of a day that is known, or none."""
        return cls((days,), days == NO_DAY, np.zeros(len(days), dtype=np.int64))


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """How many acts of each subject lie in a stretch of time, at least and at most; `whole`: all are on record."""

    span: Span
    fewest: Numbers
    most: Numbers
    whole: Flags


class Acting(Instances):
    """Finds what was done under rules."""

    def leave(self, group: g.RuleGroup, instances: list[Instance], acts: Numbers) -> None:
        """Leave every subject in which an act comes after an instance that may arise to the engine for one case."""
        for instance in instances:
            acted = np.zeros(len(instance.subjects), dtype=bool)
            for slots in acts:
                acted[self.since_begun(instance, slots).chosen] = True
            chosen = np.flatnonzero(acted)
            found = self.arises(group, instance.subjects[chosen], instance.it[chosen])
            self.alone[instance.subjects[chosen[found != NOT]]] = True

    def first(self, group: g.RuleGroup, instance: Instance, acts: Numbers, view: View) -> Doings:
        """The first act that counts under a heading, and those before it that may, for the one instance of a rule."""
        size = len(instance.subjects)
        met, open_ = np.zeros(size, dtype=bool), np.zeros(size, dtype=np.int64)
        found: list[Days] = []
        for slots in acts:
            after = self.since_begun(instance, slots)
            counts = self.counts(group, instance, after, view)
            open_[after.chosen] |= self._open(group, instance, after, counts)
            self.ask_twice(group, instance, chosen_of(after, counts == PERHAPS))
            may = chosen_of(after, (counts != NOT) & ~met[after.chosen])
            found.append(self._days(instance, may))
            met[after.chosen[counts == SURELY]] = True
        return Doings(tuple(found), ~met, open_)

    def shared_out(
        self, group: g.RuleGroup, instances: list[Instance], arises: list[Numbers], acts: Numbers
    ) -> list[Doings]:
        """What may meet each instance: each act meets the oldest that is open (semantics 20). `arises`: whether the
        event of each gives rise to it."""
        size, alike = self.columns.population.size, of_act_alone(group, group)
        power = view_of(group.rule.modality) is View.POWER
        silent: Flags = np.zeros(size, dtype=bool)
        arising = np.zeros((len(instances), size), dtype=np.int8)
        at_all = np.full((len(acts), size), SURELY, dtype=np.int8)
        counting = np.zeros((len(acts), len(instances), size), dtype=np.int8)
        for place, instance in enumerate(instances):
            until = np.full(len(instance.subjects), self.columns.as_of, dtype=np.int32)
            covered = self.columns.covers(group.rule.act, instance.subjects, instance.since, until)
            silent[instance.subjects[~covered]] = True
            arising[place, instance.subjects] = arises[place]
            for number, slots in enumerate(acts):
                after = self.since_begun(instance, slots)
                subjects = instance.subjects[after.chosen]
                performed = self.performed(group, instance, after)
                if alike:
                    at_all[number, subjects] = performed
                    performed = np.full(len(subjects), SURELY, dtype=np.int64)
                counts = self.under_power(group, instance, after, performed) if power else performed
                live = self.live(group, instance, chosen_of(after, counts != NOT), counts)
                counting[number, place, subjects] = both(counts, live)
                doubt = (counting[number, place, subjects] == PERHAPS) | (at_all[number, subjects] == PERHAPS)
                self.ask_twice(group, instance, chosen_of(after, doubt))
                doubt = arising[place, subjects] == PERHAPS
                self.ask_twice(group, instance, chosen_of(after, doubt), own=not told_by_its_event(group))
        columns = [*arising, *at_all, *counting.reshape(-1, size)]
        keys = distinct_keys(columns, size)
        met = [_met(key, len(instances), len(acts), alike) for key in keys.distinct]
        silent |= np.array([each is None for each in met])[keys.number]
        if told_by_its_event(group):  # but not where it is open, too, which act meets which instance
            for place, instance in enumerate(instances):
                doubts = silent & (arising[place] == PERHAPS)
                for slots in acts:
                    after = self.since_begun(instance, slots)
                    self.ask_twice(group, instance, chosen_of(after, doubts[instance.subjects[after.chosen]]))
        open_ = [[True] * (len(acts) + 1)] * len(instances)
        told = [open_ if each is None else each for each in met]
        options = np.array(told, dtype=bool).reshape(len(told), len(instances), len(acts) + 1)[keys.number]
        every = []
        for place, instance in enumerate(instances):
            may = options[instance.subjects, place]
            every.append(self._doings(group, instance, may, silent[instance.subjects], acts))
        return every

    def _doings(self, group: g.RuleGroup, instance: Instance, may: Flags, silent: Flags, acts: Numbers) -> Doings:
        """What may have been done for an instance that each act `may` meet, or (last) none.

        Acts that are not on record leave nothing unmet that those on record meet; but which meets it is open.
        """
        size = len(instance.subjects)
        open_ = np.zeros(size, dtype=np.int64)
        found: list[Days] = []
        for number, slots in enumerate(acts):
            after = self.since_begun(instance, slots)
            counts = self.counts(group, instance, after, view_of(group.rule.modality))
            open_[after.chosen] |= self._open(group, instance, after, counts)
            option = np.where(silent[after.chosen], counts != NOT, may[after.chosen, number])
            found.append(self._days(instance, chosen_of(after, option)))
        return Doings(tuple(found), may[:, -1], open_)

    def tally(self, group: g.RuleGroup, instance: Instance, over: ir.Within, acts: Numbers) -> Tally:
        """How many acts lie in the stretch of time of a rule."""
        span = self.span(over.window, instance.subjects, instance.it)
        size = len(instance.subjects)
        fewest, most = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
        for slots in acts:
            after = self.since_begun(instance, slots, ever=True)
            counts = self.counts(group, instance, after, view_of(group.rule.modality))
            inside = span.at(after.chosen).holds(self._days(instance, after)[after.chosen]) == SURELY
            fewest[after.chosen] += inside & (counts == SURELY)
            most[after.chosen] += ~span.dated[after.chosen] | (inside & (counts != NOT))
        since = np.full(size, NO_DAY, dtype=np.int32) if group.rule.trigger is None else instance.since
        until = np.full(size, self.columns.as_of, dtype=np.int32)
        return Tally(span, fewest, most, self.columns.covers(group.rule.act, instance.subjects, since, until))

    def _days(self, instance: Instance, acts: Acts) -> Days:
        """The days of some acts, for each subject of an instance; NO_DAY where there is none."""
        found = np.full(len(instance.subjects), NO_DAY, dtype=np.int32)
        found[acts.chosen] = self.columns.day_of(acts.slots, instance.subjects[acts.chosen])
        return found

    def _open(self, group: g.RuleGroup, instance: Instance, acts: Acts, counts: Numbers) -> Numbers:
        """The variables of `with` that are not known, by bits, of each act of which it is open whether it counts."""
        found = np.zeros(len(counts), dtype=np.int64)
        perhaps = np.flatnonzero(counts == PERHAPS)
        if group.performing is not None and len(perhaps):
            found[perhaps] = self.unknown_in(group.performing, instance, chosen_of(acts, counts == PERHAPS))
        return found


def told_by_its_event(group: g.RuleGroup) -> bool:
    """Whether a rule reads no fields but those of the event that gives rise to it and of the act.

    Then it hangs on these fields once whether it arises: where it does, the same acts count, whatever they are.
    """
    variables = (*group.variables, *(() if group.arising is None else group.arising.variables))
    return not any(
        any(tried_by(each.term)) or (isinstance(each.term, ir.FieldTerm) and each.term.ref not in (ir.It(), ir.Done()))
        for each in variables
    )


@dataclass(frozen=True, slots=True)
class _Counting:
    """Whether acts count for instances, as the parts of a key tell (0: the act does not come after the instance)."""

    at_all_: tuple[int, ...]
    counting: tuple[int, ...]
    instances: int
    alike: bool

    def at_all(self, act: int) -> frozenset[bool] | None:
        """As `sharing.Counting`."""
        return _TRUTHS[self.at_all_[act]] if self.alike else None

    def after(self, act: int, instance: int) -> bool:
        """As `sharing.Counting`."""
        return self.counting[act * self.instances + instance] != 0

    def counts(self, act: int, instance: int) -> frozenset[bool]:
        """As `sharing.Counting`."""
        return _TRUTHS[self.counting[act * self.instances + instance]]


_TRUTHS = {SURELY: frozenset({True}), NOT: frozenset({False}), PERHAPS: frozenset({True, False})}


def _met(key: tuple[int, ...], instances: int, acts: int, alike: bool) -> list[list[bool]] | None:
    """For each instance which acts may meet it, and whether perhaps none does; None where there are too many ways."""
    there = [code for code in key[:instances] if code]
    counting = _Counting(key[instances : instances + acts], key[instances + acts :], instances, alike)
    ways = sharing.ways(tuple(_TRUTHS[code] for code in there), acts, counting)
    if ways is None:
        return None
    found = []
    for place in range(instances):
        met = {way[place] for way in ways if way[place] != sharing.ABSENT} if place < len(there) else set()
        found.append([act in met for act in range(acts)] + [not met or None in met])
    return found
