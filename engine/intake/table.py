"""A published table, read through a mapping, to a population; with every cell that could not be read.

No row is dropped in silence: a row without a usable identity is listed as not read, any other fault makes its value
unknown and is listed with row number, column and reason.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from ...dsl import ir
from ..bulk.population import (
    NEVER,
    NO_DAY,
    Completeness,
    Days,
    Flags,
    Masks,
    Numbers,
    Population,
    Slot,
    effective_days,
    number,
)
from .mapping import DATE_FORMATS, UNKNOWN, Codes, MappedEvent, Mapping, Reads, Silence


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell that could not be used: row and column of the file, what stands there, and why.

    `table`: of which file, where that is not the table of the subjects.
    """

    row: int
    column: str
    value: str
    reason: str
    table: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Intake:
    """What was made of a table: the population, the rows not read, the published decisions as masks (0: not published),
    and the problems in the order of the rows. `notes`: what a reader should know of how it was read."""

    population: Population
    not_read: tuple[int, ...]
    published: dict[str, Masks]
    problems: tuple[Problem, ...]
    complete_until: dt.date
    notes: tuple[str, ...] = ()


def latest_day(frame: pl.DataFrame, mapping: Mapping, before: dt.date) -> dt.date | None:
    """The latest day of any event in the table that is not after `before`."""
    reader = Columns(frame, range(frame.height), mapping)
    latest = NO_DAY
    for event in mapping.events:
        for column in (event.present, *event.moments.values()):
            days = reader.days(column)
            known = days[(days != NO_DAY) & (days <= number(before))]
            latest = max(latest, known.max(initial=NO_DAY))
    return None if latest == NO_DAY else dt.date.fromordinal(int(latest) + dt.date(1970, 1, 1).toordinal())


