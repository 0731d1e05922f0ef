"""What must hold of the record as it stood on a day, whatever the case (semantics 11 and 13)."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

from generators import cases
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from support import answered, case, framework

from remit.engine import jsonable
from remit.engine.evaluate import evaluate
from remit.engine.history import Case, Correction, Later, Occurrence, Report, Spell, Withdrawal

COMPILED = framework("""
scale Grade "Grade": good > fair > poor
fact flag "Flag": boolean
fact size "Size": Grade constant
event visit "Visit" by them, others
  moments notified, ended, published
  field grade "Grade": Grade
  field own "Its own": boolean default yes
event call "Call" by them
  field whole "Whole": boolean
lifecycle where "Where it stands"
  state start initial cite 1
  state watched cite 1
  state over cite 1
  from any on visit when grade of it is poor and own of it -> watched cite 1
  from any on visit when grade of it is not poor -> start cite 1
  from watched on call when flag -> over cite 1
decide colour "Colour" for visit in order
  - red when grade of it is poor and size is not good cite 2
  - amber when no call since it cite 2
  - green otherwise cite 2
rule follow_up "Call" cite 3
  them must hold call
  for each visit when grade of it is not good
  due by 2 months after published of it
  except waived when flag then will normally not cite 3
""")
FRAMEWORK = COMPILED.framework
MANY = settings(max_examples=80)
ONE = dt.timedelta(days=1)
DAYS = cases.days
GAPS = st.integers(1, 200).map(dt.timedelta)


def whole(subject: Case, as_of: dt.date, known_by: dt.date | None = None) -> str:
    """The whole answer, as bytes would have it."""
    return json.dumps(jsonable.outcome(evaluate(COMPILED, subject, as_of, known_by=known_by, turns=False), {}))


def but_findings(subject: Case, as_of: dt.date) -> str:
    return json.dumps(jsonable.outcome(replace(answered(COMPILED, subject, as_of), findings=()), {}))


def named(subject: Case) -> Case:
    """The same case with an id for each event."""
    return replace(subject, events=tuple(replace(each, id=f"e{n}") for n, each in enumerate(subject.events)))


@st.composite
def corrections(draw: st.DrawFn, event: Occurrence, recorded: dt.date) -> Correction:
    """A correction of some fields of an event, or of its last day."""
    spec = FRAMEWORK.events[event.event]
    told = draw(st.lists(st.sampled_from(spec.fields), unique=True))
    fields = tuple((each.name, draw(st.none() | st.sampled_from(each.domain))) for each in told)
    last = event.moments[-1:] if draw(st.booleans()) else ()
    moments = tuple((name, day + draw(GAPS)) for name, day in last)
    return Correction(event.id, recorded, moments, fields, draw(st.none() | st.integers(0, 2)))


@st.composite
def amended(draw: st.DrawFn) -> Case:
    """A case with corrections, withdrawals (one of them perhaps withdrawn) and reports, each of its own day."""
    subject = named(draw(cases.of(FRAMEWORK)))
    later: list[Later] = []
    for event in subject.events:
        days = sorted(draw(st.sets(DAYS, max_size=2)))
        later += [replace(draw(corrections(event, day)), id=f"{event.id}c{n}") for n, day in enumerate(days)]
        if not draw(st.integers(0, 3)):
            day = draw(DAYS)
            later.append(Withdrawal(event.id, day, f"{event.id}w"))
            if draw(st.booleans()):
                later.append(Withdrawal(f"{event.id}w", day + draw(GAPS)))
    for number in range(draw(st.integers(0, 2))):
        of = draw(st.sampled_from(["", *(each.id for each in subject.events if each.event == "visit")]))
        later.append(Report("visit", "published", draw(DAYS), of, f"r{number}", draw(st.none() | DAYS)))
    return replace(subject, later=tuple(later))


@MANY
@given(cases.of(FRAMEWORK), DAYS, st.data())
def test_what_is_on_the_record_by_the_day_is_as_if_it_always_was(
    subject: Case, as_of: dt.date, data: st.DataObject
) -> None:
    recorded = st.none() | st.integers(0, 900).map(lambda days: as_of - days * ONE)
    events = tuple(replace(each, recorded=data.draw(recorded)) for each in subject.events)
    facts = {name: tuple(replace(each, recorded=data.draw(recorded)) for each in spells)
             for name, spells in subject.facts.items()}  # fmt: skip
    told = replace(subject, events=events, facts=facts)
    assert whole(told, as_of) == whole(subject, as_of) == whole(told, as_of, as_of)


@MANY
@given(amended(), DAYS, DAYS, st.data())
def test_what_comes_onto_the_record_later_changes_nothing_at_all(
    subject: Case, as_of: dt.date, known_by: dt.date, data: st.DataObject
) -> None:
    after = known_by + data.draw(GAPS)
    more = [replace(each, recorded=after, id="") for each in data.draw(cases.of(FRAMEWORK)).events]
    reports = [Report("visit", "published", data.draw(DAYS), "", "", after)]
    said = [data.draw(corrections(each, after)) for each in subject.events]
    gone = [Withdrawal(each.id, after + ONE) for each in (*subject.events, *subject.later) if each.id]
    spells = {name: (*spells, Spell(data.draw(st.none() | st.sampled_from(FRAMEWORK.facts[name].domain)),
                                    data.draw(st.none() | DAYS), after))
              for name, spells in subject.facts.items()}  # fmt: skip
    later = (*subject.later, *reports, *said, *gone)
    grown = replace(subject, events=(*subject.events, *more), later=later, facts=spells)
    assert whole(grown, as_of, known_by) == whole(subject, as_of, known_by)


@MANY
@given(cases.of(FRAMEWORK), DAYS, st.data())
def test_correcting_back_is_as_if_nothing_had_been_corrected(
    subject: Case, as_of: dt.date, data: st.DataObject
) -> None:
    subject = named(subject)
    later: list[Later] = []
    for event in subject.events:
        first = data.draw(corrections(event, as_of - data.draw(GAPS) - ONE))
        fields = tuple((name, dict(event.fields)[name]) for name, _ in first.fields)
        moments = tuple((name, event.moment(name)) for name, _ in first.moments)
        later += [first, Correction(event.id, as_of, moments, fields, event.order)]
    assert whole(replace(subject, later=tuple(later)), as_of) == whole(subject, as_of)
    gone = [Withdrawal(each.id, as_of - ONE, f"w{each.id}") for each in subject.events]
    back = [Withdrawal(each.id, as_of) for each in gone]
    assert whole(replace(subject, later=(*gone, *back)), as_of) == whole(subject, as_of)


@MANY
@given(cases.of(FRAMEWORK), DAYS, st.data())
def test_a_correction_is_the_event_as_corrected_and_a_withdrawal_is_its_absence(
    subject: Case, as_of: dt.date, data: st.DataObject
) -> None:
    assume(subject.events)
    subject = named(subject)
    event = data.draw(st.sampled_from(subject.events))
    said = data.draw(corrections(event, as_of))
    anew = replace(
        event,
        moments=tuple((dict(event.moments) | {name: day for name, day in said.moments if day}).items()),
        fields=tuple((dict(event.fields) | dict(said.fields)).items()),
        order=event.order if said.order is None else said.order,
    )
    others = tuple(each for each in subject.events if each is not event)
    corrected = replace(subject, later=(said,))
    assert but_findings(corrected, as_of) == but_findings(replace(subject, events=(*others, anew)), as_of)
    withdrawn = replace(subject, later=(Withdrawal(event.id, as_of),))
    assert but_findings(withdrawn, as_of) == but_findings(replace(subject, events=others), as_of)
    assert but_findings(withdrawn, as_of - ONE) == but_findings(subject, as_of - ONE)


@MANY
@given(cases.of(FRAMEWORK), DAYS, st.data())
def test_a_report_that_names_its_event_is_that_event_with_its_day(
    subject: Case, as_of: dt.date, data: st.DataObject
) -> None:
    ended, grade = data.draw(DAYS), data.draw(st.sampled_from(FRAMEWORK.domains["Grade"].values))
    event = Occurrence("visit", (("ended", ended),), (("grade", grade),))
    subject = named(replace(subject, events=(*subject.events, event)))
    event, day = subject.events[-1], ended + data.draw(GAPS)
    report = Report("visit", "published", day, event.id)
    whole_event = replace(event, moments=(*event.moments, ("published", day)))
    events = tuple(whole_event if each is event else each for each in subject.events)
    assert whole(replace(subject, later=(report,)), as_of) == whole(replace(subject, events=events), as_of)


def entry(each: Occurrence | Later) -> dict[str, Any]:
    """An entry as a case file has it."""
    told: dict[str, Any] = {"id": each.id} if each.id else {}
    if each.recorded:
        told["recorded"] = each.recorded.isoformat()
    match each:
        case Withdrawal():
            return told | {"withdraws": each.of}
        case Report():
            of = {"of": each.of} if each.of else {}
            return told | of | {"fills": each.moment, "event": each.event, "on": each.day.isoformat()}
        case Correction() | Occurrence():
            told |= {"corrects": each.of} if isinstance(each, Correction) else {"event": each.event}
            told |= {} if each.order is None else {"order": each.order}
            days = {name: day.isoformat() if day else None for name, day in each.moments}
            if isinstance(each, Occurrence):
                days = {FRAMEWORK.events[each.event].effective: None} | days
            return told | days | dict(each.fields)


def spells_of(spells: tuple[Spell, ...]) -> list[dict[str, str | None]]:
    return [
        {"value": each.value}
        | ({"from": each.begins.isoformat()} if each.begins else {})
        | ({"recorded": each.recorded.isoformat()} if each.recorded else {})
        for each in spells
    ]


@MANY
@given(amended(), DAYS, DAYS, st.data())
def test_the_order_of_entries_never_matters(
    subject: Case, as_of: dt.date, known_by: dt.date, data: st.DataObject
) -> None:
    entries = [entry(each) for each in (*subject.events, *subject.later)]
    amendments = [each for each in subject.later if not isinstance(each, Report)]
    assume(len({(each.of, each.recorded) for each in amendments}) == len(amendments))
    facts = {name: data.draw(st.permutations(spells_of(found))) for name, found in subject.facts.items()}
    subject = replace(subject, complete={})
    text = json.dumps({"subject": {"urn": "1"}, "facts": facts, "events": data.draw(st.permutations(entries))})
    assert whole(case(text, FRAMEWORK), as_of, known_by) == whole(subject, as_of, known_by)


def test_the_cases_put_the_record_to_work() -> None:
    """What the properties above draw holds corrections and withdrawals that change answers, and reports that count."""
    seen = dict.fromkeys(("was corrected on", "was withdrawn on", "'published' of"), 0)

    @settings(max_examples=200, database=None, derandomize=True)
    @given(amended(), DAYS)
    def count(subject: Case, as_of: dt.date) -> None:
        messages = " ".join(each.message for each in answered(COMPILED, subject, as_of).findings)
        for words in seen:
            seen[words] += words in messages

    count()
    assert all(number > 1 for number in seen.values()), seen
