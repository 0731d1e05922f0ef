"""A school's terms: which days are school days, and which term follows which."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from ...dsl.ir import Relation
from .counted import Counted, is_working_day, working_days

LONGEST_HOLIDAY = 70
"""Days. Where more lie between two terms, a term between them is taken to be missing from the list."""

NO_TERM_DATES = "no term dates are given"


@dataclass(frozen=True, slots=True)
class Term:
    """A term from `begins` to `ends`, both inside."""

    name: str
    begins: dt.date
    ends: dt.date


def faults_of(terms: Iterable[Term]) -> tuple[str, ...]:
    """What is wrong with a list of terms, each in a sentence: one that ends before it begins, two that share a day."""
    ordered = sorted(terms, key=lambda each: (each.begins, each.ends))
    reversed_ = [
        f"term '{each.name}' ends on {each.ends}, before it begins on {each.begins}"
        for each in ordered
        if each.ends < each.begins
    ]
    shared = [
        f"term '{later.name}' begins on {later.begins}, before term '{earlier.name}' is over on {earlier.ends}"
        for earlier, later in itertools.pairwise(ordered)
        if later.begins <= earlier.ends
    ]
    return (*reversed_, *shared)


@dataclass(frozen=True, slots=True)
class Terms:
    """A school's terms in order, and days within them on which it is closed (half-term, training days).

    The order in which terms are given does not matter. ValueError where `faults_of` finds any.
    """

    terms: tuple[Term, ...] = ()
    closed: frozenset[dt.date] = frozenset()

    def __post_init__(self) -> None:
        if faults := faults_of(self.terms):
            raise ValueError("; ".join(faults))
        object.__setattr__(self, "terms", tuple(sorted(self.terms, key=lambda each: each.begins)))
        object.__setattr__(self, "closed", frozenset(self.closed))


NO_TERMS = Terms()
"""Nothing is known of the school's terms."""


def term_of(day: dt.date, terms: Terms) -> Term | None:
    """The term in which `day` falls; None in a holiday, and where the terms given do not reach."""
    return next((each for each in terms.terms if each.begins <= day <= each.ends), None)


def is_school_day(day: dt.date, terms: Terms) -> bool | None:
    """Whether `day` is a working day within a term and not one on which the school is closed.

    None where that is not known: no terms are given for it, or it lies outside the table of bank holidays.
    """
    if day in terms.closed or day.weekday() >= 5:
        return False
    if not covered(day, day, terms):
        return None
    return is_working_day(day) if term_of(day, terms) else False


def covered(first: dt.date, last: dt.date, terms: Terms) -> bool:
    """Whether for every day from `first` to `last` the terms say what it is."""
    return any(run[0].begins <= first and last <= run[-1].ends for run in _runs(terms))


@functools.lru_cache(maxsize=256)
def school_days(terms: Terms) -> Counted:
    """The days that may be school days: working days, without those known to be in a holiday or closed.

    Where the terms do not reach, every working day stays in: counting on from a day, the n-th of these is never later
    than the n-th school day.
    """
    days = working_days().ordinals
    kept: list[int] = []
    done = 0
    for run in _runs(terms):
        for earlier, later in itertools.pairwise(run):
            kept += days[done : max(done, bisect_right(days, earlier.ends.toordinal()))]
            done = max(done, bisect_left(days, later.begins.toordinal()))
    kept += days[done:]
    closed = {day.toordinal() for day in terms.closed}
    return Counted(tuple(each for each in kept if each not in closed) if closed else tuple(kept))


def nth_term(anchor: dt.date, amount: int, relation: Relation, terms: Terms) -> dt.date | str:
    """The end of the `amount`-th (1 or more) term after the one in which `anchor` falls, or words why there is none.

    `before` gives the beginning of the term as far back; `counting` takes the anchor's own term as the first. In a
    holiday the next term (for `before` the last) is the first.
    """
    if not terms.terms:
        return NO_TERM_DATES
    run = next((each for each in _runs(terms) if each[0].begins <= anchor <= each[-1].ends), None)
    if run is None:
        return f"the term dates given do not reach {anchor}"
    # Of the run: how many terms have begun by the anchor, and how many are over before it.
    begun = sum(each.begins <= anchor for each in run)
    over = sum(each.ends < anchor for each in run)
    match relation:
        case Relation.AFTER:
            index = begun + amount - 1
        case Relation.COUNTING:
            index = over + amount - 1
        case Relation.BEFORE:
            index = over - amount
    if not 0 <= index < len(run):
        known = f"{run[0].begins} to {run[-1].ends}"
        return f"the term dates given go without a gap from {known}, and hold too few terms"
    return run[index].begins if relation is Relation.BEFORE else run[index].ends


@functools.lru_cache(maxsize=256)
def _runs(terms: Terms) -> tuple[tuple[Term, ...], ...]:
    """The terms in runs within which none is missing."""
    runs: list[list[Term]] = []
    for each in terms.terms:
        if runs and (each.begins - runs[-1][-1].ends).days <= LONGEST_HOLIDAY:
            runs[-1].append(each)
        else:
            runs.append([each])
    return tuple(map(tuple, runs))
