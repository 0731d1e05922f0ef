"""What happened, held against frameworks: verdicts, and repairs that the engine confirms.

A file in `conform/` names a framework that ships, or holds one of a few lines, and a day; below `---` stands a case.
Beside it stands what is printed.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import polars as pl
import pytest
import yaml
from golden import Golden
from hypothesis import given, settings
from hypothesis import strategies as st
from support import ROOT, case, framework, manifest
from surveys import UNTIL, thinned

from remit.cli import main
from remit.engine.asking import AsIf, InForce
from remit.engine.chain import Chain
from remit.engine.conform.changes import applied
from remit.engine.conform.checking import Conformity, Fault, conformity, verdict_on
from remit.engine.evaluate import evaluate
from remit.engine.groups import Compiled
from remit.engine.history import Case, Departure, Occurrence
from remit.engine.life import View
from remit.engine.settings import defaults
from remit.engine.verdict import AMISS, Verdict
from remit.pipeline import usable
from remit.visualise.conformity import conformity_text

FILES = sorted((Path(__file__).parent / "conform").glob("*.yaml"))
TABLE = str(ROOT / "examples" / "synthetic-mi-2020-08-31.csv")
MONITORING = "ofsted-schools@2024-09-16"

TINY = framework("""
event visit "Visit" by them
event call "Call" by them, others
event note "Note" by them
event leave "Leave" by others
rule soon "Soon" cite 1
  them will normally hold call
  for latest visit
  due 5 days to 10 days after date of it
rule sure "Sure" cite 2
  them must hold call
  for each visit
  due by 10 days after date of it
rule ban "Ban" cite 3
  them must not make note
  for latest visit
  except let when some leave before done cite 4
rule cap "Cap" cite 5
  them may hold call
  for latest visit
  repeat at most 2 within 30 days after date of it
