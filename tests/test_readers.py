from __future__ import annotations

import csv
import datetime
import gzip
import io
import os
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from remit.dsl.base.diagnostics import Refused
from remit.tables import delimited, grid
from remit.tables.readers import EXTENSIONS, Table, read_table

SCHOOLS = frozenset({"URN", "School name", "Region", "Overall effectiveness"})
LINKS = frozenset({"URN", "LinkURN", "LinkType"})
WANTED = (LINKS, SCHOOLS)
PLAIN = "URN,School name,Region\n900001,Quillmere,North East\n900002,NULL,\n"


def put(folder: Path, text: str | bytes, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def read(folder: Path, text: str | bytes, name: str = "t.csv") -> Table:
    return read_table(put(folder, text, name), WANTED)


def refusal(path: Path) -> tuple[str, str, str]:
    with pytest.raises(Refused) as caught:
        read_table(path, WANTED)
    (diagnostic,) = caught.value.diagnostics
    return diagnostic.code, diagnostic.message, diagnostic.hint


def test_a_plain_table(tmp_path: Path) -> None:
    table = read(tmp_path, PLAIN)
    assert table.source == str(tmp_path / "t.csv")
    assert table.columns == ("URN", "School name", "Region")
    assert table.frame.rows() == [("900001", "Quillmere", "North East"), ("900002", "NULL", None)]
    assert set(table.frame.dtypes) == {pl.String}
    assert (table.first_row, list(table.row_numbers)) == (2, [2, 3])
    assert (table.encoding, table.notes, table.irregular) == ("utf-8", (), ())


def test_cells_are_stripped_and_codes_left_alone(tmp_path: Path) -> None:
    table = read(tmp_path, ' URN ,School name\t,Region\n 0012 , - ,9\n8,  ,"  "\n')
    assert table.columns == ("URN", "School name", "Region")
    assert table.frame.rows() == [("0012", "-", "9"), ("8", None, None)]


@pytest.mark.parametrize(
    ("encoding", "label"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("cp1252", "cp1252")],
)
def test_encodings(tmp_path: Path, encoding: str, label: str) -> None:
    table = read(tmp_path, "URN,School name,Region\n1,Drovers’ École – Quill,x\n".encode(encoding))
    assert table.columns[0] == "URN"
    assert table.frame["School name"].to_list() == ["Drovers’ École – Quill"]
    assert table.encoding == label
    assert bool(table.notes) == (label == "cp1252")


def test_damaged_text_is_told(tmp_path: Path) -> None:
    table = read(tmp_path, "URN,School name,Region\n1,Drovers\ufffd \ufffdcole,x\n")
    assert table.notes == ("2 replacement characters (text was damaged before it was read here)",)


def test_a_stray_byte_does_not_make_utf8_into_gibberish(tmp_path: Path) -> None:
    table = read(tmp_path, "URN,School name,Region\n1,École,é\n".encode() + b"2,Drovers\x92,z\n")
    assert table.frame["School name"].to_list() == ["École", "Drovers\ufffd"]
    assert "1 replacement character" in table.notes[0]


def test_the_header_below_a_preamble(tmp_path: Path) -> None:
    text = 'A title,,\n"A note, with\nURN and Region",,\n\nURN,School name,Region\n1,a,b\n'
    table = read(tmp_path, text)
    assert table.columns == ("URN", "School name", "Region")
    assert table.row_numbers == range(5, 6)
    assert table.notes == ("header found in row 4",)


def test_the_best_header_wins_and_two_names_are_too_few(tmp_path: Path) -> None:
    table = read(tmp_path, "URN,Region\nURN,School name,Region\n1,a,b\n")
    assert table.columns == ("URN", "School name", "Region")
    table = read(tmp_path, "URN,Region,other\n1,a,b\n\n")
    assert table.columns == ("URN", "Region", "other")
    late = "".join(f"{i},,\n" for i in range(20)) + PLAIN
    assert read(tmp_path, late).columns == ("0",)


def test_no_wanted_names_at_all(tmp_path: Path) -> None:
    table = read_table(put(tmp_path, "\n,\nalpha,beta\n1,2\n"), ())
    assert table.columns == ("alpha", "beta")
    assert table.row_numbers == range(4, 5)


def test_rows_are_numbered_as_a_spreadsheet_does(tmp_path: Path) -> None:
    table = read(tmp_path, 'URN,School name,Region\r\n1,"a\r\nb",c\r\n\r\n2,d,e\r\n,,\r\n3,f,g\r\n\r\n')
    assert table.frame["School name"].to_list() == ["a\r\nb", "d", "f"]
    assert list(table.row_numbers) == [2, 4, 6]
    assert table.notes == ("2 blank rows passed over",)


def test_short_and_long_rows_stay_and_are_told(tmp_path: Path) -> None:
    table = read(tmp_path, "URN,School name,Region\n1,a\n2,b,c,d,,e\n3,f,g,,\n4,h,i\n")
    assert table.frame.rows() == [("1", "a", None), ("2", "b", "c"), ("3", "f", "g"), ("4", "h", "i")]
    assert table.irregular == ((3, "2 cells beyond the 3 of the header: 'd', 'e'"),)
    assert table.notes == (
        "1 row shorter than the header (first: row 2); the cells not given were taken as empty",
    )  # fmt: skip


def test_trailing_separators_throughout(tmp_path: Path) -> None:
    table = read(tmp_path, "URN,School name,Region,,\n1,a,b,,\n2,c,d,,surplus\n")
    assert table.columns == ("URN", "School name", "Region")
    assert table.irregular == ((3, "1 cell beyond the 3 of the header: 'surplus'"),)


def test_names_given_twice_and_names_missing(tmp_path: Path) -> None:
    table = read(tmp_path, "URN,Region,Region,,School name,Region (2),\n1,a,b,c,d,e,\n")
    assert table.columns == ("URN", "Region", "Region (3)", "Unnamed column 4", "School name", "Region (2)")
    assert len(table.notes) == 2
    assert read(tmp_path, "URN,,School name,Region\n1,,a,b\n").columns == ("URN", "School name", "Region")


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators(tmp_path: Path, separator: str) -> None:
    table = read(tmp_path, PLAIN.replace(",", separator))
    assert table.frame.height == 2
    assert "separated by" in table.notes[0]


def test_tsv_and_gz(tmp_path: Path) -> None:
    want = read(tmp_path, PLAIN).frame
    assert read(tmp_path, PLAIN.replace(",", "\t"), "t.tsv").frame.equals(want)
    assert read(tmp_path, gzip.compress(PLAIN.encode(), mtime=0), "T.CSV.GZ").frame.equals(want)


def test_an_unclosed_quotation_mark_is_not_silent(tmp_path: Path) -> None:
    rows = "".join(f"{i},a,b\n" for i in range(50))
    table = read(tmp_path, "URN,School name,Region\n" + rows + '99,"open,b\n' + rows)
    assert (52, "a cell runs over many lines: perhaps a quotation mark is not closed") in table.irregular
    code, message, _ = refusal(put(tmp_path, 'URN,School name,Region\n1,a,b\n2,"' + "x,y\n" * 60_000))
    assert code == "E404"
    assert "row 3" in message


CELL = st.text(st.sampled_from('ab",\n\r ;=é'), max_size=4)


@given(st.text(st.sampled_from('ab",\r\n '), max_size=60))
def test_both_ways_through_a_text_agree(body: str) -> None:
    """Whenever the quick way takes a text, it finds what the csv module finds."""
    frame = delimited._quickly(body, ",", 3)
    if frame is not None:
        want = [tuple(row) for row in csv.reader(io.StringIO(body, newline=""))]
        assert frame.fill_null("").rows() == want


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=6), st.booleans())
def test_every_cell_that_csv_writes_comes_back(rows: list[list[str]], quoted: bool) -> None:
    stream = io.StringIO()
    style = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    writer = csv.writer(stream, lineterminator="\n" if quoted else "\r\n", quoting=style)
    writer.writerows([["URN", "School name", "Region"], *rows])
    found = delimited.read_delimited(stream.getvalue().encode(), ",", WANTED, "t")
    kept = [(number, tuple(row)) for number, row in enumerate(rows, 2) if any(cell.strip() for cell in row)]
    at = dict(zip(found.row_numbers, found.frame.fill_null("").rows(), strict=True))
    assert {number: at[number] for number, _ in kept} == dict(kept)
    assert found.irregular == ()


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        delimited.read_delimited(data, ",", WANTED, "t")
    except Refused as refused:
        assert [d.code for d in refused.diagnostics] == ["E404"]


