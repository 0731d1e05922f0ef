"""Lark's parse tree of a clause to its tree in `ast`."""

from __future__ import annotations

from typing import Any

from lark import Token, Transformer, v_args
from lark.tree import Meta

from .. import ast
from ..base.diagnostics import Diagnostic, Refused
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


def _first(items: list[Any], kind: type | tuple[type, ...]) -> Any:
    return next((item for item in items if isinstance(item, kind)), None)


def _every(items: list[Any], kind: type | tuple[type, ...]) -> tuple[Any, ...]:
    return tuple(item for item in items if isinstance(item, kind))


class _Whole(int):
    """A whole number, and where it stands."""

    span: Span


class _Label(str):
    """A quoted text, told apart from names."""


class _Mark(str):
    """A keyword that says something by being there."""


class _By(tuple[ast.Name, ...]):
    """Who acts."""


class _Moments(tuple[ast.Name, ...]):
    """The moments of an event."""


class _About(tuple[ast.Name, ...]):
    """The event that a clause is about."""


class _When(tuple[ast.Cond, ...]):
    """A condition after `when`."""


class _While(tuple[ast.Cond, ...]):
    """A condition after `while`."""


class _Scope(tuple[Any, ...]):
    """The triggering event, and the condition it must meet."""


class _Head(tuple[Any, ...]):
    """Actor, modality, verb and act."""


