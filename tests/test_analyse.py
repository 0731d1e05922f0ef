"""Findings that need evaluation: each is shown by a case, and the case is taken at its word.

The cases are those of tests/diagnostics/. What a finding says is looked for again by other means: frameworks from which
a clause was taken away, and the brute force of tests/support.py.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from diagnostic_cases import HOME, files_of, lay_out, name_of
from support import MONITORING, case, framework, monitoring, row_of, truth, worlds_of

from remit.dsl.base.diagnostics import Diagnostic, Severity, has_errors, render, summary
from remit.dsl.base.formats import as_github, as_json, as_sarif
from remit.dsl.base.spans import SourceMap, at
from remit.dsl.load import load
from remit.engine.analyse import advise, analyse
from remit.engine.evaluate import evaluate
from remit.engine.feasible import open_masks
from remit.engine.groups import Compiled, compile_condition, compile_groups
from remit.engine.outcome import Outcome
from remit.engine.settings import Settings, defaults
from remit.files import read_folder

CODES = ("E204", "E206", "E208", "E209", "E211", "E212", "E213", "E214", "E215", "E216")
FOLDERS = sorted(path for code in CODES for path in (HOME / code).glob("bad*") if path.is_dir())


@dataclass(frozen=True)
class Found:
    """A finding with a case that shows it, and the framework in which it was found."""

    compiled: Compiled
    diagnostic: Diagnostic

    @property
    def head(self) -> str:
        return self.diagnostic.witness.split("\n", 1)[0]

    @property
    def as_of(self) -> dt.date:
        return dt.date.fromisoformat(self.head.split()[3].rstrip(":,"))

    @property
    def settings(self) -> Settings:
        settings = defaults(self.compiled.framework)
        for name, value in re.findall(r"(\w+)=(\w+)", self.head):
            settings = settings.with_reading(name, value)
        return settings

    def answered(self, compiled: Compiled | None = None) -> Outcome:
        """What the case comes to, in this framework or in another."""
        subject = case(self.diagnostic.witness + "\n", self.compiled.framework)
        return evaluate(compiled or self.compiled, subject, self.as_of, self.settings, turns=False)

    def named(self) -> list[str]:
        """What the message has between quotation marks."""
        return re.findall(r"'([^']*)'", self.diagnostic.message)


@functools.cache
def findings(folder: Path) -> tuple[Found, ...]:
    with tempfile.TemporaryDirectory() as into:
        lay_out(files_of(folder), Path(into))
        loaded, diagnostics = load(read_folder(Path(into)))
    if loaded is None or has_errors(diagnostics):
        return ()
    compiled = compile_groups(loaded)
    found = tuple(analyse(compiled))
    if not has_errors(found):
        found += tuple(advise(compiled))
    return tuple(Found(compiled, each) for each in found)


def every(code: str) -> list[Found]:
    found = [each for folder in FOLDERS for each in findings(folder) if each.diagnostic.code == code]
    assert len(found) >= 3 or code in ("E206", "E215"), f"there are too few bad examples of {code}"
    return found


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_what_is_found_is_shown_by_a_case_that_can_be_read_and_answered(folder: Path) -> None:
    for each in findings(folder):
        if each.diagnostic.code == "E215":
            assert not each.diagnostic.witness and each.diagnostic.severity is Severity.NOTE
        else:
            assert each.answered().framework is each.compiled.framework, each.diagnostic.message


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_a_witness_has_nothing_in_it_that_does_not_matter(folder: Path) -> None:
    """Witnesses are minimal as to events: cases of one or two of them show everything that the examples hold."""
    assert all(each.diagnostic.witness.count("{event:") <= 3 for each in findings(folder))


def test_the_2024_handbook_gives_no_finding() -> None:
    assert [each.message for each in (*analyse(monitoring()), *advise(monitoring()))] == []
    assert MONITORING.is_dir()


# --- each finding, looked for again ---


def test_each_of_two_transitions_alone_moves_the_case_its_own_way() -> None:
    for found in every("E204"):
        first, second = found.named()[-2:]
        for target, other in ((first, second), (second, first)):
            lone = without_transitions_to(found.compiled, other, found.diagnostic)
            assert target in {each.value for each in found.answered(lone).states}


def without_transitions_to(compiled: Compiled, target: str, diagnostic: Diagnostic) -> Compiled:
    """The framework without whichever of the two transitions of a finding leads to `target`."""
    spans = {diagnostic.span, *(span for span, _ in diagnostic.also)}
    lifecycles = {
        name: replace(
            each,
            transitions=tuple(t for t in each.transitions if not (t.span in spans and t.target == target)),
        )
        for name, each in compiled.framework.lifecycles.items()
    }
    return compile_groups(replace(compiled.framework, lifecycles=lifecycles))


def test_each_of_two_exceptions_alone_says_something_else() -> None:
    for found in every("E208"):
        first, second = found.named()
        rule = next(r for r in found.compiled.framework.rules.values() if first in {e.name for e in r.exceptions})
        said = []
        for lone in (first, second):
            kept = replace(rule, exceptions=tuple(each for each in rule.exceptions if each.name == lone))
            other = compile_groups(replace(found.compiled.framework, rules={rule.name: kept}))
            said.append({(n.view, n.modality, n.earliest, n.latest) for n in found.answered(other).norms})
        assert said[0] != said[1]


def test_each_of_two_rows_alone_decides() -> None:
    for found in every("E209"):
        first, second, name = found.named()
        decision = found.compiled.framework.decisions[name]
        spans = {found.diagnostic.span, *(span for span, _ in found.diagnostic.also)}
        for value in (first, second):
            rows = tuple(row for row in decision.rows if row.when is None or (row.span in spans and row.value == value))
            other = compile_groups(replace(found.compiled.framework, decisions={name: replace(decision, rows=rows)}))
            answer = next(each for each in found.answered(other).decisions if each.name == name)
            assert answer.value == value


def test_an_event_that_leads_nowhere_is_a_step_that_changes_nothing() -> None:
    for found in every("E211"):
        subject = case(found.diagnostic.witness + "\n", found.compiled.framework)
        last = max(subject.events, key=lambda each: dict(each.moments).popitem()[1])
        before = replace(subject, events=tuple(each for each in subject.events if each is not last))
        answers = [
            evaluate(found.compiled, each, found.as_of, found.settings, turns=False).states
            for each in (before, subject)
        ]
        assert [(s.lifecycle, s.value) for s in answers[0]] == [(s.lifecycle, s.value) for s in answers[1]]
        assert found.named()[0] in {each.value for each in answers[1]}


def test_a_dead_end_is_where_the_case_stands() -> None:
    for found in every("E212"):
        stands = {each.value for each in found.answered().states}
        assert (found.named()[0] in stands) is ("not final" in found.diagnostic.message)


def test_a_state_that_no_case_comes_to_is_not_where_the_case_stands() -> None:
    for found in every("E213"):
        lifecycle, state = found.named()
        answer = next(each for each in found.answered().states if each.lifecycle == lifecycle)
        assert state not in {each.value for each in answer.possible}


@pytest.mark.parametrize("code", ["E206", "E214"])
def test_a_window_that_ends_before_it_begins_does_so_in_the_case(code: str) -> None:
    checked = 0
    for found in every(code):
        if "before it begins" in found.diagnostic.message:
            windows = [(n.earliest, n.latest) for n in found.answered().norms if n.earliest and n.latest]
            assert any(first > last for first, last in windows)
            checked += 1
    assert checked


def test_rows_that_never_decide_are_those_that_brute_force_finds() -> None:
    found = [each for folder in FOLDERS if folder.name == "bad-row" for each in findings(folder)]
    compiled = found[0].compiled
    told = {each.diagnostic.span for each in found}
    for name in ("follow_up", "pace"):
        group = compiled.decisions[name]
        deciding = {row_of(group.rows, world) for world in worlds_of(open_masks(group.variables))}
        idle = {row.origin.span for n, row in enumerate(group.rows) if n not in deciding and row.when is not None}
        assert idle and idle == {span for span in told if span in {row.origin.span for row in group.rows}}


def test_definitions_are_found_by_brute_force_too() -> None:
    for folder in (each for each in FOLDERS if each.name == "bad-definition"):
        for found in findings(folder):
            define = found.compiled.framework.defines[found.named()[0]]
            condition = compile_condition(define.cond, found.compiled.framework)
            values = {truth(condition.expression, world) for world in worlds_of(open_masks(condition.variables))}
            assert values == {"always" in found.diagnostic.message}


def test_clauses_that_never_matter_can_go() -> None:
    """The case that is shown comes to the same without the clause."""
    for found in every("E216"):
        name = found.named()[0]
        fw = found.compiled.framework
        if found.diagnostic.message.startswith("the exception "):
            rule = fw.rules[found.named()[1]]
            if any(name in each.against for each in rule.exceptions):
                continue  # what is written against it would lose its object
            kept = replace(rule, exceptions=tuple(each for each in rule.exceptions if each.name != name))
            other = compile_groups(replace(fw, rules={**fw.rules, rule.name: kept}))
            assert said(found.answered(other)) == said(found.answered())
        elif found.diagnostic.message.startswith("the transition "):
            lifecycles = {
                key: replace(each, transitions=tuple(t for t in each.transitions if t.span != found.diagnostic.span))
                for key, each in fw.lifecycles.items()
            }
            other = compile_groups(replace(fw, lifecycles=lifecycles))
            assert said(found.answered(other)) == said(found.answered())
        elif found.diagnostic.message.startswith("the rule "):
            live = {each.name for each in found.answered().norms if each.status.value not in ("void", "does not arise")}
            assert name not in live


def said(outcome: Outcome) -> tuple[object, ...]:
    """What an answer comes to, whatever it rests on."""
    return (
        tuple((each.lifecycle, each.value) for each in outcome.states),
        tuple((each.name, each.value) for each in outcome.decisions),
        tuple((each.name, each.view, each.status, each.modality, each.earliest, each.latest) for each in outcome.norms),
    )


# --- near misses and what is left open ---

TWO = """
event visit "Visit" by office
  moments ended, published
  field safe "Safe": boolean
