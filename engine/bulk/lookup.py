"""What the record tells of all subjects at once, drawn up when it is first asked for: most questions of a clause are
whether there is an event of a type, which is the latest, and what its fields say."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...dsl import ir
from .keys import distinct
from .population import Masks, Slot
from .timeline import ABSENT, Timeline

Slots = NDArray[np.int16]
"""Slots of events as [how many events count as having happened, subject]; ABSENT where there is none."""

Fields = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32] | Masks
"""What is known of a field as [slot, subject], in as few bytes as will do."""


class Lookup:
    """Tables over the histories of a timeline: which event of a type is the first, the latest, the one before it; and
    each field of the events of a type."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self._picked: dict[tuple[ir.Selector, str], Slots] = {}
        self._fields: dict[tuple[str, str], Fields] = {}

    def picked(self, selector: ir.Selector, event: str) -> Slots:
        """The first event of a type, the latest, or the one before the latest, among so many events."""
        key = selector, event
        if key not in self._picked:
            self._picked[key] = self._pick(selector, event)
        return self._picked[key]

    def _pick(self, selector: ir.Selector, event: str) -> Slots:
        timeline = self.timeline
        rows = np.array([event in kinds for kinds in timeline.kinds] or [False])
        size = timeline.population.size
        found = np.full((len(timeline.order) + 1, size), ABSENT, dtype=np.int16)
        latest = np.full(size, ABSENT, dtype=np.int16)
        for place, slots in enumerate(timeline.order):
            here = rows[slots] & (timeline.count > place)
            match selector:
                case ir.Selector.FIRST:
                    found[place + 1] = np.where(here & (found[place] == ABSENT), slots, found[place])
                case ir.Selector.LATEST:
                    found[place + 1] = np.where(here, slots, found[place])
                case ir.Selector.PREVIOUS:
                    found[place + 1] = np.where(here, latest, found[place])
                    latest[here] = slots[here]
        return found

    def field(self, event: str, name: str) -> Fields:
        """What is known of a field of the events that count as of a type; anything where a slot holds no such event."""
        key = event, name
        if key not in self._fields:
            self._fields[key] = self._stacked(event, name)
        return self._fields[key]

    def _stacked(self, event: str, name: str) -> Fields:
        slots, size = self.timeline.population.slots, self.timeline.population.size
        field = self.timeline.framework.events[event].field(name)
        domain = () if field is None else field.domain
        kind = next(each for each in (np.uint8, np.uint16, np.uint32, np.uint64) if len(domain) <= np.iinfo(each).bits)
        unknown = (1 << len(domain)) - 1
        found = np.full((max(1, len(slots)), size), unknown, dtype=kind)
        for row, slot in enumerate(slots):
            if event == slot.event and name in slot.fields:
                found[row] = slot.fields[name]
            elif event in slot.kinds:
                found[row] = self._read_as(slot, event, name, unknown)
        return found

    def _read_as(self, slot: Slot, event: str, name: str, unknown: int) -> Masks:
        """A field of the events of a slot, read as of one of the type as which they count, too."""
        field = self.timeline.framework.events[event].field(name)
        own = self.timeline.framework.events[slot.event].field(name) or field
        if own is None or field is None or name not in slot.fields:
            return np.full(self.timeline.population.size, unknown, dtype=np.uint64)
        masks, places = distinct(slot.fields[name])
        found = []
        for mask in masks.tolist():
            values = [value for place, value in enumerate(own.domain) if mask >> place & 1]
            known = len(values) == 1 and values[0] in field.domain
            found.append(1 << field.domain.index(values[0]) if known else unknown)
        return np.array(found, dtype=np.uint64)[places]
