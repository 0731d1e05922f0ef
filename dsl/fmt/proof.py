"""Proves a layout: that the new text says what the old one said. What is not proven is not written."""

from __future__ import annotations

from collections.abc import Callable

from ..base.diagnostics import Refused
from ..base.spans import Source
from ..syntax.concrete import bare, comments
from ..syntax.parse import parse, parse_clause
from ..syntax.split import Chunk, split


def fault_of_clause(old: Chunk, new: str, lay_out: Callable[[Chunk], str]) -> str:
    """Why `new` may not stand for the clause `old`, in words; empty where it may."""
    chunks, strays = split(Source(old.span.source, new))
    if len(chunks) != 1 or strays or chunks[0].text != new:
        return "it would no longer be one clause"
    if bare(new) != bare(old.text):
        return "a word, a sign or a bracket would change"
    if [each.text for each in comments(new)] != [each.text for each in comments(old.text)]:
        return "a comment would be lost or change its place among the others"
    try:
        if parse_clause(chunks[0]) != parse_clause(old):
            return "it would mean something else"
    except Refused:
        return "it could no longer be read"
    return "" if lay_out(chunks[0]) == new else "laid out again it would change again"


def fault_of_file(old: Source, new: str, lay_out: Callable[[Source], str]) -> str:
    """Why `new` may not stand for the file `old`, in words; empty where it may."""
    source = Source(old.label, new)
    before, faults = parse(old)
    after, still = parse(source)
    if before != after:
        return "it would mean something else"
    if [(each.code, each.message) for each in faults] != [(each.code, each.message) for each in still]:
        return "it would be read otherwise where it cannot be read in full"
    if [each.text for each in comments(old.text)] != [each.text for each in comments(new)]:
        return "a comment would be lost or change its place among the others"
    return "" if lay_out(source) == new else "laid out again it would change again"
