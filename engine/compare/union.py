"""The lifecycles of two frameworks as one: every state and transition of either, and what became of each.

Drawn once, both frameworks can be shown on the same places.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from ...dsl import ir
from .found import Comparison, Kind, Level
from .moving import aligned_steps
from .naming import Names
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
    spoken = renamed(comparison.after, _of_lifecycles(comparison))
    found = Union(_with_all_names(before, spoken), {}, {}, {})
    for name in dict.fromkeys((*before.lifecycles, *after.lifecycles)):
        one, other, own = before.lifecycles.get(name), after.lifecycles.get(name), spoken.lifecycles.get(name)
        if one is not None and other is not None and own is not None:
            found.lifecycles[name] = Fate.SAME
            found.framework.lifecycles[name] = _joined(one, other, own, _altered(comparison, name), found)
            continue
        fate = Fate.REMOVED if one is not None else Fate.ADDED
        alone = one if one is not None else own
        assert alone is not None, "one of the two has it"
        found.lifecycles[name] = fate
        found.states.update({(name, state.name): fate for state in alone.states})
        found.transitions.update({(name, step.id): fate for step in alone.transitions})
        found.framework.lifecycles[name] = alone
    return found


def _of_lifecycles(comparison: Comparison) -> Names:
    """The new names of lifecycles and their states alone: what only the second has is told in its own words."""
    names, lifecycles = comparison.names, comparison.after.lifecycles
    return Names(
        {old: new for old, new in names.clauses.items() if old in lifecycles},
        {(owner, old): new for (owner, old), new in names.parts.items() if owner in lifecycles},
    )


def _with_all_names(before: ir.Framework, after: ir.Framework) -> ir.Framework:
    """The first framework with whatever a transition of the second may name, and no lifecycle yet."""
    told = {
        name: replace(each, label=_both(each.label, after.events[name].label))
        for name, each in before.events.items()
        if name in after.events
    }
    return replace(
        before,
        domains={**after.domains, **before.domains},
        groups={**after.groups, **before.groups},
        facts={**after.facts, **before.facts},
        events={**after.events, **before.events, **told},
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


def _joined(one: ir.Lifecycle, other: ir.Lifecycle, own: ir.Lifecycle, altered: set[str], found: Union) -> ir.Lifecycle:
    """`other`: the second in the names of the first, `own`: in its own words."""
    theirs = {state.name: state for state in other.states}
    mine = {state.name for state in one.states}
    kept = (
        replace(state, label=_both(state.label, theirs[state.name].label)) if state.name in theirs else state
        for state in one.states
    )
    states = [*kept, *(state for state in other.states if state.name not in mine)]
    for state in states:
        fate = Fate.ADDED if state.name not in mine else Fate.REMOVED if state.name not in theirs else Fate.SAME
        if fate is Fate.SAME and state.name in altered:
            fate = Fate.CHANGED
        found.states[one.name, state.name] = fate
    label = _both(one.label, other.label)
    return replace(one, label=label, states=_whole(states), transitions=tuple(_steps(one, other, own, found)))


def _both(label: str, other: str) -> str:
    """What something is called by the one and by the other."""
    return f"{label} / {other}" if label and other and label != other else label or other


def _whole(states: list[ir.State]) -> tuple[ir.State, ...]:
    """States of which those with others inside are said to be so, and one of these is entered first."""
    parents = {state.parent for state in states}
    first = {parent: next((s.name for s in states if s.parent == parent and s.initial), "") for parent in parents}
    first |= {parent: next(s.name for s in states if s.parent == parent) for parent, name in first.items() if not name}
    return tuple(
        replace(state, composite=state.name in parents, initial=state.name == first[state.parent]) for state in states
    )


def _steps(one: ir.Lifecycle, other: ir.Lifecycle, own: ir.Lifecycle, found: Union) -> list[ir.Transition]:
    spoken = {id(step): told for step, told in zip(other.transitions, own.transitions, strict=True)}
    steps: list[ir.Transition] = []

    def add(step: ir.Transition, fate: Fate) -> None:
        steps.append(replace(step, id=f"{one.name}.{len(steps) + 1}"))
        found.transitions[one.name, steps[-1].id] = fate

    for step, changed in aligned_steps(one, other):
        if changed is None:
            assert step is not None, "one of the two is there"
            add(step, Fate.REMOVED)
        elif step is None:
            add(spoken[id(changed)], Fate.ADDED)
        elif (step.into, step.everywhere, {*step.written}) != (changed.into, changed.everywhere, {*changed.written}):
            add(step, Fate.REMOVED)  # a line from or to another place is another line
            add(spoken[id(changed)], Fate.ADDED)
        else:
            sources = tuple(dict.fromkeys((*step.sources, *changed.sources)))
            add(replace(step, sources=sources), Fate.SAME if _alike(step, changed) else Fate.CHANGED)
    return steps


def _alike(step: ir.Transition, changed: ir.Transition) -> bool:
    """Whether trigger and guard of a transition are the same."""
    return same(step.trigger, changed.trigger) and same(step.when, changed.when)
