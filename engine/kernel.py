"""The kernel: decides a clause group from a valuation, exactly over all possible worlds, and never reads a case.

A valuation is a tuple of masks, one for each variable of the group. Where a test splits what is possible, the kernel
follows both ways and narrows the mask, so every branch is a *cube*: a set of worlds in which the outcome is the same.
Only variables that an outcome hangs on are ever narrowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Generic

from ..dsl import ir
from . import expressions as x
from . import groups as g
from .branches import FAILS, HOLDS, Answer, Graph, Later, Leaf, graph_of, only_leaf, paths, rows_graph

Masks = x.Masks

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


# Following conditions


@lru_cache(KEPT)
def _condition(expression: x.Expression) -> Graph[bool]:
    return graph_of(expression, HOLDS, FAILS)


def explore(expression: x.Expression | None, masks: Masks) -> Iterator[tuple[bool, Masks]]:
    """The truth values that a condition can have, each with the worlds in which it has them; None always holds."""
    graph = HOLDS if expression is None else _condition(expression)
    return ((leaf.outcome, narrowed) for leaf, narrowed in paths(graph, masks))


def explore_rows(rows: tuple[x.CaseRow, ...], masks: Masks) -> Iterator[tuple[int, Masks]]:
    """Which row of a decision fires: the first that holds, all rows above it being false."""
    return ((leaf.outcome, narrowed) for leaf, narrowed in paths(_rows(rows), masks))


@lru_cache(KEPT)
def _rows(rows: tuple[x.CaseRow, ...]) -> Graph[int]:
    return rows_graph(rows, Leaf)


def truth(expression: x.Expression, masks: Masks) -> frozenset[bool]:
    """Whether a condition may hold, and whether it may fail."""
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
    """The truth value of a condition where it can be had without following what is open; else None.

    `mask` gives the mask of a variable by its number, and is asked only for those that the value needs.
    """
    leaf = only_leaf(_condition(expression), mask)
    return None if leaf is None else leaf.outcome


# Deciding. What has been decided is kept: cases and columns alike come back to few valuations.


@lru_cache(KEPT)
def decide(group: g.DecisionGroup, masks: Masks) -> tuple[Possibility[int], ...]:
    """The rows of a decision that can fire.

    Raises TooManyCases.
    """
    return _gather(_rows(group.rows), masks)


@lru_cache(KEPT)
def step(group: g.StepGroup, state: str, masks: Masks) -> tuple[Possibility[str | None], ...]:
    """The ids of the transitions that can fire from `state`; None where it stays.

    Raises TooManyCases.
    """
    return _gather(_moves(group, state), masks)


@lru_cache(KEPT)
def _moves(group: g.StepGroup, state: str) -> Graph[str | None]:
    found: Graph[str | None] = Leaf(None)
    for move in reversed(group.moves):
        if state in move.transition.sources:
            found = graph_of(move.guard, Leaf(move.transition.id), found)
    return found


@lru_cache(KEPT)
def rule(group: g.RuleGroup, masks: Masks, deadline: bool) -> tuple[Possibility[RuleOutcome], ...]:
    """What a rule can come to; `deadline`: whether the last day of its own window lies behind, so that it matters.

    Raises TooManyCases.
    """
    return _gather(_rule(group, deadline), masks)


def rule_cases(group: g.RuleGroup, masks: Masks) -> Iterator[object]:
    """Every branch that the kernel follows to say what a rule comes to now."""
    return paths(_rule(group, False), masks)


@lru_cache(KEPT)
def _rule(group: g.RuleGroup, deadline: bool) -> Graph[RuleOutcome]:
    leaves: dict[RuleOutcome, Leaf[RuleOutcome]] = {}

    def leaf(outcome: RuleOutcome) -> Leaf[RuleOutcome]:
        return leaves.setdefault(outcome, Leaf(outcome))

    def after(now: Effect) -> Graph[RuleOutcome]:
        if not deadline or group.deadline is None:
            return leaf(RuleOutcome(True, now, None))
        return _trial(group.rule, group.deadline, lambda then: leaf(RuleOutcome(True, now, then)))

    return graph_of(group.when, _trial(group.rule, group.now, after), leaf(RuleOutcome(False, None, None)))


def _trial(norm: ir.Rule, trial: g.Trial, leading: Callable[[Effect], Graph[RuleOutcome]]) -> Graph[RuleOutcome]:
    """What a rule asks at one time; its effect then leads where `leading` says."""

    def holding(place: int, names: frozenset[str]) -> Graph[RuleOutcome]:
        if place == len(norm.exceptions):
            return leading(effect_of(norm, names))
        held = names | {norm.exceptions[place].name}
        yes, no = (Later(partial(holding, place + 1, each)) for each in (held, names))
        return graph_of(trial.exceptions[place], yes, no)

    return graph_of(trial.during, Later(partial(holding, 0, frozenset())), leading(Effect(False, None, None, ())))


def holding_exceptions(
    exceptions: tuple[ir.Exclusion, ...],
    conditions: tuple[x.Expression | None, ...],
    masks: Masks,
) -> Iterator[tuple[frozenset[str], Masks]]:
    """Which of the exceptions hold."""
    if not exceptions:
        yield frozenset(), masks
        return
    for value, narrowed in explore(conditions[0], masks):
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


def _gather(graph: Graph[Answer], masks: Masks) -> tuple[Possibility[Answer], ...]:
    found: dict[Leaf[Answer], list[Masks]] = {}
    for count, (leaf, narrowed) in enumerate(paths(graph, masks)):
        if count >= MAX_CASES:
            raise TooManyCases
        found.setdefault(leaf, []).append(narrowed)
    return tuple(Possibility(leaf.outcome, joined(tuple(cubes))) for leaf, cubes in found.items())


def joined(cubes: tuple[Masks, ...]) -> tuple[Masks, ...]:
    """The same worlds in fewer cubes: cubes that differ in one variable become one."""
    if len(cubes) < 2:
        return cubes
    # What they share does not tell them apart; of the rest each cube is one number, a field of bits for each variable.
    packed, width = [0] * len(cubes), 0
    layout: list[tuple[int, int, int]] = []
    for number, bits in enumerate(zip(*cubes, strict=True)):
        if len({*bits}) > 1:
            packed = [each | mask << width for each, mask in zip(packed, bits, strict=True)]
            longest = max(bits).bit_length()
            layout.append((number, width, (1 << longest) - 1))
            width += longest
    fields = [field << shift for _, shift, field in layout]
    return tuple(_unpacked(cubes[0], layout, each) for each in fused(packed, fields))


def fused(cubes: list[int], fields: list[int]) -> list[int]:
    """The same for cubes that are numbers, of which each variable has the bits of a field."""
    current = list(dict.fromkeys(cubes))
    differing = 0
    for cube in current:
        differing |= cube ^ current[0]
    telling = [field for field in fields if field & differing]
    before = 0
    while len(current) != before:
        before = len(current)
        for field in telling:
            merged: dict[int, int] = {}
            for cube in current:
                rest = cube & ~field
                merged[rest] = merged.get(rest, 0) | cube
            current = list(merged.values())
    return current


def _unpacked(cube: Masks, layout: list[tuple[int, int, int]], packed: int) -> Masks:
    found = list(cube)
    for number, shift, field in layout:
        found[number] = packed >> shift & field
    return tuple(found)


def hangs_on(possibilities: tuple[Possibility[Answer], ...], masks: Masks) -> tuple[int, ...]:
    """The variables whose unknown values keep more than one outcome possible."""
    if len(possibilities) < 2:
        return ()
    return tuple(
        number
        for number, mask in enumerate(masks)
        if any(cube[number] != mask for each in possibilities for cube in each.cubes)
    )
