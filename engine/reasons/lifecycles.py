"""Why a lifecycle stands where it stands: what moved it, what did not, and what would move it on from there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...dsl import ir
from ...dsl.words import lowered, titled
from .. import expressions as x
from .. import groups as g
from .. import kernel
from ..binding import NOTHING, Binding, Lost
from ..evaluation import Evaluation
from ..history import Dated
from ..windows import spans_of
from .conditions import Conditions, Context
from .steps import Standing, Step, opened, plain

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Lifecycles:
    """Explains the lifecycles of one case."""

    evaluation: Evaluation
    conditions: Conditions

    def state(self, name: str) -> Step:
        """How a lifecycle came to where it stands, and what could move it from there."""
        lifecycle = self.evaluation.compiled.framework.lifecycles[name]
        return self._stands(lifecycle, (*self._happened(lifecycle), *self._further(lifecycle)))

    def towards(self, name: str, states: frozenset[str]) -> Step:
        """The same as far as it bears on whether it stands in one of these states: the last event that could have led
        there, what it led to instead, and the transitions that could lead there since."""
        lifecycle = self.evaluation.compiled.framework.lifecycles[name]
        ids = {each.id for each in lifecycle.transitions if each.target in states}

        def bearing(step: Step, statuses: tuple[Standing, ...]) -> Step:
            kept = (each for each in step.inputs if each.rule in ids or each.status in statuses)
            return plain(replace(step, inputs=tuple(kept)))

        happened = [each for each in self._happened(lifecycle) if any(move.rule in ids for move in each.inputs)]
        further = [bearing(each, ()) for each in self._further(lifecycle)]
        last = [bearing(each, (Standing.FIRED, Standing.UNKNOWN)) for each in happened[-1:]]
        return self._stands(lifecycle, (*last, *(each for each in further if each.inputs)))

    def _stands(self, lifecycle: ir.Lifecycle, steps: tuple[Step, ...]) -> Step:
        answer = self.evaluation.state(lifecycle.name)
        value = " or ".join(titled(lifecycle.state(each.value).label, each.value) for each in answer.possible)
        status = Standing.FIRED if answer.value is not None else Standing.UNKNOWN
        since = f", since {answer.since.isoformat()}" if answer.since else ""
        title = titled(lifecycle.label, lifecycle.name)
        return Step(title, lifecycle.name, value + since, answer.citation, status, steps)

    def _happened(self, lifecycle: ir.Lifecycle) -> list[Step]:
        """What the events and times of the history did, in their order."""
        name = lifecycle.name
        self.evaluation.state(name)  # what ran out is noted on the way
        # What ran out takes effect before the events of its day.
        dated = [
            ((day or dt.date.max, False), self._ran_out(lifecycle, day, transition))
            for each, day, transition in self.evaluation.course.ran_out
            if each == name
        ]
        for event in self.evaluation.known.history.past:
            if not self.evaluation.known.reign.holds(event.index):
                continue
            groups = [self.evaluation.compiled.steps.get((name, kind)) for kind in event.kinds]
            dated += [((event.day, True), self._event(event, group)) for group in groups if group is not None]
        return [step for _, step in sorted(dated, key=lambda each: each[0])]

    def _ran_out(self, lifecycle: ir.Lifecycle, day: dt.date | None, transition: str) -> Step:
        move = next(each for each in lifecycle.transitions if each.id == transition)
        moved = Step(
            self._leads(lifecycle, move), move.id, self._target(lifecycle, move), move.citation, Standing.FIRED
        )
        when = day.isoformat() if day else "a day that is not known"
        words = self.conditions.phrases.words.trigger(move.trigger)
        return Step(f"{when}: {words}", "", "", None, Standing.FIRED if day else Standing.UNKNOWN, (moved,))

    def _leads(self, lifecycle: ir.Lifecycle, transition: ir.Transition) -> str:
        if transition.everywhere:
            return "from any state to"
        names = " or ".join(titled(lifecycle.state(name).label, name) for name in transition.written)
        return f"from {names} to"

    def _target(self, lifecycle: ir.Lifecycle, transition: ir.Transition) -> str:
        return titled(lifecycle.state(transition.target).label, transition.target)

    # What happened

    def _event(self, event: Dated, group: g.StepGroup) -> Step:
        """What an event did: the transitions from where the lifecycle may have stood, taken and not."""
        known, course = self.evaluation.known, self.evaluation.course
        before = known.before(event)
        masks = course.masks(group, event)
        context = Context(group.variables, masks, Binding(event), dict.fromkeys(x.TIMES, before))
        states = course.states(group.lifecycle, before)
        taken = {each.outcome for state in sorted(states) for each in kernel.step(group, state, masks)}
        lifecycle = known.framework.lifecycles[group.lifecycle]
        moves = [
            self._move(move, context, lifecycle, moved=bool(taken - {None}), taken=move.transition.id in taken)
            for move in group.moves
            if states & set(move.transition.sources)
        ]
        words = self.conditions.phrases.occurrence(event.occurrence)
        if not moves:
            where = " or ".join(titled(lifecycle.state(each).label, each) for each in sorted(states))
            idle = Step(f"nothing leads from {where} on such an event", "", "", None, Standing.BLOCKED)
            return Step(words, "", "", None, Standing.BLOCKED, (idle,))
        return Step(words, "", "", None, Standing.FIRED if taken - {None} else Standing.BLOCKED, tuple(moves))

    def _move(self, move: g.Move, context: Context, lifecycle: ir.Lifecycle, *, moved: bool, taken: bool) -> Step:
        inner = self.conditions.optional(move.guard, context)
        holds = Standing.FIRED if inner is None else inner.status
        status = holds if taken or holds is Standing.BLOCKED else Standing.OVERRIDDEN
        return Step(
            self._leads(lifecycle, move.transition),
            move.transition.id,
            self._target(lifecycle, move.transition),
            move.transition.citation,
            status,
            opened(inner),
            aside=moved and not taken,
        )

    # What has not happened

    def _further(self, lifecycle: ir.Lifecycle) -> Iterator[Step]:
        """The transitions that have not been taken: from where it stands, and aside those from elsewhere."""
        known = self.evaluation.known
        states = self.evaluation.course.states(lifecycle.name, known.at_as_of())
        leading = [each for each in lifecycle.transitions if states & set(each.sources)]
        if leading:
            inputs = tuple(self._open(lifecycle, each) for each in leading)
            words = f"by {known.as_of.isoformat()} nothing else has moved it; this would"
            yield Step(words, "", "", None, Standing.BLOCKED, inputs)
        if len(leading) < len(lifecycle.transitions):
            elsewhere = tuple(
                Step(
                    f"{self._leads(lifecycle, each)} {self._target(lifecycle, each)} {self._when(each)}",
                    each.id,
                    "",
                    each.citation,
                    Standing.BLOCKED,
                )
                for each in lifecycle.transitions
                if each not in leading
            )
            yield Step("where it does not stand, nothing leads on", "", "", None, Standing.BLOCKED, elsewhere, True)

    def _when(self, transition: ir.Transition) -> str:
        words = self.conditions.phrases.words
        match transition.trigger:
            case ir.OnEvent(event=event):
                told = f"on {lowered(words.label_of(event))}"
            case ir.OnLapse():
                told = f"on {words.trigger(transition.trigger)}"
            case ir.AtTime():
                told = words.trigger(transition.trigger)
        return told if transition.when is None else f"{told}, if {words.cond(transition.when)}"

    def _open(self, lifecycle: ir.Lifecycle, transition: ir.Transition) -> Step:
        """A transition from where the lifecycle stands that nothing has set off so far."""
        inputs: tuple[Step, ...] = ()
        status = Standing.BLOCKED
        match transition.trigger:
            case ir.AtTime(point=point):
                status, inputs = self._timer(lifecycle, transition, point)
            case ir.OnLapse(rule=rule):
                inputs = tuple(self._lapse(self.evaluation.compiled.rules[rule]))
            case ir.OnEvent():
                pass
        target = self._target(lifecycle, transition)
        return Step(f"{self._when(transition)}, to", transition.id, target, transition.citation, status, inputs)

    def _timer(
        self, lifecycle: ir.Lifecycle, transition: ir.Transition, point: ir.Point
    ) -> tuple[Standing, tuple[Step, ...]]:
        """When a timer runs out; where it has, and moved nothing, the guard that kept the lifecycle."""
        course, now = self.evaluation.course, self.evaluation.known.at_as_of()
        steps: list[Step] = []
        for world in course.worlds(lifecycle.name, now):
            if world.state not in transition.sources:
                continue
            day = course.reckoned(lifecycle.name, point, world, now)
            if day is Lost.ABSENT:
                steps.append(Step("there is no day to count from", "", "", None, Standing.BLOCKED))
            elif not isinstance(day, dt.date):
                steps.append(Step("the day to count from is not known", "", "", None, Standing.UNKNOWN))
            elif day + _DAY > now.day:
                words = f"the time runs out at the end of {day.isoformat()}"
                steps.append(Step(words, "", "", None, Standing.BLOCKED))
            else:
                steps.append(self._kept(lifecycle, transition, day))
        told = tuple(dict.fromkeys(steps))
        unknown = any(each.status is Standing.UNKNOWN for each in told)
        return Standing.UNKNOWN if unknown else Standing.BLOCKED, told

    def _kept(self, lifecycle: ir.Lifecycle, transition: ir.Transition, day: dt.date) -> Step:
        """A timer that has run out where the lifecycle stands all the same."""
        known = self.evaluation.known
        group = next(
            each for each in self.evaluation.compiled.timers[lifecycle.name] if each.trigger == transition.trigger
        )
        times = dict.fromkeys(x.TIMES, known.at_end_of(day))
        context = Context(group.variables, known.masks(group.variables, NOTHING, times), NOTHING, times)
        inner = self.conditions.optional(group.move(transition.id).guard, context)
        words = f"the time ran out at the end of {day.isoformat()}"
        return Step(words, "", "", None, Standing.FIRED, opened(inner))

    def _lapse(self, group: g.RuleGroup) -> Iterator[Step]:
        """The last days of a rule on whose lapse a lifecycle waits."""
        known, now = self.evaluation.known, self.evaluation.known.at_as_of()
        found = self.evaluation.ruling.instances(group)
        if not found:
            yield Step("the rule has nothing to begin with", group.name, "", None, Standing.BLOCKED)
        for instance in found:
            latest = spans_of(known, group.rule, instance.binding, now).own.latest
            met = any(each.act is not None for each in instance.doings)
            if met:
                words = "what it asks for was done"
            elif latest is None:
                words = "it has no last day yet"
            else:
                words = f"its last day is {latest.isoformat()}"
            yield Step(words, group.name, "", group.rule.citation, Standing.BLOCKED)
