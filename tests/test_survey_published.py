"""Surveys of the published files: figures that were counted independently."""

from __future__ import annotations

import contextlib
import io
from collections import Counter
from pathlib import Path

import pytest
from conftest import data_folder
from surveys import FRAMEWORK, QUALITY, SAFEGUARDING, Run, Surveyor, rows_of

from remit.cli import main
from remit.tables.readers import read_table


@pytest.fixture
def surveyed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Surveyor:
    return Surveyor(tmp_path, capsys)


@pytest.fixture(scope="module")
def england(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """All England as at 31 August 2020, surveyed once."""
    folder = tmp_path_factory.mktemp("england")
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), pytest.raises(SystemExit) as left:
        main(["survey", str(data_folder() / "ofsted-mi-2020-08-31-england.csv.gz"), "-f", FRAMEWORK, "--as-of",
              "2020-08-31", "-o", str(folder / "status.csv")])  # fmt: skip
    return Run(int(left.value.code or 0), out.getvalue(), err.getvalue(), rows_of(folder / "status.csv"),
               rows_of(folder / "status.problems.csv"))  # fmt: skip


def judged(real_data: Path) -> set[str]:
    """The schools of which the file gives the judgements of the latest inspection."""
    frame = read_table(
        real_data / "ofsted-mi-2020-08-31-england.csv.gz", [frozenset({"URN", QUALITY, SAFEGUARDING})]
    ).frame
    rows = zip(frame["URN"], frame[QUALITY], frame[SAFEGUARDING], strict=True)
    return {urn for urn, quality, safe in rows if quality in ("1", "2", "3", "4") and safe in ("Yes", "No")}


@pytest.mark.real_data
def test_england_is_read_whole(england: Run, real_data: Path) -> None:
    assert (england.code, england.problems) == (0, [])
    assert len(england.status) == 21_969
    table = read_table(real_data / "ofsted-mi-2020-08-31-england.csv.gz", [frozenset({"URN", QUALITY, SAFEGUARDING})])
    assert [int(row["row"]) for row in england.status] == list(table.row_numbers)
    assert [row["urn"] for row in england.status] == table.frame["URN"].to_list()
    assert {row["read"] for row in england.status} == {"yes"}


@pytest.mark.real_data
def test_the_category_of_england(england: Run, real_data: Path) -> None:
    """The published category beside the one that paragraphs 29 to 34 give; the figures were counted independently."""
    assert "1,551 inspections carry the judgements" in england.out
    assert "No published value contradicts the computed one." in england.out
    assert not [row for row in england.status if row["category_check"] == "contradicted"]
    known = judged(real_data)
    figures = Counter(
        (row["category_possible"], row["category_published"])
        for row in england.status
        if row["category_possible"] and row["urn"] in known
    )
    assert figures == {
        ("none", "none"): 1_418,
        ("serious_weaknesses", "serious_weaknesses"): 31,
        ("serious_weaknesses | special_measures", "special_measures"): 74,
        ("serious_weaknesses | special_measures", "serious_weaknesses"): 28,
    }
    in_category = [row for row in england.status if row["category_possible"]
                   and "none" not in row["category_possible"].split(" | ")]  # fmt: skip
    decided = [row for row in in_category if row["urn"] in known]
    assert len(decided) == 133
    unsettled = [row for row in decided if not row["category"]]
    assert len(unsettled) == 102
    assert all("capacity_to_improve" in row["missing"].split("; ") for row in unsettled)
    published = Counter(row["category_published"] for row in england.status)
    assert (published["special_measures"], published["serious_weaknesses"]) == (556, 250)


@pytest.mark.real_data
def test_nobody_in_england_is_simply_overdue(england: Run) -> None:
    """The file does not hold monitoring inspections, so no duty to hold one is known to be unmet."""
    assert {row["first_monitoring"] for row in england.status} <= {"", "undetermined"}
    assert any("overdue" in row["first_monitoring_possible"] for row in england.status)
    assert not [row for row in england.status if row["first_monitoring_possible"] == "overdue"]


@pytest.mark.real_data
def test_a_school_inspected_only_under_another_urn(england: Run, real_data: Path) -> None:
    """44: an inspection of the predecessor is none of the school's own."""
    own = ("Does the latest full inspection relate to the URN of the current school?",
           "Does the previous full inspection relate to the URN of the current school?")  # fmt: skip
    table = read_table(real_data / "ofsted-mi-2020-08-31-england.csv.gz", [frozenset(own)]).frame
    pairs = zip(table[own[0]].to_list(), table[own[1]].to_list(), strict=True)
    elsewhere = [row for row, pair in zip(england.status, pairs, strict=True) if pair[0] == "No" and pair[1] != "Yes"]
    assert len(elsewhere) > 1_000
    one_only = [row for row in elsewhere if row["standing"]]
    assert {row["standing"] for row in one_only} == {"not_inspected"}
    # Where two inspections are held, an earlier one under the school's own number may have gone before them.
    assert all("not_inspected" in row["standing_possible"].split(" | ") for row in elsewhere)
    assert {row["programme"] for row in elsewhere} == {"none"}


@pytest.mark.real_data
def test_oxfordshire_in_the_older_layout(surveyed: Surveyor, real_data: Path) -> None:
    path = real_data / "ofsted-os-2017-12-31-oxfordshire.csv"
    found = surveyed(path, as_of="2017-12-31")
    assert (found.code, found.problems, len(found.status)) == (0, [], 299)
    assert "ofsted-mi-2015" in found.err and "replacement characters" in found.err
    table = read_table(path, [frozenset({"URN", "School name"})])
    assert [row["urn"] for row in found.status] == table.frame["URN"].to_list()
    inspected = [row for row in found.status if row["category_on"]]
    assert len(inspected) == 290
    for row in inspected:
        assert row["category"] == ""
        missing = row["missing"].split("; ")
        assert {"quality_of_education", "capacity_to_improve"} <= set(missing)
        assert row["category_check"] == "possible"
    # Without an inspection of its own only what needs none can be said.
    for row in found.status:
        if not row["category_on"]:
            assert (row["category_possible"], row["first_monitoring_possible"]) == ("", "")
    assert Counter(row["category_published"] for row in inspected) == {
        "none": 285, "special_measures": 4, "serious_weaknesses": 1}  # fmt: skip
