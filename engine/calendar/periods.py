"""Periods of the calendar: the week, month, year or term in which a day falls."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from .terms import NO_TERMS, Terms, term_of

PERIODS = ("day", "week", "month", "calendar_year", "financial_year", "academic_year", "term")
"""The names of the periods."""


@dataclass(frozen=True, slots=True)
class Period:
    """From `begins` to `ends`, both inside."""

    begins: dt.date
    ends: dt.date


def academic_year_of(day: dt.date) -> int:
    """The calendar year in whose September the academic year of `day` begins."""
    return day.year if day.month >= 9 else day.year - 1


def academic_year(first: int) -> Period | None:
    """1 September of a calendar year to 31 August of the next; None where the calendar ends."""
    return _year_from(first, 9)


def period(name: str, day: dt.date, terms: Terms = NO_TERMS) -> Period | None:
    """The period called `name`, one of `PERIODS`, in which `day` falls.

    None where the calendar ends within it, and for a term where `day` is in a holiday or no term dates reach it.
    ValueError for another name.
    """
    match name:
        case "day":
            return Period(day, day)
        case "week":
            return _span(day.toordinal() - day.weekday(), day.toordinal() - day.weekday() + 6)
        case "month":
            return _months(day.year, day.month, 1)
        case "calendar_year":
            return _year_from(day.year, 1)
        case "financial_year":
            return _year_from(day.year if day.month >= 4 else day.year - 1, 4)
        case "academic_year":
            return academic_year(academic_year_of(day))
        case "term":
            found = term_of(day, terms)
            return Period(found.begins, found.ends) if found else None
        case _:
            raise ValueError(f"no period is called {name!r}; there are {', '.join(PERIODS)}")


def _year_from(year: int, month: int) -> Period | None:
    return _months(year, month, 12)


def _months(year: int, month: int, length: int) -> Period | None:
    """So many whole months, the first of them given."""
    later, index = divmod(month - 1 + length, 12)
    try:
        begins = dt.date(year, month, 1)
        # The last month of the calendar has no day after it.
        ends = dt.date.max if (year + later, index) == (dt.MAXYEAR + 1, 0) else dt.date(year + later, index + 1, 1)
    except (OverflowError, ValueError):
        return None
    return Period(begins, ends if ends == dt.date.max else ends - dt.timedelta(days=1))


def _span(first: int, last: int) -> Period | None:
    try:
        return Period(dt.date.fromordinal(first), dt.date.fromordinal(last))
    except (OverflowError, ValueError):
        return None
