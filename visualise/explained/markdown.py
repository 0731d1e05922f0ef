"""A page of reasons as Markdown, for a pull request or for Word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .blocks import STANDS, Block, Items, Line, Page, Paragraph, Section, Tree

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&@])")
_LEADING = re.compile(r"^(\d+)([.)])|^([-+=])")


def markdown(page: Page) -> str:
    """The page as Markdown (CommonMark); how a step stands is said in words."""
    first, *rest = page.about
    lines = [f"# {escaped(page.title)}", "", f"**{escaped(first)}**, {' '.join(map(escaped, rest))}"]
    for block in page.blocks:
        lines += ["", *_block(block)]
    return "\n".join(lines) + "\n"


def escaped(words: str) -> str:
    """Words in which nothing is markup: a stranger's text stays text."""
    inside = _SPECIAL.sub(r"\\\1", words)
    return _LEADING.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", inside)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Section(title=title):
            yield f"## {escaped(title)}"
        case Paragraph(text=words):
            yield escaped(words)
        case Items(texts=texts, numbered=numbered):
            for number, each in enumerate(texts, 1):
                yield f"{f'{number}.' if numbered else '-'} {escaped(each)}"
        case Tree(lines=lines):
            for line in lines:
                yield from _tree(line, 0)


def _tree(line: Line, depth: int) -> Iterator[str]:
    cited = f" \\[{escaped(line.cited)}\\]" if line.cited else ""
    yield f"{'  ' * depth}- **{STANDS[line.status]}:** {escaped(line.text)}{cited}"
    for each in line.under:
        yield from _tree(each, depth + 1)
