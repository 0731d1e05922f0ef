"""The lifecycles of two frameworks as one: every state and transition of either, and what became of each.

Drawn once, both frameworks can be shown on the same places.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from ...dsl import ir
from .found import Comparison, Kind, Level
from .moving import aligned_steps
from .renaming import renamed
from .same import same


class Fate(StrEnum):
    """What became of a state or transition from the first framework to the second."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Union:
    """A framework with the lifecycles of both, in the names of the first, and the fates of what is in them.

    Fates are by lifecycle; by lifecycle and state; by lifecycle and transition id.
    """

    framework: ir.Framework
    lifecycles: dict[str, Fate]
    states: dict[tuple[str, str], Fate]
    transitions: dict[tuple[str, str], Fate]


def union(comparison: Comparison) -> Union:
    """The lifecycles of both frameworks of a comparison, as one."""
    before, after = comparison.before, renamed(comparison.after, comparison.names)
    found = Union(_with_all_names(before, after), {}, {}, {})
    for name in dict.fromkeys((*before.lifecycles, *after.lifecycles)):
        one, other = before.lifecycles.get(name), after.lifecycles.get(name)
        if one is not None and other is not None:
            found.lifecycles[name] = Fate.SAME
            found.framework.lifecycles[name] = _joined(one, other, _altered(comparison, name), found)
            continue
        fate = Fate.REMOVED if one is not None else Fate.ADDED
        alone = one if one is not None else other
        assert alone is not None, "one of the two has it"
        found.lifecycles[name] = fate
        found.states.update({(name, state.name): fate for state in alone.states})
        found.transitions.update({(name, step.id): fate for step in alone.transitions})
        found.framework.lifecycles[name] = alone
    return found


def _with_all_names(before: ir.Framework, after: ir.Framework) -> ir.Framework:
    """The first framework with whatever a transition of the second may name, and no lifecycle yet."""
    return replace(
        before,
        domains={**after.domains, **before.domains},
        groups={**after.groups, **before.groups},
        facts={**after.facts, **before.facts},
        events={**after.events, **before.events},
        defines={**after.defines, **before.defines},
        decisions={**after.decisions, **before.decisions},
        judgements={**after.judgements, **before.judgements},
        rules={**after.rules, **before.rules},
        parameters={**after.parameters, **before.parameters},
        readings={**after.readings, **before.readings},
        lifecycles={},
    )


def _altered(comparison: Comparison, name: str) -> set[str]:
    """The states of a lifecycle that differ otherwise than by their words."""
    found: set[str] = set()
    for change in comparison.changes:
        if change.kind is Kind.LIFECYCLE and change.name == name and change.level is not Level.WORDING:
            what, _, _ = change.aspect.partition(", ")
            found |= {what.removeprefix("state ")} if what.startswith("state ") else set()
    return found


def _joined(one: ir.Lifecycle, other: ir.Lifecycle, altered: set[str], found: Union) -> ir.Lifecycle:
    theirs = {state.name for state in other.states}
    mine = {state.name for state in one.states}
    states = [*one.states, *(state for state in other.states if state.name not in mine)]
    for state in states:
        fate = Fate.ADDED if state.name not in mine else Fate.REMOVED if state.name not in theirs else Fate.SAME
        if fate is Fate.SAME and state.name in altered:
            fate = Fate.CHANGED
        found.states[one.name, state.name] = fate
    return replace(one, states=_whole(states), transitions=tuple(_steps(one, other, found)))


def _whole(states: list[ir.State]) -> tuple[ir.State, ...]:
    """States of which those with others inside are said to be so, and one of these is entered first."""
    parents = {state.parent for state in states}
    first = {parent: next((s.name for s in states if s.parent == parent and s.initial), "") for parent in parents}
    first |= {parent: next(s.name for s in states if s.parent == parent) for parent, name in first.items() if not name}
    return tuple(
        replace(state, composite=state.name in parents, initial=state.name == first[state.parent]) for state in states
    )


def _steps(one: ir.Lifecycle, other: ir.Lifecycle, found: Union) -> list[ir.Transition]:
    steps: list[ir.Transition] = []

    def add(step: ir.Transition, fate: Fate) -> None:
        steps.append(replace(step, id=f"{one.name}.{len(steps) + 1}"))
        found.transitions[one.name, steps[-1].id] = fate

    for step, changed in aligned_steps(one, other):
        if step is None or changed is None:
            alone = step if step is not None else changed
            assert alone is not None, "one of the two is there"
            add(alone, Fate.REMOVED if changed is None else Fate.ADDED)
        elif (step.into, step.everywhere, {*step.written}) != (changed.into, changed.everywhere, {*changed.written}):
            add(step, Fate.REMOVED)  # a line from or to another place is another line
            add(changed, Fate.ADDED)
        else:
            add(step, Fate.SAME if _alike(step, changed) else Fate.CHANGED)
    return steps


def _alike(step: ir.Transition, changed: ir.Transition) -> bool:
    """Whether trigger and guard of a transition are the same."""
    return same(step.trigger, changed.trigger) and same(step.when, changed.when)
