"""One change laid over the first of two frameworks by itself, where it can stand there alone.

The other framework is in the names of the first. A clause can be taken from it where all that it names means the same
in both; what only the other has comes with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ...dsl import ir
from .found import Change, Kind, Sort
from .reach import names_in

_PARTS: dict[str, tuple[str, ...]] = {
    "modality": ("modality",),
    "actor": ("actor",),
    "addressee": ("addressee",),
    "when": ("when",),
    "while": ("during",),
    "with": ("performing",),
    "window": ("window",),
    "repeat": ("repeat",),
}
"""The fields of a rule in which a difference of some aspect lies; where trigger and act are the same on both sides."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is laid over: a clause, or a part of a rule; two changes with the same part cannot be told apart."""

    kind: Kind
    name: str
    what: str = ""


def part_of(change: Change, before: ir.Framework, other: ir.Framework) -> Part | None:
    """Where a change lies; None where it cannot be laid over by itself."""
    if change.sort is not Sort.CHANGED or change.kind not in _CLAUSES:
        return None
    if change.kind is Kind.RULE:
        one, own = before.rules[change.name], other.rules[change.name]
        if (one.trigger, one.each, one.act) == (own.trigger, own.each, own.act):
            what, _, _ = change.aspect.partition(", ")
            if what in _PARTS or what.startswith(_EXCEPTION):
                return Part(change.kind, change.name, what)
            return None
    return Part(change.kind, change.name)


_EXCEPTION = "exception "
_CLAUSES = {Kind.RULE, Kind.DEFINITION, Kind.DECISION, Kind.LIFECYCLE, Kind.PARAMETER}


def laid(before: ir.Framework, other: ir.Framework, part: Part) -> ir.Framework | None:
    """The first framework with one part as the other has it; None where that cannot stand there."""
    name = part.name
    match part.kind:
        case Kind.RULE:
            own = other.rules[name]
            rule = _rule(before.rules[name], own, part.what)
            base = _base(_taken(own, part.what), before, other)
            return None if base is None or rule is None else replace(base, rules={**base.rules, name: rule})
        case Kind.DEFINITION:
            define = other.defines[name]
            base = _base(define, before, other)
            free = define.about == before.defines[name].about
            return replace(base, defines={**base.defines, name: define}) if base is not None and free else None
        case Kind.DECISION:
            decision, old = other.decisions[name], before.decisions[name]
            base = _base(decision, before, other)
            free = (decision.about, {*decision.values}) == (old.about, {*old.values})
            return replace(base, decisions={**base.decisions, name: decision}) if base is not None and free else None
        case Kind.LIFECYCLE:
            lifecycle, was = other.lifecycles[name], before.lifecycles[name]
            base = _base(lifecycle, before, other)
            free = {*lifecycle.leaves} == {*was.leaves} or not _read(name, before)
            return replace(base, lifecycles={**base.lifecycles, name: lifecycle}) if base is not None and free else None
        case Kind.PARAMETER:
            return replace(before, parameters={**before.parameters, name: other.parameters[name]})
        case _:
            return None


def _rule(one: ir.Rule, own: ir.Rule, what: str) -> ir.Rule | None:
    """The rule with a part as the other has it; whole where no part is named."""
    if not what:
        return own
    if what in _PARTS:
        return replace(one, **{name: getattr(own, name) for name in _PARTS[what]})
    name = what.removeprefix(_EXCEPTION)
    mine = {each.name: each for each in own.exceptions}
    kept = [mine.get(name) if each.name == name else each for each in one.exceptions]
    if name not in {each.name for each in one.exceptions}:
        kept.append(mine.get(name))
    found = tuple(each for each in kept if each is not None)
    known = {each.name for each in found}
    return replace(one, exceptions=found) if all({*each.against} <= known for each in found) else None


def _taken(own: ir.Rule, what: str) -> object:
    """What of a rule of the other is laid over."""
    if not what:
        return own
    if what in _PARTS:
        return tuple(getattr(own, name) for name in _PARTS[what] if not isinstance(getattr(own, name), str))
    return tuple(each for each in own.exceptions if each.name == what.removeprefix(_EXCEPTION))


def _read(lifecycle: str, framework: ir.Framework) -> bool:
    """Whether any clause but itself reads the states of a lifecycle."""
    f = framework
    clauses: tuple[Mapping[str, object], ...] = (f.rules, f.defines, f.decisions, f.judgements, f.documents)
    others = [each for name, each in f.lifecycles.items() if name != lifecycle]
    named = (names_in(each) for each in (*others, *(each for found in clauses for each in found.values())))
    return any(lifecycle in each for each in named)


def _base(clause: object, before: ir.Framework, other: ir.Framework) -> ir.Framework | None:
    """The first framework with what a clause of the other names and only that one has.

    None where something that both have is another thing in each: it has other values, moments or states.
    """
    defines, decisions = dict(before.defines), dict(before.decisions)
    waiting, seen = [*_all_names(clause)], set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in other.defines and name not in defines:
            defines[name] = other.defines[name]
            waiting += _all_names(other.defines[name])
        elif name in other.decisions and name not in decisions:
            decisions[name] = other.decisions[name]
            waiting += _all_names(other.decisions[name])
        elif not _alike(name, before, other):
            return None
    return replace(_with_words(before, other), defines=defines, decisions=decisions)


def _with_words(before: ir.Framework, other: ir.Framework) -> ir.Framework:
    """The first framework with the words that only the other has."""
    return replace(
        before,
        domains={**other.domains, **before.domains},
        groups={**other.groups, **before.groups},
        facts={**other.facts, **before.facts},
        events={**other.events, **before.events},
        parameters={**other.parameters, **before.parameters},
        readings={**other.readings, **before.readings},
    )


def _all_names(clause: object) -> frozenset[str]:
    events = {clause.trigger, clause.act} if isinstance(clause, ir.Rule) else set()
    return names_in(clause) | {each for each in events if each is not None}


def _alike(name: str, before: ir.Framework, other: ir.Framework) -> bool:
    """Whether a name stands for the same in both, or for a word of the second alone."""
    event, _, part = name.partition(".")
    if part:
        return event not in before.events or _part_alike(before.events[event], other.events.get(event), part)
    if name in before.lifecycles:
        return name in other.lifecycles and {*before.lifecycles[name].leaves} == {*other.lifecycles[name].leaves}
    if name in before.decisions:
        return name in other.decisions and {*before.decisions[name].values} == {*other.decisions[name].values}
    if name in before.events:
        one, own = before.events[name], other.events.get(name)
        return own is not None and (one.moments, one.effective) == (own.moments, own.effective)
    if name in before.facts:
        return name in other.facts and before.facts[name].domain == other.facts[name].domain
    if name in before.readings:
        return name in other.readings and before.readings[name].names == other.readings[name].names
    known: tuple[Mapping[str, object], ...] = (before.defines, before.rules, before.parameters)
    words: tuple[Mapping[str, object], ...] = (other.events, other.parameters, other.readings)
    alone = name in other.facts and name not in other.judgements
    return alone or any(name in each for each in (*known, *words))


def _part_alike(one: ir.EventType, own: ir.EventType | None, part: str) -> bool:
    """Whether a field or a moment of an event is the same in both."""
    if own is None:
        return False
    fields = one.field(part), own.field(part)
    if fields == (None, None):
        return part in one.moments and part in own.moments
    return None not in fields and _domain(fields[0]) == _domain(fields[1])


def _domain(field: ir.Field | None) -> tuple[str, ...]:
    return field.domain if field is not None else ()
