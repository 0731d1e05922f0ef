"""What an event does to worlds, worked out once for all that have the same shape.

Where an event leads does not hang on which places in the history the worlds speak of, only on their order: places are
numbered anew, the step is taken, and they are put back. Nor does it hang on all that is known of the event: valuations
under which every transition fires in the same cases are one. So a column of many, and one case after another, come back
to few steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from . import expressions as x
from . import fold, kernel
from . import groups as g
from .fold import Hanging, Since, World, Worlds
from .kernel import Masks

KEPT = 1 << 14
"""How many steps are kept: each holds up to `fold.MAX_WORLDS` worlds."""


def advance(reactions: tuple[tuple[g.StepGroup, Masks], ...], worlds: Worlds, index: int) -> Worlds:
    """As `fold.advance`, under one framework: there all that worlds hang on covers every case, so that equal conditions
    were open alike."""
    places, shape = _shape(worlds)
    if index not in places:
        places = (*places, index)
    if len(reactions) == 1:
        ((group, masks),) = reactions
        reactions = ((group, _telling(group, masks)),)
    after = _advanced(reactions, shape, places.index(index))
    return _placed(after, dict(enumerate(places)))


@lru_cache(KEPT)
def _advanced(reactions: tuple[tuple[g.StepGroup, Masks], ...], worlds: Worlds, index: int) -> Worlds:
    return fold.advance(reactions, worlds, index)


# Places in the history


@lru_cache(KEPT)
def _shape(worlds: Worlds) -> tuple[tuple[int, ...], Worlds]:
    """The places of which worlds speak, in their order, and the worlds with these numbered anew."""
    places = tuple(sorted({each for world in worlds for each in _places(world)}))
    return places, _placed(worlds, {place: number for number, place in enumerate(places)})


def _places(world: World) -> Iterator[int]:
    for since in (*world.around, world.since):
        if type(since) is int and since != fold.START:
            yield since
    for hanging, _ in world.conditions:
        place = _place(hanging)
        if place is not None:
            yield place


def _place(hanging: Hanging) -> int | None:
    match hanging:
        case fold.Source(index=int(index)) | fold.Unrecorded(index=index) | fold.Lapsed(index=index):
            return index
        case fold.Source():
            return None
        case fold.Elsewhere() | fold.Unsaid():
            raise AssertionError("under several frameworks each step is taken by itself")


def _placed(worlds: Worlds, places: Mapping[int, int]) -> Worlds:
    """Worlds with each place put for another."""
    if all(old == new for old, new in places.items()):
        return worlds
    every = {id(hanging): hanging for each in worlds for hanging, _ in each.conditions}  # worlds share them
    moved = {number: _moved(hanging, places) for number, hanging in every.items()}
    return tuple(
        World(
            each.state,
            _moment(each.since, places),
            frozenset([(moved[id(hanging)], held) for hanging, held in each.conditions]),
            each.blurred,
            tuple([_moment(since, places) for since in each.around]),
        )
        for each in worlds
    )


def _moment(since: Since, places: Mapping[int, int]) -> Since:
    return places[since] if type(since) is int and since != fold.START else since


def _moved(hanging: Hanging, places: Mapping[int, int]) -> Hanging:
    match hanging:
        case fold.Source(index=int(index)):
            return fold.Source(places[index], hanging.term, hanging.open, hanging.deep)
        case fold.Unrecorded(index=index) | fold.Lapsed(index=index):
            return replace(hanging, index=places[index])
        case _:
            return hanging


# What is known of an event


@dataclass(frozen=True, slots=True)
class _Firing:
    """What fires in which cases: for each state and each way out of it, the values to which it narrows what is open.

    `masks`: a valuation of which that is so.
    """

    told: tuple[tuple[str, str | None, tuple[tuple[int, frozenset[str], frozenset[str]], ...]], ...]
    masks: Masks = field(compare=False)


@lru_cache(kernel.KEPT)
def _telling(group: g.StepGroup, masks: Masks) -> Masks:
    """A valuation that leads to the same as this one, from every world in which the event is still to come."""
    if any(masks[number] & (masks[number] - 1) for number in _lasting(group)):
        return masks  # an earlier event may have told of what is open here
    told = tuple(
        (state, each.outcome, tuple(_narrowed(group.variables, masks, cube)))
        for state in group.lineages
        for each in kernel.step(group, state, masks)
        for cube in each.cubes
    )
    return _first(group, _Firing(told, masks)).masks


def _narrowed(
    variables: tuple[x.Variable, ...], masks: Masks, cube: Masks
) -> Iterator[tuple[int, frozenset[str], frozenset[str]]]:
    for number, (variable, before, after) in enumerate(zip(variables, masks, cube, strict=True)):
        if before != after:
            yield number, variable.values(before), variable.values(after)


@lru_cache(kernel.KEPT)
def _first(_group: g.StepGroup, firing: _Firing) -> _Firing:
    return firing  # the cache gives the first of those that are alike


@lru_cache(kernel.KEPT)
def _lasting(group: g.StepGroup) -> tuple[int, ...]:
    """The variables that are the same at every event."""
    return tuple(number for number, each in enumerate(group.variables) if fold.lasting(each))
