"""What is called equivalent gives equal answers, whatever the case: no mutant is excused that a scenario could tell."""

from __future__ import annotations

import datetime as dt
import functools

from hypothesis import given, settings
from hypothesis import strategies as st
from support import answered, framework

from remit.dsl import ir
from remit.engine.equivalent import alike
from remit.engine.groups import Compiled, compile_groups
from remit.engine.history import Case, Occurrence, Spell
from remit.engine.mutate import Kind, mutants
from remit.engine.outcome import Outcome, changes

# Much is said twice here, so that many slips make no difference; p, q and r are the facts behind it.
REDUNDANT = """
scale Grade: high > middle > low
fact p: boolean
fact q: boolean
fact r: boolean
event visit "Visit" by them
  moments ended, published
  field grade: Grade
  field safe: boolean
event call "Call" by them
  field long: boolean
event note "Note" by them
  contains "one" when p or (p and q) cite 1
  to school when p and (p or q) cite 1
event leave "Leave" by them
deem call as leave when long of it or (long of it and p) cite 1
define weak for visit as grade of it is low or (grade of it is low and p) cite 1
define called as some call since latest visit where (long of that or (long of that and q)) cite 1
define seen as some visit where (weak of that) cite 1
define sure as (q or (q and r)) unknown counts as no cite 1
define often as count of call since latest visit is at least 2 cite 1
decide course for visit in order
  - calls when weak of it and seen cite 1
  - sure when sure or (sure and often) cite 1
  - letter when called or (called and p) cite 1
  - nothing otherwise cite 1
judge profile: strong, fair by them cite 1
  sign good for strong when p or (p and r) cite 1
lifecycle standing
  state fine initial cite 1
  state watched cite 1
  state mild in watched initial cite 1
  state severe in watched cite 1
  state over final cite 1
  from any on visit when weak of it or (weak of it and r) -> severe cite 1
  from any on visit when weak of it and q -> mild cite 2
  from severe at 3 months after start of severe in standing when p or (p and q) -> mild cite 1
  from mild on lapse of follow_up when q or (q and p) -> over cite 1
rule follow_up cite 1
  them must hold call
  for latest visit when weak of it and (weak of it or p)
  with long of done or (long of done and q)
  due by 1 month after published of it cite 1
  except shut when r or (r and q) cite 1
  except more when q and (q or p) then extended by 5 working_days cite 1
rule notes cite 1
  them should make note
  for each visit when weak of it or (weak of it and p)
  due by 5 working_days after ended of it cite 1
rule cap cite 1
  them may hold call
  while p or (p and q)
  repeat at most 2 within any 6 months cite 1
rule quiet cite 1
  them must not make leave
  while standing is watched
  except noted when some note before done cite 1
  except spared against noted when q and (q or r) cite 1
"""


@functools.lru_cache(maxsize=1)
def compiled() -> Compiled:
    return framework(REDUNDANT, checked=False)


@functools.lru_cache(maxsize=1)
def judged() -> tuple[tuple[str, Kind, Compiled, bool | None], ...]:
    """Each mutant, and whether it is taken to be alike."""
    found = []
    for mutant in mutants(compiled().framework):
        other = compile_groups(mutant.framework)
        found.append((mutant.words, mutant.kind, other, alike(compiled(), other)))
    return tuple(found)


START = dt.date(2024, 1, 1)
DAYS = st.integers(0, 400).map(lambda days: START + dt.timedelta(days))
YES_NO = st.sampled_from((ir.YES, ir.NO))


@st.composite
def occurrences(draw: st.DrawFn) -> Occurrence:
    day = draw(DAYS)
    match draw(st.sampled_from(("visit", "visit", "call", "call", "note", "leave"))):
        case "visit":
            days = (("ended", day), ("published", day + dt.timedelta(draw(st.integers(0, 40)))))
            grade = draw(st.sampled_from(("high", "middle", "low", "low")))
            return Occurrence("visit", days, (("grade", grade), ("safe", draw(YES_NO))))
        case "call":
            return Occurrence("call", (("date", day),), (("long", draw(YES_NO)),))
        case event:
            return Occurrence(event, (("date", day),), ())


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """All of it known, but for `q` at times, of which `sure` says what unknown counts as; no two events of one day."""
    events = draw(st.lists(occurrences(), max_size=7, unique_by=lambda each: each.moments[0][1]))
    facts = {name: (Spell(draw(YES_NO), None),) for name in ("p", "q", "r")}
    if not draw(st.integers(0, 5)):
        del facts["q"]
    return Case("1", "", facts, tuple(events), {})


