"""What one would need to know, as a page."""

from __future__ import annotations

from ...dsl import ir
from ...dsl.words import Words, cite, lowered
from ...engine.reasons.needs import Needs, Open, Settling
from ..plain import clean, counted, listed, place
from ..prose import Items, Paragraph, Section
from .blocks import Block, Page, about


def needs_page(answer: Needs, framework: ir.Framework) -> Page:
    """The answers that are open, and what would settle them, most first."""
    words = Words(framework)
    blocks: list[Block] = []
    if not answer.open:
        blocks.append(Paragraph("It is decided." if answer.only else "Every answer is decided."))
        return Page("What one would need to know", about(answer.heading), tuple(blocks))
    blocks += [Section("Not decided"), Items(tuple(_cited(each, words) for each in answer.open))]
    if answer.singly:
        settling = tuple(_settling(each, words, len(answer.open)) for each in answer.singly)
        blocks += [Section("Ask first"), Items(settling, numbered=True)]
    if answer.pairs:
        settling = tuple(_settling(each, words, len(answer.open)) for each in answer.pairs)
        blocks += [Section("Ask together, since neither settles it alone"), Items(settling, numbered=True)]
    if answer.others:
        blocks += [Section("Also missing"), Items(tuple(clean(each.words) for each in answer.others))]
    limit = " The limit was reached before everything was tried." if answer.exhausted else ""
    blocks.append(
        Paragraph(
            f"Found by answering {counted(answer.asked, 'case')}, each value taken to be as likely as another.{limit}"
        )
    )
    return Page("What one would need to know", about(answer.heading), tuple(blocks))


def _cited(each: Open, words: Words) -> str:
    cited = f"  [{cite(each.citation)}; {place(each.citation)}]" if each.citation and each.citation.paragraphs else ""
    return clean(f"{_named(each, words)}{cited}")


def _named(each: Open, words: Words) -> str:
    view = f" ({each.view}{f', {each.instance}' if each.instance else ''})" if each.view else ""
    return f"{lowered(words.label_of(each.name))}{view}"


def _settling(each: Settling, words: Words, number: int) -> str:
    parts = []
    if each.surely:
        parts.append(f"settles {listed(tuple(_named(a, words) for a in each.surely))} whatever the answer")
    if each.perhaps:
        parts.append(f"may settle {listed(tuple(_named(a, words) for a in each.perhaps))}")
    average = f"{float(each.expected):.1f} of {number} on average"
    return clean(f"{' and '.join(thing.words for thing in each.things)}: {'; '.join(parts)} ({average})")
