"""What can be at all, found by running the kernel over valuations of which nothing is known."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ..dsl import ir
from ..dsl.base.spans import Span
from . import expressions as x
from . import groups as g
from .kernel import (
    MAX_CASES,
    Masks,
    TooManyCases,
    acting_exceptions,
    explore,
    explore_rows,
    holding_exceptions,
    rule_cases,
)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two transitions that may both fire from these states on the same event, leading to different states.

    `cubes`: in which cases, as far as each variable by itself can tell.
    """

    group: g.StepGroup
    states: tuple[str, ...]
    first: ir.Transition
    second: ir.Transition
    cubes: tuple[Masks, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two exceptions of a rule that may act at once and say different things, and in which cases."""

    group: g.RuleGroup
    first: ir.Exclusion
    second: ir.Exclusion
    cubes: tuple[Masks, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """Two rows of a decision without an order that may both hold, and in which cases."""

    group: g.DecisionGroup
    first: x.CaseRow
    second: x.CaseRow
    cubes: tuple[Masks, ...]


SHOWN = 12
"""How many cubes of one finding are kept, to look for a case in."""


def consistent(variables: tuple[x.Variable, ...], masks: Masks) -> bool:
    """Whether the variables agree on which events are there: an absent event is absent in all that is asked of it."""
    there: dict[tuple[ir.Ref | str, x.Time], set[bool]] = {}
    for variable, mask in zip(variables, masks, strict=True):
        of = _existing(variable.term)
        if of is not None:
            absent = ir.NO if isinstance(variable.term, ir.ExistsTerm) else ir.ABSENT
            presence = {value != absent for value in variable.values(mask)}
            there[of, variable.time] = there.get((of, variable.time), {True, False}) & presence
    return all(there.values())


def _existing(term: ir.Term) -> ir.Ref | str | None:
    """The event whose being there a term tells; where any event of a type will do, the type."""
    match term:
        case ir.FieldTerm(ref=ref) | ir.PositionTerm(ref=ref) if ir.ABSENT in term.domain:
            plain = isinstance(ref, ir.Pick) and ref.selector is not ir.Selector.PREVIOUS
            return ref.event if isinstance(ref, ir.Pick) and plain and ref == ir.Pick(ref.selector, ref.event) else ref
        case ir.ExistsTerm(event=event, stretch=ir.EVERYWHERE, where=None):
            return event
        case ir.ExistsTerm(event=event, stretch=ir.Stretch(since=None, before=ir.It() as base), where=None):
            return ir.Pick(ir.Selector.PREVIOUS, event, base)
        case _:
            return None


def in_state(variables: tuple[x.Variable, ...], lifecycle: str, states: Iterable[str]) -> Masks:
    """A valuation of which nothing is known but the state of a lifecycle."""
    wanted = frozenset(states)
    return tuple(
        each.mask(wanted) if isinstance(each.term, ir.StateTerm) and each.term.lifecycle == lifecycle else each.full
        for each in variables
    )


def true_in(
    expression: x.Expression | None, masks: Masks, variables: tuple[x.Variable, ...], value: bool = True
) -> Iterator[Masks]:
    """The cubes in which a condition holds, or does not, and in which the events that are there agree.

    Raises TooManyCases.
    """
    for count, (found, cube) in enumerate(explore(expression, masks)):
        if count >= MAX_CASES:
            raise TooManyCases
        if found is value and consistent(variables, cube):
            yield cube


def open_masks(variables: tuple[x.Variable, ...]) -> Masks:
    """A valuation of which nothing is known."""
    return tuple(variable.full for variable in variables)


@dataclass(frozen=True, slots=True)
class Large:
    """Something that falls into more cases than the kernel follows: the name of its clause (empty: a condition by
    itself), where it stands, what it reads."""

    clause: str
    span: Span
    variables: tuple[x.Variable, ...]


def too_large(compiled: g.Compiled) -> Iterator[Large]:
    """The clause groups, and the conditions by themselves, that fall into more cases than the kernel follows."""
    framework = compiled.framework
    for name, decision in compiled.decisions.items():
        if _exceeds(explore_rows(decision.rows, open_masks(decision.variables))):
            yield Large(name, framework.decisions[name].span, decision.variables)
    for name, lifecycle in framework.lifecycles.items():
        groups = compiled.moving(name)
        if any(_exceeds(_moves(group)) for group in groups):
            variables = dict.fromkeys(each for group in groups for each in group.variables)
            yield Large(name, lifecycle.span, tuple(variables))
    for name, rule_group in compiled.rules.items():
        bound = _most_cases(rule_group)
        if bound > MAX_CASES and _exceeds(rule_cases(rule_group, open_masks(rule_group.variables))):
            yield Large(name, framework.rules[name].span, rule_group.variables)
    performing = ((group.rule.performing, group.performing) for group in compiled.rules.values())
    for cond, condition in (*compiled.filters.items(), *performing):
        if cond is None or condition is None:
            continue
        if _exceeds(explore(condition.expression, open_masks(condition.variables))):
            yield Large("", cond.span, condition.variables)


def _most_cases(group: g.RuleGroup) -> int:
    """How many branches of a rule the kernel can follow at most: as many as if no test had anything to do with another.

    What is found without following any is far above what there are, and mostly far below what is too many.
    """
    triggered, not_triggered = _most(group.when)
    during, not_during = _most(group.now.during)
    exceptions = math.prod(sum(_most(each)) for each in group.now.exceptions)
    return not_triggered + triggered * (not_during + during * exceptions)


def _most(expression: x.Expression | None) -> tuple[int, int]:
    """How many branches at most lead to yes, and to no."""
    match expression:
        case None:
            return 1, 0
        case x.Is():
            return 1, 1
        case x.Not(item=item):
            yes, no = _most(item)
            return no, yes
        case x.All(items=items):
            return _most_until(map(_most, items))
        case x.AnyOf(items=items):
            no, yes = _most_until((no, yes) for yes, no in map(_most, items))
            return yes, no
        case x.Named(body=body):
            return _most(body)
        case x.Chosen(rows=rows, accepted=accepted):
            counts, above = [0, 0], 1
            for row in rows:
                yes, no = _most(row.when)
                counts[row.value not in accepted] += above * yes
                above *= no
            return counts[0], counts[1]


def _most_until(items: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """The branches through all items, and those that end at one of them."""
    through, ended = 1, 0
    for yes, no in items:
        ended += through * no
        through *= yes
    return through, ended


def _moves(group: g.StepGroup) -> Iterator[object]:
    """The cases of every transition of a group."""
    masks = open_masks(group.variables)
    return (case for move in group.moves for case in explore(move.guard, masks))


def _exceeds(cases: Iterator[object]) -> bool:
    """Whether there are more than MAX_CASES."""
    return next(itertools.islice(cases, MAX_CASES, None), None) is not None


def overlaps(compiled: g.Compiled) -> Iterator[Overlap]:
    """Transitions that leave the next state open, one finding for each pair of clauses."""
    for group in compiled.steps.values():
        for i, first in enumerate(group.moves):
            for second in group.moves[i + 1 :]:
                shared = tuple(s for s in first.transition.sources if s in second.transition.sources)
                if not shared or first.transition.target == second.transition.target:
                    continue
                cubes = _both(first.guard, second.guard, group.variables)
                if cubes:
                    yield Overlap(group, shared, first.transition, second.transition, cubes)


def clashes(compiled: g.Compiled) -> Iterator[Clash]:
    """Rows of different value that can both hold, in decisions whose rows have no order."""
    for name, group in compiled.decisions.items():
        if compiled.framework.decisions[name].ordered:
            continue
        rows = [row for row in group.rows if row.when is not None]
        for i, first in enumerate(rows):
            for second in rows[i + 1 :]:
                if first.value != second.value and (cubes := _both(first.when, second.when, group.variables)):
                    yield Clash(group, first, second, cubes)


def contradictions(compiled: g.Compiled) -> Iterator[Contradiction]:
    """Exceptions of one rule that can act at once and set the modality or the window differently (semantics 21)."""
    for group in compiled.rules.values():
        if not _may_contradict(group.rule):
            continue
        contradicting = functools.cache(functools.partial(_contradicting, group.rule))
        found: dict[tuple[str, str], Contradiction] = {}
        for holding, cubes in holdings(group, contradicting).items():
            for first, second in contradicting(holding):
                known = found.get((first.name, second.name))
                more = (*(known.cubes if known else ()), *cubes)[:SHOWN]
                found[first.name, second.name] = Contradiction(group, first, second, more)
        yield from found.values()


FEW = 8
"""Of so many exceptions every selection is looked at before any condition is."""


def _may_contradict(norm: ir.Rule) -> bool:
    """Whether exceptions contradict each other for some selection of them that holds, be it possible or not."""
    names = [each.name for each in norm.exceptions]
    if len(names) > FEW:
        return True
    selections = (some for size in range(2, len(names) + 1) for some in itertools.combinations(names, size))
    return any(_contradicting(norm, frozenset(some)) for some in selections)


def _contradicting(norm: ir.Rule, holding: frozenset[str]) -> tuple[tuple[ir.Exclusion, ir.Exclusion], ...]:
    """The exceptions that act while those in `holding` hold, and set the modality or the window differently."""
    return tuple(
        (first, second)
        for first, second in itertools.combinations(acting_exceptions(norm, holding), 2)
        if _differ(first.modality, second.modality) or _differ(first.window, second.window)
    )


def holdings(
    group: g.RuleGroup, asked: Callable[[frozenset[str]], object] | None = None
) -> dict[frozenset[str], tuple[Masks, ...]]:
    """Which exceptions can hold together while a rule is triggered and its condition holds, and in which cases.

    `asked`: which selections of them are asked about; all where it is not given. Raises TooManyCases.
    """
    found: dict[frozenset[str], list[Masks]] = {}
    count = 0
    for narrowed in true_in(group.when, open_masks(group.variables), group.variables):
        for after in true_in(group.now.during, narrowed, group.variables):
            for names, cube in holding_exceptions(group.rule.exceptions, group.now.exceptions, after):
                count += 1
                if count > MAX_CASES:
                    raise TooManyCases
                if (asked is None or asked(names)) and consistent(group.variables, cube):
                    cubes = found.setdefault(names, [])
                    if len(cubes) < SHOWN:
                        cubes.append(cube)
    return {names: tuple(cubes) for names, cubes in found.items()}


def _differ(first: object, second: object) -> bool:
    return first is not None and second is not None and first != second


def _both(
    first: x.Expression | None, second: x.Expression | None, variables: tuple[x.Variable, ...]
) -> tuple[Masks, ...]:
    cubes = (
        cube
        for narrowed in true_in(first, open_masks(variables), variables)
        for cube in true_in(second, narrowed, variables)
    )
    return tuple(itertools.islice(cubes, SHOWN))
