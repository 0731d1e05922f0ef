"""A comparison as plain objects for JSON, with stable keys."""

from __future__ import annotations

from typing import Any

from ...dsl import ir
from ...dsl.base.spans import Span
from .found import Change, Comparison, Concept, Level, Match, Side, Told, Unsure


def comparison(found: Comparison) -> dict[str, Any]:
    """All of a comparison."""
    return {
        "before": _framework(found.before),
        "after": _framework(found.after),
        "counts": {level.value: len(found.of(level)) for level in Level},
        "concepts": [_concept(each) for each in found.concepts],
        "changes": [_change(each) for each in found.changes],
        "matches": [_match(each) for each in found.matches],
        "unsure": [_unsure(each) for each in found.unsure],
        "notes": list(found.notes),
    }


def _framework(framework: ir.Framework) -> dict[str, Any]:
    manifest = framework.manifest
    return {"framework": manifest.full_id, "title": manifest.title, "content": framework.content_hash}


def _concept(concept: Concept) -> dict[str, Any]:
    return {
        "name": concept.name,
        "label": concept.label,
        "level": None if concept.level is None else concept.level.value,
        "before": _told(concept.before),
        "after": _told(concept.after),
        "changes": list(concept.changes),
    }


def _told(told: Told) -> dict[str, Any]:
    return {
        "silent": told.silent,
        "gist": told.gist,
        "says": [_side(each) for each in told.lines],
        "paragraphs": list(told.paragraphs),
        "note": told.note or None,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "id": change.id,
        "level": change.level.value,
        "sort": change.sort.value,
        "kind": change.kind.value,
        "name": change.name,
        "label": change.label,
        "aspect": change.aspect or None,
        "before": None if change.before is None else _side(change.before),
        "after": None if change.after is None else _side(change.after),
        "touches": list(change.touches),
    }


def _side(side: Side) -> dict[str, Any]:
    return {
        "name": side.name or None,
        "says": side.words,
        "paragraphs": [] if side.citation is None else list(side.citation.paragraphs),
        "place": place(side.span),
    }


def place(span: Span) -> str:
    """File and line."""
    return f"{span.source}:{span.start.line}"


def _match(match: Match) -> dict[str, Any]:
    return {
        "kind": match.kind.value,
        "before": match.before,
        "after": match.after,
        "ground": match.ground.value,
        "concept": match.concept or None,
        "likeness": match.likeness,
    }


def _unsure(unsure: Unsure) -> dict[str, Any]:
    return {
        "kind": unsure.kind.value,
        "name": unsure.name,
        "of": "after" if unsure.of_after else "before",
        "candidates": list(unsure.candidates),
    }
