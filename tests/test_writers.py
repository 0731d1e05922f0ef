from __future__ import annotations

import datetime
import os
import stat
from pathlib import Path

import polars as pl
import pytest

from remit.dsl.base.diagnostics import Refused
from remit.tables.readers import read_table
from remit.writers import write_table, write_text

FRAME = pl.DataFrame({
    "URN": ["900001", "900002"], "School name": ["=1+1", "École – Quill"], "Share": [-0.5, None], "Count": [-3, 4],
    "When": [datetime.date(2020, 2, 1), None], "Note": ["-12.5", "-cmd"], "=Bad": ["@x", "\ty"], "Sign": ["+44", "-"],
    "Known": [True, None],
})  # fmt: skip


def refusal(path: Path, frame: pl.DataFrame = FRAME) -> str:
    with pytest.raises(Refused) as caught:
        write_table(path, frame)
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.code == "E603"
    return diagnostic.message


def test_csv_runs_no_formula(tmp_path: Path) -> None:
    write_table(tmp_path / "t.csv", FRAME)
    assert (tmp_path / "t.csv").read_text(encoding="utf-8") == (
        "URN,School name,Share,Count,When,Note,'=Bad,Sign,Known\n"
        "900001,'=1+1,-0.5,-3,2020-02-01,-12.5,'@x,+44,true\n"
        "900002,École – Quill,,4,,'-cmd,'\ty,-,\n"
    )


def test_xlsx_comes_back(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_table(tmp_path / name, FRAME)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    table = read_table(tmp_path / "a.xlsx", [frozenset({"URN", "School name", "Share"})])
    assert table.frame.rows() == [
        ("900001", "'=1+1", "-0.5", "-3", "2020-02-01", "-12.5", "'@x", "+44", "true"),
        ("900002", "École – Quill", None, "4", None, "'-cmd", "'\ty", "-", None),
    ]


def test_parquet_keeps_all(tmp_path: Path) -> None:
    write_table(tmp_path / "t.parquet", FRAME)
    assert pl.read_parquet(tmp_path / "t.parquet").equals(FRAME)


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    assert "folder" in refusal(tmp_path / "folder.csv")
    assert "there is no folder" in refusal(tmp_path / "none" / "t.csv")
    assert "extension" in refusal(tmp_path / "t.doc")
    assert "cannot be written" in refusal(tmp_path / "t.csv", pl.DataFrame({"a": [[1]]}))
    long = pl.DataFrame({"a": ["x" * 40_000]})
    assert "longer than a cell" in refusal(tmp_path / "t.xlsx", long)
    assert "more than a sheet" in refusal(tmp_path / "t.xlsx", pl.DataFrame({"a": pl.zeros(1_048_576, eager=True)}))
    if Path("/dev/null").exists():
        with pytest.raises(Refused):
            write_text(Path("/dev/null"), "x")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["folder.csv"]


def test_a_failure_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.txt"
    write_text(path, "old\n")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(Refused) as caught:
        write_text(path, "new\n")
    assert "No space left" in caught.value.diagnostics[0].message
    assert path.read_text() == "old\n"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="modes and links of POSIX")
def test_mode_and_link_are_kept(tmp_path: Path) -> None:
    path, link = tmp_path / "t.txt", tmp_path / "link.txt"
    write_text(path, "é\r\n")
    assert path.read_bytes() == "é\r\n".encode()
    path.chmod(0o640)
    link.symlink_to(path)
    write_text(link, "new")
    assert link.is_symlink()
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
