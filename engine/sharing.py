"""How acts are shared out among the instances of a rule: each meets the oldest that is open (semantics 20).

Where it is not known whether an instance arises, or whether an act counts, every way is followed. Shared by one case
and by many: nothing here reads a case or a column.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

MAX_BRANCHES = 64
"""How many ways are followed in which acts may meet instances."""

ABSENT = -1

Truth = frozenset[bool]
"""What may be so: True, False, or both."""

Way = tuple[int | None, ...]
"""For each instance the act that meets it, by number; None: none does; ABSENT: the instance does not arise."""


class Counting(Protocol):
    """Whether acts count, by the numbers of acts and instances."""

    def at_all(self, act: int) -> Truth | None:
        """Whether an act is one of which the rule speaks, where that is told by the act alone; else None."""

    def after(self, act: int, instance: int) -> bool:
        """Whether an act comes after an instance."""

    def counts(self, act: int, instance: int) -> Truth:
        """Whether an act counts for an instance, where it counts at all."""


def ways(arising: tuple[Truth, ...], acts: int, counting: Counting) -> list[Way] | None:
    """The ways in which so many acts may meet instances, the oldest first; None where there are too many."""
    found: list[Way] = [(None,) * len(arising)]
    for act in range(acts):
        found = list(dict.fromkeys(each for way in found for each in _met_by(act, way, arising, counting)))
        if len(found) > MAX_BRANCHES:
            return None
    return found


def _met_by(act: int, way: Way, arising: tuple[Truth, ...], counting: Counting) -> Iterator[Way]:
    at_all = counting.at_all(act)
    if at_all is not None and False in at_all:
        yield way
    if at_all is not None and True not in at_all:
        return
    for place, arises in enumerate(arising):
        if way[place] is not None or True not in arises or not counting.after(act, place):
            continue
        counts = counting.counts(act, place)
        if True in counts:
            yield (*way[:place], act, *way[place + 1 :])
        if counts == {True}:
            if False not in arises:
                return
            way = (*way[:place], ABSENT, *way[place + 1 :])
    yield way
