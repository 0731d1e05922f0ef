"""Reads `ledger.yaml`: every paragraph of the source, its gist in own words, and how far clauses say it."""

from __future__ import annotations

import re

from . import ir
from .base.diagnostics import Diagnostic
from .base.spans import Source
from .yaml.nodes import Mapping, compose
from .yaml.read import Reader

_DIGEST = re.compile(r"[0-9a-f]{64}")
_ASKED = {"missing": "what the clauses leave out", "reason": "why no clause says it"}
_WHY = {ir.Treatment.PARTLY: "missing", ir.Treatment.OUTSIDE: "reason"}


def read_ledger(source: Source) -> tuple[dict[str, ir.Paragraph], tuple[Diagnostic, ...]]:
    """The paragraphs by number, in the order of the file."""
    node, diagnostics = compose(source)
    if node is None:
        return {}, diagnostics
    reader = Reader()
    values = reader.mapping(node, "ledger.yaml", ("paragraphs",))
    listed = values.get("paragraphs")
    paragraphs: dict[str, ir.Paragraph] = {}
    if listed is not None and not isinstance(listed, Mapping):
        reader.mapping(listed, "paragraphs")
    elif isinstance(listed, Mapping):
        for key, value in listed.entries:
            what = f"paragraph {key.text}"
            entry = reader.mapping(value, what, ("gist", "status"), ("missing", "reason", "damaged", "part", "sha256"))
            texts = {name: reader.text(child, f"{what}, {name}") for name, child in entry.items()}
            status = (
                reader.choice(entry["status"], f"the status of {what}", tuple(ir.Treatment))
                if "status" in entry
                else None
            )
            treatment = ir.Treatment(status or ir.Treatment.NOT_YET)
            needed = _WHY.get(treatment)
            if needed and not texts.get(needed):
                reader.fault(
                    "E304",
                    f"{what} is called '{treatment}' but lacks '{needed}'",
                    value.span,
                    f"Say in '{needed}' {_ASKED[needed]}.",
                )
            note = texts.get("missing") or texts.get("reason") or ""
            digest = texts.get("sha256", "")
            if "sha256" in entry and not _DIGEST.fullmatch(digest):
                reader.fault(
                    "E305",
                    f"the sha256 of {what} is not 64 hexadecimal digits",
                    entry["sha256"].span,
                    "Let `remit sources FRAMEWORK --verify HANDBOOK.txt --record` write it.",
                )
                digest = ""
            paragraphs[key.text] = ir.Paragraph(
                key.text,
                texts.get("gist", ""),
                treatment,
                note,
                texts.get("damaged", ""),
                texts.get("part", ""),
                digest,
                key.span,
            )
    return paragraphs, (*diagnostics, *reader.diagnostics)


def paragraph_of(citation: str) -> str:
    """The paragraph that a citation names, without the point within it: `51[2]` cites 51."""
    return citation.split("[", 1)[0]


def clauses_by_paragraph(framework: ir.Framework) -> dict[str, tuple[str, ...]]:
    """The top-level clauses that cite each paragraph, in the order in which they are written."""
    cited: dict[str, list[str]] = {}

    def note(name: str, *citations: ir.Citation | None) -> None:
        for citation in citations:
            for number in citation.paragraphs if citation else ():
                cited.setdefault(paragraph_of(number), []).append(name)

    for define in framework.defines.values():
        note(define.name, define.citation)
    for decision in framework.decisions.values():
        note(decision.name, *(row.citation for row in decision.rows))
    for lifecycle in framework.lifecycles.values():
        note(
            lifecycle.name,
            *(state.citation for state in lifecycle.states),
            *(transition.citation for transition in lifecycle.transitions),
        )
    for rule in framework.rules.values():
        note(
            rule.name,
            rule.citation,
            rule.window.citation if rule.window else None,
            *(exception.citation for exception in rule.exceptions),
        )
    for parameter in framework.parameters.values():
        note(parameter.name, parameter.citation)
    for reading in framework.readings.values():
        note(reading.name, reading.citation)
    for gap in framework.gaps.values():
        note(gap.name, gap.citation)
    return {number: tuple(dict.fromkeys(names)) for number, names in cited.items()}
