"""Lets pytest run scenario files: each scenario that stands in `scenarios/` beside a `framework.yaml` is a test.

pytest reads this module in every project in which remit is installed, so it imports remit only where there is a
scenario file.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from _pytest._code.code import TerminalRepr

    from .engine.groups import Compiled
    from .engine.scenario import Scenario
    from .pipeline import Loaded

_LOADED = pytest.StashKey["dict[Path, Loaded]"]()


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A scenario file: `*.yaml` in a folder `scenarios` whose parent holds `framework.yaml`."""
    if file_path.suffix != ".yaml" or file_path.parent.name != "scenarios":
        return None
    if not (file_path.parent.parent / "framework.yaml").is_file():
        return None
    return ScenarioFile.from_parent(parent, path=file_path)


class ScenarioFile(pytest.File):
    """The scenarios of one file, and a test that fails for each thing that is wrong with the file."""

    def collect(self) -> Iterator[pytest.Item]:
        """A test for each scenario."""
        from .dsl.base.diagnostics import Refused, render
        from .engine.scenario import read_scenarios
        from .files import read_text
        from .pipeline import before, unusable

        try:
            loaded = self._framework()
            source = read_text(self.path)
        except Refused as refused:
            raise self.CollectError("\n".join(each.message for each in refused.diagnostics)) from None
        if loaded.compiled is None:
            why = unusable(loaded).diagnostics
            raise self.CollectError("\n".join(render(each, loaded.sources) for each in why))
        loaded.sources.add(source)
        scenarios, faults = read_scenarios(source, loaded.compiled.framework, partial(before, loaded))
        for number, fault in enumerate(faults, 1):
            yield FaultItem.from_parent(self, name=f"fault {number}", told=render(fault, loaded.sources))
        for scenario in scenarios:
            yield ScenarioItem.from_parent(self, name=scenario.name, scenario=scenario, compiled=loaded.compiled)

    def _framework(self) -> Loaded:
        """The framework beside the file, read once for all of its files."""
        from .pipeline import load_folder

        known = self.config.stash.setdefault(_LOADED, {})
        folder = self.path.parent.parent
        if folder not in known:
            known[folder] = load_folder(folder)
        return known[folder]


class NotMet(Exception):
    """Expectations of a scenario that are not met, or a scenario that cannot be read; says all of it."""


class FaultItem(pytest.Item):
    """Something that is wrong with a scenario file."""

    def __init__(self, *, told: str, **others: object) -> None:
        super().__init__(**others)  # type: ignore[arg-type]
        self.told = told

    def runtest(self) -> None:
        """Fail."""
        raise NotMet(self.told)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
        """The fault, with its line."""
        return self.told


class ScenarioItem(pytest.Item):
    """One scenario."""

    def __init__(self, *, scenario: Scenario, compiled: Compiled, **others: object) -> None:
        super().__init__(**others)  # type: ignore[arg-type]
        self.scenario = scenario
        self.compiled = compiled

    def runtest(self) -> None:
        """Compare what is expected with what is found."""
        from .engine.scenario import run
        from .visualise.trials import mismatches_text

        mismatches = run(self.scenario, self.compiled)
        if mismatches:
            raise NotMet(mismatches_text(self.compiled, mismatches).rstrip("\n"))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str | TerminalRepr:
        """Each expectation that is not met, with the reasons of the answer; a fault of remit's own as any other."""
        return str(excinfo.value) if isinstance(excinfo.value, NotMet) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """File, line (from 0) and name, for reports."""
        return self.path, self.scenario.span.start.line - 1, f"scenario: {self.name}"
