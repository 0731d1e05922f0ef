"""Splits a rules file into top-level clauses, each of which begins with a keyword in column 0.

So one broken clause spoils no other, whether for messages, for layout or in an editor.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection
from dataclasses import dataclass

from ..base.diagnostics import Diagnostic, did_you_mean, hints
from ..base.spans import Source, Span, at

KEYWORDS = (
    "scale",
    "kind",
    "group",
    "fact",
    "event",
    "deem",
    "define",
    "decide",
    "judge",
    "lifecycle",
    "rule",
    "parameter",
    "reading",
    "gap",
    "succeeds",
)

# What follows `deem` and `succeeds` is named elsewhere.
_NAMED = re.compile(
    rf"^(?!\s*(?:deem|succeeds)\b)(?:[A-Za-z_]\w*|[ \t]+(?:{'|'.join(KEYWORDS)})\b)[ \t]+"
    r"(?!(?:is|of)\b)(\w+(?:(?:[ \t]+|-)\w+)*)",
    re.MULTILINE,
)
_WORD = re.compile(r"[A-Za-z_]\w*")


_WITHIN = frozenset({
    "applies", "by", "carry", "cite", "contains", "due", "except", "extended", "field", "for", "from", "moments", "on",
    "repeat", "sign", "state", "then", "to", "touches", "when", "where", "while", "with",
})  # fmt: skip
"""Words that stand within clauses only."""

_BEHIND_A_NAME = frozenset({"as", "by", "cite", "for", "in"})

ANY_NAME = "*"
"""Stands among names for that of a clause of which nobody can tell how it is called."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """The text of one clause, with the comments and blank lines above it, and the line on which it begins."""

    keyword: str
    text: str
    first_line: int
    leading: tuple[str, ...]
    span: Span


def split(source: Source) -> tuple[tuple[Chunk, ...], tuple[Diagnostic, ...]]:
    """The clauses of a file in order, and what stands in column 0 without starting one."""
    chunks: list[Chunk] = []
    diagnostics: list[Diagnostic] = []
    waiting: list[str] = []
    body: list[str] = []
    begun: tuple[str, int, tuple[str, ...]] | None = None

    def close() -> None:
        nonlocal begun, body, waiting
        if begun is None:
            return
        # Comments in column 0 after a clause belong to the clause that follows.
        kept = len(body)
        while kept and (not body[kept - 1].strip() or body[kept - 1].startswith("--")):
            kept -= 1
        keyword, first_line, leading = begun
        text = "\n".join(body[:kept])
        last = body[kept - 1] if kept else ""
        span = Span(
            source.label,
            at(source.label, first_line).start,
            at(source.label, first_line + kept - 1, len(last) + 1).start,
        )
        chunks.append(Chunk(keyword, text, first_line, leading, span))
        waiting = body[kept:]
        body, begun = [], None

    broken = False
    for number, line in enumerate(source.text.splitlines(), start=1):
        if not line.strip() or line[0].isspace() or line.startswith("--"):
            if begun is not None:
                body.append(line)
            elif line.strip() and not line.lstrip().startswith("--") and not broken:
                broken = True
                diagnostics.append(_above_all(source, number, line))
            elif not broken or line.startswith("--"):
                waiting.append(line)
            continue
        close()
        word = _WORD.match(line)
        if word and word.group() in KEYWORDS:
            begun, body, broken = (word.group(), number, tuple(waiting)), [line], False
            waiting = []
        else:
            broken = True
            diagnostics.append(_stray(source, number, line, word.group() if word else ""))
    close()
    return tuple(chunks), tuple(diagnostics)


def _above_all(source: Source, number: int, line: str) -> Diagnostic:
    """An indented line with no clause above it to which it could belong."""
    text = line.lstrip()
    word = _WORD.match(text)
    span = at(source.label, number, len(line) - len(text) + 1, len(word.group()) if word else 1)
    if word and word.group() in KEYWORDS:
        hint = f"Remove the space before '{word.group()}': a clause begins in the first column."
    else:
        hint = f"A clause begins in the first column, with one of: {', '.join(KEYWORDS)}."
    return Diagnostic("E002", "the line is indented, and no clause stands above it", span, hint)


def _stray(source: Source, number: int, line: str, word: str) -> Diagnostic:
    span = at(source.label, number, 1, len(word) or 1)
    if not word:
        return Diagnostic(
            "E002",
            f"a clause cannot start with '{line[0]}'",
            span,
            "Indent the line if it belongs to the clause above; a comment starts with '--'.",
        )
    if word in _WITHIN:
        hint = f"Indent the line: '{word}' belongs to the clause above."
        return Diagnostic("E002", f"'{word}' does not start a clause", span, hint)
    return Diagnostic(
        "E002",
        f"'{word}' does not start a clause",
        span,
        hints(
            did_you_mean(word, KEYWORDS),
            f"Indent the line if it belongs to the clause above. A clause starts with one of: {', '.join(KEYWORDS)}.",
        ),
    )


def names_lost(source: Source, read: Collection[str] = ()) -> set[str]:
    """The names of the clauses of a file that are not among those `read`: the word after each keyword that starts a
    line, indented or not, misspelt or not.

    Of a name that was written in several words, all that it may have been.
    """
    lost: set[str] = set()
    for header in _NAMED.findall("\n".join(source.text.splitlines())):
        words = list(itertools.takewhile(lambda word: word not in _BEHIND_A_NAME, re.split(r"[\s-]+", header)))
        if not words:
            lost.add(ANY_NAME)
        elif words[0] not in read:
            lost |= {"_".join(words[:count]) for count in range(1, len(words) + 1)}
    return lost
