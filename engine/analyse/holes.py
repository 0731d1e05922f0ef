"""Events that can lead nowhere (E211): one value forgotten among those that transitions tell apart.

That an event leads nowhere is most often meant: an inspection that finds nothing new moves nothing. It looks forgotten
where transitions from one state tell the values of one thing apart, three or more, and all of them but one lead
somewhere, to two states at least. For a field that is asked with everything else being the same; for a decision,
whatever the case. Transitions without a condition take everything, so there are no holes beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...dsl import ir
from ...dsl.base.diagnostics import Diagnostic, Severity
from ...dsl.words import lowered
from .. import expressions as x
from .. import groups as g
from .. import kernel
from ..evaluation import Evaluation
from ..feasible import consistent, in_state, true_in
from ..history import Dated
from ..kernel import Masks
from .bench import Bench, undecided
from .drafts import Draft
from .goals import Goal, event_of, step_times, valued

_ENOUGH = 3
_MAX_PIECES = 400


@dataclass(frozen=True, slots=True)
class Hole:
    """A value of a thing, in words, with which an event leads nowhere from a state; in which cases."""

    what: str
    value: str
    state: str
    cubes: tuple[Masks, ...]


def holes(bench: Bench) -> Iterator[Diagnostic]:
    """One finding for each value and event type, with the states from which it leads nowhere."""
    for group in bench.compiled.steps.values():
        found: dict[tuple[str, str], list[Hole]] = {}
        for state in bench.framework.lifecycles[group.lifecycle].states:
            moves = [move for move in group.moves if state.name in move.transition.sources]
            if state.name not in bench.reach.states[group.lifecycle] or len({m.transition.target for m in moves}) < 2:
                continue
            if any(move.guard is None for move in moves):
                continue
            hole = next(_found(bench, group, state.name, moves), None)
            if hole is not None:
                found.setdefault((hole.what, hole.value), []).append(hole)
        for alike in found.values():
            yield _told(bench, group, alike)


def _found(bench: Bench, group: g.StepGroup, state: str, moves: list[g.Move]) -> Iterator[Hole]:
    masks = in_state(group.variables, group.lifecycle, (state,))
    outcomes = kernel.step(group, state, masks)
    still = [
        cube for each in outcomes if each.outcome is None for cube in each.cubes if consistent(group.variables, cube)
    ]
    for number, variable in enumerate(group.variables):
        for value, cube in _forgotten(group, state, number, variable, still):
            if consistent(group.variables, cube):
                yield Hole(bench.words.term(variable.term), value, state, (cube,))
    for decision in dict.fromkeys(each for move in moves for each in _decisions(move.guard)):
        for value, cubes in _undecided_values(bench, group, state, decision):
            yield Hole(lowered(bench.words.label_of(decision)), value, state, cubes)


def _told(bench: Bench, group: g.StepGroup, alike: list[Hole]) -> Diagnostic:
    first = alike[0]
    what, value, state = first.what, first.value, first.state
    event = event_of(group.trigger)

    def shows(_: Draft, evaluation: Evaluation, it: Dated | None) -> bool:
        masks = valued(group.variables, step_times, evaluation, it)
        return {each.outcome for each in kernel.step(group, state, masks)} == {None}

    goals = (Goal(event, group.variables, cube, step_times, shows, (group.lifecycle, state)) for cube in first.cubes)
    span = [move for move in group.moves if state in move.transition.sources][-1].transition.span
    states = [f"'{each.state}'" for each in alike]
    listed = " and ".join(filter(None, (", ".join(states[:-1]), states[-1])))
    said = f"from {listed}, '{event}' leads nowhere where {what} is '{value}'"
    witness = bench.witness(goals, f"'{group.lifecycle}' is '{state}' and the last event moves nothing")
    if not witness:
        return undecided(f"whether {said}", span)
    return Diagnostic(
        "E211",
        said,
        span,
        f"Add a transition for '{value}', as every other value has one; to change nothing, one to '{state}' itself.",
        Severity.WARNING,
        witness=witness,
    )


# Fields


def _forgotten(
    group: g.StepGroup, state: str, number: int, variable: x.Variable, still: list[Masks]
) -> Iterator[tuple[str, Masks]]:
    """The one value of a field of the event that leads nowhere where all others lead to two states at least."""
    if not isinstance(variable.term, ir.FieldTerm) or not isinstance(variable.term.ref, ir.It):
        return
    if len(variable.term.domain) < _ENOUGH:
        return
    targets = {move.transition.id: move.transition.target for move in group.moves}
    for place, values in enumerate(variable.classes):
        if len(values) != 1:
            continue
        bit = 1 << place
        pieces = [_with(cube, number, bit) for cube in still if cube[number] & bit]
        for cube in still:
            if cube[number] & ~bit:
                pieces = [piece for each in pieces for piece in _without(each, _with(cube, number, bit))]
            if len(pieces) > _MAX_PIECES:
                return
        for piece in pieces:
            others = kernel.step(group, state, _with(piece, number, variable.full & ~bit))
            if len({targets[each.outcome] for each in others if each.outcome is not None}) > 1:
                yield next(iter(values)), piece


def _with(cube: Masks, number: int, mask: int) -> Masks:
    return (*cube[:number], mask, *cube[number + 1 :])


def _without(cube: Masks, other: Masks) -> list[Masks]:
    """What is left of a cube without another, in cubes."""
    if any(not mine & theirs for mine, theirs in zip(cube, other, strict=True)):
        return [cube]
    left: list[Masks] = []
    for number, theirs in enumerate(other):
        if cube[number] & ~theirs:
            left.append(_with(cube, number, cube[number] & ~theirs))
            cube = _with(cube, number, cube[number] & theirs)
    return left


# Decisions


def _decisions(expression: x.Expression | None) -> Iterator[str]:
    """The decisions on the event itself that a condition asks for as a whole."""
    match expression:
        case x.Chosen(decision=name, origin=ir.Chosen(ref=ir.It())):
            yield name
        case x.Not(item=item):
            yield from _decisions(item)
        case x.All(items=items) | x.AnyOf(items=items):
            for item in items:
                yield from _decisions(item)
        case _:
            return


def _undecided_values(
    bench: Bench, group: g.StepGroup, state: str, decision: str
) -> Iterator[tuple[str, tuple[Masks, ...]]]:
    """The one value of a decision with which the event never leads anywhere, where all others can."""
    values = bench.framework.decisions[decision].values
    if len(values) < _ENOUGH:
        return
    span = bench.framework.decisions[decision].span
    still: dict[str, tuple[Masks, ...]] = {}
    for value in values:
        asked = ir.Chosen(decision, ir.It(), frozenset({value}), span)
        fired = [
            ir.All((asked, move.transition.when), span)
            for move in group.moves
            if state in move.transition.sources and move.transition.when is not None
        ]
        if not any(_can_be(each, bench) for each in fired) and _can_be(asked, bench):
            still[value] = _cases(bench, group, asked)
    if len(still) == 1:
        yield from still.items()


def _can_be(cond: ir.Cond, bench: Bench) -> bool:
    condition = g.compile_condition(cond, bench.framework)
    masks = tuple(each.full for each in condition.variables)
    return next(true_in(condition.expression, masks, condition.variables), None) is not None


def _cases(bench: Bench, group: g.StepGroup, asked: ir.Chosen) -> tuple[Masks, ...]:
    """The cases of a decision's value, in the variables of a group, as far as it has them."""
    condition = g.compile_condition(asked, bench.framework)
    variables, expression = condition.variables, condition.expression
    numbers = {each.term: n for n, each in enumerate(variables)}
    found = []
    for _, cube in zip(range(6), true_in(expression, tuple(v.full for v in variables), variables), strict=False):
        found.append(
            tuple(
                each.mask(variables[numbers[each.term]].values(cube[numbers[each.term]]))
                if each.term in numbers
                else each.full
                for each in group.variables
            )
        )
    return tuple(found)
