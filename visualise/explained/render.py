"""A page of reasons in each of its forms."""

from __future__ import annotations

from collections.abc import Callable

from .blocks import Page
from .markdown import markdown
from .page import page
from .text import text

FORMS: dict[str, Callable[[Page], str]] = {"text": text, "markdown": markdown, "html": page}
"""The forms by name."""


def rendered(of: Page, form: str) -> str:
    """The page in a form of FORMS."""
    return FORMS[form](of)
