"""docs/reference/dates.md: each row of its tables is run through the calendar."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from remit.dsl.ir import Relation
from remit.engine.calendar import (
    FIRST_DAY,
    LAST_DAY,
    NO_TERMS,
    PERIODS,
    UNITS,
    Period,
    Term,
    Terms,
    is_school_day,
    is_working_day,
    period,
    reckon,
)
from remit.engine.calendar.terms import LONGEST_HOLIDAY

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "dates.md"
TEXT = PAGE.read_text(encoding="utf-8")
RECKONED = re.compile(r"(\d+) ([a-z_]+) (after|before|counting) (\d{4}-\d\d-\d\d)")
KNOWN = {"yes": True, "no": False, "not known": None}

Row = tuple[str, ...]


def rows(*header: str) -> list[Row]:
    """The rows of all tables of the page whose first columns are called so, without the line below the header."""
    return [cells for head, cells in _rows() if head[: len(header)] == header]


def _rows() -> Iterator[tuple[Row, Row]]:
    head: Row = ()
    for before, line in pairwise(["", *TEXT.split("\n")]):
        cells = tuple(cell.strip() for cell in line.strip().strip("|").split("|")) if line.startswith("|") else ()
        if cells and not before.startswith("|"):
            head = cells
        elif cells and not re.fullmatch(r"[-|]+", line):
            yield head, cells


def day(text: str) -> dt.date | None:
    return None if text == "none" else dt.date.fromisoformat(text)


def sure(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def span(first: str, last: str) -> list[dt.date]:
    return [sure(first) + dt.timedelta(n) for n in range((sure(last) - sure(first)).days + 1)]


TERMS = Terms(
    tuple(Term(each[0], sure(each[1]), sure(each[2])) for each in rows("term", "begins", "ends")),
    frozenset(each for row in rows("closed from", "until") for each in span(row[0], row[1])),
)
PLAIN, WITH, WITHOUT = (rows(head) for head in ("reckoned", "reckoned with these terms", "reckoned without terms"))
CASES = [(row, NO_TERMS) for row in PLAIN] + [(row, TERMS) for row in WITH] + [(row, NO_TERMS) for row in WITHOUT]


def spoken(amount: int, unit: str, relation: Relation, anchor: dt.date, terms: Terms) -> str:
    """What the page says of an answer of the calendar."""
    found = reckon(anchor, amount, unit, relation, terms=terms)
    assert (found.day is None) == bool(found.beyond) and not (found.day is None and found.approximate)
    if not found.approximate:
        return str(found.day).lower()
    if unit == "hours":
        return f"{found.day}, about"
    return f"{found.day}, at the {'latest' if relation is Relation.BEFORE else 'earliest'}"


@pytest.mark.parametrize(("row", "terms"), CASES, ids=[row[0] for row, _ in CASES])
def test_reckoned_as_on_the_page(row: Row, terms: Terms) -> None:
    written = RECKONED.fullmatch(row[0])
    assert written, f"cannot be read: {row[0]}"
    amount, word, relation, anchor = written.groups()
    assert word.endswith("s") == (amount != "1"), "one day, two days"
    unit = word if word.endswith("s") else f"{word}s"
    assert spoken(int(amount), unit, Relation(relation), sure(anchor), terms) == row[1]


@pytest.mark.parametrize("row", rows("day", "period"), ids=lambda row: " ".join(row[:2]))
def test_periods_as_on_the_page(row: Row) -> None:
    begins, ends = day(row[2]), day(row[3])
    assert period(row[1], sure(row[0]), TERMS) == (Period(begins, ends) if begins and ends else None)


@pytest.mark.parametrize("row", rows("day", "working day"), ids=lambda row: row[0])
def test_days_as_on_the_page(row: Row) -> None:
    assert is_working_day(sure(row[0])) is KNOWN[row[1]]
    assert is_school_day(sure(row[0]), TERMS) is KNOWN[row[2]]


def test_the_page_has_every_unit_relation_and_period() -> None:
    written = [RECKONED.fullmatch(row[0]) for row, _ in CASES]
    shown = {(each[2].rstrip("s") + "s", Relation(each[3])) for each in written if each}
    allowed = {(unit, relation) for unit, relations in UNITS.items() for relation in relations}
    assert shown == allowed
    assert {row[1] for row in rows("day", "period")} == set(PERIODS)


def test_the_page_names_the_spans() -> None:
    text = " ".join(TEXT.split())
    assert f"{FIRST_DAY.day} January {FIRST_DAY.year} to {LAST_DAY.day} December {LAST_DAY.year}" in text
    assert f"more than {LONGEST_HOLIDAY} days" in text


def test_every_table_of_the_page_is_read() -> None:
    heads = {head[0] for head, _ in _rows()}
    read = {"reckoned", "reckoned with these terms", "reckoned without terms", "term", "closed from", "day"}
    assert heads == read
    lines = [line for line in TEXT.split("\n") if line.startswith("|")]
    tables = sum(bool(re.fullmatch(r"[-|]+", line)) for line in lines)
    assert len(list(_rows())) == len(lines) - 2 * tables > 100