event call "Call" by office

lifecycle standing
  state fine initial
  state early
  state late
  from fine on call when {first} -> early cite 1
  from fine on call when {second} -> late cite 1
  from early, late on visit when safe of it -> fine cite 1
"""

SINCE = "after published of latest visit has passed"


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        (f"not 2 months {SINCE}", f"3 months {SINCE}", "E215"),
        (f"not 3 months {SINCE}", f"2 months {SINCE}", "E204"),
        ("safe of latest visit", "not safe of latest visit", ""),
        ("safe of latest visit", "no visit", ""),
        ("safe of latest visit", "ended of latest visit is after 2024-09-01", "E204"),
        ("some visit", "safe of first visit and not safe of latest visit", "E204"),
    ],
)  # fmt: skip
def test_what_can_be_is_shown_and_what_cannot_be_decided_is_said(first: str, second: str, code: str) -> None:
    compiled = framework(TWO.format(first=first, second=second), checked=False)
    found = tuple(analyse(compiled))
    assert [each.code for each in found] == ([code] if code else [])
    assert has_errors(found) is (code == "E204")


def test_a_hole_is_told_once_for_all_states_from_which_it_opens() -> None:
    (found,) = (each for folder in FOLDERS if name_of(folder) == "E211-bad-field" for each in findings(folder))
    assert found.named()[:3] == ["fine", "watch", "trouble"]


def test_too_large_a_group_says_what_it_reads() -> None:
    (found,) = findings(HOME / "E205" / "bad")
    assert found.diagnostic.code == "E205"
    assert found.diagnostic.witness.startswith("# 17 things are read")


# --- how a witness is told ---

SHOWN = Diagnostic(
    "E216", "idle", at("a.remit"), "Mend it.", Severity.WARNING, witness="# as of 2024-01-01\nsubject: {}"
)
NOTE = Diagnostic("E215", "not decided: this", at("a.remit"), severity=Severity.NOTE)


def test_text_shows_the_case_after_the_hint() -> None:
    assert render(SHOWN, SourceMap(())).endswith(
        "  mend: Mend it.\n  shown by:\n    # as of 2024-01-01\n    subject: {}"
    )


def test_formats_carry_the_case() -> None:
    shown, note = json.loads(as_json((SHOWN, NOTE)))
    assert shown["witness"] == SHOWN.witness and "witness" not in note and note["severity"] == "note"
    first, second = json.loads(as_sarif((SHOWN, NOTE), "1"))["runs"][0]["results"]
    assert first["message"]["text"] == f"idle. Mend it.\n\n{SHOWN.witness}" and second["level"] == "note"
    lines = as_github((SHOWN, NOTE)).splitlines()
    assert lines[0].endswith("::idle%0AMend it.%0A# as of 2024-01-01%0Asubject: {}") and lines[1].startswith(
        "::notice "
    )


def test_notes_are_counted_and_are_no_errors() -> None:
    assert summary((NOTE,)) == "1 note" and not has_errors((NOTE,))
    assert summary((SHOWN, NOTE, replace(SHOWN, severity=Severity.ERROR))) == "1 error, 1 warning and 1 note"
