"""Frameworks in force one after another, and the words of all of them (semantics 27)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from ..dsl import ir
from .groups import Compiled
from .history import Occurrence, effective_day

_DAY = dt.timedelta(days=1)


class Mode(StrEnum):
    """Which frameworks a history is read under: the one asked, throughout; or each while it was in force."""

    AS_IF = "as if"
    IN_FORCE = "in force"


@dataclass(frozen=True, slots=True)
class Era:
    """A framework while it was in force, from its first to its last day (None: without end), both inside.

    `events` are those that it knows itself.
    """

    compiled: Compiled
    begins: dt.date
    ends: dt.date | None
    events: frozenset[str]

    @property
    def full_id(self) -> str:
        """The framework's `id@version`."""
        return self.compiled.framework.manifest.full_id

    def holds(self, day: dt.date) -> bool:
        """Whether the framework is in force on a day."""
        return self.begins <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True)
class Chain:
    """A framework and those that it succeeds, one behind the other, the oldest first."""

    eras: tuple[Era, ...]

    @classmethod
    def of(cls, frameworks: Iterable[Compiled]) -> Chain:
        """The chain of frameworks, the oldest first: each is in force until its last day or the next one's first.

        Where the last day is not known, only the first is known to be its own if another follows.
        """
        every = tuple(frameworks)
        eras: list[Era] = []
        for number, each in enumerate(every):
            manifest = each.framework.manifest
            ends = manifest.in_force_until
            if number + 1 < len(every):
                eve = every[number + 1].framework.manifest.in_force_from - _DAY
                ends = manifest.in_force_from if manifest.end_unknown else ends
                ends = eve if ends is None else min(ends, eve)
            eras.append(Era(each, manifest.in_force_from, ends, frozenset(each.framework.events)))
        words = joined(each.framework for each in every)
        return cls(tuple(replace(each, compiled=_speaking(each.compiled, words)) for each in eras))

    @property
    def words(self) -> ir.Framework:
        """The framework asked for, with the vocabulary of all: what a case may speak of."""
        return joined(each.compiled.framework for each in self.eras)

    def begun(self, day: dt.date) -> tuple[Era, ...]:
        """Those that had come into force by a day."""
        return tuple(each for each in self.eras if each.begins <= day)

    def on(self, day: dt.date) -> Era | None:
        """The framework in force on a day."""
        return next((each for each in self.eras if each.holds(day)), None)

    def effective_day(self, occurrence: Occurrence) -> dt.date | None:
        """The day on which an event takes effect, as the framework says that is in force on it.

        Where two say so, the earlier counts; where none does, the last that knows the event.
        """
        days: list[dt.date | None] = []
        for era in self.eras:
            if occurrence.event in era.events:
                day = effective_day(occurrence, era.compiled.framework)
                if day is not None and era.holds(day):
                    return day
                days.append(day)
        return days[-1] if days else None


def _speaking(compiled: Compiled, words: ir.Framework) -> Compiled:
    """The same clauses, with a name for the events of the other frameworks, too."""
    events = {**words.events, **compiled.framework.events}
    return replace(compiled, framework=replace(compiled.framework, events=events))


# The words of several frameworks


def joined(frameworks: Iterable[ir.Framework]) -> ir.Framework:
    """The last of some frameworks, with facts, events, deemings and rules of all: what has one name is one thing."""
    every = tuple(frameworks)
    facts: dict[str, ir.Fact] = {}
    events: dict[str, ir.EventType] = {}
    for framework in reversed(every):
        for name, fact in framework.facts.items():
            facts[name] = _fact(facts[name], fact) if name in facts else fact
        for name, event in framework.events.items():
            events[name] = _event(events[name], event) if name in events else event
    deems = dict.fromkeys(deem for framework in reversed(every) for deem in framework.deems)
    rules = {name: rule for framework in every for name, rule in framework.rules.items()}
    return replace(every[-1], facts=facts, events=events, deems=tuple(deems), rules=rules)


def _type(later: ir.Type, earlier: ir.Type) -> ir.Type:
    if isinstance(later, ir.Domain) and isinstance(earlier, ir.Domain):
        return replace(later, values=tuple(dict.fromkeys((*later.values, *earlier.values))))
    return later


def _fact(later: ir.Fact, earlier: ir.Fact) -> ir.Fact:
    return replace(
        later,
        type=_type(later.type, earlier.type),
        optional=later.optional or earlier.optional,
        constant=later.constant and earlier.constant,
    )


def _event(later: ir.EventType, earlier: ir.EventType) -> ir.EventType:
    fields = {field.name: field for field in earlier.fields} | {field.name: field for field in later.fields}
    for field in earlier.fields:
        own = later.field(field.name)
        if own is not None:
            type_ = _type(own.type, field.type)
            fields[field.name] = replace(own, type=type_, optional=own.optional or field.optional)
    return replace(
        later,
        by=tuple(dict.fromkeys((*later.by, *earlier.by))),
        moments=_moments(later.moments, earlier.moments),
        fields=tuple(fields.values()),
    )


def _moments(later: tuple[str, ...], earlier: tuple[str, ...]) -> tuple[str, ...]:
    """The moments of both in one order: those of the earlier alone behind the one that they follow."""
    found = list(later)
    for place, name in enumerate(earlier):
        if name not in found:
            before = earlier[place - 1] if place else None
            found.insert(found.index(before) + 1 if before is not None else 0, name)
    return tuple(found)
