"""Pictures as GraphML, for programs that reckon with graphs or lay them out: yEd, Gephi, igraph, networkx."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from .parts import Scene
from .plain import xml_text
from .steps import states, steps_of

_NODE_KEYS = ("label", "lifecycle", "within", "kind", "rules", "paragraphs")
_EDGE_KEYS = ("number", "label", "cause", "on", "by", "when", "paragraphs")


def graphml_of(scene: Scene) -> str:
    """The states and, from each to each, the transitions, with what the key says of them."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
        f"  <desc>{_text(f'{scene.title} ({scene.subtitle})')}</desc>",
    ]
    for sort, keys in (("node", _NODE_KEYS), ("edge", _EDGE_KEYS)):
        lines += [f'  <key id="{sort}-{key}" for="{sort}" attr.name="{key}" attr.type="string"/>' for key in keys]
    lines.append(f'  <graph id={quoteattr(scene.id)} edgedefault="directed">')
    lines += [*_nodes(scene), *_edges(scene), "  </graph>", "</graphml>"]
    return "\n".join(lines) + "\n"


def _nodes(scene: Scene) -> Iterator[str]:
    around = {node.id: frame.label for frame in scene.frames for node in states(frame)}
    for cluster in scene.clusters:
        for node in states(cluster):
            kind = " ".join(("state", *["initial"] * node.initial, *["final"] * node.final))
            rules = "; ".join(f"{rule.said}{f', {rule.due}' if rule.due else ''}" for rule in node.rules)
            values = (
                node.label,
                cluster.label,
                around.get(node.id, ""),
                kind,
                rules,
                node.small[0] if node.small else "",
            )
            yield f"    <node id={quoteattr(node.id)}>"
            yield from _data("node", _NODE_KEYS, values)
            yield "    </node>"


def _edges(scene: Scene) -> Iterator[str]:
    for step in steps_of(scene):
        row = step.row
        values = (row.number, step.edge.label, step.edge.line.value, row.trigger, row.by, row.when, row.paragraphs)
        yield f"    <edge source={quoteattr(step.source.id)} target={quoteattr(step.target.id)}>"
        yield from _data("edge", _EDGE_KEYS, values)
        yield "    </edge>"


def _data(sort: str, keys: tuple[str, ...], values: tuple[str, ...]) -> Iterator[str]:
    for key, value in zip(keys, values, strict=True):
        if value:
            yield f'      <data key="{sort}-{key}">{_text(value)}</data>'


def _text(words: str) -> str:
    return escape(xml_text(words))
