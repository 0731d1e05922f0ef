"""Completion: what each shell is answered, by its own protocol; in bash by bash itself."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from golden import Golden

ROOT = Path(__file__).parent.parent
SHELLS = ("bash", "zsh", "fish", "powershell")
PROGRAM = "from remit.cli import main; main()"
OF = "ofsted-schools@2024-09-16"


def remit(*arguments: str, cwd: Path = ROOT, **variables: str) -> str:
    """The standard output of remit in a process of its own, as a shell would start it."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **variables},
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.returncode == 0 and not done.stderr, done.stderr
    return done.stdout


def asked(shell: str, *words: str, cwd: Path = ROOT) -> list[tuple[str, str]]:
    """Type and value of what a shell is offered for the last of `words`."""
    *before, last = words
    line = " ".join(["remit", *words])
    match shell:
        case "bash":
            given = {"COMP_WORDS": line}
        case "zsh":
            given = {"COMP_WORDS": line, "COMP_CWORD": str(len(words))}
        case "fish":
            given = {"COMP_WORDS": line, "COMP_CWORD": last}
        case _:
            given = {"COMP_WORDS": "\n".join(before), "COMP_CWORD": last}
    answer = remit(cwd=cwd, _REMIT_COMPLETE=f"{shell}_complete", **given).strip("\n").splitlines()
    match shell:
        case "zsh":
            return list(zip(answer[::3], (each.replace("\\:", ":") for each in answer[1::3]), strict=True))
        case "powershell":
            parts = [each.split("\t") for each in answer if each]
            assert all(len(part) == 3 for part in parts)
            return [(part[0], part[1]) for part in parts]
        case _:
            return [(each.partition(",")[0], each.partition(",")[2].split("\t")[0]) for each in answer if each]


def plain(shell: str, *words: str, cwd: Path = ROOT) -> list[str]:
    return [value for kind, value in asked(shell, *words, cwd=cwd) if kind == "plain"]


@pytest.mark.parametrize("shell", SHELLS)
def test_commands_options_and_choices(shell: str) -> None:
    assert plain(shell, "sch") == ["schema"]
    assert plain(shell, "schema", "--fr") == ["--framework"]
    assert plain(shell, "completion", "p") == ["powershell"]
    assert plain(shell, "schema", "led") == ["ledger"]


@pytest.mark.parametrize("shell", SHELLS)
def test_names_of_frameworks_and_rules(shell: str) -> None:
    assert {"ofsted-schools", OF} <= set(plain(shell, "check", "ofsted"))
    assert ("dir", "no") in asked(shell, "check", "no")
    assert plain(shell, "help", "E10")[:2] == ["E101", "E102"]
    assert "good_leadership=exactly_good" in plain(shell, "evaluate", "case.yaml", "-f", OF, "--reading", "good_l")
    offered = plain(shell, "whatif", "case.yaml", "-f", OF, "--set", "")
    assert {"first_latest=", "academy_order=", "good_leadership=exactly_good"} <= set(offered)
    assert plain(shell, "explain", "case.yaml", "-f", OF, "--why", "single_m") == ["single_monitoring"]
    assert plain(shell, "explain", "case.yaml", "-f", OF, "--why-not", "single_m") == ["single_monitoring"]
    assert plain(shell, "explain", "case.yaml", "-f", OF, "--needs", "single_m") == ["single_monitoring"]
    assert "standing" in plain(shell, "diagram", OF, "--lifecycle", "")
    assert "ofsted-mi-2019" in plain(shell, "survey", "t.csv", "-f", OF, "--mapping", "ofsted")
    assert "modelled" in plain(shell, "sources", OF, "--status", "mod")
    assert ("file", "rul") in asked(shell, "fmt", "rul")
    assert asked(shell, "evaluate", "ca") == [("file", "ca")]


def test_case_of_letters_does_not_matter() -> None:
    assert plain("bash", "help", "e10")[:2] == ["E101", "E102"]


