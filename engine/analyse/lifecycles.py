"""Dead ends, final states that are left (E212), and states that no case comes to (E213)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...dsl import ir
from ...dsl.base.diagnostics import Diagnostic, Severity
from ...dsl.lint.reachable import carried_into
from ..evaluation import Evaluation
from ..history import Dated
from ..outcome import gaps_of
from .bench import Bench, undecided
from .drafts import Draft, written
from .goals import Goal, event_of, present_times
from .never import idle_from, unfired
from .reach import step_goal
from .search import slimmed


def lifecycles(bench: Bench) -> Iterator[Diagnostic]:
    """What is wrong with the ways through each lifecycle."""
    for lifecycle in bench.framework.lifecycles.values():
        if len(lifecycle.states) < 2:
            continue
        yield from _unreached(bench, lifecycle)
        reached = bench.reach.states[lifecycle.name]
        # A gap that touches the lifecycle says already that the source leaves its course open.
        gaps = gaps_of(bench.framework, lifecycle.name)
        for state in lifecycle.states:
            if state.composite or state.name not in reached:
                continue
            leaving = [
                each
                for each in lifecycle.transitions
                if state.name in each.sources and each.target != state.name and bench.reach.fires(each, state.name)
            ]
            if state.final:
                named = [
                    each for each in leaving if state.name in each.written and isinstance(each.trigger, ir.OnEvent)
                ]
                if named:
                    yield from _left(bench, lifecycle, state, named[0])
            elif not leaving and not gaps and not _blocked(bench, lifecycle, state):
                yield from _dead_end(bench, lifecycle, state)


def _blocked(bench: Bench, lifecycle: ir.Lifecycle, state: ir.State) -> bool:
    """Whether a way out is written that never fires: that is reported by itself."""
    return any(
        state.name in move.transition.sources
        and move.transition.target != state.name
        and idle_from(bench, group, move) is not None
        for group in bench.compiled.steps.values()
        if group.lifecycle == lifecycle.name
        for move in group.moves
    )


def _dead_end(bench: Bench, lifecycle: ir.Lifecycle, state: ir.State) -> Iterator[Diagnostic]:
    found = bench.reach.shown(lifecycle.name, state.name)
    if found is None:
        yield undecided(f"whether the state '{state.name}' of '{lifecycle.name}' is a dead end", state.span)
        return

    def stands(_: Draft, evaluation: Evaluation, it: Dated | None) -> bool:
        return evaluation.course.states(lifecycle.name, evaluation.known.at_as_of()) == {state.name}

    found = slimmed(found, Goal(None, (), (), present_times, stands), bench.compiled)
    yield Diagnostic(
        "E212",
        f"the state '{state.name}' of '{lifecycle.name}' is not final, and nothing ever leads out of it",
        state.span,
        "Mark it 'final', or say what leads out of it.",
        Severity.WARNING,
        witness=written(found, bench.framework, f"'{lifecycle.name}' is '{state.name}', and stays so whatever happens"),
    )


def _left(bench: Bench, lifecycle: ir.Lifecycle, state: ir.State, transition: ir.Transition) -> Iterator[Diagnostic]:
    event = event_of(transition.trigger)
    group = bench.compiled.steps[lifecycle.name, event]
    cubes = bench.reach.firing[lifecycle.name, event][state.name][transition.id]
    shows = f"the last event leads from the final state '{state.name}' to '{transition.target}'"
    witness = bench.witness(
        (step_goal(group, transition.id, cube, state.name, bench.compiled) for cube in cubes), shows
    )
    if not witness:
        yield undecided(f"whether the final state '{state.name}' of '{lifecycle.name}' is ever left", transition.span)
        return
    yield Diagnostic(
        "E212",
        f"the state '{state.name}' of '{lifecycle.name}' is final, and '{event}' leads out of it",
        transition.span,
        "Take 'final' from the state, or remove the transition.",
        Severity.WARNING,
        also=((state.span, "the state is here"),),
        witness=witness,
    )


def _unreached(bench: Bench, lifecycle: ir.Lifecycle) -> Iterator[Diagnostic]:
    """States that no case comes to: those whose ways in never fire, each with those that lie behind it alone.

    Who is carried into a state from the framework before comes to it.
    """
    reached = bench.reach.states[lifecycle.name] | carried_into(bench.framework, lifecycle)
    behind = set(lifecycle.leaves) - reached
    fronts: dict[str, Diagnostic] = {}
    for group in bench.compiled.steps.values():
        for move in group.moves if group.lifecycle == lifecycle.name else ():
            target = move.transition.target
            source = idle_from(bench, group, move)
            if target in reached or target in fronts or source is None:
                continue
            shown, _ = unfired(bench, group, move, source)
            state = lifecycle.state(target)
            fronts[target] = Diagnostic(
                "E213",
                f"no case ever brings '{lifecycle.name}' into the state '{target}'",
                state.span,
                "Mend the condition of what leads to it, or remove the state.",
                Severity.WARNING,
                also=((move.transition.span, "this never fires"),),
                witness=written(shown[0], bench.framework, shown[1]) if shown else "",
            )
    found = list(fronts.values())
    further = [state for state in lifecycle.states if state.name in behind - fronts.keys()]
    if found:
        beyond = tuple((state.span, "nor is this state, which lies behind it") for state in further)
        found[0] = replace(found[0], also=(*found[0].also, *beyond))
    elif further:
        yield undecided(f"whether '{lifecycle.name}' ever comes into the state '{further[0].name}'", further[0].span)
    yield from found
