"""Comma- and tab-separated text, in the encodings that published tables come in."""

from __future__ import annotations

import codecs
import csv
import io
import re
from typing import TYPE_CHECKING

from .grid import HEADER_WITHIN, Grid, find_header, positional, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import polars

_HEAD = 1 << 20  # characters in which the header must lie
_PROBE = 1 << 16  # characters looked at to tell text from other things
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_LONG_CELL = 5  # line breaks in one cell, above which a quotation mark is probably not closed
_KINDS = (
    (b"PK\x03\x04", "it is a zip file or a spreadsheet", "Give it the extension .xlsx or .ods if it is a spreadsheet."),
    (b"\xd0\xcf\x11\xe0", "it is an old or protected spreadsheet", "Save it as .xlsx without a password."),
    (b"\x1f\x8b", "it is compressed", "Give it the extension .csv.gz."),
    (b"%PDF", "it is a PDF", "Look for the table as .csv, .xlsx or .ods."),
    (b"PAR1", "it is a Parquet file", "Give it the extension .parquet."),
)


def read_delimited(data: bytes, separator: str, wanted: Sequence[frozenset[str]], label: str) -> Grid:
    """The table in `data`.

    Where no header fits with `separator`, the other usual ones are tried. Raises Refused (E404) for what is empty or no
    text.
    """
    text, encoding, notes = decode(data, label)
    header, found, fits, start = _header(text, separator, wanted, label)
    if not fits:
        for other in (";", "\t", ","):
            attempt = _header(text, other, wanted, label)
            if attempt[2]:
                separator, (header, found, fits, start) = other, attempt
                notes += (f"cells are separated by {_named(other)}",)
                break
    body = text[start:]
    first = found + 2  # rows are counted from 1, and the table starts after the header
    frame = _quickly(body, separator, len(header))
    if frame is not None:
        return Grid(header, first - 1, frame, range(first, first + frame.height), fits, encoding, notes)
    frame, numbers, irregular, more = _carefully(body, separator, len(_trimmed(header)), first, label)
    return Grid(_trimmed(header), first - 1, frame, numbers, fits, encoding, notes + more, irregular)


def decode(data: bytes, label: str) -> tuple[str, str, tuple[str, ...]]:
    """The text, its encoding and what is to be said about it. Raises Refused (E404) for what is no text."""
    for start, reason, hint in _KINDS:
        if data.startswith(start):
            raise unreadable(label, reason, hint)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text, encoding = data.decode("utf-16", errors="replace"), "utf-16"
    else:
        text, encoding = _eight_bit(data)
    probe = text[:_PROBE]
    if "\x00" in probe or len(_CONTROL.findall(probe)) * 100 > len(probe):
        raise unreadable(label, "it is not text", "Published tables are .csv, .tsv, .xlsx, .ods or .parquet.")
    notes: tuple[str, ...] = ()
    if encoding == "cp1252":
        notes += ("the text is not UTF-8 and was read as Windows-1252",)
    if damaged := text.count("\ufffd"):
        notes += (f"{_count(damaged, 'replacement character')} (text was damaged before it was read here)",)
    return text.removeprefix("\ufeff"), encoding, notes


def _eight_bit(data: bytes) -> tuple[str, str]:
    try:
        return data.decode("utf-8"), "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "utf-8"
    except UnicodeDecodeError:
        lenient = data.decode("utf-8", errors="replace")
    # A file that is UTF-8 but for a few bytes would turn to gibberish as Windows-1252: the more frequent reading wins.
    # U+FFFD that stand in the file count for neither.
    broken = lenient.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    ascii_only = len(data.translate(None, bytes(range(128, 256))))
    sound = len(lenient) - ascii_only - lenient.count("\ufffd")
    if sound > broken:
        return lenient, "utf-8"
    return data.decode("cp1252", errors="replace"), "cp1252"


def _header(
    text: str, separator: str, wanted: Sequence[frozenset[str]], label: str
) -> tuple[tuple[str, ...], int, bool, int]:
    """Header cells, index of the header row, whether it is wanted, and where the text after it starts."""
    taken = 0

    def lines() -> Iterator[str]:
        nonlocal taken
        for line in io.StringIO(text[:_HEAD], newline=""):
            taken += len(line)
            yield line

    rows: list[list[str]] = []
    ends: list[int] = []
    try:
        for row in csv.reader(lines(), delimiter=separator):
            rows.append(row)
            ends.append(taken)
            if len(rows) == HEADER_WITHIN:
                break
    except csv.Error:
        if not rows:
            raise _unclosed(label, 1) from None
    found = find_header(rows, wanted)
    if found is None:
        raise unreadable(label, "it is empty" if not text.strip() else f"its first {len(rows)} rows are blank")
    index, fits = found
    return tuple(rows[index]), index, fits, ends[index]


