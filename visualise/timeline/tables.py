"""A timeline as tables and as data: what the picture shows, in words."""

from __future__ import annotations

import datetime as dt
import json

from ..plain import day, wrapped
from ..table import Table, markdown_table, text_table
from .chart import Band, Bar, Chart, Side

_STATES = ("Lifecycle", "State", "From", "Until")
_EVENTS = ("Day", "Event")
_NORMS = ("Norm", "Who does what", "From", "Until", "Done", "How it stands", "Source")


def tables(chart: Chart) -> tuple[Table, ...]:
    """States, events, and the norms under each heading; of two timelines also on which each is, and how they differ."""
    two = _TWO if chart.paired else ()

    def sides(part: Band | Bar) -> tuple[str, ...]:
        return (_SIDES[part.side], part.change.value) if chart.paired else ()

    stays = [
        (
            band.label,
            *sides(band),
            ("" if stay.certain else "perhaps ") + stay.label,
            _day(stay.since),
            _day(stay.until),
        )
        for band in chart.bands
        for stay in band.stays
    ]
    events = [(day(each.day), f"{each.said}{' (announced)' if each.ahead else ''}") for each in chart.events]
    found = [Table("States", (_STATES[0], *two, *_STATES[1:]), stays), Table("Events", _EVENTS, events)]
    for heading in dict.fromkeys(bar.heading for bar in chart.bars):
        rows = [(bar.label, *sides(bar), *_row(bar)) for bar in chart.bars if bar.heading == heading]
        found.append(Table(heading, (_NORMS[0], *two, *_NORMS[1:]), rows))
    return tuple(each for each in found if each.rows)


_TWO = ("Side", "Difference")
_SIDES = {Side.BOTH: "both", Side.IS: "as it is", Side.WOULD_BE: "as it would be"}


def _row(bar: Bar) -> tuple[str, ...]:
    days = (_day(bar.earliest), _day(bar.until), _day(bar.done))
    return bar.said, *days, bar.told, bar.paragraphs


def _day(date: dt.date | None) -> str:
    return day(date) if date else ""


def timeline_text(chart: Chart, width: int = 130) -> str:
    """The tables in lines of at most `width` characters."""
    head = "\n".join(line for words in (chart.title, chart.subtitle) for line in wrapped(words, width))
    return "\n\n".join((head, *(text_table(each, width) for each in tables(chart)))) + "\n"


def timeline_markdown(chart: Chart) -> str:
    """The tables as Markdown, with a heading of the second level for each."""
    return "\n".join(map(markdown_table, tables(chart)))


def timeline_json(chart: Chart) -> str:
    """The timeline as an object for other programs; days as yyyy-mm-dd."""

    def iso(date: dt.date | None) -> str | None:
        return date.isoformat() if date else None

    def sides(part: Band | Bar) -> dict[str, str]:
        return {"side": _SIDES[part.side], "difference": part.change.value} if chart.paired else {}

    told = {
        "title": chart.title,
        "subtitle": chart.subtitle,
        "as_of": iso(chart.as_of),
        "states": [
            {
                "lifecycle": band.label,
                **sides(band),
                "state": each.label,
                "from": iso(each.since),
                "until": iso(each.until),
                "certain": each.certain,
            }
            for band in chart.bands
            for each in band.stays
        ],
        "events": [{"event": each.said, "day": iso(each.day), "announced": each.ahead} for each in chart.events],
        "norms": [
            {
                "heading": bar.heading,
                "norm": bar.label,
                **sides(bar),
                "said": bar.said,
                "fate": bar.fate.value,
                "stands": bar.told,
                "earliest": iso(bar.earliest),
                "latest": iso(bar.until),
                "done": iso(bar.done),
                "cite": bar.paragraphs,
                "clause": bar.place,
            }
            for bar in chart.bars
        ],
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"
