"""A table of events, one to a row, in the framework's own words: they join the events of a population.

As in a case file, an event that is left out did not happen: of the types of which the table tells it tells all. Where a
row cannot be read, nothing is proved for its subject.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from ...dsl import ir
from ...dsl.base.diagnostics import did_you_mean, hints, refusal
from ..bulk.population import NEVER, NO_DAY, Completeness, Days, Flags, Masks, Numbers, Population, Slot
from .mapping import Mapping
from .plain import EVENT, URN, meant_by, named, plain_mapping, reads, unread
from .table import Columns, Intake, Problem, Taken, ahead_of, in_order

MOST = 100
"""How many events of one type a subject may have in a table."""


@dataclass(frozen=True, slots=True, eq=False)
class EventTable:
    """A table as read, all cells text. `until`: the day until which it tells all (None: throughout); `whole`: it does
    so also of types of events of which it has none."""

    label: str
    frame: pl.DataFrame
    row_numbers: Sequence[int]
    irregular: tuple[tuple[int, str], ...]
    until: dt.date | None
    whole: bool


def with_events(taken: Intake, table: EventTable, framework: ir.Framework, as_of: dt.date) -> Intake:
    """A population with the events of a table beside those that it has.

    Raises Refused: E401 where a column is missing, E403 where one cannot be held, E010 where a subject has too many.
    """
    return _Joiner(taken, table, framework, as_of).joined()


class _Joiner:
    def __init__(self, taken: Intake, table: EventTable, framework: ir.Framework, as_of: dt.date) -> None:
        self.taken, self.table, self.framework, self.as_of = taken, table, framework, as_of
        self.columns = named(table.frame.columns)
        missing = [name for name in (URN, EVENT) if name not in self.columns]
        if missing:
            message = f"{table.label} has no column '{missing[0]}': a table of events has one row for each event"
            hint = "Its columns are 'urn', 'event', and the days and fields of the events, named as in the framework."
            raise refusal("E401", message, None, hints(did_you_mean(missing[0], table.frame.columns), hint))
        held = [self.columns[name] for name in ("by", "order") if name in self.columns]
        if held:
            message = f"{table.label} has a column '{held[0]}', which a survey cannot take into account"
            hint = "Leave it out; or write case files, and ask with 'remit evaluate' or 'remit conform'."
            raise refusal("E403", message, None, hint)
        mapping = plain_mapping(framework, table.frame.columns)
        assert mapping is not None, "it has a column for the identity"
        self.mapping: Mapping = mapping
        self.problems: list[Problem] = [Problem(row, "", "", reason, table.label) for row, reason in table.irregular]
        self.reader = self._reader(np.arange(table.frame.height))
        self.parts = frozenset(name for event in framework.events.values() for name in _parts(event))
        self.doubtful: dict[str, Flags] = {}

    @property
    def population(self) -> Population:
        return self.taken.population

    def joined(self) -> Intake:
        subjects, types, notes = self._rows()
        slots: list[Slot] = []
        told: list[str] = []
        for place, event in enumerate(self.framework.events.values()):
            rows = np.flatnonzero((types == place) & (subjects >= 0))
            if len(rows):
                slots += self._slots(event, rows, subjects[rows])
            if self.table.whole or (types == place).any():
                told.append(event.name)
        complete = dict(self.population.complete)
        for name in told:
            since = np.where(self._doubted(name), NEVER, NO_DAY).astype(np.int32)
            complete[name] = Completeness(True, since, self.table.until)
        self.problems += self.reader.problems
        until = f" until {self.table.until.isoformat()}" if self.table.until else ""
        these = "events" if self.table.whole else f"of these events: {', '.join(told)}"
        if told:
            notes = (*notes, f"{self.table.label} counts as telling{until} all {these}")
        if passed := unread(self.table.frame.columns, (URN, EVENT, *sorted(self.parts))):
            notes = (*notes, f"columns of {self.table.label} that are not read: {', '.join(passed)}")
        problems = sorted(
            {*self.taken.problems, *self.problems}, key=lambda each: (each.table, each.row, each.column, each.reason)
        )
        population = replace(self.population, slots=(*self.population.slots, *slots), complete=complete)
        return replace(
            self.taken,
            population=population,
            problems=tuple(problems),
            notes=(*self.taken.notes, *notes),
        )

    def _reader(self, rows: Numbers) -> Columns:
        numbers = [self.table.row_numbers[int(row)] for row in rows]
        return Columns(self.table.frame[rows], numbers, self.mapping, self.table.label)

    def _rows(self) -> tuple[Numbers, Numbers, tuple[str, ...]]:
        """Of each row the place of its subject and of its type of event; -1 where the population has none."""
        frame, urn, event = self.table.frame, self.columns[URN], self.columns[EVENT]
        places = {each: place for place, each in enumerate(self.population.urns)}
        urns = frame[urn].fill_null("").to_list()
        subjects = np.array([places.get(each, -1) for each in urns], dtype=np.int64)
        nobody = np.array([each in self.mapping.missing for each in urns], dtype=bool)
        self.reader.report(nobody, urn, "the row has no identity: it is not read")
        kinds = {name: place for place, name in enumerate(self.framework.events)}
        texts = frame[event].fill_null("").to_list()
        types = np.array([kinds.get(meant_by(each), -1) for each in texts], dtype=np.int64)
        for text in dict.fromkeys(text for text, place in zip(texts, types.tolist(), strict=True) if place < 0):
            these = np.array([each == text for each in texts], dtype=bool)
            meant = did_you_mean(text, tuple(kinds))
            self.reader.report(these, event, f"is no event of the framework{'. ' + meant if meant else ''}")
        # What such a row tells may be an event of any type.
        self._doubt("", subjects[(types < 0) & (subjects >= 0)])
        strangers = set(urns) - places.keys() - self.mapping.missing
        if not strangers:
            return subjects, types, ()
        rows = int(((subjects < 0) & ~nobody).sum())
        events = f"{rows:,} event{'' if rows == 1 else 's'} of {self.table.label}"
        schools = f"{len(strangers):,} school{'' if len(strangers) == 1 else 's'}"
        words = f"{'is' if rows == 1 else 'are'} of {schools}"
        return subjects, types, (f"passed over: {events} {words} that the other table does not have",)

    def _doubt(self, event: str, subjects: Numbers) -> None:
        """Nothing is proved of these subjects by the table's silence on a type of event (empty: on any)."""
        flags = self.doubtful.setdefault(event, np.zeros(self.population.size, dtype=bool))
        flags[subjects] = True

    def _doubted(self, event: str) -> Flags:
        none = np.zeros(self.population.size, dtype=bool)
        found: Flags = self.doubtful.get(event, none) | self.doubtful.get("", none)
        return found

    def _slots(self, event: ir.EventType, rows: Numbers, subjects: Numbers) -> list[Slot]:
        """The events of one type: the first of every subject, then the second, and so on."""
        reader = self._reader(rows)
        found = self._taken(event, reader)
        self.problems += reader.problems
        self._doubt(event.name, subjects[found.doubtful])
        counted = np.flatnonzero(found.slot.present)
        order = counted[np.lexsort((counted, subjects[counted]))]
        owners = subjects[order]
        begins = np.flatnonzero(np.r_[True, owners[1:] != owners[:-1]]) if len(owners) else np.array([], dtype=np.int64)
        rank = np.arange(len(owners)) - np.repeat(begins, np.diff(np.r_[begins, len(owners)]))
        if len(rank) and int(rank.max()) >= MOST:
            urn = self.population.urns[int(owners[int(rank.argmax())])]
            message = f"{self.table.label} tells of more than {MOST} events '{event.name}' of {urn}"
            raise refusal("E010", message, None, "Write a case file for it, and leave it out of the table.")
        return [
            self._slot(event, found.slot, order[rank == each], owners[rank == each])
            for each in range(int(max(rank, default=-1)) + 1)
        ]

    def _slot(self, event: ir.EventType, slot: Slot, rows: Numbers, subjects: Numbers) -> Slot:
        """One event of some of the subjects, from some of the rows."""
        size = self.population.size
        present = np.zeros(size, dtype=bool)
        present[subjects] = True
        moments: dict[str, Days] = {}
        for name, days in slot.moments.items():
            moments[name] = np.full(size, NO_DAY, dtype=np.int32)
            moments[name][subjects] = days[rows]
        fields: dict[str, Masks] = {}
        for each in event.fields:
            if each.name in slot.fields:
                fields[each.name] = np.full(size, (1 << len(each.domain)) - 1, dtype=np.uint64)
                fields[each.name][subjects] = slot.fields[each.name][rows]
        return Slot(slot.event, present, moments, fields)

    def _taken(self, event: ir.EventType, reader: Columns) -> Taken:
        """The events of one type, row by row."""
        columns = {name: self.columns[name] for name in event.moments if name in self.columns}
        moments = {name: reader.days(column, report=True) for name, column in columns.items()}
        in_order(moments, columns, reader)
        size = reader.frame.height
        first = np.full(size, NO_DAY, dtype=np.int32)
        for days in reversed(moments.values()):
            first = np.where(days == NO_DAY, first, days).astype(np.int32)
        took_place = first != NO_DAY
        reader.report(~took_place, self.columns[EVENT], "the event has no day: it is not counted")
        ahead = ahead_of(first, took_place, self.as_of)
        reader.report(ahead, self.columns[EVENT], f"lies after {self.as_of.isoformat()}: the event is not counted")
        for name, column in self.columns.items():
            if name not in (URN, EVENT) and name not in _parts(event) and name in self.parts:
                stray = reader.frame[column].fill_null("").is_in(list(self.mapping.missing)).not_().to_numpy()
                reader.report(stray, column, f"'{event.name}' has no such day or field: it is not read")
        fields: dict[str, Masks] = {}
        for each in event.fields:
            if each.domain and each.name in self.columns:
                holds = reads(self.columns[each.name], each.domain)
                fields[each.name] = reader.masks(holds, each.domain, rows=took_place)
            elif each.domain and each.default is not None:  # as in a case file
                fields[each.name] = np.full(size, 1 << each.domain.index(each.default), dtype=np.uint64)
        return Taken(Slot(event.name, took_place & ~ahead, moments, fields), took_place, ~took_place)


def _parts(event: ir.EventType) -> tuple[str, ...]:
    return (*event.moments, *(each.name for each in event.fields))
