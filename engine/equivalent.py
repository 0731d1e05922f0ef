"""Whether two frameworks decide alike: their clause groups are compared world by world.

Both groups are explored from a valuation of which nothing is known. A cube of the first is carried over into the
classes of the second, which is exact: cubes are products, and so are their images. Worlds that no record can bring
about, such as an event that is there in one answer and absent in another, are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import replace

from ..dsl import ir
from . import expressions as x
from . import groups as g
from . import kernel
from .feasible import open_masks
from .kernel import Masks

MAX_PAIRS = 100_000
"""How many pairs of cubes are compared before the question is given up."""

Outcomes = Iterable[tuple[Hashable, Masks]]
_Values = dict[tuple[ir.Term, x.Time], frozenset[str]]


def alike(first: g.Compiled, second: g.Compiled, limit: int = MAX_PAIRS) -> bool | None:
    """Whether states, decisions and rules come to the same in every case of which everything is known.

    None where that takes more than `limit` pairs. Both have clauses of the same names. Where durations or windows
    differ, they are taken not to be alike.
    """
    if first.framework.parameters != second.framework.parameters or _led(first) != _led(second):
        return False
    answers = [
        *(_decisions_alike(each, second.decisions[name], limit) for name, each in first.decisions.items()),
        *(_steps_alike(first.steps.get(key), second.steps.get(key), limit) for key in {**first.steps, **second.steps}),
        *(_rules_alike(each, second.rules[name], limit) for name, each in first.rules.items()),
    ]
    if False in answers:
        return False
    return None if None in answers else True


def _decisions_alike(first: g.DecisionGroup, second: g.DecisionGroup, limit: int) -> bool | None:
    if first == second:
        return True

    def outcomes(group: g.DecisionGroup, masks: Masks) -> Iterator[tuple[Hashable, Masks]]:
        for number, cube in kernel.explore_rows(group.rows, masks):
            row = group.rows[number].origin
            yield (row.value, row.citation.paragraphs), cube

    return _same(
        first.variables,
        outcomes(first, open_masks(first.variables)),
        second.variables,
        lambda masks: outcomes(second, masks),
        limit,
    )


def _steps_alike(first: g.StepGroup | None, second: g.StepGroup | None, limit: int) -> bool | None:
    if first == second:
        return True
    one, other = first or _still(second), second or _still(first)

    def outcomes(group: g.StepGroup, state: str, masks: Masks) -> Outcomes:
        said = {move.transition.id: (move.transition.target, move.transition.citation) for move in group.moves}
        return [
            (None if each.outcome is None else said[each.outcome], cube)
            for each in kernel.step(group, state, masks)
            for cube in each.cubes
        ]

    states = dict.fromkeys(s for group in (one, other) for move in group.moves for s in move.transition.sources)

    def in_state(state: str) -> bool | None:
        return _same(
            one.variables,
            outcomes(one, state, open_masks(one.variables)),
            other.variables,
            lambda masks: outcomes(other, state, masks),
            limit,
        )

    answers = [in_state(state) for state in states]
    if False in answers:
        return False
    return None if None in answers else True


def _led(compiled: g.Compiled) -> dict[tuple[str, str], list[ir.Citation]]:
    """What leads to each state: where it is one transition alone, that is what an answer cites."""
    return {
        (name, state.name): found if len(found) == 1 else []
        for name, lifecycle in compiled.framework.lifecycles.items()
        for state in lifecycle.states
        for found in [[each.citation for each in lifecycle.transitions if each.target == state.name]]
    }


def _still(group: g.StepGroup | None) -> g.StepGroup:
    """The same event, moving nothing."""
    assert group is not None, "one of two groups is there"
    return replace(group, variables=(), moves=())


def _rules_alike(first: g.RuleGroup, second: g.RuleGroup, limit: int) -> bool | None:
    """What holds on the deadline is asked by the same expressions as what holds now, so now is enough."""
    if first == second:
        return True
    one, other = first.rule, second.rule
    if (one.modality, one.window, one.trigger, one.act) != (other.modality, other.window, other.trigger, other.act):
        return False
    if [each.window for each in one.exceptions] != [each.window for each in other.exceptions]:
        return False
    try:
        outcomes = kernel.rule(first, open_masks(first.variables), deadline=False)
    except kernel.TooManyCases:
        return None

    def reached(masks: Masks) -> Outcomes:
        return [(each.outcome, cube) for each in kernel.rule(second, masks, deadline=False) for cube in each.cubes]

    try:
        return _same(
            first.variables,
            [(each.outcome, cube) for each in outcomes for cube in each.cubes],
            second.variables,
            reached,
            limit,
        )
    except kernel.TooManyCases:
        return None


def _same(
    first: tuple[x.Variable, ...],
    outcomes: Outcomes,
    second: tuple[x.Variable, ...],
    reached: Callable[[Masks], Outcomes],
    limit: int,
) -> bool | None:
    pairs = 0
    for outcome, cube in outcomes:
        known = _values(first, cube)
        carried = tuple(each.mask(known.get((each.term, each.time), frozenset(each.term.domain))) for each in second)
        for other, narrowed in reached(carried):
            pairs += 1
            if pairs > limit:
                return None
            if other != outcome and _can_be(_both(known, _values(second, narrowed))):
                return False
    return True


def _values(variables: tuple[x.Variable, ...], masks: Masks) -> _Values:
    return {(each.term, each.time): each.values(mask) for each, mask in zip(variables, masks, strict=True)}


def _both(first: _Values, second: _Values) -> _Values:
    return {**first, **second, **{key: first[key] & second[key] for key in first.keys() & second.keys()}}


def _can_be(values: _Values) -> bool:
    """Whether the values agree on which events are there: an absent event is absent in all that is asked of it."""
    there: dict[tuple[ir.Ref, x.Time], set[bool]] = {}
    for (term, time), found in values.items():
        match term:
            case ir.FieldTerm(ref=ref) | ir.PositionTerm(ref=ref) if ir.ABSENT in term.domain:
                presence = {value != ir.ABSENT for value in found}
            case ir.ExistsTerm(event=event, stretch=ir.Stretch(since=None, before=ir.It() as base), where=None):
                ref = ir.Pick(ir.Selector.PREVIOUS, event, base)
                presence = {value == ir.YES for value in found}
            case _:
                continue
        there[ref, time] = there.get((ref, time), {True, False}) & presence
    return all(there.values())
