"""The histories that the subjects of a table allow, as the rows of a longer one: a row for each order of events tied on
a day, and for each way in which events may count as others.

They are those that `engine/evaluate.py` tries for one case, in the same order and cut off at the same number.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from .. import groups as g
from ..deeming import kinds_of
from ..history import MAX_ORDERS, canonical, orders
from .columns import Columns
from .deeming import Counting, Kinds, counting
from .keys import Keys, distinct_keys
from .population import NEVER, Completeness, Flags, Numbers, Population, Slot
from .timeline import ordered_by

Small = NDArray[np.int16]

MOST_ROWS = 4
"""So many times as long as the table the longer one may be; of the subjects that have most histories the others are not
laid out."""
ALWAYS_ROWS = 100_000
"""A table that comes to so many rows at most is laid out whole, however short it is."""


@dataclass(frozen=True, slots=True, eq=False)
class Ways:
    """The histories of each subject as rows of a longer population, those of one subject one behind the other.

    `subject`: whose each row is; `first`: the first row of each subject; `whole`: whether all its histories are laid
    out, of a subject: where not, it has one row, in which ties stay and events count as least. `origins`: of which slot
    of the table each slot of the rows is.
    """

    population: Population
    subject: Numbers
    first: Numbers
    whole: Flags
    origins: Numbers
    open: tuple[tuple[frozenset[str], Flags], ...] = ()
    """Of event types the types as which it is open whether some count, and the subjects that have such an event."""
    groups: tuple[tuple[Numbers, Numbers], ...] = field(init=False)
    """The subjects with several rows, by how many: who they are, and their rows as [subject, row]."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "groups", tuple(self._groups()))

    def _groups(self) -> Iterator[tuple[Numbers, Numbers]]:
        counts = np.diff(self.first, append=len(self.subject))
        for count in range(2, int(counts.max(initial=1)) + 1):
            subjects = np.flatnonzero(counts == count)
            if len(subjects):
                yield subjects, self.first[subjects][:, np.newaxis] + np.arange(count)

    def of_any(self, rows: Flags) -> Flags:
        """The subjects of which any row is flagged."""
        if len(self.subject) == len(self.first):
            return rows
        found: Flags = np.zeros(len(self.first), dtype=bool)
        found[self.subject[rows]] = True
        return found


def ways(compiled: g.Compiled, columns: Columns) -> Ways:
    """The histories of the subjects of some columns."""
    population = columns.population
    counted = [counting(compiled, columns, row) for row in range(len(population.slots))]
    size = population.size
    plain = np.arange(size, dtype=np.int64)
    if not counted:
        return Ways(population, plain, plain, np.ones(size, dtype=bool), plain[:0])
    number = np.stack([each.ways for each in counted])
    tied = columns.tied(None, plain)
    several = np.flatnonzero(tied | (number > 1).any(axis=0))
    many = _Many(columns, number, several)
    whole = np.ones(size, dtype=bool)
    whole[several] = fitting = _fitting(many.histories, size)
    counts = np.ones(size, dtype=np.int64)
    counts[several[fitting]] = many.histories[fitting]
    subject = np.repeat(plain, counts)
    first = np.cumsum(counts) - counts
    sequence = np.zeros((len(counted), len(subject)), dtype=np.int16)
    chosen = np.zeros_like(sequence)
    many.lay(first, fitting, sequence, chosen)
    rows, origins = _rows(population, counted, subject, sequence if tied.any() else None, chosen)
    return Ways(rows, subject, first, whole, origins, tuple(_open(population, number)))


def _open(population: Population, number: Numbers) -> Iterator[tuple[frozenset[str], Flags]]:
    for slot, ways_ in zip(population.slots, number, strict=True):
        if (ways_ > 1).any():
            yield frozenset(kinds_of(population.framework, slot.event)) - {slot.event}, ways_ > 1


def _fitting(histories: Numbers, size: int) -> Flags:
    """Which subjects have so few histories that all of theirs fit into the longer table: those with fewest do first."""
    room = max(MOST_ROWS * size, ALWAYS_ROWS) - size
    more = np.bincount(histories, minlength=MAX_ORDERS + 1) * (np.arange(MAX_ORDERS + 1) - 1).clip(0)
    found: Flags = (np.cumsum(more) <= room)[histories]
    return found


