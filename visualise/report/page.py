"""The pages of a report as HTML: files that load nothing from elsewhere, can be read by a screen reader, and print.

Held to WCAG 2.2 AA: language and title are set, a link skips what all pages share, headings go down one level at a
time, every table has a caption and headings of rows and columns and can be scrolled with the keyboard where it is wide,
and text contrasts with its ground by 7 to 1 or more.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..document import document, scoped, text
from ..explained.blocks import Tree
from ..explained.page import STEPS, tree_html
from ..plain import clean
from ..prose import Items, Paragraph, Picture, Section, prose_html
from .blocks import Block, Cell, Facts, Line, Lines, Link, Links, Page, Report, Row, Table

_STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #ffffff; color: #0b0c0c; overflow-wrap: break-word;
  font: 1rem/1.5 system-ui, "Segoe UI", Arial, sans-serif; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 0; top: 0; padding: .5rem 1rem; z-index: 1; }
a { color: #003a7d; }
a:focus-visible, .wide:focus-visible { outline: 3px solid #0b0c0c; outline-offset: 2px; }
a:focus-visible { background: #ffdd00; color: #0b0c0c; }
header, main, footer { max-width: 72rem; margin: 0 auto; padding: 0 1.5rem; }
header { border-bottom: 4px solid #12436d; padding-top: 1rem; }
header p { margin: 0 0 .25rem; }
.site { font-weight: 700; font-size: 1.1rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: .75rem 0; padding: 0; }
nav a { display: inline-block; padding: .25rem 0; }
nav a[aria-current] { color: #0b0c0c; font-weight: 700; text-decoration: none; border-bottom: 4px solid #12436d; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 1.5rem 0 .5rem; }
h2 { font-size: 1.3rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; }
.lead { font-size: 1.1rem; max-width: 44rem; }
main p, main li, dd { max-width: 44rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.25rem; }
dt { font-weight: 700; }
dd { margin: 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: .5rem 0 1.5rem; min-width: 24rem; }
caption { text-align: left; font-weight: 700; padding: .5rem 0; overflow-wrap: anywhere; }
th, td { border-bottom: 1px solid #767676; padding: .4rem 1rem .4rem 0; text-align: left; vertical-align: top; }
tbody th { font-weight: 400; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
td p, tbody th p { margin: 0 0 .35rem; }
.where { font-size: .9rem; }
tr:target { background: #fff4bf; }
figure { margin: 1rem 0; }
figure svg { max-width: 100%; height: auto; }
figcaption { font-weight: 700; margin-bottom: .5rem; }
footer { border-top: 1px solid #767676; margin-top: 3rem; padding-top: 1rem; padding-bottom: 2rem; font-size: .9rem; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .5rem; } }
@media print { nav, .skip { display: none; } .wide { overflow: visible; } tr, figure { break-inside: avoid; }
  h2, h3, caption { break-after: avoid; } a { color: inherit; text-decoration: none; } }
""".strip()


def page(of: Page, report: Report) -> str:
    """A page as HTML; nothing in it that a stranger wrote can be markup."""
    title = of.title if of.title == report.title else f"{of.title}: {report.title}"
    body = [
        '<a class="skip" href="#main">Skip to what the page says</a>',
        "<header>",
        f'<p class="site">{_text(report.title)}</p>',
        *(f"<p>{_text(each)}</p>" for each in report.about),
        *_nav(of, report),
        "</header>",
        '<main id="main">',
        f"<h1>{_text(of.title)}</h1>",
        f'<p class="lead">{_text(of.lead)}</p>',
        *(line for block in of.blocks for line in _block(block)),
        "</main>",
        "<footer>",
        *(f"<p>{_text(each)}</p>" for each in report.foot),
        "</footer>",
    ]
    return document(clean(title), (_STYLE, STEPS), body)


def fragment(of: Report) -> str:
    """What a report of one page says, within another page such as a notebook."""
    (only,) = of.pages
    lines = [
        f'<div class="remit"><style>\n{scoped(_WITHIN)}\n{scoped(STEPS)}\n</style>',
        f"<p><strong>{_text(of.title)}</strong></p>",
        *(f"<p>{_text(each)}</p>" for each in (*of.about, only.lead)),
        *(line for block in only.blocks for line in _block(block)),
        "</div>",
    ]
    return "\n".join(lines) + "\n"


