"""A rules file to its clauses, each read on its own, so that one broken clause spoils no other."""

from __future__ import annotations

import re
from bisect import bisect_right

from .. import ast
from ..base.diagnostics import Diagnostic, Refused, refusal
from ..base.spans import Position, Source, Span
from .build import Builder
from .build_words import Place
from .reading import END, Unknown, Unreadable, read
from .split import Chunk, split


def parse(source: Source) -> tuple[tuple[ast.AnyClause, ...], tuple[Diagnostic, ...]]:
    """The clauses of a file that can be read, and every fault in those that cannot."""
    if not source.text.strip():
        span = Span(source.label, Position(1, 1), Position(1, 2))
        return (), (Diagnostic("E008", "the file is empty", span, "Write a clause in it, or remove the file."),)
    chunks, strays = split(source)
    clauses: list[ast.AnyClause] = []
    found = list(strays)
    stray_lines = sorted(stray.span.start.line for stray in strays if stray.span is not None)
    ends = [*(chunk.first_line for chunk in chunks[1:]), source.text.count("\n") + 2]
    for chunk, end in zip(chunks, ends, strict=False):
        try:
            clauses.append(parse_clause(chunk))
        except Refused as refused:
            # A clause that ends where a stray line follows: the stray line is the fault, and it is told.
            found += [
                each for each in refused.diagnostics if each.code != "E007" or not _strays(chunk, end, stray_lines)
            ]
    return tuple(clauses), tuple(found)


def _strays(chunk: Chunk, end: int, stray_lines: list[int]) -> bool:
    """Whether a line that starts no clause stands between a clause and the next one, which begins at `end`."""
    following = bisect_right(stray_lines, chunk.first_line)
    return following < len(stray_lines) and stray_lines[following] < end


def parse_clause(chunk: Chunk) -> ast.AnyClause:
    """The tree of one clause.

    Raises Refused with the first fault of the clause: what follows it would be guesswork.
    """
    place = Place(chunk)
    _shallow(chunk, place)
    try:
        tree = read(chunk.text)
    except (Unreadable, Unknown) as fault:
        raise Refused((_diagnose(fault, chunk, place),)) from None
    clause: ast.AnyClause = Builder(place).build(tree)
    return clause


MAX_NESTING = 30
"""How deep brackets and `not` may stand within each other."""

_NESTS = re.compile(r'"[^"\n]*"|--[^\n]*|\bnot\b|[()]|[^\s"()-]+')


def _shallow(chunk: Chunk, place: Place) -> None:
    """Raises Refused where conditions are nested deeper than anybody can read."""
    if chunk.text.count("(") + chunk.text.count("not") <= MAX_NESTING:
        return
    brackets = nots = 0
    for match in _NESTS.finditer(chunk.text):
        word = match.group()
        if word.startswith(('"', "--")):
            continue
        nots = nots + 1 if word == "not" else nots if word == "(" else 0
        brackets += (word == "(") - (word == ")")
        if brackets + nots > MAX_NESTING:
            raise refusal(
                "E001",
                f"conditions are nested more than {MAX_NESTING} deep here",
                Span(place.source, place.at(match.start()), place.at(match.end())),
                "Give a part of the condition a name of its own with 'define'.",
            )


def _diagnose(fault: Unreadable | Unknown, chunk: Chunk, place: Place) -> Diagnostic:
    from .messages import of_character, of_end, of_token

    match fault:
        case Unreadable(token=token) if token.kind == END:
            return of_end(place.of(token), chunk)
        case Unreadable(token=token):
            return of_token(str(token), place.of(token), chunk)
        case Unknown(offset=offset):
            return of_character(Span(place.source, place.at(offset), place.at(offset + 1)), chunk)
