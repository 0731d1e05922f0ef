"""What an answer came from: tool, framework, content hash, inputs' hash, day. No timestamp: the same input gives the
same bytes."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

from . import __version__
from .dsl import ir


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def receipt(
    framework: ir.Framework, as_of: dt.date, inputs: tuple[Path, ...], readings: tuple[tuple[str, str], ...]
) -> dict[str, Any]:
    """The receipt of an answer: everything needed to compute it again."""
    return {
        "tool": f"remit {__version__}",
        "framework": framework.manifest.full_id,
        "content": framework.content_hash,
        "as_of": as_of.isoformat(),
        "inputs": {path.name: file_hash(path) for path in inputs},
        "readings": dict(readings),
    }
