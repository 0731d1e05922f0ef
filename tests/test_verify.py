"""remit verify: an answer that was kept comes out again, and what no longer does is named."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from support import ROOT

from remit.cli import main

CASE = ROOT / "examples" / "case.yaml"
TABLE = ROOT / "examples" / "synthetic-mi-2020-08-31.csv"
DAY = "2025-06-01"
SCHOOLS = "ofsted-schools@2024-09-16"


def run(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as left:
        main([str(each) for each in arguments])
    return int(left.value.code or 0)


@pytest.fixture
def kept(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an answer, and the case of which it is the answer."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(CASE, tmp_path)
    run("evaluate", "case.yaml", "-f", SCHOOLS, "--as-of", DAY, "--json")
    (tmp_path / "kept.json").write_text(capsys.readouterr().out, encoding="utf-8")
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], *, code: int, file: str | Path = "kept.json") -> list[str]:
    assert run("verify", file) == code
    return capsys.readouterr().out.splitlines()


def changed(path: Path, **parts: Any) -> None:
    answer = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(answer | {"receipt": answer["receipt"] | parts}), encoding="utf-8")


def test_an_answer_comes_out_again_wherever_one_stands(
    kept: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = told(capsys, code=0)
    assert lines[-1] == "the answer comes out again"
    assert {line.split()[0] for line in lines[:-1]} == {"same"}
    monkeypatch.chdir("/")
    told(capsys, code=0, file=kept / "kept.json")


def test_a_changed_case_is_named_with_what_it_changes(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = kept / "case.yaml"
    case.write_text(case.read_text(encoding="utf-8").replace("capacity_to_improve: no", "capacity_to_improve: yes"))
    lines = told(capsys, code=1)
    assert "differs  case.yaml: its content has changed" in lines
    assert "differs  answer: states" in lines and "same     answer: subject" in lines


def test_an_answer_that_was_changed_by_hand_is_found_out(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer = json.loads((kept / "kept.json").read_text(encoding="utf-8"))
    answer["states"]["standing"]["value"] = "none"
    (kept / "kept.json").write_text(json.dumps(answer), encoding="utf-8")
    assert "differs  answer: states" in told(capsys, code=1)


def test_a_framework_that_says_something_else_is_named(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed(kept / "kept.json", content="0" * 64)
    assert f"differs  {SCHOOLS}: its text has changed" in told(capsys, code=1)


def test_another_version_of_the_tool_is_no_difference_by_itself(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed(kept / "kept.json", tool="remit 0.0.1")
    assert told(capsys, code=0)[0].startswith("note     tool: kept by remit 0.0.1")


def test_without_its_case_nothing_is_computed(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (kept / "case.yaml").unlink()
    lines = told(capsys, code=1)
    assert "differs  case.yaml: not found" in lines
    assert "differs  answer: not computed again, without case.yaml" in lines


def test_readings_are_asked_again(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("evaluate", "case.yaml", "-f", SCHOOLS, "--as-of", DAY, "--reading", "nine_months_from=process", "--json")
    (kept / "kept.json").write_text(capsys.readouterr().out, encoding="utf-8")
    receipt = json.loads((kept / "kept.json").read_text(encoding="utf-8"))["receipt"]
    assert receipt["command"][-3:] == ["--reading", "nine_months_from=process", "--json"]
    told(capsys, code=0)


def test_a_survey_comes_out_again(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(TABLE, kept)
    run("survey", TABLE.name, "-f", SCHOOLS, "--as-of", "2020-08-31", "-o", "status.csv", "--json")
    (kept / "kept.json").write_text(capsys.readouterr().out, encoding="utf-8")
    (kept / "status.csv").unlink()
    told(capsys, code=0)
    assert not (kept / "status.csv").exists(), "verifying writes nothing"


def test_a_what_if_question_comes_out_again(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (kept / "sooner.yaml").write_text("overlay: sooner\nparameters: {first_latest: 6 months}\n", encoding="utf-8")
    run("whatif", "case.yaml", "-f", "ofsted-schools", "--as-of", DAY, "--with", "sooner.yaml", "--set",
        "academy_order=no", "--json")  # fmt: skip
    (kept / "kept.json").write_text(capsys.readouterr().out, encoding="utf-8")
    told(capsys, code=0)


def test_a_receipt_can_name_no_command_that_does_something(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed(kept / "kept.json", command=["init", "somewhere", "--json"])
    assert run("verify", "kept.json") == 2
    assert not (kept / "somewhere").exists()
    shutil.copy(TABLE, kept)
    command = ["survey", TABLE.name, "--framework", SCHOOLS, "--as-of", "2020-08-31", "--json"]
    for output in (["-o", "x.csv"], ["-ox.csv"], ["--output=x.csv"], ["--out", "x.csv"]):
        changed(kept / "kept.json", command=[*command, *output], inputs={})
        assert run("verify", "kept.json") == 2
    assert "E610" in capsys.readouterr().err
    assert not (kept / "x.csv").exists()
