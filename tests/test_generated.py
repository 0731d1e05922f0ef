"""Whole programs at random: what is written can be read, laid out, loaded and said, and never ends in a traceback."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from generators import cases, trees, typed
from generators.printing import Program
from generators.typed import VOCABULARY
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from support import MANIFEST
from test_corpus import said

from remit.dsl.base.diagnostics import Refused, Severity, has_errors
from remit.dsl.base.spans import Source
from remit.dsl.fmt.format import format_source
from remit.dsl.folder import Folder
from remit.dsl.load import load
from remit.dsl.syntax.parse import parse
from remit.engine.analyse import analyse
from remit.engine.evaluate import evaluate
from remit.engine.groups import compile_groups
from remit.engine.history import Case, Occurrence, Spell

QUICK = settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(trees.programs)
def test_what_is_written_is_read(made: Program) -> None:
    """The parser gives back the tree from which a text was made."""
    assert parse(Source("made", made.text)) == (made.clauses, ())


@QUICK
@given(trees.programs)
def test_the_layout_says_the_same(made: Program) -> None:
    laid_out = format_source(Source("made", made.text))
    assert laid_out.kept == () and laid_out.diagnostics == ()
    assert parse(Source("made", laid_out.text)) == (made.clauses, ())
    assert format_source(Source("made", laid_out.text)).text == laid_out.text


# --- programs in which every name fits ---

LEDGER = 'paragraphs:\n  "1": {gist: One., status: modelled}\n'
FORESEEN = {"E217"}
"""The error that there may be in a program in which every name fits: a condition that also holds where what it asks for
does not apply."""


def folder(text: str) -> Folder:
    return Folder(Source("framework.yaml", MANIFEST), Source("ledger.yaml", LEDGER), (Source("made", text),))


@QUICK
@given(typed.programs())
def test_what_fits_is_loaded_and_said(made: Program) -> None:
    framework, told = load(folder(VOCABULARY + made.text))
    assert framework is not None
    errors = [each for each in told if each.severity is Severity.ERROR]
    assert {each.code for each in errors} <= FORESEEN, [(each.code, each.message, each.span) for each in errors]
    assert len(said(framework, "made")) > len(made.clauses)


@QUICK
@given(typed.programs(), st.data())
def test_what_does_not_fit_is_told(made: Program, data: st.DataObject) -> None:
    """Words put into each other's places: faults are told, each with a place, and nothing breaks."""
    words = re.split(r"(\s+)", made.text)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(words) - 1))
        words[place] = words[data.draw(st.integers(0, len(words) - 1))]
    _, found = load(folder(VOCABULARY + "".join(words)))
    assert all(each.span is not None and (each.hint or each.also) for each in found if each.code < "E6")


# --- what passes the checks can be evaluated ---


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(typed.programs(), st.data())
def test_what_is_checked_never_breaks(made: Program, data: st.DataObject) -> None:
    """Whatever `remit check` lets through gives an answer for every case, on every day, in every form."""
    framework, told = load(folder(VOCABULARY + made.text))
    assert framework is not None
    assume(not has_errors(told))
    compiled = compile_groups(framework)
    assume(not has_errors(tuple(analyse(compiled))))
    subject, as_of = data.draw(cases.of(framework)), data.draw(cases.days)
    try:
        outcome = evaluate(compiled, subject, as_of, turns=False)
    except Refused as refused:  # a limit that is told, such as too many events on one day
        assert all(each.hint for each in refused.diagnostics), refused
        return
    # A decision about an event has no answer where there is no such event.
    decided = [each for each in outcome.decisions if framework.decisions[each.name].about is None]
    assert all(each.possible for each in (*outcome.states, *decided, *outcome.norms))


@pytest.mark.parametrize(
    ("rest", "states"),
    [
        ("due by 1 day after start of standing", ["open", "open", "open"]),
        ("due by 2024-09-03", ["open", "shut", "shut"]),
        ("while standing is open due by 2024-09-03", ["open", "shut", "shut"]),
        ("while standing is shut due by 2024-09-03", ["open", "open", "open"]),
        ("for each order when standing is open due by 2 days after made of it", ["open", "shut", "shut"]),
        ("due by 2024-09-03 except e when boarding then due by 1 day after start of standing cite 1", ["open"] * 3),
    ],
)
def test_a_lifecycle_may_wait_for_a_rule_that_reads_it(rest: str, states: list[str]) -> None:
    """A transition on the lapse of a rule, and a rule whose conditions, instances or windows hang on that lifecycle."""
    text = f"rule r cite 1 ofsted must give visit {rest}\n"
    text += "lifecycle standing state open initial state shut from open on lapse of r -> shut cite 1\n"
    framework, told = load(folder(VOCABULARY + text))
    assert framework is not None and not has_errors(told), told
    compiled = compile_groups(framework)
    order = Occurrence("order", (("made", dt.date(2024, 9, 1)),), ())
    case = Case("1", "", {"boarding": (Spell("yes", None),)}, (order,), {})
    found = [evaluate(compiled, case, dt.date(2024, 9, day), turns=False).states[0].value for day in (3, 4, 30)]
    assert found == states
