"""Every state has a way in."""

from __future__ import annotations

from collections.abc import Iterator

from .. import ir
from ..base.diagnostics import Diagnostic


def reachable(framework: ir.Framework) -> Iterator[Diagnostic]:
    """States that no transition leads to from the initial one, or from one into which a state is carried (E204)."""
    for lifecycle in framework.lifecycles.values():
        leads: dict[str, list[str]] = {}
        for each in lifecycle.transitions:
            for source in each.sources:
                leads.setdefault(source, []).append(each.target)
        reached = {lifecycle.initial, *carried_into(framework, lifecycle)}
        fresh = list(reached)
        while fresh:
            more = {target for name in fresh for target in leads.get(name, ())} - reached
            reached |= more
            fresh = list(more)
        for state in lifecycle.states:
            if not reached & set(lifecycle.within(state.name)):
                yield Diagnostic(
                    "E204",
                    f"nothing leads to the state '{state.name}'",
                    state.span,
                    "Add a transition that ends in it, or remove it.",
                )


def carried_into(framework: ir.Framework, lifecycle: ir.Lifecycle) -> frozenset[str]:
    """The states in which a subject may be that stood under the framework before."""
    lines = framework.succession.states if framework.succession is not None else ()
    return frozenset(
        leaf for each in lines if each.lifecycle == lifecycle.name for leaf in lifecycle.within(each.target)
    )
