"""A page of reasons as Markdown, for a pull request or for Word."""

from __future__ import annotations

from collections.abc import Iterator

from ..prose import Items, Paragraph, Section, escaped, prose_markdown
from .blocks import STANDS, Block, Line, Page, Tree


def markdown(page: Page) -> str:
    """The page as Markdown (CommonMark); how a step stands is said in words."""
    first, *rest = page.about
    lines = [f"# {escaped(page.title)}", "", f"**{escaped(first)}**, {' '.join(map(escaped, rest))}"]
    for block in page.blocks:
        lines += ["", *_block(block)]
    return "\n".join(lines) + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Tree():
            yield from tree_markdown(block)
        case Section() | Paragraph() | Items():
            yield from prose_markdown(block, 2)


def tree_markdown(tree: Tree) -> Iterator[str]:
    """Steps with what they rest on, as lists within lists."""
    for line in tree.lines:
        yield from _tree(line, 0)


def _tree(line: Line, depth: int) -> Iterator[str]:
    cited = f" \\[{escaped(line.cited)}\\]" if line.cited else ""
    yield f"{'  ' * depth}- **{STANDS[line.status]}:** {escaped(line.text)}{cited}"
    for each in line.under:
        yield from _tree(each, depth + 1)
