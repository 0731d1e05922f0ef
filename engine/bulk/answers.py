"""The answers of a survey as columns: one cell for each distinct key, gathered for every subject."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from ...dsl import ir
from ..lapse import Lapse
from ..life import View
from ..norms import headings
from ..outcome import Outcome
from .keys import distinct
from .population import NO_DAY, Days, Flags, Numbers, Places, day, number


@dataclass(frozen=True, slots=True)
class Cell:
    """An answer for one key: the values of its columns, what is missing, and the paragraphs it rests on."""

    values: dict[str, str]
    missing: tuple[str, ...]
    paragraphs: tuple[str, ...]


EMPTY = Cell({}, (), ())


@dataclass(slots=True, eq=False)
class Block:
    """The cells of one answer, for each subject the place of its own among them, and the days of each subject."""

    cells: list[Cell]
    which: Places
    days: dict[str, Days]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of text."""
        return tuple(dict.fromkeys(name for cell in self.cells for name in cell.values))


@dataclass(slots=True, eq=False)
class Answers:
    """All answers of a survey."""

    size: int
    reckoned: frozenset[str] = frozenset()
    """Names of lifecycles: a state is reckoned, and is told as missing only where nothing else is."""
    blocks: dict[str, Block] = field(default_factory=dict)

    @classmethod
    def blank(cls, framework: ir.Framework, size: int) -> Answers:
        """No answer to anything yet; each has the columns of days that it may need, whether or not anybody does."""
        answers = cls(size, frozenset(framework.lifecycles))
        names: dict[str, tuple[str, ...]] = {name: (f"{name}_since",) for name in framework.lifecycles}
        names |= {name: (f"{name}_on",) for name in framework.decisions}
        names |= {name: tuple(f"{name}_{end}" for end in ends_of(rule)) for name, rule in framework.rules.items()}
        for name, columns in names.items():
            days = {column: answers._no_days() for column in columns}
            answers.blocks[name] = Block([EMPTY], np.zeros(size, dtype=np.int32), days)
        return answers

    def add(self, name: str, subjects: Numbers, cells: list[Cell], which: Numbers, days: dict[str, Days]) -> None:
        """The cells of one answer, by name, for some of the subjects, with the days of each subject."""
        everyone = np.full(self.size, len(cells), dtype=np.int32)
        everyone[subjects] = which
        block = self.blocks[name] = Block([*cells, EMPTY], everyone, {})
        for column, given in days.items():
            block.days[column] = self._no_days()
            if (given != NO_DAY).any():
                block.days[column] = np.full(self.size, NO_DAY, dtype=np.int32)
                block.days[column][subjects] = given

    def put(self, name: str, subjects: Numbers, found: tuple[Cell, dict[str, int]] | None) -> None:
        """One answer for some of the subjects, in the place of those that they have; None: it does not arise."""
        cell, days = found or (EMPTY, {})
        block = self.blocks[name]
        block.which[subjects] = len(block.cells)
        block.cells.append(cell)
        for column, spread in block.days.items():
            if column in days or spread.flags.writeable:
                block.days[column] = spread if spread.flags.writeable else spread.copy()
                block.days[column][subjects] = days.get(column, NO_DAY)

    def _no_days(self) -> Days:
        """No day for anybody: most rules have none, so these take no room until one is put there."""
        return np.broadcast_to(NO_DAY, (self.size,))

    def texts(self) -> dict[str, list[str]]:
        """Every column of text, by name; empty where an answer does not arise."""
        result: dict[str, list[str]] = {}
        for block in self.blocks.values():
            for name in block.names:
                values = np.array([cell.values.get(name, "") for cell in block.cells], dtype=object)
                result[name] = values[block.which].tolist()
        return result

    def tally(self, answer: str, column: str) -> Counter[str]:
        """How often each text stands in a column of one answer, where the answer arises."""
        block = self.blocks[answer]
        tally: Counter[str] = Counter()
        for place, count in enumerate(np.bincount(block.which, minlength=len(block.cells)).tolist()):
            if count and (text := block.cells[place].values.get(column, "")):
                tally[text] += count
        return tally

    def days(self) -> dict[str, Days]:
        """Every column of days, by name."""
        return {name: days for block in self.blocks.values() for name, days in block.days.items()}

    def falling_due(self, by: int) -> dict[str, Flags]:
        """For each rule that asks something of somebody: in which schools it falls due by a day, given as a number."""
        found: dict[str, Flags] = {}
        for name, block in self.blocks.items():
            days = block.days.get(f"{name}_due")
            if days is not None:
                found[name] = (days != NO_DAY) & (days <= by)
        return found

    def missing(self) -> list[tuple[str, ...]]:
        """What is missing for each subject."""
        found = self._union("missing")
        asked = {each: tuple(name for name in each if name not in self.reckoned) for each in set(found)}
        return [asked[each] or each for each in found]

    def paragraphs(self) -> list[tuple[str, ...]]:
        """The paragraphs on which the answers of each subject rest."""
        return self._union("paragraphs")

    def _union(self, part: str) -> list[tuple[str, ...]]:
        """What the cells of each subject say, taken together once for each distinct combination."""
        number = np.zeros(self.size, dtype=np.int64)
        said: list[tuple[str, ...]] = [()]
        for block in self.blocks.values():
            told = [getattr(cell, part) for cell in block.cells]
            parts = list(dict.fromkeys(told))
            if parts == [()]:
                continue
            codes = np.array([parts.index(each) for each in told], dtype=np.int64)
            pairs, number = distinct(number * len(parts) + codes[block.which])
            said = [
                tuple(dict.fromkeys((*said[int(pair) // len(parts)], *parts[int(pair) % len(parts)]))) for pair in pairs
            ]
        return [said[i] for i in number]


def ranked(tally: Counter[str]) -> list[tuple[str, int]]:
    """The most frequent first; equals by name, so that the order of the rows shows nowhere."""
    return sorted(tally.items(), key=lambda entry: (-entry[1], entry[0]))


def joined(cells: list[Cell]) -> Cell:
    """The cells of a rule's instances as one: their values one after the other."""
    values: dict[str, str] = {}
    for cell in cells:
        values |= {name: f"{values[name]} ; {text}" if name in values else text for name, text in cell.values.items()}
    missing = dict.fromkeys(name for cell in cells for name in cell.missing)
    paragraphs = dict.fromkeys(name for cell in cells for name in cell.paragraphs)
    return Cell(values, tuple(missing), tuple(paragraphs))


def home_of(rule: ir.Rule) -> View:
    """The heading whose columns bear the name of the rule alone."""
    return next(iter(headings(rule)), View.NONE)


def ends_of(rule: ir.Rule) -> tuple[str, ...]:
    """The columns of days that a rule has; `due`: the next last day of what is still to be done."""
    return () if home_of(rule) is View.PROHIBITION else ("earliest", "latest", "done", "due")


def shown(lapse: Lapse) -> str:
    """What a norm that was not kept amounts to, in a column; empty where nothing lapsed."""
    return "" if lapse is Lapse.NONE else lapse.value


def cells_by_answer(outcome: Outcome) -> dict[str, tuple[Cell, dict[str, int]]]:
    """Each answer for one case, by name, in the columns of a survey; a day as a number."""
    found: dict[str, tuple[Cell, dict[str, int]]] = {}

    def put(name: str, values: dict[str, str], paragraphs: tuple[str, ...], days: dict[str, dt.date | None]) -> None:
        before, numbers = found.get(name, (EMPTY, {}))
        missing = tuple(each.name for each in outcome.missing if name in each.wanted_by)
        rests_on = tuple(dict.fromkeys((*before.paragraphs, *paragraphs)))
        known = {column: number(each) for column, each in days.items() if each is not None}
        found[name] = Cell(before.values | values, missing, rests_on), numbers | known

    for state in outcome.states:
        values = {
            state.lifecycle: state.value or "",
            f"{state.lifecycle}_possible": " | ".join(sorted(each.value for each in state.possible)),
        }
        put(
            state.lifecycle,
            values,
            state.citation.paragraphs if state.citation else (),
            {f"{state.lifecycle}_since": state.since},
        )
    for decision in outcome.decisions:
        if not decision.possible:
            continue
        values = {
            decision.name: decision.value or "",
            f"{decision.name}_possible": " | ".join(sorted(each.value for each in decision.possible)),
        }
        put(
            decision.name,
            values,
            decision.citation.paragraphs if decision.citation else (),
            {f"{decision.name}_on": decision.about.day if decision.about else None},
        )
    for norm in outcome.norms:
        home = home_of(outcome.framework.rules[norm.name])
        prefix = norm.name if norm.view is home else f"{norm.name}_{norm.view.value}"
        values = {
            prefix: norm.status.value,
            f"{prefix}_possible": " | ".join(each.value for each in norm.possible),
            f"{prefix}_modality": norm.modality,
            f"{prefix}_timing": norm.timing,
            f"{prefix}_lapse": shown(norm.lapse),
        }
        cell, days = found.get(norm.name, (EMPTY, {}))
        before = cell.values
        if prefix in before:  # a rule with several instances: one after the other
            values = {column: f"{before[column]} ; {value}" for column, value in values.items()}
        next_due = day(days.get(f"{norm.name}_due", int(NO_DAY)))
        windows = {
            "earliest": norm.earliest,
            "latest": norm.latest,
            "done": norm.met_on,
            "due": min(filter(None, (next_due, norm.latest)), default=None) if norm.to_do else None,
        }
        ends = ends_of(outcome.framework.rules[norm.name]) if norm.view is home else ()
        put(norm.name, values, norm.citation.paragraphs, {f"{norm.name}_{end}": windows[end] for end in ends})
    return found
