"""The shape of the project: which way imports run, what each library is imported by, and that the core is pure.

The layers as such stand in pyproject.toml (import-linter); here is what it cannot say.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("dsl", "engine", "visualise")
LONGEST = 450

# A library, and the only modules that may import it; a name that ends in a dot stands for all modules below it.
# `None`: no module at all.
ONLY_IN: dict[str, tuple[str, ...]] = {
    "lark": ("remit.dsl.syntax.grammar",),
    "networkx": ("remit.engine.graph",),
    "graphviz": ("remit.visualise.dot",),
    "click": ("remit.cli", "remit.commands."),
    "subprocess": ("remit.drawing", "remit.revisions"),
    "pickle": (),
}

# What the core may not reach: the clock, chance, files, processes and the surroundings it runs in.
IMPURE_MODULES = frozenset({
    "asyncio", "glob", "os", "pathlib", "random", "secrets", "shutil", "socket", "subprocess", "tempfile", "threading",
    "time", "urllib",
})  # fmt: skip
IMPURE_CALLS = frozenset({"open", "print", "input", "breakpoint"})
IMPURE_ATTRIBUTES = frozenset({"now", "today", "utcnow", "write_text", "write_bytes"})
IMPURE_OF_SYS = frozenset({"stdout", "stderr", "stdin", "argv", "exit"})
NEVER_CALLED = frozenset({"eval", "exec", "compile", "__import__"})


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file of the package: its import name, where it is, and its tree."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def package(self) -> str:
        """The name from which its relative imports start."""
        return self.name if self.path.name == "__init__.py" else self.name.rpartition(".")[0]

    @property
    def room(self) -> str:
        """dsl, engine, visualise, or shell."""
        second = self.name.split(".")[1:2]
        return second[0] if second and second[0] in ROOMS else "shell"


def python_files(folder: Path) -> Iterator[Path]:
    """The Python files below `folder`, not going through links."""
    for place, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(each for each in folders if each != "__pycache__")
        yield from (Path(place, name) for name in sorted(names) if name.endswith(".py"))


def module_at(path: Path) -> Module:
    relative = path.relative_to(ROOT / "src" if path.is_relative_to(ROOT / "src") else ROOT).with_suffix("")
    parts = relative.parts if relative.parts[0] == "remit" else ("remit", *relative.parts)
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Module(name, path, ast.parse(path.read_text(encoding="utf-8"), str(path)))


MODULES = [module_at(path) for folder in (*ROOMS, "src/remit") for path in python_files(ROOT / folder)]
CORE = [module for module in MODULES if module.room != "shell"]


def imports(module: Module) -> Iterator[tuple[str, int]]:
    """The full names that `module` imports, each with its line; `from a import b` gives `a.b`."""
    for node in ast.walk(module.tree):
        match node:
            case ast.Import(names=names):
                yield from ((alias.name, node.lineno) for alias in names)
            case ast.ImportFrom(module=source, names=names, level=level):
                base = source or ""
                if level:
                    start = module.package.split(".")[: -(level - 1) or None]
                    base = ".".join([*start, *([source] if source else [])])
                yield from ((f"{base}.{alias.name}", node.lineno) for alias in names)


def impurities(module: Module) -> Iterator[tuple[str, int]]:
    """What `module` does that the core may not, each with its line."""
    for name, line in imports(module):
        if name.split(".")[0] in IMPURE_MODULES or name.removeprefix("sys.") in IMPURE_OF_SYS:
            yield f"imports {name}", line
    for node in ast.walk(module.tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in IMPURE_CALLS:
                yield f"calls {name}()", node.lineno
            case ast.Attribute(value=ast.Name(id="sys"), attr=name) if name in IMPURE_OF_SYS:
                yield f"uses sys.{name}", node.lineno
            case ast.Call(func=ast.Attribute(attr=name)) if name in IMPURE_ATTRIBUTES:
                yield f"calls .{name}()", node.lineno


def allowed(module: Module, homes: tuple[str, ...]) -> bool:
    return any(f"{module.name}.".startswith(home) if home.endswith(".") else module.name == home for home in homes)


def place(module: Module, line: int) -> str:
    return f"{module.path.relative_to(ROOT).as_posix()}:{line}"


def written(source: str, name: str = "remit.engine.sample") -> Module:
    """A module made of `source`, for testing the tests."""
    return Module(name, ROOT / "engine" / "sample.py", ast.parse(source))


def test_every_room_has_modules() -> None:
    assert {module.room for module in MODULES} == {*ROOMS, "shell"}


def test_imports_run_one_way() -> None:
    order = {"dsl": 0, "engine": 1, "visualise": 2, "shell": 3}
    wrong = []
    for module in CORE:
        for name, line in imports(module):
            parts = name.split(".")
            if parts[0] != "remit":
                continue
            if order.get(parts[1], order["shell"]) > order[module.room]:
                wrong.append(f"{place(module, line)} imports {name}")
    assert not wrong, "a room imports from a room above it:\n" + "\n".join(wrong)


def test_nothing_imports_policy() -> None:
    wrong = [
        f"{place(module, line)} imports {name}"
        for module in MODULES
        for name, line in imports(module)
        if f"{name}.".startswith("remit.policy.")
    ]
    assert not wrong, "policy is data, read through importlib.resources by its name:\n" + "\n".join(wrong)


def test_imports_within_the_package_are_relative() -> None:
    wrong = [
        f"{place(module, node.lineno)} imports {names}"
        for module in MODULES
        for node in ast.walk(module.tree)
        for names in absolute_names(node)
    ]
    assert not wrong, "write these as relative imports:\n" + "\n".join(wrong)


def absolute_names(node: ast.AST) -> list[str]:
    """The names below remit, or of a room as if it were a package of its own, that `node` imports absolutely."""
    match node:
        case ast.Import(names=aliases):
            names = [alias.name for alias in aliases]
        case ast.ImportFrom(module=str(source), level=0):
            names = [source]
        case _:
            names = []
    return [name for name in names if name.split(".")[0] in ("remit", *ROOMS)]


@pytest.mark.parametrize("library", sorted(ONLY_IN))
def test_library_stays_in_its_place(library: str) -> None:
    wrong = [
        place(module, line)
        for module in MODULES
        if not allowed(module, ONLY_IN[library])
        for name, line in imports(module)
        if name.split(".")[0] == library
    ]
    home = ", ".join(ONLY_IN[library]) or "no module"
    assert not wrong, f"{library} may be imported in {home} only, and is in:\n" + "\n".join(wrong)


def test_core_is_pure() -> None:
    wrong = [f"{place(module, line)} {what}" for module in CORE for what, line in impurities(module)]
    assert not wrong, "the core reads no clock and does no input or output:\n" + "\n".join(wrong)


def test_no_code_is_run_from_text() -> None:
    wrong = [
        f"{place(module, node.lineno)} calls {node.func.id}()"
        for module in MODULES
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NEVER_CALLED
    ]
    assert not wrong, "policy files are data from strangers:\n" + "\n".join(wrong)


def test_files_stay_short() -> None:
    folders = (*ROOMS, "src/remit", "tests", "tools", "benchmarks")
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for folder in folders
        for path in python_files(ROOT / folder)
    }
    too_long = {name: length for name, length in lengths.items() if length > LONGEST}
    assert not too_long, f"one file, one job; over {LONGEST} lines: {too_long}"


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        # The columns' kernel runs on many machines, and carries no more there than it needs.
        ("remit.engine.bulk", ("lark", "networkx", "click")),
        # The command answers at once: heavy things are imported by the command that needs them.
        ("remit.cli", ("polars", "networkx", "lark")),
        # What most answers do without: searches for cases, overlays, scenarios, mappings, words for faults.
        (
            "remit.pipeline",
            (
                "polars",
                "numpy",
                "networkx",
                "lark",
                "remit.engine.analyse.bench",
                "remit.dsl.overlay",
                "remit.engine.scenario",
                "remit.engine.intake.mapping",
                "remit.dsl.syntax.messages",
                "remit.dsl.yaml.unreadable",
            ),
        ),
    ],
)
def test_import_stays_light(module: str, unwanted: tuple[str, ...]) -> None:
    program = f"import sys, {module}; print(*(name for name in {unwanted!r} if name in sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        cwd=ROOT / "tests",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == [], f"importing {module} brings in {run.stdout.strip()}"


# --- the tests of these tests: each rule is seen to catch what it is there for ---


@pytest.mark.parametrize(
    "source",
    [
        "import time",
        "from pathlib import Path",
        "import os.path",
        "from sys import stdout",
        "import sys\nsys.stdout.write('x')",
        "text = open('x').read()",
        "import datetime\nd = datetime.date.today()",
        "from datetime import datetime\nd = datetime.now()",
        "def f():\n    import random",
    ],
)
def test_impurity_is_seen(source: str) -> None:
    assert list(impurities(written(source)))


@pytest.mark.parametrize(
    "source",
    ["from datetime import date, time\nt = time(12, 30)", "import sys\nn = sys.maxsize", "opened = 1\nprint_ = opened"],
)
def test_purity_is_left_alone(source: str) -> None:
    assert not list(impurities(written(source)))


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import lark.lexer", ["lark.lexer"]),
        ("from . import kernel", ["remit.engine.kernel"]),
        ("from .kernel import step", ["remit.engine.kernel.step"]),
        ("from ..dsl import ir", ["remit.dsl.ir"]),
        ("from .. import visualise", ["remit.visualise"]),
        ("def f():\n    from networkx import DiGraph", ["networkx.DiGraph"]),
    ],
)
def test_imports_are_read(source: str, names: list[str]) -> None:
    assert [name for name, _ in imports(written(source))] == names


def test_home_of_a_library_is_exact() -> None:
    assert allowed(written("", "remit.engine.graph"), ONLY_IN["networkx"])
    assert not allowed(written("", "remit.engine.graphs"), ONLY_IN["networkx"])
    assert allowed(written("", "remit.commands.check"), ONLY_IN["click"])
    assert not allowed(written("", "remit.commander"), ONLY_IN["click"])
