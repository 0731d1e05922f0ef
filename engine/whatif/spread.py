"""How far days move: the middle and the quarters of a distribution, and its steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Counted = Sequence[tuple[int, int]]
"""Days by which something moves, and for how many schools it does; the fewest days first."""

MOST_STEPS = 14

_WIDTHS = (1, 2, 5, 7, 14, 28, 56, 91, 182, 364, 728, 1820, 3640)
"""In days: single ones, weeks, and what comes near quarters and years."""


@dataclass(frozen=True, slots=True)
class Spread:
    """The least, the middle and the most of some days, and those below which a quarter and three quarters lie.

    Each is a day that occurs: that of the school at this place in their order, and of two middle ones the first.
    """

    schools: int
    least: int
    lower: int
    median: int
    upper: int
    most: int


def spread(by: Counted) -> Spread | None:
    """The distribution of some days in five numbers; None where there are none."""
    schools = sum(count for _, count in by)
    if not schools:
        return None
    lower, median, upper = (_at(by, -(-schools * quarter // 4)) for quarter in (1, 2, 3))
    return Spread(schools, by[0][0], lower, median, upper, by[-1][0])


def _at(by: Counted, place: int) -> int:
    """The days of the school at a place, from 1."""
    seen = 0
    for days, count in by:
        seen += count
        if seen >= place:
            return days
    return by[-1][0]


@dataclass(frozen=True, slots=True)
class Step:
    """From how many to how many days, both inside, how many schools move; never both earlier and later."""

    first: int
    last: int
    schools: int


def steps(by: Counted) -> tuple[Step, ...]:
    """The schools in steps of equal width, at most MOST_STEPS where that can be; the empty ones between are told too.

    No step holds both earlier and later days, and none the day itself: what does not move is counted apart.
    """
    if not by:
        return ()
    width = next((each for each in _WIDTHS if _number(by[-1][0], each) - _number(by[0][0], each) < MOST_STEPS), 7280)
    counts: dict[int, int] = {}
    for days, count in by:
        number = _number(days, width)
        counts[number] = counts.get(number, 0) + count
    return tuple(
        Step(*_ends(number, width), counts.get(number, 0)) for number in range(min(counts), max(counts) + 1) if number
    )


def _number(days: int, width: int) -> int:
    """The number of the step in which days lie: from 1 those later, from -1 those earlier."""
    return (days - 1) // width + 1 if days > 0 else -((-days - 1) // width + 1)


def _ends(number: int, width: int) -> tuple[int, int]:
    first = (abs(number) - 1) * width + 1
    return (first, first + width - 1) if number > 0 else (-first - width + 1, -first)
