"""In which states of the lifecycles a rule can be live: what its `while` names, and what its event leads to."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import reduce

from ..dsl import ir
from . import groups as g
from .feasible import in_state, true_in
from .kernel import TooManyCases

Named = dict[str, frozenset[str]]
"""States by lifecycle, all of which a condition needs at once."""

MOST_ALTERNATIVES = 32


@dataclass(frozen=True, slots=True)
class Alive:
    """The states (`lifecycle.state`, none with others inside) in which a rule can be live; none: whatever the state.

    Several lifecycles must each be in one of their states; where `either`, one lifecycle that is suffices.
    """

    states: tuple[str, ...]
    either: bool = False


def rules_alive(framework: ir.Framework) -> dict[str, Alive]:
    """For each rule the states in which it can be live, as far as `while`, `for` and `when` tell.

    A `while` that names states of a lifecycle binds the rule to those; of readings the defaults count. An event binds
    it to the states right after it of a lifecycle that the event moves while `when` holds; a state that is entered
    counts with all that lie in it. Where that is every state of a lifecycle, nothing is said of that lifecycle; nor
    where the event does no more than bring it back to its beginning.
    """

    @functools.cache  # many rules are for the same event, under the same condition
    def after(lifecycle: str, event: str, when: ir.Cond | None) -> frozenset[str]:
        return frozenset(_after(framework.lifecycles[lifecycle], event, when, framework))

    return {rule.name: _alive(rule, framework, after) for rule in framework.rules.values()}


def _alive(
    rule: ir.Rule, framework: ir.Framework, after: Callable[[str, str, ir.Cond | None], frozenset[str]]
) -> Alive:
    ways: tuple[Named, ...] = ({},) if rule.during is None else _named(rule.during, framework, True)
    shared = [name for name in framework.lifecycles if ways and all(name in way for way in ways)]
    either = not shared and len(ways) > 1
    found: dict[str, set[str]] = {}
    for way in ways:
        for name in way if either else shared:
            found.setdefault(name, set()).update(way[name])
    if either and any(not _telling(found[name], framework.lifecycles[name]) for name in found):
        found, either = {}, False
    if not either:
        for lifecycle in framework.lifecycles.values():
            if lifecycle.name not in found and rule.trigger is not None:
                found[lifecycle.name] = set(after(lifecycle.name, rule.trigger, rule.when))
    return Alive(
        tuple(
            f"{lifecycle.name}.{state}"
            for lifecycle in framework.lifecycles.values()
            if _telling(found.get(lifecycle.name, set()), lifecycle)
            for state in lifecycle.leaves
            if state in found[lifecycle.name]
        ),
        either,
    )


def _telling(states: set[str], lifecycle: ir.Lifecycle) -> bool:
    return 0 < len(states) < len(lifecycle.leaves)


# What a condition names


def _named(cond: ir.Cond, framework: ir.Framework, value: bool) -> tuple[Named, ...]:
    """The states that a condition needs in order to have a value, way by way; no way: it cannot have it."""
    match cond:
        case ir.Test(term=ir.StateTerm(lifecycle=name, domain=domain), accepted=accepted):
            states = frozenset(domain) & accepted if value else frozenset(domain) - accepted
            return ({name: states},) if states else ()
        case ir.Test(term=ir.ReadingTerm(reading=name), accepted=accepted):
            return ({},) if (framework.readings[name].default in accepted) == value else ()
        case ir.Test():
            return ({},)
        case ir.Holds(define=name):
            return _named(framework.defines[name].cond, framework, value)
        case ir.Chosen(decision=name, accepted=accepted):
            rows = (row for row in framework.decisions[name].rows if (row.value in accepted) == value)
            return _any(({},) if row.when is None else _named(row.when, framework, True) for row in rows)
        case ir.Not(item=item):
            return _named(item, framework, not value)
        case ir.All(items=items) | ir.AnyOf(items=items):
            parts = [_named(item, framework, value) for item in items]
            start: tuple[Named, ...] = ({},)
            return reduce(_both, parts, start) if isinstance(cond, ir.All) == value else _any(parts)


def _any(parts: Iterable[tuple[Named, ...]]) -> tuple[Named, ...]:
    """One of the ways will do; where one needs no state, or there are too many, nothing is needed."""
    ways = [way for part in parts for way in part]
    return ({},) if {} in ways or len(ways) > MOST_ALTERNATIVES else tuple(ways)


def _both(first: tuple[Named, ...], second: tuple[Named, ...]) -> tuple[Named, ...]:
    """One way of each at once, without those that contradict each other."""
    joined: list[Named] = []
    for one in first:
        for other in second:
            way = {**one, **{name: one.get(name, states) & states for name, states in other.items()}}
            if all(way.values()):
                joined.append(way)
    return _any((tuple(joined),))


# What an event leads to


def _after(lifecycle: ir.Lifecycle, event: str, when: ir.Cond | None, framework: ir.Framework) -> set[str]:
    """The states that can follow on an event; empty where the event moves the lifecycle nowhere but to its start."""
    moves = [each for each in lifecycle.transitions if each.trigger == ir.OnEvent(event)]
    if all(each.target == lifecycle.initial for each in moves):
        return set()
    beside = {ir.OnEvent(each) for each in _counted_as(event, framework)}
    found: set[str] = set()
    for state in dict.fromkeys(source for each in moves for source in each.sources):
        guards = [each.when for each in moves if state in each.sources]
        taken = [
            each
            for each in moves
            if state in each.sources and _possible((when, each.when), lifecycle.name, state, framework)
        ]
        if not taken:
            continue
        found.update(leaf for each in taken for leaf in lifecycle.within(each.into))
        unmoved = [ir.Not(guard, guard.span) for guard in guards if guard is not None]
        if len(unmoved) == len(guards) and _possible((when, *unmoved), lifecycle.name, state, framework):
            found.add(state)
        found.update(
            leaf
            for each in lifecycle.transitions
            if each.trigger in beside and state in each.sources
            for leaf in lifecycle.within(each.into)
        )
    return found


def _counted_as(event: str, framework: ir.Framework) -> set[str]:
    """The types as which an event of this type may count besides, or of which it may be one that counts as this."""
    found = {event}
    while more := {
        other
        for deem in framework.deems
        for one, other in ((deem.event, deem.target), (deem.target, deem.event))
        if one in found and other not in found
    }:
        found |= more
    return found - {event}


def _possible(conds: Iterable[ir.Cond | None], lifecycle: str, state: str, framework: ir.Framework) -> bool:
    """Whether conditions can hold together in a state; where that takes too long to tell, yes."""
    stated = tuple(_conditions(conds))
    if not stated:
        return True
    both = g.compile_condition(ir.All(stated, stated[0].span), framework)
    masks = in_state(both.variables, lifecycle, (state,))
    if not all(masks):
        return False
    try:
        return any(True for _ in true_in(both.expression, masks, both.variables))
    except TooManyCases:
        return True


def _conditions(conds: Iterable[ir.Cond | None]) -> Iterator[ir.Cond]:
    return (cond for cond in conds if cond is not None)
