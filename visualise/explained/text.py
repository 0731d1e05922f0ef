"""A page of reasons as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from ...engine.reasons.steps import Standing
from ..plain import filled
from ..prose import Items, Paragraph, Section
from .blocks import Block, Line, Page, Tree

LEGEND = "+ holds   - does not hold   x defeated by another   ? not known"

_MARKS = {Standing.FIRED: "+", Standing.BLOCKED: "-", Standing.OVERRIDDEN: "x", Standing.UNKNOWN: "?"}


def text(page: Page) -> str:
    """The page as text; a line says what the marks of the steps mean."""
    lines = [line for each in page.about for line in filled(each, "")]
    if any(isinstance(each, Tree) for each in page.blocks):
        lines += ["", LEGEND]
    for block in page.blocks:
        lines += ["", *_block(block)]
    return "\n".join(lines) + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Section(title=title):
            yield title
        case Paragraph(text=words):
            yield from filled(words, "")
        case Items(texts=texts, numbered=numbered):
            for number, each in enumerate(texts, 1):
                yield from filled(f"{number}. {each}" if numbered else each, "  ")
        case Tree(lines=lines):
            for line in lines:
                yield from tree(line, 0)


def tree(line: Line, depth: int) -> Iterator[str]:
    """A step and what is under it."""
    cited = f"  [{line.cited}]" if line.cited else ""
    yield from filled(f"{_MARKS[line.status]} {line.text}{cited}", "  " * depth)
    for each in line.under:
        yield from tree(each, depth + 1)
