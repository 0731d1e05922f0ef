"""Splits a rules file into top-level clauses, each of which begins with a keyword in column 0.

So one broken clause spoils no other, whether for messages, for layout or in an editor.
"""

from __future__ import annotations

import re
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
_NAMED = re.compile(r"^(?!deem\b|succeeds\b)[A-Za-z_]\w*\s+([A-Za-z_]\w*)", re.MULTILINE)
_WORD = re.compile(r"[A-Za-z_]\w*")


_WITHIN = frozenset({
    "applies", "by", "carry", "cite", "contains", "due", "except", "extended", "field", "for", "from", "moments", "on",
    "repeat", "sign", "state", "then", "to", "touches", "when", "where", "while", "with",
})  # fmt: skip
"""Words that stand within clauses only."""


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


def names_written(source: Source) -> set[str]:
    """The names of all clauses of a file, read or not: the word after each keyword in column 0, misspelt or not."""
    return set(_NAMED.findall("\n".join(source.text.splitlines())))
