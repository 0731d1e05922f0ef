"""The engine beside a second interpreter that was written from the pages alone: on every scenario, whole answers.

What is not compared is counted, with the reason. `KNOWN` lists differences that are taken to be faults of the engine,
until they are mended; an entry that no longer differs fails the test.
"""

from __future__ import annotations

import ast
import datetime as dt
import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from oracle import answers, beside, record
from support import ROOT
from test_scenarios import EXAMPLES, FOLDERS, TRIALS, Trial

from remit.engine.evaluate import evaluate
from remit.engine.jsonable import outcome

ORACLE = Path(__file__).parent / "oracle"
LONG = bool(os.environ.get("REMIT_ORACLE_LONG"))
EVERY_NTH = 1 if LONG else 3

KNOWN: dict[tuple[str, str], str] = {}
"""By what differs and the name of the rule: why."""


@dataclass(slots=True)
class Tally:
    """What was compared, what was not and why, and what the cases put to work."""

    compared: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    wider: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    found: list[str] = field(default_factory=list)


def plain() -> dict[str, dict[str, Any]]:
    """Every scenario as it is written, each scalar a text, by the name of its trial."""
    found = {}
    for folder in FOLDERS:
        for path in sorted((folder / "scenarios").glob("*.yaml")):
            for each in yaml.load(path.read_text("utf-8"), yaml.BaseLoader)["scenarios"]:
                found[f"{folder.relative_to(ROOT / 'policy').as_posix()}: {each['name']}"] = each
    for path in EXAMPLES:
        _, mark, tail = path.read_text("utf-8").partition("---\n")
        for each in yaml.load(tail, yaml.BaseLoader)["scenarios"] if mark else ():
            found[f"{path.stem}: {each['name']}"] = each
    return found


def compare(trial: Trial, written: dict[str, Any], tally: Tally) -> None:
    """One scenario, answered twice."""
    framework = trial.compiled.framework
    case = record.read(written["case"], framework, written["as_of"], written.get("known_by", written["as_of"]))
    try:
        mine = answers.answer(framework, case, dt.date.fromisoformat(written["as_of"]), written.get("readings"))
    except answers.NotTried as reason:
        tally.skipped[str(reason)] += 1
        return
    scenario = trial.scenario
    by = scenario.known_by
    answer = evaluate(trial.compiled, scenario.case, scenario.as_of, scenario.settings, known_by=by, turns=False)
    told = outcome(answer, {})
    tally.compared += 1
    tally.seen.update(mine.seen)
    for name in mine.skipped:
        tally.skipped["recurrence" if name.startswith("repeat") else "a question with too many worlds"] += 1
    for each in beside.differences(told, mine):
        reason = next((r for (what, rule), r in KNOWN.items() if each.what == what and each.name.startswith(rule)), "")
        if reason:
            tally.known[reason] += 1
        else:
            tally.found.append(f"{trial.name}: {each}")
    tally.wider.update(mine.wider)


def test_every_scenario_is_answered_as_by_the_oracle(capsys: pytest.CaptureFixture[str]) -> None:
    written = plain()
    tally = Tally()
    examples = [trial for trial in TRIALS if "/" not in trial.name.partition(":")[0]]
    beside_frameworks = [trial for trial in TRIALS if trial not in examples]
    for trial in (*examples, *beside_frameworks[::EVERY_NTH]):
        compare(trial, written[trial.name], tally)
    with capsys.disabled():
        print(f"\noracle: {tally.compared} scenarios compared; not: {dict(tally.skipped)}; "
              f"known faults: {dict(tally.known)}; {dict(tally.seen)}")  # fmt: skip
    assert not tally.found, "\n".join(tally.found[:20])
    assert set(tally.known) == set(KNOWN.values()), "a fault that is listed as known does not show any more"
    assert tally.compared > 400
    assert tally.seen["split"] > 500 and tally.seen["timers"] > 20 and tally.seen["ties"] >= 8
    assert tally.skipped["records with gaps"] < 40


@pytest.mark.parametrize("path", sorted(ORACLE.glob("*.py")), ids=lambda path: path.stem)
def test_the_oracle_knows_the_resolved_framework_and_nothing_else_of_remit(path: Path) -> None:
    named = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            named |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            named |= {f"{node.module}.{each.name}" for each in node.names}
    ours = {name for name in named if name.startswith(("remit", "support", "test", "dsl", "engine"))}
    assert ours <= {"remit.dsl.ir"}
