"""Pictures as Mermaid, for pages that draw it themselves: Markdown on GitHub and GitLab, wikis, notebooks."""

from __future__ import annotations

from collections.abc import Iterator

from .parts import Cluster, Edge, Frame, Line, Node, Scene

_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,'()/+-")
_NOTHING = "#160;"  # Mermaid knows no empty label
_CAUSES = {Line.EVENT: "", Line.TIME: "time: ", Line.LAPSE: "lapse: "}


def mermaid_of(scene: Scene) -> str:
    """The picture as a state diagram of Mermaid's, with title and description for those who cannot see it.

    A lifecycle is a state around its states; its rules are notes. What Mermaid has no line for is said in words.
    """
    names = {each: f"s{number}" for number, each in enumerate(_ids(scene), 1)}
    lines = [
        "stateDiagram-v2",
        f"    accTitle: {_told(scene.title)}",
        f"    accDescr: {_told(scene.description)}",
        f"    direction {scene.direction}",
    ]
    for cluster in scene.clusters:
        lines.append(f'    state "{_text(cluster.label)}" as {names[cluster.id]} {{')
        lines += _items(cluster, names, "        ")
        lines.append("    }")
    lines += [f"    {line}" for edge in scene.edges for line in _edge(edge, names)]
    outside = {note.id for note in scene.notes}
    boxed: tuple[Node | Frame, ...] = (*scene.nodes, *scene.frames)
    for box in boxed:
        if box.rules and box.id not in outside:
            lines.append(f"    note right of {names[box.id]}")
            for rule in box.rules:
                due = f", {rule.due}" if rule.due else ""
                lines.append(f"        {_text(f'{rule.said}{due} ({rule.paragraphs})')}")
            lines += [f"        {_text(box.more)}"] if box.more else []
            lines.append("    end note")
    return "\n".join(lines) + "\n"


def _ids(scene: Scene) -> Iterator[str]:
    yield from (each.id for each in scene.clusters)
    yield from (each.id for each in scene.frames)
    yield from (each.id for each in scene.nodes)


def _items(holder: Cluster | Frame, names: dict[str, str], indent: str) -> Iterator[str]:
    for item in holder.items:
        if isinstance(item, Frame):
            yield f'{indent}state "{_text(item.label)}" as {names[item.id]} {{'
            yield from _items(item, names, indent + "    ")
            yield f"{indent}}}"
        else:
            yield f'{indent}state "{_text(item.label)}" as {names[item.id]}'
        if item.initial:
            yield f"{indent}[*] --> {names[item.id]}"
        if isinstance(item, Node) and item.final:
            yield f"{indent}{names[item.id]} --> [*]"


def _edge(edge: Edge, names: dict[str, str]) -> Iterator[str]:
    if edge.transition:
        guard = f", if {edge.guard}" if edge.guard else ""
        said = f"{edge.number} {_CAUSES[edge.line]}{edge.label}{guard}"
        yield f"{names[edge.source]} --> {names[edge.target]} : {_text(said)}"


def _text(words: str) -> str:
    """Text in which no character is a mark of Mermaid's or of HTML: all but plain ones are written as their numbers."""
    return "".join(char if char in _PLAIN or _letter(char) else f"#{ord(char)};" for char in words) or _NOTHING


def _told(words: str) -> str:
    """Text of a line that Mermaid reads as it stands."""
    return "".join(char if char in _PLAIN or _letter(char) else " " for char in words)


def _letter(char: str) -> bool:
    return char.isalpha() and not char.isascii()
