"""What the site adds to the pages: where some of them lie, how one goes from one to another, and anchors.

The pages themselves are plain Markdown without any directive, so that they read the same in an editor and on a forge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from typing import Any

from docutils import nodes
from pygments.lexers.special import TextLexer
from remit_lexer import RemitLexer
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.project import Project

ROOT = Path(__file__).parents[2]
DIAGNOSTICS = "reference/diagnostics"
HOMES = ("index", DIAGNOSTICS)
"""Pages whose lists of links make the navigation."""

NUMBERED = ("semantics", "architecture")
"""Pages with numbered rules."""

HEADING = re.compile(r"^## (.+)$")
ITEM = re.compile(r"^(?:-|\d+\.) \[[^\]]*\]\(([^)#\s]+\.md)\)")


def outside() -> dict[str, Path]:
    """The pages that do not lie in docs/, by the name that they have on the site."""
    pages = {f"{DIAGNOSTICS}/{each.stem}": each for each in sorted((ROOT / "dsl" / "pages").glob("E*.md"))}
    return {**pages, "contributing": ROOT / "CONTRIBUTING.md"}


class Pages(Project):
    """The pages in docs/ and those outside it: one source, and no copies of it."""

    def discover(self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)) -> set[str]:
        """The names of all pages."""
        names = super().discover(exclude_paths, include_paths)
        names.update(outside())
        return names

    def path2doc(self, filename: str | PathLike[str]) -> str | None:
        """The name of the page in a file, or None."""
        path = (Path(self.srcdir) / filename).resolve()
        return next((name for name, file in outside().items() if file == path), None) or super().path2doc(filename)

    def doc2path(self, docname: str, absolute: bool) -> Any:
        """The file of a page."""
        found = outside().get(docname)
        if found is None:
            return super().doc2path(docname, absolute)
        path = super().doc2path(docname, True)  # for its type, which differs between versions of Sphinx
        return type(path)(found if absolute else Path("..") / found.relative_to(ROOT))


def place_pages(app: Sphinx) -> None:
    """Look for the pages in both places."""
    pages = Pages(app.srcdir, app.config.source_suffix)
    pages.restore(app.project)
    app.project = app.env.project = pages


def add_navigation(app: Sphinx, docname: str, source: list[str]) -> None:
    """The lists of links on a home page are the navigation, under the heading that they stand below."""
    if docname not in HOMES:
        return
    below: dict[str, list[str]] = {}
    heading = ""
    for line in source[0].split("\n"):
        if found := HEADING.match(line):
            heading = found[1]
        elif item := ITEM.match(line):
            file = Path(app.env.doc2path(docname)).parent / item[1]
            name = app.project.path2doc(file.resolve())
            below.setdefault(heading, []).append(f"/{name}")
    # Headings within the diagnostics would be captions in the middle of the navigation: the root alone has them.
    for caption, names in below.items():
        shown = [f":caption: {caption}"] if docname == "index" else []
        source[0] += "\n".join(["\n\n```{toctree}", ":hidden:", ":titlesonly:", *shown, "", *names, "```"])


def add_anchors(app: Sphinx, doctree: nodes.document) -> None:
    """`#rule-3` leads to the rule with the number 3, however its heading is worded; a code leads to its page."""
    docname = app.env.docname
    if docname in NUMBERED:
        for section in doctree.findall(nodes.section):
            if number := re.match(r"(\d+)\. ", section[0].astext()):
                section["ids"].append(f"rule-{number[1]}")
    if docname.startswith(DIAGNOSTICS):
        return
    pages = outside()
    for literal in list(doctree.findall(nodes.literal)):
        name = f"{DIAGNOSTICS}/{literal.astext()}"
        if name in pages and not isinstance(literal.parent, nodes.reference | addnodes.pending_xref):
            link = addnodes.pending_xref(
                "", refdomain="std", reftype="doc", reftarget=f"/{name}", refexplicit=True, refdoc=docname, refwarn=True
            )
            literal.replace_self(link)
            link += literal


def reach_by_keyboard(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Code that is wider than the window can be scrolled without a mouse."""
    if "body" in context:
        context["body"] = context["body"].replace("<pre>", '<pre tabindex="0">')


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("builder-inited", place_pages)
    app.connect("source-read", add_navigation)
    app.connect("doctree-read", add_anchors)
    app.connect("html-page-context", reach_by_keyboard)
    app.add_lexer("remit", RemitLexer)
    for name in ("csv", "mermaid"):
        app.add_lexer(name, TextLexer)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
