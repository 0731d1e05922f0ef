"""The signs of a timeline: what became of a norm, as pattern and shape, none of them told by colour."""

from __future__ import annotations

from collections.abc import Iterator

from ..theme import INK, PAPER, QUIET, WAS
from .chart import Event, Fate

BAR = 10.0
"""How high a bar is, in points."""

SIGNS = {
    Fate.TO_COME: "bar with a dotted border: not yet open",
    Fate.OPEN: "white bar: open",
    Fate.ON_TIME: "grey bar, disc: met on time",
    Fate.EARLY: "disc before its bar: met early",
    Fate.LATE: "disc behind its bar, stripes between: met late",
    Fate.MET: "grey bar: met, or used",
    Fate.OVERDUE: "stripes behind its bar, cross: overdue",
    Fate.DEPARTED: "dotted bar: departed from",
    Fate.WRONG: "black bar, cross: not kept",
    Fate.VOID: "dashed border: no longer binds",
    Fate.APPLIES: "bar with a thick edge: applies",
    Fate.UNKNOWN: "bar with a wavy line: not known",
}


PATTERNS = (
    '<pattern id="stripes" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<rect width="5" height="5" fill="{PAPER}"/><rect width="2" height="5" fill="{INK}"/></pattern>'
    '<pattern id="dots" width="4" height="4" patternUnits="userSpaceOnUse">'
    f'<rect width="4" height="4" fill="{PAPER}"/><circle cx="2" cy="2" r="1" fill="{INK}"/></pattern>'
)
_FULL = f'fill="{WAS}" stroke="{INK}"'
LOOKS = {
    Fate.TO_COME: f'fill="{PAPER}" stroke="{INK}" stroke-dasharray="1 2"',
    Fate.OPEN: f'fill="{PAPER}" stroke="{INK}" stroke-width="1.6"',
    Fate.EARLY: _FULL,
    Fate.ON_TIME: _FULL,
    Fate.MET: _FULL,
    Fate.LATE: _FULL,
    Fate.OVERDUE: f'fill="{PAPER}" stroke="{INK}" stroke-width="1.6"',
    Fate.DEPARTED: f'fill="url(#dots)" stroke="{INK}"',
    Fate.WRONG: f'fill="{INK}" stroke="{INK}"',
    Fate.VOID: f'fill="{PAPER}" stroke="{QUIET}" stroke-dasharray="5 3"',
    Fate.APPLIES: f'fill="{PAPER}" stroke="{INK}"',
    Fate.UNKNOWN: f'fill="{PAPER}" stroke="{QUIET}" stroke-dasharray="2 2"',
}


def sample(fate: Fate, x: float, y: float) -> Iterator[str]:
    """A bar of the legend."""
    short = fate in (Fate.LATE, Fate.OVERDUE)
    left, wide = (x + 10, 24) if fate is Fate.EARLY else (x, 16 if short else 34)
    yield f'<rect x="{left:.1f}" y="{y:.1f}" width="{wide}" height="{BAR:g}" {LOOKS[fate]}/>'
    if short:
        yield stripes(x + 16, x + 34, y)
    middle = y + BAR / 2
    match fate:
        case Fate.OVERDUE | Fate.WRONG:
            yield cross(x + 34, middle)
        case Fate.EARLY | Fate.LATE | Fate.ON_TIME:
            yield disc({Fate.EARLY: x + 3, Fate.LATE: x + 34}.get(fate, x + 20), middle)
        case Fate.APPLIES:
            yield edge(x, y)
        case Fate.UNKNOWN:
            yield wave(x + 4, middle)
        case _:
            pass


def cross(x: float, y: float) -> str:
    """What is still to be done, though it is late."""
    return f'<path d="M{x - 4:.1f},{y - 4:.1f}l8,8m0,-8l-8,8" stroke="{INK}" stroke-width="2.2"/>'


def disc(x: float, y: float) -> str:
    """What was done."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.2" fill="{INK}" stroke="{PAPER}" stroke-width="1"/>'


def edge(x: float, top: float) -> str:
    """What binds throughout."""
    return f'<path d="M{x:.1f},{top - 2:.1f}V{top + BAR + 2:.1f}" stroke="{INK}" stroke-width="3.5"/>'


def wave(x: float, y: float) -> str:
    """What is not known."""
    return f'<path d="M{x:.1f},{y:.1f}q3,-5 6,0t6,0t6,0" fill="none" stroke="{INK}"/>'


def stripes(left: float, right: float, top: float) -> str:
    """Time behind the last day."""
    wide = max(1.0, right - left)
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{BAR:g}" fill="url(#stripes)" stroke="{INK}"/>'
    )


def diamond(x: float, y: float, size: float, event: Event) -> str:
    """An event; hollow where it is none of effect, or still to come."""
    fill = PAPER if event.ahead or not event.whole else INK
    points = f"{x:.1f},{y - size:.1f} {x + size:.1f},{y:.1f} {x:.1f},{y + size:.1f} {x - size:.1f},{y:.1f}"
    return f'<polygon points="{points}" fill="{fill}" stroke="{INK}"/>'
