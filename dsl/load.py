"""The front of the pipeline: the texts of one framework's folder to a resolved framework."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from . import ast, ir
from .base.diagnostics import Diagnostic, in_order
from .base.spans import Source, at
from .ledger import read_ledger
from .lint import structure
from .manifest import read_manifest
from .resolve.framework import resolve
from .syntax.parse import parse
from .syntax.split import names_written


@dataclass(frozen=True, slots=True)
class Folder:
    """The texts of one framework: its manifest, its ledger (None where there is none), and its rules files."""

    manifest: Source
    ledger: Source | None
    rules: tuple[Source, ...]

    @property
    def content_hash(self) -> str:
        """SHA-256 over all texts, in the order of their names without folders; line ends do not matter."""
        digest = hashlib.sha256()
        for source in (self.manifest, *((self.ledger,) if self.ledger else ()), *self.rules):
            name = source.label.replace("\\", "/").rsplit("/", 1)[-1]
            text = "\n".join(source.text.splitlines())
            digest.update(f"{name}\0{len(text)}\0{text}".encode())
        return digest.hexdigest()


def load(folder: Folder) -> tuple[ir.Framework | None, tuple[Diagnostic, ...]]:
    """The framework, or None where its manifest cannot be read; and everything found on the way.

    A framework that came with errors is not whole and must not be evaluated.
    """
    manifest, found = read_manifest(folder.manifest)
    diagnostics = list(found)
    ledger: dict[str, ir.Paragraph] = {}
    if folder.ledger is not None:
        ledger, found = read_ledger(folder.ledger)
        diagnostics += found
    clauses: list[ast.AnyClause] = []
    written: set[str] = set()
    for source in folder.rules:
        parsed, found = parse(source)
        clauses += parsed
        diagnostics += found
        written |= names_written(source)
    if not folder.rules:
        diagnostics.append(
            Diagnostic(
                "E602",
                "the folder holds no rules file",
                at(folder.manifest.label),
                "Put at least one file NAME.remit beside framework.yaml.",
            )
        )
    if manifest is None:
        return None, in_order(diagnostics)
    unreadable = frozenset(written - {clause.name.text for clause in clauses})
    framework, symbols, found = resolve(tuple(clauses), unreadable, manifest, ledger, folder.content_hash)
    diagnostics += found
    diagnostics += structure(framework, symbols, folder.ledger is not None, whole=not diagnostics)
    return framework, in_order(diagnostics)
