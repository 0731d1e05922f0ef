"""What the pages of a report are made of, before they become HTML."""

from __future__ import annotations

from dataclasses import dataclass

from ..prose import Picture, Prose


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
    """Rows under the names of columns. `caption` says of what. `name`: that of the table's file and sheet."""

    name: str
    caption: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


Block = Prose | Facts | Links | Table | Picture


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
