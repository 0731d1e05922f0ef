"""`remit fmt`: what the layout is, that it loses nothing, and that what cannot be read stays as it is.

The layout stands in tests/fmt: NAME.in.remit is laid out as NAME.out.remit. To add a case, add its first file and run
`pytest --update`.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest
from diagnostic_cases import Said, remit
from golden import Golden
from hypothesis import given, settings
from hypothesis import strategies as st

from remit.dsl.base.spans import Source
from remit.dsl.fmt import format as fmt
from remit.dsl.fmt.format import format_source, lay_out
from remit.dsl.fmt.printer import WIDTH
from remit.dsl.fmt.proof import fault_of_clause, fault_of_file
from remit.dsl.syntax.concrete import Node, Word, comments, concrete
from remit.dsl.syntax.parse import parse, parse_clause
from remit.dsl.syntax.split import Chunk, split
from remit.files import read_text

ROOT = Path(__file__).parent.parent
PAIRS = sorted((ROOT / "tests" / "fmt").glob("*.in.remit"))
RULES = sorted(path for folder in ("examples", "policy", "tests") for path in (ROOT / folder).rglob("*.remit"))
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "dsl" / "pages").glob("*.md"))]
BLOCK = re.compile(r"^```remit.*\n((?:.*\n)*?)```$", re.MULTILINE)
ODD = {
    "tests/diagnostics/E007/good/rules.remit",  # its lines end early to show that they may
    "tests/diagnostics/E008/bad-encoding/rules.remit",  # not UTF-8
    "tests/diagnostics/E205/bad/rules.remit",  # one line holds all that makes it too large
}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def laid_out(text: str) -> str:
    """A text laid out; its layout must have been proven."""
    result = format_source(Source("rules.remit", text))
    assert not result.kept, result.kept
    return result.text


def only(text: str) -> Chunk:
    (chunk,), strays = split(Source("rules.remit", text))
    assert not strays
    return chunk


# --- the layout ---


@pytest.mark.parametrize("path", PAIRS, ids=name)
def test_layout(path: Path, golden: Golden) -> None:
    text = path.read_text(encoding="utf-8")
    assert ("broken" in path.name) == bool(parse(Source(path.name, text))[1])
    golden(f"fmt/{path.name.replace('.in.', '.out.')}", laid_out(text))


@pytest.mark.parametrize(
    "path", [each for each in RULES if ".in." not in each.name and name(each) not in ODD], ids=name
)
def test_rules_in_the_project_are_laid_out(path: Path) -> None:
    text = read_text(path).text
    assert laid_out(text) == text, f"lay it out: remit fmt {name(path)}"


def test_exceptions_are_odd_indeed() -> None:
    assert {name(each) for each in RULES} >= ODD
    assert all(
        laid_out(text) != text for each in ODD if "encoding" not in each for text in [read_text(ROOT / each).text]
    )


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_rules_on_pages_are_laid_out(page: Path) -> None:
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
        assert laid_out(block) == block.lstrip("\n")


@pytest.mark.parametrize("path", [each for each in RULES if ".out." in each.name or "policy" in each.parts], ids=name)
def test_lines_are_no_longer_than_told(path: Path) -> None:
    readable = "\n".join(chunk.text for chunk in split(read_text(path))[0])
    words = [line.partition(" --")[0] for line in readable.splitlines() if line.count('"') < 2]
    assert max(map(len, words), default=0) <= WIDTH


@pytest.mark.parametrize("text", ["", "  \n\n", "-- only\n\n\n--   comments"])
def test_file_without_clauses(text: str) -> None:
    assert laid_out(text) == ("-- only\n\n--   comments\n" if text.strip() else text)


@pytest.mark.parametrize("word", ["as", "default", "touches", "by", "when", "cite", "one", "better"])
def test_names_may_look_like_keywords(word: str) -> None:
    text = f'gap {word} "?" touches {word} cite 1\n\ndefine {word} for {word} as {word} of it cite 1\n'
    assert parse(Source("r", text))[1] == ()
    assert laid_out(text.replace(" ", "  ")) == text


# --- nothing is lost, whatever the text looked like ---

CLAUSES = [
    chunk
    for path in RULES
    if "policy" in path.parts or (path in PAIRS and "broken" not in path.name)
    for chunk in split(read_text(path))[0]
]
BLANKS = st.sampled_from([" ", "   ", "\t", "\n ", "\n\t", "\n      "])
COMMENTED = st.sampled_from([" ", "\n  ", "\n\n  ", " -- {}\n ", "\n  -- {}\n    ", "\n-- {}\n\n ", " --{}\n --{}\n\t"])


def words(node: Node | Word) -> list[str]:
    return [node.text] if isinstance(node, Word) else [word for each in node.children for word in words(each)]


def scattered(data: st.DataObject, chunk: Chunk, gaps: st.SearchStrategy[str]) -> str:
    """The words of a clause with other gaps between them, comments numbered."""
    text, number = "", 0
    for word in words(concrete(chunk)):
        gap = data.draw(gaps) if text else ""
        while "{}" in gap:
            gap = gap.replace("{}", f'{number} "quoted', 1)
            number += 1
        parts = [word] if word.startswith('"') else word.split()
        text += gap + data.draw(BLANKS).join(parts) if len(parts) > 1 and not word[0].isupper() else gap + word
    return text


@settings(max_examples=50)
@given(st.data())
def test_gaps_make_no_difference(data: st.DataObject) -> None:
    """However the words of a clause stood, they come to stand in the same way."""
    chunk = data.draw(st.sampled_from(CLAUSES))
    bare = " ".join(words(concrete(chunk)))
    assert laid_out(scattered(data, chunk, BLANKS)) == laid_out(bare)


@settings(max_examples=100)
@given(st.data())
def test_comments_and_meaning_stay(data: st.DataObject) -> None:
    """Comments and line breaks at any place: same tree, same words, same comments in order, and stable."""
    chunk = data.draw(st.sampled_from(CLAUSES))
    text = scattered(data, chunk, COMMENTED) + data.draw(st.sampled_from(["", " -- end\n", "\n  -- end\n\n-- next\n"]))
    before, faults = parse(Source("rules.remit", text))
    assert before == (parse_clause(chunk),) and not faults
    new = laid_out(text)
    assert parse(Source("rules.remit", new)) == (before, ())
    assert words(concrete(split(Source("r", new))[0][0])) == [
        each if each.startswith('"') else " ".join(each.split()) for each in words(concrete(chunk))
    ]
    assert [each.text for each in comments(new)] == [each.text for each in comments(text)]
    assert laid_out(new) == new
    assert "\n\n\n" not in new and new.endswith("\n") and not new.startswith("\n")
    assert not any(line != line.rstrip() for line in new.split("\n"))


@settings(max_examples=30)
@given(st.lists(st.sampled_from([*(each.text for each in CLAUSES[::7]), "fact  a:", "stray  b", "-- c", "", "  "])))
def test_files_of_any_clauses(parts: list[str]) -> None:
    """What can be read and what cannot, side by side: proven, stable, and no blank line where there was none."""
    text = "\n".join(parts)
    new = laid_out(text)
    assert laid_out(new) == new
    assert parse(Source("r", new))[0] == parse(Source("r", text))[0]
    if "\n\n" not in text and "\n  \n" not in text:
        assert "\n\n" not in new


# --- what cannot be read, and what cannot be proven ---


def test_broken_clauses_stay_byte_for_byte() -> None:
    text = read_text(ROOT / "tests" / "fmt" / "broken.in.remit").text
    result = format_source(Source("broken.remit", text))
    assert [each.code for each in result.diagnostics] == ["E002", "E001", "E004", "E005"]
    for keyword in ("define", "rule", "stray", "decide"):
        start = text.index(f"\n{keyword}")
        end = text.index("\n\n", start) if keyword == "rule" else text.index("\nrule") if keyword == "define" else None
        piece = text[start:end] if keyword != "stray" else text[start : text.index("fact   third")]
        assert piece in result.text
    assert "fact   " not in result.text


OLD = 'define a "b" for c as\n  (d of it) -- e\n  cite 1'


@pytest.mark.parametrize(
    ("new", "why"),
    [
        (OLD.replace("(d of it)", "d of it"), "bracket"),
        (OLD.replace('"b"', '"b "'), "word"),
        (OLD.replace("-- e", "-- f"), "comment"),
        (OLD.replace("-- e", ""), "comment"),
        (OLD.replace("  cite", "cite"), "one clause"),
        (OLD + "\n\nfact a: b", "one clause"),
        (OLD.replace("d of it", "d o fit"), "read"),
        (OLD.replace("\n  cite", "\n    cite"), "change again"),
    ],
)
def test_proof_refuses(new: str, why: str) -> None:
    assert why in fault_of_clause(only(OLD), new, lay_out)


def test_proof_refuses_another_meaning() -> None:
    """Without its gap, a comment apart, `or better` would be one word."""
    old = "define a for b as c of it is d or -- e\n  better cite 1"
    assert "mean" in fault_of_clause(only(old), "define a for b as c of it is d or better -- e\n  cite 1", lay_out)


def test_proof_of_a_file_refuses() -> None:
    old = Source("r", "fact a: b\n\n-- c\nfact d: e\n")
    assert "mean" in fault_of_file(old, "fact a: b\n-- c\n", lambda source: source.text)
    assert "comment" in fault_of_file(old, "fact a: b\nfact d: e\n", lambda source: source.text)
    assert "again" in fault_of_file(old, old.text, lambda source: source.text + "\n")
    assert "otherwise" in fault_of_file(old, old.text + "stray\n", lambda source: source.text)
    assert fault_of_file(old, old.text, lambda source: source.text) == ""


def test_what_is_not_proven_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def faulty(chunk: Chunk) -> str:
        return lay_out(chunk).replace("e2", "e1")

    monkeypatch.setattr(fmt, "lay_out", faulty)
    path = tmp_path / "r.remit"
    path.write_text("fact  e1:t\nfact  e2:t\n", encoding="utf-8")
    said = remit(["fmt", str(path)], capsys)
    assert said.code == 3 and "r.remit:2:1: left as it is" in said.text and "report" in said.text
    assert path.read_text(encoding="utf-8") == "fact e1: t\nfact  e2:t\n"


# --- the command ---


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "bad.remit").write_bytes(b"fact  a:b\n")
    (tmp_path / "sub" / "good.remit").write_bytes(b"fact a: b\n")
    (tmp_path / "sub" / "other.txt").write_bytes(b"fact  a:b\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_writes_what_changes_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    times = {each: each.stat().st_mtime_ns for each in (folder / "sub").iterdir()}
    assert remit(["fmt", ".", "bad.remit"], capsys) == Said("laid out bad.remit\n", 0)
    assert (folder / "bad.remit").read_bytes() == b"fact a: b\n"
    assert times == {each: each.stat().st_mtime_ns for each in (folder / "sub").iterdir()}
    assert remit(["fmt", "."], capsys) == Said("", 0)


def test_check_and_diff_write_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shown = "--- bad.remit\n+++ bad.remit (laid out)\n@@ -1 +1 @@\n-fact  a:b\n+fact a: b\n"
    assert remit(["fmt", "--check", "."], capsys) == Said("bad.remit would change\n", 1)
    assert remit(["fmt", "--check", "sub"], capsys) == Said("", 0)
    assert remit(["fmt", "--diff", "."], capsys) == Said(shown, 0)
    assert remit(["fmt", "--diff", "--check", "."], capsys) == Said(shown, 1)
    assert (folder / "bad.remit").read_bytes() == b"fact  a:b\n"


def test_line_ends_and_mark_stay(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "bad.remit").write_bytes(b"\xef\xbb\xbffact  a:b\r\n\r\n\r\nfact  c:\r\n")
    said = remit(["fmt", "bad.remit"], capsys)
    assert said.code == 1 and "E007" in said.text and "left as it is" in said.text
    assert (folder / "bad.remit").read_bytes() == b"\xef\xbb\xbffact a: b\r\n\r\nfact  c:\r\n"


def test_unreadable_files_do_not_stop_the_others(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.remit").write_bytes(b"caf\xe9\n")
    (folder / "empty").mkdir()
    said = remit(["fmt", "nowhere.remit", "empty", "."], capsys)
    assert said.code == 2 and "no file nowhere.remit" in said.text and "holds no rules file" in said.text
    assert "E008" in said.text and "laid out bad.remit" in said.text


@pytest.mark.parametrize(
    ("options", "data", "out", "code"),
    [
        ([], b"fact  a:b", b"fact a: b\n", 0),
        ([], b"fact  a:", b"fact  a:", 1),
        (["--check"], b"fact  a:b", b"standard input would change\n", 1),
        (["--diff"], b"fact a: b", b"@@ -1 +1 @@\n-fact a: b\n\\ No newline at end of file\n+fact a: b\n", 0),
        ([], b"\xff", b"", 2),
    ],
)
def test_standard_input(
    options: list[str], data: bytes, out: bytes, code: int,
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes],
) -> None:  # fmt: skip
    from remit.cli import main

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    with pytest.raises(SystemExit) as left:
        main(["fmt", *options, "-"])
    assert left.value.code == code
    printed = capfdbinary.readouterr().out
    assert printed.endswith(out) and (out or not printed)


def test_standard_input_stands_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert remit(["fmt", "-", "x"], capsys).code == 2
