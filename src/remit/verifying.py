"""`remit sources --verify` from file to file: handbook and ledger -> what became of each paragraph."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .dsl import ir
from .dsl.base.diagnostics import refusal
from .dsl.base.spans import Span
from .dsl.citing import citations, paragraph_of
from .dsl.paragraphs import Passage, passages
from .dsl.verify import Verification, recorded, verify
from .files import read_text, shown
from .pipeline import Loaded
from .writers import write_bytes


@dataclass(frozen=True, slots=True)
class Result:
    """What a handbook says beside a ledger.

    `recorded`: how many digests were written; None where none were to be.
    """

    handbook: Path
    framework: ir.Framework
    found: Verification
    recorded: int | None

    @property
    def same(self) -> bool:
        """Whether nothing is left to look at. What was recorded was accepted by whoever recorded it."""
        if self.recorded is None:
            return self.found.same
        return not (self.found.moved or self.found.missing or self.found.new or self.found.asked)


def run(loaded: Loaded, framework: ir.Framework, handbook: Path, record: bool) -> Result:
    """Compare, and record if that is asked.

    Raises Refused: E601 where the handbook cannot be opened or there is no ledger, E008 where it holds no numbered
    paragraph, E603 where the ledger cannot be written.
    """
    if loaded.folder.ledger is None:
        message = f"{framework.manifest.full_id} has no ledger.yaml, so there is nothing to verify"
        raise refusal("E601", message, None, "Write a ledger first; see `remit sources`.")
    headings = {each.heading: each.number for each in framework.ledger.values() if each.heading}
    found = passages(read_text(handbook).text, headings)
    if not found:
        message = f"{handbook} holds no numbered paragraph"
        hint = "Name the handbook's text, with the number at the beginning of each paragraph: '21. The ...'."
        raise refusal("E008", message, None, hint)
    result = verify(framework.ledger, found)
    return Result(handbook, framework, result, _record(loaded.path / "ledger.yaml", found, result) if record else None)


def _record(path: Path, found: tuple[Passage, ...], result: Verification) -> int:
    """Write the digests of what changed and of what had none; how many they are.

    What moved keeps its digest: first the ledger has to be renumbered.
    """
    numbers = {each.number for each in (*(each for each, _ in result.changed), *result.unrecorded)}
    if not numbers:
        return 0
    source = read_text(path, shown(path))
    text = recorded(source, tuple(passage for passage in found if passage.number in numbers))
    raw = path.read_bytes()
    data = (text.replace("\n", "\r\n") if b"\r\n" in raw else text).encode("utf-8")
    write_bytes(path, (b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b"") + data)
    return len(numbers)


def told(result: Result) -> str:
    """The comparison for people."""
    found = result.found
    lines: list[str] = []

    def paragraph(each: ir.Paragraph, words: str) -> None:
        lines.append(f"{each.number:>4}  {words}\n      {each.gist}")
        places = _resting(result.framework, each.number)
        lines.extend(f"      {place.source}:{place.start.line}: {name}" for name, place in places)

    for each, passage in found.changed:
        paragraph(each, f"changed (line {passage.line} of the text)")
    for each, passage in found.moved:
        paragraph(each, f"moved: it is now {passage.number} (line {passage.line} of the text)")
    for each in found.missing:
        paragraph(each, "missing in the text")
    for passage in found.new:
        lines.append(f"{passage.number:>4}  new in the text (line {passage.line})")
    for asked in found.asked:
        words = ", ".join(f"'{word}'" for word in asked.passage.asks)
        lines.append(
            f"{asked.paragraph.number:>4}  narrative, but line {asked.passage.line} and after say {words}: "
            "give the 'reason' in the ledger, or another status"
        )
    if found.unrecorded and result.recorded is None:
        numbers = ", ".join(each.number for each in found.unrecorded)
        lines.append(f"without a digest in the ledger: {numbers}; --record writes them")
    counts = (
        (len(found.unchanged), "unchanged"),
        (len(found.changed), "changed"),
        (len(found.moved), "moved"),
        (len(found.missing), "missing in the text"),
        (len(found.new), "new in the text"),
        (len(found.unrecorded), "not recorded" if result.recorded is None else "not recorded before"),
        (len(found.asked), "narrative without a reason"),
    )
    always = ("unchanged", "changed", "missing in the text", "new in the text")
    lines.append(", ".join(f"{count} {name}" for count, name in counts if count or name in always))
    if result.recorded is not None:
        lines.append(f"{result.recorded} digest{'' if result.recorded == 1 else 's'} written")
    return "\n".join(lines)


def data(result: Result) -> dict[str, Any]:
    """The comparison for programs."""
    found = result.found

    def of(each: ir.Paragraph, passage: Passage | None = None) -> dict[str, Any]:
        resting = [
            {"name": name, "file": place.source, "line": place.start.line}
            for name, place in _resting(result.framework, each.number)
        ]
        place = {"number_in_text": passage.number, "line": passage.line} if passage else {}
        return {"paragraph": each.number, "gist": each.gist, **place, "clauses": resting}

    return {
        "framework": result.framework.manifest.full_id,
        "text": str(result.handbook),
        "same": result.same,
        "unchanged": [each.number for each in found.unchanged],
        "changed": [of(each, passage) for each, passage in found.changed],
        "moved": [of(each, passage) for each, passage in found.moved],
        "missing": [of(each) for each in found.missing],
        "new": [{"paragraph": each.number, "line": each.line} for each in found.new],
        "not_recorded": [each.number for each in found.unrecorded],
        "reason_asked": [
            {"paragraph": each.paragraph.number, "gist": each.paragraph.gist, "line": each.passage.line,
             "words": list(each.passage.asks)}
            for each in found.asked
        ],
        "recorded": result.recorded,
    }  # fmt: skip


def _resting(framework: ir.Framework, number: str) -> list[tuple[str, Span]]:
    """The clauses that cite a paragraph, each with the place where it first does."""
    places: dict[str, Span] = {}
    for each in citations(framework):
        if number in (paragraph_of(cited) for cited in each.citation.paragraphs):
            places.setdefault(each.owner, each.span)
    return list(places.items())
