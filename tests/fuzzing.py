"""One trial of the fuzzing: a framework's folder in which one file is spoilt, and what must hold of it all the same.

Whatever stands in the files, there is no exception but Refused, every diagnostic has a code, words and a place inside
its file, and no trial takes longer than some seconds. A framework that passes the checks answers for any case. All of a
trial follows from a seed and a number.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import random
import shutil
import signal
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from made_cases import case_text, survey_texts
from mutilate import RULES_MARKS, TABLE_MARKS, YAML_MARKS, junk, mutilated, soup, words_of

from remit.dsl.base.codes import CODES
from remit.dsl.base.diagnostics import Diagnostic, Refused, has_errors, render
from remit.dsl.base.formats import as_github, as_json, as_sarif
from remit.dsl.base.spans import Source, SourceMap, Span
from remit.dsl.fmt.format import format_source
from remit.engine import jsonable
from remit.engine.evaluate import evaluate, evaluation
from remit.engine.graph import state_graph
from remit.engine.intake.cases import read_case
from remit.engine.reasons.derive import derive
from remit.engine.scenario import run as run_scenario
from remit.engine.settings import defaults
from remit.files import read_text
from remit.pipeline import Loaded, load_folder, load_mappings, load_scenarios
from remit.published import Request
from remit.surveying import run as run_survey
from remit.visualise.answer import answer_text
from remit.visualise.dot import dot_of
from remit.visualise.explained.reasons import reasons_page
from remit.visualise.explained.render import FORMS, rendered
from remit.visualise.scene import scene_of
from remit.visualise.table import transition_table

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "tests" / "diagnostics"
HANDBOOK = ROOT / "policy" / "ofsted-schools" / "2024-09-16"
SECONDS = 25.0
"""How much of the processor's time one trial may take; most take a few hundredths of a second."""

AS_OF = (dt.date(2025, 6, 30), dt.date(2020, 8, 31), dt.date(1, 1, 1), dt.date(9999, 12, 31))
KINDS = {"rules": 10, "manifest": 1, "ledger": 2, "case": 3, "scenarios": 2, "mapping": 2, "table": 2}
"""What is spoilt, and how often."""

_PLACES = {"manifest": "framework.yaml", "ledger": "ledger.yaml", "case": "case.yaml", "mapping": "mappings/m.yaml",
           "scenarios": "scenarios/s.yaml", "table": "table.csv"}  # fmt: skip
_GIST = 'paragraphs:\n  "1": {gist: One., status: modelled}\n  "2": {gist: Two., status: partly, missing: much}\n'
_SCENARIOS = """scenarios:
  - name: a school
    cite: ["1"]
    as_of: 2025-06-30
    case: {subject: {urn: "1", kind: academy}, events: [{event: graded_inspection, ended: 2025-01-15, education: good}]}
    expect: {decisions: {watched: no}, missing: [leadership]}
"""
_CASE = """subject: {urn: "900001", name: Quillmere, kind: academy}
facts:
  academy_order: [{value: no}, {value: yes, from: 2025-01-20}]
events:
  - {event: graded_inspection, started: 2025-01-14, ended: 2025-01-15, education: inadequate, safe: no, note: "a: b"}
  - {event: monitoring_inspection, ended: 2025-03-05, outcome: not_applicable, order: 2}
complete: {monitoring_inspection: {from: 2024-09-01}, closure: no}
"""
_TABLE = "URN,School name,Quality of education,Inspected\n" + "".join(
    f'{900001 + n},"Quillmere, no. {n}",{n % 5},2025-01-{n + 1:02}\n' for n in range(12)
)


class TooSlow(Exception):
    """A trial that took longer than its time."""


@dataclass(frozen=True, slots=True)
class Trial:
    """The files of a folder by name; `kind` says which is spoilt, `chance` gives what else is left to chance."""

    seed: int
    number: int
    kind: str
    files: dict[str, bytes]

    @property
    def chance(self) -> random.Random:
        return random.Random(f"case {self.seed} {self.number}")


@functools.cache
def _samples() -> tuple[str, ...]:
    """Rules of a few lines, each of which goes with the vocabulary of the tests of the messages."""
    return tuple(path.read_text(encoding="utf-8") for path in sorted(SAMPLE.glob("E*/good*/rules.remit")))


