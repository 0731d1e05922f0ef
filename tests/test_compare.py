"""Two frameworks side by side: everything that differs is told, once, at its level; and nothing else.

The frameworks in tests/comparing/visits differ in one thing of each sort; what is told of them stands beside them.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import random
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from golden import Golden
from support import ROOT, framework

from remit.cli import main
from remit.comparing import check_concordance, compared
from remit.dsl import ir
from remit.dsl.base.diagnostics import Refused, has_errors
from remit.dsl.base.spans import Source
from remit.dsl.load import load
from remit.engine.compare import plain
from remit.engine.compare.comparing import compare
from remit.engine.compare.found import Change, Ground, Kind, Level, Sort
from remit.engine.compare.matching import KINDS, clauses, parts
from remit.engine.compare.moving import aligned
from remit.engine.compare.naming import Names, renamed
from remit.engine.compare.whose import survey_of, whose
from remit.engine.evaluate import evaluate
from remit.engine.groups import compile_groups
from remit.engine.intake.cases import read_case
from remit.engine.mutate import Kind as Mutated
from remit.engine.mutate import Mutant, mutants
from remit.engine.outcome import Outcome
from remit.files import CONCORDANCE, read_folder, shipped, versions
from remit.pipeline import load_case

VISITS = Path("tests/comparing/visits")
SHIPPED = [path for _, _, path in versions()]

AT_MOST = {Mutated.MODALITY: {Level.OUTCOME, Level.STRENGTH}, Mutated.END: {Level.DEADLINE}}
"""What a change of that kind can change; every other one changes outcomes, days or, where it is equivalent, words."""


def read(path: Path) -> ir.Framework:
    found, diagnostics = load(read_folder(path))
    assert found is not None and not has_errors(diagnostics)
    return found


@pytest.fixture
def visits(monkeypatch: pytest.MonkeyPatch) -> tuple[ir.Framework, ir.Framework]:
    monkeypatch.chdir(ROOT)
    return read(VISITS / "before"), read(VISITS / "after")


def ids(changes: tuple[Change, ...]) -> set[str]:
    return {each.id for each in changes}


def told(before: ir.Framework, after: ir.Framework) -> list[tuple[str, Level]]:
    return [(each.id, each.level) for each in compare(before, after).changes]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_nothing_differs_from_itself(path: Path) -> None:
    found = read(path)
    comparison = compare(found, found)
    assert comparison.changes == () and comparison.unsure == ()
    assert {each.ground for each in comparison.matches} <= {Ground.SAME_ID}


# Names


def called_otherwise(found: ir.Framework) -> ir.Framework:
    """The framework with another name for everything that has one, and a manifest that says so."""
    names = Names()
    for kind in KINDS:
        for name in clauses(found, kind):
            names.clauses[name] = f"{name}_x"
            for part in parts(found, kind, name):
                names.parts[name, part] = f"{part}_y"
    names.actors.update({each: f"{each}_z" for rule in found.rules.values() for each in (rule.actor, rule.verb)})
    declared = [(new, old) for old, new in (*names.clauses.items(), *names.actors.items())]
    declared += [(f"{names.clause(owner)}.{new}", f"{owner}.{old}") for (owner, old), new in names.parts.items()]
    span = found.manifest.span
    manifest = replace(found.manifest, renamed=tuple(ir.Renamed(new, (old,), span) for new, old in declared))
    return replace(renamed(found, names), manifest=manifest)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_renaming_everything_is_wording_alone(path: Path) -> None:
    before = read(path)
    comparison = compare(before, called_otherwise(before))
    assert {each.level for each in comparison.changes} == {Level.WORDING}
    assert {each.sort for each in comparison.changes} == {Sort.CHANGED}
    assert {each.aspect.rpartition(", ")[2] for each in comparison.changes} <= {"name", "names", "verb", "words", "by"}
    back = compare(called_otherwise(before), before)
    assert {each.level for each in back.changes} == {Level.WORDING}


def test_two_names_that_are_exchanged_follow_the_declaration(visits: tuple[ir.Framework, ir.Framework]) -> None:
    before, _ = visits
    swapped = renamed(before, Names({"first_visit": "write", "write": "first_visit"}))
    span = before.manifest.span
    declared = (ir.Renamed("write", ("first_visit",), span), ir.Renamed("first_visit", ("write",), span))
    after = replace(swapped, manifest=replace(before.manifest, renamed=declared))
    assert {each.level for each in compare(before, after).changes} == {Level.WORDING}
    assert any(each.level is Level.OUTCOME for each in compare(before, swapped).changes)


def test_a_new_name_that_is_not_declared_is_found_by_likeness(visits: tuple[ir.Framework, ir.Framework]) -> None:
    before, _ = visits
    after = renamed(before, Names({"first_visit": "initial_call"}))
    comparison = compare(before, after)
    (match,) = (each for each in comparison.matches if each.ground is Ground.SIMILAR)
    assert (match.before, match.after) == ("first_visit", "initial_call") and match.likeness is not None
    assert ids(comparison.changes) == {"rule.first_visit.name"}


def test_what_is_like_several_is_left_alone_and_said(visits: tuple[ir.Framework, ir.Framework]) -> None:
    before, _ = visits
    rule = before.rules["write"]
    twice = {"put_down": replace(rule, name="put_down"), "note_down": replace(rule, name="note_down")}
    others = {name: each for name, each in before.rules.items() if name != "write"}
    comparison = compare(before, replace(before, rules=others | twice))
    (unsure,) = comparison.unsure
    assert (unsure.kind, unsure.name, unsure.candidates) == (Kind.RULE, "write", ("note_down", "put_down"))
    assert {"rule.write.removed", "rule.put_down.added", "rule.note_down.added"} <= ids(comparison.changes)


# Seeded edits


def some_mutants(found: ir.Framework, number: int) -> list[Mutant]:
    every = mutants(found)
    return random.Random(number).sample(every, min(number, len(every)))


@pytest.mark.parametrize("name", ["visits", "ofsted-fe-skills/2013-01-01", "ofsted-interim-visits/2020-09-01"])
def test_each_edit_is_told_once_at_its_level(name: str, visits: tuple[ir.Framework, ir.Framework]) -> None:
    before = visits[0] if name == "visits" else read(shipped() / name)
    for mutant in some_mutants(before, 60 if name != "visits" else 1000):
        (change,) = compare(before, mutant.framework).changes
        expected = AT_MOST.get(mutant.kind, {Level.OUTCOME, Level.DEADLINE, Level.WORDING})
        if mutant.words.startswith("exception"):  # one that makes a rule stricter or milder does no more than that
            expected = expected | {Level.STRENGTH}
        assert change.level in expected, f"{mutant.words}: {change}"


def test_levels_of_edits(visits: tuple[ir.Framework, ir.Framework]) -> None:
    before, _ = visits
    rule = before.rules["first_visit"]
    weaker = replace(rule, modality=replace(rule.modality, softened="usually"))
    forbidden = replace(rule, modality=replace(rule.modality, negated=True))
    state = replace(before.lifecycles["standing"].states[0], name="lost", label="Lost", initial=False)
    standing = before.lifecycles["standing"]
    parameter = before.parameters["first_latest"]
    longer = replace(parameter, offset=replace(parameter.offset, amount=10))
    edits: list[tuple[ir.Framework, list[tuple[str, Level]]]] = [
        (with_rule(before, weaker), [("rule.first_visit.modality", Level.STRENGTH)]),
        (with_rule(before, forbidden), [("rule.first_visit.modality", Level.OUTCOME)]),
        (with_rule(before, replace(rule, window=None)), [("rule.first_visit.window", Level.DEADLINE)]),
        (with_rule(before, replace(rule, when=None)), [("rule.first_visit.when", Level.OUTCOME)]),
        (with_rule(before, replace(rule, label="Other")), [("rule.first_visit.label", Level.WORDING)]),
        (
            with_rule(before, replace(rule, exceptions=())),
            [("rule.first_visit.exception-tiny.removed", Level.STRENGTH)],
        ),
        (
            replace(before, lifecycles={"standing": replace(standing, states=(*standing.states, state))}),
            [("lifecycle.standing.state-lost.added", Level.OUTCOME)],
        ),
        (
            replace(before, parameters={"first_latest": longer}),
            [("parameter.first_latest.value", Level.DEADLINE)],
        ),
    ]
    for after, expected in edits:
        assert told(before, after) == expected


def with_rule(found: ir.Framework, rule: ir.Rule) -> ir.Framework:
    return replace(found, rules={**found.rules, rule.name: rule})


def test_pairs_of_edits_are_told_as_each_alone(visits: tuple[ir.Framework, ir.Framework]) -> None:
    before, _ = visits
    chance = random.Random(7)
    for first in some_mutants(before, 12):
        (one,) = told(before, first.framework)
        for second in chance.sample(mutants(first.framework), 6):
            (other,) = told(first.framework, second.framework)
            both = dict(told(before, second.framework))
            assert set(both) <= {one[0], other[0]}, f"{first.words}; {second.words}"
            if one[0].rpartition(".")[0] != other[0].rpartition(".")[0]:  # not two edits in one part of one clause
                assert both == dict([one, other]), f"{first.words}; {second.words}"


def test_a_condition_that_means_the_same_is_wording() -> None:
    rules = """
