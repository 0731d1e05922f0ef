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
    kept |= {name for name, read in found.items() if {*read.lifecycles, *read.rules} <= kept}
    f = framework
    return replace(
        framework,
        lifecycles={name: each for name, each in f.lifecycles.items() if name in kept},
        rules={name: each for name, each in f.rules.items() if name in kept},
        decisions={name: each for name, each in f.decisions.items() if name in kept},
        judgements={name: each for name, each in f.judgements.items() if name in kept},
        documents={name: each for name, each in f.documents.items() if name in kept},
    )
