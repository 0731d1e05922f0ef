"""Programs at random in which every name fits its place, over one small vocabulary; they load without an error."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from remit.dsl import ast

from . import trees
from .printing import Program
from .trees import S, maybe, named, several

VOCABULARY = """
scale Grade: good > fair > poor
kind Sort: nursery, primary, secondary
group marks = mark, early
group young = nursery, primary
fact sort: Sort constant
fact boarding: boolean varying
fact rating: Grade? varying
event visit by ofsted moments started, ended, published
  field mark: Grade
  field early: Grade?
  field safe: boolean
event order by ministry moments made
  field urgent: boolean
  field about: Sort
event letter
  field grave: boolean default no
parameter soon = 9 months cite 1
parameter shortly = 2 weeks cite 1
parameter few = 2 cite 1
reading which_day "?": started | ended default started cite 1
reading which_way "?": narrow | wide default narrow cite 1
"""

FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    "visit": {"mark": ("good", "fair", "poor"), "early": ("good", "fair", "poor"), "safe": ("yes", "no")},
    "order": {"urgent": ("yes", "no"), "about": ("nursery", "primary", "secondary")},
    "letter": {"grave": ("yes", "no")},
}
MOMENTS = {"visit": ("started", "ended", "published", "which_day"), "order": ("made",), "letter": ("date",)}
FACTS = {"sort": ("nursery", "primary", "secondary"), "boarding": ("yes", "no"), "rating": ("good", "fair", "poor")}
SCALES = {"mark", "early", "rating"}
OPTIONAL = {"early", "rating"}
STATES = ("open", "quiet", "watched", "shut")
UNITS = ("days", "day", "weeks", "months", "years", "working_days", "school_days", "terms", "academic_years")
PERIODS = ("week", "month", "term", "calendar_year", "academic_year", "financial_year")


@dataclass(frozen=True, slots=True)
class Here:
    """What a clause may speak of: the events that its `it`, `done` and `that` stand for (None: it has none), the names
    defined above it with what they are about, whether states may be asked for, and how deep conditions may go."""

    it: str | None = None
    done: str | None = None
    that: str | None = None
    defined: tuple[tuple[str, str | None], ...] = ()
    decided: tuple[tuple[str, str | None, tuple[str, ...]], ...] = ()
    states: bool = True
    depth: int = 2


def _pick(draw: st.DrawFn, *choices: str) -> ast.Name:
    return named(draw(st.sampled_from(choices)))


# References and days


def _ref(draw: st.DrawFn, here: Here, event: str) -> ast.Ref:
    """A way to mean an event of a type."""
    known: list[ast.Ref] = [ast.It(S)] if here.it == event else []
    known += [ast.Done(S)] if here.done == event else []
    known += [ast.That(S)] if here.that == event else []
    if known and draw(st.integers(0, 3)):
        return draw(st.sampled_from(known))
    where = None
    if here.depth > 0 and not draw(st.integers(0, 3)):
        where = draw(conditions(replace(here, that=event, depth=here.depth - 1)))
    return ast.Select(draw(st.sampled_from(ast.Selector)), named(event), _stretch(draw, here), where, S)


def _stretch(draw: st.DrawFn, here: Here) -> ast.Stretch:
    def bound() -> ast.Bound | None:
        if here.depth <= 0 or draw(st.integers(0, 2)):
            return None
        if draw(st.booleans()):
            return draw(fixed)
        return _ref(draw, replace(here, depth=here.depth - 1), draw(st.sampled_from(tuple(FIELDS))))

    return ast.Stretch(bound(), bound())


fixed = st.dates(min_value=dt.date(2020, 1, 1), max_value=dt.date(2026, 12, 31)).map(
    lambda day: ast.Fixed(named(day.isoformat()), S)
)
durations = st.one_of(
    st.sampled_from(["soon", "shortly"]).map(named),
    st.builds(ast.Counted, st.integers(1, 30), st.sampled_from(UNITS).map(named), st.just(S)),
    st.integers(1, 10).map(lambda number: ast.Counted(24 * number, named("hours"), S)),
)


@st.composite
def anchors(draw: st.DrawFn, here: Here) -> ast.Anchor:
    match draw(st.sampled_from(("moment", "moment", "fixed", "fact", "lifecycle", "state"))):
        case "moment":
            event = draw(st.sampled_from(tuple(FIELDS)))
            return ast.MomentOf(_pick(draw, *MOMENTS[event]), _ref(draw, here, event), S)
        case "fact":
            return ast.StartOf(_pick(draw, "boarding", "rating"), None, S)
        case "lifecycle" if here.states:
            return ast.StartOf(named("standing"), None, S)
        case "state" if here.states:
            return ast.StartOf(_pick(draw, *STATES), named("standing"), S)
        case _:
            return draw(fixed)


@st.composite
def points(draw: st.DrawFn, here: Here) -> ast.Point:
    duration = draw(maybe(durations))
    relation = draw(st.sampled_from(ast.Relation)) if duration else ast.Relation.AFTER
    return ast.Point(duration, relation, draw(anchors(here)), draw(maybe(trees.clocks)), S)


@st.composite
def windows(draw: st.DrawFn, here: Here) -> ast.Window:
    form = draw(st.sampled_from(("by", "before", "from", "after", "from to", "on", "during")))
    first, last = draw(points(here)), draw(points(here))
    match form:
        case "by" | "before":
            window = ast.Window(None, replace(last, beside=-1 if form == "before" else 0), None, None, S)
        case "from" | "after":
            return ast.Window(replace(first, beside=1 if form == "after" else 0), None, None, None, S)
        case "from to":
            window = ast.Window(first, last, None, None, S)
        case "on":
            window = ast.Window(first, first, None, None, S)
        case _:
            relation = draw(st.sampled_from((ast.Relation.AFTER, ast.Relation.COUNTING)))
            number = ast.Whole(draw(st.integers(1, 3)), S)
            during = ast.During(_pick(draw, *PERIODS), number, relation, draw(anchors(here)), S)
            window = ast.Window(None, None, during, None, S)
    return replace(window, extension=draw(maybe(durations)))


# Conditions


def _trial(draw: st.DrawFn, name: str, values: tuple[str, ...]) -> ast.Trial:
    """A test of a fact or field that has these values."""
    forms = ["is", "is", "is not", "one of", "known"]
    forms += ["scale", "scale"] if name in SCALES else []
    forms += ["applicable"] if name in OPTIONAL else []
    forms += ["group"] if values == FACTS["sort"] else []
    value, negated = _pick(draw, *values), draw(st.booleans())
    match draw(st.sampled_from(forms)):
        case "is":
            return ast.Is(value, ast.Order.EXACTLY, False, S)
        case "is not":
            return ast.Is(value, ast.Order.EXACTLY, True, S)
        case "one of":
            return ast.OneOf((value, _pick(draw, *values)), True, negated, S)
        case "known":
            return ast.IsKnown(negated, S)
        case "scale":
            return ast.Is(value, draw(st.sampled_from((ast.Order.OR_BETTER, ast.Order.OR_WORSE))), False, S)
        case "applicable":
            return ast.IsApplicable(negated, S)
        case _:
            return ast.OneOf((named("young"),), False, negated, S)


def _told(draw: st.DrawFn, here: Here) -> ast.Cond:
    """A test of something that a case tells itself."""
    forms = ["fact", "flag", "field", "field", "field flag", "group", "dated", "reading", "some", "count", "passed"]
    forms += ["state", "state"] if here.states else []
    match draw(st.sampled_from(forms)):
        case "fact":
            name = draw(st.sampled_from(tuple(FACTS)))
            return ast.Compare(ast.Path(named(name), None, S), _trial(draw, name, FACTS[name]), S)
        case "flag":
            return ast.Flag(ast.Path(named("boarding"), None, S), S)
        case "field":
            event = draw(st.sampled_from(tuple(FIELDS)))
            name = draw(st.sampled_from(tuple(FIELDS[event])))
            path = ast.Path(named(name), _ref(draw, here, event), S)
            return ast.Compare(path, _trial(draw, name, FIELDS[event][name]), S)
        case "field flag":
            event, name = draw(st.sampled_from((("visit", "safe"), ("order", "urgent"), ("letter", "grave"))))
            return ast.Flag(ast.Path(named(name), _ref(draw, here, event), S), S)
        case "group":
            trial = _trial(draw, "mark", FIELDS["visit"]["mark"])
            return ast.Quantified(draw(st.booleans()), named("marks"), _ref(draw, here, "visit"), trial, S)
        case "dated":
            event = draw(st.sampled_from(tuple(FIELDS)))
            moment = _pick(draw, *(each for each in MOMENTS[event] if each != "which_day"))
            trial = ast.Dated(draw(st.sampled_from(ast.Side)), draw(points(here)), S)
            return ast.Compare(ast.Path(moment, _ref(draw, here, event), S), trial, S)
        case "reading":
            is_wide = ast.Is(named("wide"), ast.Order.EXACTLY, draw(st.booleans()), S)
            return ast.Compare(ast.Path(named("which_way"), None, S), is_wide, S)
        case "some":
            event, where = _tried(draw, here)
            return ast.Exists(draw(st.booleans()), named(event), _stretch(draw, here), where, S)
        case "count":
            event, where = _tried(draw, here)
            number = draw(st.sampled_from([ast.Whole(0, S), ast.Whole(1, S), ast.Whole(3, S), named("few")]))
            quantity = draw(st.sampled_from((ast.Quantity.AT_LEAST, ast.Quantity.AT_MOST, ast.Quantity.EXACTLY)))
            return ast.Counts(named(event), _stretch(draw, here), where, quantity, number, S)
        case "passed":
            return ast.HasPassed(draw(points(here)), S)
        case _:
            order = ast.Is(_pick(draw, *STATES), ast.Order.EXACTLY, draw(st.booleans()), S)
            return ast.Compare(ast.Path(named("standing"), None, S), order, S)


def _tried(draw: st.DrawFn, here: Here) -> tuple[str, ast.Cond | None]:
    event = draw(st.sampled_from(tuple(FIELDS)))
    if here.depth <= 0 or draw(st.booleans()):
        return event, None
    return event, draw(conditions(replace(here, that=event, depth=here.depth - 1)))


def _named(draw: st.DrawFn, here: Here) -> ast.Cond:
    """A condition that was defined, or a decision that was made, above."""
    choices: list[tuple[str, str | None, tuple[str, ...]]] = [(name, about, ()) for name, about in here.defined]
    choices += here.decided
    if not choices:
        return _told(draw, here)
    name, about, values = draw(st.sampled_from(choices))
    path = ast.Path(named(name), _ref(draw, here, about) if about else None, S)
    if not values:
        return ast.Flag(path, S)
    return ast.Compare(path, ast.Is(_pick(draw, *values), ast.Order.EXACTLY, draw(st.booleans()), S), S)


@st.composite
def conditions(draw: st.DrawFn, here: Here) -> ast.Cond:
    if here.depth <= 0:
        return _told(draw, here)
    below = replace(here, depth=here.depth - 1)
    match draw(st.sampled_from(("leaf", "leaf", "leaf", "name", "not", "and", "or", "presumed"))):
        case "leaf":
            return _told(draw, here)
        case "name":
            return _named(draw, here)
        case "not":
            return ast.Not(draw(conditions(below)), S)
        case "presumed":
            return ast.Presumed(_told(draw, below), _pick(draw, "yes", "no"), S)
        case "and":
            return ast.And(tuple(draw(conditions(below)) for _ in range(2)), S)
        case _:
            return ast.Or(tuple(draw(conditions(below)) for _ in range(2)), S)


# Clauses

CITE = ast.Cite((named("1"),), S)
ABOUT = (None, *FIELDS)


def _lifecycle(draw: st.DrawFn, rules: tuple[str, ...]) -> ast.Lifecycle:
    states = (
        ast.State(named("open"), "", None, True, False, None, S),
        ast.State(named("quiet"), "", named("open"), True, False, None, S),
        ast.State(named("watched"), "", named("open"), False, False, None, S),
        ast.State(named("shut"), "", None, False, True, None, S),
    )
    moves = []
    events = draw(st.permutations(tuple(FIELDS)))  # one for each transition, so that no two lead apart
    for event, target in zip(events, ("watched", "shut", draw(st.sampled_from(STATES))), strict=True):
        trigger: ast.Trigger
        match draw(st.sampled_from(("event", "event", "lapse", "time"))):
            case "lapse" if rules:
                trigger, about = ast.OnLapse(_pick(draw, *rules), S), None
            case "time":
                trigger, about = ast.AtTime(draw(points(Here(states=False, depth=1))), S), None
            case _:
                trigger, about = ast.OnEvent(named(event), S), event
        when = draw(maybe(conditions(Here(it=about, states=False, depth=1))))
        sources = (named("any"),) if draw(st.booleans()) else (named("open"),)
        moves.append(ast.Transition(sources, trigger, when, named(target), CITE, S))
    return ast.Lifecycle(name=named("standing"), states=states, transitions=tuple(moves), span=S)


def _modality(draw: st.DrawFn) -> ast.Modality:
    return draw(trees.modalities)


def _turned(draw: st.DrawFn, repeat: ast.Repeat | None) -> ast.Modality:
    """To what an exception may turn a rule (`E218`)."""
    made = _modality(draw)
    if repeat is not None and made.strength is not ast.Strength.NEED:
        made = replace(made, negated=False)
        if made.strength is ast.Strength.MAY and repeat.quantity is not ast.Quantity.AT_MOST:
            made = replace(made, strength=ast.Strength.SHOULD)
    return made


def _rule(draw: st.DrawFn, name: str, here: Here) -> ast.Rule:
    trigger = draw(st.sampled_from(ABOUT))
    actor, act = draw(st.sampled_from((("ofsted", "visit"), ("ministry", "order"), ("anybody", "letter"))))
    about, acting = replace(here, it=trigger), replace(here, it=trigger, done=act)
    modality = _modality(draw)
    window = draw(maybe(windows(about)))
    repeat = None if modality.negated or draw(st.integers(0, 2)) else _repeat(draw, modality, about)
    exceptions = []
    for number in range(draw(st.integers(0, 2))):
        effect = draw(st.sampled_from(("none", "modality", "window", "extended")))
        then = {
            "none": None,
            "modality": ast.Effect(_turned(draw, repeat), None, None, S),
            "window": ast.Effect(None, draw(windows(acting)), None, S),
            "extended": ast.Effect(None, None, draw(durations), S),
        }[effect]
        ends = window is not None and window.extension is None and (window.latest or window.during)
        if effect == "extended" and not ends:
            then = None
        against = (named("e0"),) if number and draw(st.booleans()) else ()
        exceptions.append(ast.Exclusion(named(f"e{number}"), against, draw(conditions(acting)), then, CITE, S))
    return ast.Rule(
        name=named(name),
        cite=CITE,
        actor=named(actor),
        modality=modality,
        verb=named("give"),
        act=named(act),
        addressee=draw(st.sampled_from((None, named("governors")))),
        each=draw(st.booleans()) if trigger else False,
        trigger=named(trigger) if trigger else None,
        when=draw(maybe(conditions(about))) if trigger else None,
        during=draw(maybe(conditions(about))),
        performing=draw(maybe(conditions(acting))),
        window=window,
        window_cite=None,
        repeat=repeat,
        exceptions=tuple(exceptions),
        span=S,
    )


def _repeat(draw: st.DrawFn, modality: ast.Modality, here: Here) -> ast.Repeat:
    may = modality.strength is ast.Strength.MAY
    quantity = ast.Quantity.AT_MOST if may else draw(st.sampled_from(ast.Quantity))
    number = draw(st.sampled_from([ast.Whole(1, S), ast.Whole(2, S), named("few")]))
    over: ast.Within | ast.Rolling | ast.Each
    match draw(st.sampled_from(("within", "any", "period", "each"))):
        case "within":
            over = ast.Within(draw(durations), draw(st.sampled_from(ast.Relation)), draw(anchors(here)), S)
        case "any":
            over = ast.Rolling(draw(durations), S)
        case "period":
            over = ast.Each(_pick(draw, *PERIODS), None, S)
        case _:
            over = ast.Each(draw(durations), draw(anchors(here)), S)
    return ast.Repeat(quantity, number, over, None, S)


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """The clauses that use the vocabulary: definitions, decisions, judgements, deemings, rules and a lifecycle."""
    made: list[ast.AnyClause] = []
    here = Here()
    for number in range(draw(st.integers(0, 2))):
        about = draw(st.sampled_from(ABOUT))
        cond = draw(conditions(replace(here, it=about)))
        about_name = named(about) if about else None
        made.append(ast.Define(name=named(f"define{number}"), about=about_name, cond=cond, cite=CITE, span=S))
        here = replace(here, defined=(*here.defined, (f"define{number}", about)))
    for number in range(draw(st.integers(0, 2))):
        about = draw(st.sampled_from(ABOUT))
        tests = draw(several(conditions(replace(here, it=about)), 1, 2))
        rows = [ast.Row(named(f"value{n}"), test, CITE, S) for n, test in enumerate(tests)]
        rows.append(ast.Row(named("else"), None, CITE, S))
        name, about_name = f"decide{number}", named(about) if about else None
        made.append(ast.Decide(name=named(name), about=about_name, ordered=True, rows=tuple(rows), span=S))
        here = replace(here, decided=(*here.decided, (name, about, tuple(row.value.text for row in rows))))
    if draw(st.booleans()):
        signs = (
            ast.Sign(named("seen"), "", named("yes"), None, CITE, S),
            ast.Sign(named("shown"), "", None, draw(conditions(replace(here, it="visit"))), CITE, S),
        )
        values = (named("yes"), named("no"))
        by = (named("governors"),)
        about_name = named("visit")
        made.append(
            ast.Judge(name=named("able"), about=about_name, values=values, by=by, signs=signs, cite=CITE, span=S)
        )
    if draw(st.booleans()):
        when = draw(maybe(_own))
        name = named("letter as order")
        made.append(ast.Deem(name=name, event=named("letter"), target=named("order"), when=when, cite=CITE, span=S))
    rules, lapsing = [], []
    for number in range(draw(st.integers(0, 2))):
        rule = _rule(draw, f"rule{number}", here)
        rules.append(rule)
        if rule.window and (rule.window.latest or rule.window.during):
            lapsing.append(rule.name.text)
    return Program((*made, *rules, _lifecycle(draw, tuple(lapsing))))


_own: st.SearchStrategy[ast.Cond] = st.sampled_from([
    ast.Flag(ast.Path(named("grave"), ast.It(S), S), S),
    ast.Flag(ast.Path(named("boarding"), None, S), S),
    ast.Compare(ast.Path(named("which_way"), None, S), ast.Is(named("wide"), ast.Order.EXACTLY, False, S), S),
])  # fmt: skip
