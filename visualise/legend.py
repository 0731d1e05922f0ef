"""The samples of the legend: each sign of a picture, drawn small with what labels can hold."""

from __future__ import annotations

from . import theme
from .markup import font, gap, table
from .parts import Mark, Stroke


def _box(attributes: str, inside: str = "") -> str:
    return (
        f'<TABLE CELLBORDER="0" CELLPADDING="0" {attributes}><TR><TD WIDTH="24" HEIGHT="10">{inside}</TD></TR></TABLE>'
    )


def _stroke(style: str, width: int = 1, length: int = 30, ink: str = theme.QUIET, *, double: bool = False) -> str:
    """A line, or two, through the middle of the sample."""
    line = (
        f'<TABLE BORDER="{width}" SIDES="{"TB" if double else "B"}" STYLE="{style}" COLOR="{ink}" CELLBORDER="0" '
        f'CELLPADDING="0" CELLSPACING="0"><TR><TD WIDTH="{length}" HEIGHT="{1 if double else 5}"></TD></TR></TABLE>'
    )
    return table(*([gap(4)] if double else []), f"<TR><TD>{line}</TD></TR>", gap(4 if double else 5))


def _arrow(style: str, *, double: bool = False) -> str:
    number, head = font("<B>1</B>", theme.SMALL_SIZE), font("\u2192", theme.SMALL_SIZE)
    line = _stroke(style, length=16, ink=theme.INK, double=double)
    return table(f'<TR><TD>{number}</TD><TD WIDTH="3"></TD><TD>{line}</TD><TD>{head}</TD></TR>')


def manner(stroke: Stroke, *, bar: bool) -> str:
    """How binding a rule is, as a piece of line; with a bar before it where the rule says not."""
    line = _stroke("solid" if stroke is Stroke.BOLD else stroke.value, 3 if stroke is Stroke.BOLD else 1, length=18)
    ends = f'BGCOLOR="{theme.INK}"' if bar else ""
    cells = f'<TR><TD WIDTH="3" HEIGHT="9" {ends}></TD><TD>{line}</TD></TR>'
    return table(cells, attributes='ALIGN="LEFT" CELLPADDING="0" CELLSPACING="0"')


def _word(word: str, ink: str) -> str:
    return font(word, theme.TINY_SIZE, bold=True, ink=ink)


def _frame() -> str:
    rounded = 'BORDER="1" STYLE="ROUNDED" CELLBORDER="0"'
    inner = f'<TABLE {rounded} CELLPADDING="0" CELLSPACING="0"><TR><TD WIDTH="7" HEIGHT="5"></TD></TR></TABLE>'
    cell = f'<TD WIDTH="12" HEIGHT="8">{inner}</TD>'
    return f'<TABLE {rounded} CELLPADDING="1" CELLSPACING="1"><TR>{cell}{cell}</TR></TABLE>'


SAMPLES = {
    Mark.PANEL: _box(
        f'BORDER="1" STYLE="ROUNDED" CELLSPACING="0" COLOR="{theme.REGIONS[0].edge}" BGCOLOR="{theme.REGIONS[0].fill}"'
    ),
    Mark.STATE: _box('BORDER="1" STYLE="ROUNDED" CELLSPACING="0"'),
    Mark.FRAME: _frame(),
    Mark.INITIAL: _box('BORDER="3" STYLE="ROUNDED" CELLSPACING="0"'),
    Mark.FINAL: _box(
        'BORDER="1" STYLE="ROUNDED" CELLSPACING="2"',
        '<TABLE BORDER="1" STYLE="ROUNDED" CELLBORDER="0" CELLPADDING="0" CELLSPACING="0"><TR>'
        '<TD WIDTH="22" HEIGHT="8"></TD></TR></TABLE>',
    ),
    Mark.ANY: _box(
        f'BORDER="1" STYLE="ROUNDED" CELLSPACING="0" BGCOLOR="{theme.QUIET}"',
        font("any", theme.TINY_SIZE, bold=True, ink=theme.PAPER),
    ),
    Mark.EVENT: _arrow("solid"),
    Mark.TIME: _arrow("solid", double=True),
    Mark.LAPSE: _arrow("dashed"),
    Mark.LINK: font("\u00b7 \u00b7 \u00b7 \u2192", theme.SMALL_SIZE),
    **{Mark(stroke.value): manner(stroke, bar=False) for stroke in Stroke},
    Mark.BAR: manner(Stroke.SOLID, bar=True),
    Mark.HERE: _box(f'BORDER="2" STYLE="ROUNDED" CELLSPACING="0" BGCOLOR="{theme.INK}"', _word("here", theme.PAPER)),
    Mark.PERHAPS: _box('BORDER="2" STYLE="ROUNDED,DASHED" CELLSPACING="0"', _word("maybe", theme.INK)),
    Mark.WAS: _box(f'BORDER="1" STYLE="ROUNDED" CELLSPACING="0" BGCOLOR="{theme.WAS}"', _word("was", theme.INK)),
    Mark.TAKEN: _stroke("solid", 4, ink=theme.INK),
    Mark.NEXT: font(f"<B>{theme.NEXT}</B>", theme.SMALL_SIZE),
    Mark.ADDED: _box(f'BORDER="1" STYLE="ROUNDED" CELLSPACING="0" BGCOLOR="{theme.INK}"', _word("+ new", theme.PAPER)),
    Mark.REMOVED: _box(
        f'BORDER="1" STYLE="ROUNDED,DASHED" CELLSPACING="0" BGCOLOR="{theme.WAS}"', _word("gone", theme.INK)
    ),
    Mark.CHANGED: _box('BORDER="1" STYLE="ROUNDED,DOTTED" CELLSPACING="0"', _word("changed", theme.INK)),
}
"""The markup of each sign."""
