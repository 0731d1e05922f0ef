"""Reads `ledger.yaml`: every paragraph of the source, its gist in own words, and how far clauses say it."""

from __future__ import annotations

import re

from . import ir
from .base.diagnostics import Diagnostic
from .base.spans import Source
from .yaml.nodes import Mapping, compose
from .yaml.read import Reader

_NUMBER = re.compile(r"(Annex )?(Table )?[A-Z]?\d+(\.\d+)*[A-Za-z]{0,2}|Annex [A-Z]")
"""What can be cited: PARAGRAPH in the grammar, without a point within it."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_ASKED = {"missing": "what the clauses leave out", "reason": "why no clause says it"}
_WHY = {ir.Treatment.PARTLY: "missing", ir.Treatment.OUTSIDE: "reason"}


_MORE = ("missing", "reason", "damaged", "part", "heading", "sha256")


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
            if not _NUMBER.fullmatch(key.text):
                reader.fault(
                    "E305",
                    f"'{key.text}' is not the number of a paragraph, so it could not be cited",
                    key.span,
                    "Write it in one of these forms: 6, 6.1, 6a, A2, Annex A, Annex A2, Table 3.",
                )
                continue
            entry = reader.mapping(value, what, ("gist", "status"), _MORE)
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
                texts.get("heading", ""),
                digest,
                key.span,
            )
    return paragraphs, (*diagnostics, *reader.diagnostics)
