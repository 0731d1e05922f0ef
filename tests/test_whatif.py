"""What-if questions about one case: overlays read, laid over framework and case, and what then differs."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from support import MONITORING, ROOT, monitoring, monitoring_surveyed
from test_evaluate_properties import DAYS, schools

from remit.cli import main
from remit.dsl.base.diagnostics import Diagnostic, has_errors
from remit.dsl.base.spans import Source
from remit.dsl.load import load
from remit.dsl.overlay import Overlay, read_overlay
from remit.engine import jsonable
from remit.engine.evaluate import evaluate, evaluation
from remit.engine.groups import Compiled, compile_groups
from remit.engine.history import Case
from remit.engine.reasons.derive import derive
from remit.engine.reasons.steps import Step
from remit.engine.settings import defaults
from remit.engine.whatif.differences import differences
from remit.engine.whatif.reasons import differing
from remit.engine.whatif.subjects import laid_over, read_subjects
from remit.files import read_folder
from remit.overlaying import scenario
from remit.pipeline import load_case, load_folder

CASE = ROOT / "examples" / "case.yaml"
AS_OF = dt.date(2025, 3, 31)
FOLDER = read_folder(MONITORING)
LOADED = load_folder(MONITORING)


def overlaid(text: str) -> tuple[Overlay, Compiled]:
    overlay, faults = read_overlay(Source("overlay.yaml", text))
    assert overlay is not None and not faults, faults
    framework, faults = load(FOLDER, (overlay,))
    assert framework is not None and not has_errors(faults), faults
    return overlay, compile_groups(framework)


def faults_of(text: str) -> tuple[Diagnostic, ...]:
    overlay, faults = read_overlay(Source("overlay.yaml", text))
    assert overlay is not None
    return faults or load(FOLDER, (overlay,))[1]


def changed(text: str, case: Case | None = None) -> tuple[Case, tuple[Diagnostic, ...]]:
    overlay, compiled = overlaid(text)
    subjects, faults = read_subjects(overlay, compiled.framework)
    assert not faults, faults
    return laid_over(case or load_case(CASE, compiled.framework), (subjects,), compiled.framework, AS_OF)


def run(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(["whatif", *arguments])
    out, err = capsys.readouterr()
    return int(left.value.code or 0), out, err


ASK = (str(CASE), "-f", "ofsted-schools@2024-09-16", "--as-of", "2025-03-31")


# --- the identity ---

EMPTY, NOTHING = overlaid("overlay: nothing\n")


@settings(max_examples=8, deadline=None)
@given(schools(), DAYS)
def test_an_empty_overlay_is_the_identity(case: Case, as_of: dt.date) -> None:
    subjects, _ = read_subjects(EMPTY, NOTHING.framework)
    supposed, faults = laid_over(case, (subjects,), NOTHING.framework, as_of)
    assert not faults
    before = evaluate(monitoring(), case, as_of)
    after = evaluate(NOTHING, supposed, as_of)
    assert json.dumps(jsonable.outcome(before, {})) == json.dumps(jsonable.outcome(after, {}))
    assert differences(before, after) == ()


@settings(max_examples=25, deadline=None)
@given(schools(), schools(), DAYS)
def test_no_difference_means_the_same_answer(first: Case, second: Case, as_of: dt.date) -> None:
    """Differences leave out nothing: where there are none, the answers are the same, and the other way round."""
    of = monitoring_surveyed()
    before, after = evaluate(of, first, as_of), evaluate(of, second, as_of)
    same = _content(jsonable.outcome(before, {})) == _content(jsonable.outcome(after, {}))
    assert same == (not differences(before, after))


def _content(answer: dict[str, Any]) -> str:
    """Every list as a set, since differences know no order."""

    def unordered(value: Any, depth: int = 0) -> Any:
        if isinstance(value, dict):
            return {key: unordered(each, depth + 1) for key, each in value.items() if key not in ("subject", "gaps")}
        if isinstance(value, list) and depth == 1:
            return sorted(json.dumps(each) for each in value)
        return value

    return json.dumps(unordered(answer), sort_keys=True)


# --- the framework ---


def test_a_parameter_moves_the_window() -> None:
    _, compiled = overlaid("overlay: sooner\nparameters: {first_latest: 6 months}\n")
    assert compiled.framework.parameters["first_latest"].offset.amount == 6
    assert compiled.framework.parameters["first_latest"].citation.paragraphs == ("56",)
    assert str(compiled.framework.parameters["first_latest"].span) == "overlay.yaml:2:28"


def test_a_reading_becomes_the_one_taken() -> None:
    _, compiled = overlaid("overlay: read otherwise\nreadings: {subject_to: bound}\n")
    assert defaults(compiled.framework).reading("subject_to") == "bound"


CLAUSES = """overlay: a power
clauses: |
    -- why
    rule first_monitoring "First" cite 56
      ofsted may hold monitoring_inspection
      for latest graded_inspection when programme of it is in_category
      applies first_earliest to first_latest after published of it cite 56
