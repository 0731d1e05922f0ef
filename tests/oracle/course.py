"""The course of lifecycles through a history in one world, from one day on which something can happen to the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from remit.dsl import ir

from .calendar import ONE
from .duties import lapses
from .world import LAST, At, Blank, Day, Here, Odd, Which, World

Position = tuple[dt.date, int]
START: Position = (dt.date.min, -1)


@dataclass(frozen=True, slots=True)
class Entry:
    """When a state was entered (None: never, it has been so from the beginning), and by which event."""

    day: Day | None
    event: Which


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a lifecycle stands: the leaf, the entry into each state around it, and what led there."""

    leaf: str
    entries: dict[str, Entry]
    step: ir.Transition | None


@dataclass(frozen=True, slots=True)
class Refused:
    """An event for which the state of a lifecycle had no transition."""

    lifecycle: str
    event: int


class Course:
    """Moves the lifecycles of some names, as far as somebody asks; what was is kept."""

    def __init__(self, world: World, names: frozenset[str]) -> None:
        self.world, self.names = world, names
        self.story = world.story
        self.lifecycles = [self.story.framework.lifecycles[name] for name in sorted(names)]
        self.log: dict[str, list[tuple[Position, Standing]]] = {}
        self.refused: list[Refused] = []
        self.timers_run = 0
        for lifecycle in self.lifecycles:
            leaf = lifecycle.initial
            entries = {name: Entry(None, None) for name in lifecycle.lineage(leaf)}
            self.log[lifecycle.name] = [(START, Standing(leaf, entries, None))]
        self._steps = self._walk()
        self._next: Position | None = START
        self._busy = False

    # What was

    def at(self, name: str, at: At) -> Standing:
        """Where a lifecycle stood at a moment."""
        position = (at.day, at.rank)
        while not self._busy and self._next is not None and self._next <= position:
            self._busy = True
            self._next = next(self._steps, None)
            self._busy = False
        return next(standing for when, standing in reversed(self.log[name]) if when <= position)

    def leaf(self, name: str, at: At) -> str:
        """The state of a lifecycle, one that has none inside."""
        return self.at(name, at).leaf

    def entered_on(self, lifecycle: str, name: str | None, states: frozenset[str], at: At) -> Day:
        """The day of entry into a state in which the lifecycle is now."""
        standing = self.at(lifecycle, at)
        if name is not None and name not in standing.entries:
            return Blank.NEVER
        day = standing.entries[name or standing.leaf].day
        return Blank.NEVER if day is None else day

    def entered_by(self, lifecycle: str, state: str, at: At) -> Which:
        """The event by which a lifecycle last came into a state in which it is now."""
        entry = self.at(lifecycle, at).entries.get(state)
        if entry is None or entry.day is None:
            return None
        return entry.event if entry.event is not None else Odd.NO_EVENT

    # What happens

    def _walk(self) -> Iterator[Position]:
        """Does one step after the other; before each it tells where that stands."""
        timed = any(not isinstance(each.trigger, ir.OnEvent) for one in self.lifecycles for each in one.transitions)
        spells = self.story.record.facts.values()
        changes = {since for each in spells for _, since in each if since} if timed else set()
        today = dt.date.min
        number = 0
        if timed:
            self._unsure(START, self._end(today))
        while True:
            days = [day for day in (*self._due(today), *changes, *self.story.days[number:]) if day > today]
            days += [self.story.days[number]] if number < len(self.story.days) else []
            if not days or min(days) > self.story.as_of:
                break
            before, today = today, min(days)
            yield (today, 0)
            if timed and today > before:
                self._start_of_day(today)
            while number < len(self.story.days) and self.story.days[number] == today:
                yield (today, number + 1)
                self._event(number, timed)
                number += 1
        yield (self.story.as_of, LAST)
        if timed:
            self._unsure((self.story.as_of, LAST), self._end(self.story.as_of))

    def _end(self, day: dt.date) -> At:
        return self.story.end_of(day)

    def _now(self, lifecycle: ir.Lifecycle) -> Standing:
        return self.log[lifecycle.name][-1][1]

    def _due(self, today: dt.date) -> Iterator[dt.date]:
        """The days on which, as it looks now, something will have run out."""
        at = self._end(today)
        for lifecycle in self.lifecycles:
            for step in self._timed(lifecycle):
                for day in self._days(step, at, today):
                    if isinstance(day, dt.date) and day < dt.date.max:
                        yield day + ONE

    def _timed(self, lifecycle: ir.Lifecycle) -> list[ir.Transition]:
        leaf = self._now(lifecycle).leaf
        steps = [each for each in lifecycle.transitions if leaf in each.sources]
        return [each for each in steps if not isinstance(each.trigger, ir.OnEvent)]

    def _days(self, step: ir.Transition, at: At, lapsed_by: dt.date | None) -> list[Day]:
        """The last days of a time, or of the windows of a rule. `lapsed_by`: also windows that need not lapse."""
        match step.trigger:
            case ir.AtTime(point=point):
                return [self.world.day_of(point, Here(at))]
            case ir.OnLapse(rule=name):
                rule = self.story.framework.rules[name]
                return lapses(self.world, rule, at, only_last_days=lapsed_by is not None)
            case _:
                return []

    def _start_of_day(self, day: dt.date) -> None:
        """What ran out on the day before takes effect; all of it sees what was at its end."""
        seen = self._end(day - ONE)
        moving = []
        for lifecycle in self.lifecycles:
            for step in self._timed(lifecycle):
                over = [each for each in self._days(step, seen, None) if each == day - ONE]
                if over and self.world.holds(step.when, Here(seen)):
                    moving.append((lifecycle, step))
                    break
        for lifecycle, step in moving:
            self._move(lifecycle, step, (day, 0), Entry(day, None))
            self.timers_run += 1
        for lifecycle, step in moving:
            self._passed(lifecycle, (day, 0), At(day, 0, seen.seen), None, entered=True, run={step.id})
        self._unsure((day, 0), At(day, 0, seen.seen))

    def _event(self, number: int, timed: bool) -> None:
        seen = self.story.before(number)
        position = (seen.day, number + 1)
        known = {step.id: self._days(step, seen, None)
                 for each in self.lifecycles for step in self._timed(each)} if timed else {}  # fmt: skip
        moving = [(each, step) for each in self.lifecycles if (step := self._taken(each, number))]
        for lifecycle, step in moving:
            self._move(lifecycle, step, position, Entry(seen.day, number))
        if timed:
            moved = [lifecycle for lifecycle, _ in moving]
            for lifecycle in self.lifecycles:
                self._passed(
                    lifecycle, position, self.story.behind(number), known, entered=lifecycle in moved, run=set()
                )
            self._unsure(position, self.story.behind(number))

    def _taken(self, lifecycle: ir.Lifecycle, number: int) -> ir.Transition | None:
        """The transition on an event; of several types as which it counts the furthest is asked first."""
        leaf = self._now(lifecycle).leaf
        here = Here(self.story.before(number), it=number)
        counted = sorted(self.world.types[number], key=lambda each: -self._distance(number, each))
        listens = takes = False
        for type_ in counted:
            steps = [s for s in lifecycle.transitions if s.trigger == ir.OnEvent(type_)]
            listens |= bool(steps)
            for step in steps:
                if leaf in step.sources:
                    takes = True
                    if self.world.holds(step.when, here):
                        return step
        if listens and not takes:
            self.refused.append(Refused(lifecycle.name, number))
        return None

    def _distance(self, number: int, type_: str) -> int:
        from .record import counted_as

        return counted_as(self.story.events[number].type, self.story.framework).index(type_)

    def _move(self, lifecycle: ir.Lifecycle, step: ir.Transition, position: Position, entry: Entry) -> None:
        """From where it stands to the target; states around both are kept unless the transition is written to them."""
        before = self._now(lifecycle)
        around = lifecycle.lineage(step.into)[:-1]
        entries = {
            name: before.entries[name] if name in before.entries and name in around else entry
            for name in lifecycle.lineage(step.target)
        }
        self.log[lifecycle.name].append((position, Standing(step.target, entries, step)))

    def _passed(
        self,
        lifecycle: ir.Lifecycle,
        position: Position,
        at: At,
        known: dict[str, list[Day]] | None,
        entered: bool,
        run: set[str],
    ) -> None:
        """What had run out already when the state was entered, or was set to a day that has passed, takes effect."""
        while True:
            taken = None
            for step in self._timed(lifecycle):
                if isinstance(step.trigger, ir.OnLapse):
                    continue
                days = [each for each in self._days(step, at, None) if isinstance(each, dt.date) and each < at.day]
                fresh = [
                    each
                    for each in days
                    if entered or (known is not None and step.id in known and each not in known[step.id])
                ]
                if fresh and step.id not in run and self.world.holds(step.when, Here(replace(at, facts=at.day - ONE))):
                    taken = step
                    break
            if taken is None:
                return
            run.add(taken.id)
            self._move(lifecycle, taken, position, Entry(at.day, None))
            self.timers_run += 1
            entered = True

    def _unsure(self, position: Position, at: At) -> None:
        """Where the day is not known, the state may have been left by now, or not."""
        for lifecycle in self.lifecycles:
            for _ in range(len(lifecycle.states)):
                leaf = self._now(lifecycle).leaf
                taken = next((step for step in self._timed(lifecycle) if self._left(step, position, at, leaf)), None)
                if taken is None:
                    break
                self._move(lifecycle, taken, position, Entry(Blank.UNKNOWN, None))

    def _left(self, step: ir.Transition, position: Position, at: At, leaf: str) -> bool:
        return (
            Blank.UNKNOWN in self._days(step, at, None)
            and self.world.choices.choose(("left", step.id, position, leaf), (False, True))
            and self.world.holds(step.when, Here(at))
        )
