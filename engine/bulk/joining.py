"""The answers to the rows of a survey, taken together as those of its subjects: of one with several histories what
holds in all of them. Mirrors `engine/merge.py`, cell by cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...dsl import ir
from ..lapse import Lapse, joint
from ..life import Status, View
from ..norms import headings
from .answers import EMPTY, Answers, Cell, ends_of, home_of, joined, shown
from .keys import distinct, distinct_keys
from .population import NO_DAY, Days, Flags, Numbers
from .ways import Ways

NOTHING = 0
"""The place of the cell of those of whom nothing is said."""


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What is said of one instance of a clause: cells, which of them each row has, and its days. `it`: the slot of the
    event that it is about, for each row; None where it is about none, or where that does not tell instances apart."""

    rows: Numbers
    cells: list[Cell]
    which: Numbers
    days: dict[str, Days]
    it: Numbers | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Spread:
    """The same for all rows, with the places of the cells in a list of those of all instances."""

    which: Numbers
    days: dict[str, Days]
    it: Numbers


class Joining:
    """Takes the answers to the rows, clause by clause, and keeps those of the subjects."""

    def __init__(self, answers: Answers, ways: Ways) -> None:
        self.answers = answers
        self.ways = ways
        self.everyone = np.arange(answers.size, dtype=np.int64)

    def single(self, name: str, told: Told) -> None:
        """Where a lifecycle stands, or what a decision comes to: told once at most in each history, with one day."""
        if not self.ways.groups:
            self.answers.add(name, told.rows, told.cells, told.which, told.days)
            return
        cells = [EMPTY, *told.cells]
        found = self.spread(told, 1)
        ((column, days),) = found.days.items()
        which, day = found.which[self.ways.first], days[self.ways.first]
        # An event is told by its type and its day: two events of one day are not one.
        about = days.astype(np.int64) * (len(self.ways.population.slots) + 1) + self._types(found.it)
        for subjects, rows in self.ways.groups:
            numbers = found.which[rows]
            said = numbers != NOTHING
            keys = distinct_keys(list(numbers.T), len(subjects))
            made = [self._valued(name, cells, key) for key in keys.distinct]
            which[subjects] = np.array(made, dtype=np.int64)[keys.number]
            day[subjects] = np.where(_alike(about[rows], said), _first(days[rows], said), NO_DAY)
        self.keep(name, cells, which, {column: day})

    def rule(self, rule: ir.Rule, parts: Sequence[Told]) -> None:
        """Where a rule stands, instance by instance."""
        if not self.ways.groups and len(parts) == 1:
            (told,) = parts
            self.answers.add(rule.name, told.rows, told.cells, told.which, told.days)
            return
        _Rule(self, rule, parts).finish()

    def keep(self, name: str, cells: list[Cell], which: Numbers, days: dict[str, Days]) -> None:
        """Put the answers of all subjects where they belong, without the cells that no subject has any more."""
        used, places = distinct(which)
        self.answers.add(name, self.everyone, [cells[place] for place in used], places, days)

    def _valued(self, name: str, cells: list[Cell], histories: tuple[int, ...]) -> int:
        """The place of what the cells of some histories come to."""
        if len(set(histories)) == 1:
            return histories[0]
        told = [cells[number] for number in histories if number != NOTHING]
        possible = sorted({value for cell in told for value in cell.values[f"{name}_possible"].split(" | ")})
        values = {name: possible[0] if len(possible) == 1 else "", f"{name}_possible": " | ".join(possible)}
        return _add(cells, Cell(values, *_rests_on(told)))

    def spread(self, told: Told, offset: int) -> _Spread:
        """The same for all rows, the cells being those of a list from a place on."""
        size = len(self.ways.subject)
        which = np.full(size, NOTHING, dtype=np.int64)
        which[told.rows] = told.which + offset
        it = np.full(size, -1, dtype=np.int64)
        if told.it is not None:
            it[told.rows] = told.it
        days = {}
        for column, given in told.days.items():
            days[column] = np.full(size, NO_DAY, dtype=np.int32)
            days[column][told.rows] = given
        return _Spread(which, days, it)

    def _types(self, slots: Numbers) -> Numbers:
        """The types of the events of some slots, as numbers."""
        events = [slot.event for slot in self.ways.population.slots]
        types = np.array([*(events.index(each) for each in events), len(events)], dtype=np.int64)
        found: Numbers = types[np.maximum(slots, -1)]  # where there is no event, the last
        return found