remove: [earlier, delayed_end, technology_colleges]
"""


def test_a_clause_takes_the_place_of_its_namesake_and_tells_where_it_stands() -> None:
    _, compiled = overlaid(CLAUSES)
    rule = compiled.framework.rules["first_monitoring"]
    assert str(rule.span) == "overlay.yaml:4:5"
    assert rule.window is not None
    assert str(rule.window.span).startswith("overlay.yaml:7:")
    assert list(compiled.framework.rules) == list(monitoring().framework.rules)
    assert "earlier" not in compiled.framework.gaps


@pytest.mark.parametrize("indent", [1, 2, 7])
def test_a_fault_in_a_clause_is_told_where_it_stands_in_the_file(indent: int) -> None:
    text = f"overlay: x\nclauses: |\n\n{' ' * indent}define q as nonsense cite 56\n"
    (fault,) = faults_of(text)
    assert (fault.code, str(fault.span)) == ("E101", f"overlay.yaml:4:{indent + 13}")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("parameters: {first_latest: six months}", {"E305"}),
        ("parameters: {first_latest: 10 working days}", {"E305"}),
        ("parameters: {first_latest: 6 moons}", {"E107"}),
        ("parameters: {first_latest: 6}", {"E104"}),
        ("parameters: {first_latst: 6 months}", {"E101"}),
        ("parameters: {programme: 6 months}", {"E104"}),
        ("parameters: [first_latest]", {"E305"}),
        ("readings: {subject_to: bond}", {"E101"}),
        ("readings: {first_latest: bound}", {"E104"}),
        ("remove: [nothing_of_the_sort]", {"E101"}),
        ("remove: [programme]", {"E101"}),
        ("clauses: define q as x", {"E305"}),
        ("clauses: {a: b}", {"E305"}),
        ('clauses: |\n  parameter programme "x" = 6 months cite 56', {"E608"}),
        ('clauses: |\n  gap here "x" touches programme cite 56\n  gap here "y" touches programme cite 56', {"E102"}),
        ('clauses: |\n  gap here "x" touches programme cite 560', {"E202"}),
        ('clauses: |\n  gap here "x" touches programme', {"E201"}),
        ("clausses: x", {"E303"}),
    ],
)
def test_what_does_not_fit_is_told(text: str, codes: set[str]) -> None:
    assert {each.code for each in faults_of(f"overlay: x\n{text}\n")} == codes


def test_overlays_are_laid_in_order_and_the_command_line_last(tmp_path: Path) -> None:
    for name, length in (("a", "6 months"), ("b", "7 months")):
        (tmp_path / f"{name}.yaml").write_text(f"overlay: {name}\nparameters: {{first_latest: {length}}}\n", "utf-8")
    a, b = tmp_path / "a.yaml", tmp_path / "b.yaml"
    for files, given_, latest, notes in (
        ((a, b), (), 7, 1),
        ((b, a), (), 6, 1),
        ((a, b), ("first_latest=8 months",), 8, 2),
        ((a, a), (), 6, 0),
    ):
        found = scenario(LOADED, files, given_)
        assert found.compiled.framework.parameters["first_latest"].offset.amount == latest
        assert [each.code for each in found.notes] == ["E506"] * notes


def test_a_later_overlay_sees_what_an_earlier_one_added(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text('overlay: a\nclauses: |\n  parameter fresh "A" = 6 months cite 56\n', "utf-8")
    found = scenario(LOADED, (tmp_path / "a.yaml",), ("fresh=7 months",))
    assert found.compiled.framework.parameters["fresh"].offset.amount == 7


def test_clauses_may_stand_in_a_file_beside_the_overlay(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("overlay: a\nclauses: rules.remit\n", "utf-8")
    (tmp_path / "rules.remit").write_text('parameter delay "Delay" = 6 months cite 58\n', "utf-8")
    found = scenario(LOADED, (tmp_path / "a.yaml",), ())
    assert found.compiled.framework.parameters["delay"].offset.amount == 6
    assert [sorted(each["files"]) for each in found.receipt] == [["a.yaml", "rules.remit"]]


# --- the case ---


def test_a_fact_takes_the_place_of_all_that_the_case_says() -> None:
    case, _ = changed("overlay: x\nfacts: {academy_order: [no, {value: yes, from: 2025-02-01}], transfer: unknown}\n")
    assert [(each.value, each.begins) for each in case.facts["academy_order"]] == [
        ("no", None),
        ("yes", dt.date(2025, 2, 1)),
    ]
    assert "transfer" not in case.facts


def test_events_are_removed_then_changed_then_added() -> None:
    text = """overlay: x
