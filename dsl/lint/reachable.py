"""Every state has a way in."""

from __future__ import annotations

from collections.abc import Iterator

from .. import ir
from ..base.diagnostics import Diagnostic


def reachable(framework: ir.Framework) -> Iterator[Diagnostic]:
    """States that no transition leads to from the initial one (E204)."""
    for lifecycle in framework.lifecycles.values():
        leads: dict[str, list[str]] = {}
        for each in lifecycle.transitions:
            for source in each.sources:
                leads.setdefault(source, []).append(each.target)
        reached, fresh = {lifecycle.initial}, [lifecycle.initial]
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
