"""Conditions, from the tree of a clause to `ast`."""

from __future__ import annotations

from typing import Any

from .. import ast
from ..base.diagnostics import refusal
from .build_time import TimeBuilder
from .build_words import Mark, Where, every, first
from .reading import Tree


class PartsBuilder(TimeBuilder):
    """Builds references to events, tests and conditions; each method is named after its rule in the grammar."""

    # Conditions

    def it(self, tree: Tree, items: list[Any]) -> ast.It:
        return ast.It(self.place.of(tree))

    def done(self, tree: Tree, items: list[Any]) -> ast.Done:
        return ast.Done(self.place.of(tree))

    def that(self, tree: Tree, items: list[Any]) -> ast.That:
        return ast.That(self.place.of(tree))

    def entry(self, tree: Tree, items: list[Any]) -> ast.Entry:
        state, lifecycle = every(items, ast.Name)
        return ast.Entry(state, lifecycle, self.place.of(tree))

    def where(self, tree: Tree, items: list[Any]) -> Where:
        return Where(items)

    def select(self, tree: Tree, items: list[Any]) -> ast.Select:
        where = first(items, Where)
        return ast.Select(
            ast.Selector(items[0]),
            items[1],
            first(items, ast.Stretch) or ast.Stretch(),
            where[0] if where else None,
            self.place.of(tree),
        )

    def path(self, tree: Tree, items: list[Any]) -> ast.Path:
        return ast.Path(items[0], items[-1] if len(items) > 1 else None, self.place.of(tree))

    def flag(self, tree: Tree, items: list[Any]) -> ast.Flag:
        return ast.Flag(items[0], self.place.of(tree))

    def is_(self, tree: Tree, items: list[Any]) -> ast.Compare:
        return ast.Compare(items[0], items[1], self.place.of(tree))

    def quantified(self, tree: Tree, items: list[Any]) -> ast.Quantified:
        return ast.Quantified(items[0] == "all", items[1], items[3], items[4], self.place.of(tree))

    def passed(self, tree: Tree, items: list[Any]) -> ast.HasPassed:
        return ast.HasPassed(items[0], self.place.of(tree))

    def since_bound(self, tree: Tree, items: list[Any]) -> ast.Stretch:
        return ast.Stretch(since=items[0])

    def before_bound(self, tree: Tree, items: list[Any]) -> ast.Stretch:
        return ast.Stretch(before=items[-1])

    def both_bounds(self, tree: Tree, items: list[Any]) -> ast.Stretch:
        return ast.Stretch(items[0], items[-1])

    def exists(self, tree: Tree, items: list[Any]) -> ast.Exists:
        where = first(items, Where)
        return ast.Exists(
            items[0] == "some",
            items[1],
            first(items, ast.Stretch) or ast.Stretch(),
            where[0] if where else None,
            self.place.of(tree),
        )

    def counts(self, tree: Tree, items: list[Any]) -> ast.Counts:
        where = first(items, Where)
        quantity = next(mark for mark in reversed(every(items, Mark)))
        if quantity == "about":
            raise refusal(
                "E001",
                "a condition cannot be about right",
                self.place.of(tree),
                "Write 'at least', 'at most' or 'exactly'.",
            )
        return ast.Counts(
            first(items, ast.Name),
            first(items, ast.Stretch) or ast.Stretch(),
            where[0] if where else None,
            ast.Quantity(" ".join(quantity.split())),
            items[-1],
            self.place.of(tree),
        )

    def presumed(self, tree: Tree, items: list[Any]) -> ast.Presumed:
        return ast.Presumed(items[0], items[-1], self.place.of(tree))

    def not_(self, tree: Tree, items: list[Any]) -> ast.Not:
        return ast.Not(items[-1], self.place.of(tree))

    def brackets(self, tree: Tree, items: list[Any]) -> ast.Cond:
        cond: ast.Cond = items[0]
        return cond

    def cond(self, tree: Tree, items: list[Any]) -> ast.Cond:
        connectives = set(every(items, Mark))
        terms = tuple(item for item in items if not isinstance(item, Mark))
        if not connectives:
            single: ast.Cond = terms[0]
            return single
        span = self.place.of(tree)
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

    def value(self, tree: Tree, items: list[Any]) -> ast.Is:
        return ast.Is(items[0], ast.Order.EXACTLY, False, self.place.of(tree))

    def test(self, tree: Tree, items: list[Any]) -> ast.Trial:
        trial: ast.Trial = items[0]
        return trial

    def is_not(self, tree: Tree, items: list[Any]) -> ast.Is:
        return ast.Is(items[-1].value, ast.Order.EXACTLY, True, self.place.of(tree))

    def or_better(self, tree: Tree, items: list[Any]) -> ast.Is:
        return ast.Is(items[0].value, ast.Order.OR_BETTER, False, self.place.of(tree))

    def or_worse(self, tree: Tree, items: list[Any]) -> ast.Is:
        return ast.Is(items[0].value, ast.Order.OR_WORSE, False, self.place.of(tree))

    def one_of(self, tree: Tree, items: list[Any]) -> ast.OneOf:
        return ast.OneOf(items[-1], True, items[0] == "not", self.place.of(tree))

    def one_of_group(self, tree: Tree, items: list[Any]) -> ast.OneOf:
        return ast.OneOf((items[-1],), False, items[0] == "not", self.place.of(tree))

    def is_known(self, tree: Tree, items: list[Any]) -> ast.IsKnown:
        return ast.IsKnown(bool(items), self.place.of(tree))

    def is_applicable(self, tree: Tree, items: list[Any]) -> ast.IsApplicable:
        return ast.IsApplicable(bool(items), self.place.of(tree))

    def is_dated(self, tree: Tree, items: list[Any]) -> ast.Dated:
        return ast.Dated(ast.Side(" ".join(items[0].split())), items[1], self.place.of(tree))


CONDITIONS: tuple[type, ...] = (
    ast.Flag,
    ast.Compare,
    ast.Quantified,
    ast.HasPassed,
    ast.Exists,
    ast.Counts,
    ast.Presumed,
    ast.Not,
    ast.And,
    ast.Or,
)
