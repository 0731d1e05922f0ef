"""What a manifest says was called otherwise before is there under its new name."""

from __future__ import annotations

from collections.abc import Iterator

from .. import ir
from ..base.diagnostics import Diagnostic, did_you_mean, hints
from ..resolve.symbols import Symbols


def renamed(framework: ir.Framework, symbols: Symbols) -> Iterator[Diagnostic]:
    """New names that no clause, no part of one, no actor and no verb has (E101)."""
    known = {*symbols.clauses, *_parts(framework), *_actors(framework)}
    for each in framework.manifest.renamed:
        if each.name not in known:
            hint = hints(did_you_mean(each.name, known), "Write NEW: OLD; of what stands in a clause, clause.part.")
            yield Diagnostic("E101", f"nothing is named '{each.name}' now", each.span, hint)


def _parts(framework: ir.Framework) -> Iterator[str]:
    f = framework
    yield from (f"{name}.{value}" for name, each in f.domains.items() for value in each.values)
    yield from (f"{name}.{moment}" for name, each in f.events.items() for moment in each.moments)
    yield from (f"{name}.{field.name}" for name, each in f.events.items() for field in each.fields)
    yield from (f"{name}.{value}" for name, each in f.decisions.items() for value in each.values)
    yield from (f"{name}.{value}" for name, each in f.judgements.items() for value in each.values)
    yield from (f"{name}.{sign.name}" for name, each in f.judgements.items() for sign in each.signs)
    yield from (f"{name}.{state.name}" for name, each in f.lifecycles.items() for state in each.states)
    yield from (f"{name}.{exception.name}" for name, each in f.rules.items() for exception in each.exceptions)
    yield from (f"{name}.{alternative}" for name, each in f.readings.items() for alternative in each.names)


def _actors(framework: ir.Framework) -> Iterator[str]:
    for rule in framework.rules.values():
        yield from (rule.actor, rule.verb, rule.addressee)
    for event in framework.events.values():
        yield from event.by
    for document in framework.documents.values():
        yield from (each.name for each in document.recipients)
