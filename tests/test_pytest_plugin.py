"""The pytest plugin, in runs of their own: what it collects, what it says, and that other projects do not notice it."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

from test_command_test import FAILS, HOLDS, RULES, folder

ROOT = Path(__file__).parent.parent
PLUGINS = ("-p", "remit.pytest_plugin", "-p", "no:cacheprovider")


def pytest_in(place: Path, *arguments: str) -> tuple[int, str]:
    """Exit code and output of a run in `place`, with the plugin and without what surrounds this run."""
    done = subprocess.run(
        (sys.executable, "-m", "pytest", *PLUGINS, "--rootdir", place, "-c", os.devnull, *arguments),
        cwd=place,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("PYTEST")},
            "PYTHONPATH": str(ROOT / "src"),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout + done.stderr


def test_scenarios_are_tests(tmp_path: Path) -> None:
    folder(tmp_path / "rules" / "f", HOLDS, FAILS)
    code, out = pytest_in(tmp_path, "-v")
    assert code == 1, out
    assert "rules/f/scenarios/all.yaml::unsafe PASSED" in out
    assert "rules/f/scenarios/all.yaml::shut FAILED" in out
    assert "1 failed, 1 passed" in out
    assert "all.yaml:12:19: shut: duties follow_up status: expected open, found void" in out
    assert "except shut: released" in out
    assert "Traceback" not in out and "NotMet" not in out.split("short test summary")[0]


def test_one_scenario_can_be_asked_for(tmp_path: Path) -> None:
    folder(tmp_path / "f", HOLDS, FAILS)
    code, out = pytest_in(tmp_path, "f/scenarios/all.yaml::unsafe")
    assert code == 0 and "1 passed" in out


def test_faults_of_a_file_fail(tmp_path: Path) -> None:
    folder(tmp_path / "f", HOLDS, HOLDS.replace("course: calls", "curse: calls").replace("unsafe", "misspelt"))
    code, out = pytest_in(tmp_path)
    assert code == 1 and "1 failed, 1 passed" in out
    assert "E502" in out and "Did you mean 'course'?" in out


def test_a_framework_with_errors_is_told_once_for_each_file(tmp_path: Path) -> None:
    folder(tmp_path / "f", HOLDS, rules=RULES.replace("closed cite 4", "clsed cite 4"))
    code, out = pytest_in(tmp_path)
    assert code == 2 and "Did you mean 'closed'?" in out and "Traceback" not in out


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "of-another-kind.yaml").write_text("[")
    framework = folder(tmp_path / "f", HOLDS)
    (framework / "mappings").mkdir()
    (framework / "mappings" / "m.yaml").write_text("[")
    (framework / "scenarios" / "notes.txt").write_text("[")
    code, out = pytest_in(tmp_path)
    assert code == 0 and "1 passed" in out


def test_a_run_without_scenarios_imports_nothing_of_remit(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import sys\n\ndef test_it():\n"
        "    heavy = {'lark', 'polars', 'click', 'numpy', 'remit.dsl', 'remit.engine', 'remit.pipeline'}\n"
        "    assert 'remit.pytest_plugin' in sys.modules\n"
        "    assert not heavy & set(sys.modules)\n"
    )
    code, out = pytest_in(tmp_path)
    assert code == 0, out


def test_the_plugin_is_found_where_remit_is_installed(tmp_path: Path) -> None:
    """What pyproject.toml says of entry points, as an installer would write it down."""
    folder(tmp_path / "f", HOLDS)
    about = tmp_path / "site" / "installed_remit-1.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: installed-remit\nVersion: 1\n")
    points = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]["pytest11"]
    lines = [f"{name} = {module}" for name, module in points.items()]
    (about / "entry_points.txt").write_text("[pytest11]\n" + "\n".join(lines) + "\n")
    for arguments, wanted in (((), "1 passed"), (("-p", "no:remit"), "no tests ran")):
        done = subprocess.run(
            (sys.executable, "-m", "pytest", *PLUGINS[2:], "-c", os.devnull, "--rootdir", tmp_path, *arguments, "f"),
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(tmp_path / "site")))},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert wanted in done.stdout, done.stdout + done.stderr


def test_this_project_runs_its_scenarios_once() -> None:
    """tests/test_scenarios.py runs them; the plugin would in policy/, which is not among the places looked at."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert settings["tool"]["pytest"]["ini_options"]["testpaths"] == ["tests"]
    assert not [path for path in (ROOT / "tests").rglob("scenarios/*.yaml") if (path / "../../framework.yaml").exists()]


def test_this_projects_scenarios_hold_for_the_plugin_too() -> None:
    """Those of one framework: all would take half a minute, and hold by themselves."""
    code, out = pytest_in(ROOT / "policy" / "ofsted-fe-skills", "-q")
    assert code == 0 and int(out.split(" passed")[0].split()[-1]) > 50, out
