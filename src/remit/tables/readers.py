"""Reads a published table as it was published: text in, text out, nothing interpreted and nothing lost in silence."""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..dsl.base.diagnostics import Refused, did_you_mean, hints, refusal
from . import grid
from .delimited import read_delimited, surplus_reason
from .grid import Grid, tidy, too_large, unreadable
from .sheets import read_parquet, read_workbook

if TYPE_CHECKING:
    import polars

EXTENSIONS = (".csv", ".csv.gz", ".tsv", ".xlsx", ".ods", ".parquet")
"""What is read, by the end of the file's name."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table as published.

    `source` is the label that the user gave. `columns` are the header's names without surrounding whitespace, each
    once. `frame` has these columns, all String; cells are stripped, an empty cell is null, sentinels such as NULL or 9
    stay as they are; blank rows are left out. `row_numbers[i]` is the row of the file, as a spreadsheet shows it, that
    row i of the frame comes from; `first_row` is the number of row 0 (or would be, where there is none). `irregular`
    gives the rows with more cells than the header, with the reason; they stand in the frame, cut to its width. `notes`
    say what was assumed.
    """

    source: str
    columns: tuple[str, ...]
    frame: polars.DataFrame
    first_row: int
    row_numbers: Sequence[int]
    encoding: str
    notes: tuple[str, ...] = ()
    irregular: tuple[tuple[int, str], ...] = ()


def read_table(path: Path, wanted: Sequence[frozenset[str]]) -> Table:
    """The table in `path`.

    `wanted` are alternative sets of column names. The header is the row, among the first 20, that has the most names
    of one of them (three at least); where none has, the first row that is not blank, so that the caller can say which
    columns are missing. Of a workbook the sheet that has the header is read. Raises Refused: E601 where the file
    cannot be opened, E404 where it is no table.
    """
    label = str(path)
    extension = _extension(path, label)
    try:
        with path.open("rb"):  # the libraries below say in many ways that a file may not be opened; this says it in one
            pass
        match extension:
            case ".xlsx" | ".ods":
                found = read_workbook(path, wanted, label)
            case ".parquet":
                found = read_parquet(path, label)
            case ".csv.gz":
                found = read_delimited(_unpacked(path, label), ",", wanted, label)
            case _:
                found = read_delimited(path.read_bytes(), "\t" if extension == ".tsv" else ",", wanted, label)
    except OSError as error:
        raise refusal("E601", f"{label} cannot be opened: {error.strerror or error}") from None
    return settled(label, found)


def _extension(path: Path, label: str) -> str:
    """Which of `EXTENSIONS` the path has. Raises Refused where it is no file that can be read."""
    if os.path.isdir(path):  # noqa: PTH112 - unlike Path.is_dir this raises for no path whatever
        raise _closed(f"{label} is a folder", "Name the file in it.")
    extension = next((end for end in sorted(EXTENSIONS, key=len, reverse=True) if path.name.lower().endswith(end)), "")
    if not os.path.lexists(path):
        raise _closed(f"{label} does not exist", _siblings(path))
    if not os.path.isfile(path):  # noqa: PTH113
        raise _closed(f"{label} is not a file")
    if not extension:
        hint = f"Tables are read from {', '.join(EXTENSIONS[:-1])} and {EXTENSIONS[-1]}."
        raise unreadable(label, "its extension is not known", hint)
    return extension


def _closed(message: str, hint: str = "") -> Refused:
    return refusal("E601", message, hint=hint)


def _siblings(path: Path) -> str:
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except (OSError, ValueError):
        return f"There is no folder {path.parent}."
    return hints(did_you_mean(path.name, names))


