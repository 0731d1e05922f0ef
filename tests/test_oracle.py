"""The engine beside a second interpreter, written from the pages alone: whole answers, on the scenarios of every
framework and on cases made by chance.

What is not compared is counted, with the reason. `FAULTS` lists the differences that are taken to be faults of the
engine until they are mended; one that does not show any more among scenarios or fixed cases fails the test.
`REMIT_ORACLE_LONG=1` compares every scenario and many more cases.
"""

from __future__ import annotations

import ast
import datetime as dt
import json
import os
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from generators import typed
from generators.printing import Program
from generators.typed import VOCABULARY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle import answers, beside, record
from oracle.beside import Difference
from oracle_cases import made
from support import ROOT, case, framework
from test_scenarios import EXAMPLES, FOLDERS, TRIALS, Trial

from remit.engine.evaluate import evaluate
from remit.engine.groups import Compiled
from remit.engine.jsonable import outcome
from remit.pipeline import load_folder

ORACLE = Path(__file__).parent / "oracle"
PAGES = ROOT / "docs" / "reference" / "language"
LONG = bool(os.environ.get("REMIT_ORACLE_LONG"))
EVERY_NTH = 1 if LONG else 8
CASES = 60 if LONG else 5


FAULTS: dict[str, Callable[[Difference], bool]] = {}
"""What is taken to be wrong with the engine, and the differences in which it shows."""


@dataclass(slots=True)
class Tally:
    """What was compared, what was not and why, and what the cases put to work."""

    compared: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    wider: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    found: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Told:
    """The engine's answer to a case, worked out when it is asked for."""

    compiled: Compiled
    text: str
    as_of: dt.date
    readings: dict[str, str] | None = None
    known_by: str | None = None
    trial: Trial | None = None

    @classmethod
    def of(cls, trial: Trial, written: dict[str, Any]) -> Told:
        """That of a scenario."""
        return cls(trial.compiled, "", trial.scenario.as_of, written.get("readings"), written.get("known_by"), trial)

    def answer(self) -> dict[str, Any]:
        """The answer as JSON."""
        if self.trial is not None:
            scenario = self.trial.scenario
            by = scenario.known_by
            told = evaluate(self.compiled, scenario.case, self.as_of, scenario.settings, known_by=by, turns=False)
        else:
            told = evaluate(self.compiled, case(self.text, self.compiled.framework), self.as_of, turns=False)
        return outcome(told, {})


@pytest.fixture(scope="module")
def tally(request: pytest.FixtureRequest) -> Iterator[Tally]:
    """One for all tests of this file; told at its end."""
    counted = Tally()
    yield counted
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print(f"\noracle: {counted.compared} cases compared; worlds and what they hold: {dict(counted.seen)}")
        print(f"oracle: not compared: {dict(counted.skipped)}; wider as the pages say: {dict(counted.wider)}")
        print(f"oracle: known faults of the engine: {dict(counted.known)}")


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


def compare(name: str, compiled: Compiled, data: dict[str, Any], as_of: dt.date, told: Told, tally: Tally) -> None:
    """One case, answered twice."""
    try:
        read = record.read(data, compiled.framework, as_of.isoformat(), told.known_by or as_of.isoformat())
        mine = answers.answer(compiled.framework, read, as_of, told.readings)
    except RecursionError:
        tally.skipped["conditions that ask what is known of each other"] += 1
        return
    except answers.NotTried as reason:
        tally.skipped[str(reason)] += 1
        return
    tally.compared += 1
    tally.seen.update(mine.seen)
    tally.skipped["a question with too many worlds"] += len(mine.skipped)
    for each in beside.differences(told.answer(), mine):
        reason = next((reason for reason, shows in FAULTS.items() if shows(each)), "")
        if reason:
            tally.known[reason] += 1
        else:
            tally.found.append(f"{name}: {each}")
    tally.wider.update(mine.wider)


def written_out(data: dict[str, Any]) -> str:
    """A case as YAML in which every scalar is read as it was made."""
    return "".join(f"{key}: {_flow(value)}\n" for key, value in data.items())


def _flow(value: Any) -> str:
    match value:
        case dict():
            return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_flow, value)) + "]"
        case _:
            return value if re.fullmatch(r"[a-z][a-z_]*|[0-9-]{10}|[0-9]", value) else json.dumps(value)


