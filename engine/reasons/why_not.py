"""Why an answer is not another one: the clauses that would have given it, and the smallest changes that would."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from .. import groups as g
from ..evaluate import evaluations, outcome_of
from ..evaluation import Evaluation
from ..history import Case
from ..outcome import changes as differences
from ..record import recorded
from ..settings import Settings
from .changes import Change, Wording, changed
from .classes import Classes
from .days import Days
from .derive import Deriver, heading_of
from .offers import Cost, Offers
from .search import LIMIT, MOST, Search
from .steps import Heading, Standing, Step, plain
from .targets import Asker, Sort, Target

MAX_COMING = 60
"""How many days to come are looked at."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Changes that bring the target about, in words, and the other answers that they change."""

    changes: tuple[Change, ...]
    words: tuple[str, ...]
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What is asked for, how it stands, the clauses that bear on it, and the changes of `case` that bring it about.

    `standing` is `fired` where it is so already, `unknown` where it may be. `by_values`: larger sets that leave events
    where they are, if the smallest do not. `coming`: the first day found on which it is so if nothing else happens.
    `size`: how many changes at once were tried; `asked`: how often the engine was run; `exhausted`: the limit on that
    was reached before all changes of that size had been tried.
    """

    heading: Heading
    case: Case
    target: Target
    standing: Standing
    clauses: tuple[Step, ...]
    alternatives: tuple[Alternative, ...]
    by_values: tuple[Alternative, ...]
    coming: dt.date | None
    size: int
    asked: int
    exhausted: bool


def why_not(
    compiled: g.Compiled,
    case: Case,
    as_of: dt.date,
    settings: Settings,
    target: Target,
    known_by: dt.date | None = None,
) -> WhyNot:
    """Why a target is not reached, and the smallest changes that reach it, each confirmed by the engine.

    `known_by`: the day whose record of the case is asked, and changed (None: that of `as_of`).
    """
    case = recorded(case, compiled.framework, as_of, known_by or as_of).case
    work = next(evaluations(compiled, case, as_of, settings))
    asker = Asker(compiled, settings, target)
    truth = asker.truth(case, as_of)
    bearing = tuple(_bearing(work, target))
    if truth == {True}:
        return WhyNot(heading_of(work), case, target, Standing.FIRED, bearing, (), (), None, 0, asker.asked, False)
    reads = compiled.reads[target.name]
    classes, days = Classes.of(compiled), Days(work, reads)
    slots = Offers(work, target, classes, days).slots()
    search = Search(case, as_of, asker, slots, classes, reads.told)
    told = search.smallest(tuple(each for each in slots if each.cost <= Cost.VALUE), MOST, LIMIT // 2)
    found = search.smallest(slots, told.size, LIMIT)
    before = outcome_of(compiled, case, as_of, settings)
    wording = Wording(work.phrases, case)

    def shown(sets: tuple[tuple[Change, ...], ...]) -> Iterator[Alternative]:
        for each in sets:
            if search.confirmed(each):  # by the engine: nothing is shown that does not bring it about
                also = differences(before, outcome_of(compiled, changed(case, each), as_of, settings))
                others = tuple(name for name in also if name != target.name and not name.startswith(f"{target.name} ("))
                yield Alternative(each, tuple(map(wording.change, each)), others)

    return WhyNot(
        heading_of(work),
        case,
        target,
        Standing.UNKNOWN if True in truth else Standing.BLOCKED,
        bearing,
        tuple(shown(found.sets)),
        tuple(shown(told.sets)) if told.size > found.size else (),
        next((day for day in days.coming()[:MAX_COMING] if asker.truth(case, day) == {True}), None),
        found.size,
        asker.asked,
        found.exhausted,
    )


def _bearing(evaluation: Evaluation, target: Target) -> Iterator[Step]:
    """Of the reasons, what bears on the target: the clauses that would have brought it about, and what came instead."""
    compiled = evaluation.compiled
    if target.sort is Sort.STATE:
        yield Deriver(evaluation).towards(target.name, target.wanted)
        return
    whole = Deriver(evaluation).answer(target.name)
    kept = whole.inputs
    if target.sort is Sort.DECISION and whole.inputs:
        rows = zip(compiled.framework.decisions[target.name].rows, whole.inputs, strict=True)
        kept = tuple(step for row, step in rows if row.value in target.wanted or step.status in _GIVING)
    yield plain(replace(whole, inputs=kept))


_GIVING = (Standing.FIRED, Standing.UNKNOWN)
