"""The way that one school has gone through the lifecycles, and where it can go next and by when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..dsl import ir
from . import fold
from .asking import Asking
from .evaluation import Evaluation
from .history import Case, Dated
from .life import View
from .outcome import NormAnswer, Outcome
from .record import recorded

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Passage:
    """A transition that was taken: from which state on which day (None: not known), and on which event, if on one.

    `certain`: no other course of the lifecycle is possible there.
    """

    transition: str
    source: str
    target: str
    day: dt.date | None
    event: Dated | None
    certain: bool


@dataclass(frozen=True, slots=True)
class Onward:
    """A transition that may be taken next, and between which days what sets it off falls (None: nothing says so).

    `certain`: that day brings it about, unless the lifecycle is moved before. `rule`: the one that gives the days.
    """

    transition: str
    source: str
    target: str
    earliest: dt.date | None = None
    latest: dt.date | None = None
    certain: bool = False
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """How a lifecycle came to where it stands, and what is possible next; `states` has several where it is open."""

    lifecycle: str
    states: tuple[str, ...]
    since: dt.date | None
    passages: tuple[Passage, ...]
    onward: tuple[Onward, ...]


def traced(asking: Asking, case: Case, as_of: dt.date, known_by: dt.date | None) -> tuple[Outcome, tuple[Way, ...]]:
    """The answer for a case, and the way through every lifecycle of its framework.

    Of several histories that the case leaves open, by the order of events or as what they count, the way tells the
    canonical one, and none of it as certain where these come to different answers.
    """
    outcome = asking.outcome(case, as_of, known_by, turns=True)
    known = recorded(case, asking.words, as_of, known_by or as_of).case
    full_id = outcome.framework.manifest.full_id
    for work in asking.work(known, as_of):
        if work.compiled.framework.manifest.full_id == full_id:
            return outcome, _ways(work, outcome)
    return outcome, ()


def _ways(work: Evaluation, outcome: Outcome) -> tuple[Way, ...]:
    """The way through every lifecycle of the framework of an answer; `work` is that on which the answer rests."""
    found: list[Way] = []
    for answer in outcome.states:
        lifecycle = work.compiled.framework.lifecycles[answer.lifecycle]
        states = tuple(each.value for each in answer.possible)
        passages = tuple(_passages(work, lifecycle))
        own = work.state(lifecycle.name)
        if (own.value, own.since) != (answer.value, answer.since):
            passages = tuple(replace(each, certain=False) for each in passages)
        onward = tuple(_onward(work, lifecycle, frozenset(states), outcome))
        found.append(Way(lifecycle.name, states, answer.since, passages, onward))
    return tuple(found)


# What was taken


def _passages(work: Evaluation, lifecycle: ir.Lifecycle) -> Iterator[Passage]:
    """What moved the lifecycle, day by day."""
    work.state(lifecycle.name)  # what ran out is noted on the way
    dated = [((day or dt.date.max, False), (day, transition)) for name, day, transition in work.course.ran_out
             if name == lifecycle.name]  # fmt: skip
    moved: list[tuple[tuple[dt.date, bool], tuple[dt.date | None, str] | Dated]] = [*dated]
    moved += [((event.day, True), event) for event in work.known.history.past if work.known.reign.holds(event.index)]
    at = frozenset({lifecycle.initial})
    for _, each in sorted(moved, key=lambda item: item[0]):
        # What ran out takes effect before the events of its day.
        found = list(_taken(work, lifecycle, each) if isinstance(each, Dated) else _ran_out(work, lifecycle, *each, at))
        yield from found
        at = frozenset(passage.target for passage in found) or at


def _taken(work: Evaluation, lifecycle: ir.Lifecycle, event: Dated) -> Iterator[Passage]:
    """The transitions that an event set off."""
    worlds = work.course.worlds(lifecycle.name, work.known.before(event))
    staying, found = list(worlds), dict[tuple[str, str, str], None]()
    for kind in event.kinds:
        group = work.compiled.steps.get((lifecycle.name, kind))
        if group is None:
            continue
        masks = work.course.masks(group, event)
        results = [(one, each) for one in staying for each in fold.react(group, one, masks, event.index, event.index)]
        found |= {(taken, one.state, after.state): None for one, (taken, after) in results if taken is not None}
        staying = [after for _, (taken, after) in results if taken is None]
    certain = len(found) == 1 and not staying
    for transition, source, target in found:
        yield Passage(transition, source, target, event.day, event, certain)


def _ran_out(
    work: Evaluation, lifecycle: ir.Lifecycle, day: dt.date | None, transition: str, at: frozenset[str]
) -> Iterator[Passage]:
    """A transition that a time or a lapse set off, from where the lifecycle may have stood."""
    move = next(each for each in lifecycle.transitions if each.id == transition)
    certain = day is not None and work.course.states(lifecycle.name, work.known.at_end_of(day)) == {move.target}
    for source in sorted(at & set(move.sources)) or move.sources:
        yield Passage(transition, source, move.target, day, None, certain)


# What may be taken next


def _onward(work: Evaluation, lifecycle: ir.Lifecycle, states: frozenset[str], outcome: Outcome) -> Iterator[Onward]:
    for move in lifecycle.transitions:
        for source in sorted(states & set(move.sources)):
            if source == move.target and isinstance(move.trigger, ir.OnEvent):
                continue
            match move.trigger:
                case ir.OnEvent(event=event):
                    yield _on_event(work, move, source, event, outcome)
                case ir.OnLapse(rule=rule):
                    yield from _on_lapse(move, source, rule, outcome)
                case ir.AtTime(point=point):
                    yield from _at_time(work, lifecycle, move, source, point)


def _on_event(work: Evaluation, move: ir.Transition, source: str, event: str, outcome: Outcome) -> Onward:
    """When the event is due, if a duty that runs asks for it: that which asks for it the soonest."""
    rules = work.compiled.framework.rules
    asking = [
        each
        for each in outcome.norms
        # The window of a norm on how often is the stretch that is counted, and no time by which.
        if each.to_do and not each.under and each.tally is None and rules[each.name].act == event
    ]
    dated = sorted((each for each in asking if each.latest is not None), key=_latest)
    found = next(iter(dated), next(iter(asking), None))
    if found is None:
        return Onward(move.id, source, move.target)
    return Onward(move.id, source, move.target, found.earliest, found.latest, False, found.name)


def _on_lapse(move: ir.Transition, source: str, rule: str, outcome: Outcome) -> Iterator[Onward]:
    """The day after the last day of a duty that is not yet met."""
    days = [each.latest for each in outcome.under(View.DUTY) if each.name == rule and each.to_do and each.latest]
    if days:
        yield Onward(move.id, source, move.target, min(days) + _DAY, min(days) + _DAY, True, rule)


def _at_time(
    work: Evaluation, lifecycle: ir.Lifecycle, move: ir.Transition, source: str, point: ir.Point
) -> Iterator[Onward]:
    """The day on which a time runs out; not of one that has run out and moved nothing."""
    now = work.known.at_as_of()
    for world in work.course.worlds(lifecycle.name, now):
        if world.state == source:
            day = work.course.reckoned(lifecycle.name, point, world, now)
            if isinstance(day, dt.date) and day + _DAY > now.day:
                yield Onward(move.id, source, move.target, day + _DAY, day + _DAY, move.when is None)
                return


def _latest(norm: NormAnswer) -> tuple[dt.date, str]:
    return norm.latest or dt.date.max, norm.name
