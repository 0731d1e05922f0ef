"""The page on which a picture can be looked about in: one file that loads nothing from anywhere."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ..document import text
from ..parts import Scene
from ..sheet import sheet, table_html
from ..table import Table, tables
from .script import SCRIPT
from .style import STYLE
from .told import actors, binding, doer, manners, told

CHANGES, RULES = "Changes of state", "Rules"


def explorer_html(scene: Scene, svg: str) -> str:
    """The page of a picture whose accessible SVG is given."""
    found = tables(scene)
    changes = next((each for each in found if each.heading == CHANGES), None)
    others = [each for each in found if each is not changes]
    body = [
        f"<header><h1>{text(scene.title)}</h1>",
        *([f"<p><strong>{text(scene.about)}</strong></p>"] if scene.about else []),
        f"<p>{text(scene.subtitle)}</p></header>",
        "<main>",
        *_tools(scene),
        '<div class="beside">',
        '<div class="board">',
        _interactive(svg, scene),
        '<div class="zoom"><button type="button" id="in" aria-label="Zoom in">+</button>'
        '<button type="button" id="out" aria-label="Zoom out">\u2212</button>'
        '<button type="button" id="all">Whole</button></div>',
        "</div>",
        '<div class="side">',
        '<section id="told" aria-live="polite" aria-label="What is chosen"></section>',
        *(_changes(changes, scene) if changes else ()),
        "</div>",
        "</div>",
        '<div class="tables">',
    ]
    for number, table in enumerate(others, 1):
        body += table_html(table, f"table-{number}", attributes=_rules(scene) if table.heading == RULES else ())
    data = json.dumps(told(scene), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    body += ["</div>", "</main>", f'<script type="application/json" id="parts">{data}</script>']
    title = f"{scene.title}: {scene.about}" if scene.about else scene.title
    return sheet(title, body, style=STYLE, script=SCRIPT)


def _tools(scene: Scene) -> Iterator[str]:
    """Search and filters."""
    yield '<div class="tools" role="search">'
    yield '<div class="search"><label class="named">Search <input type="search" id="search" autocomplete="off"></label>'
    yield '<span id="count" role="status"></span><ul id="found"></ul></div>'
    options = "".join(f"<option>{text(each)}</option>" for each in actors(scene))
    options = f'<option value="">everybody</option>{options}'
    yield f'<label class="named">Who acts <select id="actor">{options}</select></label>'
    yield "<fieldset><legend>Rules</legend>"
    for name, words in manners(scene).items():
        box = f'<input type="checkbox" name="manner" value="{name}" checked>'
        yield f"<label>{box} {text(words)}</label>"
    yield '</fieldset><span id="left" role="status"></span></div>'
    yield (
        '<p class="hint">Drag to move, turn the wheel to zoom. With the keyboard: Tab into the picture, arrow keys '
        "from part to part, Enter to choose, plus, minus and 0 to zoom, Escape to let go.</p>"
    )


def _interactive(svg: str, scene: Scene) -> str:
    """The picture as a group of things that can be chosen, and not as one image."""
    head, mark, rest = svg.strip().partition(">")
    head = head.replace(' role="img"', f' role="group" aria-roledescription="diagram" id="picture-{scene.id}"')
    return f"{head}{mark}{rest}"


def _changes(table: Table, scene: Scene) -> Iterator[str]:
    """The table of changes, its numbers as buttons that show the change in the picture."""
    rows = [f' id="change-{text(row.number)}" data-actor="{text(doer(row))}"' for row in scene.key]
    told = [(_button(row.number), *map(text, cells[2:])) for row, cells in zip(scene.key, table.rows, strict=True)]
    numbered = Table(table.heading, table.columns[1:], told)
    yield from table_html(numbered, "changes", attributes=rows, markup=True)


def _button(number: str) -> str:
    named = text(number)
    return f'<button type="button" data-change="{named}" aria-label="Show change {named}">{named}</button>'


def _rules(scene: Scene) -> list[str]:
    """The attributes of the rows of the rules: their ids, and what the filters ask for."""
    manner = {rule.rule: binding(rule) for rule in scene.hung}
    return [
        f' id="rule-{text(row.name)}" data-actor="{text(row.actor)}" data-manner="{manner.get(row.name, "")}"'
        for row in scene.rules
    ]
