"""Positions in source files."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a file: line and column, both counted in characters from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of one source, from `start` up to but not including `end`.

    `source` is the label under which the file was read, as the user would name it.
    """

    source: str
    start: Position
    end: Position

    def __str__(self) -> str:
        return f"{self.source}:{self.start.line}:{self.start.column}"

    def to(self, other: Span) -> Span:
        """The stretch from here to the end of `other`."""
        return Span(self.source, self.start, other.end)


def at(source: str, line: int = 1, column: int = 1, length: int = 1) -> Span:
    """A span on one line, `length` characters long."""
    return Span(source, Position(line, column), Position(line, column + length))


@dataclass(frozen=True, slots=True)
class Source:
    """A text and the label it goes by."""

    label: str
    text: str


class SourceMap:
    """The texts of a run, by label, so that a message can show the line it speaks of."""

    def __init__(self, sources: tuple[Source, ...] = ()) -> None:
        self._lines: dict[str, list[str]] = {}
        for source in sources:
            self.add(source)

    def add(self, source: Source) -> None:
        """Make the lines of `source` known."""
        self._lines[source.label] = source.text.splitlines()

    def line(self, span: Span) -> str | None:
        """The first line that `span` touches, or None where the text is not known."""
        lines = self._lines.get(span.source)
        if lines is None or not 1 <= span.start.line <= len(lines):
            return None
        return lines[span.start.line - 1]
