"""What a report of a comparison is made of, before it becomes text, Markdown or HTML; so all three say the same."""

from __future__ import annotations

from dataclasses import dataclass

from ..prose import Picture, Prose


@dataclass(frozen=True, slots=True)
class Line:
    """What one side says, in words: with the paragraphs in words (`cited`), the `place`, and the `clause` that says it,
    by name."""

    words: str
    cited: str = ""
    place: str = ""
    clause: str = ""
    paragraphs: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """'para 12; visit.remit:31'."""
        return "; ".join(filter(None, (self.cited, self.place)))


@dataclass(frozen=True, slots=True)
class Cell:
    """What one side says, line by line; `quiet` where it says nothing."""

    lines: tuple[Line, ...]
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A thing on both sides. `mark`: what became of it (+ − Δ =); `badge`: its level; `id`: by which it is cited.

    `under`: what it belongs to; rows that follow one another with the same stand together. `reaches`: what else it
    changes.
    """

    mark: str
    head: str
    id: str
    badge: str
    before: Cell
    after: Cell
    under: str = ""
    reaches: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Things side by side. `caption` says of what; `heads` name the two sides. `folded`: not read at first."""

    caption: str
    heads: tuple[str, str]
    rows: tuple[Row, ...]
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """An answer for many schools: for how many what becomes what, how its days move, and why."""

    title: str
    moves: tuple[tuple[int, str], ...]
    days: tuple[str, ...]
    why: str


Block = Prose | Table | Tally | Picture


@dataclass(frozen=True, slots=True)
class Report:
    """A report: its title, what is compared, the headline, and its blocks."""

    title: str
    about: tuple[str, ...]
    headline: str
    blocks: tuple[Block, ...]
