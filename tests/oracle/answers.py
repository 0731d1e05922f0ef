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

from .choices import Choices, Run, TooMany, every, wanted
from .course import Standing
from .norms import NOT_ARISING, Norm, norms, views
from .record import Event, Record
from .repeats import Key, repeats
from .world import Here, Odd, Story, World

MOST_ORDERS = 24
T = TypeVar("T")


@dataclass(slots=True)
class Answer:
    """What is possible, by question; `skipped` are the questions with too many worlds.

    `missing` names the facts, and the fields with the type of their event, on which a state, a decision or what becomes
    of a norm hangs.
    `open_states` names the questions that ask where a lifecycle stands whose course is not known (semantics 4).
    """

    states: dict[str, frozenset[tuple[str, str | None, tuple[str, ...]]]] = field(default_factory=dict)
    decisions: dict[str, frozenset[tuple[str, tuple[str, str] | None, tuple[str, ...]]]] = field(default_factory=dict)
    norms: dict[tuple[str, str], list[tuple[tuple[str, str] | None, frozenset[Norm]]]] = field(default_factory=dict)
    judgements: dict[str, tuple[str | None, dict[str, str]]] = field(default_factory=dict)
    documents: dict[str, dict[str, str]] = field(default_factory=dict)
    missing: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    open_states: set[str] = field(default_factory=set)
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
    answers = partial(ask, noting=True)
    for name, lifecycle in framework.lifecycles.items():
        if (told := answers(name, lifecycle, partial(_state, name, found.seen))) is not None:
            found.states[name] = frozenset(told)
    for name, decision in framework.decisions.items():
        rows = answers(name, decision, partial(_decision, decision))
        if rows is not None and (known := frozenset(each for each in rows if each is not None)):
            found.decisions[name] = known
    for name, rule in framework.rules.items():
        for view in views(rule):
            if rule.repeat is None:
                worlds = answers(name, rule, partial(norms, rule, view))
                instances = _together(worlds, rule, record, framework) if worlds is not None else []
            else:
                stretches = answers(name, rule, partial(repeats, rule, view))
                instances = _stretches(stretches, record, framework) if stretches is not None else []
            if instances:
                found.norms[view, name] = instances
    for name, judgement in framework.judgements.items():
        given = ask(name, judgement, partial(_given, judgement))
        signs = {each.name: _open(ask(name, each, partial(_sign, judgement, each))) for each in judgement.signs}
        if given is not None and (known := set(given) - {None}):
            found.judgements[name] = known.pop() if len(known) == 1 else "", signs
    for name, document in framework.documents.items():
        if _told_of(name, framework, found) or True in (ask(name, document, partial(_made, name)) or ()):
            items = (*document.contents, *document.recipients)
            found.documents[name] = {each.name: _open(ask(name, each, partial(_needed, name, each))) for each in items}
    return found


ALIVE = {"not yet open", "open", "met", "overdue", "used", "exceeded", "undetermined"}


def _told_of(document: str, framework: ir.Framework, found: Answer) -> bool:
    """Whether some norm asks for a document or allows it, and may be alive, overdue or met."""
    return any(
        norm.status in ALIVE
        for (view, name), instances in found.norms.items()
        if view != "prohibition" and framework.rules[name].act == document
        for _, norms_ in instances
        for norm in norms_
    )


def _open(answers: list[bool] | None) -> str:
    return "unknown" if answers is None or len(set(answers)) > 1 else "yes" if answers[0] else "no"


def _latest(world: World, event: str) -> int | None:
    at = world.story.end_of(world.story.as_of)
    return next((number for number in range(at.seen)[::-1] if event in world.types[number]), None)


def _made(document: str, world: World) -> bool:
    return _latest(world, document) is not None


def _needed(document: str, item: ir.Item, world: World) -> bool:
    """Whether a part or recipient is needed; of a document that is not written yet, what it will be is unknown."""
    written = _latest(world, document)
    it = Odd.WOULD_BE if written is None else written
    return world.holds(item.when, Here(world.story.end_of(world.story.as_of), it=it))


def _given(judgement: ir.Judgement, world: World) -> str | None:
    """What the case says: '' where it says nothing; None where there is no event to judge."""
    story = world.story
    if judgement.about is None:
        told = world.fact_is_told(judgement.name, story.as_of)
        return world.fact(judgement.name, story.as_of) if told else ""
    number = _latest(world, judgement.about)
    return None if number is None else story.events[number].fields.get(judgement.name) or ""