class _Rule:
    """The answers to a rule while they are laid out: instance by instance, in the order in which they are told, which
    cell each subject has; and the days of all instances together."""

    def __init__(self, joining: Joining, rule: ir.Rule, parts: Sequence[Told]) -> None:
        self.joining, self.ways, self.rule = joining, joining.ways, rule
        self.cells: list[Cell] = [EMPTY]
        self.spread: list[_Spread] = []
        for told in parts:
            self.spread.append(joining.spread(told, len(self.cells)))
            self.cells += told.cells
        self.size = joining.answers.size
        self.units: list[Numbers] = []
        self.days = {f"{rule.name}_{end}": np.full(self.size, NO_DAY, dtype=np.int32) for end in ends_of(rule)}

    def finish(self) -> None:
        """Take the histories of each subject together, and the instances."""
        differing = np.zeros(self.size, dtype=bool)
        instances = [self._instances(each) for each in self.spread] if self.ways.groups else []
        for subjects, rows in self.ways.groups:
            for each, instance in zip(self.spread, instances, strict=True):
                parts: tuple[NDArray[Any], ...] = (each.which, instance, *each.days.values())
                for column in parts:
                    differing[subjects] |= (column[rows] != column[rows[:, :1]]).any(axis=1)
        alike = np.flatnonzero(~differing)
        rows = self.ways.first[alike]
        for place, each in enumerate(self.spread):
            self._lay(place, alike, each.which[rows], {column: days[rows] for column, days in each.days.items()})
        for subjects, every in self.ways.groups:
            chosen = differing[subjects]
            if chosen.any():
                self._join(instances, subjects[chosen], every[chosen])
        if len(self.units) == 1:
            cells, which = self.cells, self.units[0]
        else:
            keys = distinct_keys(self.units, self.size)
            cells, which = [joined([self.cells[n] for n in key if n]) for key in keys.distinct], keys.number
        self.joining.keep(self.rule.name, cells, which, self.days)

    def _instances(self, told: _Spread) -> Numbers:
        """What tells the instances of a rule apart, as a number for each row; as `norm_key` of `engine/outcome.py`."""
        found = np.array([*self.ways.origins, -1], dtype=np.int64)[told.it] + 1
        if self.rule.repeat is not None:
            begins = told.days[f"{self.rule.name}_earliest"].astype(np.int64) - int(NO_DAY)
            found = (found << 33) + begins
        return found

    def _lay(self, place: int, subjects: Numbers, which: Numbers, days: dict[str, Days]) -> None:
        """Lay out the next instance of some subjects: of several the last days known are told, and the next one due."""
        while len(self.units) <= place:
            self.units.append(np.full(self.size, NOTHING, dtype=np.int64))
        self.units[place][subjects] = which
        for column, given in days.items():
            last, known = self.days[column][subjects], given != NO_DAY
            if column == f"{self.rule.name}_due":
                known &= (last == NO_DAY) | (given < last)
            self.days[column][subjects] = np.where(known, given, last)

    def _join(self, instances: Sequence[Numbers], subjects: Numbers, rows: NDArray[np.int64]) -> None:
        """Lay out the answers of subjects whose histories differ: each instance under each heading, in the order in
        which they come in one history after the other."""
        views = headings(self.rule) or (View.NONE,)
        there = [np.array([self._prefix(view) in cell.values for cell in self.cells], dtype=bool) for view in views]
        columns: list[_Column] = []
        count = np.zeros(len(subjects), dtype=np.int64)
        for history in range(rows.shape[1]):
            for place, each in enumerate(self.spread):
                which, instance = each.which[rows[:, history]], instances[place][rows[:, history]]
                for number, said in enumerate(there):
                    key = np.where(said[which], instance * len(views) + number, -1)
                    if not (key >= 0).any():
                        continue
                    unit = np.full(len(subjects), -1, dtype=np.int64)
                    for before in columns:
                        unit = np.where((key >= 0) & (key == before.key), before.unit, unit)
                    new = (key >= 0) & (unit < 0)
                    unit[new] = count[new]
                    count += new
                    columns.append(_Column(history, place, number, key, unit))
        for last in range(int(count.max(initial=0))):
            self._unite(last, columns, views, subjects, rows)

    def _unite(
        self,
        unit: int,
        columns: Sequence[_Column],
        views: Sequence[View],
        subjects: Numbers,
        rows: NDArray[np.int64],
    ) -> None:
        """Lay out one instance under one heading of each subject, from what its histories say."""
        which = np.full(rows.shape, NOTHING, dtype=np.int64)
        days = {column: np.full(rows.shape, NO_DAY, dtype=np.int32) for column in self.days}
        heading = np.zeros(len(subjects), dtype=np.int64)
        for each in columns:
            here = np.flatnonzero((each.unit == unit) & (which[:, each.history] == NOTHING))
            told, chosen = self.spread[each.place], rows[here, each.history]
            which[here, each.history] = told.which[chosen]
            heading[here] = each.view
            for column, found in told.days.items():
                days[column][here, each.history] = found[chosen]
        arising = np.flatnonzero((which != NOTHING).any(axis=1))
        keys = distinct_keys([heading[arising], *which[arising].T], len(arising))
        made = np.array([_add(self.cells, self._norm(views[key[0]], key[1:])) for key in keys.distinct])[keys.number]
        at_home = np.array([view is home_of(self.rule) for view in views], dtype=bool)[heading[arising]]
        told_days = self._days({column: found[arising] for column, found in days.items()}, which[arising], made)
        self._lay(
            unit,
            subjects[arising],
            made,
            {column: np.where(at_home, found, NO_DAY).astype(np.int32) for column, found in told_days.items()},
        )

    def _days(self, days: dict[str, Days], which: Numbers, made: Numbers) -> dict[str, Days]:
        """The days on which histories agree, as [subject]; of an act, where it is sure to have been done."""
        if not days:
            return {}
        said = which != NOTHING
        name = self.rule.name
        found = {column: np.where(_alike(each, said), _first(each, said), NO_DAY) for column, each in days.items()}
        possible = [cell.values.get(f"{name}_possible", "").split(" | ") for cell in self.cells]
        single = np.array([len(each) == 1 for each in possible], dtype=bool)[made]
        running = {Status.OPEN.value, Status.NOT_YET_OPEN.value}
        duty = home_of(self.rule) is View.DUTY
        to_do = np.array([duty and not running.isdisjoint(each) for each in possible], dtype=bool)[made]
        found[f"{name}_done"] = np.where(single, found[f"{name}_done"], NO_DAY)
        found[f"{name}_due"] = np.where(to_do, found[f"{name}_latest"], NO_DAY)
        return found

    def _prefix(self, view: View) -> str:
        return self.rule.name if view is home_of(self.rule) else f"{self.rule.name}_{view.value}"

    def _norm(self, view: View, histories: Sequence[int]) -> Cell:
        """The cells of one instance under one heading as one: what each history says of it."""
        prefix = self._prefix(view)
        cells = [self.cells[number] for number in histories if number != NOTHING]
        possible: dict[str, None] = {}
        for number in histories:
            told = self.cells[number].values.get(f"{prefix}_possible", Status.NOT_ARISING.value)
            possible |= dict.fromkeys(told.split(" | "))
        lapses = (self.cells[number].values.get(f"{prefix}_lapse", "") for number in histories)
        single = len(possible) == 1
        values = {
            prefix: next(iter(possible)) if single else Status.UNDETERMINED.value,
            f"{prefix}_possible": " | ".join(possible),
            f"{prefix}_modality": _one(cells, f"{prefix}_modality"),
            f"{prefix}_timing": _one(cells, f"{prefix}_timing") if single else "",
            f"{prefix}_lapse": shown(joint(frozenset(Lapse(each) if each else Lapse.NONE for each in lapses))),
        }
        return Cell(values, *_rests_on(cells))


