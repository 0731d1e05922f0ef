"""Columns against the one-case engine: whatever is known of a population, both must say the same of every subject."""

from __future__ import annotations

import datetime as dt
import functools
import random
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from alike import Beside
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from support import ROOT, case, framework, monitoring, monitoring_surveyed

from remit.dsl import ir
from remit.engine import fold, kernel, norms, shapes
from remit.engine import groups as g
from remit.engine.bulk.alone import GROUP
from remit.engine.bulk.check import compare, verdicts
from remit.engine.bulk.columns import Columns
from remit.engine.bulk.counts import Count
from remit.engine.bulk.population import (
    NEVER,
    NO_DAY,
    Completeness,
    Flags,
    Population,
    Slot,
    day,
    effective_days,
    number,
)
from remit.engine.bulk.survey import survey
from remit.engine.groups import Compiled
from remit.engine.history import effective_day
from remit.engine.intake.mapping import Mapping, read_mapping
from remit.engine.intake.table import intake
from remit.engine.settings import Settings, defaults
from remit.files import mappings_of, read_text
from remit.tables.readers import read_table

SYNTHETIC = ROOT / "examples" / "synthetic-mi-2020-08-31.csv"
MONITORING = ROOT / "policy" / "ofsted-schools" / "2024-09-16"
PUBLISHED = dt.date(2020, 8, 31)
AS_OF = dt.date(2025, 6, 30)

# Whole surveys against the one-case engine


def beside(compiled: Compiled, population: Population, taken: Settings, as_of: dt.date) -> Beside:
    return Beside(survey(compiled, population, taken, number(as_of)), compiled, taken, as_of)


@functools.cache
def mapping_named(name: str) -> Mapping:
    for path in mappings_of(MONITORING):
        mapping, diagnostics = read_mapping(read_text(path), monitoring().framework)
        assert mapping is not None, diagnostics
        if mapping.name == name:
            return mapping
    raise AssertionError(name)


def population_of(path: Path, as_of: dt.date, until: dt.date = PUBLISHED, layout: str = "ofsted-mi-2019") -> Population:
    mapping = mapping_named(layout)
    table = read_table(path, [frozenset(mapping.columns)])
    taken = intake(table.frame, list(table.row_numbers), table.irregular, mapping, monitoring().framework, as_of, until)
    return taken.population


def readings_of(compiled: Compiled) -> set[str | None]:
    """The readings that its clauses ask about or count days by."""
    groups = (*compiled.decisions.values(), *compiled.steps.values(), *compiled.rules.values())
    terms = [variable.term for group in groups for variable in group.variables]
    anchors = [point.anchor for group in compiled.rules.values() for point in group.rule.points]
    asked: set[str | None] = {term.reading for term in terms if isinstance(term, ir.ReadingTerm)}
    return asked | {anchor.reading for anchor in anchors if isinstance(anchor, ir.MomentAnchor)}


# The clauses of the monitoring handbook that a survey asks, and the events that surveyed tables tell or could tell of.
COMPILED = monitoring_surveyed()
TOLD = ("graded_inspection", "monitoring_inspection", "closure", "inspection_set", "urn_received")
DEFAULTS = defaults(COMPILED.framework)
OTHERS = [(name, other) for name, reading in COMPILED.framework.readings.items() for other in reading.names
          if other != reading.default and name in readings_of(COMPILED)]  # fmt: skip


@pytest.mark.parametrize("as_of", [PUBLISHED, dt.date(2019, 12, 20), dt.date(2021, 5, 31)])
def test_every_row_of_the_synthetic_file(as_of: dt.date) -> None:
    population = population_of(SYNTHETIC, as_of)
    assert population.size == 298
    found = beside(COMPILED, population, DEFAULTS, as_of)
    for index in range(0, population.size, 1 if as_of == PUBLISHED else 3):
        assert not found.differences(index), population.rows[index]


@pytest.mark.parametrize(("name", "other"), OTHERS)
def test_the_synthetic_file_with_another_reading(name: str, other: str) -> None:
    as_of = dt.date(2020, 11, 30)
    population, taken = population_of(SYNTHETIC, as_of), DEFAULTS.with_reading(name, other)
    found = beside(COMPILED, population, taken, as_of)
    for index in range(0, population.size, 6):
        assert not found.differences(index), population.rows[index]


