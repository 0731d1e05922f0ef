"""Makes the renderer's SVG fit for a web page: name and description, readable tooltips, fonts, no traces of tools."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.dom import XML_NAMESPACE, minidom
from xml.dom.minidom import Document, Element, Node
from xml.parsers.expat import ExpatError

from .metrics import text_width
from .parts import Scene
from .theme import FONT_STACK

LANGUAGE = "en-GB"


def accessible(svg: str, scene: Scene) -> str:
    """The picture with `role`, title and description, and with the scene's words as tooltips of its parts.

    Ids and classes are kept, so that a page can style and link the parts. There is no XML declaration: the text is
    UTF-8 and can stand in a page as it is. What is not SVG comes back unchanged.
    """
    # No document type declares anything that a picture needs, and one could define entities without end.
    head, start, rest = svg.partition("<svg")
    if not start or "<!ENTITY" in head or "[" in head.partition("<!DOCTYPE")[2]:
        return svg
    try:
        document = minidom.parseString((start + rest).encode("utf-8", "replace"))
    except (ExpatError, ValueError, RecursionError):
        return svg
    root = document.documentElement
    if root is None or root.tagName != "svg":
        return svg
    for node in tuple(_below(root)):
        if node.nodeType in (Node.COMMENT_NODE, Node.PROCESSING_INSTRUCTION_NODE):
            _remove(node)
    _retitle(document, root, scene)
    for text in root.getElementsByTagName("text"):
        _fit(text)
    root.setAttribute("font-family", FONT_STACK)
    _name(document, root, scene)
    return f"{root.toxml()}\n"


def _fit(text: Element) -> None:
    """Text in the one list of fonts, and as wide as it was laid out to be, whichever of them is there."""
    if text.hasAttribute("font-family"):
        text.removeAttribute("font-family")
    words = "".join(node.data for node in text.childNodes if node.nodeType == Node.TEXT_NODE)
    size = text.getAttribute("font-size")
    if words and re.fullmatch(r"\d{1,4}(\.\d+)?", size):
        width = text_width(words, float(size), bold=text.getAttribute("font-weight") == "bold")
        if width:
            text.setAttribute("textLength", f"{width:.2f}")
            text.setAttribute("lengthAdjust", "spacingAndGlyphs")


def _name(document: Document, root: Element, scene: Scene) -> None:
    """Role, language, and the title and description to which `aria-labelledby` points."""
    title_id, description_id = f"title-{scene.id}", f"description-{scene.id}"
    for attribute, value in (
        ("role", "img"),
        ("lang", LANGUAGE),
        ("id", f"picture-{scene.id}"),
        ("class", "remit-picture"),
        ("aria-labelledby", f"{title_id} {description_id}"),
    ):
        root.setAttribute(attribute, value)
    root.setAttributeNS(XML_NAMESPACE, "xml:lang", LANGUAGE)
    first = root.firstChild
    for tag, name, words in (
        ("title", title_id, f"{scene.title} ({scene.subtitle})"),
        ("desc", description_id, scene.description),
    ):
        element = document.createElement(tag)
        element.setAttribute("id", name)
        element.appendChild(document.createTextNode(words))
        root.insertBefore(element, first)
        root.insertBefore(document.createTextNode("\n"), first)


def _retitle(document: Document, root: Element, scene: Scene) -> None:
    """Each part of the scene gets its words as title; titles with the renderer's own names go."""
    words = {node.id: "\n".join(node.tooltip) for node in scene.nodes}
    words |= {frame.id: "\n".join(frame.tooltip) for frame in scene.frames}
    words |= {edge.id: "\n".join(edge.tooltip) for edge in scene.edges}
    words |= {cluster.id: f"Lifecycle: {cluster.label}" for cluster in scene.clusters}
    words |= {rule.id: "\n".join(rule.tooltip) for rule in scene.hung}
    rules = {rule.id for rule in scene.hung}
    boxed = {group.getAttribute("id") for group in root.getElementsByTagName("g")}
    cells = {f"a_{name}": name for name in words if name not in boxed}  # as the renderer names what is a cell
    for link in root.getElementsByTagName("a"):
        # The renderer hangs tooltips on links that lead nowhere; they would stop the keyboard for nothing.
        if not link.hasAttribute("xlink:href") and not link.hasAttribute("href"):
            _unwrap(link)
    for title in root.getElementsByTagName("title"):
        _remove(title)
    for group in root.getElementsByTagName("g"):
        if group.getAttribute("id") in cells:
            name = cells[group.getAttribute("id")]
            group.setAttribute("id", name)
            if name in rules:
                group.setAttribute("class", "rule")
        said = words.get(group.getAttribute("id"))
        if said:
            element = document.createElement("title")
            element.appendChild(document.createTextNode(said))
            group.insertBefore(element, group.firstChild)


def _unwrap(link: Any) -> None:
    """Puts the contents of a link in its place."""
    parent = link.parentNode
    if parent is None:
        return
    for child in tuple(link.childNodes):
        parent.insertBefore(child, link)
    parent.removeChild(link)


def _remove(node: Any) -> None:
    if node.parentNode is not None:
        node.parentNode.removeChild(node)


def _below(node: Any) -> Iterator[Any]:
    for child in node.childNodes:
        yield child
        yield from _below(child)
