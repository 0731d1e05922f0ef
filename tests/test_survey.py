"""Surveys from file to file: the published figures, the faults of a file, and what must not change an answer."""

from __future__ import annotations

import contextlib
import csv
import functools
import io
import json
import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter  # type: ignore[import-untyped]
from conftest import data_folder
from golden import Golden
from support import ROOT

from remit.cli import main
from remit.readers import read_table

SYNTHETIC = ROOT / "examples" / "synthetic-mi-2020-08-31.csv"
FRAMEWORK = "ofsted-schools@2024-09-16"
MAPPING = ROOT / "policy" / "ofsted-schools" / "2024-09-16" / "mappings" / "ofsted-mi-2019.yaml"
SAFEGUARDING, QUALITY = "Safeguarding is effective?", "Quality of education"
DATES = re.compile(r"(\d\d)[/-](\d\d)[/-](\d{4})|(\d{4})-(\d\d)-(\d\d)")

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


Surveyed = Callable[..., Run]


@pytest.fixture
def surveyed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Surveyed:
    def run(
        table: Path,
        *more: str,
        as_of: str = "2020-08-31",
        output: str | None = "status.csv",
        framework: str = FRAMEWORK,
    ) -> Run:
        target = tmp_path / "out"
        target.mkdir(exist_ok=True)
        for old in target.iterdir():
            old.unlink()
        capsys.readouterr()
        arguments = ["survey", str(table), "-f", framework, "--as-of", as_of, *more]
        with pytest.raises(SystemExit) as left:
            main(arguments if output is None else [*arguments, "-o", str(target / output)])
        out, err = capsys.readouterr()
        assert "Traceback" not in err and "fault of its own" not in err, err
        name = Path(output or "status.csv").stem
        found = rows_of(target / f"{name}.csv"), rows_of(target / f"{name}.problems.csv")
        return Run(int(left.value.code or 0), out, err, *found)

    return run


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


UNTIL = ("--complete-until", "2020-08-31")


def without(row: Row, *columns: str) -> Row:
    return {name: value for name, value in row.items() if name not in columns}


def answers(rows: list[Row]) -> list[Row]:
    """The rows without their numbers."""
    return [without(row, "row") for row in rows]


# The synthetic file


def test_the_synthetic_file(surveyed: Surveyed, golden: Golden) -> None:
    found = surveyed(SYNTHETIC)
    assert found.code == 1
    golden("golden/survey/synthetic.txt", found.out)
    golden("golden/survey/synthetic.problems.csv", "\n".join(
        ",".join((row["row"], row["column"], row["value"], row["reason"].split(" (")[0])) for row in found.problems
    ) + "\n")  # fmt: skip
    for row in found.problems:
        where = f"row {row['row']}, {row['column']}: "
        assert any(line.startswith(where) and line.endswith(row["reason"]) for line in found.err.splitlines()), where
    assert "error E405: 7 of the table's cells or rows could not be used" in found.err


def test_no_row_is_lost(surveyed: Surveyed) -> None:
    found = surveyed(SYNTHETIC)
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


def test_two_runs_give_the_same_bytes(surveyed: Surveyed, tmp_path: Path) -> None:
    def run(extension: str) -> tuple[str, ...]:
        found = surveyed(SYNTHETIC, "--json", output=f"status.{extension}")
        return found.out, *(path.read_bytes().hex() for path in sorted((tmp_path / "out").iterdir()))

    for extension in ("csv", "xlsx", "parquet"):
        assert run(extension) == run(extension)


