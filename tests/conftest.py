"""What all tests share: the golden switch, the real data, and how Hypothesis looks for examples."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest
from golden import REWRITTEN, golden

__all__ = ["golden"]

ROOT = Path(__file__).parent.parent

# The same examples at every run: a failure is then a failure for everybody.
hypothesis.settings.register_profile("remit", derandomize=True, deadline=None)
hypothesis.settings.load_profile("remit")

RAN = pytest.StashKey[set[str]]()
SKIPPED = pytest.StashKey[dict[str, str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write the golden files anew from this run's output")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[RAN] = set()
    config.stash[SKIPPED] = {}


def data_folder() -> Path:
    """Where the published files are: REMIT_DATA, or the folder beside the project. It need not exist.

    A relative REMIT_DATA starts at the project's folder.
    """
    return (ROOT / os.environ.get("REMIT_DATA", "../shared/data")).resolve()


@pytest.fixture
def real_data() -> Path:
    """The folder of the published files; for tests that carry the marker `real_data`."""
    return data_folder()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    folder = data_folder()
    if folder.is_dir():
        return
    skip = pytest.mark.skip(reason=f"no folder {folder}; REMIT_DATA names another")
    for item in items:
        if item.get_closest_marker("real_data"):
            item.add_marker(skip)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]
    report = yield
    if item.get_closest_marker("real_data"):
        if report.skipped:
            item.config.stash[SKIPPED][item.nodeid] = str(call.excinfo.value) if call.excinfo else "skipped"
        elif report.when == "call":
            item.config.stash[RAN].add(item.nodeid)
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    terminalreporter.write_line(real_data_line(len(config.stash[RAN]), config.stash[SKIPPED]))
    if rewritten := config.stash.get(REWRITTEN, []):
        terminalreporter.write_line(f"golden files: {_count(len(set(rewritten)), 'file')} written anew; read git diff")


def real_data_line(ran: int, skipped: dict[str, str]) -> str:
    """One line on the tests that need the published files; `.ci/run` reads it."""
    parts = [f"{_count(ran, 'test')} ran"] if ran or not skipped else []
    if skipped:
        parts.append(f"{_count(len(skipped), 'test')} skipped ({'; '.join(sorted(set(skipped.values())))})")
    return "real data: " + ", ".join(parts)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
