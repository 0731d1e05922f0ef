"""Runs the cases in tests/diagnostics/ and the examples on the pages: a folder of files in, what remit says out.

A case is a folder `CODE/bad...` or `CODE/good...`. Where a bad file must be spoken of, its line ends in a comment with
the code: `-- E101` in rules, `# E302` elsewhere. A file that can hold no comment is spoken for in `marks.txt`, by lines
such as `rules.remit:1 E008`. What the folder does not hold of framework.yaml and vocabulary.remit is taken from
tests/diagnostics/. The command is `remit check .`, or `remit evaluate` where there is a case.yaml, or the one in
`command.txt`; a code marked there is one without a place. A file `scenarios.yaml` goes where scenarios belong.
A file `concordance.yaml` is checked by itself.
Where there is a table, `remit survey` reads it, with the mapping.yaml of the case or of tests/diagnostics/. Files named
`overlay….yaml` are laid over the case by `remit whatif`.
`expected.txt` is the golden output.
"""

from __future__ import annotations

import re
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from remit.cli import main
from remit.dsl.base.diagnostics import Refused
from remit.dsl.syntax.split import names_lost, split
from remit.files import read_text

HOME = Path(__file__).parent / "diagnostics"
AS_OF = "2025-06-30"
OWN = ("expected.txt", "marks.txt", "command.txt")

Place = tuple[str, int, str]
"""File, line and code of a finding; no file and line 0 where it has no place."""

_MARK = re.compile(r"(?:--|#) ?(E\d{3}(?: E\d{3})*)\s*$")
_FINDING = re.compile(r"^(?:(.+?):(\d+):\d+: )?(?:error|warning|note) (E\d{3}): ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Said:
    """What a run said: its output, then its errors, and the exit code."""

    text: str
    code: int

    @property
    def findings(self) -> list[Place]:
        return sorted((file or "", int(line or 0), code) for file, line, code in _FINDING.findall(self.text))


def cases(sort: str) -> list[Path]:
    """The folders of the cases of a sort: `bad` or `good`."""
    return sorted(path for path in HOME.glob(f"E*/{sort}*") if path.is_dir())


def name_of(case: Path) -> str:
    return f"{case.parent.name}-{case.name}"


def marks(case: Path) -> list[Place]:
    """Where a case says that it must be spoken of."""
    found: list[Place] = []
    for file in sorted(case.rglob("*")):
        if file.is_dir() or file.name == "expected.txt":
            continue
        lines = file.read_bytes().decode("utf-8", "replace").splitlines()
        for number, line in enumerate(lines, start=1):
            if file.name == "marks.txt":
                place, *codes = line.split()
                name, _, at = place.partition(":")
                found += [(name, int(at or 0), code) for code in codes]
            elif mark := _MARK.search(line):
                where = ("", 0) if file.name == "command.txt" else (placed(file.name), number)
                found += [(*where, code) for code in mark.group(1).split()]
    return sorted(found)


def placed(name: str) -> str:
    """Where a file of a case stands in the folder of the framework."""
    return {"scenarios.yaml": "scenarios/scenarios.yaml", "mapping.yaml": "mappings/mapping.yaml"}.get(name, name)


def lay_out(files: dict[str, bytes], into: Path) -> None:
    """The files of a case as the folder of a framework, with what they leave out.

    A clause of the vocabulary gives way to one of the same name.
    """
    for name, data in files.items():
        target = into / placed(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    if "mapping.yaml" not in files and any(name.startswith("table.") for name in files):
        (into / "mappings").mkdir(exist_ok=True)
        shutil.copy(HOME / "mapping.yaml", into / "mappings")
    if "framework.yaml" not in files:
        shutil.copy(HOME / "framework.yaml", into)
    if "vocabulary.remit" not in files:
        own: set[str] = set()
        for rules in {*into.glob("*.remit")} - {into / "vocabulary.remit"}:
            try:
                own |= names_lost(read_text(rules))
            except Refused:
                continue
        chunks, _ = split(read_text(HOME / "vocabulary.remit"))
        kept = [chunk.text for chunk in chunks if chunk.text.split()[1] not in own]
        (into / "vocabulary.remit").write_text("\n\n".join(kept) + "\n", encoding="utf-8")


def files_of(case: Path) -> dict[str, bytes]:
    return {
        file.relative_to(case).as_posix(): file.read_bytes()
        for file in sorted(case.rglob("*"))
        if file.is_file() and file.name not in OWN
    }


def files_shown(text: str) -> dict[str, bytes]:
    """The files of an example of several: each begins after a line `# PATH` of its own."""
    parts = re.split(r"^# ([\w./-]+)\n", text, flags=re.MULTILINE)
    return {name: body.encode() for name, body in zip(parts[1::2], parts[2::2], strict=True)}


def command_of(case: Path) -> list[str]:
    """The arguments of the command that a case runs."""
    written = case / "command.txt"
    if written.exists():
        return shlex.split(written.read_text(encoding="utf-8"), comments=True)
    return default_command({file.name for file in case.iterdir()})


def default_command(names: set[str]) -> list[str]:
    if "concordance.yaml" in names:
        return ["check", "concordance.yaml"]
    if overlays := sorted(name for name in names if name.startswith("overlay")):
        laid = [word for name in overlays for word in ("--with", name)]
        return ["whatif", "case.yaml", "-f", ".", "--as-of", AS_OF, *laid]
    if "case.yaml" in names:
        return ["evaluate", "case.yaml", "-f", ".", "--as-of", AS_OF]
    for table in sorted(name for name in names if name.startswith("table.")):
        return ["survey", table, "-f", ".", "--as-of", AS_OF]
    return ["check", "."]


def remit(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> Said:
    """One run of the command line in this process."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as left:
        main(arguments)
    out, err = capsys.readouterr()
    return Said(out + err, int(left.value.code or 0))


def run_case(case: Path, into: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Said:
    """What remit says about a case."""
    files = files_of(case)
    lay_out(files, into)
    monkeypatch.chdir(into)
    return remit(command_of(case), capsys)
