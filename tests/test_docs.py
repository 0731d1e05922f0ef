"""The pages: their examples are run, their links and the names they mention exist, and they are whole.

What a fence says after its language tells what is done with it:

    ```console [exit=N]     `$ remit …` lines are run in a folder of the page's own that holds a copy of examples/; what
                            they print is compared, a line `...` standing for any number of lines
    ```remit                all such blocks of a page together are one framework without findings
    ```remit fragment       clauses that can be read by themselves; `broken` ones cannot
    ```yaml case            read with the 2024 monitoring handbook; likewise `mapping`, `scenarios`, which must hold,
                            and `overlay`, which is laid over it
    ```yaml holds           scenarios of the page's own framework: see tests/test_language_pages.py
    ```yaml manifest        read by itself; likewise `ledger`, and plain `yaml` without a word
    … from=PATH             stands word for word in that file of the project
    … file=PATH, add=PATH   is written, or added, to that file of the page's folder
    … mends=PATH            takes the place of the clause in that file that has the same first line
"""

from __future__ import annotations

import ast
import contextlib
import datetime as dt
import io
import re
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

import click
import polars as pl
import pytest
from golden import Golden
from support import MANIFEST, monitoring, overlay_faults

from remit.cli import COMMANDS, main, root
from remit.dsl.base.codes import CODES
from remit.dsl.base.diagnostics import Diagnostic, render
from remit.dsl.base.spans import Source, SourceMap
from remit.dsl.folder import Folder
from remit.dsl.ir import Treatment
from remit.dsl.ledger import read_ledger
from remit.dsl.load import load
from remit.dsl.manifest import read_manifest
from remit.dsl.syntax.parse import parse
from remit.dsl.yaml.nodes import compose
from remit.engine.analyse import analyse
from remit.engine.groups import compile_groups
from remit.engine.intake.cases import read_case
from remit.engine.intake.mapping import read_mapping
from remit.engine.intake.table import intake
from remit.engine.scenario import read_scenarios, run

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))
NUMBERED = [DOCS / "semantics.md", DOCS / "architecture.md"]
LANGUAGES = {"console", "csv", "mermaid", "python", "remit", "sh", "text", "yaml"}

FENCE = re.compile(r"^```(\w*) ?(.*)$")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`]+)`")
TEST = re.compile(r"(tests/[\w/]+\.py)::(\w+)")
PATH = re.compile(r"^(?:\.ci|docs|dsl|engine|examples|policy|requirements|src|tests|tools|visualise)/[\w./*@-]+$")
HEADING = re.compile(r"^(#+) (.+)$")
UNWANTED = {
    "American spelling": r"\b(?:behaviors?|judgments?|colors?|favors?|centers?|licenses?|analyz\w+|modeled)\b",
    "a dash that parts a sentence": r"—| – ",
    "praise": r"\b(?:seamless|powerful|robust|effortless|blazing|cutting-edge|world-class|easily)\w*\b",
}
PROMISE = re.compile(r"\b(?:coming soon|in (?:the )?future|planned|will be added|not yet (?:built|there|supported))\b")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: language, the words after it, the number of its first line, and its lines."""

    language: str
    words: tuple[str, ...]
    first: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"

    def given(self, key: str) -> str:
        return next((word.partition("=")[2] for word in self.words if word.startswith(f"{key}=")), "")


def blocks(text: str) -> list[Block]:
    """The fenced blocks of a page."""
    found: list[Block] = []
    opened: tuple[str, tuple[str, ...], int] | None = None
    lines = text.split("\n")
    for number, line in enumerate(lines):
        fence = FENCE.match(line)
        if fence and opened is None:
            opened = fence[1], tuple(fence[2].split()), number + 1
        elif fence and opened is not None:
            found.append(Block(*opened, tuple(lines[opened[2] : number])))
            opened = None
    assert opened is None, f"the block that begins in line {opened} is not closed"
    return found


def prose(text: str) -> str:
    """A page without its fenced blocks, line for line."""
    inside = {n for each in blocks(text) for n in range(each.first - 1, each.first + len(each.lines) + 1)}
    return "\n".join("" if n in inside else line for n, line in enumerate(text.split("\n")))


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def slug(heading: str) -> str:
    """The anchor that a forge gives to a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def sections(text: str, level: int) -> dict[str, str]:
    """The text below each heading of a level, as far as the next heading of that level or above."""
    found: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in prose(text).split("\n"):
        heading = HEADING.match(line)
        if heading and len(heading[1]) <= level:
            current = found.setdefault(heading[2], []) if len(heading[1]) == level else None
        elif current is not None:
            current.append(line)
    return {title: "\n".join(lines) for title, lines in found.items()}


