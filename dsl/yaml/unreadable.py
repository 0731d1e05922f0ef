"""What a writer may have meant by YAML that cannot be read: a space left out after a colon, a text that needs quotation
marks, a bracket or a quotation mark that is never closed."""

from __future__ import annotations

import re
from typing import Any

import yaml

from ..base.diagnostics import Diagnostic
from ..base.spans import Source, Span, at

SECOND = "a second document begins in this file"

_NO_TEXT = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_SPACE = re.compile(r"(?P<before>\s*(?:-\s+)*)(?P<key>[A-Za-z_]\w*):(?P<value>[^\s:/].*)")
_NO_COLON = re.compile(r"(?P<before>\s*(?:-\s+)*)(?P<key>[A-Za-z_]\w*)\s+(?P<value>[^:]+)")
_BLANKS_AFTER = "Write 'key: value', with a space after ':'."
_LONGEST = 60
"""Characters of a text that a hint repeats."""


def unreadable(error: yaml.YAMLError, source: Source) -> Diagnostic:
    """What is wrong with a text at which the YAML library gave up."""
    stray = _NO_TEXT.search(source.text)
    if isinstance(error, yaml.reader.ReaderError) and stray:
        lines = source.text[: stray.start() + 1].splitlines() or [""]
        message = f"an invisible character (U+{ord(stray.group()):04X}) stands here"
        return Diagnostic("E301", message, at(source.label, len(lines), max(1, len(lines[-1]))), "Delete it.")
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "it is not YAML")
    span = at(source.label, mark.line + 1, mark.column + 1) if mark else at(source.label)
    begun = getattr(error, "context_mark", None)
    if mark and "\t" in _line(source.text, mark.line)[: mark.column + 1]:
        return Diagnostic("E301", "a line cannot be indented with a tab", span, "Indent it with spaces.")
    if mark and (told := _meant(problem, mark, begun, source)):
        return told
    for part, message, hint in _PROBLEMS:
        if part in problem:
            return Diagnostic("E301", message, span, hint)
    return Diagnostic(
        "E301",
        f"the YAML cannot be read: {problem}",
        span,
        "Look at the indentation, and put texts that hold ':' or '#' in quotation marks.",
        also=((at(source.label, begun.line + 1, begun.column + 1), "what is being read begins here"),) if begun else (),
    )


def _meant(problem: str, mark: Any, begun: Any, source: Source) -> Diagnostic | None:
    """What was meant where the place at which the library gave up is not that of the fault; None where it is."""
    if "could not find expected ':'" in problem:
        return _no_key(begun.line if begun else mark.line, source)
    above = _line_above(source.text, mark.line)
    if "mapping values are not allowed" in problem:
        first = re.match(r"\s*[^\s:]+\s*$", _line(source.text, mark.line)[: mark.column])
        return _no_key(above, source) if first and above is not None and _without_key(above, source) else None
    if "did not find expected '-' indicator" in problem and above is not None:
        item = _line(source.text, above).lstrip().startswith("- ")
        return _no_key(above, source) if item and _without_key(above, source) else None
    if "expected ',' or '}'" in problem and begun:
        return _brace(mark, begun, source)
    if "expected ',' or ']'" in problem and begun:
        return _not_closed("the bracket '[' is not closed", _ITEMS, mark, begun, source)
    if "unexpected end of stream" in problem and begun:
        place = at(source.label, begun.line + 1, begun.column + 1)
        return Diagnostic("E301", "a text in quotation marks is not closed", place, "Close the quotation mark.")
    return None


def _without_key(line: int, source: Source) -> bool:
    return not re.search(r":(\s|$)", _line(source.text, line))


def _no_key(line: int, source: Source) -> Diagnostic:
    """A line that is to give a key and its value, and in which ': ' is not found."""
    text = re.split(r"\s#", _line(source.text, line))[0]
    if found := _NO_SPACE.match(text):
        place = at(source.label, line + 1, found.start("value") + 1)
        return Diagnostic("E301", "no space stands after ':'", place, _write(found["key"], found["value"]))
    found = _NO_COLON.match(text)
    hint = _write(found["key"], found["value"]) if found else _BLANKS_AFTER
    indent = len(text) - len(text.lstrip()) + 1
    return Diagnostic("E301", "a key stands here without ':'", at(source.label, line + 1, indent), hint)


def no_value(key: str, span: Span, before: tuple[str, str] | None) -> Diagnostic:
    """A word in braces that has no ':'. `before`: the key and the value before it, if the value has no quotation
    marks."""
    if found := _NO_SPACE.fullmatch(key):
        return Diagnostic("E301", f"no space stands after ':' in '{key}'", span, _write(found["key"], found["value"]))
    if before is not None and before[1] and '"' not in before[1] + key:
        hint = f'Put a text that holds a comma in quotation marks: {before[0]}: "{_cut(f"{before[1]}, {key}")}".'
        return Diagnostic("E301", f"'{_cut(key)}' stands here without a key", span, hint)
    return Diagnostic("E301", f"'{_cut(key)}' stands here without ':'", span, _BLANKS_AFTER)


