"""The tree of a clause as it was read to what it means, in `ast`."""

from __future__ import annotations

from typing import Any

from .. import ast
from ..base.diagnostics import refusal
from ..base.spans import Position, Span
from .build_parts import CONDITIONS, PartsBuilder
from .build_words import (
    About,
    Addressee,
    By,
    Due,
    Extended,
    Head,
    Inside,
    Label,
    Mark,
    Moments,
    Scope,
    When,
    While,
    With,
    every,
    first,
)
from .reading import Tree


class Builder(PartsBuilder):
    """Builds the clauses, from the leaves up; each method is named after its rule in the grammar."""

    # Vocabulary

    def scale(self, tree: Tree, items: list[Any]) -> ast.Scale:
        names = every(items, ast.Name)
        return ast.Scale(values=names[1:], **self._common(tree, items))

    def kind(self, tree: Tree, items: list[Any]) -> ast.Kind:
        return ast.Kind(values=items[-1], **self._common(tree, items))

    def group(self, tree: Tree, items: list[Any]) -> ast.Group:
        return ast.Group(members=items[-1], **self._common(tree, items))

    def type(self, tree: Tree, items: list[Any]) -> ast.TypeRef:
        return ast.TypeRef(items[0], len(items) > 1, self.place.of(tree))

    def fact(self, tree: Tree, items: list[Any]) -> ast.Fact:
        return ast.Fact(
            type=first(items, ast.TypeRef), constant="constant" in every(items, Mark), **self._common(tree, items)
        )

    def by(self, tree: Tree, items: list[Any]) -> By:
        return By(items[0])

    def moments(self, tree: Tree, items: list[Any]) -> Moments:
        return Moments(items[0])

    def field(self, tree: Tree, items: list[Any]) -> ast.Fields:
        return ast.Fields(
            items[0],
            str(first(items, Label) or ""),
            first(items, ast.TypeRef),
            first(items[1:], ast.Name),
            self.place.of(tree),
        )

    def event(self, tree: Tree, items: list[Any]) -> ast.Event:
        moments = tuple(name for each in every(items, Moments) for name in each)
        return ast.Event(
            by=tuple(first(items, By) or ()),
            moments=moments,
            fields=every(items, ast.Fields),
            contents=every(items, ast.Content),
            recipients=every(items, ast.Recipient),
            **self._common(tree, items),
        )

    def contains(self, tree: Tree, items: list[Any]) -> ast.Content:
        return ast.Content(str(items[0]), _when(items), first(items, ast.Cite), self.place.of(tree))

    def recipient(self, tree: Tree, items: list[Any]) -> ast.Recipient:
        return ast.Recipient(items[0], _when(items), first(items, ast.Cite), self.place.of(tree))

    def deem(self, tree: Tree, items: list[Any]) -> ast.Deem:
        event, target = every(items, ast.Name)
        name = ast.Name(f"{event} as {target}", event.span.to(target.span))
        return ast.Deem(event=event, target=target, when=_when(items), **(self._common(tree, items) | {"name": name}))

    # Decisions

    def for_(self, tree: Tree, items: list[Any]) -> About:
        return About(items)

    def when(self, tree: Tree, items: list[Any]) -> When:
        return When(items)

    def define(self, tree: Tree, items: list[Any]) -> ast.Define:
        return ast.Define(
            about=self._about(items),
            cond=first(items, CONDITIONS),
            **self._common(tree, items),
        )

    def row(self, tree: Tree, items: list[Any]) -> ast.Row:
        return ast.Row(items[0], _when(items), first(items, ast.Cite), self.place.of(tree))

    def decide(self, tree: Tree, items: list[Any]) -> ast.Decide:
        ordered = bool(every(items, Mark))
        rows = every(items, ast.Row)
        return ast.Decide(about=self._about(items), ordered=ordered, rows=rows, **self._common(tree, items))

    def judge(self, tree: Tree, items: list[Any]) -> ast.Judge:
        plain = [item for item in items if type(item) is tuple]
        return ast.Judge(
            about=self._about(items),
            values=plain[0],
            by=plain[1],
            signs=every(items, ast.Sign),
            **self._common(tree, items),
        )

    def sign(self, tree: Tree, items: list[Any]) -> ast.Sign:
        return ast.Sign(
            items[0],
            str(first(items, Label) or ""),
            self._about(items),
            _when(items),
            first(items, ast.Cite),
            self.place.of(tree),
        )

    # Lifecycles

    def state(self, tree: Tree, items: list[Any]) -> ast.State:
        marks = every(items, Mark)
        inside = first(items, Inside)
        return ast.State(
            items[0],
            str(first(items, Label) or ""),
            inside[0] if inside else None,
            "initial" in marks,
            "final" in marks,
            first(items, ast.Cite),
            self.place.of(tree),
        )

    def on_event(self, tree: Tree, items: list[Any]) -> ast.OnEvent:
        return ast.OnEvent(items[0], self.place.of(tree))

    def on_lapse(self, tree: Tree, items: list[Any]) -> ast.OnLapse:
        return ast.OnLapse(items[-1], self.place.of(tree))

    def at_time(self, tree: Tree, items: list[Any]) -> ast.AtTime:
        return ast.AtTime(items[0], self.place.of(tree))

    def transition(self, tree: Tree, items: list[Any]) -> ast.Transition:
        return ast.Transition(
            items[0],
            items[1],
            _when(items),
            first(items, ast.Name),
            first(items, ast.Cite),
            self.place.of(tree),
        )

    def lifecycle(self, tree: Tree, items: list[Any]) -> ast.Lifecycle:
        return ast.Lifecycle(
            states=every(items, ast.State), transitions=every(items, ast.Transition), **self._common(tree, items)
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

    def head(self, tree: Tree, items: list[Any]) -> Head:
        actor, verb, act = every(items, ast.Name)
        # Marks keep no place: the modality is what stands between actor and verb.
        start, end = actor.span.end, verb.span.start
        words = Span(
            self.place.source, Position(start.line, start.column + 1), Position(end.line, max(1, end.column - 1))
        )
        addressee = first(items, Addressee)
        modality = self._modality(words, every(items, Mark))
        return Head((actor, modality, verb, act, addressee[0] if addressee else None))

    def addressee(self, tree: Tree, items: list[Any]) -> Addressee:
        return Addressee(items)

    def scope(self, tree: Tree, items: list[Any]) -> Scope:
        return Scope((items[0] == "each", first(items, ast.Name), _when(items)))

    def while_(self, tree: Tree, items: list[Any]) -> While:
        return While(items)

    def with_(self, tree: Tree, items: list[Any]) -> With:
        return With(items)

    def window_clause(self, tree: Tree, items: list[Any]) -> Due:
        return Due((self._extended(items), first(items, ast.Cite)))

    @staticmethod
    def _extended(items: list[Any]) -> ast.Window | None:
        window: ast.Window | None = first(items, ast.Window)
        extension = first(items, Extended)
        if window is None or extension is None:
            return window
        return ast.Window(window.earliest, window.latest, window.during, extension[0], window.span)

    def effect(self, tree: Tree, items: list[Any]) -> ast.Effect:
        marks = tuple(mark for mark in every(items, Mark) if mark not in ("due", "applies"))
        modality = self._modality(self.place.of(tree), marks) if marks else None
        window, extension = self._extended(items), first(items, Extended)
        return ast.Effect(modality, window, extension[0] if extension and window is None else None, self.place.of(tree))

    def exception(self, tree: Tree, items: list[Any]) -> ast.Exclusion:
        against = next((item for item in items if type(item) is tuple), ())
        return ast.Exclusion(
            items[0],
            against,
            _when(items),
            first(items, ast.Effect),
            first(items, ast.Cite),
            self.place.of(tree),
        )

    def rule(self, tree: Tree, items: list[Any]) -> ast.Rule:
        actor, modality, verb, act, addressee = first(items, Head)
        each, trigger, when = first(items, Scope) or (False, None, None)
        during, performing = first(items, While), first(items, With)
        window, window_cite = first(items, Due) or (None, None)
        return ast.Rule(
            actor=actor,
            modality=modality,
            verb=verb,
            act=act,
            addressee=addressee,
            each=each,
            trigger=trigger,
            when=when,
            during=during[0] if during else None,
            performing=performing[0] if performing else None,
            window=window,
            window_cite=window_cite,
            repeat=first(items, ast.Repeat),
            exceptions=every(items, ast.Exclusion),
            **self._common(tree, items),
        )

    # Parameters, readings, gaps

    def parameter(self, tree: Tree, items: list[Any]) -> ast.Parameter:
        amount, (unit, *_) = first(items, int), (*every(items[1:], ast.Name), None)
        span = amount.span.to(unit.span) if unit else amount.span
        return ast.Parameter(amount=int(amount), unit=unit, value_span=span, **self._common(tree, items))

    def alternative(self, tree: Tree, items: list[Any]) -> ast.Alternative:
        return ast.Alternative(items[0], str(first(items, Label) or ""), self.place.of(tree))

    def reading(self, tree: Tree, items: list[Any]) -> ast.Reading:
        return ast.Reading(
            alternatives=every(items, ast.Alternative), default=every(items, ast.Name)[1], **self._common(tree, items)
        )

    def gap(self, tree: Tree, items: list[Any]) -> ast.Gap:
        touches = next((item for item in items if type(item) is tuple), ())
        return ast.Gap(touches=touches, **self._common(tree, items))

    # Succession

    def carry_state(self, tree: Tree, items: list[Any]) -> ast.CarryState:
        source, target = every(items, ast.Name)
        cut = next(number for number, item in enumerate(items) if item is target)
        before, after = first(items[:cut], Inside), first(items[cut:], Inside)
        return ast.CarryState(
            source,
            before[0] if before else None,
            target,
            after[0] if after else None,
            first(items, ast.Cite),
            self.place.of(tree),
        )

    def carry_rule(self, tree: Tree, items: list[Any]) -> ast.CarryRule:
        fate = ast.Fate(first(items, Mark))
        return ast.CarryRule(first(items, ast.Name), fate, first(items, ast.Cite), self.place.of(tree))

    def succeeds(self, tree: Tree, items: list[Any]) -> ast.Succeeds:
        return ast.Succeeds(
            states=every(items, ast.CarryState), rules=every(items, ast.CarryRule), **self._common(tree, items)
        )

    # What clauses share

    def _common(self, tree: Tree, items: list[Any]) -> dict[str, Any]:
        return {
            "name": items[0],
            "label": str(first(items, Label) or ""),
            "cite": first(items, ast.Cite),
            "span": self.place.of(tree),
        }

    @staticmethod
    def _about(items: list[Any]) -> ast.Name | None:
        about = first(items, About)
        return about[0] if about else None


def _when(items: list[Any]) -> ast.Cond | None:
    when = first(items, When)
    return when[0] if when else None