@functools.cache
def _handbook() -> dict[str, str]:
    texts = {path.name: path.read_text(encoding="utf-8") for path in HANDBOOK.iterdir() if path.is_file()}
    for name, folder in (("mappings/m.yaml", "mappings"), ("scenarios/s.yaml", "scenarios")):
        texts[name] = sorted((HANDBOOK / folder).glob("*.yaml"))[0].read_text(encoding="utf-8")
    texts["scenarios/s.yaml"] = "\n".join(texts["scenarios/s.yaml"].split("\n")[:60])
    texts["case.yaml"] = (ROOT / "examples" / "case.yaml").read_text(encoding="utf-8")
    data = (ROOT / "examples" / "synthetic-mi-2020-08-31.csv").read_bytes().decode("cp1252")
    texts["table.csv"] = "".join(data.splitlines(keepends=True)[:9])
    return texts


def _sample(chance: random.Random) -> dict[str, str]:
    return {
        "framework.yaml": (SAMPLE / "framework.yaml").read_text(encoding="utf-8"),
        "vocabulary.remit": (SAMPLE / "vocabulary.remit").read_text(encoding="utf-8"),
        "rules.remit": chance.choice(_samples()),
        "ledger.yaml": _GIST,
        "mappings/m.yaml": (SAMPLE / "mapping.yaml").read_text(encoding="utf-8"),
        "scenarios/s.yaml": _SCENARIOS,
        "case.yaml": _CASE,
        "table.csv": _TABLE,
    }


def trial(seed: int, number: int, kind: str | None = None) -> Trial:
    """The trial of a number."""
    chance = random.Random(f"trial {seed} {number}")
    kind = kind or chance.choices(list(KINDS), list(KINDS.values()))[0]
    real = chance.random() < 0.15
    texts = dict(_handbook()) if real else _sample(chance)
    if real and (kind == "rules" or chance.random() < 0.8):
        texts.pop("ledger.yaml", None) if kind != "ledger" else None
    if real and kind == "ledger":
        texts["ledger.yaml"] = "\n".join(texts["ledger.yaml"].split("\n")[:120])
    rules = sorted(name for name in texts if name.endswith(".remit"))
    name = chance.choice(rules) if kind == "rules" else _PLACES[kind]
    marks = {"rules": RULES_MARKS, "table": TABLE_MARKS}.get(kind, YAML_MARKS)
    strangers = words_of(texts[chance.choice(rules)]) if kind in ("rules", "case", "scenarios") else ()
    files = {each: text.encode() for each, text in texts.items()}
    way = chance.random()
    if way < 0.06:
        files[name] = junk(chance)
    elif way < 0.16:
        words = [*words_of(texts[name]), *marks, *strangers, *(f"\n{word} " for word in ("rule", "define", "decide"))]
        files[name] = soup([word for word in words if not word.isspace()], chance).encode()
    else:
        files[name] = mutilated(texts[name], chance, marks, [each for each in strangers if each.strip()]).encode(
            "utf-8", "replace"
        )
        if chance.random() < 0.05:
            files[name] = _spoilt_bytes(files[name], chance)
    return Trial(seed, number, kind, files)


def _spoilt_bytes(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(data) + 1)
    return chance.choice((b"\xef\xbb\xbf" + data, data[:place] + chance.randbytes(1) + data[place:], data + b"\0" * 9,
                          data.decode().encode("utf-16"), data.decode().encode("latin-1", "replace")))  # fmt: skip


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raises TooSlow where what is done within takes more of the processor's time; a busy machine does not count.

    For the main thread, where the system has alarms.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise TooSlow(f"it took longer than {seconds:g} seconds")

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def attempt(each: Trial, folder: Path, seconds: float = SECONDS) -> bool:
    """Runs everything over a trial, laid out in `folder`; True where a case was answered.

    What it raises is a fault of remit's own.
    """
    lay_out(each, folder)
    with within(seconds):
        return _attempt(each, folder)


