"""YAML text to positioned nodes: no alias, no tag, no duplicate key, bounded nesting."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

import yaml

from ..base.diagnostics import Diagnostic, Refused, refusal
from ..base.spans import Position, Source, Span, at

MAX_DEPTH = 24
"""How deep lists and mappings may stand within each other."""

MAX_TEXT = 20_000
"""How many characters a single value may have."""

MAX_VALUES = 200_000
"""How many values, keys among them, a file may hold: with their places they take some 100 MB."""


MAX_FAULTS = 200
"""How many faults of one file are told; a file with more is mended best by looking at the first ones."""


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
    """Keys and their values, in the order written; no key stands twice. `whole`: none fell away with a fault."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span = field(compare=False)
    whole: bool = field(compare=False, default=True)

    def get(self, key: str) -> Node | None:
        """The value under `key`."""
        return next((value for name, value in self.entries if name.text == key), None)


Node = Scalar | Sequence | Mapping

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def compose(source: Source) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """The tree of a YAML document, or None where it cannot be read, and what is wrong with it.

    What is nested too deeply, or holds too much, is refused where it becomes so; what follows is not looked at.
    """
    if not source.text.strip():
        return None, (Diagnostic("E008", "the file is empty", at(source.label), "Write something in it."),)
    builder = _Builder(source.label)
    try:
        for event in yaml.parse(source.text, Loader=_LOADER):
            builder.take(event)
    except yaml.YAMLError as error:
        from .unreadable import unreadable

        return None, (unreadable(error, source),)
    except Refused as refused:
        return None, refused.diagnostics
    if builder.barred:
        return None, tuple(builder.barred)
    if builder.root is None:
        return None, (Diagnostic("E008", "the file holds only comments", at(source.label), "Write something in it."),)
    return builder.root, tuple(builder.diagnostics)


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end is still to come; in a mapping `items` holds keys and values in turn."""

    mapping: bool
    start: Mark | None
    items: list[Node] = field(default_factory=list)


class _Builder:
    """Builds nodes from the events of the YAML library, in one pass.

    `barred` is what no file may hold: with it, there is no tree.
    """

    def __init__(self, label: str) -> None:
        self.label = label
        self.root: Node | None = None
        self.open: list[_Open] = []
        self.values = 0
        self.documents = 0
        self.barred: list[Diagnostic] = []
        self.diagnostics: list[Diagnostic] = []

    def take(self, event: Any) -> None:
        """One event. Raises Refused where a limit is passed, or where a second document begins."""
        match event:
            case yaml.ScalarEvent():
                self._look(event)
                if len(event.value) > MAX_TEXT:
                    raise self._too_much(
                        f"this value is longer than {MAX_TEXT:,} characters", event, "Shorten it, or cut it into parts."
                    )
                # The two loaders call plain differently.
                quoted = event.style not in (None, "")
                self._add(Scalar(event.value, quoted, _span(self.label, event.start_mark, event.end_mark)), event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._look(event)
                if len(self.open) == MAX_DEPTH:
                    raise self._too_much(
                        f"the values are nested more than {MAX_DEPTH} deep", event, "Flatten them.", "E301"
                    )
                self.open.append(_Open(isinstance(event, yaml.MappingStartEvent), event.start_mark))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                closed = self.open.pop()
                span = _span(self.label, closed.start, event.end_mark)
                node = self._mapping(closed.items, span) if closed.mapping else Sequence(tuple(closed.items), span)
                self._add(node, event)
            case yaml.AliasEvent():
                self._look(event)
                self._add(Scalar("", False, _span(self.label, event.start_mark, event.end_mark)), event)
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    from .unreadable import SECOND

                    hint = "Remove the line '---' and what follows."
                    raise refusal("E301", SECOND, _span(self.label, event.start_mark, event.start_mark), hint)
            case _:
                pass

    def _add(self, node: Node, event: Any) -> None:
        self.values += 1
        if self.values > MAX_VALUES:
            raise self._too_much(f"the file holds more than {MAX_VALUES:,} values", event, "Cut it into several files.")
        if self.open:
            self.open[-1].items.append(node)
        else:
            self.root = node

    def _look(self, event: Any) -> None:
        if len(self.barred) >= MAX_FAULTS:
            raise Refused(self.barred)
        if getattr(event, "tag", None):
            self.barred.append(
                Diagnostic(
                    "E301",
                    "tags (!) are not read",
                    _span(self.label, event.start_mark, event.start_mark),
                    "Write the value alone; put a text that begins with '!' in quotation marks.",
                )
            )
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self.barred.append(
                Diagnostic(
                    "E306",
                    "anchors (&) and aliases (*) are not read",
                    _span(self.label, event.start_mark, event.end_mark),
                    "Write the value out in full; put a text that begins with & or * in quotation marks.",
                )
            )

    def _mapping(self, items: list[Node], span: Span) -> Mapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        whole = True
        for name, value in zip(items[::2], items[1::2], strict=True):
            if not isinstance(name, Scalar):
                self._tell(Diagnostic("E301", "a key must be a single value", name.span, "Write a name."))
            elif isinstance(value, Scalar) and value.span.start == name.span.end and not value.quoted:
                from .unreadable import no_value

                before = next(reversed(entries.values()), None)
                self._tell(no_value(name.text, name.span, _unquoted(before)))
                whole = False
            elif name.text in entries:
                first, _ = entries[name.text]
                also = ((first.span, "it was first given here"),)
                if self._begins_again(entries, name):
                    hint = f"Write '- {name.text}' if the next one in the list begins here; otherwise keep one of them."
                    self._tell(Diagnostic("E302", f"the key '{name.text}' is given twice", name.span, hint, also=also))
                    break
                message = f"the key '{name.text}' is given twice"
                self._tell(Diagnostic("E302", message, name.span, "Keep one of them.", also=also))
            else:
                entries[name.text] = (name, value)
        return Mapping(tuple(entries.values()), span, whole)

    def _begins_again(self, entries: dict[str, tuple[Scalar, Node]], name: Scalar) -> bool:
        """Whether a key begins the next item of a list, to judge by its being the first key of this one."""
        within_a_list = bool(self.open) and not self.open[-1].mapping
        return within_a_list and next(iter(entries)) == name.text

    def _tell(self, diagnostic: Diagnostic) -> None:
        if len(self.diagnostics) >= MAX_FAULTS:
            raise Refused((*self.barred, *self.diagnostics))
        self.diagnostics.append(diagnostic)

    def _too_much(self, message: str, event: Any, hint: str, code: str = "E010") -> Refused:
        """A limit is passed; what is barred and stands above it is told first."""
        found = Diagnostic(code, message, _span(self.label, event.start_mark, event.start_mark), hint)
        return Refused((*self.barred, found))


def _unquoted(entry: tuple[Scalar, Node] | None) -> tuple[str, str] | None:
    """A key and its value, where the value is a text without quotation marks."""
    match entry:
        case (Scalar(text=key), Scalar(text=value, quoted=False)):
            return key, value
        case _:
            return None


def _span(label: str, start: Mark | None, end: Mark | None) -> Span:
    if start is None or end is None:  # the loaders in use always set both
        return at(label)
    return Span(label, Position(start.line + 1, start.column + 1), Position(end.line + 1, end.column + 1))
