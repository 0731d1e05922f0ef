"""An overview that is too large for one sheet when it is drawn: each lifecycle as a box with its states in brief.

In each state stands how it is entered: the numbered changes, who brings them about, and when. So the picture needs no
lines and no key, and fits on a sheet of A3 in letters that can be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from . import theme
from .margins import legend
from .markup import font, gap, row, table, text
from .parts import Cluster, Edge, Frame, KeyRow, Kind, Line, Mark, Node, Scene, View
from .plain import numbered, wrapped
from .rule_labels import hung_label, rule_columns, unstretched

CROWDED = 19
"""So many states and changes an overview of several lifecycles draws at most; of more it tells in brief."""

ACROSS = 5
"""Panels side by side, at most."""

_LINE, _CHANGE = 58, 62
"""Characters in a line of small letters: of a rule, and of anything else."""

_MOST = 4
"""Lines that are told of one change; the table beside the picture tells all."""


def in_brief(scene: Scene) -> bool:
    """Whether an overview is told in brief; that of one lifecycle, of one school, or of two frameworks is drawn."""
    several = scene.view is View.OVERVIEW and len(scene.clusters) > 1 and not scene.about
    return several and len(scene.nodes) + len(scene.key) > CROWDED


def brief(scene: Scene) -> str:
    """The panels, what lives whatever the state, and how to read it, as markup for one label.

    They stand in columns; what does not begin one goes below the shortest.
    """
    told = _Brief(scene)
    columns: list[list[str]] = []
    for part in (*map(told.panel, scene.clusters), *map(_note, scene.notes), _how(scene)):
        if len(columns) < min(len(scene.clusters), ACROSS) or not columns:
            columns.append([part])
        else:
            min(columns, key=lambda column: sum(map(_height, column))).append(part)
    parts = (table(*(_row(unstretched(each)) + gap(8) for each in column)) for column in columns)
    cells = (f'<TD VALIGN="TOP">{unstretched(each)}</TD>' for each in parts)
    apart = '<TD WIDTH="8"></TD>'
    return table(f"<TR>{apart.join(cells)}</TR>")


def _height(markup: str) -> int:
    """About how many lines there are in a part."""
    return markup.count("<TR") + markup.count("<BR")


def _note(note: Node) -> str:
    """The rules that live whatever the state."""
    rules = rule_columns(note.rules, theme.COLUMN, _LINE)
    more = [row(note.more, theme.SMALL_SIZE, ink=theme.QUIET, left=True)] if note.more else []
    return table(row(note.label, theme.PANEL_SIZE, bold=True, left=True), _row(rules), *more)


def _how(scene: Scene) -> str:
    marks = [each for each in scene.legend if each.mark not in _UNDRAWN]
    return table(_lines(_HOW), gap(4), _row(legend(marks, 2)))


_HOW = (
    "Each panel is a lifecycle, each box in it a state. A number names a change of state: it is told in the state to "
    "which it leads, and 'ways out' are those that lead from one."
)
"""How to read it; it stands in the place of the key."""

_UNDRAWN = frozenset({Mark.ANY, Mark.EVENT, Mark.TIME, Mark.LAPSE, Mark.LINK})
"""What the legend need not explain, for nothing is drawn of it."""


class _Brief:
    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.rows: dict[str, KeyRow] = {each.number: each for each in scene.key}
        self.entered: dict[str, dict[str, Edge]] = {}
        self.leaving: dict[str, dict[str, str]] = {}
        for edge in scene.edges:
            if edge.transition:
                self.entered.setdefault(edge.target, {}).setdefault(edge.number, edge)
                self.leaving.setdefault(edge.source, {})[edge.number] = edge.target

    def panel(self, cluster: Cluster) -> str:
        """A lifecycle: its name, its states one below the other, and at which other lifecycles it looks."""
        region = theme.region(cluster.number)
        rows = [row(cluster.label, theme.PANEL_SIZE, bold=True, ink=region.edge, left=True), gap(2)]
        rows += self._items(cluster.items, ())
        labels = {each.id: each.label for each in self.scene.clusters}
        for edge in self.scene.edges:
            if not edge.transition and edge.source == cluster.id:
                rows += [_lines(f"{edge.label} '{labels[edge.target]}'", edge.id)]
        return _box(cluster.id, rows, 1, fill=region.fill, edge=region.edge, padding=6)

    def _items(self, items: Iterable[Node | Frame], outer: tuple[str, ...]) -> Iterator[str]:
        """States with what they hold. `outer`: the boxes from which every line leads out of these states, too."""
        outer += tuple(each.id for each in items if isinstance(each, Node) and each.kind is Kind.ANY)
        for item in items:
            match item:
                case Node(kind=Kind.STATE):
                    inside = [*self._state(item, outer), *hung_label(item, _LINE)]
                    yield _row(_box(item.id, inside, theme.THICK if item.initial else 1, double=item.final))
                case Frame():
                    inside = [*self._state(item, outer), *hung_label(item, _LINE), gap(3)]
                    inside += self._items(item.items, (*outer, item.id))
                    yield _row(_box(item.id, inside, theme.THICK if item.initial else 1))
                case _:
                    continue
            yield gap(4)

    def _state(self, state: Node | Frame, outer: tuple[str, ...]) -> Iterator[str]:
        """A state's name, how it is entered, and by which changes it is left."""
        cited = next((each for each in state.small if not each.startswith(_WAYS_OUT)), "")
        yield row(state.label, theme.STATE_SIZE, left=True)
        found = {number for each in (state.id, *outer) for number, target in self.leaving.get(each, {}).items()
                 if target != state.id}  # fmt: skip
        out = f"{_WAYS_OUT} {numbered(tuple(found))}" if found and isinstance(state, Node) else ""
        if said := "; ".join(filter(None, (cited, out))):
            yield _lines(said, ink=theme.QUIET)
        for number, edge in self.entered.get(state.id, {}).items():
            yield _lines(self._change(self.rows[number], edge), edge.id, number)

    def _change(self, change: KeyRow, edge: Edge) -> str:
        timed = edge.line is Line.TIME  # its trigger in full tells from when, and is long
        what = edge.label if timed else f"{change.trigger}{f' (by {change.by})' if change.by else ''}"
        when = f", if {change.guard}" if change.guard else ""
        return f"from {change.source}: {what}{when}; {change.paragraphs}"