def lay_out(each: Trial, folder: Path) -> None:
    """The files of a trial as a folder that holds nothing else."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, data in each.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def _attempt(each: Trial, folder: Path) -> bool:
    try:
        loaded = load_folder(folder)
    except Refused as refused:
        told(refused.diagnostics, SourceMap())
        return False
    told(loaded.diagnostics, loaded.sources)
    if each.kind == "rules":
        for source in loaded.folder.rules:
            laid_out(source)
    if loaded.framework is not None:
        for _, found in (load_scenarios(loaded), load_mappings(loaded)):
            told(found, loaded.sources)
    if loaded.compiled is None:
        return False
    if each.kind == "scenarios":
        for scenario in load_scenarios(loaded)[0]:
            run_scenario(scenario, loaded.compiled)
    if each.kind in ("table", "mapping"):
        surveyed(folder, folder / "table.csv", folder / "mappings" / "m.yaml")
    return answered(each, folder, loaded)


def told(diagnostics: Iterable[Diagnostic], sources: SourceMap) -> None:
    """That each diagnostic can be shown, in every format, and points into its file."""
    listed = tuple(diagnostics)
    for each in listed:
        assert each.code in CODES, each
        assert each.message.strip(), each
        for span in (each.span, *(span for span, _ in each.also)):
            _inside(span, sources, each)
        assert len(render(each, sources)) < 6_000, each.code
    for write in (as_json, as_github):
        assert write(listed) or not listed
    assert as_sarif(listed, "1.0.0")


def _inside(span: Span | None, sources: SourceMap, of: Diagnostic) -> None:
    if span is None:
        return
    assert span.source, of
    assert (1, 1) <= (span.start.line, span.start.column) <= (span.end.line, span.end.column), of
    lines = sources._lines.get(span.source)
    if lines is None:  # refused before its text was known
        return
    # One past the last line and one past the last column: where a text ends.
    assert span.start.line <= len(lines) + 1 and span.end.line <= len(lines) + 1, of
    for place in (span.start, span.end):
        width = len(lines[place.line - 1]) if place.line <= len(lines) else 0
        assert place.column <= width + 2, (of, width)


def laid_out(source: Source) -> None:
    """That the layout can be proven, and gives itself when it is laid out again."""
    found = format_source(source)
    assert not found.kept, found.kept
    again = format_source(Source(source.label, found.text))
    assert again.text == found.text, "the layout of the layout is another"


def answered(each: Trial, folder: Path, loaded: Loaded) -> bool:
    """That a framework without errors answers for the case of the folder, and for one that fits its vocabulary."""
    compiled, framework = loaded.compiled, loaded.framework
    assert compiled is not None and framework is not None
    chance = each.chance
    texts = [Source("made.yaml", case_text(framework, chance))]
    try:
        texts.append(read_text(folder / "case.yaml"))
    except Refused as refused:
        told(refused.diagnostics, SourceMap())
    any_answer = False
    for source in texts:
        case, found = read_case(source, framework)
        told(found, SourceMap((source,)))
        assert (case is None) == has_errors(found)
        if case is None:
            continue
        as_of = chance.choice(AS_OF)
        outcome = evaluate(compiled, case, as_of)
        assert answer_text(outcome)
        jsonable.outcome(outcome, {})
        steps = derive(evaluation(compiled, case, as_of, defaults(framework)))
        for form in FORMS:
            rendered(reasons_page(steps, everything=True), form)
        jsonable.derivation(steps)
        any_answer = True
    if each.kind == "rules":
        for name in framework.lifecycles:
            scene = scene_of(state_graph(framework), name)
            assert dot_of(scene) and transition_table(scene)
        mapping, table = survey_texts(framework, chance)
        (folder / "made.yaml").write_text(mapping, encoding="utf-8")
        (folder / "made.csv").write_text(table, encoding="utf-8")
        surveyed(folder, folder / "made.csv", folder / "made.yaml")
    return any_answer


def surveyed(folder: Path, table: Path, mapping: Path) -> None:
    """That a survey of a table gives a row for each of its rows, or is refused."""
    request = Request(table, str(folder), AS_OF[0], str(mapping), AS_OF[0], defaults)
    try:
        result = run_survey(request)
    except Refused as refused:
        told(refused.diagnostics, SourceMap())
        assert refused.diagnostics
        return
    assert result.text and result.json
    assert result.status.height == result.survey.population.size + len(result.taken.not_read)
