"""Reads what users name: texts, frameworks in folders, frameworks that ship with remit."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from .dsl.base.diagnostics import Diagnostic, Refused, did_you_mean, hints, refusal
from .dsl.base.spans import Source, at
from .dsl.load import Folder
from .dsl.manifest import read_manifest
from .engine.outcome import in_force

MAX_BYTES = 4 * 1024 * 1024
"""No rules, case or mapping file is larger than this; published tables are read elsewhere."""


def read_text(path: Path, label: str | None = None) -> Source:
    """The text of a file under the name that the user gave it.

    Raises Refused: E601 where it cannot be opened, E008 where it is not text.
    """
    name = label or str(path)
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise refusal("E601", f"there is no file {name}", None, _neighbour(path)) from None
    except IsADirectoryError:
        raise refusal("E601", f"{name} is a folder, not a file", None, "Name a file in it.") from None
    except PermissionError:
        raise refusal("E601", f"{name} may not be read", None, "Ask its owner for permission to read it.") from None
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise refusal("E601", f"{name} cannot be opened: {reason}", None) from None
    if len(data) > MAX_BYTES:
        raise refusal(
            "E601",
            f"{name} is larger than {MAX_BYTES // 1024 // 1024} MB",
            None,
            "A file of rules or cases is never that long; name the right file.",
        )
    if b"\0" in data[:8192]:
        raise refusal("E008", f"{name} is not a text file", at(name), "Name a text file in UTF-8.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise refusal(
            "E008",
            f"{name} is not written in UTF-8",
            at(name, line),
            "Save it as UTF-8 (in the editor: 'Save as', encoding UTF-8).",
        ) from None
    return Source(name, text.replace("\r\n", "\n").replace("\r", "\n"))


def _neighbour(path: Path) -> str:
    try:
        names = [each.name for each in path.parent.iterdir()]
    except (OSError, ValueError):
        return f"There is no folder {path.parent} either."
    return did_you_mean(path.name, names) or "Look at how its name and its folder are written."


# Frameworks


def shipped() -> Path:
    """The folder of the frameworks that ship with remit."""
    return Path(str(files("remit.policy")))


def versions() -> Iterator[tuple[str, str, Path]]:
    """Id, version and folder of every framework that ships with remit."""
    for manifest in sorted(shipped().glob("*/*/framework.yaml")):
        yield manifest.parent.parent.name, manifest.parent.name, manifest.parent


def find(framework: str, as_of: dt.date | None = None) -> Path:
    """The folder of `id@version`, of `id` (the version in force at `as_of`, else the latest), or of a path.

    Raises Refused (E602) where there is none.
    """
    folder = Path(framework)
    if os.path.isdir(folder):  # noqa: PTH112 - unlike Path.is_dir this raises for no name whatever
        return folder
    if os.path.isfile(folder):  # noqa: PTH113
        message = f"'{framework}' is a file; a framework is a folder"
        raise refusal("E602", message, None, f"Name the folder: '{folder.parent}'.")
    known = list(versions())
    identity, _, version = framework.partition("@")
    matching = [(each, path) for name, each, path in known if name == identity]
    if version:
        for each, path in matching:
            if each == version:
                return path
    elif matching:
        return _in_force(matching, as_of)
    listed = [f"{name}@{each}" for name, each, _ in known]
    raise refusal(
        "E602",
        f"there is no framework '{framework}'",
        None,
        hints(
            did_you_mean(framework, [*listed, *(name for name, _, _ in known)]),
            f"There are: {', '.join(listed)}. Or name a folder that holds framework.yaml.",
        ),
    )


def _in_force(matching: list[tuple[str, Path]], as_of: dt.date | None) -> Path:
    if as_of is not None:
        for _, path in reversed(matching):
            manifest, _ = read_manifest(read_text(path / "framework.yaml"))
            if manifest and in_force(manifest, as_of):
                return path
    return matching[-1][1]


def read_folder(path: Path) -> Folder:
    """The texts of a framework's folder.

    Raises Refused with every file that cannot be read.
    """
    if not os.path.lexists(path / "framework.yaml"):
        message = f"the folder '{path}' holds no framework.yaml, so it is no framework"
        raise refusal("E602", message, None, "Name the folder that holds framework.yaml.")
    faults: list[Diagnostic] = []

    def read(file: Path) -> Source | None:
        try:
            return read_text(file, shown(file))
        except Refused as refused:
            faults.extend(refused.diagnostics)
            return None

    manifest = read(path / "framework.yaml")
    ledger = read(path / "ledger.yaml") if (path / "ledger.yaml").exists() else None
    rules = tuple(source for file in sorted(path.glob("*.remit")) if (source := read(file)) is not None)
    if faults or manifest is None:
        raise Refused(faults)
    return Folder(manifest, ledger, rules)


def shown(path: Path) -> str:
    """A path as it is shown to the user: a shipped file by its place under policy/."""
    root = shipped()
    try:
        return f"policy/{path.resolve().relative_to(root.resolve()).as_posix()}"
    except ValueError:
        return str(path)


def scenarios_of(path: Path) -> tuple[Path, ...]:
    """The scenario files of a framework's folder."""
    return tuple(sorted((path / "scenarios").glob("*.yaml")))


def mappings_of(path: Path) -> tuple[Path, ...]:
    """The mapping files of a framework's folder."""
    return tuple(sorted((path / "mappings").glob("*.yaml")))
