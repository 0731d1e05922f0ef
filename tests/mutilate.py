"""Texts made worse by chance, for the fuzzing: every change follows from the random numbers that are handed in."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

ODD = (
    "\0", "\ufeff", "\r", "\r\n", "\f", "\v", "\x1b[31m", "\x1c", "\x85", "\u2028", "\u2029", "\u00a0", "\u200b",
    "\u202e", "é", "学校", "🏫", "\ud7ff", "\uffff", "\U0010ffff", "e\u0301", "٣", "\u017f", "\u212a", "\t",
    "’", "“", "—", "\\",
)  # fmt: skip
"""Characters that editors, spreadsheets and other machines leave in files."""

RULES_MARKS = ("(", ")", '"', "--", "->", "|", ",", ":", "=", ">", "?", "-", "not", "and", "or", "cite", "9" * 12,
               "9999-12-31", "0001-01-01", "10000 years", "0 days", "it", "any", "none", "yes")  # fmt: skip
YAML_MARKS = ("{", "}", "[", "]", '"', "'", "&a", "*a", "!x", "|", ">", "- ", ": ", "? ", "#", "---", "...", "%YAML 1",
              "~", "<<: ", "\n", "  ", "\n  ", "9999-12-31", "0001-01-01", "2025-02-30", '"\\ud800"', '"\\u0000"',
              "9" * 12, "9" * 5000, "-1", "1_0", "yes", "null", "@", "`", "\n\t")  # fmt: skip
TABLE_MARKS = ('"', ",", ";", "\t", "\n", '""', '",', ',"', "\r", "NULL", "31/02/2020", "9999-12-31", "01/01/0001",
               "=1+1", "9" * 400, "x" * 200_000)  # fmt: skip

MOST = 1_000_000
"""To so many characters a part may be made to grow."""

_NESTS = (("(", ")"), ("[", "]"), ("{a: ", "}"), ("not ", ""), ("- ", ""), ("(", ""), ('"', ""))

_WORDS = re.compile(r"\s+|\w+|[^\s\w]")


def words_of(text: str) -> list[str]:
    """The words, marks and stretches of white space of a text; together they are the text."""
    return _WORDS.findall(text)


def soup(words: Sequence[str], chance: random.Random, most: int = 80) -> str:
    """Words of a language in no order, with line ends here and there."""
    out: list[str] = []
    for _ in range(chance.randrange(most)):
        out.append(chance.choice(words))
        out.append(chance.choice((" ", " ", " ", "\n  ", "\n", "")))
    return "".join(out)


def junk(chance: random.Random, most: int = 400) -> bytes:
    """Bytes, or characters of any kind as UTF-8."""
    size = chance.randrange(most)
    if chance.random() < 0.4:
        return chance.randbytes(size)
    letters = [*ODD, *"abc ABC 123 \n\n:-[]{}\"'()#,.>"]
    return "".join(chance.choice(letters) for _ in range(size)).encode("utf-8", "replace")


def mutilated(text: str, chance: random.Random, marks: Sequence[str], strangers: Sequence[str] = ()) -> str:
    """A text with a few of its words, lines, characters or blocks deleted, doubled, moved, swapped or replaced.

    `marks` are what the language uses, `strangers` words that may take the place of others.
    """
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        if not text:
            return text
        text = chance.choices(_CHANGES, _WEIGHTS)[0](text, chance, marks, strangers)
    return text


def _parts(text: str, chance: random.Random) -> tuple[list[str], str]:
    """The text in parts, and what joins them: lines, blocks that begin in column 0, or words."""
    match chance.choice(("words", "words", "lines", "blocks")):
        case "lines":
            return text.split("\n"), "\n"
        case "blocks":
            return re.split(r"\n(?=\S)", text), "\n"
        case _:
            return words_of(text), ""


def _delete(text: str, chance: random.Random, _m: Sequence[str], _s: Sequence[str]) -> str:
    parts, joint = _parts(text, chance)
    first = chance.randrange(len(parts))
    del parts[first : first + chance.choice((1, 1, 2, 5))]
    return joint.join(parts)


def _double(text: str, chance: random.Random, _m: Sequence[str], _s: Sequence[str]) -> str:
    parts, joint = _parts(text, chance)
    place = chance.randrange(len(parts))
    parts[place:place] = [parts[place]] * chance.choice((1, 1, 2, 40))
    return joint.join(parts)


def _swap(text: str, chance: random.Random, _m: Sequence[str], _s: Sequence[str]) -> str:
    parts, joint = _parts(text, chance)
    first, second = chance.randrange(len(parts)), chance.randrange(len(parts))
    parts[first], parts[second] = parts[second], parts[first]
    return joint.join(parts)


def _replace(text: str, chance: random.Random, marks: Sequence[str], strangers: Sequence[str]) -> str:
    parts = words_of(text)
    solid = [place for place, part in enumerate(parts) if not part.isspace()] or [0]
    parts[chance.choice(solid)] = chance.choice([*strangers, *(parts[place] for place in solid), *marks])
    return "".join(parts)


def _insert(text: str, chance: random.Random, marks: Sequence[str], strangers: Sequence[str]) -> str:
    place = chance.randrange(len(text) + 1)
    return text[:place] + chance.choice((*ODD, *marks, *marks)) * chance.choice((1, 1, 1, 2, 60)) + text[place:]


def _character(text: str, chance: random.Random, _m: Sequence[str], _s: Sequence[str]) -> str:
    place = chance.randrange(len(text))
    return text[:place] + chance.choice(("", chr(chance.randrange(32, 127)), text[place] * 2)) + text[place + 1 :]


def _cut(text: str, chance: random.Random, _m: Sequence[str], _s: Sequence[str]) -> str:
    place = chance.randrange(len(text) + 1)
    return text[:place] if chance.random() < 0.7 else text[place:]


def _line_ends(text: str, chance: random.Random, _m: Sequence[str], _s: Sequence[str]) -> str:
    return text.replace("\n", chance.choice(("\r\n", "\r", "\f", "\n\n", " ", "\u2028", "\n \n", "\n\f\n")))


def _deep(text: str, chance: random.Random, _m: Sequence[str], _s: Sequence[str]) -> str:
    """A word within many brackets, closed or not, or after many marks that nest."""
    parts = words_of(text)
    place = chance.randrange(len(parts))
    depth = chance.choice((3, 29, 31, 200, 3000))
    opening, closing = chance.choice(
        (("(", ")"), ("[", "]"), ("{a: ", "}"), ("not ", ""), ("- ", ""), ("(", ""), ('"', ""))
    )
    parts[place] = opening * depth + parts[place] + closing * depth
    return "".join(parts)


def _long(text: str, chance: random.Random, marks: Sequence[str], _s: Sequence[str]) -> str:
    """One very long line, name or text."""
    parts = words_of(text)
    place = chance.randrange(len(parts))
    part = parts[place].strip() or chance.choice(marks)
    parts[place] = part * min(chance.choice((50, 1000, 20_000)), 1 + MOST // len(part))
    return "".join(parts)


_Change = Callable[[str, random.Random, Sequence[str], Sequence[str]], str]
_CHANGES: tuple[_Change, ...] = (
    _delete, _double, _swap, _replace, _insert, _character, _cut, _line_ends, _deep, _long,
)  # fmt: skip
_WEIGHTS = (10, 8, 10, 25, 12, 8, 3, 1, 2, 1)
