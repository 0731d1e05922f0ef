"""docs/reference/dates.md, worked out by the oracle's own calendar."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from oracle import calendar
from support import ROOT

PAGE = (ROOT / "docs" / "reference" / "dates.md").read_text("utf-8")


def rows(head: str) -> list[list[str]]:
    """The cells of every table whose head begins so."""
    found = []
    for table in re.findall(r"(?:^\|.*\n)+", PAGE, re.M):
        lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.strip().split("\n")]
        if lines[0][0].startswith(head):
            found += [[lines[0][0], *line] for line in lines[2:]]
    return found


TERMS = tuple((dt.date.fromisoformat(a), dt.date.fromisoformat(b)) for _, _, a, b in rows("term"))


def closed_days() -> frozenset[dt.date]:
    """Every day on which the page's school is closed."""
    found = set()
    for _, first, last, _ in rows("closed from"):
        day = dt.date.fromisoformat(first)
        while day <= dt.date.fromisoformat(last):
            found.add(day)
            day += dt.timedelta(1)
    return frozenset(found)


SCHOOL = calendar.School(TERMS, closed_days())
RECKONED = rows("reckoned")
PERIODS = [row for row in rows("day") if len(row) == 6]
KINDS = [row for row in rows("day") if len(row) == 5]


@pytest.mark.parametrize("row", RECKONED, ids=lambda row: f"{row[1]}, {row[0]}")
def test_a_day_is_reckoned_as_the_page_says(row: list[str]) -> None:
    head, sum_, day, _ = row
    number, unit, relation, anchor = sum_.split()
    unit = unit if unit.endswith("s") else unit + "s"
    school = calendar.School() if "without" in head else SCHOOL
    found = calendar.add(dt.date.fromisoformat(anchor), int(number), unit, relation, school)
    assert str(found or "none") == day.split(",")[0]


@pytest.mark.parametrize("row", PERIODS, ids=lambda row: f"{row[2]} of {row[1]}")
def test_a_period_is_that_of_the_page(row: list[str]) -> None:
    _, day, unit, begins, ends, _ = row
    found = calendar.holding(dt.date.fromisoformat(day), unit, SCHOOL)
    assert [str(each) for each in found or ("none", "none")] == [begins, ends]


@pytest.mark.parametrize("row", KINDS, ids=lambda row: row[1])
def test_a_day_is_what_the_page_says(row: list[str]) -> None:
    _, text, working, school, _ = row
    told = {True: "yes", False: "no", None: "not known"}
    day = dt.date.fromisoformat(text)
    assert [told[calendar.working(day)], told[calendar.schooling(day, SCHOOL)]] == [working, school]


def test_the_tables_were_found() -> None:
    assert len(RECKONED) > 70 and len(PERIODS) == 12 and len(KINDS) == 9 and len(TERMS) == 5
