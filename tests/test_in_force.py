"""What must hold of a history that is read under each framework while it was in force (semantics 27)."""

from __future__ import annotations

import datetime as dt

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from support import framework, manifest
from test_new_constructs_properties import DAYS, WHOLE_TEXT, cases, day

from remit.dsl import ir
from remit.engine.chain import Chain
from remit.engine.evaluate import evaluate
from remit.engine.groups import Compiled
from remit.engine.history import Case
from remit.engine.in_force import evaluate_in_force
from remit.engine.outcome import Outcome


def everything_carried(of: ir.Framework) -> str:
    """The clause by which a framework carries over all of an earlier one that says the same."""
    lines = [f"succeeds {of.manifest.full_id}"]
    for name, lifecycle in of.lifecycles.items():
        lines += [f"  carry state {each.name} in {name} -> {each.name} in {name} cite 1" for each in lifecycle.states]
    lines += [f"  carry rule {name} continues cite 1" for name in of.rules]
    return "\n".join(lines) + "\n"


def again(text: str, *days: dt.date) -> tuple[Compiled, ...]:
    """The same framework over and over, the first long in force, each succeeded by the next on its day."""
    found = [framework(text, checked=False, about=manifest("1900-01-01"))]
    for each in days:
        carried = everything_carried(found[-1].framework)
        found.append(framework(text + carried, checked=False, about=manifest(each.isoformat())))
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


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(cases(), DAYS, st.lists(st.integers(0, 100).map(day), min_size=1, max_size=2, unique=True))
def test_a_successor_that_says_the_same_changes_nothing(of: Case, as_of: dt.date, begins: list[dt.date]) -> None:
    """With all carried over, the two modes give one answer, over two versions as over three."""
    found = again(WHOLE_TEXT, *sorted(begins))
    as_if = evaluate(found[-1], of, as_of, turns=False)
    in_force = evaluate_in_force(Chain.of(found), of, as_of, turns=False)
    event(f"duties run on: {any(each.under for each in in_force.norms)}")
    assert answers(in_force) == answers(as_if)
