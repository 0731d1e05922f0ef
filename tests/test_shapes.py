"""What an event does to worlds: the way by their shape against the plain fold, over histories made by chance."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from test_kernel import expressions, moving, variable

from remit.dsl import ir
from remit.engine import expressions as x
from remit.engine import fold, shapes
from remit.engine import groups as g
from remit.engine.kernel import Masks

STATES = ("a", "b", "c")


@st.composite
def steps(draw: st.DrawFn) -> g.StepGroup:
    """A group over fields of the event, and over a fact that lasts, of which earlier events may have told."""
    sizes = tuple(draw(st.lists(st.integers(2, 3), min_size=1, max_size=4)))
    lasting = draw(st.integers(0, len(sizes)))
    variables = tuple(
        replace(variable(n, size), time=x.Time.ALWAYS if n == lasting else x.Time.EVENT) for n, size in enumerate(sizes)
    )
    drawn = st.tuples(
        st.none() | expressions(sizes), st.sets(st.sampled_from(STATES), min_size=1), st.sampled_from(STATES)
    )
    moves = tuple(
        g.Move(replace(moving(f"t{n}", tuple(sorted(sources))), target=target, into=target), guard)
        for n, (guard, sources, target) in enumerate(draw(st.lists(drawn, min_size=1, max_size=4)))
    )
    lineages = {name: (name,) for name in STATES}
    return g.StepGroup("s", "l", ir.OnEvent("e"), variables, moves, lineages)


def told(worlds: fold.Worlds) -> list[object]:
    """Worlds with all that they hang on, what was open included."""
    return [(world, sorted((repr(source), sorted(source.open)) for source, _ in world.conditions)) for world in worlds]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_step_by_shape_is_the_step_that_the_fold_takes(data: st.DataObject) -> None:
    groups = data.draw(st.lists(steps(), min_size=1, max_size=2))
    plain = shaped = (fold.World("a", fold.START),)
    place = -1
    for _ in range(data.draw(st.integers(1, 5))):
        place += data.draw(st.integers(1, 9))  # other events lie between
        reactions: tuple[tuple[g.StepGroup, Masks], ...] = tuple(
            (group, tuple(data.draw(st.integers(1, each.full)) for each in group.variables)) for group in groups
        )
        plain, shaped = fold.advance(reactions, plain, place), shapes.advance(reactions, shaped, place)
        assert told(shaped) == told(plain)


def test_steps_of_one_shape_are_taken_once() -> None:
    whatever = x.Is(0, 1, ir.Test(ir.FactTerm("fact0", ()), frozenset(), moving("t", ("a",)).span))
    group = g.StepGroup(
        "s", "l", ir.OnEvent("e"), (variable(0, 2), variable(1, 2)),
        (g.Move(replace(moving("t", ("a",)), target="b", into="b"), whatever),), {name: (name,) for name in STATES},
    )  # fmt: skip
    shapes._advanced.cache_clear()
    for place, grade in ((3, 1), (7, 2), (11, 3)):  # what the second variable is changes nothing
        (world,) = shapes.advance(((group, (1, grade)),), (fold.World("a", 2),), place)
        assert (world.state, world.since) == ("b", place)
    assert shapes._advanced.cache_info().misses == 1