def _sign(judgement: ir.Judgement, sign: ir.Sign, world: World) -> bool:
    about = _latest(world, judgement.about) if judgement.about is not None else None
    return world.holds(sign.when, Here(world.story.end_of(world.story.as_of), it=about))


def _ask(
    stories: list[Story],
    found: Answer,
    name: str,
    about: object,
    question: Callable[[World], T],
    noting: bool = False,
) -> list[T] | None:
    """The answers of all worlds of all orders; None where there are too many."""
    runs: list[Run[tuple[T, tuple[str, ...], list[str]]]] = []
    try:
        for story in stories:
            worlds = every(partial(_in_a_world, story, about, question))
            runs += worlds
            if noting:
                found.missing.setdefault(name, set()).update(_hanging(story, worlds))
    except TooMany:
        found.skipped.append(name)
        return None
    if len({run.answer[1] for run in runs}) > 1:
        found.open_states.add(name)
    found.seen.update(key for run in runs[:1] for key in run.answer[2])
    found.seen["worlds"] += len(runs)
    found.seen["split"] += len(runs) > 1
    return [run.answer[0] for run in runs]


MOST_COMPARED = 150
"""Of how many worlds each is laid beside each other to find out on what an answer hangs."""


def _hanging(story: Story, worlds: list[Run[tuple[T, tuple[str, ...], list[str]]]]) -> set[tuple[str, str]]:
    """The facts and fields on which an answer hangs, each with the type of its event."""
    plain = [Run(_gist(each.answer[0]), each.chosen) for each in worlds[:MOST_COMPARED]]
    types = {each.number: each.type for each in story.events}
    found = set()
    for kind, name, *of in wanted(plain):
        if kind == "fact" or (kind == "field" and of[0] in types):
            found.add((str(name), types[of[0]] if kind == "field" else ""))  # type: ignore[index]
    return found


def _gist(told: object) -> object:
    """The state, the value, or what becomes of each instance."""
    match told:
        case dict():
            return {number: norm.status for number, norm in told.items()}
        case tuple():
            return told[0]
        case _:
            return told


def _in_a_world(
    story: Story, about: object, question: Callable[[World], T], choices: Choices
) -> tuple[T, tuple[str, ...], list[str]]:
    """The answer, and the course of the other lifecycles that it rests on."""
    world = World(story, choices).with_course(about)
    answer_ = question(world)
    assert world.course is not None
    lifecycles = story.framework.lifecycles
    others = tuple(str(log) for name, log in world.course.log.items() if lifecycles[name] is not about)
    return answer_, others, world.met_with


def _state(name: str, seen: Counter[str], world: World) -> tuple[str, str | None, tuple[str, ...]]:
    assert world.course is not None
    standing = world.course.at(name, world.story.end_of(world.story.as_of))
    seen["timers"] += world.course.timers_run
    day = standing.entries[standing.leaf].day
    lifecycle = world.story.framework.lifecycles[name]
    ways = [step.citation for step in lifecycle.transitions if step.target == standing.leaf]
    own = lifecycle.state(standing.leaf).citation
    since = day.isoformat() if isinstance(day, dt.date) else None
    if standing.step is not None and (len(ways) == 1 or own is None):
        return standing.leaf, since, _leading(lifecycle, standing)
    return standing.leaf, since, own.paragraphs if own is not None else ()


def _leading(lifecycle: ir.Lifecycle, standing: Standing) -> tuple[str, ...]:
    """The paragraphs of the transitions that may have led where a lifecycle stands: on events, or at times and lapses;
    if it is not known when, of all."""
    assert standing.step is not None
    event = isinstance(standing.step.trigger, ir.OnEvent)
    known = isinstance(standing.entries[standing.leaf].day, dt.date)
    ways = [each for each in lifecycle.transitions if each.target == standing.leaf]
    may = [each for each in ways if not known or isinstance(each.trigger, ir.OnEvent) is event]
    return tuple(paragraph for each in may for paragraph in each.citation.paragraphs)


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


def _stretches(
    worlds: list[dict[Key, Norm]], record: Record, framework: ir.Framework
) -> list[tuple[tuple[str, str] | None, frozenset[Norm]]]:
    """What may become of each stretch; of those that are over only what the rule may have bound in."""
    found = []
    keys = {key for each in worlds for key in each}
    for number, day in sorted(keys, key=lambda each: (_rank(each[0], record, framework), each[1] or dt.date.max)):
        told = frozenset(each.get((number, day), Norm(NOT_ARISING)) for each in worlds)
        ruled = {norm.status for norm in told} - {NOT_ARISING}
        if ruled and not (day is not None and ruled == {"void"}):
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