def intake(
    frame: pl.DataFrame,
    row_numbers: Sequence[int],
    irregular: tuple[tuple[int, str], ...],
    mapping: Mapping,
    framework: ir.Framework,
    as_of: dt.date,
    complete_until: dt.date,
) -> Intake:
    """The population of a table whose columns are all text; `row_numbers` are those of the file."""
    reader = Columns(frame, row_numbers, mapping)
    for row, reason in irregular:
        reader.problems.append(Problem(row, "", "", reason))
    keep = reader.identities()
    facts = {name: reader.masks(reads, framework.facts[name].domain) for name, reads in mapping.facts.items()}
    taken = [_slot(event, reader, framework.events[event.event], as_of) for event in mapping.events]
    published = {
        check.decision: reader.masks(check.reads, framework.decisions[check.decision].values, zero=True)
        for check in mapping.checks
    }
    rows = np.flatnonzero(keep)
    kept = [each.at(rows) for each in taken]
    complete = {
        name: _completeness(
            silence,
            framework.events[name],
            [each for each in kept if each.slot.event == name],
            complete_until,
            len(rows),
        )
        for name, silence in mapping.silence.items()
    }
    names = frame[mapping.subject_name].fill_null("").to_list() if mapping.subject_name else [""] * frame.height
    urns = frame[mapping.urn].fill_null("").to_list()
    population = Population(
        framework,
        tuple(urns[i] for i in rows),
        tuple(names[i] for i in rows),
        tuple(row_numbers[int(i)] for i in rows),
        {name: masks[rows] for name, masks in facts.items()},
        tuple(each.slot for each in kept),
        complete,
    )
    problems = tuple(sorted(set(reader.problems), key=lambda each: (each.row, each.column, each.reason)))
    return Intake(
        population,
        tuple(row_numbers[int(i)] for i in np.flatnonzero(~keep)),
        {name: masks[rows] for name, masks in published.items()},
        problems,
        complete_until,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """An event of every row: as it counts, whether the file holds it at all, and whether that cannot be told."""

    slot: Slot
    held: Flags
    doubtful: Flags

    def at(self, rows: Numbers) -> Taken:
        """The same for some of the rows."""
        slot = self.slot
        moments = {name: days[rows] for name, days in slot.moments.items()}
        fields = {name: masks[rows] for name, masks in slot.fields.items()}
        return Taken(Slot(slot.event, slot.present[rows], moments, fields), self.held[rows], self.doubtful[rows])


def _slot(mapped: MappedEvent, reader: Columns, event: ir.EventType, as_of: dt.date) -> Taken:
    present = reader.days(mapped.present, report=True)
    took_place = present != NO_DAY
    doubtful = reader.unreadable(mapped.present)
    moments: dict[str, Days] = {}
    for name in event.moments:
        column = mapped.moments.get(name)
        if column is not None:
            days = reader.days(column, report=True)
            stray = (days != NO_DAY) & ~took_place
            reader.report(stray, column, f"the event has no day in '{mapped.present}', so it is not counted")
            doubtful = doubtful | stray
            moments[name] = np.where(took_place, days, NO_DAY).astype(np.int32)
    in_order(moments, mapped.moments, reader)
    begun = moments.get(event.moments[0], present) if mapped.present not in mapped.moments.values() else present
    ahead = ahead_of(begun, took_place, as_of)
    reader.report(ahead, mapped.present, f"lies after {as_of.isoformat()}: the event is not counted")
    fields = {
        name: reader.masks(reads, field.domain, rows=took_place)
        for name, reads in mapped.fields.items()
        if (field := event.field(name)) is not None
    }
    return Taken(Slot(mapped.event, took_place & ~ahead, moments, fields), took_place, doubtful)


def in_order(moments: dict[str, Days], columns: dict[str, str], reader: Columns) -> None:
    """Makes a moment unknown that lies before one that comes earlier in an event, and reports it.

    `columns`: from which column of the table each moment was read.
    """
    for first, second in itertools.combinations(moments, 2):
        wrong = (moments[first] != NO_DAY) & (moments[second] != NO_DAY) & (moments[second] < moments[first])
        reader.report(wrong, columns[second], f"lies before the day in '{columns[first]}'; taken as unknown")
        moments[second] = np.where(wrong, NO_DAY, moments[second]).astype(np.int32)


def ahead_of(begun: Days, took_place: Flags, as_of: dt.date) -> Flags:
    """The events that begin after a day."""
    ahead: Flags = took_place & (begun > number(as_of))
    return ahead


def _completeness(silence: Silence, event: ir.EventType, held: list[Taken], until: dt.date, size: int) -> Completeness:
    """Events that the asking day does not count are held all the same: what lies before them may be left out."""
    since = np.full(size, NO_DAY, dtype=np.int32)
    if silence.holds == 0:
        return Completeness(False, since, None)
    if silence.holds is not None and held:
        number_held = np.sum([each.held for each in held], axis=0)
        days = [np.where(each.held, effective_days(each.slot, event), NEVER) for each in held]
        # An event without a day: from when on the file holds the latest is then not known.
        undated = np.any([each.held & (found == NO_DAY) for each, found in zip(held, days, strict=True)], axis=0)
        earliest = np.where(undated, NEVER, np.min(days, axis=0))
        since = np.where(number_held >= silence.holds, earliest, since).astype(np.int32)
    if held:
        since = np.where(np.any([each.doubtful for each in held], axis=0), NEVER, since).astype(np.int32)
    return Completeness(True, since, until)


class Columns:
    """Reads the columns of a table and notes what cannot be read. Each distinct text is read once."""

    def __init__(self, frame: pl.DataFrame, row_numbers: Sequence[int], mapping: Mapping, table: str = "") -> None:
        self.table = table
        self.frame = frame
        self.row_numbers = row_numbers
        self.mapping = mapping
        self.problems: list[Problem] = []
        self._days: dict[str, Days] = {}
        self._unreadable: dict[str, Flags] = {}
        self._texts: dict[str, tuple[list[str], Numbers]] = {}
        self._read: dict[str, int | None] = {}

    def _distinct(self, column: str) -> tuple[list[str], Numbers]:
        """The distinct texts of a column, and for each row the place of its own among them."""
        if column not in self._texts:
            texts = self.frame[column].fill_null("")
            distinct = texts.unique(maintain_order=True)
            codes = texts.replace_strict(distinct, pl.arange(len(distinct), eager=True), return_dtype=pl.Int64)
            self._texts[column] = distinct.to_list(), codes.to_numpy().astype(np.int64)
        return self._texts[column]

    def report(self, flags: Flags, column: str, reason: str) -> None:
        """Note a problem for every row that is flagged."""
        flagged = np.flatnonzero(flags)
        if not len(flagged):
            return
        texts, codes = self._distinct(column)
        self.problems += [
            Problem(self.row_numbers[int(index)], column, texts[codes[index]], reason, self.table) for index in flagged
        ]

    def identities(self) -> Flags:
        """The rows that have a URN of their own; the others are reported."""
        column = self.mapping.urn
        urns = self.frame[column].fill_null("")
        blank = urns.is_in(list(self.mapping.missing | {""})).to_numpy()
        self.report(blank, column, "the row has no identity: it is not read")
        twice = (urns.is_duplicated() & ~urns.is_first_distinct()).to_numpy() & ~blank
        self.report(twice, column, "the same identity stands in an earlier row: this row is not read")
        result: Flags = ~(blank | twice)
        return result

    def days(self, column: str, report: bool = False) -> Days:
        """The days of a column; NO_DAY where it has none."""
        if column not in self._days:
            texts, codes = self._distinct(column)
            for text in texts:
                if text not in self._read:
                    self._read[text] = self._day(text)
            read = [self._read[text] for text in texts]
            self._unreadable[column] = np.array([day is None for day in read], dtype=bool)[codes]
            if report:
                self.report(self._unreadable[column], column, f"is not a date ({', '.join(self.mapping.dates)})")
            values = np.array([NO_DAY if day is None else day for day in read], dtype=np.int32)
            self._days[column] = values[codes]
        return self._days[column]

    def unreadable(self, column: str) -> Flags:
        """The rows of a column of days that hold something else."""
        self.days(column)
        return self._unreadable[column]

    def _day(self, text: str) -> int | None:
        """The number of a day; NO_DAY where the text says that there is none; None where it cannot be read."""
        if text in self.mapping.missing or text in self.mapping.no_date or text == "":
            return int(NO_DAY)
        for name in self.mapping.dates:
            try:
                return number(dt.datetime.strptime(text, DATE_FORMATS[name]).date())
            except ValueError:
                continue
        return None

    def masks(self, reads: Reads, domain: tuple[str, ...], zero: bool = False, rows: Flags | None = None) -> Masks:
        """The mask of each row over a domain; codes that mean unknown leave all open, or nothing with `zero`.

        Codes that the mapping does not know are reported, for the rows in `rows` (None: all).
        """
        texts, codes = self._distinct(reads.column)
        open_ = 0 if zero else (1 << len(domain)) - 1
        chosen = [reads.codes]
        which = np.zeros(len(codes), dtype=np.int64)
        for where in reads.where:
            chosen.append(where.codes)
            others = self.frame[where.column].fill_null("").is_in(list(where.values)).to_numpy()
            which = np.where(others, len(chosen) - 1, which)
        table = np.empty((len(chosen), len(texts)), dtype=np.uint64)
        unread = np.zeros((len(chosen), len(texts)), dtype=bool)
        for i, each in enumerate(chosen):
            for j, text in enumerate(texts):
                value = _value(text, each, self.mapping.missing)
                unread[i, j] = value is None
                table[i, j] = open_ if value in (None, UNKNOWN) else 1 << domain.index(str(value))
        bad = unread[which, codes]
        if rows is not None:
            bad &= rows
        if bad.any():
            known = ", ".join(repr(code) for code in (reads.codes.told or list(reads.codes.values))[:12])
            self.report(bad, reads.column, f"is not a code of this column ({known}); taken as unknown")
        result: Masks = table[which, codes]
        return result


def _value(text: str, codes: Codes, missing: frozenset[str]) -> str | None:
    """What a code means; None where the mapping does not know it."""
    if text in codes.values:
        return codes.values[text]
    if text in missing or text == "":
        return UNKNOWN
    return codes.other
