"""A report of a comparison as Markdown, fit for a comment on a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from ..prose import Items, Paragraph, Picture, Section, escaped, prose_markdown
from .blocks import Block, Cell, Line, Report, Row, Table, Tally
from .report import LEGEND

MOST_ROWS = 200
"""So many rows of a table are shown: a comment holds no more than 65,536 characters."""


def markdown(report: Report) -> str:
    """The report as GitHub's Markdown; what need not be read at first is folded."""
    lines = [f"## {escaped(report.title)}", "", f"**{escaped(report.headline)}**", ""]
    lines += [f"- {escaped(each)}" for each in report.about]
    for block in report.blocks:
        lines += ["", *_block(block)]
    return "\n".join(lines) + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Section() | Paragraph() | Items():
            yield from prose_markdown(block, 3)
        case Table():
            yield from _table(block)
        case Tally():
            yield f"**{escaped(block.title)}**"
            yield ""
            yield "| schools | what becomes of it |"
            yield "|---:|---|"
            yield from (f"| {number:,} | {escaped(words)} |" for number, words in block.moves)
            for words in (*block.days, *((block.why,) if block.why else ())):
                yield ""
                yield escaped(words)
        case Picture():
            return


def _table(table: Table) -> Iterator[str]:
    if table.folded:
        yield f"<details><summary>{escaped(table.caption)}: {len(table.rows)}</summary>"
        yield ""
    else:
        yield f"{escaped(table.caption)}. {LEGEND}"
        yield ""
    yield f"| | what | {escaped(table.heads[0])} | {escaped(table.heads[1])} |"
    yield "|---|---|---|---|"
    for row in table.rows[:MOST_ROWS]:
        yield _row(row)
    if len(table.rows) > MOST_ROWS:
        yield ""
        yield f"{len(table.rows) - MOST_ROWS} more are left out here."
    if table.folded:
        yield ""
        yield "</details>"


def _row(row: Row) -> str:
    what = f"{escaped(row.under)}: **{escaped(row.head)}**" if row.under else f"**{escaped(row.head)}**"
    id_ = row.id.replace("`", "").replace("|", "")
    reaches = f"<br>{escaped(row.reaches)}" if row.reaches else ""
    return f"| {row.mark} | {what}<br>`{id_}`{reaches} | {_cell(row.before)} | {_cell(row.after)} |"


def _cell(cell: Cell) -> str:
    return "<br>".join(map(_line, cell.lines)) or "–"


def _line(line: Line) -> str:
    cited = f" \\[{escaped(line.where)}\\]" if line.where else ""
    return f"{escaped(line.words)}{cited}"
