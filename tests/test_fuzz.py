"""A sample of the fuzzing; `python tools/fuzz.py` runs as many trials as one likes. fuzzing.py says what must hold."""

from __future__ import annotations

import importlib.util
import json
import random
import sys
from pathlib import Path
from types import ModuleType

import pytest
from fuzzing import KINDS, SAMPLE, TooSlow, Trial, attempt, lay_out, told, trial, within
from made_cases import case_text, survey_texts
from mutilate import RULES_MARKS, YAML_MARKS, junk, mutilated, soup, words_of
from support import ROOT, monitoring

from remit.dsl.base.diagnostics import Diagnostic
from remit.dsl.base.spans import Source, SourceMap, at
from remit.engine.intake.cases import read_case
from remit.engine.intake.mapping import read_mapping

SEED = 2024
EACH = {"rules": 75, "manifest": 30, "ledger": 80, "case": 45, "scenarios": 30, "mapping": 30, "table": 30}
"""How many trials of each kind; all together take some ten seconds."""


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_stands_in_a_file(kind: str, tmp_path: Path) -> None:
    answered = 0
    for number in range(EACH[kind]):
        each = trial(SEED, number, kind)
        try:
            answered += attempt(each, tmp_path / "trial")
        except BaseException as error:
            error.add_note(f"again: python tools/fuzz.py --seed {SEED} --only {kind} --again {number}")
            raise
    # A spoilt manifest or rules file seldom leaves a framework that can answer; the others leave it whole.
    assert answered > 0


KEPT = {
    "a line end of its own kind above a fault": ("case", "case.yaml", "a: b\u2028\tc: [\n"),
    "an invisible character in a case": ("case", "case.yaml", "subject: {urn: '1'}\nfacts: \x07\n"),
    "a comment and a clause with a form feed between": ("rules", "rules.remit", "--\fdecide\n"),
    "a comment and a clause with U+2028 between": ("rules", "rules.remit", "--\u2028fact\n"),
    "many events of one day": ("case", "case.yaml", json.dumps({"subject": {"urn": "1"}, "events": [
        {"event": "graded_inspection", "ended": "2025-01-15", "education": grade}
        for grade in ("good", "inadequate", "outstanding", "good", "inadequate") * 5]})),
    "a document after the document": ("mapping", "mappings/m.yaml", "a: b\n---\nc: d\n"),
    "text after the end of the document": ("ledger", "ledger.yaml", "a: b\n...\nc: d\n"),
}  # fmt: skip
"""What once went wrong, as the file in which it stood."""


@pytest.mark.parametrize("name", KEPT)
def test_what_once_went_wrong(name: str, tmp_path: Path) -> None:
    kind, file, text = KEPT[name]
    whole = trial(SEED, 0, "manifest")
    manifest = (SAMPLE / "framework.yaml").read_bytes()
    attempt(
        Trial(SEED, 0, kind, {**whole.files, "framework.yaml": manifest, file: text.encode()}), tmp_path / "trial", 3
    )


# --- the tests of the fuzzing ---


@pytest.mark.parametrize("kind", KINDS)
def test_a_trial_follows_from_its_number(kind: str) -> None:
    assert trial(1, 7, kind) == trial(1, 7, kind)
    assert len({repr(trial(1, number, kind).files) for number in range(20)}) > 10


def test_words_are_the_text() -> None:
    for text in ("", 'a  b\n\tc-d("é")', "\u2028 x"):
        assert "".join(words_of(text)) == text


def test_mutations_change_texts() -> None:
    text = (SAMPLE / "vocabulary.remit").read_text(encoding="utf-8")
    changed = [mutilated(text, random.Random(number), RULES_MARKS, ["x"]) for number in range(200)]
    assert sum(each != text for each in changed) > 180
    assert {junk(random.Random(number)) for number in range(5)} != {b""}
    assert soup(["a"], random.Random(3)) == soup(["a"], random.Random(3))
    assert mutilated("", random.Random(1), YAML_MARKS) == ""


def test_made_cases_and_mappings_fit_the_framework() -> None:
    framework = monitoring().framework
    for number in range(40):
        chance = random.Random(number)
        case, found = read_case(Source("case.yaml", case_text(framework, chance)), framework)
        assert case is not None, found
        mapping, faults = read_mapping(Source("mapping.yaml", survey_texts(framework, chance)[0]), framework)
        assert mapping is not None, faults


@pytest.mark.parametrize(
    "wrong",
    [
        Diagnostic("E999", "no such code"),
        Diagnostic("E001", "  "),
        Diagnostic("E001", "past the end of its file", at("a.remit", 9)),
        Diagnostic("E001", "past the end of its line", at("a.remit", 1, 40)),
        Diagnostic("E001", "before the beginning", at("a.remit", 0)),
    ],
)
def test_a_diagnostic_must_be_right(wrong: Diagnostic) -> None:
    sources = SourceMap((Source("a.remit", "fact a: boolean\n"),))
    told([Diagnostic("E001", "as it should be", at("a.remit", 1, 6))], sources)
    with pytest.raises(AssertionError):
        told([wrong], sources)


def test_a_trial_that_takes_too_long_is_stopped() -> None:
    def forever() -> None:
        while True:
            pass

    with pytest.raises(TooSlow), within(0.05):
        forever()


def test_a_folder_holds_the_trial_alone(tmp_path: Path) -> None:
    (tmp_path / "old.remit").write_text("x", encoding="utf-8")
    lay_out(Trial(1, 1, "case", {"case.yaml": b"a", "mappings/m.yaml": b"b"}), tmp_path)
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()} == {
        "case.yaml", "mappings/m.yaml"}  # fmt: skip


# --- the longer run ---


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("longer_run", ROOT / "tools" / "fuzz.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = before
    return module


def test_longer_run_keeps_failures_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    module = tool()

    def attempted(each: Trial, _folder: Path) -> bool:
        if each.number % 5 == 3:
            raise ValueError(f"number {each.number}")
        return True

    monkeypatch.setattr(module, "attempt", attempted)
    monkeypatch.setattr(module, "_bound_memory", lambda: None)
    options = module.argparse.Namespace(seed=1, only="manifest", out=tmp_path, count=6)
    assert module.work(0, 1, options) == 1
    assert "seed 1 number 3 (manifest)" in capsys.readouterr().out
    assert "number 3" in (tmp_path / "failure-1-3" / "told.txt").read_text(encoding="utf-8")
    assert (tmp_path / "failure-1-3" / "framework.yaml").exists()
    options.count = 10
    assert module.work(0, 1, options) == 1
    assert "number 8" not in capsys.readouterr().out, "the same failure is told once"
    (state,) = tmp_path.glob("*.json")
    assert json.loads(state.read_text())["next"] == 10
    assert sum(json.loads(state.read_text())["seen"].values()) == 2
