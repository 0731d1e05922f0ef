"""Events of a table that count as events of other types, too (semantics 10): known before anything is counted.

Mirrors `engine/deeming.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ...dsl import ir
from .. import groups as g
from ..deeming import counting_as, kinds_of
from .columns import NOT, SURELY, Columns, Of
from .keys import distinct_keys
from .population import NEVER, Flags, Numbers, Population, Slot

Open = tuple[tuple[frozenset[str], Flags], ...]
"""Of event types the types as which it is open whether some count, and the subjects that have such an event."""


@dataclass(frozen=True, slots=True, eq=False)
class Deemed:
    """A population with a slot for each way in which its events count."""

    population: Population
    open: Open = ()


def deemed(compiled: g.Compiled, columns: Columns) -> Deemed:
    """The population of some columns with each event as what it counts: where that is open, as no more than it surely
    does."""
    framework, population = compiled.framework, columns.population
    if not framework.deems:
        return Deemed(population)
    slots: list[Slot] = []
    doubts: dict[str, Flags] = {}
    for row, slot in enumerate(population.slots):
        if not compiled.deemed_as(slot.event):
            slots.append(slot)
            continue
        subjects = np.flatnonzero(columns.effective[row] != NEVER)
        also, open_ = _counting(compiled, columns, row, subjects)
        flags = doubts.setdefault(slot.event, np.zeros(population.size, dtype=bool))
        flags[subjects[open_]] = True
        slots += _apart(slot, subjects, also)
    found = tuple((frozenset(kinds_of(framework, event)) - {event}, flags) for event, flags in doubts.items())
    return Deemed(replace(population, slots=tuple(slots)), tuple(each for each in found if each[1].any()))


def _counting(
    compiled: g.Compiled, columns: Columns, row: int, subjects: Numbers
) -> tuple[list[tuple[tuple[str, ...], Numbers]], Flags]:
    """As what the event of a slot counts, with the places of the subjects of which that is so; and of which it is
    open."""
    event = columns.population.slots[row].event
    deems = [each for kind in dict.fromkeys(kinds_of(compiled.framework, event)) for each in compiled.deemed_as(kind)]
    then = columns.at_as_of().at(subjects)  # it hangs on the event itself, and on what a table tells without a day
    of = Of(np.full(len(subjects), row, dtype=np.int64))
    truths = [
        np.full(len(subjects), SURELY, dtype=np.int64)
        if each.when is None
        else columns.truths(compiled.filters[each.when], subjects, of, then)
        for each in deems
    ]
    keys = distinct_keys(truths, len(subjects))
    ways = []
    for key in keys.distinct:
        bits = dict(zip(map(id, deems), key, strict=True))

        def truth(deem: ir.Deem, bits: dict[int, int] = bits) -> frozenset[bool]:
            found = bits[id(deem)]
            return frozenset(value for value, bit in ((True, SURELY), (False, NOT)) if found & bit)

        ways.append(tuple(dict.fromkeys(counting_as(compiled, event, truth))))
    chosen: dict[tuple[str, ...], list[int]] = {}
    for place, each in enumerate(ways):
        chosen.setdefault(each[0], []).append(place)
    also = [(kinds, np.flatnonzero(np.isin(keys.number, places))) for kinds, places in chosen.items()]
    return also, np.array([len(each) > 1 for each in ways], dtype=bool)[keys.number]


def _apart(slot: Slot, subjects: Numbers, also: list[tuple[tuple[str, ...], Numbers]]) -> list[Slot]:
    """A slot for each way in which its events count; events that have not happened stay in the one that is plain."""
    found = [slot]
    for kinds, places in also:
        if kinds:
            present = np.zeros(len(slot.present), dtype=bool)
            present[subjects[places]] = True
            found.append(replace(slot, present=present, also=kinds))
            found[0] = replace(found[0], present=found[0].present & ~present)
    return found