def test_readings_are_read_past_labels_and_comments(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "rules.remit").write_text(
        'reading one "is it: a | b?": -- c | d: default\n  x "x | y" |\n  z\n  default x\n'
        'rule two "reading three: e | f"\n',
        encoding="utf-8",
    )
    words = ("evaluate", "case.yaml", "-f", "mine", "--reading", "")
    assert plain("bash", *words, cwd=tmp_path) == ["one=x", "one=z"]


@pytest.mark.parametrize("name", ["nowhere", "broken"])
def test_what_cannot_be_read_completes_to_nothing(name: str, tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "rules.remit").write_bytes(b"\xff\xfe")
    assert plain("bash", "evaluate", "case.yaml", "-f", name, "--reading", "", cwd=tmp_path) == []


@pytest.mark.parametrize("shell", ["bash", "powershell"])
def test_an_option_with_its_value_stays_whole(shell: str) -> None:
    words = ("evaluate", "case.yaml", "-f", OF, "--reading=good_leadership=ex")
    assert plain(shell, *words) == ["--reading=good_leadership=exactly_good"]


@pytest.mark.parametrize("shell", SHELLS)
def test_completion_imports_nothing_heavy(shell: str) -> None:
    program = (
        "import sys\n"
        "try:\n    from remit.cli import main\n    main()\n"
        "finally:\n    heavy = {'polars', 'networkx', 'lark', 'numpy'}\n"
        "    print(*heavy & {*sys.modules}, file=sys.stderr)"
    )
    line = f"remit evaluate case.yaml -f {OF} --reading good"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT / "src"),
            "_REMIT_COMPLETE": f"{shell}_complete",
            "COMP_WORDS": line.removeprefix("remit ").replace(" ", "\n") if shell == "powershell" else line,
            "COMP_CWORD": "5" if shell == "zsh" else "good",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stderr.split() == [], "a key stroke imports these"


# --- the scripts ---


@pytest.mark.parametrize("shell", SHELLS)
def test_script_names_the_program_and_its_variable(shell: str) -> None:
    script = remit("completion", shell)
    assert f"_REMIT_COMPLETE={shell}_complete" in script or f"$env:_REMIT_COMPLETE = '{shell}_complete'" in script
    assert "%(" not in script and "%%" not in script
    if shell == "zsh":
        assert script.startswith("#compdef remit\n")


def test_powershell_script(golden: Golden) -> None:
    """No PowerShell here: its brackets are counted, and a change of the script is looked at by a person."""
    script = remit("completion", "powershell")
    code = re.sub(r"'(?:[^']|'')*'|\"[^\"\n]*\"", "''", script)
    for opening, closing in ("{}", "()", "[]"):
        assert code.count(opening) == code.count(closing)
    assert "Register-ArgumentCompleter -Native -CommandName remit -ScriptBlock {" in script
    golden("golden/completion.ps1", script)


def test_bash_completes(tmp_path: Path) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash here")
    program = tmp_path / "remit"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{PROGRAM}" "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    (tmp_path / "script").write_text(remit("completion", "bash"), encoding="utf-8")

    def completed(line: str) -> list[str]:
        """What stands in COMPREPLY when the tabulator is pressed at the end of `line`."""
        driver = (
            "compopt() { :; }; . ./script; COMP_LINE=$1; COMP_POINT=${#1}; _remit_completion ./remit; "
            'printf "%s\\n" "${COMPREPLY[@]}"'
        )
        done = subprocess.run(
            [bash, "--norc", "-c", driver, "bash", line],
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0 and not done.stderr, done.stderr
        return done.stdout.split("\n")[:-1]

    assert completed("remit sch") == ["schema"]
    assert completed("remit sources x --status no") == [r"not\ yet"]
    assert OF in completed("remit check of")
    assert completed("remit check ofsted-schools@2024-0") == ["2024-09-16"]
    assert completed(f"remit evaluate case.yaml -f {OF} --reading good_leadership=ex") == ["exactly_good"]
    assert completed(f"remit evaluate case.yaml -f {OF} --reading=good_leadership=ex") == ["exactly_good"]
    assert completed(f"remit evaluate case.yaml -f {OF} --reading=good_le")[0].startswith("good_leadership=")
