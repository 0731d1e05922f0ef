"""Lines of words in pictures that are drawn here: as wide as there is room, whatever letters a reader's machine has."""

from __future__ import annotations

from html import escape

from .metrics import text_width
from .plain import drawable, xml_text
from .theme import INK, PAPER


def written(
    x: float,
    y: float,
    said: str,
    size: float,
    room: float,
    *,
    bold: bool = False,
    ink: str = INK,
    anchor: str = "start",
) -> str:
    """A line of words as SVG, cut off where there is no more room; its rim keeps it clear of what it lies on."""
    shown = clipped_to(drawable(said), size, room, bold=bold)
    wide = text_width(shown, size, bold=bold)
    fixed = f' textLength="{wide:.2f}" lengthAdjust="spacingAndGlyphs"' if wide else ""
    weight = ' font-weight="bold"' if bold else ""
    place = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="{ink}" stroke="{PAPER}" stroke-width="2.5"'
        f' paint-order="stroke"{weight}{place}{fixed}>{svg_text(shown)}</text>'
    )


def width_of(said: str, size: float, *, bold: bool = False) -> float:
    """About how wide a line is."""
    shown = drawable(said)
    wide = text_width(shown, size, bold=bold)
    return wide if wide is not None else len(shown) * size


def clipped_to(said: str, size: float, room: float, *, bold: bool = False) -> str:
    """As many of the first characters as there is room for; nothing where that would be too few to read."""
    if width_of(said, size, bold=bold) <= room:
        return said
    kept = said
    while kept and width_of(f"{kept}...", size, bold=bold) > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}..." if len(kept) > 3 else ""


def folded(said: str, size: float, room: float, most: int) -> list[str]:
    """Words in lines that fit; what is left over of more than `most` is cut off with '...'."""
    lines: list[str] = []
    for word in said.split():
        if lines and width_of(f"{lines[-1]} {word}", size, bold=True) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > most:
        lines[most - 1 :] = [clipped_to(" ".join(lines[most - 1 :]), size, room, bold=True)]
    return lines


def svg_text(words: str) -> str:
    """Text in which nothing is markup, and nothing that XML cannot hold."""
    return escape(xml_text(words))
