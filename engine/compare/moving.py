"""What differs in a lifecycle: its states, and what moves it from one to another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from ...dsl import ir
from ...dsl.words import lowered, spoken, titled
from .found import Kind, Level
from .same import same
from .telling import Pair, Said, Telling

T = TypeVar("T")


def lifecycles(telling: Telling) -> None:
    """Every lifecycle of either side."""
    pairs = telling.matching.after(Kind.LIFECYCLE)
    for before, after in pairs.items():
        one, own = telling.before.lifecycles[before], telling.after.lifecycles[after]
        _lifecycle(telling, one, own, telling.renamed.lifecycles[before])
    for side, name in telling.alone(Kind.LIFECYCLE):
        each = (telling.before, telling.after)[side].lifecycles[name]
        telling.one_sided(side, Kind.LIFECYCLE, name, each.label, Level.OUTCOME, _whole(each))


def _whole(lifecycle: ir.Lifecycle) -> Said:
    labels = ", ".join(lowered(titled(each.label, each.name)) for each in lifecycle.states if not each.composite)
    cited = [number for each in lifecycle.states if each.citation for number in each.citation.paragraphs]
    cited += [number for each in lifecycle.transitions for number in each.citation.paragraphs]
    return Said(f"states: {labels}", ir.Citation(tuple(dict.fromkeys(cited)), lifecycle.span), lifecycle.span)


def _lifecycle(telling: Telling, one: ir.Lifecycle, own: ir.Lifecycle, other: ir.Lifecycle) -> None:
    pair = telling.pair(Kind.LIFECYCLE, one.name, own.name, (one.label, own.label))
    telling.named(pair, Said("", None, one.span), Said("", None, own.span), (one.label, own.label))
    _states(telling, pair, one, own, other)
    _transitions(telling, pair, one, own, other)
    mine = {state.name: state for state in other.states}
    cited = [(each.citation, mine[each.name].citation) for each in one.states if each.name in mine]
    told = [(first, second) for first, second in cited if first is not None and second is not None]
    told += [(a.citation, b.citation) for a, b, _ in _aligned_steps(one, own, other) if a is not None and b is not None]
    here, there = Said("", None, one.span), Said("", None, own.span)
    telling.cited(pair, here, there, ([first for first, _ in told], [second for _, second in told]))


# States


def _states(telling: Telling, pair: Pair, one: ir.Lifecycle, own: ir.Lifecycle, other: ir.Lifecycle) -> None:
    mine = {state.name: (state, its) for state, its in zip(other.states, own.states, strict=True)}
    for state in one.states:
        if state.name not in mine:
            here = Said(lowered(titled(state.label, state.name)), state.citation, state.span)
            telling.change(pair, f"state {state.name}, removed", Level.OUTCOME, here, None)
            continue
        changed, its = mine[state.name]
        here, there = Said("", state.citation, state.span), Said("", its.citation, its.span)
        aspect = f"state {state.name}"
        if state.name != its.name:
            telling.wording(pair, f"{aspect}, name", here, there, (state.name, its.name))
        if state.label != its.label:
            telling.wording(pair, f"{aspect}, label", here, there, (state.label, its.label))
        if state.parent != changed.parent:
            words = (f"inside {spoken(state.parent or 'nothing')}", f"inside {spoken(its.parent or 'nothing')}")
            _other(telling, pair, f"{aspect}, inside", here, there, words)
        for mark in ("initial", "final"):
            if getattr(state, mark) != getattr(changed, mark):
                told = [mark if getattr(each, mark) else f"not {mark}" for each in (state, changed)]
                _other(telling, pair, f"{aspect}, {mark}", here, there, (told[0], told[1]))
    known = {state.name for state in one.states}
    for name, (_, its) in mine.items():
        if name not in known:
            there = Said(lowered(titled(its.label, its.name)), its.citation, its.span)
            telling.change(pair, f"state {its.name}, added", Level.OUTCOME, None, there)


def _other(telling: Telling, pair: Pair, aspect: str, here: Said, there: Said, words: tuple[str, str]) -> None:
    first, second = replace(here, words=words[0]), replace(there, words=words[1])
    telling.change(pair, aspect, Level.OUTCOME, first, second)


# Transitions


def _transitions(telling: Telling, pair: Pair, one: ir.Lifecycle, own: ir.Lifecycle, other: ir.Lifecycle) -> None:
    alike = telling.meaning.lifecycles(one, other)
    level = Level.WORDING if alike else Level.OUTCOME
    numbers: dict[str, int] = {}
    for step, its, changed in _aligned_steps(one, own, other):
        into = step.into if step is not None else _into(changed)
        numbers[into] = numbers.get(into, 0) + 1
        aspect = f"to {into}" + (f" {numbers[into]}" if numbers[into] > 1 else "")
        if step is None or its is None or changed is None:
            here = None if step is None else _step(telling, 0, one, step)
            there = None if its is None else _step(telling, 1, own, its)
            telling.change(pair, f"{aspect}, {'added' if step is None else 'removed'}", level, here, there)
            continue
        _moved(telling, pair, aspect, level, (one, own, other), (step, its, changed))


def _into(step: ir.Transition | None) -> str:
    assert step is not None, "one of the two is there"
    return step.into


def _moved(
    telling: Telling,
    pair: Pair,
    aspect: str,
    level: Level,
    lifecycles_: tuple[ir.Lifecycle, ir.Lifecycle, ir.Lifecycle],
    steps: tuple[ir.Transition, ir.Transition, ir.Transition],
) -> None:
    step, its, changed = steps
    here, there = Said("", step.citation, step.span), Said("", its.citation, its.span)
    words = telling.words
    known = _known(lifecycles_[0], lifecycles_[2])
    if _from(step, known) != _from(changed, known):
        said = _sources(lifecycles_[0], step), _sources(lifecycles_[1], its)
        first, second = replace(here, words=said[0]), replace(there, words=said[1])
        telling.change(pair, f"{aspect}, from", level, first, second)
    if not same(step.trigger, changed.trigger):
        timed = isinstance(step.trigger, ir.AtTime) and isinstance(changed.trigger, ir.AtTime)
        said = words[0].trigger(step.trigger), words[1].trigger(its.trigger)
        first, second = replace(here, words=lowered(said[0])), replace(there, words=lowered(said[1]))
        telling.change(pair, f"{aspect}, on", Level.DEADLINE if timed else Level.OUTCOME, first, second)
    conditions = step.when, changed.when, its.when
    telling.condition(pair, f"{aspect}, when", level, conditions, (step.citation, its.citation), (step.span, its.span))
    if step.into != changed.into:
        said = spoken(step.into), spoken(its.into)
        first, second = replace(here, words=f"to {said[0]}"), replace(there, words=f"to {said[1]}")
        telling.change(pair, f"{aspect}, to", level, first, second)


def _from(step: ir.Transition, known: frozenset[str]) -> tuple[bool, frozenset[str], frozenset[str]]:
    """Where a transition starts, as written, and among the states that both sides know."""
    if step.everywhere:
        return True, frozenset(), frozenset()
    return False, frozenset(step.written), known & frozenset(step.sources)


def _known(one: ir.Lifecycle, other: ir.Lifecycle) -> frozenset[str]:
    return frozenset(one.leaves) & frozenset(other.leaves)


def _sources(lifecycle: ir.Lifecycle, step: ir.Transition) -> str:
    if step.everywhere:
        return "from any state"
    return f"from {', '.join(lowered(titled(lifecycle.state(each).label, each)) for each in step.written)}"


def _step(telling: Telling, side: int, lifecycle: ir.Lifecycle, step: ir.Transition) -> Said:
    words = telling.words[side]
    when = "" if step.when is None else f" when {words.cond(step.when)}"
    into = lowered(titled(lifecycle.state(step.into).label, step.into))
    said = f"{_sources(lifecycle, step)} on {lowered(words.trigger(step.trigger))}{when} to {into}"
    return Said(said, step.citation, step.span)


def _aligned_steps(
    one: ir.Lifecycle, own: ir.Lifecycle, other: ir.Lifecycle
) -> list[tuple[ir.Transition | None, ir.Transition | None, ir.Transition | None]]:
    """Transitions side by side, in their order; those of the second also in the names of the first."""
    mine = {changed.id: step for changed, step in zip(other.transitions, own.transitions, strict=True)}
    return [
        (step, None if changed is None else mine[changed.id], changed) for step, changed in aligned_steps(one, other)
    ]


def aligned_steps(one: ir.Lifecycle, other: ir.Lifecycle) -> list[tuple[ir.Transition | None, ir.Transition | None]]:
    """Transitions side by side, in their order; the second lifecycle is in the names of the first."""
    known = _known(one, other)

    def apart(first: ir.Transition, second: ir.Transition) -> float:
        parts = (
            same(first.trigger, second.trigger),
            first.into == second.into,
            _from(first, known) == _from(second, known),
            same(first.when, second.when),
        )
        differing = parts.count(False)
        return differing if differing < 2 else 1.5 if differing == 2 and (parts[0] or parts[1]) else 9

    return [
        (
            None if first is None else one.transitions[first],
            None if second is None else other.transitions[second],
        )
        for first, second in aligned(one.transitions, other.transitions, apart)
    ]


def aligned(
    first: Sequence[T], second: Sequence[T], apart: Callable[[T, T], float]
) -> list[tuple[int | None, int | None]]:
    """The places of two sequences side by side, in order, so that as little as possible differs.

    `apart`: how much two items differ; leaving one out on either side counts 1.
    """
    rows, columns = len(first), len(second)
    cost = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows, -1, -1):
        for j in range(columns, -1, -1):
            if i == rows or j == columns:
                cost[i][j] = float(rows - i + columns - j)
                continue
            cost[i][j] = min(apart(first[i], second[j]) + cost[i + 1][j + 1], 1 + cost[i + 1][j], 1 + cost[i][j + 1])
    found: list[tuple[int | None, int | None]] = []
    i = j = 0
    while i < rows or j < columns:
        if i < rows and j < columns and cost[i][j] == apart(first[i], second[j]) + cost[i + 1][j + 1]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif i < rows and cost[i][j] == 1 + cost[i + 1][j]:
            found.append((i, None))
            i += 1
        else:
            found.append((None, j))
            j += 1
    return found
