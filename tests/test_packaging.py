"""What is published is what is here: the wheel holds every file of the tree, installs from the locks, and runs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("dsl", "engine", "visualise", "policy")
LOCKS = ("build", "runtime", "dev")


def run(*command: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> str:
    """The standard output of a command that must succeed."""
    done = subprocess.run(
        command, cwd=cwd, env=env, capture_output=True, text=True, encoding="utf-8", check=False, timeout=300
    )
    shown = " ".join(str(part) for part in command)
    assert done.returncode == 0, f"{shown}\nexit code {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def hatchling(target: str, project: Path, into: Path) -> Path:
    """The file that hatchling builds of `project`."""
    run(sys.executable, "-m", "hatchling", "build", "-t", target, "-d", into, cwd=project)
    (built,) = into.iterdir()
    return built


def uv(*arguments: str | Path) -> str:
    return run(sys.executable, "-m", "uv", *arguments)


def tree() -> set[str]:
    """The files of the rooms and of the shell that Git does not ignore, by their names in the wheel."""
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *ROOMS, "src/remit")
    files = {name for name in listed.split("\0") if name and (ROOT / name).is_file() and not (ROOT / name).is_symlink()}
    return {name.removeprefix("src/") if name.startswith("src/") else f"remit/{name}" for name in files}


def published(wheel: Path) -> set[str]:
    """The files in a wheel, less what every wheel holds about itself."""
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if not name.endswith("/")}
    return {name for name in names if ".dist-info/" not in name}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hatchling("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `remit` command in a clean environment that holds the locked requirements and the wheel, no more."""
    place = tmp_path_factory.mktemp("clean") / "venv"
    uv("venv", "--quiet", "--python", sys.executable, place)
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    install = ("pip", "install", "--quiet", "--python", scripts / "python")
    uv(*install, "--require-hashes", "-r", ROOT / "requirements" / "runtime.txt")
    uv(*install, "--no-deps", wheel)
    return scripts / "remit"


def test_wheel_holds_the_tree_and_nothing_else(wheel: Path) -> None:
    expected, found = tree(), published(wheel)
    assert expected > {f"remit/{room}/__init__.py" for room in ROOMS} | {"remit/cli.py", "remit/py.typed"}
    missing, unknown = sorted(expected - found), sorted(found - expected)
    assert not missing, f"name a file in src/remit under only-include in pyproject.toml; not in the wheel: {missing}"
    assert not unknown, f"in the wheel, but not in the tree: {unknown}"


def test_wheel_carries_its_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert any(name.endswith(".dist-info/licenses/LICENSE") for name in archive.namelist())


def test_source_distribution_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    source = hatchling("sdist", ROOT, tmp_path / "source")
    unpacked = tmp_path / "unpacked"
    unpacked.mkdir()
    run("tar", "-xzf", source, "-C", unpacked)
    (project,) = unpacked.iterdir()
    again = hatchling("wheel", project, tmp_path / "again")
    assert again.name == wheel.name
    assert published(again) == published(wheel)


@pytest.mark.parametrize("room", ROOMS)
def test_room_is_linked_into_the_package(room: str) -> None:
    link = ROOT / "src" / "remit" / room
    assert link.is_symlink(), f"{link} is no link; on Windows, see CONTRIBUTING.md"
    assert link.readlink().as_posix() == f"../../{room}"


def test_installed_command_runs_anywhere(installed: Path, tmp_path: Path) -> None:
    left_out = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "REMIT_DATA"}
    env = {name: value for name, value in os.environ.items() if name not in left_out}

    def remit(*arguments: str) -> str:
        return run(installed, *arguments, cwd=tmp_path, env=env)

    version = re.search(r'__version__ = "(.+)"', (ROOT / "src/remit/__init__.py").read_text(encoding="utf-8"))
    assert version
    assert version[1] in remit("--version")

    listed = remit("frameworks")
    shipped = {f"{file.parent.parent.name}@{file.parent.name}" for file in ROOT.glob("policy/*/*/framework.yaml")}
    assert shipped
    for name in shipped:
        identifier, _, dated = name.partition("@")
        assert identifier in listed
        assert dated in listed
    remit("check")
    assert list(tmp_path.iterdir()) == [], "the command left files where it was run"


# --- the locks ---


def requirement_name(line: str) -> str:
    """The name that a requirement line starts with, as the locks spell it."""
    found = re.match(r"[A-Za-z0-9._-]+", line)
    assert found, line
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def locked(lock: str) -> set[str]:
    lines = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8").splitlines()
    return {requirement_name(line) for line in lines if line and not line.startswith((" ", "#"))}


def asked_for(lock: str) -> set[str]:
    """What pyproject.toml and the .in files ask for, by name."""
    if lock == "runtime":
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        return {requirement_name(line) for line in project["project"]["dependencies"]}
    lines = (ROOT / "requirements" / f"{lock}.in").read_text(encoding="utf-8").splitlines()
    return {requirement_name(line) for line in lines if line and not line.startswith(("#", "-"))}


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_holds_what_is_asked_for(lock: str) -> None:
    missing = asked_for(lock) - locked(lock)
    assert not missing, f"run `make lock`: requirements/{lock}.txt lacks {sorted(missing)}"


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_address_and_hashes_everything(lock: str) -> None:
    for line in (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(r"[a-z0-9-]+==\S+( ; [^/]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?", line), line


def test_checks_run_on_the_versions_that_users_get() -> None:
    def pins(lock: str) -> set[str]:
        lines = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8").splitlines()
        return {line.removesuffix(" \\") for line in lines if line and not line.startswith(" ")}

    assert pins("runtime") <= pins("dev")
    assert pins("build") <= pins("dev")