# --- examples ---


def fits(shown: tuple[str, ...], printed: tuple[str, ...]) -> bool:
    """Whether an output is as shown; a line `...` stands for any number of lines."""
    if not shown:
        return not printed
    if shown[0].strip() == "...":
        return any(fits(shown[1:], printed[n:]) for n in range(len(printed) + 1))
    return bool(printed) and shown[0] == printed[0] and fits(shown[1:], printed[1:])


def shortened(shown: tuple[str, ...], printed: tuple[str, ...]) -> tuple[str, ...]:
    """The new output, as short as the old one was: as many lines from its beginning and its end."""
    if fits(shown, printed):
        return shown
    cuts = [n for n, line in enumerate(shown) if line.strip() == "..."]
    if not cuts:
        return printed
    head, tail = cuts[0], len(shown) - 1 - cuts[-1]
    if head + tail >= len(printed):
        return printed
    return (*printed[:head], "...", *printed[len(printed) - tail :])


def remit(command: str) -> tuple[int, tuple[str, ...]]:
    """Exit code and output of a command, run in this process; what it tells on the side stands where it was told."""
    arguments = shlex.split(command)
    assert arguments[0] == "remit", f"not a remit command: {command}"
    screen = io.StringIO()
    with contextlib.redirect_stdout(screen), contextlib.redirect_stderr(screen), pytest.raises(SystemExit) as left:
        main(arguments[1:])
    return int(left.value.code or 0), tuple(line.rstrip() for line in screen.getvalue().splitlines())


