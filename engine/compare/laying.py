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
    base = with_all_names(before, other)
    match part.kind:
        case Kind.RULE:
            own = other.rules[part.name]
            rule = _rule(before.rules[part.name], own, part.what)
            if rule is None or not _stands(_taken(own, part.what), base, other):
                return None
            return replace(base, rules={**base.rules, part.name: rule})
        case Kind.DEFINITION:
            define = other.defines[part.name]
            alike = define.about == before.defines[part.name].about
            if not alike or not _stands(define, base, other):
                return None
            return replace(base, defines={**base.defines, part.name: define})
        case Kind.DECISION:
            decision, old = other.decisions[part.name], before.decisions[part.name]
            alike = (decision.about, {*decision.values}) == (old.about, {*old.values})
            if not alike or not _stands(decision, base, other):
                return None
            return replace(base, decisions={**base.decisions, part.name: decision})
        case Kind.LIFECYCLE:
            lifecycle, was = other.lifecycles[part.name], before.lifecycles[part.name]
            free = {*lifecycle.leaves} == {*was.leaves} or not _read(part.name, before)
            if not free or not _stands(lifecycle, base, other):
                return None
            return replace(base, lifecycles={**base.lifecycles, part.name: lifecycle})
        case Kind.PARAMETER:
            return replace(base, parameters={**base.parameters, part.name: other.parameters[part.name]})
        case _:
            return None


def with_all_names(before: ir.Framework, other: ir.Framework) -> ir.Framework:
    """The first framework with whatever else a clause of the second may name; what both have is that of the first."""
    return replace(
        before,
        domains={**other.domains, **before.domains},
        groups={**other.groups, **before.groups},
        facts={**other.facts, **before.facts},
        events={**other.events, **before.events},
        defines={**other.defines, **before.defines},
        decisions={**other.decisions, **before.decisions},
        judgements={**other.judgements, **before.judgements},
        rules={**other.rules, **before.rules},
        parameters={**other.parameters, **before.parameters},
        readings={**other.readings, **before.readings},
    )


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
    clauses: tuple[Mapping[str, object], ...] = (framework.rules, framework.defines, framework.decisions)
    others = [each for name, each in framework.lifecycles.items() if name != lifecycle]
    named = (names_in(each) for each in (*others, *(each for found in clauses for each in found.values())))
    return any(lifecycle in each for each in named)


def _stands(clause: object, base: ir.Framework, other: ir.Framework) -> bool:
    """Whether everything that a clause of the other names means the same in both, or has come with it."""
    waiting, seen = [*_all_names(clause)], set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if name in other.defines and base.defines.get(name) is other.defines[name]:
            waiting += _all_names(other.defines[name])
        elif name in other.decisions and base.decisions.get(name) is other.decisions[name]:
            waiting += _all_names(other.decisions[name])
        elif not _alike(name, base, other):
            return False
    return True


def _all_names(clause: object) -> frozenset[str]:
    events = {clause.trigger, clause.act} - {None} if isinstance(clause, ir.Rule) else set()
    return names_in(clause) | {each for each in events if each is not None}


def _alike(name: str, base: ir.Framework, other: ir.Framework) -> bool:
    """Whether a name stands for the same shape in both: the same values, the same moments, the same states."""
    event, _, part = name.partition(".")
    if part:
        here, there = base.events.get(event), other.events.get(event)
        if here is None or there is None:
            return False
        fields = here.field(part), there.field(part)
        if fields != (None, None):
            return None not in fields and _domain(fields[0]) == _domain(fields[1])
        return part in here.moments and part in there.moments
    if name in base.events and name in other.events:
        one, own = base.events[name], other.events[name]
        return (one.moments, one.effective) == (own.moments, own.effective)
    if name in base.facts and name in other.facts:
        return base.facts[name].domain == other.facts[name].domain
    if name in base.lifecycles:
        return name in other.lifecycles and {*base.lifecycles[name].leaves} == {*other.lifecycles[name].leaves}
    if name in base.decisions and name in other.decisions:
        return {*base.decisions[name].values} == {*other.decisions[name].values}
    if name in base.readings and name in other.readings:
        return base.readings[name].names == other.readings[name].names
    known: tuple[Mapping[str, object], ...] = (base.defines, base.rules, base.parameters, base.judgements)
    return any(name in each for each in known)


def _domain(field: ir.Field | None) -> tuple[str, ...]:
    return field.domain if field is not None else ()