@pytest.mark.real_data
@pytest.mark.parametrize("as_of", [PUBLISHED, dt.date(2019, 3, 31)])
def test_a_sample_of_england(real_data: Path, as_of: dt.date) -> None:
    population = population_of(real_data / "ofsted-mi-2020-08-31-england.csv.gz", as_of)
    found = beside(COMPILED, population, DEFAULTS, as_of)
    for index in random.Random(2020).sample(range(population.size), 150 if as_of == PUBLISHED else 50):
        assert not found.differences(index), population.urns[index]


@pytest.mark.real_data
def test_a_sample_of_oxfordshire(real_data: Path) -> None:
    as_of = dt.date(2017, 6, 30)
    path = real_data / "ofsted-os-2017-12-31-oxfordshire.csv"
    population = population_of(path, as_of, dt.date(2017, 12, 31), "ofsted-mi-2015")
    found = beside(COMPILED, population, DEFAULTS, as_of)
    for index in random.Random(2017).sample(range(population.size), 60):
        assert not found.differences(index), population.urns[index]


# Invented populations. A case holds a value or nothing, so a mask here has one bit or all of them.

WIDE = framework(
    """
scale Grade "Grade": good > fair > poor
kind Sort "Sort": x, y, z
fact sort "Sort": Sort constant
fact flag "Flag": boolean
event visit "Visit" by them
  moments started, ended, published
  field first, second "Grade": Grade
  field third "Grade": Grade?
event call "Call" by them
  field done "Done": boolean
event end "End" by them
group grades = first, second
define better "Better than before" for visit as
  first of it is good and first of previous visit is fair or worse cite 1
define old "Old" for visit as ended of first visit is before 2024-06-01 or not flag cite 1
define late "Late" for visit as 2 months after published of previous visit has passed cite 1
decide path "Path" for visit in order
  - quick when better of it cite 1
  - slow when old of it and no call since it cite 1
  - slow when some call before it or third of it is good cite 1
  - none otherwise cite 1
decide mood "Mood" in order
  - fine when some end cite 1
  - fine when where is shut cite 1
  - poor otherwise cite 1
lifecycle where "Where"
  state open initial cite 1
  state seen cite 1
  state shut cite 1
  from open, seen on visit when any grades of it is poor and sort is one of (x, y) -> seen cite 1
  from seen on call when done of it -> open cite 1
  from any on end -> shut cite 1
rule follow "Follow" cite 2
  them must hold call
  for latest visit when path of it is not none
  due 1 months to 3 months after published of it cite 2
  except shut_down when where is shut then must not cite 3
  except later when late of it then due from 4 months after ended of it cite 3
rule free "Free" cite 2
  them may hold call
  for latest visit when first of it is fair or worse
  applies by 5 months after ended of it cite 2
  except gone when some end since it then will not cite 3
rule prepare "Prepare" cite 2
  them should hold call
  for latest visit
  due from 2 weeks before published of it to 4 weeks counting published of it cite 2
  except fixed when known then due from 2025-06-01 to 2025-12-31 cite 3
define known "Known" as sort is known and not sort is z cite 1
rule always "Always" cite 2
  them may hold call
  applies by 2026-01-31 cite 2
""",
    checked=False,
)


def masks(domain: tuple[str, ...], size: int) -> st.SearchStrategy[NDArray[np.uint64]]:
    bits = st.one_of(st.integers(0, len(domain) - 1).map(lambda i: 1 << i), st.just((1 << len(domain)) - 1))
    return st.lists(bits, min_size=size, max_size=size).map(lambda values: np.array(values, dtype=np.uint64))


def spans(size: int) -> st.SearchStrategy[Completeness]:
    """Silence proves nothing, everything, or something from a day on; until a day, or for all time."""
    since = st.one_of(st.just(int(NO_DAY)), st.just(int(NEVER)), RECENT)
    return st.builds(
        lambda ever, days, until: Completeness(ever, np.array(days, dtype=np.int32), until),
        st.integers(0, 4).map(bool),
        st.lists(since, min_size=size, max_size=size),
        st.one_of(st.none(), RECENT.map(day)),
    )


