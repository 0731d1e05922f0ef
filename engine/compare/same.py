"""Whether two parts of clauses say the same, word for word: where they stand and what they cite does not matter.

The second is in the names of the first. What depends on the whole vocabulary, such as all the values that a fact can
have, is not looked at, so that a new value does not change every clause that reads the fact.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields, is_dataclass
from typing import Any

from ...dsl import ir

_ASIDE = {"domain", "citation", "id"}
"""What is not compared: the values that a term can have, citations, and numbers of transitions."""


def same(first: Any, second: Any) -> bool:
    """Whether two parts of the IR say the same."""
    match first, second:
        case ir.Test(), ir.Test():
            here, there = first.term.domain, second.term.domain
            return same(first.term, second.term) and _accept_alike(first.accepted, here, second.accepted, there)
        case ir.Offset(), ir.Offset():
            if first.parameter is not None and first.parameter == second.parameter:
                return True
            return (first.amount, first.unit) == (second.amount, second.unit)
        case ir.Number(), ir.Number():
            if first.parameter is not None and first.parameter == second.parameter:
                return True
            return first.value == second.value
        case ir.EntryAnchor(), ir.EntryAnchor():
            return (first.lifecycle, first.name) == (second.lifecycle, second.name)
        case tuple(), tuple():
            return len(first) == len(second) and all(map(same, first, second))
        case _ if is_dataclass(first) and type(first) is type(second):
            return all(
                same(getattr(first, each.name), getattr(second, each.name))
                for each in fields(first)
                if each.compare and each.name not in _ASIDE
            )
        case _:
            return bool(first == second)


def _accept_alike(
    first: Collection[str], domain: Collection[str], second: Collection[str], other: Collection[str]
) -> bool:
    """Whether the same values pass, or the same do not, among those that both know."""
    if set(first) == set(second):
        return True
    return set(domain) != set(other) and set(domain) - set(first) == set(other) - set(second)
