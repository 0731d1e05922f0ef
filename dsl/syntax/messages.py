"""What a fault in the syntax is called, in an analyst's words."""

from __future__ import annotations

import re

from ..base.diagnostics import Diagnostic, did_you_mean, hints
from ..base.spans import Position, Span
from .misread import misread, side_by_side
from .mistakes import Meant, meant
from .reading import read_to
from .split import Chunk

_WORDS: dict[str, tuple[str, ...]] = {
    "NAME": ("a name",),
    "STRING": ("a text in quotes",),
    "INT": ("a whole number",),
    "DATE": ("a date such as 2024-09-01",),
    "TIME": ("a time such as 12:30",),
    "PARAGRAPH": ("a paragraph number",),
    "FRAMEWORK": ("a framework such as ofsted-schools@2024-09-16",),
    "COLON": ("':'",),
    "COMMA": ("','",),
    "EQUAL": ("'='",),
    "MORETHAN": ("'>'",),
    "MINUS": ("'-'",),
    "LPAR": ("'('",),
    "RPAR": ("')'",),
    "VBAR": ("'|'",),
    "OPTIONAL": ("'?'",),
    "__ANON_0": ("'->'",),
    "CONSTANCY": ("'constant'", "'varying'"),
    "IN_ORDER": ("'in order'",),
    "MODAL": ("'must'", "'will'", "'should'", "'may'", "'need not'"),
    "SOFT": ("'normally'", "'usually'"),
    "OPENS": ("'due'", "'applies'"),
    "SCOPE": ("'latest'", "'each'"),
    "SELECTOR": ("'latest'", "'previous'", "'first'"),
    "QUANTIFIER": ("'any'", "'all'"),
    "QUANTITY": ("'at least'", "'at most'", "'exactly'", "'about'"),
    "EXISTENCE": ("'some'", "'no'"),
    "CONNECTIVE": ("'and'", "'or'"),
    "OR_BETTER": ("'or better'",),
    "OR_WORSE": ("'or worse'",),
    "SIDE": ("'before'", "'on'", "'after'", "'on or before'", "'on or after'"),
    "START": ("'start of'",),
    "HAS": ("'has passed'", "'have passed'"),
    "UNKNOWN_COUNTS": ("'unknown counts as'",),
    "FATE": ("'continues'", "'lapses'", "'restarts'"),
}
"""What each terminal of the grammar is called; one that is missing is the word that it is named after."""

_SHAPES: dict[str, str] = {
    "scale": 'scale NAME "label": best > … > worst',
    "kind": 'kind NAME "label": value, value, value',
    "group": "group NAME = member, member, member",
    "fact": 'fact NAME "label": TYPE constant',
    "event": "event NAME \"label\" by WHO, then 'moments …', 'field …: TYPE', 'contains \"…\"' and 'to WHOM'",
    "deem": "deem EVENT as EVENT when CONDITION cite PARAGRAPH",
    "define": "define NAME for EVENT as CONDITION cite PARAGRAPH",
    "decide": "decide NAME for EVENT in order, then rows '- value when CONDITION cite PARAGRAPH'",
    "judge": "judge NAME for EVENT: value, value by WHO cite PARAGRAPH, then 'sign NAME for VALUE when …'",
    "lifecycle": "lifecycle NAME, then 'state …' and 'from … on EVENT when CONDITION -> STATE cite PARAGRAPH'",
    "rule": "rule NAME cite PARAGRAPH, then 'WHO will VERB EVENT to WHOM', 'for latest EVENT when …', 'while …', "
    "'with …', 'due …', 'repeat …', 'except NAME when … then …'",
    "parameter": "parameter NAME = 9 months cite PARAGRAPH",
    "reading": 'reading NAME "question": one "label" | other "label" default one cite PARAGRAPH',
    "gap": 'gap NAME "what is missing" touches NAME cite PARAGRAPH',
    "succeeds": "succeeds FRAMEWORK@DATE, then 'carry state OLD -> NEW' and 'carry rule NAME continues'",
}


_NOUNS = {
    "define": "definition",
    "decide": "decision",
    "judge": "judgement",
    "deem": "deeming",
    "succeeds": "succession",
}

# What several words together stand for, so that a message need not list them; the widest first.
_TOGETHER: tuple[tuple[frozenset[str], frozenset[str], str], ...] = (
    (
        frozenset({"LPAR", "QUANTIFIER", "EXISTENCE", "NAME"}),
        frozenset({"NOT", "INT", "TIME", "START", "DATE", "COUNT"}),
        "a condition",
    ),
    (
        frozenset({"ONE", "SIDE", "NAME"}),
        frozenset({"NOT", "KNOWN", "APPLICABLE"}),
        "a value, 'one of', 'known', 'applicable', or 'before', 'on' or 'after' a day",
    ),
    (
        frozenset({"BY", "DURING", "FROM", "INT"}),
        frozenset({"NAME", "ON", "BEFORE", "AFTER"}),
        "a window such as 'by 9 months after …'",
    ),
    (
        frozenset({"START", "DATE", "INT", "NAME"}),
        frozenset({"TIME"}),
        "a day such as '9 months after published of it' or 2024-09-01",
    ),
    (frozenset({"START", "DATE", "NAME"}), frozenset(), "a moment such as 'published of it', 'start of …' or a date"),
    (frozenset({"IT", "DONE", "THAT", "SELECTOR"}), frozenset({"START"}), "an event such as 'it' or 'latest EVENT'"),
)