fact small "Small": boolean
fact far "Far away": boolean
event visit "Visit" by somebody
rule call "Call" cite 1
  somebody must hold visit
  while {}
"""
    before, same, other = (
        framework(rules.format(each), checked=False, but="E201").framework
        for each in ("small and not far", "not (far or not small)", "small or not far")
    )
    assert told(before, same) == [("rule.call.while", Level.WORDING)]
    assert told(before, other) == [("rule.call.while", Level.OUTCOME)]


def test_a_name_is_told_once_wherever_it_is_read(visits: tuple[ir.Framework, ir.Framework]) -> None:
    before, after = visits
    comparison = compare(before, replace(before, defines={**before.defines, "wanting": after.defines["wanting"]}))
    (change,) = comparison.changes
    assert change.id == "definition.wanting.when"
    assert set(change.touches) == {"programme", "standing", "first_visit"}


# Order


def test_the_order_of_declarations_has_no_part_in_it(visits: tuple[ir.Framework, ir.Framework]) -> None:
    def shuffled(found: ir.Framework, seed: int) -> ir.Framework:
        chance = random.Random(seed)
        mixed = {}
        for name in ("facts", "events", "documents", "defines", "decisions", "rules", "parameters", "readings"):
            items = list(getattr(found, name).items())
            chance.shuffle(items)
            mixed[name] = dict(items)
        return replace(found, **mixed)

    before, after = visits
    expected = json.dumps(plain.comparison(compare(before, after)))
    for seed in range(5):
        again = compare(shuffled(before, seed), shuffled(after, seed + 10))
        assert json.dumps(plain.comparison(again)) == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("abc", "abc", [(0, 0), (1, 1), (2, 2)]),
        ("abc", "ac", [(0, 0), (1, None), (2, 1)]),
        ("ac", "abc", [(0, 0), (None, 1), (1, 2)]),
        ("", "ab", [(None, 0), (None, 1)]),
    ],
)
def test_alignment_leaves_as_little_out_as_can_be(
    first: str, second: str, expected: list[tuple[int | None, int | None]]
) -> None:
    assert aligned(first, second, lambda one, other: float(one != other) * 9) == expected


# What is told of the example


@pytest.mark.parametrize("form", ["txt", "md", "html", "json"])
def test_report(form: str, monkeypatch: pytest.MonkeyPatch, golden: Golden, tmp_path: Path) -> None:
    monkeypatch.chdir(ROOT / VISITS)
    output = tmp_path / f"differences.{form}"
    with pytest.raises(SystemExit) as left:
        main(["diff", "before", "after", "--concordance", "concordance.yaml", "--all", "-o", str(output)])
    assert left.value.code == 0
    golden(ROOT / VISITS / f"expected.{form}", output.read_text(encoding="utf-8"))


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_a_strangers_text_stays_text(form: str, visits: tuple[ir.Framework, ir.Framework]) -> None:
    before, _ = visits
    hostile = "<script>alert(1)</script> | **bold** [x](y)\u202e"
    rule = replace(before.rules["write"], label=hostile)
    from remit.visualise.compared.render import rendered
    from remit.visualise.compared.report import report

    shown = rendered(report(compare(before, with_rule(before, rule)), everything=True), form)
    assert "\u202e" not in shown
    if form != "text":
        assert "<script>" not in shown
    if form == "markdown":
        assert "**bold**" not in shown and " | **" not in shown


@pytest.mark.parametrize(
    ("options", "code"), [((), 0), (("--fail-on", "strength"), 1), (("--fail-on", "outcome"), 1), (("--json",), 0)]
)
def test_exit_code(
    options: tuple[str, ...], code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT / VISITS)
    with pytest.raises(SystemExit) as left:
        main(["diff", "before", "after", "--concordance", "concordance.yaml", *options])
    assert left.value.code == code
    assert capsys.readouterr().out


def test_nothing_to_fail_on(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT / VISITS)
    with pytest.raises(SystemExit) as left:
        main(["diff", "before", "before", "--fail-on", "wording"])
    assert left.value.code == 0
    assert "Nothing differs." in capsys.readouterr().out


# The concordance


def test_the_shipped_concordance_names_what_is_there() -> None:
    assert check_concordance(shipped() / CONCORDANCE)[0] == ()


def test_concepts_are_told_from_the_clauses() -> None:
    answer = compared("ofsted-schools@2012-11-01", "ofsted-fe-skills@2013-01-01", None, ())
    concepts = {each.name: each for each in answer.found.concepts}
    assert "4 to 6 weeks after 'published'" in concepts["first_visit"].before.gist
    assert "10 to 30 working days after 'published'" in concepts["first_visit"].after.gist
    assert concepts["exemptions"].after.silent
    match = next(each for each in answer.found.matches if each.before == "visit_time")
    assert (match.after, match.ground, match.concept) == ("visit_time", Ground.CONCORDANCE, "first_visit")


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
    table = asked_of("--data", "schools.csv", "--complete-until", "2024-12-31")
    cases = asked_of("--cases", "cases")
    assert table == cases
    assert (table["schools"], table["differ"]) == (5, 4)


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


def test_other_names_alone_change_nobodys_outcome(visits: tuple[ir.Framework, ir.Framework]) -> None:
    before, _ = visits
    after = called_otherwise(before)
    comparison = compare(before, after)
    files = sorted((VISITS / "cases").glob("*.yaml"))
    outcomes = [
        evaluate(compile_groups(before), load_case(file, before), dt.date(2024, 12, 31), turns=False) for file in files
    ]
    # The same cases in the other names: read from the first framework's cases, answered by the second.
    first = survey_of(before, outcomes)
    again = survey_of(after, [in_other_names(file, before, after) for file in files])
    assert not whose(comparison, (first, again), dt.date(2024, 12, 31)).found.differs.any()


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


Breaking = Callable[[pytest.MonkeyPatch, Path], list[str]]


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
