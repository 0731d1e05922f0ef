"""Two frameworks side by side: everything that differs is told, once, at its level; and nothing else.

The frameworks in tests/comparing/visits differ in one thing of each sort; what is told of them stands beside them.
"""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from compared_frameworks import VISITS, called_otherwise, read
from golden import Golden
from support import ROOT, framework

from remit.cli import main
from remit.comparing import compared
from remit.concording import check_concordance
from remit.dsl import ir
from remit.engine.compare import plain
from remit.engine.compare.comparing import compare
from remit.engine.compare.found import Change, Ground, Kind, Level, Sort
from remit.engine.compare.moving import aligned
from remit.engine.compare.naming import Names
from remit.engine.compare.renaming import renamed
from remit.engine.mutate import Kind as Mutated
from remit.engine.mutate import Mutant, mutants
from remit.files import CONCORDANCE, shipped, versions

SHIPPED = [path for _, _, path in versions()]

AT_MOST = {Mutated.MODALITY: {Level.OUTCOME, Level.STRENGTH}, Mutated.END: {Level.DEADLINE}}
"""What a change of that kind can change; every other one changes outcomes, days or, where it is equivalent, words."""


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
