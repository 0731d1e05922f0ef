"""Who would move from what to what, as a picture: those who move, as ribbons as wide as they are many.

Those who stay are told in numbers and not drawn: beside a whole country's schools nobody who moves would be seen. Each
value has a letter, and each ribbon is named at both ends, so that none has to be followed to be read.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ..lettering import folded, svg_text, written
from ..plain import clean
from ..theme import FONT_STACK, INK, PALETTE, PAPER, QUIET, SMALL_SIZE, STATE_SIZE

SIDE, ACROSS, PAD = 290.0, 280.0, 14.0
"""Widths, in points, of the words on either side and of the ribbons between them; and of the margin."""

_LINE, _NODE, _GAP = 13.0, 10.0, 12.0
_MOST, _LEAST = 30.0, 1.8
"""Widths of the widest and the narrowest ribbon."""


@dataclass(frozen=True, slots=True)
class Flow:
    """So many schools go from one value to another."""

    source: str
    target: str
    schools: int


@dataclass(frozen=True, slots=True)
class Place:
    """A value on one side: for how many schools it holds there in all."""

    label: str
    schools: int


def flow_svg(name: str, title: str, sides: tuple[Sequence[Place], Sequence[Place]], flows: Sequence[Flow]) -> str:
    """The picture as SVG, that names and describes itself. `name`: fit for the name of an element.

    `sides`: the values as they are and as they would be, in the order in which they stand; `flows`: those who move.
    """
    return _Drawer(name, clean(title), flows).svg(*sides)


class _Drawer:
    def __init__(self, name: str, title: str, flows: Sequence[Flow]) -> None:
        self.name, self.title, self.flows = name, title, flows
        self.scale = (_MOST - _LEAST) / max((each.schools for each in flows), default=1)
        self.sources: dict[str, str] = {}
        self.targets: dict[str, str] = {}
        self.words: list[str] = []
        self.boxes: list[str] = []

    def svg(self, before: Sequence[Place], after: Sequence[Place]) -> str:
        wide = 2 * (PAD + SIDE + _NODE) + ACROSS
        left, right = PAD + SIDE, PAD + SIDE + _NODE + ACROSS
        self.words.append(written(left, PAD + 9, "as it is", STATE_SIZE, SIDE, bold=True, anchor="end"))
        self.words.append(written(right + _NODE, PAD + 9, "as it would be", STATE_SIZE, SIDE, bold=True))
        leaving = [each for each in before if any(flow.source == each.label for flow in self.flows)]
        coming = [each for each in after if any(flow.target == each.label for flow in self.flows)]
        letters = map(_letters, itertools.count())
        self.sources = {each.label: letter for each, letter in zip(leaving, letters, strict=False)}
        self.targets = {each.label: letter for each, letter in zip(coming, letters, strict=False)}
        starts, first = self._side(leaving, left, leaving=True)
        ends, second = self._side(coming, right, leaving=False)
        high = max(first, second) + PAD
        colours = {each.label: PALETTE[number % len(PALETTE)] for number, each in enumerate(leaving)}
        body = [self._ribbon(each, starts, ends, left + _NODE, right, colours[each.source]) for each in self._widest()]
        lines = [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:g}pt" height="{high:g}pt" '
            f'viewBox="0 0 {wide:g} {high:g}" role="img" lang="en-GB" xml:lang="en-GB" '
            f'aria-labelledby="{self.name}-title {self.name}-description" font-family="{escape(FONT_STACK)}">',
            f'<title id="{self.name}-title">{svg_text(self.title)}</title>',
            f'<desc id="{self.name}-description">{svg_text(self._description())}</desc>',
            f'<rect x="0" y="0" width="{wide:g}" height="{high:g}" fill="{PAPER}"/>',
            *body,
            *self.boxes,
            '<g class="words">',
            *self.words,
            "</g>",
            "</svg>",
        ]
        return "\n".join(lines) + "\n"

    def _description(self) -> str:
        said = [f"{clean(each.source)} to {clean(each.target)}: {each.schools:,}." for each in self.flows]
        return " ".join([*said, "The table beside the picture says the same, and who stays."])

    def _widest(self) -> list[Flow]:
        """The widest first, so that the narrow ones lie above them."""
        return sorted(self.flows, key=lambda each: -each.schools)

    def _width(self, flow: Flow) -> float:
        return _LEAST + flow.schools * self.scale

    def _side(self, places: Sequence[Place], x: float, *, leaving: bool) -> tuple[dict[Flow, float], float]:
        """The values of one side from above, each with its ribbons; where each ribbon begins, and where all end."""
        found: dict[Flow, float] = {}
        y = PAD + 20
        for place in places:
            flows = [each for each in self.flows if place.label == (each.source if leaving else each.target)]
            number = sum(each.schools for each in flows)
            top = y
            letter = (self.sources if leaving else self.targets)[place.label]
            named = (
                f"{letter}: {clean(place.label)} ({place.schools:,}, of whom {number:,} {'go' if leaving else 'come'})"
            )
            for words in folded(named, STATE_SIZE, SIDE - 10, 3):
                y += _LINE
                self._say(x, y - 3, words, leaving, bold=True)
            for each in flows:
                high = max(_LINE, self._width(each) + 2)
                found[each] = y + high / 2
                other = each.target if leaving else each.source
                letter = (self.targets if leaving else self.sources)[other]
                said = f"{each.schools:,} {'to' if leaving else 'from'} {letter}: {clean(other)}"
                self._say(x, y + high / 2 + 3, said, leaving)
                y += high
            bottom = y
            self.boxes.append(
                f'<rect x="{x:.1f}" y="{top:.1f}" width="{_NODE:g}" height="{bottom - top:.1f}" fill="{INK}"/>'
            )
            y += _GAP
        return found, y

    def _say(self, x: float, y: float, words: str, leaving: bool, *, bold: bool = False) -> None:
        size, ink = (STATE_SIZE, INK) if bold else (SMALL_SIZE, QUIET)
        at, anchor = (x - 6, "end") if leaving else (x + _NODE + 6, "start")
        self.words.append(written(at, y, words, size, SIDE - 10, bold=bold, ink=ink, anchor=anchor))

    def _ribbon(
        self, flow: Flow, starts: dict[Flow, float], ends: dict[Flow, float], left: float, right: float, colour: str
    ) -> str:
        """A ribbon, with a rim of paper that parts it from those that it crosses."""
        half, bend = self._width(flow) / 2, (left + right) / 2
        above, below = starts[flow] - half, starts[flow] + half
        top, bottom = ends[flow] - half, ends[flow] + half
        said = f"{clean(flow.source)} to {clean(flow.target)}: {flow.schools:,}"
        return (
            f'<g class="flow"><title>{svg_text(said)}</title>'
            f'<path d="M{left:.1f},{above:.1f}C{bend:.1f},{above:.1f} {bend:.1f},{top:.1f} {right:.1f},{top:.1f}'
            f'V{bottom:.1f}C{bend:.1f},{bottom:.1f} {bend:.1f},{below:.1f} {left:.1f},{below:.1f}z" '
            f'fill="{colour}" stroke="{PAPER}" stroke-width="2" paint-order="stroke"/></g>'
        )


def _letters(number: int) -> str:
    """A, B, ... Z, AA, AB, ..."""
    more, last = divmod(number, 26)
    return (_letters(more - 1) if more else "") + chr(ord("A") + last)
