"""What a fault in the syntax is called, in an analyst's words."""

from __future__ import annotations

import re

from ..base.diagnostics import Diagnostic, did_you_mean, hints
from ..base.spans import Position, Span
from .split import Chunk

_WORDS: dict[str, str] = {
    "NAME": "a name",
    "STRING": "a text in quotes",
    "INT": "a whole number",
    "DATE": "a date such as 2024-09-01",
    "PARAGRAPH": "a paragraph number",
    "COLON": "':'",
    "COMMA": "','",
    "EQUAL": "'='",
    "MORETHAN": "'>'",
    "MINUS": "'-'",
    "LPAR": "'('",
    "RPAR": "')'",
    "VBAR": "'|'",
    "OPTIONAL": "'?'",
    "__ANON_0": "'->'",
    "CONSTANCY": "'constant' or 'varying'",
    "IN_ORDER": "'in order'",
    "OTHERWISE": "'otherwise'",
    "INITIAL": "'initial'",
    "FINAL": "'final'",
    "MODAL": "'must', 'will', 'should', 'may' or 'need not'",
    "SOFT": "'normally' or 'usually'",
    "NOT": "'not'",
    "OPENS": "'due' or 'applies'",
    "LATEST": "'latest'",
    "SELECTOR": "'latest', 'previous' or 'first'",
    "QUANTIFIER": "'any' or 'all'",
    "EXISTENCE": "'some' or 'no'",
    "CONNECTIVE": "'and' or 'or'",
    "OR_BETTER": "'or better'",
    "OR_WORSE": "'or worse'",
    "AFTER": "'after'",
    "BEFORE": "'before'",
    "START": "'start of'",
    "OF": "'of'",
    "IT": "'it'",
    "HAS": "'has'",
}

_SHAPES: dict[str, str] = {
    "scale": 'scale NAME "label": best > … > worst',
    "kind": 'kind NAME "label": value, value, …',
    "group": "group NAME = member, member, …",
    "fact": 'fact NAME "label": TYPE constant',
    "event": 'event NAME "label" by WHO moments … field …: TYPE',
    "define": "define NAME for EVENT as CONDITION cite PARAGRAPH",
    "decide": "decide NAME for EVENT in order, then rows '- value when CONDITION cite PARAGRAPH'",
    "judge": "judge NAME for EVENT: value, value by WHO cite PARAGRAPH",
    "lifecycle": "lifecycle NAME, then 'state …' and 'from … on EVENT when CONDITION -> STATE cite PARAGRAPH'",
    "rule": "rule NAME cite PARAGRAPH, then 'WHO will VERB EVENT', 'for latest EVENT when …', 'due …', 'except …'",
    "parameter": "parameter NAME = 9 months cite PARAGRAPH",
    "reading": 'reading NAME "question": one "label" | other "label" default one cite PARAGRAPH',
    "gap": 'gap NAME "what is missing" touches NAME cite PARAGRAPH',
}


_NOUNS = {"define": "definition", "decide": "decision", "judge": "judgement"}

# What several words together stand for, so that a message need not list them.
_TOGETHER: tuple[tuple[frozenset[str], frozenset[str], str], ...] = (
    (frozenset({"LPAR", "QUANTIFIER", "EXISTENCE", "NAME"}), frozenset({"NOT", "INT"}), "a condition"),
    (
        frozenset({"ONE", "ON", "AFTER", "BEFORE", "NAME"}),
        frozenset({"NOT"}),
        "a value, 'one of', or 'before', 'on' or 'after' with a date",
    ),
)


def _spoken(terminal: str) -> str:
    return _WORDS.get(terminal, f"'{terminal.lower()}'")


def _expectation(terminals: set[str]) -> str:
    together = []
    for needed, more, words in _TOGETHER:
        if needed <= terminals:
            together.append(words)
            terminals = terminals - needed - more
    spoken = [*together, *sorted({_spoken(terminal) for terminal in terminals if terminal != "$END"})]
    if not spoken:
        return "nothing more was expected"
    if len(spoken) > 8:
        return ""
    listed = spoken[0] if len(spoken) == 1 else f"{', '.join(spoken[:-1])} or {spoken[-1]}"
    return f"expected {listed}"


def _shape(chunk: Chunk) -> str:
    return f"The clause is written: {_SHAPES[chunk.keyword]}."


def _keywords(terminals: set[str]) -> list[str]:
    words: list[str] = []
    for terminal in terminals:
        if terminal in _WORDS:
            words += re.findall(r"'([a-z ]+)'", _WORDS[terminal])
        else:
            words.append(terminal.lower())
    return words


def of_token(word: str, expected: set[str], span: Span, chunk: Chunk) -> Diagnostic:
    """A word that cannot stand where it stands."""
    expectation = _expectation(expected)
    message = f"'{word}' cannot stand here" + (f": {expectation}" if expectation else "")
    return Diagnostic("E001", message, span, hints(did_you_mean(word, _keywords(expected)), _shape(chunk)))


def of_end(expected: set[str], span: Span, chunk: Chunk) -> Diagnostic:
    """A clause that stops before it is complete."""
    expectation = _expectation(expected)
    message = f"the {_NOUNS.get(chunk.keyword, chunk.keyword)} ends too early" + (
        f": {expectation}" if expectation else ""
    )
    return Diagnostic(
        "E007", message, span, hints("Complete it; a line that is not indented begins a new clause.", _shape(chunk))
    )


def of_characters(line: str, column: int, expected: set[str], span: Span, chunk: Chunk) -> Diagnostic:
    """A character from which no word of the language can be read at this place."""
    character = line[column - 1]
    if character == '"':
        if '"' in line[column:]:
            closing = line.index('"', column)
            return of_token(line[column - 1 : closing + 1], expected, _wide(span, closing + 2 - column), chunk)
        return Diagnostic(
            "E003",
            "this text is not closed",
            _wide(span, len(line) + 1 - column),
            "Put a quotation mark at its end; a text stays on one line.",
        )
    if character in "“”„‘’'":
        return Diagnostic(
            "E006",
            f"the mark {character} is not used in rules files",
            span,
            'Write texts between straight quotation marks: "like this".',
        )
    word = re.match(r"[A-Za-z0-9_.\-]+", line[column - 1 :])
    if word:
        return of_token(word.group(), expected, _wide(span, len(word.group())), chunk)
    if not character.isprintable():
        return Diagnostic("E006", f"an invisible character (U+{ord(character):04X}) stands here", span, "Delete it.")
    if character.isascii() and character in "()|:,=>-?":
        return of_token(character, expected, span, chunk)
    return Diagnostic(
        "E006",
        f"the character '{character}' is not used in rules files",
        span,
        hints("Delete it, or put it inside a text in quotation marks.", _shape(chunk)),
    )


def _wide(span: Span, width: int) -> Span:
    return Span(span.source, span.start, Position(span.start.line, span.start.column + max(1, width)))
