"""The kernel: decides a clause group from a valuation, exactly over all possible worlds, and never reads a case.

A valuation is a tuple of masks, one for each variable of the group. Where a test splits what is possible, the kernel
follows both ways and narrows the mask, so every branch is a *cube*: a set of worlds in which the outcome is the same.
Only variables that an outcome hangs on are ever narrowed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from ..dsl import ir
from . import expressions as x
from . import groups as g

Masks = tuple[int, ...]
Answer = TypeVar("Answer", bound=Hashable)

MAX_CASES = 65_536
"""How many cases of one group are followed before it is called too large."""


SURELY, SURELY_NOT = frozenset({True}), frozenset({False})

KEPT = 65_536
"""How many decisions of each sort are kept."""


class TooManyCases(Exception):
    """A group that falls into more than MAX_CASES cases."""


@dataclass(frozen=True, slots=True)
class Possibility(Generic[Answer]):
    """An outcome, and the cubes in which it comes about; together the cubes of all possibilities cover all worlds."""

    outcome: Answer
    cubes: tuple[Masks, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a rule comes to at one time.

    `live` is False where its condition fails or an exception releases it. `window` names the exception whose window
    applies, None for the rule's own. `through` are the exceptions that had a part in it.
    """

    live: bool
    modality: ir.Modality | None
    window: str | None
    through: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """Whether the trigger counts, and the effect now and on the last day of the rule's own window."""

    triggered: bool
    now: Effect | None
    deadline: Effect | None


# Exploring


def explore(expression: x.Expression, masks: Masks) -> Iterator[tuple[bool, Masks]]:
    """The truth values that an expression can have, each with the worlds in which it has them."""
    match expression:
        case x.Is(variable=number, accept=accept):
            mask = masks[number]
            inside, outside = mask & accept, mask & ~accept
            if not outside:
                yield True, masks
            elif not inside:
                yield False, masks
            else:
                yield True, (*masks[:number], inside, *masks[number + 1 :])
                yield False, (*masks[:number], outside, *masks[number + 1 :])
        case x.Not(item=item):
            for value, narrowed in explore(item, masks):
                yield not value, narrowed
        case x.All(items=items):
            yield from _explore_until(items, masks, stop=False)
        case x.AnyOf(items=items):
            yield from _explore_until(items, masks, stop=True)
        case x.Named(body=body):
            yield from explore(body, masks)
        case x.Chosen(rows=rows, accepted=accepted):
            for row, narrowed in explore_rows(rows, masks):
                yield rows[row].value in accepted, narrowed


def _explore_until(items: tuple[x.Expression, ...], masks: Masks, stop: bool) -> Iterator[tuple[bool, Masks]]:
    if not items:
        yield not stop, masks
        return
    for value, narrowed in explore(items[0], masks):
        if value is stop:
            yield stop, narrowed
        else:
            yield from _explore_until(items[1:], narrowed, stop)


def explore_rows(rows: tuple[x.CaseRow, ...], masks: Masks, first: int = 0) -> Iterator[tuple[int, Masks]]:
    """Which row of a decision fires: the first that holds, all rows above it being false."""
    when = rows[first].when
    if when is None:
        yield first, masks
        return
    for value, narrowed in explore(when, masks):
        if value:
            yield first, narrowed
        else:
            yield from explore_rows(rows, narrowed, first + 1)


def explore_optional(expression: x.Expression | None, masks: Masks) -> Iterator[tuple[bool, Masks]]:
    """As `explore`; a condition that is not given holds."""
    if expression is None:
        yield True, masks
    else:
        yield from explore(expression, masks)


def truth(expression: x.Expression, masks: Masks) -> frozenset[bool]:
    """Whether an expression may hold, and whether it may fail."""
    known = told(expression, masks.__getitem__)
    return followed(expression, masks) if known is None else SURELY if known else SURELY_NOT


def followed(expression: x.Expression, masks: Masks) -> frozenset[bool]:
    """The same, by following what is open: where it is known already that nothing less tells."""
    found: set[bool] = set()
    for value, _ in explore(expression, masks):
        found.add(value)
        if len(found) == 2:
            break
    return frozenset(found)


def told(expression: x.Expression, mask: Callable[[int], int]) -> bool | None:
    """The truth value of an expression where it can be had without following what is open; else None.

    `mask` gives the mask of a variable by its number, and is asked only for those that the value needs.
    """
    match expression:
        case x.Is(variable=number, accept=accept):
            known = mask(number)
            return True if not known & ~accept else False if not known & accept else None
        case x.Not(item=item):
            value = told(item, mask)
            return None if value is None else not value
        case x.All(items=items):
            return _told_until(items, mask, stop=False)
        case x.AnyOf(items=items):
            return _told_until(items, mask, stop=True)
        case x.Named(body=body):
            return told(body, mask)
        case x.Chosen(rows=rows, accepted=accepted):
            for row in rows:
                value = True if row.when is None else told(row.when, mask)
                if value is None:
                    return None
                if value:
                    return row.value in accepted
            raise AssertionError("the last row of a decision holds otherwise")


def _told_until(items: tuple[x.Expression, ...], mask: Callable[[int], int], stop: bool) -> bool | None:
    found: bool | None = not stop
    for each in items:
        value = told(each, mask)
        if value is stop:
            return stop
        if value is None:
            found = None
    return found


# Deciding. What has been decided is kept: cases and columns alike come back to few valuations.


@lru_cache(KEPT)
def decide(group: g.DecisionGroup, masks: Masks) -> tuple[Possibility[int], ...]:
    """The rows of a decision that can fire.

    Raises TooManyCases.
    """
    return _gather(explore_rows(group.rows, masks))


