"""Folds events into the states of a lifecycle, keeping every possible world and what it hangs on.

The steps are pure functions of worlds and masks, so one case and a column of many take the same steps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..dsl import ir
from . import groups as g
from . import kernel
from .kernel import Masks

MAX_WORLDS = 16

START = -1
"""The `since` of a world in which nothing has moved the lifecycle."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a world may hang on: a term about the event at place `index`; None for what holds for all time."""

    index: int | None
    term: ir.Term


@dataclass(frozen=True, slots=True)
class Unrecorded:
    """Hangs on an event of this type that the record does not show, before the event at place `index`."""

    index: int
    event: str


Condition = tuple[Source | Unrecorded, frozenset[str]]


@dataclass(frozen=True, slots=True)
class World:
    """A state, the place of the event that led to it (START: none; None: not known), and what that hangs on.

    `blurred`: so many combinations lead here that what they hang on is no longer told.
    """

    state: str
    since: int | None
    conditions: frozenset[Condition] = frozenset()
    blurred: bool = False


Worlds = tuple[World, ...]

Stepper = Callable[[g.StepGroup, str, Masks], tuple[kernel.Possibility[str | None], ...]]
"""How a step is decided: by the kernel, or by what the kernel decided before."""


def begin(lifecycle: ir.Lifecycle) -> Worlds:
    """Before anything has happened."""
    return (World(lifecycle.initial, START),)


def advance(group: g.StepGroup, worlds: Worlds, masks: Masks, index: int, step: Stepper = kernel.step) -> Worlds:
    """The worlds after the event at place `index`, of which `masks` is what is known."""
    sources = tuple(_source(variable, index) for variable in group.variables)
    targets = {move.transition.id: move.transition.target for move in group.moves}
    after: list[World] = []
    for world in worlds:
        # What an earlier event told of a lasting term may be finer than this group's classes: it is kept.
        known: dict[Source | Unrecorded, frozenset[str]] = dict(world.conditions)
        narrowed = tuple(
            mask & variable.mask(known[source]) if source in known else mask
            for mask, variable, source in zip(masks, group.variables, sources, strict=True)
        )
        for possibility in step(group, world.state, narrowed):
            state, since = (
                (world.state, world.since) if possibility.outcome is None else (targets[possibility.outcome], index)
            )
            for cube in possibility.cubes:
                added: dict[Source | Unrecorded, frozenset[str]] = {
                    source: variable.values(bits) & known.get(source, frozenset(variable.term.domain))
                    for source, variable, bits, base in zip(sources, group.variables, cube, narrowed, strict=True)
                    if bits != base
                }
                after.append(World(state, since, frozenset((known | added).items()), world.blurred))
    return tidy(after)


def drift(
    loose: tuple[tuple[g.StepGroup, Masks], ...], worlds: Worlds, index: int, step: Stepper = kernel.step
) -> Worlds:
    """The worlds that are possible if any number of events before place `index` went unrecorded.

    `loose` are the groups of the event types of which some may have, with what is known of such an event.
    """
    found = list(worlds)
    frontier = list(worlds) if loose else []
    while frontier:
        world = frontier.pop()
        for group, masks in loose:
            targets = {move.transition.id: move.transition.target for move in group.moves}
            note: Condition = (Unrecorded(index, group.event), frozenset({ir.YES}))
            for possibility in step(group, world.state, masks):
                if possibility.outcome is None:
                    continue
                new = World(targets[possibility.outcome], None, frozenset({note}), world.blurred)
                if new not in found:
                    found.append(new)
                    frontier.append(new)
    return tidy(found) if loose else worlds


def taken(group: g.StepGroup, worlds: Worlds) -> bool:
    """Whether some world is in a state from which the event can lead anywhere."""
    sources = {source for move in group.moves for source in move.transition.sources}
    return any(world.state in sources for world in worlds)


def citations(lifecycle: ir.Lifecycle, worlds: Worlds) -> tuple[ir.Citation, ...]:
    """What says that the lifecycle stands where it may stand: the transition that led there, else the state itself."""
    found: list[ir.Citation] = []
    for world in worlds:
        leading = [each for each in lifecycle.transitions if each.target == world.state]
        stated = lifecycle.state(world.state).citation
        if world.since != START and len(leading) == 1:
            found.append(leading[0].citation)
        elif stated is not None:
            found.append(stated)
    return tuple(dict.fromkeys(found))


def entered(worlds: Worlds) -> int | None:
    """The place of the event since which the lifecycle stands where it stands; None where worlds differ on it."""
    places = {world.since for world in worlds}
    return next(iter(places)) if len(places) == 1 else None


def tidy(worlds: list[World]) -> Worlds:
    """Distinct worlds in a canonical order; past MAX_WORLDS what they hang on is given up, never the states."""
    distinct = list(dict.fromkeys(worlds))
    certain = {(world.state, world.since) for world in distinct if not world.conditions and not world.blurred}
    kept = [world for world in distinct if (world.state, world.since) not in certain or not world.conditions]
    if len(kept) > MAX_WORLDS:
        kept = list(dict.fromkeys(World(world.state, world.since, blurred=True) for world in kept))
    return tuple(
        sorted(
            kept,
            key=lambda world: (
                world.state,
                world.since is None,
                world.since or 0,
                sorted(_key(each) for each in world.conditions),
            ),
        )
    )


def _key(condition: Condition) -> tuple[str, str]:
    return repr(condition[0]), " ".join(sorted(condition[1]))


def _source(variable: g.Variable, index: int) -> Source:
    lasting = variable.time is g.Time.ALWAYS and isinstance(variable.term, (ir.FactTerm, ir.ReadingTerm))
    return Source(None if lasting else index, variable.term)