def frameworks() -> list[tuple[str, Compiled]]:
    """Every framework of the house, of the worked examples, and of the pages of the language."""
    found = []
    for folder in FOLDERS:
        compiled = load_folder(folder).compiled
        assert compiled is not None
        found.append((folder.relative_to(ROOT / "policy").as_posix(), compiled))
    for path in EXAMPLES:
        head, mark, _ = path.read_text("utf-8").partition("---\n")
        found += [(path.stem, framework(yaml.safe_load(head)["framework"]))] if mark else []
    for path in sorted(PAGES.glob("*.md")):
        text = "\n".join(re.findall(r"^```remit\n(.*?)^```", path.read_text("utf-8"), re.S | re.M))
        if "succeeds " not in text:
            found.append((path.stem, framework(text)))
    return found


def test_every_scenario_is_answered_as_by_the_oracle(tally: Tally) -> None:
    written = plain()
    examples = [trial for trial in TRIALS if "/" not in trial.name.partition(":")[0]]
    beside_frameworks = [trial for trial in TRIALS if trial not in examples]
    before = tally.compared
    for trial in (*examples, *beside_frameworks[::EVERY_NTH]):
        if trial.scenario.before is not None:
            tally.skipped["each framework while it was in force"] += 1
            continue
        data = written[trial.name]
        as_of = dt.date.fromisoformat(data["as_of"])
        compare(trial.name, trial.compiled, data["case"], as_of, Told.of(trial, data), tally)
    assert not tally.found, "\n".join(tally.found[:20])
    assert tally.compared - before > 400
    assert tally.skipped["records with gaps"] < 50 and tally.skipped["a question with too many worlds"] < 5


def test_cases_made_by_chance_are_answered_as_by_the_oracle(tally: Tally) -> None:
    before = tally.compared
    for name, compiled in frameworks():
        for number in range(CASES):
            data, as_of = made(compiled.framework, random.Random(f"{name} {number}"))
            compare(f"{name} {number}", compiled, data, as_of, Told(compiled, written_out(data), as_of), tally)
    assert not tally.found, "\n".join(tally.found[:20])
    assert tally.compared - before > 35 * CASES


def test_frameworks_made_by_chance_are_answered_nearly_always_as_by_the_oracle() -> None:
    """Whole programs at random, far from what a handbook says. What differs is told; most of it is wider, or is about
    days that are reckoned from what is not known."""
    own = Tally()
    differing: set[str] = set()

    @settings(max_examples=400 if LONG else 15, database=None, suppress_health_check=list(HealthCheck))
    @given(typed.programs(), st.integers(0, 10**6))
    def ask(program: Program, seed: int) -> None:
        compiled = framework(VOCABULARY + program.text, checked=False, but="E217")
        for number in range(4):
            data, as_of = made(compiled.framework, random.Random(f"{seed} {number}"))
            before = len(own.found) + sum(own.known.values())
            compare(f"{seed} {number}", compiled, data, as_of, Told(compiled, written_out(data), as_of), own)
            if len(own.found) + sum(own.known.values()) > before:
                differing.add(f"{seed} {number}")

    ask()
    assert own.compared > 40 and len(differing) < own.compared * (0.06 if LONG else 0.15), "\n".join(own.found[:20])


def test_there_was_something_to_compare(tally: Tally) -> None:
    """After the others: what the cases put to work, what was let pass, and faults that were mended since."""
    assert tally.seen["worlds"] > 20_000 and tally.seen["split"] > 1_000, tally.seen
    assert tally.seen["timers"] >= 50 and tally.seen["ties"] >= 5, tally.seen
    assert tally.seen["deemings"] > 10 and tally.seen["exceptions"] > 100 and tally.seen["defeated"] > 3, tally.seen
    assert sum(tally.wider.values()) < tally.compared / 10, tally.wider


LISTED = yaml.load((Path(__file__).parent / "oracle_faults.yaml").read_text("utf-8"), yaml.BaseLoader)


def test_a_fault_that_is_listed_still_shows() -> None:
    """Mended? Then take it out of `oracle_faults.yaml` and of `FAULTS`."""
    for entry in LISTED:
        compiled = framework(entry["framework"])
        data = {"subject": {"urn": "1"}, **entry["case"]}
        as_of = dt.date.fromisoformat(entry["as_of"])
        read = record.read(data, compiled.framework, entry["as_of"], entry["as_of"])
        mine = answers.answer(compiled.framework, read, as_of)
        told = Told(compiled, written_out(data), as_of).answer()
        shown = [str(each) for each in beside.differences(told, mine) if FAULTS[entry["fault"]](each)]
        assert shown, f"{entry['fault']}: the engine and the oracle say the same"


def test_every_fault_has_a_case() -> None:
    assert {entry["fault"] for entry in LISTED} == set(FAULTS)


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
