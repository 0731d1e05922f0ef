"""Days from days, as docs/reference/dates.md tells it. None: no day can be given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

ONE = dt.timedelta(1)
TABLE = (dt.date(2010, 1, 1), dt.date(2028, 12, 31))
LONGEST_HOLIDAY_DAYS = 70


@dataclass(frozen=True, slots=True)
class School:
    """A school's terms, both days inside, and the days on which it is closed."""

    terms: tuple[tuple[dt.date, dt.date], ...] = ()
    closed: frozenset[dt.date] = frozenset()


# Bank holidays by rule, with the changes that were proclaimed


def _easter(year: int) -> dt.date:
    """The Sunday, by the anonymous Gregorian computus."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year, month, day + 1)


def _monday(year: int, month: int, last: bool = False) -> dt.date:
    days = [dt.date(year, month, day) for day in range(1, 32) if day <= (30 if month in (4, 6, 9, 11) else 31)]
    mondays = [day for day in days if day.weekday() == 0]
    return mondays[-1 if last else 0]


def _holidays(year: int) -> set[dt.date]:
    found = {_easter(year) - 2 * ONE, _easter(year) + ONE, _monday(year, 8, last=True)}
    for day in (dt.date(year, 1, 1), dt.date(year, 12, 25), dt.date(year, 12, 26)):
        while day.weekday() > 4 or day in found:
            day += ONE
        found.add(day)
    found.add(dt.date(2020, 5, 8) if year == 2020 else _monday(year, 5))
    if year not in (2012, 2022):
        found.add(_monday(year, 5, last=True))
    extra = {2011: ("04-29",), 2012: ("06-04", "06-05"), 2022: ("06-02", "06-03", "09-19"), 2023: ("05-08",)}
    return found | {dt.date.fromisoformat(f"{year}-{each}") for each in extra.get(year, ())}


HOLIDAYS = frozenset(day for year in range(TABLE[0].year, TABLE[1].year + 1) for day in _holidays(year))


def working(day: dt.date) -> bool | None:
    """Whether a day is a working day; None: not known."""
    if day.weekday() > 4:
        return False
    return day not in HOLIDAYS if TABLE[0] <= day <= TABLE[1] else None


def schooling(day: dt.date, school: School) -> bool | None:
    """Whether a day is a school day; None: not known. A working day for which there are no terms may be one."""
    if working(day) is not True:
        return working(day)
    if day in school.closed:
        return False
    if any(begin <= day <= end for begin, end in school.terms):
        return True
    between = [
        (before, after)
        for (_, before), (after, _) in zip(school.terms, school.terms[1:], strict=False)
        if before < day < after and (after - before).days - 1 <= LONGEST_HOLIDAY_DAYS
    ]
    return False if between else None


# Counting


def _walk(day: dt.date, step: int) -> Iterator[dt.date]:
    while dt.date.min < day < dt.date.max:
        day += step * ONE
        yield day


def _counted(day: dt.date, number: int, relation: str, unit: str, school: School) -> dt.date | None:
    if relation == "counting":
        day -= ONE
    for each in _walk(day, -1 if relation == "before" else 1):
        if unit == "working_days":
            counts = working(each)
            if counts is None:
                return None
        else:
            if working(each) is None:
                return None
            counts = schooling(each, school) is not False
        number -= counts
        if number == 0:
            return each
    return None


def _months(day: dt.date, number: int) -> dt.date | None:
    years, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    if not 1 <= years <= 9999:
        return None
    for last in range(day.day, 27, -1):
        try:
            return dt.date(years, month + 1, last)
        except ValueError:
            continue
    return dt.date(years, month + 1, day.day)


def add(day: dt.date, number: int, unit: str, relation: str, school: School) -> dt.date | None:
    """So many units after, before or counting a day."""
    if number == 0:
        return None if relation == "counting" else day
    sign = -1 if relation == "before" else 1
    try:
        match unit:
            case "hours":
                return add(day, number // 24, "days", relation, school) if number % 24 == 0 else None
            case "days" | "weeks":
                days = number * (7 if unit == "weeks" else 1)
                return day + (sign * days - (relation == "counting")) * ONE
            case "months" | "years":
                found = _months(day, sign * number * (12 if unit == "years" else 1))
                return found - ONE if relation == "counting" and found and found.day == day.day else found
            case "working_days" | "school_days":
                return _counted(day, number, relation, unit, school)
            case _:
                found = period(day, number, unit.removesuffix("s"), relation, school)
                return found and found[0 if relation == "before" else 1]
    except OverflowError:
        return None


# Periods


def _of_year(year: int, month: int) -> tuple[dt.date, dt.date]:
    return dt.date(year, month, 1), (dt.date(year + 1, month, 1) if year < 9999 else dt.date.max) - ONE


def holding(day: dt.date, unit: str, school: School) -> tuple[dt.date, dt.date] | None:
    """The period in which a day falls, its first and last day."""
    try:
        match unit:
            case "day":
                return day, day
            case "week":
                monday = day - day.weekday() * ONE
                return monday, monday + 6 * ONE
            case "month":
                first = day.replace(day=1)
                return first, (first + 31 * ONE).replace(day=1) - ONE
            case "calendar_year":
                return _of_year(day.year, 1)
            case "academic_year" | "financial_year":
                month = 9 if unit == "academic_year" else 4
                return _of_year(day.year - (day.month < month), month)
            case _:
                return next((each for each in school.terms if each[0] <= day <= each[1]), None)
    except (OverflowError, ValueError):
        return None


def period(day: dt.date, number: int, unit: str, relation: str, school: School) -> tuple[dt.date, dt.date] | None:
    """The period so many steps from the one in which the day falls; counting takes that one as the first."""
    if unit == "term":
        return _term(day, number, relation, school)
    found = holding(day, unit, school)
    for _ in range(number - (relation == "counting")):
        if found is None:
            return None
        try:
            found = holding(found[0] - ONE if relation == "before" else found[1] + ONE, unit, school)
        except OverflowError:
            return None
    return found


def _term(day: dt.date, number: int, relation: str, school: School) -> tuple[dt.date, dt.date] | None:
    terms = school.terms
    inside = next((at for at, each in enumerate(terms) if each[0] <= day <= each[1]), None)
    if inside is not None:
        lowest = highest = inside
        target = inside + {"after": number, "before": -number, "counting": number - 1}[relation]
    else:
        highest = next((at for at, each in enumerate(terms) if each[0] > day), 0)
        if highest == 0:  # before the first term, or after the last
            return None
        lowest = highest - 1
        target = lowest - number + 1 if relation == "before" else highest + number - 1
    low, high = min(lowest, target), max(highest, target)
    if low < 0 or high >= len(terms):
        return None
    gaps = [(terms[at + 1][0] - terms[at][1]).days - 1 for at in range(low, high)]
    return terms[target] if all(gap <= LONGEST_HOLIDAY_DAYS for gap in gaps) else None