class _Due(tuple[Any, ...]):
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
class Builder(Transformer[Token, Any]):
    """Builds the tree from the leaves up; each method is named after its rule in the grammar."""

    def __init__(self, place: Place) -> None:
        super().__init__(visit_tokens=True)
        self.place = place
        for mark in _MARKS:
            setattr(self, mark, _Mark)

    # Words

    def NAME(self, token: Token) -> ast.Name:
        return ast.Name(str(token), self.place.token(token))

    PARAGRAPH = DATE = NAME

    def INT(self, token: Token) -> _Whole:
        span = self.place.token(token)
        if len(token) > _DIGITS:
            message = f"a number of {len(token)} digits is longer than a handbook can mean"
            raise Refused((Diagnostic("E107", message, span, f"Use at most {_DIGITS} digits."),))
        number = _Whole(token)
        number.span = span
        return number

    def STRING(self, token: Token) -> _Label:
        return _Label(token[1:-1])

    def label(self, meta: Meta, items: list[Any]) -> _Label:
        return _Label(items[0])

    def names(self, meta: Meta, items: list[Any]) -> tuple[ast.Name, ...]:
        return tuple(items)

    def paragraph(self, meta: Meta, items: list[Any]) -> ast.Name:
        name: ast.Name = items[0]
        return name

    def cite(self, meta: Meta, items: list[Any]) -> ast.Cite:
        return ast.Cite(tuple(items), self.place.meta(meta))

    def start(self, meta: Meta, items: list[Any]) -> Any:
        return items[0]

    # Vocabulary

    def scale(self, meta: Meta, items: list[Any]) -> ast.Scale:
        names = _every(items, ast.Name)
        return ast.Scale(values=names[1:], **self._common(meta, items))

    def kind(self, meta: Meta, items: list[Any]) -> ast.Kind:
        return ast.Kind(values=items[-1], **self._common(meta, items))

    def group(self, meta: Meta, items: list[Any]) -> ast.Group:
        return ast.Group(members=items[-1], **self._common(meta, items))

    def type(self, meta: Meta, items: list[Any]) -> ast.TypeRef:
        return ast.TypeRef(items[0], len(items) > 1, self.place.meta(meta))

    def fact(self, meta: Meta, items: list[Any]) -> ast.Fact:
        return ast.Fact(
            type=_first(items, ast.TypeRef), constant="constant" in _every(items, _Mark), **self._common(meta, items)
        )

    def by(self, meta: Meta, items: list[Any]) -> _By:
        return _By(items[0])

    def moments(self, meta: Meta, items: list[Any]) -> _Moments:
        return _Moments(items[0])

    def field(self, meta: Meta, items: list[Any]) -> ast.Fields:
        return ast.Fields(
            items[0],
            str(_first(items, _Label) or ""),
            _first(items, ast.TypeRef),
            _first(items[1:], ast.Name),
            self.place.meta(meta),
        )

    def event(self, meta: Meta, items: list[Any]) -> ast.Event:
        moments = tuple(name for each in _every(items, _Moments) for name in each)
        return ast.Event(
            by=tuple(_first(items, _By) or ()),
            moments=moments,
            fields=_every(items, ast.Fields),
            **self._common(meta, items),
        )

    # Decisions

    def for_(self, meta: Meta, items: list[Any]) -> _About:
        return _About(items)

    def when(self, meta: Meta, items: list[Any]) -> _When:
        return _When(items)

    def define(self, meta: Meta, items: list[Any]) -> ast.Define:
        return ast.Define(
            about=self._about(items),
            cond=_first(items, _CONDITIONS),
            **self._common(meta, items),
        )

    def row(self, meta: Meta, items: list[Any]) -> ast.Row:
        when = _first(items, _When)
        return ast.Row(items[0], when[0] if when else None, _first(items, ast.Cite), self.place.meta(meta))

    def decide(self, meta: Meta, items: list[Any]) -> ast.Decide:
        return ast.Decide(about=self._about(items), rows=_every(items, ast.Row), **self._common(meta, items))

    def judge(self, meta: Meta, items: list[Any]) -> ast.Judge:
        plain = [item for item in items if type(item) is tuple]
        return ast.Judge(about=self._about(items), values=plain[0], by=plain[1], **self._common(meta, items))

    # Lifecycles

    def state(self, meta: Meta, items: list[Any]) -> ast.State:
        marks = _every(items, _Mark)
        return ast.State(
            items[0],
            str(_first(items, _Label) or ""),
            "initial" in marks,
            "final" in marks,
            _first(items, ast.Cite),
            self.place.meta(meta),
        )

    def transition(self, meta: Meta, items: list[Any]) -> ast.Transition:
        when = _first(items, _When)
        return ast.Transition(
            items[0],
            items[1],
            when[0] if when else None,
            _every(items[2:], ast.Name)[0],
            _first(items, ast.Cite),
            self.place.meta(meta),
        )

    def lifecycle(self, meta: Meta, items: list[Any]) -> ast.Lifecycle:
        return ast.Lifecycle(
            states=_every(items, ast.State), transitions=_every(items, ast.Transition), **self._common(meta, items)
        )

    # Rules

    def _modality(self, span: Span, marks: tuple[str, ...]) -> ast.Modality:
        strength = ast.Strength(marks[0])
        softened = next((mark for mark in marks if mark in ("normally", "usually")), "")
        negated = "not" in marks
        if strength is ast.Strength.MAY and negated:
            raise Refused(
                (
                    Diagnostic(
                        "E004",
                        "'may not' can mean a ban or a mere possibility",
                        span,
                        "Write 'must not' for a ban, 'need not' where nothing is required.",
                    ),
                )
            )
        if strength is ast.Strength.NEED and not negated:
            raise Refused(
                (
                    Diagnostic(
                        "E001",
                        "'need' stands only before 'not'",
                        span,
                        "Write 'must' for a duty, 'need not' where nothing is required.",
                    ),
                )
            )
        return ast.Modality(strength, softened, negated, span)

    def head(self, meta: Meta, items: list[Any]) -> _Head:
        actor, verb, act = _every(items, ast.Name)
        # Marks keep no place: the modality is what stands between actor and verb.
        start, end = actor.span.end, verb.span.start
        words = Span(
            self.place.source, Position(start.line, start.column + 1), Position(end.line, max(1, end.column - 1))
        )
        return _Head((actor, self._modality(words, _every(items, _Mark)), verb, act))

    def scope(self, meta: Meta, items: list[Any]) -> _Scope:
        when = _first(items, _When)
        return _Scope((_first(items, ast.Name), when[0] if when else None))

    def while_(self, meta: Meta, items: list[Any]) -> _While:
        return _While(items)

    def window_clause(self, meta: Meta, items: list[Any]) -> _Due:
        return _Due((_first(items, ast.Window), _first(items, ast.Cite)))

    def effect(self, meta: Meta, items: list[Any]) -> ast.Effect:
        marks = tuple(mark for mark in _every(items, _Mark) if mark not in ("due", "applies"))
        modality = self._modality(self.place.meta(meta), marks) if marks else None
        return ast.Effect(modality, _first(items, ast.Window), self.place.meta(meta))

    def exception(self, meta: Meta, items: list[Any]) -> ast.Exclusion:
        when = _first(items, _When)
        against = next((item for item in items if type(item) is tuple), ())
        return ast.Exclusion(
            items[0],
            against,
            when[0] if when else None,
            _first(items, ast.Effect),
            _first(items, ast.Cite),
            self.place.meta(meta),
        )

    def rule(self, meta: Meta, items: list[Any]) -> ast.Rule:
        actor, modality, verb, act = _first(items, _Head)
        trigger, when = _first(items, _Scope) or (None, None)
        during = _first(items, _While)
        window, window_cite = _first(items, _Due) or (None, None)
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
            exceptions=_every(items, ast.Exclusion),
            **self._common(meta, items),
        )

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
        return ast.StartOf(_first(items, ast.Name), self.place.meta(meta))

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
        side, ref = _first(items, _Span) or ("", None)
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
        connectives = set(_every(items, _Mark))
        terms = tuple(item for item in items if not isinstance(item, _Mark))
        if not connectives:
            single: ast.Cond = terms[0]
            return single
        span = self.place.meta(meta)
        if len(connectives) > 1:
            words = _every(items, _Mark)
            change = next(number for number, word in enumerate(words) if word != words[0])
            raise Refused(
                (
                    Diagnostic(
                        "E005",
                        "'and' and 'or' stand side by side, so the condition can be read in two ways",
                        terms[change].span.to(terms[change + 1].span),
                        "Put brackets around the part that belongs together: '(A and B) or C', or 'A and (B or C)'.",
                    ),
                )
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

    # Parameters, readings, gaps

    def parameter(self, meta: Meta, items: list[Any]) -> ast.Parameter:
        amount, unit = _first(items, int), _every(items, ast.Name)[1]
        return ast.Parameter(
            value=ast.Counted(int(amount), unit, amount.span.to(unit.span)), **self._common(meta, items)
        )

    def alternative(self, meta: Meta, items: list[Any]) -> ast.Alternative:
        return ast.Alternative(items[0], str(_first(items, _Label) or ""), self.place.meta(meta))

    def reading(self, meta: Meta, items: list[Any]) -> ast.Reading:
        return ast.Reading(
            alternatives=_every(items, ast.Alternative), default=_every(items, ast.Name)[1], **self._common(meta, items)
        )

    def gap(self, meta: Meta, items: list[Any]) -> ast.Gap:
        touches = next((item for item in items if type(item) is tuple), ())
        return ast.Gap(touches=touches, **self._common(meta, items))

    # What clauses share

    def _common(self, meta: Meta, items: list[Any]) -> dict[str, Any]:
        return {
            "name": items[0],
            "label": str(_first(items, _Label) or ""),
            "cite": _first(items, ast.Cite),
            "span": self.place.meta(meta),
        }

    @staticmethod
    def _about(items: list[Any]) -> ast.Name | None:
        about = _first(items, _About)
        return about[0] if about else None


_CONDITIONS: tuple[type, ...] = (
    ast.Flag,
    ast.Compare,
    ast.Quantified,
    ast.HasPassed,
    ast.Exists,
    ast.Not,
    ast.And,
    ast.Or,
)
