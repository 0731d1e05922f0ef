"""One lifecycle folded over the histories of many subjects, wave by wave: each distinct step is taken once.

What times do between the waves `engine/bulk/aging.py` says. A subject that comes into a state which a lapse may end is
left to the engine for one case (`alone`).
"""

from __future__ import annotations

import numpy as np

from ...dsl import ir
from .. import expressions as x
from .. import fold, shapes
from .. import groups as g
from .aging import Aging, entry_of
from .columns import Columns, Of
from .counts import Count
from .entries import Entered, entered
from .keys import Numbered, distinct_keys
from .population import Days, Flags, Masks, Numbers
from .timeline import ABSENT, UNRECORDED, Asked


class Folding:
    """The worlds of a lifecycle for every subject, kept by number in `table`, after each wave of events."""

    def __init__(self, lifecycle: ir.Lifecycle, compiled: g.Compiled, columns: Columns) -> None:
        self.lifecycle = lifecycle
        self.steps = {event: group for (name, event), group in compiled.steps.items() if name == lifecycle.name}
        self.columns = columns
        self.table: Numbered[fold.Worlds] = Numbered()
        self.counts: list[Count] = []
        size = columns.population.size
        self.alone: Flags = np.zeros(size, dtype=bool)
        self.aging = Aging(
            lifecycle, compiled.timers.get(lifecycle.name, ()), columns, self.alone, self._entered, self.counts
        )
        self._busy = False
        self._masks: list[int] = []
        self._codes: dict[str | None, Numbers] = {}
        waves = int(columns.count.max(initial=0))
        self.after = np.full((waves + 1, size), self.table.of(fold.begin(lifecycle)), dtype=np.int64)
        """Wave by wave: the worlds when that many events have happened, before anything unrecorded that follows."""
        for wave in range(waves):
            self._wave(wave)

    def at(self, subjects: Numbers, asked: Asked) -> Numbers:
        """The worlds of some subjects at a moment of asking."""
        before, self._busy = self._busy, True
        places = np.where(asked.count > 0, asked.count - 1, ABSENT)
        last = self.columns.day_of(self.columns.slot_at(places, subjects), subjects)
        found = self._drifted(self.after[asked.count, subjects], subjects, last, asked)
        if self.aging.timers:
            aged = self.aging.aged(self.table, found, subjects, last, asked)
            found = self._drifted(aged, subjects, last, asked)
        self._busy = before
        return found

    def states(self, subjects: Numbers, asked: Asked) -> Masks:
        """The states in which the lifecycle may be, as a mask over their order in the text."""
        order = self.lifecycle.leaves
        if self._asks_itself(subjects):
            return np.full(len(subjects), (1 << len(order)) - 1, dtype=np.uint64)
        worlds = self.at(subjects, asked)
        for each in self.table.every[len(self._masks) :]:
            self._masks.append(sum(1 << order.index(state) for state in {world.state for world in each}))
        return np.array(self._masks, dtype=np.uint64)[worlds]

    def entries(self, state: str | None, subjects: Numbers, asked: Asked) -> Entered:
        """How the lifecycle came into a state (None: its present one)."""
        if self._asks_itself(subjects):
            return Entered.unknown(len(subjects))
        return self._entered(state, subjects, asked)

    def _asks_itself(self, subjects: Numbers) -> bool:
        """Whether it is asked while it looks for an answer: then the engine for one case must."""
        self.alone[subjects] |= self._busy
        return self._busy

    def _entered(self, state: str | None, subjects: Numbers, asked: Asked) -> Entered:
        worlds = self.at(subjects, asked)
        codes = self._codes.get(state, np.zeros((0, 1), dtype=np.int64))
        if len(codes) < len(self.table.every):
            every = [
                list(dict.fromkeys(entry_of(self.lifecycle, world, state) for world in each))
                for each in self.table.every
            ]
            most = max(map(len, every))
            codes = np.array([each + each[:1] * (most - len(each)) for each in every], dtype=np.int64)
            self._codes[state] = codes
        found = codes[worlds].T
        further = np.flatnonzero((found != found[0]).any(axis=1))  # the rows behind say nothing new
        return entered(found[: int(further.max(initial=0)) + 1], subjects, self.aging.marks, self.columns)

    def _wave(self, wave: int) -> None:
        columns = self.columns
        subjects = np.flatnonzero(columns.count > wave)
        slots = columns.order[wave, subjects]
        days = columns.day_of(slots, subjects)
        asked = Asked(days, np.full(len(subjects), wave, dtype=np.int64))
        current = self.at(subjects, asked)
        for kinds in dict.fromkeys(columns.kinds):
            groups = tuple(self.steps[kind] for kind in kinds if kind in self.steps)
            chosen = np.flatnonzero(np.isin(slots, [row for row, each in enumerate(columns.kinds) if each == kinds]))
            if groups and len(chosen):
                current[chosen] = self._advanced(
                    groups, current[chosen], subjects[chosen], slots[chosen], asked.at(chosen), wave
                )
        self.after[wave + 1 :, subjects] = current

    def _advanced(
        self,
        groups: tuple[g.StepGroup, ...],
        current: Numbers,
        subjects: Numbers,
        slots: Numbers,
        asked: Asked,
        wave: int,
    ) -> Numbers:
        """The worlds after events that count as of the types of some groups: of these the first that moves counts."""
        times = {x.Time.ALWAYS: asked, x.Time.EVENT: asked}
        parts: list[Masks | Numbers] = [current]
        layout: list[tuple[g.StepGroup, int, int]] = []
        for group in groups:
            masks = self.columns.masks(group.variables, subjects, Of(slots), times)
            layout.append((group, len(parts), len(parts) + len(masks)))
            parts += masks
        keys = distinct_keys(parts, len(subjects))
        moved = []
        for key in keys.distinct:
            reactions = tuple((group, key[first:end]) for group, first, end in layout)
            moved.append(self.table.of(shapes.advance(reactions, self.table.every[key[0]], wave)))
        self.counts.append(Count(groups[0].name, len(subjects), len(keys.distinct)))
        return np.array(moved, dtype=np.int64)[keys.number]

    def _drifted(self, current: Numbers, subjects: Numbers, after: Days, asked: Asked) -> Numbers:
        """The worlds after what may have gone unrecorded since the day `after`."""
        loose = {event: ~self.columns.covers(event, subjects, after, asked.day) for event in self.steps}
        affected = np.flatnonzero(np.any(list(loose.values()), axis=0)) if loose else np.zeros(0, dtype=np.int64)
        if not len(affected):
            return current
        chosen, then = subjects[affected], asked.at(affected)
        times = {x.Time.ALWAYS: then, x.Time.EVENT: then}
        nobody = np.full(len(chosen), UNRECORDED, dtype=np.int64)
        parts: list[Masks | Numbers] = [current[affected], then.count]
        layout: list[tuple[g.StepGroup, int, int]] = []
        for event, group in self.steps.items():
            flags = loose[event][affected]
            masks = self.columns.masks(group.variables, chosen, Of(nobody), times)
            parts.append(flags.astype(np.int64))
            layout.append((group, len(parts), len(parts) + len(masks)))
            parts += [np.where(flags, mask, np.uint64(0)) for mask in masks]
        keys = distinct_keys(parts, len(chosen))
        moved = [
            self.table.of(
                fold.drift(
                    tuple((group, key[first:end]) for group, first, end in layout if key[first - 1]),
                    self.table.every[key[0]],
                    key[1],
                )
            )
            for key in keys.distinct
        ]
        result = current.copy()
        result[affected] = np.array(moved, dtype=np.int64)[keys.number]
        return result
