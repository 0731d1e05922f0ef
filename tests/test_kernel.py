"""The kernel against brute force: every world tried one by one must tell the same as the cubes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import framework, inside, monitoring, row_of, truth, worlds_of

from remit.dsl import ir
from remit.dsl.ast import Modality, Strength
from remit.dsl.base.spans import at
from remit.engine import expressions as x
from remit.engine import groups as g
from remit.engine import kernel
from remit.engine.kernel import Masks, Possibility, TooManyCases

HERE = at("test.remit")
CITED = ir.Citation(("1",), HERE)
QUICK = settings(max_examples=150)

# What the tests draw


def variable(number: int, classes: int) -> x.Variable:
    values = tuple(f"v{number}{i}" for i in range(classes))
    return x.Variable(ir.FactTerm(f"fact{number}", values), x.Time.NOW, tuple(frozenset({v}) for v in values))


def leaf(number: int, accept: int) -> x.Expression:
    return x.Is(number, accept, ir.Test(ir.FactTerm(f"fact{number}", ()), frozenset(), HERE))


def expressions(sizes: tuple[int, ...]) -> st.SearchStrategy[x.Expression]:
    origin = ir.All((), HERE)
    leaves = st.one_of(*(st.builds(leaf, st.just(n), st.integers(0, 2**size - 1)) for n, size in enumerate(sizes)))

    def larger(smaller: st.SearchStrategy[x.Expression]) -> st.SearchStrategy[x.Expression]:
        several = st.lists(smaller, min_size=0, max_size=3).map(tuple)
        return st.one_of(
            st.builds(x.Not, smaller, st.just(origin)),
            st.builds(x.All, several, st.just(origin)),
            st.builds(x.AnyOf, several, st.just(origin)),
            st.builds(x.Named, st.just("d"), smaller, st.just(ir.Holds("d", None, HERE))),
            st.builds(chosen, st.lists(smaller, max_size=2), st.sets(st.sampled_from("abc"))),
        )

    def chosen(whens: list[x.Expression], accepted: set[str]) -> x.Expression:
        kept = frozenset(accepted)
        return x.Chosen("d", rows_of([*whens, None], "abc"), kept, ir.Chosen("d", None, kept, HERE))

    return st.recursive(leaves, larger, max_leaves=8)


def rows_of(whens: list[x.Expression | None], values: str) -> tuple[x.CaseRow, ...]:
    return tuple(x.CaseRow(value, when, ir.Row(value, None, CITED, HERE)) for when, value in zip(whens, values))  # noqa: B905


@st.composite
def valuations(draw: st.DrawFn) -> tuple[tuple[x.Variable, ...], Masks]:
    sizes = tuple(draw(st.lists(st.integers(2, 4), min_size=1, max_size=5)))
    masks = tuple(draw(st.integers(1, 2**size - 1)) for size in sizes)
    return tuple(variable(n, size) for n, size in enumerate(sizes)), masks


def sizes_of(variables: tuple[x.Variable, ...]) -> tuple[int, ...]:
    return tuple(len(each.classes) for each in variables)


def agrees(found: tuple[Possibility[Hashable], ...], masks: Masks, expected: Callable[[Masks], Hashable]) -> None:
    """Every world lies in exactly one cube, under the outcome that it really has; and `hangs_on` names what matters."""
    outcomes = {world: expected(world) for world in worlds_of(masks)}
    assert {each.outcome for each in found} == set(outcomes.values())
    assert len({each.outcome for each in found}) == len(found)
    cubes = [(each.outcome, cube) for each in found for cube in each.cubes]
    assert sum(1 for _, cube in cubes for _ in worlds_of(cube)) == len(outcomes), "cubes overlap or leave worlds out"
    for outcome, cube in cubes:
        assert all(bits and not bits & ~mask for bits, mask in zip(cube, masks, strict=True))
        assert all(outcomes[world] == outcome for world in worlds_of(cube))
    named = kernel.hangs_on(found, masks)
    if len(found) == 1:
        assert named == ()
    by_named: dict[Masks, set[Hashable]] = {}
    for world, outcome in outcomes.items():
        by_named.setdefault(tuple(world[number] for number in named), set()).add(outcome)
    assert all(len(each) == 1 for each in by_named.values()), "something matters that hangs_on does not name"


# Decisions and steps


@QUICK
@given(st.data())
def test_what_a_condition_can_be_is_what_it_is_in_some_world(data: st.DataObject) -> None:
    variables, masks = data.draw(valuations())
    expression = data.draw(expressions(sizes_of(variables)))
    found: dict[bool, list[Masks]] = {}
    for value, cube in kernel.explore(expression, masks):
        found.setdefault(value, []).append(cube)
    agrees(tuple(Possibility(value, tuple(cubes)) for value, cubes in found.items()), masks,
           lambda world: truth(expression, world))  # fmt: skip


@QUICK
@given(st.data())
def test_what_is_told_without_following_what_is_open_is_so_in_every_world(data: st.DataObject) -> None:
    variables, masks = data.draw(valuations())
    expression = data.draw(expressions(sizes_of(variables)))
    found = kernel.told(expression, masks.__getitem__)
    assert found is None or {found} == {truth(expression, world) for world in worlds_of(masks)}
    assert kernel.truth(expression, masks) == {truth(expression, world) for world in worlds_of(masks)}
    assert found is not None or any(mask & (mask - 1) for mask in masks), "where all is known, all is told"


@QUICK
@given(st.data())
def test_a_decision_is_exact_over_all_worlds(data: st.DataObject) -> None:
    """Semantics 1 and 24: exactly the rows that fire in some world, and 'otherwise' only where all above are false."""
    variables, masks = data.draw(valuations())
    whens: list[x.Expression | None] = list(data.draw(st.lists(expressions(sizes_of(variables)), max_size=3)))
    rows = rows_of([*whens, None], "abab")
    agrees(kernel.decide(g.DecisionGroup("d", variables, rows), masks), masks, lambda world: row_of(rows, world))


def moving(name: str, sources: tuple[str, ...]) -> ir.Transition:
    return ir.Transition(name, sources, False, sources, ir.OnEvent("e"), None, "x", "x", CITED, HERE)


@QUICK
@given(st.data())
def test_a_step_takes_the_first_open_transition(data: st.DataObject) -> None:
    variables, masks = data.draw(valuations())
    guards = st.none() | expressions(sizes_of(variables))
    drawn = data.draw(st.lists(st.tuples(guards, st.sets(st.sampled_from("xyz"), min_size=1)), max_size=4))
    moves = tuple(g.Move(moving(f"t{n}", tuple(sorted(sources))), guard) for n, (guard, sources) in enumerate(drawn))
    state = data.draw(st.sampled_from("xyz"))

    def expected(world: Masks) -> str | None:
        open_ = (m for m in moves if state in m.transition.sources and truth(m.guard, world))
        return next((m.transition.id for m in open_), None)

    lineages = {name: (name,) for name in "xyz"}
    group = g.StepGroup("s", "l", ir.OnEvent("e"), variables, moves, lineages)
    agrees(kernel.step(group, state, masks), masks, expected)


@QUICK
@given(st.lists(st.tuples(*(st.integers(1, 7) for _ in range(3))), max_size=6))
def test_joined_cubes_hold_the_same_worlds(cubes: list[Masks]) -> None:
    found = kernel.joined(tuple(cubes))
    assert len(found) <= len(cubes)
    for world in worlds_of((7, 7, 7)):
        assert any(inside(world, c) for c in found) == any(inside(world, c) for c in cubes)


def test_joined_cubes_that_were_disjoint_stay_disjoint() -> None:
    assert kernel.joined(((1, 1), (2, 1), (1, 2), (2, 2))) == ((3, 3),)
    assert kernel.joined(()) == ()
    assert kernel.joined(((),)) == ((),)


def test_a_variable_that_no_outcome_hangs_on_is_not_named() -> None:
    """`a and not a` and the rest: only `b` decides."""
    either = x.AnyOf((leaf(0, 1), leaf(0, 2), leaf(1, 1)), ir.All((), HERE))
    rows = rows_of([x.All((either, leaf(1, 1)), ir.All((), HERE)), None], "ab")
    found = kernel.decide(g.DecisionGroup("d", (variable(0, 2), variable(1, 2)), rows), (3, 3))
    assert kernel.hangs_on(found, (3, 3)) == (1,)


def test_a_group_that_falls_into_too_many_cases_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "MAX_CASES", 3)
    parity = leaf(0, 1)
    for number in range(1, 3):
        both = x.All((parity, leaf(number, 1)), ir.All((), HERE))
        neither = x.All((x.Not(parity, ir.All((), HERE)), x.Not(leaf(number, 1), ir.All((), HERE))), ir.All((), HERE))
        parity = x.AnyOf((both, neither), ir.All((), HERE))
    group = g.DecisionGroup("d", tuple(variable(n, 2) for n in range(3)), rows_of([parity, None], "ab"))
    with pytest.raises(TooManyCases):
        kernel.decide(group, (3, 3, 3))


# Rules and their exceptions

MODALITIES = tuple(
    Modality(strength, softened, negated, HERE)
    for strength in Strength
    for softened in ("", "normally")
    for negated in (False, True)
)
WINDOW = ir.Window(None, None, None, HERE)


def norm(modality: Modality, window: ir.Window | None, exceptions: tuple[ir.Exclusion, ...]) -> ir.Rule:
    return ir.Rule(
        name="r", label="", citation=CITED, actor="a", modality=modality, verb="do", act="e", addressee="", each=False,
        trigger=None, when=None, during=None, performing=None, window=window, repeat=None, exceptions=exceptions,
        span=HERE,
    )  # fmt: skip


@st.composite
def rules(draw: st.DrawFn, names: str = "pqrs") -> ir.Rule:
    """A rule with exceptions, each of which may be written against some of those above it."""
    exceptions = []
    for place, name in enumerate(names[: draw(st.integers(0, len(names)))]):
        against = tuple(sorted(draw(st.sets(st.sampled_from(names[:place]))))) if place else ()
        modality = draw(st.none() | st.sampled_from(MODALITIES))
        window = draw(st.sampled_from((None, WINDOW)))
        exceptions.append(ir.Exclusion(name, against, None, modality, window, CITED, HERE))
    order = draw(st.permutations(exceptions))
    modality = draw(st.sampled_from(MODALITIES))
    return norm(modality, WINDOW, tuple(order))


def acting(rule: ir.Rule, holding: frozenset[str]) -> set[str]:
    """In play: from the first name up; acting: from the last down. Each is written against names before its own."""
    live: set[str] = set()
    for each in sorted(rule.exceptions, key=lambda e: e.name):
        if each.name in holding and (not each.against or live & set(each.against)):
            live.add(each.name)
    found: set[str] = set()
    for each in sorted(rule.exceptions, key=lambda e: e.name, reverse=True):
        beaten = any(each.name in other.against for other in rule.exceptions if other.name in found)
        if each.name in live and not beaten:
            found.add(each.name)
    return found


def effect(rule: ir.Rule, holding: frozenset[str]) -> kernel.Effect:
    names = acting(rule, holding)
    live = [each for each in rule.exceptions if each.name in names]
    through = tuple(each.name for each in live)
    if any(each.modality is None and each.window is None and not each.against for each in live):
        return kernel.Effect(False, None, None, through)
    modalities = [each.modality for each in live if each.modality is not None]
    windows = [each.name for each in live if each.window is not None]
    return kernel.Effect(True, modalities[0] if modalities else rule.modality, windows[0] if windows else None, through)


@QUICK
@given(rules())
def test_exceptions_release_turn_and_defeat(rule: ir.Rule) -> None:
    """Semantics 21, over every set of exceptions that may hold."""
    names = [each.name for each in rule.exceptions]
    for size in range(len(names) + 1):
        for holding in map(frozenset, itertools.combinations(names, size)):
            assert kernel.effect_of(rule, holding) == effect(rule, holding)
            live = {each.name for each in kernel.acting_exceptions(rule, holding)}
            assert not any(set(each.against) & live for each in rule.exceptions if each.name in live)


def test_an_exception_against_others_does_nothing_by_itself() -> None:
    release = ir.Exclusion("p", (), None, None, None, CITED, HERE)
    back = ir.Exclusion("q", ("p",), None, None, None, CITED, HERE)
    must = Modality(Strength.MUST, "", False, HERE)
    rule = norm(must, None, (release, back))
    assert kernel.effect_of(rule, frozenset()) == kernel.Effect(True, must, None, ())
    assert kernel.effect_of(rule, frozenset("q")) == kernel.Effect(True, must, None, ())
    assert kernel.effect_of(rule, frozenset("p")) == kernel.Effect(False, None, None, ("p",))
    assert kernel.effect_of(rule, frozenset("pq")) == kernel.Effect(True, must, None, ("q",))


@QUICK
@given(st.data())
def test_a_rule_is_exact_over_all_worlds(data: st.DataObject) -> None:
    variables, masks = data.draw(valuations())
    conditions = st.none() | expressions(sizes_of(variables))
    rule = data.draw(rules("pq"))

    def trial() -> g.Trial:
        return g.Trial(data.draw(conditions), tuple(data.draw(conditions) for _ in rule.exceptions))

    group = g.RuleGroup(
        "r", rule, variables, data.draw(conditions), trial(), trial() if data.draw(st.booleans()) else None,
        None, None, None,
    )  # fmt: skip
    deadline = data.draw(st.booleans())

    def in_trial(each: g.Trial, world: Masks) -> kernel.Effect:
        if not truth(each.during, world):
            return kernel.Effect(False, None, None, ())
        pairs = zip(rule.exceptions, each.exceptions, strict=True)
        return effect(rule, frozenset(exception.name for exception, when in pairs if truth(when, world)))

    def expected(world: Masks) -> kernel.RuleOutcome:
        if not truth(group.when, world):
            return kernel.RuleOutcome(False, None, None)
        then = in_trial(group.deadline, world) if deadline and group.deadline else None
        return kernel.RuleOutcome(True, in_trial(group.now, world), then)

    agrees(kernel.rule(group, masks, deadline), masks, expected)


# From text: classes of values tell apart exactly what the tests tell apart

VOCABULARY = """
scale Grade "Grade": a > b > c
kind Sort "Sort": x, y, z
fact sort "Sort": Sort constant
fact flag "Flag": boolean
event visit "Visit" by them
  field first "First": Grade
  field second "Second": Grade?
  field good "Good": boolean
