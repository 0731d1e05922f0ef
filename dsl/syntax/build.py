"""Lark's parse tree of a clause to its tree in `ast`."""

from __future__ import annotations

from typing import Any

from lark import v_args
from lark.tree import Meta

from .. import ast
from ..base.diagnostics import refusal
from ..base.spans import Position, Span
from .build_parts import (
    CONDITIONS,
    About,
    By,
    Due,
    Head,
    Label,
    Mark,
    Moments,
    PartsBuilder,
    Scope,
    When,
    While,
    every,
    first,
)


@v_args(meta=True)
class Builder(PartsBuilder):
    """Builds the clauses, from the leaves up; each method is named after its rule in the grammar."""

    # Vocabulary

    def scale(self, meta: Meta, items: list[Any]) -> ast.Scale:
        names = every(items, ast.Name)
        return ast.Scale(values=names[1:], **self._common(meta, items))

    def kind(self, meta: Meta, items: list[Any]) -> ast.Kind:
        return ast.Kind(values=items[-1], **self._common(meta, items))

    def group(self, meta: Meta, items: list[Any]) -> ast.Group:
        return ast.Group(members=items[-1], **self._common(meta, items))

    def type(self, meta: Meta, items: list[Any]) -> ast.TypeRef:
        return ast.TypeRef(items[0], len(items) > 1, self.place.meta(meta))

    def fact(self, meta: Meta, items: list[Any]) -> ast.Fact:
        return ast.Fact(
            type=first(items, ast.TypeRef), constant="constant" in every(items, Mark), **self._common(meta, items)
        )

    def by(self, meta: Meta, items: list[Any]) -> By:
        return By(items[0])

    def moments(self, meta: Meta, items: list[Any]) -> Moments:
        return Moments(items[0])

    def field(self, meta: Meta, items: list[Any]) -> ast.Fields:
        return ast.Fields(
            items[0],
            str(first(items, Label) or ""),
            first(items, ast.TypeRef),
            first(items[1:], ast.Name),
            self.place.meta(meta),
        )

    def event(self, meta: Meta, items: list[Any]) -> ast.Event:
        moments = tuple(name for each in every(items, Moments) for name in each)
        return ast.Event(
            by=tuple(first(items, By) or ()),
            moments=moments,
            fields=every(items, ast.Fields),
            **self._common(meta, items),
        )

    # Decisions

    def for_(self, meta: Meta, items: list[Any]) -> About:
        return About(items)

    def when(self, meta: Meta, items: list[Any]) -> When:
        return When(items)

    def define(self, meta: Meta, items: list[Any]) -> ast.Define:
        return ast.Define(
            about=self._about(items),
            cond=first(items, CONDITIONS),
            **self._common(meta, items),
        )

    def row(self, meta: Meta, items: list[Any]) -> ast.Row:
        when = first(items, When)
        return ast.Row(items[0], when[0] if when else None, first(items, ast.Cite), self.place.meta(meta))

    def decide(self, meta: Meta, items: list[Any]) -> ast.Decide:
        return ast.Decide(about=self._about(items), rows=every(items, ast.Row), **self._common(meta, items))

    def judge(self, meta: Meta, items: list[Any]) -> ast.Judge:
        plain = [item for item in items if type(item) is tuple]
        return ast.Judge(about=self._about(items), values=plain[0], by=plain[1], **self._common(meta, items))

    # Lifecycles

    def state(self, meta: Meta, items: list[Any]) -> ast.State:
        marks = every(items, Mark)
        return ast.State(
            items[0],
            str(first(items, Label) or ""),
            "initial" in marks,
            "final" in marks,
            first(items, ast.Cite),
            self.place.meta(meta),
        )

    def transition(self, meta: Meta, items: list[Any]) -> ast.Transition:
        when = first(items, When)
        return ast.Transition(
            items[0],
            items[1],
            when[0] if when else None,
            every(items[2:], ast.Name)[0],
            first(items, ast.Cite),
            self.place.meta(meta),
        )

    def lifecycle(self, meta: Meta, items: list[Any]) -> ast.Lifecycle:
        return ast.Lifecycle(
            states=every(items, ast.State), transitions=every(items, ast.Transition), **self._common(meta, items)
        )

    # Rules

    def _modality(self, span: Span, marks: tuple[str, ...]) -> ast.Modality:
        strength = ast.Strength(marks[0])
        softened = next((mark for mark in marks if mark in ("normally", "usually")), "")
        negated = "not" in marks
        if strength is ast.Strength.MAY and negated:
            raise refusal(
                "E004",
                "'may not' can mean a ban or a mere possibility",
                span,
                "Write 'must not' for a ban, 'need not' where nothing is required.",
            )
        if strength is ast.Strength.NEED and not negated:
            raise refusal(
                "E001",
                "'need' stands only before 'not'",
                span,
                "Write 'must' for a duty, 'need not' where nothing is required.",
            )
        return ast.Modality(strength, softened, negated, span)

    def head(self, meta: Meta, items: list[Any]) -> Head:
        actor, verb, act = every(items, ast.Name)
        # Marks keep no place: the modality is what stands between actor and verb.
        start, end = actor.span.end, verb.span.start
        words = Span(
            self.place.source, Position(start.line, start.column + 1), Position(end.line, max(1, end.column - 1))
        )
        return Head((actor, self._modality(words, every(items, Mark)), verb, act))

    def scope(self, meta: Meta, items: list[Any]) -> Scope:
        when = first(items, When)
        return Scope((first(items, ast.Name), when[0] if when else None))

    def while_(self, meta: Meta, items: list[Any]) -> While:
        return While(items)

    def window_clause(self, meta: Meta, items: list[Any]) -> Due:
        return Due((first(items, ast.Window), first(items, ast.Cite)))

    def effect(self, meta: Meta, items: list[Any]) -> ast.Effect:
        marks = tuple(mark for mark in every(items, Mark) if mark not in ("due", "applies"))
        modality = self._modality(self.place.meta(meta), marks) if marks else None
        return ast.Effect(modality, first(items, ast.Window), self.place.meta(meta))

    def exception(self, meta: Meta, items: list[Any]) -> ast.Exclusion:
        when = first(items, When)
        against = next((item for item in items if type(item) is tuple), ())
        return ast.Exclusion(
            items[0],
            against,
            when[0] if when else None,
            first(items, ast.Effect),
            first(items, ast.Cite),
            self.place.meta(meta),
        )

    def rule(self, meta: Meta, items: list[Any]) -> ast.Rule:
        actor, modality, verb, act = first(items, Head)
        trigger, when = first(items, Scope) or (None, None)
        during = first(items, While)
        window, window_cite = first(items, Due) or (None, None)
        return ast.Rule(
            actor=actor,
            modality=modality,
            verb=verb,
            act=act,
            trigger=trigger,
            when=when,
            during=during[0] if during else None,
            window=window,
            window_cite=window_cite,
            exceptions=every(items, ast.Exclusion),
            **self._common(meta, items),
        )

    # Parameters, readings, gaps

    def parameter(self, meta: Meta, items: list[Any]) -> ast.Parameter:
        amount, unit = first(items, int), every(items, ast.Name)[1]
        return ast.Parameter(
            value=ast.Counted(int(amount), unit, amount.span.to(unit.span)), **self._common(meta, items)
        )

    def alternative(self, meta: Meta, items: list[Any]) -> ast.Alternative:
        return ast.Alternative(items[0], str(first(items, Label) or ""), self.place.meta(meta))

    def reading(self, meta: Meta, items: list[Any]) -> ast.Reading:
        return ast.Reading(
            alternatives=every(items, ast.Alternative), default=every(items, ast.Name)[1], **self._common(meta, items)
        )

    def gap(self, meta: Meta, items: list[Any]) -> ast.Gap:
        touches = next((item for item in items if type(item) is tuple), ())
        return ast.Gap(touches=touches, **self._common(meta, items))

    # What clauses share

    def _common(self, meta: Meta, items: list[Any]) -> dict[str, Any]:
        return {
            "name": items[0],
            "label": str(first(items, Label) or ""),
            "cite": first(items, ast.Cite),
            "span": self.place.meta(meta),
        }

    @staticmethod
    def _about(items: list[Any]) -> ast.Name | None:
        about = first(items, About)
        return about[0] if about else None
