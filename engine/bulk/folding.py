"""One lifecycle folded over the histories of many subjects, wave by wave: each distinct step is taken once.

Times and lapses hang on the days of a single history. A subject that comes into a state which one of them may end is
left to the engine for one case (`alone`), but where it is not known on which day a time runs out.
"""

from __future__ import annotations

import numpy as np

from ...dsl import ir
from .. import expressions as x
from .. import fold, shapes
from .. import groups as g
from .aging import ran_out
from .columns import Columns, Of
from .counts import Count
from .keys import distinct_keys
from .population import NO_DAY, Days, Flags, Masks, Numbers
from .timeline import ABSENT, SEVERAL, UNRECORDED, Asked


class Folding:
    """The worlds of a lifecycle for every subject, kept by number in `table`, after each wave of events."""

    def __init__(self, lifecycle: ir.Lifecycle, compiled: g.Compiled, columns: Columns) -> None:
        self.lifecycle = lifecycle
        self.steps = {event: group for (name, event), group in compiled.steps.items() if name == lifecycle.name}
        self.columns = columns
        self.timers = compiled.timers.get(lifecycle.name, ())
        self.fleeting = {each for group in self.timers for move in group.moves for each in move.transition.sources}
        """The states that a time or a lapse may end."""
        self.table: list[fold.Worlds] = []
        self.numbers: dict[fold.Worlds, int] = {}
        self.counts: list[Count] = []
        size = columns.population.size
        self.alone: Flags = np.zeros(size, dtype=bool)
        begun = self._number(fold.begin(lifecycle))
        self.after = [np.full(size, begun, dtype=np.int64)]
        """Wave by wave: the worlds when that many events have happened, before anything unrecorded that follows."""
        for wave in range(int(columns.count.max(initial=0))):
            self._wave(wave)

    def at(self, subjects: Numbers, asked: Asked) -> Numbers:
        """The worlds of some subjects at a moment of asking."""
        waves = np.stack(self.after)
        worlds = waves[asked.count, subjects]
        places = np.maximum(asked.count - 1, 0)
        slots = self.columns.order[places, subjects] if len(self.columns.order) else np.zeros_like(subjects)
        last = (
            np.where(asked.count > 0, self.columns.day_of(slots, subjects), NO_DAY)
            if len(self.columns.order)
            else np.full(len(subjects), NO_DAY, dtype=np.int32)
        )
        found = self._drifted(worlds, subjects, last.astype(np.int32), asked)
        if not self.fleeting:
            return found
        aged = self._aged(found, subjects, last.astype(np.int32), asked)
        return self._drifted(aged, subjects, last.astype(np.int32), asked)

    def _aged(self, current: Numbers, subjects: Numbers, last: Days, asked: Asked) -> Numbers:
        """The worlds after times of which the day is not known; where it is, or where lapses count, the subject is left
        to the engine for one case."""
        fleeting = [any(world.state in self.fleeting for world in each) for each in self.table]
        affected = np.flatnonzero(np.array(fleeting)[current])
        if not len(affected):
            return current
        chosen, then = subjects[affected], asked.at(affected)
        nothing = Of(np.full(len(chosen), UNRECORDED, dtype=np.int64))
        eve = Asked((then.day - np.int32(1)).astype(np.int32), then.count)
        left = then.day == last[affected]  # of two moments on one day the same has run out
        parts: list[Masks | Numbers] = [current[affected], then.count]
        layout: list[tuple[g.StepGroup, int, int]] = []
        for group in self.timers:
            if not isinstance(group.trigger, ir.AtTime) or self._own(group.trigger.point.anchor):
                left[:] = True
                break
            point = group.trigger.point
            anchors, absent = self.columns.anchor(point.anchor, chosen, nothing, then)
            left |= ~absent & (self.columns.shifted(point, anchors) != NO_DAY)
            masks = self.columns.masks(group.variables, chosen, nothing, dict.fromkeys(x.Time, eve))
            parts.append((~absent).astype(np.int64))
            layout.append((group, len(parts), len(parts) + len(masks)))
            parts += masks
        self.alone[chosen[left]] = True
        kept = np.flatnonzero(~left)
        if not len(kept):
            return current
        keys = distinct_keys([part[kept] for part in parts], len(kept))
        moved = []
        for key in keys.distinct:
            timers = tuple((group, key[first:end]) for group, first, end in layout if key[first - 1])
            moved.append(self._number(ran_out(self.table[key[0]], timers, key[1])))
        result = current.copy()
        result[affected[kept]] = np.array(moved, dtype=np.int64)[keys.number]
        return result

    def _own(self, anchor: ir.Anchor) -> bool:
        """Whether a time counts from the entry into a state of this lifecycle itself."""
        return isinstance(anchor, ir.EntryAnchor) and anchor.lifecycle == self.lifecycle.name

    def states(self, subjects: Numbers, asked: Asked) -> Masks:
        """The states in which the lifecycle may be, as a mask over their order in the text."""
        order = self.lifecycle.leaves
        worlds = self.at(subjects, asked)
        masks = [sum(1 << order.index(state) for state in {world.state for world in each}) for each in self.table]
        return np.array(masks, dtype=np.uint64)[worlds]

    def entries(self, state: str | None, subjects: Numbers, asked: Asked) -> Numbers:
        """The place of the event by which the lifecycle came into a state (None: its present one).

        ABSENT where it is not in that state, or has been in it from the beginning; UNRECORDED where that is not known,
        and SEVERAL where worlds differ on it.
        """
        worlds = self.at(subjects, asked)
        found: Numbers = np.array([self._entry(each, state) for each in self.table], dtype=np.int64)[worlds]
        return found

    def _entry(self, worlds: fold.Worlds, state: str | None) -> int:
        found: set[fold.Since] = set()
        for world in worlds:
            lineage = self.lifecycle.lineage(world.state)
            entries = (*world.around, world.since)
            if state is None:
                found.add(world.since)
            else:
                found.add(entries[lineage.index(state)] if state in lineage else fold.START)
        since = next(iter(found))
        if len(found) > 1:
            return SEVERAL
        if not isinstance(since, int):
            return UNRECORDED
        return ABSENT if since == fold.START else since

    def _number(self, worlds: fold.Worlds) -> int:
        if worlds not in self.numbers:
            self.numbers[worlds] = len(self.table)
            self.table.append(worlds)
        return self.numbers[worlds]

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
        after = self.after[-1].copy()
        after[subjects] = current
        self.after.append(after)

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
        moved = [
            self._number(
                shapes.advance(tuple((group, key[first:end]) for group, first, end in layout), self.table[key[0]], wave)
            )
            for key in keys.distinct
        ]
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
            self._number(
                fold.drift(
                    tuple((group, key[first:end]) for group, first, end in layout if key[first - 1]),
                    self.table[key[0]],
                    key[1],
                )
            )
            for key in keys.distinct
        ]
        result = current.copy()
        result[affected] = np.array(moved, dtype=np.int64)[keys.number]
        return result
