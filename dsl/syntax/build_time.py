"""Days, windows and repetitions, from the tree of a clause to `ast`."""

from __future__ import annotations

from typing import Any

from .. import ast
from ..base.diagnostics import refusal
from .build_words import Clock, Extended, Inside, Mark, WordsBuilder, first
from .reading import Tree


class TimeBuilder(WordsBuilder):
    """Builds durations, days, windows and repetitions; each method is named after its rule in the grammar."""

    def counted(self, tree: Tree, items: list[Any]) -> ast.Counted:
        return ast.Counted(int(items[0]), items[1], self.place.of(tree))

    def named(self, tree: Tree, items: list[Any]) -> ast.Name:
        name: ast.Name = items[0]
        return name

    def figure(self, tree: Tree, items: list[Any]) -> ast.Whole:
        return ast.Whole(int(items[0]), self.place.of(tree))

    def relation(self, tree: Tree, items: list[Any]) -> ast.Relation:
        return ast.Relation(items[0])

    def inside(self, tree: Tree, items: list[Any]) -> Inside:
        return Inside(items)

    def clock(self, tree: Tree, items: list[Any]) -> Clock:
        hours, minutes = (int(each) for each in items[0].text.split(":"))
        if hours > 23 or minutes > 59:
            raise refusal("E107", f"there is no time {items[0]}", items[0].span, "Write a time from 00:00 to 23:59.")
        return Clock(items)

    # Days

    def moment_of(self, tree: Tree, items: list[Any]) -> ast.MomentOf:
        return ast.MomentOf(items[0], items[-1], self.place.of(tree))

    def start_of(self, tree: Tree, items: list[Any]) -> ast.StartOf:
        inside = first(items, Inside)
        return ast.StartOf(first(items, ast.Name), inside[0] if inside else None, self.place.of(tree))

    def fixed(self, tree: Tree, items: list[Any]) -> ast.Fixed:
        return ast.Fixed(items[0], self.place.of(tree))

    def _point(self, items: list[Any], tree: Tree) -> ast.Point:
        clock = first(items, Clock)
        parts = [each for each in items if not isinstance(each, Clock)]
        duration, relation, anchor = parts if len(parts) == 3 else (None, ast.Relation.AFTER, parts[0])
        return ast.Point(duration, relation, anchor, clock[0] if clock else None, self.place.of(tree))

    def reckoned(self, tree: Tree, items: list[Any]) -> ast.Point:
        return self._point(items, tree)

    def bare(self, tree: Tree, items: list[Any]) -> ast.Point:
        return self._point(items, tree)

    # Windows

    def _window(self, tree: Tree, earliest: ast.Point | None, latest: ast.Point | None) -> ast.Window:
        return ast.Window(earliest, latest, None, None, self.place.of(tree))

    def between(self, tree: Tree, items: list[Any]) -> ast.Window:
        earliest, latest, relation, anchor = items
        span = self.place.of(tree)
        return self._window(
            tree, ast.Point(earliest, relation, anchor, None, span), ast.Point(latest, relation, anchor, None, span)
        )

    def until(self, tree: Tree, items: list[Any]) -> ast.Window:
        return self._window(tree, None, items[0])

    def until_before(self, tree: Tree, items: list[Any]) -> ast.Window:
        return self._window(tree, None, _beside(items[-1], -1))

    def since(self, tree: Tree, items: list[Any]) -> ast.Window:
        return self._window(tree, items[0], None)

    def since_after(self, tree: Tree, items: list[Any]) -> ast.Window:
        return self._window(tree, _beside(items[-1], 1), None)

    def from_to(self, tree: Tree, items: list[Any]) -> ast.Window:
        return self._window(tree, items[0], items[1])

    def on_day(self, tree: Tree, items: list[Any]) -> ast.Window:
        return self._window(tree, items[0], items[0])

    def during(self, tree: Tree, items: list[Any]) -> ast.Window:
        period, number, relation, anchor = items
        span = self.place.of(tree)
        if relation is ast.Relation.BEFORE:
            raise refusal(
                "E001",
                "'during' looks forward from its day",
                span,
                "Write 'during term 1 after …' for the next one, 'during term 1 counting …' for the present one.",
            )
        whole = ast.Whole(int(number), number.span)
        return ast.Window(None, None, ast.During(period, whole, relation, anchor, span), None, span)

    def extended(self, tree: Tree, items: list[Any]) -> Extended:
        return Extended(items)

    # Repetitions

    def within_from(self, tree: Tree, items: list[Any]) -> ast.Within:
        return ast.Within(items[0], items[1], items[2], self.place.of(tree))

    def within_any(self, tree: Tree, items: list[Any]) -> ast.Rolling:
        return ast.Rolling(items[0], self.place.of(tree))

    def each_stretch(self, tree: Tree, items: list[Any]) -> ast.Each:
        return ast.Each(items[0], items[1] if len(items) > 1 else None, self.place.of(tree))

    def repeat(self, tree: Tree, items: list[Any]) -> ast.Repeat:
        return ast.Repeat(
            ast.Quantity(" ".join(first(items, Mark).split())),
            first(items, (ast.Whole, ast.Name)),
            first(items, (ast.Within, ast.Rolling, ast.Each)),
            first(items, ast.Cite),
            self.place.of(tree),
        )


def _beside(point: ast.Point, days: int) -> ast.Point:
    return ast.Point(point.duration, point.relation, point.anchor, point.clock, point.span, days)