@dataclass(frozen=True, slots=True, eq=False)
class _Column:
    """What one history says in one place under one heading, by its number: of which instance, by a key (-1: nothing),
    and as which of those that are told, of each subject."""

    history: int
    place: int
    view: int
    key: Numbers
    unit: Numbers


def _rests_on(cells: Sequence[Cell]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is missing in any of some cells, and the paragraphs on which any of them rests."""
    missing = dict.fromkeys(name for cell in cells for name in cell.missing)
    return tuple(missing), tuple(dict.fromkeys(name for cell in cells for name in cell.paragraphs))


def _one(cells: Sequence[Cell], column: str) -> str:
    """What all say alike; empty where they differ."""
    first, *rest = (cell.values[column] for cell in cells)
    return first if all(each == first for each in rest) else ""


def _add(cells: list[Cell], cell: Cell) -> int:
    cells.append(cell)
    return len(cells) - 1


def _first(values: NDArray[Any], there: Flags) -> NDArray[Any]:
    """Of each subject the value in the first history in which there is one."""
    return np.take_along_axis(values, there.argmax(axis=1)[:, np.newaxis], axis=1)[:, 0]


def _alike(values: NDArray[Any], there: Flags) -> Flags:
    """Of which subjects all histories in which there is a value have the same."""
    found: Flags = ((values == _first(values, there)[:, np.newaxis]) | ~there).all(axis=1) & there.any(axis=1)
    return found
