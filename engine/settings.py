"""Which reading is taken of each ambiguity, and how long each parameter is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..dsl import ir
from .calendar import NO_TERMS, Reckoned, Terms, period, reckon


@dataclass(frozen=True, slots=True)
class Settings:
    """The alternative taken of each reading, and the amount and unit of each parameter."""

    readings: tuple[tuple[str, str], ...]
    parameters: tuple[tuple[str, ir.Offset], ...]
    _taken: Mapping[str, str] = field(init=False, repr=False, compare=False)
    _lengths: Mapping[str, ir.Offset] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Asked for at every window: looked up, not sought in or hashed with the tuples each time.
        object.__setattr__(self, "_taken", dict(self.readings))
        object.__setattr__(self, "_lengths", dict(self.parameters))

    def reading(self, name: str) -> str:
        """The alternative taken."""
        return self._taken[name]

    def with_reading(self, name: str, alternative: str) -> Settings:
        """The same, with another alternative of one reading."""
        return Settings(
            tuple((each, alternative if each == name else taken) for each, taken in self.readings), self.parameters
        )

    def offset(self, offset: ir.Offset) -> ir.Offset:
        """A length of time, a parameter having been looked up."""
        return offset if offset.parameter is None else self._lengths[offset.parameter]

    def parameter(self, name: str) -> ir.Offset:
        """How long a parameter is."""
        return self._lengths[name]

    def plain(self, point: ir.Point) -> ir.Point:
        """The same point, its parameters having been looked up."""
        offset, extension = point.offset, point.extension
        return replace(
            point,
            offset=None if offset is None else self.offset(offset),
            extension=None if extension is None else self.offset(extension),
        )

    def number(self, number: ir.Number) -> int:
        """A plain number, a parameter having been looked up."""
        return number.value if number.parameter is None else self._lengths[number.parameter].amount

    def day(self, point: ir.Point, anchor: dt.date, terms: Terms = NO_TERMS) -> dt.date | None:
        """The day that `point` names, its anchor being `anchor`; None where there is none."""
        return self.reckoned(point, anchor, terms).day

    def reckoned(self, point: ir.Point, anchor: dt.date, terms: Terms = NO_TERMS) -> Reckoned:
        """The day that `point` names, its anchor being `anchor`; how sure it is, and why there is none."""
        found = Reckoned(anchor)
        if point.offset is not None:
            offset = self.offset(point.offset)
            if point.edge is None:
                found = reckon(anchor, offset.amount, offset.unit, point.relation, terms=terms)
            else:
                found = _edge(anchor, offset, point.relation, point.edge, terms)
        if point.extension is not None and found.day is not None:
            more = self.offset(point.extension)
            further = reckon(found.day, more.amount, more.unit, terms=terms)
            found = Reckoned(further.day, found.approximate or further.approximate, further.beyond)
        if point.beside and found.day is not None:
            beside = reckon(found.day, 1, "days", ir.Relation.AFTER if point.beside > 0 else ir.Relation.BEFORE)
            found = Reckoned(beside.day, found.approximate, beside.beyond)
        return found

    def moment(self, anchor: ir.MomentAnchor) -> str:
        """The moment that an anchor names, a reading having been taken where one is asked."""
        return anchor.moment if anchor.reading is None else self.reading(anchor.reading)


def _edge(anchor: dt.date, offset: ir.Offset, relation: ir.Relation, edge: ir.Edge, terms: Terms) -> Reckoned:
    """The first or last day of the period of a calendar that comes as number `offset.amount`."""
    current = period(offset.unit, anchor, terms)
    steps = offset.amount if relation is ir.Relation.AFTER else offset.amount - 1
    if offset.unit == "term":  # holidays lie between terms, so the next one does not begin where one ends
        last = reckon(anchor, offset.amount, "terms", relation, terms=terms)
        if last.day is None:
            return last
        current, steps = period("term", last.day, terms), 0
    for _ in range(steps):
        after = None if current is None else reckon(current.ends, 1, "days").day
        current = None if after is None else period(offset.unit, after, terms)
    if current is None:
        return Reckoned(None, beyond=f"there is no such {offset.unit.replace('_', ' ')} in the calendar")
    return Reckoned(current.begins if edge is ir.Edge.BEGINS else current.ends)


def defaults(framework: ir.Framework) -> Settings:
    """What the framework itself says."""
    return Settings(
        tuple((name, reading.default) for name, reading in framework.readings.items()),
        tuple((name, parameter.offset) for name, parameter in framework.parameters.items()),
    )
