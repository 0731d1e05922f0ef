"""Reads what users name: texts, frameworks in folders, frameworks that ship with remit."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path

from .dsl.base.diagnostics import Diagnostic, Refused, did_you_mean, hints, refusal
from .dsl.base.sizes import oversized
from .dsl.base.spans import Source, at
from .dsl.folder import Folder
from .dsl.manifest import Reference, read_imports, read_manifest
from .engine.outcome import in_force

MAX_BYTES = 4 * 1024 * 1024
"""No rules, case or mapping file is larger than this; published tables are read elsewhere."""

MAX_IMPORTS = 16
"""So many folders may stand behind one another, each importing the next."""

_LINE_END = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
"""Whatever ends a line anywhere ends one here, so that all who count lines count the same."""

FRAMEWORK, VOCABULARY, CONCORDANCE = "framework.yaml", "vocabulary.yaml", "concordance.yaml"


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
    return Source(name, _LINE_END.sub("\n", text))


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
    yield from _versions(shipped(), FRAMEWORK)


def vocabularies() -> Iterator[tuple[str, str, Path]]:
    """Id, version and folder of every vocabulary that ships with remit."""
    yield from _versions(shipped() / "vocabularies", VOCABULARY)


def _versions(root: Path, name: str) -> Iterator[tuple[str, str, Path]]:
    for manifest in sorted(root.glob(f"*/*/{name}")):
        yield manifest.parent.parent.name, manifest.parent.name, manifest.parent


def find(framework: str, as_of: dt.date | None = None) -> Path:
    """The folder of `id@version`, of `id` (the version in force at `as_of`, else the latest), or of a path.

    A vocabulary is found as well, for those who can use one. Raises Refused (E602) where there is none.
    """
    folder = Path(framework)
    if os.path.isdir(folder):  # noqa: PTH112 - unlike Path.is_dir this raises for no name whatever
        return folder
    if os.path.isfile(folder):  # noqa: PTH113
        message = f"'{framework}' is a file; a framework is a folder"
        raise refusal("E602", message, None, _folder_above(folder))
    known = list(versions())
    identity, _, version = framework.partition("@")
    matching = [(each, path) for name, each, path in known if name == identity]
    if version:
        for each, path in matching:
            if each == version:
                return path
    elif matching:
        return _in_force(matching, as_of)
    for name, each, path in reversed(list(vocabularies())):
        if name == identity and version in ("", each):
            return path
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


def predecessor(full_id: str, path: Path) -> Path:
    """The folder of the framework that another one succeeds: beside the folder of that one, else one that ships.

    Raises Refused (E602) where there is none.
    """
    try:
        beside = sorted(each for each in path.resolve().parent.iterdir() if os.path.isfile(each / FRAMEWORK))  # noqa: PTH113
    except (OSError, ValueError):
        beside = []
    for folder in beside:
        try:
            manifest, _ = read_manifest(read_text(folder / FRAMEWORK))
        except Refused:
            continue
        if manifest is not None and manifest.full_id == full_id:
            return path.parent / folder.name if path.name else folder
    return find(full_id)


def _folder_above(path: Path) -> str:
    """A hint: the nearest folder above a file or folder that holds a framework, or that one must be named."""
    for above in path.absolute().parents:
        if any(os.path.lexists(above / name) for name in (FRAMEWORK, VOCABULARY)):
            return f"Name the folder: '{_as_written(above, path)}'."
    return f"Name a folder that holds {FRAMEWORK}."


def _as_written(above: Path, path: Path) -> str:
    """A folder above a path, in the way the path itself is written where that leads to it."""
    return next((str(each) for each in path.parents if each.absolute() == above), os.path.relpath(above))


def unnamed() -> tuple[tuple[Path, ...], str]:
    """The folders that are meant where none is named, and which those are, in words: this folder if it holds a
    framework or a vocabulary, else all frameworks that ship with remit."""
    here = Path()
    if any(os.path.lexists(here / name) for name in (FRAMEWORK, VOCABULARY)):
        return (here,), "no framework is named: this is about the one in this folder"
    return tuple(path for _, _, path in versions()), "no framework is named: this is about those that ship with remit"


def _in_force(matching: list[tuple[str, Path]], as_of: dt.date | None) -> Path:
    """The version in force on a day; else the last that had begun by then, else the first. Without a day the latest."""
    if as_of is None:
        return matching[-1][1]
    read = [(read_manifest(read_text(path / FRAMEWORK))[0], path) for _, path in matching]
    known = [(manifest, path) for manifest, path in read if manifest is not None]
    current = [path for manifest, path in known if in_force(manifest, as_of)]
    begun = [path for manifest, path in known if manifest.in_force_from <= as_of]
    return (current or begun or [matching[0][1]])[-1]


def read_folder(path: Path, called: Callable[[Path], str] | None = None) -> Folder:
    """The texts of the folder of a framework or of a vocabulary, and of all that it imports.

    `called`: what each file is called in messages, where its path does not say. Raises Refused with every file that
    cannot be read. What is imported and cannot be found is told in the folder.
    """
    vocabulary = not os.path.lexists(path / FRAMEWORK) and os.path.lexists(path / VOCABULARY)
    if not vocabulary and not os.path.lexists(path / FRAMEWORK):
        message = f"the folder '{path}' holds no {FRAMEWORK}, so it is no framework"
        raise refusal("E602", message, None, _folder_above(path))
    reading = _Reading(called or shown)
    folder = reading.folder(path, vocabulary, ())
    if folder is None or reading.unreadable:
        raise Refused(reading.unreadable)
    if faults := oversized(source for each in reading.done.values() if each is not None for source in each.rules):
        raise Refused(faults)
    return replace(folder, faults=tuple(reading.missing))


@dataclass(slots=True)
class _Reading:
    """Reads a folder and what it imports, each folder once; keeps what cannot be read and what cannot be found."""

    called: Callable[[Path], str]
    unreadable: list[Diagnostic] = field(default_factory=list)
    missing: list[Diagnostic] = field(default_factory=list)
    done: dict[tuple[Path, bool], Folder | None] = field(default_factory=dict)

    def folder(self, path: Path, vocabulary: bool, above: tuple[tuple[Path, str], ...]) -> Folder | None:
        """The folder at `path`; `above`: the folders that lead here, each with its name."""
        key = (path.resolve(), vocabulary)
        if key in self.done:
            return self.done[key]
        manifest = self._text(path / (VOCABULARY if vocabulary else FRAMEWORK))
        ledger = None if vocabulary or not (path / "ledger.yaml").exists() else self._text(path / "ledger.yaml")
        rules = tuple(source for file in sorted(path.glob("*.remit")) if (source := self._text(file)) is not None)
        if manifest is None:
            self.done[key] = None
            return None
        imports = read_imports(manifest)
        here = (*above, (key[0], imports.name or str(path)))
        uses = [self._import(each, path, True, here) for each in imports.uses]
        earlier = None if vocabulary or imports.builds_on is None else imports.builds_on
        base = self._import(earlier, path, False, here) if earlier else None
        folder = Folder(manifest, ledger, rules, tuple(each for each in uses if each), base, vocabulary)
        self.done[key] = folder
        return folder

    def _text(self, file: Path) -> Source | None:
        try:
            return read_text(file, self.called(file))
        except Refused as refused:
            self.unreadable.extend(refused.diagnostics)
            return None

    def _import(
        self, reference: Reference, path: Path, vocabulary: bool, above: tuple[tuple[Path, str], ...]
    ) -> Folder | None:
        try:
            found = _beside(reference, path, vocabulary) if reference.path else _shipped(reference, vocabulary)
            _ends(reference, found, above)
        except Refused as refused:
            self.missing += (each for each in refused.diagnostics if each not in self.missing)
            return None
        return self.folder(found, vocabulary, above)


def _shipped(reference: Reference, vocabulary: bool) -> Path:
    """The folder of `id@version`."""
    frameworks, words = list(versions()), list(vocabularies())
    known, others = (words, frameworks) if vocabulary else (frameworks, words)
    identity, _, version = reference.text.partition("@")
    for name, each, path in known:
        if (name, each) == (identity, version):
            return path
    listed = [f"{name}@{each}" for name, each, _ in known]
    if any(name == identity and version in ("", each) for name, each, _ in others):
        raise _wrong_sort(reference, vocabulary)
    if not version and any(name == identity for name, _, _ in known):
        latest = [each for each in listed if each.startswith(f"{identity}@")][-1]
        hint = f"Write '{latest}': the rules stay as they are when a later one comes."
        raise refusal("E605", f"'{identity}' is named without its version", reference.span, hint)
    what, file = ("vocabulary", VOCABULARY) if vocabulary else ("framework", FRAMEWORK)
    there_are = f"There are: {', '.join(listed)}." if 0 < len(listed) <= 12 else ""
    slash = f"Name a folder that holds {file} with a slash, such as ../{identity or what}."
    raise refusal(
        "E605",
        f"there is no {what} '{reference.text}'",
        reference.span,
        hints(did_you_mean(reference.text, listed), there_are, slash),
    )


def _beside(reference: Reference, path: Path, vocabulary: bool) -> Path:
    """The folder at a place relative to the one at `path`, named as shortly as it can be."""
    if reference.text.startswith("/"):
        message = f"'{reference.text}' would be found on this computer alone"
        raise refusal("E605", message, reference.span, "Name the folder from this one: ../NAME or ./NAME.")
    found = path / reference.text
    if os.path.isfile(found):  # noqa: PTH113 - unlike Path.is_file this raises for no name whatever
        raise refusal("E605", f"'{reference.text}' is a file", reference.span, "Name its folder, with a slash.")
    if not os.path.isdir(found):  # noqa: PTH112
        message = f"there is no folder '{reference.text}' as seen from this file"
        raise refusal("E605", message, reference.span, _nearest(path, reference.text))
    short = Path(os.path.normpath(found))
    if os.path.exists(short) and short.samefile(found):  # noqa: PTH110 - not the same where there are links
        found = short
    wanted, other = (VOCABULARY, FRAMEWORK) if vocabulary else (FRAMEWORK, VOCABULARY)
    if os.path.lexists(found / wanted):
        return found
    if os.path.lexists(found / other):
        raise _wrong_sort(reference, vocabulary)
    hint = f"Name a folder that holds {wanted}."
    raise refusal("E605", f"the folder '{reference.text}' holds no {wanted}", reference.span, hint)


def _nearest(path: Path, written: str) -> str:
    """A hint for a folder that is not there: the nearest name where the way to it first goes wrong."""
    right: list[str] = []
    for part in written.split("/"):
        place = path.joinpath(*right)
        if os.path.isdir(place / part):  # noqa: PTH112
            right.append(part)
            continue
        try:
            names = sorted(each.name for each in place.iterdir() if each.is_dir())
        except (OSError, ValueError):
            names = []
        there_are = f"There are: {', '.join(names)}." if 0 < len(names) <= 12 else ""
        return hints(did_you_mean(part, names), there_are) or "Look at how the way to it is written."
    return ""


def _wrong_sort(reference: Reference, vocabulary: bool) -> Refused:
    is_, needed, key = ("framework", "vocabulary", "builds_on") if vocabulary else ("vocabulary", "framework", "uses")
    hint = f"Name a {is_} under '{key}'."
    return refusal("E605", f"'{reference.text}' is a {is_}; a {needed} is needed here", reference.span, hint)


def _ends(reference: Reference, found: Path, above: tuple[tuple[Path, str], ...]) -> None:
    """Refuses what leads back to a folder above, or through too many folders."""
    places = [place for place, _ in above]
    if found.resolve() in places:
        circle = [name for _, name in above[places.index(found.resolve()) :]]
        message = f"the imports go round in a circle: {' -> '.join([*circle, circle[0]])}"
        raise refusal("E606", message, reference.span, "Break the circle: take one of them out.")
    if len(above) > MAX_IMPORTS:
        message = f"more than {MAX_IMPORTS} folders stand behind '{above[0][1]}', each imported by the one before"
        hint = "Write the clauses of one of them anew, so that it imports nothing."
        raise refusal("E606", message, reference.span, hint)


def shown(path: Path) -> str:
    """A path as it is shown to the user: a shipped file by its place under policy/."""
    root = shipped()
    try:
        return f"policy/{path.resolve().relative_to(root.resolve()).as_posix()}"
    except ValueError:
        return str(path)


def case_files(path: Path) -> tuple[Path, ...]:
    """The case files that a path names: itself, or if it is a folder those in it, by name.

    Raises Refused (E601) where a folder holds none.
    """
    if not os.path.isdir(path):  # noqa: PTH112 - unlike Path.is_dir this raises for no name whatever
        return (path,)
    found = tuple(sorted(each for each in path.iterdir() if each.suffix in (".yaml", ".yml") and each.is_file()))
    if not found:
        raise refusal("E601", f"the folder '{shown(path)}' holds no case", None, "Name a folder with .yaml files.")
    return found


def scenarios_of(path: Path) -> tuple[Path, ...]:
    """The scenario files of a framework's folder."""
    return tuple(sorted((path / "scenarios").glob("*.yaml")))


def mappings_of(path: Path) -> tuple[Path, ...]:
    """The mapping files of a framework's folder."""
    return tuple(sorted((path / "mappings").glob("*.yaml")))
