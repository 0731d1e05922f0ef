"""Splits the text of a handbook into its numbered paragraphs, and brings their words into one form for comparison.

Made for text taken from PDF files and scans: numbers misread (`44,` for `44.`, `l2.` for `12.`), page numbers, web
addresses and running headers between the lines, form feeds, headings between paragraphs, lists with numbers of their
own. Bullets belong to the paragraph above them. Paragraphs ascend through the whole text; an annex in which the numbers
begin anew has paragraphs of its own: Annex A1, Annex A2.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

_NUMBER = re.compile(
    r"""[\s*_]*
    (?P<digits>[0-9IlO|]{1,3})(?P<letter>[A-H]?)   # readings of a digit that scans confuse
    (?P<minor>)
    (?P<point>\s?[.,:;)]|(?=\s))
    (?P<space>[\s*_]*)
    (?P<rest>\S.*)?$""",
    re.VERBOSE,
)
_DOTTED = re.compile(
    r"""[\s*_•-]*                                       # numbered paragraphs are often set as a list
    (?P<digits>[0-9]{1,2})\.(?P<minor>[0-9]{1,3})(?P<letter>[A-H]?)
    (?P<point>[.,:;)]?(?=\s|$))
    (?P<space>[\s*_]*)
    (?P<rest>\S.*)?$""",
    re.VERBOSE,
)
_READ_AS = str.maketrans("IlO|", "1101")
_FURNITURE = re.compile(
    r"""\s*(?:
      \d+\s*/\s*\d+                                   # 17/31
    | [-\[(]?\s*\d{1,4}\s*[-\])]?                     # a page number alone
    | page\s+\d+(?:\s+of\s+\d+)?
    | <?(?:https?://|www\.)\S+>?                      # an address alone
    | (?:\d\d?/\d\d?/\d{2,4}|\d\d?\s[a-z]+\s\d{4}),?\s+\d\d?:\d\d.*            # what a browser prints above a page
    )\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_CONTENTS = re.compile(r".*\S\s*(?:\.{3,}|…+)\s*\d{1,4}\s*|\s*\d.*\S(?:\s{3,}|\t)\s*\d{1,4}\s*")
_BULLET = re.compile(r"(?:[^\w\s'\"‘“(\[£$€&@#+–—]{1,2}|[oe])\s+(?=\S)")
_ASKS = re.compile(r"\b(?:must|will|normally|may|within|days?|months?)\b", re.IGNORECASE)
_SAME = str.maketrans({
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff"),
})  # fmt: skip
_ANNEX = re.compile(r"[\s#*_]*Annex\s+(?P<letter>[A-Z])\b(?:[.:*_\s].{0,100})?")
_SECTION = re.compile(r"^\d{1,2}\.?\s+")  # the number of a section whose paragraphs have numbers of two parts
_FURNITURE_CHARACTERS = 400
_HEADING_LINES, _HEADING_CHARACTERS = 3, 160
_RECURRING = 3
"""On how many pages a first or last line stands before it counts as a running header."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A numbered paragraph as it stands in a text: number, words in their common form, line of the number from 1."""

    number: str
    text: str
    line: int

    @property
    def digest(self) -> str:
        """SHA-256 of the words, as 64 hexadecimal digits."""
        return hashlib.sha256(self.text.encode("utf-8", errors="surrogatepass")).hexdigest()

    @property
    def asks(self) -> tuple[str, ...]:
        """The words in it by which handbooks bind, permit and set times, each once, in small letters."""
        return tuple(dict.fromkeys(found.lower() for found in _ASKS.findall(self.text)))


@dataclass(frozen=True, slots=True)
class _Start:
    """A line that may begin a paragraph: how likely it is, and what follows the number."""

    index: int
    key: _Key
    weight: int
    rest: str


_Key = tuple[int, int, str]
"""A number: 44, or 5.26 in two parts (the second 0 where there is none), and a letter behind it."""


def passages(text: str, headings: Mapping[str, str] | None = None) -> tuple[Passage, ...]:
    """The numbered paragraphs of a text, ascending, and those that stand under a heading. What stands above the first
    is left out.

    `headings`: the lines under which paragraphs without a number stand, each with the name of its paragraph.
    """
    lines = _lines(text)
    begun: dict[int, tuple[str, str]] = {}
    numbering = _numbering(lines)
    for first, end, prefix in _parts(lines, numbering):
        chosen = _chain([start for start in _starts(lines[:end], numbering) if start.index >= first])
        begun |= {start.index: (f"{prefix}{_number(start.key)}", start.rest) for start in chosen}
    for index, name in _headed(lines, headings or {}):
        begun[index] = name, ""
    places = sorted(begun)
    ends = [*places[1:], len(lines)] if places else []
    return tuple(
        Passage(
            begun[place][0],
            _words([begun[place][1], *(line for _, line in lines[place + 1 : end])], last=end == len(lines)),
            lines[place][0],
        )
        for place, end in zip(places, ends, strict=True)
    )


def _parts(lines: list[tuple[int, str]], numbering: re.Pattern[str]) -> list[tuple[int, int, str]]:
    """The text up to its annexes, and each annex in which the numbers begin anew, with what its numbers begin with."""
    places: dict[str, int] = {}  # of an annex that is named in the contents the heading is the last
    for index, (_, line) in enumerate(lines):
        if match := _ANNEX.fullmatch(line):
            places[match["letter"]] = index
    annexes = sorted((index, letter) for letter, index in places.items())
    ends = [*(index for index, _ in annexes[1:]), len(lines)] if annexes else []
    anew = [
        (index, end, f"Annex {letter}")
        for (index, letter), end in zip(annexes, ends, strict=True)
        if (found := _chain([s for s in _starts(lines[:end], numbering) if s.index > index])) and found[0].key[0] == 1
    ]
    return [(0, anew[0][0] if anew else len(lines), ""), *anew]


def _headed(lines: list[tuple[int, str]], headings: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """Where each heading first stands on a line of its own: contents are no lines of their own, they are furniture."""
    wanted = {_bare(heading): name for heading, name in headings.items()}
    for index, (_, line) in enumerate(lines):
        if (name := wanted.pop(_bare(line), None)) is not None:
            yield index, name


def _bare(heading: str) -> str:
    """A heading without the marks around it, in small letters."""
    return normalised(heading).strip("#*_|: ").casefold()


def _number(key: _Key) -> str:
    major, minor, letter = key
    return f"{major}.{minor}{letter}" if minor else f"{major}{letter}"


def _numbering(lines: list[tuple[int, str]]) -> re.Pattern[str]:
    """How the paragraphs of a text are numbered: 1, 2, 3, or within sections 1.1, 1.2, 2.1."""

    def begun(pattern: re.Pattern[str]) -> int:
        matches = (pattern.match(line) for _, line in lines)
        return sum(1 for match in matches if match and match["space"] and (match["rest"] or "")[:1].isupper())

    return _DOTTED if begun(_DOTTED) > begun(_NUMBER) else _NUMBER


def normalised(text: str) -> str:
    """Words in their common form: one kind of quotation mark, dash and space, ligatures resolved; case is kept."""
    plain = unicodedata.normalize("NFKC", text.translate(_SAME)).translate(_SAME)
    return " ".join(re.sub(r"(\w)-\s*\n\s*(?=[a-z])", r"\1-", plain).split())


def _lines(text: str) -> list[tuple[int, str]]:
    """Each line with its number; furniture is gone, and the end of a page is an empty line."""
    found: list[tuple[int, str]] = []
    pages: list[list[int]] = [[]]
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        for place, part in enumerate(raw.split("\f")):
            if place:
                pages.append([])
                found.append((number, ""))
            line = part.rstrip()
            if line and not _furniture(line):
                pages[-1].append(len(found))
                found.append((number, line))
            elif not line:
                found.append((number, ""))
    edges = [_edge(found[place][1]) for page in pages for place in {*page[:1], *page[-1:]}]
    running = {line for line, count in Counter(edges).items() if count >= _RECURRING}
    for page in pages:
        for place in {*page[:1], *page[-1:]}:
            if _edge(found[place][1]) in running:
                found[place] = (found[place][0], "")
    return found


def _furniture(line: str) -> bool:
    return len(line) <= _FURNITURE_CHARACTERS and bool(_FURNITURE.fullmatch(line) or _CONTENTS.fullmatch(line))


def _edge(line: str) -> str:
    """A first or last line of a page without its page number; a line that begins a paragraph is like no other."""
    words = line.strip()
    return words if _NUMBER.match(words) or _DOTTED.match(words) else words.rstrip("0123456789").rstrip()


def _starts(lines: list[tuple[int, str]], numbering: re.Pattern[str]) -> list[_Start]:
    found: list[_Start] = []
    above, blank, listed = "", True, 0
    for index, (_, line) in enumerate(lines):
        if not line:
            blank = True
            continue
        match = numbering.match(line)
        if match and any(each.isdigit() for each in match["digits"]) and (start := _start(index, match, blank)):
            number = 0 if start.key[1] else start.key[0]
            # A list: it begins at 1 below a line that announces it, and goes on one by one.
            listed = number if (number == 1 and above.endswith(":")) or (listed and number == listed + 1) else 0
            found.append(_Start(index, start.key, 1, start.rest) if listed else start)
        above, blank = line, False
    return found


def _start(index: int, match: re.Match[str], blank: bool) -> _Start | None:
    rest = match["rest"] or ""
    first = rest[:1]
    capital = first.isupper() or (first != "" and first in "‘“'\"([")
    key = (int(match["digits"].translate(_READ_AS)), int(match["minor"] or 0), match["letter"])
    if not key[0]:
        return None
    if (
        not match["point"] and not key[1]
    ):  # 'The 21' and '18 to 24 months' are everywhere; '21 The' on its own may be a paragraph
        return _Start(index, key, 1, rest) if blank and first.isupper() else None
    if rest and not match["space"] and not capital:  # 2.5 years, 1,000 schools, 8(2)
        return None
    return _Start(index, key, 4 + 2 * blank + capital, rest)


def _chain(starts: list[_Start]) -> list[_Start]:
    """The likeliest ascending row of numbers. Gaps cost; of two that are as likely, the later one is taken."""
    worths: list[int] = []  # of the best row that ends here
    before: list[int] = []  # the place before it in that row, or -1
    ends: dict[_Key, int] = {}  # where the best row that ends with a number ends
    for place, start in enumerate(starts):
        worth, link = start.weight - _gap((0, 0, ""), start.key), -1
        for key, other in ends.items():
            if key < start.key:
                reached = worths[other] + start.weight - _gap(key, start.key)
                if (reached, other) >= (worth, link):
                    worth, link = reached, other
        worths.append(worth)
        before.append(link)
        if start.key not in ends or worth >= worths[ends[start.key]]:
            ends[start.key] = place
    row: list[_Start] = []
    place = max(ends.values(), key=lambda each: (worths[each], each), default=-1)
    while place >= 0:
        row.append(starts[place])
        place = before[place]
    return row[::-1]


def _gap(earlier: _Key, later: _Key) -> int:
    missing = max(0, later[0] - earlier[0] - 1)
    if later[1]:  # within a section one by one, and each section from its first
        begun = earlier[1] if earlier[0] == later[0] else 0
        missing += max(0, later[1] - begun - 1)
    return min(2 * missing, 5) if missing <= 20 else 12


def _words(lines: list[str], last: bool) -> str:
    """The words of a paragraph, without the marks of its bullets and the headings between it and the next one."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            blocks[-1].append(line.strip())
        elif blocks[-1]:
            blocks.append([])
    kept = [block for block in blocks if block]
    while not last and len(kept) > 1 and _heading(kept[-1]):
        kept.pop()
    return normalised("\n".join(_unmarked(kept)))


def _unmarked(blocks: Iterable[list[str]]) -> Iterable[str]:
    return (_BULLET.sub("", line, count=1) if _BULLET.match(line) else line for block in blocks for line in block)


def _heading(block: list[str]) -> bool:
    words = _SECTION.sub("", " ".join(block))
    return (
        len(block) <= _HEADING_LINES
        and len(words) <= _HEADING_CHARACTERS
        and words[:1].isupper()
        and words[-1] not in ".:;,!"
        and not _ASKS.search(words)
    )
