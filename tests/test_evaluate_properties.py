"""What must hold of every answer under the 2024 monitoring handbook, whatever the school."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from typing import Any

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support import answered, case, monitoring_surveyed, possibilities

from remit.dsl import ir
from remit.dsl.citing import paragraph_of
from remit.engine import jsonable
from remit.engine.evaluate import evaluate, evaluation
from remit.engine.history import MAX_ORDERS, Case, Complete, Occurrence, Spell, effective_day, histories
from remit.engine.life import Status, View
from remit.engine.outcome import Outcome
from remit.engine.reasons.derive import derive
from remit.engine.reasons.steps import Standing, Step
from remit.engine.settings import defaults

COMPILED = monitoring_surveyed()
FRAMEWORK = COMPILED.framework
START = dt.date(2023, 6, 1)
GRADED = FRAMEWORK.events["graded_inspection"]
GRADES = ("outstanding", "good", "requires_improvement", "inadequate")


def many(examples: int) -> settings:
    return settings(max_examples=examples)


# Schools


def day(number: int) -> dt.date:
    return START + dt.timedelta(number)


def sampled(values: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from(values)


@st.composite
def inspections(draw: st.DrawFn, event: str) -> Occurrence:
    """An inspection, all its fields known; the report may be missing."""
    spec = FRAMEWORK.events[event]
    ended = draw(st.integers(0, 900))
    moments = {"started": day(ended - 1), "ended": day(ended)}
    if draw(st.integers(0, 5)):
        moments["published"] = day(ended + draw(st.integers(0, 60)))
    if not draw(st.integers(0, 9)):
        del moments["ended"]
        moments.pop("published", None)
    worse = draw(st.sampled_from(((), GRADES[3:], GRADES[2:])))  # uniform grades would nearly always be a category
    fields = tuple((f.name, draw(sampled(tuple(v for v in f.domain if v not in worse)))) for f in spec.fields)
    order = draw(st.sampled_from((0, 0, 0, 1)))
    return Occurrence(event, tuple((name, moments[name]) for name in spec.moments if name in moments), fields, order)


@st.composite
def spells(draw: st.DrawFn, fact: ir.Fact) -> tuple[Spell, ...]:
    """One value throughout or from a day; or two, the second from its day on; the last may be unknown."""
    values = draw(st.lists(sampled(fact.domain), min_size=1, max_size=1 if fact.constant else 2))
    begins = draw(st.integers(0, 600))
    first = None if fact.constant or len(values) > 1 else draw(st.sampled_from((None, day(begins))))
    found = tuple(Spell(value, day(begins) if n else first) for n, value in enumerate(values))
    if found[-1].begins is not None and not draw(st.integers(0, 4)):
        return (*found[:-1], replace(found[-1], value=None))
    return found


SPANS = st.one_of(
    st.just(Complete(ever=False)),
    st.builds(Complete, st.integers(0, 900).map(day), st.none()),
    st.builds(Complete, st.none(), st.integers(300, 1200).map(day)),
)


@st.composite
def schools(draw: st.DrawFn, gaps: int = 4) -> Case:
    """A school: up to three graded and two monitoring inspections, some on one day, some fields and facts unknown."""
    graded = draw(st.lists(inspections("graded_inspection"), min_size=min(1, draw(st.integers(0, 9))), max_size=3))
    visits = draw(st.lists(inspections("monitoring_inspection"), max_size=2))
    closed = draw(
        st.lists(st.integers(0, 1000).map(lambda n: Occurrence("closure", (("date", day(n)),), ())), max_size=1)
    )
    facts = {name: draw(spells(fact)) for name, fact in FRAMEWORK.facts.items() if draw(st.integers(0, 3))}
    events = [*graded, *visits, *closed]
    holes = [(n, name) for n, event in enumerate(events) for name, _ in event.fields]
    for n, name in draw(st.lists(st.sampled_from(holes), max_size=gaps, unique=True)) if holes else ():
        events[n] = fill(events[n], name, None)
    complete = draw(st.dictionaries(st.sampled_from(tuple(FRAMEWORK.events)), SPANS, max_size=2))
    return Case("100001", "Example School", facts, tuple(events), complete)


def fill(event: Occurrence, field: str, value: str | None) -> Occurrence:
    """The event with a field set, or said to be unknown."""
    return replace(event, fields=tuple((name, value if name == field else old) for name, old in event.fields))


DAYS = st.integers(200, 1300).map(day)

IN_CATEGORY = Occurrence(
    "graded_inspection",
    (("ended", dt.date(2024, 10, 2)), ("published", dt.date(2024, 11, 11))),
    tuple((f.name, None if f.name == "capacity_to_improve" else "inadequate" if "inadequate" in f.domain else "yes")
          for f in GRADED.fields),
)  # fmt: skip
FAILING = Case("1", "", {"kind": (Spell("community_school", None),)}, (IN_CATEGORY,), {})


def told(subject: Case, as_of: dt.date) -> dict[str, frozenset[str]]:
    return possibilities(answered(COMPILED, subject, as_of), COMPILED)


# Order


def written(spell: Spell) -> dict[str, str]:
    return {"value": spell.value or "unknown"} | ({"from": spell.begins.isoformat()} if spell.begins else {})


@st.composite
def shuffled(draw: st.DrawFn, subject: Case) -> str:
    """The case as the text of a file, its lines and keys in any order."""

    def mixed(pairs: dict[str, Any]) -> dict[str, Any]:
        return dict(draw(st.permutations(list(pairs.items()))))

    events = [
        mixed({"event": e.event, **({"order": e.order} if e.order else {}), **{m: d.isoformat() for m, d in e.moments},
               **{name: value or "unknown" for name, value in e.fields}})
        for e in draw(st.permutations(subject.events))
    ]  # fmt: skip
    facts = {name: draw(st.permutations([mixed(written(s)) for s in found])) for name, found in subject.facts.items()}
    complete = {
        name: {"from": span.since and span.since.isoformat(), "until": span.until and span.until.isoformat()}
        for name, span in subject.complete.items()
    }
    spans: dict[str, Any] = {name: {k: v for k, v in each.items() if v} or "no" for name, each in complete.items()}
    text = mixed({"subject": {"urn": "100001", "name": "Example School"}, "facts": mixed(facts), "events": events,
                  "complete": mixed(spans)})  # fmt: skip
    return yaml.safe_dump(text, sort_keys=False).replace("'", "")


@many(60)
@given(schools(), DAYS, st.data())
def test_the_order_of_lines_and_keys_never_matters(subject: Case, as_of: dt.date, data: st.DataObject) -> None:
    """Semantics 5."""
    read = case(data.draw(shuffled(subject)), FRAMEWORK)
    assert (read.facts, read.complete) == (subject.facts, subject.complete)
    assert sorted(repr(replace(e, span=None)) for e in read.events) == sorted(map(repr, subject.events))
    assert whole(evaluate(COMPILED, read, as_of)) == whole(evaluate(COMPILED, subject, as_of))


def whole(outcome: Outcome) -> str:
    return json.dumps(jsonable.outcome(outcome, {}))


# Learning


def unknown_fields(subject: Case) -> Iterator[tuple[int, ir.Field]]:
    for n, event in enumerate(subject.events):
        for field in FRAMEWORK.events[event.event].fields:
            if event.value(field) is None and field.domain:
                yield n, field


def with_field(subject: Case, n: int, field: str, value: str) -> Case:
    return replace(subject, events=tuple(fill(e, field, value) if i == n else e for i, e in enumerate(subject.events)))


def narrower(after: dict[str, frozenset[str]], before: dict[str, frozenset[str]]) -> bool:
    return all(after[name] <= before[name] for name in before)


def taken_by_itself(name: str) -> bool:
    """Whether an answer rests on something that is reckoned apart from it."""
    clause = name.split()[-1]
    rule = FRAMEWORK.rules.get(clause)
    others = COMPILED.reads[clause].lifecycles - {clause}
    return bool(others) or (rule is not None and rule.repeat is not None)


@many(120)
@given(schools(gaps=2), DAYS, st.data())
@example(FAILING, dt.date(2025, 3, 31), None)
def test_learning_a_field_narrows_every_answer_and_nothing_is_lost(
    subject: Case, as_of: dt.date, data: st.DataObject | None
) -> None:
    """Semantics 1: the answers over all values of a field are together what was possible before, no less and no more.

    More may be possible where a clause asks where a lifecycle stands, which is taken by itself (semantics 4), or how
    often something was done. Two fields and a constant have few enough values that all are told apart (decision 30).
    """
    holes = list(unknown_fields(subject))
    if not holes or len(histories(subject, FRAMEWORK, as_of)) == MAX_ORDERS:  # which orders are tried hangs on values
        return
    n, field = data.draw(st.sampled_from(holes)) if data else holes[0]
    before = told(subject, as_of)
    learnt = [told(with_field(subject, n, field.name, value), as_of) for value in field.domain]
    assert all(narrower(each, before) for each in learnt)
    for name, possible in before.items():
        together = reduce(frozenset.union, (each[name] for each in learnt))
        assert together == possible or (together < possible and taken_by_itself(name)), name


@many(120)
@given(schools(gaps=2), DAYS, st.data())
def test_learning_a_fact_narrows_every_answer(subject: Case, as_of: dt.date, data: st.DataObject) -> None:
    """Semantics 1 and 12. A fact that varies may have had another value on a duty's last day, so norms may lose."""
    unknown = [fact for name, fact in FRAMEWORK.facts.items() if name not in subject.facts]
    if not unknown:
        return
    fact = data.draw(st.sampled_from(unknown))
    before = told(subject, as_of)
    learnt = [told(replace(subject, facts=subject.facts | {fact.name: (Spell(value, None),)}), as_of)
              for value in fact.domain]  # fmt: skip
    assert all(narrower(each, before) for each in learnt)
    for name, possible in before.items():
        if fact.constant or name.split()[0] in ("state", "decision"):
            together = reduce(frozenset.union, (each[name] for each in learnt))
            assert together == possible or (together < possible and taken_by_itself(name)), name


