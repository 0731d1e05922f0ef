"""The report on a framework as one side of a comparison: the way back, and beside each clause what differs of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ..prose import Paragraph, Section
from .blocks import Block, Link, Links, Page, Report, Table

DIFFERS = "In the comparison"
"""Above the column that says what differs."""


def with_side(report: Report, back: tuple[Link, ...], differing: Mapping[str, tuple[Link, ...]]) -> Report:
    """The report with links to the comparison. `differing`: by the place (`file#anchor`) of a row or of a section."""
    return replace(report, pages=tuple(_page(each, differing) for each in report.pages), beside=back)


def _page(page: Page, differing: Mapping[str, tuple[Link, ...]]) -> Page:
    return replace(page, blocks=tuple(_blocks(page, differing)))


def _blocks(page: Page, differing: Mapping[str, tuple[Link, ...]]) -> Iterator[Block]:
    for block in page.blocks:
        match block:
            case Table(rows=rows) if any(f"{page.file}#{row.anchor}" in differing for row in rows):
                links = (differing.get(f"{page.file}#{row.anchor}", ()) for row in rows)
                told = (replace(row, cells=(*row.cells, more or "")) for row, more in zip(rows, links, strict=True))
                yield replace(block, heads=(*block.heads, DIFFERS), rows=tuple(told))
            case Section(anchor=anchor) if found := differing.get(f"{page.file}#{anchor}"):
                yield block
                yield Paragraph("What of it differs in the comparison:")
                yield Links(tuple((each, "") for each in found))
            case _:
                yield block
