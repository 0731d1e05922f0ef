"""`remit test`: what it prints, the reasons of what does not hold, JUnit's XML, and the exit code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest

from remit.cli import main
from remit.dsl.base.spans import at
from remit.junit import Result, junit_text
from remit.visualise.trials import held_text

MANIFEST = "framework: tiny\nversion: 2024-01-01\ntitle: T\npublisher: P\nsource: S\nin_force: {from: 2024-01-01}\n"

RULES = """
fact closed "Closed": boolean
event visit "Visit" by them
  field safe "Safe": boolean
event call "Call" by them
decide course "Course" for visit in order
  - calls when not safe of it cite 1
  - nothing otherwise cite 2
rule follow_up "Follow up" cite 3
  them must hold call
  for latest visit when course of it is calls
  due by 2 months after date of it cite 3
  except shut when closed cite 4
"""

HOLDS = """  - name: unsafe
    as_of: 2024-02-01
    case: {subject: {urn: "1"}, facts: {closed: no}, events: [{event: visit, date: 2024-01-10, safe: no}]}
    expect: {decisions: {course: calls}, duties: {follow_up: {status: open, latest: 2024-03-10}}}
"""

FAILS = """  - name: shut
    as_of: 2024-02-01
    case: {subject: {urn: "1"}, facts: {closed: yes}, events: [{event: visit, date: 2024-01-10, safe: no}]}
    expect:
      duties:
        follow_up:
          status: open
          cite: ["3"]
"""


def folder(place: Path, *scenarios: str, rules: str = RULES) -> Path:
    """A framework's folder with one file of scenarios."""
    (place / "scenarios").mkdir(parents=True)
    (place / "framework.yaml").write_text(MANIFEST)
    (place / "rules.remit").write_text(rules)
    (place / "scenarios" / "all.yaml").write_text("scenarios:\n" + "".join(scenarios))
    return place


