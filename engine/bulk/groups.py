"""Subjects by what stands in a column of their table: so that counts can be told for each group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .answers import ranked
from .population import Flags, Places

MOST_GROUPS = 40
"""So many groups are told apart; the rest are taken together."""

EMPTY, ELSE = "(empty)", "(all others)"


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """The groups by name, the unnamed last, and for each subject the place of its own among them."""

    names: tuple[str, ...]
    which: Places

    @classmethod
    def of(cls, values: Sequence[str]) -> Groups:
        """The largest groups of subjects with the same value, and all others."""
        kept = {value for value, _ in ranked(Counter(values))[:MOST_GROUPS]}
        named = [(each or EMPTY) if each in kept else ELSE for each in values]
        names = sorted(set(named), key=lambda name: (name in (ELSE, EMPTY), name))
        places = {name: place for place, name in enumerate(names)}
        return cls(tuple(names), np.array([places[each] for each in named], dtype=np.int32))

    def counts(self, places: NDArray[Any], number: int) -> list[list[int]]:
        """For each group how many of its subjects have each of so many places; one that is negative does not count."""
        if not number:
            return [[] for _ in self.names]
        there = places >= 0
        keys = self.which[there].astype(np.int64) * number + places[there]
        found: list[list[int]] = np.bincount(keys, minlength=len(self.names) * number).reshape(-1, number).tolist()
        return found

    def sizes(self) -> list[int]:
        """How many subjects each group has."""
        sizes: list[int] = np.bincount(self.which, minlength=len(self.names)).tolist()
        return sizes

    def members(self, place: int) -> Flags:
        """The subjects of a group."""
        members: Flags = self.which == place
        return members
