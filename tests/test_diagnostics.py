"""Tmp."""
from __future__ import annotations
from pathlib import Path
import pytest
from diagnostic_cases import cases, marks, name_of, run_case
from golden import Golden

@pytest.mark.parametrize("case", cases("bad"), ids=name_of)
def test_bad(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], golden: Golden) -> None:
    said = run_case(case, tmp_path, monkeypatch, capsys)
    (case / "expected.txt").write_text(said.text)
    assert said.findings == marks(case)

@pytest.mark.parametrize("case", cases("good"), ids=name_of)
def test_good(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    said = run_case(case, tmp_path, monkeypatch, capsys)
    assert (said.findings, said.code) == ([], 0), said.text