@many(100)
@given(schools(gaps=6), DAYS, st.data())
def test_a_decided_answer_never_flips(subject: Case, as_of: dt.date, data: st.DataObject) -> None:
    """Semantics 2: fill in everything that is unknown, in any way; what was decided stays as it was."""
    filled = subject
    for n, field in unknown_fields(subject):
        filled = with_field(filled, n, field.name, data.draw(sampled(field.domain)))
    facts = {name: (Spell(data.draw(sampled(fact.domain)), None),) for name, fact in FRAMEWORK.facts.items()}
    filled = replace(filled, facts=facts | subject.facts)
    before, after = answered(COMPILED, subject, as_of), answered(COMPILED, filled, as_of)
    for state, later in zip(before.states, after.states, strict=True):
        assert state.value in (None, later.value)
        assert state.since in (None, later.since)
    for decision, then in zip(before.decisions, after.decisions, strict=True):
        assert decision.gaps == then.gaps
        if then.possible:  # else the event that it is about was none after all
            assert decision.value in (None, then.value)
            assert decision.value is None or decision.about in (None, then.about)
    for norm in before.norms:
        if len(norm.possible) == 1:
            key = (norm.name, norm.view, norm.instance)  # two events of one type and day have an instance each
            assert any(
                same.status == norm.status
                and norm.modality in ("", same.modality)
                and norm.timing in ("", same.timing)
                and norm.earliest in (None, same.earliest)
                and norm.latest in (None, same.latest)
                for same in after.norms
                if (same.name, same.view, same.instance) == key
            )