_WITHIN = """
table { border-collapse: collapse; margin: .25rem 0 1rem; }
caption { font-weight: 600; text-align: left; padding: .25rem 0; }
th, td { border: 1px solid #767676; padding: .2rem .5rem; text-align: left; vertical-align: top; }
tbody th { font-weight: normal; }
.number { text-align: right; }
.wide { overflow-x: auto; }
figure { margin: .5rem 0; }
figure svg { max-width: 100%; height: auto; }
""".strip()


def _nav(of: Page, report: Report) -> Iterator[str]:
    """The pages; of a report of one page its sections."""
    if len(report.pages) > 1:
        yield '<nav aria-label="Pages of this report"><ul>'
        yield from (_entry(each, each is of) for each in report.pages)
        yield from (f"<li>{_link(each)}</li>" for each in report.beside)
    else:
        sections = [each for each in of.blocks if isinstance(each, Section) and each.level == 2 and each.anchor]
        yield '<nav aria-label="On this page"><ul>'
        yield from (f'<li><a href="#{_text(each.anchor)}">{_text(each.title)}</a></li>' for each in sections)
    yield "</ul></nav>"


def _entry(page: Page, current: bool) -> str:
    here = ' aria-current="page"' if current else ""
    return f'<li><a href="{_text(page.file)}"{here}>{_text(page.title)}</a></li>'


def _text(words: str) -> str:
    return text(clean(words))


def _block(block: Block) -> Iterator[str]:
    match block:
        case Section() | Paragraph() | Items():
            yield from prose_html(block, _text)
        case Facts(pairs=pairs):
            yield "<dl>"
            yield from (f"<dt>{_text(what)}</dt><dd>{_text(said)}</dd>" for what, said in pairs)
            yield "</dl>"
        case Links(links=links):
            yield "<ul>"
            for link, note in links:
                more = f": {_text(note)}" if note else ""
                yield f"<li>{_link(link)}{more}</li>"
            yield "</ul>"
        case Picture(svg=svg, caption=caption):
            yield f'<figure class="wide" tabindex="0" role="group" aria-label="{_text(caption)}">'
            yield f"<figcaption>{_text(caption)}</figcaption>"
            yield svg.strip()
            yield "</figure>"
        case Table():
            yield from _table(block)
        case Tree():
            yield from tree_html(block)


def _table(table: Table) -> Iterator[str]:
    numbers = [all(isinstance(row.cells[place], int) for row in table.rows) for place in range(len(table.heads))]
    yield f'<div class="wide" tabindex="0" role="region" aria-label="{_text(table.caption)}">'
    yield "<table>"
    yield f"<caption>{_text(table.caption)}</caption>"
    heads = (
        f'<th scope="col"{_NUMBER if number and table.rows else ""}>{_text(head)}</th>'
        for head, number in zip(table.heads, numbers, strict=True)
    )
    yield f"<thead><tr>{''.join(heads)}</tr></thead>"
    yield "<tbody>"
    yield from (_row(row) for row in table.rows)
    yield "</tbody>"
    yield "</table>"
    yield "</div>"


_NUMBER = ' class="number"'


def _row(row: Row) -> str:
    first, *rest = row.cells
    anchor = f' id="{_text(row.anchor)}"' if row.anchor else ""
    cells = "".join(f"<td{_NUMBER if isinstance(each, int) else ''}>{_cell(each)}</td>" for each in rest)
    return f'<tr{anchor}><th scope="row">{_cell(first)}</th>{cells}</tr>'


def _cell(cell: Cell) -> str:
    match cell:
        case str():
            return _text(cell)
        case int():
            return f"{cell:,}"
        case Lines(lines=lines):
            return "".join(f"<p>{_text(each.words)}{_where(each)}</p>" for each in lines)
        case _:
            return ", ".join(map(_link, cell))


def _where(line: Line) -> str:
    told = ", ".join(_link(each) if isinstance(each, Link) else _text(each) for each in line.where)
    return f' <span class="where">[{told}]</span>' if told else ""


def _link(link: Link) -> str:
    return f'<a href="{_text(link.target)}">{_text(link.text)}</a>'
