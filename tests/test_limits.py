"""Every limit: what reaches it passes, what goes one beyond is refused with its number, and its page is right."""

from __future__ import annotations

import datetime as dt
import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from support import MANIFEST, ROOT, case, framework

from remit import files
from remit.dsl.base import sizes
from remit.dsl.base.diagnostics import Diagnostic, Refused, did_you_mean, has_errors
from remit.dsl.base.spans import Source, at
from remit.dsl.folder import Folder
from remit.dsl.lint.sizes import MAX_DEEP, MAX_EXCEPTIONS, MAX_PARTS
from remit.dsl.load import load
from remit.dsl.resolve import references
from remit.dsl.syntax import parse
from remit.dsl.yaml import nodes
from remit.dsl.yaml.read import Reader
from remit.engine import history, kernel
from remit.engine.bulk import ways
from remit.engine.evaluate import evaluate, evaluation
from remit.engine.intake import cases
from remit.engine.reasons import offers, search
from remit.engine.reasons.derive import derive
from remit.engine.record import MAX_AMENDED
from remit.engine.settings import defaults
from remit.files import read_folder, read_text
from remit.tables import grid
from remit.tables.readers import read_table

AS_OF = dt.date(2025, 6, 30)
VISIT = "event visit by inspectorate\n  moments started, ended\n"
SLOW = 10.0
"""Seconds that nothing here comes near, on two busy cores."""

LIMITS = {
    "bytes of a file": files.MAX_BYTES,
    "clauses of a framework": sizes.MAX_CLAUSES,
    "folders that import one another in a row": files.MAX_IMPORTS,
    "characters of a clause": sizes.MAX_CLAUSE,
    "characters of a line": sizes.MAX_LINE,
    "characters of a name": sizes.MAX_NAME,
    "characters of a text in quotation marks": sizes.MAX_LABEL,
    "brackets and `not` within each other": parse.MAX_NESTING,
    "parts of a clause, the names in it written out": MAX_PARTS,
    "steps by which the parts of a clause hang on each other": MAX_DEEP,
    "exceptions of a rule": MAX_EXCEPTIONS,
    "cases into which a clause falls": kernel.MAX_CASES,
    "units of a duration": references.MAX_AMOUNT,
    "lists and keys within each other": nodes.MAX_DEPTH,
    "characters of a value": nodes.MAX_TEXT,
    "values of a file, keys among them": nodes.MAX_VALUES,
    "events of a case, with what is said of them later": cases.MAX_EVENTS,
    "days that recording takes, under `lag_days`": cases.MAX_LAG_DAYS,
    "faults told of a file": nodes.MAX_FAULTS,
    "rows above the header": grid.HEADER_WITHIN - 1,
    "characters of a cell": grid.LONGEST,
    "bytes of a packed file, unpacked": grid.LARGEST,
    "orders of events tied on one day": history.MAX_ORDERS,
    "histories that a survey lays out, for each school of the table": ways.MOST_ROWS,
    "histories that it lays out of a table that is shorter than that": ways.ALWAYS_ROWS,
    "amended events of which is tried whether that changes the answer": MAX_AMENDED,
    "changes at once that `--why-not` tries": search.MOST,
    "events of a type that it changes, from the latest": offers.LATEST,
    "things of which it changes several at once": search.TOGETHER,
}


def test_the_page_says_what_the_program_does() -> None:
    text = (ROOT / "docs" / "reference" / "limits.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| ([\d,]+) \|", text, re.MULTILINE)
    assert {what: int(number.replace(",", "")) for what, number in rows} == LIMITS


# --- the size of rules, before they are read ---


def too_large(text: str) -> list[str]:
    return [each.message for each in sizes.oversized((Source("rules.remit", text),))]


