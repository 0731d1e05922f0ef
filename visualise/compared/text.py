"""A report of a comparison as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from ..plain import filled
from ..prose import Items, Paragraph, Picture, Section
from .blocks import Block, Cell, Report, Row, Table, Tally
from .report import LEGEND


def text(report: Report) -> str:
    """The report as text; a line says what the marks mean."""
    lines = [line for each in report.about for line in filled(each, "")]
    lines += ["", *filled(report.headline, "")]
    if any(isinstance(each, Table) for each in report.blocks):
        lines += ["", LEGEND]
    for block in report.blocks:
        lines += ["", *_block(block)]
    return "\n".join(lines) + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Section(title=title):
            yield title
        case Paragraph(text=words):
            yield from filled(words, "  ")
        case Items(texts=texts, numbered=numbered):
            for number, each in enumerate(texts, 1):
                yield from filled(f"{f'{number}.' if numbered else '-'} {each}", "  ")
        case Table():
            yield from _table(block)
        case Tally():
            yield from filled(block.title, "  ")
            yield from (f"  {number:>8,}  {words}" for number, words in block.moves)
            yield from (f"            {words}" for words in block.days)
            yield from filled(block.why, "            ") if block.why else ()
        case Picture():
            return


def _table(table: Table) -> Iterator[str]:
    yield from filled(table.caption, "  ")
    last = ""
    for row in table.rows:
        if row.under != last:
            yield from filled(row.under, "  ")
            last = row.under
        yield from _row(row, table.heads, "    " if row.under else "  ")


def _row(row: Row, heads: tuple[str, str], indent: str) -> Iterator[str]:
    yield from filled(f"{row.mark} {row.head}  [{row.id}]", indent)
    for head, cell in zip(heads, (row.before, row.after), strict=True):
        yield from _cell(cell, head.rpartition("@")[2] or head, indent + "    ")
    if row.reaches:
        yield from filled(row.reaches, indent + "    ")


def _cell(cell: Cell, head: str, indent: str) -> Iterator[str]:
    for line in cell.lines:
        yield from filled(f"{head}  {line.words}{f'  [{line.where}]' if line.where else ''}", indent)
