"""The synthetic file: made again byte for byte, laid out as the published one, and consistent with the handbook."""

from __future__ import annotations

import csv
import gzip
import importlib.util
import io
import sys
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from types import ModuleType

import pytest

from remit.tables.readers import read_table

ROOT = Path(__file__).parent.parent
FILE = ROOT / "examples" / "synthetic-mi-2020-08-31.csv"
Row = dict[str, str]
GRADES = ("Quality of education", "Behaviour and attitudes", "Personal development",
          "Effectiveness of leadership and management")  # fmt: skip


def load() -> ModuleType:
    sys.path.insert(0, str(ROOT / "tools"))  # as when it is run: its neighbour is found beside it
    spec = importlib.util.spec_from_file_location("synthetic", ROOT / "tools" / "synthetic.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["synthetic"] = module
    spec.loader.exec_module(module)
    return module


TOOL = load()


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return list(csv.DictReader(io.StringIO(FILE.read_bytes().decode("cp1252"), newline="")))


def listed() -> list[tuple[int, str, str, str]]:
    """The faults as the README has them."""
    lines = (ROOT / "examples" / "README.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [(int(row), column, "" if value == "(blank)" else value, why)
            for row, column, value, why in cells if row.isdecimal()]  # fmt: skip


def sound(rows: list[Row]) -> list[Row]:
    """Without the rows that are faulty on purpose."""
    faulty = {row for row, *_ in listed()}
    return [row for number, row in enumerate(rows, 2) if number not in faulty]


def day(text: str) -> date | None:
    for style in ("%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, style).date()
        except ValueError:
            pass
    assert text == "NULL", text
    return None


def test_the_file_is_what_the_tool_makes(tmp_path: Path) -> None:
    assert TOOL.main([str(tmp_path / "again.csv"), "--schools", "300", "--seed", "2020"]) == 0
    assert (tmp_path / "again.csv").read_bytes() == FILE.read_bytes()
    assert TOOL.build(300, 2021)[0] != FILE.read_bytes()


def test_the_tool_refuses_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert TOOL.main([str(tmp_path / "none" / "t.csv")]) == 1
    assert "cannot be written" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        TOOL.main([str(tmp_path / "t.csv"), "--schools", "3"])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.real_data
def test_the_header_is_the_published_one(real_data: Path) -> None:
    with gzip.open(real_data / "ofsted-mi-2020-08-31-england.csv.gz") as stream:
        assert stream.readline() == FILE.read_bytes().split(b"\n")[0] + b"\n"


@pytest.mark.real_data
def test_no_name_is_real_and_no_code_is_new(real_data: Path, rows: list[Row]) -> None:
    published = gzip.decompress((real_data / "ofsted-mi-2020-08-31-england.csv.gz").read_bytes()).decode("cp1252")
    theirs = list(csv.DictReader(io.StringIO(published, newline="")))
    for column in ("URN", "LAESTAB", "School name", "Local authority", "Postcode"):
        assert not {row[column] for row in rows} & {row[column] for row in theirs}
    for column in TOOL.COLUMNS:
        codes = {row[column] for row in theirs}
        if "School type" in column:
            codes |= {row["Type of education"] for row in theirs}
        if len(codes) < 45 and "date" not in column:
            assert {row[column] for row in sound(rows)} <= codes, column


def test_the_reader_takes_it(rows: list[Row]) -> None:
    table = read_table(FILE, [frozenset(TOOL.COLUMNS)])
    assert table.columns == TOOL.COLUMNS
    assert table.frame.shape == (300, 70)
    assert (table.encoding, table.irregular, table.row_numbers) == ("cp1252", (), range(2, 302))
    assert [dict(zip(table.columns, row, strict=True)) for row in table.frame.fill_null("").iter_rows()] == rows


def test_the_faults_listed_are_there_and_no_others(rows: list[Row]) -> None:
    assert listed() == [(fault.row, fault.column, fault.value, fault.why) for fault in TOOL.build(300, 2020)[1]]
    assert len(listed()) == 7
    for number, column, value, why in listed():
        row = rows[number - 2]
        assert row[column] == value
        match column, value:
            case "Quality of education", grade:
                assert grade == "7"
            case "URN", "":
                pass
            case "URN", urn:
                assert [n for n, other in enumerate(rows, 2) if other["URN"] == urn] == [int(why.split()[4]), number]
            case "Type of education", kind:
                assert kind not in {each[0] for each in TOOL.TYPES}
            case "Publication date", written:
                assert written == "31/02/2020"
            case "Inspection start date", written:
                assert (day(written) or date.min).year == 2031
            case "Inspection end date", written:
                assert (day(written) or date.max) < (day(row["Inspection start date"]) or date.min)
            case other:
                pytest.fail(f"a fault of no known kind: {other}")
    urns = Counter(row["URN"] for row in sound(rows))
    assert set(urns.values()) == {1}
    for row in sound(rows):
        assert 900_001 <= int(row["URN"]) <= 900_300
        for grade in GRADES:
            assert row[grade] in {"1", "2", "3", "4", "9", "NULL"}
        start, end, published = (day(row[name]) for name in
                                 ("Inspection start date", "Inspection end date", "Publication date"))  # fmt: skip
        for name in TOOL.DATES:
            assert (day(row[name]) or date.min) <= date(2020, 8, 31)
        if start and end and published:
            assert start <= end < published


def test_the_category_follows_the_handbook(rows: list[Row]) -> None:
    """Paragraphs 29 to 34, told from the judgements alone; capacity to improve is not in the file."""
    seen: Counter[tuple[str, bool]] = Counter()
    for row in sound(rows):
        if row["Quality of education"] in {"9", "NULL"}:
            continue
        concern = "4" in [row[grade] for grade in GRADES] or row["Safeguarding is effective?"] == "No"
        acceptable = row["Quality of education"] != "4" and row["Personal development"] != "4"
        allowed = ({"SWK"} if acceptable else {"SWK", "SM"}) if concern else {""}
        assert row["Category of concern"] in allowed, row["URN"]
        assert (row["Overall effectiveness"] == "4") == concern
        seen[row["Category of concern"], acceptable] += 1
    assert set(seen) == {("", True), ("SWK", True), ("SWK", False), ("SM", False)}


def test_older_inspections_have_a_category_where_inadequate(rows: list[Row]) -> None:
    older = [row for row in sound(rows) if row["Quality of education"] == "9"]
    assert {(row["Overall effectiveness"] == "4", row["Category of concern"]) for row in older} == {
        (True, "SM"), (True, "SWK"), (False, ""),
    }  # fmt: skip
    for row in sound(rows):
        start = day(row["Inspection start date"])
        new = start is not None and start >= date(2019, 9, 1)
        assert (row["Quality of education"] in {"1", "2", "3", "4"}) == new
        assert (start is None) == (row["Category of concern"] == "NULL")


def test_the_mix_is_rich(rows: list[Row]) -> None:
    concern = sum(row["Category of concern"] in {"SM", "SWK"} for row in rows)
    assert 0.12 < concern / len(rows) < 0.18
    assert {row["Type of education"] for row in sound(rows)} == {each[0] for each in TOOL.TYPES}
    assert {row["Ofsted phase"] for row in rows} == {"Nursery", "Primary", "Secondary", "Special", "PRU"}
    led = [row for row in rows if row["Overall effectiveness"] == "3" and row[GRADES[3]] in {"1", "2"}]
    first = [row for row in rows if row["Overall effectiveness"] != "NULL"
             and row["Previous full inspection number"] == "NULL"]  # fmt: skip
    others = [row for row in rows if row["Category of concern"] in {"SM", "SWK"}
              and row["Does the latest full inspection relate to the URN of the current school?"] == "No"]  # fmt: skip
    assert min(len(led), len(first), len(others)) > 8
    assert {row["Previous category of concern"] for row in rows} == {"", "NULL", "SM", "SWK", "NTI"}
    assert {row["Previous full inspection overall effectiveness"] for row in rows} == {"1", "2", "3", "4", "NULL"}
    assert {"0", "8", "9"} <= {row["Early years provision (where applicable)"] for row in rows}
    assert {"31/12/1899", "01/01/1900", "NULL"} <= {row["School open date"] for row in rows}
    assert all(any(letter in row["School name"] for row in rows) for letter in "éÉ’–à")
    shapes = {row["Inspection start date"][2] if row["Inspection start date"][2] in "/-" else "" for row in rows}
    assert shapes == {"/", "-", ""}
    clean = sound(rows)
    late = [row for row in clean if (end := day(row["Inspection end date"])) and (out := day(row["Publication date"]))
            and (out - end).days > 365]  # fmt: skip
    crossed = [row for row in clean if (start := day(row["Inspection start date"]))
               and (before := day(row["Previous publication date"])) and before > start]  # fmt: skip
    assert min(len(late), len(crossed)) >= 3
