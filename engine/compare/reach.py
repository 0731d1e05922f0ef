"""What a name can reach: which answers read it, and how much of them it can change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

from ...dsl import ir
from .found import Level, most


@dataclass(frozen=True, slots=True)
class _Place:
    """Where clauses read names: of which clause, and what a change there changes. None: what its readers make of it."""

    owner: str
    level: Level | None
    reads: frozenset[str]


@dataclass(slots=True)
class Reach:
    """What each name of a framework can reach. Fields are named `event.field`."""

    framework: ir.Framework
    _readers: dict[str, list[_Place]] = field(init=False)

    def __post_init__(self) -> None:
        self._readers = {}
        for place in _places(self.framework):
            for name in sorted(place.reads):
                self._readers.setdefault(name, []).append(place)

    def level(self, *names: str) -> Level:
        """The most that a change of what these names mean can change in an answer; WORDING where nothing reads them."""
        found: list[Level] = []
        waiting, seen = list(names), set(names)
        while waiting:
            for place in self._readers.get(waiting.pop(), ()):
                if place.level is not None:
                    found.append(place.level)
                elif place.owner not in seen:
                    seen.add(place.owner)
                    waiting.append(place.owner)
        return most(found)

    def touches(self, *names: str) -> tuple[str, ...]:
        """The answers that read any of these names, themselves or by way of others, by name."""
        seen: set[str] = set()
        waiting = list(names)
        while waiting:
            for place in self._readers.get(waiting.pop(), ()):
                if place.owner not in seen:
                    seen.add(place.owner)
                    waiting.append(place.owner)
        f = self.framework
        return tuple(name for name in (*f.lifecycles, *f.decisions, *f.rules, *f.documents) if name in seen)


def effect(exception: ir.Exclusion, rule: ir.Rule) -> Level:
    """What an exception changes: whether the rule binds, on which days, or how much."""
    bare = exception.modality is None and exception.window is None
    turns = exception.modality is not None and exception.modality.negated != rule.modality.negated
    if bare or turns or exception.against:
        return Level.OUTCOME
    return Level.DEADLINE if exception.window is not None else Level.STRENGTH


def _places(framework: ir.Framework) -> Iterator[_Place]:
    f, most_ = framework, Level.OUTCOME
    for define in f.defines.values():
        yield _Place(define.name, None, names_in(define.about, define.cond))
    for deem in f.deems:
        yield _Place(deem.target, most_, names_in(deem.event, deem.when))
    for decision in f.decisions.values():
        yield _Place(decision.name, most_, names_in(decision.about, *(row.when for row in decision.rows)))
    for judgement in f.judgements.values():
        yield _Place(judgement.name, most_, names_in(judgement.about, *(each.when for each in judgement.signs)))
    for document in f.documents.values():
        items = (*document.contents, *document.recipients)
        yield _Place(document.event, most_, names_in(*(each.when for each in items)))
    for lifecycle in f.lifecycles.values():
        for step in lifecycle.transitions:
            yield _Place(lifecycle.name, most_, names_in(step.when))
            timed = isinstance(step.trigger, ir.AtTime)
            yield _Place(lifecycle.name, Level.DEADLINE if timed else most_, names_in(step.trigger))
    for rule in f.rules.values():
        yield _Place(rule.name, most_, names_in(rule.trigger, rule.act, rule.when, rule.during, rule.performing))
        yield _Place(rule.name, most_, names_in(rule.repeat))
        yield _Place(rule.name, Level.DEADLINE, names_in(rule.window))
        for exception in rule.exceptions:
            yield _Place(rule.name, effect(exception, rule), names_in(exception.when))
            yield _Place(rule.name, Level.DEADLINE, names_in(exception.window))


def names_in(*things: Any) -> frozenset[str]:
    """What is named in conditions, windows and triggers; a plain text is a name itself."""
    return frozenset(name for each in things for name in _named(each))


def _named(thing: Any) -> Iterator[str]:
    match thing:
        case str():
            yield thing
            return
        case ir.Holds(define=name) | ir.Chosen(decision=name) | ir.FactTerm(fact=name) | ir.FactAnchor(fact=name):
            yield name
        case ir.FieldTerm(event=event, field=name):
            yield event
            yield f"{event}.{name}"
        case ir.StateTerm(lifecycle=name) | ir.EntryAnchor(lifecycle=name) | ir.Entry(lifecycle=name):
            yield name
        case ir.ReadingTerm(reading=name) | ir.OnLapse(rule=name) | ir.OnEvent(event=name):
            yield name
        case ir.ExistsTerm(event=name) | ir.CountTerm(event=name) | ir.Pick(event=name):
            yield name
        case ir.PositionTerm(event=event, moment=moment):
            yield f"{event}.{moment}"
        case ir.Offset(parameter=str() as name) | ir.Number(parameter=str() as name):
            yield name
        case ir.MomentAnchor(reading=str() as name) | ir.EachPeriod(reading=str() as name):
            yield name
        case _:
            pass
    if isinstance(thing, tuple):
        for each in thing:
            yield from _named(each) if not isinstance(each, str) else ()
    elif is_dataclass(thing):
        for each in fields(thing):
            value = getattr(thing, each.name)
            if each.compare and not isinstance(value, str):
                yield from _named(value)