events:
  remove:
    - {event: graded_inspection, ended: 2022-03-09}
  change:
    - {event: graded_inspection, to: {capacity_to_improve: yes, published: unknown, order: 2}}
  add:
    - {event: graded_inspection, ended: 2025-01-01}
"""
    case, faults = changed(text)
    assert not faults
    assert [(dict(each.moments).get("published"), dict(each.fields).get("capacity_to_improve"), each.order)
            for each in case.events] == [(None, "yes", 2), (None, None, 0)]  # fmt: skip


@pytest.mark.parametrize(("which", "days"), [("latest", [9, 3]), ("first", [3, 2]), ("every", [3, 3])])
def test_the_latest_the_first_or_every_event_is_chosen(which: str, days: list[int]) -> None:
    to = "{started: unknown, published: unknown, ended: 2025-03-03}"
    case, _ = changed(f"overlay: x\nevents:\n  change: [{{event: graded_inspection, which: {which}, to: {to}}}]\n")
    assert [dict(each.moments)["ended"].day for each in case.events] == days


def test_the_latest_is_looked_for_by_the_day_asked_for() -> None:
    case = load_case(CASE, monitoring().framework)
    overlay, compiled = overlaid("overlay: x\nevents:\n  remove:\n    - {event: graded_inspection, which: latest}\n")
    subjects, _ = read_subjects(overlay, compiled.framework)
    left, _ = laid_over(case, (subjects,), compiled.framework, dt.date(2024, 9, 1))
    assert [dict(each.moments)["ended"].year for each in left.events] == [2024]


@pytest.mark.parametrize(
    "item",
    [
        "remove: [{event: graded_inspection, ended: 2022-03-10}]",
        "remove: [{event: closure}]",
        "change: [{event: graded_inspection, to: {ended: 2020-01-01}}]",
        "change: [{event: graded_inspection, to: {started: unknown, ended: unknown, published: unknown}}]",
    ],
)
def test_what_does_not_fit_the_case_is_told_at_its_place(item: str) -> None:
    _, faults = changed(f"overlay: x\nevents:\n  {item}\n")
    assert {each.code for each in faults} <= {"E505", "E501"}
    assert faults and all(each.span is not None and each.span.source == "overlay.yaml" for each in faults)


# --- the answer ---


def test_a_duty_that_becomes_a_power_is_one_difference() -> None:
    _, compiled = overlaid(CLAUSES)
    case = load_case(CASE, monitoring().framework)
    as_of = dt.date(2024, 12, 31)
    found = differences(evaluate(monitoring(), case, as_of), evaluate(compiled, case, as_of))
    norms = [each for each in found if getattr(each.either, "name", "") == "first_monitoring"]
    assert len(norms) == 1
    assert {"view", "modality"} <= set(norms[0].aspects)


SOONER = overlaid("overlay: sooner\nparameters: {first_latest: 4 months, delay: 5 months}\n")[1]


@settings(max_examples=25, deadline=None)
@given(schools(), DAYS)
def test_reasons_that_differ_are_those_of_one_side_alone(case: Case, as_of: dt.date) -> None:
    """What is left of the same derivation is its root; of two, nothing that stands in both at the same place."""
    pair = [derive(evaluation(each, case, as_of, defaults(each.framework))).norms for each in (monitoring(), SOONER)]
    for before, after in zip(*pair, strict=True):
        assert differing(before, before) == (_bare(before), _bare(before))
        first, second = differing(before, after)
        assert not set(first.inputs) & set(second.inputs)
        assert _leaves(first) <= _leaves(before)


def _bare(step: Step) -> Step:
    return replace(step, inputs=())


def _leaves(step: Step) -> set[tuple[str, str]]:
    return {(step.node, step.value)}.union(*(_leaves(each) for each in step.inputs))


def test_text_tells_both_sides_with_paragraph_place_and_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(*ASK, "--set", "academy_order=no", capsys=capsys)
    assert code == 0
    assert "is        void (exception: academising)  [para 58; monitoring.remit:149]" in out
    assert "would be  open, from 11 February 2025, until 11 August 2025  [para 56; monitoring.remit:148]" in out
    headed = [line.split(" (")[0] for line in out.splitlines() if line.startswith(("Duty: ", "Prohibition: "))]
    assert headed == [
        "Duty: First monitoring inspection in a category of concern",
        "Prohibition: First monitoring inspection in a category of concern",
        "Duty: Academy order for a maintained school",
    ]
    assert out.count("why it is so") == 2, "a rule under two headings has its reasons once"


def test_a_clause_of_the_overlay_is_told_as_such(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "power.yaml").write_text(CLAUSES, encoding="utf-8")
    _, out, _ = run(*ASK, "--with", str(tmp_path / "power.yaml"), capsys=capsys)
    assert "[para 56, as changed; power.yaml:" in out


def named(norms: list[dict[str, Any]]) -> set[str]:
    return {each["name"] for each in norms}


def test_json_holds_both_answers_and_the_overlays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "power.yaml").write_text(CLAUSES, encoding="utf-8")
    arguments = (*ASK, "--with", str(tmp_path / "power.yaml"), "--set", "academy_order=no", "--json")
    code, out, _ = run(*arguments, "--reasons", "whole", capsys=capsys)
    answer = json.loads(out)
    assert code == 0
    before, after = answer["baseline"], answer["scenario"]
    assert "first_monitoring" in named(before["duties"]) and "first_monitoring" not in named(after["duties"])
    assert "first_monitoring" in named(after["powers"]) - named(before["powers"])
    assert {each["name"] for each in answer["supposed"]} >= {"first_monitoring", "academy_order", "earlier"}
    overlays = answer["receipt"]["overlays"]
    assert [each["overlay"] for each in overlays] == ["a power", "--set"]
    assert overlays[1]["set"] == ["academy_order=no"]
    assert all(each["reasons"]["before"] for each in answer["differences"] if each["part"] in ("duty", "power"))
    code, again, _ = run(*arguments, "--reasons", "whole", capsys=capsys)
    assert again == out


def test_what_is_supposed_is_laid_over_the_record_of_the_day(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A correction that was on record by then does not undo what is supposed; one that came later does not count."""
    text = CASE.read_text(encoding="utf-8").replace("    started: 2024-10-01", "    id: last\n    started: 2024-10-01")
    later = "  - {corrects: last, recorded: 2025-02-01, quality_of_education: good, leadership_and_management: good}\n"
    (tmp_path / "case.yaml").write_text(text + later, encoding="utf-8")
    (tmp_path / "worse.yaml").write_text(
        "overlay: x\nevents:\n  change:\n"
        "    - {event: graded_inspection, which: latest, to: {quality_of_education: inadequate}}\n",
        encoding="utf-8",
    )
    ask = (str(tmp_path / "case.yaml"), *ASK[1:], "--with", str(tmp_path / "worse.yaml"))
    _, out, _ = run(*ask, capsys=capsys)
    assert "is        Meets the threshold, in no category" in out
    assert "would be  Special measures" in out
    _, out, _ = run(*ask, "--known-by", "2025-01-31", capsys=capsys)
    assert "by what was on record on 31 January 2025" in out
    assert "No answer would differ" in out


