"""The frame of every page that is a file of its own: nothing is loaded, and no text in it becomes markup."""

from __future__ import annotations

import html
from collections.abc import Iterable

from .plain import xml_text


def document(title: str, styles: Iterable[str], body: Iterable[str], allowed: str = "") -> str:
    """An HTML file. `allowed`: what its policy allows a browser beside the styles that stand in it."""
    policy = f"default-src 'none'; style-src 'unsafe-inline'{allowed}"
    lines = [
        "<!DOCTYPE html>",
        '<html lang="en-GB">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        f"<title>{text(title)}</title>",
        "<style>",
        *styles,
        "</style>",
        "</head>",
        "<body>",
        *body,
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def text(words: str) -> str:
    """Text in which nothing is markup."""
    return html.escape(xml_text(words))


def scoped(style: str) -> str:
    """A style for nothing but what stands inside a part of another page; every rule of it begins a line."""
    return "\n".join(map(_inside, style.splitlines()))


def _inside(rule: str) -> str:
    names, brace, said = rule.partition(" {")
    return ", ".join(f".remit {each}" for each in names.split(", ")) + brace + said
