"""How large rules may be, so that whatever is named as rules is read, or refused, within seconds."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from .diagnostics import Diagnostic
from .spans import Source, at

MAX_CLAUSES = 20_000
"""Clauses of one framework, those of all its files together."""

MAX_CLAUSE = 100_000
"""Characters of one clause, with its comments."""

MAX_LINE = 50_000
"""Characters of one line of rules."""

MAX_NAME = 100
"""Characters of a name."""

MAX_LABEL = 1_000
"""Characters of a text in quotation marks."""

MAX_TOLD = 20
"""How many faults of size are told of one file."""

_CLAUSE = re.compile(r"^[A-Za-z_]", re.MULTILINE)
_WORDS = re.compile(rf'--[^\n]*|"(?P<text>[^"\n]*)"|(?<!\w)(?P<name>[A-Za-z_]\w{{{MAX_NAME},}})')
_LINE = re.compile(rf"^.{{{MAX_LINE + 1},}}", re.MULTILINE)


def oversized(sources: Iterable[Source]) -> tuple[Diagnostic, ...]:
    """What is too large in the rules files of one framework (E010), each with its place, the limit, and a way out."""
    found: list[Diagnostic] = []
    clauses = 0
    for source in sources:
        starts = [match.start() for match in _CLAUSE.finditer(source.text)]
        if clauses <= MAX_CLAUSES < clauses + len(starts):
            line = _line(source, starts[MAX_CLAUSES - clauses])
            found.append(_fault(f"the framework has more than {MAX_CLAUSES:,} clauses", source, line, 1, 1,
                                "Cut it into several frameworks, by handbook or by part."))  # fmt: skip
        clauses += len(starts)
        for number, each in enumerate(_in_file(source, starts)):
            if number == MAX_TOLD:
                break
            found.append(each)
    return tuple(found)


def _in_file(source: Source, starts: list[int]) -> Iterator[Diagnostic]:
    text = source.text
    for start, end in itertools.pairwise([*starts, len(text)]):
        if end - start > MAX_CLAUSE:
            message = f"this clause is longer than {MAX_CLAUSE:,} characters"
            hint = "Cut it in two; a part of a condition gets a name of its own with 'define'."
            yield _fault(message, source, _line(source, start), 1, 1, hint)
    for match in _LINE.finditer(text):
        message = f"this line is longer than {MAX_LINE:,} characters"
        yield _fault(message, source, _line(source, match.start()), 1, 1, "Break it: a clause may run over many lines.")
    for match in _WORDS.finditer(text):
        if match["name"]:
            message = f"a name has at most {MAX_NAME} characters, and this one has {len(match['name']):,}"
            hint = "Shorten the name; what it stands for goes into the text in quotation marks behind it."
        elif match["text"] and len(match["text"]) > MAX_LABEL:
            message = f"a text has at most {MAX_LABEL:,} characters, and this one has {len(match['text']):,}"
            hint = "Shorten it; remarks go into comments, which start with '--'."
        else:
            continue
        column = match.start() - text.rfind("\n", 0, match.start())
        yield _fault(message, source, _line(source, match.start()), column, len(match.group()), hint)


def _line(source: Source, place: int) -> int:
    return source.text.count("\n", 0, place) + 1


def _fault(message: str, source: Source, line: int, column: int, length: int, hint: str) -> Diagnostic:
    return Diagnostic("E010", message, at(source.label, line, column, length), hint)
