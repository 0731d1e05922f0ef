"""Pages of their own: one file that loads nothing, reads well aloud, prints, and lets no text become markup."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence

from .document import document, text
from .table import Table

_STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 78rem; padding: 1.5rem; background: #ffffff; color: #0b0c0c;
  font: 1rem/1.5 system-ui, "Segoe UI", Arial, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; margin: 1.75rem 0 .5rem; }
header p { margin: 0 0 .5rem; }
a { color: #0b3d7a; }
:focus-visible { outline: 3px solid #0b0c0c; outline-offset: 2px; box-shadow: 0 0 0 5px #ffdd00; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #767676; padding: .3rem .6rem .3rem 0; text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid #0b0c0c; }
figure { margin: 1rem 0; }
figure svg { max-width: 100%; height: auto; }
""".strip()

_PRINT = """
@media print {
  body { max-width: none; padding: 0; font-size: 9pt; }
  h2 { break-after: avoid; } tr { break-inside: avoid; } .scroll { overflow: visible; }
}
""".strip()


def sheet(title: str, body: Iterable[str], *, style: str = "", script: str = "") -> str:
    """A page of its own. Its script, if it has one, is the only one that a browser will run in it."""
    allowed = "; img-src data:"
    run: tuple[str, ...] = ()
    if script:
        digest = base64.b64encode(hashlib.sha256(f"\n{script}\n".encode()).digest()).decode()
        allowed += f"; script-src 'sha256-{digest}'"
        run = (f"<script>\n{script}\n</script>",)
    return document(title, filter(None, (_STYLE, style, _PRINT)), (*body, *run), allowed)


def table_html(table: Table, name: str, *, attributes: Sequence[str] = (), markup: bool = False) -> Iterator[str]:
    """A table below its heading, that can be moved sideways where it is too wide.

    `name` begins its ids; `attributes` are those of its rows; `markup`: its cells are markup already.
    """
    yield f'<h2 id="{name}">{text(table.heading)}</h2>'
    yield f'<div class="scroll" role="group" tabindex="0" aria-labelledby="{name}"><table aria-labelledby="{name}">'
    heads = "".join(f'<th scope="col">{text(each)}</th>' for each in table.columns)
    yield f"<thead><tr>{heads}</tr></thead><tbody>"
    for number, row in enumerate(table.rows):
        of_row = attributes[number] if number < len(attributes) else ""
        yield f"<tr{of_row}>{''.join(f'<td>{each if markup else text(each)}</td>' for each in row)}</tr>"
    yield "</tbody></table></div>"
