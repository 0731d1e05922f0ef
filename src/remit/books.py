"""Spreadsheets to publish, by the government's conventions on accessible ones.

A cover sheet, then a sheet for each table with its title in the first cell; no merged and no empty cells; tables that
are marked as tables.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .writers import CREATED, guarded, write_bytes

_NAME = 31  # characters of a sheet's name
_WIDEST = 60  # characters
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))

Value = str | int | float | dt.date | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its title; `name` is that of the sheet."""

    name: str
    title: str
    heads: tuple[str, ...]
    rows: Sequence[Sequence[Value]]


def write_book(path: Path, title: str, about: Sequence[str], sheets: Sequence[Sheet]) -> None:
    """A workbook of tables behind a cover. An empty cell says '[none]'.

    Raises Refused (E603) where it cannot be written.
    """
    import xlsxwriter  # type: ignore[import-untyped]

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"created": CREATED, "title": title})
    heading = book.add_format({"bold": True, "font_size": 15})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    names = _names(sheets)
    cover = book.add_worksheet("Cover")
    cover.set_column(0, 0, 90)
    cover.write_string(0, 0, guarded(title), heading)
    for line, words in enumerate(about, 1):
        cover.write_string(line, 0, guarded(words), wrap)
    line = len(about) + 1
    cover.write_string(line, 0, "Tables", book.add_format({"bold": True, "font_size": 13}))
    for number, (name, sheet) in enumerate(zip(names, sheets, strict=True), line + 1):
        cover.write_url(number, 0, f"internal:'{name}'!A1", string=guarded(sheet.title))
    for number, (name, sheet) in enumerate(zip(names, sheets, strict=True), 1):
        page = book.add_worksheet(name)
        page.write_string(0, 0, guarded(sheet.title), heading)
        page.write_string(1, 0, "This sheet holds one table. '[none]' marks a cell with nothing to say.")
        rows = [[_value(each) for each in row] for row in sheet.rows]
        page.add_table(
            2,
            0,
            2 + max(1, len(rows)),
            len(sheet.heads) - 1,
            {
                "name": f"table_{number}",
                "columns": [{"header": guarded(each), "header_format": head} for each in _unique(sheet.heads)],
                "style": None,
                "autofilter": False,
            },
        )
        for row, cells in enumerate(rows, 3):
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    page.write_string(row, column, guarded(cell), wrap)
                else:
                    page.write_number(row, column, cell, wrap)
        for column, name_ in enumerate(sheet.heads):
            longest = max((len(str(cells[column])) for cells in rows), default=0)
            page.set_column(column, column, min(_WIDEST, max(len(name_), longest) + 2))
        page.freeze_panes(3, 1)
    book.close()
    write_bytes(path, stream.getvalue())


def _value(cell: Value) -> str | int | float:
    match cell:
        case None | "":
            return "[none]"
        case dt.date():
            return cell.isoformat()
        case _:
            return cell


def _names(sheets: Sequence[Sheet]) -> list[str]:
    """Names that a spreadsheet takes, each once."""
    found: list[str] = []
    for sheet in sheets:
        base = sheet.name.translate(_FORBIDDEN).strip(" '")[:_NAME] or "Table"
        name, number = base, 1
        while name.lower() in {each.lower() for each in [*found, "Cover", "History"]}:
            number += 1
            name = f"{base[: _NAME - 4]} {number}"
        found.append(name)
    return found


def _unique(heads: Sequence[str]) -> list[str]:
    return [
        f"{head} ({heads[:place].count(head) + 1})" if head in heads[:place] else head
        for place, head in enumerate(heads)
    ]
