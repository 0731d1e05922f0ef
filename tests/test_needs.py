"""What one would need to know: what is said to settle an answer does settle it, whatever is found."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from golden import Golden
from hypothesis import given, settings
from reasoned import FOLDERS, HISTORY, sampled, tiny
from support import case, framework, monitoring
from test_why_not import histories

from remit.dsl import ir
from remit.engine import jsonable
from remit.engine.evaluate import evaluate
from remit.engine.groups import Compiled
from remit.engine.history import Case, Spell
from remit.engine.reasons import needs as module
from remit.engine.reasons.changes import Change, FactTo, FieldTo, changed
from remit.engine.reasons.needs import Needs, Open, Thing, needs, open_answers
from remit.engine.settings import Settings, defaults
from remit.visualise.explained.needs import needs_page
from remit.visualise.explained.render import FORMS, rendered

DAY = dt.date(2024, 1, 20)


def needed(history: str, only: str = "", compiled: Compiled | None = None, day: dt.date = DAY) -> Needs:
    compiled = compiled or tiny()
    return needs(compiled, case(history, compiled.framework), day, defaults(compiled.framework), only)


def names(found: tuple[Open, ...]) -> set[str]:
    return {each.name for each in found}


UNKNOWN = HISTORY.replace("mark: low, serious: yes", "mark: low").replace("big: yes, waived: yes", "big: no")

JOINED = """
fact one "One": boolean
fact two "Two": boolean
fact three "Three": boolean
decide both in order
  - same when one and two cite 1
  - same when not one and not two cite 2
  - other otherwise cite 3
decide single in order
  - yes_it_is when three cite 4
  - no_it_is_not otherwise cite 5
"""


def test_that_comes_first_which_settles_most() -> None:
    """One thing settles grade and lifecycle whatever it is; another can settle the duty alone, and not for sure."""
    found = needed(UNKNOWN.replace("mark: low", "serious: no").replace("big: no", "big: no, waived: no"))
    assert [thing.name for each in found.singly for thing in each.things] == ["mark"]
    assert names(found.singly[0].surely) == {"grade", "care", "ring", "hush"}
    undecided = needed(UNKNOWN)
    assert [thing.name for each in undecided.singly for thing in each.things] == ["serious", "waived"]
    assert all((names(each.surely), names(each.perhaps)) == (set(), {"ring"}) for each in undecided.singly)


def test_what_is_decided_needs_nothing() -> None:
    found = needed(HISTORY)
    assert not found.open and not found.singly and not found.pairs
    assert "Every answer is decided." in rendered(needs_page(found, tiny().framework), "text")


def test_of_one_answer_alone() -> None:
    compiled = framework(JOINED, checked=False)
    found = needed('subject: {urn: "7"}\n', "single", compiled)
    assert names(found.open) == {"single"} and not found.pairs and not found.others
    assert [[thing.name for thing in each.things] for each in found.singly] == [["three"]]


def test_two_things_are_asked_where_neither_settles_anything_alone() -> None:
    compiled = framework(JOINED, checked=False)
    found = needed('subject: {urn: "7"}\n', compiled=compiled)
    assert [[thing.name for thing in each.things] for each in found.singly] == [["three"]]
    assert [[thing.name for thing in each.things] for each in found.pairs] == [["one", "two"]]
    assert names(found.pairs[0].surely) == {"both"} and found.pairs[0].expected == Fraction(1)


def test_a_day_that_is_missing_is_told_and_not_weighed() -> None:
    compiled = monitoring()
    history = """
subject: {urn: "7", kind: community_school}
facts: {academy_order: no}
events:
  - {event: graded_inspection, ended: 2024-10-02, quality_of_education: inadequate, capacity_to_improve: no,
     safeguarding_effective: yes, behaviour_and_attitudes: good, personal_development: good,
     leadership_and_management: inadequate, early_years: good, sixth_form: not_applicable}