_WAYS_OUT = "ways out:"


def _row(inside: str) -> str:
    return f'<TR><TD ALIGN="LEFT">{inside}</TD></TR>'


def _box(
    name: str,
    rows: Iterable[str],
    border: float,
    *,
    fill: str = theme.PAPER,
    edge: str = theme.INK,
    padding: int = 3,
    double: bool = False,
) -> str:
    inner = table(*rows)
    if double:
        inner = _bordered("", inner, 1, fill, edge, padding)
    return _bordered(f'ID="{name}" TITLE=" " ', inner, border, fill, edge, 2 if double else padding)


def _bordered(name: str, inner: str, border: float, fill: str, edge: str, padding: int) -> str:
    return (
        f'<TABLE {name}BORDER="{round(border)}" STYLE="ROUNDED" CELLBORDER="0" CELLPADDING="{padding}" CELLSPACING="0" '
        f'COLOR="{edge}" BGCOLOR="{fill}"><TR><TD ALIGN="LEFT">{inner}</TD></TR></TABLE>'
    )


def _lines(words: str, name: str = "", number: str = "", ink: str = theme.INK) -> str:
    """Small letters in lines; `name`: that of the part of the picture, `number` stands in bold before them."""
    lines = wrapped(f"{number} {words}".strip(), _CHANGE, _MOST)
    said = [font(text(each), theme.SMALL_SIZE, ink=ink) for each in lines]
    if number:
        said[0] = font(f"<B>{text(number)}</B>{text(lines[0].removeprefix(number))}", theme.SMALL_SIZE, ink=ink)
    named = f' ID="{name}" TITLE=" "' if name else ""
    return f'<TR><TD ALIGN="LEFT" BALIGN="LEFT"{named}>{"<BR/>".join(said)}</TD></TR>'
