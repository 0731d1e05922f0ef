"""What times do to a lifecycle behind the last event of many subjects. Mirrors `engine/course.py`.

Worlds are followed one by one, as *rows*: a world of a subject. In each round the first time that runs out for a row
moves it, until nothing more does; what moves alike is decided once. Lapses hang on the acts of a single history: a
subject for which one may end a state is left to the engine for one case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from ...dsl import ir
from .. import expressions as x
from .. import fold, kernel
from .. import groups as g
from ..course import noting
from . import atoms
from .columns import Columns, Of
from .counts import Count
from .entries import Entered, Marks, code_of, stand_in
from .keys import Numbered, distinct_keys
from .population import NEVER, NO_DAY, Days, Flags, Masks, Numbers
from .timeline import ABSENT, UNRECORDED, Asked

MAX_ROUNDS = 30
"""How often times move a world between two events before its subject is left to the engine for one case."""

_Spent = frozenset[tuple[str, int | None]]
"""The timers that have run out for a row, each with the mark of its day (None: not known)."""

Real = Callable[[str | None, Numbers, Asked], Entered]
"""Tells how a lifecycle came into one of its own states, as things stood at an earlier moment."""


@dataclass(frozen=True, slots=True, eq=False)
class Timer:
    """A time or a lapse that may move a lifecycle under the settings, and from which of its states, by their places."""

    group: g.StepGroup
    sources: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Worlds of subjects: `owner` is the place of the subject among those asked about, `world` and `spent` are numbers.
    `last` is the day behind which each stands; `moved`: a time moved it on that day."""

    owner: Numbers
    world: Numbers
    last: Days
    moved: Flags
    spent: Numbers

    def at(self, chosen: Numbers | Flags) -> Rows:
        """Some of them."""
        return Rows(*(getattr(self, name)[chosen] for name in self.__slots__))

    @classmethod
    def joined(cls, parts: list[Rows]) -> Rows:
        """All of several."""
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in cls.__slots__))


@dataclass(frozen=True, slots=True, eq=False)
class Due:
    """For each row the timer that runs out first, by its place (below 0: none), on which day it takes effect, and
    whether that day is not known."""

    timer: Numbers
    day: Days
    doubtful: Flags


