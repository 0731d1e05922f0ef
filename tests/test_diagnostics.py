"""Every diagnostic has a page, cases that raise it where they say so, and near misses that do not.

The cases are files: see diagnostic_cases.py, which also says how to add one.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from diagnostic_cases import (
    HOME,
    Place,
    Said,
    cases,
    default_command,
    files_shown,
    lay_out,
    marks,
    name_of,
    placed,
    remit,
    run_case,
)
from golden import Golden

from remit.dsl.base.codes import CODES
from remit.dsl.base.pages import page

PACKAGE = Path(__file__).parent.parent
PARTS = ("What it means", "Why it matters", "Wrong", "Right", "How to mend it")

CASES_TO_COME: set[str] = set()
"""Codes that no diagnostic bears yet, whose cases are still to be written; a code with cases must leave this list."""

ABRIDGED = {"E205"}
"""Pages whose examples are too long to be given in full."""

_BLOCK = re.compile(r"^## (Wrong|Right)\n\n```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LEDGER = b'paragraphs:\n  "1": {gist: One., status: modelled}\n  "2": {gist: Two., status: modelled}\n'


def raised(code: str) -> bool:
    """Whether any source file names the code, other than the register."""
    folders = (PACKAGE / room for room in ("dsl", "engine", "visualise", "src/remit"))
    files = (file for folder in folders for file in folder.rglob("*.py") if file.name != "codes.py")
    return any(f'"{code}"' in file.read_text(encoding="utf-8") for file in files)


@pytest.mark.parametrize("code", [code for code in CODES if code not in CASES_TO_COME])
def test_code_is_raised_somewhere(code: str) -> None:
    assert raised(code)


def test_codes_without_cases_have_none() -> None:
    assert not {case.parent.name for case in (*cases("bad"), *cases("good"))} & CASES_TO_COME


@pytest.mark.parametrize("code", [code for code in CODES if code not in CASES_TO_COME])
def test_code_has_cases(code: str) -> None:
    of_this_code = [case for case in cases("bad") if case.parent.name == code]
    assert any(found == code for case in of_this_code for _, _, found in marks(case)), "no bad case raises it"
    assert any(case.parent.name == code for case in cases("good")), "there is no good case"


def test_every_case_belongs_to_a_code() -> None:
    folders = {each.name for each in HOME.iterdir() if each.is_dir()}
    assert folders <= set(CODES)
    sorts = {case for folder in folders for case in (HOME / folder).iterdir()}
    assert sorts == {*cases("bad"), *cases("good")}


@pytest.mark.parametrize("case", cases("bad"), ids=name_of)
def test_bad_case_is_told_where_it_says(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], golden: Golden
) -> None:
    said = run_case(case, tmp_path, monkeypatch, capsys)
    assert said.findings == marks(case), f"found and marked differ\n{said.text}"
    assert said.code in ((0,) if "error" not in said.text else (1, 2))
    golden(case / "expected.txt", said.text)


@pytest.mark.parametrize("case", cases("good"), ids=name_of)
def test_good_case_gives_no_finding(
    case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = run_case(case, tmp_path, monkeypatch, capsys)
    assert (said.findings, said.code) == ([], 0), said.text


# --- the pages ---


@pytest.mark.parametrize("code", CODES)
def test_page_is_whole(code: str) -> None:
    text = page(code)
    assert text.startswith(f"# {code}: {CODES[code]}\n")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == list(PARTS)
    sections = re.split(r"^## .*$", text, flags=re.MULTILINE)[1:]
    assert all(section.strip() for section in sections), "a part is empty"
    assert [sort for sort, _, _ in _BLOCK.findall(text)] == ["Wrong", "Right"]
    assert len(text.splitlines()) <= 50
    assert max(map(len, text.splitlines())) <= 110


def test_there_are_no_other_pages() -> None:
    assert {each.stem for each in (PACKAGE / "dsl" / "pages").glob("*.md")} == set(CODES)


def test_unknown_code_has_no_page() -> None:
    with pytest.raises(KeyError):
        page("E999")


@pytest.mark.parametrize("code", ["E101", "e101"])
def test_help_prints_the_page(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = remit(["help", code], capsys)
    assert (said.text, said.code) == (page("E101"), 0)


def test_help_offers_a_near_code(capsys: pytest.CaptureFixture[str]) -> None:
    said = remit(["help", "E1010"], capsys)
    assert said.code == 2
    assert "Did you mean 'E101'" in said.text


@pytest.mark.parametrize("sort", ["Wrong", "Right"])
@pytest.mark.parametrize("code", [code for code in CODES if code not in CASES_TO_COME | ABRIDGED])
def test_example_does_what_its_page_says(
    code: str, sort: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    language, text = next((language, text) for found, language, text in _BLOCK.findall(page(code)) if found == sort)
    monkeypatch.chdir(tmp_path)
    said = run_example(language, text, capsys)
    # What an example leaves out may well be what uses a name in it, or cites a paragraph.
    codes = {found for _, _, found in said.findings} - ({"E207", "E221"} - {code})
    assert codes == ({code} if sort == "Wrong" else set()), said.text


def run_example(language: str, text: str, capsys: pytest.CaptureFixture[str]) -> Said:
    """What remit says about an example, laid out in the present folder."""
    files = {"ledger.yaml": _LEDGER}
    match language:
        case "remit":
            files["rules.remit"] = text.encode()
        case "yaml":
            named = re.match(r"# (\S+)\n", text)
            assert named, "the first line of a YAML example names its file"
            files[named.group(1)] = text.encode()
            if named.group(1) == "mapping.yaml":
                files["table.csv"] = b"URN,School name,Quality of education,Inspected\n900001,Quillmere,2,2025-01-15\n"
        case "text":
            files |= files_shown(text)
        case "csv":
            files["table.csv"] = text.encode()
        case _:
            files["case.yaml"] = b'subject: {urn: "900001"}\n'
            files["rules.remit"] = b"lifecycle standing\n  state fine initial\n"
    lay_out(files, Path())
    if language != "console":
        return remit(default_command(set(files)), capsys)
    first, *shown = text.splitlines()
    said = remit(first.removeprefix("$ remit ").split(), capsys)
    assert set(shown) <= set(said.text.splitlines()), said.text
    return said


# --- the tests of these tests ---


def test_marks_are_read(tmp_path: Path) -> None:
    (tmp_path / "rules.remit").write_text('fact a "E101": b -- E101 E102\n-- E103 is spoken of\n', encoding="utf-8")
    (tmp_path / "scenarios.yaml").write_text("a: b\nc: d # E302\n", encoding="utf-8")
    (tmp_path / "command.txt").write_text("check x # E602\n", encoding="utf-8")
    (tmp_path / "marks.txt").write_text("other.remit:1 E008\n", encoding="utf-8")
    expected: list[Place] = [
        ("", 0, "E602"),
        ("other.remit", 1, "E008"),
        ("rules.remit", 1, "E101"),
        ("rules.remit", 1, "E102"),
        (placed("scenarios.yaml"), 2, "E302"),
    ]
    assert marks(tmp_path) == expected


def test_findings_are_read() -> None:
    text = "a.remit:3:7: error E101: there\n  b.remit:1:1: it\nerror E602: no\nx:1:2: warning E207: y\n"
    assert Said(text, 1).findings == [("", 0, "E602"), ("a.remit", 3, "E101"), ("x", 1, "E207")]
