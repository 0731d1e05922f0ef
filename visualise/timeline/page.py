"""A timeline as a page: the picture, and below it the tables that say the same."""

from __future__ import annotations

from ..document import text
from ..sheet import sheet, table_html
from .chart import Chart
from .svg import timeline_svg
from .tables import tables


def timeline_html(chart: Chart) -> str:
    """The page, one file that loads nothing."""
    body = [
        f"<header><h1>{text(chart.title)}</h1><p>{text(chart.subtitle)}</p></header>",
        "<main>",
        "<h2>Timeline</h2>",
        '<figure class="scroll" role="group" tabindex="0" aria-label="Timeline">',
        timeline_svg(chart).rstrip("\n"),
        "</figure>",
        *(line for number, each in enumerate(tables(chart), 1) for line in table_html(each, f"table-{number}")),
        "</main>",
    ]
    return sheet(f"{chart.title}: timeline", body)
