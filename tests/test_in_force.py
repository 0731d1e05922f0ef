"""What must hold of a history that is read under each framework while it was in force (semantics 27)."""

from __future__ import annotations

import datetime as dt
import functools
import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from support import framework, manifest
from test_new_constructs_properties import DAYS, WHOLE_TEXT, cases, day, text

from remit.cli import main
from remit.dsl import ir
from remit.engine.chain import Chain
from remit.engine.evaluate import evaluate
from remit.engine.groups import Compiled
from remit.engine.history import Case
from remit.engine.in_force import evaluate_in_force, works
from remit.engine.life import Status
from remit.engine.outcome import Outcome
from remit.engine.reasons.in_force import derive_in_force
from remit.engine.settings import defaults


def everything_carried(of: ir.Framework) -> str:
    """The clause by which a framework carries over all of an earlier one that says the same."""
    lines = [f"succeeds {of.manifest.full_id}"]
    for name, lifecycle in of.lifecycles.items():
        lines += [f"  carry state {each.name} in {name} -> {each.name} in {name} cite 1" for each in lifecycle.states]
    lines += [f"  carry rule {name} continues cite 1" for name in of.rules]
    return "\n".join(lines) + "\n"


@functools.cache
def again(*days: dt.date) -> tuple[Compiled, ...]:
    """The same framework over and over, the first long in force, each succeeded by the next on its day."""
    found = [framework(WHOLE_TEXT, checked=False, about=manifest("1900-01-01"))]
    for each in days:
        carried = everything_carried(found[-1].framework)
        found.append(framework(WHOLE_TEXT + carried, checked=False, about=manifest(each.isoformat())))
    return tuple(found)


@functools.cache
def forgetful(*days: dt.date) -> tuple[Compiled, ...]:
    """The same, of which none carries anything over."""
    found = []
    for before, each in pairwise((None, dt.date(1900, 1, 1), *days)):
        succeeds = f"succeeds tiny@{before}\n" if before else ""
        found.append(framework(WHOLE_TEXT + succeeds, checked=False, about=manifest(str(each))))
    return tuple(found)


def answers(outcome: Outcome) -> object:
    """What an outcome says, whichever framework says it."""
    norms = [
        (each.name, each.view, each.instance, {p.value for p in each.possible}, each.earliest, each.latest, each.met_on)
        for each in outcome.norms
    ]
    return (
        [(each.lifecycle, {p.value for p in each.possible}, each.since) for each in outcome.states],
        [(each.name, {p.value for p in each.possible}) for each in outcome.decisions],
        sorted(norms, key=repr),
        [each.subject for each in outcome.findings],
    )


EDITIONS = st.lists(
    st.sampled_from([day(number) for number in (0, 9, 21, 40, 41)]), min_size=1, max_size=2, unique=True
)


@settings(max_examples=120, suppress_health_check=list(HealthCheck))
@given(cases(most=7), DAYS, EDITIONS)
def test_a_successor_that_says_the_same_changes_nothing(of: Case, as_of: dt.date, begins: list[dt.date]) -> None:
    """With all carried over, the two modes give one answer, over two versions as over three."""
    found = again(*sorted(begins))
    as_if = evaluate(found[-1], of, as_of, turns=False)
    in_force = evaluate_in_force(Chain.of(found), of, as_of, turns=False)
    event(f"duties run on: {any(each.under for each in in_force.norms)}")
    assert answers(in_force) == answers(as_if)


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(cases(), DAYS, EDITIONS, st.data())
def test_the_order_of_lines_never_matters(of: Case, as_of: dt.date, begins: list[dt.date], data: st.DataObject) -> None:
    """Semantics 5, in force."""
    chain = Chain.of(again(*sorted(begins)))
    mixed = replace(of, events=tuple(data.draw(st.permutations(of.events))))
    assert text(evaluate_in_force(chain, mixed, as_of)) == text(evaluate_in_force(chain, of, as_of))


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(cases(), DAYS, EDITIONS)
def test_what_is_not_carried_binds_nobody_and_every_reason_can_be_told(
    of: Case, as_of: dt.date, begins: list[dt.date]
) -> None:
    """Under editions that carry nothing: no state but one that is open or moved since, no earlier duty that runs."""
    found = tuple(
        framework(
            WHOLE_TEXT + (f"succeeds tiny@{before}\n" if before else ""), checked=False, about=manifest(str(each))
        )
        for before, each in pairwise((None, dt.date(1900, 1, 1), *sorted(begins)))
    )
    chain = Chain.of(found)
    outcome = evaluate_in_force(chain, of, as_of)
    running = {Status.OPEN.value, Status.NOT_YET_OPEN.value, Status.APPLIES.value}
    assert not any(running & {p.value for p in each.possible} for each in outcome.norms if each.under)
    last = chain.begun(as_of)[-1]
    for norm in outcome.norms:
        if not norm.under and norm.instance is not None:
            assert norm.instance.day >= last.begins
    for state in outcome.states:
        assert (
            len(state.possible) > 1 or len(chain.begun(as_of)) < 2 or state.since is None or state.since >= last.begins
        )
    for each in works(chain, of, as_of, defaults(found[-1].framework)):
        assert derive_in_force(each, as_of).steps
    assert text(outcome)


# The commands


