"""Breaks lines: a document of words, possible breaks and groups to lines no wider than asked, where that can be.

A group stands on one line if it fits, else every break of its own is taken. In a fill each break is taken alone, where
what follows does not fit. Comments stand at breaks, and the breaks they stand at are taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

WIDTH = 110
"""Characters on a line. Comments at the ends of lines do not count."""


@dataclass(frozen=True, slots=True)
class Break:
    """Where a line may end; a blank if it does not. Breaks are numbered in order, from 1."""

    number: int
    hard: bool = False


@dataclass(frozen=True, slots=True)
class Nest:
    """What is indented further, from its next line on."""

    by: int
    docs: tuple[Doc, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """All breaks are taken, or none; all in any case where it is `broken`."""

    docs: tuple[Doc, ...]
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Fill:
    """Each break is taken where what follows, up to the next one, does not fit."""

    docs: tuple[Doc, ...]


Doc = str | Break | Nest | Group | Fill


@dataclass(frozen=True, slots=True)
class Note:
    """A comment at a break: at the end of the line before it (`tail`), or on a line of its own."""

    text: str
    tail: bool
    after_blank: bool = False


class _Mode(Enum):
    FLAT = 0
    BROKEN = 1
    FILL = 2


_Entry = tuple[int, _Mode, Doc]


class Printer:
    """Prints one document. `notes` gives the comments by break, `blank` the breaks after which a blank line stands."""

    def __init__(self, notes: Mapping[int, tuple[Note, ...]], blank: frozenset[int]) -> None:
        self._notes = notes
        self._blank = blank
        self._lines: list[str] = []
        self._line = ""

    def lines(self, docs: tuple[Doc, ...], end: int) -> tuple[str, ...]:
        """The lines of a document; `end` is the number of the place behind its last word."""
        stack: list[_Entry] = [(0, _Mode.BROKEN, doc) for doc in reversed(docs)]
        while stack:
            indent, mode, doc = stack.pop()
            match doc:
                case str():
                    self._line += doc
                case Nest(by, inner):
                    stack += [(indent + by, mode, each) for each in reversed(inner)]
                case Group(inner):
                    flat = mode is _Mode.FLAT or (not self._forced(doc) and self._fits(stack, (0, _Mode.FLAT, doc)))
                    stack += [(indent, _Mode.FLAT if flat else _Mode.BROKEN, each) for each in reversed(inner)]
                case Fill(inner):
                    within = _Mode.FLAT if mode is _Mode.FLAT else _Mode.FILL
                    stack += [(indent, within, each) for each in reversed(inner)]
                case Break(number, hard):
                    joins = mode is _Mode.FILL and not self._forced(doc)
                    if mode is _Mode.FLAT or (joins and self._fits(stack, (0, _Mode.FLAT, " "), whole=True)):
                        self._line += " "
                    else:
                        self._end_line(number, indent, keeps_blanks=hard)
                        self._line = " " * indent
        self._end_line(end, 2, keeps_blanks=True)
        return tuple(self._lines)

    def _end_line(self, number: int, indent: int, *, keeps_blanks: bool) -> None:
        self._lines.append(self._line)
        for place, note in enumerate(self._notes.get(number, ())):
            if note.tail and place == 0:
                self._lines[-1] += f" {note.text}"
                continue
            if keeps_blanks and note.after_blank:
                self._lines.append("")
            self._lines.append(" " * indent + note.text)
        if keeps_blanks and number in self._blank:
            self._lines.append("")

    def _forced(self, doc: Doc) -> bool:
        match doc:
            case str():
                return False
            case Break(number, hard):
                return hard or number in self._notes
            case Group(_, True):
                return True
            case Nest(_, docs) | Group(docs) | Fill(docs):
                return any(self._forced(each) for each in docs)

    def _fits(self, stack: list[_Entry], first: _Entry, *, whole: bool = False) -> bool:
        """Whether `first` and what is on the stack, up to the next break that can be taken, fits on the line begun.

        Under `whole` groups and fills on the way count as unbroken: rather break before a list than within it.
        """
        left = WIDTH - len(self._line)
        below = len(stack)
        above = [first]
        while left >= 0 and (above or below):
            if above:
                _, mode, doc = above.pop()
            else:
                below -= 1
                _, mode, doc = stack[below]
            match doc:
                case str():
                    left -= len(doc)
                case Break():
                    if mode is not _Mode.FLAT:
                        break
                    left -= 1
                case Nest(_, inner):
                    above += [(0, mode, each) for each in reversed(inner)]
                case Group(inner) | Fill(inner):
                    within = _Mode.FLAT if whole else mode
                    above += [(0, within, each) for each in reversed(inner)]
        return left >= 0