def remit(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Exit code, output and what is told on the side."""
    with pytest.raises(SystemExit) as left:
        main(["test", *map(str, arguments)])
    told = capsys.readouterr()
    return int(left.value.code or 0), told.out, told.err


def test_all_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = remit(capsys, folder(tmp_path / "f", HOLDS))
    assert (code, out, err) == (0, "tiny@2024-01-01: 1 scenario holds, 0 do not\n", "")


def test_what_does_not_hold_is_told_with_its_reasons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = folder(tmp_path / "f", HOLDS, FAILS)
    code, out, _ = remit(capsys, place)
    file = place / "scenarios" / "all.yaml"
    lines = out.splitlines()
    assert code == 1
    assert lines[0] == f"{file}:12:19: shut: duties follow_up status: expected open, found void"
    assert lines[1] == f"{file}:13:17: shut: duties follow_up cite: expected 3, found 4"
    assert lines[2].startswith("    + holds")
    reasons = lines[3:-1]
    assert all(not line or line.startswith("    ") for line in reasons)
    assert any("Follow up: duty 'must' void" in line and "para 4" in line for line in reasons)
    assert any("except shut: released" in line and "rules.remit:13" in line for line in reasons)
    assert not any("Course:" in line for line in reasons), "the reasons of the answer concerned alone"
    assert lines[-1] == "tiny@2024-01-01: 1 scenario holds, 1 does not"


def test_an_answer_that_does_not_arise_has_its_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nothing = FAILS.replace("{event: visit, date: 2024-01-10, safe: no}", "")
    _, out, _ = remit(capsys, folder(tmp_path / "f", nothing))
    assert "does not arise  [para 3; rules.remit:9]\n      - there is no visit\n" in out


def test_what_is_missing_needs_no_reasons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = HOLDS.replace("decisions: {course: calls}", "missing: [closed]")
    code, out, _ = remit(capsys, folder(tmp_path / "f", wrong))
    assert code == 1 and "expected closed, found nothing\ntiny@" in out


def test_coverage_and_mutants_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = remit(capsys, folder(tmp_path / "f", HOLDS), "--coverage", "--mutate")
    assert code == 0, "survivors alone are no failure"
    assert "  decision rows                    1 of    2   50 %\n" in out
    assert "rules.remit:13:3: exception shut of follow_up never acts (para 4)\n" in out
    assert "rules.remit:13:3: exception shut of follow_up dropped\n" in out
    assert err == "", "progress is for terminals"


def test_scenarios_that_do_not_hold_kill_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = remit(capsys, folder(tmp_path / "f", FAILS), "--mutate")
    assert code == 1 and " mutants: 0 killed, " in out


@pytest.mark.parametrize(("percent", "wanted"), [("0", 0), ("30", 0), ("99.5", 1), ("100", 1)])
def test_fail_under(tmp_path: Path, capsys: pytest.CaptureFixture[str], percent: str, wanted: int) -> None:
    code, out, _ = remit(capsys, folder(tmp_path / "f", HOLDS), "--mutate", "--fail-under", percent)
    assert code == wanted
    assert (f"{percent} % are asked for" in out) is bool(wanted)


def test_fail_under_needs_mutants(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = remit(capsys, folder(tmp_path / "f", HOLDS), "--fail-under", "10")
    assert code == 2 and "--mutate" in err


MANY = """
kind Sort "Sort": day, boarding
fact sort "Sort": Sort constant
fact calm "Calm": boolean
event visit "Visit" by them
event letter "Letter" by them
  contains "always" cite 1
  contains "care" when sort is boarding cite 2
  to home when sort is boarding cite 3
judge profile "Profile": strong, fair by them cite 4
  sign calmness "Calmness" for strong when calm cite 4
  sign seen "Seen" for strong cite 4
lifecycle standing "Standing"
  state fine "Fine" initial cite 7
  state watched "Watched" cite 7
  from fine on visit -> watched cite 7
rule write "Write" cite 5
  them must send letter
  for each visit
  due by 12:30 on 5 days after date of it cite 5
rule cap "Cap" cite 6
  them may hold visit
  repeat at most 1 each calendar_year cite 6
"""

WRONG = """  - name: wrong
    as_of: 2024-02-20
    case:
      subject: {{urn: "1", sort: boarding}}
      events: [{{event: visit, date: 2024-01-10}}, {{event: visit, date: 2024-02-10}}]
    expect:
      {}
"""


@pytest.mark.parametrize(
    ("expect", "wanted"),
    [
        (
            "duties: {write: [{for: 2024-01-11, status: overdue}]}",
            ["duties write for 2024-01-11 status: expected overdue, found nothing",
             "    there is none for 2024-01-11; there are for 2024-01-10, 2024-02-10",
             "    + Write: duty 'must' overdue"],
        ),
        (
            "duties: {write: {for: 2024-02-10, status: overdue, clock: '13:30', latest: 2024-02-16}}",
            ["duties write for 2024-02-10 clock: expected 13:30, found 12:30",
             "duties write for 2024-02-10 latest: expected 2024-02-16, found 2024-02-15"],
        ),
        (
            "powers: {cap: {status: open}}",
            ["powers cap status: expected open, found nothing", "    not among the powers, but among the limits"],
        ),
        (
            "limits: {cap: {count: ['1']}}",
            ["limits cap count: expected 1, found 0",
             "    without 'for' the first is meant, that of 2023-01-01; there are also 2024-01-01",
             "at most 1 each calendar year  [para 6; rules.remit:"],
        ),
        (
            "documents: {letter: {contains: [always], to: [home]}}",
            ["documents letter contains: expected always, found always and care",
             "    + contains 'care': needed, asked: sort is boarding  [para 2; rules.remit:8]"],
        ),
        (
            "documents: {letter: {contains: [always, cart]}}",
            ["    'cart' is none of its parts. Did you mean 'care'?", "    + contains 'care': needed"],
        ),
        (
            "judgements: {profile: {value: strong, calmness: yes, seen: no}}",
            ["judgements profile value: expected strong, found nothing",
             "    profile: not given by the case, for them to judge  [para 4; rules.remit:10]",
             "    ? Calmness: not known, asked: calm  [para 4; rules.remit:11]",
             "    ? Seen: not known, for somebody to look at  [para 4; rules.remit:12]"],
        ),
        (
            "findings: []",
            ["findings: expected nothing, found standing", "    standing: the visit"],
        ),
    ],
)  # fmt: skip
def test_each_part_is_told_with_what_it_rests_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], expect: str, wanted: list[str]
) -> None:
    code, out, _ = remit(capsys, folder(tmp_path / "f", WRONG.format(expect), rules=MANY))
    assert code == 1
    for words in wanted:
        assert words in out, out


def test_a_document_that_nothing_asks_for_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = WRONG.format("documents: {letter: {contains: [always]}}")
    events = "[{event: visit, date: 2024-01-10}, {event: visit, date: 2024-02-10}]"
    _, out, _ = remit(capsys, folder(tmp_path / "f", text.replace(events, "[]"), rules=MANY))
    assert "expected always, found nothing\n    no rule asks for it now, and none was met: write\n" in out


def test_a_vocabulary_cannot_be_tested(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "vocabulary.yaml").write_text("vocabulary: words\nversion: 2024-01-01\ntitle: T\n")
    (tmp_path / "words" / "words.remit").write_text('kind Sort "Sort": day, boarding\n')
    code, out, err = remit(capsys, tmp_path / "words")
    assert code == 2 and "holds a vocabulary, and no framework" in out + err and "Name a framework" in out + err


def test_numbers_agree_with_their_words() -> None:
    assert [held_text(1, 0), held_text(2, 1), held_text(0, 2), held_text(0, 0)] == [
        "1 scenario holds, 0 do not",
        "2 scenarios hold, 1 does not",
        "0 scenarios hold, 2 do not",
        "no scenarios",
    ]


def test_scenarios_that_cannot_be_read_are_counted_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = remit(capsys, folder(tmp_path / "f", HOLDS, FAILS.replace("closed: yes", "closed: perhaps")))
    told = "tiny@2024-01-01: 1 scenario holds, 0 do not, and others could not be read: 1 error; `remit help CODE` "
    assert code == 1 and out.endswith(told + "explains a code\n")
    code, out, _ = remit(capsys, folder(tmp_path / "g", HOLDS.replace("  - name", "- - name")))
    assert code == 1 and "tiny@2024-01-01: the scenarios could not be read: 1 error" in out


def test_two_of_one_name_are_told_and_both_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "out.xml"
    code, out, _ = remit(capsys, folder(tmp_path / "f", HOLDS, HOLDS), "--junit", file)
    assert code == 0 and "warning E507" in out and out.endswith("tiny@2024-01-01: 2 scenarios hold, 0 do not\n")
    assert ElementTree.fromstring(file.read_text(encoding="utf-8")).attrib["errors"] == "0"


@pytest.mark.parametrize("command", ["check", "test"])
def test_without_a_name_the_framework_of_the_folder_is_meant(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder(tmp_path / "f", FAILS, rules=RULES.replace("them must", "others must")))
    with pytest.raises(SystemExit) as left:
        main([command])
    out, err = capsys.readouterr()
    assert left.value.code != 0 and "E104" in out + err and "policy/" not in out + err
    assert err.startswith("no framework is named: this is about the one in this folder\n")


def test_without_a_name_elsewhere_those_that_ship_are_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("remit.files.versions", lambda: iter([("tiny", "2024-01-01", folder(tmp_path / "f", HOLDS))]))
    code, out, err = remit(capsys)
    assert (code, out) == (0, "tiny@2024-01-01: 1 scenario holds, 0 do not\n")
    assert err == "no framework is named: this is about those that ship with remit\n"


def test_junit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "out.xml"
    broken = "  - name: broken\n    as_of: never\n    case: {subject: {urn: '1'}}\n    expect: {}\n"
    place = folder(tmp_path / "f", HOLDS, FAILS, broken)
    code, _, _ = remit(capsys, place, "--junit", file)
    root = ElementTree.fromstring(file.read_text(encoding="utf-8"))
    assert code == 1
    assert root.attrib == {"tests": "3", "failures": "1", "errors": "1"}
    (suite,) = root
    assert suite.attrib == {"name": "tiny@2024-01-01", "tests": "3", "failures": "1", "errors": "1"}
    cases = {each.attrib["name"]: each for each in suite}
    assert not list(cases["unsafe"])
    assert (cases["shut"].attrib["file"], cases["shut"].attrib["line"]) == (str(place / "scenarios" / "all.yaml"), "6")
    (failure,) = cases["shut"]
    assert failure.tag == "failure" and "expected open, found void" in failure.attrib["message"]
    assert "except shut: released" in (failure.text or "")
    assert [each.tag for case in suite for each in case] == ["error", "failure"]


def test_junit_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = remit(capsys, folder(tmp_path / "f", HOLDS), "--junit", tmp_path / "nowhere" / "out.xml")
    assert code == 2 and "E603" in err


def test_junit_text_is_always_xml() -> None:
    nasty: Sequence[Result] = [
        Result("a\0\x1b<&\"'\ud800\ufffe", at("f\0.yaml", 3), "]]>\x07\n\U0001f600", fault=False)
    ]
    (suite,) = ElementTree.fromstring(junit_text([("t\x01", nasty)]).encode("utf-8"))
    (case,) = suite
    assert case.attrib["name"] == "a\ufffd\ufffd<&\"'\ufffd\ufffd"
    assert case[0].text == "]]>\ufffd\n\U0001f600"
    assert ElementTree.fromstring(junit_text([])).attrib["tests"] == "0"
