"""What times may do to a lifecycle where their days are not known: the worlds behind it. Mirrors `engine/course.py`.

Lapses, and times of which the day is known, hang on the days of a single history: they are asked of that alone.
"""

from __future__ import annotations

from dataclasses import replace

from ...dsl import ir
from .. import fold, kernel
from .. import groups as g

Timer = tuple[g.StepGroup, kernel.Masks]
"""The group of a time that may have run out, and what is known of what it reads."""


def ran_out(worlds: fold.Worlds, timers: tuple[Timer, ...], count: int) -> fold.Worlds:
    """The worlds after times of which it is not known whether they have run out behind so many events."""
    index = -2 - count  # stands for the day asked for, of which no answer of a survey speaks
    found: list[fold.World] = []
    waiting: list[tuple[fold.World, frozenset[str]]] = [(world, frozenset()) for world in worlds]
    while waiting:
        world, spent = waiting.pop()
        due = next((each for each in timers if _may_move(each[0], world, spent)), None)
        if due is None:
            found.append(world)
            continue
        group, masks = due
        assert isinstance(group.trigger, ir.AtTime), "a lapse is asked alone"
        hanging = fold.Source(index, ir.PassedTerm(group.trigger.point), frozenset({ir.YES, ir.NO}))
        after = spent | {group.name}
        waiting.append((_noting(world, hanging, ir.NO), after))
        moved = fold.react(group, _noting(world, hanging, ir.YES), masks, index, None)
        waiting += [(each, after) for _, each in moved]
    return fold.tidy(found)


def _may_move(group: g.StepGroup, world: fold.World, spent: frozenset[str]) -> bool:
    sources = {source for move in group.moves for source in move.transition.sources}
    return group.name not in spent and world.state in sources


def _noting(world: fold.World, hanging: fold.Hanging, runs_out: str) -> fold.World:
    return replace(world, conditions=world.conditions | {(hanging, frozenset({runs_out}))})
