"""Surveys that cannot be made: told in words, with nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest
from surveys import FRAMEWORK, MAPPING, QUALITY, SYNTHETIC, UNTIL, Run, Surveyor, put, rows_of, synthetic, without

from remit.cli import main


@pytest.fixture
def surveyed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Surveyor:
    return Surveyor(tmp_path, capsys)


def refused(run: Run, tmp_path: Path, *words: str) -> None:
    assert run.code == 2
    for each in words:
        assert each in run.err, run.err
    assert run.out == ""
    assert list((tmp_path / "out").iterdir()) == []


def test_a_renamed_column(surveyed: Surveyor, tmp_path: Path) -> None:
    rows = [{("Quality of eduction" if name == QUALITY else name): value for name, value in row.items()}
            for row in synthetic()]  # fmt: skip
    path = put(tmp_path / "t.csv", rows)
    refused(surveyed(path), tmp_path, "E401", f"'{QUALITY}'", "Did you mean 'Quality of eduction'?", "ofsted-mi-2019")


def test_a_table_that_fits_no_mapping(surveyed: Surveyor, tmp_path: Path) -> None:
    path = put(tmp_path / "t.csv", [{"Town": "Quillmere", "Inhabitants": "4200", "Mayor": "None"}])
    refused(surveyed(path), tmp_path, "E402", "ofsted-mi-2015", "ofsted-mi-2019", "Town, Inhabitants, Mayor")


def test_a_table_that_fits_two_mappings(surveyed: Surveyor, tmp_path: Path) -> None:
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
    assert surveyed(SYNTHETIC, "--mapping", "second", framework=str(folder)).status == surveyed.usual().status


def test_mapping_by_name_or_file(surveyed: Surveyor, tmp_path: Path) -> None:
    expected = surveyed.usual().status
    assert surveyed(SYNTHETIC, "--mapping", "ofsted-mi-2019").status == expected
    own = tmp_path / "own.yaml"
    own.write_text(MAPPING.read_text(encoding="utf-8").replace("carry: [", "carry: [URN, "), encoding="utf-8")
    assert [without(row, "URN") for row in surveyed(SYNTHETIC, "--mapping", str(own)).status] == expected
    unknown = surveyed(SYNTHETIC, "--mapping", "ofsted-mi-2018")
    refused(unknown, tmp_path, "E402", "no mapping 'ofsted-mi-2018'", "Did you mean 'ofsted-mi-2019'?")
    refused(surveyed(SYNTHETIC, "--mapping", str(tmp_path / "none.yaml")), tmp_path, "E601", "none.yaml")
    refused(surveyed(SYNTHETIC, "--mapping", "ofsted-mi-2015"), tmp_path, "E401", "ofsted-mi-2015")


def test_a_mapping_that_does_not_fit_the_framework(surveyed: Surveyor, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(MAPPING.read_text(encoding="utf-8").replace("safeguarding_effective:", "safeguarding:"), "utf-8")
    refused(surveyed(SYNTHETIC, "--mapping", str(own)), tmp_path, "E403", "'graded_inspection' named 'safeguarding'",
            "safeguarding_effective", "own.yaml:")  # fmt: skip


def test_carried_columns_with_the_names_of_the_table(surveyed: Surveyor, tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(MAPPING.read_text(encoding="utf-8").replace("carry: [", "carry: [read, Region, "), encoding="utf-8")
    path = put(tmp_path / "t.csv", [{**row, "read": "twice"} for row in synthetic()])
    found = surveyed(path, "--mapping", str(own), *UNTIL)
    assert {row["read (file)"] for row in found.status} == {"twice"}
    expected = surveyed.usual().status
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
    surveyed: Surveyor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str, words: tuple[str, ...]
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
    surveyed: Surveyor, tmp_path: Path, name: str, content: bytes | None, words: tuple[str, ...]
) -> None:
    path = tmp_path / name
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    refused(surveyed(path), tmp_path, *words)


def test_a_header_without_rows(surveyed: Surveyor, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(SYNTHETIC.read_bytes().split(b"\n")[0] + b"\n")
    found = surveyed(path)
    assert (found.code, found.status, found.problems) == (0, [], [])
    assert found.out.startswith("0 schools surveyed\n")
