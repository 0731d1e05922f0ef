"""What can be at all, found by running the kernel over valuations of which nothing is known."""

from __future__ import annotations

from dataclasses import dataclass

from ..dsl import ir
from . import groups as g
from .kernel import (
    MAX_CASES,
    Masks,
    TooManyCases,
    acting_exceptions,
    explore_optional,
    explore_rows,
    holding_exceptions,
    rule,
)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two transitions that can both fire from a state on the same event, leading to different states."""

    lifecycle: str
    state: str
    first: ir.Transition
    second: ir.Transition


def open_masks(variables: tuple[g.Variable, ...]) -> Masks:
    """A valuation of which nothing is known."""
    return tuple(variable.full for variable in variables)


def too_large(compiled: g.Compiled) -> tuple[tuple[str, ir.Decision | ir.Rule | ir.Lifecycle], ...]:
    """The clause groups that fall into more cases than the kernel follows."""
    framework = compiled.framework
    found: list[tuple[str, ir.Decision | ir.Rule | ir.Lifecycle]] = []
    for name, decision in compiled.decisions.items():
        if _exceeds(
            sum(
                1
                for _, _ in zip(
                    range(MAX_CASES + 1), explore_rows(decision.rows, open_masks(decision.variables)), strict=False
                )
            )
        ):
            found.append((name, framework.decisions[name]))
    for (lifecycle, _), step_group in compiled.steps.items():
        cases = 0
        for move in step_group.moves:
            for _ in explore_optional(move.guard, open_masks(step_group.variables)):
                cases += 1
                if _exceeds(cases):
                    break
        if _exceeds(cases):
            found.append((lifecycle, framework.lifecycles[lifecycle]))
    for name, rule_group in compiled.rules.items():
        try:
            rule(rule_group, open_masks(rule_group.variables), deadline=False)
        except TooManyCases:
            found.append((name, framework.rules[name]))
    return tuple(found)


def _exceeds(cases: int) -> bool:
    return cases > MAX_CASES


def overlaps(compiled: g.Compiled) -> tuple[Overlap, ...]:
    """Transitions that leave the next state open, one finding for each pair of clauses."""
    found: list[Overlap] = []
    for (lifecycle, _), group in compiled.steps.items():
        for i, first in enumerate(group.moves):
            for second in group.moves[i + 1 :]:
                shared = [s for s in first.transition.sources if s in second.transition.sources]
                if not shared or first.transition.target == second.transition.target:
                    continue
                if _both(first.guard, second.guard, open_masks(group.variables)):
                    found.append(Overlap(lifecycle, shared[0], first.transition, second.transition))
    return tuple(found)


def contradictions(compiled: g.Compiled) -> tuple[tuple[ir.Exclusion, ir.Exclusion], ...]:
    """Exceptions of one rule that can act at once and set the modality or the window differently (semantics 21)."""
    found: dict[tuple[str, str, str], tuple[ir.Exclusion, ir.Exclusion]] = {}
    for group in compiled.rules.values():
        for holding in _holdings(group):
            acting = acting_exceptions(group.rule, holding)
            for i, first in enumerate(acting):
                for second in acting[i + 1 :]:
                    if _differ(first.modality, second.modality) or _differ(first.window, second.window):
                        found[group.name, first.name, second.name] = first, second
    return tuple(found.values())


def _holdings(group: g.RuleGroup) -> set[frozenset[str]]:
    masks = open_masks(group.variables)
    return {
        names
        for triggered, narrowed in explore_optional(group.when, masks)
        if triggered
        for during, after in explore_optional(group.now.during, narrowed)
        if during
        for names, _ in holding_exceptions(group.rule.exceptions, group.now.exceptions, after)
    }


def _differ(first: object, second: object) -> bool:
    return first is not None and second is not None and first != second


def _both(first: g.Expression | None, second: g.Expression | None, masks: Masks) -> bool:
    return any(
        value and any(other for other, _ in explore_optional(second, narrowed))
        for value, narrowed in explore_optional(first, masks)
    )


def rules_alive(framework: ir.Framework) -> dict[str, tuple[str, ...]]:
    """For each rule the states (`lifecycle.state`) in which it can be live.

    A rule is triggered by an event; it can live in the states to which that event can lead while its condition holds.
    """
    alive: dict[str, tuple[str, ...]] = {}
    for rule_ in framework.rules.values():
        states: list[str] = []
        for lifecycle in framework.lifecycles.values():
            for transition in lifecycle.transitions:
                if transition.event != rule_.trigger:
                    continue
                name = f"{lifecycle.name}.{transition.target}"
                if name not in states and _compatible(transition.when, rule_.when, framework):
                    states.append(name)
        alive[rule_.name] = tuple(states)
    return alive


def _compatible(first: ir.Cond | None, second: ir.Cond | None, framework: ir.Framework) -> bool:
    conditions = tuple(cond for cond in (first, second) if cond is not None)
    if not conditions:
        return True
    variables, expression = g.compile_condition(ir.All(conditions, conditions[0].span), framework)
    return any(value for value, _ in explore_optional(expression, open_masks(variables)))
