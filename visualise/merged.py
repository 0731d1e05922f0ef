"""The lifecycles of two frameworks in one picture: what is new, gone and changed; and each side on the same places."""

from __future__ import annotations

from dataclasses import replace

from ..engine.compare import union as u
from ..engine.graph import LifecyclePart, StateGraph, state_graph
from .parts import LEGEND, Cluster, Edge, Fate, Frame, Kind, LegendEntry, Mark, Node, Scene, View, boxes, frames
from .scene import scene_of


def merged_scene(union: u.Union, names: tuple[str, str], most: tuple[str, ...] = ()) -> Scene:
    """The picture of both: every state and transition of either, with what became of it.

    `names`: of the two; `most`: what differs that matters most, in words, which stand above the picture.
    """
    graph = replace(
        state_graph(union.framework),
        framework=f"{names[0]} and {names[1]}",
        title="Differences",
        in_force="the lifecycles of both; their rules are told in the tables",
        rules=(),
        documents=(),
        judgements=(),
    )
    scene = scene_of(graph)
    clusters = tuple(
        replace(cluster, items=_items(cluster.items, part, None, union))
        for cluster, part in zip(scene.clusters, graph.lifecycles, strict=True)
    )
    fates = {row.number: fate for row, fate in zip(scene.key, _of_transitions(graph, union), strict=True)}
    edges = tuple(replace(edge, fate=fates.get(edge.number, Fate.SAME)) for edge in scene.edges)
    key = tuple(replace(row, number=f"{row.number}{_SIGNS[fates[row.number]]}") for row in scene.key)
    shown = {box.fate for cluster in clusters for box in boxes(cluster.items)}
    shown |= {frame.fate for cluster in clusters for frame in frames(cluster.items)}
    shown |= {edge.fate for edge in edges}
    legend = (*scene.legend, *(LegendEntry(mark, LEGEND[mark]) for fate, mark in _MARKS.items() if fate in shown))
    return replace(scene, view=View.POSTER, most=most, clusters=clusters, edges=edges, key=key, legend=legend)


_SIGNS = {Fate.SAME: "", Fate.ADDED: " +", Fate.REMOVED: " −", Fate.CHANGED: " Δ"}

_MARKS = {Fate.ADDED: Mark.ADDED, Fate.REMOVED: Mark.REMOVED, Fate.CHANGED: Mark.CHANGED}


def _of_transitions(graph: StateGraph, union: u.Union) -> list[Fate]:
    return [Fate(union.transitions[part.id, step.id].value) for part in graph.lifecycles for step in part.transitions]


def _items(
    items: tuple[Node | Frame, ...], part: LifecyclePart, parent: str | None, union: u.Union
) -> tuple[Node | Frame, ...]:
    """The boxes of a panel or frame with their fates; they stand in the order of the states."""
    states = iter(state for state in part.states if state.parent == parent)
    found: list[Node | Frame] = []
    for item in items:
        if isinstance(item, Node) and item.kind is not Kind.STATE:
            found.append(item)
            continue
        state = next(states)
        fate = Fate(union.states[part.id, state.name].value)
        if isinstance(item, Frame):
            item = replace(item, items=_items(item.items, part, state.id, union))
        found.append(replace(item, fate=fate))
    return tuple(found)


def one_side(scene: Scene, first: bool) -> Scene:
    """The picture of one of the two, everything on the places of the picture of both; the other's parts are hidden."""
    away = Fate.ADDED if first else Fate.REMOVED

    def side(item: Node | Frame) -> Node | Frame:
        hidden = item.fate is away
        if isinstance(item, Frame):
            return replace(item, hidden=hidden, items=tuple(map(side, item.items)))
        return replace(item, hidden=hidden)

    clusters = tuple(
        replace(each, items=tuple(map(side, each.items)), hidden=_all(each, away)) for each in scene.clusters
    )
    clusters = tuple(_without_junction(each, scene, away) for each in clusters)
    edges = tuple(replace(edge, hidden=_gone(edge, clusters, away)) for edge in scene.edges)
    which = "the first" if first else "the second"
    return replace(
        scene,
        id=f"{scene.id}-{'before' if first else 'after'}",
        clusters=clusters,
        edges=edges,
        description=f"Only {which} of the two, on the places of both. {scene.description}",
    )


def _all(cluster: Cluster, away: Fate) -> bool:
    states = [box for box in boxes(cluster.items) if box.kind is Kind.STATE]
    return bool(states) and all(box.fate is away for box in states)


def _without_junction(cluster: Cluster, scene: Scene, away: Fate) -> Cluster:
    """The panel with 'any state' hidden where no line of this side leaves it."""
    leaving = {edge.source for edge in scene.edges if edge.fate is not away}

    def kept(item: Node | Frame) -> Node | Frame:
        if isinstance(item, Frame):
            return replace(item, items=tuple(map(kept, item.items)))
        return replace(item, hidden=True) if item.kind is Kind.ANY and item.id not in leaving else item

    return replace(cluster, items=tuple(map(kept, cluster.items)))


def _gone(edge: Edge, clusters: tuple[Cluster, ...], away: Fate) -> bool:
    hidden = {each.id for each in clusters if each.hidden}
    return edge.fate is away or edge.source in hidden or edge.target in hidden