# What can also stand behind certain words, but is seldom meant there: not listed beside what is.
_SELDOM: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    (frozenset({"IS", "COUNTING"}), frozenset({"AFTER", "BEFORE", "COUNTING"})),
    (frozenset({"IS", "HAS"}), frozenset({"HAS"})),
    (frozenset({"CONNECTIVE", "UNKNOWN_COUNTS"}), frozenset({"UNKNOWN_COUNTS"})),
)

MOST_LISTED = 8
"""Words that a message lists; where more could stand, the form of the clause says it better."""


LONGEST = 120
"""Characters of a message; what would make it longer is left out."""


def _spoken(terminal: str) -> tuple[str, ...]:
    return _WORDS.get(terminal, (f"'{terminal.lower()}'",))


def _expectation(terminals: frozenset[str]) -> str:
    for where, seldom in _SELDOM:
        if where <= terminals:
            terminals -= seldom
    together = []
    for needed, more, words in _TOGETHER:
        if needed <= terminals:
            together.append(words)
            terminals -= needed | more
    single = sorted({word for terminal in terminals if terminal != "$END" for word in _spoken(terminal)})
    spoken = [*together, *single]
    if not 0 < len(spoken) <= MOST_LISTED:
        return ""
    listed = spoken[0] if len(spoken) == 1 else f"{', '.join(spoken[:-1])} or {spoken[-1]}"
    return f"expected {listed}"


def _shape(chunk: Chunk) -> str:
    return f"The clause is written: {_SHAPES[chunk.keyword]}."


def _keywords(terminals: frozenset[str]) -> list[str]:
    """The words among what could stand, without names and signs."""
    return [word for terminal in terminals for said in _spoken(terminal) for word in re.findall(r"^'([a-z ]+)'$", said)]


def _offset(span: Span, chunk: Chunk) -> int:
    lines = chunk.text.split("\n")[: span.start.line - chunk.first_line]
    return sum(len(each) + 1 for each in lines) + span.start.column - 1


def _meant(span: Span, chunk: Chunk) -> str:
    offset = _offset(span, chunk)
    return meant(chunk.text, offset, chunk.keyword, read_to(chunk.text[:offset])[1])


def _placed(chunk: Chunk, place: tuple[int, int]) -> Span:
    """The span of so many characters from an offset in the text of a clause."""
    above = chunk.text.count("\n", 0, place[0])
    start = Position(chunk.first_line + above, place[0] - chunk.text.rfind("\n", 0, place[0]))
    return Span(chunk.span.source, start, Position(start.line, start.column + place[1]))


def _of_cause(cause: Meant, offset: int, chunk: Chunk) -> Diagnostic:
    """A fault that lies before `offset`, at which reading stopped."""
    if cause.message:
        return Diagnostic("E001", cause.message, _placed(chunk, cause.place), cause.hint)
    start, width = cause.place
    expected = read_to(chunk.text[:start])[1]
    message = _unfit(chunk.text[start : start + width], _expectation(expected))
    hint = meant(chunk.text, offset, chunk.keyword, expected) or cause.hint
    return Diagnostic("E001", message, _placed(chunk, cause.place), hint)


def _unfit(word: str, expectation: str) -> str:
    whole = f"'{word}' cannot stand here: {expectation}"
    return whole if expectation and len(whole) <= LONGEST else f"'{word}' cannot stand here"


def of_token(word: str, span: Span, chunk: Chunk) -> Diagnostic:
    """A word that cannot stand where it stands."""
    offset = _offset(span, chunk)
    tokens, expected = read_to(chunk.text[:offset])
    message = _unfit(word, _expectation(expected))
    if cause := misread(chunk.text, offset, chunk.keyword, tokens, expected):
        return _of_cause(cause, offset, chunk)
    hint = (
        meant(chunk.text, offset, chunk.keyword, expected)
        or did_you_mean(word, _keywords(expected))
        or side_by_side(chunk.text, offset, tokens, expected)
        or _shape(chunk)
    )
    return Diagnostic("E001", message, span, hint)


def of_end(span: Span, chunk: Chunk) -> Diagnostic:
    """A clause that stops before it is complete."""
    tokens, expected = read_to(chunk.text)
    expectation = _expectation(expected)
    message = f"the {_NOUNS.get(chunk.keyword, chunk.keyword)} ends too early" + (
        f": {expectation}" if expectation else ""
    )
    if cause := misread(chunk.text, len(chunk.text), chunk.keyword, tokens, expected):
        return _of_cause(cause, len(chunk.text), chunk)
    return Diagnostic(
        "E007", message, span, hints("Complete it; a line that is not indented begins a new clause.", _shape(chunk))
    )


def of_character(span: Span, chunk: Chunk) -> Diagnostic:
    """A character with which no word of the language begins."""
    line, column = chunk.text.splitlines()[span.start.line - chunk.first_line], span.start.column
    character = line[column - 1]
    if character == '"':
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
            _meant(span, chunk) or 'Write texts between straight quotation marks: "like this".',
        )
    word = re.match(r"[A-Za-z0-9_.\-]+", line[column - 1 :])
    if word:
        return of_token(word.group(), _wide(span, len(word.group())), chunk)
    if not character.isprintable():
        return Diagnostic("E006", f"an invisible character (U+{ord(character):04X}) stands here", span, "Delete it.")
    return Diagnostic(
        "E006",
        f"the character '{character}' is not used in rules files",
        span,
        _meant(span, chunk) or hints("Delete it, or put it inside a text in quotation marks.", _shape(chunk)),
    )


def _wide(span: Span, width: int) -> Span:
    return Span(span.source, span.start, Position(span.start.line, span.start.column + max(1, width)))
