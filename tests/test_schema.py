"""JSON Schemas: what ships is valid, and what a reader refuses the schema refuses too, and the other way round.

Files are changed place by place (keys added and taken away, values of every kind put in place of others), and reader
and schema are asked about each change.
"""

from __future__ import annotations

import copy
import functools
import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from support import MONITORING, framework, monitoring

from remit.cli import main
from remit.dsl import imports, ir, manifest
from remit.dsl.base.diagnostics import Diagnostic
from remit.dsl.base.spans import Source
from remit.dsl.concordance import read_concordance, unknown_names
from remit.dsl.ledger import read_ledger
from remit.dsl.load import load
from remit.dsl.manifest import read_manifest
from remit.dsl.overlay import read_overlay
from remit.dsl.yaml.nodes import Mapping, Node, Scalar, Sequence, compose
from remit.engine.intake.cases import MAX_EVENTS, read_case
from remit.engine.intake.mapping import read_mapping
from remit.engine.scenario import read_scenarios
from remit.engine.whatif.subjects import read_subjects
from remit.files import read_folder
from remit.pipeline import load_folder
from remit.schemas import FOR_A_FRAMEWORK, KINDS, schema, schema_text

ROOT = Path(__file__).parent.parent
Reads = Callable[[Source, ir.Framework], tuple[object, tuple[Diagnostic, ...]]]
READERS: dict[str, Reads] = {
    "framework": lambda source, _: read_manifest(source),
    "ledger": lambda source, _: read_ledger(source),
    "vocabulary": lambda source, _: manifest.read_vocabulary(source),
    "case": read_case,
    "scenarios": read_scenarios,
    "mapping": read_mapping,
    "overlay": lambda source, _: read_as_overlay(source),
    "concordance": lambda source, of_framework: read_and_looked_up(source, of_framework),
}
FOLDER = read_folder(MONITORING)
PARSED = functools.lru_cache(imports.parse)


def read_as_overlay(source: Source) -> tuple[object, tuple[Diagnostic, ...]]:
    """An overlay laid over the 2024 handbook, whose own texts are parsed once, and which is not analysed."""
    overlay, faults = read_overlay(source)
    if overlay is None or faults:
        return overlay, faults
    with mock.patch.object(imports, "parse", PARSED):
        found, faults = load(FOLDER, (overlay,))
    assert found is not None
    return overlay, (*faults, *read_subjects(overlay, found)[1])


def read_and_looked_up(source: Source, of_framework: ir.Framework) -> tuple[object, tuple[Diagnostic, ...]]:
    """A concordance whose names are looked up in the 2024 handbook."""
    concordance, faults = read_concordance(source)
    return concordance, (*faults, *(unknown_names(concordance, of_framework) if concordance else ()))


# What takes more than one place to see: the readers tell it, a schema does not.
BEYOND = (
    "lies before",
    "begin at the same time",
    "is given twice",
    "has no table of codes",
    "cannot hold the latest",
    "ends before it begins",
    ", before it begins on ",
    " is over on ",
    "no entry has the id",
    "what is said of",
    "withdrawn twice on",
    "only an event can be corrected",
    "before it opens on",
    "is not among the frameworks of the concordance",
)

# Here a schema asks for more: an id is no truth and is not left blank, and the word null names nothing.
STRICTER = re.compile(
    r"\('(?:framework|vocabulary)',\) made (?:''|True|False|None)|\('(?:uses|without)',(?: \d)?\) made \[?None"
)


def plain(node: Node) -> Any:
    """A YAML file as editors see it: scalars as YAML 1.2 has them, so that `yes` is a text."""
    match node:
        case Mapping(entries=entries):
            return {key.text: plain(value) for key, value in entries}
        case Sequence(items=items):
            return [plain(item) for item in items]
        case Scalar(text=text, quoted=True):
            return text
        case Scalar(text=text):
            if text in ("", "~", "null", "Null", "NULL"):
                return None
            if text.lower() in ("true", "false") and text in (text.lower(), text.upper(), text.capitalize()):
                return text.lower() == "true"
            if re.fullmatch(r"[-+]?\d+", text):
                return int(text)
            return float(text) if re.fullmatch(r"[-+]?(\d+\.\d*|\.\d+)", text) else text