@pytest.mark.parametrize(
    ("made", "limit", "words"),
    [
        (lambda n: "fact a: boolean\n" * n, sizes.MAX_CLAUSES, "more than 20,000 clauses"),
        (lambda n: "fact a: boolean".ljust(200, " ") + "\n" + " \n" * 3 + "x" * 0 + _padding(n - 207), sizes.MAX_CLAUSE,
         "longer than 100,000 characters"),
        (lambda n: "-- " + "x" * (n - 3), sizes.MAX_LINE, "longer than 50,000 characters"),
        (lambda n: f"fact {'n' * n}: boolean", sizes.MAX_NAME, "a name has at most 100 characters"),
        (lambda n: f'fact a "{"x" * n}": boolean', sizes.MAX_LABEL, "a text has at most 1,000 characters"),
    ],
    ids=["clauses", "clause", "line", "name", "text"],
)  # fmt: skip
def test_size_of_rules(made: Callable[[int], str], limit: int, words: str) -> None:
    assert too_large(made(limit)) == []
    (message,) = too_large(made(limit + 1))
    assert words in message


def _padding(length: int) -> str:
    """So many characters of lines that belong to the clause above."""
    lines = length // 1000
    return ("  -- " + "x" * 994 + "\n") * lines + " " * (length - lines * 1000)


def test_long_words_in_comments_and_texts_are_no_names() -> None:
    assert too_large(f'-- {"n" * 500}\nfact a "{"n" * 500}": boolean -- {"n" * 500}\n') == []


def test_place_of_what_is_too_large() -> None:
    first, second = (
        Source("a.remit", "fact a: boolean\n" * 10),
        Source("b.remit", "\n" + f"fact {'n' * 101}: boolean\n"),
    )
    (found,) = sizes.oversized((first, second))
    assert (found.code, found.span) == ("E010", at("b.remit", 2, 6, 101))


def test_faults_of_size_are_not_told_without_end() -> None:
    assert len(too_large(f"fact {'n' * 101}: boolean\n" * 5_000)) == sizes.MAX_TOLD