def test_in_a_category_is_true_though_which_is_not_known() -> None:
    """Semantics 1, the example: with the leaders' capacity unknown, special measures or serious weaknesses."""
    outcome = answered(COMPILED, FAILING, dt.date(2025, 3, 31))
    category, programme = (next(d for d in outcome.decisions if d.name == name) for name in ("category", "programme"))
    assert category.value is None
    assert {each.value for each in category.possible} == {"serious_weaknesses", "special_measures"}
    assert programme.value == "in_category"
    assert [each.name for each in outcome.missing][:1] == ["capacity_to_improve"]


# Time and records


@many(80)
@given(schools(), DAYS)
def test_what_happens_after_the_day_changes_nothing_but_findings(subject: Case, as_of: dt.date) -> None:
    """Semantics 11."""
    days = {id(each): effective_day(each, FRAMEWORK) for each in subject.events}
    past = tuple(each for each in subject.events if (d := days[id(each)]) is None or d <= as_of)
    before = evaluate(COMPILED, replace(subject, events=past), as_of)
    after = evaluate(COMPILED, subject, as_of)
    assert whole(replace(after, findings=())) == whole(replace(before, findings=()))
    assert len(after.findings) >= len(before.findings)


@many(80)
@given(schools(), DAYS, st.sampled_from(("monitoring_inspection", "closure")))
def test_an_incomplete_record_only_widens(subject: Case, as_of: dt.date, event: str) -> None:
    """Semantics 3: and a duty whose act may be missing from the record is never just overdue."""
    before = told(subject, as_of)
    loose = replace(subject, complete=subject.complete | {event: Complete(ever=False)})
    after = told(loose, as_of)
    assert narrower(before, after)
    if event == "monitoring_inspection":
        assert all(after[name] != {Status.OVERDUE} for name in after)


UNMET = dict.fromkeys((field.name for field in GRADED.fields), "good") | {
    "quality_of_education": "inadequate",
    "safeguarding_effective": "yes",
    "own_urn": "yes",
    "capacity_to_improve": "no",
}


