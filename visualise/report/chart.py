"""Charts of a report: bars, one beside the other, each with its number in words.

Colour: the dark blue of the Government Analysis Function's palette, which contrasts with white by more than 10 to 1.
Nothing is told by colour alone: every bar is labelled, and its table stands below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from ..metrics import text_width
from ..plain import clean, clipped, xml_text
from ..theme import FONT_STACK, INK, PALETTE

_SIZE, _HEIGHT, _STEP, _LABELS, _ROOM = 13, 20, 30, 300, 420
_MOST_LABEL = 44
"""Sizes in points: of letters, a bar, a row, the column of labels, the longest bar; characters of a label."""


def bars(name: str, title: str, counts: Sequence[tuple[str, int]]) -> str:
    """A chart as SVG that names and describes itself. `name` is fit for the name of an element."""
    highest = max((count for _, count in counts), default=0) or 1
    height = _STEP * len(counts) + 4
    width = _LABELS + _ROOM + 90
    told = "; ".join(f"{clean(label)}: {count:,}" for label, count in counts)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" lang="en-GB" aria-labelledby="{name}-title {name}-description" '
        f'font-family={quoteattr(FONT_STACK)} font-size="{_SIZE}" fill="{INK}">',
        f'<title id="{name}-title">{_text(title)}</title>',
        f'<desc id="{name}-description">{_text(told)}</desc>',
    ]
    for place, (label, count) in enumerate(counts):
        top = place * _STEP + 2
        middle = top + _HEIGHT - 5
        shown = clipped(clean(label), _MOST_LABEL)
        fitted = f' textLength="{_LABELS - 10}" lengthAdjust="spacingAndGlyphs"' if _wide(shown) else ""
        length = max(1, round(_ROOM * count / highest)) if count else 0
        lines += [
            f'<text x="{_LABELS - 8}" y="{middle}" text-anchor="end"{fitted}>{_text(shown)}</text>',
            f'<rect x="{_LABELS}" y="{top}" width="{length}" height="{_HEIGHT}" fill="{PALETTE[0]}"/>',
            f'<text x="{_LABELS + length + 6}" y="{middle}">{count:,}</text>',
        ]
    return "\n".join([*lines, "</svg>"])


def _wide(label: str) -> bool:
    return (text_width(label, _SIZE) or len(label) * _SIZE * 0.6) > _LABELS - 10


def _text(words: str) -> str:
    return escape(xml_text(clean(words)))
