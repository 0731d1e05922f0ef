"""Texts from policy files, made fit to be shown: without what is invisible, wrapped, clipped, fit for drawing."""

from __future__ import annotations

import datetime as dt
import re
import textwrap
import unicodedata

from ..dsl import ir

WIDTH = 100
"""Of a line of an answer, in characters."""

_TYPED = str.maketrans({
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "–": "-", "—": "-", "−": "-", "•": "-",
    "‘": "'", "’": "'", "\u201a": "'", "\u201b": "'", "“": '"', "”": '"', "„": '"', "…": "...",
    "≤": "<=", "≥": ">=", "×": "x", "→": "->", "\u00a0": " ",
})  # fmt: skip
_INVISIBLE = frozenset({"Cf", "Cn", "Co"})


def clean(text: str) -> str:
    """The text on one line, without control characters and without marks that reorder or hide what is read."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept: list[str] = []
    for char in text:
        category = unicodedata.category(char)
        if category in ("Cc", "Zl", "Zp"):
            kept.append(" ")
        elif category == "Cs":
            kept.append("\ufffd")
        elif category not in _INVISIBLE:
            kept.append(char)
    return " ".join("".join(kept).split())


def xml_text(text: str) -> str:
    """The text without what XML cannot hold."""
    return "".join(
        char
        for char in text
        if char in "\t\n\r" or " " <= char <= "\ud7ff" or "\ue000" <= char <= "\ufffd" or char > "\uffff"
    )


def wrapped(text: str, width: int, most: int | None = None) -> tuple[str, ...]:
    """The text in lines of at most `width` characters; of more than `most` lines the rest is cut off, with '...'."""
    lines = textwrap.wrap(text, max(width, 4), break_on_hyphens=False)
    if most is not None and len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][: max(width, 4) - 3].rstrip() + "..."]
    return tuple(lines)


def compact(text: str, width: int, widest: int) -> tuple[str, ...]:
    """The text in lines of about `width` characters, and no more of them than need be.

    Lines are a few characters longer where that saves a line, and up to `widest` where a word is that long.
    """
    longest = min(max(map(len, text.split()), default=0), widest)
    least = max(width, longest)
    return min((wrapped(text, each) for each in range(least, max(least, width + 4) + 1)), key=len)


def drawable(text: str) -> str:
    """The text with typewriter dashes and quotation marks, for which the renderer has measures."""
    return text if text.isascii() else text.translate(_TYPED)


def needed_width(text: str, size: int) -> int:
    """The width, in points, to reserve for a line with letters that the renderer cannot measure; 0 if it can."""
    if text.isascii():
        return 0
    ems = sum(1.0 if unicodedata.east_asian_width(char) in "WF" else 0.58 for char in text)
    return round(ems * size)


def first_words(text: str, number: int = 4) -> str:
    """The first few words of a text; with '...' where there are more."""
    found = text.split()
    return " ".join(found[:number]) + ("..." if len(found) > number else "")


def clipped(text: str, most: int) -> str:
    """The text, or as many of its first characters as make `most` with '...'."""
    return text if len(text) <= most else f"{text[: most - 3].rstrip()}..."


def slug(text: str) -> str:
    """The text as a name for DOT, SVG and CSS: ASCII letters, digits, '-' and '_'; never empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^A-Za-z0-9_]+", "-", plain).strip("-") or "x"


def listed(items: tuple[str, ...], joint: str = "and") -> str:
    """'a, b and c'."""
    return f"{', '.join(items[:-1])} {joint} {items[-1]}" if len(items) > 1 else "".join(items)


def numbered(numbers: tuple[str, ...]) -> str:
    """Numbers in few words: '1, 2, 5 to 9'."""
    runs: list[list[int]] = []
    for number in sorted(map(int, numbers)):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = (f"{run[0]} to {run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)
    return ", ".join(said)


def counted(number: int, noun: str, several: str = "") -> str:
    """'1 rule', '2 rules'; `several`: the plural, where an 's' alone does not make it."""
    return f"{number} {noun if number == 1 else several or f'{noun}s'}"


def day(date: dt.date) -> str:
    """A day as people write it: 11 February 2025."""
    return f"{date.day} {date:%B %Y}"


def place(citation: ir.Citation) -> str:
    """The file and line of the clause that cites: 'concern.remit:19'."""
    return f"{citation.span.source.rsplit('/', 1)[-1]}:{citation.span.start.line}"


def filled(text: str, indent: str) -> list[str]:
    """The text in lines of an answer, the second and later ones further in."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + "    ",
        break_long_words=False,
        break_on_hyphens=False,
    ) or [indent]