group grades = first, second
group some_sorts = x, z
reading taken "Which?": one "one" | two "two" default one cite 1
"""
DOMAINS = {"first": "abc", "second": ("a", "b", "c", ir.NOT_APPLICABLE), "good": ("yes", "no"), "flag": ("yes", "no"),
           "sort": "xyz", "taken": ("one", "two")}  # fmt: skip
Values = dict[str, str]
Condition = tuple[str, Callable[[Values], bool]]

ATOMS: tuple[Condition, ...] = (
    ("first of it is b", lambda v: v["first"] == "b"),
    ("first of it is b or better", lambda v: v["first"] in "ab"),
    ("first of it is not c", lambda v: v["first"] != "c"),
    ("second of it is b or worse", lambda v: v["second"] in ("b", "c")),
    ("second of it is not a", lambda v: v["second"] != "a"),
    ("second of it is not_applicable", lambda v: v["second"] == ir.NOT_APPLICABLE),
    ("good of it", lambda v: v["good"] == "yes"),
    ("not good of it", lambda v: v["good"] == "no"),
    ("flag", lambda v: v["flag"] == "yes"),
    ("sort is one of some_sorts", lambda v: v["sort"] in "xz"),
    ("sort is not one of (x, y)", lambda v: v["sort"] == "z"),
    ("any grades of it is b or worse", lambda v: v["first"] in "bc" or v["second"] in ("b", "c")),
    ("all grades of it is b or better", lambda v: v["first"] in "ab" and v["second"] in ("a", "b", ir.NOT_APPLICABLE)),
    ("any grades of it is not a", lambda v: v["first"] != "a" or v["second"] in ("b", "c")),
    ("all grades of it is not c", lambda v: v["first"] != "c" and v["second"] != "c"),
    ("taken is two", lambda v: v["taken"] == "two"),
)  # fmt: skip


def texts() -> st.SearchStrategy[Condition]:
    def join(pair: tuple[Condition, Condition], word: str) -> Condition:
        (left, is_left), (right, is_right) = pair
        both = (lambda v: is_left(v) and is_right(v)) if word == "and" else (lambda v: is_left(v) or is_right(v))
        return f"({left} {word} {right})", both

    def negated(one: Condition) -> Condition:
        return f"not ({one[0]})", lambda v: not one[1](v)

    return st.recursive(
        st.sampled_from(ATOMS),
        lambda smaller: st.one_of(
            st.builds(join, st.tuples(smaller, smaller), st.sampled_from(("and", "or"))), st.builds(negated, smaller)
        ),
        max_leaves=5,
    )


@settings(max_examples=60)
@given(st.lists(texts(), min_size=1, max_size=3), texts(), st.data())
def test_a_decision_written_as_text_means_what_it_says(
    rows: list[Condition], named: Condition, data: st.DataObject
) -> None:
    """From text to kernel, against conditions written by hand in Python; `second` may not apply (semantics 24)."""
    lines = [f"  - d{n} when {text} cite 1" for n, (text, _) in enumerate(rows)]
    text = "\n".join((
        VOCABULARY, f"define named for visit as {named[0]} cite 1",
        "decide inner for visit in order", *lines, "  - rest otherwise cite 1",
        "decide outer for visit in order",
        "  - one when inner of it is one of (d0, rest) and named of it cite 1",
        "  - two when inner of it is not d0 cite 1", "  - three otherwise cite 1",
    ))  # fmt: skip
    compiled = framework(text, but="E217")
    unknown = data.draw(st.sets(st.sampled_from(sorted(DOMAINS))))
    known = {name: data.draw(st.sampled_from(tuple(DOMAINS[name]))) for name in DOMAINS if name not in unknown}

    def inner(values: Values) -> str:
        return next((f"d{n}" for n, (_, holds) in enumerate(rows) if holds(values)), "rest")

    def outer(values: Values) -> str:
        row = inner(values)
        return "one" if row in ("d0", "rest") and named[1](values) else "two" if row != "d0" else "three"

    completions = [
        {**known, **dict(zip(unknown, values, strict=True))}
        for values in itertools.product(*(DOMAINS[name] for name in unknown))
    ]
    for name, expected in (("inner", inner), ("outer", outer)):
        group = compiled.decisions[name]
        masks = tuple(v.mask({known[n]} if (n := name_of(v.term)) in known else v.term.domain) for v in group.variables)
        values = {group.rows[each.outcome].value for each in kernel.decide(group, masks)}
        assert values == {expected(each) for each in completions}


def name_of(term: ir.Term) -> str:
    match term:
        case ir.FieldTerm(field=name) | ir.FactTerm(fact=name) | ir.ReadingTerm(reading=name):
            return name
        case _:
            raise AssertionError(term)


def test_the_classes_of_every_group_split_the_domain() -> None:
    """Classes are disjoint, cover the domain, and a mask of all values is full."""
    compiled = monitoring()
    for group in (*compiled.decisions.values(), *compiled.steps.values(), *compiled.rules.values()):
        for each in group.variables:
            assert sorted(value for one in each.classes for value in one) == sorted(each.term.domain)
            assert each.mask(each.term.domain) == each.full
            for bits in range(1, each.full + 1):
                assert each.mask(each.values(bits)) == bits
