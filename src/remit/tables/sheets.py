"""Spreadsheets (.xlsx, .ods) and Parquet files, every cell as text."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from . import grid
from .grid import HEADER_WITHIN, Grid, find_header, positional, too_large, unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import polars

_MIDNIGHT = r"^(\d{4}-\d\d-\d\d)[ T]00:00:00(?:\.0+)?$"
_CELL = 16  # bytes, at least, that a cell takes in memory


def read_workbook(path: Path, wanted: Sequence[frozenset[str]], label: str) -> Grid:
    """The sheet that has a wanted header; where none has, the first that is not blank.

    A date cell becomes yyyy-mm-dd, a whole number has no decimal point, an error cell is empty. Raises Refused (E404).
    """
    import fastexcel

    _guard(path, label)
    fallback: Grid | None = None
    try:
        book = fastexcel.read_excel(path)
        for index, name in enumerate(book.sheet_names):
            sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
            note = (f"read from sheet '{name}'",) if index else ()
            found = _from_rows(sheet.to_polars(), wanted, note) if sheet.width and sheet.height else None
            if found and found.fits:
                return found
            fallback = fallback or found
    except fastexcel.FastExcelError as error:
        raise unreadable(label, _first_line(error), "Open it in a spreadsheet program and save it anew.") from None
    if fallback is None:
        raise unreadable(label, "all its sheets are empty")
    return fallback


def read_parquet(path: Path, label: str) -> Grid:
    """The columns of a Parquet file as text; rows are numbered as if the names stood in row 1.

    Raises Refused (E404).
    """
    import polars as pl

    try:
        lazy = pl.scan_parquet(path, glob=False)
        names = lazy.collect_schema().names()
        height = lazy.select(pl.len()).collect().item()
        if height * len(names) * _CELL > grid.LARGEST:
            raise too_large(label)
        return read_frame(pl.read_parquet(path, glob=False), label)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise unreadable(label, _first_line(error)) from None


def read_frame(frame: polars.DataFrame, label: str) -> Grid:
    """The columns of a data frame as text; rows are numbered as if the names stood in row 1.

    Raises Refused (E404).
    """

    if not frame.columns:
        raise unreadable(label, "it has no columns")
    cells = frame.select(_text(frame[name]).alias(str(index)) for index, name in enumerate(frame.columns))
    return Grid(tuple(frame.columns), 1, cells, range(2, 2 + cells.height), True, "columns")


def _from_rows(frame: polars.DataFrame, wanted: Sequence[frozenset[str]], notes: tuple[str, ...]) -> Grid | None:
    found = find_header(frame.head(HEADER_WITHIN).rows(), wanted)
    if found is None:
        return None
    index, fits = found
    header = tuple(cell or "" for cell in frame.row(index))
    body = frame.slice(index + 1)
    body = body.select(_text(body[name]).alias(str(place)) for place, name in enumerate(body.columns))
    body.columns = positional(body.width)
    return Grid(header, index + 1, body, range(index + 2, index + 2 + body.height), fits, "spreadsheet", notes)


def _text(column: polars.Series) -> polars.Series:
    import polars as pl

    if column.dtype.is_float():
        whole = (column.is_finite() & (column == column.round())).fill_null(False)
        # Beyond 2^53 a float no longer tells neighbouring whole numbers apart.
        whole &= column.abs().fill_null(0) < 2**53
        return pl.select(
            pl.when(whole).then(column.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(column.cast(pl.String))
        ).to_series()
    return column.cast(pl.String).str.replace(_MIDNIGHT, "$1")


def _guard(path: Path, label: str) -> None:
    """Refuses what is no zip file, and what would unfold beyond all measure."""
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except zipfile.BadZipFile:
        raise unreadable(label, "it is damaged, no spreadsheet, or has a password",
                         "Open it in a spreadsheet program and save it anew without a password.") from None  # fmt: skip
    if size > grid.LARGEST:
        raise too_large(label)


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
