"""Two frameworks side by side: the schools whose outcome differs, and folders at revisions of a repository."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from compared_frameworks import VISITS, called_otherwise, read
from support import ROOT, case, framework

from remit.cli import main
from remit.comparing import compared
from remit.dsl import ir
from remit.dsl.base.diagnostics import Refused
from remit.dsl.base.spans import Source
from remit.engine.compare.comparing import compare
from remit.engine.compare.whose import survey_of, whose
from remit.engine.evaluate import evaluate
from remit.engine.groups import compile_groups
from remit.engine.intake.cases import read_case
from remit.engine.mutate import mutants
from remit.engine.outcome import Outcome
from remit.pipeline import load_case
from remit.visualise.compared.blocks import Tally
from remit.visualise.compared.whose import whose_blocks

# Whose outcome differs


def asked_of(*options: str) -> dict[str, Any]:
    """What is told of schools, as data."""
    with contextlib.redirect_stdout(io.StringIO()) as out, pytest.raises(SystemExit) as left:
        main(["diff", "before", "after", "--as-of", "2024-12-31", "--json", *options])
    assert left.value.code == 0
    found: dict[str, Any] = json.loads(out.getvalue())["whose"]
    return found


def test_a_table_and_its_schools_one_by_one_differ_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / VISITS)
    table = asked_of("--data", "schools.csv", "--complete-until", "2024-12-31", "--every-clause")
    cases = asked_of("--cases", "cases")
    assert table == cases
    assert (table["schools"], table["differ"]) == (5, 4)


def test_what_columns_cannot_tell_is_left_out_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second version waits for a lapse here, so where its schools stand is asked one by one."""
    shutil.copytree(ROOT / VISITS, tmp_path / "visits")
    monkeypatch.chdir(tmp_path / "visits")
    rules = Path("after/rules.remit")
    text = rules.read_text(encoding="utf-8")
    lapsed = text.replace("at 12 months after start of followed in standing", "on lapse of first_visit")
    assert lapsed != text
    rules.write_text(lapsed, encoding="utf-8")
    monkeypatch.setattr("remit.engine.bulk.survey.MOST_ALONE", 0)
    with pytest.raises(SystemExit):
        main(["diff", "before", "after", "--data", "schools.csv", "--as-of", "2024-12-31", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert {each["name"] for each in found["whose"]["answers"]} == {"programme", "first_visit", "write"}
    assert any("left out for the schools of the table: standing;" in each for each in found["notes"])


def test_whose_outcome_differs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / VISITS)
    found = asked_of("--cases", "cases")
    (programme,) = (each for each in found["answers"] if each["name"] == "programme")
    (move,) = programme["moves"]
    assert (move["before"]["possible"], move["after"]["possible"], move["schools"]) == (["loose"], ["none"], 1)
    (birchwood,) = (each for each in found["listed"] if each["urn"] == "900002")
    assert "programme (decision)" in birchwood["answers"]
    assert found["because"]["programme"] == ["definition.wanting.when"]
    assert found["because"]["first_visit"] == [
        "definition.wanting.when",
        "parameter.first_latest.value",
        "rule.first_visit.modality",
    ]


def test_each_change_is_tried_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the first visits one goes with the definition alone; for the others time and strength differ together."""
    monkeypatch.chdir(ROOT / VISITS)
    tried = asked_of("--cases", "cases")["tried"]
    assert tried["programme"] == {
        "alone": [{"change": "definition.wanting.when", "schools": 1}],
        "moves": [], "still": [], "untried": [], "schools": 1, "differing": 1,
    }  # fmt: skip
    assert tried["first_visit"] == {
        "alone": [{"change": "definition.wanting.when", "schools": 1}],
        "moves": ["parameter.first_latest.value", "rule.first_visit.modality"],
        "still": [], "untried": [], "schools": 4, "differing": 4,
    }  # fmt: skip
    standing = tried["standing"]
    assert standing["alone"] == [{"change": "definition.wanting.when", "schools": 1}]
    assert standing["untried"] == [
        "lifecycle.standing.state-handed_over.added",
        "lifecycle.standing.to-handed_over.added",
    ]  # 'Watched' is read by rules, and the states are others


def test_a_single_edit_makes_the_difference_alone() -> None:
    """What differs where one thing was edited differs because of that, or the edit cannot be tried by itself."""
    before, day = read(ROOT / VISITS / "before"), dt.date(2024, 12, 31)
    cases = [load_case(file, before) for file in sorted((ROOT / VISITS / "cases").glob("*.yaml"))]
    first = survey_of(before, [evaluate(compile_groups(before), each, day, turns=False) for each in cases])
    tried = 0
    for mutant in mutants(before)[::3]:
        outcomes = [evaluate(compile_groups(mutant.framework), each, day, turns=False) for each in cases]
        comparison = compare(before, mutant.framework)
        found = whose(comparison, (first, survey_of(mutant.framework, outcomes)), day, cases.__getitem__)
        for each in found.causes.values():
            tried += bool(each.alone)
            assert not each.moves and not each.still, [change.id for change in comparison.changes]
            assert all(number == each.schools for _, number in each.alone)
    assert tried > 5


TWO = """\
fact a "A": boolean
fact b "B": boolean
event visit "Visit" by office
define first "First" as a cite 1
define second "Second" as b cite 2
rule go "Go" cite 3
  office must make visit
  while first {joined} second
"""


@pytest.mark.parametrize(
    ("joined", "alone", "still"),
    [
        ("or", (), ("definition.first.when", "definition.second.when")),
        ("and", (("definition.first.when", 1), ("definition.second.when", 1)), ()),
    ],
)
def test_several_alone_and_none_alone(joined: str, alone: tuple[tuple[str, int], ...], still: tuple[str, ...]) -> None:
    """Both definitions are turned about: of 'and' each ends the duty alone, of 'or' only both together."""
    text = TWO.format(joined=joined)
    before = framework(text, checked=False)
    after = framework(text.replace("as a", "as not a").replace("as b", "as not b"), checked=False)
    school = case("subject: {urn: '1'}\nfacts: {a: yes, b: yes}\nevents: []\n", before.framework)
    day = dt.date(2024, 6, 1)
    outcomes = [evaluate(each, school, day, turns=False) for each in (before, after)]
    surveys = survey_of(before.framework, outcomes[:1]), survey_of(after.framework, outcomes[1:])
    found = whose(compare(before.framework, after.framework), surveys, day, [school].__getitem__)
    (tried,) = found.causes.values()
    assert (tried.alone, tried.moves, tried.still, tried.untried) == (alone, (), still, ())
    told = " ".join(each.why for each in whose_blocks(found) if isinstance(each, Tally))
    assert ("each of them alone" in told) is bool(alone)
    assert ("no change alone makes the difference" in told) is not bool(alone)


def test_where_many_changes_reach_an_answer_none_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT / VISITS)
    monkeypatch.setattr("remit.engine.compare.causes.MOST", 2)
    tried = asked_of("--cases", "cases")["tried"]
    assert len(tried["first_visit"]["untried"]) == 3 and tried["programme"]["alone"]


def test_other_names_alone_change_nobodys_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    before = read(VISITS / "before")
    after = called_otherwise(before)
    comparison = compare(before, after)
    files = sorted((VISITS / "cases").glob("*.yaml"))
    cases = [load_case(file, before) for file in files]
    outcomes = [evaluate(compile_groups(before), each, dt.date(2024, 12, 31), turns=False) for each in cases]
    # The same cases in the other names: read from the first framework's cases, answered by the second.
    first = survey_of(before, outcomes)
    again = survey_of(after, [in_other_names(file, before, after) for file in files])
    assert not whose(comparison, (first, again), dt.date(2024, 12, 31), cases.__getitem__).found.differs.any()


def in_other_names(file: Path, before: ir.Framework, after: ir.Framework) -> Outcome:
    """The answer under the renamed framework, for the case with its names replaced as well."""
    text = file.read_text(encoding="utf-8")
    text = re.sub(r"\b(kind|small|inspection)\b(?=[:,])", r"\1_x", text)
    text = re.sub(r"\b(ended|published|grade|aided|free|good|fair|poor)\b", r"\1_y", text)
    case, faults = read_case(Source(file.name, text), after)
    assert case is not None, faults
    return evaluate(compile_groups(after), case, dt.date(2024, 12, 31), turns=False)


def test_schools_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(ROOT / VISITS)
    output = tmp_path / "schools.csv"
    asked_of("--data", "schools.csv", "--complete-until", "2024-12-31", "--schools", str(output))
    lines = output.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 6 and lines[0].startswith("row,urn,name,differs,")
    assert "programme (decision)" in lines[2]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--data", "schools.csv", "--cases", "cases"), "Give one of them"),
        (("--mapping", "table"), "--mapping goes with --data"),
        (("--as-of", "2024-12-31"), "--as-of goes with"),
        (("-o", "out.doc"), "not a form of a comparison"),
        (("--json", "--format", "html"), "Give one of them"),
    ],
)
def test_options_that_do_not_go_together(
    options: tuple[str, ...], words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT / VISITS)
    with pytest.raises(SystemExit) as left:
        main(["diff", "before", "after", *options])
    assert left.value.code == 2
    assert words in capsys.readouterr().err


# Revisions


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the two states of one framework, the second in the work tree."""
    for name, value in (("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1")):
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "policy" / "visits"
    git = ("git", "-c", "user.name=a", "-c", "user.email=a@b.c")
    subprocess.run([*git, "init", "-q", "."], check=True)
    copy(ROOT / VISITS / "before", folder)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "one"], check=True)
    text = (folder / "rules.remit").read_text(encoding="utf-8")
    (folder / "rules.remit").write_text(text.replace("= 9 months", "= 8 months"), encoding="utf-8")
    return folder


