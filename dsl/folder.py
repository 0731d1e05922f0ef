"""The texts of a framework's or a vocabulary's folder, and of all that it imports."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from .base.diagnostics import Diagnostic
from .base.spans import Source
from .manifest import read_vocabulary


@dataclass(frozen=True, slots=True)
class Folder:
    """The texts of one framework or vocabulary: manifest, ledger (None where there is none), rules files, imports.

    `uses` are the vocabularies and `base` the version that the manifest names, as far as they were found; `faults` say
    why others were not, here or further down. A folder that is imported twice is one and the same.
    """

    manifest: Source
    ledger: Source | None
    rules: tuple[Source, ...]
    uses: tuple[Folder, ...] = ()
    base: Folder | None = None
    vocabulary: bool = False
    faults: tuple[Diagnostic, ...] = ()

    @property
    def own(self) -> tuple[Source, ...]:
        """The texts of the folder itself."""
        return (self.manifest, *((self.ledger,) if self.ledger else ()), *self.rules)

    @property
    def imported(self) -> tuple[Source, ...]:
        """The texts of all that is imported, each once; of an earlier version without its ledger, which counts not."""
        found: dict[str, Source] = {}
        for each in below(self):
            found |= {source.label: source for source in (each.manifest, *each.rules)}
        return tuple(found.values())

    @property
    def content_hash(self) -> str:
        """SHA-256 over all texts, imported ones too, each with its name without folders; line ends do not matter."""
        digest = hashlib.sha256()
        for source in (*self.own, *self.imported):
            name = source.label.replace("\\", "/").rsplit("/", 1)[-1]
            text = "\n".join(source.text.splitlines())
            digest.update(f"{name}\0{len(text)}\0{text}".encode())
        return digest.hexdigest()


def below(folder: Folder) -> Iterator[Folder]:
    """The vocabularies that count for a folder, and the versions on which it builds, nearest first."""
    yield from vocabularies(folder)
    while folder.base is not None:
        folder = folder.base
        yield folder


def vocabularies(folder: Folder) -> tuple[Folder, ...]:
    """The vocabularies that count for a folder, each once.

    Of two versions of one vocabulary the nearer counts: what the folder names itself, then what its vocabularies use,
    then what the version on which it builds uses.
    """
    found: dict[str, Folder] = {}
    known: set[str] = set()
    level = folder.uses
    while level:
        fresh = [each for each in level if each.manifest.label not in found and _id(each) not in known]
        found |= {each.manifest.label: each for each in fresh}
        known |= {_id(each) for each in fresh}
        level = tuple(below for each in fresh for below in each.uses)
    for each in vocabularies(folder.base) if folder.base is not None else ():
        if each.manifest.label not in found and _id(each) not in known:
            found[each.manifest.label] = each
    return tuple(found.values())


def _id(vocabulary: Folder) -> str:
    """The id of a vocabulary; its place, where it has none that can be read."""
    read, _ = read_vocabulary(vocabulary.manifest)
    return read.id if read is not None else vocabulary.manifest.label
