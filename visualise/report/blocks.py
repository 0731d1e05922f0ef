"""What the pages of a report are made of, before they become HTML."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..explained.blocks import Tree
from ..plain import slug
from ..prose import Picture, Prose, Section


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one thing: pairs of what it is and what is said of it."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to a place of this report: a file, a page, or a part of one."""

    text: str
    target: str


@dataclass(frozen=True, slots=True)
class Links:
    """A list of links, each with a note."""

    links: tuple[tuple[Link, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """Words, and where they are written: links, and words that lead nowhere."""

    words: str
    where: tuple[Link | str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lines:
    """Several lines in one cell."""

    lines: tuple[Line, ...]


Cell = str | int | tuple[Link, ...] | Lines
"""What stands in a table: words, a number, links, or lines of words that lead somewhere."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, headed by its first cell; `anchor` names it for links."""

    cells: tuple[Cell, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under the names of columns. `caption` says of what. `name`: that of the table's file and sheet.

    `foremost`: it is what one opens the report for, and is never folded.
    """

    name: str
    caption: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    foremost: bool = False


Block = Prose | Facts | Links | Table | Picture | Tree


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a report: its file, its title, and its blocks."""

    file: str
    title: str
    lead: str
    blocks: tuple[Block, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables on the page."""
        return tuple(each for each in self.blocks if isinstance(each, Table))


@dataclass(frozen=True, slots=True)
class Report:
    """Pages that belong together, the first of them the one to begin with. `foot` says what they were made from.

    `beside`: where every page leads beyond them.
    """

    title: str
    about: tuple[str, ...]
    pages: tuple[Page, ...]
    foot: tuple[str, ...]
    beside: tuple[Link, ...] = ()


def on_one_page(report: Report) -> Report:
    """The report as a single page: what were pages are sections of it, and what leads to them leads within."""
    blocks: list[Block] = []
    for number, page in enumerate(report.pages):
        if number:
            blocks.append(Section(page.title, _stem(page.file)))
        blocks += (_within(each, below=number > 0) for each in page.blocks)
    first = report.pages[0]
    whole = Page(first.file, report.title, first.lead, tuple(blocks))
    return replace(report, pages=(whole,))


def _within(block: Block, *, below: bool) -> Block:
    match block:
        case Section():
            return replace(block, level=block.level + below)
        case Links(links=links):
            return Links(tuple((_inside(link), note) for link, note in links))
        case Table(rows=rows):
            return replace(block, rows=tuple(replace(row, cells=tuple(map(_cell, row.cells))) for row in rows))
        case _:
            return block


def _cell(cell: Cell) -> Cell:
    match cell:
        case tuple():
            return tuple(map(_inside, cell))
        case Lines(lines=lines):
            return Lines(tuple(Line(line.words, tuple(map(_place, line.where))) for line in lines))
        case _:
            return cell


def _place(place: Link | str) -> Link | str:
    return place if isinstance(place, str) else _inside(place)


def _inside(link: Link) -> Link:
    file, _, anchor = link.target.partition("#")
    return replace(link, target=f"#{anchor or _stem(file)}")


def _stem(file: str) -> str:
    return f"page-{slug(file.removesuffix('.html'))}"
