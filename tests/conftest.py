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


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write the golden files anew from this run's output")


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


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Told from the reports alone: the tests themselves may have run in other processes."""
    reports = [
        each for found in terminalreporter.stats.values() for each in found if isinstance(each, pytest.TestReport)
    ]
    on_data = [each for each in reports if "real_data" in each.keywords]
    ran = sum(each.when == "call" and not each.skipped for each in on_data)
    terminalreporter.write_line(real_data_line(ran, [_reason(each) for each in on_data if each.skipped]))
    rewritten = {path for each in reports for name, path in each.user_properties if name == REWRITTEN}
    if rewritten:
        terminalreporter.write_line(f"golden files: {_count(len(rewritten), 'file')} written anew; read git diff")


def _reason(report: pytest.TestReport) -> str:
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else "skipped"


def real_data_line(ran: int, skipped: list[str]) -> str:
    """One line on the tests that need the published files; `.ci/run` reads it."""
    parts = [f"{_count(ran, 'test')} ran"] if ran or not skipped else []
    if skipped:
        parts.append(f"{_count(len(skipped), 'test')} skipped ({'; '.join(sorted(set(skipped)))})")
    return "real data: " + ", ".join(parts)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
