"""What the tests of comparisons share: frameworks from their folders, and one with other names for everything."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from remit.dsl import ir
from remit.dsl.base.diagnostics import has_errors
from remit.dsl.load import load
from remit.engine.compare.matching import KINDS, clauses, parts
from remit.engine.compare.naming import Names
from remit.engine.compare.renaming import renamed
from remit.files import read_folder

VISITS = Path("tests/comparing/visits")
"""Two versions of one framework, as seen from the project's folder."""


def read(path: Path) -> ir.Framework:
    found, diagnostics = load(read_folder(path))
    assert found is not None and not has_errors(diagnostics)
    return found


def called_otherwise(found: ir.Framework) -> ir.Framework:
    """The framework with another name for everything that has one, and a manifest that says so."""
    names = Names()
    for kind in KINDS:
        for name in clauses(found, kind):
            names.clauses[name] = f"{name}_x"
            for part in parts(found, kind, name):
                names.parts[name, part] = f"{part}_y"
    names.actors.update({each: f"{each}_z" for rule in found.rules.values() for each in (rule.actor, rule.verb)})
    declared = [(new, old) for old, new in (*names.clauses.items(), *names.actors.items())]
    declared += [(f"{names.clause(owner)}.{new}", f"{owner}.{old}") for (owner, old), new in names.parts.items()]
    span = found.manifest.span
    manifest = replace(found.manifest, renamed=tuple(ir.Renamed(new, (old,), span) for new, old in declared))
    return replace(renamed(found, names), manifest=manifest)
