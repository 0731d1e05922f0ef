"""Days reckoned from days: so many days, months, working days, terms ... after, before, or counting a day."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ...dsl.ir import Relation
from .counted import BEYOND_TABLE, Counted, working_days
from .periods import academic_year, academic_year_of
from .terms import NO_TERMS, Terms, covered, nth_term, school_days

_ALL = (Relation.AFTER, Relation.BEFORE, Relation.COUNTING)

UNITS: Mapping[str, tuple[Relation, ...]] = MappingProxyType({
    "hours": _ALL,
    "days": _ALL,
    "weeks": _ALL,
    "months": _ALL,
    "years": _ALL,
    "working_days": _ALL,
    "school_days": _ALL,
    "terms": _ALL,
    "academic_years": _ALL,
})  # fmt: skip
"""The units, each with the relations that it allows."""

BEYOND_CALENDAR = f"the calendar runs from the year {dt.MINYEAR} to the year {dt.MAXYEAR}"
NOTHING_COUNTED = "counting a day takes it as the first, so at least one is counted"
PART_OF_A_DAY = "hours are reckoned as whole days, 24 hours each"


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A day, how sure it is, and where there is none, why.

    `approximate`: hours were taken as days; or some of the school days counted are not covered by term dates and were
    taken as working days, so that the day is the earliest that it can be (with `before`, the latest). `beyond` is
    empty where there is a day; else it says in a few words why there is none.
    """

    day: dt.date | None
    approximate: bool = False
    beyond: str = ""


def reckon(
    anchor: dt.date, amount: int, unit: str, relation: Relation = Relation.AFTER, *, terms: Terms = NO_TERMS
) -> Reckoned:
    """The day `amount` (0 or more) units after, before, or counting `anchor`; docs/reference/dates.md says it in full.

    `after` and `before` leave the anchor's own day out; `counting` takes it as the first. None after or before a day
    is that day itself. ValueError for a unit that is not in `UNITS`, or an amount below 0.
    """
    if unit not in UNITS:
        raise ValueError(f"no unit is called {unit!r}; there are {', '.join(UNITS)}")
    if amount < 0:
        raise ValueError(f"an amount is 0 or more, not {amount}")
    if unit == "hours" and amount % 24:
        return Reckoned(None, beyond=PART_OF_A_DAY)
    if amount == 0:
        return Reckoned(None, beyond=NOTHING_COUNTED) if relation is Relation.COUNTING else Reckoned(anchor)
    match unit:
        case "working_days":
            found = _counted(anchor, amount, relation, working_days())
        case "school_days":
            found = _school_days(anchor, amount, relation, terms)
        case "terms":
            ending = nth_term(anchor, amount, relation, terms)
            found = Reckoned(None, beyond=ending) if isinstance(ending, str) else Reckoned(ending)
        case _:
            day = _plain(anchor, amount, unit, relation)
            found = Reckoned(day, unit == "hours") if day else Reckoned(None, beyond=BEYOND_CALENDAR)
    return found


def shift(
    anchor: dt.date, amount: int, unit: str, relation: Relation = Relation.AFTER, *, terms: Terms = NO_TERMS
) -> dt.date | None:
    """The day alone that `reckon` gives; None where there is none."""
    return reckon(anchor, amount, unit, relation, terms=terms).day


def _plain(anchor: dt.date, amount: int, unit: str, relation: Relation) -> dt.date | None:
    """Units that need the calendar alone; None where it ends."""
    try:
        match unit:
            case "hours":
                return _days(anchor, amount // 24, relation)
            case "days":
                return _days(anchor, amount, relation)
            case "weeks":
                return _days(anchor, 7 * amount, relation)
            case "months":
                return _months(anchor, amount, relation)
            case "years":
                return _months(anchor, 12 * amount, relation)
            case _:
                return _academic_years(anchor, amount, relation)
    except (OverflowError, ValueError):
        return None


def _days(anchor: dt.date, amount: int, relation: Relation) -> dt.date:
    match relation:
        case Relation.AFTER:
            return anchor + dt.timedelta(days=amount)
        case Relation.BEFORE:
            return anchor - dt.timedelta(days=amount)
        case Relation.COUNTING:
            return anchor + dt.timedelta(days=amount - 1)


def _months(anchor: dt.date, amount: int, relation: Relation) -> dt.date:
    """All months in one step from the anchor, so that the 31st is not lost on the way through a shorter month."""
    match relation:
        case Relation.AFTER:
            return _same_day(anchor, amount)
        case Relation.BEFORE:
            return _same_day(anchor, -amount)
        case Relation.COUNTING:
            # The day before the same day of the month; where the month has no such day, it is over with its last.
            same = _same_day(anchor, amount)
            return same if same.day < anchor.day else same - dt.timedelta(days=1)


def _same_day(anchor: dt.date, months: int) -> dt.date:
    """The same day so many months on, or the last of a month that has no such day. ValueError outside the calendar."""
    years, month = divmod(anchor.month - 1 + months, 12)
    year = anchor.year + years
    if anchor.day <= 28:
        return dt.date(year, month + 1, anchor.day)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise ValueError("the calendar ends")
    return dt.date(year, month + 1, min(anchor.day, calendar.monthrange(year, month + 1)[1]))


def _academic_years(anchor: dt.date, amount: int, relation: Relation) -> dt.date | None:
    own = academic_year_of(anchor)
    match relation:
        case Relation.AFTER:
            found = academic_year(own + amount)
        case Relation.COUNTING:
            found = academic_year(own + amount - 1)
        case Relation.BEFORE:
            found = academic_year(own - amount)
    if found is None:
        return None
    return found.begins if relation is Relation.BEFORE else found.ends


def _counted(anchor: dt.date, amount: int, relation: Relation, days: Counted) -> Reckoned:
    day = days.nth(anchor, amount, relation)
    return Reckoned(day) if day else Reckoned(None, beyond=BEYOND_TABLE)


def _school_days(anchor: dt.date, amount: int, relation: Relation, terms: Terms) -> Reckoned:
    found = _counted(anchor, amount, relation, school_days(terms))
    if found.day is None:
        return found
    one = dt.timedelta(days=1)
    match relation:
        case Relation.AFTER:
            first, last = anchor + one, found.day
        case Relation.COUNTING:
            first, last = anchor, found.day
        case Relation.BEFORE:
            first, last = found.day, anchor - one
    return Reckoned(found.day, not covered(first, last, terms))
