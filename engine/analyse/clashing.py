"""Clauses that say different things of one case: transitions (E204), exceptions (E208), unordered rows (E209)."""

from __future__ import annotations

from collections.abc import Iterator

from ...dsl.base.diagnostics import Diagnostic
from .. import kernel
from ..evaluation import Evaluation
from ..feasible import Clash, Contradiction, Overlap, clashes, consistent, contradictions, overlaps
from ..history import Dated
from .bench import Bench, undecided
from .drafts import Draft
from .goals import Goal, event_of, holds, present_times, rule_times, step_times, valued


def clashing(bench: Bench) -> Iterator[Diagnostic]:
    """Each with a case that shows it; where none is found, that it could not be decided."""
    for overlap in overlaps(bench.compiled):
        yield _overlap(bench, overlap)
    for clash in clashes(bench.compiled):
        yield _clash(bench, clash)
    for contradiction in contradictions(bench.compiled):
        yield _contradiction(bench, contradiction)


def _overlap(bench: Bench, found: Overlap) -> Diagnostic:
    group, first, second = found.group, found.first, found.second
    guards = [move.guard for move in group.moves if move.transition in (first, second)]

    def shows(_: Draft, evaluation: Evaluation, it: Dated | None) -> bool:
        masks = valued(group.variables, step_times, evaluation, it)
        return all(guard is None or holds(guard, masks, True) for guard in guards)

    states = [each for each in found.states if each in bench.reach.states[group.lifecycle]]
    goals = (
        Goal(event_of(group.trigger), group.variables, cube, step_times, shows, (group.lifecycle, state))
        for state in states
        for cube in found.cubes
    )
    state = (*states, *found.states)[0]
    said = f"from '{state}', '{event_of(group.trigger)}' can lead both to '{first.target}' and to '{second.target}'"
    witness = bench.witness(goals, f"at the last event both '{first.target}' and '{second.target}' are said to follow")
    if not witness:
        return undecided(f"whether {said}", second.span)
    return Diagnostic(
        "E204",
        said,
        second.span,
        "Make the two conditions exclude each other: it is not said which of them wins.",
        also=((first.span, "the other transition is here"),),
        witness=witness,
    )


def _clash(bench: Bench, found: Clash) -> Diagnostic:
    group, first, second = found.group, found.first, found.second
    decision = bench.framework.decisions[group.name]

    def shows(_: Draft, evaluation: Evaluation, it: Dated | None) -> bool:
        masks = valued(group.variables, present_times, evaluation, it)
        return all(row.when is None or holds(row.when, masks, True) for row in (first, second))

    goals = (
        Goal(decision.about, group.variables, cube, present_times, shows)
        for cube in found.cubes
        if consistent(group.variables, cube)
    )
    said = f"the rows '{first.value}' and '{second.value}' of '{group.name}' can both hold"
    witness = bench.witness(goals, f"both '{first.value}' and '{second.value}' hold")
    if not witness:
        return undecided(f"whether {said}", second.origin.span)
    return Diagnostic(
        "E209",
        said,
        second.origin.span,
        "Make the two conditions exclude each other, or let the first row win with 'in order'.",
        also=((first.origin.span, "the other row is here"),),
        witness=witness,
    )


def _contradiction(bench: Bench, found: Contradiction) -> Diagnostic:
    group, first, second = found.group, found.first, found.second

    def shows(_: Draft, evaluation: Evaluation, it: Dated | None) -> bool:
        masks = valued(group.variables, rule_times, evaluation, it)
        held = [names for names, _ in kernel.holding_exceptions(group.rule.exceptions, group.now.exceptions, masks)]
        acting = [kernel.acting_exceptions(group.rule, names) for names in held]
        return bool(acting) and all(first in each and second in each for each in acting)

    goals = (Goal(group.rule.trigger, group.variables, cube, rule_times, shows) for cube in found.cubes)
    said = f"the exceptions '{first.name}' and '{second.name}' can both apply and say different things"
    witness = bench.witness(goals, f"both exceptions of '{group.name}' apply")
    if not witness:
        return undecided(f"whether {said}", second.span)
    return Diagnostic(
        "E208",
        said,
        second.span,
        f"Say which of them wins: 'except {second.name} against {first.name}'.",
        also=((first.span, "the other exception is here"),),
        witness=witness,
    )
