"""What a page of reasons is made of, before it becomes text, Markdown or HTML: so that all three say the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...dsl.words import cite
from ...engine.chain import Mode
from ...engine.reasons.steps import Heading, Standing, Step
from ..plain import clean, day, place
from ..prose import Prose


@dataclass(frozen=True, slots=True)
class Line:
    """A step as it is shown: how it stands, what it says, where that is written, and the lines under it."""

    status: Standing
    text: str
    cited: str
    under: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """Steps with what they rest on."""

    lines: tuple[Line, ...]


Block = Prose | Tree


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its title, of whom and when it tells, and its blocks."""

    title: str
    about: tuple[str, ...]
    blocks: tuple[Block, ...]


STANDS = {
    Standing.FIRED: "holds",
    Standing.BLOCKED: "does not hold",
    Standing.OVERRIDDEN: "defeated by another",
    Standing.UNKNOWN: "not known",
}
"""How a step stands, in words."""


def about(heading: Heading) -> tuple[str, ...]:
    """Of whom, of which day and under which framework a page tells."""
    subject = f"{heading.name} (URN {heading.subject})" if heading.name else f"URN {heading.subject}"
    lines = [subject, f"as of {day(heading.as_of)}, under {heading.title} ({heading.framework})"]
    lines.append(f"mode: {heading.mode.value}")
    if not heading.in_force and heading.mode is Mode.AS_IF:
        lines.append("Note: this framework is not in force on that day. The answer is as if it were.")
    return tuple(clean(each) for each in lines)


def trees(steps: Iterable[Step], everything: bool) -> tuple[Tree, ...]:
    """A tree for each step. What has been explained once is not explained again: later it is marked 'as above'."""
    told: set[Step] = set()
    return tuple(Tree((_line(step, everything, told),)) for step in steps)


def _line(step: Step, everything: bool, told: set[Step]) -> Line:
    again = bool(step.rule and step.inputs and step in told)
    told.add(step)
    value = f": {step.value}" if step.value else ""
    inputs = () if again else tuple(each for each in step.inputs if everything or not each.aside)
    return Line(
        step.status,
        clean(f"{step.node}{value}{' (as above)' if again else ''}"),
        clean(f"{cite(step.citation)}; {place(step.citation)}") if step.citation and step.citation.paragraphs else "",
        tuple(_line(each, everything, told) for each in inputs),
    )
