"""Why an answer is not another one, as a page."""

from __future__ import annotations

from ...dsl import ir
from ...dsl.words import Words, lowered
from ...engine.reasons.steps import Standing
from ...engine.reasons.why_not import Alternative, WhyNot
from ..plain import clean, counted, day, listed
from ..prose import Items, Paragraph, Section
from .blocks import Block, Page, about, trees

_SAID = {
    Standing.FIRED: "It is so.",
    Standing.UNKNOWN: "It may be so: what is known does not decide it.",
    Standing.BLOCKED: "It is not so.",
}


def why_not_page(answer: WhyNot, framework: ir.Framework) -> Page:
    """The clauses that would have given the answer asked for, and the smallest changes that would."""
    blocks: list[Block] = [Paragraph(clean(f"Why not '{answer.target.words}'? {_SAID[answer.standing]}"))]
    blocks += [Section("The clauses that bear on it"), *trees(answer.clauses, everything=True)]
    if answer.standing is not Standing.FIRED:
        blocks += _changes(answer, Words(framework))
    return Page("Why not", about(answer.heading), tuple(blocks))


def _changes(answer: WhyNot, words: Words) -> list[Block]:
    blocks: list[Block] = []
    smallest = "The smallest changes that would make it so"
    if answer.by_values:
        blocks += _listed("The smallest changes that leave the events as they were", answer.by_values, words)
        smallest = "Fewer changes, where events change"
    if answer.alternatives:
        blocks += _listed(smallest, answer.alternatives, words)
    else:
        blocks += [Section(smallest), Paragraph("None was found.")]
    if answer.coming is not None:
        blocks.append(Paragraph(f"If nothing else happens, it will be so on {day(answer.coming)}."))
    blocks.append(Paragraph(_tried(answer)))
    return blocks


def _listed(title: str, alternatives: tuple[Alternative, ...], words: Words) -> list[Block]:
    return [Section(title), Items(tuple(_alternative(each, words) for each in alternatives), numbered=True)]


def _alternative(each: Alternative, words: Words) -> str:
    names = dict.fromkeys(name.partition(" (")[0] for name in each.also)
    also = listed(tuple(f"'{lowered(words.label_of(name))}'" for name in names))
    return clean("; and ".join(each.words) + (f". That changes also {also}" if also else ""))


def _tried(answer: WhyNot) -> str:
    """How it was looked for, so that nobody takes more from it than is in it."""
    most = counted(answer.size, "change")
    what = f"{most if answer.size == 1 else f'up to {most}'} at once of what these clauses read"
    tried = f"Tried: {what}, values, days and events; {counted(answer.asked, 'case')} in all, each answered anew."
    limit = " The limit was reached before all of them were tried." if answer.exhausted else ""
    return f"{tried}{limit} Other readings and parameters were not tried."
