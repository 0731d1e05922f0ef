"""The words of clauses, from lark's parse tree to `ast`, and the marks by which builders find what belongs together."""

from __future__ import annotations

from typing import Any

from lark import Token, Tree
from lark.tree import Meta

from .. import ast
from ..base.diagnostics import refusal
from ..base.spans import Position, Span


class Place:
    """Turns positions within a clause into positions in its file."""

    def __init__(self, source: str, above: int) -> None:
        self.source = source
        self.above = above

    def token(self, token: Token) -> Span:
        return Span(
            self.source,
            Position((token.line or 1) + self.above, token.column or 1),
            Position((token.end_line or 1) + self.above, token.end_column or 2),
        )

    def meta(self, meta: Meta) -> Span:
        return Span(
            self.source,
            Position(meta.line + self.above, meta.column),
            Position(meta.end_line + self.above, meta.end_column),
        )


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

    def build(self, tree: Tree[Token]) -> Any:
        """What a tree stands for, from its leaves up.

        Raises Refused where a method does. By hand, because lark's own walk binds each method anew at each node.
        """
        items: list[Any] = []
        for child in tree.children:
            if isinstance(child, Tree):
                items.append(self.build(child))
            elif child.type in _MARKS:
                items.append(Mark(child))
            else:
                items.append(getattr(self, child.type)(child))
        return getattr(self, tree.data)(tree.meta, items)

    # Words

    def NAME(self, token: Token) -> ast.Name:
        return ast.Name(str(token), self.place.token(token))

    PARAGRAPH = DATE = TIME = FRAMEWORK = NAME

    def INT(self, token: Token) -> Figure:
        span = self.place.token(token)
        if len(token) > _DIGITS:
            message = f"a number of {len(token)} digits is longer than a handbook can mean"
            raise refusal("E107", message, span, f"Use at most {_DIGITS} digits.")
        number = Figure(token)
        number.span = span
        return number

    def STRING(self, token: Token) -> Label:
        return Label(token[1:-1])

    def label(self, meta: Meta, items: list[Any]) -> Label:
        return Label(items[0])

    def names(self, meta: Meta, items: list[Any]) -> tuple[ast.Name, ...]:
        return tuple(items)

    def paragraph(self, meta: Meta, items: list[Any]) -> ast.Name:
        name: ast.Name = items[0]
        return name

    def cite(self, meta: Meta, items: list[Any]) -> ast.Cite:
        return ast.Cite(tuple(items), self.place.meta(meta))

    def start(self, meta: Meta, items: list[Any]) -> Any:
        return items[0]