def rerun(block: Block) -> list[str]:
    """The lines of a console block as they are today."""
    entries: list[tuple[str, list[str]]] = []
    for line in block.lines:
        if line.startswith("$ "):
            entries.append((line, []))
        else:
            assert entries, f"line {block.first + 1}: a console block begins with a line '$ remit …'"
            entries[-1][1].append(line)
    lines: list[str] = []
    for command, shown in entries:
        code, printed = remit(command[2:])
        wanted = int(block.given("exit") or 0)
        assert code == wanted, "\n".join([f"{command} left with {code}, not with {wanted}", *printed])
        lines += [command, *shortened(tuple(shown), printed)]
    return lines


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_examples_answer_as_shown(page: Path, golden: Golden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    text = read(page)
    lines = text.split("\n")
    for block, printed in reversed(answered(blocks(text))):
        lines[block.first : block.first + len(block.lines)] = printed
    golden(page, "\n".join(lines))


def answered(found: list[Block]) -> list[tuple[Block, list[str]]]:
    """Each console block with its lines as they are today; files are written where their blocks stand."""
    done: list[tuple[Block, list[str]]] = []
    for block in found:
        if target := block.given("file") or block.given("add"):
            path = Path(target)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a" if block.given("add") else "w", encoding="utf-8") as stream:
                stream.write(block.text)
        if mended := block.given("mends"):
            path = Path(mended)
            clauses = re.split(r"\n(?=\w)", path.read_text(encoding="utf-8"))
            place = next(n for n, each in enumerate(clauses) if each.startswith(block.lines[0]))
            clauses[place] = block.text
            path.write_text("\n".join(clauses), encoding="utf-8")
        if block.language == "console":
            done.append((block, rerun(block)))
    return done


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_rules_and_data_on_a_page_can_be_read(page: Path) -> None:
    whole: list[str] = []
    faults: list[str] = []
    for block in blocks(read(page)):
        assert block.language in LANGUAGES, f"line {block.first}: name the language of the block: {sorted(LANGUAGES)}"
        source = Source(f"{name(page)}, block in line {block.first}", block.text)
        if origin := block.given("from"):
            assert block.text in read(ROOT / origin), f"{source.label} does not stand in {origin}"
        if block.language == "remit" and not block.words:
            whole.append(block.text)
        elif block.language in ("remit", "yaml") and not " ".join(block.words).startswith(("file=", "add=", "broken")):
            faults += [render(each, SourceMap((source,))) for each in diagnostics_of(block, source)]
    if whole:
        rules = Source(name(page), "\n".join(whole))
        framework, found = load(Folder(Source("framework.yaml", MANIFEST), None, (rules,)))
        assert framework is not None
        found = found or tuple(analyse(compile_groups(framework)))
        faults += [render(each, SourceMap((rules,))) for each in found]
    assert not faults, "\n".join(faults)


def diagnostics_of(block: Block, source: Source) -> tuple[Diagnostic, ...]:
    framework = monitoring().framework
    match block.language, block.words:
        case "remit", _:
            return parse(source)[1]
        case "yaml", ("case", *_):
            return read_case(source, framework)[1]
        case "yaml", ("mapping", *_):
            return read_mapping(source, framework)[1]
        case "yaml", ("overlay", *_):
            return overlay_faults(source)
        case "yaml", ("manifest", *_):
            return read_manifest(source)[1]
        case "yaml", ("ledger", *_):
            return read_ledger(source)[1]
        case "yaml", ("scenarios", *_):
            found, faults = read_scenarios(source, framework)
            assert found or faults, f"{source.label} holds no scenario"
            wrong = [str(each) for scenario in found for each in run(scenario, monitoring())]
            assert not wrong, "\n".join(wrong)
            return faults
        case _:
            return compose(source)[1]


# --- names and links ---


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    assert not (wrong := broken_links(page, read(page))), f"in {name(page)}: {wrong}"


def broken_links(page: Path, text: str) -> list[str]:
    wrong = []
    for target in LINK.findall(CODE.sub("", prose(text))):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists():
            wrong.append(target)
        elif anchor:
            headings = [HEADING.match(line) for line in prose(read(file) if path else text).split("\n")]
            if anchor not in {slug(found[2]) for found in headings if found}:
                wrong.append(target)
    return wrong


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_what_a_page_names_is_there(page: Path) -> None:
    mentions = [" ".join(each.split()) for each in CODE.findall(prose(read(page)))]
    wrong = [each for each in mentions if not is_there(each)]
    assert not wrong, f"{name(page)} names what does not exist: {wrong}"


SCENARIOS = {
    found[1] for file in ROOT.glob("policy/*/*/scenarios/*.yaml") for found in re.finditer(r"- name: (.+)", read(file))
}


def is_there(mention: str) -> bool:
    """Whether what stands in code marks exists, where it names a test, a scenario, a file or a diagnostic."""
    if test := TEST.fullmatch(mention):
        return (ROOT / test[1]).is_file() and test[2] in functions(ROOT / test[1])
    if mention.startswith("scenario: "):
        return mention.removeprefix("scenario: ") in SCENARIOS
    if re.fullmatch(r"E\d{3}", mention):
        return mention in CODES
    if PATH.fullmatch(mention):
        return bool(list(ROOT.glob(mention.rstrip("/"))))
    return True


def functions(file: Path) -> set[str]:
    return {each.name for each in ast.walk(ast.parse(read(file))) if isinstance(each, ast.FunctionDef)}


def test_every_page_can_be_reached() -> None:
    seen, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page not in PAGES:
            continue
        seen.add(page)
        links = [target.partition("#")[0] for target in LINK.findall(prose(read(page)))]
        waiting += [(page.parent / target).resolve() for target in links if not target.startswith("https://")]
    assert not (lost := [name(page) for page in PAGES if page not in seen]), f"no page links to {lost}"


# --- wording ---


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_wording(page: Path) -> None:
    assert not (wrong := unwanted(read(page))), f"in {name(page)}: {wrong}"
    if page.stem != "roadmap":
        assert not (found := PROMISE.findall(prose(read(page)))), f"{name(page)}: say in docs/roadmap.md alone {found}"


def unwanted(text: str) -> list[str]:
    plain = CODE.sub("", LINK.sub("", prose(text)))
    return [f"{what}: {found}" for what, pattern in UNWANTED.items() for found in re.findall(pattern, plain)]


# --- wholeness ---


@pytest.mark.parametrize("command", COMMANDS)
def test_reference_has_every_option(command: str) -> None:
    section = sections(read(DOCS / "reference" / "commands.md"), 2)[f"remit {command}"]
    found = root.get_command(click.Context(root), command)
    assert found is not None
    options = [max(each.opts, key=len) for each in found.params if isinstance(each, click.Option)]
    assert not (missing := [each for each in options if f"`{each}" not in section]), f"not told: {missing}"


def test_every_treatment_is_told() -> None:
    ledger = read(DOCS / "reference" / "framework-files.md")
    assert not (missing := [each for each in Treatment if f"`{each.value}`" not in ledger]), f"not told: {missing}"


@pytest.mark.parametrize("page", NUMBERED, ids=name)
def test_every_numbered_rule_names_its_test(page: Path) -> None:
    rules = {title: text for title, text in sections(read(page), 3).items() if title[0].isdigit()}
    numbers = [int(title.partition(".")[0]) for title in rules]
    # The numbers of the semantics are those that code and tests speak of: some belong to what is not built.
    assert numbers == sorted(set(numbers)) and len(numbers) > 5
    untested = [title for title, text in rules.items() if not re.search(r"^Held by .*`(tests/|scenario: )", text, re.M)]
    assert not untested, f"no test named under {untested}"


def test_every_module_has_a_place() -> None:
    told = {each.rstrip("/") for each in CODE.findall(prose(read(DOCS / "architecture.md")))}
    modules = [
        path.relative_to(ROOT) for room in ("dsl", "engine", "visualise") for path in ROOT.glob(f"{room}/**/*.py")
    ]
    places = {each: {each.as_posix(), *(above.as_posix() for above in each.parents)} for each in modules}
    lost = [each.as_posix() for each in modules if each.name != "__init__.py" and not places[each] & told]
    assert len(modules) > 100 and not lost, f"docs/architecture.md does not tell what {lost} are for"


def test_decisions_are_numbered_short_and_listed() -> None:
    index = read(DOCS / "index.md")
    numbers = [page.name[:5] for page in DECISIONS]
    assert len(set(numbers)) == len(numbers), "two decisions have one number"
    for page in DECISIONS:
        text = read(page)
        assert re.match(r"\d{4}-", page.name)
        assert list(sections(text, 2)) == ["Context", "Decision", "Consequences"], name(page)
        assert len(text.splitlines()) <= 25, f"{name(page)} is longer than 25 lines"
        assert f"decisions/{page.name}" in index, f"docs/index.md does not list {page.name}"


def test_picture_is_up_to_date(golden: Golden, tmp_path: Path) -> None:
    drawn = tmp_path / "monitoring.svg"
    command = f"remit diagram ofsted-schools@2024-09-16 --lifecycle standing --table none -o {shlex.quote(str(drawn))}"
    assert remit(command)[0] == 0
    golden(DOCS / "images" / "monitoring.svg", drawn.read_bytes().decode("utf-8"))


# --- rules of docs/semantics.md that no other test holds ---


def test_tables_take_no_defaults() -> None:
    """Semantics 34: a field with a default that the mapping leaves out is unknown in every row."""
    frame = pl.DataFrame({"URN": ["1"], "Day": ["2024-10-02"]})
    text = """
mapping: tiny
title: Tiny
subject: {urn: URN}
missing: [""]
dates: [yyyy-mm-dd]
events: [{event: graded_inspection, present: Day, moments: {ended: Day}}]
silence: {graded_inspection: everything, others: nothing}
"""
    framework, day = monitoring().framework, dt.date(2024, 12, 1)
    mapping, faults = read_mapping(Source("tiny.yaml", text), framework)
    assert mapping is not None and not faults
    taken = intake(frame, [2], (), mapping, framework, day, day).population.case(0).events[0]
    field = framework.events["graded_inspection"].field("own_urn")
    assert field is not None and field.default == "yes" and taken.value(field) is None


# --- the tests of these tests ---


def test_dots_stand_for_lines() -> None:
    shown, printed = ("a", "...", "d"), ("a", "b", "c", "d")
    assert fits(shown, printed) and fits(shown, ("a", "d")) and not fits(shown, ("a", "b")) and not fits(("a",), ())
    assert shortened(shown, printed) == shown
    assert shortened(("x", "...", "y"), printed) == ("a", "...", "d")
    assert shortened(("x",), printed) == printed


def test_a_fault_on_a_page_is_seen() -> None:
    page = DOCS / "index.md"
    assert broken_links(page, "[a](nowhere.md) [b](#nothing)\n# Something") == ["nowhere.md", "#nothing"]
    assert not broken_links(page, "[a](tutorial.md) [b](#some-thing)\n# Some thing\n```text\n[c](nowhere.md)\n```")
    assert len(unwanted("The behavior — effortless")) == 3
    assert not unwanted("The behaviour\n```text\ncolor — \n```\n`color`")
    assert not is_there("tests/test_docs.py::test_nothing") and is_there("tests/test_docs.py::test_wording")
    assert not is_there("scenario: none of this name") and not is_there("dsl/nowhere.py") and not is_there("E999")