def test_json(surveyed: Surveyed) -> None:
    found = json.loads(surveyed(SYNTHETIC, "--json").out)
    assert (found["schools"], found["not_read"], found["problems"]) == (298, [123, 191], 7)
    receipt = found["receipt"]
    assert (receipt["mapping"], receipt["complete_until"]) == ("ofsted-mi-2019", "2020-08-31")
    assert receipt["framework"].startswith(FRAMEWORK)
    assert any(SYNTHETIC.name in str(part) for part in receipt.values())
    (check,) = found["checks"]
    assert (check["decision"], check["contradicted"]) == ("category", [])
    table = Counter(row["category_possible"] for row in surveyed(SYNTHETIC).status if row["category_possible"])
    assert found["possible"]["category"] == table
    assert sum(table.values()) == sum(sum(line["published"].values()) for line in check["lines"])
    assert all(each["distinct"] <= each["subjects"] for each in found["keys"])


def test_a_framework_that_is_not_in_force_is_told(surveyed: Surveyed) -> None:
    words = f"{FRAMEWORK} is not in force on"
    assert f"{words} 2020-08-31" in surveyed(SYNTHETIC).err
    assert words not in surveyed(SYNTHETIC, as_of="2025-01-31").err


# What must not change an answer


def test_shuffled_rows_give_the_same_rows_shuffled(surveyed: Surveyed, tmp_path: Path) -> None:
    rows = [row for number, row in enumerate(synthetic(), 2) if number not in (122, 123, 191)]
    before = surveyed(put(tmp_path / "t.csv", rows), *UNTIL)
    mixed = random.Random(5).sample(rows, len(rows))
    after = surveyed(put(tmp_path / "t.csv", mixed), *UNTIL)
    by_urn = {row["urn"]: row for row in answers(before.status)}
    assert answers(after.status) == [by_urn[row["URN"]] for row in mixed]
    assert after.out == before.out
    assert Counter(map(str, answers(after.problems))) == Counter(map(str, answers(before.problems)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(surveyed: Surveyed, tmp_path: Path, encoding: str) -> None:
    rows = synthetic()
    assert any(not value.isascii() for row in rows for value in row.values())
    found = surveyed(put(tmp_path / "t.csv", rows, encoding), *UNTIL)
    expected = surveyed(SYNTHETIC)
    assert (found.status, found.problems, found.out) == (expected.status, expected.problems, expected.out)


@pytest.mark.parametrize("extension", ["xlsx", "parquet", "tsv"])
def test_other_kinds_of_file(surveyed: Surveyed, tmp_path: Path, extension: str) -> None:
    frame = pl.DataFrame(synthetic())
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
    found, expected = surveyed(path, *UNTIL), surveyed(SYNTHETIC)
    assert found.status == expected.status
    assert [without(row, "row") for row in found.problems] == answers(expected.problems)


@pytest.mark.parametrize("style", ["{2}/{1}/{0}", "{2}-{1}-{0}", "{0}-{1}-{2}"])
def test_ways_of_writing_days(surveyed: Surveyed, tmp_path: Path, style: str) -> None:
    def written(value: str) -> str:
        match = DATES.fullmatch(value)
        if match is None:
            return value
        late, early = match.groups()[:3], match.groups()[3:]
        return style.format(*(early if early[0] else reversed(late)))

    rows = [{name: written(value) for name, value in row.items()} for row in synthetic()]
    found, expected = surveyed(put(tmp_path / "t.csv", rows), *UNTIL), surveyed(SYNTHETIC)
    assert (found.status, found.out) == (expected.status, expected.out)
    assert [without(row, "value") for row in found.problems] == [without(row, "value") for row in expected.problems]


def test_further_columns_and_their_order_do_not_matter(surveyed: Surveyed, tmp_path: Path) -> None:
    rows = [{"Remark": "=1+1", **dict(reversed(row.items())), "read": "no", "row": "7"} for row in synthetic()]
    found, expected = surveyed(put(tmp_path / "t.csv", rows), *UNTIL), surveyed(SYNTHETIC)
    assert (found.status, found.problems) == (expected.status, expected.problems)


def test_a_header_further_down(surveyed: Surveyed, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"State-funded schools\nAs at 31 August 2020\n" + SYNTHETIC.read_bytes())
    found, expected = surveyed(path, *UNTIL), surveyed(SYNTHETIC)
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


def test_another_grade_changes_that_row_and_what_reads_it(surveyed: Surveyed, tmp_path: Path) -> None:
    before, rows = surveyed(SYNTHETIC), synthetic()
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


def test_a_blank_cell_only_widens_that_row(surveyed: Surveyed, tmp_path: Path) -> None:
    before = surveyed(SYNTHETIC)
    rows = synthetic()
    touched = [i for i, row in enumerate(before.status)
               if row["read"] == "yes" and row["category"] == "none" and rows[i][SAFEGUARDING] == "Yes"][:6]  # fmt: skip
    for index in touched:
        rows[index][SAFEGUARDING] = ""
    after = surveyed(put(tmp_path / "t.csv", rows), *UNTIL)
    assert set(changed(before, after)) == {str(index + 2) for index in touched}
    for index in touched:
        old, new = before.status[index], after.status[index]
        assert "safeguarding_effective" in new["missing"].split("; ")
        assert new["category"] == ""
        for name in (name for name in old if name.endswith("_possible") and old[name]):
            assert set(old[name].split(" | ")) <= set(new[name].split(" | ")), name


def test_faults_are_told_and_the_value_is_unknown(surveyed: Surveyed, tmp_path: Path) -> None:
    before, rows = surveyed(SYNTHETIC), synthetic()
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


def test_an_event_after_the_day_is_told_and_not_counted(surveyed: Surveyed, tmp_path: Path) -> None:
    before, rows = surveyed(SYNTHETIC), synthetic()
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
    surveyed: Surveyed, tmp_path: Path
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


def test_an_inspection_whose_day_cannot_be_read_may_have_been(surveyed: Surveyed, tmp_path: Path) -> None:
    """Its silence is no evidence: the school may have been inspected, so it is not simply 'not inspected'."""
    before, rows = surveyed(SYNTHETIC), synthetic()
    index = next(i for i, row in enumerate(before.status)
                 if row["standing"] == "clear" and rows[i]["Previous inspection start date"] == "NULL")  # fmt: skip
    rows[index]["Inspection start date"] = "soon"
    found = surveyed(put(tmp_path / "t.csv", rows), *UNTIL)
    assert set(changed(before, found)) == {str(index + 2)}
    told = [each for each in found.problems if each["row"] == str(index + 2)]
    assert ("Inspection start date", "soon") in [(each["column"], each["value"]) for each in told]
    assert {"not_inspected", "clear"} <= set(found.status[index]["standing_possible"].split(" | "))


# Refusals: told in words, nothing written


def refused(run: Run, tmp_path: Path, *words: str) -> None:
    assert run.code == 2
    for each in words:
        assert each in run.err, run.err
    assert run.out == ""
    assert list((tmp_path / "out").iterdir()) == []


def test_a_renamed_column(surveyed: Surveyed, tmp_path: Path) -> None:
    rows = [{("Quality of eduction" if name == QUALITY else name): value for name, value in row.items()}
            for row in synthetic()]  # fmt: skip
    path = put(tmp_path / "t.csv", rows)
    refused(surveyed(path), tmp_path, "E401", f"'{QUALITY}'", "Did you mean 'Quality of eduction'?", "ofsted-mi-2019")


def test_a_table_that_fits_no_mapping(surveyed: Surveyed, tmp_path: Path) -> None:
    path = put(tmp_path / "t.csv", [{"Town": "Quillmere", "Inhabitants": "4200", "Mayor": "None"}])
    refused(surveyed(path), tmp_path, "E402", "ofsted-mi-2015", "ofsted-mi-2019", "Town, Inhabitants, Mayor")


def test_a_table_that_fits_two_mappings(surveyed: Surveyed, tmp_path: Path) -> None:
    folder = tmp_path / "framework"
    folder.mkdir()
    source = MAPPING.parent.parent
    for file in (*source.glob("*.remit"), source / "framework.yaml", source / "ledger.yaml"):
        (folder / file.name).write_bytes(file.read_bytes())
    refused(surveyed(SYNTHETIC, framework=str(folder)), tmp_path, "E402", "has no mapping")
    (folder / "mappings").mkdir()
    text = MAPPING.read_text(encoding="utf-8")
    (folder / "mappings" / "one.yaml").write_text(text, encoding="utf-8")
    (folder / "mappings" / "two.yaml").write_text(text.replace("mapping: ofsted-mi-2019", "mapping: second"), "utf-8")
    refused(surveyed(SYNTHETIC, framework=str(folder)), tmp_path, "E402", "fits several", "second", "--mapping NAME")
    assert surveyed(SYNTHETIC, "--mapping", "second", framework=str(folder)).status == surveyed(SYNTHETIC).status


def test_mapping_by_name_or_file(surveyed: Surveyed, tmp_path: Path) -> None:
    expected = surveyed(SYNTHETIC).status
    assert surveyed(SYNTHETIC, "--mapping", "ofsted-mi-2019").status == expected
    own = tmp_path / "own.yaml"
    own.write_text(MAPPING.read_text(encoding="utf-8").replace("carry: [", "carry: [URN, "), encoding="utf-8")
    assert [without(row, "URN") for row in surveyed(SYNTHETIC, "--mapping", str(own)).status] == expected
    unknown = surveyed(SYNTHETIC, "--mapping", "ofsted-mi-2018")
    refused(unknown, tmp_path, "E402", "no mapping 'ofsted-mi-2018'", "Did you mean 'ofsted-mi-2019'?")
    refused(surveyed(SYNTHETIC, "--mapping", str(tmp_path / "none.yaml")), tmp_path, "E601", "none.yaml")
    refused(surveyed(SYNTHETIC, "--mapping", "ofsted-mi-2015"), tmp_path, "E401", "ofsted-mi-2015")


def test_a_mapping_that_does_not_fit_the_framework(surveyed: Surveyed, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(MAPPING.read_text(encoding="utf-8").replace("safeguarding_effective:", "safeguarding:"), "utf-8")
    refused(surveyed(SYNTHETIC, "--mapping", str(own)), tmp_path, "E403", "no field of graded_inspection 'safeguarding'",
            "safeguarding_effective", "own.yaml:")  # fmt: skip


def test_carried_columns_with_the_names_of_the_table(surveyed: Surveyed, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(MAPPING.read_text(encoding="utf-8").replace("carry: [", "carry: [read, Region, "), encoding="utf-8")
    path = put(tmp_path / "t.csv", [{**row, "read": "twice"} for row in synthetic()])
    found = surveyed(path, "--mapping", str(own), *UNTIL)
    assert {row["read (file)"] for row in found.status} == {"twice"}
    expected = surveyed(SYNTHETIC).status
    assert [without(row, "read (file)") for row in found.status] == expected


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("status.doc", ("its extension is not known", ".csv, .xlsx, .parquet")),
        ("status", ("its extension is not known",)),
        ("none/status.csv", ("there is no folder",)),
        (".", ("cannot be written",)),
    ],
)
def test_an_output_that_cannot_be_written(
    surveyed: Surveyed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str, words: tuple[str, ...]
) -> None:
    def work(*_: object) -> None:
        raise AssertionError("the output is looked at before any work is done")

    monkeypatch.setattr("remit.surveying.run", work)
    refused(surveyed(SYNTHETIC, output=output), tmp_path, "E603", *words)


def test_an_output_beside_which_a_folder_stands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "status.problems.csv").mkdir()
    with pytest.raises(SystemExit) as left:
        main(["survey", str(SYNTHETIC), "-f", FRAMEWORK, "--as-of", "2020-08-31", "-o", str(tmp_path / "status.csv")])
    assert left.value.code == 2
    assert "E603" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["status.problems.csv"]


def test_the_table_itself_is_no_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(SYNTHETIC.read_bytes())
    with pytest.raises(SystemExit) as left:
        main(["survey", str(path), "-f", FRAMEWORK, "--as-of", "2020-08-31", "-o", str(tmp_path / "." / "t.csv")])
    assert left.value.code == 2
    assert "it is the table that is read" in capsys.readouterr().err
    assert path.read_bytes() == SYNTHETIC.read_bytes()


def test_problems_of_an_earlier_run_do_not_stay(tmp_path: Path) -> None:
    sound = [row for number, row in enumerate(synthetic(), 2) if number not in (30, 123, 169, 191, 205, 225, 249)]
    codes = []
    for rows in (synthetic(), sound):
        path = put(tmp_path / "t.csv", rows)
        with pytest.raises(SystemExit) as left:
            main(["survey", str(path), "-f", FRAMEWORK, "--as-of", "2020-08-31", *UNTIL, "-o", str(tmp_path / "o.csv")])
        codes.append((left.value.code, len(rows_of(tmp_path / "o.problems.csv"))))
    assert codes == [(1, 7), (0, 0)]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("t.csv", None, ("is a folder",)),
        ("t.csv", b"", ("E404",)),
        ("t.csv", bytes(range(256)) * 9, ("E4",)),
        ("t.xlsx", b"not a workbook", ("E404",)),
        ("t.parquet", b"PAR1", ("E404",)),
        ("t.csv.gz", b"not gzip", ("E404",)),
        ("t.doc", b"URN\n1\n", ("E404", "extension")),
    ],
)
def test_tables_that_cannot_be_read(
    surveyed: Surveyed, tmp_path: Path, name: str, content: bytes | None, words: tuple[str, ...]
) -> None:
    path = tmp_path / name
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    refused(surveyed(path), tmp_path, *words)


