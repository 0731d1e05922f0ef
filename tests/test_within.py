"""`--within`: what falls due soon is a question of the asker, and no status."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from support import ROOT

from remit.cli import main

MONITORING = "ofsted-schools@2024-09-16"
TABLE = str(ROOT / "examples" / "synthetic-mi-2020-08-31.csv")
HEAD = 'subject: {urn: "1", kind: community_school}\nfacts: {academy_order: no}\n'
INSPECTED = """events:
  - {event: graded_inspection, ended: 2024-10-02, published: 2024-11-11, quality_of_education: inadequate,
     safeguarding_effective: yes, capacity_to_improve: no}
"""  # falls due from 11 February to 11 August 2025


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    assert isinstance(left.value.code, int)
    return left.value.code


def falls_due(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, as_of: str, within: str) -> list[str]:
    (tmp_path / "case.yaml").write_text(text, "utf-8")
    run("evaluate", str(tmp_path / "case.yaml"), "-f", MONITORING, "--as-of", as_of, "--within", within, "--json")
    answer = json.loads(capsys.readouterr().out)["falls_due"]
    return [answer["by"], *(each["name"] for each in answer["duties"])]


@pytest.mark.parametrize(
    ("as_of", "within", "expected"),
    [
        ("2025-07-12", "30d", ["2025-08-11", "first_monitoring"]),
        ("2025-07-11", "30d", ["2025-08-10"]),
        ("2025-07-14", "4w", ["2025-08-11", "first_monitoring"]),
        ("2025-05-11", "3m", ["2025-08-11", "first_monitoring"]),
        ("2025-08-11", "0d", ["2025-08-11", "first_monitoring"]),
        ("2025-08-12", "3m", ["2025-11-12"]),  # overdue is not due
        ("2024-12-01", "36w", ["2025-08-10"]),
        ("2024-12-02", "36w", ["2025-08-11", "first_monitoring"]),  # not yet open, and due by then
    ],
)
def test_the_last_day_counts(
    as_of: str, within: str, expected: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert falls_due(tmp_path, capsys, HEAD + INSPECTED, as_of, within) == expected


def test_what_may_be_due_is_told_with_what_it_may_be(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = HEAD.replace("academy_order: no", "academy_order: unknown") + INSPECTED
    (tmp_path / "case.yaml").write_text(text, "utf-8")
    run("evaluate", str(tmp_path / "case.yaml"), "-f", MONITORING, "--as-of", "2025-07-12", "--within", "30d")
    told = capsys.readouterr().out
    assert "Falls due by 11 August 2025" in told
    assert "11 August 2025 (open or void)" in " ".join(told.split())
    assert "falls_due" not in told


@pytest.mark.parametrize("within", ["30", "d", "-1d", "3 years", "99999d", "1e3d"])
def test_other_lengths_are_refused(within: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("evaluate", "case.yaml", "-f", MONITORING, "--within", within) == 2
    assert "30d, 4w or 3m" in capsys.readouterr().err


def test_a_survey_tells_the_schools_and_their_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "status.parquet"
    asked = ("survey", TABLE, "-f", MONITORING, "--as-of", "2020-09-15", "--within", "3m")
    run(*asked, "-o", str(output), "--json")
    counts = json.loads(capsys.readouterr().out)["falls_due"]
    rows = pl.read_parquet(output).filter(pl.col("falls_due") == "first_monitoring")
    assert counts["by"] == "2020-12-15"
    assert rows.height == counts["schools"]["first_monitoring"] > 5
    latest = rows["first_monitoring_latest"].to_list()
    assert all("2020-09-15" <= day.isoformat() <= "2020-12-15" for day in latest)
    assert latest == rows["first_monitoring_due"].to_list()