def workbook(path: Path) -> Path:
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("Empty")
    book.add_worksheet("Cover").write(0, 0, "About these data")
    sheet = book.add_worksheet("Data")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    sheet.write(1, 1, "A title")
    for place, name in enumerate(["URN", "School name", "Region", "When", "Share", "Seen"], 1):
        sheet.write(3, place, name)
    for line, urn in ((4, 900001), (6, 900002)):
        sheet.write_number(line, 1, urn)
        sheet.write_string(line, 2, " Drovers’ ")
        sheet.write_datetime(line, 4, datetime.datetime(2020, 2, 1), day)
        sheet.write_number(line, 5, urn - 900000.5)
        sheet.write_datetime(line, 6, datetime.datetime(2020, 2, 1, 9, 30), moment)
    sheet.write_string(7, 1, "900003")
    sheet.write_string(7, 4, "02/03/2020")
    sheet.write_number(7, 5, 3.0)
    sheet.write_string(7, 8, "stray")
    book.close()
    return path


def test_xlsx(tmp_path: Path) -> None:
    table = read_table(workbook(tmp_path / "t.xlsx"), WANTED)
    assert table.frame.rows() == [
        ("900001", "Drovers’", None, "2020-02-01", "0.5", "2020-02-01 09:30:00"),
        ("900002", "Drovers’", None, "2020-02-01", "1.5", "2020-02-01 09:30:00"),
        ("900003", None, None, "02/03/2020", "3", None),
    ]
    assert list(table.row_numbers) == [5, 7, 8]
    assert table.notes == ("read from sheet 'Data'", "header found in row 4", "1 blank row passed over")
    assert table.irregular == ((8, "1 cell beyond the 6 of the header: 'stray'"),)


