"""Surveys of the synthetic file: its answers and faults, and what must and must not change an answer."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter  # type: ignore[import-untyped]
from golden import Golden
from support import ROOT
from surveys import (
    FRAMEWORK,
    QUALITY,
    SAFEGUARDING,
    SYNTHETIC,
    UNTIL,
    Row,
    Run,
    Surveyor,
    answers,
    few,
    put,
    synthetic,
    thinned,
    without,
)

DATES = re.compile(r"(\d\d)[/-](\d\d)[/-](\d{4})|(\d{4})-(\d\d)-(\d\d)")


@pytest.fixture
def surveyed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Surveyor:
    return Surveyor(tmp_path, capsys)


# The synthetic file


def test_the_synthetic_file(surveyed: Surveyor, golden: Golden) -> None:
    found = surveyed.usual()
    assert found.code == 1
    golden("golden/survey/synthetic.txt", found.out)
    golden("golden/survey/synthetic.problems.csv", "\n".join(
        ",".join((row["row"], row["column"], row["value"], row["reason"].split(" (")[0])) for row in found.problems
    ) + "\n")  # fmt: skip
    for row in found.problems:
        where = f"row {row['row']}, {row['column']}: "
        assert any(line.startswith(where) and line.endswith(row["reason"]) for line in found.err.splitlines()), where
    assert "error E405: 7 of the table's cells or rows could not be used" in found.err


def test_no_row_is_lost(surveyed: Surveyor) -> None:
    found = surveyed.usual()
    assert [int(row["row"]) for row in found.status] == list(range(2, 302))
    assert [row["urn"] for row in found.status] == [row["URN"] for row in synthetic()]
    assert [row["name"] for row in found.status] == [row["School name"] for row in synthetic()]
    assert [row["Region"] for row in found.status] == [row["Region"] for row in synthetic()]
    not_read = [row for row in found.status if row["read"] == "no"]
    assert [row["row"] for row in not_read] == ["123", "191"]
    for row in not_read:
        assert not any(without(row, "row", "urn", "name", "read", "Local authority", "Region", "Ofsted phase",
                               "Type of education").values())  # fmt: skip
    troubled = {row["row"] for row in found.status if row["read"] == "with problems"}
    assert troubled == {row["row"] for row in found.problems} - {"123", "191"}


def test_two_runs_give_the_same_bytes(surveyed: Surveyor, tmp_path: Path) -> None:
    table = thinned(tmp_path / "table.csv", 5)

    def run(extension: str) -> tuple[str, ...]:
        found = surveyed(table, *UNTIL, "--json", output=f"status.{extension}")
        return found.out, *(path.read_bytes().hex() for path in sorted((tmp_path / "out").iterdir()))

    for extension in ("csv", "xlsx", "parquet"):
        assert run(extension) == run(extension)


def test_the_seed_of_hashing_shows_nowhere(tmp_path: Path) -> None:
    found = []
    for seed in ("1", "2"):
        output = tmp_path / "status.csv"
        command = [sys.executable, "-m", "remit", "survey", str(SYNTHETIC), "-f", FRAMEWORK, "--as-of", "2020-08-31"]
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "src")}
        ended = subprocess.run([*command, "-o", str(output)], env=environment, capture_output=True, check=False)
        assert ended.returncode == 1, ended.stderr
        found.append((ended.stdout, ended.stderr, output.read_bytes()))
    assert found[0] == found[1]


def test_json(surveyed: Surveyor) -> None:
    found = json.loads(surveyed(SYNTHETIC, "--json").out)
    assert (found["schools"], found["not_read"], found["problems"]) == (298, [123, 191], 7)
    receipt = found["receipt"]
    assert (receipt["mapping"], receipt["complete_until"]) == ("ofsted-mi-2019", "2020-08-31")
    assert receipt["framework"].startswith(FRAMEWORK)
    assert any(SYNTHETIC.name in str(part) for part in receipt.values())
    (check,) = found["checks"]
    assert (check["decision"], check["contradicted"]) == ("category", [])
    table = Counter(row["category_possible"] for row in surveyed.usual().status if row["category_possible"])
    assert found["possible"]["category"] == table
    assert sum(table.values()) == sum(sum(line["published"].values()) for line in check["lines"])
    assert all(each["distinct"] <= each["subjects"] for each in found["keys"])


def test_a_framework_that_is_not_in_force_is_told(surveyed: Surveyor) -> None:
    words = f"{FRAMEWORK} is not in force on"
    assert f"{words} 2020-08-31" in surveyed.usual().err
    assert words not in surveyed(SYNTHETIC, as_of="2025-01-31").err


# What must not change an answer


def test_shuffled_rows_give_the_same_rows_shuffled(surveyed: Surveyor, tmp_path: Path) -> None:
    rows = few()
    before = surveyed(put(tmp_path / "t.csv", rows), *UNTIL)
    mixed = random.Random(5).sample(rows, len(rows))
    after = surveyed(put(tmp_path / "t.csv", mixed), *UNTIL)
    by_urn = {row["urn"]: row for row in answers(before.status)}
    assert answers(after.status) == [by_urn[row["URN"]] for row in mixed]
    assert after.out == before.out
    assert Counter(map(str, answers(after.problems))) == Counter(map(str, answers(before.problems)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(surveyed: Surveyor, tmp_path: Path, encoding: str) -> None:
    rows = few()
    assert any(not value.isascii() for row in rows for value in row.values())
    found = surveyed(put(tmp_path / "t.csv", rows, encoding), *UNTIL)
    expected = surveyed.plain()
    assert (found.status, found.problems, found.out) == (expected.status, expected.problems, expected.out)


@pytest.mark.parametrize("extension", ["xlsx", "parquet", "tsv"])
def test_other_kinds_of_file(surveyed: Surveyor, tmp_path: Path, extension: str) -> None:
    frame = pl.DataFrame(few())
    path = tmp_path / f"t.{extension}"
    match extension:
        case "xlsx":
            book = xlsxwriter.Workbook(path, {"strings_to_numbers": False})
            sheet = book.add_worksheet()
            for place, cells in enumerate([frame.columns, *frame.rows()]):
                for column, cell in enumerate(cells):
                    sheet.write_string(place, column, cell)
            book.close()
        case "parquet":
            frame.write_parquet(path)
        case _:
            frame.write_csv(path, separator="\t")
    found, expected = surveyed(path, *UNTIL), surveyed.plain()
    assert found.status == expected.status
    assert [without(row, "row") for row in found.problems] == answers(expected.problems)


@pytest.mark.parametrize("style", ["{2}/{1}/{0}", "{2}-{1}-{0}", "{0}-{1}-{2}"])
def test_ways_of_writing_days(surveyed: Surveyor, tmp_path: Path, style: str) -> None:
    def written(value: str) -> str:
        match = DATES.fullmatch(value)
        if match is None:
            return value
        late, early = match.groups()[:3], match.groups()[3:]
        return style.format(*(early if early[0] else reversed(late)))

    rows = [{name: written(value) for name, value in row.items()} for row in few()]
    found, expected = surveyed(put(tmp_path / "t.csv", rows), *UNTIL), surveyed.plain()
    assert (found.status, found.out) == (expected.status, expected.out)
    assert [without(row, "value") for row in found.problems] == [without(row, "value") for row in expected.problems]


def test_further_columns_and_their_order_do_not_matter(surveyed: Surveyor, tmp_path: Path) -> None:
    rows = [{"Remark": "=1+1", **dict(reversed(row.items())), "read": "no", "row": "7"} for row in few()]
    found, expected = surveyed(put(tmp_path / "t.csv", rows), *UNTIL), surveyed.plain()
    assert (found.status, found.problems) == (expected.status, expected.problems)


def test_a_header_further_down(surveyed: Surveyor, tmp_path: Path) -> None:
    path = put(tmp_path / "t.csv", few())
    path.write_bytes(b"State-funded schools\nAs at 31 August 2020\n" + path.read_bytes())
    found, expected = surveyed(path, *UNTIL), surveyed.plain()
    assert "header found in row 3" in found.err
    assert answers(found.status) == answers(expected.status)
    assert [int(row["row"]) for row in found.status] == [int(row["row"]) + 2 for row in expected.status]


# What changes one row changes that row


def clear_row(rows: list[Row], result: Run, **wanted: str) -> int:
    """The place of a row that was read without trouble and has these answers."""
    for index, row in enumerate(result.status):
        if row["read"] == "yes" and all(row[name] == value for name, value in wanted.items()):
            return index
    raise AssertionError(wanted)


def changed(before: Run, after: Run) -> dict[str, set[str]]:
    """The columns that differ, for each row that differs."""
    pairs = zip(before.status, after.status, strict=True)
    found = {old["row"]: {name for name in old if old[name] != new[name]} for old, new in pairs}
    return {row: names for row, names in found.items() if names}


def test_another_grade_changes_that_row_and_what_reads_it(surveyed: Surveyor, tmp_path: Path) -> None:
    before, rows = surveyed.usual(), synthetic()
    index = clear_row(rows, before, category="none", standing="clear", programme="none")
    assert rows[index][QUALITY] in "12"
    rows[index][QUALITY] = "3"
    found = surveyed(put(tmp_path / "t.csv", rows), *UNTIL)
    ((row, names),) = changed(before, found).items()
    assert int(row) == index + 2
    assert {"standing", "programme", "single_monitoring_possible"} <= names
    assert not names & {"category", "category_possible", "category_published", "category_on", "name", "urn", "read"}
    assert (found.status[index]["standing"], found.status[index]["category"]) == ("eligible", "none")
    rows[index][QUALITY] = "4"
    found = surveyed(put(tmp_path / "t.csv", rows), *UNTIL)
    assert set(changed(before, found)) == {row}
    assert found.status[index]["category_check"] == "contradicted"
    assert found.code == 1
    assert "1 published values contradict" in found.out


def test_a_blank_cell_only_widens_that_row(surveyed: Surveyor, tmp_path: Path) -> None:
    before = surveyed.usual()
    rows = synthetic()
    sound = [i for i, row in enumerate(before.status) if row["read"] == "yes" and row["category"] == "none"]
    touched = [i for i in sound if rows[i][SAFEGUARDING] == "Yes"][:6]
    assert len(touched) == 6
    for index in touched:
        rows[index][SAFEGUARDING] = ""
    after = surveyed(put(tmp_path / "t.csv", rows), *UNTIL)
    assert set(changed(before, after)) == {str(index + 2) for index in touched}
    for index in touched:
        old, new = before.status[index], after.status[index]
        assert "safeguarding_effective" in new["missing"].split("; ")
        assert new["category"] == ""
        for name in (name for name in old if name.endswith("_possible") and old[name]):
            if " ; " in old[name] + new[name]:
                continue  # a rule for each event: its instances stand one after the other, and there may be more
            assert set(old[name].split(" | ")) <= set(new[name].split(" | ")), name


def test_faults_are_told_and_the_value_is_unknown(surveyed: Surveyor, tmp_path: Path) -> None:
    before, rows = surveyed.usual(), synthetic()
    index = clear_row(rows, before, category="none", standing="clear")
    rows[index][QUALITY] = "7"
    found = surveyed(put(tmp_path / "t.csv", rows), *UNTIL)
    (told,) = [each for each in found.problems if each["row"] == str(index + 2)]
    assert (told["column"], told["value"]) == (QUALITY, "7")
    assert "is not a code of this column" in told["reason"]
    blanked = synthetic()
    blanked[index][QUALITY] = "NULL"
    unknown = surveyed(put(tmp_path / "t.csv", blanked), *UNTIL).status[index]
    assert without(found.status[index], "read") == without(unknown, "read")
    assert (found.status[index]["read"], unknown["read"]) == ("with problems", "yes")


def test_an_event_after_the_day_is_told_and_not_counted(surveyed: Surveyor, tmp_path: Path) -> None:
    before, rows = surveyed.usual(), synthetic()
    index = next(i for i, row in enumerate(before.status)
                 if row["read"] == "yes" and rows[i]["Previous inspection start date"] == "NULL"
                 and row["category_on"])  # fmt: skip
    rows[index] |= {"Inspection start date": "01/09/2020", "Inspection end date": "02/09/2020",
                    "Publication date": "20/09/2020"}  # fmt: skip
    found = surveyed(put(tmp_path / "t.csv", rows), *UNTIL)
    (told,) = [each for each in found.problems if each["row"] == str(index + 2)]
    assert (told["column"], told["value"]) == ("Inspection start date", "01/09/2020")
    assert "lies after 2020-08-31" in told["reason"]
    assert (found.status[index]["category"], found.status[index]["category_possible"]) == ("", "")


LATEST = ("Inspection start date", "Inspection end date", "Publication date")


def test_earlier_inspections_may_be_missing_where_the_latest_are_not_yet_counted(
    surveyed: Surveyor, tmp_path: Path
) -> None:
    """The file holds the latest two. Asked as of a day between them, it does not show what came before the first."""
    rows = [row for row in synthetic() if all(DATES.fullmatch(row[name]) and DATES.fullmatch(row[f"Previous {other}"])
            for name, other in zip(LATEST, ("inspection start date", "inspection end date", "publication date"),
                                   strict=True))]  # fmt: skip
    row = rows[0] | {
        "Inspection start date": "03/03/2020", "Inspection end date": "04/03/2020", "Publication date": "01/04/2020",
        "Previous inspection start date": "05/02/2019", "Previous inspection end date": "06/02/2019",
        "Previous publication date": "01/03/2019", QUALITY: "2", "Previous quality of education": "3",
        "Previous behaviour and attitudes": "2", "Previous personal development": "2",
        "Previous effectiveness of leadership and management": "3", "Previous safeguarding is effective?": "Yes",
        "Previous early years provision (where applicable)": "9",
        "Previous sixth form provision (where applicable)": "9",
        "Does the previous full inspection relate to the URN of the current school?": "Yes",
    }  # fmt: skip
    found = surveyed(put(tmp_path / "t.csv", [row]), *UNTIL, as_of="2019-06-30").status[0]
    assert (found["category_on"], found["standing"]) == ("2019-02-06", "eligible")
    # 51[1] asks whether there was an earlier inspection: that the file names none proves nothing here.
    assert found["programme_possible"] == "normally_exempt | outside_category"
    alone = row | {name: "NULL" for name in row if name in LATEST}
    alone |= {name: row[f"Previous {name[0].lower()}{name[1:]}"] for name in LATEST}
    alone |= {f"Previous {name[0].lower()}{name[1:]}": "NULL" for name in LATEST}
    alone |= {QUALITY: "3", "Behaviour and attitudes": "2", "Personal development": "2",
              "Effectiveness of leadership and management": "3", SAFEGUARDING: "Yes",
              "Early years provision (where applicable)": "9", "Sixth form provision (where applicable)": "9",
              "Does the latest full inspection relate to the URN of the current school?": "Yes"}  # fmt: skip
    found = surveyed(put(tmp_path / "t.csv", [alone]), *UNTIL, as_of="2019-06-30").status[0]
    assert (found["category_on"], found["programme"]) == ("2019-02-06", "normally_exempt")


def test_an_inspection_whose_day_cannot_be_read_may_have_been(surveyed: Surveyor, tmp_path: Path) -> None:
    """Its silence is no evidence: the school may have been inspected, so it is not simply 'not inspected'."""
    before, rows = surveyed.usual(), synthetic()
    index = next(i for i, row in enumerate(before.status)
                 if row["standing"] == "clear" and rows[i]["Previous inspection start date"] == "NULL")  # fmt: skip
    rows[index]["Inspection start date"] = "soon"
    found = surveyed(put(tmp_path / "t.csv", rows), *UNTIL)
    assert set(changed(before, found)) == {str(index + 2)}
    told = [each for each in found.problems if each["row"] == str(index + 2)]
    assert ("Inspection start date", "soon") in [(each["column"], each["value"]) for each in told]
    assert {"not_inspected", "clear"} <= set(found.status[index]["standing_possible"].split(" | "))


def test_one_school_of_a_table_is_answered_whole(surveyed: Surveyor) -> None:
    """Semantics 32: the answer for a school asked for, with its reasons."""
    found = surveyed(SYNTHETIC, "--urn", "900010")
    assert "(URN 900010)" in found.out and "\nReasons\n" in found.out
    read = json.loads(surveyed(SYNTHETIC, "--urn", "900010", "--json").out)
    assert read["subject"]["urn"] == "900010" and read["derivation"]["decisions"]


def test_a_school_that_the_table_lacks_is_told(surveyed: Surveyor) -> None:
    found = surveyed(SYNTHETIC, "--urn", "90001")
    assert found.code == 2
    assert "E501" in found.err and "no school with URN 90001" in found.err and found.out == ""
