"""The words of clauses, from their trees to `ast`, and the marks by which builders find what belongs together."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any

from .. import ast
from ..base.diagnostics import refusal
from ..base.spans import Position, Span
from .reading import Token, Tree
from .split import Chunk

_LINE_END = re.compile("\n")


class Place:
    """Turns places within a clause into places in its file."""

    def __init__(self, chunk: Chunk) -> None:
        self.source = chunk.span.source
        self._above = chunk.first_line - 1
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(chunk.text))]
        self._known: dict[int, Position] = {}

    def of(self, part: Tree | Token) -> Span:
        """Where a part of the clause stands."""
        return Span(self.source, self.at(part.begin), self.at(part.end))

    def at(self, offset: int) -> Position:
        """The place so many characters after the start of the clause."""
        known = self._known.get(offset)
        if known is None:
            line = bisect_right(self._starts, offset)
            known = self._known[offset] = Position(line + self._above, offset - self._starts[line - 1] + 1)
        return known


def first(items: list[Any], kind: type | tuple[type, ...]) -> Any:
    """The first of the items of a kind; None where there is none."""
    return next((item for item in items if isinstance(item, kind)), None)


def every(items: list[Any], kind: type | tuple[type, ...]) -> tuple[Any, ...]:
    """The items of a kind, in order."""
    return tuple(item for item in items if isinstance(item, kind))


class Figure(int):
    """A whole number, and where it stands."""

    span: Span


class Label(str):
    """A quoted text, told apart from names."""


class Mark(str):
    """A keyword that says something by being there."""


class By(tuple[ast.Name, ...]):
    """Who acts."""


class Moments(tuple[ast.Name, ...]):
    """The moments of an event."""


class About(tuple[ast.Name, ...]):
    """The event that a clause is about."""


class When(tuple[ast.Cond, ...]):
    """A condition after `when`."""


class While(tuple[ast.Cond, ...]):
    """A condition after `while`."""


class Scope(tuple[Any, ...]):
    """The triggering event, and the condition it must meet."""


class Head(tuple[Any, ...]):
    """Actor, modality, verb and act."""


class Due(tuple[Any, ...]):
    """A window and its own citation."""


class With(tuple[ast.Cond, ...]):
    """A condition after `with`."""


class Where(tuple[ast.Cond, ...]):
    """A condition after `where`."""


class Inside(tuple[ast.Name, ...]):
    """What something stands in."""


class Addressee(tuple[ast.Name, ...]):
    """To whom an act is done."""


class Extended(tuple[ast.Duration, ...]):
    """By how long a window is extended."""


class Clock(tuple[ast.Name, ...]):
    """A time of the day."""


_DIGITS = 9

_MARKS = frozenset(
    (
        "CONSTANCY",
        "OPTIONAL",
        "IN_ORDER",
        "OTHERWISE",
        "INITIAL",
        "FINAL",
        "MODAL",
        "SOFT",
        "NOT",
        "OPENS",
        "SCOPE",
        "SELECTOR",
        "QUANTIFIER",
        "EXISTENCE",
        "QUANTITY",
        "CONNECTIVE",
        "OR_BETTER",
        "OR_WORSE",
        "AFTER",
        "BEFORE",
        "COUNTING",
        "SIDE",
        "LAPSE",
        "FATE",
        "UNKNOWN_COUNTS",
        "START",
        "OF",
        "IT",
        "DONE",
        "THAT",
        "HAS",
    )
)


class WordsBuilder:
    """Builds names, numbers and texts; each method is named after its rule in the grammar."""

    def __init__(self, place: Place) -> None:
        self.place = place

    def build(self, tree: Tree) -> Any:
        """What a tree stands for, from its leaves up.

        Raises Refused where a method does.
        """
        items: list[Any] = []
        for part in tree.parts:
            if isinstance(part, Tree):
                items.append(self.build(part))
            elif part.kind in _MARKS:
                items.append(Mark(part))
            else:
                items.append(getattr(self, part.kind)(part))
        return getattr(self, tree.name)(tree, items)

    # Words

    def NAME(self, token: Token) -> ast.Name:
        return ast.Name(str(token), self.place.of(token))

    PARAGRAPH = DATE = TIME = FRAMEWORK = NAME

    def INT(self, token: Token) -> Figure:
        span = self.place.of(token)
        if len(token) > _DIGITS:
            message = f"a number of {len(token)} digits is longer than a handbook can mean"
            raise refusal("E107", message, span, f"Use at most {_DIGITS} digits.")
        number = Figure(token)
        number.span = span
        return number

    def STRING(self, token: Token) -> Label:
        return Label(token[1:-1])

    def label(self, tree: Tree, items: list[Any]) -> Label:
        return Label(items[0])

    def names(self, tree: Tree, items: list[Any]) -> tuple[ast.Name, ...]:
        return tuple(items)

    def paragraph(self, tree: Tree, items: list[Any]) -> ast.Name:
        name: ast.Name = items[0]
        return name

    def cite(self, tree: Tree, items: list[Any]) -> ast.Cite:
        return ast.Cite(tuple(items), self.place.of(tree))

    def start(self, tree: Tree, items: list[Any]) -> Any:
        return items[0]
