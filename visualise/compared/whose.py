"""Whose outcome differs between two frameworks, as a part of a report."""

from __future__ import annotations

from collections.abc import Iterator

from ...engine.compare.causes import Causes
from ...engine.compare.whose import Whose
from ..plain import clean, day, listed
from ..prose import Items, Paragraph, Section
from ..supposed.moves import answers_moved
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
        why = _why(found.because.get(each.name, ()), found.causes.get(each.name))
        moves = tuple((number, clean(words)) for number, words in each.moves)
        yield Tally(clean(each.title), moves, tuple(map(clean, each.days)), clean(why))
    yield Paragraph(f"The first {LISTED} of them:" if len(differing) > LISTED else "They are:")
    yield Items(tuple(clean(_school(*each)) for each in differing[:LISTED]))


def _why(because: tuple[str, ...], causes: Causes | None) -> str:
    """Which changes make an answer differ, and which of them alone."""
    if not because:
        return ""
    if causes is None or not (causes.alone or causes.moves or causes.still):
        return f"because of one or several of these, none of which was tried alone: {_few(because)}"
    of = f" of the {causes.differing:,}" if causes.schools < causes.differing else ""
    parts = []
    if causes.alone:
        told = tuple(f"{each}{f' (for {n:,}{of})' if n < causes.schools or of else ''}" for each, n in causes.alone)
        each = "each of them alone" if len(told) > 1 else "alone"
        parts.append(f"because of {_few(told)}, {each}")
    elif causes.untried:
        parts.append("none of the changes that were tried makes the difference alone")
    else:
        parts.append("no change alone makes the difference; several together do")
    if causes.moves:
        parts.append(f"moved in part by {_few(causes.moves)}")
    if causes.still and not causes.alone:
        parts.append(f"not moved by {_few(causes.still)}")
    if causes.untried:
        parts.append(f"not tried alone: {_few(causes.untried)}")
    return "; ".join(parts)


def _few(names: tuple[str, ...]) -> str:
    return listed(names) if len(names) <= CAUSES else f"{', '.join(names[:CAUSES])} and {len(names) - CAUSES} more"


def _school(urn: str, name: str, answers: str) -> str:
    told = answers.split("; ")
    more = f" and {len(told) - CAUSES} more" if len(told) > CAUSES else ""
    return f"{f'{name} (URN {urn})' if name else f'URN {urn}'}: {listed(tuple(told[:CAUSES])) + more}"
