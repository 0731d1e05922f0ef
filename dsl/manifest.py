"""Reads `framework.yaml` and `vocabulary.yaml`: what a folder holds, since when, and what it takes from elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from . import ir
from .base.diagnostics import Diagnostic
from .base.spans import Source, Span, at
from .yaml.nodes import Mapping, Node, Scalar, compose
from .yaml.read import Reader

KEPT = 64
"""So many manifests are kept as they were read: one is asked for its id, its imports and all the rest in turn."""

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Reference:
    """What a manifest names, as it is written there."""

    text: str
    span: Span = field(compare=False)

    @property
    def path(self) -> bool:
        """Whether a folder is meant, relative to the manifest's own; otherwise `id@version`."""
        return "/" in self.text


@dataclass(frozen=True, slots=True)
class Imports:
    """What a manifest takes from elsewhere: vocabularies, an earlier version, and what of that it leaves out.

    `name` is `id@version` of the manifest itself, as far as it can be read.
    """

    name: str
    uses: tuple[Reference, ...] = ()
    builds_on: Reference | None = None
    without: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What `vocabulary.yaml` says of a vocabulary."""

    id: str
    version: str
    title: str


@lru_cache(maxsize=KEPT)
def read_manifest(source: Source) -> tuple[ir.Manifest | None, tuple[Diagnostic, ...]]:
    """The manifest of a framework, or None where something that it needs is missing or wrong."""
    node, diagnostics = compose(source)
    if node is None:
        return None, diagnostics
    reader = Reader()
    values = reader.mapping(
        node,
        "framework.yaml",
        ("framework", "version", "title", "publisher", "source", "in_force"),
        ("notes", "names", "uses", "builds_on", "without", "renamed_from"),
    )
    needed = {key: values[key] for key in ("framework", "version", "in_force") if key in values}
    identity = _identity(needed.get("framework"), "framework", reader)
    version = reader.date(needed["version"], "version") if "version" in needed else None
    force = reader.mapping(needed["in_force"], "in_force", ("from",), ("until",)) if "in_force" in needed else {}
    begins = reader.date(force["from"], "in_force from") if "from" in force else None
    unending = "until" in force and _unknown(force["until"])
    ends = reader.date(force["until"], "in_force until") if "until" in force and not unending else None
    if begins and ends and ends < begins:
        reader.fault("E107", "the framework ends before it begins", force["until"].span, "Mend 'from' or 'until'.")
    texts = {key: reader.optional_text(values.get(key), key) for key in ("title", "publisher", "source")}
    notes = reader.texts(values.get("notes"), "notes")
    named = reader.mapping(values["names"], "names", (), None) if "names" in values else {}
    names = {name: reader.text(words, f"the name of '{name}'") for name, words in named.items()}
    earlier = reader.mapping(values["renamed_from"], "renamed_from", (), None) if "renamed_from" in values else {}
    keys = reader.keys(values["renamed_from"]) if "renamed_from" in values else {}
    renamed = tuple(ir.Renamed(n, _earlier_names(each, n, reader), keys[n].span) for n, each in earlier.items())
    _imports(values, reader)
    if "without" in values and "builds_on" not in values:
        reader.fault(
            "E304",
            "framework.yaml says what is left out, but lacks 'builds_on'",
            reader.keys(node)["without"].span,
            "Name under 'builds_on' the version whose clauses are taken over, or remove 'without'.",
        )
    found = (*diagnostics, *reader.diagnostics)
    if found or version is None or begins is None:
        return None, found
    return ir.Manifest(
        identity,
        version,
        texts["title"],
        texts["publisher"],
        texts["source"],
        begins,
        ends,
        unending,
        notes,
        names,
        renamed,
        at(source.label),
    ), ()


def _earlier_names(node: Node, name: str, reader: Reader) -> tuple[str, ...]:
    """The names that a clause, or a part of one, had before: one, or a list."""
    what = f"what '{name}' was called"
    found = (reader.text(node, what),) if isinstance(node, Scalar) else reader.texts(node, what)
    if not all(found):
        hint = "Write the earlier name: NEW: OLD, or clause.part: clause.part."
        reader.fault("E305", f"{what} before is not said", node.span, hint)
    return found


def _unknown(node: Node) -> bool:
    """Whether the last day is said not to be known."""
    return isinstance(node, Scalar) and not node.quoted and node.text == "unknown"


@lru_cache(maxsize=KEPT)
def read_vocabulary(source: Source) -> tuple[Vocabulary | None, tuple[Diagnostic, ...]]:
    """The manifest of a vocabulary, or None where something that it needs is missing or wrong."""
    node, diagnostics = compose(source)
    if node is None:
        return None, diagnostics
    reader = Reader()
    values = reader.mapping(node, "vocabulary.yaml", ("vocabulary", "version", "title"), ("notes", "uses"))
    identity = _identity(values.get("vocabulary"), "vocabulary", reader)
    version = reader.date(values["version"], "version") if "version" in values else None
    title = reader.optional_text(values.get("title"), "title")
    reader.texts(values.get("notes"), "notes")
    _imports(values, reader)
    found = (*diagnostics, *reader.diagnostics)
    if found or version is None:
        return None, found
    return Vocabulary(identity, version.isoformat(), title), ()


@lru_cache(maxsize=KEPT)
def read_imports(source: Source) -> Imports:
    """What a manifest of either sort takes from elsewhere, as far as it can be read; the others tell its faults."""
    node, _ = compose(source)
    if not isinstance(node, Mapping):
        return Imports("")
    reader = Reader()
    values = {key.text: value for key, value in node.entries}
    identity = reader.optional_text(values.get("framework") or values.get("vocabulary"), "id")
    version = reader.optional_text(values.get("version"), "version")
    return _imports(values, reader, f"{identity}@{version}" if identity and version else "")


def _identity(node: Node | None, what: str, reader: Reader) -> str:
    identity = reader.optional_text(node, what)
    if node is not None and identity and not _ID.fullmatch(identity):
        reader.fault(
            "E305",
            f"'{identity}' cannot be the id of a {what}",
            node.span,
            "Use small letters, digits and hyphens, for example ofsted-schools.",
        )
    return identity


def _imports(values: dict[str, Node], reader: Reader, name: str = "") -> Imports:
    def reference(node: Node, what: str) -> Reference | None:
        text = reader.text(node, what)
        if isinstance(node, Scalar) and not text:
            reader.fault("E305", f"{what} names nothing", node.span, "Write a name, or remove it.")
        return Reference(text, node.span) if text else None

    def references(key: str) -> tuple[Reference, ...]:
        items = reader.items(values.get(key), key)
        return tuple(found for item in items if (found := reference(item, f"an item of '{key}'")))

    base = values.get("builds_on")
    return Imports(name, references("uses"), reference(base, "'builds_on'") if base else None, references("without"))