TOWN = """event visit "Visit" by town
  field weak "Weak": boolean
lifecycle where "Where"
  state fine initial cite 1
  state {name} cite 1
  from fine on visit when weak of it -> {name} cite 1
"""
CARRIED = "succeeds town@2023-01-01\n  carry state fine -> fine cite 1\n  carry state watched -> helped cite 1\n"


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """Two editions of a town's book, each in a folder, and a case."""
    for begins, name, more in (("2023-01-01", "watched", ""), ("2024-01-01", "helped", CARRIED)):
        edition = tmp_path / begins
        edition.mkdir()
        about = manifest(begins).replace("framework: tiny", "framework: town")
        (edition / "framework.yaml").write_text(about, encoding="utf-8")
        (edition / "rules.remit").write_text(TOWN.format(name=name) + more, encoding="utf-8")
    case = "subject: {urn: '1'}\nevents: [{event: visit, date: 2023-06-01, weak: yes}]\n"
    (tmp_path / "case.yaml").write_text(case, encoding="utf-8")
    return tmp_path


def said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    capsys.readouterr()
    with pytest.raises(SystemExit) as left:
        main(arguments)
    out, err = capsys.readouterr()
    return int(left.value.code or 0), out, err


def asking(town: Path, command: str, *more: str) -> list[str]:
    return [command, str(town / "case.yaml"), "-f", str(town / "2024-01-01"), "--as-of", "2024-02-01", *more]


@pytest.mark.parametrize(("mode", "state"), [("as-if", "helped"), ("in-force", "helped")])
def test_every_answer_names_its_mode(town: Path, mode: str, state: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = mode.replace("-", " ")
    _, out, _ = said(asking(town, "evaluate", "--mode", mode), capsys)
    assert f"Mode: {words} (" in out
    _, out, _ = said(asking(town, "explain", "--mode", mode), capsys)
    assert f"mode: {words}\n" in out
    _, out, _ = said(asking(town, "conform", "--mode", mode), capsys)
    assert f"Mode: {words} (" in out
    for command in ("evaluate", "explain", "conform"):
        _, out, _ = said(asking(town, command, "--mode", mode, "--json"), capsys)
        data = json.loads(out)
        assert data.get("mode", data.get("receipt", {}).get("mode")) == words
    _, out, _ = said(asking(town, "evaluate", "--mode", mode, "--json"), capsys)
    data = json.loads(out)
    assert data["states"]["where"]["value"] == state and data["receipt"]["mode"] == words


def test_receipts_name_every_framework_of_the_chain(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = said(asking(town, "evaluate", "--mode", "in-force", "--json"), capsys)
    data = json.loads(out)
    assert list(data["receipt"]["chain"]) == ["town@2023-01-01", "town@2024-01-01"]
    assert data["receipt"]["chain"]["town@2024-01-01"] == data["receipt"]["content"]
    assert [(each["framework"], each["until"]) for each in data["spans"]] == [
        (None, "2022-12-31"),
        ("town@2023-01-01", "2023-12-31"),
        ("town@2024-01-01", None),
    ]
    (town / "2023-01-01" / "rules.remit").write_text(TOWN.format(name="watched") + "-- a word\n", encoding="utf-8")
    _, again_, _ = said(asking(town, "evaluate", "--mode", "in-force", "--json"), capsys)
    changed = json.loads(again_)["receipt"]["chain"]
    assert changed["town@2023-01-01"] != data["receipt"]["chain"]["town@2023-01-01"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("explain", "--why-not", "where=fine"), "--why-not asks of one framework alone"),
        (("explain", "--needs"), "--needs asks of one framework alone"),
        (("survey",), "a survey reads every history as if"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(
    town: Path, arguments: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = said(asking(town, arguments[0], *arguments[1:], "--mode", "in-force"), capsys)
    assert code == 2 and words in " ".join(err.split())


def test_a_table_is_not_judged_framework_by_framework(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (town / "table.csv").write_text("URN\n1\n", encoding="utf-8")
    command, _, *more = asking(town, "conform", "--mode", "in-force")
    code, _, err = said([command, str(town / "table.csv"), *more], capsys)
    assert code == 2 and "a table is read as if the framework had always been in force" in " ".join(err.split())


def test_an_earlier_framework_that_is_not_there_is_told(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (town / "2023-01-01" / "framework.yaml").unlink()
    code, _, err = said(asking(town, "evaluate", "--mode", "in-force"), capsys)
    assert code == 2 and "there is no framework 'town@2023-01-01'" in err


def test_an_answer_for_a_day_before_all_frameworks(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [*asking(town, "evaluate", "--mode", "in-force")[:-3], "2022-06-01", "--mode", "in-force"]
    code, out, _ = said(arguments, capsys)
    assert code == 0 and "Where: fine or watched" in out and "until 31 December 2022: no framework is loaded" in out
    code, _, err = said(["explain", *arguments[1:]], capsys)
    assert code == 2 and "No framework was in force on 2022-06-01" in err


def test_nothing_need_be_carried_over_a_span_without_a_framework(
    town: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = town / "2024-01-01" / "rules.remit"
    rules.write_text(TOWN.format(name="helped") + "succeeds town@2023-01-01\n", encoding="utf-8")
    _, out, _ = said(["check", str(town / "2024-01-01")], capsys)
    assert "E219" in out
    older = town / "2023-01-01" / "framework.yaml"
    older.write_text(older.read_text("utf-8").replace("01}", "01, until: 2023-12-30}"), encoding="utf-8")
    code, out, _ = said(["check", str(town / "2024-01-01")], capsys)
    assert code == 0 and "E219" not in out
    _, out, _ = said(asking(town, "evaluate", "--mode", "in-force"), capsys)
    assert "it hangs on where on 2024-01-01 (" in out and "from 31 December 2023 until" in out
