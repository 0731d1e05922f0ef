"""The HTML-like labels of DOT: tables of lines of text, with nothing in them that a stranger's text could break."""

from __future__ import annotations

from . import theme
from .plain import drawable, needed_width


def gap(height: int) -> str:
    """An empty row."""
    return f'<TR><TD HEIGHT="{height}"></TD></TR>'


def row(words: str, size: int, *, bold: bool = False, ink: str = theme.INK, left: bool = False) -> str:
    """A row of a label; where the renderer cannot measure it, as wide as it will probably be."""
    shown = drawable(words)
    width = needed_width(shown, size)
    attributes = (' ALIGN="LEFT"' if left else "") + (f' WIDTH="{width}"' if width else "")
    return f"<TR><TD{attributes}>{font(text(words), size, bold=bold, ink=ink)}</TD></TR>"


def font(inside: str, size: int, *, bold: bool = False, ink: str = theme.INK) -> str:
    """Markup in letters of a size; nothing for nothing."""
    if not inside:
        return ""
    inner = f"<B>{inside}</B>" if bold else inside
    return f'<FONT POINT-SIZE="{size}" COLOR="{ink}">{inner}</FONT>'


def table(*rows: str, attributes: str = 'CELLPADDING="0" CELLSPACING="0"') -> str:
    """Rows without borders."""
    return f'<TABLE BORDER="0" CELLBORDER="0" {attributes}>{"".join(rows)}</TABLE>'


def label(*rows: str) -> str:
    """Rows as the value of DOT's `label`."""
    return f"<{table(*rows)}>" if rows else ""


def text(words: str) -> str:
    """Text within a label; there, too, the renderer would put names in the place of `\\N` and the like."""
    return entities(drawable(words)).replace('"', "&quot;").replace("\\", "\\\\")


def entities(words: str) -> str:
    """Text in which no character starts an entity or a tag."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
