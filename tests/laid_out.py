"""Where the words and boxes of a picture lie, read from its SVG, and which of them are on top of each other."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_SLACK = 0.6  # points by which edges may touch


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; `kind` is the class of the group it lies in, and of words `text`."""

    kind: str
    owner: str
    words: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether they share more than an edge."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > _SLACK and down > _SLACK

    def holds(self, other: Box) -> bool:
        """Whether the other lies in it altogether."""
        return (
            self.left <= other.left and other.right <= self.right and self.top <= other.top
            and other.bottom <= self.bottom
        )  # fmt: skip


def overlaps(root: ElementTree.Element) -> list[str]:
    """Words on words, words on boxes that are not theirs, words across the border of a panel or frame.

    Words beside an arrow may stand across the border of a frame that the arrow crosses: their ground hides it.
    """
    words = list(_words(root))
    found = [f"'{one.words}' on '{two.words}'" for one, two in itertools.combinations(words, 2) if one.meets(two)]
    for outline in _outlines(root):
        for text in words:
            if text.owner != outline.owner and text.kind != "graph" and outline.meets(text):
                hidden = outline.kind == "frame" and text.kind == "edge"
                inside = outline.kind in ("cluster", "frame") and outline.holds(text)
                if not inside and not hidden:
                    found.append(f"'{text.words}' across the border of {outline.owner}")
    return found


def _words(element: ElementTree.Element, kind: str = "", owner: str = "") -> Iterator[Box]:
    """The lines of words below an element of a part; those that the renderer could not measure are passed over."""
    for child in element:
        if child.tag == f"{SVG}g":
            known = (child.get("class") or "").split(" ")[0] in ("node", "edge", "cluster", "graph")
            inner = ((child.get("class") or "").split(" ")[0], child.get("id", "")) if known else (kind, owner)
            yield from _words(child, *inner)
        elif child.tag == f"{SVG}text" and child.get("textLength"):
            wide, size = float(child.get("textLength", "0")), float(child.get("font-size", "0"))
            x, y = float(child.get("x", "0")), float(child.get("y", "0"))
            left = {"middle": x - wide / 2, "end": x - wide}.get(child.get("text-anchor", ""), x)
            said = "".join(child.itertext())
            yield Box(kind, owner, said, left, y - 0.72 * size, left + wide, y + 0.2 * size)


def _outlines(root: ElementTree.Element) -> Iterator[Box]:
    for group in root.iter(f"{SVG}g"):
        classes = (group.get("class") or "").split(" ")
        kind = "frame" if "composite" in classes else classes[0]
        if kind not in ("node", "cluster", "frame"):
            continue
        points: list[tuple[float, float]] = []
        for shape in group.iter():
            if shape.tag == f"{SVG}ellipse":
                x, y, across, down = (float(shape.get(name, "0")) for name in ("cx", "cy", "rx", "ry"))
                points += [(x - across, y - down), (x + across, y + down)]
            numbers = [float(each) for each in _NUMBER.findall(shape.get("points") or shape.get("d") or "")]
            points += zip(numbers[::2], numbers[1::2], strict=True)
        if points:
            xs, ys = zip(*points, strict=True)
            yield Box(kind, group.get("id", ""), "", min(xs), min(ys), max(xs), max(ys))
