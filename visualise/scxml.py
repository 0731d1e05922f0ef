"""Pictures as SCXML, for programs that run or draw state machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.sax.saxutils import quoteattr

from .parts import Cluster, Frame, Kind, Node, Scene
from .plain import slug, xml_text
from .steps import Step, entered, steps_of

_OWN = "https://remit.example/ns/scxml"


def scxml_of(scene: Scene) -> str:
    """The lifecycles side by side, their states nested as written, and in each state its transitions in their order.

    SCXML has no guards in words and no citations: they stand in attributes of a namespace of remit's own. A transition
    is told for each state that it leads from, since the order in which they are tried is that of the source, and not
    from the inside out.
    """
    steps: dict[str, list[Step]] = {}
    for step in steps_of(scene):
        steps.setdefault(step.source.id, []).append(step)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<scxml xmlns="http://www.w3.org/2005/07/scxml" xmlns:remit="{_OWN}" version="1.0" datamodel="null"'
        f" name={_attribute(scene.id)} remit:title={_attribute(scene.title)}"
        f" remit:version={_attribute(scene.subtitle)}>",
        f"  <parallel id={_attribute(f'all-{scene.id}')}>",
    ]
    for cluster in scene.clusters:
        lines += _holder(cluster, entered(cluster.items), steps, "    ")
    return "\n".join([*lines, "  </parallel>", "</scxml>"]) + "\n"


def _holder(holder: Cluster | Frame, first: Node, steps: Mapping[str, list[Step]], indent: str) -> Iterator[str]:
    yield (
        f"{indent}<state id={_attribute(holder.id)} initial={_attribute(first.id)}"
        f" remit:label={_attribute(holder.label)}>"
    )
    for item in holder.items:
        if isinstance(item, Frame):
            yield from _holder(item, entered(item.items), steps, indent + "  ")
        elif item.kind is Kind.STATE:
            yield from _state(item, steps.get(item.id, []), indent + "  ")
    yield f"{indent}</state>"


def _state(node: Node, steps: list[Step], indent: str) -> Iterator[str]:
    tag = "final" if node.final and not steps else "state"
    head = f"{indent}<{tag} id={_attribute(node.id)} remit:label={_attribute(node.label)}"
    if not steps:
        yield f"{head}/>"
        return
    yield f"{head}>"
    for step in steps:
        row = step.row
        told = {"number": row.number, "on": row.trigger, "by": row.by, "when": row.guard, "cite": row.paragraphs}
        more = "".join(f" remit:{name}={_attribute(value)}" for name, value in told.items() if value)
        event = f"{step.edge.line.value}.{slug(row.trigger)}"
        yield f"{indent}  <transition event={_attribute(event)} target={_attribute(step.target.id)}{more}/>"
    yield f"{indent}</{tag}>"


def _attribute(words: str) -> str:
    return quoteattr(xml_text(words))
