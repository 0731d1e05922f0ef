"""Scenes as DOT source. The only module that knows the `graphviz` package.

Whatever comes from a policy file passes through `_text` (labels, which are HTML-like tables made here) or `_plain`
(all other attributes); names in DOT are the ids of the scene, which hold letters, digits, '-' and '_' only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

import graphviz  # type: ignore[import-untyped]

from . import theme
from .parts import Cluster, Edge, Kind, Mark, Node, Scene
from .plain import drawable, needed_width, wrapped

T = TypeVar("T")

_SHAPES = {Kind.STATE: "box", Kind.ANY: "ellipse", Kind.RULE: "note"}


def dot_of(scene: Scene) -> str:
    """The picture in DOT: title above; panels with their states, rules beside them; key and legend below."""
    graph = graphviz.Digraph("remit", graph_attr={
        "rankdir": scene.direction, "fontname": theme.FONT, "fontcolor": theme.INK, "bgcolor": theme.PAPER,
        "nodesep": "0.26", "ranksep": "0.32", "pad": "0.15", "tooltip": _plain((scene.title,)),
        "label": _below(scene), "labelloc": "b", "labeljust": "l",
    }, node_attr={
        "fontname": theme.FONT, "fontsize": str(theme.STATE_SIZE), "fontcolor": theme.INK, "color": theme.INK,
        "fillcolor": theme.PAPER, "margin": "0.11,0.07", "height": "0.3", "width": "0.5",
    }, edge_attr={
        "fontname": theme.FONT, "fontsize": str(theme.SMALL_SIZE), "fontcolor": theme.INK, "color": theme.INK,
        "penwidth": str(theme.THIN), "arrowsize": "0.75",
    })  # fmt: skip
    with graph.subgraph(name="cluster_page") as page:
        page.attr(label=_heading(scene), labelloc="t", labeljust="l", peripheries="0", margin="4", tooltip=" ")
        for cluster in _stacked(scene, scene.clusters):
            _add_cluster(page, scene, cluster)
        for note in _stacked(scene, scene.notes):
            _add_node(page, note)
        if not scene.nodes:
            page.node("nothing", shape="plain", label="No lifecycle and no rule.")
    place = {node.id: number for number, node in enumerate(scene.nodes)}
    for edge in _stacked(scene, sorted(scene.edges, key=lambda edge: place[edge.target])):
        _add_edge(graph, edge)
    return str(graph.source)


def _stacked(scene: Scene, items: Sequence[T]) -> Sequence[T]:
    """The items in the order in which the renderer has to meet them to put the first on top, or to the left.

    Where a picture grows to the right, the renderer stacks what lies in panels from the bottom upwards.
    """
    return tuple(reversed(items)) if scene.direction == "LR" else items


def _add_cluster(graph: graphviz.Digraph, scene: Scene, cluster: Cluster) -> None:
    region = theme.region(cluster.number)
    with graph.subgraph(name=f"cluster_{cluster.id}") as panel:
        panel.attr(
            id=cluster.id,
            label=_label(_line(cluster.label, theme.PANEL_SIZE, bold=True, ink=region.edge)),
            labelloc="t",
            labeljust="l",
            style="rounded,filled",
            fillcolor=region.fill,
            color=region.edge,
            penwidth=str(theme.THIN),
            margin="10",
            tooltip=_plain((cluster.label,)),
            **{"class": "lifecycle"},
        )
        for node in _stacked(scene, cluster.nodes):
            _add_node(panel, node)


def _add_node(graph: graphviz.Digraph, node: Node) -> None:
    attributes = {"id": node.id, "shape": _SHAPES[node.kind], "tooltip": _plain(node.tooltip)}
    match node.kind:
        case Kind.STATE:
            attributes["style"] = "rounded,filled"
            attributes["class"] = " ".join(("state", *["initial"] * node.initial, *["final"] * node.final))
            if node.initial:
                attributes["penwidth"] = str(theme.THICK)
            if node.final:
                attributes["peripheries"] = "2"
            rows = _rows(node, theme.STATE_SIZE)
        case Kind.ANY:
            attributes |= {"style": "filled", "fillcolor": theme.QUIET, "class": "any", "margin": "0.04,0.03"}
            rows = (_line(node.label, theme.SMALL_SIZE, bold=True, ink=theme.PAPER),)
        case Kind.RULE:
            attributes |= {"style": "filled", "class": "rule"}
            rows = _rows(node, theme.SMALL_SIZE, bold=True, width=theme.WRAP + 6)
    graph.node(node.id, label=_label(*rows), **attributes)


def _rows(node: Node, size: int, *, bold: bool = False, width: int = theme.WRAP) -> tuple[str, ...]:
    label = (_line(line, size, bold=bold) for line in wrapped(node.label, width, theme.MOST_LINES))
    small = (
        _line(line, theme.SMALL_SIZE, ink=theme.QUIET)
        for text in node.small
        for line in wrapped(text, width + 6, theme.MOST_LINES)
    )
    return (*label, *small)


def _add_edge(graph: graphviz.Digraph, edge: Edge) -> None:
    tooltip = _plain(edge.tooltip)
    if edge.transition:
        first, *others = wrapped(edge.label, theme.EDGE_WRAP, theme.MOST_LINES) or ("",)
        lines = "<BR/>".join((f"<B>{_text(edge.number)}</B> {_text(first)}", *map(_text, others)))
        label = _label(
            f'<TR><TD WIDTH="4"></TD><TD ALIGN="LEFT" BALIGN="LEFT">{_font(lines, theme.SMALL_SIZE)}</TD></TR>', _gap(2)
        )
        graph.edge(
            edge.source,
            edge.target,
            label=label,
            id=edge.id,
            tooltip=tooltip,
            labeltooltip=tooltip,
            **{"class": "transition"},
        )
        return
    # Drawn from the state to the rule, so that rules stand beside the states and not before them.
    width = theme.THICK if edge.stroke.value == "bold" else theme.THIN
    style = "solid" if edge.stroke.value == "bold" else edge.stroke.value
    tail = "tee" if edge.bar else "odot"
    graph.edge(
        edge.target,
        edge.source,
        dir="back",
        arrowtail=tail,
        style=style,
        penwidth=str(width),
        color=theme.QUIET,
        id=edge.id,
        tooltip=tooltip,
        **{"class": f"tie {edge.stroke.value}{' bar' if edge.bar else ''}"},
    )


# Above and below the drawing


def _heading(scene: Scene) -> str:
    return _label(
        _line(scene.title, theme.TITLE_SIZE, bold=True, left=True),
        _line(scene.subtitle, theme.SMALL_SIZE, ink=theme.QUIET, left=True),
        _gap(4),
    )


def _below(scene: Scene) -> str:
    parts = ([_key(scene)] if scene.key else []) + ([_legend(scene)] if scene.legend else [])
    return _label(*(f'{_gap(8)}<TR><TD ALIGN="LEFT">{part}</TD></TR>' for part in parts))


_KEY_WIDTHS = (3, 20, 22, 48, 24, 18)


def _key(scene: Scene) -> str:
    if len(scene.key) > theme.KEY_ROWS:
        return _table(_line(f"Key: see changes 1 to {len(scene.key)} in the table.", theme.SMALL_SIZE, left=True))
    rows = [_cells(("", "From", "On", "When", "To", "Source"), bold=True)]
    rows += [
        _cells((row.number, row.source, row.event, row.guard or "always", row.target, row.paragraphs))
        for row in scene.key
    ]
    return _table(*rows, attributes='ALIGN="LEFT" CELLPADDING="2" CELLSPACING="0"')


def _cells(texts: Iterable[str], *, bold: bool = False) -> str:
    cells: list[str] = []
    for text, width in zip(texts, _KEY_WIDTHS, strict=True):
        lines = [_font(_text(line), theme.SMALL_SIZE, bold=bold) for line in wrapped(text, width, theme.MOST_LINES)]
        cells.append(
            f'<TD BORDER="1" SIDES="B" COLOR="{theme.FAINT}" ALIGN="LEFT" VALIGN="TOP" BALIGN="LEFT">'
            f"{'<BR/>'.join(lines)}</TD>"
        )
    return f"<TR>{''.join(cells)}</TR>"


_LEGEND_COLUMNS = 3


def _legend(scene: Scene) -> str:
    cells = [
        f'<TD WIDTH="34" ALIGN="LEFT">{_SAMPLES[entry.mark]}</TD><TD ALIGN="LEFT">'
        f'{_font(_text(entry.text), theme.SMALL_SIZE)}</TD><TD WIDTH="10"></TD>'
        for entry in scene.legend
    ]
    rows = [
        f"<TR>{''.join(cells[start : start + _LEGEND_COLUMNS])}</TR>" for start in range(0, len(cells), _LEGEND_COLUMNS)
    ]
    return _table(*rows, attributes='ALIGN="LEFT" CELLPADDING="2" CELLSPACING="0"')


# The rows of HTML-like labels


def _gap(height: int) -> str:
    return f'<TR><TD HEIGHT="{height}"></TD></TR>'


def _line(text: str, size: int, *, bold: bool = False, ink: str = theme.INK, left: bool = False) -> str:
    """A row of a label; where the renderer cannot measure it, as wide as it will probably be."""
    shown = drawable(text)
    width = needed_width(shown, size)
    attributes = (' ALIGN="LEFT"' if left else "") + (f' WIDTH="{width}"' if width else "")
    return f"<TR><TD{attributes}>{_font(_text(text), size, bold=bold, ink=ink)}</TD></TR>"


def _font(inside: str, size: int, *, bold: bool = False, ink: str = theme.INK) -> str:
    if not inside:
        return ""
    inner = f"<B>{inside}</B>" if bold else inside
    return f'<FONT POINT-SIZE="{size}" COLOR="{ink}">{inner}</FONT>'


def _table(*rows: str, attributes: str = 'CELLPADDING="0" CELLSPACING="0"') -> str:
    return f'<TABLE BORDER="0" CELLBORDER="0" {attributes}>{"".join(rows)}</TABLE>'


def _label(*rows: str) -> str:
    return f"<{_table(*rows)}>" if rows else ""


# The samples of the legend


def _box(attributes: str, inside: str = "") -> str:
    return (
        f'<TABLE CELLBORDER="0" CELLPADDING="0" {attributes}><TR><TD WIDTH="24" HEIGHT="10">{inside}</TD></TR></TABLE>'
    )


def _stroke(style: str, width: int = 1) -> str:
    """A line through the middle of the sample."""
    line = (
        f'<TABLE BORDER="{width}" SIDES="B" STYLE="{style}" COLOR="{theme.QUIET}" CELLBORDER="0" CELLPADDING="0" '
        f'CELLSPACING="0"><TR><TD WIDTH="30" HEIGHT="5"></TD></TR></TABLE>'
    )
    return _table(f"<TR><TD>{line}</TD></TR>", _gap(5))


_SAMPLES = {
    Mark.PANEL: _box(
        f'BORDER="1" STYLE="ROUNDED" CELLSPACING="0" COLOR="{theme.REGIONS[0].edge}" BGCOLOR="{theme.REGIONS[0].fill}"'
    ),
    Mark.STATE: _box('BORDER="1" STYLE="ROUNDED" CELLSPACING="0"'),
    Mark.INITIAL: _box('BORDER="3" STYLE="ROUNDED" CELLSPACING="0"'),
    Mark.FINAL: _box(
        'BORDER="1" STYLE="ROUNDED" CELLSPACING="2"',
        '<TABLE BORDER="1" STYLE="ROUNDED" CELLBORDER="0" CELLPADDING="0" CELLSPACING="0"><TR>'
        '<TD WIDTH="22" HEIGHT="8"></TD></TR></TABLE>',
    ),
    Mark.ANY: _box(
        f'BORDER="1" STYLE="ROUNDED" CELLSPACING="0" BGCOLOR="{theme.QUIET}"',
        _font("any", theme.TINY_SIZE, bold=True, ink=theme.PAPER),
    ),
    Mark.TRANSITION: _font("<B>1</B> \u2500\u2192", theme.SMALL_SIZE),
    Mark.RULE: _font("\u25cb\u2500\u2500", theme.STATE_SIZE),
    Mark.BOLD: _stroke("solid", 3),
    Mark.SOLID: _stroke("solid"),
    Mark.DASHED: _stroke("dashed"),
    Mark.DOTTED: _stroke("dotted"),
    Mark.BAR: _font("\u251c\u2500\u2500", theme.STATE_SIZE),
}


# Escaping


def _text(text: str) -> str:
    """Text within an HTML-like label; there, too, the renderer would put names in the place of `\\N` and the like."""
    return _entities(drawable(text)).replace('"', "&quot;").replace("\\", "\\\\")


def _plain(lines: Iterable[str]) -> str:
    """An attribute that is shown as it is, in lines; entities, escapes and HTML in it stay text."""
    return "\\n".join(str(graphviz.escape(_entities(line))) for line in lines) or " "


def _entities(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
