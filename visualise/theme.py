"""How pictures look: letters, lines and colours, each with one meaning.

Shape tells the kind of a thing, its border the status of a state, the fill of a panel the lifecycle, the style of a
line how binding a rule is. Only panels have a hue, so that everything else reads in black and white.
"""

from __future__ import annotations

from dataclasses import dataclass

FONT = "Arial"
"""The renderer has measures for it; so the same picture comes out wherever it is drawn."""

FONT_STACK = "Arial, 'Liberation Sans', Arimo, Helvetica, 'Nimbus Sans', FreeSans, sans-serif"
"""What a browser may use instead; all but the last have the same widths."""

INK = "#0b0c0c"
QUIET = "#454c50"
PAPER = "#ffffff"
FAINT = "#b1b4b6"
"""For hairlines only, which carry no meaning."""

PALETTE = ("#12436d", "#28a197", "#801650", "#f46a25")
"""The Government Analysis Function's colours for charts, in its order; next to white each contrasts by 3 to 1 or more.

Nothing is told by them alone."""

WAS = "#d9dcde"
"""The ground behind a state in which a school was."""

NEXT = "next:"
"""Stands before the days on which a change may follow."""

TITLE_SIZE = 14
PANEL_SIZE = 12
STATE_SIZE = 11
SMALL_SIZE = 9
TINY_SIZE = 7
"""Sizes of letters, in whole points: HTML-like labels know no others."""

WRAP = 22
"""Characters in a line of a label."""

EDGE_WRAP = 16
"""Characters in a line beside an arrow; the longest label there sets how far apart states stand."""

ABOVE = 24
"""Points between the heading of a panel and what is in it, in a picture of two frameworks."""

HEAD_WRAP = 150
"""Characters in a line above a picture."""

MOST_LINES = 5
"""Lines in a label; what is left out stands in the tooltip and in the table."""

GUARD_WRAP, GUARD_LINES = 20, 3
"""Characters in a line of a guard beside an arrow, and such lines."""

RULE_WRAP, RULE_WIDE, SHORT_CHAIN = 34, 60, 3
"""Characters in a line of a rule that hangs on a state; and in panels whose longest chain has no more states."""

COLUMN, FRAME_COLUMNS = 24, 3
"""Rules in a column, where a box holds more of them; and columns in a frame, at most."""

KEY_ROWS, KEY_COLUMN = 60, 14
"""Transitions up to which the key is drawn below the picture; longer ones stand in the table beside it. From so many
on it has two columns."""

THIN, THICK, PATH = 1.0, 2.6, 4.0
"""Widths of lines, in points; the last of a way that a school took."""


@dataclass(frozen=True, slots=True)
class Region:
    """The colours of a lifecycle's panel: its fill, and its edge and heading."""

    fill: str
    edge: str


# Tints of the Okabe-Ito hues, with shades of the same hues that are dark enough to be read on them.
REGIONS = (
    Region("#e3f0f8", "#00527f"),
    Region("#fdf3dc", "#7a5400"),
    Region("#def3ec", "#00604a"),
    Region("#f8e9f2", "#84406a"),
    Region("#fae6da", "#8f3f00"),
)
NEUTRAL = Region("#f0f1f2", "#3c4246")


def region(number: int) -> Region:
    """The colours of the lifecycle that is drawn at place `number`, from 0.

    Those after the fifth share a grey, for a hue must not stand for two lifecycles.
    """
    return REGIONS[number] if number < len(REGIONS) else NEUTRAL
