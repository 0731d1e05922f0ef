"""What `remit check` finds, as data for other programs, and what it reads to find it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from diagnostic_cases import HOME, lay_out
from test_bad_input import RULE, Left, remit

from remit import __version__, files
from remit.dsl.base.codes import CODES
from remit.dsl.base.diagnostics import Diagnostic, Severity
from remit.dsl.base.formats import as_github, as_json, as_sarif, uri
from remit.dsl.base.spans import Position, Span, at

WRONG = RULE.replace("monitoring_inspection", "monitorng_inspection")
PLACED = Diagnostic(
    "E102", "the name 'a' is 100% taken", at("sub/r u.remit", 3, 5, 4), "Take:\nanother, or none.",
    also=((at("other.remit", 7, 1, 2), "it is defined here"),),
)  # fmt: skip
UNPLACED = Diagnostic("E602", "there is none", severity=Severity.WARNING)
LONG = Diagnostic("E003", "not closed", Span("C:\\x,y:z.remit", Position(2, 4), Position(5, 1)))

Sample = Callable[..., Left]


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sample:
    """Runs `check .` in the folder of a small framework with these files."""

    def run(given: dict[str, str], *arguments: str) -> Left:
        lay_out({name: text.encode() for name, text in given.items()}, tmp_path)
        monkeypatch.chdir(tmp_path)
        return remit("check", ".", *arguments)

    return run


# --- the formats ---


def test_json_has_everything() -> None:
    placed, unplaced = json.loads(as_json((PLACED, UNPLACED)))
    assert placed == {
        "code": "E102",
        "title": CODES["E102"],
        "severity": "error",
        "message": PLACED.message,
        "hint": PLACED.hint,
        "file": "sub/r u.remit",
        "line": 3,
        "column": 5,
        "end": {"line": 3, "column": 9},
        "also": [
            {
                "message": "it is defined here",
                "file": "other.remit",
                "line": 7,
                "column": 1,
                "end": {"line": 7, "column": 3},
            }
        ],
    }
    assert {unplaced[key] for key in ("file", "line", "column", "end", "hint")} == {None}
    assert unplaced["severity"] == "warning"
    assert json.loads(as_json(())) == []


def test_github_escapes_what_its_runners_read() -> None:
    lines = as_github((PLACED, UNPLACED, LONG)).split("\n")
    assert lines == [
        "::error file=sub/r u.remit,line=3,col=5,endColumn=8,title=E102::the name 'a' is 100%25 taken%0A"
        "Take:%0Aanother, or none.",
        "::warning title=E602::there is none",
        "::error file=C%3A/x%2Cy%3Az.remit,line=2,endLine=5,title=E003::not closed",
        "",
    ]
    assert as_github(()) == ""


@pytest.mark.parametrize("text", ["a\nb", "a\r\nb", "::error::x", "%0A", "a,b:c=d"])
def test_github_keeps_one_finding_on_one_line(text: str) -> None:
    told = as_github((Diagnostic("E602", text, at(text)),))
    assert told.count("\n") == 1 and "\r" not in told and told.endswith("\n")
    found = re.fullmatch(r"::error file=([^,:]*),line=1,col=1,endColumn=1,title=E602::(.*)\n", told)
    assert found
    unescaped = [re.sub(r"%(..)", lambda each: chr(int(each[1], 16)), group) for group in found.groups()]
    assert unescaped == [text, text]


def test_sarif_has_the_essentials() -> None:
    log = json.loads(as_sarif((PLACED, UNPLACED, LONG), "1.2.3", "/work"))
    sound(log)
    (run,) = log["runs"]
    assert run["tool"]["driver"]["semanticVersion"] == "1.2.3"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == list(CODES)
    placed, unplaced, long = run["results"]
    assert placed["message"]["text"] == "the name 'a' is 100% taken. Take:\nanother, or none."
    (location,) = placed["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "sub/r%20u.remit"},
        "region": {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 9},
    }
    (related,) = placed["relatedLocations"]
    assert related["message"]["text"] == "it is defined here"
    assert unplaced["locations"] == [] and unplaced["level"] == "warning"
    assert long["locations"][0]["physicalLocation"]["region"]["endLine"] == 5
    sound(json.loads(as_sarif((), "1.2.3")))


def sound(log: dict[str, Any]) -> None:
    """What the schema of SARIF 2.1.0 asks of the parts that remit writes."""
    assert log["version"] == "2.1.0" and log["$schema"].startswith("https://") and set(log) <= {
        "$schema", "version", "runs"
    }  # fmt: skip
    for run in log["runs"]:
        assert set(run) <= {"tool", "results", "columnKind"}
        assert run["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
        rules = run["tool"]["driver"]["rules"]
        assert run["tool"]["driver"]["name"]
        for rule in rules:
            assert set(rule) <= {"id", "shortDescription", "help", "defaultConfiguration"}
            assert rule["shortDescription"]["text"] and rule["help"]["text"].startswith(f"# {rule['id']}")
        assert len({rule["id"] for rule in rules}) == len(rules)
        for result in run["results"]:
            assert set(result) <= {"ruleId", "ruleIndex", "level", "message", "locations", "relatedLocations"}
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
            assert result["level"] in ("none", "note", "warning", "error")
            assert result["message"]["text"]
            for location in (*result["locations"], *result.get("relatedLocations", ())):
                assert set(location) <= {"id", "physicalLocation", "message"}
                place = location["physicalLocation"]
                assert re.fullmatch(r"[A-Za-z0-9._~/%:-]+", place["artifactLocation"]["uri"])
                assert all(isinstance(each, int) and each >= 1 for each in place["region"].values())


@pytest.mark.parametrize(
    ("label", "told"),
    [
        ("rules.remit", "rules.remit"),
        ("./a/b.remit", "a/b.remit"),
        ("/home/ann/here/a b.remit", "a%20b.remit"),
        ("/home/ann/hereafter/a.remit", "file:///home/ann/hereafter/a.remit"),
        ("sub\\r.remit", "sub/r.remit"),
        ("C:\\x\\r.remit", "file:///C:/x/r.remit"),
        ("caf\u00e9#1.remit", "caf%C3%A9%231.remit"),
        ("a:b.remit", "a%3Ab.remit"),
    ],
)
def test_files_are_named_from_here(label: str, told: str) -> None:
    assert uri(label, "/home/ann/here") == told


# --- the command ---


@pytest.mark.parametrize("form", ["json", "sarif", "github"])
def test_standard_output_holds_the_data_alone(sample: Sample, form: str) -> None:
    left = sample({"rules.remit": WRONG}, "--format", form)
    assert left.code == 1
    assert left.err == "framework.yaml: 1 error; `remit help CODE` explains a code\n"
    match form:
        case "json":
            (found,) = json.loads(left.out)
            assert (found["code"], found["file"], found["line"]) == ("E101", "rules.remit", 2)
        case "sarif":
            log = json.loads(left.out)
            sound(log)
            (run,) = log["runs"]
            assert run["tool"]["driver"]["semanticVersion"] == __version__
            (result,) = run["results"]
            place = result["locations"][0]["physicalLocation"]
            assert result["ruleId"] == "E101" and place["artifactLocation"]["uri"] == "rules.remit"
        case _:
            assert re.fullmatch(r"::error file=rules\.remit,line=2,col=\d+,endColumn=\d+,title=E101::.+\n", left.out)


@pytest.mark.parametrize(("form", "empty"), [("json", "[]\n"), ("github", ""), ("text", "")])
def test_nothing_found(form: str, empty: str) -> None:
    left = remit("check", "ofsted-schools", "--format", form)
    assert (left.code, left.out) == (0, empty)
    assert left.err == "policy/ofsted-schools/2024-09-16/framework.yaml: no findings\n"


def test_what_cannot_be_read_is_data_too(sample: Sample) -> None:
    left = sample({"rules.remit": "a\0b"}, "--format", "json")
    assert left.code == 2
    assert [(each["code"], each["file"]) for each in json.loads(left.out)] == [("E008", "rules.remit")]
    assert "1 error" in left.err


def test_unknown_format_is_refused() -> None:
    left = remit("check", "--format", "xml")
    assert (left.code, left.out) == (2, "")


# --- what it reads ---


def mapping() -> str:
    return (HOME / "mapping.yaml").read_text(encoding="utf-8")


def test_mappings_are_read(sample: Sample) -> None:
    given = {"rules.remit": RULE, "mappings/a.yaml": mapping(), "mappings/b.yaml": mapping()}
    assert sample(given).code == 0
    given["mappings/b.yaml"] = mapping().replace("graded_inspection", "graded_inspecton")
    left = sample(given)
    assert left.code == 1 and "mappings/b.yaml:" in left.out and "error E403" in left.out
    assert "mappings/a.yaml" not in left.out
    assert left.err.endswith("; `remit help CODE` explains a code\n")
    given["mappings/b.yaml"] = "a\0b"
    left = sample(given)
    assert left.code == 1 and "mappings/b.yaml:1:1: error E008" in left.out


def test_shipped_files_are_named_by_their_place(
    sample: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "shipped", lambda: tmp_path)
    folder = "ours/2024-01-01"
    sample({"rules.remit": RULE})
    for each in [*tmp_path.iterdir()]:
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        if each.is_file():
            each.rename(tmp_path / folder / each.name)
    for part in ("mappings", "scenarios"):
        (tmp_path / folder / part).mkdir()
        (tmp_path / folder / part / "x.yaml").write_text("? [\n", encoding="utf-8")
    found = json.loads(remit("check", "ours@2024-01-01", "--format", "json").out)
    assert {each["file"] for each in found} == {f"policy/{folder}/{part}/x.yaml" for part in ("mappings", "scenarios")}
