"""Trees of clauses at random, well formed but meaning nothing: every construct of the language in every place it may
take."""

from __future__ import annotations

from typing import TypeVar

from hypothesis import strategies as st

from remit.dsl import ast
from remit.dsl.base.spans import Position, Span

from .printing import Program

T = TypeVar("T")

S = Span("made", Position(1, 1), Position(1, 2))
"""The place of all that is made: places do not count when trees are compared."""

WORDS = ("alpha", "beta", "Gamma", "delta_2", "_epsilon", "zeta_eta_theta_iota", "kappa_of_the_very_long_names_lambda")

names = st.sampled_from(WORDS).map(lambda text: ast.Name(text, S))
labels = st.sampled_from(["", "A label", "It's – not -- a comment: (x)", "é" * 90])
cites = st.lists(
    st.sampled_from(["1", "12.3", "51[2]", "Annex A", "Table 4", "B7"]).map(lambda text: ast.Name(text, S)),
    min_size=1,
    max_size=3,
).map(lambda found: ast.Cite(tuple(found), S))


def named(text: str) -> ast.Name:
    return ast.Name(text, S)


def maybe(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    return st.none() | strategy


def several(strategy: st.SearchStrategy[T], least: int = 0, most: int = 3) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(strategy, min_size=least, max_size=most).map(tuple)


# Time and references

days = st.dates().map(lambda day: ast.Fixed(named(day.isoformat()), S))
amounts = st.integers(0, 999_999_999)
durations = names | st.builds(ast.Counted, amounts, names, st.just(S))
clocks = st.times().map(lambda time: named(time.strftime("%H:%M")))
wholes = st.builds(ast.Whole, amounts, st.just(S))
relations = st.sampled_from(ast.Relation)

refs: st.SearchStrategy[ast.Ref] = st.deferred(
    lambda: st.one_of(
        st.sampled_from([ast.It(S), ast.Done(S), ast.That(S)]), st.builds(ast.Entry, names, names, st.just(S)), selects
    )
)
stretches = st.deferred(lambda: st.builds(ast.Stretch, maybe(refs | days), maybe(refs | days)))
selects = st.deferred(
    lambda: st.builds(
        ast.Select,
        st.sampled_from(ast.Selector),
        names,
        st.just(ast.Stretch()) | stretches,
        st.none() | conditions,
        st.just(S),
    )
)
anchors = st.one_of(
    days,
    st.builds(ast.StartOf, names, maybe(names), st.just(S)),
    st.builds(ast.MomentOf, names, refs, st.just(S)),
)
points = st.one_of(
    st.builds(ast.Point, durations, relations, anchors, maybe(clocks), st.just(S)),
    st.builds(ast.Point, st.none(), st.just(ast.Relation.AFTER), anchors, maybe(clocks), st.just(S)),
)


@st.composite
def windows(draw: st.DrawFn, extended: bool = True) -> ast.Window:
    extension = draw(maybe(durations)) if extended else None
    match draw(st.sampled_from(("between", "by", "before", "from", "after", "from to", "on", "during"))):
        case "between":
            relation, anchor = draw(relations), draw(anchors)
            first, last = (ast.Point(draw(durations), relation, anchor, None, S) for _ in range(2))
            return ast.Window(first, last, None, extension, S)
        case "by":
            return ast.Window(None, draw(points), None, extension, S)
        case "before":
            return ast.Window(None, _beside(draw(points), -1), None, extension, S)
        case "from":
            return ast.Window(draw(points), None, None, extension, S)
        case "after":
            return ast.Window(_beside(draw(points), 1), None, None, extension, S)
        case "from to":
            return ast.Window(draw(points), draw(points), None, extension, S)
        case "on":
            day = draw(points)
            return ast.Window(day, day, None, extension, S)
        case _:
            relation = draw(st.sampled_from((ast.Relation.AFTER, ast.Relation.COUNTING)))
            period = ast.During(draw(names), draw(wholes), relation, draw(anchors), S)
            return ast.Window(None, None, period, extension, S)


def _beside(point: ast.Point, days: int) -> ast.Point:
    return ast.Point(point.duration, point.relation, point.anchor, point.clock, S, days)


# Conditions

trials: st.SearchStrategy[ast.Trial] = st.one_of(
    st.builds(ast.Is, names, st.sampled_from(ast.Order), st.just(False), st.just(S)),
    st.builds(ast.Is, names, st.just(ast.Order.EXACTLY), st.booleans(), st.just(S)),
    st.builds(ast.OneOf, several(names, 1), st.just(True), st.booleans(), st.just(S)),
    st.builds(ast.OneOf, several(names, 1, 1), st.just(False), st.booleans(), st.just(S)),
    st.builds(ast.Dated, st.sampled_from(ast.Side), points, st.just(S)),
    st.builds(ast.IsKnown, st.booleans(), st.just(S)),
    st.builds(ast.IsApplicable, st.booleans(), st.just(S)),
)
paths = st.builds(ast.Path, names, maybe(refs), st.just(S))
_wheres = st.deferred(lambda: st.none() | conditions)
_counted = st.sampled_from([each for each in ast.Quantity if each is not ast.Quantity.ABOUT])
_leaves: st.SearchStrategy[ast.Cond] = st.one_of(
    st.builds(ast.Flag, paths, st.just(S)),
    st.builds(ast.Compare, paths, trials, st.just(S)),
    st.builds(ast.Quantified, st.booleans(), names, refs, trials, st.just(S)),
    st.builds(ast.HasPassed, points, st.just(S)),
    st.builds(ast.Exists, st.booleans(), names, stretches, _wheres, st.just(S)),
    st.builds(ast.Counts, names, stretches, _wheres, _counted, names | wholes, st.just(S)),
)
conditions: st.SearchStrategy[ast.Cond] = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.builds(ast.Not, inner, st.just(S)),
        st.builds(ast.And, several(inner, 2), st.just(S)),
        st.builds(ast.Or, several(inner, 2), st.just(S)),
        st.builds(ast.Presumed, inner, names, st.just(S)),
    ),
    max_leaves=4,
)

