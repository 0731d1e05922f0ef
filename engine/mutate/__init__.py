"""Mutants: frameworks that differ from a given one in a single place, as a slip of the pen would have it.

A scenario that fails under a mutant kills it. What no scenario kills, no scenario holds.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ...dsl import ir
from ...dsl.base.spans import Span
from ...dsl.words import Words
from .changed import Kind
from .clauses import Clauses
from .conditions import shifted

__all__ = ["Kind", "Mutant", "mutants", "shifted"]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A framework with one change; the change in words, and where what is changed stands."""

    kind: Kind
    words: str
    span: Span
    framework: ir.Framework = field(repr=False)


def mutants(framework: ir.Framework) -> tuple[Mutant, ...]:
    """Every mutant of a framework, clause by clause."""
    return tuple(
        Mutant(each.kind, each.words, each.span, each.thing) for each in Clauses(Words(framework), framework).all()
    )
