"""YAML text to positioned nodes: no alias, no tag, no duplicate key, bounded nesting."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import yaml

from ..base.diagnostics import Diagnostic
from ..base.spans import Position, Source, Span, at

MAX_DEPTH = 24


class Mark(Protocol):
    """A place as the loaders give it: line and column from 0."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value, as text; its type comes from where it is used. `quoted`: written in quotation marks."""

    text: str
    quoted: bool
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and their values, in the order written; no key stands twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span = field(compare=False)

    def get(self, key: str) -> Node | None:
        """The value under `key`."""
        return next((value for name, value in self.entries if name.text == key), None)


Node = Scalar | Sequence | Mapping

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def compose(source: Source) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """The tree of a YAML document, or None where it cannot be read, and what is wrong with it."""
    if not source.text.strip():
        return None, (Diagnostic("E008", "the file is empty", at(source.label), "Write something in it."),)
    faults = _aliases(source)
    if faults:
        return None, faults
    try:
        tree = yaml.compose(source.text, Loader=_LOADER)
    except yaml.YAMLError as error:
        return None, (_unreadable(error, source),)
    except RecursionError:
        return None, (Diagnostic("E301", "the values are nested too deeply", at(source.label), "Flatten them."),)
    if tree is None:
        return None, (Diagnostic("E008", "the file holds only comments", at(source.label), "Write something in it."),)
    diagnostics: list[Diagnostic] = []
    return _convert(tree, source.label, diagnostics, 0), tuple(diagnostics)


def _aliases(source: Source) -> tuple[Diagnostic, ...]:
    found: list[Diagnostic] = []
    depth = 0
    try:
        for event in yaml.parse(source.text, Loader=_LOADER):
            if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                depth += 1
                if depth > MAX_DEPTH:
                    return (
                        Diagnostic(
                            "E301",
                            f"the values are nested more than {MAX_DEPTH} deep",
                            _span(source.label, event.start_mark, event.start_mark),
                            "Flatten them.",
                        ),
                    )
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                depth -= 1
            if getattr(event, "tag", None):
                found.append(
                    Diagnostic(
                        "E301",
                        "tags (!) are not read",
                        _span(source.label, event.start_mark, event.start_mark),
                        "Write the value alone; put a text that begins with '!' in quotation marks.",
                    )
                )
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                found.append(
                    Diagnostic(
                        "E306",
                        "anchors (&) and aliases (*) are not read",
                        _span(source.label, event.start_mark, event.end_mark),
                        "Write the value out in full; put a text that begins with & or * in quotation marks.",
                    )
                )
    except yaml.YAMLError:
        return ()  # composing reports it, with its place
    return tuple(found)


def _unreadable(error: yaml.YAMLError, source: Source) -> Diagnostic:
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "it is not YAML")
    span = at(source.label, mark.line + 1, mark.column + 1) if mark else at(source.label)
    begun = getattr(error, "context_mark", None)
    also = ((at(source.label, begun.line + 1, begun.column + 1), "what is being read begins here"),) if begun else ()
    if mark and "\t" in source.text.split("\n")[mark.line][: mark.column + 1]:
        return Diagnostic("E301", "a line cannot be indented with a tab", span, "Indent it with spaces.")
    for part, message, hint in _PROBLEMS:
        if part in problem:
            return Diagnostic("E301", message, span, hint, also=also if "not closed" in message else ())
    return Diagnostic(
        "E301",
        f"the YAML cannot be read: {problem}",
        span,
        "Look at the indentation, and put texts that hold ':' or '#' in quotation marks.",
        also=also,
    )


# What the YAML library says, what it means to a person, and how to mend it.
_PROBLEMS = (
    (
        "mapping values are not allowed",
        "a second ':' stands here, so it is not clear what is the key",
        "Put a text that holds ': ' in quotation marks; or look at the indentation of the line.",
    ),
    ("expected ',' or '}'", "the brace '{' is not closed", "Close it with '}', or put a ',' between the entries."),
    ("expected ',' or ']'", "the bracket '[' is not closed", "Close it with ']', or put a ',' between the items."),
    ("expected a single document", "a second document begins in this file", "Remove the line '---' and what follows."),
    ("found another document", "a second document begins in this file", "Remove the line '---' and what follows."),
    ("could not find expected ':'", "a key stands here without ':'", "Write 'key: value', with a space after ':'."),
    ("unexpected end of stream", "a text in quotation marks is not closed", "Close the quotation mark."),
    ("did not find expected key", "this line does not fit the lines above it", "Look at its indentation."),
    ("did not find expected <block end>", "this line does not fit the lines above it", "Look at its indentation."),
    ("did not find expected '-' indicator", "this line does not fit the list above it", "Look at its indentation."),
    ("cannot start any token", "this character cannot begin a value", "Put the text in quotation marks."),
    ("not allowed", "the file holds characters that are no text", "Delete them, or save the file anew as UTF-8."),
)


def _span(label: str, start: Mark | None, end: Mark | None) -> Span:
    if start is None or end is None:  # the loaders in use always set both
        return at(label)
    return Span(label, Position(start.line + 1, start.column + 1), Position(end.line + 1, end.column + 1))


def _convert(node: yaml.Node, label: str, diagnostics: list[Diagnostic], depth: int) -> Node:
    span = _span(label, node.start_mark, node.end_mark)
    match node:
        case yaml.ScalarNode():
            return Scalar(node.value, node.style not in (None, ""), span)  # the two loaders call plain differently
        case yaml.SequenceNode():
            return Sequence(tuple(_convert(item, label, diagnostics, depth + 1) for item in node.value), span)
        case yaml.MappingNode():
            entries: dict[str, tuple[Scalar, Node]] = {}
            for key, value in node.value:
                name = _convert(key, label, diagnostics, depth + 1)
                if not isinstance(name, Scalar):
                    diagnostics.append(Diagnostic("E301", "a key must be a single value", name.span, "Write a name."))
                    continue
                if name.text in entries:
                    diagnostics.append(
                        Diagnostic(
                            "E302",
                            f"the key '{name.text}' is given twice",
                            name.span,
                            "Keep one of them.",
                            also=((entries[name.text][0].span, "it was first given here"),),
                        )
                    )
                    continue
                entries[name.text] = (name, _convert(value, label, diagnostics, depth + 1))
            return Mapping(tuple(entries.values()), span)
        case _:
            diagnostics.append(Diagnostic("E301", "this value cannot be read", span))
            return Scalar("", False, span)