# Clauses

modalities = st.builds(
    ast.Modality,
    st.sampled_from(ast.Strength),
    st.sampled_from(["", "normally", "usually"]),
    st.booleans(),
    st.just(S),
).filter(
    lambda each: each.negated == (each.strength is ast.Strength.NEED) or each.strength.value not in ("may", "need")
)
types = st.builds(ast.TypeRef, names, st.booleans(), st.just(S))
effects = st.one_of(
    st.builds(ast.Effect, modalities, maybe(windows()), st.none(), st.just(S)),
    st.builds(ast.Effect, maybe(modalities), windows(), st.none(), st.just(S)),
    st.builds(ast.Effect, maybe(modalities), st.none(), durations, st.just(S)),
)
exclusions = st.builds(
    ast.Exclusion, names, several(names, most=2), conditions, maybe(effects), maybe(cites), st.just(S)
)
repeats = st.builds(
    ast.Repeat,
    st.sampled_from(ast.Quantity),
    names | wholes,
    st.one_of(
        st.builds(ast.Within, durations, relations, anchors, st.just(S)),
        st.builds(ast.Rolling, durations, st.just(S)),
        st.builds(ast.Each, durations, maybe(anchors), st.just(S)),
    ),
    maybe(cites),
    st.just(S),
)
triggers = st.one_of(
    st.builds(ast.OnEvent, names, st.just(S)),
    st.builds(ast.OnLapse, names, st.just(S)),
    st.builds(ast.AtTime, points, st.just(S)),
)


@st.composite
def rules(draw: st.DrawFn) -> ast.Rule:
    trigger = draw(maybe(names))
    window = draw(maybe(windows()))
    return ast.Rule(
        name=draw(names),
        label=draw(labels),
        cite=draw(maybe(cites)),
        actor=draw(names),
        modality=draw(modalities),
        verb=draw(names),
        act=draw(names),
        addressee=draw(maybe(names)),
        each=draw(st.booleans()) if trigger else False,
        trigger=trigger,
        when=draw(maybe(conditions)) if trigger else None,
        during=draw(maybe(conditions)),
        performing=draw(maybe(conditions)),
        window=window,
        window_cite=draw(maybe(cites)) if window else None,
        repeat=draw(maybe(repeats)),
        exceptions=draw(several(exclusions, most=2)),
        span=S,
    )


@st.composite
def deems(draw: st.DrawFn) -> ast.Deem:
    event, target = draw(names), draw(names)
    when, cite = draw(maybe(conditions)), draw(maybe(cites))
    return ast.Deem(name=named(f"{event} as {target}"), event=event, target=target, when=when, cite=cite, span=S)


_clause = {"name": names, "label": labels, "span": st.just(S)}
_uncited = {**_clause, "cite": st.none()}
_cited = {**_clause, "cite": maybe(cites)}
_about = {"about": maybe(names)}
_parts = {"span": st.just(S), "cite": maybe(cites)}

clauses: st.SearchStrategy[ast.AnyClause] = st.one_of(
    st.builds(ast.Scale, **_uncited, values=several(names, 2)),
    st.builds(ast.Kind, **_uncited, values=several(names, 1)),
    st.builds(ast.Group, **{**_uncited, "label": st.just("")}, members=several(names, 1)),
    st.builds(ast.Fact, **_cited, type=types, constant=st.booleans()),
    st.builds(
        ast.Event,
        **_uncited,
        by=several(names),
        moments=several(names),
        fields=several(st.builds(ast.Fields, several(names, 1), labels, types, maybe(names), st.just(S))),
        contents=several(st.builds(ast.Content, labels, maybe(conditions), **_parts)),
        recipients=several(st.builds(ast.Recipient, names, maybe(conditions), **_parts)),
    ),
    deems(),
    st.builds(ast.Define, **_cited, **_about, cond=conditions),
    st.builds(
        ast.Decide,
        **_uncited,
        **_about,
        ordered=st.booleans(),
        rows=several(st.builds(ast.Row, names, maybe(conditions), **_parts), 1),
    ),
    st.builds(
        ast.Judge,
        **_cited,
        **_about,
        values=several(names, 1),
        by=several(names, 1),
        signs=several(st.builds(ast.Sign, names, labels, maybe(names), maybe(conditions), **_parts)),
    ),
    st.builds(
        ast.Lifecycle,
        **_uncited,
        states=several(
            st.builds(ast.State, names, labels, maybe(names), st.booleans(), st.booleans(), **_parts),
        ),
        transitions=several(
            st.builds(ast.Transition, several(names, 1), triggers, maybe(conditions), names, **_parts),
        ),
    ),
    rules(),
    st.builds(ast.Parameter, **_cited, amount=amounts, unit=maybe(names), value_span=st.just(S)),
    st.builds(
        ast.Reading,
        **_cited,
        alternatives=several(st.builds(ast.Alternative, names, labels, st.just(S)), 2),
        default=names,
    ),
    st.builds(ast.Gap, **_cited, touches=several(names)),
    st.builds(
        ast.Succeeds,
        name=st.sampled_from(["some-schools@2023-09-01", "b2@2020-01-31"]).map(named),
        span=st.just(S),
        states=several(st.builds(ast.CarryState, names, maybe(names), names, maybe(names), **_parts)),
        rules=several(st.builds(ast.CarryRule, names, st.sampled_from(ast.Fate), **_parts)),
    ),
)

programs = several(clauses, 1).map(Program)
