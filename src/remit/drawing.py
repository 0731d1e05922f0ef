"""Pictures from DOT source: runs the renderer that is installed with remit, or the system's for PDF."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

from .dsl.base.diagnostics import Refused, refusal
from .visualise.data import scene_json
from .visualise.dot import dot_of
from .visualise.explorer.page import explorer_html
from .visualise.graphml import graphml_of
from .visualise.mermaid import mermaid_of
from .visualise.parts import Scene
from .visualise.scxml import scxml_of
from .visualise.svg import accessible

Format = Literal["svg", "png", "pdf"]

FORMATS = ("svg", "html", "png", "pdf", "dot", "mmd", "graphml", "scxml", "json")
"""What pictures are written as, by the ending of the file."""

RENDERER = "graphviz-pure"
SYSTEM_RENDERER = "dot"
DOTS_PER_INCH = 150
"""Of PNG pictures; enough for print at the size of the SVG."""

_SECONDS = 60
_SAID = 600  # characters of the renderer's message that are passed on
_ENDS: dict[str, bytes] = {"svg": b"</svg>", "png": b"IEND\xaeB`\x82", "pdf": b"%%EOF"}


def render(dot: str, fmt: Format, *, seconds: float = _SECONDS) -> bytes:
    """The picture that `dot` describes, as a whole file.

    Raises Refused (E603) where no renderer is installed, where it takes longer than `seconds`, and where it fails or
    leaves the picture unfinished; then with what it said. Its warnings on letters that it cannot measure are dropped.
    """
    arguments = [_renderer(fmt), f"-T{fmt}"]
    if fmt == "png":
        arguments.append(f"-Gdpi={DOTS_PER_INCH}")
    try:
        run = subprocess.run(
            arguments,
            input=dot.encode("utf-8", "replace"),
            capture_output=True,
            check=False,
            timeout=seconds,
            env=_surroundings(),
        )
    except subprocess.TimeoutExpired:
        raise _refused(
            f"drawing the picture took longer than {seconds:g} seconds",
            "Draw one lifecycle at a time, or write the DOT source and draw it elsewhere.",
        ) from None
    except OSError as error:
        raise _refused(
            f"the renderer '{Path(arguments[0]).name}' cannot be run: {error.strerror or error}", _REINSTALL
        ) from None
    said = _errors(run.stderr)
    if run.returncode != 0:
        raise _refused(f"the picture cannot be drawn: {said or f'the renderer ended with code {run.returncode}'}")
    if not run.stdout.rstrip().endswith(_ENDS[fmt]):
        raise _refused(f"the renderer left the picture unfinished{f': {said}' if said else ''}")
    return run.stdout


_REINSTALL = f"It comes with remit; install the package '{RENDERER}' again."


def _renderer(fmt: Format) -> str:
    """The program to run: beside this Python first, so that a virtual environment need not be active."""
    if fmt == "pdf":
        found = shutil.which(SYSTEM_RENDERER)
        if found is None:
            raise _refused(
                "a PDF needs the program 'dot', which is not on this machine",
                "Write SVG or PNG, which need nothing more, or install Graphviz from your system's software catalogue.",
            )
        return found
    for place in (str(Path(sys.executable).parent), sysconfig.get_path("scripts"), os.environ.get("PATH", "")):
        found = shutil.which(RENDERER, path=place) if place else None
        if found is not None:
            return found
    raise _refused(f"the program '{RENDERER}', which draws the pictures, was not found", _REINSTALL)


def _surroundings() -> dict[str, str]:
    """The environment without what would let a stranger's machine add plug-ins, files or fonts to the picture."""
    return {name: value for name, value in os.environ.items() if not name.upper().startswith(("GV", "DOTFONTPATH"))}


def _errors(said: bytes) -> str:
    """What the renderer said, in one line and without its warnings."""
    lines = (line.strip() for line in said.decode("utf-8", "replace").splitlines())
    kept = " ".join(line for line in lines if line and not line.startswith("Warning"))
    return "".join(char if char.isprintable() else " " for char in kept)[:_SAID]


def _refused(message: str, hint: str = "") -> Refused:
    return refusal("E603", message, hint=hint)


def picture(scene: Scene, fmt: str) -> bytes:
    """A scene as the bytes of a file of one of FORMATS; the SVG is accessible.

    Raises Refused (E603) where it cannot be drawn.
    """
    match fmt:
        case "svg":
            return _svg(scene).encode()
        case "html":
            return explorer_html(
                scene, _svg(replace(scene, key=()), drawn=True)
            ).encode()  # the table beside it is the key
        case "png":
            return render(dot_of(scene), "png")
        case "pdf":
            return render(dot_of(scene), "pdf")
        case _:
            return _WRITERS[fmt](scene).encode()


def _svg(scene: Scene, *, drawn: bool = False) -> str:
    return accessible(render(dot_of(scene, drawn=drawn), "svg").decode(), scene)


_WRITERS: dict[str, Callable[[Scene], str]] = {
    "dot": dot_of,
    "mmd": mermaid_of,
    "graphml": graphml_of,
    "scxml": scxml_of,
    "json": scene_json,
}
