"""What overlays change in the columns of a table: facts for every subject, and the events that it gives room for."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np

from ...dsl import ir
from ...dsl.base.diagnostics import Diagnostic
from ...dsl.base.spans import Span
from ..bulk.population import NEVER, NO_DAY, Days, Flags, Masks, Population, Slot, effective_days, number
from ..history import Occurrence
from .subjects import Change, Chosen, Subjects, Which

_DATED = "a table's facts have no days, so '{name}' cannot hold from one on"


def laid_over_table(
    population: Population, overlays: tuple[Subjects, ...], as_of: dt.date
) -> tuple[Population, tuple[Diagnostic, ...]]:
    """The population as overlays make it, one after the other; and what of them no table can hold or none has.

    The latest and the first of several events are those that have taken effect by `as_of`.
    """
    worker = _Worker(population, number(as_of))
    for each in overlays:
        worker.lay(each)
    changed = replace(population, facts=worker.facts, slots=tuple(worker.slots))
    return changed, tuple(worker.diagnostics)


class _Worker:
    def __init__(self, population: Population, as_of: int) -> None:
        self.framework = population.framework
        self.size = population.size
        self.as_of = as_of
        self.facts = dict(population.facts)
        self.slots = list(population.slots)
        self.diagnostics: list[Diagnostic] = []

    def lay(self, overlay: Subjects) -> None:
        """Take over facts; remove events, then change some, then add others."""
        for name, spells in overlay.facts.items():
            fact = self.framework.facts[name]
            if len(spells) != 1 or spells[0].begins is not None:
                hint = "Give one value without a day; or ask about one school, as a case."
                self.diagnostics.append(Diagnostic("E505", _DATED.format(name=name), overlay.places[name], hint))
            elif fact.domain:  # a fact that is only recorded has no column
                self.facts[name] = np.full(self.size, _mask(fact.domain, spells[0].value), dtype=np.uint64)
        for removal in overlay.remove:
            for place, hits in self._chosen(removal).items():
                self.slots[place] = replace(self.slots[place], present=self.slots[place].present & ~hits)
        for change in overlay.change:
            for place, hits in self._chosen(change.chosen).items():
                self.slots[place] = self._changed(change, self.slots[place], hits)
        for added in overlay.add:
            assert added.span is not None, "an event that was read has its place"
            self._plain(added.order != 0 or added.by is not None, added.span)
            self.slots.append(self._slot(added))

    def _plain(self, told: bool, span: Span) -> None:
        """A fault where 'order' or 'by' is given, which columns do not have."""
        if told:
            message = "a table's events have neither 'order' nor 'by'"
            hint = "Leave them out; or ask about one school, as a case."
            self.diagnostics.append(Diagnostic("E505", message, span, hint))

    def _chosen(self, chosen: Chosen) -> dict[int, Flags]:
        """For each slot the subjects whose event there is chosen; a fault where nobody's is."""
        event = self.framework.events[chosen.event]
        found = {place: _fits(chosen, slot, event) for place, slot in enumerate(self.slots) if slot.event == event.name}
        if chosen.which is not Which.EVERY and found:
            latest = chosen.which is Which.LATEST
            best = np.full(self.size, NO_DAY if latest else NEVER, dtype=np.int32)
            where = np.full(self.size, -1, dtype=np.int64)
            for place, hits in found.items():
                days = effective_days(self.slots[place], event)
                counted = hits & (days != NO_DAY) & (days <= self.as_of)
                better = counted & ((days >= best) if latest else (days < best))
                best = np.where(better, days, best).astype(np.int32)
                where = np.where(better, place, where)
            found = {place: where == place for place in found}
        if not any(hits.any() for hits in found.values()):
            message = f"no school of the table has an event '{chosen.event}' as this asks"
            hint = "Ask for fewer days and values; or remove this, if the table has no such event."
            self.diagnostics.append(Diagnostic("E505", message, chosen.span, hint))
        return found

    def _changed(self, change: Change, slot: Slot, hits: Flags) -> Slot:
        self._plain(change.order is not None or change.by is not None, change.chosen.span)
        event = self.framework.events[slot.event]
        moments, fields = dict(slot.moments), dict(slot.fields)
        for name, day in change.moments:
            before = moments.get(name, np.full(self.size, NO_DAY, dtype=np.int32))
            moments[name] = np.where(hits, NO_DAY if day is None else number(day), before).astype(np.int32)
        known = {each.name: each for each in event.fields}
        for name, value in change.fields:
            field = known.get(name)
            if field is None:
                message = f"a table's '{slot.event}' has no '{name}': it is a field of what the event may count as"
                hint = "Ask about one school, as a case."
                self.diagnostics.append(Diagnostic("E505", message, change.chosen.span, hint))
            elif field.domain:
                before_ = fields.get(name, np.full(self.size, _mask(field.domain, None), dtype=np.uint64))
                fields[name] = np.where(hits, _mask(field.domain, value), before_)
        self._in_order(change, moments, event, hits)
        return Slot(slot.event, slot.present, moments, fields)

    def _in_order(self, change: Change, moments: dict[str, Days], event: ir.EventType, hits: Flags) -> None:
        """A fault where a moment comes to lie before an earlier one."""
        last = np.full(self.size, NO_DAY, dtype=np.int32)
        for name in event.moments:
            days = moments.get(name)
            if days is None:
                continue
            wrong = hits & (days != NO_DAY) & (days < last)
            if wrong.any():
                schools = int(wrong.sum())
                message = f"with it '{name}' lies before an earlier day of '{event.name}' for {schools:,} schools"
                hint = "Choose events by their days; or make the later days unknown, too."
                self.diagnostics.append(Diagnostic("E505", message, change.chosen.span, hint))
                return
            last = np.where(days == NO_DAY, last, days).astype(np.int32)

    def _slot(self, added: Occurrence) -> Slot:
        """An event that all subjects have."""
        event = self.framework.events[added.event]
        given = dict(added.fields)
        moments = {name: np.full(self.size, number(day), dtype=np.int32) for name, day in added.moments}
        fields = {
            each.name: np.full(self.size, _mask(each.domain, given.get(each.name)), dtype=np.uint64)
            for each in event.fields
            if each.domain and each.name in given
        }
        return Slot(added.event, np.ones(self.size, dtype=bool), moments, fields)


def _fits(chosen: Chosen, slot: Slot, event: ir.EventType) -> Flags:
    """The subjects whose event has the days and values that are asked for."""
    hits: Flags = slot.present.copy()
    for name, day in chosen.moments:
        days = slot.moments.get(name)
        hits &= False if days is None else days == number(day)
    for name, value in chosen.fields:
        field, masks = event.field(name), slot.fields.get(name)
        if field is None or not field.domain:
            hits &= False
            continue
        everything = _mask(field.domain, None)
        given: Masks = np.full(len(hits), everything, dtype=np.uint64) if masks is None else masks
        several = (given & (given - np.uint64(1))) != 0
        hits &= several if value is None else given == _mask(field.domain, value)
    return hits


def _mask(domain: tuple[str, ...], value: str | None) -> np.uint64:
    """A value as a mask; all of them where it is not known."""
    return np.uint64((1 << len(domain)) - 1 if value is None else 1 << domain.index(value))
