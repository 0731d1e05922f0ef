"""Whose outcome differs between two frameworks, as a part of a report."""

from __future__ import annotations

from collections.abc import Iterator

from ...engine.compare.whose import Whose
from ..moves import answers_moved
from ..plain import clean, day, listed
from ..prose import Items, Paragraph, Section
from .blocks import Block, Tally

LISTED = 20
"""So many schools are named; a file has all of them."""

CAUSES = 6
"""So many changes are named behind an answer."""


def whose_blocks(found: Whose) -> Iterator[Block]:
    """How many schools, what becomes of their answers, and which changes can make that so."""
    differing = found.differing()
    yield Section("Whose outcome differs", "whose")
    asked = f"{found.schools:,} school{'' if found.schools == 1 else 's'} asked under both, as of {day(found.as_of)}"
    if not differing:
        yield Paragraph(f"{asked}: no answer differs.")
        return
    yield Paragraph(
        f"{asked}: for {len(differing):,} of them some answer differs that both give. "
        "What only one of them asks is not counted here."
    )
    for each in answers_moved(found.found, found.frameworks):
        because = found.because.get(each.name, ())
        more = f" and {len(because) - CAUSES} more" if len(because) > CAUSES else ""
        why = f"because of {', '.join(because[:CAUSES])}{more}" if because else ""
        moves = tuple((number, clean(words)) for number, words in each.moves)
        yield Tally(clean(each.title), moves, tuple(map(clean, each.days)), clean(why))
    yield Paragraph(f"The first {LISTED} of them:" if len(differing) > LISTED else "They are:")
    yield Items(tuple(clean(_school(*each)) for each in differing[:LISTED]))


def _school(urn: str, name: str, answers: str) -> str:
    told = answers.split("; ")
    more = f" and {len(told) - CAUSES} more" if len(told) > CAUSES else ""
    return f"{f'{name} (URN {urn})' if name else f'URN {urn}'}: {listed(tuple(told[:CAUSES])) + more}"
