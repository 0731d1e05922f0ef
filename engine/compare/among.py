"""A framework with some of its answers alone."""

from __future__ import annotations

from dataclasses import replace

from ...dsl import ir
from ..reads import reads


def with_answers(framework: ir.Framework, wanted: set[str]) -> ir.Framework:
    """The framework with no answers but some, by name, and what these read."""
    found = reads(framework)
    kept = {name for name in found if name in wanted}
    waiting = list(kept)
    while waiting:
        read = found[waiting.pop()]
        more = ({*read.lifecycles, *read.rules} & found.keys()) - kept
        kept |= more
        waiting += more
    return replace(
        framework,
        lifecycles={name: each for name, each in framework.lifecycles.items() if name in kept},
        rules={name: each for name, each in framework.rules.items() if name in kept},
    )
