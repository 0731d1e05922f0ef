"""What the states of one framework are in the next, as that says, and the other way round (semantics 27)."""

from __future__ import annotations

from dataclasses import dataclass

from ..dsl import ir
from . import fold

Place = tuple[str, str]
"""A lifecycle, and a state of it."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What is carried over: each innermost state with the one that follows on it, and every line as it is written."""

    leaves: dict[Place, Place]
    lines: frozenset[tuple[Place, Place]]

    def sources(self, lifecycle: str) -> tuple[str, ...]:
        """The earlier lifecycles of which some state is carried into a lifecycle."""
        return tuple(dict.fromkeys(name for (name, _), (target, _) in self.leaves.items() if target == lifecycle))

    def targets(self, lifecycle: str) -> tuple[str, ...]:
        """The later lifecycles into which some state of a lifecycle is carried."""
        return tuple(dict.fromkeys(target for (name, _), (target, _) in self.leaves.items() if name == lifecycle))

    def before(self, lifecycle: str, place: Place) -> tuple[str, ...]:
        """The states of an earlier lifecycle on which a state follows."""
        return tuple(state for (name, state), target in self.leaves.items() if name == lifecycle and target == place)

    def linked(self, earlier: Place, later: Place) -> bool:
        """Whether a state is the other one: as a line says, or, both being carried, by its name."""
        return (earlier, later) in self.lines or earlier[1] == later[1]


def states_carried(succession: ir.Succession, older: ir.Framework, newer: ir.Framework) -> Carried:
    """What becomes of the states of an earlier framework. Of two lines that speak of a state the inner one counts."""
    lines: dict[Place, Place] = {}
    for each in succession.states:
        found = [
            (name, state.name)
            for name, lifecycle in older.lifecycles.items()
            for state in lifecycle.states
            if each.source in (state.name, f"{name}.{state.name}")
        ]
        if len(found) == 1:
            lines[found[0]] = (each.lifecycle, each.target)
    leaves: dict[Place, Place] = {}
    for name, lifecycle in older.lifecycles.items():
        for leaf in lifecycle.leaves:
            said = next(
                (line for state in reversed(lifecycle.lineage(leaf)) if (line := lines.get((name, state)))), None
            )
            if said is not None:
                machine = newer.lifecycles[said[0]]
                leaves[name, leaf] = (said[0], _innermost(machine, said[1], leaf))
    return Carried(leaves, frozenset(lines.items()))


def _innermost(machine: ir.Lifecycle, target: str, leaf: str) -> str:
    """Where one stands who is carried into a state: inside it in the state of the same name, else in the first."""
    within = machine.within(target)
    if leaf in within:
        return leaf
    return machine.first_within(target) if machine.state(target).composite else target


def entries(
    machine: ir.Lifecycle, world: fold.World, target: ir.Lifecycle, leaf: str, carried: Carried, back: bool = False
) -> tuple[fold.Since, ...]:
    """Since when each state around `leaf`, and it itself, has lasted: as long as the state that it is elsewhere.

    `back`: the world is the later framework's, and `leaf` a state of the earlier one.
    """
    lineage = machine.lineage(world.state)
    lasting = dict(zip(lineage, (*world.around, world.since), strict=True))

    def linked(here: str, there: str) -> bool:
        pair = (machine.name, here), (target.name, there)
        return carried.linked(*reversed(pair)) if back else carried.linked(*pair)

    return tuple(
        next((lasting[here] for here in lineage if linked(here, there)), None) for there in target.lineage(leaf)
    )


def told(
    conditions: frozenset[fold.Condition], source: ir.Framework, target: ir.Framework
) -> frozenset[fold.Condition]:
    """What a world hangs on, as another framework speaks of it: in its own terms where it has the same."""
    return frozenset((_told(hanging, source, target), values) for hanging, values in conditions)


def _told(hanging: fold.Hanging, source: ir.Framework, target: ir.Framework) -> fold.Hanging:
    match hanging:
        case fold.Elsewhere(framework=name, hanging=inner):
            return inner if name == target.manifest.full_id else hanging
        case fold.Source(term=ir.FactTerm(fact=name, domain=domain)):
            fact = target.facts.get(name)
            same = fact is not None and set(fact.domain) == set(domain)
        case fold.Source(term=ir.FieldTerm(event=event, field=name)):
            here, there = source.events[event].field(name), target.events[event].field(name)
            same = here is not None and there is not None and set(here.domain) == set(there.domain)
        case fold.Unrecorded(event=event):
            same = True
        case fold.Unsaid():
            return hanging
        case fold.Source() | fold.Lapsed():
            same = False
    return hanging if same else fold.Elsewhere(source.manifest.full_id, hanging)


def anywhere(machine: ir.Lifecycle, unsaid: fold.Unsaid, given: frozenset[fold.Condition]) -> list[fold.World]:
    """A lifecycle in any of the states that are open, since a day that nothing says."""
    return [
        fold.World(
            leaf,
            None,
            given | {(unsaid, frozenset({leaf}))} if len(unsaid.open) > 1 else given,
            around=(None,) * (len(machine.lineage(leaf)) - 1),
        )
        for leaf in machine.leaves
        if leaf in unsaid.open
    ]
