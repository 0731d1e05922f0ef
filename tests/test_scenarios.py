"""Every scenario beside a framework, and a worked example for each numbered rule of docs/semantics.md that is built.

A file in `semantics/` names its rule, holds a framework of a few lines and, below `---`, scenarios in the form in which
they stand beside real frameworks. `from` is the day on which the framework comes into force, and `before` lists those
that it succeeds, the oldest first, each with `from`, perhaps `until`, and its `framework`. `findings`: words that the
findings of a scenario must hold, in order; `refused`: the code with which the framework is turned down.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from support import MANIFEST, ROOT, framework, manifest

from remit.dsl.base.spans import Source
from remit.dsl.folder import Folder
from remit.dsl.load import load
from remit.engine.analyse import analyse
from remit.engine.groups import Compiled, compile_groups
from remit.engine.scenario import Scenario, read_scenarios, run
from remit.pipeline import load_folder, load_scenarios

FOLDERS = sorted(path.parent for path in (ROOT / "policy").glob("*/*/framework.yaml"))
EXAMPLES = sorted((Path(__file__).parent / "semantics").glob("*.yaml"))


@dataclass(frozen=True, slots=True)
class Trial:
    """A scenario under the framework that it belongs to, and words that its findings must hold (None: not asked)."""

    name: str
    scenario: Scenario
    compiled: Compiled
    findings: tuple[str, ...] | None = None


def beside(folder: Path) -> list[Trial]:
    """The scenarios that stand beside a framework."""
    loaded = load_folder(folder)
    assert loaded.compiled is not None, loaded.diagnostics
    scenarios, diagnostics = load_scenarios(loaded)
    assert not diagnostics, diagnostics
    name = folder.relative_to(ROOT / "policy").as_posix()
    return [Trial(f"{name}: {each.name}", each, loaded.compiled) for each in scenarios]


def worked(path: Path) -> list[Trial]:
    """The scenarios of a worked example; none where its framework is to be refused."""
    text = path.read_text(encoding="utf-8")
    head, mark, tail = text.partition("---\n")
    about = yaml.safe_load(head)
    if not mark:
        return []
    before = tuple(
        framework(each["framework"], about=manifest(str(each["from"]), str(each.get("until", ""))))
        for each in about.get("before", ())
    )
    compiled = framework(about["framework"], about=manifest(str(about.get("from", "2024-01-01"))))
    source = Source(path.name, "\n" * head.count("\n") + "\n" + tail)  # the lines keep their numbers
    scenarios, diagnostics = read_scenarios(source, compiled.framework, lambda: before)
    assert not diagnostics, diagnostics
    told: dict[str, list[str]] = about.get("findings", {})
    assert set(told) <= {each.name for each in scenarios}
    return [
        Trial(f"{path.stem}: {each.name}", each, compiled, tuple(told[each.name]) if each.name in told else None)
        for each in scenarios
    ]


TRIALS = [trial for folder in FOLDERS for trial in beside(folder)] + [t for path in EXAMPLES for t in worked(path)]


@pytest.mark.parametrize("trial", TRIALS, ids=[trial.name for trial in TRIALS])
def test_scenario(trial: Trial) -> None:
    assert trial.scenario.expected, "a scenario that expects nothing shows nothing"
    assert not [str(mismatch) for mismatch in run(trial.scenario, trial.compiled)]
    if trial.findings is not None:
        answer = trial.scenario.outcome(trial.compiled)
        messages = [each.message for each in answer.findings]
        assert len(messages) == len(trial.findings), messages
        assert all(words in message for words, message in zip(trial.findings, messages, strict=True)), messages


@pytest.mark.parametrize("path", [p for p in EXAMPLES if "\n---\n" not in p.read_text("utf-8")], ids=lambda p: p.stem)
def test_refused(path: Path) -> None:
    about = yaml.safe_load(path.read_text(encoding="utf-8"))
    found, diagnostics = load(
        Folder(Source("framework.yaml", MANIFEST), None, (Source("t.remit", about["framework"]),))
    )
    assert found is not None
    codes = {each.code for each in (*diagnostics, *analyse(compile_groups(found)))}
    assert codes == {about["refused"]}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda each: each.parent.name + "@" + each.name)
def test_scenarios_stand_beside_every_framework(folder: Path) -> None:
    assert any(trial.name.startswith(folder.relative_to(ROOT / "policy").as_posix()) for trial in TRIALS)


def test_the_names_of_scenarios_are_their_own() -> None:
    names = [trial.name for trial in TRIALS]
    assert sorted(set(names)) == sorted(names)
