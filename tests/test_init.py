"""`remit init`: what it writes works at once and whole, and what it must not touch it leaves alone."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
import yaml

from remit.cli import main
from remit.commands import init
from remit.dsl.base.spans import Source
from remit.dsl.manifest import read_manifest
from remit.engine.coverage import cover
from remit.files import MAX_BYTES
from remit.pipeline import load_folder, load_scenarios
from remit.schemas import schema_text

ROOT = Path(__file__).parent.parent


def remit(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as left:
        main([str(each) for each in arguments])
    return int(left.value.code or 0)


def files(folder: Path) -> dict[str, bytes]:
    return {
        each.relative_to(folder).as_posix(): each.read_bytes() for each in sorted(folder.rglob("*")) if each.is_file()
    }


@pytest.fixture
def clubs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A folder as `remit init clubs` leaves it, in which one stands."""
    monkeypatch.chdir(tmp_path)
    assert remit("init", "clubs") == 0
    assert "remit check clubs" in capsys.readouterr().out
    monkeypatch.chdir("clubs")
    return Path.cwd()


# --- what it writes works ---


def test_everything_is_there(clubs: Path) -> None:
    found = set(files(clubs))
    assert {*init.PLACES, *(f".vscode/schemas/{kind}.schema.json" for kind in init.SCHEMAS)} == found