def _brace(mark: Any, begun: Any, source: Source) -> Diagnostic:
    """A brace with something in it that cannot stand there, or that is never closed."""
    if mark.line == begun.line and _line(source.text, mark.line)[mark.column : mark.column + 1] == ":":
        return _second_colon(mark, begun, source)
    comment = re.compile(r"\s#").search(_line(source.text, begun.line), begun.column)
    if mark.line > begun.line and comment and "}" in _line(source.text, begun.line)[comment.start() :]:
        entry = re.split(r"[{,]", _line(source.text, begun.line)[: comment.start()])[-1]
        rest = re.split(r"[,}]", _line(source.text, begun.line)[comment.start() :])[0]
        key, colon, value = entry.partition(": ")
        written = f': {key.strip()}: "{_cut(value.strip() + rest)}"' if colon and '"' not in value + rest else ""
        place = at(source.label, begun.line + 1, comment.start() + 2)
        hint = f"Put a text that holds '#' in quotation marks{written}."
        return Diagnostic("E301", "'#' begins a comment, so the brace '{' is not closed", place, hint)
    return _not_closed("the brace '{' is not closed", _ENTRIES, mark, begun, source)


def _second_colon(mark: Any, begun: Any, source: Source) -> Diagnostic:
    line = _line(source.text, mark.line)
    start = max(line.rfind(",", begun.column, mark.column), line.rfind("{", begun.column, mark.column)) + 1
    entry = line[start:] if start > begun.column else ""
    entry = re.split(r"[,}]", entry)[0]
    key, _, value = entry.strip().partition(": ")
    hint = "Put a text that holds ': ' in quotation marks"
    if value and '"' not in value:
        hint += f': {key}: "{_cut(value)}"'
        second = re.search(r"\s(\w+)$", line[start : mark.column])
        if second and second[1] != value.split(":")[0]:
            hint += f"; or put a comma before '{second[1]}' if that is the next key"
    message = "a second ':' stands here, so it is not clear what is the key"
    return Diagnostic("E301", message, at(source.label, mark.line + 1, mark.column + 1), f"{hint}.")


def _not_closed(message: str, hint: str, mark: Any, begun: Any, source: Source) -> Diagnostic:
    """A bracket that is still open where something else begins, or where the file ends."""
    noticed = at(source.label, mark.line + 1, mark.column + 1)
    also = ((noticed, "this cannot stand in it"),) if _line(source.text, mark.line) else ()
    return Diagnostic("E301", message, at(source.label, begun.line + 1, begun.column + 1), hint, also=also)


def _write(key: str, value: str) -> str:
    return f"Write '{key}: {_cut(value.strip())}', with a space after ':'."


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 2].rstrip()} …"


def _line(text: str, number: int) -> str:
    """A line, counted from 0 as YAML counts: U+0085, U+2028 and U+2029 end lines too. Past the end there is none."""
    lines = text.splitlines()
    return lines[number] if number < len(lines) else ""


def _line_above(text: str, number: int) -> int | None:
    """The nearest line above that holds more than a comment."""
    lines = text.splitlines()[:number]
    return next((place for place in reversed(range(len(lines))) if lines[place].split("#")[0].strip()), None)


_ENTRIES = "Close it with '}', or put a ',' between the entries."
_ITEMS = "Close it with ']', or put a ',' between the items."

# What the YAML library says, what it means to a person, and how to mend it.
_PROBLEMS = (
    (
        "mapping values are not allowed",
        "a second ':' stands here, so it is not clear what is the key",
        "Put a text that holds ': ' in quotation marks; or look at the indentation of the line.",
    ),
    ("expected ',' or '}'", "the brace '{' is not closed", _ENTRIES),
    ("expected ',' or ']'", "the bracket '[' is not closed", _ITEMS),
    ("expected <document start>", SECOND, "Remove the line '...' and what follows."),
    ("could not find expected ':'", "a key stands here without ':'", _BLANKS_AFTER),
    ("unexpected end of stream", "a text in quotation marks is not closed", "Close the quotation mark."),
    ("did not find expected key", "this line does not fit the lines above it", "Look at its indentation."),
    ("did not find expected <block end>", "this line does not fit the lines above it", "Look at its indentation."),
    ("did not find expected '-' indicator", "this line does not fit the list above it", "Look at its indentation."),
    ("cannot start any token", "this character cannot begin a value", "Put the text in quotation marks."),
)
