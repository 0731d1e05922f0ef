"""What the scenarios of a framework have put to work: collected from evaluation, never from its texts.

Only what is certain counts: a row that may or may not have fired was not shown to fire.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from .. import groups as g
from ..scenario import Scenario
from .items import Item, Key, Part, items
from .standings import standings
from .worked import worked

__all__ = ["Coverage", "Covered", "Item", "Key", "Part", "cover", "items", "standings", "worked"]


@dataclass(frozen=True, slots=True)
class Covered:
    """An item, and how many scenarios put it to work."""

    item: Item
    scenarios: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Everything that scenarios could put to work, part by part."""

    items: tuple[Covered, ...]

    def of(self, part: Part) -> tuple[Covered, ...]:
        """The items of one part."""
        return tuple(each for each in self.items if each.item.key[0] is part)

    @property
    def missed(self) -> tuple[Item, ...]:
        """What no scenario puts to work."""
        return tuple(each.item for each in self.items if not each.scenarios)


def cover(compiled: g.Compiled, scenarios: Iterable[Scenario]) -> Coverage:
    """What `scenarios` put to work."""
    counts = Counter(key for scenario in scenarios for key in worked(compiled, scenario))
    return Coverage(tuple(Covered(item, counts[item.key]) for item in items(compiled.framework)))
