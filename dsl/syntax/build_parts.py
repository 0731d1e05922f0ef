"""The parts of clauses, from lark's parse tree to `ast`: words, days, conditions."""

from __future__ import annotations

from typing import Any

from lark import Token, Transformer, v_args
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


class _Whole(int):
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


class _Span(tuple[Any, ...]):
    """Which side of an event, and the event."""


_DIGITS = 9

_MARKS = (
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
    "LATEST",
    "SELECTOR",
    "QUANTIFIER",
    "EXISTENCE",
    "CONNECTIVE",
    "OR_BETTER",
    "OR_WORSE",
    "AFTER",
    "BEFORE",
    "START",
    "OF",
    "IT",
    "HAS",
)


@v_args(meta=True)
class PartsBuilder(Transformer[Token, Any]):
    """Builds names, days and conditions; each method is named after its rule in the grammar."""

    def __init__(self, place: Place) -> None:
        super().__init__(visit_tokens=True)
        self.place = place
        for mark in _MARKS:
            setattr(self, mark, Mark)

    # Words

    def NAME(self, token: Token) -> ast.Name:
        return ast.Name(str(token), self.place.token(token))

    PARAGRAPH = DATE = NAME

    def INT(self, token: Token) -> _Whole:
        span = self.place.token(token)
        if len(token) > _DIGITS:
            message = f"a number of {len(token)} digits is longer than a handbook can mean"
            raise refusal("E107", message, span, f"Use at most {_DIGITS} digits.")
        number = _Whole(token)
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

    # Time

    def counted(self, meta: Meta, items: list[Any]) -> ast.Counted:
        return ast.Counted(int(items[0]), items[1], self.place.meta(meta))

    def named(self, meta: Meta, items: list[Any]) -> ast.Name:
        name: ast.Name = items[0]
        return name

    def relation(self, meta: Meta, items: list[Any]) -> ast.Relation:
        return ast.Relation(items[0])

    def moment_of(self, meta: Meta, items: list[Any]) -> ast.MomentOf:
        return ast.MomentOf(items[0], items[-1], self.place.meta(meta))

    def start_of(self, meta: Meta, items: list[Any]) -> ast.StartOf:
        return ast.StartOf(first(items, ast.Name), self.place.meta(meta))

    def fixed(self, meta: Meta, items: list[Any]) -> ast.Fixed:
        return ast.Fixed(items[0], self.place.meta(meta))

    def point(self, meta: Meta, items: list[Any]) -> ast.Point:
        return ast.Point(items[0], items[1], items[2], self.place.meta(meta))

    def between(self, meta: Meta, items: list[Any]) -> ast.Window:
        earliest, latest, relation, anchor = items
        span = self.place.meta(meta)
        return ast.Window(ast.Point(earliest, relation, anchor, span), ast.Point(latest, relation, anchor, span), span)

    def until(self, meta: Meta, items: list[Any]) -> ast.Window:
        return ast.Window(None, items[0], self.place.meta(meta))

    def since(self, meta: Meta, items: list[Any]) -> ast.Window:
        return ast.Window(items[0], None, self.place.meta(meta))

    # Conditions

    def it(self, meta: Meta, items: list[Any]) -> ast.It:
        return ast.It(self.place.meta(meta))

    def select(self, meta: Meta, items: list[Any]) -> ast.Select:
        return ast.Select(ast.Selector(items[0]), items[1], self.place.meta(meta))

    def path(self, meta: Meta, items: list[Any]) -> ast.Path:
        return ast.Path(items[0], items[-1] if len(items) > 1 else None, self.place.meta(meta))

    def flag(self, meta: Meta, items: list[Any]) -> ast.Flag:
        return ast.Flag(items[0], self.place.meta(meta))

    def is_(self, meta: Meta, items: list[Any]) -> ast.Compare:
        return ast.Compare(items[0], items[1], self.place.meta(meta))

    def quantified(self, meta: Meta, items: list[Any]) -> ast.Quantified:
        return ast.Quantified(items[0] == "all", items[1], items[3], items[4], self.place.meta(meta))

    def passed(self, meta: Meta, items: list[Any]) -> ast.HasPassed:
        return ast.HasPassed(items[0], self.place.meta(meta))

    def since_ref(self, meta: Meta, items: list[Any]) -> _Span:
        return _Span(("since", items[0]))

    def before_ref(self, meta: Meta, items: list[Any]) -> _Span:
        return _Span(("before", items[-1]))

    def exists(self, meta: Meta, items: list[Any]) -> ast.Exists:
        side, ref = first(items, _Span) or ("", None)
        return ast.Exists(
            items[0] == "some",
            items[1],
            ref if side == "since" else None,
            ref if side == "before" else None,
            self.place.meta(meta),
        )

    def not_(self, meta: Meta, items: list[Any]) -> ast.Not:
        return ast.Not(items[-1], self.place.meta(meta))

    def brackets(self, meta: Meta, items: list[Any]) -> ast.Cond:
        cond: ast.Cond = items[0]
        return cond

    def cond(self, meta: Meta, items: list[Any]) -> ast.Cond:
        connectives = set(every(items, Mark))
        terms = tuple(item for item in items if not isinstance(item, Mark))
        if not connectives:
            single: ast.Cond = terms[0]
            return single
        span = self.place.meta(meta)
        if len(connectives) > 1:
            words = every(items, Mark)
            change = next(number for number, word in enumerate(words) if word != words[0])
            raise refusal(
                "E005",
                "'and' and 'or' stand side by side, so the condition can be read in two ways",
                terms[change].span.to(terms[change + 1].span),
                "Put brackets around the part that belongs together: '(A and B) or C', or 'A and (B or C)'.",
            )
        return (ast.And if "and" in connectives else ast.Or)(terms, span)

    # Trials

    def value(self, meta: Meta, items: list[Any]) -> ast.Is:
        return ast.Is(items[0], ast.Order.EXACTLY, False, self.place.meta(meta))

    def test(self, meta: Meta, items: list[Any]) -> ast.Trial:
        trial: ast.Trial = items[0]
        return trial

    def is_not(self, meta: Meta, items: list[Any]) -> ast.Is:
        return ast.Is(items[-1].value, ast.Order.EXACTLY, True, self.place.meta(meta))

    def or_better(self, meta: Meta, items: list[Any]) -> ast.Is:
        return ast.Is(items[0].value, ast.Order.OR_BETTER, False, self.place.meta(meta))

    def or_worse(self, meta: Meta, items: list[Any]) -> ast.Is:
        return ast.Is(items[0].value, ast.Order.OR_WORSE, False, self.place.meta(meta))

    def one_of(self, meta: Meta, items: list[Any]) -> ast.OneOf:
        return ast.OneOf(items[-1], True, items[0] == "not", self.place.meta(meta))

    def one_of_group(self, meta: Meta, items: list[Any]) -> ast.OneOf:
        return ast.OneOf((items[-1],), False, items[0] == "not", self.place.meta(meta))

    def on_date(self, meta: Meta, items: list[Any]) -> ast.Dated:
        return ast.Dated(ast.Side.ON, items[-1], self.place.meta(meta))

    def after_date(self, meta: Meta, items: list[Any]) -> ast.Dated:
        return ast.Dated(ast.Side.AFTER, items[-1], self.place.meta(meta))

    def before_date(self, meta: Meta, items: list[Any]) -> ast.Dated:
        return ast.Dated(ast.Side.BEFORE, items[-1], self.place.meta(meta))


CONDITIONS: tuple[type, ...] = (
    ast.Flag,
    ast.Compare,
    ast.Quantified,
    ast.HasPassed,
    ast.Exists,
    ast.Not,
    ast.And,
    ast.Or,
)
