"""Events of a table that count as events of other types, too (semantics 10): known before anything is counted.

Mirrors `engine/deeming.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...dsl import ir
from .. import groups as g
from ..deeming import counting_as, kinds_of
from .columns import NOT, SURELY, Columns, Of
from .keys import distinct_keys
from .population import NEVER, Numbers

Kinds = tuple[str, ...]
"""The types as which an event counts besides its own, the furthest first."""


@dataclass(frozen=True, slots=True, eq=False)
class Counting:
    """As what the events of a slot may count: lists of that, each with the least first, and for each subject the number
    of its own list; the first list is that of events that count as no more than they are."""

    lists: tuple[tuple[Kinds, ...], ...]
    which: Numbers

    @property
    def ways(self) -> Numbers:
        """For each subject, in how many ways its event may count."""
        found: Numbers = np.array([len(each) for each in self.lists], dtype=np.int64)[self.which]
        return found


def counting(compiled: g.Compiled, columns: Columns, row: int) -> Counting:
    """As what the events of a slot may count."""
    event = columns.population.slots[row].event
    which = np.zeros(columns.population.size, dtype=np.int64)
    deems = [each for kind in dict.fromkeys(kinds_of(compiled.framework, event)) for each in compiled.deemed_as(kind)]
    subjects = np.flatnonzero(columns.effective[row] != NEVER)
    if not deems or not len(subjects):
        return Counting((((),),), which)
    then = columns.at_as_of().at(subjects)  # it hangs on the event itself, and on what a table tells without a day
    of = Of(np.full(len(subjects), row, dtype=np.int64))
    truths = [
        np.full(len(subjects), SURELY, dtype=np.int64)
        if each.when is None
        else columns.truths(compiled.filters[each.when], subjects, of, then)
        for each in deems
    ]
    keys = distinct_keys(truths, len(subjects))
    lists: dict[tuple[Kinds, ...], int] = {((),): 0}
    numbers = []
    for key in keys.distinct:
        bits = dict(zip(map(id, deems), key, strict=True))

        def truth(deem: ir.Deem, bits: dict[int, int] = bits) -> frozenset[bool]:
            found = bits[id(deem)]
            return frozenset(value for value, bit in ((True, SURELY), (False, NOT)) if found & bit)

        every = tuple(dict.fromkeys(counting_as(compiled, event, truth)))
        numbers.append(lists.setdefault(every, len(lists)))
    which[subjects] = np.array(numbers, dtype=np.int64)[keys.number]
    return Counting(tuple(lists), which)
