"""What an answer came from: tool, command, framework, content hash, inputs' hash, day. No timestamp: the same input
gives the same bytes."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from pathlib import Path
from typing import Any

from . import __version__
from .dsl import ir
from .engine.chain import Mode
from .engine.outcome import Outcome

TOOL = f"remit {__version__}"

FRAMEWORK = "--framework"
"""The option of all commands that names a framework."""


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def receipt(
    framework: ir.Framework,
    as_of: dt.date,
    inputs: tuple[Path, ...],
    readings: tuple[tuple[str, str], ...],
    command: tuple[str, ...] = (),
    answer: Outcome | None = None,
) -> dict[str, Any]:
    """The receipt of an answer: everything needed to compute it again, every framework read with its check number.

    `command`: the words of the command that is answered, if one is. A framework that it names is named there with its
    version, unless it is a folder.
    """
    before = ("", *command)
    words = [
        framework.manifest.full_id if last == FRAMEWORK and not os.path.isdir(word) else word  # noqa: PTH112
        for last, word in zip(before, command, strict=False)
    ]
    read = [each.framework for each in answer.spans if each.framework is not None] if answer is not None else []
    return {
        "tool": TOOL,
        **({"command": words} if words else {}),
        "framework": framework.manifest.full_id,
        "content": framework.content_hash,
        "mode": (answer.mode if answer is not None else Mode.AS_IF).value,
        **({"chain": {each.manifest.full_id: each.content_hash for each in read}} if read else {}),
        "as_of": as_of.isoformat(),
        "inputs": {path.name: file_hash(path) for path in inputs},
        "readings": dict(readings),
    }
