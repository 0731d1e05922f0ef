"""Every state has a way in."""

from __future__ import annotations

from collections.abc import Iterator

from .. import ir
from ..base.diagnostics import Diagnostic


def reachable(framework: ir.Framework) -> Iterator[Diagnostic]:
    """States that no transition leads to from the initial one (E204)."""
    for lifecycle in framework.lifecycles.values():
        reached = {lifecycle.initial}
        while True:
            more = {each.target for each in lifecycle.transitions if reached & set(each.sources)} - reached
            if not more:
                break
            reached |= more
        for state in lifecycle.states:
            if state.name not in reached:
                yield Diagnostic(
                    "E204",
                    f"nothing leads to the state '{state.name}'",
                    state.span,
                    "Add a transition that ends in it, or remove it.",
                )
