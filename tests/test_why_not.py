"""Why an answer is not another one: every change shown makes it so, and none is shown that could be left out."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from golden import Golden
from hypothesis import given, settings
from hypothesis import strategies as st
from reasoned import FOLDERS, HISTORY, sampled, tiny
from support import ROOT, case, framework, monitoring

from remit.cli import main
from remit.engine import jsonable
from remit.engine.evaluate import evaluate
from remit.engine.groups import Compiled
from remit.engine.history import Case, Occurrence, Spell
from remit.engine.reasons import why_not as module
from remit.engine.reasons.changes import Added, Change, DaysTo, FactTo, FieldTo, Removed, changed
from remit.engine.reasons.steps import Standing, every
from remit.engine.reasons.targets import Asker, Sort, Target, Unclear, target_of
from remit.engine.reasons.why_not import WhyNot, why_not
from remit.engine.settings import Settings, defaults
from remit.pipeline import load_case
from remit.visualise.explained.render import FORMS, rendered
from remit.visualise.explained.why_not import why_not_page

DAY = dt.date(2024, 1, 20)


def asked(target: str, history: str = HISTORY, day: dt.date = DAY, compiled: Compiled | None = None) -> WhyNot:
    compiled = compiled or tiny()
    subject = case(history, compiled.framework)
    return why_not(compiled, subject, day, defaults(compiled.framework), target_of(compiled.framework, target))


def words(answer: WhyNot) -> list[tuple[str, ...]]:
    return [each.words for each in answer.alternatives]


def in_school(target: str) -> WhyNot:
    compiled = monitoring()
    subject = load_case(ROOT / "examples" / "case.yaml", compiled.framework)
    day = dt.date(2025, 3, 31)
    return why_not(compiled, subject, day, defaults(compiled.framework), target_of(compiled.framework, target))


# What is found


def test_one_field_is_enough() -> None:
    assert words(asked("grade=fine"))[0] == ("the visit (date 2024-01-10): mark: high, instead of low",)


def test_a_value_is_preferred_to_an_event_and_a_constant_fact_comes_last() -> None:
    """The kind of a school is the last thing that would be changed."""
    found = in_school("first_monitoring=open").alternatives
    kinds = [type(each.changes[0]) for each in found]
    assert kinds[:2] == [FieldTo, FactTo]
    assert kinds.index(Added) > 1
    last = found[-1].changes[0]
    assert isinstance(last, FactTo) and last.fact == "kind"


def test_two_changes_where_one_is_not_enough() -> None:
    """Two judgements stand in the way; the sets that leave events alone are told beside those that do not."""
    answer = in_school("category=none")
    assert answer.size == 1 and all(isinstance(each.changes[0], (Removed, Added)) for each in answer.alternatives)
    assert [len(each.changes) for each in answer.by_values] == [2]


def test_an_act_that_was_not_done_is_put_in() -> None:
    answer = in_school("first_monitoring=met")
    assert words(answer) == [("one more monitoring inspection, on 2025-03-31",)]


def test_of_an_event_that_is_put_in_no_more_is_told_than_need_be() -> None:
    found = [each.changes[0] for each in asked("grade=fine").alternatives if isinstance(each.changes[0], Added)]
    assert [each.event.fields for each in found] == [(("mark", "high"), ("serious", None))]


def test_who_did_it_can_be_what_stands_in_the_way() -> None:
    found = words(asked("ring=met"))
    assert ("the call (date 2024-01-12): done by them, instead of others",) in found
    assert ("the call (date 2024-01-13): loud: yes, instead of no",) in found


def test_an_event_is_moved_no_further_than_need_be() -> None:
    """A day less, and the answer is as it was."""
    moved = 0
    compiled = tiny()
    for target in ("ring=overdue", "care=shut", "care=stale"):
        answer = asked(target)
        subject = case(HISTORY, compiled.framework)
        asker = Asker(compiled, defaults(compiled.framework), answer.target)
        for change in (each.changes[0] for each in answer.alternatives if len(each.changes) == 1):
            if isinstance(change, DaysTo):
                before = dict(subject.events[change.at].moments)
                step = dt.timedelta(days=1 if change.moments[0][1] < before[change.moments[0][0]] else -1)
                nearer = DaysTo(change.at, tuple((name, day + step) for name, day in change.moments))
                assert asker.truth(changed(subject, (nearer,)), DAY) != {True}
                moved += 1
    assert moved


def test_what_is_not_known_is_told_first() -> None:
    unknown = HISTORY.replace("mark: low, ", "")
    answer = asked("grade=fine", unknown)
    assert answer.standing is Standing.UNKNOWN
    assert words(answer)[0] == ("the visit (date 2024-01-10): mark: high, instead of not known",)


def test_what_comes_about_by_itself_has_its_day() -> None:
    assert asked("ring=overdue").coming == dt.date(2024, 1, 31)
    assert asked("care=shut").coming == dt.date(2024, 1, 31)
    assert asked("grade=fine").coming is None


def test_what_is_so_already_needs_no_change() -> None:
    answer = asked("grade=poor")
    assert (answer.standing, answer.alternatives, answer.asked) == (Standing.FIRED, (), 1)


def test_what_cannot_be_is_said_to_be_found_by_nothing() -> None:
    """Nothing is made up where no change makes it so: what was tried is told."""
    compiled = framework(
        """
