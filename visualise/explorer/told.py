"""What the page tells of each part of a picture when it is chosen, as plain objects for the script."""

from __future__ import annotations

from typing import Any

from ..parts import LEGEND, Frame, Hung, KeyRow, Mark, Node, Scene
from ..steps import steps_of


def told(scene: Scene) -> dict[str, Any]:
    """For each part by its id: what it is, its words, who acts, how binding it is, its paragraphs, its neighbours."""
    gists = dict(scene.gists)
    rows = {row.number: row for row in scene.key}
    found: dict[str, dict[str, Any]] = {}

    def part(name: str, kind: str, title: str, lines: tuple[str, ...], cites: tuple[str, ...], **more: Any) -> None:
        cited = [{"paragraph": each, "gist": gists.get(each, "")} for each in cites]
        found[name] = {"kind": kind, "title": title, "lines": list(lines), "cites": cited, "near": []} | more

    for cluster in scene.clusters:
        part(cluster.id, "lifecycle", cluster.label, (), ())
    for frame in scene.frames:
        part(frame.id, "state", frame.label, frame.tooltip[1:], frame.cites)
    for node in scene.nodes:
        if node.id not in {note.id for note in scene.notes}:
            stay = (node.stay,) if node.stay else ()
            part(node.id, "state", node.label, (*stay, *node.tooltip[1:]), node.cites)
    for edge in scene.edges:
        row = rows.get(edge.number)
        title = f"{edge.number}: {row.source} to {row.target}" if row else edge.label
        lines = (*edge.tooltip[1:], *((f"taken: {edge.taken}",) if edge.taken else ()))
        lines += (f"next: {edge.next}",) if edge.next else ()
        actor = doer(row) if row else ""
        part(edge.id, "change" if row else "link", title, lines, edge.cites, actor=actor, row=f"change-{edge.number}")
        found[edge.id]["near"] = [edge.source, edge.target]
    for step in steps_of(scene):
        found[step.source.id]["near"].append(step.edge.id)  # its line may begin elsewhere, at a frame or at 'any state'
    for edge in scene.edges:
        for one, other in ((edge.source, edge.target), (edge.target, edge.source)):
            if one in found:
                found[one]["near"] += [edge.id, other]
    boxed: tuple[Node | Frame, ...] = (*scene.nodes, *scene.frames)
    for box in boxed:
        for hung in box.rules:
            manner = binding(hung)
            part(hung.id, "rule", hung.said, (hung.due, *hung.tooltip[1:]), hung.cites, actor=hung.actor, manner=manner)
            found[hung.id] |= {"row": f"rule-{hung.rule}", "near": [box.id] if box.id in found else []}
    return found


def doer(row: KeyRow) -> str:
    """Who brings a change about; empty where it is said only on whose judgement."""
    who = row.by.partition(",")[0]
    return "" if who.startswith("on the judgement") else who


def binding(rule: Hung) -> str:
    """How binding a rule is, by the name of its line."""
    return rule.stroke.value


def manners(scene: Scene) -> dict[str, str]:
    """The kinds of binding that the picture has, by the names of their lines, in words."""
    used = {binding(rule) for rule in scene.hung}
    return {mark.value: LEGEND[mark].removeprefix("rule: ") for mark in _LINES if mark.value in used}


_LINES = (Mark.BOLD, Mark.SOLID, Mark.DASHED, Mark.DOTTED)


def actors(scene: Scene) -> tuple[str, ...]:
    """Who acts in the picture, in the order of the alphabet."""
    found = {rule.actor for rule in scene.hung} | {doer(row) for row in scene.key}
    return tuple(sorted(filter(None, found)))
