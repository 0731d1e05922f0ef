"""Scenes as DOT source. The only module that knows the `graphviz` package.

Whatever comes from a policy file passes through `markup.text` (labels, which are HTML-like tables made there) or
`_plain` (all other attributes); names in DOT are the ids of the scene, which hold letters, digits, '-' and '_' only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

import graphviz  # type: ignore[import-untyped]

from . import theme
from .legend import SAMPLES
from .markup import entities, font, gap, label, row, table, text
from .parts import Cluster, Edge, Frame, Kind, Line, Node, Scene, boxes
from .plain import compact, wrapped

T = TypeVar("T")

_SHAPES = {Kind.STATE: "box", Kind.ANY: "ellipse", Kind.RULE: "note", Kind.RULES: "note"}


def dot_of(scene: Scene) -> str:
    """The picture in DOT: title above; panels with their states, rules beside them; key and legend below."""
    graph = graphviz.Digraph("remit", graph_attr={
        "rankdir": scene.direction, "fontname": theme.FONT, "fontcolor": theme.INK, "bgcolor": theme.PAPER,
        "nodesep": "0.26", "ranksep": "0.32", "pad": "0.15", "tooltip": _plain((scene.title,)),
        "label": _below(scene), "labelloc": "b", "labeljust": "l", "compound": "true",
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
    inside = _inside(scene)
    place = {node.id: number for number, node in enumerate(scene.nodes)}
    for edge in _stacked(
        scene, sorted(scene.edges, key=lambda edge: place[inside.get(edge.target, (edge.target,))[0]])
    ):
        _add_edge(graph, edge, inside)
    return str(graph.source)


def _inside(scene: Scene) -> dict[str, tuple[str, str]]:
    """For each frame and panel, by id, the boxes in it to which lines from without and from within are tied.

    A line is then cut off at the border. Lines come in at the box that is entered first, and go out from the one that
    is the furthest from it, so that what follows stands behind the frame and not beside what is in it.
    """
    held: dict[str, tuple[Node | Frame, ...]] = {frame.id: frame.items for frame in scene.frames}
    held |= {cluster.id: cluster.items for cluster in scene.clusters}
    within = {name: boxes(items) for name, items in held.items()}
    return {name: _gates(scene, inner, within) for name, inner in within.items()}


def _gates(scene: Scene, inner: tuple[Node, ...], within: dict[str, tuple[Node, ...]]) -> tuple[str, str]:
    def entered(name: str) -> str:
        return next((node.id for node in within.get(name, ()) if node.initial), name)

    first = next((node.id for node in inner if node.initial), inner[0].id)
    reached, level = [first], {first}
    while level:
        after = {
            entered(edge.target)
            for edge in scene.edges
            if edge.transition and level & {edge.source, *(node.id for node in within.get(edge.source, ()))}
        }
        level = {node.id for node in inner if node.id in after and node.id not in reached}
        reached += [node.id for node in inner if node.id in level]
    return first, reached[-1]


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
            label=label(row(cluster.label, theme.PANEL_SIZE, bold=True, ink=region.edge)),
            labelloc="t",
            labeljust="l",
            style="rounded,filled",
            fillcolor=region.fill,
            color=region.edge,
            penwidth=str(theme.THIN),
            peripheries="1",
            margin="10",
            tooltip=_plain((cluster.label,)),
            **{"class": "lifecycle"},
        )
        for item in _stacked(scene, cluster.items):
            _add_item(panel, scene, item)


def _add_item(graph: graphviz.Digraph, scene: Scene, item: Node | Frame) -> None:
    if isinstance(item, Node):
        _add_node(graph, item)
        return
    with graph.subgraph(name=f"cluster_{item.id}") as frame:
        frame.attr(
            id=item.id,
            label=label(*_rows(item.label, item.small, theme.STATE_SIZE, width=2 * theme.WRAP, left=True)),
            labelloc="t",
            labeljust="l",
            style="rounded,filled",
            fillcolor=theme.PAPER,
            color=theme.INK,
            penwidth=str(theme.THICK if item.initial else theme.THIN),
            peripheries="1",
            margin="9",
            tooltip=_plain(item.tooltip),
            **{"class": " ".join(("state", "composite", *["initial"] * item.initial))},
        )
        for inner in _stacked(scene, item.items):
            _add_item(frame, scene, inner)


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
            rows = _rows(node.label, node.small, theme.STATE_SIZE)
        case Kind.ANY:
            attributes |= {"style": "filled", "fillcolor": theme.QUIET, "class": "any", "margin": "0.04,0.03"}
            rows = (row(node.label, theme.SMALL_SIZE, bold=True, ink=theme.PAPER),)
        case Kind.RULE:
            attributes |= {"style": "filled", "class": "rule"}
            rows = _rows(node.label, node.small, theme.SMALL_SIZE, bold=True, width=theme.WRAP + 6)
        case Kind.RULES:
            attributes |= {"style": "filled", "class": "rules"}
            heading = row(node.label, theme.SMALL_SIZE, bold=True, left=True)
            rows = (heading, *(row(line, theme.SMALL_SIZE, ink=theme.QUIET, left=True) for line in node.small))
    graph.node(node.id, label=label(*rows), **attributes)


def _rows(
    words: str, small: Iterable[str], size: int, *, bold: bool = False, width: int = theme.WRAP, left: bool = False
) -> tuple[str, ...]:
    heads = (row(line, size, bold=bold, left=left) for line in wrapped(words, width, theme.MOST_LINES))
    below = (
        row(line, theme.SMALL_SIZE, ink=theme.QUIET, left=left)
        for said in small
        for line in wrapped(said, width + 6, theme.MOST_LINES)
    )
    return (*heads, *below)


_STYLES: dict[Line, dict[str, str]] = {
    Line.EVENT: {},
    Line.TIME: {"color": f"{theme.INK}:{theme.PAPER}:{theme.INK}"},
    Line.LAPSE: {"style": "dashed"},
}


def _add_edge(graph: graphviz.Digraph, edge: Edge, inside: dict[str, tuple[str, str]]) -> None:
    attributes = {"id": edge.id, "tooltip": _plain(edge.tooltip)}
    # A line to a frame is one to a box in it, cut off at the frame's border.
    tail, head = edge.source, edge.target
    if edge.line is Line.TIE:
        # Drawn from the state to the rule, so that rules stand beside the states and not before them.
        tail, head = head, tail
    if tail in inside:
        attributes["ltail"] = f"cluster_{tail}"
        tail = inside[tail][1]
    if head in inside:
        attributes["lhead"] = f"cluster_{head}"
        head = inside[head][0]
    match edge.line:
        case Line.TIE:
            bold = edge.stroke.value == "bold"
            attributes |= {
                "dir": "back",
                "arrowtail": "tee" if edge.bar else "odot",
                "style": "solid" if bold else edge.stroke.value,
                "penwidth": str(theme.THICK if bold else theme.THIN),
                "color": theme.QUIET,
                "class": f"tie {edge.stroke.value}{' bar' if edge.bar else ''}",
            }
        case Line.LINK:
            said = row(edge.label, theme.SMALL_SIZE, ink=theme.QUIET)
            attributes |= {
                "label": label(said),
                "labeltooltip": attributes["tooltip"],
                "style": "dotted",
                "color": theme.QUIET,
                "arrowhead": "empty",
                "constraint": "false",
                "class": "link",
            }
        case Line.EVENT | Line.TIME | Line.LAPSE:
            first, *others = compact(edge.label, theme.EDGE_WRAP, theme.WRAP) or ("",)
            lines = "<BR/>".join((f"<B>{text(edge.number)}</B> {text(first)}", *map(text, others)))
            cell = f'<TD ALIGN="LEFT" BALIGN="LEFT" BGCOLOR="{theme.PAPER}">{font(lines, theme.SMALL_SIZE)}</TD>'
            attributes |= {
                "label": label(f'<TR><TD WIDTH="4"></TD>{cell}</TR>', gap(4 if edge.line is Line.TIME else 2)),
                "labeltooltip": attributes["tooltip"],
                "class": f"transition {edge.line.value}",
            } | _STYLES[edge.line]
    graph.edge(tail, head, **attributes)


# Above and below the drawing


def _heading(scene: Scene) -> str:
    return label(
        row(scene.title, theme.TITLE_SIZE, bold=True, left=True),
        row(scene.subtitle, theme.SMALL_SIZE, ink=theme.QUIET, left=True),
        gap(4),
    )


def _below(scene: Scene) -> str:
    parts = ([_key(scene)] if scene.key else []) + ([_legend(scene)] if scene.legend else [])
    return label(*(f'{gap(8)}<TR><TD ALIGN="LEFT">{part}</TD></TR>' for part in parts))


_KEY_WIDTHS = (3, 20, 22, 48, 24, 18)


def _key(scene: Scene) -> str:
    if len(scene.key) > theme.KEY_ROWS:
        return table(row(f"Key: see changes 1 to {len(scene.key)} in the table.", theme.SMALL_SIZE, left=True))
    rows = [_cells(("", "From", "On", "When", "To", "Source"), bold=True)]
    rows += [
        _cells((each.number, each.source, each.trigger, each.when, each.target, each.paragraphs)) for each in scene.key
    ]
    return table(*rows, attributes='ALIGN="LEFT" CELLPADDING="2" CELLSPACING="0"')


def _cells(texts: Iterable[str], *, bold: bool = False) -> str:
    cells: list[str] = []
    for words, width in zip(texts, _KEY_WIDTHS, strict=True):
        lines = [font(text(line), theme.SMALL_SIZE, bold=bold) for line in wrapped(words, width, theme.MOST_LINES)]
        cells.append(
            f'<TD BORDER="1" SIDES="B" COLOR="{theme.FAINT}" ALIGN="LEFT" VALIGN="TOP" BALIGN="LEFT">'
            f"{'<BR/>'.join(lines)}</TD>"
        )
    return f"<TR>{''.join(cells)}</TR>"


_LEGEND_COLUMNS = 3


def _legend(scene: Scene) -> str:
    cells = [
        f'<TD WIDTH="34" ALIGN="LEFT">{SAMPLES[entry.mark]}</TD><TD ALIGN="LEFT">'
        f'{font(text(entry.text), theme.SMALL_SIZE)}</TD><TD WIDTH="10"></TD>'
        for entry in scene.legend
    ]
    rows = [
        f"<TR>{''.join(cells[start : start + _LEGEND_COLUMNS])}</TR>" for start in range(0, len(cells), _LEGEND_COLUMNS)
    ]
    return table(*rows, attributes='ALIGN="LEFT" CELLPADDING="2" CELLSPACING="0"')


def _plain(lines: Iterable[str]) -> str:
    """An attribute that is shown as it is, in lines; entities, escapes and HTML in it stay text."""
    return "\\n".join(str(graphviz.escape(entities(line))) for line in lines) or " "
