"""Dates as written in rules and YAML: ISO only."""

from __future__ import annotations

import datetime as dt
import re

_ISO = re.compile(r"\d{4}-\d\d-\d\d")


def read_iso_date(text: str) -> dt.date | None:
    """The day that `text` names as yyyy-mm-dd, or None where it names none."""
    if not _ISO.fullmatch(text):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