def copy(source: Path, target: Path) -> None:
    target.mkdir(parents=True)
    for file in (each for each in source.iterdir() if each.is_file()):
        (target / file.name).write_bytes(file.read_bytes())


def test_a_folder_against_its_revision(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["diff", "policy/visits@HEAD", "--json"])
    assert left.value.code == 0
    (change,) = json.loads(capsys.readouterr().out)["changes"]
    assert change["id"] == "parameter.first_latest.value"
    assert change["before"]["place"] == "HEAD:policy/visits/rules.remit:34"
    assert change["after"]["place"] == "policy/visits/rules.remit:34"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("policy/visits@nowhere", "Git knows no revision 'nowhere'"),
        ("policy/visits@--help", "Git knows no revision '--help'"),
        ("./nothing/there@HEAD", "has no folder './nothing/there'"),
    ],
)
def test_a_revision_that_is_not_there(asked: str, words: str, repository: Path) -> None:
    with pytest.raises(Refused, match="E611") as refused:
        compared(asked, "policy/visits", None, ())
    assert words in str(refused.value)


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    copy(ROOT / VISITS / "before", tmp_path / "visits")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Refused, match="lies in no Git repository"):
        compared("visits@HEAD", "visits", None, ())


def test_no_git(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Refused, match="Git is not installed"):
        compared("policy/visits@HEAD", "policy/visits", None, ())
