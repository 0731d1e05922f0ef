"""Reads `framework.yaml`: what a framework is, and since when it is in force."""

from __future__ import annotations

import re

from . import ir
from .base.diagnostics import Diagnostic
from .base.spans import Source, at
from .yaml.nodes import compose
from .yaml.read import Reader

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def read_manifest(source: Source) -> tuple[ir.Manifest | None, tuple[Diagnostic, ...]]:
    """The manifest, or None where something that it needs is missing or wrong."""
    node, diagnostics = compose(source)
    if node is None:
        return None, diagnostics
    reader = Reader()
    values = reader.mapping(
        node, "framework.yaml", ("framework", "version", "title", "publisher", "source", "in_force"), ("notes",)
    )
    needed = {key: values[key] for key in ("framework", "version", "in_force") if key in values}
    identity = reader.optional_text(needed.get("framework"), "framework")
    if identity and not _ID.fullmatch(identity):
        reader.fault(
            "E305",
            f"'{identity}' cannot be the id of a framework",
            needed["framework"].span,
            "Use small letters, digits and hyphens, for example ofsted-schools.",
        )
    version = reader.date(needed["version"], "version") if "version" in needed else None
    force = reader.mapping(needed["in_force"], "in_force", ("from",), ("until",)) if "in_force" in needed else {}
    begins = reader.date(force["from"], "in_force from") if "from" in force else None
    ends = reader.date(force["until"], "in_force until") if "until" in force else None
    if begins and ends and ends < begins:
        reader.fault("E107", "the framework ends before it begins", force["until"].span, "Mend 'from' or 'until'.")
    texts = {key: reader.optional_text(values.get(key), key) for key in ("title", "publisher", "source")}
    notes = reader.texts(values.get("notes"), "notes")
    found = (*diagnostics, *reader.diagnostics)
    if found or version is None or begins is None:
        return None, found
    return ir.Manifest(
        identity, version, texts["title"], texts["publisher"], texts["source"], begins, ends, notes, at(source.label)
    ), ()
