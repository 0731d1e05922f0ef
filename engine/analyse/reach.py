"""Where the lifecycles of a framework can come to: what may be, and cases that show it.

What may be is found with every variable taken by itself, so it holds at least all that can be: a state that is not
among it cannot be reached. That a state is reached is shown by a case, found step by step and folded by the engine.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterator

from ...dsl import ir
from .. import groups as g
from .. import kernel
from ..binding import Asked
from ..evaluation import Evaluation
from ..feasible import consistent, in_state
from ..history import Dated, effective_day
from ..kernel import Masks
from .drafts import Draft, appended, empty
from .goals import Goal, event_of, step_times
from .search import find

MAX_STEPS = 1500
"""How many single steps are looked for."""

_CUBES = 3
_WAITS = (30, 100, 300, 800, 2000)


class Reach:
    """The states that each lifecycle may come to, and cases that come to them."""

    def __init__(self, compiled: g.Compiled) -> None:
        self.compiled = compiled
        self.firing = {key: self._firing(group) for key, group in compiled.steps.items()}
        self._timed = [self._firing(group) for groups in compiled.timers.values() for group in groups]
        self.states = {name: self._states(name) for name in compiled.framework.lifecycles}
        self._drafts = [empty(compiled.framework)]
        self._more = self._explored()

    def _firing(self, group: g.StepGroup) -> dict[str, dict[str, tuple[Masks, ...]]]:
        """For each source state the transitions that may fire from it, each with its cubes."""
        found: dict[str, dict[str, tuple[Masks, ...]]] = {}
        for state in dict.fromkeys(s for move in group.moves for s in move.transition.sources):
            masks = in_state(group.variables, group.lifecycle, (state,))
            for each in kernel.step(group, state, masks):
                cubes = tuple(cube for cube in each.cubes if consistent(group.variables, cube))
                if each.outcome is not None and cubes:
                    found.setdefault(state, {})[each.outcome] = cubes
        return found

    def fires(self, transition: ir.Transition, state: str) -> bool:
        """Whether a transition may fire from a state."""
        ways = (*self.firing.values(), *self._timed)
        return any(transition.id in by_state.get(state, {}) for by_state in ways)

    def _states(self, name: str) -> frozenset[str]:
        lifecycle = self.compiled.framework.lifecycles[name]
        reached = {lifecycle.initial}
        frontier = [lifecycle.initial]
        while frontier:
            state = frontier.pop()
            for each in lifecycle.transitions:
                if each.target not in reached and state in each.sources and self.fires(each, state):
                    reached.add(each.target)
                    frontier.append(each.target)
        return frozenset(reached)

    # Cases

    def drafts(self) -> Iterator[Draft]:
        """Cases that bring the lifecycles into different combinations of states; found as they are asked for."""
        n = 0
        while True:
            if n == len(self._drafts):
                found = next(self._more, None)
                if found is None:
                    return
                self._drafts.append(found)
            yield self._drafts[n]
            n += 1

    def shown(self, lifecycle: str, state: str) -> Draft | None:
        """A case that brings a lifecycle into a state; None where none was found."""
        for draft in self.drafts():
            evaluation = draft.evaluated(self.compiled)
            if evaluation is not None and _standing(evaluation).get(lifecycle) == state:
                return draft
        return None

    def _explored(self) -> Iterator[Draft]:
        """Step by step, going on first from where some lifecycle stands in a state that was not shown before."""
        queue = deque(self._drafts[:1])
        seen: set[frozenset[tuple[str, str]]] = set()
        shown: set[tuple[str, str]] = set()
        self._new(self._drafts[0], seen, shown)
        steps = 0
        while queue and steps < MAX_STEPS:
            for found in self._further(queue.popleft()):
                steps += 1
                novel = None if found is None else self._new(found, seen, shown)
                if found is None or novel is None:
                    continue
                if novel:
                    queue.appendleft(found)
                else:
                    queue.append(found)
                yield found

    def _new(
        self, draft: Draft, seen: set[frozenset[tuple[str, str]]], shown: set[tuple[str, str]]
    ) -> frozenset[tuple[str, str]] | None:
        """Which states a case shows for the first time; None where it shows no new combination of them."""
        evaluation = draft.evaluated(self.compiled)
        pairs = frozenset() if evaluation is None else frozenset(_standing(evaluation).items())
        if evaluation is None or pairs in seen:
            return None
        seen.add(pairs)
        novel = pairs - shown
        shown |= novel
        return novel

    def _further(self, draft: Draft) -> Iterator[Draft | None]:
        """What can come next: time alone, or one more event for each way in which a transition may fire."""
        evaluation = draft.evaluated(self.compiled)
        if evaluation is None:
            return
        standing = _standing(evaluation)
        yield from self._waited(draft)
        for (lifecycle, event), by_state in self.firing.items():
            group = self.compiled.steps[lifecycle, event]
            for transition, cubes in by_state.get(standing.get(lifecycle, ""), {}).items():
                for cube in cubes[:_CUBES]:
                    goal = step_goal(group, transition, cube, standing[lifecycle], self.compiled)
                    base = appended(draft, self.compiled.framework.events[event], self.compiled.framework)
                    found = find(goal, (base,), self.compiled, slim=False)
                    yield found
                    yield None if found is None else self._at_once(found)

    def _at_once(self, draft: Draft) -> Draft | None:
        """The same asked on the day of its last event, where time alone may move a lifecycle."""
        days = [effective_day(each, self.compiled.framework) for each in draft.case.events]
        last = max((day for day in days if day is not None), default=None)
        return Draft(draft.case, last, draft.settings) if last is not None and self._timed else None

    def _waited(self, draft: Draft) -> Iterator[Draft]:
        """The same asked later, where time alone may move a lifecycle."""
        if self._timed:
            for days in _WAITS:
                yield Draft(draft.case, draft.as_of + dt.timedelta(days=days), draft.settings)


def _standing(evaluation: Evaluation) -> dict[str, str]:
    """The lifecycles of which the state is decided, and where they stand."""
    return {
        name: next(iter(worlds))
        for name in evaluation.compiled.framework.lifecycles
        if len(worlds := evaluation.course.states(name, evaluation.known.at_as_of())) == 1
    }


def step_goal(group: g.StepGroup, transition: str, cube: Masks, state: str, compiled: g.Compiled) -> Goal:
    """The latest event of a step's type fires a transition from a state."""
    target = {move.transition.id: move.transition.target for move in group.moves}[transition]

    def shows(_: Draft, evaluation: Evaluation, it: Dated | None) -> bool:
        if it is None or it.index != len(evaluation.known.history.past) - 1:
            return False
        return evaluation.course.states(group.lifecycle, Asked(it.day, it.index + 1)) == {target}

    return Goal(event_of(group.trigger), group.variables, cube, step_times, shows, (group.lifecycle, state))