def test_check_finds_nothing(clubs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert remit("check", ".", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out) == []


def test_layout_is_the_one_layout(clubs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert remit("fmt", "--check", ".") == 0
    assert not capsys.readouterr().out


def test_scenarios_hold_and_cover_everything(clubs: Path) -> None:
    assert remit("test", ".") == 0
    loaded = load_folder(clubs)
    assert loaded.compiled is not None
    scenarios, faults = load_scenarios(loaded)
    assert not faults
    coverage = cover(loaded.compiled, scenarios)
    assert len(coverage.items) > 20 and not coverage.missed


def test_no_change_of_the_rules_goes_unnoticed(clubs: Path) -> None:
    assert remit("test", ".", "--mutate", "--fail-under", "100") == 0


def test_it_shows_what_there_is(clubs: Path) -> None:
    framework = load_folder(clubs).framework
    assert framework is not None
    counts = {
        "states": sum(len(each.states) for each in framework.lifecycles.values()),
        "rules": len(framework.rules),
        "exceptions": sum(len(each.exceptions) for each in framework.rules.values()),
        "readings": len(framework.readings),
        "parameters": len(framework.parameters),
        "gaps": len(framework.gaps),
    }
    assert counts == {"states": 2, "rules": 3, "exceptions": 1, "readings": 1, "parameters": 1, "gaps": 1}


def test_commands_of_its_readme_run(clubs: Path) -> None:
    commands = re.findall(r"`(remit [^`]+)`", (clubs / "README.md").read_text(encoding="utf-8"))
    assert len(commands) > 7
    for command in commands:
        assert remit(*shlex.split(command)[1:]) == 0, command
    assert (clubs / "picture.svg").read_text(encoding="utf-8").startswith("<")


def test_commands_in_its_comments_are_there(clubs: Path) -> None:
    for name in ("ledger.yaml", "rules.remit", "scenarios/scenarios.yaml"):
        for command in re.findall(r"`(remit [^`]+)`", (clubs / name).read_text(encoding="utf-8")):
            run = shlex.split(command.replace("FOLDER", "."))[1:]
            assert remit(*run) == 0, command


def test_settings_bind_schemas_that_are_there_and_up_to_date(clubs: Path) -> None:
    settings = json.loads((clubs / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    framework = load_folder(clubs).framework
    bound = settings["yaml.schemas"]
    assert {Path(each).name for each in bound} == {f"{kind}.schema.json" for kind in init.SCHEMAS}
    for path in bound:
        kind = Path(path).name.removesuffix(".schema.json")
        assert (clubs / path).read_text(encoding="utf-8") == schema_text(kind, framework)
    globs = [each for value in bound.values() for each in ([value] if isinstance(value, str) else value)]
    held = [each for each in files(clubs) if each.endswith(".yaml")]
    assert all(any(Path(each).match(glob) for glob in globs) for each in held)


# --- id and title ---


@pytest.mark.parametrize(
    ("folder", "identity"),
    [("Riverside Clubs", "riverside-clubs"), ("2025-rules", "rules"), ("---", "my-framework"), ("É", "my-framework")],
)
def test_id_is_made_of_the_folders_name(folder: str, identity: str, tmp_path: Path) -> None:
    assert remit("init", tmp_path / folder) == 0
    manifest = load_folder(tmp_path / folder).framework
    assert manifest is not None and manifest.manifest.id == identity


@pytest.mark.parametrize("title", ['The "Club" book: $id', "a # b", "- x", "Ä & <b>", "'", "{x}", "yes", "\\n", "null"])
def test_title_is_kept_to_the_letter(title: str, tmp_path: Path) -> None:
    assert remit("init", tmp_path / "new", "--id", "a-b2", "--title", title) == 0
    text = (tmp_path / "new" / "framework.yaml").read_text(encoding="utf-8")
    manifest, faults = read_manifest(Source("framework.yaml", text))
    assert not faults and manifest is not None and (manifest.id, manifest.title) == ("a-b2", title)
    assert (tmp_path / "new" / "README.md").read_text(encoding="utf-8").startswith(f"# {title}\n")


@pytest.mark.parametrize(
    "arguments",
    [("--id", "Clubs"), ("--id", ""), ("--id", "a_b"), ("--id", "1a"), ("--title", " "), ("--title", "a\nb"),
     ("--title", "x" * 201)],
)  # fmt: skip
def test_wrong_id_or_title_writes_nothing(arguments: tuple[str, str], tmp_path: Path) -> None:
    assert remit("init", tmp_path / "new", *arguments) == 2
    assert not list(tmp_path.iterdir())


# --- whole or not at all ---


@pytest.mark.parametrize("held", ["notes.txt", ".hidden"])
def test_folder_that_holds_anything_is_refused(held: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / held).write_text("mine", encoding="utf-8")
    assert remit("init", tmp_path) == 2
    assert "E603" in capsys.readouterr().err
    assert files(tmp_path) == {held: b"mine"}


def test_empty_folder_is_filled_where_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = tmp_path.stat().st_ino
    assert remit("init", ".", "--id", "here") == 0
    assert tmp_path.stat().st_ino == before and remit("check", ".") == 0
    assert not [name for name in files(tmp_path) if name.startswith(".remit-")]
    assert remit("init", ".") == 2


def test_file_and_folder_that_is_not_there_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for place in (tmp_path / "file", tmp_path / "no" / "new", tmp_path / "file" / "new"):
        assert remit("init", place) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert files(tmp_path) == {"file": b"x"}


@pytest.mark.parametrize(
    ("new", "method", "after"),
    [
        *((new, "write_bytes", after) for new in (True, False) for after in (0, 1, 7)),
        (True, "rename", 0),  # a new folder comes with one step
        *((False, "rename", after) for after in (0, 1, 3)),
    ],
)
def test_fault_on_the_way_leaves_nothing(
    new: bool, method: str, after: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "new"
    if not new:
        target.mkdir()
    done, real = 0, getattr(Path, method)

    def failing(self: Path, *arguments: object) -> object:
        nonlocal done
        done += 1
        if done > after:
            raise OSError(28, "No space left on device")
        return real(self, *arguments)

    with monkeypatch.context() as patched:
        patched.setattr(Path, method, failing)
        assert remit("init", target) == 2
    assert [*target.iterdir()] == [] if not new else not target.exists()
    assert [each.name for each in tmp_path.iterdir()] == ([] if new else ["new"])


# --- pre-commit ---

HOOKS = {each["id"]: each for each in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}


def hooked(name: str, changed: list[str]) -> int:
    """What the hook leaves with when these files are committed."""
    hook = HOOKS[name]
    program, *words = [*hook["entry"].split(), *hook.get("args", [])]
    assert program == "remit" and hook["language"] == "python"
    chosen = [each for each in changed if re.search(hook["files"], each)]
    assert chosen, f"{name} looks at none of {changed}"
    return remit(*words, *(chosen if hook.get("pass_filenames", True) else []))


@pytest.mark.parametrize("name", sorted(HOOKS))
def test_hooks_pass_a_new_framework(name: str, clubs: Path) -> None:
    before = files(clubs)
    assert hooked(name, sorted(before)) == 0
    assert files(clubs) == before


def test_hooks_find_what_is_wrong(clubs: Path) -> None:
    rules, text = clubs / "rules.remit", (clubs / "rules.remit").read_text(encoding="utf-8")
    rules.write_text(text.replace("= 30 days", "= 31 days"), encoding="utf-8")
    assert hooked("remit-check", ["rules.remit"]) == 0 and hooked("remit-test", ["rules.remit"]) == 1
    rules.write_text(text.replace("care of it is poor", "care of it is por"), encoding="utf-8")
    assert hooked("remit-check", ["rules.remit"]) == 1
    rules.write_text(text.replace("  club must", "     club must"), encoding="utf-8")
    assert hooked("remit-fmt", ["rules.remit"]) == 0 and rules.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("name", sorted(HOOKS))
def test_hooks_look_at_the_files_that_matter(name: str) -> None:
    def seen(path: str) -> bool:
        return bool(re.search(HOOKS[name]["files"], path))

    assert seen("a/rules.remit") and not seen("a/rules.remit.bak") and not seen("README.md") and not seen("config.yaml")
    assert seen("a/scenarios/x.yaml") == seen("framework.yaml") == seen("a/ledger.yaml") == (name != "remit-fmt")
    assert seen("a/mappings/x.yaml") == (name == "remit-check")


def test_starter_is_small() -> None:
    for place, text in init.starter("a", "A").items():
        assert len(text.encode()) < MAX_BYTES
        if not place.endswith(".json"):
            assert max(len(line) for line in text.split("\n")) <= 120, place
            assert len(text.split("\n")) < 100, place
