"""Headings, paragraphs, lists and pictures, of which pages of every kind are made; and words as HTML and Markdown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .document import text

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&@])")
_LEADING = re.compile(r"^(\d+)([.)])|^([-+=])")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading within a page; `anchor` names it for links, where any lead to it. `level`: 3 is below 2."""

    title: str
    anchor: str = ""
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of text."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list; `numbered` where its order says something."""

    texts: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as SVG that is fit for a page, and what it shows; `name`: of its file, where it is to have one."""

    svg: str
    caption: str
    name: str = ""


Prose = Section | Paragraph | Items


def prose_html(block: Prose, words: Callable[[str], str] = text) -> Iterator[str]:
    """As lines of HTML. `words`: how text is made fit to stand there."""
    match block:
        case Section(title=title, anchor=anchor, level=level):
            name = f' id="{words(anchor)}"' if anchor else ""
            yield f"<h{level}{name}>{words(title)}</h{level}>"
        case Paragraph(text=said):
            yield f"<p>{words(said)}</p>"
        case Items(texts=texts, numbered=numbered):
            tag = "ol" if numbered else "ul"
            yield f"<{tag}>"
            yield from (f"<li>{words(each)}</li>" for each in texts)
            yield f"</{tag}>"


def prose_markdown(block: Prose, level: int) -> Iterator[str]:
    """As lines of Markdown (CommonMark); `level`: of the headings of sections that are not below others."""
    match block:
        case Section(title=title, level=below):
            yield f"{'#' * (level + below - 2)} {escaped(title)}"
        case Paragraph(text=words):
            yield escaped(words)
        case Items(texts=texts, numbered=numbered):
            for number, each in enumerate(texts, 1):
                yield f"{f'{number}.' if numbered else '-'} {escaped(each)}"


def escaped(words: str) -> str:
    """Words in which nothing is Markdown: a stranger's text stays text."""
    inside = _SPECIAL.sub(r"\\\1", words)
    return _LEADING.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", inside)
