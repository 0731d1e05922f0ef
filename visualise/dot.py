"""Scenes as DOT source. The only module that knows the `graphviz` package.

Whatever comes from a policy file passes through `markup.text` (labels, which are HTML-like tables made there) or
`_plain` (all other attributes); names in DOT are the ids of the scene, which hold letters, digits, '-' and '_' only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import graphviz  # type: ignore[import-untyped]

from . import theme
from .brief import brief, in_brief
from .margins import below, heading
from .markup import entities, font, gap, label, row, text
from .parts import Cluster, Edge, Fate, Frame, Kind, Line, Node, Presence, Scene, boxes
from .plain import compact, wrapped
from .rule_labels import hung_label

T = TypeVar("T")

_SHAPES = {Kind.STATE: "box", Kind.ANY: "ellipse"}


def dot_of(scene: Scene, *, drawn: bool = False) -> str:
    """The picture in DOT: title above; panels with their states, on which rules hang; key and legend below.

    An overview that is too large for a sheet is told in brief, save where it is to be `drawn` all the same.
    """
    short = in_brief(scene) and not drawn
    graph = graphviz.Digraph("remit", graph_attr={
        "rankdir": scene.direction, "fontname": theme.FONT, "fontcolor": theme.INK, "bgcolor": theme.PAPER,
        "nodesep": "0.26", "ranksep": "0.32", "pad": "0.15", "tooltip": _plain((scene.title,)),
        "label": "" if short else below(scene), "labelloc": "b", "labeljust": "l", "compound": "true",
    }, node_attr={
        "fontname": theme.FONT, "fontsize": str(theme.STATE_SIZE), "fontcolor": theme.INK, "color": theme.INK,
        "fillcolor": theme.PAPER, "margin": "0.11,0.07", "height": "0.3", "width": "0.5",
    }, edge_attr={
        "fontname": theme.FONT, "fontsize": str(theme.SMALL_SIZE), "fontcolor": theme.INK, "color": theme.INK,
        "penwidth": str(theme.THIN), "arrowsize": "0.75",
    })  # fmt: skip
    with graph.subgraph(name="cluster_page") as page:
        page.attr(label=heading(scene), labelloc="t", labeljust="l", peripheries="0", margin="4", tooltip=" ")
        if short:
            page.node("brief", shape="plain", label=f"<{brief(scene)}>", tooltip=" ")
        for cluster in () if short else _stacked(scene, scene.clusters):
            _add_cluster(page, scene, cluster)
        if not scene.nodes:
            page.node("nothing", shape="plain", label="No lifecycle and no rule.")
    if short:
        return str(graph.source)
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


def _ranks(scene: Scene, inner: tuple[Node, ...]) -> list[list[str]]:
    """The boxes of a panel, those first that nothing leads to, then those that follow on them, and so on."""
    names = [node.id for node in inner]
    within = {frame.id: frame.nodes for frame in scene.frames}
    links: dict[str, set[str]] = {}
    for edge in scene.edges:
        sources = [node.id for node in within[edge.source]] if edge.source in within else [edge.source]
        target = within[edge.target][0].id if edge.target in within else edge.target
        for source in sources:
            links.setdefault(source, set()).add(target)
    led = {target for source in names for target in links.get(source, ()) if target != source}
    first = [name for name in names if name not in led] or names[:1]
    ranks, reached = [first], set(first)
    while True:
        after = {target for name in ranks[-1] for target in links.get(name, ())} - reached
        level = [name for name in names if name in after]
        if not level:
            return ranks
        ranks.append(level)
        reached |= after


def _stacked(scene: Scene, items: Sequence[T]) -> Sequence[T]:
    """The items in the order in which the renderer has to meet them to put the first on top, or to the left.

    Where a picture grows to the right, the renderer stacks what lies in panels from the bottom upwards.
    """
    return tuple(reversed(items)) if scene.direction == "LR" else items


def _add_cluster(graph: graphviz.Digraph, scene: Scene, cluster: Cluster) -> None:
    region = theme.region(cluster.number)
    # What became of a line makes its label taller, and the renderer keeps labels clear of states, not of headings.
    room_above = gap(theme.ABOVE) if any(edge.fate is not Fate.SAME for edge in scene.edges) else ""
    with graph.subgraph(name=f"cluster_{cluster.id}") as panel:
        panel.attr(
            id=cluster.id,
            label=_shown(
                label(row(cluster.label, theme.PANEL_SIZE, bold=True, ink=region.edge), room_above), cluster.hidden
            ),
            labelloc="t",
            labeljust="l",
            style="invis" if cluster.hidden else "rounded,filled",
            fillcolor=region.fill,
            color=region.edge,
            penwidth=str(theme.THIN),
            peripheries="1",
            margin="10",
            tooltip=_plain((cluster.label,)),
            **{"class": "lifecycle"},
        )
        # Where few states stand side by side there is room for long lines, and lines are what makes a picture tall.
        chain = len(_ranks(scene, boxes(cluster.items)))
        room = theme.RULE_WRAP if chain > theme.SHORT_CHAIN or scene.direction == "TB" else theme.RULE_WIDE
        for item in _stacked(scene, cluster.items):
            _add_item(panel, scene, item, room)


def _add_item(graph: graphviz.Digraph, scene: Scene, item: Node | Frame, room: int) -> None:
    if isinstance(item, Node):
        _add_node(graph, item, room)
        return
    heads = _rows(item.label, item.small, theme.STATE_SIZE, width=2 * theme.WRAP, left=True)
    # A frame is as wide as the states in it: its rules stand in as many columns.
    across = min(len(_ranks(scene, item.nodes)), theme.FRAME_COLUMNS) if scene.direction == "LR" else 1
    size = max(3, -(-len(item.rules) // across))
    with graph.subgraph(name=f"cluster_{item.id}") as frame:
        frame.attr(
            id=item.id,
            label=_shown(label(*_tag(item.fate), *heads, *hung_label(item, room, size)), item.hidden),
            labelloc="t",
            labeljust="l",
            **{
                "style": "rounded,filled",
                "fillcolor": theme.PAPER,
                "color": theme.INK,
                "penwidth": str(theme.THICK if item.initial else theme.THIN),
                "peripheries": "1",
                "margin": "9",
                "tooltip": _plain(item.tooltip),
                "class": " ".join(("state", "composite", *["initial"] * item.initial)),
            }
            | _fated(item),
        )
        for inner in _stacked(scene, item.items):
            _add_item(frame, scene, inner, room)


def _add_node(graph: graphviz.Digraph, node: Node, room: int) -> None:
    attributes = {"id": node.id, "shape": _SHAPES[node.kind], "tooltip": _plain(node.tooltip)}
    match node.kind:
        case Kind.STATE:
            attributes["style"] = "rounded,filled"
            attributes["class"] = " ".join(("state", *["initial"] * node.initial, *["final"] * node.final))
            if node.initial:
                attributes["penwidth"] = str(theme.THICK)
            if node.final:
                attributes["peripheries"] = "2"
            attributes |= _present(node) | _fated(node)
            here = node.presence is Presence.HERE
            rows = (
                *_tag(node.fate),
                *_stay(node),
                *_rows(node.label, () if here else node.small, theme.STATE_SIZE),
                *hung_label(node, room),
            )
        case Kind.ANY:
            attributes |= {"style": "filled", "fillcolor": theme.QUIET, "class": "any", "margin": "0.04,0.03"}
            attributes |= _fated(node)
            rows = (row(node.label, theme.SMALL_SIZE, bold=True, ink=theme.PAPER),)
        case Kind.RULES:
            raise AssertionError("rules that live whatever the state stand below the picture")
    graph.node(node.id, label=label(*rows), **attributes)


_TAGS = {Fate.ADDED: "+ new", Fate.REMOVED: "− gone", Fate.CHANGED: "Δ changed"}

_BORDERS: dict[Fate, dict[str, str]] = {
    Fate.SAME: {},
    Fate.ADDED: {},
    Fate.REMOVED: {"style": "rounded,filled,dashed", "fillcolor": theme.WAS},
    Fate.CHANGED: {"style": "rounded,filled,dotted"},
}


def _fated(box: Node | Frame) -> dict[str, str]:
    """How the border of a state tells what became of it; the tag above its label says it in words."""
    return {"style": "invis"} if box.hidden else _BORDERS[box.fate]


def _shown(markup: str, hidden: bool) -> str:
    """The label of a panel or frame; where that is hidden its words, which the renderer would draw, are white."""
    return re.sub(r'COLOR="[^"]*"', f'COLOR="{theme.PAPER}"', markup) if hidden else markup


def _tag(fate: Fate) -> Iterator[str]:
    """What became of a state, above its label; where it is new, white on black."""
    if fate in _TAGS:
        ground, ink = (f' BGCOLOR="{theme.INK}"', theme.PAPER) if fate is Fate.ADDED else ("", theme.INK)
        yield f"<TR><TD{ground}>{font(text(_TAGS[fate]), theme.SMALL_SIZE, bold=True, ink=ink)}</TD></TR>"
        yield gap(3)


def _present(node: Node) -> dict[str, str]:
    """How the border of a state tells whether the school is there; what it says is said in words, too."""
    match node.presence:
        case Presence.HERE:
            return {"penwidth": str(theme.PATH), "class": "state here"}
        case Presence.PERHAPS:
            return {"style": "rounded,filled,dashed", "penwidth": str(theme.THICK), "class": "state perhaps"}
        case Presence.WAS:
            return {"fillcolor": theme.WAS, "class": "state was"}
        case Presence.NEVER:
            return {}


def _stay(node: Node) -> Iterator[str]:
    """When the school is or was in a state, above its label; where it is, white on black."""
    ground = f' BGCOLOR="{theme.INK}"' if node.presence is Presence.HERE else ""
    ink = theme.PAPER if ground else theme.INK
    for line in wrapped(node.stay, theme.WRAP + 10):
        yield f"<TR><TD{ground}>{font(text(line), theme.SMALL_SIZE, bold=True, ink=ink)}</TD></TR>"
    if node.stay:
        yield gap(3)


def _rows(
    words: str, small: Iterable[str], size: int, *, width: int = theme.WRAP, left: bool = False
) -> tuple[str, ...]:
    heads = (row(line, size, left=left) for line in wrapped(words, width, theme.MOST_LINES))
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
    if tail in inside:
        attributes["ltail"] = f"cluster_{tail}"
        tail = inside[tail][1]
    if head in inside:
        attributes["lhead"] = f"cluster_{head}"
        head = inside[head][0]
    match edge.line:
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
            lines = [font(f"<B>{text(edge.number)}</B> {text(first)}", theme.SMALL_SIZE)]
            lines += [font(text(line), theme.SMALL_SIZE) for line in others]
            lines += [
                font(text(line), theme.SMALL_SIZE, ink=theme.QUIET)
                for line in wrapped(f"if {edge.guard}" if edge.guard else "", theme.GUARD_WRAP, theme.GUARD_LINES)
            ]
            lines += [
                font(text(line), theme.SMALL_SIZE, bold=True)
                for said in (edge.taken, f"{theme.NEXT} {edge.next}" if edge.next else "")
                for line in wrapped(said, theme.GUARD_WRAP)
            ]
            lines += [font(text(_TAGS[edge.fate]), theme.SMALL_SIZE, bold=True)] if edge.fate in _TAGS else []
            cell = f'<TD ALIGN="LEFT" BALIGN="LEFT" BGCOLOR="{theme.PAPER}">{"<BR/>".join(lines)}</TD>'
            attributes |= {
                "label": label(f'<TR><TD WIDTH="4"></TD>{cell}</TR>', gap(4 if edge.line is Line.TIME else 2)),
                "labeltooltip": attributes["tooltip"],
                "class": " ".join(("transition", edge.line.value, *["taken"] * bool(edge.taken))),
            } | _STYLES[edge.line]
            if edge.taken:
                attributes |= {"penwidth": str(theme.PATH), "color": theme.INK}
    if edge.hidden:
        attributes["style"] = "invis"
    graph.edge(tail, head, **attributes)


def _plain(lines: Iterable[str]) -> str:
    """An attribute that is shown as it is, in lines; entities, escapes and HTML in it stay text."""
    return "\\n".join(str(graphviz.escape(entities(line))) for line in lines) or " "
