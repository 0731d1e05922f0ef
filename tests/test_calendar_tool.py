"""tools/bank_holidays.py: what it makes of its two sources, and that the table is as it writes it."""

from __future__ import annotations

import datetime as dt
import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

from remit.engine.calendar.bank_holidays import BANK_HOLIDAYS, FIRST, LAST, SOURCES

ROOT = Path(__file__).parent.parent


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bank_holidays_tool", ROOT / "tools" / "bank_holidays.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


TOOL = load()
day = dt.date.fromisoformat
OFFICIAL = {day("2012-12-25"): "Christmas Day", day("2013-12-25"): "Christmas Day", day("2014-01-01"): "New Year’s Day"}
OTHER = {
    day("2009-12-25"): "Christmas Day",
    day("2010-12-26"): "Boxing Day",  # a Sunday
    day("2010-12-28"): "Boxing Day (observed)",
    day("2011-05-02"): "May Day",
    day("2012-12-25"): "Christmas",
    day("2013-12-25"): "Christmas",
    day("2014-01-01"): "New Year's Day",
}


def test_the_table_is_as_the_tool_writes_it() -> None:
    text = TOOL.TABLE.read_text(encoding="utf-8")
    names = dict(re.findall(r'"(\d{4}-\d\d-\d\d)",  # (.+)', text))
    assert tuple(names) == BANK_HOLIDAYS
    assert TOOL.render({day(each): name for each, name in names.items()}, SOURCES) == text
    assert (FIRST[:4], LAST[:4]) == (BANK_HOLIDAYS[0][:4], BANK_HOLIDAYS[-1][:4])
    assert re.fullmatch(r"govuk-bank-holidays [\d.]+, holidays [\d.]+", SOURCES)


def test_the_other_source_serves_before_the_official_one_begins() -> None:
    assert TOOL.merged(OFFICIAL, OTHER) == {
        day("2010-12-28"): "Boxing Day",
        day("2011-05-02"): "Early May bank holiday",
        day("2012-12-25"): "Christmas Day",
        day("2013-12-25"): "Christmas Day",
    }


@pytest.mark.parametrize(("source", "added"), [(OFFICIAL, "2013-06-03"), (OTHER, "2012-06-05")])
def test_sources_that_differ_give_no_table(source: dict[dt.date, str], added: str) -> None:
    more = {**source, day(added): "A jubilee"}
    with pytest.raises(TOOL.Disagreement, match=added):
        TOOL.merged(more if source is OFFICIAL else OFFICIAL, more if source is OTHER else OTHER)


def test_a_weekend_does_not_make_sources_differ() -> None:
    assert TOOL.merged(OFFICIAL, {**OTHER, day("2012-01-01"): "New Year's Day"}) == TOOL.merged(OFFICIAL, OTHER)


def test_an_official_list_without_a_whole_year_is_refused() -> None:
    with pytest.raises(TOOL.Disagreement):
        TOOL.merged({day("2014-01-01"): "New Year’s Day"}, OTHER)
