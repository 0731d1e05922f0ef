"""Reads overlays: what a what-if question changes in a framework and in its cases.

What an overlay changes in the framework is read here, as written. Facts and events are typed by the framework once it
is changed, and so are left as nodes: `engine.whatif.subjects` reads them.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from . import ast
from .base.diagnostics import Diagnostic, did_you_mean, hints
from .base.sizes import oversized
from .base.spans import Position, Source, Span, at
from .manifest import Reference
from .resolve.references import UNITS
from .syntax.parse import parse
from .syntax.split import names_lost
from .yaml.nodes import Mapping, Node, Scalar, compose
from .yaml.read import Reader

SETTINGS = "--set"
"""The name of the overlay that the command line itself makes, and the label of its text."""

KEYS = ("about", "parameters", "readings", "facts", "events", "clauses", "remove")

_LENGTH = re.compile(r"(?P<amount>\d{1,9})(?:\s+(?P<unit>[^\W\d]\w*))?")
_IN_FILE = re.compile(r"[^\n]+\.remit")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Length:
    """What a parameter is to be: a number of units, or a plain number."""

    name: ast.Name
    amount: int
    unit: ast.Name | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Taken:
    """Which alternative of a reading is to be taken."""

    name: ast.Name
    alternative: ast.Name


@dataclass(frozen=True, slots=True)
class Overlay:
    """What one overlay changes.

    `facts` are keys with their values and `events` a node, as written. `unreadable` are names of clauses that are
    written in it and cannot be read. `sources` are the labels of its files, its own first.
    """

    name: str
    about: str
    sources: tuple[str, ...]
    parameters: tuple[Length, ...] = ()
    readings: tuple[Taken, ...] = ()
    clauses: tuple[ast.AnyClause, ...] = ()
    unreadable: frozenset[str] = frozenset()
    remove: tuple[Reference, ...] = ()
    facts: tuple[tuple[Scalar, Node], ...] = ()
    events: Node | None = None

    @property
    def touches_framework(self) -> bool:
        """Whether it changes anything but cases."""
        return bool(self.parameters or self.readings or self.clauses or self.unreadable or self.remove)


def clauses_file(source: Source) -> Reference | None:
    """The file in which an overlay keeps its clauses, as seen from its own; None where it has none."""
    node, _ = compose(source)
    written = node.get("clauses") if isinstance(node, Mapping) else None
    if isinstance(written, Scalar) and _IN_FILE.fullmatch(written.text):
        return Reference(written.text, written.span)
    return None


def read_overlay(source: Source, beside: Source | None = None) -> tuple[Overlay | None, tuple[Diagnostic, ...]]:
    """The overlay of a file, and all that is wrong with it; None where it is no overlay at all.

    `beside`: the file that holds its clauses, where `clauses_file` names one.
    """
    node, diagnostics = compose(source)
    if node is None:
        return None, diagnostics
    reader = _OverlayReader(source)
    overlay = reader.overlay(node, beside)
    return overlay, (*diagnostics, *reader.diagnostics)


def read_settings(source: Source, sorts: dict[str, type[ast.Clause]]) -> tuple[Overlay, tuple[Diagnostic, ...]]:
    """The overlay of lines NAME=VALUE; `sorts` says of each clause that is known what it is.

    Blanks around name and value do not count.
    """
    reader = _OverlayReader(source)
    given: dict[str, tuple[ast.Name, Scalar]] = {}
    for number, line in enumerate(source.text.split("\n"), start=1):
        written, mark, value = line.partition("=")
        name = ast.Name(written.strip(), at(source.label, number, 1, max(1, len(written.rstrip()))))
        if not mark:
            hint = "Write NAME=VALUE, such as first_latest='6 months'."
            reader.fault("E505", f"'{line}' gives no value", name.span, hint)
            continue
        lead = len(written) + 1 + len(value) - len(value.lstrip())
        given[name.text] = (name, Scalar(value.strip(), False, at(source.label, number, lead + 1, len(value.strip()))))
    lengths: list[Length] = []
    taken: list[Taken] = []
    facts: list[tuple[Scalar, Node]] = []
    for name, scalar in given.values():
        match sorts.get(name.text):
            case ast.Parameter:
                lengths += reader.length(name, scalar)
            case ast.Reading:
                taken.append(Taken(name, ast.Name(scalar.text, scalar.span)))
            case ast.Fact:
                facts.append((Scalar(name.text, False, name.span), scalar))
            case other:
                known = [each for each, sort in sorts.items() if sort in (ast.Parameter, ast.Reading, ast.Fact)]
                there_are = f"There are: {', '.join(known)}."
                message = f"'{name}' is no parameter, reading or fact" if other else f"nothing is named '{name}'"
                reader.fault("E505", message, name.span, hints(did_you_mean(name.text, known), there_are))
    overlay = Overlay(SETTINGS, "", (source.label,), tuple(lengths), tuple(taken), facts=tuple(facts))
    return overlay, tuple(reader.diagnostics)


class _OverlayReader(Reader):
    def __init__(self, source: Source) -> None:
        super().__init__()
        self.source = source

    def overlay(self, node: Node, beside: Source | None) -> Overlay | None:
        if not isinstance(node, Mapping):
            self.mapping(node, "an overlay")
            return None
        values = self.mapping(node, "an overlay", ("overlay",), KEYS)
        name = self.optional_text(values.get("overlay"), "overlay")
        if "overlay" in values and not name.strip():
            self.fault("E305", "the overlay has no name", values["overlay"].span, "Name it in a few words.")
        about = self.optional_text(values.get("about"), "about")
        lengths = [
            each for key, value in self._entries(values, "parameters") for each in self.length(_name(key), value)
        ]
        taken = [each for key, value in self._entries(values, "readings") for each in self._taken(key, value)]
        rules = self._rules(values.get("clauses"), beside)
        clauses: tuple[ast.AnyClause, ...] = ()
        unreadable: frozenset[str] = frozenset()
        if rules is not None:
            found = oversized((rules.text,))
            if not found:
                clauses, found = parse(rules.text)
                unreadable = frozenset(names_lost(rules.text, {each.name.text for each in clauses}))
            self.diagnostics += [rules.moved(each) for each in found]
            clauses = tuple(rules.moved(each) for each in clauses)
        return Overlay(
            name,
            about,
            (self.source.label, *((beside.label,) if beside else ())),
            tuple(lengths),
            tuple(taken),
            clauses,
            unreadable,
            tuple(self._references(values.get("remove"))),
            tuple(self._entries(values, "facts")),
            values.get("events"),
        )

    def _entries(self, values: dict[str, Node], key: str) -> Iterable[tuple[Scalar, Node]]:
        """What stands under a key whose own keys are free; nothing where it is not there."""
        node = values.get(key)
        if node is None or blank(node):
            return ()
        self.mapping(node, f"'{key}'", (), None)
        return node.entries if isinstance(node, Mapping) else ()

    def _references(self, node: Node | None) -> Iterable[Reference]:
        for item in self.items(None if node is None or blank(node) else node, "'remove'"):
            text = self.text(item, "an item of 'remove'")
            if isinstance(item, Scalar) and not text:
                self.fault("E305", "an item of 'remove' names nothing", item.span, "Write a name, or remove it.")
            elif text:
                yield Reference(text, item.span)

    # Values

    def length(self, name: ast.Name, node: Node) -> list[Length]:
        """The value of a parameter, as `6 months` or `5`; nothing where it is not one."""
        text = self.text(node, f"'{name}'").strip()
        found = _LENGTH.fullmatch(text)
        if found is None:
            if isinstance(node, Scalar):
                hint = "Write a number and a unit, such as 6 months or 10 working_days; or a number alone."
                joined = "_".join(text.split()[1:])
                if joined in UNITS:
                    hint = f"Write '{text.split()[0]} {joined}'."
                self.fault("E305", f"'{text}' is no value of the parameter '{name}'", node.span, hint)
            return []
        unit = None
        if found["unit"]:
            unit = ast.Name(found["unit"], _within(node.span, text, found.start("unit"), len(found["unit"])))
        return [Length(name, int(found["amount"]), unit, node.span)]

    def _taken(self, key: Scalar, node: Node) -> list[Taken]:
        text = self.text(node, f"'{key.text}'")
        return [Taken(_name(key), ast.Name(text, node.span))] if isinstance(node, Scalar) else []

    # Clauses

    def _rules(self, node: Node | None, beside: Source | None) -> _Rules | None:
        """The clauses as a text; None where there are none that could be read."""
        if node is None or blank(node):
            return None
        text = self.text(node, "'clauses'")
        if isinstance(node, Scalar) and _IN_FILE.fullmatch(text):
            return _Rules(beside) if beside is not None else None
        lines = self.source.text.splitlines()
        start = node.span.start
        if isinstance(node, Scalar) and lines[start.line - 1][start.column - 1] != "|":
            hint = "Write 'clauses: |' and the clauses below it, indented; or name a file that ends in .remit."
            self.fault("E305", "'clauses' holds no clauses that could be told apart", node.span, hint)
        elif isinstance(node, Scalar):
            first = next((number for number, line in enumerate(text.split("\n")) if line.strip()), None)
            if first is None:
                return None
            inside = text.split("\n")[first]
            inside_file = lines[start.line + first]
            left = len(inside_file) - len(inside_file.lstrip(" ")) - (len(inside) - len(inside.lstrip(" ")))
            return _Rules(Source(self.source.label, text), start.line, left)
        return None


@dataclass(frozen=True, slots=True)
class _Rules:
    """A text of rules within another file, from below line `above` on and indented by `left`."""

    text: Source
    above: int = 0
    left: int = 0

    def moved(self, value: T) -> T:
        """A diagnostic, or a part of a clause, with its places where they stand in the file."""
        return value if not self.above else _moved(value, self)


def _moved(value: Any, rules: _Rules) -> Any:
    match value:
        case Span(source=label, start=start, end=end):
            if label != rules.text.label:
                return value
            return Span(label, *(Position(each.line + rules.above, each.column + rules.left) for each in (start, end)))
        case tuple():
            return tuple(_moved(each, rules) for each in value)
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            parts = {each.name: getattr(value, each.name) for each in dataclasses.fields(value)}
            return replace(value, **{name: _moved(part, rules) for name, part in parts.items()})
        case _:
            return value


def _name(key: Scalar) -> ast.Name:
    return ast.Name(key.text, key.span)


def blank(node: Node) -> bool:
    """Whether a key stands there without anything behind it."""
    return isinstance(node, Scalar) and not node.quoted and node.text in ("", "~", "null")


def _within(span: Span, text: str, start: int, length: int) -> Span:
    """The place of a part of a value that stands on one line; of the whole value, where it is not written so."""
    if span.end.line != span.start.line or span.end.column - span.start.column != len(text):
        return span
    return at(span.source, span.start.line, span.start.column + start, length)