class Aging:
    """Follows the worlds of one lifecycle through its times; `marks` are the days on which these moved it.

    `alone` takes the subjects of which columns cannot tell.
    """

    def __init__(
        self,
        lifecycle: ir.Lifecycle,
        timers: tuple[g.StepGroup, ...],
        columns: Columns,
        alone: Flags,
        real: Real,
        counts: list[Count],
    ) -> None:
        self.lifecycle, self.columns, self.alone, self.real, self.counts = lifecycle, columns, alone, real, counts
        self.marks = Marks(columns.population.size)
        found = (Timer(each, self._sources(each)) for each in timers)
        self.timers = tuple(each for each in found if each.sources.any())
        self.fleeting: Flags = np.any([each.sources for each in self.timers], axis=0)
        """The states that a time or a lapse may end."""
        self.worlds: Numbered[fold.World] = Numbered()
        self.spent: Numbered[_Spent] = Numbered()
        self.none_spent = self.spent.of(frozenset())
        self._states: list[int] = []
        self._codes: dict[str | None, list[int]] = {}
        # The worlds behind the numbers of the table, one behind the other: where those of each begin.
        self._flat: list[int] = []
        self._first: list[int] = []
        self._waiting: list[bool] = []

    def _sources(self, group: g.StepGroup) -> Flags:
        """From which states a timer may move the lifecycle at all, the readings being settled."""
        settings = self.columns.settings
        masks = tuple(
            each.mask({settings.reading(each.term.reading)}) if isinstance(each.term, ir.ReadingTerm) else each.full
            for each in group.variables
        )
        return np.array(
            [
                any(each.outcome is not None for each in kernel.step(group, state, masks))
                for state in self.lifecycle.leaves
            ]
        )

    def aged(
        self, table: Numbered[fold.Worlds], current: Numbers, subjects: Numbers, last: Days, asked: Asked
    ) -> Numbers:
        """The worlds of subjects, by their numbers in a table, after all that ran out behind the day `last`, until the
        moment of asking."""
        self._take_apart(table)
        affected = np.flatnonzero(np.array(self._waiting)[current] & ~self.alone[subjects])
        rows = self._rows(current, last, affected)
        due = self._next(rows, subjects, asked)
        # Most wait for nothing that has run out: they stay as they are.
        stirred = np.zeros(len(subjects), dtype=bool)
        stirred[rows.owner[due.timer >= 0]] = True
        kept = stirred[rows.owner]
        rows, due = rows.at(kept), Due(due.timer[kept], due.day[kept], due.doubtful[kept])
        if not len(rows.owner):
            return current
        resting: list[Rows] = []
        for _ in range(MAX_ROUNDS):
            resting.append(rows.at(due.timer < 0))
            parts = [
                self._moved(place, rows.at(chosen), due.day[chosen], due.doubtful[chosen], subjects, asked)
                for place in range(len(self.timers))
                if (chosen := due.timer == place).any()
            ]
            if not parts:
                break
            rows = Rows.joined(parts)
            due = self._next(rows, subjects, asked)
        else:
            self.alone[subjects[rows.owner]] = True
            resting.append(rows)
        owners, numbers = self._gathered(Rows.joined(resting), table)
        result = current.copy()
        result[owners] = numbers
        return result

    # Worlds and rows

    def _take_apart(self, table: Numbered[fold.Worlds]) -> None:
        """Note the worlds behind each number of a table, one by one, and whether a time may end one of them."""
        for each in table.every[len(self._waiting) :]:
            numbers = [self._number(world) for world in each]
            self._first.append(len(self._flat))
            self._flat += numbers
            self._waiting.append(any(self.fleeting[self._states[number]] for number in numbers))

    def _number(self, world: fold.World) -> int:
        number = self.worlds.of(world)
        if number == len(self._states):
            self._states.append(self.lifecycle.leaves.index(world.state))
        return number

    def _rows(self, current: Numbers, last: Days, owners: Numbers) -> Rows:
        bounds = np.array([*self._first, len(self._flat)], dtype=np.int64)
        first, sizes = bounds[current[owners]], np.diff(bounds)[current[owners]]
        owner = np.repeat(owners, sizes)
        place = np.arange(len(owner)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        world = np.array(self._flat, dtype=np.int64)[np.repeat(first, sizes) + place]
        none = np.full(len(owner), self.none_spent, dtype=np.int64)
        return Rows(owner, world, last[owner], np.zeros(len(owner), dtype=bool), none)

    def _gathered(self, rows: Rows, table: Numbered[fold.Worlds]) -> tuple[Numbers, Numbers]:
        """The subjects that have rows, and the number of their worlds, taken together."""
        order = np.argsort(rows.owner, kind="stable")
        owners, first, sizes = np.unique(rows.owner[order], return_index=True, return_counts=True)
        world, found = rows.world[order], np.zeros(len(owners), dtype=np.int64)
        for size in np.unique(sizes).tolist():
            chosen = np.flatnonzero(sizes == size)
            keys = distinct_keys([world[first[chosen] + place] for place in range(size)], len(chosen))
            together = [table.of(fold.tidy([self.worlds.every[number] for number in key])) for key in keys.distinct]
            found[chosen] = np.array(together, dtype=np.int64)[keys.number]
        return owners, found

    def _entries(self, state: str | None, rows: Rows) -> Numbers:
        """Since when each world has been in a state (None: in its present one), by code."""
        codes = self._codes.setdefault(state, [])
        for world in self.worlds.every[len(codes) :]:
            codes.append(entry_of(self.lifecycle, world, state))
        return np.array(codes, dtype=np.int64)[rows.world]

    # What runs out

    def _next(self, rows: Rows, subjects: Numbers, asked: Asked) -> Due:
        """What runs out first for each row; of several on one day the first in the text, days not known behind all."""
        size = len(rows.owner)
        first = Due(np.full(size, -1, dtype=np.int64), np.full(size, NEVER, dtype=np.int32), np.zeros(size, dtype=bool))
        state = np.array(self._states, dtype=np.int64)[rows.world]
        for place, timer in enumerate(self.timers):
            here = np.flatnonzero(timer.sources[state])
            if not len(here):
                continue
            if not isinstance(timer.group.trigger, ir.AtTime):
                self.alone[subjects[rows.owner[here]]] = True
                continue
            some = rows.at(here)
            day, doubtful = self._time(timer.group.trigger.point, some, subjects[some.owner], asked.at(some.owner))
            out = (doubtful | (day != NEVER)) & ~self._has_run(timer, some, day, doubtful, subjects)
            sooner = out & ~doubtful & ((day < first.day[here]) | first.doubtful[here])
            sooner |= out & doubtful & (first.timer[here] < 0)
            chosen = here[sooner]
            first.timer[chosen], first.day[chosen], first.doubtful[chosen] = place, day[sooner], doubtful[sooner]
        return first

    def _has_run(self, timer: Timer, rows: Rows, day: Days, doubtful: Flags, subjects: Numbers) -> Flags:
        """Whether a timer has run out on its day for each row."""
        found = np.zeros(len(rows.owner), dtype=bool)
        for number in np.unique(rows.spent).tolist():
            for name, mark in self.spent.every[number]:
                if name == timer.group.name:
                    here = np.flatnonzero(rows.spent == number)
                    if mark is None:
                        found[here] |= doubtful[here]
                    else:
                        marks = np.full(len(here), mark, dtype=np.int64)
                        known = self.marks.day(marks, subjects[rows.owner[here]])
                        found[here] |= ~doubtful[here] & (known == day[here])
        return found

    def _time(self, point: ir.Point, rows: Rows, subjects: Numbers, asked: Asked) -> tuple[Days, Flags]:
        """On which day a time takes effect for each row, NEVER where it has not run out when asked; and where it is not
        known whether it has. One subject and one moment for each row."""
        day, absent = self._reckoned(point, rows, subjects, asked)
        known = ~absent & (day != NO_DAY)
        doubtful = ~absent & (day == NO_DAY)
        if doubtful.any() and not self._own(point.anchor):
            of = Of(np.full(len(subjects), UNRECORDED, dtype=np.int64))
            doubtful &= (self.columns.values(ir.PassedTerm(point), subjects, of, asked) & atoms.YES) != 0
        codes = self._entries(None, rows)
        entered = self.marks.day_of(codes, subjects, self.columns)
        effective = np.where(known, day + np.int32(1), NEVER).astype(np.int32)
        moved = rows.moved & (entered != NO_DAY) & (entered != NEVER)
        effective = np.where(moved, np.maximum(effective, entered), effective)
        before = np.flatnonzero(~moved & (rows.last != NO_DAY) & (effective <= rows.last))
        if len(before):
            # It ran out before, unless the last event led into the state, or has set a new day.
            count = asked.count[before]
            then = Asked(rows.last[before], np.maximum(count - 1, 0))
            earlier, _ = self._reckoned(point, rows.at(before), subjects[before], then, real=True)
            over = (earlier == day[before]) & (codes[before] != count - 1)
            effective[before] = np.where(over, NEVER, rows.last[before])
        return np.where(effective <= asked.day, effective, NEVER).astype(np.int32), doubtful

    def _reckoned(
        self, point: ir.Point, rows: Rows, subjects: Numbers, asked: Asked, real: bool = False
    ) -> tuple[Days, Flags]:
        """The day of a timer for each row, NO_DAY where it is not known, and where there is nothing to reckon from.

        What counts from when the lifecycle itself came into a state asks the world; an event that led there is looked
        for as things stood, where that is asked for (`real`).
        """
        anchor = point.anchor
        match anchor:
            case ir.EntryAnchor(name=name) if self._own(anchor):
                found = self.marks.day_of(self._entries(name, rows), subjects, self.columns)
                absent = found == NEVER
                anchors = np.where(absent, NO_DAY, found).astype(np.int32)
            case ir.MomentAnchor(ref=ir.Entry(state=name)) if self._own(anchor):
                places = self.real(name, subjects, asked).place if real else self._entries(name, rows)
                absent = places == ABSENT
                anchors = self.columns.moment(
                    self.columns.slot_at(places, subjects), self.columns.settings.moment(anchor), subjects
                )
            case _:
                of = Of(np.full(len(subjects), UNRECORDED, dtype=np.int64))
                anchors, absent = self.columns.anchor(anchor, subjects, of, asked)
        return self.columns.shifted(point, anchors), absent

    def _own(self, anchor: ir.Anchor) -> bool:
        """Whether a time counts from when the lifecycle itself came into a state."""
        match anchor:
            case ir.EntryAnchor(lifecycle=name) | ir.MomentAnchor(ref=ir.Entry(lifecycle=name)):
                return name == self.lifecycle.name
            case _:
                return False

    # Moving

    def _moved(self, place: int, rows: Rows, day: Days, doubtful: Flags, subjects: Numbers, asked: Asked) -> Rows:
        """Rows for which a timer has run out, or may have: moved, or still there if a guard keeps them."""
        group, whose = self.timers[place].group, subjects[rows.owner]
        at = np.where(doubtful, asked.day[rows.owner], day).astype(np.int32)
        # At the start of the day it takes effect, everything stands as at the end of the day before.
        eve = Asked((at - np.int32(1)).astype(np.int32), asked.count[rows.owner])
        nothing = Of(np.full(len(whose), UNRECORDED, dtype=np.int64))
        masks = self.columns.masks(group.variables, whose, nothing, dict.fromkeys(x.TIMES, eve))
        parts: list[Masks | Numbers] = [rows.world, self.marks.of(whose, at), rows.spent, doubtful.astype(np.int64)]
        keys = distinct_keys([*parts, *masks], len(whose))
        self.counts.append(Count(f"{group.lifecycle} on time", len(whose), len(keys.distinct)))
        found: list[Rows] = []
        results = [
            [
                (self._number(world), self.spent.of(spent), moved)
                for world, spent, moved in self._ran_out(group, key[0], key[1], key[2], bool(key[3]), key[4:])
            ]
            for key in keys.distinct
        ]
        for nth in range(max(map(len, results))):
            there = np.array([len(each) > nth for each in results])[keys.number]
            some, number = rows.at(there), keys.number[there]
            after = np.array([each[nth] if len(each) > nth else (0, 0, False) for each in results], dtype=np.int64)
            world, spent, moved = after[number].T
            now = moved.astype(bool)
            last = np.where(now, at[there], some.last).astype(np.int32)
            found.append(Rows(some.owner, world, last, np.where(now, ~doubtful[there], some.moved), spent))
        return Rows.joined(found)

    def _ran_out(
        self, group: g.StepGroup, number: int, mark: int, spent: int, doubtful: bool, masks: kernel.Masks
    ) -> Iterator[tuple[fold.World, _Spent, bool]]:
        """What may become of a world, what has run out for it then, and whether that has moved it."""
        world, before, at = self.worlds.every[number], self.spent.every[spent], stand_in(mark)
        assert isinstance(group.trigger, ir.AtTime), "a lapse is asked alone"
        this: tuple[str, int | None] = (group.name, None if doubtful else mark)
        if doubtful:
            hanging = fold.Source(at, ir.PassedTerm(group.trigger.point), frozenset({ir.YES, ir.NO}))
            yield noting(world, hanging, ir.NO), before | {this}, False
            world = noting(world, hanging, ir.YES)
        for taken, after in fold.react(group, world, masks, at, None if doubtful else at):
            if taken is None:
                yield after, before | {this}, False
            else:
                # What has run out does not run again on the same day, so that a circle without delay comes to rest.
                yield after, frozenset(each for each in before if each[1] in (this[1], None)) | {this}, True


def entry_of(lifecycle: ir.Lifecycle, world: fold.World, state: str | None) -> int:
    """Since when a world has been in a state (None: in its present one), by code; ABSENT where it is not."""
    return code_of(fold.since_in(lifecycle, world, state))
