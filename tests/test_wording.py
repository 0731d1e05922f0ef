"""Every message and page is worded as docs/style-of-messages.md says, as far as a machine can tell.

The messages are those that the cases in tests/diagnostics/ raise: a new diagnostic has its cases, and so is looked at.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from diagnostic_cases import HOME
from test_docs import prose, sections, unwanted

from remit.dsl.base.codes import CODES
from remit.dsl.base.pages import page

JARGON = re.compile(
    r"\b(?:tokens?|pars(?:e|es|ed|er|ing)|syntax|AST|None(?! of )|null|NaN|traceback|raised?|stack|assert\w*|"
    r"tuples?|dicts?|regex|strings?|floats?|iterable|callable|instance|schema|identifiers?|enum|\w+Error|\w+Exception)\b"
)
BLAME = re.compile(
    r"\b(?:you forgot|illegal|invalid|bad|oops|sorry|please|fatal|unable|fail(?:ed|s|ure)?)\b",
    re.IGNORECASE,
)
SHORTENED = re.compile(r"\b\w+n't\b|\b(?:it|that|there|you|we|they)'(?:s|re|ll|ve|d)\b", re.IGNORECASE)
QUOTED = re.compile(r"'[^']*'")
LONGEST_MESSAGE = 120
LONGEST_SENTENCE = 40

ORDERS = {
    *(
        "Add",
        "Break",
        "Check",
        "Choose",
        "Close",
        "Compare",
        "Complete",
        "Correct",
        "Count",
        "Decide",
        "Define",
        "Delete",
    ),
    *(
        "Draw",
        "End",
        "Fetch",
        "Give",
        "Indent",
        "Keep",
        "Leave",
        "Look",
        "Make",
        "Mark",
        "Mend",
        "Move",
        "Name",
        "Open",
    ),
    *("Put", "Read", "Remove", "Rename", "Renumber", "Save", "Say", "Set", "Shorten", "Split", "Take", "Try", "Type"),
    *("Use", "Withdraw", "Write"),
}
"""The words with which a hint tells what to do."""

FORMS = re.compile(
    r"Did you mean '|There are: |There is: |(?:Its|Known) [\w ]+: |The [\w' ]+ (?:is|are) written: |The moments of |"
    r"(?:A|An) '?\w+'? (?:holds|takes|needs|stands|begins|has) "
)
"""How a hint begins that states the form, or the choices."""

OWED: set[str] = set()
"""Messages with a name without quotation marks, still to be mended; none may stay here once it is."""


@dataclass(frozen=True, slots=True)
class Told:
    """One diagnostic as it was printed: code, message, other places in words, hint."""

    code: str
    message: str
    also: tuple[str, ...]
    hint: str


def told(text: str) -> list[Told]:
    """The diagnostics in an output, in order."""
    starts = [*re.finditer(r"^(?:\S+:\d+:\d+: )?(?:error|warning|note) (E\d{3}): (.*)$", text, re.MULTILINE)]
    ends = [*(each.start() for each in starts[1:]), len(text)]
    found = []
    for start, end in zip(starts, ends, strict=True):
        rest = text[start.end() : end]
        also = tuple(re.findall(r"^  [\w./-]+:\d+:\d+: (.*)$", rest, re.MULTILINE))
        hint = re.search(r"^  mend: (.*)$", rest, re.MULTILINE)
        found.append(Told(start[1], start[2], also, hint[1] if hint else ""))
    return found


def outputs() -> list[Path]:
    return sorted(HOME.glob("E*/*/expected.txt"))


def everything() -> list[Told]:
    """Each diagnostic that a case raises, once."""
    return list(dict.fromkeys(each for file in outputs() for each in told(file.read_text(encoding="utf-8"))))


def plain(text: str) -> str:
    """A text without what stands in single quotes: those are the reader's own words or the language's."""
    return QUOTED.sub("''", text)


def faults_of_words(text: str) -> list[str]:
    found = [f"jargon: {word}" for word in JARGON.findall(plain(text))]
    found += [f"blames or pleads: {word}" for word in BLAME.findall(plain(text))]
    found += [f"shortened: {word}" for word in SHORTENED.findall(plain(text))]
    return found + unwanted(plain(text))


def faults_of_message(text: str) -> list[str]:
    """What is not as it should be in a message, or in the words beside another place."""
    found = faults_of_words(text)
    if not re.match(r"[a-z0-9'(]|rules files|[A-Z]\w*\.\w+", text):
        found.append("begins neither with a lower-case letter nor with a quoted name")
    if text.endswith((".", "!", ",", ":", ";")):
        found.append("ends with a stop")
    if re.search(r"[.!?] [A-Z]", plain(text)):
        found.append("more than one sentence")
    if len(text) > LONGEST_MESSAGE:
        found.append(f"longer than {LONGEST_MESSAGE} characters")
    if re.search(r"[\"`]|‘|’", plain(text)):
        found.append("quotes otherwise than with '…'")
    # A list or a chain after a colon is long enough without quotation marks.
    if bare := re.findall(r"(?<![\w./-])[a-z]+(?:_[a-z]+)+(?![\w./-]*\.\w)", plain(text).partition(": ")[0]):
        found.append(f"a name without quotation marks: {', '.join(bare)}")
    return found


def faults_of_hint(text: str) -> list[str]:
    """What is not as it should be in a hint."""
    found = faults_of_words(text)
    if not text.endswith((".", "?")) or (text.endswith("?") and not text.startswith("Did you mean '")):
        found.append("does not end with a full stop")
    first = text.split()[0].rstrip(",:")
    if first not in ORDERS and not FORMS.match(text):
        found.append(f"begins with '{first}': neither an order nor the form")
    if re.search(r"\b(?:you (?:must|should|need|have to)|simply|just|obviously)\b", plain(text)):
        found.append("preaches")
    return found


@pytest.mark.parametrize("code", CODES)
def test_messages_are_worded_as_the_guide_says(code: str) -> None:
    faults = []
    for each in everything():
        if each.code != code or each.message in OWED:
            continue
        faults += [f"{each.message!r}: {fault}" for fault in faults_of_message(each.message)]
        faults += [f"{each.hint!r}: {fault}" for fault in (faults_of_hint(each.hint) if each.hint else [])]
        faults += [f"{words!r}: {fault}" for words in each.also for fault in faults_of_message(words)]
        if not each.hint and not each.also:
            faults.append(f"{each.message!r}: says neither how to mend it nor another place")
    assert not faults, "\n".join(faults)


def test_every_code_is_looked_at() -> None:
    assert {each.code for each in everything()} == set(CODES)


def test_what_is_owed_is_still_owed() -> None:
    now = {each.message: faults_of_message(each.message) for each in everything()}
    mended = [message for message in OWED if not now.get(message)]
    assert not mended, f"mended or gone; take them out of OWED: {mended}"


@pytest.mark.parametrize("code", CODES)
def test_titles_are_worded_as_the_guide_says(code: str) -> None:
    assert not (found := faults_of_message(CODES[code])), found
    assert len(CODES[code]) <= 60


@pytest.mark.parametrize("code", CODES)
def test_pages_are_worded_as_the_guide_says(code: str) -> None:
    text = prose(page(code))
    faults = faults_of_words(re.sub(r"`[^`]*`", "", text)) + unwanted(text)
    for title, part in sections(text, 2).items():
        for paragraph in part.strip().split("\n\n"):
            one_line = " ".join(paragraph.split())
            if one_line and not one_line.endswith((".", "?")):
                faults.append(f"{title}: a paragraph that does not end with a full stop: {one_line[-40:]!r}")
            for sentence in re.split(r"(?<=[.?:;]) ", one_line):
                if len(sentence.split()) > LONGEST_SENTENCE:
                    faults.append(f"{title}: longer than {LONGEST_SENTENCE} words: {sentence!r}")
    assert not faults, "\n".join(faults)


# --- the tests of these tests ---


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Invalid value", "begins neither"),
        ("unexpected token here", "jargon: token"),
        ("the value is None", "jargon: None"),
        ("the date is invalid", "blames"),
        ("there is no such fact.", "ends with a stop"),
        ("this is not known. It may be a slip", "more than one sentence"),
        ('there is no fact "order"', "quotes otherwise"),
        ("there is no field of graded_inspection here", "a name without quotation marks: graded_inspection"),
        ("the color is not known", "American spelling"),
        ("this doesn't fit", "shortened"),
        ("x" * 121, "longer than"),
    ],
)
def test_a_fault_in_a_message_is_seen(text: str, fault: str) -> None:
    assert any(each.startswith(fault) for each in faults_of_message(text)), faults_of_message(text)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Add the paragraph", "does not end"),
        ("Add it; you should know how.", "preaches"),
        ("The paragraph is missing.", "begins with 'The'"),
        ("Add it, please.", "blames"),
        ("Is it in the ledger?", "does not end"),
    ],
)
def test_a_fault_in_a_hint_is_seen(text: str, fault: str) -> None:
    assert any(each.startswith(fault) for each in faults_of_hint(text)), faults_of_hint(text)


def test_what_is_right_is_let_through() -> None:
    for text in (
        "'inadequat' is not a value of 'education'",
        "'None' is not a value of 'education'",
        "'failing' is defined by way of itself: failing -> at_risk -> failing",
        "table.csv cannot be read as a table: it is a PDF",
        "framework.yaml lacks 'source'",
        "3 of the table's cells or rows could not be used as they stand",
    ):
        assert not faults_of_message(text), text
    for text in ("Did you mean 'poor'?", "There are: a, b_c.", "The clause is written: kind NAME.", "Add the key."):
        assert not faults_of_hint(text), text


def test_diagnostics_are_read() -> None:
    text = "a.remit:3:7: error E102: 'x' is defined twice\n  3 | kind x\n    | ^\n"
    text += "  b.remit:1:1: it is first defined here\n"
    text += "  mend: Rename one.\nwarning E207: nothing uses 'y'\n"
    assert told(text) == [
        Told("E102", "'x' is defined twice", ("it is first defined here",), "Rename one."),
        Told("E207", "nothing uses 'y'", (), ""),
    ]
