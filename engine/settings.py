"""Which reading is taken of each ambiguity, and how long each parameter is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ..dsl import ir
from .calendar import shift


@dataclass(frozen=True, slots=True)
class Settings:
    """The alternative taken of each reading, and the amount and unit of each parameter."""

    readings: tuple[tuple[str, str], ...]
    parameters: tuple[tuple[str, ir.Offset], ...]

    def reading(self, name: str) -> str:
        """The alternative taken."""
        return dict(self.readings)[name]

    def with_reading(self, name: str, alternative: str) -> Settings:
        """The same, with another alternative of one reading."""
        return Settings(
            tuple((each, alternative if each == name else taken) for each, taken in self.readings), self.parameters
        )

    def day(self, point: ir.Point, anchor: dt.date) -> dt.date | None:
        """The day that `point` names, its anchor being `anchor`; None where the calendar ends."""
        offset = point.offset
        if offset.parameter is not None:
            offset = dict(self.parameters)[offset.parameter]
        return shift(anchor, offset.amount, offset.unit, point.relation)

    def moment(self, anchor: ir.MomentAnchor) -> str:
        """The moment that an anchor names, a reading having been taken where one is asked."""
        return anchor.moment if anchor.reading is None else self.reading(anchor.reading)


def defaults(framework: ir.Framework) -> Settings:
    """What the framework itself says."""
    return Settings(
        tuple((name, reading.default) for name, reading in framework.readings.items()),
        tuple((name, parameter.offset) for name, parameter in framework.parameters.items()),
    )