"""
    found = needed(history, "first_monitoring", compiled, dt.date(2025, 3, 31))
    assert found.open and [each.name for each in found.others] == ["published"]


# What holds of every answer


def values(compiled: Compiled, thing: Thing) -> list[Change]:
    """Each single value that a thing may have: also those that stand for none of its classes."""
    first = thing.changes[0]
    f = compiled.framework
    if isinstance(first, FactTo):
        since = first.spells[-1].begins
        return [FactTo(first.fact, (*first.spells[:-1], Spell(each, since))) for each in f.facts[first.fact].domain]
    assert isinstance(first, FieldTo)
    fields = {each.name: each.domain for event in f.events.values() for each in event.fields if each.domain}
    return [FieldTo(first.at, first.field, each) for each in fields[first.field]]


def check(compiled: Compiled, subject: Case, day: dt.date, taken: Settings) -> int:
    """What is settled whatever the answer is decided for every value; what may be settled, for some and not for all."""
    found = needs(compiled, subject, day, taken)
    before = evaluate(compiled, subject, day, taken, turns=False)
    assert set(found.open) == set(open_answers(before))
    for settling in (*found.singly, *found.pairs):
        left = [
            set(open_answers(evaluate(compiled, changed(subject, chosen), day, taken, turns=False)))
            for chosen in itertools.product(*(values(compiled, thing) for thing in settling.things))
        ]
        for each in settling.surely:
            assert all(each not in opened for opened in left)
        for each in settling.perhaps:
            assert any(each not in opened for opened in left) and any(each in opened for opened in left)
        if len(settling.things) == 1:
            settled = sum(each not in opened for each in found.open for opened in left)
            assert settling.expected == Fraction(settled, len(left))
    for form in FORMS:
        assert rendered(needs_page(found, compiled.framework), form)
    json.dumps(jsonable.needs(found))
    return len(found.singly) + len(found.pairs)


def forgetful(subject: Case, framework: ir.Framework, number: int) -> Case:
    """The case, some of what it tells left out."""
    facts = {name: each for n, (name, each) in enumerate(subject.facts.items()) if (n + number) % 3}
    events = tuple(
        replace(
            event,
            fields=tuple(
                (name, value if (n + number) % 4 else None)
                for n, (name, value) in enumerate(event.fields)
                if (spec := framework.events[event.event].field(name)) and spec.domain
            ),
        )
        for event in subject.events
    )
    return replace(subject, facts=facts, events=events)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda each: f"{each.parent.name}-{each.name}")
def test_what_is_said_to_settle_does_under_the_frameworks(folder: Path) -> None:
    told = 0
    for number, (compiled, each) in enumerate(sampled(folder, 3)):
        subject = forgetful(each.case, compiled.framework, number)
        told += check(compiled, subject, each.as_of, each.settings)
    assert told


@settings(max_examples=25)
@given(histories())
def test_what_is_said_to_settle_does(subject: Case) -> None:
    check(tiny(), subject, dt.date(2024, 2, 5), defaults(tiny().framework))


@pytest.mark.parametrize("form", FORMS)
def test_pages_look_as_they_did(form: str, golden: Golden) -> None:
    ending = {"text": "txt", "markdown": "md", "html": "html"}[form]
    golden(f"golden/reasons/needs.{ending}", rendered(needs_page(needed(UNKNOWN), tiny().framework), form))


def test_answers_as_json_look_as_they_did(golden: Golden) -> None:
    found = jsonable.needs(needed(UNKNOWN))
    golden("golden/reasons/needs.json", json.dumps(found, indent=2, ensure_ascii=False) + "\n")


def test_where_the_limit_is_reached_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is claimed of what was not tried: it is listed as missing."""
    monkeypatch.setattr(module, "LIMIT", 1)
    found = needed(UNKNOWN)
    assert found.exhausted and len(found.singly) == 1
    assert [each.name for each in found.others] == ["waived"]
    assert "The limit was reached" in rendered(needs_page(found, tiny().framework), "text")
