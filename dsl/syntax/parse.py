"""A rules file to its clauses, each parsed by lark on its own, so that one broken clause spoils no other."""

from __future__ import annotations

import re
from bisect import bisect_right

from lark import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from .. import ast
from ..base.diagnostics import Diagnostic, Refused, refusal
from ..base.spans import Position, Source, Span
from .build import Builder
from .build_words import Place
from .grammar import parser
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
    place = Place(chunk.span.source, chunk.first_line - 1)
    _shallow(chunk, place)
    try:
        tree = parser().parse(chunk.text)
    except UnexpectedInput as error:
        raise Refused((_diagnose(error, chunk, place),)) from None
    clause: ast.AnyClause = Builder(place).build(tree)
    return clause


MAX_NESTING = 30
"""How deep brackets and `not` may stand within each other."""

_NESTS = re.compile(r'"[^"\n]*"|--[^\n]*|\bnot\b|[()]|[^\s"()-]+')


def _shallow(chunk: Chunk, place: Place) -> None:
    """Raises Refused where conditions are nested deeper than anybody can read."""
    brackets = nots = 0
    for match in _NESTS.finditer(chunk.text):
        word = match.group()
        if word.startswith(('"', "--")):
            continue
        nots = nots + 1 if word == "not" else nots if word == "(" else 0
        brackets += (word == "(") - (word == ")")
        if brackets + nots > MAX_NESTING:
            line = chunk.text.count("\n", 0, match.start()) + 1
            column = match.start() - chunk.text.rfind("\n", 0, match.start())
            start = Position(line + place.above, column)
            raise refusal(
                "E001",
                f"conditions are nested more than {MAX_NESTING} deep here",
                Span(place.source, start, Position(start.line, column + len(word))),
                "Give a part of the condition a name of its own with 'define'.",
            )


def _diagnose(error: UnexpectedInput, chunk: Chunk, place: Place) -> Diagnostic:
    from .messages import of_characters, of_end, of_token

    match error:
        case UnexpectedToken(token=token) if token.type != "$END":
            return of_token(str(token), set(error.accepts or error.expected), place.token(token), chunk)
        case UnexpectedToken(token=token):  # it borrows its place from the last word
            return of_end(set(error.accepts or error.expected), place.token(token), chunk)
        case UnexpectedEOF():
            end = chunk.span.end
            span = Span(chunk.span.source, Position(end.line, max(1, end.column - 1)), end)
            return of_end(set(getattr(error, "accepts", None) or error.expected), span, chunk)
        case UnexpectedCharacters():
            line, column = int(error.line), int(error.column)
            start = Position(line + place.above, column)
            span = Span(place.source, start, Position(start.line, column + 1))
            text = chunk.text.splitlines()[line - 1]
            return of_characters(text, column, set(error.allowed or ()), span, chunk)
        case _:
            return Diagnostic("E001", "the clause cannot be read", chunk.span)
