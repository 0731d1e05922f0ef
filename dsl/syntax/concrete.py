"""A clause word by word: its parse tree with every word in it, and its comments, each with its place.

The trees in `ast` say what a clause means; this one says how it is written, and serves layout alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .reading import Token, Tree, read
from .split import Chunk

_TEXTS = re.compile(r'"[^"\n]*"|--[^\n]*')


@dataclass(frozen=True, slots=True)
class Word:
    """A word, sign or quoted text as written.

    `offset` counts characters from the start of the clause. `keyword` is the word where the grammar asks for that very
    word or sign, and empty for names and all else that the writer chose.
    """

    text: str
    offset: int
    keyword: str

    @property
    def canonical(self) -> str:
        """The word with one space where it is written in two parts, such as `or better`; quoted texts untouched."""
        return self.text if self.text.startswith('"') else " ".join(self.text.split())


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a clause, named after its rule in the grammar."""

    rule: str
    children: tuple[Node | Word, ...]


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment within a clause; `own_line` where nothing stands before it, `after_blank` where a blank line does."""

    text: str
    offset: int
    own_line: bool
    after_blank: bool


def concrete(chunk: Chunk) -> Node:
    """The words of a clause that `parse_clause` has read; no other may be given."""
    clause = read(chunk.text, every_word=True).parts[0]
    assert isinstance(clause, Tree), "the rule for the whole of a clause has a clause as its part"
    return _node(clause)


def comments(text: str) -> tuple[Comment, ...]:
    """The comments of a clause in order, without the blanks at their ends."""
    return tuple(
        Comment(
            match.group().rstrip(),
            match.start(),
            not text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip(),
            blank_above(text, match.start()),
        )
        for match in _TEXTS.finditer(text)
        if match.group().startswith("--")
    )


def blank_above(text: str, offset: int) -> bool:
    """Whether a line begins at `offset`, its indentation aside, and the line above it is blank."""
    end = text.rfind("\n", 0, offset)
    return end >= 0 and not text[end:offset].strip() and not text[text.rfind("\n", 0, end) + 1 : end].strip()


def bare(text: str) -> str:
    """A clause without comments, and without blanks outside quoted texts."""
    parts: list[str] = []
    end = 0
    for match in _TEXTS.finditer(text):
        parts += ["".join(text[end : match.start()].split()), match.group() if match.group()[0] == '"' else ""]
        end = match.end()
    return "".join([*parts, *text[end:].split()])


def _node(tree: Tree) -> Node:
    return Node(tree.name, tuple(_node(each) if isinstance(each, Tree) else _word(each) for each in tree.parts))


def _word(token: Token) -> Word:
    chosen = token.kind in ("NAME", "STRING", "INT", "DATE", "TIME", "FRAMEWORK", "PARAGRAPH")
    return Word(str(token), token.begin, "" if chosen else str(token))
