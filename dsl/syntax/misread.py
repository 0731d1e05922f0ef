"""Faults that lie before the word at which reading stopped: a word of the language taken for a name because something
is missing before it, a bracket that was never closed, a clause that does not begin in the first column."""

from __future__ import annotations

import re

from ..base.diagnostics import did_you_mean
from .mistakes import Meant, language, shown
from .reading import Token
from .split import KEYWORDS

_PARTS = frozenset({"for", "while", "with", "due", "applies", "repeat", "except"})
_MODALS = frozenset({"must", "will", "should", "may", "need"})
_TAKEN = (
    _PARTS | _MODALS | frozenset({
        "against", "and", "as", "by", "cite", "default", "done", "in", "is", "it", "normally", "not", "of", "on", "or",
        "otherwise", "since", "that", "then", "touches", "usually", "when", "where",
    })
)  # fmt: skip
"""Words of the language that hardly anybody would choose as a name; as one they were not meant."""

_BEFORE_DAYS = frozenset({"after", "before", "by", "counting", "from", "on", "to"})

_HINDERED = frozenset({"generally", "mostly", "never", "often", "ordinarily", "sometimes", "typically"})

_ENDS = re.compile(r"(?:cite|then|when|due|applies|repeat|except|from|state|with|while|for|by|to)\b|->|-\s")
"""What comes after a condition."""

_NOUNS = {"define": "definition", "decide": "decision", "judge": "judgement"}


def misread(text: str, offset: int, keyword: str, tokens: list[Token], expected: frozenset[str]) -> Meant | None:
    """What lies before the fault at `offset` in the text of a clause and has caused it; None where nothing has.

    `tokens` are the words before it as they were read, and `expected` the terminals that could have stood at it.
    """
    return (
        _indented(text, offset)
        or _missing(text, keyword, tokens)
        or _whose_day(tokens, expected)
        or _hedged(text, offset, tokens)
        or _open_bracket(text, offset, expected)
    )


def _indented(text: str, offset: int) -> Meant | None:
    """The first word of a clause, with a blank before it; one that goes on with 'is' or 'of' is a name."""
    begins = re.match(rf"({'|'.join(KEYWORDS)})[ \t]+(?!(?:is|of)\b)[A-Za-z_]", text[offset:])
    if begins is None or not re.search(r"\n[ \t]+$", text[:offset]):
        return None
    hint = "Remove the space before it: a clause begins in the first column, and what belongs to it is indented."
    message = f"'{begins[1]}' begins a clause, and does not stand at the beginning of its line"
    return Meant(hint, message, (offset, len(begins[1])))


def _missing(text: str, keyword: str, tokens: list[Token]) -> Meant | None:
    """A name that is a word of the language, directly before the fault: what ought to stand before it is missing."""
    places = [
        place for place in range(max(1, len(tokens) - 2), len(tokens))
        if tokens[place].kind == "NAME" and str(tokens[place]) in _TAKEN
    ]  # fmt: skip
    if not places:
        return None
    place = places[0]
    word, before = str(tokens[place]), [str(token) for token in tokens[:place]]
    at = (tokens[place].begin, len(word))
    if place == 1:
        noun = _NOUNS.get(keyword, keyword)
        return Meant(f"Give the {noun} a name: '{keyword} NAME …'.", f"the {noun} has no name", at)
    if before[-1] == "except":
        return Meant("Give the exception a name: 'except NAME when …'.", "the exception has no name", at)
    if before[-1] in _BEFORE_DAYS and word in ("it", "done", "that"):
        hint = f"Write 'MOMENT of {word}', such as 'published of {word}': a moment is a day of the event."
        return Meant(hint, f"it is not said which day of '{word}' is meant", at)
    if keyword == "rule" and not _PARTS & {token for token in before if token in _PARTS}:
        return _sentence(text, tokens, place)
    return Meant(f"Write what is missing before '{word}', or leave '{word}' out.", "", at)


def _whose_day(tokens: list[Token], expected: frozenset[str]) -> Meant | None:
    """A day without the event whose day it is."""
    if expected != {"OF"} or len(tokens) < 2 or str(tokens[-2]) not in _BEFORE_DAYS:
        return None
    name = tokens[-1]
    hint = f"Write '{name} of it', or 'MOMENT of latest {name}' if '{name}' is an event: a moment is one of its days."
    message = f"it is not said of which event '{name}' is the day"
    return Meant(hint, message, (name.begin, len(name)))