def _quickly(body: str, separator: str, width: int) -> polars.DataFrame | None:
    """The cells of a body in which each line is one row of `width` cells; None where it is not so plain."""
    import polars as pl

    if not body:
        return pl.DataFrame(schema=dict.fromkeys(positional(width), pl.String))
    bare = _without_quoted(body, separator)
    if bare is None:
        return None
    lines = bare.count("\n") + (not bare.endswith("\n"))
    plain = (
        bare.count("\r") == bare.count("\r\n")
        and "\n\n" not in bare
        and "\n\r" not in bare
        and bare[0] not in "\r\n"
        and bare.count(separator) == lines * (width - 1)
    )
    if not plain:
        return None
    try:
        frame = pl.read_csv(body.encode("utf-8", errors="replace"), has_header=False, infer_schema=False,
                            separator=separator)  # fmt: skip
    except pl.exceptions.PolarsError:
        return None
    if frame.shape != (lines, width):
        return None
    frame.columns = positional(width)
    return frame


def _without_quoted(body: str, separator: str) -> str | None:
    """The text with a letter for each quoted cell; None where a quotation mark stands anywhere but round a cell."""
    if '"' not in body:
        return body
    parts = body.split('"')
    outside = parts[::2]
    if len(parts) % 2 == 0:
        return None
    # An empty stretch between two quoted ones is a doubled mark, which stands for a mark within a cell.
    before, after = separator + "\n", separator + "\r\n"
    if any(part and part[-1] not in before for part in outside[:-1]):
        return None
    if any(part and part[0] not in after for part in outside[1:]):
        return None
    return "q".join(outside)


def _carefully(
    body: str, separator: str, width: int, first: int, label: str
) -> tuple[polars.DataFrame, tuple[int, ...], tuple[tuple[int, str], ...], tuple[str, ...]]:
    """Cells, row numbers, rows out of shape and notes, record by record."""
    import polars as pl

    rows: list[list[str]] = []
    numbers: list[int] = []
    irregular: list[tuple[int, str]] = []
    short: list[int] = []
    number = first - 1
    try:
        for number, row in enumerate(csv.reader(io.StringIO(body, newline=""), delimiter=separator), first):
            if not any(cell.strip() for cell in row):
                continue
            surplus = [cell.strip() for cell in row[width:] if cell.strip()]
            if surplus:
                irregular.append((number, surplus_reason(width, surplus)))
            if any(cell.count("\n") > _LONG_CELL for cell in row):
                irregular.append((number, "a cell runs over many lines: perhaps a quotation mark is not closed"))
            if len(row) < width:
                short.append(number)
            rows.append(row[:width] + [""] * (width - len(row)))
            numbers.append(number)
    except csv.Error:
        raise _unclosed(label, number + 1) from None
    schema = dict.fromkeys(positional(width), pl.String)
    frame = pl.DataFrame(rows, schema=schema, orient="row") if rows else pl.DataFrame(schema=schema)
    notes = () if not short else (
        f"{_count(len(short), 'row')} shorter than the header (first: row {short[0]}); the cells not given were taken "
        "as empty",
    )  # fmt: skip
    return frame, tuple(numbers), tuple(irregular), notes


def surplus_reason(width: int, surplus: Sequence[str]) -> str:
    """What is said of a row with cells beyond the header's `width`."""
    shown = ", ".join(f"'{cell[:40]}'" for cell in surplus[:3]) + (", ..." if len(surplus) > 3 else "")
    return f"{_count(len(surplus), 'cell')} beyond the {width} of the header: {shown}"


def _unclosed(label: str, number: int) -> Exception:
    return unreadable(label, f"a cell in row {number} does not end, or is far too long",
                      "Close the quotation mark in that row.")  # fmt: skip


def _trimmed(header: tuple[str, ...]) -> tuple[str, ...]:
    """Without blank cells at the end."""
    width = max(index for index, cell in enumerate(header, 1) if cell.strip())
    return header[:width]


def _named(separator: str) -> str:
    return {";": "semicolons", "\t": "tabs", ",": "commas"}[separator]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