event visit "Visit" by them
  field loud: boolean
decide grade for visit in order
  - one when loud of it cite 1
  - two when loud of it cite 2
  - three otherwise cite 3
""",
        checked=False,
    )
    history = 'subject: {urn: "7"}\nevents: [{event: visit, date: 2024-01-10, loud: no}]\n'
    answer = asked("grade=two", history, compiled=compiled)
    assert not answer.alternatives and not answer.by_values and not answer.exhausted
    told = rendered(why_not_page(answer, compiled.framework), "text")
    assert "None was found.\n\nTried: up to 3 changes at once of what these clauses read" in told


def test_the_clauses_name_what_failed() -> None:
    """The row that would have given it, the condition that failed with its value, and the row that came first."""
    (decision,) = asked("grade=fine").clauses
    assert [each.value for each in decision.inputs] == ["fine", "poor"]
    assert [(each.node, each.value) for each in decision.inputs[0].inputs] == [("mark is high", "it is low")]
    (care,) = asked("care=stale").clauses
    said = [each.node for each in every(care)]
    assert "grade is middling" in said and "the time runs out at the end of 2024-02-09" in said
    assert "lapse of ring, to" not in said, "what leads elsewhere is left out"


# What holds of every answer


def targets(compiled: Compiled) -> Iterator[str]:
    """Everything that can be asked of a framework."""
    f = compiled.framework
    yield from (f"{each.name}={state.name}" for each in f.lifecycles.values() for state in each.states)
    yield from (f"{each.name}={value}" for each in f.decisions.values() for value in each.values)
    yield from (f"{name}={status}" for name in f.rules for status in ("open", "met", "void", "does not arise"))
    yield from f.rules


def check(compiled: Compiled, subject: Case, day: dt.date, taken: Settings, target: Target) -> int:
    """Every change shown makes it so, in the whole answer too; no part of it does. How many changes there were."""
    answer = why_not(compiled, subject, day, taken, target)
    asker = Asker(compiled, taken, target)
    before = asker.truth(subject, day)
    assert (answer.standing is Standing.FIRED) == (before == {True})
    assert (answer.standing is Standing.BLOCKED) == (before == {False})
    shown = (*answer.alternatives, *answer.by_values)
    for each in shown:
        after = changed(subject, each.changes)
        assert asker.truth(after, day) == {True}
        if target.sort is not Sort.RULE:
            outcome = evaluate(compiled, after, day, taken, turns=False)
            possible = {state.lifecycle: state.possible for state in outcome.states}
            possible |= {decision.name: decision.possible for decision in outcome.decisions}
            assert {value.value for value in possible[target.name]} <= target.wanted
        for n in range(len(each.changes)):
            part = (*each.changes[:n], *each.changes[n + 1 :])
            assert asker.truth(changed(subject, part), day) != {True}
        for fewer in less_told(each.changes):
            assert asker.truth(changed(subject, fewer), day) != {True}
    for page in FORMS:
        assert rendered(why_not_page(answer, compiled.framework), page)
    json.dumps(jsonable.why_not(answer))
    return len(shown)


def less_told(changes: tuple[Change, ...]) -> Iterator[tuple[Change, ...]]:
    """The changes with one thing less told of an event that is put in."""
    for n, each in enumerate(changes):
        if isinstance(each, Added):
            for name, value in each.event.fields:
                if value is not None:
                    fields = tuple((other, None if other == name else its) for other, its in each.event.fields)
                    yield (*changes[:n], Added(replace(each.event, fields=fields)), *changes[n + 1 :])


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda each: f"{each.parent.name}-{each.name}")
def test_changes_are_enough_and_none_too_many_under_the_frameworks(folder: Path) -> None:
    shown = 0
    for number, (compiled, each) in enumerate(sampled(folder, 3)):
        every_target = list(targets(compiled))
        for text in every_target[number * 7 % 11 :: max(11, len(every_target) // 3)]:
            target = target_of(compiled.framework, text)
            shown += check(compiled, each.case, each.as_of, each.settings, target)
    assert shown


marks = st.sampled_from([None, "high", "low"])
truths = st.sampled_from([None, "yes", "no"])


@st.composite
def histories(draw: st.DrawFn) -> Case:
    """Visits, calls and closings of one month, some things not known."""
    events = []
    for _ in range(draw(st.integers(0, 4))):
        day = dt.date(2024, 1, 1) + dt.timedelta(days=draw(st.integers(0, 40)))
        name = draw(st.sampled_from(["visit", "visit", "call", "call", "closing"]))
        by = draw(st.sampled_from([None, "others"])) if name == "call" else None
        fields = {
            "visit": (("mark", draw(marks)), ("serious", draw(truths))),
            "call": (("loud", draw(truths)),),
            "closing": (),
        }[name]
        events.append(Occurrence(name, (("date", day),), fields, by=by))
    facts = {name: (Spell(draw(truths), None),) for name in ("big", "waived")}
    return Case("7", "", facts, tuple(events), {})


@settings(max_examples=25)
@given(histories(), st.data())
def test_changes_are_enough_and_none_too_many(subject: Case, data: st.DataObject) -> None:
    compiled = tiny()
    text = data.draw(st.sampled_from(list(targets(compiled))))
    check(compiled, subject, dt.date(2024, 2, 5), defaults(compiled.framework), target_of(compiled.framework, text))


@settings(max_examples=40)
@given(histories(), st.sampled_from(["fine", "poor", "middling"]))
def test_no_smaller_set_of_values_is_missed(subject: Case, value: str) -> None:
    """Beside every set of values of facts and fields, tried one and all."""
    compiled = tiny()
    target = target_of(compiled.framework, f"grade={value}")
    taken, day = defaults(compiled.framework), dt.date(2024, 2, 5)
    answer = why_not(compiled, subject, day, taken, target)
    if answer.standing is Standing.FIRED:
        return
    slots: list[list[Change]] = [[FactTo("big", (Spell(each, None),)) for each in ("yes", "no")]]
    for at, event in enumerate(subject.events):
        if event.event == "visit" and dict(event.moments)["date"] <= day:
            slots.append([FieldTo(at, "mark", each) for each in ("high", "low")])
            slots.append([FieldTo(at, "serious", each) for each in ("yes", "no")])
    asker = Asker(compiled, taken, target)
    sizes = (
        size
        for size in (1, 2, 3)
        for chosen in itertools.combinations(slots, size)
        for changes in itertools.product(*chosen)
        if asker.truth(changed(subject, changes), day) == {True}
    )
    smallest = next(sizes, None)
    if smallest is not None:
        found = min(len(each.changes) for each in (*answer.alternatives, *answer.by_values))
        assert found <= smallest
        values = answer.by_values or answer.alternatives
        kept = [each for each in values if all(isinstance(change, (FactTo, FieldTo)) for change in each.changes)]
        assert min(len(each.changes) for each in kept) == smallest


# What can be asked


def test_what_can_be_asked() -> None:
    of = tiny().framework
    assert target_of(of, "watched").wanted == {"watched"}
    assert target_of(of, "care=watched") == target_of(of, "watched")
    assert target_of(of, "ring=not_yet_open").wanted == {"not yet open"}
    assert target_of(of, "ring").plainly
    for text, message in (
        ("car=watched", "Did you mean 'care'?"),
        ("wached", "Did you mean 'watched'?"),
        ("care", "'care' needs a value. Write 'care=VALUE', with one of: calm, watched, stale, shut."),
        ("grade=good", "'good' is no value of 'grade'. There are: fine, poor, middling."),
        ("ring=late", "'late' is no value of 'ring'."),
        ("", "there is no answer and no state ''."),
    ):
        with pytest.raises(Unclear, match=r".") as raised:
            target_of(of, text)
        assert message in str(raised.value)


@pytest.mark.parametrize("form", FORMS)
def test_pages_look_as_they_did(form: str, golden: Golden) -> None:
    ending = {"text": "txt", "markdown": "md", "html": "html"}[form]
    page = why_not_page(asked("ring=met"), tiny().framework)
    golden(f"golden/reasons/why_not.{ending}", rendered(page, form))


def test_answers_as_json_look_as_they_did(golden: Golden) -> None:
    found = jsonable.why_not(asked("care=shut"))
    golden("golden/reasons/why_not.json", json.dumps(found, indent=2, ensure_ascii=False) + "\n")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--why-not", "categry=none"], "there is no answer 'categry'. Did you mean 'category'?"),
        (["--why-not", "category=bad"], "'bad' is no value of 'category'"),
        (["--needs", "--why", "category"], "Give one of them."),
        (["--needs", "nothing"], "there is no answer 'nothing'"),
    ],
)
def test_what_cannot_be_asked_is_refused(options: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    subject = str(ROOT / "examples" / "case.yaml")
    with pytest.raises(SystemExit) as left:
        main(["explain", subject, "-f", "ofsted-schools@2024-09-16", "--as-of", "2025-03-31", *options])
    assert left.value.code == 2 and message in capsys.readouterr().err


def test_where_the_limit_is_reached_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is claimed of changes that were not tried."""
    monkeypatch.setattr(module, "LIMIT", 20)
    answer = asked("care=stale")
    assert answer.exhausted
    told = rendered(why_not_page(answer, tiny().framework), "text")
    assert "The limit was reached before all of them were tried." in " ".join(told.split())