def test_exit_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(*ASK, capsys=capsys)[0] == 2, "nothing is to be otherwise"
    assert run(*ASK, "--set", "academy_ordr=no", capsys=capsys)[0] == 2
    assert run(*ASK, "--with", str(tmp_path / "none.yaml"), capsys=capsys)[0] == 2
    assert run(*ASK, "--set", "academy_order=yes", capsys=capsys)[0] == 0
    assert run(*ASK, "--set", "academy_order=perhaps", capsys=capsys)[0] == 1
    code, _, err = run(*ASK, "--set", "first_latest=2 months", capsys=capsys)
    assert code == 1
    assert "E206" in err and "--set:1:1: the overlay changes 'first_latest' here" in err


ODD = (
    "",
    "- a",
    "overlay: [x]",
    "overlay:",
    "overlay: &a x",
    "overlay: x\nevents: [a]",
    "overlay: x\nevents: {add: [5, {event: 5}], change: {a: b}, remove: [{}]}",
    "overlay: x\nfacts: 5",
    "overlay: x\nclauses: |\n  \trule",
    "overlay: x\nclauses: |2\n   rule\n",
    "overlay: x\nclauses: |\n\n",
    "overlay: x\nclauses: missing.remit",
)


@pytest.mark.parametrize("text", ODD)
def test_any_overlay_is_read_or_refused(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "odd.yaml").write_text(text, encoding="utf-8")
    assert run(*ASK, "--with", str(tmp_path / "odd.yaml"), capsys=capsys)[0] in (0, 1, 2)
