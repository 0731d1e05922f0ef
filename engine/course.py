"""The course of each lifecycle through one history: events, times and lapses, world by world."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

from ..dsl import ir
from . import expressions as x
from . import fold, kernel, shapes
from . import groups as g
from .binding import NOTHING, Asked, Binding, Lost, Reference
from .departing import departure, told
from .history import Dated
from .instances import effects, instances, releases
from .life import View, heading
from .settings import Settings
from .valuation import Known, Ruler
from .windows import spans_of

MAX_MOVES = 10_000
"""How often times and lapses move one world between two events before the rest is left."""

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Due:
    """A timer that runs out: on which day it takes effect (None: not known), and whether it does."""

    group: g.StepGroup
    day: dt.date | None
    runs_out: frozenset[bool]
    hangs_on: fold.Hanging


@dataclass(frozen=True, slots=True)
class _Aging:
    """A world behind the day `last`; `spent` are the timers that have run out for it, by their groups and days.

    `moved`: one of them has moved it, on the day `last`.
    """

    world: fold.World
    last: dt.date | None
    spent: frozenset[tuple[str, dt.date | None]]
    moved: bool = False

    def noting(self, due: _Due, runs_out: str = ir.YES) -> _Aging:
        """The same, and what it hangs on that something has run out, or not."""
        return replace(self, world=noting(self.world, due.hangs_on, runs_out))

    def without(self, due: _Due, noted: bool) -> _Aging:
        """The same, something not having run out."""
        kept = self.noting(due, ir.NO) if noted else self
        return replace(kept, spent=self.spent | {(due.group.name, due.day)})


def noting(world: fold.World, hanging: fold.Hanging, runs_out: str) -> fold.World:
    """A world, and what it hangs on that something has run out, or not. What was noted of the same before, at another
    moment of that day, is given up: a state that was entered in between has a time of its own."""
    kept = {each for each in world.conditions if each[0] != hanging}
    return replace(world, conditions=frozenset(kept | {(hanging, frozenset({runs_out}))}))


class Outside(Protocol):
    """Where the lifecycles of a framework stand while another is in force (semantics 27)."""

    def before(self, lifecycle: str, asked: Asked) -> fold.Worlds:
        """At a moment before it came into force, up to the start of its first day."""

    def after(self, lifecycle: str, asked: Asked) -> fold.Worlds:
        """At a moment behind its last day."""

    def ran_out(self, lifecycle: str, point: ir.Point) -> bool:
        """Whether the framework before had this time, too, so that it ran out there."""


@dataclass(slots=True)
class Course:
    """Where each lifecycle may stand at each moment of one history.

    `outside` is asked for moments at which the framework was not in force; None: it is always asked.
    `idle`: the events that moved nothing, with the lifecycle. `ran_out`: the transitions of each lifecycle that a time
    or a lapse set off, with the day (None: not known).
    """

    compiled: g.Compiled
    known: Known
    outside: Outside | None = None
    idle: dict[tuple[str, Dated], None] = field(default_factory=dict)
    ran_out: dict[tuple[str, dt.date | None, str], None] = field(default_factory=dict)
    _after: dict[tuple[str, int], fold.Worlds] = field(default_factory=dict)
    _waiting: dict[str, tuple[int, fold.World]] = field(default_factory=dict)
    _at: dict[tuple[str, Asked], fold.Worlds] = field(default_factory=dict)

    @classmethod
    def of(cls, compiled: g.Compiled, known: Known, outside: Outside | None = None) -> Course:
        """The course through what is known, which from then on asks it for states."""
        course = cls(compiled, known, outside)
        course.known = replace(known, states=course.states, entering=course.entering, entries=course.entries)
        return course

    def otherwise(self, settings: Settings, clauses: Collection[str]) -> Course:
        """The course under other settings, in which only these clauses read what is set otherwise."""
        course = Course.of(self.compiled, replace(self.known, settings=settings))
        course._after = {key: worlds for key, worlds in self._after.items() if key[0] not in clauses}
        course._at = {key: worlds for key, worlds in self._at.items() if key[0] not in clauses}
        return course

    def states(self, lifecycle: str, asked: Asked) -> frozenset[str]:
        """The states in which a lifecycle may be at a moment of asking."""
        return frozenset(world.state for world in self.worlds(lifecycle, asked))

    def entries(self, lifecycle: str, state: str | None, asked: Asked) -> frozenset[dt.date | Lost | None]:
        """The days on which a lifecycle may have come into a state, perhaps one around others (None: into its present
        one).

        ABSENT where it is not in that state, or has been in it from the beginning; None where the day is not known.
        """
        found = self._since(lifecycle, state, asked)
        return frozenset(Lost.ABSENT if since == fold.START else self.day(since) for since in found)

    def entering(self, lifecycle: str, state: str, asked: Asked) -> Reference:
        """The event by which a lifecycle came into a state."""
        found = self._since(lifecycle, state, asked)
        since = next(iter(found))
        if len(found) > 1 or type(since) is not int:
            return Reference(Lost.UNRECORDED, False)
        return Reference(Lost.ABSENT, True) if since == fold.START else Reference(self.known.history.past[since], True)

    def _since(self, lifecycle: str, state: str | None, asked: Asked) -> set[fold.Since]:
        """Since when the lifecycle has been in a state, world by world; START where it is not, or always was."""
        machine = self.compiled.framework.lifecycles[lifecycle]
        return {fold.since_in(machine, world, state) for world in self.worlds(lifecycle, asked)}

    def day(self, since: fold.Since) -> dt.date | None:
        """The day on which a state was entered; None where it is not known, or there is none."""
        match since:
            case dt.date():
                return since
            case int() if since >= 0:
                return self.known.history.past[since].day
            case _:
                return None

    # Worlds

    @property
    def size(self) -> int:
        """How many worlds were followed so far, at all moments together: what the work on a case has cost."""
        return sum(map(len, self._after.values())) + sum(map(len, self._at.values()))

    def worlds(self, lifecycle: str, asked: Asked) -> fold.Worlds:
        """The worlds of a lifecycle at a moment of asking."""
        reign = self.known.reign
        if self.outside is not None and reign.before(asked.day):
            return self.outside.before(lifecycle, asked)
        if self.outside is not None and reign.after(asked.day, asked.count):
            return self.outside.after(lifecycle, asked)
        waiting = self._waiting.get(lifecycle)
        if waiting is not None and waiting[0] == asked.count:
            return (waiting[1],)
        key = lifecycle, asked
        if key not in self._at:
            worlds = self._between(lifecycle, self._happened(lifecycle, asked.count), asked)
            read = self.compiled.reads[lifecycle].lifecycles
            if any(count == asked.count and name in read for name, (count, _) in self._waiting.items()):
                return worlds  # as one world of another lifecycle sees it
            self._at[key] = worlds
        return self._at[key]

    def _happened(self, lifecycle: str, count: int) -> fold.Worlds:
        """The worlds right after that many events."""
        reign = self.known.reign
        if count <= reign.first:
            if self.outside is None or reign.begins is None:
                return fold.begin(self.compiled.framework.lifecycles[lifecycle])
            return self.outside.before(lifecycle, Asked(reign.begins, reign.first))
        key = lifecycle, count
        if key not in self._after:
            event = self.known.history.past[count - 1]
            worlds = self.worlds(lifecycle, self.known.before(event))
            self._after[key] = self._advanced(lifecycle, worlds, event)
        return self._after[key]

    def _advanced(self, lifecycle: str, worlds: fold.Worlds, event: Dated) -> fold.Worlds:
        groups = [group for kind in event.kinds if (group := self.compiled.steps.get((lifecycle, kind)))]
        if not groups:
            return worlds
        if not any(fold.taken(group, worlds) for group in groups):
            self.idle[lifecycle, event] = None
        advance = shapes.advance if self.outside is None else fold.advance
        return advance(tuple((group, self.masks(group, event)) for group in groups), worlds, event.index)

    def masks(self, group: g.StepGroup, event: Dated) -> kernel.Masks:
        """What is known of an event that may move a lifecycle, before it does (semantics 9)."""
        before = self.known.before(event)
        return self.known.masks(group.variables, Binding(event), dict.fromkeys(x.TIMES, before))

    def _between(self, lifecycle: str, worlds: fold.Worlds, asked: Asked) -> fold.Worlds:
        """The worlds after what no recorded event shows: what went unrecorded since the last, and what ran out."""
        reign = self.known.reign
        last = self.known.history.past[asked.count - 1].day if asked.count > reign.first else None
        worlds = self._drifted(lifecycle, worlds, last or reign.eve, asked)
        if lifecycle not in self.compiled.timers:
            return worlds
        last = last or reign.begins  # what ran out by then has run out under the framework before
        aged = fold.tidy([each for world in worlds for each in self._aged(lifecycle, world, last, asked)])
        return self._drifted(lifecycle, aged, last if asked.count > reign.first else reign.eve, asked)

    def _drifted(self, lifecycle: str, worlds: fold.Worlds, last: dt.date | None, asked: Asked) -> fold.Worlds:
        """Events of a type whose silence is no evidence may have gone unrecorded between two days."""
        times = dict.fromkeys(x.TIMES, asked)
        loose = tuple(
            (group, self.known.masks(group.variables, Binding(Lost.UNRECORDED), times))
            for (name, event), group in self.compiled.steps.items()
            if name == lifecycle and not self.known.covers(event, last, asked.day)
        )
        return fold.drift(loose, worlds, asked.count)

    # Times and lapses

    def _aged(self, lifecycle: str, world: fold.World, last: dt.date | None, asked: Asked) -> Iterator[fold.World]:
        """A world after all that ran out behind the day `last`, until the day asked for."""
        waiting = [_Aging(world, last, frozenset())]
        for _ in range(MAX_MOVES):
            if not waiting:
                return
            current = waiting.pop()
            due = self._next(lifecycle, current, asked)
            if due is None:
                yield current.world
                continue
            doubtful = len(due.runs_out) > 1
            if False in due.runs_out:
                waiting.append(current.without(due, noted=doubtful))
            if True in due.runs_out:
                waiting += self._moved(lifecycle, current.noting(due) if doubtful else current, due, asked)
        yield from (each.world for each in waiting)

    def _next(self, lifecycle: str, aging: _Aging, asked: Asked) -> _Due | None:
        """What runs out first for a world; None where nothing more does."""
        # A rule on whose lapse the lifecycle waits may read that lifecycle: it finds it as it waits.
        before = self._waiting.get(lifecycle)
        self._waiting[lifecycle] = asked.count, aging.world
        running = [
            due
            for group in self.compiled.timers[lifecycle]
            if any(aging.world.state in move.transition.sources for move in group.moves)
            for due in self._due(group, aging, asked)
            if (group.name, due.day) not in aging.spent
        ]
        del self._waiting[lifecycle]
        if before is not None:
            self._waiting[lifecycle] = before
        return min(running, key=lambda each: (each.day is None, each.day or asked.day), default=None)

    def _moved(self, lifecycle: str, aging: _Aging, due: _Due, asked: Asked) -> Iterator[_Aging]:
        """A world where something has run out: moved, or still there if a guard keeps it."""
        at = due.day or asked.day
        # At the start of the day it takes effect, everything stands as at the end of the day before.
        eve = Asked(at - _DAY, asked.count)
        masks = self.known.masks(due.group.variables, NOTHING, dict.fromkeys(x.TIMES, eve))
        for taken, after in fold.react(due.group, aging.world, masks, at, due.day):
            if taken is None:
                yield replace(aging, world=after, spent=aging.spent | {(due.group.name, due.day)})
                continue
            self.ran_out[lifecycle, due.day, taken] = None
            # What has run out does not run again on the same day, so that a circle without delay comes to rest.
            spent = {each for each in aging.spent if each[1] in (due.day, None)} | {(due.group.name, due.day)}
            yield _Aging(after, at, frozenset(spent), moved=due.day is not None)

    def _due(self, group: g.StepGroup, aging: _Aging, asked: Asked) -> Iterator[_Due]:
        """When a timer runs out for a world, until the day asked for."""
        match group.trigger:
            case ir.AtTime(point=point):
                yield from self._time(group, point, aging, asked)
            case ir.OnLapse(rule=rule):
                hangs_on = fold.Lapsed(asked.count, rule)
                ruler: Ruler | None = Ruler(self.known, self.compiled.rules[rule])
                while ruler is not None:
                    for day, runs_out in _lapses(ruler, aging.last, asked):
                        yield _Due(group, day, runs_out, hangs_on)
                    ruler = ruler.known.earlier(rule)
            case ir.OnEvent():
                raise AssertionError("an event is no timer")

    def _time(self, group: g.StepGroup, point: ir.Point, aging: _Aging, asked: Asked) -> Iterator[_Due]:
        world, last = aging.world, aging.last
        day = self.reckoned(group.lifecycle, point, world, asked)
        hangs_on = fold.Source(asked.day, ir.PassedTerm(point), frozenset({ir.YES, ir.NO}))
        if isinstance(day, Lost):
            return
        if day is None:
            if ir.YES in self.known.passed(point, NOTHING, asked):
                yield _Due(group, None, frozenset({True, False}), hangs_on)
            return
        effective = day + _DAY
        entered = self.day(world.since)
        opening = self._opening(asked)
        if opening is not None and effective <= opening and (entered is None or entered <= opening):
            if self.outside is not None and self.outside.ran_out(group.lifecycle, point):
                return
            effective = opening
        elif aging.moved and entered is not None:
            effective = max(effective, entered)
        elif last is not None and effective <= last:
            # It ran out before, unless the last event led into the state, or has set a new day.
            before = self.reckoned(group.lifecycle, point, world, Asked(last, max(0, asked.count - 1)))
            if before == day and world.since != asked.count - 1:
                return
            effective = last
        if effective <= asked.day:
            yield _Due(group, effective, frozenset({True}), hangs_on)

    def _opening(self, asked: Asked) -> dt.date | None:
        """The day on which the framework came into force, where nothing has happened since."""
        return self.known.reign.begins if asked.count <= self.known.reign.first else None

    def reckoned(self, lifecycle: str, point: ir.Point, world: fold.World, asked: Asked) -> dt.date | Lost | None:
        """The day of a timer. One that counts from when its own lifecycle entered a state asks the world itself."""
        anchor = point.anchor
        if isinstance(anchor, ir.EntryAnchor) and anchor.lifecycle == lifecycle and world.state in anchor.states:
            lineage = self.compiled.framework.lifecycles[lifecycle].lineage(world.state)
            place = len(lineage) - 1 if anchor.name is None else lineage.index(anchor.name)
            since = (*world.around, world.since)[place]
            day = self.day(since)
            if since == fold.START or day is None:
                return Lost.ABSENT if since == fold.START else None
            return self.known.reckoned(point, day)
        return self.known.day(point, NOTHING, asked)


def _lapses(ruler: Ruler, last: dt.date | None, asked: Asked) -> Iterator[tuple[dt.date | None, frozenset[bool]]]:
    """The days after the last days of a rule, behind the day `last`, and whether nothing was done by then."""
    known, group = ruler.known, ruler.group
    if _raised_unseen(known, group.rule, asked):
        yield None, frozenset({True, False})
    for instance in instances(known, group, asked):
        for window, span in spans_of(known, group.rule, instance.binding, asked).all:
            if not span.dated and not span.announced and _arises(ruler, instance.binding, asked):
                yield None, frozenset({True, False})
            if span.latest is None or span.latest + _DAY > asked.day:
                continue
            if last is not None and span.latest + _DAY <= last:
                continue
            done = {
                each.unrecorded or (each.act is not None and each.act.day <= span.latest) for each in instance.doings
            }
            if any(each.unrecorded for each in instance.doings):
                done.add(False)
            bound = _binds(ruler, instance.binding, window, span.latest, asked)
            lapsed = {binds and not met for binds in bound for met in done}
            if True in lapsed:
                yield span.latest + _DAY, frozenset(lapsed)


def _raised_unseen(known: Known, rule: ir.Rule, asked: Asked) -> bool:
    """Whether an event that the record does not show may have given rise to a rule with a last day."""
    if rule.trigger is None or all(window.latest is None for _, window in rule.named_windows):
        return False
    past = known.events(rule.trigger, asked)
    after = past[-1].day if past and not rule.each else None  # the latest takes the place of those before it
    return not known.covers(rule.trigger, after, asked.day)


def _arises(ruler: Ruler, of: Binding, asked: Asked) -> bool:
    """Whether anything may give rise to a rule."""
    return any(effect is not None for effect in effects(ruler.known, ruler.group, of, asked))


def _binds(ruler: Ruler, of: Binding, window: str | None, last: dt.date, asked: Asked) -> set[bool]:
    """Whether a rule is a duty in a window on its last day, and not departed from by then."""
    known, group = ruler.known, ruler.group
    count = sum(1 for each in known.history.past[: asked.count] if each.day <= last)
    then = Asked(last, count)
    departed = told(departure(known, group.rule, of.it if isinstance(of.it, Dated) else None, then))
    return {
        effect is not None
        and heading(effect) is View.DUTY
        and effect.window == window
        and not releases(effect, departed)
        for effect in effects(known, group, of, then)
    }