""")
VISIT = dt.date(2024, 1, 10)


def read(path: Path) -> tuple[Compiled, Case, dt.date]:
    head, _, tail = path.read_text("utf-8").partition("---\n")
    about = yaml.safe_load(head)
    text = about["framework"]
    compiled = framework(text) if "\n" in text else usable(text)[0]
    return compiled, case(tail, compiled.framework), about["as_of"]


def checked(compiled: Compiled, subject: Case, as_of: dt.date) -> Conformity:
    return conformity(AsIf(compiled, defaults(compiled.framework)), subject, as_of)


def confirmed(compiled: Compiled, subject: Case, as_of: dt.date, found: Conformity) -> int:
    """How many repairs were told; each is put to the engine, and the norm must then be kept."""
    told = 0
    for each in found.judged:
        if each.repair is None:
            continue
        told += 1
        day = max(as_of, *(change.day for change in each.repair.changes))  # what is put off is asked on its day
        after = evaluate(compiled, applied(subject, each.repair.changes), day, turns=False)
        same = [
            norm
            for norm in after.norms
            if (norm.name, norm.view, norm.instance) == (each.norm.name, each.norm.view, each.norm.instance)
            and (norm.tally is None or norm.earliest == each.norm.earliest)
        ]
        verdicts = {verdict_on(norm, after) for norm in same}
        assert verdicts == {Verdict.CONFORMS} if each.norm.view is View.DUTY else not verdicts & set(AMISS)
    return told


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_told_of_a_case(path: Path, golden: Golden) -> None:
    compiled, subject, as_of = read(path)
    found = checked(compiled, subject, as_of)
    golden(f"conform/{path.stem}.txt", conformity_text(found))
    assert confirmed(compiled, subject, as_of, found) == sum(each.repair is not None for each in found.judged)


DAYS = st.integers(-5, 60).map(lambda number: VISIT + dt.timedelta(number))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    def events(name: str, most: int, by: tuple[str | None, ...]) -> list[Occurrence]:
        days = draw(st.lists(DAYS, max_size=most))
        return [
            Occurrence(name, (("date", day),), (), number, draw(st.sampled_from(by))) for number, day in enumerate(days)
        ]

    found = [
        Occurrence("visit", (("date", VISIT),), (), -1),
        *events("visit", 1, (None,)),
        *events("call", 4, (None, "them", "others")),
        *events("note", 2, (None,)),
        *events("leave", 1, (None,)),
    ]
    reasons = st.sampled_from(("", "Snow"))
    gone = draw(st.lists(st.builds(Departure, st.just("soon"), DAYS, st.none(), st.none(), reasons), max_size=1))
    return Case("1", "", {}, tuple(found), {}, departures=tuple(gone))


@settings(max_examples=150)
@given(cases(), DAYS)
def test_every_repair_that_is_told_mends_its_norm(subject: Case, as_of: dt.date) -> None:
    """No repair is told that the engine does not confirm, whatever happened."""
    confirmed(TINY, subject, as_of, checked(TINY, subject, as_of))


@settings(max_examples=150)
@given(cases(), DAYS)
def test_what_was_not_kept_in_a_plain_framework_has_a_repair(subject: Case, as_of: dt.date) -> None:
    """Acts can be added, moved or left out. Of several that came too early each would have to be."""
    for each in checked(TINY, subject, as_of).judged:
        if each.verdict in (Verdict.BREACHES, Verdict.UNEXPLAINED) and each.fault is not Fault.EARLY:
            assert each.repair is not None, each


@settings(max_examples=100)
@given(cases(), DAYS)
def test_a_reason_on_record_changes_no_breach(subject: Case, as_of: dt.date) -> None:
    """Semantics 22: what must be done is not excused, and what is normal is explained or not."""
    bare = Case(subject.subject, subject.name, {}, subject.events, {})
    excused = tuple(Departure(name, VISIT, None, None, "Snow") for name in TINY.framework.rules)
    full = Case(subject.subject, subject.name, {}, subject.events, {}, departures=excused)
    before, after = (checked(TINY, each, as_of).counted() for each in (bare, full))
    assert before[Verdict.BREACHES] == after[Verdict.BREACHES]
    assert before[Verdict.UNEXPLAINED] >= after[Verdict.UNEXPLAINED]


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["conform", *arguments])
    assert isinstance(left.value.code, int)
    return left.value.code


def written(tmp_path: Path, name: str) -> Path:
    """The case of a file in `conform/`, by itself."""
    path = tmp_path / f"{name}.yaml"
    path.write_text((Path(__file__).parent / "conform" / path.name).read_text("utf-8").partition("---\n")[2], "utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "code"),
    [("deferred-with-a-reason", 0), ("deferred-without-a-reason", 1), ("late-first-monitoring", 1)],
)
def test_it_leaves_with_1_where_nothing_excuses(name: str, code: int, tmp_path: Path) -> None:
    assert run(str(written(tmp_path, name)), "-f", MONITORING, "--as-of", "2025-12-15") == code


def test_a_folder_of_cases(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("deferred-with-a-reason", "late-first-monitoring"):
        written(tmp_path, name)
    assert run(str(tmp_path), "-f", MONITORING, "--as-of", "2025-12-15", "--json") == 1
    answer = json.loads(capsys.readouterr().out)
    assert [each["file"] for each in answer["cases"]] == ["deferred-with-a-reason.yaml", "late-first-monitoring.yaml"]
    first, second = (
        next(verdict for verdict in each["verdicts"] if verdict["norm"]["name"] == "first_monitoring")
        for each in answer["cases"]
    )
    assert (first["verdict"], second["verdict"]) == ("departs, explained", "departs, not explained")
    change = second["repair"]["changes"][0]
    assert (change["change"], change["days"], change["to"]) == ("move", -23, "2025-08-11")
    assert sorted(answer["receipt"]["inputs"]) == [each["file"] for each in answer["cases"]]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("empty",), "holds no case"),
        (("nowhere.yaml",), "there is no file"),
        (("one.yaml", "-o", "out.csv"), "are for one table"),
        ((TABLE, "--known-by", "2020-01-01"), "a table tells nothing of it"),
        (("one.yaml", "two.yaml"), "takes no key 'evets'"),
    ],
)
def test_wrong_use_is_told(
    arguments: tuple[str, ...],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "one.yaml").write_text('subject: {urn: "1"}\n')
    (tmp_path / "two.yaml").write_text('subject: {urn: "1"}\nevets: []\n')
    assert run(*arguments, "-f", MONITORING, "--as-of", "2025-12-15") == 2
    assert words in capsys.readouterr().err


def test_a_table_is_judged_as_its_schools_are(tmp_path: Path) -> None:
    """Each row is the verdict that the case of that school has by itself."""
    from remit.conforming import conform_table
    from remit.published import Request

    output = tmp_path / "verdicts.parquet"
    as_of = dt.date(2021, 9, 15)
    table = thinned(tmp_path / "table.csv", 6)
    run(str(table), *UNTIL, "-f", MONITORING, "--as-of", as_of.isoformat(), "-o", str(output))
    rows = pl.read_parquet(output)
    request = Request(table, MONITORING, as_of, None, dt.date(2020, 8, 31), lambda f: defaults(f))
    result = conform_table(request, lambda _step, _done: None)
    population, compiled = result.surveyed.survey.population, result.surveyed.compiled
    tried = range(population.size)
    expected = []
    for index in tried:
        outcome = evaluate(compiled, population.case(index), as_of, turns=False)
        for norm in outcome.norms:
            found = verdict_on(norm, outcome)
            if found is not None:
                expected.append((population.urns[index], norm.name, norm.view.value, found.value))
    wanted = {population.urns[index] for index in tried}
    told = rows.filter(pl.col("urn").is_in(list(wanted))).select("urn", "clause", "heading", "verdict").rows()
    assert sorted(told) == sorted(expected)
    assert len(expected) > 10
    counts = sum((each.counted() for each in result.headings), start=type(result.headings[0].counted())())
    assert sum(counts.values()) == rows.height


OLD = """event visit "Visit" by them
event call "Call" by them
event note "Note" by them
rule report "Report" cite 7
  them must hold call
  for latest visit
  due by 10 days after date of it
