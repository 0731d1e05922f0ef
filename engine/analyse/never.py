"""Clauses that can never matter (E216): proven by following every case, shown by the case that comes nearest.

Every variable of a group is taken by itself, so more is followed than can be: what never happens among all that truly
never happens.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...dsl import ir
from ...dsl.base.diagnostics import Diagnostic, Severity
from ...dsl.base.spans import Span
from .. import expressions as x
from .. import groups as g
from .. import kernel
from ..evaluation import Evaluation
from ..feasible import consistent, holdings, in_state, open_masks, true_in
from ..history import Dated
from ..kernel import Effect, Masks, effect_of
from .bench import Bench
from .drafts import Draft, written
from .goals import Goal, event_of, holds, present_times, rule_times, step_times, valued
from .nearest import Part, nearest, origin, parts

_DROP = "Mend the conditions, or remove it."


def _finding(bench: Bench, message: str, span: Span, shown: tuple[Draft, str] | None, hint: str = _DROP) -> Diagnostic:
    witness = "" if shown is None else written(shown[0], bench.framework, shown[1])
    return Diagnostic("E216", message, span, hint, Severity.WARNING, witness=witness)


def _nearest_case(bench: Bench, goal: Goal, wanted: tuple[Part, ...], masks: Masks) -> tuple[Draft, str] | None:
    """The nearest case to `wanted`, and what it lacks. `goal` says how it is asked, and what must be seen in it."""
    for cube, lacking in (*_first(nearest(wanted, masks, goal.variables)), (masks, wanted)):
        found = bench.draft((Goal(goal.event, goal.variables, cube, goal.times, goal.shows, goal.state),))
        if found is not None:
            told = " and ".join(f"'{bench.words.cond(origin(each))}'" for each in dict.fromkeys(lacking))
            return found, f"as near as a case comes; it lacks {told}" if told else "as near as a case comes"
    return None


def _first(found: Iterable[tuple[Masks, tuple[Part, ...]]]) -> Iterator[tuple[Masks, tuple[Part, ...]]]:
    for _, each in zip(range(6), found, strict=False):
        yield each


# Definitions


def definitions(bench: Bench) -> Iterator[Diagnostic]:
    """Definitions that are never true, or always."""
    for define in bench.framework.defines.values():
        condition = g.compile_condition(define.cond, bench.framework)
        variables, expression = condition.variables, condition.expression
        masks = open_masks(variables)
        for value in (True, False):
            if next(true_in(expression, masks, variables, value), None) is not None:
                continue

            def shows(
                _: Draft,
                evaluation: Evaluation,
                it: Dated | None,
                variables: tuple[x.Variable, ...] = variables,
                expression: x.Expression = expression,
                value: bool = value,
            ) -> bool:
                return holds(expression, valued(variables, present_times, evaluation, it), not value)

            goal = Goal(define.about, variables, masks, present_times, shows)
            shown = _nearest_case(bench, goal, parts(expression, value), masks)
            word = "never" if value else "always"
            yield _finding(bench, f"the definition '{define.name}' {word} holds", define.span, shown)


# Rows


def rows(bench: Bench) -> Iterator[Diagnostic]:
    """Rows of a decision that never decide; `otherwise` may stand for safety, and is passed over."""
    for group in bench.compiled.decisions.values():
        masks = open_masks(group.variables)
        decision = bench.framework.decisions[group.name]
        deciding = {each.outcome for each in kernel.decide(group, masks) if _any_of(each, group.variables)}
        for number, row in enumerate(group.rows):
            if row.when is None or number in deciding:
                continue
            taken = next(true_in(row.when, masks, group.variables), None)
            yield _row(bench, group, decision, number, taken)


def _row(bench: Bench, group: g.DecisionGroup, decision: ir.Decision, number: int, taken: Masks | None) -> Diagnostic:
    row = group.rows[number]

    def decided(evaluation: Evaluation, it: Dated | None) -> int | None:
        found = kernel.decide(group, valued(group.variables, present_times, evaluation, it))
        return found[0].outcome if len(found) == 1 else None

    def shows(_: Draft, evaluation: Evaluation, it: Dated | None) -> bool:
        return decided(evaluation, it) not in (None, number)

    goal = Goal(decision.about, group.variables, open_masks(group.variables), present_times, shows)
    if taken is None:
        shown = _nearest_case(bench, goal, parts(row.when, True), goal.masks)
        return _finding(bench, f"the row '{row.value}' of '{decision.name}' can never hold", row.origin.span, shown)
    cubes = true_in(row.when, goal.masks, group.variables)
    found = bench.draft(
        Goal(goal.event, goal.variables, cube, goal.times, shows) for _, cube in zip(range(6), cubes, strict=False)
    )
    shown = None
    if found is not None and (evaluation := found.evaluated(bench.compiled)) is not None:
        first = decided(evaluation, goal.subject(evaluation))
        if first is not None:
            shown = found, f"the row would hold, and row {first + 1} ('{group.rows[first].value}') decides"
    return _finding(
        bench,
        f"the row '{row.value}' of '{decision.name}' never decides: the rows above it take every case",
        row.origin.span,
        shown,
        "Move it above them, or remove it.",
    )


def _any_of(possibility: kernel.Possibility[int], variables: tuple[x.Variable, ...]) -> bool:
    return any(consistent(variables, cube) for cube in possibility.cubes)


# Transitions


def transitions(bench: Bench) -> Iterator[Diagnostic]:
    """Transitions that no event ever fires, from states that can be reached into states that can."""
    for group in bench.compiled.steps.values():
        reached = bench.reach.states[group.lifecycle]
        for move in group.moves:
            state = idle_from(bench, group, move)
            if state is None or move.transition.target not in reached:
                continue
            shown, holding = unfired(bench, group, move, state)
            yield _finding(
                bench,
                f"the transition from '{state}' to '{move.transition.target}' on '{event_of(group.trigger)}' "
                + ("never fires: others take every case" if holding else "can never fire"),
                move.transition.span,
                shown,
            )


def idle_from(bench: Bench, group: g.StepGroup, move: g.Move) -> str | None:
    """A state that can be reached and from which a transition is written, if it never fires from any such state."""
    reached = [each for each in move.transition.sources if each in bench.reach.states[group.lifecycle]]
    fires = any(bench.reach.fires(move.transition, state) for state in reached)
    return reached[0] if reached and not fires else None


def unfired(bench: Bench, group: g.StepGroup, move: g.Move, state: str) -> tuple[tuple[Draft, str] | None, bool]:
    """The case in which a transition comes nearest to firing; whether its condition can hold at all."""

    def shows(_: Draft, evaluation: Evaluation, it: Dated | None) -> bool:
        masks = valued(group.variables, step_times, evaluation, it)
        return move.transition.id not in {each.outcome for each in kernel.step(group, state, masks)}

    masks = in_state(group.variables, group.lifecycle, (state,))
    goal = Goal(event_of(group.trigger), group.variables, masks, step_times, shows, (group.lifecycle, state))
    if next(true_in(move.guard, masks, group.variables), None) is None:
        return _nearest_case(bench, goal, parts(move.guard, True), masks), False
    cubes = true_in(move.guard, masks, group.variables)
    found = bench.draft(
        Goal(goal.event, goal.variables, cube, goal.times, shows, goal.state)
        for _, cube in zip(range(6), cubes, strict=False)
    )
    return None if found is None else (found, "its condition holds, and another transition fires"), True


# Rules and their exceptions


def rules(bench: Bench) -> Iterator[Diagnostic]:
    """Rules that are never live, and exceptions that never hold or never change anything."""
    for group in bench.compiled.rules.values():
        held = holdings(group)
        if not any(effect_of(group.rule, names).live for names in held):
            yield _rule(bench, group, held)
            continue
        for exception in group.rule.exceptions:
            found = _exception(bench, group, exception, held)
            if found is not None:
                yield found


def _outcomes(group: g.RuleGroup, evaluation: Evaluation, it: Dated | None) -> set[kernel.RuleOutcome]:
    return {
        each.outcome for each in kernel.rule(group, valued(group.variables, rule_times, evaluation, it), deadline=False)
    }


def _rule(bench: Bench, group: g.RuleGroup, held: dict[frozenset[str], tuple[Masks, ...]]) -> Diagnostic:
    rule = group.rule

    def shows(_: Draft, evaluation: Evaluation, it: Dated | None) -> bool:
        return not any(each.now is not None and each.now.live for each in _outcomes(group, evaluation, it))

    masks = open_masks(group.variables)
    goal = Goal(rule.trigger, group.variables, masks, rule_times, shows)
    if not held:
        shown = _nearest_case(bench, goal, (*parts(group.when, True), *parts(group.now.during, True)), masks)
        return _finding(bench, f"the rule '{rule.name}' never applies to any case", rule.span, shown)
    names, cubes = min(held.items(), key=lambda entry: (len(entry[0]), sorted(entry[0])))
    found = bench.draft(Goal(rule.trigger, group.variables, cube, rule_times, shows) for cube in cubes)
    released = f"released by {' and '.join(sorted(names))}"
    return _finding(
        bench,
        f"the rule '{rule.name}' never applies: its exceptions release every case",
        rule.span,
        None if found is None else (found, f"it is triggered, and {released}"),
    )


def _exception(
    bench: Bench, group: g.RuleGroup, exception: ir.Exclusion, held: dict[frozenset[str], tuple[Masks, ...]]
) -> Diagnostic | None:
    rule, name = group.rule, exception.name
    holding = {names: cubes for names, cubes in held.items() if name in names}
    if any(_said(rule, names) != _said(rule, names - {name}) for names in holding):
        return None

    def actual(evaluation: Evaluation, it: Dated | None) -> list[frozenset[str]]:
        masks = valued(group.variables, rule_times, evaluation, it)
        found = kernel.holding_exceptions(rule.exceptions, group.now.exceptions, masks)
        return list(dict.fromkeys(names for names, _ in found))

    number = [each.name for each in rule.exceptions].index(name)
    span = exception.span
    if not holding:

        def never(_: Draft, evaluation: Evaluation, it: Dated | None) -> bool:
            triggered = all(each.triggered for each in _outcomes(group, evaluation, it))
            return triggered and not any(name in names for names in actual(evaluation, it))

        masks = open_masks(group.variables)
        wanted = parts(group.now.exceptions[number], True)
        base = (*parts(group.when, True), *parts(group.now.during, True))
        shown = _nearest_case(
            bench, Goal(rule.trigger, group.variables, masks, rule_times, never), (*base, *wanted), masks
        )
        return _finding(bench, f"the exception '{name}' of '{rule.name}' can never hold", span, shown)

    def idle(_: Draft, evaluation: Evaluation, it: Dated | None) -> bool:
        found = actual(evaluation, it)
        return bool(found) and all(
            name in names and _said(rule, names) == _said(rule, names - {name}) for names in found
        )

    goals = (
        Goal(rule.trigger, group.variables, cube, rule_times, idle) for cubes in holding.values() for cube in cubes
    )
    found = bench.draft(goals)
    return _finding(
        bench,
        f"the exception '{name}' of '{rule.name}' never changes what the rule says",
        span,
        None if found is None else (found, "it holds, and the rule says the same without it"),
        "Say what it changes after 'then', name in 'against' what it defeats, or remove it.",
    )


def _said(rule: ir.Rule, names: frozenset[str]) -> tuple[bool, ir.Modality | None, ir.Window | None]:
    """What a rule comes to while these exceptions hold: not through what, but what."""
    effect: Effect = effect_of(rule, names)
    return effect.live, effect.modality, rule.window_of(effect.window) if effect.live else None
