"""Golden files: what an output was when somebody last looked at it and found it right.

`golden(path, text)` compares `text` with the file at `path`. Under `pytest --update`, the one switch, it writes the
file instead; then read the change in `git diff` before you commit it.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path

import pytest

Golden = Callable[[str | Path, str], None]

REWRITTEN = "golden file written anew"
"""Under this name a test's report keeps each file, since tests may run in several processes."""

LINES_SHOWN = 120


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """The comparison `golden(path, text)`; a relative path starts at the folder of the test's file."""

    def compare(path: str | Path, text: str) -> None:
        __tracebackhide__ = True
        file = request.path.parent / path
        # Read and written without translating line ends: an output with other line ends is another output.
        expected = file.read_bytes().decode("utf-8") if file.exists() else None
        if text == expected:
            return
        if request.config.getoption("--update"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode("utf-8"))
            request.node.user_properties.append((REWRITTEN, str(file)))
            return
        pytest.fail(difference(_shown(file), expected, text), pytrace=False)

    return compare


def difference(name: str, expected: str | None, actual: str) -> str:
    """What to tell a person whose output is not that of the golden file called `name` (None: there is no file)."""
    mend = "If the new output is right: pytest --update, and read the change in git diff."
    if expected is None:
        return f"There is no golden file {name}.\n{mend}"
    lines = list(
        difflib.unified_diff(
            _visible(expected), _visible(actual), f"{name} (expected)", "this run (actual)", lineterm="", n=2
        )
    )
    left_out = len(lines) - LINES_SHOWN
    if left_out > 0:
        lines = [*lines[:LINES_SHOWN], f"... and {left_out} more lines"]
    return "\n".join([f"The output differs from {name}.", *lines, mend])


def _visible(text: str) -> list[str]:
    """The lines of `text`, with what the eye would miss at their ends made visible."""
    lines = [line.replace("\r", "\\r") for line in text.split("\n")]
    if lines[-1]:
        return [*lines, "(no newline at the end)"]
    return lines[:-1]


def _shown(file: Path) -> str:
    root = Path(__file__).parent.parent
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else str(file)