def _unpacked(path: Path, label: str) -> bytes:
    """The bytes in a gzip file. Raises Refused (E404) where it is damaged or too large."""
    try:
        with gzip.open(path) as stream:
            data = stream.read(grid.LARGEST + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise unreadable(label, f"the gzip file is damaged ({error})", "Fetch it again.") from None
    if len(data) > grid.LARGEST:
        raise too_large(label)
    return data


def settled(label: str, found: Grid) -> Table:
    """Names made exact and unique, cells stripped, blank rows left out."""
    import polars as pl

    header = tidy(found.header)
    width = max((index for index, name in enumerate(header, 1) if name), default=0)
    if not width:
        raise unreadable(label, "its columns have no names")
    cells = found.frame.select(pl.all().str.strip_chars().replace("", None))
    numbers = found.row_numbers
    kept = cells.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    if not kept.all():
        numbers = tuple(number for number, keep in zip(numbers, kept, strict=True) if keep)
        cells = cells.filter(kept)
    _bounded(label, header, cells, numbers)
    names, renamed = _names(header[:width], cells)
    frame = cells.select(pl.col(position).alias(name) for position, name in names.items())
    first = found.header_row + 1
    notes = found.notes + renamed
    if found.header_row > 1:
        notes += (f"header found in row {found.header_row}",)
    # Blank rows after the last row that says something are no news.
    if numbers and (blank := numbers[-1] - first + 1 - len(numbers)):
        notes += (f"{blank} blank row{'' if blank == 1 else 's'} passed over",)
    irregular = found.irregular + _beyond(cells, width, numbers)
    return Table(label, tuple(names.values()), frame, numbers[0] if numbers else first, numbers, found.encoding, notes,
                 irregular)  # fmt: skip


def _bounded(label: str, header: Sequence[str], cells: polars.DataFrame, numbers: Sequence[int]) -> None:
    """Raises Refused (E404) where a cell is longer than any that a spreadsheet holds."""
    import polars as pl

    if not cells.height:
        return
    longest = cells.select(pl.all().str.len_chars().max()).row(0)
    for position, (column, length) in enumerate(zip(cells.columns, longest, strict=True)):
        if (length or 0) > grid.LONGEST:
            row = numbers[int(cells[column].str.len_chars().arg_max() or 0)]
            name = header[position] if position < len(header) else ""
            where = f"row {row}, column '{name}'" if name else f"row {row}"
            raise unreadable(
                label,
                f"the cell in {where} has {length:,} characters, and {grid.LONGEST:,} are the most",
                "Perhaps a quotation mark is not closed there; otherwise shorten it.",
            )


def _names(header: Sequence[str], cells: polars.DataFrame) -> tuple[dict[str, str], tuple[str, ...]]:
    """The name for each position that has one, and notes on the names that are not the file's own.

    A nameless column without a single cell is left out.
    """
    names: dict[str, str] = {}
    notes: list[str] = []
    taken = set(header)
    used: set[str] = set()
    for index, name in enumerate(header):
        column = cells[str(index)]
        if not name:
            if column.null_count() == len(column):
                continue
            name = _free(f"Unnamed column {index + 1}", taken)
            notes.append(f"column {index + 1} has no name and is called '{name}'")
        elif name in used:
            fresh = _free(name, taken)
            notes.append(f"the name '{name}' stands over more than one column; column {index + 1} is called '{fresh}'")
            name = fresh
        taken.add(name)
        used.add(name)
        names[str(index)] = name
    return names, tuple(notes)


def _free(name: str, taken: set[str]) -> str:
    """`name` if it is not taken, else the first of 'name (2)', 'name (3)', ... that is free."""
    fresh, number = name, 1
    while fresh in taken:
        number += 1
        fresh = f"{name} ({number})"
    return fresh


def _beyond(cells: polars.DataFrame, width: int, numbers: Sequence[int]) -> tuple[tuple[int, str], ...]:
    """The rows with cells to the right of the header's last name."""
    if cells.width == width:
        return ()
    surplus = cells[:, width:]
    rows = zip(numbers, surplus.iter_rows(), strict=True)
    cut = ((number, [cell for cell in row if cell is not None]) for number, row in rows)
    return tuple((number, surplus_reason(width, found)) for number, found in cut if found)
