"""What a witness must be: a valuation of one clause group, asked of an actual case as the evaluation asks it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ...dsl import ir
from .. import expressions as x
from .. import groups as g
from ..binding import Asked, Binding
from ..evaluation import Evaluation
from ..history import Dated
from ..instances import asked_times
from ..kernel import Masks, explore
from .drafts import Draft


@dataclass(frozen=True, slots=True)
class Want:
    """A term that must have one of these values, for the event `it`, at a moment of asking."""

    term: ir.Term
    values: frozenset[str]
    it: Dated | None
    asked: Asked


Times = Callable[[Evaluation, Dated | None], dict[x.Time, Asked]]
"""When each sort of variable is asked."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A valuation to be brought about: of the latest event of type `event`, its variables within `masks`.

    `state`: a lifecycle and the state in which it must stand before that event. `shows` must hold of the whole case;
    it is what makes a case a witness.
    """

    event: str | None
    variables: tuple[x.Variable, ...]
    masks: Masks
    times: Times
    shows: Callable[[Draft, Evaluation, Dated | None], bool]
    state: tuple[str, str] | None = None

    def subject(self, evaluation: Evaluation) -> Dated | None:
        """The latest event of the type asked for."""
        past = evaluation.known.history.past
        return next((each for each in reversed(past) if self.event in each.kinds), None)

    def unmet(self, evaluation: Evaluation) -> Iterator[Want] | None:
        """What the case lacks; None where the event itself, or the state before it, is not there."""
        it = self.subject(evaluation)
        if self.event is not None and it is None:
            return None
        if self.state is not None:
            assert it is not None, "a state is asked of a step, and a step has an event"
            lifecycle, state = self.state
            if evaluation.course.states(lifecycle, evaluation.known.before(it)) != {state}:
                return None
        return self._unmet(evaluation, it)

    def _unmet(self, evaluation: Evaluation, it: Dated | None) -> Iterator[Want]:
        times = self.times(evaluation, it)
        for variable, mask in zip(self.variables, self.masks, strict=True):
            if mask == variable.full:
                continue
            values = values_of(variable.term, evaluation, it, times[variable.time])
            if variable.mask(values) & ~mask:
                yield Want(variable.term, variable.values(mask), it, times[variable.time])

    def met(self, draft: Draft, compiled: g.Compiled) -> bool:
        """Whether a case is a witness."""
        evaluation = draft.evaluated(compiled)
        if evaluation is None:
            return False
        wants = self.unmet(evaluation)
        if wants is None or next(wants, None) is not None:
            return False
        return self.shows(draft, evaluation, self.subject(evaluation))


def event_of(trigger: ir.Trigger) -> str:
    """The event type of a trigger that is one."""
    assert isinstance(trigger, ir.OnEvent), "steps by event are asked here, times and lapses are not"
    return trigger.event


def values_of(term: ir.Term, evaluation: Evaluation, it: Dated | None, asked: Asked) -> frozenset[str]:
    """The values that a term may have in an actual case."""
    return evaluation.known.values(term, Binding(it), asked)


def anchored(anchor: ir.Anchor, evaluation: Evaluation, it: Dated | None, asked: Asked) -> dt.date | None:
    """The day of an anchor in an actual case; None where there is none, or it is not known."""
    found = evaluation.known.anchor(anchor, Binding(it), asked)
    return found if isinstance(found, dt.date) else None


def found_by(ref: ir.Ref, evaluation: Evaluation, it: Dated | None, asked: Asked) -> Dated | None:
    """The event that a reference means in an actual case."""
    found = evaluation.known.reference(ref, Binding(it), asked).found
    return found if isinstance(found, Dated) else None


def valued(variables: tuple[x.Variable, ...], times: Times, evaluation: Evaluation, it: Dated | None) -> Masks:
    """The valuation of variables in an actual case."""
    asked = times(evaluation, it)
    return tuple(each.mask(values_of(each.term, evaluation, it, asked[each.time])) for each in variables)


def holds(expression: x.Expression | None, masks: Masks, value: bool) -> bool:
    """Whether a condition is known to hold, or known not to, under a valuation."""
    return all(found is value for found, _ in explore(expression, masks))


def step_times(evaluation: Evaluation, it: Dated | None) -> dict[x.Time, Asked]:
    """A transition reads what holds before its event."""
    assert it is not None, "a step has an event"
    before = evaluation.known.before(it)
    return dict.fromkeys(x.TIMES, before)


def present_times(evaluation: Evaluation, it: Dated | None) -> dict[x.Time, Asked]:
    """A decision or a definition is asked as of the day."""
    return dict.fromkeys(x.TIMES, evaluation.known.at_as_of())


def rule_times(evaluation: Evaluation, it: Dated | None) -> dict[x.Time, Asked]:
    """A rule reads its trigger at the trigger, and the rest as of the day."""
    now = evaluation.known.at_as_of()
    return asked_times(Binding(it), now, now)