def test_a_header_without_rows(surveyed: Surveyed, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(SYNTHETIC.read_bytes().split(b"\n")[0] + b"\n")
    found = surveyed(path)
    assert (found.code, found.status, found.problems) == (0, [], [])
    assert found.out.startswith("0 schools surveyed\n")


# The published files


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


JUDGED = {"quality_of_education", "behaviour_and_attitudes", "personal_development", "leadership_and_management",
          "safeguarding_effective"}  # fmt: skip


@pytest.mark.real_data
def test_england_is_read_whole(england: Run, real_data: Path) -> None:
    assert (england.code, england.problems) == (0, [])
    assert len(england.status) == 21_969
    table = read_table(real_data / "ofsted-mi-2020-08-31-england.csv.gz", [frozenset({"URN", QUALITY, SAFEGUARDING})])
    assert [int(row["row"]) for row in england.status] == list(table.row_numbers)
    assert [row["urn"] for row in england.status] == table.frame["URN"].to_list()
    assert {row["read"] for row in england.status} == {"yes"}


@pytest.mark.real_data
def test_the_category_of_england(england: Run) -> None:
    """The published category beside the one that paragraphs 29 to 34 give; the figures were counted independently."""
    assert "1,551 inspections carry the judgements" in england.out
    assert "No published value contradicts the computed one." in england.out
    assert not [row for row in england.status if row["category_check"] == "contradicted"]
    figures = Counter(
        (row["category_possible"], row["category_published"])
        for row in england.status
        if row["category_possible"] and not JUDGED & set(row["missing"].split("; "))
    )
    assert figures == {
        ("none", "none"): 1_418,
        ("serious_weaknesses", "serious_weaknesses"): 31,
        ("serious_weaknesses | special_measures", "special_measures"): 74,
        ("serious_weaknesses | special_measures", "serious_weaknesses"): 28,
    }
    in_category = [row for row in england.status if row["category_possible"]
                   and "none" not in row["category_possible"].split(" | ")]  # fmt: skip
    decided = [row for row in in_category if not JUDGED & set(row["missing"].split("; "))]
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
def test_oxfordshire_in_the_older_layout(surveyed: Surveyed, real_data: Path) -> None:
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
