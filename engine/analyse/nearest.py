"""The nearest that a case comes to what can never be: all that is asked of it but what stands in its way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...dsl import ir
from .. import expressions as x
from ..feasible import true_in
from ..kernel import Masks


@dataclass(frozen=True, slots=True)
class Part:
    """One of several conditions that must all hold, or must all fail, for a whole to be so."""

    expression: x.Expression
    value: bool


def parts(expression: x.Expression | None, value: bool) -> tuple[Part, ...]:
    """What must be so for a condition to have a value, taken apart as far as it is all needed."""
    match expression:
        case None:
            return ()
        case x.Not(item=item):
            return parts(item, not value)
        case x.Named(body=body):
            return parts(body, value)
        case x.All(items=items) if value:
            return tuple(part for item in items for part in parts(item, True))
        case x.AnyOf(items=items) if not value:
            return tuple(part for item in items for part in parts(item, False))
        case _:
            return (Part(expression, value),)


def together(wanted: tuple[Part, ...], masks: Masks, variables: tuple[x.Variable, ...]) -> Iterator[Masks]:
    """The cubes in which all parts are as wanted."""
    if not wanted:
        yield masks
        return
    for cube in true_in(wanted[0].expression, masks, variables, wanted[0].value):
        yield from together(wanted[1:], cube, variables)


def nearest(
    wanted: tuple[Part, ...], masks: Masks, variables: tuple[x.Variable, ...]
) -> Iterator[tuple[Masks, tuple[Part, ...]]]:
    """Cubes in which as many parts as possible are as wanted, each with the parts that are not; the nearest first."""
    for n in reversed(range(len(wanted))):
        for cube in together((*wanted[:n], *wanted[n + 1 :]), masks, variables):
            yield cube, (wanted[n],)
    kept: tuple[Part, ...] = ()
    cube = masks
    for part in wanted:
        found = next(together((part,), cube, variables), None)
        if found is not None:
            kept, cube = (*kept, part), found
    yield cube, tuple(part for part in wanted if part not in kept)


def origin(part: Part) -> ir.Cond:
    """The condition from which a part was made, as it would have to be."""
    made: ir.Cond = part.expression.origin
    return made if part.value else ir.Not(made, made.span)
