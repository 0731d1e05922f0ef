"""Clauses for which too many schools would have to be asked alone are left out whole, and named; all others stay."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from surveys import SYNTHETIC, Surveyor

from remit.cli import main
from remit.engine.settings import defaults
from remit.published import Request
from remit.surveying import run

WHOLE = "ofsted-schools@2012-11-01"
LAYOUT = "ofsted-mi-2019"
AS_OF = dt.date(2020, 8, 31)
TIMED = "reinspection"
"""A lifecycle that waits for times, so that schools are asked alone."""


@pytest.fixture(autouse=True)
def nobody_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("remit.engine.bulk.survey.MOST_ALONE", 0)


def test_what_is_left_out_is_named_and_the_rest_stays(tmp_path: Path) -> None:
    table = tmp_path / "some-2020-08-31.csv"
    table.write_bytes(b"".join(SYNTHETIC.read_bytes().splitlines(keepends=True)[:60]))
    some = run(Request(table, WHOLE, AS_OF, LAYOUT, AS_OF, defaults))
    every = run(Request(table, WHOLE, AS_OF, LAYOUT, AS_OF, defaults, every_clause=True))
    left_out = some.survey.left_out
    assert TIMED in left_out and not every.survey.left_out
    (note,) = (each for each in some.notes if each.startswith("left out: "))
    assert TIMED in note and "--every-clause" in note
    assert not set(left_out) & {*some.framework.lifecycles, *some.framework.rules, *some.framework.decisions}
    texts, whole = some.survey.answers.texts(), every.survey.answers.texts()
    assert texts == {name: column for name, column in whole.items() if name in texts}
    gone = [name for name in whole if name not in texts]
    assert gone and all(name.startswith(left_out) for name in gone)
    assert TIMED not in some.status.columns and TIMED in every.status.columns
    assert some.school("900010", False) == every.school("900010", False)  # one school is always asked everything


def test_a_question_over_a_table_leaves_out_the_same_on_both_sides(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["whatif", str(SYNTHETIC), "-f", WHOLE, "--mapping", LAYOUT, "--as-of", "2020-08-31", "--json"]
    with pytest.raises(SystemExit):
        main([*asked, "--set", "kind=academy_converter"])
    out, err = capsys.readouterr()
    assert f"left out: {TIMED}" in err and f'"name": "{TIMED}"' not in out


def test_a_survey_leaves_it_out_by_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = Surveyor(tmp_path, capsys)(SYNTHETIC, "--mapping", LAYOUT, framework=WHOLE)
    assert f"left out: {TIMED}" in found.err
    assert TIMED not in found.status[0] and "standing" in found.status[0]
