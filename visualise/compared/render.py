"""A report of a comparison in each of its forms."""

from __future__ import annotations

from collections.abc import Callable

from .blocks import Report
from .markdown import markdown
from .page import page
from .text import text

FORMS: dict[str, Callable[[Report], str]] = {"text": text, "markdown": markdown, "html": page}
"""The forms by name."""


def rendered(of: Report, form: str) -> str:
    """The report in a form of FORMS."""
    return FORMS[form](of)