@lru_cache(KEPT)
def step(group: g.StepGroup, state: str, masks: Masks) -> tuple[Possibility[str | None], ...]:
    """The ids of the transitions that can fire from `state`; None where it stays.

    Raises TooManyCases.
    """
    moves = tuple(move for move in group.moves if state in move.transition.sources)
    return _gather(_first_move(moves, masks))


def _first_move(moves: tuple[g.Move, ...], masks: Masks) -> Iterator[tuple[str | None, Masks]]:
    if not moves:
        yield None, masks
        return
    for value, narrowed in explore_optional(moves[0].guard, masks):
        if value:
            yield moves[0].transition.id, narrowed
        else:
            yield from _first_move(moves[1:], narrowed)


@lru_cache(KEPT)
def rule(group: g.RuleGroup, masks: Masks, deadline: bool) -> tuple[Possibility[RuleOutcome], ...]:
    """What a rule can come to; `deadline`: whether the last day of its own window lies behind, so that it matters.

    Raises TooManyCases.
    """
    return _gather(_rule(group, masks, deadline))


def rule_cases(group: g.RuleGroup, masks: Masks) -> Iterator[object]:
    """Every branch that the kernel follows to say what a rule comes to now."""
    return _rule(group, masks, deadline=False)


def _rule(group: g.RuleGroup, masks: Masks, deadline: bool) -> Iterator[tuple[RuleOutcome, Masks]]:
    for triggered, narrowed in explore_optional(group.when, masks):
        if not triggered:
            yield RuleOutcome(False, None, None), narrowed
            continue
        for now, after_now in _effects(group.rule, group.now, narrowed):
            if not deadline or group.deadline is None:
                yield RuleOutcome(True, now, None), after_now
                continue
            for then, after_then in _effects(group.rule, group.deadline, after_now):
                yield RuleOutcome(True, now, then), after_then


def _effects(norm: ir.Rule, trial: g.Trial, masks: Masks) -> Iterator[tuple[Effect, Masks]]:
    for during, narrowed in explore_optional(trial.during, masks):
        if not during:
            yield Effect(False, None, None, ()), narrowed
            continue
        for holding, after in holding_exceptions(norm.exceptions, trial.exceptions, narrowed):
            yield effect_of(norm, holding), after


def holding_exceptions(
    exceptions: tuple[ir.Exclusion, ...],
    conditions: tuple[x.Expression | None, ...],
    masks: Masks,
) -> Iterator[tuple[frozenset[str], Masks]]:
    """Which of the exceptions hold."""
    if not exceptions:
        yield frozenset(), masks
        return
    for value, narrowed in explore_optional(conditions[0], masks):
        for rest, after in holding_exceptions(exceptions[1:], conditions[1:], narrowed):
            yield (rest | {exceptions[0].name}) if value else rest, after


def acting_exceptions(norm: ir.Rule, holding: frozenset[str]) -> tuple[ir.Exclusion, ...]:
    """The exceptions that act while those in `holding` hold.

    An exception acts if it is in play and is not defeated by one that acts. One that is written against others is in
    play only where one of those is: it has nothing to defeat otherwise.
    """
    by_name = {each.name: each for each in norm.exceptions}

    def in_play(name: str) -> bool:
        against = by_name[name].against
        return name in holding and (not against or any(in_play(other) for other in against))

    def acts(name: str) -> bool:
        return in_play(name) and not any(acts(other.name) for other in norm.exceptions if name in other.against)

    return tuple(each for each in norm.exceptions if acts(each.name))


def effect_of(norm: ir.Rule, holding: frozenset[str]) -> Effect:
    """The effect of a rule while the exceptions `holding` hold."""
    acting = acting_exceptions(norm, holding)
    through = tuple(each.name for each in acting)
    releasing = [each for each in acting if each.modality is None and each.window is None and not each.against]
    if releasing:
        return Effect(False, None, None, through)
    modality = next((each.modality for each in acting if each.modality is not None), norm.modality)
    window = next((each.name for each in acting if each.window is not None), None)
    return Effect(True, modality, window, through)


def _gather(branches: Iterator[tuple[Answer, Masks]]) -> tuple[Possibility[Answer], ...]:
    found: dict[Answer, list[Masks]] = {}
    for count, (outcome, masks) in enumerate(branches):
        if count >= MAX_CASES:
            raise TooManyCases
        found.setdefault(outcome, []).append(masks)
    return tuple(Possibility(outcome, joined(tuple(cubes))) for outcome, cubes in found.items())


def joined(cubes: tuple[Masks, ...]) -> tuple[Masks, ...]:
    """The same worlds in fewer cubes: cubes that differ in one variable become one."""
    current = tuple(dict.fromkeys(cubes))
    while True:
        before = len(current)
        for number in range(len(current[0]) if current else 0):
            if len({cube[number] for cube in current}) == 1:
                continue  # what they share does not tell them apart
            merged: dict[tuple[Masks, Masks], int] = {}
            for cube in current:
                rest = cube[:number], cube[number + 1 :]
                merged[rest] = merged.get(rest, 0) | cube[number]
            current = tuple((*left, mask, *right) for (left, right), mask in merged.items())
        if len(current) == before:
            return current


def hangs_on(possibilities: tuple[Possibility[Answer], ...], masks: Masks) -> tuple[int, ...]:
    """The variables whose unknown values keep more than one outcome possible."""
    if len(possibilities) < 2:
        return ()
    return tuple(
        number
        for number, mask in enumerate(masks)
        if any(cube[number] != mask for each in possibilities for cube in each.cubes)
    )
