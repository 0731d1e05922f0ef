"""What stands above and below the drawing of a picture: its heading, notes, key and legend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from . import theme
from .legend import SAMPLES
from .markup import font, gap, label, row, table, text
from .parts import KeyRow, LegendEntry, Node, Scene
from .plain import wrapped
from .rule_labels import LOOSE, rule_columns, unstretched


def heading(scene: Scene) -> str:
    """What stands above the drawing."""
    return label(
        row(scene.title, theme.TITLE_SIZE, bold=True, left=True),
        *([row(scene.about, theme.STATE_SIZE, bold=True, left=True)] if scene.about else []),
        row(scene.subtitle, theme.SMALL_SIZE, ink=theme.QUIET, left=True),
        *(
            row(line, theme.SMALL_SIZE, left=True)
            for number, words in enumerate(scene.most, 1)
            for line in wrapped(f"{number}. {words}", theme.HEAD_WRAP, theme.MOST_LINES)
        ),
        gap(4),
    )


def below(scene: Scene) -> str:
    """What stands below it: the rules that hang on no state, the key, the legend."""
    parts = [*map(_note, scene.notes)]
    parts += ([_key(scene)] if scene.key else []) + ([legend(scene.legend)] if scene.legend else [])
    return label(*(f'{gap(8)}<TR><TD ALIGN="LEFT">{unstretched(part)}</TD></TR>' for part in parts))


def _note(note: Node) -> str:
    """The rules that hang on no state, in columns, and how many more there are."""
    size = max(2, min(theme.COLUMN, -(-len(note.rules) // _NOTE_COLUMNS)))
    return table(
        row(note.label, theme.STATE_SIZE, left=True),
        f'<TR><TD ALIGN="LEFT">{rule_columns(note.rules, size, theme.RULE_WRAP)}</TD></TR>',
        *([row(note.more, theme.SMALL_SIZE, ink=theme.QUIET, left=True)] if note.more else []),
        attributes=LOOSE,
    )


_NOTE_COLUMNS = 6
_KEY_HEADS = ("", "From", "On", "By", "When", "To", "Source")
_APART = '<TD WIDTH="18"></TD>'
_KEY_WIDTHS = (3, 20, 22, 18, 40, 22, 16)


def _key(scene: Scene) -> str:
    if len(scene.key) > theme.KEY_ROWS:
        return table(row(f"Key: see changes 1 to {len(scene.key)} in the table.", theme.SMALL_SIZE, left=True))
    half = (len(scene.key) + 1) // 2 if len(scene.key) >= theme.KEY_COLUMN else len(scene.key)
    columns = [_key_column(rows) for rows in (scene.key[:half], scene.key[half:]) if rows]
    return table(f"<TR>{_APART.join(columns)}</TR>", attributes=LOOSE)


def _key_column(rows: Sequence[KeyRow]) -> str:
    cells = [_cells(_KEY_HEADS, bold=True)]
    cells += [
        _cells((each.number, each.source, each.trigger, each.by, each.when, each.target, each.paragraphs))
        for each in rows
    ]
    return f'<TD VALIGN="TOP">{unstretched(table(*cells, attributes=LOOSE))}</TD>'


def _cells(texts: Iterable[str], *, bold: bool = False) -> str:
    cells: list[str] = []
    for words, width in zip(texts, _KEY_WIDTHS, strict=True):
        lines = [font(text(line), theme.SMALL_SIZE, bold=bold) for line in wrapped(words, width, theme.MOST_LINES)]
        cells.append(
            f'<TD BORDER="1" SIDES="B" COLOR="{theme.FAINT}" ALIGN="LEFT" VALIGN="TOP" BALIGN="LEFT">'
            f"{'<BR/>'.join(lines)}</TD>"
        )
    return f"<TR>{''.join(cells)}</TR>"


def legend(entries: Sequence[LegendEntry], columns: int = 3) -> str:
    """The signs of a picture, and what they mean, in columns."""
    cells = [
        f'<TD WIDTH="34" ALIGN="LEFT">{SAMPLES[entry.mark]}</TD><TD ALIGN="LEFT">'
        f'{font(text(entry.text), theme.SMALL_SIZE)}</TD><TD WIDTH="10"></TD>'
        for entry in entries
    ]
    rows = [f"<TR>{''.join(cells[start : start + columns])}</TR>" for start in range(0, len(cells), columns)]
    return table(*rows, attributes='ALIGN="LEFT" CELLPADDING="2" CELLSPACING="0"')
