"""An answer that was kept as JSON, computed again from its receipt, and compared part by part."""

from __future__ import annotations

import contextlib
import io
import json
import os
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from . import __version__
from .dsl.base.diagnostics import Refused, refusal
from .files import find, read_folder, read_text
from .receipts import file_hash

ANSWERING = ("conform", "evaluate", "survey", "whatif")
"""The commands of which a receipt can speak."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A part of a receipt or of an answer: whether it is the same now, and in what it differs."""

    what: str
    same: bool
    told: str = ""


def reproduced(kept: Path) -> tuple[Compared, ...]:
    """What of an answer that was kept comes out again: tool, framework, inputs, then the answer key by key.

    Raises Refused (E601, E610) where the file holds no answer with a receipt, and what the command itself refuses.
    """
    answer = _answer(kept)
    receipt = answer["receipt"]
    kept_by = str(receipt.get("tool"))
    same = kept_by == f"remit {__version__}"
    other = "" if same else f"kept by {kept_by}, computed again by remit {__version__}"
    found = [Compared("tool", True, other), _framework(receipt)]  # what counts is what it answers
    places = {name: _place(name, kept) for name in _names(receipt)}
    for name, digest in receipt.get("inputs", {}).items():
        place = places[name]
        same = place is not None and file_hash(place) == digest
        found.append(Compared(name, same, "" if same else "not found" if place is None else "its content has changed"))
    absent = [name for name, place in places.items() if place is None]
    if absent:
        return (*found, Compared("answer", False, f"not computed again, without {', '.join(absent)}"))
    command = [str(places.get(word) or word) for word in receipt["command"]]
    again = _run(command)
    found += [
        Compared(f"answer: {key}", again.get(key) == answer.get(key), "")
        for key in dict.fromkeys((*answer, *again))
        if key != "receipt"
    ]
    return tuple(found)


def _answer(kept: Path) -> dict[str, Any]:
    """The answer in a file. Raises Refused."""
    source = read_text(kept)
    mend = "Keep an answer with --json, as in 'remit evaluate CASE -f FRAMEWORK --as-of DAY --json > kept.json'."
    try:
        answer = json.loads(source.text)
    except (ValueError, RecursionError):
        raise refusal("E610", f"{kept} is not JSON", None, mend) from None
    receipt = answer.get("receipt") if isinstance(answer, dict) else None
    command = receipt.get("command") if isinstance(receipt, dict) else None
    if not isinstance(command, list) or not all(isinstance(word, str) for word in command):
        raise refusal("E610", f"{kept} holds no answer with the receipt of a command", None, mend)
    inputs = receipt.get("inputs") if isinstance(receipt, dict) else None
    named = isinstance(inputs, dict) and all(isinstance(each, str) for each in inputs.values())
    writes = any(word.startswith(("-o", "--o")) for word in command)
    if not named or not command or command[0] not in ANSWERING or "--json" not in command or writes:
        raise refusal(
            "E610", f"the receipt in {kept} names no command that answers as JSON and writes nothing", None, mend
        )
    assert isinstance(answer, dict), "it has a receipt"
    return answer


def _names(receipt: dict[str, Any]) -> list[str]:
    """The files that a receipt names, and that its command reads."""
    overlays = receipt.get("overlays", [])
    read = [after for word, after in pairwise(receipt["command"]) if word == "--with"]
    files = [name for each in overlays if isinstance(each, dict) for name in each.get("files", {})]
    return [*receipt["inputs"], *(each for each in files if each in read)]


def _place(name: str, kept: Path) -> Path | None:
    """Where a file of that name lies; a receipt names files and no folders."""
    if Path(name).name != name:
        return None
    return next((each for each in (kept.parent / name, Path(name)) if os.path.isfile(each)), None)  # noqa: PTH113


def _framework(receipt: dict[str, Any]) -> Compared:
    """Whether the framework says what it said."""
    command = receipt["command"]
    asked = next((after for word, after in pairwise(command) if word == "--framework"), str(receipt.get("framework")))
    name = str(receipt.get("framework"))
    try:
        same = read_folder(find(asked)).content_hash == receipt.get("content")
    except Refused as refused:
        return Compared(name, False, refused.diagnostics[0].message)
    return Compared(name, same, "" if same else "its text has changed")


def _run(command: list[str]) -> dict[str, Any]:
    """The answer of a command. Raises Refused, and click's own refusals."""
    from .cli import root

    told = io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(io.StringIO()):
        root.main(args=command, prog_name="remit", standalone_mode=False)
    found: dict[str, Any] = json.loads(told.getvalue())
    return found
