"""Folders as they were at a revision of the Git repository in which they lie: `folder@revision`.

Git is asked for the texts, which are laid out in a folder of their own for as long as they are read. Nothing in the
repository is touched.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .dsl.base.diagnostics import refusal

MAX_FILES = 5_000
"""So many files of rules and manifests a revision may hold."""

_TEXTS = (".remit", ".yaml")


@dataclass(frozen=True, slots=True)
class Revision:
    """A folder, and the revision at which it is meant."""

    folder: str
    name: str


@dataclass(frozen=True, slots=True)
class Laid:
    """A folder that can be read, and what its files are called in messages."""

    path: Path
    called: Callable[[Path], str] | None = None


def revision(name: str) -> Revision | None:
    """The revision that a name asks for; None where it names a folder, or a framework by its id."""
    folder, mark, at = name.rpartition("@")
    if not mark or not folder or os.path.isdir(name):  # noqa: PTH112 - unlike Path.is_dir this raises for no name
        return None
    is_path = os.path.isdir(folder) or "/" in folder or folder in (".", "..")  # noqa: PTH112
    return Revision(folder, at) if is_path else None


@contextmanager
def laid_out(asked: Revision) -> Iterator[Laid]:
    """The folder as it was at the revision.

    Raises Refused (E611) where Git is missing, there is no repository, or the revision does not have the folder.
    """
    there = _nearest(asked.folder)
    top = Path(_git(there, asked, "rev-parse", "--show-toplevel").decode().strip())
    commit = _commit(there, asked)
    inside = PurePosixPath(os.path.relpath(os.path.realpath(asked.folder), os.path.realpath(top)).replace(os.sep, "/"))
    listed = _git(top, asked, "ls-tree", "-r", "-z", "--full-tree", commit).decode("utf-8", "surrogateescape")
    names: dict[str, str] = {}
    for entry in filter(None, listed.split("\0")):
        about, _, name = entry.partition("\t")
        mode, sort, number = about.split(" ")
        if sort == "blob" and mode != "120000" and name.endswith(_TEXTS):
            names[name] = number
    below = [name for name in names if PurePosixPath(name).is_relative_to(inside)]
    if not below:
        message = f"revision '{asked.name}' has no folder '{asked.folder}' with rules"
        raise refusal("E611", message, None, "Name a folder that holds framework.yaml at that revision.")
    if len(names) > MAX_FILES:
        message = f"revision '{asked.name}' holds more than {MAX_FILES:,} files of rules and manifests"
        raise refusal("E611", message, None, "Check the revision out and name its folder.")
    with tempfile.TemporaryDirectory(prefix="remit-") as temporary:
        root = Path(os.path.realpath(temporary))
        for name, content in _contents(top, asked, names).items():
            place = root / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)

        def called(file: Path) -> str:
            try:
                return f"{asked.name}:{Path(os.path.realpath(file)).relative_to(root).as_posix()}"
            except ValueError:
                return str(file)

        yield Laid(root / inside, called)


def _nearest(folder: str) -> Path:
    """The folder itself; where it is there no more, the nearest one above it."""
    place = Path(folder).absolute()
    return next(each for each in (place, *place.parents) if os.path.isdir(each))  # noqa: PTH112


def _commit(there: Path, asked: Revision) -> str:
    name = asked.name
    if name.startswith("-") or not name:
        raise _unknown(asked)
    try:
        return (
            _run(there, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}").decode().strip()
        )
    except subprocess.CalledProcessError:
        raise _unknown(asked) from None


def _unknown(asked: Revision) -> Exception:
    message = f"Git knows no revision '{asked.name}' of '{asked.folder}'"
    return refusal("E611", message, None, "Name a commit, a tag or a branch: HEAD~1, v1.2, main.")


def _contents(top: Path, asked: Revision, names: dict[str, str]) -> dict[str, bytes]:
    """The content of each file, by its name."""
    wanted = "".join(f"{number}\n" for number in names.values()).encode()
    data = _git(top, asked, "cat-file", "--batch", given=wanted)
    found: dict[str, bytes] = {}
    at = 0
    for name in names:
        end = data.index(b"\n", at)
        size = int(data[at:end].split(b" ")[2])
        found[name] = data[end + 1 : end + 1 + size]
        at = end + 1 + size + 1
    return found


def _git(there: Path, asked: Revision, *words: str, given: bytes = b"") -> bytes:
    try:
        return _run(there, *words, given=given)
    except FileNotFoundError:
        message = f"'{asked.folder}@{asked.name}' is read by Git, and Git is not installed"
        raise refusal("E611", message, None, "Install Git; or name the folders of both states.") from None
    except subprocess.CalledProcessError:
        message = f"'{asked.folder}' lies in no Git repository"
        raise refusal("E611", message, None, "Name a folder of a repository; or the folders of both states.") from None


def _run(there: Path, *words: str, given: bytes = b"") -> bytes:
    quiet = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    done = subprocess.run(
        ("git", "-C", str(there), "-c", "core.quotePath=false", *words),
        input=given,
        capture_output=True,
        check=True,
        env=quiet,
    )
    return done.stdout
