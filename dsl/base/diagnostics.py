"""What remit has to say about a file: code, place, what is wrong and how to mend it.

Diagnostics are values: every pass returns them beside its result, and the shell prints all of a run at once.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from .spans import SourceMap, Span

LONGEST = 1_000
"""Characters of a message or hint that are shown."""


class Severity(StrEnum):
    """How much a diagnostic matters: an error stops the run, a warning does not, a note asks for nothing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One message.

    `code` is registered in `codes.py` and explained on its own page. `message` says what is wrong, in one sentence;
    `hint` says how to mend it. `also` points at other places that matter, each with a few words. `witness` is a case
    that shows it, as YAML of several lines, or empty.
    """

    code: str
    message: str
    span: Span | None = None
    hint: str = ""
    severity: Severity = Severity.ERROR
    also: tuple[tuple[Span, str], ...] = ()
    witness: str = ""


class Refused(Exception):
    """Input that cannot be used; carries every diagnostic found before giving up."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("; ".join(d.message for d in self.diagnostics))

    sources = SourceMap()
    """The texts of which the diagnostics speak, as far as they are at hand."""

    def __str__(self) -> str:
        return "\n".join(render(each, self.sources) for each in self.diagnostics)


def refusal(code: str, message: str, span: Span | None = None, hint: str = "") -> Refused:
    """Input refused for one reason."""
    return Refused((Diagnostic(code, message, span, hint),))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence that offers the nearest known word, or an empty string."""
    import difflib  # which only faults need

    if len(word) > _LONGEST_WORD:
        return ""
    lowered = {name.lower(): name for name in sorted(set(known)) if len(name) <= _LONGEST_WORD}
    near = difflib.get_close_matches(word.lower(), _candidates(word.lower(), list(lowered)), n=1, cutoff=0.6)
    return f"Did you mean '{lowered[near[0]]}'?" if near else ""


_LONGEST_WORD = 100  # characters of what anyone would type and misspell
_COMPARED = 60  # words compared letter by letter, which takes long


def _candidates(word: str, known: list[str]) -> list[str]:
    """Of many words those that share most pairs of letters with `word`."""
    if len(known) <= _COMPARED:
        return known
    pairs = _pairs(word)
    return heapq.nlargest(_COMPARED, known, key=lambda each: 2 * len(pairs & _pairs(each)) - len(each))


@lru_cache(maxsize=32_768)
def _pairs(word: str) -> frozenset[str]:
    return frozenset(map("".join, itertools.pairwise(word)))


def hints(*sentences: str) -> str:
    """The sentences that say something, as one hint."""
    return " ".join(sentence for sentence in sentences if sentence)


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Errors and warnings by file, line and column; those without a place come first. Duplicates fall away."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=_sort_key))


def _sort_key(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    span = diagnostic.span
    place = (span.source, span.start.line, span.start.column) if span else ("", 0, 0)
    return (*place, diagnostic.code, diagnostic.message)


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any of them is an error."""
    return any(d.severity is Severity.ERROR for d in diagnostics)


def render(diagnostic: Diagnostic, sources: SourceMap) -> str:
    """The diagnostic as text for a person: place, code, message, source line with caret, hint."""
    place = f"{diagnostic.span}: " if diagnostic.span else ""
    lines = [f"{place}{diagnostic.severity} {diagnostic.code}: {_on_one_line(diagnostic.message)}"]
    if diagnostic.span:
        lines += _excerpt(diagnostic.span, sources)
    for span, words in diagnostic.also:
        lines.append(f"  {span}: {words}")
        lines += _excerpt(span, sources)
    if diagnostic.hint:
        lines.append(f"  mend: {_on_one_line(diagnostic.hint)}")
    if diagnostic.witness:
        lines.append("  shown by:")
        lines += [f"    {_on_one_line(line)}" for line in diagnostic.witness.split("\n")]
    return "\n".join(lines)


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """How many errors, warnings and notes there are, in words."""
    listed = tuple(diagnostics)
    counts = [(sum(each.severity is severity for each in listed), severity.value) for severity in Severity]
    parts = [f"{n} {word}{'' if n == 1 else 's'}" for n, word in counts if n]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts) or "no findings"


def _on_one_line(text: str) -> str:
    """Words of a file may hold line breaks, commands to the terminal, or a whole page."""
    plain = "".join(character if character.isprintable() else " " for character in text)
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 4]} ..."


def _excerpt(span: Span, sources: SourceMap) -> list[str]:
    line = sources.line(span)
    if line is None:
        return []
    shown = "".join(character if character.isprintable() else " " for character in line)
    last = span.end.column if span.end.line == span.start.line else len(shown) + 1
    width = max(1, min(last, len(shown) + 1) - span.start.column)
    number = str(span.start.line)
    gutter = " " * len(number)
    if len(shown) > 160:
        cut = max(0, span.start.column - 60)
        shown = ("..." if cut else "") + shown[cut : cut + 150] + "..."
        caret = span.start.column - 1 - cut + (3 if cut else 0)
        width = max(1, min(width, 150))
    else:
        caret = span.start.column - 1
    return [f"  {number} | {shown}", f"  {gutter} | {' ' * caret}{'^' * width}"]
