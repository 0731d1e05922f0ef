"""A school and a table of schools in `tests/supposed/`, of whom it is asked what if; for tests of several reports."""

from __future__ import annotations

import datetime as dt
import functools
from pathlib import Path

import pytest
from support import ROOT

from remit.cli import main
from remit.engine.settings import defaults
from remit.overlaying import Scenario, scenario
from remit.pipeline import Loaded, load_folder
from remit.published import Request
from remit.supposing import CaseAnswer, ask_case
from remit.supposing_many import TableAnswer, ask_table

FOLDER = ROOT / "tests" / "supposed"
AS_OF = dt.date(2024, 6, 30)
MILDER = FOLDER / "milder.yaml"


@functools.lru_cache(maxsize=4)
def under(name: str, *overlays: Path, settings: tuple[str, ...] = ()) -> tuple[Loaded, Scenario]:
    """The framework of that folder, and as overlays make it."""
    loaded = load_folder(FOLDER / name)
    return loaded, scenario(loaded, overlays, settings)


@functools.lru_cache(maxsize=2)
def case_answer(name: str = "club") -> CaseAnswer:
    """What would differ for the school."""
    loaded, supposed = under(name, MILDER)
    return ask_case(loaded, supposed, FOLDER / "case.yaml", AS_OF, AS_OF, "as-if", ())


@functools.lru_cache(maxsize=2)
def table_answer(name: str = "club") -> TableAnswer:
    """What would differ for the schools of the table, also by region."""
    loaded, supposed = under(name, MILDER)
    request = Request(
        FOLDER / "schools.csv", name, AS_OF, None, AS_OF, defaults, events=FOLDER / "events.csv", events_whole=True
    )
    return ask_table(loaded, supposed, request, lambda _step, _done: None).by(["Region"])


def run(command: str, *arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    capsys.readouterr()
    with pytest.raises(SystemExit) as left:
        main([command, *arguments])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return int(left.value.code or 0), out, err


CASE = (str(FOLDER / "case.yaml"), "-f", str(FOLDER / "club"), "--as-of", "2024-06-30", "--with", str(MILDER))
TABLE = (
    str(FOLDER / "schools.csv"), "--events", str(FOLDER / "events.csv"), "--complete-until", "2024-06-30", *CASE[1:],
)  # fmt: skip
