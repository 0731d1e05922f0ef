"""Colours for rules files, whose words are taken from the grammar itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from lark import Lark
from lark.grammar import NonTerminal, Terminal
from lark.lexer import PatternStr
from pygments.lexer import RegexLexer, bygroups, words
from pygments.token import Comment, Generic, Keyword, Literal, Name, Number, Operator, Punctuation, String, Text

GRAMMAR = Path(__file__).parents[2] / "dsl" / "syntax" / "clause.lark"
STRENGTH = ("MODAL", "SOFT", "NOT")
"""The terminals that say how strongly a norm speaks."""


@cache
def grammar() -> Lark:
    """The grammar of one clause."""
    return Lark(GRAMMAR.read_text(encoding="utf-8"), parser="lalr")


def words_of(terminal: Any) -> list[str]:
    """The words that a terminal stands for; none where it stands for names, numbers or marks."""
    pattern = terminal.pattern
    if isinstance(pattern, PatternStr):
        return [pattern.value] if pattern.value.isalpha() else []
    plain = re.sub(r"\\[bs]", " ", pattern.value)
    return re.findall(r"[a-z]+", plain) if re.fullmatch(r"[a-z|()?+* ]+", plain) else []


@cache
def keywords() -> frozenset[str]:
    """Every word of the language."""
    return frozenset(word for terminal in grammar().terminals for word in words_of(terminal))


@cache
def strengths() -> frozenset[str]:
    """'must', 'normally', 'not' and the like."""
    return frozenset(word for each in grammar().terminals if each.name in STRENGTH for word in words_of(each))


@cache
def heads() -> frozenset[str]:
    """The words with which a clause begins."""
    spoken = {each.name: words_of(each) for each in grammar().terminals}
    return frozenset(word for name in _first(NonTerminal("start"), set()) for word in spoken[name])


def _first(symbol: NonTerminal, seen: set[str]) -> Iterator[str]:
    if symbol.name in seen:
        return
    seen.add(symbol.name)
    for rule in grammar().rules:
        if rule.origin.name == symbol.name and rule.expansion:
            first = rule.expansion[0]
            if isinstance(first, Terminal):
                yield first.name
            elif isinstance(first, NonTerminal):
                yield from _first(first, seen)


def _paragraphs() -> str:
    """One or several paragraph numbers with commas between them."""
    one = next(each.pattern.value for each in grammar().terminals if each.name == "PARAGRAPH")
    return rf"(?:{one})(?:\s*,\s*(?:{one}))*"


class RemitLexer(RegexLexer):
    """Clauses of rules files. A character that the language does not use is shown as a fault, not as an error."""

    name = "remit"
    aliases: ClassVar[list[str]] = ["remit"]
    filenames: ClassVar[list[str]] = ["*.remit"]
    flags = re.MULTILINE
    # pygments writes a callback's groups by number: the paragraphs' own brackets come last and are not told apart.
    tokens: ClassVar[dict[str, Any]] = {
        "root": [
            (r"\s+", Text.Whitespace),
            (r"--.*$", Comment.Single),
            (r'"[^"\n]*"', String),
            (
                rf"^({'|'.join(sorted(heads()))})\b([ \t]+)([A-Za-z_]\w*)",
                bygroups(Keyword, Text.Whitespace, Name.Class),
            ),
            (r"cite\b", Keyword, "cited"),
            (r"\d{4}-\d\d-\d\d", Literal.Date),
            (r"\d+", Number),
            (words(tuple(sorted(strengths())), prefix=r"\b", suffix=r"\b"), Operator.Word),
            (words(tuple(sorted(keywords())), prefix=r"\b", suffix=r"\b"), Keyword),
            (r"[A-Za-z_]\w*", Name),
            (r"->|[-:>=?|,().…@]", Punctuation),
            (r".", Generic.Error),
        ],
        "cited": [
            (r"\s+", Text.Whitespace),
            (_paragraphs(), Number, "#pop"),
            (r"", Text, "#pop"),
        ],
    }
