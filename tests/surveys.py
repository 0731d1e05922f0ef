"""Surveys run through the command line, for tests: what went in, what came out."""

from __future__ import annotations

import csv
import functools
import io
from dataclasses import dataclass
from pathlib import Path

import pytest
from support import ROOT

from remit.cli import main

SYNTHETIC = ROOT / "examples" / "synthetic-mi-2020-08-31.csv"
FRAMEWORK = "ofsted-schools@2024-09-16"
MAPPING = ROOT / "policy" / "ofsted-schools" / "2024-09-16" / "mappings" / "ofsted-mi-2019.yaml"
SAFEGUARDING, QUALITY = "Safeguarding is effective?", "Quality of education"

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Run:
    """How a survey ended: exit code, what it said on either stream, and its tables as rows of text."""

    code: int
    out: str
    err: str
    status: list[Row]
    problems: list[Row]

    def row(self, number: int) -> Row:
        (found,) = (row for row in self.status if row["row"] == str(number))
        return found


def rows_of(path: Path) -> list[Row]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@dataclass(frozen=True, slots=True)
class Surveyor:
    """Runs surveys whose outputs go to the folder `out`, which is emptied before each."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    def __call__(
        self,
        table: Path,
        *more: str,
        as_of: str = "2020-08-31",
        output: str = "status.csv",
        framework: str = FRAMEWORK,
    ) -> Run:
        target = self.folder / "out"
        target.mkdir(exist_ok=True)
        for old in target.iterdir():
            old.unlink()
        self.capsys.readouterr()
        arguments = ["survey", str(table), "-f", framework, "--as-of", as_of, *more, "-o", str(target / output)]
        with pytest.raises(SystemExit) as left:
            main(arguments)
        out, err = self.capsys.readouterr()
        assert "Traceback" not in err and "fault of its own" not in err, err
        name = Path(output).stem
        found = rows_of(target / f"{name}.csv"), rows_of(target / f"{name}.problems.csv")
        return Run(int(left.value.code or 0), out, err, *found)

    def usual(self) -> Run:
        """The survey of the synthetic file as it is, run once for all tests: what others are compared with."""
        if "all" not in _KEPT:
            _KEPT["all"] = self(SYNTHETIC)
        return _KEPT["all"]

    def plain(self) -> Run:
        """The survey of the rows of `few`, run once for all tests."""
        if "few" not in _KEPT:
            _KEPT["few"] = self(put(self.folder / "plain.csv", few()), *UNTIL)
        return _KEPT["few"]


_KEPT: dict[str, Run] = {}


@functools.cache
def _synthetic() -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    header, *rows = csv.reader(io.StringIO(SYNTHETIC.read_bytes().decode("cp1252"), newline=""))
    return tuple(header), [tuple(row) for row in rows]


def synthetic() -> list[Row]:
    """The rows of the synthetic file, to be changed by a test."""
    header, rows = _synthetic()
    return [dict(zip(header, row, strict=True)) for row in rows]


def put(path: Path, rows: list[Row], encoding: str = "cp1252") -> Path:
    """A file of such rows; the name gives no day, so the day must be said."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(stream.getvalue().encode(encoding))
    return path


def few() -> list[Row]:
    """Rows of the synthetic file, some with faults: enough for what hangs on how a table is written."""
    return synthetic()[1::6]


def thinned(path: Path, step: int) -> Path:
    """A file of every `step`th row of the synthetic one, for what is asked school by school."""
    return put(path, synthetic()[::step])


UNTIL = ("--complete-until", "2020-08-31")


def without(row: Row, *columns: str) -> Row:
    return {name: value for name, value in row.items() if name not in columns}


def answers(rows: list[Row]) -> list[Row]:
    """The rows without their numbers."""
    return [without(row, "row") for row in rows]
