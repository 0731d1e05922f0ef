"""The passage from one framework to the next: where each one's lifecycles stand while the other is in force."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from ..dsl import ir
from . import carrying, fold
from .binding import Asked
from .course import Course

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Gap:
    """A span for which no framework is loaded; None: without bound on that side."""

    since: dt.date | None
    until: dt.date | None

    def __str__(self) -> str:
        match self.since, self.until:
            case None, None:
                return "no framework is loaded"
            case None, until:
                return f"no framework is loaded for the time until {until}"
            case since, None:
                return f"no framework is loaded for the time from {since}"
            case since, until:
                return f"no framework is loaded for {since} to {until}"


@dataclass(slots=True)
class Passage:
    """From one framework (None: none is loaded before) to the next (None: none is in force after).

    `gap`: the span between them for which none is loaded.
    """

    older: Course | None
    newer: Course | None
    gap: Gap | None
    carried: carrying.Carried | None

    @classmethod
    def between(cls, older: Course | None, newer: Course | None, gap: Gap | None) -> Passage:
        """The passage, with what the newer framework says is carried over."""
        succession = None if older is None or newer is None else newer.compiled.framework.succession
        if older is None or newer is None or succession is None:
            return cls(older, newer, gap, None)
        frameworks = older.compiled.framework, newer.compiled.framework
        return cls(older, newer, gap, carrying.states_carried(succession, *frameworks))

    def forward(self, lifecycle: str, asked: Asked) -> fold.Worlds:
        """The worlds of a lifecycle of the newer framework, up to the start of its first day."""
        assert self.newer is not None, "its lifecycle is asked for"
        machine = self.newer.compiled.framework.lifecycles[lifecycle]
        if self.gap is not None and not self._quiet(self.gap, lifecycle, asked):
            return fold.tidy(carrying.anywhere(machine, self._unsaid(machine, str(self.gap)), frozenset()))
        if self.older is None:
            return fold.begin(machine)
        sources = [] if self.carried is None else list(self.carried.sources(lifecycle))
        if lifecycle in self.older.compiled.framework.lifecycles and lifecycle not in sources:
            sources.append(lifecycle)
        if not sources and self.gap is None:
            return fold.begin(machine)  # it is new with this framework
        images = [self._images(source, machine, asked) for source in sources]
        whole = [each for each in images if not any(_open(world) for world in each)]
        found = whole or images
        if not found:
            return fold.tidy(carrying.anywhere(machine, self._unsaid(machine, str(self.gap)), frozenset()))
        return fold.tidy([world for each in found for world in each])

    def backward(self, lifecycle: str, asked: Asked) -> fold.Worlds:
        """Where a lifecycle of the older framework would stand behind its last day, as the newer one's tell."""
        assert self.older is not None, "its lifecycle is asked for"
        machine = self.older.compiled.framework.lifecycles[lifecycle]
        if self.newer is None or self.carried is None or self.newer.known.reign.before(asked.day):
            return fold.tidy(carrying.anywhere(machine, self._unsaid(machine, self._why()), frozenset()))
        found: list[fold.World] = []
        for target in self.carried.targets(lifecycle):
            back = self._back(machine, self.newer.compiled.framework.lifecycles[target], asked)
            if back is not None:
                found += back
        return fold.tidy(found or carrying.anywhere(machine, self._unsaid(machine, self._why()), frozenset()))

    def _images(self, source: str, target: ir.Lifecycle, asked: Asked) -> list[fold.World]:
        """What the worlds of an older lifecycle are in a newer one: anything, where nothing is carried there."""
        assert self.older is not None and self.newer is not None, "there are two of them"
        older, newer = self.older.compiled.framework, self.newer.compiled.framework
        reign = self.older.known.reign
        assert reign.ends is not None, "another framework came after it"
        at = Asked(reign.ends + _DAY, reign.end or 0) if reign.after(asked.day, asked.count) else asked
        machine = older.lifecycles[source]
        found: list[fold.World] = []
        for world in self.older.worlds(source, at):
            conditions = carrying.told(world.conditions, older, newer)
            place = self.carried.leaves.get((source, world.state)) if self.carried is not None else None
            if self.carried is None or place is None or place[0] != target.name:
                state = machine.state(world.state)
                reason = f"'{state.label or state.name}' under {older.manifest.full_id} is not carried over"
                found += carrying.anywhere(target, self._unsaid(target, reason), conditions)
                continue
            since = carrying.entries(machine, world, target, place[1], self.carried)
            found.append(fold.World(place[1], since[-1], conditions, world.blurred, since[:-1]))
        return found

    def _back(self, machine: ir.Lifecycle, target: ir.Lifecycle, asked: Asked) -> list[fold.World] | None:
        """What the worlds of a newer lifecycle are in an older one; None where one of them is none there."""
        assert self.older is not None and self.newer is not None and self.carried is not None, "it is carried over"
        older, newer = self.older.compiled.framework, self.newer.compiled.framework
        found: list[fold.World] = []
        for world in self.newer.worlds(target.name, asked):
            states = self.carried.before(machine.name, (target.name, world.state))
            if not states:
                return None
            conditions = carrying.told(world.conditions, newer, older)
            unsaid = fold.Unsaid(machine.name, asked.day, self._why(), frozenset(states))
            for state in carrying.anywhere(machine, unsaid, conditions):
                since = carrying.entries(target, world, machine, state.state, self.carried, back=True)
                found.append(replace(state, since=since[-1], around=since[:-1], blurred=world.blurred))
        return found

    # What nothing says

    def _quiet(self, gap: Gap, lifecycle: str, asked: Asked) -> bool:
        """Whether nothing on record, and nothing missing from it, may have moved a lifecycle while none was loaded."""
        assert self.newer is not None, "its lifecycle is asked for"
        moving = {event for name, event in self.newer.compiled.steps if name == lifecycle}
        if self.older is not None:
            moving |= {event for _, event in self.older.compiled.steps}
        until = asked.day if gap.until is None else min(gap.until, asked.day)
        past = self.newer.known.history.past[: asked.count]
        if any((gap.since is None or each.day >= gap.since) and moving & set(each.kinds) for each in past):
            return False
        after = None if gap.since is None else gap.since - _DAY
        return all(self.newer.known.covers(each, after, until) for each in sorted(moving))

    def _unsaid(self, machine: ir.Lifecycle, reason: str) -> fold.Unsaid:
        begins = None if self.newer is None else self.newer.known.reign.begins
        reign = None if self.older is None else self.older.known.reign
        day = begins or (reign.ends + _DAY if reign is not None and reign.ends is not None else dt.date.min)
        return fold.Unsaid(machine.name, day, reason, frozenset(machine.leaves))

    def _why(self) -> str:
        """Why the newer framework does not tell where a lifecycle of the older one would stand."""
        if self.newer is None or self.carried is None:
            return str(self.gap or Gap(None, None))
        return f"no state under {self.newer.compiled.framework.manifest.full_id} tells it"


def _open(world: fold.World) -> bool:
    return any(isinstance(hanging, fold.Unsaid) for hanging, _ in world.conditions)


@dataclass(slots=True)
class Neighbours:
    """The passages to and from one framework of a chain."""

    coming: Passage | None = None
    going: Passage | None = None

    def before(self, lifecycle: str, asked: Asked) -> fold.Worlds:
        """At a moment before the framework came into force, up to the start of its first day."""
        assert self.coming is not None, "every framework of a chain is come to"
        return self.coming.forward(lifecycle, asked)

    def after(self, lifecycle: str, asked: Asked) -> fold.Worlds:
        """At a moment behind its last day."""
        assert self.going is not None, "what has a last day is left"
        return self.going.backward(lifecycle, asked)

    def ran_out(self, lifecycle: str, point: ir.Point) -> bool:
        """Whether the framework before had this time, too, so that it ran out there."""
        if self.coming is None or self.coming.older is None or self.coming.carried is None:
            return False
        timers = self.coming.older.compiled.timers
        return any(
            group.trigger == ir.AtTime(point)
            for source in self.coming.carried.sources(lifecycle)
            for group in timers.get(source, ())
        )
