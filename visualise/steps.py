"""The transitions of a picture from box to box, as those need them who know no frames and no 'any state'."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .parts import Cluster, Edge, Frame, KeyRow, Kind, Node, Scene, boxes


@dataclass(frozen=True, slots=True)
class Step:
    """A transition from one state to another; both are boxes with none inside."""

    source: Node
    target: Node
    edge: Edge
    row: KeyRow


def steps_of(scene: Scene) -> Iterator[Step]:
    """Every transition, written out for each state that it leads from; in the order of the key, which is the one in
    which they are tried."""
    inside: dict[str, tuple[Node, ...]] = {node.id: (node,) for node in scene.nodes}
    inside |= {frame.id: states(frame) for frame in scene.frames}
    holders: tuple[Cluster | Frame, ...] = (*scene.clusters, *scene.frames)
    for holder in holders:
        inside |= {item.id: states(holder) for item in holder.items if isinstance(item, Node) and item.kind is Kind.ANY}
    first = {frame.id: entered(frame.items) for frame in scene.frames}
    nodes = {node.id: node for node in scene.nodes}
    rows = {row.number: row for row in scene.key}
    for edge in scene.edges:
        if edge.transition:
            target = first.get(edge.target) or nodes[edge.target]
            yield from (Step(source, target, edge, rows[edge.number]) for source in inside[edge.source])


def states(holder: Cluster | Frame) -> tuple[Node, ...]:
    """The states in a panel or frame that have none inside."""
    return tuple(node for node in boxes(holder.items) if node.kind is Kind.STATE)


def entered(items: tuple[Node | Frame, ...]) -> Node:
    """The state in which a panel or frame is entered."""
    shown = [item for item in items if isinstance(item, Frame) or item.kind is Kind.STATE]
    first = next((item for item in shown if item.initial), shown[0])
    return entered(first.items) if isinstance(first, Frame) else first
