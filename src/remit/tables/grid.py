"""A table whose header has been recognised and whose cells are still as the file has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..dsl.base.diagnostics import Refused, refusal

if TYPE_CHECKING:
    import polars

HEADER_WITHIN = 20
"""The header is looked for among this many first rows."""

NAMES_AT_LEAST = 3
"""A row is a header when it has at least so many of the wanted names (or all of them, where fewer are wanted)."""

LARGEST = 1 << 30
"""The most that a compressed file may unfold to, in bytes: 1 GiB."""


LONGEST = 32_767
"""The most characters that a cell may have: so many as a spreadsheet's cell can hold."""


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Cells and where they come from.

    `frame` has one String column for each position, at least as many as `header` has cells; `row_numbers[i]` is the
    row, counted from 1 as a spreadsheet counts, of its row i; `header_row` that of the header. `fits` says whether the
    header was one of those wanted.
    """

    header: tuple[str, ...]
    header_row: int
    frame: polars.DataFrame
    row_numbers: Sequence[int]
    fits: bool
    encoding: str
    notes: tuple[str, ...] = ()
    irregular: tuple[tuple[int, str], ...] = ()


def find_header(rows: Sequence[Sequence[str | None]], wanted: Sequence[frozenset[str]]) -> tuple[int, bool] | None:
    """Which of `rows` is the header, and whether it is one of those wanted.

    It is the row with the most names of one alternative; where none has enough, the first row that is not blank.
    None where all rows are blank.
    """
    best, most = None, 0
    first = None
    for index, row in enumerate(rows[:HEADER_WITHIN]):
        names = set(tidy(row))
        if first is None and names - {""}:
            first = index
        for alternative in wanted:
            found = len(alternative & names)
            if found >= max(1, min(NAMES_AT_LEAST, len(alternative))) and found > most:
                best, most = index, found
    if best is not None:
        return best, True
    return None if first is None else (first, False)


def tidy(cells: Iterable[str | None]) -> list[str]:
    """Header cells without byte-order mark and surrounding whitespace."""
    return [(cell or "").strip().lstrip("\ufeff").strip() for cell in cells]


def positional(count: int) -> list[str]:
    """Names for columns that have none yet: '0', '1', ..."""
    return [str(index) for index in range(count)]


def unreadable(label: str, reason: str, hint: str = "") -> Refused:
    """The refusal of a table that was opened and cannot be read (E404)."""
    return refusal("E404", f"{label} cannot be read as a table: {reason}", hint=hint)


def too_large(label: str) -> Refused:
    """The refusal of a file that unfolds to more than `LARGEST`."""
    return unreadable(
        label,
        f"unpacked it is larger than {LARGEST / (1 << 30):.3g} GiB",
        "Cut the file into parts, or keep only the columns that are needed.",
    )
