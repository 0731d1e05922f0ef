"""The picture's twin in words, as text tables or as Markdown: changes of state, rules, documents, signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .parts import ExceptionRow, KeyRow, PartRow, PathRow, RuleRow, Scene
from .plain import wrapped

WIDTH = 110
"""Characters in a line, unless told otherwise."""

_CHANGES = ("Lifecycle", "No.", "From", "On", "By", "When", "To", "Source")
_PATH = ("Lifecycle", "When", "No.", "From", "On", "To", "Source")
_RULES = ("Rule", "Norm", "Window", "For", "Lives in", "Source")
_EXCEPTIONS = ("Exception", "When", "Then", "Against", "Source")
_DOCUMENTS = ("Document", "Part", "What or who", "When", "Source")
_SIGNS = ("Judgement", "For", "Sign", "How", "Source")
_GROUPED = (_PATH, _CHANGES, _DOCUMENTS, _SIGNS)
_NARROWEST = 6


def transition_table(scene: Scene, width: int = WIDTH) -> str:
    """All the tables in lines of at most `width` characters (60 at least).

    They are changes of state, rules, the exceptions of each, what documents hold and to whom they go, and the signs of
    judgements.
    """
    width = max(width, 60)
    heads = (scene.title, scene.about, scene.subtitle)
    blocks = ["\n".join(line for head in heads for line in wrapped(head, width))]
    blocks += [text_table(part, width) for part in tables(scene)]
    return "\n\n".join(blocks) + "\n"


def transition_markdown(scene: Scene) -> str:
    """The same as Markdown tables, with a heading of the second level for each."""
    return "\n".join(map(markdown_table, tables(scene)))


Rows = Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table in words."""

    heading: str
    columns: tuple[str, ...]
    rows: Rows


def tables(scene: Scene) -> list[Table]:
    """The tables of a picture."""
    parts: list[Table] = []
    for heading, taken in (("The way taken", True), ("What may follow", False)):
        rows = [_step(row) for row in scene.path if row.taken is taken]
        if rows:
            parts.append(Table(heading, _PATH, rows))
    if scene.key:
        parts.append(Table("Changes of state", _CHANGES, [_change(row) for row in scene.key]))
    if scene.rules:
        parts.append(Table("Rules", _RULES, [_rule(row) for row in scene.rules]))
    parts += [
        Table(f"Exceptions to '{row.label}'", _EXCEPTIONS, [_exception(each) for each in row.exceptions])
        for row in scene.rules
        if row.exceptions
    ]
    if scene.documents:
        parts.append(Table("Documents", _DOCUMENTS, [_part(each) for each in scene.documents]))
    if scene.signs:
        parts.append(Table("Signs of judgements", _SIGNS, [_part(each) for each in scene.signs]))
    return parts


def _step(row: PathRow) -> tuple[str, ...]:
    return row.lifecycle, row.when, row.number, row.source, row.trigger, row.target, row.paragraphs


def _change(row: KeyRow) -> tuple[str, ...]:
    return row.lifecycle, row.number, row.source, row.trigger, row.by, row.when, row.target, row.paragraphs


def _rule(row: RuleRow) -> tuple[str, ...]:
    return row.label, row.norm, row.window or "at any time", row.scope, row.lives_in, row.paragraphs


def _exception(row: ExceptionRow) -> tuple[str, ...]:
    return row.name, row.when, row.effect, ", ".join(row.against), row.paragraphs


def _part(row: PartRow) -> tuple[str, ...]:
    return row.owner, row.kind, row.says, row.when, row.paragraphs


# Text


def text_table(table: Table, width: int) -> str:
    """A table in lines of at most `width` characters, below its heading."""
    heading, columns, rows = table.heading, table.columns, table.rows
    widths = _widths([columns, *rows], width - 2 * (len(columns) - 1))
    lines = [*wrapped(heading, width), "", *_row_lines(columns, widths), "  ".join("-" * each for each in widths)]
    above: tuple[str, ...] = ()
    for row in rows:
        # What several rows share, a lifecycle or a document, is named once, above them.
        shown = ("", *row[1:]) if columns in _GROUPED and above[:1] == row[:1] else row
        lines += _row_lines(shown, widths)
        above = row
    return "\n".join(lines)


def _row_lines(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    columns = [wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    return [
        "  ".join(
            (column[number] if number < len(column) else "").ljust(width)
            for column, width in zip(columns, widths, strict=True)
        ).rstrip()
        for number in range(max(1, *map(len, columns)))
    ]


def _widths(rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """Column widths that fit into `room`: wide enough for every word if possible, the rest shared among long texts."""
    columns = list(zip(*rows, strict=True))
    needed = [max(map(len, column)) for column in columns]
    widths = [max(len(word) for cell in column for word in (cell.split() or [""])) for column in columns]
    if sum(widths) > room:  # then words have to be broken
        widths = [min(_NARROWEST, each) for each in needed]
    left = room - sum(widths)
    while left > 0 and widths != needed:
        # One character at a time to the column whose longest cell is cut into the most lines.
        worst = max(
            (number for number, width in enumerate(widths) if width < needed[number]),
            key=lambda number: (needed[number] / widths[number], -number),
        )
        widths[worst] += 1
        left -= 1
    return widths


# Markdown

_MARKED = str.maketrans({char: f"\\{char}" for char in "\\`*_[]|~#$"} | {"<": "&lt;", ">": "&gt;", "&": "&amp;"})


def markdown_table(table: Table) -> str:
    """A table as Markdown, below its heading."""
    lines = [f"## {_marked(table.heading)}", "", _markdown_row(table.columns)]
    lines.append(_markdown_row(("---",) * len(table.columns)))
    return "\n".join([*lines, *(_markdown_row(tuple(map(_marked, row))) for row in table.rows)]) + "\n"


def _markdown_row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _marked(text: str) -> str:
    """The text with nothing in it that Markdown or HTML would take for a mark."""
    return text.translate(_MARKED)
