"""Which subjects columns leave to the engine for one case, clause by clause, and what that says of them.

Subjects of which a clause reads the same are asked once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

import numpy as np

from .. import groups as g
from ..deeming import kinds_of
from ..evaluate import answers_to
from ..reads import Reads
from ..settings import Settings
from .answers import Answers, cells_by_answer
from .columns import Columns
from .counts import Count
from .keys import distinct_keys
from .population import NO_DAY, Flags, Masks, Numbers
from .ways import Ways

GROUP = "case by case"
"""Under this name the subjects are counted that were asked alone."""


class Doubts:
    """Which rows stand for several histories that are not laid out, as far as a clause reads them: events are tied on a
    day, or it is open as what they count."""

    def __init__(self, columns: Columns, compiled: g.Compiled, ways: Ways) -> None:
        self.columns = columns
        self.compiled = compiled
        self.ways = ways
        self.rows = ways.first[~ways.whole]
        self._tied: dict[frozenset[str] | None, Numbers] = {}

    def of(self, clause: str) -> Flags:
        """The rows whose history must be tried in several ways for a clause."""
        reads = self.compiled.reads[clause]
        found: Flags = np.zeros(self.columns.population.size, dtype=bool)
        if not len(self.rows):
            return found
        found[self.tied(None if _looks_at_all(self.compiled, reads) else reads.events)] = True
        for kinds, flags in self.ways.open:
            if kinds & reads.events:
                found[self.ways.first[flags & ~self.ways.whole]] = True
        return found

    def tied(self, events: frozenset[str] | None) -> Numbers:
        """Of these rows those with events of some types (None: any) on one day."""
        if events not in self._tied:
            self._tied[events] = self.rows[self.columns.tied(events, self.rows)]
        return self._tied[events]


def _looks_at_all(compiled: g.Compiled, reads: Reads) -> bool:
    """Whether a clause looks at what holds after each event, of whatever type: a rule does so that needs no event."""
    rules = (compiled.framework.rules[name] for name in reads.rules)
    return any(rule.trigger is None and rule.during is not None for rule in rules)


class Alone:
    """Asks the engine for one case where columns cannot tell."""

    def __init__(self, compiled: g.Compiled, columns: Columns, settings: Settings, as_of: dt.date) -> None:
        self.compiled = compiled
        self.columns = columns
        self.settings = settings
        self.as_of = as_of

    def answer(self, answers: Answers, flags: dict[str, Flags]) -> Count:
        """Put the answers to each clause, by name, in the place of those that the subjects flagged have."""
        asked = {name: each for name, each in flags.items() if each.any()}
        if not asked:
            return Count(GROUP, 0, 0)
        subjects = np.flatnonzero(np.any([*asked.values()], axis=0))
        patterns = distinct_keys([each[subjects].astype(np.int64) for each in asked.values()], len(subjects))
        distinct = 0
        for number, pattern in enumerate(patterns.distinct):
            clauses = frozenset(name for name, flag in zip(asked, pattern, strict=True) if flag)
            chosen = subjects[patterns.number == number]
            for alike in self._alike(clauses, chosen):
                distinct += 1
                case = self.columns.population.case(int(alike[0]))
                outcome = answers_to(self.compiled, case, self.as_of, self.settings, clauses)
                found = cells_by_answer(outcome)
                for name in clauses:
                    answers.put(name, alike, found.get(name))
        return Count(GROUP, len(subjects), distinct)

    def _alike(self, clauses: frozenset[str], subjects: Numbers) -> Iterator[Numbers]:
        """The subjects in parts, of each of which some clauses read the same."""
        keys = distinct_keys(list(self._read(clauses, subjects)), len(subjects))
        order = np.argsort(keys.number, kind="stable")
        ends = np.cumsum(np.bincount(keys.number, minlength=len(keys.distinct)))
        yield from np.split(subjects[order], ends[:-1])

    def _read(self, clauses: frozenset[str], subjects: Numbers) -> Iterator[Masks | Numbers]:
        """All that some clauses read of some subjects."""
        population, every = self.columns.population, [self.compiled.reads[name] for name in clauses]
        events = _union(each.events for each in every)
        fields = frozenset(field for each in every for field in each.fields)
        # Where something may have gone unrecorded, each event is a moment at which a lifecycle is looked at.
        drifting = any(each.lifecycles for each in every) and any(name in events for name in population.complete)
        whole = drifting or any(_looks_at_all(self.compiled, each) for each in every)
        for row, slot in enumerate(population.slots):
            if not events.isdisjoint(slot.kinds):
                present = slot.present[subjects]
                yield present.astype(np.int64)
                for days in slot.moments.values():
                    yield np.where(present, days[subjects], NO_DAY).astype(np.int64)
                for name, masks in slot.fields.items():
                    if any((kind, name) in fields for kind in kinds_of(self.compiled.framework, slot.event)):
                        yield np.where(present, masks[subjects], np.uint64(0))
            elif whole:
                yield self.columns.effective[row, subjects].astype(np.int64)
        for name in _union(each.facts for each in every):
            if name in population.facts:
                yield population.facts[name][subjects]
        for name in events:
            if name in population.complete:
                yield population.complete[name].since[subjects].astype(np.int64)


def _union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset(name for each in sets for name in each)
