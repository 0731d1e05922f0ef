"""Who moves from what to what, in words: the values on both sides in their order, and the schools between them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ...dsl import ir
from ...engine.life import Status
from ...engine.whatif.table import Moves, Said, Unit
from .flow import Flow, Place
from .moves import in_words, rebound


@dataclass(frozen=True, slots=True)
class Ledger:
    """The values as they are and as they would be, and for how many schools which goes with which.

    `words`: the two values of each pair of the moves.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]
    matrix: tuple[tuple[int, ...], ...]
    words: tuple[tuple[str, str], ...]
    stays: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, moves: Moves, frameworks: tuple[ir.Framework, ir.Framework]) -> Ledger:
        """What moves come to. Modalities are told with every value where any of them changes."""
        modal = any(map(rebound, moves.pairs))
        words = tuple(in_words(pair, moves.unit, frameworks, modal) for pair in moves.pairs)
        stays = frozenset(said for said, (first, second) in zip(words, moves.pairs, strict=True) if first == second)
        told = dict(zip(moves.pairs, words, strict=True))
        schools: Counter[tuple[str, str]] = Counter()
        for first, second, number in moves.flows:
            schools[told[first, second]] += number
        sides = []
        for side in (0, 1):
            order = _order(moves.unit, frameworks[side])
            ranked = sorted((_rank(pair[side], order), said[side]) for pair, said in told.items())
            sides.append(tuple(dict.fromkeys(value for _, value in ranked)))
        matrix = tuple(tuple(schools[first, second] for second in sides[1]) for first in sides[0])
        return cls(sides[0], sides[1], matrix, words, stays)

    @property
    def moving(self) -> list[Flow]:
        """Those who move, the most first."""
        flows = [
            Flow(first, second, schools)
            for first, row in zip(self.before, self.matrix, strict=True)
            for second, schools in zip(self.after, row, strict=True)
            if schools and (first, second) not in self.stays
        ]
        return sorted(flows, key=lambda each: (-each.schools, each.source, each.target))

    @property
    def places(self) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
        """The values of each side with the schools that have them."""
        columns = zip(*self.matrix, strict=True)
        return (
            tuple(Place(value, sum(row)) for value, row in zip(self.before, self.matrix, strict=True)),
            tuple(Place(value, sum(column)) for value, column in zip(self.after, columns, strict=True)),
        )

    @property
    def held(self) -> list[tuple[str, int, int]]:
        """For how many schools each value holds as it is, and as it would be."""
        was, would = ({each.label: each.schools for each in side} for side in self.places)
        return [(value, was.get(value, 0), would.get(value, 0)) for value in dict.fromkeys((*self.before, *self.after))]


def _order(unit: Unit, framework: ir.Framework) -> list[str]:
    """The values of an answer in the order in which its clause has them."""
    match unit.part:
        case "state":
            lifecycle = framework.lifecycles.get(unit.name)
            return [] if lifecycle is None else [each.name for each in lifecycle.states]
        case "decision":
            decision = framework.decisions.get(unit.name)
            return [] if decision is None else list(decision.values)
        case _:
            return [each.value for each in Status]


def _rank(value: Said, order: list[str]) -> tuple[int, list[int]]:
    """What is settled first, then what is open, last what does not arise."""
    places = [order.index(each) if each in order else len(order) for each in value.possible]
    return (len(places) or 1_000), places