def test_xlsx_without_a_wanted_header(tmp_path: Path) -> None:
    table = read_table(workbook(tmp_path / "t.xlsx"), [frozenset({"x", "y", "z"})])
    assert table.columns == ("About these data",)


def ods(rows: str) -> bytes:
    content = (
        '<?xml version="1.0"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="S">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return stream.getvalue()


def ods_row(*cells: str, **more: str) -> str:
    repeat = f' table:number-rows-repeated="{more["repeat"]}"' if more else ""
    return f"<table:table-row{repeat}>{''.join(cells)}</table:table-row>"


def ods_text(text: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def test_ods(tmp_path: Path) -> None:
    number = '<table:table-cell office:value-type="float" office:value="900001"/>'
    date = ('<table:table-cell office:value-type="date" office:date-value="2020-02-01"><text:p>01/02/20</text:p>'
            "</table:table-cell>")  # fmt: skip
    blank = ods_row("<table:table-cell/>", repeat="2")
    rows = (ods_row(*map(ods_text, ("URN", "School name", "Region"))) + blank
            + ods_row(number, ods_text("École"), date))  # fmt: skip
    table = read(tmp_path, ods(rows), "t.ods")
    assert table.frame.rows() == [("900001", "École", "2020-02-01")]
    assert list(table.row_numbers) == [4]


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pl.DataFrame({
        "URN": [900001, None], " Region": [" a ", None], "When": [datetime.date(2020, 2, 1), None],
        "Share": [2.0, None], "Part": [0.5, None], "Seen": [datetime.datetime(2020, 2, 1), None],
        "Kind": pl.Series(["x", None], dtype=pl.Categorical),
    }).write_parquet(path)  # fmt: skip
    table = read_table(path, WANTED)
    assert table.columns[1] == "Region"
    assert table.frame.rows() == [("900001", "a", "2020-02-01", "2", "0.5", "2020-02-01", "x")]
    assert list(table.row_numbers) == [2]


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    put(tmp_path, PLAIN, "schools.csv")
    code, message, hint = refusal(tmp_path / "shcools.csv")
    assert (code, hint) == ("E601", "Did you mean 'schools.csv'?")
    assert message.endswith("does not exist")
    assert refusal(tmp_path / "none" / "t.csv")[2].startswith("There is no folder")
    assert refusal(tmp_path)[0] == "E601"
    assert refusal(tmp_path / ("x" * 5000 + ".csv"))[0] == "E601"
    assert refusal(tmp_path / "a\0b.csv")[0] == "E601"
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.csv")
        assert refusal(tmp_path / "pipe.csv")[0] == "E601"


@pytest.mark.parametrize("name", ["t.csv", "t.csv.gz", "t.xlsx", "t.ods", "t.parquet"])
def test_files_that_this_user_may_not_read(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(tmp_path, PLAIN, name)
    path.chmod(0)
    if os.access(path, os.R_OK):  # root may read all

        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "open", refuse)
    code, message, _ = refusal(path)
    assert code == "E601"
    assert "ermission denied" in message


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("t.csv", b"", "empty"),
        ("t.csv", b"\xef\xbb\xbf\r\n \n", "empty"),
        ("t.csv", b",,\n" * 30, "blank"),
        ("t.csv", bytes(range(256)) * 4, "not text"),
        ("t.csv", b"\x7fELF\x01\x02\x03\x04" * 9, "not text"),
        ("t.csv", b"PK\x03\x04rest", "spreadsheet"),
        ("t.csv", gzip.compress(PLAIN.encode(), mtime=0), "compressed"),
        ("t.csv.gz", PLAIN.encode(), "damaged"),
        ("t.csv.gz", gzip.compress(PLAIN.encode() * 50, mtime=0)[:-20], "damaged"),
        ("t.csv.gz", gzip.compress(b"", 9, mtime=0), "empty"),
        ("t.xlsx", PLAIN.encode(), "damaged"),
        ("t.xlsx", b"", "damaged"),
        ("t.xlsx", ods(""), "cannot be read"),
        ("t.ods", ods(""), "empty"),
        ("t.ods", ods("<table:table-row>"), "cannot be read"),
        ("t.parquet", PLAIN.encode(), "cannot be read"),
        ("t.parquet", b"", "cannot be read"),
        ("t.doc", b"x", "extension"),
        ("noextension", b"x", "extension"),
    ],
)
def test_what_is_no_table(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    code, message, hint = refusal(put(tmp_path, content, name))
    assert code == "E404"
    assert reason in message
    if reason == "extension":
        assert all(extension in hint for extension in EXTENSIONS)


@pytest.mark.parametrize("name", ["t.csv.gz", "t.xlsx", "t.parquet"])
def test_bombs(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "LARGEST", 1000)
    path = tmp_path / name
    match name:
        case "t.csv.gz":
            put(tmp_path, gzip.compress((PLAIN * 500).encode()), name)
        case "t.xlsx":
            workbook(path)
        case _:
            pl.DataFrame({"URN": pl.repeat("1", 5000, eager=True)}).write_parquet(path)
    code, message, _ = refusal(path)
    assert code == "E404"
    assert "larger than" in message


def test_a_cut_workbook_is_refused_and_not_raised(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "whole.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for broken in parts:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for name, content in parts.items():
                archive.writestr(name, content[: len(content) // 2] if name == broken else content)
        try:
            read_table(put(tmp_path, stream.getvalue(), "cut.xlsx"), WANTED)
        except Refused as refused:
            assert {d.code for d in refused.diagnostics} == {"E404"}


def test_the_reader_is_quick_to_import() -> None:
    heavy = "[m for m in ('polars', 'fastexcel') if m in sys.modules]"
    code = f"import sys, remit.tables.readers, remit.writers; print({heavy})"
    source = Path(__file__).parent.parent / "src"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                         env={**os.environ, "PYTHONPATH": str(source)})  # fmt: skip
    assert ran.stdout.strip() == "[]"


@pytest.mark.real_data
def test_england_2020(real_data: Path) -> None:
    table = read_table(real_data / "ofsted-mi-2020-08-31-england.csv.gz", WANTED)
    assert table.frame.shape == (21_969, 70)
    assert (table.encoding, table.first_row, table.row_numbers[-1], table.irregular) == ("cp1252", 2, 21_970, ())
    assert Counter(table.frame["Category of concern"]) == {"SM": 556, "SWK": 250, None: 20_970, "NULL": 193}
    assert any("–" in (cell or "") for cell in table.frame["Event type grouping"].unique())


@pytest.mark.real_data
def test_oxfordshire_2017_and_the_further_education_preamble(real_data: Path) -> None:
    table = read_table(real_data / "ofsted-os-2017-12-31-oxfordshire.csv", WANTED)
    assert table.frame.shape == (299, 51)
    assert "Quality of teaching, learning and assessment" in table.columns
    assert any("replacement characters" in note for note in table.notes)
    wanted = [frozenset({"URN", "Remit", "As at date", "Quality of education"})]
    table = read_table(real_data / "ofsted-fe-skills-five-year-2024.csv.gz", wanted)
    assert (table.frame.shape, table.first_row) == ((9_913, 18), 4)


def test_a_cut_parquet_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pl.DataFrame({"URN": ["900001"] * 50, "Region": ["x"] * 50}).write_parquet(path)
    whole = path.read_bytes()
    for length in range(0, len(whole), 7):
        assert refusal(put(tmp_path, whole[:length], "cut.parquet"))[0] == "E404"
