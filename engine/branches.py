"""What the kernel follows: a clause group as a graph of tests, in the order of the text, with outcomes at its leaves.

A multi-valued decision diagram (Srinivasan et al., *Algorithms for discrete function manipulation*, 1990) that is not
reduced: a variable may be asked again on one path, and is then found as it was narrowed. What follows a test is shared
between the paths that lead to it; `Later` puts off building what most valuations never reach.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from . import expressions as x
from .expressions import Masks

Answer = TypeVar("Answer", bound=Hashable)


@dataclass(frozen=True, slots=True, eq=False)
class Leaf(Generic[Answer]):
    """An outcome; one leaf for each."""

    outcome: Answer


@dataclass(frozen=True, slots=True, eq=False)
class Ask(Generic[Answer]):
    """Leads to `yes` in the worlds in which a variable lies within the classes `accept`, and to `no` in all others."""

    variable: int
    accept: int
    yes: Graph[Answer]
    no: Graph[Answer]


@dataclass(slots=True, eq=False)
class Later(Generic[Answer]):
    """A graph that is built when a path first comes to it."""

    build: Callable[[], Graph[Answer]]
    _built: Graph[Answer] | None = field(default=None, repr=False)

    def graph(self) -> Graph[Answer]:
        """What stands here."""
        if self._built is None:
            self._built = self.build()
        return self._built


Graph = Leaf[Answer] | Ask[Answer] | Later[Answer]

HOLDS: Leaf[bool] = Leaf(True)
FAILS: Leaf[bool] = Leaf(False)


def graph_of(expression: x.Expression | None, yes: Graph[Answer], no: Graph[Answer]) -> Graph[Answer]:
    """An expression as tests that lead to `yes` where it holds, and to `no` where it fails; None always holds."""
    match expression:
        case None:
            return yes
        case x.Is(variable=variable, accept=accept):
            return Ask(variable, accept, yes, no)
        case x.Not(item=item):
            return graph_of(item, no, yes)
        case x.All(items=items):
            for item in reversed(items):
                yes = graph_of(item, yes, no)
            return yes
        case x.AnyOf(items=items):
            for item in reversed(items):
                no = graph_of(item, yes, no)
            return no
        case x.Named(body=body):
            return graph_of(body, yes, no)
        case x.Chosen(rows=rows, accepted=accepted):
            return rows_graph(rows, lambda row: yes if rows[row].value in accepted else no)


def rows_graph(rows: tuple[x.CaseRow, ...], leading: Callable[[int], Graph[Answer]]) -> Graph[Answer]:
    """The rows of a decision as tests: the first that holds leads where `leading` says, else the last one."""
    found = leading(len(rows) - 1)
    for number in reversed(range(len(rows) - 1)):
        found = graph_of(rows[number].when, leading(number), found)
    return found


def paths(graph: Graph[Answer], masks: Masks) -> Iterator[tuple[Leaf[Answer], Masks]]:
    """The leaves to which a valuation can lead, each with the worlds in which it does: once for each way there.

    Where a test splits what is possible, both ways are followed and the mask is narrowed.
    """
    waiting = [(graph, masks)]
    while waiting:
        at, masks = waiting.pop()
        while not isinstance(at, Leaf):
            if isinstance(at, Later):
                at = at.graph()
                continue
            mask = masks[at.variable]
            outside = mask & ~at.accept
            if not outside:
                at = at.yes
            elif mask == outside:
                at = at.no
            else:
                before, behind = masks[: at.variable], masks[at.variable + 1 :]
                waiting.append((at.no, (*before, outside, *behind)))
                at, masks = at.yes, (*before, mask ^ outside, *behind)
        yield at, masks


def only_leaf(graph: Graph[Answer], mask: Callable[[int], int]) -> Leaf[Answer] | None:
    """The one leaf to which tests can lead, where that can be had without following what is open; else None.

    `mask` gives the mask of a variable by its number, and is asked only for those that a path comes to.
    """
    only: Leaf[Answer] | None = None
    waiting, followed = [graph], set[Ask[Answer]]()
    while waiting:
        at = waiting.pop()
        while not isinstance(at, Leaf):
            if isinstance(at, Later):
                at = at.graph()
                continue
            known = mask(at.variable)
            if not known & ~at.accept:
                at = at.yes
            elif not known & at.accept:
                at = at.no
            elif at in followed:
                break
            else:
                followed.add(at)
                waiting.append(at.no)
                at = at.yes
        else:
            if only is not None and at is not only:
                return None
            only = at
    return only
