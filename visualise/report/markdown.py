"""A report of one page as Markdown, fit for a comment on a pull request. Pictures are left out: their tables say it."""

from __future__ import annotations

from collections.abc import Iterator

from ..explained.blocks import Tree
from ..explained.markdown import tree_markdown
from ..plain import clean
from ..prose import Items, Paragraph, Picture, Section, escaped, prose_markdown
from .blocks import Block, Cell, Facts, Line, Lines, Links, Report, Row, Table

MOST_ROWS, OPEN_ROWS = 200, 12
"""So many rows of a table are shown, and so many unfolded."""

MOST_CHARACTERS = 60_000
"""A comment on GitHub holds 65,536; what would not fit is left out, and that is said."""


def markdown(report: Report) -> str:
    """The report as GitHub's Markdown; long tables, and steps, need not be read at first and are folded."""
    (page,) = report.pages
    lines = [f"## {_said(report.title)}", "", f"**{_said(page.lead)}**", ""]
    lines += [f"- {_said(each)}" for each in report.about]
    size = sum(map(len, lines))
    for block in page.blocks:
        told = "\n".join(_block(block))
        size += len(told) + 3
        if size > MOST_CHARACTERS:
            lines += ["", "The rest is left out here: a comment could not hold it."]
            break
        lines += ["", told] if told else ()
    return "\n".join([*lines, "", *(_said(each) for each in report.foot)]) + "\n"


def _said(words: str) -> str:
    return escaped(clean(words))


def _block(block: Block) -> Iterator[str]:
    match block:
        case Section() | Paragraph() | Items():
            yield from prose_markdown(block, 3)
        case Facts(pairs=pairs):
            yield from (f"- {_said(what)}: {_said(said)}" for what, said in pairs)
        case Links(links=links):
            yield from (f"- {_said(link.text)}{f': {_said(note)}' if note else ''}" for link, note in links)
        case Tree():
            yield from _folded("The steps", tree_markdown(block))
        case Table(rows=rows, caption=caption):
            if len(rows) > OPEN_ROWS and not block.foremost:
                yield from _folded(f"{caption}: {len(rows)} rows", _table(block))
            else:
                yield f"**{_said(caption)}**"
                yield ""
                yield from _table(block)
        case Picture():
            return


def _folded(summary: str, lines: Iterator[str]) -> Iterator[str]:
    yield f"<details><summary>{_said(summary)}</summary>"
    yield ""
    yield from lines
    yield ""
    yield "</details>"


def _table(table: Table) -> Iterator[str]:
    numbers = [all(isinstance(row.cells[place], int) for row in table.rows) for place in range(len(table.heads))]
    yield f"| {' | '.join(_said(each) or ' ' for each in table.heads)} |"
    yield f"|{'|'.join('---:' if number else '---' for number in numbers)}|"
    yield from (_row(row) for row in table.rows[:MOST_ROWS])
    if len(table.rows) > MOST_ROWS:
        yield ""
        yield f"{len(table.rows) - MOST_ROWS:,} more are left out here."


def _row(row: Row) -> str:
    return f"| {' | '.join(map(_cell, row.cells))} |"


def _cell(cell: Cell) -> str:
    match cell:
        case str():
            return _said(cell) or "–"
        case int():
            return f"{cell:,}"
        case Lines(lines=lines):
            return "<br>".join(_line(each) for each in lines) or "–"
        case _:
            return ", ".join(_said(each.text) for each in cell)


def _line(line: Line) -> str:
    told = ", ".join(_said(each if isinstance(each, str) else each.text) for each in line.where)
    return f"{_said(line.words)} \\[{told}\\]" if told else _said(line.words)