def _sentence(text: str, tokens: list[Token], place: int) -> Meant | None:
    """What is missing in the sentence of a rule: all of it, who, or what is to be done."""
    word = str(tokens[place])
    at = (tokens[place].begin, len(word))
    said = next((index for index in range(place) if tokens[index].kind == "MODAL"), None)
    if said is None:
        if word in _MODALS:
            hint = f"Write who before '{word}': 'WHO {word} VERB EVENT'."
            return Meant(hint, "it is not said who is to do it", at)
        message = f"the sentence that says who must do what is missing before '{word}'"
        later = re.search(rf"\b\w+[ ](?:{'|'.join(_MODALS)})\b", shown(text)[at[0] :])
        if later is not None:
            return Meant(f"Put the sentence '{later.group()} …' before '{word}'.", message, at)
        return Meant(
            f"Write 'WHO must VERB EVENT' before '{word}', with 'will', 'should' or 'may' as meant.", message, at
        )
    head = " ".join(
        str(token) for token in tokens[said - 1 : place] if token.kind != "NAME" or token is tokens[said - 1]
    )
    message = f"it is not said what '{tokens[said - 1]}' is to do"
    if place == len(tokens) - 1 and tokens[place - 1].kind == "NAME":
        hint = f"Write a verb and an event, '{head} VERB EVENT': here stands only '{tokens[place - 1]}'."
        return Meant(hint, message, at)
    return Meant(f"Write a verb and an event before '{word}': '{head} VERB EVENT'.", message, at)


def _hedged(text: str, offset: int, tokens: list[Token]) -> Meant | None:
    """Three words where the sentence of a rule has a verb and an event."""
    fault = re.match(r"[A-Za-z_]\w*", text[offset:])
    if fault is None or fault.group() in language() or not _says_what(tokens):
        return None
    first, second = (str(token) for token in tokens[-2:])
    at = (tokens[-2].begin, len(first))
    message = f"'{first}' cannot stand here"
    modal = next(str(token) for token in reversed(tokens) if token.kind == "MODAL")
    if first == "never":
        return Meant(f"Write '{modal} not'.", message, at)
    if first == "always":
        return Meant(f"Leave it out: '{modal}' says it.", message, at)
    if first in _HINDERED:
        return Meant("Write 'normally' or 'usually', or leave the word out.", message, at)
    if near := did_you_mean(first, ("normally", "usually")):
        return Meant(near, message, at)
    if first.endswith("ly"):
        return Meant(f"Leave out '{first}': only 'normally' or 'usually' can stand there.", message, at)
    if second in ("a", "an", "the"):
        return Meant("Leave out 'a', 'an' and 'the'.", f"'{second}' cannot stand here", (tokens[-1].begin, len(second)))
    return None


def _open_bracket(text: str, offset: int, expected: frozenset[str]) -> Meant | None:
    """A bracket that is still open where the condition in it has come to its end."""
    if "RPAR" not in expected or (text[offset:].strip() and not _ENDS.match(text[offset:])):
        return None
    opened: list[int] = []
    for place, character in enumerate(shown(text)[:offset]):
        if character == "(":
            opened.append(place)
        elif character == ")" and opened:
            opened.pop()
    if not opened:
        return None
    word = re.match(r"\w+|->|-", text[offset:])
    where = f", before '{word.group()}' at the latest" if word else ""
    hint = f"Put ')' where what belongs together ends{where}."
    return Meant(hint, "the bracket '(' is not closed", (opened[-1], 1))


def _on_one_line(text: str, before: Token, offset: int) -> bool:
    return "\n" not in text[before.end : offset]


def _says_what(tokens: list[Token]) -> bool:
    """Whether the last two words say what is to be done, in the sentence of a rule."""
    kinds = [token.kind for token in tokens[-3:]]
    return kinds[1:] == ["NAME", "NAME"] and kinds[0] in ("MODAL", "SOFT", "NOT")


def side_by_side(text: str, offset: int, tokens: list[Token], expected: frozenset[str]) -> str:
    """How to mend two words side by side that no sign parts; nothing where the words tell nothing."""
    after = re.match(r"[a-z_]\w*", text[offset:], re.IGNORECASE)
    if after is None or not tokens or after.group().lower() in language():
        return ""
    if not _on_one_line(text, tokens[-1], offset):
        return f"Write 'and' or 'or' before '{after.group()}'." if "CONNECTIVE" in expected else ""
    first, second, before = str(tokens[-1]), after.group(), tokens[-1]
    if first.lower() in ("a", "an"):
        return "Leave out 'a', 'an' and 'the'."
    if before.kind != "NAME":
        return f"Write 'is' before '{second}'." if "IS" in expected and before.kind in ("IT", "DONE", "THAT") else ""
    if first.lower() in language():
        return ""
    rest = text[offset + len(second) :].lstrip()
    one_name = f"'{first}_{second}' if that is one name"
    if _says_what(tokens):
        verb = str(tokens[-2])
        several = "a name of several words with underscores"
        return f"Write a verb and an event, {several}: '{verb}_{first} {second}' or '{verb} {first}_{second}'."
    if "MORETHAN" in expected:
        return f"Put '>' between the values, the best first; or write {one_name}."
    if "STRING" in expected and not rest.startswith('"') and second[0].isupper():
        return f"Put the label in quotation marks: '{first} \"{second}\"'."
    if "IS" in expected and not re.match(r"(?:is|of)\b", rest):
        return f"Write 'is' before '{second}'; or write {one_name}."
    if "COMMA" in expected:
        return f"Put a comma between: '{first}, {second}'; or write {one_name}."
    return f"Write {one_name}."