class _Many:
    """Subjects that may have several histories, and the patterns of these: what is open of them and in which order.

    `histories`: how many each has.
    """

    def __init__(self, columns: Columns, number: Numbers, subjects: Numbers) -> None:
        self.subjects = subjects
        days = columns.effective[:, subjects]
        order = ordered_by(days, None)
        there = np.take_along_axis(days, order, axis=0)
        again = np.zeros(there.shape, dtype=bool)  # on the day of the one before
        again[1:] = (there[1:] == there[:-1]) & (there[1:] != NEVER)
        tied = again.copy()
        tied[:-1] |= again[1:]
        same = np.zeros_like(again)  # and just like the one before
        if again.any():
            rank = self._rank(columns.population, order, tied)
            order = ordered_by(days, rank)
            ranks = np.take_along_axis(rank, order, axis=0)
            same[1:] = again[1:] & (ranks[1:] == ranks[:-1])
        open_ = tied | (np.take_along_axis(number[:, subjects], order, axis=0) > 1)
        places = np.argsort(~open_, axis=0, kind="stable")[: int(open_.sum(axis=0).max(initial=0))]
        self.slots = np.take_along_axis(order, places, axis=0)
        told = np.take_along_axis(again + 2 * same + 4 * np.take_along_axis(number[:, subjects], order, axis=0),
                                  places, axis=0)  # fmt: skip
        told[~np.take_along_axis(open_, places, axis=0)] = 0
        self.patterns: Keys = distinct_keys(list(told), len(subjects))
        self.found = [_histories(pattern) for pattern in self.patterns.distinct]
        self.histories: Numbers = np.array([len(each) for each in self.found], dtype=np.int64)[self.patterns.number]

    def _rank(self, population: Population, order: Numbers, tied: Flags) -> NDArray[np.int32]:
        """The number of each event tied on a day among all such events, were they in canonical order, as [slot, who];
        events that are alike have one number."""
        place, who = np.nonzero(tied)
        slots = order[place, who]
        told = zip(slots.tolist(), self.subjects[who].tolist(), strict=True)
        keys = [canonical(population.occurrence(population.slots[slot], subject)) for slot, subject in told]
        ranked = {key: number for number, key in enumerate(sorted(set(keys)))}
        rank = np.zeros(order.shape, dtype=np.int32)
        rank[slots, who] = [ranked[key] for key in keys]
        return rank

    def lay(self, first: Numbers, fitting: Flags, sequence: Small, chosen: Small) -> None:
        """Lay the histories of those that fit out as rows, from the first of each on: in which order the events of one
        day come, and in which way each counts, as [slot, row]."""
        for number, histories in enumerate(self.found):
            who = np.flatnonzero((self.patterns.number == number) & fitting)
            if not len(who) or len(histories) == 1:
                continue
            rows = first[self.subjects[who]][:, np.newaxis] + np.arange(len(histories))
            for place, (positions, ways_) in enumerate(
                zip(np.array([each.positions for each in histories]).T, np.array([each.ways for each in histories]).T,
                    strict=True)
            ):  # fmt: skip
                slots = self.slots[place, who][:, np.newaxis]
                sequence[slots, rows] = positions
                chosen[slots, rows] = ways_


@dataclass(frozen=True, slots=True)
class _History:
    """Of each open event, in canonical order: its position among all of them, and in which way it counts."""

    positions: tuple[int, ...]
    ways: tuple[int, ...]


def _histories(pattern: tuple[int, ...]) -> tuple[_History, ...]:
    """The histories of a pattern.

    It says of each open event, in canonical order, whether it falls on the day of the one before (1), is just
    like that one (2), and in how many ways it counts (in fours); 0 behind the last."""
    told = [each for each in pattern if each]
    blocks: list[list[int]] = []
    kind = list(range(len(told)))  # the first event that is alike
    for place, each in enumerate(told):
        if each & 2:
            kind[place] = kind[place - 1]
        if each & 1:
            blocks[-1].append(kind[place])
        else:
            blocks.append([kind[place]])
    found: list[_History] = []
    for order in orders([tuple(block) for block in blocks]):
        seen: dict[int, int] = {}
        places = []
        for each in order:  # of those that are alike the first comes first
            places.append(each + seen.get(each, 0))
            seen[each] = seen.get(each, 0) + 1
        positions = tuple(np.argsort(places).tolist())
        for ways_ in itertools.islice(itertools.product(*(range(told[each] // 4) for each in places)), MAX_ORDERS):
            counted = dict(zip(places, ways_, strict=True))
            found.append(_History(positions, tuple(counted[place] for place in range(len(told)))))
    return tuple(found[:MAX_ORDERS])


def _rows(
    population: Population, counted: list[Counting], subject: Numbers, sequence: Small | None, chosen: Small
) -> tuple[Population, Numbers]:
    """The longer population, with a slot for each way in which events count; and of which slot each of these is."""
    longer = len(subject) != population.size
    slots: list[Slot] = []
    origins: list[int] = []
    for row, (slot, each) in enumerate(zip(population.slots, counted, strict=True)):
        found = _apart(_of(slot, subject) if longer else slot, each, subject, chosen[row])
        slots += found
        origins += [row] * len(found)
    rows = replace(
        population,
        slots=tuple(slots),
        sequence=None if sequence is None else sequence[np.array(origins, dtype=np.int64)],
    )
    if longer:
        who = subject.tolist()
        rows = replace(
            rows,
            urns=tuple(population.urns[each] for each in who),
            names=tuple(population.names[each] for each in who),
            rows=tuple(population.rows[each] for each in who),
            facts={name: masks[subject] for name, masks in population.facts.items()},
            complete={
                name: Completeness(each.ever, each.since[subject], each.until)
                for name, each in population.complete.items()
            },
        )
    return rows, np.array(origins, dtype=np.int64)


def _of(slot: Slot, subject: Numbers) -> Slot:
    return replace(
        slot,
        present=slot.present[subject],
        moments={name: days[subject] for name, days in slot.moments.items()},
        fields={name: masks[subject] for name, masks in slot.fields.items()},
    )


def _apart(slot: Slot, counted: Counting, subject: Numbers, chosen: Small) -> list[Slot]:
    """A slot for each way in which its events count; events that have not happened stay in the one that is plain."""
    if counted.lists == (((),),):
        return [slot]
    kinds: dict[Kinds, int] = {(): 0}
    for also in itertools.chain(*counted.lists):
        kinds.setdefault(also, len(kinds))
    table = np.zeros((len(counted.lists), max(map(len, counted.lists))), dtype=np.int64)
    for number, each in enumerate(counted.lists):
        table[number, : len(each)] = [kinds[also] for also in each]
    counting_as = table[counted.which[subject], chosen]
    return [
        replace(slot, present=slot.present & (counting_as == number), also=also)
        for also, number in kinds.items()
        if number == 0 or (counting_as == number).any()
    ]