def told(outcome: Outcome) -> tuple[object, ...]:
    """What a scenario can ask of an outcome beside what `changes` compares, with all that is cited."""
    return (
        [(each.lifecycle, each.possible, each.since, each.citation) for each in outcome.states],
        [(each.name, each.about, each.citation) for each in outcome.decisions],
        [(each.name, each.status, each.timing, each.clock, each.citation, each.through) for each in outcome.norms],
        [(each.name, each.value, each.signs) for each in outcome.judgements],
    )


@settings(max_examples=60, deadline=None)
@given(cases(), DAYS.map(lambda day: day + dt.timedelta(200)))
def test_what_is_called_alike_answers_alike(subject: Case, as_of: dt.date) -> None:
    known = all(name in subject.facts for name in ("p", "q", "r"))
    before = answered(compiled(), subject, as_of)
    for words, _, other, same in judged():
        if same:
            after = answered(other, subject, as_of)
            assert changes(before, after) == (), words
            if known:
                assert told(before) == told(after), words


def test_what_is_said_twice_makes_mutants_alike_in_every_place() -> None:
    """Otherwise the property above would hold of nothing."""
    same = [words for words, _, _, found in judged() if found]
    for place in (
        "note, contains 'one': 'q' negated",
        "note, to 'school': 'q' negated",
        "deem call as leave: 'p' negated",
        "definition weak: 'p' negated",
        "row 2 of course: 'often' negated",
        "sign good of profile: 'r' negated",
        "transition 1 of standing (to severe): 'r' negated",
        "transition 3 of standing (to mild): 'q' negated",
        "transition 4 of standing (to over): 'p' negated",
        "rule follow_up, with: 'q' negated",
        "exception more of follow_up: 'p' negated",
        "rule notes, when it arises: 'p' negated",
        "rule cap, while: 'q' negated",
        "exception spared of quiet: 'r' negated",
    ):
        assert place in same, (place, same)


def test_what_cannot_be_told_is_never_excused() -> None:
    """Two `where`s that try the same in other words find the same event; the tables of their groups cannot tell."""
    (found,) = [found for words, _, _, found in judged() if words == "definition called: where: 'q' negated"]
    assert found is False


def test_what_makes_a_difference_is_not_alike() -> None:
    """By kind: what changes days, numbers, instances or what is read at all is never excused."""
    never = {
        Kind.TIME, Kind.DAY, Kind.SIDE, Kind.END, Kind.EXTENSION, Kind.REPEAT, Kind.SCOPE, Kind.WITH, Kind.MODALITY,
        Kind.ITEM, Kind.SIGN, Kind.DEEMING, Kind.STATE, Kind.UNKNOWN,
    }  # fmt: skip
    assert not [words for words, kind, _, found in judged() if kind in never and found is not False]
    assert {kind for _, kind, _, _ in judged()} >= never


def test_a_definition_that_only_a_where_reads_is_compared() -> None:
    """To the groups that ask it, what the `where` finds is one thing: the change is not in any of their tables."""
    text = """
fact p: boolean
event visit "Visit" by them
  field safe: boolean
define fine for visit as safe of it {more} cite 1
decide d
  - a when some visit where (fine of that) cite 1
  - b otherwise cite 1
"""
    one = framework(text.format(more=""))
    assert alike(one, framework(text.format(more="or p"), checked=False)) is False
    assert alike(one, framework(text.format(more="or (safe of it and p)"), checked=False)) is True
    assert alike(one, framework(text.format(more="or p"), checked=False), limit=0) is None