rule ban "Ban" cite 8
  them must not make note
"""
NEW = """event visit "Visit" by them
event call "Call" by them
event letter "Letter" by them
rule answer "Answer" cite 3
  them must send letter
  for latest call
  due by 5 days after date of it
succeeds tiny@2023-01-01
  carry rule report lapses cite 9
"""


def test_each_time_is_held_against_the_framework_then_in_force() -> None:
    older, newer = framework(OLD, about=manifest("2023-01-01")), framework(NEW)
    asking = InForce(Chain.of((older, newer)), defaults(newer.framework))
    text = """
        - {event: visit, date: 2023-05-01}
        - {event: call, date: 2023-05-20}
        - {event: note, date: 2023-06-01}
        - {event: call, date: 2024-02-01}
        - {event: note, date: 2024-02-02}
    """
    subject, as_of = case(f"subject: {{urn: '1'}}\nevents: {text}", asking.words), dt.date(2024, 3, 1)
    found = conformity(asking, subject, as_of)
    told = {(each.norm.name, each.norm.under): each for each in found.judged}
    late = told["report", "tiny@2023-01-01"]
    assert (late.verdict, late.fault) == (Verdict.BREACHES, Fault.LATE)
    assert told["answer", ""].fault is Fault.MISSING
    assert told["ban", "tiny@2023-01-01"].norm.met_on == dt.date(2023, 6, 1)  # the note of 2024 was not forbidden
    for each in told.values():
        assert each.repair is not None
        again = asking.outcome(applied(subject, each.repair.changes), as_of)
        verdicts = {verdict_on(n, again) for n in again.norms if (n.name, n.under) == (each.norm.name, each.norm.under)}
        assert verdicts <= {Verdict.CONFORMS, None}
    printed = conformity_text(found)
    assert "Report (visit of 1 May 2023), under tiny@2023-01-01" in printed and "Mode: in force" in printed