@many(60)
@given(
    st.dates(dt.date(2024, 9, 20), dt.date(2026, 12, 31)),
    sampled(FRAMEWORK.facts["kind"].domain),
    st.integers(0, 90),
)
def test_a_duty_is_open_on_its_last_day_and_overdue_on_the_next(published: dt.date, kind: str, lag: int) -> None:
    """Semantics 7: in a category, no order and no transfer: three to nine months after publication, ends inside."""
    moments = (("ended", published - dt.timedelta(lag)), ("published", published))
    fields = tuple((field.name, UNMET[field.name]) for field in GRADED.fields)
    facts = {"kind": kind, "academy_order": "no", "transfer": "none"}
    subject = Case("1", "", {name: (Spell(value, None),) for name, value in facts.items()},
                   (Occurrence("graded_inspection", moments, fields),), {})  # fmt: skip

    def duty(as_of: dt.date) -> tuple[Status, dt.date | None, dt.date | None]:
        duties = answered(COMPILED, subject, as_of).under(View.DUTY)
        (norm,) = (each for each in duties if each.name == "first_monitoring")
        return norm.status, norm.earliest, norm.latest

    _, earliest, latest = duty(published)
    assert earliest is not None and latest is not None
    assert ((latest.year - earliest.year) * 12 + latest.month - earliest.month, published < earliest) == (6, True)
    one = dt.timedelta(1)
    stands = [duty(each)[0] for each in (earliest - one, earliest, latest, latest + one)]
    assert stands == [Status.NOT_YET_OPEN, Status.OPEN, Status.OPEN, Status.OVERDUE]


# Form

KEYS = ["framework", "subject", "as_of", "states", "decisions", "duties", "powers", "prohibitions", "limits",
        "documents", "missing", "turns_on", "findings", "receipt"]  # fmt: skip
NORM_KEYS = ["name", "instance", "actor", "modality", "status", "earliest", "latest", "met_on", "cite"]


@many(40)
@given(schools(), DAYS)
def test_answers_can_be_written_as_json(subject: Case, as_of: dt.date) -> None:
    outcome = evaluate(COMPILED, subject, as_of)
    text = whole(outcome)
    assert whole(evaluate(COMPILED, subject, as_of)) == text
    read = json.loads(text)
    assert set(KEYS) <= set(read)
    assert list(read["states"]) == list(FRAMEWORK.lifecycles)
    assert list(read["decisions"]) == list(FRAMEWORK.decisions)
    for state in read["states"].values():
        assert {"value", "possible", "since", "cite"} <= set(state)
    for norm in (*read["duties"], *read["powers"], *read["prohibitions"]):
        assert set(NORM_KEYS) <= set(norm)
        assert norm["status"] in set(Status)
        assert (len(norm["possible"]) > 1) <= (norm["status"] == Status.UNDETERMINED)


@many(80)
@given(schools(), DAYS)
def test_every_answer_cites_a_paragraph_of_the_ledger(subject: Case, as_of: dt.date) -> None:
    outcome = answered(COMPILED, subject, as_of)
    cited = [
        *(each.citation for each in outcome.states if each.value is not None),
        *(each.citation for each in outcome.decisions if each.possible),
        *(each.citation for each in outcome.norms),
    ]
    for citation in cited:
        assert citation is not None and citation.paragraphs
        assert all(paragraph_of(number) in FRAMEWORK.ledger for number in citation.paragraphs)


def steps(each: Step) -> Iterator[Step]:
    yield each
    for inner in each.inputs:
        yield from steps(inner)


@many(60)
@given(schools(), DAYS)
def test_a_derivation_says_what_the_answer_says(subject: Case, as_of: dt.date) -> None:
    work = evaluation(COMPILED, subject, as_of, defaults(FRAMEWORK))
    outcome = work.outcome()
    derivation = derive(work)
    json.dumps(jsonable.derivation(derivation))
    for state, step in zip(outcome.states, derivation.states, strict=True):
        assert (step.rule, step.status is Standing.FIRED) == (state.lifecycle, state.value is not None)
    for decision, step in zip(outcome.decisions, derivation.decisions, strict=True):
        assert step.rule == decision.name
        stands = Standing.BLOCKED if decision.about is None else None
        assert step.status is (stands or (Standing.FIRED if decision.value else Standing.UNKNOWN))
        assert step.value == " or ".join(each.value.replace("_", " ") for each in decision.possible)
    by_rule = {step.rule: step for step in derivation.norms}
    for norm in outcome.norms:
        step = by_rule[norm.name]
        others = [each for each in outcome.norms if each.name == norm.name]
        decided = all(len(each.possible) == 1 for each in others)
        assert step.status is (Standing.FIRED if decided else Standing.UNKNOWN)
        assert len(norm.possible) > 1 or norm.status in step.value
    for name, step in by_rule.items():
        assert step.status is Standing.BLOCKED or name in {norm.name for norm in outcome.norms}
    every = [inner for step in (*derivation.states, *derivation.decisions, *derivation.norms) for inner in steps(step)]
    assert all(isinstance(each.status, Standing) and each.node for each in every)
