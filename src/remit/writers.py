"""Writes outputs whole or not at all, and so that a spreadsheet runs nothing that a table says."""

from __future__ import annotations

import datetime
import io
import math
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from .dsl.base.diagnostics import Refused, refusal

if TYPE_CHECKING:
    import polars

TABLES = (".csv", ".xlsx", ".parquet")
"""What tables are written as, by the end of the file's name."""

_FORMULA = r"^[=+\-@\t\r\n]"
_HARMLESS = r"^(?:-|[+-]\d[\d,]*(?:\.\d+)?%?)$"  # a dash, or a plain number with a sign
_ROWS, _COLUMNS, _CHARACTERS = 1_048_576, 16_384, 32_767  # what a sheet holds at most
CREATED = datetime.datetime(2000, 1, 1)
"""What a workbook says of when it was made: the same table gives the same bytes."""


def write_table(path: Path, frame: polars.DataFrame) -> None:
    """`frame` as .csv (UTF-8), .xlsx or .parquet, by the extension of `path`.

    In .csv and .xlsx a text that a spreadsheet could take for a formula (it starts with = + - @, tab or line break and
    is no plain signed number) gets an apostrophe in front. Raises Refused (E603) where it cannot be written.
    """
    match path.suffix.lower():
        case ".csv":
            write_bytes(path, _made(path, lambda stream: _harmless(frame).write_csv(stream)))
        case ".xlsx":
            write_bytes(path, _made(path, lambda stream: _sheet(stream, _harmless(frame), path)))
        case ".parquet":
            write_bytes(path, _made(path, lambda stream: frame.write_parquet(stream)))
        case _:
            raise unwritable(path, "its extension is not known", f"Tables are written as {', '.join(TABLES)}.")


def write_text(path: Path, text: str) -> None:
    """`text` in UTF-8, line ends as they are. Raises Refused (E603) where it cannot be written."""
    write_bytes(path, text.encode("utf-8", errors="replace"))


def write_bytes(path: Path, data: bytes) -> None:
    """`data`, whole or not at all: a reader of `path` sees the old content or the new, never a part.

    A link is followed; the file behind it is replaced. Raises Refused (E603) where it cannot be written.
    """
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            raise unwritable(path, "it is a folder or a device", "Name a file.")
        if not target.parent.is_dir():
            raise unwritable(path, f"there is no folder {path.parent}", "Make the folder first.")
        _replace(target, data)
    except (OSError, ValueError, RuntimeError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise unwritable(path, reason) from None


def _replace(target: Path, data: bytes) -> None:
    # Beside the target, since only within one file system is a replacement one step.
    draft = target.with_name(f".remit-{secrets.token_hex(8)}.tmp")
    try:
        with draft.open("xb") as stream:
            stream.write(data)
        if target.exists():
            draft.chmod(target.stat().st_mode & 0o7777)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _made(path: Path, write: Callable[[BinaryIO], None]) -> bytes:
    """What `write` writes, in memory."""
    import polars as pl

    stream = io.BytesIO()
    try:
        write(stream)
    except pl.exceptions.PolarsError as error:
        raise unwritable(path, next(iter(str(error).splitlines()), "the table does not fit the format")) from None
    return stream.getvalue()


def _harmless(frame: polars.DataFrame) -> polars.DataFrame:
    """The frame with an apostrophe before every text, names included, that could be run as a formula."""
    import polars as pl

    texts = [name for name, kind in frame.schema.items() if kind in (pl.String, pl.Categorical, pl.Enum)]
    cells = [pl.col(name).cast(pl.String) for name in texts]
    guarded = frame.with_columns(
        pl.when(cell.str.contains(_FORMULA) & ~cell.str.contains(_HARMLESS)).then("'" + cell).otherwise(cell)
        .alias(name) for name, cell in zip(texts, cells, strict=True)
    )  # fmt: skip
    guarded.columns = [f"'{name}" if re.match(_FORMULA, name) else name for name in frame.columns]
    return guarded


def guarded(text: str) -> str:
    """A text with an apostrophe before it where a spreadsheet could run it as a formula."""
    return f"'{text}" if re.match(_FORMULA, text) and not re.match(_HARMLESS, text) else text


def _sheet(stream: BinaryIO, frame: polars.DataFrame, path: Path) -> None:
    """One sheet: names in bold, the first row held in place; text stays text, dates are shown as yyyy-mm-dd."""
    import xlsxwriter  # type: ignore[import-untyped]

    if frame.height >= _ROWS or frame.width > _COLUMNS:
        raise unwritable(path, f"{frame.height:,} rows and {frame.width:,} columns are more than a sheet holds",
                       "Write .csv or .parquet.")  # fmt: skip
    book = xlsxwriter.Workbook(stream, {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    })  # fmt: skip
    book.set_properties({"created": CREATED})
    sheet = book.add_worksheet("Table")
    bold = book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    time = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(frame.columns):
        sheet.write_string(0, place, name, bold)
    for line, cells in enumerate(frame.iter_rows(), 1):
        for place, cell in enumerate(cells):
            match cell:
                case None:
                    pass
                case bool():
                    sheet.write_boolean(line, place, cell)
                case float() if not math.isfinite(cell):
                    sheet.write_string(line, place, str(cell))
                case int() | float():
                    sheet.write_number(line, place, cell)
                case datetime.datetime() if cell.year >= 1900:
                    sheet.write_datetime(line, place, cell.replace(tzinfo=None), time)
                case datetime.date() if not isinstance(cell, datetime.datetime) and cell.year >= 1900:
                    sheet.write_datetime(line, place, cell, day)
                case _:
                    text = str(cell)
                    if len(text) > _CHARACTERS:
                        book.close()
                        raise unwritable(path, f"the text in row {line + 1}, column {place + 1} is longer than a cell "
                                       "of a spreadsheet holds", "Write .csv or .parquet.")  # fmt: skip
                    sheet.write_string(line, place, text)
    book.close()


def unwritable(path: Path, reason: str, hint: str = "") -> Refused:
    """The refusal of an output that cannot be written (E603)."""
    return refusal("E603", f"{path} cannot be written: {reason}", hint=hint)