RECENT = st.one_of(
    st.integers(0, 900).map(lambda back: number(AS_OF) - back),
    st.sampled_from([number(AS_OF) - 200, number(AS_OF) - 400, number(AS_OF), number(AS_OF) + 30]),  # ties, and ahead
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A population that prints as its cases, for a failure that can be read."""

    population: Population

    def __repr__(self) -> str:
        return "\n".join(repr(case_of(self.population, i)) for i in range(self.population.size))


@st.composite
def populations(draw: st.DrawFn, which: str) -> Drawn:
    """A few subjects with up to four slots, some of them absent, some of their moments unknown."""
    of = {"monitoring": COMPILED, "wide": WIDE}[which].framework  # by name: Hypothesis prints what it draws from
    size = draw(st.integers(1, 3))
    slots = []
    told = [event for name, event in of.events.items() if which == "wide" or name in TOLD]
    for event in draw(st.lists(st.sampled_from(told), max_size=4)):
        moment = st.one_of(st.just(int(NO_DAY)), RECENT, RECENT, RECENT)
        days = st.lists(moment, min_size=size, max_size=size).map(lambda values: np.array(values, dtype=np.int32))
        named = draw(st.sets(st.sampled_from(event.moments), min_size=1))
        given_fields = draw(st.sets(st.sampled_from(event.fields))) if event.fields else set()
        slots.append(
            Slot(
                event.name,
                np.array(draw(st.lists(st.integers(0, 4).map(bool), min_size=size, max_size=size)), dtype=bool),
                {name: draw(days) for name in event.moments if name in named},
                {field.name: draw(masks(field.domain, size)) for field in event.fields if field in given_fields},
            )
        )
    facts = {name: draw(masks(of.facts[name].domain, size)) for name in draw(st.sets(st.sampled_from(list(of.facts))))}
    complete = {name: draw(spans(size)) for name in draw(st.sets(st.sampled_from([event.name for event in told])))}
    names = tuple(str(100_000 + i) for i in range(size))
    return Drawn(Population(of, names, names, tuple(range(2, size + 2)), facts, tuple(slots), complete))


def case_of(population: Population, index: int) -> object:
    """A case in few words, for a failure."""
    found = population.case(index)
    return found.facts, [(e.event, e.moments, e.fields) for e in found.events], found.complete


def agree(compiled: Compiled, population: Population, taken: Settings, as_of: dt.date) -> None:
    found = beside(compiled, population, taken, as_of)
    for index in range(population.size):
        assert found.differences(index) == [], case_of(population, index)


@settings(max_examples=60)
@given(populations("monitoring"), st.sampled_from((None, *OTHERS)))
def test_invented_schools(drawn: Drawn, reading: tuple[str, str] | None) -> None:
    agree(COMPILED, drawn.population, DEFAULTS.with_reading(*reading) if reading else DEFAULTS, AS_OF)


@settings(max_examples=250)
@given(populations("wide"), st.integers(-400, 400))
def test_invented_subjects_of_another_framework(drawn: Drawn, shift: int) -> None:
    agree(WIDE, drawn.population, defaults(WIDE.framework), AS_OF + dt.timedelta(shift))


@given(populations("monitoring"))
def test_effective_days(drawn: Drawn) -> None:
    population = drawn.population
    for slot in population.slots:
        found = effective_days(slot, COMPILED.framework.events[slot.event])
        for index in np.flatnonzero(slot.present):
            # Each slot by itself: a case does not tell which of its events came from which slot.
            alone = Population(
                population.framework, population.urns, population.names, population.rows, {}, (slot,), {}
            )
            (occurrence,) = alone.case(int(index)).events
            assert day(int(found[index])) == effective_day(occurrence, COMPILED.framework)


# Ties

PAIR = framework("""
event visit "Visit" by them
  field bad "Bad": boolean
lifecycle where "Where"
  state clear initial cite 1
  state watched cite 1
  from clear on visit when bad of it -> watched cite 1
  from watched on visit when not bad of it -> clear cite 1
decide look "Look" in order
  - close when where is watched cite 1
  - brief otherwise cite 2
""")


def pairs(rows: list[tuple[int, int]]) -> Population:
    """Two visits on the same day for each row, as masks of 'bad'."""
    size = len(rows)
    same = np.full(size, number(dt.date(2025, 3, 3)), dtype=np.int32)
    slots = tuple(
        Slot("visit", np.ones(size, dtype=bool), {"date": same}, {"bad": np.array([row[i] for row in rows], np.uint64)})
        for i in (0, 1)
    )
    names = tuple(str(i) for i in range(size))
    return Population(PAIR.framework, names, names, tuple(range(2, size + 2)), {}, slots, {})


def tied(compiled: Compiled, population: Population, as_of: dt.date) -> Flags:
    columns = Columns(compiled, population, defaults(compiled.framework), number(as_of))
    return columns.tied(None, np.arange(population.size))


def test_events_on_one_day_are_tried_in_every_order() -> None:
    yes, no = 1, 2
    population = pairs([(yes, no), (no, yes), (yes, yes), (no, no)])
    assert tied(PAIR, population, AS_OF).all()
    found = survey(PAIR, population, defaults(PAIR.framework), number(AS_OF))
    texts = found.answers.texts()
    assert texts["where_possible"] == ["clear | watched", "clear | watched", "watched", "clear"]
    assert texts["look_possible"] == ["brief | close", "brief | close", "close", "brief"]
    agree(PAIR, population, defaults(PAIR.framework), AS_OF)


def test_the_check_sees_the_answers_of_tied_subjects() -> None:
    yes, no = 1, 2
    population = pairs([(yes, no), (yes, yes)])
    found = survey(PAIR, population, defaults(PAIR.framework), number(AS_OF))
    decision = PAIR.framework.decisions["look"]
    brief = np.array([1 << decision.values.index("brief")] * 2, dtype=np.uint64)
    assert verdicts(decision, found.answers, brief) == ["possible", "contradicted"]
    compared = compare(decision, found.answers, brief, PAIR.framework)
    assert compared.contradicted == (1,)
    assert {line.computed: line.published for line in compared.lines} == {
        ("brief", "close"): (("brief", 1),),
        ("close",): (("brief", 1),),
    }


# Work


def test_each_distinct_key_is_decided_once(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = (kernel.decide, kernel.rule, kernel.step, norms.summed_up)
    advanced: Counter[tuple[object, ...]] = Counter()
    advance = shapes.advance

    def counted(reactions: tuple[tuple[g.StepGroup, kernel.Masks], ...], *rest: Any) -> fold.Worlds:
        ((group, masks),) = reactions
        advanced[group.name, masks, *rest] += 1
        return advance(reactions, *rest)

    monkeypatch.setattr(shapes, "advance", counted)
    population = population_of(SYNTHETIC, PUBLISHED)
    assert not tied(COMPILED, population, PUBLISHED).any()
    for each in kept:
        each.cache_clear()
    # Two instances of one rule may share a key, so rules for each event would be counted more often than decided.
    rules = {name: rule for name, rule in COMPILED.framework.rules.items() if not rule.each}
    single = g.compile_groups(replace(COMPILED.framework, rules=rules))
    found = survey(single, population, DEFAULTS, number(PUBLISHED))
    assert found.counts.pop() == Count(GROUP, 0, 0)
    assert set(advanced.values()) == {1}
    decided = {each.__name__: each.cache_info().misses for each in kept}
    on_events = {group.name for group in single.steps.values()}
    assert len(advanced) == sum(count.keys for count in found.counts if count.group in on_events)
    answers = {*single.decisions, *single.rules}
    assert decided["decide"] + decided["rule"] == sum(count.keys for count in found.counts if count.group in answers)
    survey(single, population, DEFAULTS, number(PUBLISHED))
    assert {each.__name__: each.cache_info().misses for each in kept} == decided, "asked again, nothing is decided anew"


def test_more_of_the_same_costs_no_more_decisions(monkeypatch: pytest.MonkeyPatch) -> None:
    population = population_of(SYNTHETIC, PUBLISHED)

    def repeated(times: int) -> list[int]:
        def again(array: NDArray[np.generic]) -> NDArray[np.generic]:
            return np.tile(array, times)

        slots = tuple(
            Slot(slot.event, again(slot.present), {k: again(v) for k, v in slot.moments.items()},  # type: ignore[arg-type]
                 {k: again(v) for k, v in slot.fields.items()})  # type: ignore[misc]
            for slot in population.slots
        )  # fmt: skip
        larger = Population(
            population.framework, population.urns * times, population.names * times, population.rows * times,
            {name: again(found) for name, found in population.facts.items()}, slots,  # type: ignore[misc]
            {name: Completeness(each.ever, again(each.since), each.until)  # type: ignore[arg-type]
             for name, each in population.complete.items()},
        )  # fmt: skip
        found = survey(COMPILED, larger, DEFAULTS, number(PUBLISHED))
        assert found.population.size == times * population.size
        return [count.keys for count in found.counts]

    assert repeated(5) == repeated(1)


def test_a_case_says_where_silence_proves_nothing() -> None:
    population = Population(
        COMPILED.framework, ("1", "2", "3"), ("", "", ""), (2, 3, 4), {}, (),
        {"graded_inspection": Completeness(True, np.array([NO_DAY, NEVER, 18_000], dtype=np.int32), PUBLISHED)},
    )  # fmt: skip
    found = [population.case(i).completeness("graded_inspection") for i in range(3)]
    assert [each.ever for each in found] == [True, False, True]
    assert [each.since for each in found] == [None, None, day(18_000)]
    alike = case("subject: {urn: '2'}\ncomplete: {graded_inspection: no}\n", COMPILED.framework)
    assert alike.completeness("graded_inspection").ever is False
