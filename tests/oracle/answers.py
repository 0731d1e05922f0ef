"""The answers for a case: what every question comes to in all orders and all worlds, taken together."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from remit.dsl import ir

from .choices import Choices, Run, TooMany, every
from .norms import NOT_ARISING, Norm, norms, views
from .record import Event, Record
from .world import Here, Story, World

MOST_ORDERS = 24
T = TypeVar("T")


@dataclass(slots=True)
class Answer:
    """What is possible, by question; `skipped` are the questions with too many worlds."""

    states: dict[str, frozenset[tuple[str, str | None, tuple[str, ...]]]] = field(default_factory=dict)
    decisions: dict[str, frozenset[tuple[str, tuple[str, str] | None, tuple[str, ...]]]] = field(default_factory=dict)
    norms: dict[tuple[str, str], list[tuple[tuple[str, str] | None, frozenset[Norm]]]] = field(default_factory=dict)
    missing: dict[str, frozenset[str]] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    wider: Counter[str] = field(default_factory=Counter)


class NotTried(Exception):
    """A case that the oracle does not answer, with the reason."""


def orders(record: Record, framework: ir.Framework, as_of: dt.date) -> list[tuple[Event, ...]]:
    """The events that count, in every order that the case allows."""
    ranked = sorted(
        (each for each in record.events if (each.day(framework) or dt.date.max) <= as_of),
        key=lambda each: (each.day(framework), each.order, each.number),
    )
    tied = [list(group) for _, group in itertools.groupby(ranked, lambda each: (each.day(framework), each.order))]
    ways = 1
    for group in tied:
        for number in range(2, len(group) + 1):
            ways *= number
    if ways > MOST_ORDERS:
        raise NotTried("more orders than are tried")
    chains = itertools.product(*(itertools.permutations(group) for group in tied))
    return [tuple(itertools.chain.from_iterable(chain)) for chain in chains]


def answer(framework: ir.Framework, record: Record, as_of: dt.date, readings: dict[str, str] | None = None) -> Answer:
    """The whole answer."""
    if record.loose:
        raise NotTried("records with gaps")
    taken = {name: each.default for name, each in framework.readings.items()} | (readings or {})
    reach: dict[int, tuple[object, frozenset[str]]] = {}
    stories = [Story(framework, record, as_of, taken, order, reach=reach) for order in orders(record, framework, as_of)]
    found = Answer()
    found.seen["ties"] += len(stories) > 1

    ask = partial(_ask, stories, found)
    for name, lifecycle in framework.lifecycles.items():
        if (told := ask(name, lifecycle, partial(_state, name, found.seen))) is not None:
            found.states[name] = frozenset(told)
    for name, decision in framework.decisions.items():
        rows = ask(name, decision, partial(_decision, decision))
        if rows is not None and (known := frozenset(each for each in rows if each is not None)):
            found.decisions[name] = known
    for name, rule in framework.rules.items():
        if rule.repeat is not None:
            found.skipped.append(f"repeat {name}")
            continue
        for view in views(rule):
            worlds = ask(name, rule, partial(norms, rule, view))
            if worlds is not None and (instances := _together(worlds, rule, record, framework)):
                found.norms[view, name] = instances
    return found


def _ask(
    stories: list[Story], found: Answer, name: str, about: object, question: Callable[[World], T]
) -> list[T] | None:
    """The answers of all worlds of all orders; None where there are too many."""
    runs: list[Run[T]] = []
    try:
        for story in stories:
            runs += every(partial(_in_a_world, story, about, question))
    except TooMany:
        found.skipped.append(name)
        return None
    found.seen["worlds"] += len(runs)
    found.seen["split"] += len(runs) > 1
    return [run.answer for run in runs]


def _in_a_world(story: Story, about: object, question: Callable[[World], T], choices: Choices) -> T:
    return question(World(story, choices).with_course(about))


def _state(name: str, seen: Counter[str], world: World) -> tuple[str, str | None, tuple[str, ...]]:
    assert world.course is not None
    standing = world.course.at(name, world.story.end_of(world.story.as_of))
    seen["timers"] += world.course.timers_run
    day = standing.entries[standing.leaf].day
    lifecycle = world.story.framework.lifecycles[name]
    ways = [step.citation for step in lifecycle.transitions if step.target == standing.leaf]
    own = lifecycle.state(standing.leaf).citation
    cite = ways[0] if standing.step is not None and (len(ways) == 1 or own is None) else own
    since = day.isoformat() if isinstance(day, dt.date) else None
    return standing.leaf, since, cite.paragraphs if cite is not None else ()


def _decision(decision: ir.Decision, world: World) -> tuple[str, tuple[str, str] | None, tuple[str, ...]] | None:
    at = world.story.end_of(world.story.as_of)
    about = None
    if decision.about is not None:
        about = next((n for n in range(at.seen)[::-1] if decision.about in world.types[n]), None)
        if about is None:
            return None
    row = world.row(decision, Here(at, it=about))
    return row.value, _named(world, about), row.citation.paragraphs


def _named(world: World, number: object) -> tuple[str, str] | None:
    if not isinstance(number, int):
        return None
    return world.story.events[number].type, world.story.days[number].isoformat()


def _together(
    worlds: list[dict[int | None, Norm]], rule: ir.Rule, record: Record, framework: ir.Framework
) -> list[tuple[tuple[str, str] | None, frozenset[Norm]]]:
    """What may become of each instance; under `for latest` of the one there is, whichever event that is."""
    numbers = {number for each in worlds for number in each}
    if not rule.each:
        told = frozenset(norm for each in worlds for norm in each.values() or [Norm(NOT_ARISING)])
        label = _label(numbers.pop(), record, framework) if len(numbers) == 1 else None
        return [(label, told)] if any(norm.status != NOT_ARISING for norm in told) else []
    found = []
    for number in sorted(numbers, key=lambda each: _rank(each, record, framework)):
        told = frozenset(each.get(number, Norm(NOT_ARISING)) for each in worlds)
        if any(norm.status != NOT_ARISING for norm in told):
            found.append((_label(number, record, framework), told))
    return found


def _rank(number: int | None, record: Record, framework: ir.Framework) -> tuple[dt.date, int, int]:
    if number is None:
        return dt.date.min, 0, 0
    event = record.events[number]
    return event.day(framework) or dt.date.min, event.order, number


def _label(number: int | None, record: Record, framework: ir.Framework) -> tuple[str, str] | None:
    if number is None:
        return None
    event = record.events[number]
    return event.type, str(event.day(framework))
