"""A report of a comparison as HTML: one file that loads nothing, can be read by a screen reader, and prints.

Held to WCAG 2.2 AA as the page of reasons is: headings go down one level at a time, every table has a caption and
headings for rows and columns, what became of a thing is told by sign and word and not by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..document import document, scoped, text
from ..explained.page import BODY, PRINT
from ..prose import Items, Paragraph, Picture, Section, prose_html
from .blocks import Block, Cell, Line, Report, Row, Table, Tally
from .report import LEGEND

_TABLES = """
nav ul { padding-left: 1.25rem; margin: .5rem 0; }
.headline { font-size: 1.1rem; font-weight: 600; }
a { color: #0b4f9c; }
a:focus-visible, summary:focus-visible, .wide:focus-visible { outline: 3px solid #0b4f9c; outline-offset: 2px; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; }
caption { text-align: left; font-weight: 600; padding: .25rem 0; }
th, td { border: 1px solid #767676; padding: .4rem .5rem; text-align: left; vertical-align: top; font-weight: normal; }
thead th, tr.under th { background: #f0f0f0; font-weight: 600; }
td { width: 36%; }
td p { margin: 0 0 .35rem; }
figure { margin: 0; overflow-x: auto; }
figure svg { max-width: 100%; height: auto; }
.tally { width: auto; }
.tally td { width: auto; }
.tally .number { text-align: right; }
.mark { display: inline-block; min-width: 1.2rem; font-weight: 700; }
.level { border: 1px solid #1a1a1a; border-radius: .25rem; padding: 0 .35rem; font-size: .85rem; white-space: nowrap; }
.id, .where { font-size: .85rem; color: #404040; }
.quiet { background: #f7f7f7; font-style: italic; }
summary { font-weight: 600; cursor: pointer; margin: .5rem 0; }
""".strip()

_ON_PAPER = "@media print { nav { display: none; } tr { break-inside: avoid; } td { width: auto; } }"


def page(of: Report) -> str:
    """The report as HTML; nothing in it that a stranger wrote can be markup."""
    sections = [each for each in of.blocks if isinstance(each, Section)]
    body = [
        "<header>",
        f"<h1>{text(of.title)}</h1>",
        *(f"<p>{text(each)}</p>" for each in of.about),
        f'<p class="headline">{text(of.headline)}</p>',
        "</header>",
        '<nav aria-label="On this page"><ul>',
        *(f'<li><a href="#{text(each.anchor)}">{text(each.title)}</a></li>' for each in sections),
        "</ul></nav>",
        "<main>",
        *(line for block in of.blocks for line in _block(block)),
        "</main>",
    ]
    return document(f"{of.title}: {'; '.join(of.about)}", (BODY, _TABLES, PRINT, _ON_PAPER), body)


def fragment(of: Report) -> str:
    """The same within another page, such as a notebook: its title is no heading there."""
    lines = [
        f'<div class="remit"><style>\n{scoped(_TABLES)}\n</style>',
        f"<p><strong>{text(of.headline)}</strong></p>",
        *(f"<p>{text(each)}</p>" for each in of.about),
        *(line for block in of.blocks for line in _block(block)),
        "</div>",
    ]
    return "\n".join(lines) + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Table():
            yield from _table(block)
        case Tally():
            yield f'<table class="tally"><caption>{text(block.title)}</caption>'
            yield '<thead><tr><th scope="col">schools</th><th scope="col">what becomes of it</th></tr></thead><tbody>'
            yield from (f'<tr><td class="number">{n:,}</td><td>{text(words)}</td></tr>' for n, words in block.moves)
            yield "</tbody></table>"
            yield from (f"<p>{text(words)}</p>" for words in (*block.days, block.why) if words)
        case Picture(svg=svg, caption=caption):
            yield f"<figure>{svg.strip()}<figcaption>{text(caption)}</figcaption></figure>"
        case Section() | Paragraph() | Items():
            yield from prose_html(block)


def _table(table: Table) -> Iterator[str]:
    if table.folded:
        yield f"<details><summary>{text(table.caption)}: {len(table.rows)}</summary>"
    yield f'<div class="wide" role="region" tabindex="0" aria-label="{text(table.caption)}"><table>'
    yield f"<caption>{text(table.caption)} ({text(LEGEND)})</caption>"
    yield "<thead><tr>"
    yield from (f'<th scope="col">{text(each)}</th>' for each in ("what", *table.heads))
    yield "</tr></thead>"
    yield "<tbody>"
    last = ""
    for row in table.rows:
        if row.under != last and row.under:
            yield f'<tr class="under"><th scope="rowgroup" colspan="3">{text(row.under)}</th></tr>'
        last = row.under
        yield _row(row)
    yield "</tbody>"
    yield "</table></div>"
    if table.folded:
        yield "</details>"


def _row(row: Row) -> str:
    reaches = f'<br><span class="where">{text(row.reaches)}</span>' if row.reaches else ""
    head = (
        f'<th scope="row"><span class="mark">{text(row.mark)}</span> {text(row.head)}<br>'
        f'<span class="level">{text(row.badge)}</span><br><span class="id">{text(row.id)}</span>{reaches}</th>'
    )
    return f"<tr>{head}{_cell(row.before)}{_cell(row.after)}</tr>"


def _cell(cell: Cell) -> str:
    told = "".join(map(_line, cell.lines))
    quiet = ' class="quiet"' if cell.quiet else ""
    return f"<td{quiet}>{told or '<p>not there</p>'}</td>"


def _line(line: Line) -> str:
    cited = f' <span class="where">[{text(line.where)}]</span>' if line.where else ""
    return f"<p>{text(line.words)}{cited}</p>"
