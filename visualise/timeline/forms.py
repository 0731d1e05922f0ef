"""A timeline in each of its forms."""

from __future__ import annotations

from collections.abc import Callable

from .chart import Chart
from .page import timeline_html
from .svg import timeline_svg
from .tables import timeline_json, timeline_markdown, timeline_text

FILES: dict[str, Callable[[Chart], str]] = {
    "svg": timeline_svg,
    "html": timeline_html,
    "txt": timeline_text,
    "md": timeline_markdown,
    "json": timeline_json,
}
"""The forms by the ending of the file."""
