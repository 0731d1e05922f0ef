"""Compares the ledger of a framework with the text of a handbook, and keeps the digests of its paragraphs."""

from __future__ import annotations

import re
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass

from . import ir
from .base.spans import Position, Source
from .ledger import read_ledger
from .paragraphs import Passage
from .yaml.nodes import Mapping, compose

_BREAK = re.compile("[\n\x85\u2028\u2029]")  # what YAML counts as the end of a line


@dataclass(frozen=True, slots=True)
class Asked:
    """A paragraph that the ledger calls narrative without a reason, though the text binds, permits or sets times."""

    paragraph: ir.Paragraph
    passage: Passage


@dataclass(frozen=True, slots=True)
class Verification:
    """What became of the paragraphs of a ledger in a text.

    `moved`: the same words under another number. `unrecorded`: in both, but the ledger keeps no digest to compare with.
    `missing`: in the ledger alone. `new`: in the text alone.
    """

    unchanged: tuple[ir.Paragraph, ...]
    changed: tuple[tuple[ir.Paragraph, Passage], ...]
    moved: tuple[tuple[ir.Paragraph, Passage], ...]
    missing: tuple[ir.Paragraph, ...]
    unrecorded: tuple[ir.Paragraph, ...]
    new: tuple[Passage, ...]
    asked: tuple[Asked, ...]

    @property
    def same(self) -> bool:
        """Whether the text is the one that the ledger describes, and nothing is asked for."""
        return not (self.changed or self.moved or self.missing or self.unrecorded or self.new or self.asked)


def verify(ledger: MappingOf[str, ir.Paragraph], found: tuple[Passage, ...]) -> Verification:
    """Compare the paragraphs of a ledger with those of a text, in the order of the ledger."""
    at_hand = {passage.number: passage for passage in found}
    same = {number for number, each in ledger.items() if number in at_hand and at_hand[number].digest == each.digest}
    # Only words that the text has once can be said to have moved.
    by_digest: dict[str, list[Passage]] = {}
    for passage in found:
        if passage.number not in same:
            by_digest.setdefault(passage.digest, []).append(passage)
    moved = {
        number: by_digest[each.digest][0]
        for number, each in ledger.items()
        if number not in same and len(by_digest.get(each.digest, ())) == 1
    }
    taken = {passage.number for passage in moved.values()}
    rest = {number: each for number, each in ledger.items() if number not in same and number not in moved}
    here = {number: each for number, each in rest.items() if number in at_hand and number not in taken}
    read = {number: at_hand[number] for number in ledger if number in same or number in here} | moved
    return Verification(
        tuple(ledger[number] for number in ledger if number in same),
        tuple((each, at_hand[number]) for number, each in here.items() if each.digest),
        tuple((ledger[number], passage) for number, passage in moved.items()),
        tuple(each for number, each in rest.items() if number not in here),
        tuple(each for each in here.values() if not each.digest),
        tuple(
            each for each in found if each.number not in same and each.number not in taken and each.number not in here
        ),
        tuple(
            Asked(each, read[number])
            for number, each in ledger.items()
            if each.treatment is ir.Treatment.NARRATIVE and not each.note and number in read and read[number].asks
        ),
    )


def recorded(ledger: Source, found: tuple[Passage, ...]) -> str:
    """The text of `ledger.yaml` with the digests of those paragraphs that a text has; all else stays as it is.

    The ledger must be free of faults.
    """
    node, faults = compose(ledger)
    paragraphs = node.get("paragraphs") if isinstance(node, Mapping) else None
    assert isinstance(paragraphs, Mapping) and not faults, "digests are recorded in a ledger that was read"
    digests = {passage.number: passage.digest for passage in found}
    starts = [0, *(found.end() for found in _BREAK.finditer(ledger.text))]
    edits: list[tuple[int, int, str]] = []
    for key, entry in paragraphs.entries:
        if key.text not in digests or not isinstance(entry, Mapping):
            continue
        value = f'"{digests[key.text]}"'
        if (written := entry.get("sha256")) is not None:
            edits.append((_offset(starts, written.span.start), _offset(starts, written.span.end), value))
            continue
        status = next(name.span.start for name, _ in entry.entries if name.text == "status")
        place = _offset(starts, status)
        in_braces = ledger.text[_offset(starts, entry.span.start)] == "{"
        after = ", " if in_braces else "\n" + " " * (status.column - 1)
        edits.append((place, place, f"sha256: {value}{after}"))
    text = ledger.text
    for start, end, words in sorted(edits, reverse=True):
        text = text[:start] + words + text[end:]
    _assert_kept(ledger, text, digests)
    return text


def _offset(starts: list[int], place: Position) -> int:
    return starts[place.line - 1] + place.column - 1


def _assert_kept(ledger: Source, text: str, digests: dict[str, str]) -> None:
    """That the new text says what the old one said, and the digests."""
    before, _ = read_ledger(ledger)
    after, faults = read_ledger(Source(ledger.label, text))
    wanted = {number: digests.get(number, each.digest) for number, each in before.items()}
    assert not faults and {number: each.digest for number, each in after.items()} == wanted
    assert [(e.gist, e.treatment, e.note, e.damaged, e.part, e.heading) for e in before.values()] == [
        (e.gist, e.treatment, e.note, e.damaged, e.part, e.heading) for e in after.values()
    ]
