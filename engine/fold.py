"""Folds events into the states of a lifecycle, keeping every possible world and what it hangs on.

The steps are pure functions of worlds and masks, so one case and a column of many take the same steps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ..dsl import ir
from . import groups as g
from . import kernel
from .kernel import Masks

MAX_WORLDS = 16

START = -1
"""The `since` of a world in which nothing has moved the lifecycle."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a world may hang on: a term about the event at place `index`; None for what holds for all time.

    `open` are the values that were possible before anything hung on it.
    """

    index: int | None
    term: ir.Term
    open: frozenset[str] = field(compare=False)


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
    sources = tuple(_source(variable, index, mask) for variable, mask in zip(group.variables, masks, strict=True))
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
    if len(worlds) < 2:
        return tuple(worlds)
    named = {source for world in worlds for source, _ in world.conditions}
    sources = sorted(named, key=repr)
    numbers = {source: number for number, source in enumerate(sources)}
    rows = [
        (
            (world.state, world.since, world.blurred),
            tuple(sorted(((numbers[source], values) for source, values in world.conditions), key=_by_number)),
        )
        for world in worlds
    ]
    rows = _joined(rows, sources)
    certain = {head for head, conditions in rows if not conditions}
    rows = [row for row in rows if not row[1] or row[0] not in certain]
    if len(rows) > MAX_WORLDS:
        rows = list(dict.fromkeys(((state, since, True), ()) for (state, since, _), _ in rows))
    rows.sort(key=_canonical)
    return tuple(
        World(state, since, frozenset((sources[number], values) for number, values in conditions), blurred)
        for (state, since, blurred), conditions in rows
    )


# Within `tidy` a world is a row: its head (state, since, blurred), and its conditions by the number of their source.
_Head = tuple[str, int | None, bool]
_Row = tuple[_Head, tuple[tuple[int, frozenset[str]], ...]]


def _by_number(condition: tuple[int, frozenset[str]]) -> int:
    return condition[0]


def _canonical(row: _Row) -> tuple[str, bool, int, list[tuple[int, list[str]]]]:
    (state, since, _), conditions = row
    return state, since is None, since or 0, [(number, sorted(values)) for number, values in conditions]


def _joined(rows: list[_Row], sources: list[Source | Unrecorded]) -> list[_Row]:
    """The same worlds in fewer: those that differ in what one thing is become one, and what may be anything drops out.

    So what an earlier event left open is forgotten as soon as a later one settles where the lifecycle stands.
    """
    current = list(dict.fromkeys(rows))
    everything = [each.open if isinstance(each, Source) else frozenset({ir.YES, ir.NO}) for each in sources]
    while True:
        before = len(current)
        for number, every in enumerate(everything):
            rest: dict[_Row, frozenset[str]] = {}
            for head, conditions in current:
                values = next((values for each, values in conditions if each == number), every)
                bare = head, tuple(each for each in conditions if each[0] != number)
                rest[bare] = rest[bare] | values if bare in rest else values
            current = [
                (head, others)
                if every <= values
                else (head, tuple(sorted((*others, (number, values)), key=_by_number)))
                for (head, others), values in rest.items()
            ]
        if len(current) >= before:
            return current


def _source(variable: g.Variable, index: int, mask: int) -> Source:
    lasting = variable.time is g.Time.ALWAYS and isinstance(variable.term, (ir.FactTerm, ir.ReadingTerm))
    return Source(None if lasting else index, variable.term, variable.values(mask))
