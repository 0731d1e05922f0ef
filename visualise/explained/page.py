"""A page of reasons as HTML: one file that loads nothing, can be read by a screen reader, and prints.

Held to WCAG 2.2 AA: language and title are set, headings go down one level at a time, trees are nested lists, how a
step stands is said in words and shown by more than colour, and all text contrasts with its ground by 7 to 1 or more.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...engine.reasons.steps import Standing
from ..document import document, scoped, text
from ..prose import Items, Paragraph, Section, prose_html
from .blocks import STANDS, Block, Line, Page, Tree

_CLASSES = {
    Standing.FIRED: "holds",
    Standing.BLOCKED: "fails",
    Standing.OVERRIDDEN: "defeated",
    Standing.UNKNOWN: "unknown",
}

BODY = """
:root { color-scheme: light; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; background: #ffffff; color: #1a1a1a;
  font: 1rem/1.5 system-ui, "Segoe UI", Arial, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; }
header { border-bottom: 2px solid #1a1a1a; margin-bottom: 1rem; }
header p { margin: 0 0 .5rem; }
""".strip()

STEPS = """
ul.steps { list-style: none; padding-left: 0; margin: .25rem 0 1rem; }
ul.steps ul { list-style: none; padding-left: 1.25rem; margin: 0; border-left: 1px solid #767676; }
ul.steps li { margin: .2rem 0; }
.how { border: 1px solid #1a1a1a; border-radius: .25rem; padding: 0 .35rem; margin-right: .35rem; }
.how { font-size: .85rem; font-weight: 600; white-space: nowrap; }
.holds { background: #e3f2e6; color: #1a1a1a; }
.fails { background: #f4f4f4; color: #1a1a1a; border-style: dashed; }
.defeated { background: #f4f4f4; color: #1a1a1a; border-style: double; border-width: 3px; }
.unknown { background: #fff3d1; color: #1a1a1a; border-style: dotted; border-width: 2px; }
.cited { font-size: .9rem; }
""".strip()

PRINT = """
@media print { body { max-width: none; padding: 0; } h2 { break-after: avoid; } li { break-inside: avoid-page; } }
""".strip()


def page(of: Page) -> str:
    """The page as HTML; nothing in it that a stranger wrote can be markup."""
    first, *rest = of.about
    body = [
        "<header>",
        f"<h1>{text(of.title)}</h1>",
        f"<p><strong>{text(first)}</strong></p>",
        *(f"<p>{text(each)}</p>" for each in rest),
        "</header>",
        "<main>",
        *(line for block in of.blocks for line in _block(block)),
        "</main>",
    ]
    return document(f"{of.title}: {first}", (BODY, STEPS, PRINT), body)


def fragment(of: Page) -> str:
    """The same within another page, such as a notebook: its title is no heading there."""
    lines = [
        f'<div class="remit"><style>\n{scoped(STEPS)}\n</style>',
        f"<p><strong>{text(of.title)}</strong></p>",
        *(f"<p>{text(each)}</p>" for each in of.about),
        *(line for block in of.blocks for line in _block(block)),
        "</div>",
    ]
    return "\n".join(lines) + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Tree():
            yield from tree_html(block)
        case Section() | Paragraph() | Items():
            yield from prose_html(block)


def tree_html(tree: Tree) -> Iterator[str]:
    """Steps with what they rest on, as lists within lists."""
    yield '<ul class="steps">'
    for line in tree.lines:
        yield from _tree(line)
    yield "</ul>"


def _tree(line: Line) -> Iterator[str]:
    how = f'<span class="how {_CLASSES[line.status]}">{STANDS[line.status]}</span>'
    cited = f' <span class="cited">[{text(line.cited)}]</span>' if line.cited else ""
    said = f"<li>{how} {text(line.text)}{cited}"
    if not line.under:
        yield f"{said}</li>"
        return
    yield said
    yield "<ul>"
    for each in line.under:
        yield from _tree(each)
    yield "</ul>"
    yield "</li>"
