"""The part of a framework that a survey asked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from ..groups import Compiled

MOST_ALONE = 100
"""For so many schools at most a clause is asked school by school, unless every clause is asked for."""

WHY = f"more than {MOST_ALONE} schools would have to be asked one by one; --every-clause does so, slowly"
"""Why clauses are left out, for a note that names them."""


def without(compiled: Compiled, names: Collection[str]) -> Compiled:
    """A framework without some of its lifecycles, decisions and rules."""
    if not names:
        return compiled
    framework = compiled.framework
    part = replace(
        framework,
        lifecycles={name: each for name, each in framework.lifecycles.items() if name not in names},
        decisions={name: each for name, each in framework.decisions.items() if name not in names},
        rules={name: each for name, each in framework.rules.items() if name not in names},
    )
    return replace(compiled, framework=part)