def test_clauses_of_all_files_are_counted(tmp_path: Path) -> None:
    (tmp_path / "framework.yaml").write_text(MANIFEST, encoding="utf-8")
    for name in ("a", "b"):
        text = "".join(f"fact {name}{n}: boolean\n" for n in range(sizes.MAX_CLAUSES // 2 + 1))
        (tmp_path / f"{name}.remit").write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        read_folder(tmp_path)
    (found,) = refused.value.diagnostics
    assert found.code == "E010" and found.span is not None
    assert (Path(found.span.source).name, found.span.start.line) == ("b.remit", sizes.MAX_CLAUSES // 2)


# --- what grows where names are written out ---


def findings(text: str) -> tuple[Diagnostic, ...]:
    """What is wrong with a framework of these rules, before it is compiled; within some seconds."""
    begun = time.monotonic()
    _, found = load(Folder(Source("framework.yaml", MANIFEST), None, (Source("rules.remit", text),)))
    assert time.monotonic() - begun < SLOW
    return found


def doubling(steps: int) -> str:
    """Definitions each of which names the one before it twice."""
    lines = ["fact f: boolean", "define d0 as f cite 1"]
    lines += [f"define d{n} as d{n - 1} and not d{n - 1} cite 1" for n in range(1, steps)]
    return "\n".join([*lines, "decide z in order", f"  - yes when d{steps - 1} cite 1", "  - no otherwise cite 1", ""])


def chain(steps: int) -> str:
    """Definitions each of which names the one before it once."""
    lines = ["fact f: boolean", "define d0 as f cite 1"]
    lines += [f"define d{n} as d{n - 1} cite 1" for n in range(1, steps)]
    return "\n".join([*lines, "decide z in order", f"  - yes when d{steps - 1} cite 1", "  - no otherwise cite 1", ""])


def rows(number: int) -> str:
    facts = "".join(f"fact f{n}: boolean\n" for n in range(number))
    return facts + "decide z in order\n" + "".join(f"  - v{n} when f{n} cite 1\n" for n in range(number)) + (
        "  - no otherwise cite 1\n")  # fmt: skip


def terms(number: int) -> str:
    facts = "".join(f"fact f{n}: boolean\n" for n in range(number))
    asked = " or ".join(f"f{n}" for n in range(number))
    return facts + f"decide z in order\n  - yes when {asked} cite 1\n  - no otherwise cite 1\n"


def exceptions(number: int) -> str:
    facts = "".join(f"fact f{n}: boolean\n" for n in range(3))
    head = "rule r cite 1\n  inspectorate must hold visit\n  for latest visit\n"
    return facts + VISIT + head + "".join(f"  except e{n} when f{n % 3} cite 1\n" for n in range(number))


@pytest.mark.parametrize(
    ("made", "most", "words"),
    [
        (doubling, 11, "more than 10,000 parts"),
        (chain, 98, "in more than 200 steps"),
        (rows, 197, "in more than 200 steps"),
        (terms, 196, "in more than 200 steps"),
        (exceptions, 24, "25 exceptions, and 24 are the most"),
    ],
)  # fmt: skip
def test_growth_of_clauses(made: Callable[[int], str], most: int, words: str) -> None:
    assert not has_errors(findings(made(most)))
    told = [each for each in findings(made(most + 1)) if each.code == "E010"]
    assert told and words in told[0].message


@pytest.mark.parametrize("made", [doubling, chain, rows, terms])
def test_far_above_a_limit_is_refused_as_fast(made: Callable[[int], str]) -> None:
    told = [each for each in findings(made(900)) if each.code == "E010"]
    assert told


@pytest.mark.parametrize(
    ("made", "most"), [(doubling, 8), (chain, 98), (rows, 197), (terms, 196), (exceptions, 12)]
)  # fmt: skip
def test_at_the_limit_a_case_is_answered(made: Callable[[int], str], most: int) -> None:
    begun = time.monotonic()
    compiled = framework(made(most))
    for facts in ({"f0": "yes"}, {}):
        known = {name: value for name, value in facts.items() if name in compiled.framework.facts}
        subject = case(json.dumps({"subject": {"urn": "1"}, "facts": known}), compiled.framework)
        assert evaluate(compiled, subject, AS_OF) is not None
        derive(evaluation(compiled, subject, AS_OF, defaults(compiled.framework)))
    assert time.monotonic() - begun < SLOW


def test_past_the_limit_it_is_told_that_corrections_were_not_tried() -> None:
    compiled = framework("event visit\n  field bad: boolean\ndecide d for visit in order\n"
                         "  - red when bad of it cite 1\n  - green otherwise cite 1\n")  # fmt: skip
    days = [(AS_OF - dt.timedelta(number)).isoformat() for number in range(MAX_AMENDED + 2)]
    said = [{"event": "visit", "id": day, "date": day, "bad": "yes"} for day in days]
    said += [{"corrects": day, "recorded": AS_OF.isoformat(), "bad": "no"} for day in days]
    subject = case(json.dumps({"subject": {"urn": "1"}, "events": said}), compiled.framework)
    told = [each.message for each in evaluate(compiled, subject, AS_OF).findings]
    assert told == ["2 more of 'visit' were corrected or withdrawn; whether that changes the answer was not tried"]


def test_a_transition_is_measured_too() -> None:
    lifecycle = "lifecycle l\n  state a initial\n  state b\n  from a on visit when {} -> b cite 1\n"
    facts = "".join(f"fact f{n}: boolean\n" for n in range(250))
    asked = " and ".join(f"f{n}" for n in range(250))
    told = [each for each in findings(facts + VISIT + lifecycle.format(asked)) if each.code == "E010"]
    assert [each.message for each in told] == [
        "the parts of the condition of the transition to 'b' hang on each other in more than 200 steps"
    ]


# --- YAML ---


@pytest.mark.parametrize(
    ("made", "limit", "code", "words"),
    [
        (lambda n: "[" * n + "]" * n, nodes.MAX_DEPTH, "E301", "nested more than 24 deep"),
        (lambda n: "- " * n + "a", nodes.MAX_DEPTH, "E301", "nested more than 24 deep"),
        (lambda n: "a: " + "x" * n, nodes.MAX_TEXT, "E010", "longer than 20,000 characters"),
        (lambda n: "- a\n" * (n - 1), nodes.MAX_VALUES, "E010", "more than 200,000 values"),
        (lambda n: "a: 1\n" * (n + 1), nodes.MAX_FAULTS, "E302", "is given twice"),
    ],
    ids=["brackets", "dashes", "value", "values", "faults"],
)
def test_size_of_yaml(made: Callable[[int], str], limit: int, code: str, words: str) -> None:
    node, _ = nodes.compose(Source("a.yaml", made(limit)))
    assert node is not None
    node, found = nodes.compose(Source("a.yaml", made(limit + 1)))
    assert node is None
    assert found[-1].code == code and words in found[-1].message
    assert len(found) <= nodes.MAX_FAULTS


@pytest.mark.parametrize(
    ("text", "code"),
    [("a: &x 1\n" * 4_000, "E306"), ("[" + "*a," * 4_000 + "]", "E306"), ("a: !x 1\n" * 4_000, "E301")],
)
def test_what_is_barred_is_not_told_without_end(text: str, code: str) -> None:
    node, found = nodes.compose(Source("a.yaml", text))
    assert node is None
    assert {each.code for each in found} == {code} and 0 < len(found) <= nodes.MAX_FAULTS


def test_faults_of_values_are_not_told_without_end() -> None:
    reader = Reader()
    for number in range(nodes.MAX_FAULTS * 3):
        reader.fault("E305", f"fault {number}", at("a.yaml"))
    assert len(reader.diagnostics) == nodes.MAX_FAULTS
    assert "the rest is not told" in reader.diagnostics[-1].message


def test_events_of_a_case() -> None:
    compiled = framework(VISIT + "lifecycle l\n  state a initial\n  state b\n  from a on visit -> b cite 1\n")

    def record(number: int) -> Source:
        events = [{"event": "visit", "ended": "2024-09-16"}] * number
        return Source("case.yaml", json.dumps({"subject": {"urn": "1"}, "events": events}))

    read, found = cases.read_case(record(cases.MAX_EVENTS), compiled.framework)
    assert read is not None and not found
    read, found = cases.read_case(record(cases.MAX_EVENTS + 1), compiled.framework)
    assert read is None
    assert [(each.code, each.message) for each in found] == [("E010", "the case has 301 events, and 300 are the most")]


# --- files and tables ---


def test_bytes_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_bytes(b"#" * files.MAX_BYTES)
    assert len(read_text(file).text) == files.MAX_BYTES
    file.write_bytes(b"#" * (files.MAX_BYTES + 1))
    with pytest.raises(Refused, match="larger than 4 MB"):
        read_text(file)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029"])
def test_whatever_ends_a_line_ends_it_for_all(tmp_path: Path, end: str) -> None:
    file = tmp_path / "rules.remit"
    file.write_bytes(f"a{end}b\n".encode())
    assert read_text(file).text == "a\nb\n"


@pytest.mark.parametrize("quoted", [False, True])
def test_characters_of_a_cell(tmp_path: Path, quoted: bool) -> None:
    file = tmp_path / "table.csv"

    def written(length: int) -> Path:
        cell = "x" * length
        file.write_text(f"URN,Name\n1,a\n2,{f'''{chr(34)}{cell}{chr(34)}''' if quoted else cell}\n", encoding="utf-8")
        return file

    assert read_table(written(grid.LONGEST), []).frame.height == 2
    with pytest.raises(Refused, match=r"row 3, column 'Name' has 32,768 characters, and 32,767 are the most"):
        read_table(written(grid.LONGEST + 1), [])


# --- near words ---


def test_a_near_word_is_found_among_many() -> None:
    known = [f"{first}_{second}_{number}" for first in ("graded", "monitoring", "emergency")
             for second in ("inspection", "visit") for number in range(2_000)]  # fmt: skip
    begun = time.monotonic()
    assert did_you_mean("monitorng_visit_1234", known) == "Did you mean 'monitoring_visit_1234'?"
    assert time.monotonic() - begun < 1


@pytest.mark.parametrize("word", ["x" * 101, "x" * 1_000_000])
def test_what_nobody_types_is_like_nothing(word: str) -> None:
    assert did_you_mean(word, [word + "x", "x"]) == ""