def written(value: Any) -> str:
    """The value as YAML that `plain` reads back. Words stand without quotation marks."""
    match value:
        case dict():
            return "{" + ", ".join(f"{json.dumps(key)}: {written_after(each)}" for key, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(written(each) for each in value) + "]"
        case str() if re.fullmatch(r"[A-Za-z][\w ]*", value) and value.lower() not in ("true", "false", "null"):
            return value
        case _:
            return json.dumps(value)


def written_after(value: Any) -> str:
    """As `written`; what is not there is left out."""
    return "" if value is None else written(value)


def loaded(text: str) -> Any:
    node, faults = compose(Source("file.yaml", text))
    assert node is not None and not faults, faults
    return plain(node)


@cache
def of(kind: str, folder: Path | None) -> Draft202012Validator:
    found = load_folder(folder).framework if folder else None
    made = schema(kind, found)
    Draft202012Validator.check_schema(made)
    return Draft202012Validator(made, format_checker=FormatChecker(["date"]))


# --- what ships ---


def kind_of(file: Path) -> str:
    """By the name of a file or of its folder."""
    known = {"framework.yaml": "framework", "ledger.yaml": "ledger", "vocabulary.yaml": "vocabulary",
             "concordance.yaml": "concordance"}  # fmt: skip
    folders = {"scenarios": "scenarios", "mappings": "mapping", "examples": "case"}
    return known.get(file.name) or folders[file.parent.name]


def home_of(file: Path) -> Path:
    return file.parent.parent if file.parent.name in ("scenarios", "mappings") else MONITORING


SHIPPED = sorted({*ROOT.glob("policy/**/*.yaml"), *ROOT.glob("examples/*.yaml")})


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_shipped_file_is_valid(file: Path) -> None:
    kind, value = kind_of(file), loaded(file.read_text(encoding="utf-8"))
    of(kind, None).validate(value)
    if kind in FOR_A_FRAMEWORK:
        of(kind, home_of(file)).validate(value)


# --- reader and schema agree ---

PAGES = ("case-files", "concordance-files", "mapping-files", "framework-files", "overlay-files")
SAMPLES = {
    kind.replace("manifest", "framework"): text
    for page in PAGES
    for kind, text in re.findall(
        r"^```yaml (case|concordance|scenarios|mapping|manifest|ledger|overlay)\n(.*?)^```$",
        (ROOT / "docs" / "reference" / f"{page}.md").read_text(encoding="utf-8"),
        re.MULTILINE | re.DOTALL,
    )
}
VALUES: tuple[Any, ...] = (
    "zzz", "", "2024-02-30", "2024-1-1", "2024-09-01", "unknown", "yes", "none", "nothing", True, False, None, 7, 0,
    2.5, [], ["zzz"], [None], {}, {"zzz": "zzz"}, {"value": "zzz"}, {"latest": 0}, {"latest": "one"},
    {"from": "2024-09-01"},
)  # fmt: skip


def changes(value: Any) -> Iterator[tuple[str, Any]]:
    """The value with one place changed, in every way, and what was done."""
    for place in places(value):
        for key in (*(inside(value, place) if isinstance(inside(value, place), dict) else ()),):
            less = copy.deepcopy(value)
            del inside(less, place)[key]
            yield f"{place} without {key}", less
        if isinstance(inside(value, place), dict):
            more = copy.deepcopy(value)
            inside(more, place)["zzz"] = "zzz"
            yield f"{place} with a key zzz", more
        for other in VALUES:
            yield f"{place} made {other!r}", put(value, place, other)


def places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield above
    for key, each in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(each, (*above, key))


def inside(value: Any, place: tuple[Any, ...]) -> Any:
    for key in place:
        value = value[key]
    return value


def put(value: Any, place: tuple[Any, ...], other: Any) -> Any:
    changed = copy.deepcopy(value)
    if not place:
        return other
    inside(changed, place[:-1])[place[-1]] = other
    return changed


def refused(kind: str, value: Any, of_framework: ir.Framework) -> list[str]:
    """Why the reader refuses a value."""
    return [each.message for each in READERS[kind](Source("file.yaml", written(value)), of_framework)[1]]


def beyond(what: str, why: list[str]) -> bool:
    """Whether all that is wrong takes more than one place to see; what a code means depends on where it is used."""
    parts = (*BEYOND, "is not a value of") if what.startswith("('codes'") else BEYOND
    return bool(why) and all(any(part in each for part in parts) for each in why)


def disagreements(kind: str, value: Any, of_framework: ir.Framework, said: Draft202012Validator) -> list[str]:
    """Each change about which reader and schema think differently."""
    wrong, told = [], 0
    for what, changed in changes(value):
        why = refused(kind, changed, of_framework)
        valid = said.is_valid(changed)
        told += bool(why)
        if bool(why) == valid and not beyond(what, why) and not STRICTER.match(what):
            wrong.append(f"{what}: the schema {'takes' if valid else 'refuses'} it, the reader says {why or 'nothing'}")
    assert told > 20, "the changes put the reader to no test"
    return wrong


MORE = {
    "framework": "{framework: ab-c, version: 2024-01-01, title: T, publisher: P, source: S, "
    "in_force: {from: 2024-01-01}, uses: [a@2024-01-01], builds_on: ../old, without: [one, two], "
    "renamed_from: {new: old, one.two: [three, four]}}",
    "vocabulary": "{vocabulary: words, version: 2024-01-01, title: W, notes: [one], uses: [../more]}",
}


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_schema_and_reader_agree(kind: str) -> None:
    value = loaded(SAMPLES[kind])
    value.pop("clauses", None)  # they stand on lines of their own, and are not read from within brackets
    assert not refused(kind, value, monitoring().framework)
    wrong = disagreements(kind, value, monitoring().framework, of(kind, MONITORING))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("proved", ["nothing", "everything"])
def test_schema_and_reader_agree_on_silence_on_all_others(proved: str) -> None:
    value = put(loaded(SAMPLES["mapping"]), ("silence",), {"graded_inspection": "everything", "others": proved})
    assert not refused("mapping", value, monitoring().framework)
    wrong = disagreements("mapping", value, monitoring().framework, of("mapping", MONITORING))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("kind", sorted(MORE))
@pytest.mark.skipif(not hasattr(manifest, "read_vocabulary"), reason="no vocabularies here")
def test_schema_and_reader_agree_on_what_is_taken_from_elsewhere(kind: str) -> None:
    value = loaded(MORE[kind])
    wrong = disagreements(kind, value, monitoring().framework, of(kind, None))
    assert not wrong, "\n".join(wrong)


def test_schema_and_reader_agree_on_every_type() -> None:
    """Facts that are constant, dates, numbers, texts and optional; events without a moment of their own."""
    small = framework(
        """
scale Grade "Grade": good > fair > poor
fact kind "Kind": Grade constant
fact opened "Opened": date
fact places "Places": number
fact head "Head": text
fact sixth "Sixth form": Grade?
fact open "Open": boolean
event visit "Visit" by office
  field grade "Grade": Grade?
  field pupils "Pupils": number
  field safe "Safe": boolean
define fine "Fine" as open and kind is good and sixth is good cite 1
rule call "Call" cite 1
  office must hold visit
  while fine
""",
        checked=False,
    ).framework
    value = loaded(
        "{subject: {urn: 7, name: N, kind: good}, facts: {opened: 2020-01-01, places: 30, head: H, "
        "sixth: [not_applicable, {value: good, from: 2024-01-01}], open: {value: yes, from: 2024-01-01}}, "
        "events: [{event: visit, date: 2024-01-01, grade: good, pupils: 3, safe: no, order: 1}], "
        "complete: {visit: {from: 2024-01-01, until: 2024-02-01}}}"
    )
    assert not refused("case", value, small)
    said = Draft202012Validator(schema("case", small), format_checker=FormatChecker(["date"]))
    wrong = disagreements("case", value, small, said)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("kind", FOR_A_FRAMEWORK)
def test_schema_without_a_framework_takes_what_a_reader_takes(kind: str) -> None:
    wrong = [
        what
        for what, changed in changes(loaded(SAMPLES[kind]))
        if not refused(kind, changed, monitoring().framework) and not of(kind, None).is_valid(changed)
    ]
    assert not wrong, "\n".join(wrong)


def test_as_many_events_as_a_reader_takes() -> None:
    for number in (MAX_EVENTS, MAX_EVENTS + 1):
        events = [{"event": "closure", "date": "2024-09-01"}] * number
        value = {"subject": {"urn": 1}, "events": events}
        assert of("case", MONITORING).is_valid(value) == (not refused("case", value, monitoring().framework))


@pytest.mark.parametrize("place", [("expect",), ("expect", "duties", "first_monitoring")], ids=str)
def test_every_key_of_what_is_expected_is_in_the_schema(place: tuple[str, ...]) -> None:
    """The samples show a few: the reader itself tells which it knows, and the schema takes each of those alone."""
    value = loaded(SAMPLES["scenarios"])
    asked = put(value, ("scenarios", 0, *place), {"zzz": "zzz"})
    _, told = read_scenarios(Source("file.yaml", written(asked)), monitoring().framework)
    known = re.search(r"Known keys: (.*)\.", told[0].hint)
    assert known is not None
    made = schema("scenarios", monitoring().framework)
    inside_scenario = made["properties"]["scenarios"]["items"]["properties"]
    listed = inside_scenario["expect"] if len(place) == 1 else made["$defs"]["norm"]
    assert sorted(listed["properties"]) == sorted(known[1].split(", "))


def test_framework_gives_words_to_complete() -> None:
    text = schema_text("case", monitoring().framework)
    for word in ("graded_inspection", "quality_of_education", "requires_improvement", "academy_order", "published"):
        assert f'"{word}"' in text and f'"{word}"' not in schema_text("case")
    assert '"special_measures"' in schema_text("scenarios", monitoring().framework)
    assert '"first_monitoring"' in schema_text("scenarios", monitoring().framework)


# --- the command ---


def remit(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["schema", *arguments])
    return int(left.value.code or 0)


def test_command_prints_and_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert remit("case", "-f", "ofsted-schools@2024-09-16") == 0
    printed = capsys.readouterr().out
    assert json.loads(printed)["title"] == "remit case of ofsted-schools@2024-09-16"
    assert remit("case", "-f", "ofsted-schools@2024-09-16", "-o", str(tmp_path / "case.json")) == 0
    assert (tmp_path / "case.json").read_text(encoding="utf-8") == printed
    assert remit("-o", str(tmp_path / "new" / "all")) == 0
    assert sorted(each.name for each in (tmp_path / "new" / "all").iterdir()) == sorted(
        f"{kind}.schema.json" for kind in KINDS
    )


def test_command_refuses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert remit() == 2
    assert remit("cases") == 2
    assert remit("case", "-f", "nowhere") == 2
    assert remit("case", "-o", str(tmp_path / "no" / "case.json")) == 2
    assert remit("-o", str(tmp_path / "file")) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert (tmp_path / "file").read_text(encoding="utf-8") == "x"


def test_framework_with_errors_still_has_a_schema(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("framework.yaml", "vocabulary.remit"):
        (tmp_path / name).write_bytes((MONITORING / name).read_bytes())
    (tmp_path / "more.remit").write_text("rule broken\n", encoding="utf-8")
    assert remit("case", "-f", str(tmp_path)) == 0
    answer = capsys.readouterr()
    assert "graded_inspection" in answer.out and "has errors" in answer.err
