"""The reasons of the answers for a case, as a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...dsl.words import cite
from ...engine.reasons.steps import Derivation, Resting, Step
from ..plain import clean, counted
from ..prose import Items, Paragraph, Section
from .blocks import Block, Page, about, trees
from .text import LEGEND, tree


def reasons_page(derivation: Derivation, only: str = "", everything: bool = False) -> Page:
    """The reasons of all answers; `only`: of the one of that name. `everything`: also what has no bearing on them."""
    blocks: list[Block] = [Paragraph(f"Note: {clean(each)}.") for each in derivation.notes]
    parts = (("Decisions", derivation.decisions), ("States", derivation.states), ("Rules", derivation.norms))
    asked = [(title, step) for title, part in parts for step in part if only in ("", step.rule)]
    steps = [(title, step) for title, step in asked if everything or only or not step.aside]
    shown = trees((step for _, step in steps), everything)
    last = ""
    for (title, _), each in zip(steps, shown, strict=True):
        if title != last and not only:
            blocks.append(Section(title))
        last = title
        blocks.append(each)
    if len(steps) < len(asked):
        left = counted(len(asked) - len(steps), "rule or decision", "rules and decisions")
        blocks.append(Paragraph(f"Left out: {left} to which no event has given rise (--all tells them)."))
    resting = [each for each in derivation.rests_on if not only or only in each.read_by]
    if resting:
        blocks += [Section("What this rests on"), Items(tuple(map(_resting, resting)))]
    return Page("Reasons", about(derivation.heading), tuple(blocks))


def _resting(each: Resting) -> str:
    what = f"{each.label} Taken: {each.value}" if each.kind == "reading" else f"{each.label}: {each.value}"
    return clean(f"{each.kind} {each.name}: {what}  [{cite(each.citation)}]")


def derivation_lines(derivation: Derivation, only: str = "") -> list[str]:
    """The steps alone, as text, for the middle of another answer; `only`: of the answer of that name."""
    return [LEGEND, *_trees(step for step in derivation.steps if (step.rule == only if only else not step.aside))]


def _trees(steps: Iterable[Step]) -> Iterator[str]:
    for each in trees(steps, everything=False):
        yield ""
        for line in each.lines:
            yield from tree(line, 0)
