"""Every construct in columns: a survey says what the engine says of each case, and leaves few subjects to it."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import numpy as np
import pytest
from alike import Beside
from numpy.typing import NDArray
from support import framework

from remit.engine.bulk.population import NO_DAY, Completeness, Days, Population, Slot, number
from remit.engine.bulk.survey import survey
from remit.engine.groups import Compiled
from remit.engine.settings import defaults

SHARED = """
scale Grade "Grade": good > fair > poor
fact flag "Flag": boolean
event visit "Visit" by them
  moments ended, published
  field grade "Grade": Grade
event call "Call" by them
  field done "Done": boolean
event end "End" by them
define bad for visit as grade of it is poor cite 1
decide path "Path" for visit in order
  - quick when bad of it and some call since it cite 1
  - slow when known cite 1
  - none otherwise cite 1
define known as flag is known cite 1
lifecycle other "Other"
  state quiet initial cite 1
  state loud cite 1
  from quiet on call -> loud cite 1
"""
LIFECYCLE = """
lifecycle where "Where"
  state start initial cite 1
  state held cite 1
  state mild in held initial cite 1
  state hard in held cite 1
  from start, held on visit when bad of it{guard} -> hard cite 1
  from start on visit when grade of it is fair -> held cite 1
  from held on call -> start cite 1
"""
RULE = """
rule follow "Follow" cite 2
  them must hold call
  {scope}
  {more}
  {window}
  {exception}
"""
PLAIN = {
    "guard": "",
    "scope": "for latest visit",
    "more": "while where is held",
    "window": "due by 2 months after published of it",
    "exception": "except freed when flag cite 3",
}


def built(extra: str = "", **parts: str) -> Compiled:
    taken = PLAIN | parts
    return framework(SHARED + LIFECYCLE.format(**taken) + RULE.format(**taken) + extra, checked=False)


def deciding(condition: str) -> str:
    return f"decide extra in order\n  - yes when {condition} cite 1\n  - no otherwise cite 1\n"


BASE = built()
POWERS = """
rule let "Let" cite 2
  them may hold call
  for latest visit when bad of it
  applies from 1 month after published of it
  except shut when some end since it then may not cite 3
  except more when flag then applies by 6 months after published of it cite 3
""".replace("may not", "must not")
BANS = """
rule stop "Stop" cite 2
  them must not hold call
  for latest visit
  with done of done
  except let when some end since it before done then may cite 3
rule hold "Hold" cite 2
  them must not hold end
  for latest visit when not bad of it
  applies 1 month to 3 months after published of it
"""

OLD = """
lifecycle old
  state new initial
  state young
  state aged
  from new, aged on visit when not grade of it is good -> young cite 1
  from young on call -> new cite 1
"""

CONSTRUCTS = {
    "nested states, known, exists": BASE,
    "signs of a judgement": built('judge mood "Mood" for visit: calm, tense by them cite 1\n'
                                  '  sign low "Low" for tense when grade of it is poor cite 1\n'),
    "parts of a document": built('event letter "Letter" by them\n  contains "care" when flag cite 1\n'
                                 'rule write cite 1\n  them must send letter\n  for latest visit\n'
                                 '  due by 3 days after ended of it\n'),
    "a prohibition by exception": built(exception="except shut when flag then must not cite 3"),
    "since a day": built(exception="except freed when some call since 2025-01-01 and no end before 2025-03-01 cite 3"),
    "each": built(scope="for each visit"),
    "each, whatever it is like": built(scope="for each visit", more="", exception=""),
    "each that is bad": built(scope="for each visit when bad of it", more="with done of done"),
    "with": built(more="with done of done"),
    "with, about the event": built(more="with no end since it before done and done of done"),
    "a power": built(POWERS),
    "a power for each": built(POWERS.replace("latest", "each")),
    "bans": built(BANS),
    "bans for each": built(BANS.replace("latest", "each")),
    "a duty turned into a ban for each": built(scope="for each visit",
                                               exception="except shut when flag then must not cite 3"),
    "an act in an exception": built(exception="except freed when done of done cite 3"),
    "before an act": built(scope="for each visit", exception="except freed when some end since it before done cite 3"),
    "no event, while": built(scope="", window="due by 2025-03-01"),
    "no event, while another fact": built(scope="", more="while flag", window="", exception=""),
    "a ban without event": built("rule stop cite 1\n  them must not hold end\n"
                                 "  while where is held and no call since 2025-03-01\n"),
    "a power without event": built("rule let cite 1\n  them may hold call\n  while where is hard or other is quiet\n"),
    "a deeming": built("deem end as call when flag cite 1\n"),
    "a deeming by the event": built("deem call as end when done of it cite 1\n"),
    "a deeming as what is judged otherwise": built(
        'kind Mark "Mark": fair, poor, odd\n'
        'event check "Check" by them\n  field grade "Mark": Mark\n  field noted "Noted": boolean default yes\n'
        "deem visit as check when not grade of it is good cite 1\n"
        "lifecycle seen\n  state new initial\n  state low\n  state done\n"
        "  from new on check when grade of it is poor -> low cite 1\n  from new on visit -> done cite 1\n"
        + deciding("grade of latest check is poor or noted of first check")),
    "deemings in a chain": built(
        'event stop "Stop" by them\n'
        "deem visit as call when grade of it is fair cite 1\ndeem call as stop when flag cite 1\n"
        "deem visit as end when grade of it is poor cite 1\n" + deciding("count of stop is exactly 2 or some end")),
    "a timer": built("lifecycle old\n  state young initial\n  state aged\n"
                     "  from young at 1 month after ended of latest visit -> aged cite 1\n"),
    "a timer behind an event": built("lifecycle old\n  state new initial\n  state young\n  state aged\n"
                                     "  from new on end -> young cite 1\n  from young on call -> new cite 1\n"
                                     "  from young at 1 month after start of young in old -> aged cite 1\n"
                                     + deciding("old is aged")),
    "a timer of another's state": built(
        "lifecycle watch\n  state idle initial\n  state on\n  state late\n  state gone\n"
        "  from idle on visit when bad of it -> on cite 1\n  from on on end -> idle cite 1\n"
        "  from on at 1 month after published of start of held in where when not flag -> late cite 1\n"
        "  from late at 3 months after published of start of held in where -> gone cite 1\n"
        + deciding("watch is one of (late, gone)")),
    "a timer of its own report": built(
        OLD + "  from young at 1 month after published of start of young in old -> aged cite 1\n"
        + deciding("old is aged")),
    "timers one behind the other": built(
        OLD + "  from young at 20 days after start of young in old -> aged cite 1\n"
        "  from aged at 15 days after start of aged in old when not flag -> young cite 1\n"
        + deciding("old is aged and 1 month after start of old has passed")),
    "timers on one day": built(
        OLD + "  from young at 1 month after ended of latest visit when flag -> aged cite 1\n"
        "  from young at 1 month after ended of first visit -> new cite 1\n"
        "  from new at 2025-03-01 when bad of latest visit -> aged cite 1\n" + deciding("old is new")),
    "timers inside a state": built(
        "lifecycle held_for\n  state out initial\n  state inside\n  state fresh in inside initial\n"
        "  state stale in inside\n  state gone in inside\n"
        "  from out, stale on visit when bad of it -> inside cite 1\n  from inside on end -> out cite 1\n"
        "  from fresh at 1 month after start of inside in held_for -> stale cite 1\n"
        "  from stale at 2 months after start of stale in held_for -> gone cite 1\n"
        "rule look cite 1\n  them must hold call\n  while held_for is one of (stale, gone)\n"
        "  due by 20 days after start of inside in held_for\n"
        "rule see cite 1\n  them must hold call\n  for latest visit when held_for is stale\n"
        "  due by 20 days after start of stale in held_for\n"
        "  except done when 5 days after start of stale in held_for has passed cite 1\n"),
    "a rule while a time has run out": built(
        OLD + "  from young at 1 month after ended of latest visit -> aged cite 1\n"
        "  from aged at 1 month after start of aged in old -> new cite 1\n"
        "rule look cite 1\n  them must hold call\n  while old is aged or where is hard\n"
        "  due by 10 days after start of old\n" + deciding("date of latest call is after start of aged in old")),
    "a timer that a reading rules out": built(
        'reading way "Way": plain "as it is" | odd "the other way" default plain cite 1\n'
        + OLD + "  from young at 1 month after ended of latest visit when way is odd -> aged cite 1\n"
        "  from young on lapse of follow when way is odd -> new cite 1\n" + deciding("old is aged")),
    "a lapse": built("lifecycle late\n  state fine initial\n  state missed\n"
                     "  from fine on lapse of follow -> missed cite 1\n"),
    "in a circle": built("lifecycle one\n  state a initial\n  state b\n  from a on call when two is c -> b cite 1\n"
                         "lifecycle two\n  state c initial\n  state d\n  from c on end when one is b -> d cite 1\n"
                         + deciding("one is b or two is d")),
    "each of what is done": built("rule again cite 1\n  them must hold visit\n  for each visit when bad of it\n"
                                  "  due 1 months to 6 months after ended of it\n"),
    "a count": built(deciding("count of call is at least 2")),
    "a count in a stretch": built(deciding("count of call since latest visit is at most 1")),
    "a count where": built(deciding("count of call where (done of that) is at least 2")),
    "a count known": built(deciding("count of call is at least 2 unknown counts as no")),
    "where": built(deciding("some call where (done of that)")),
    "where, of another where": built(deciding(
        "some call where (done of that and no visit since that where (bad of that and not done of first call))")),
    "where, presumed": built(deciding("some call where (done of that) unknown counts as yes")),
    "where, about the event": built(exception="except freed when some call since it where (done of that) cite 3"),
    "where, with": built(more="with some visit before done where (bad of that)"),
    "the one before, where": built(deciding("done of previous call where (done of that) and not done of first call")),
    "the one before another": built(deciding("grade of previous visit since 2024-11-01 is poor")),
    "where in a pick": built(exception="except freed when grade of latest visit where (bad of that) is poor cite 3"),
    "a pick in a stretch": built(exception="except freed when grade of first visit since latest call is fair cite 3"),
    "a guard on another lifecycle": built(guard=" and other is loud"),
    "since a state": built(exception="except freed when some call since start of held in where cite 3"),
    "a limit for each": built(scope="for each visit when bad of it",
                              window="repeat at most 1 within 3 months after ended of it"),
    "a limit on what is done": built(more="with done of done", window="repeat at most 1 within any 3 months"),
    "a recurrence": built(scope="", window="repeat at least 1 each academic_year"),
    "a recurrence while": built(scope="", more="while where is held", window="repeat at least 1 each 2 months from "
                                "start of held in where"),
    "a limit": built(window="repeat at most 2 within 12 months after published of it"),
    "each, in a state": built(scope="for each visit", guard=" and other is loud"),
    "a window from a state": built(window="due by 2 months after start of held in where"),
    "a time since a state": built(exception="except freed when 1 month after start of where has passed cite 3"),
    "a window where": built(window="due by 2 months after date of latest call where (done of that)"),
}  # fmt: skip


AS_OF = dt.date(2025, 6, 30)
SIZE = 6


def days(*values: str | None) -> Days:
    return np.array([NO_DAY if v is None else number(dt.date.fromisoformat(v)) for v in values], dtype=np.int32)


def population(compiled: Compiled) -> Population:
    """Nothing at all, done in time, late, not done, not published, and one of which the record of calls is silent."""
    every = np.array([False, True, True, True, True, True])
    called = np.array([False, True, True, False, False, False])
    poor, unknown = 4, 7
    visit = Slot(
        "visit", every,
        {"ended": days(None, *["2025-01-10"] * 5), "published": days(None, *["2025-02-01"] * 3, None, "2025-02-01")},
        {"grade": np.array([unknown, poor, poor, unknown, poor, poor], dtype=np.uint64)},
    )  # fmt: skip
    call = Slot("call", called, {"date": days(None, "2025-03-03", "2025-05-05", None, None, None)},
                {"done": np.array([3, 1, 1, 3, 3, 3], dtype=np.uint64)})  # fmt: skip
    silent = Completeness(True, np.array([NO_DAY] * 5 + [number(AS_OF)], dtype=np.int32), None)
    names = tuple(str(100_000 + i) for i in range(SIZE))
    flags = {"flag": np.array([2, 2, 2, 2, 1, 3], dtype=np.uint64)}
    rows = tuple(range(2, SIZE + 2))
    return Population(compiled.framework, names, names, rows, flags, (visit, call), {"call": silent})


MANY = 150


def crowd(compiled: Compiled, seed: int) -> Population:
    """Many histories: up to three visits, three calls and two ends, on days that often lie close together, or under an
    even seed are the same; much that is not known, and records with gaps."""
    chance = np.random.default_rng(seed)
    apart = 1 if seed % 2 else 12

    def day_between(first: str, last: str) -> Days:
        ends = [number(dt.date.fromisoformat(each)) // apart for each in (first, last)]
        return (chance.integers(*ends, MANY) * apart).astype(np.int32)

    def mostly(share: float) -> NDArray[np.bool_]:
        return chance.random(MANY) < share

    def value(size: int, unknown: float) -> NDArray[np.uint64]:
        known = np.uint64(1) << chance.integers(0, size, MANY).astype(np.uint64)
        return np.where(mostly(unknown), np.uint64((1 << size) - 1), known)

    slots = []
    for _ in range(3):
        ended = day_between("2024-09-01", "2025-06-01")
        published = np.where(mostly(0.8), ended + chance.integers(5, 60, MANY), NO_DAY).astype(np.int32)
        slots.append(Slot("visit", mostly(0.6), {"ended": ended, "published": published}, {"grade": value(3, 0.15)}))
        day = day_between("2024-10-01", "2025-07-20")
        slots.append(Slot("call", mostly(0.5), {"date": day}, {"done": value(2, 0.2)}))
    slots += [Slot("end", mostly(0.3), {"date": day_between("2024-10-01", "2025-07-20")}, {}) for _ in range(2)]
    since = np.where(mostly(0.7), NO_DAY, day_between("2024-09-01", "2025-06-01")).astype(np.int32)
    gaps = {"call": Completeness(True, since, None)}
    if seed % 2:
        gaps["visit"] = Completeness(True, since, dt.date(2025, 5, 1))
    names = tuple(str(100_000 + i) for i in range(MANY))
    facts = {"flag": value(2, 0.2)}
    return Population(compiled.framework, names, names, tuple(range(MANY)), facts, tuple(slots), gaps)


def beside(compiled: Compiled, people: Population) -> Beside:
    taken = defaults(compiled.framework)
    return Beside(survey(compiled, people, taken, number(AS_OF)), compiled, taken, AS_OF)


@pytest.mark.parametrize(("name", "seed"), [*itertools.product(CONSTRUCTS, [1, 2]), ("bans", 9)])
def test_many_histories_answer_alike_together_and_alone(name: str, seed: int) -> None:
    found = beside(CONSTRUCTS[name], crowd(CONSTRUCTS[name], seed))
    differing = {index: told for index in range(MANY) if (told := found.differences(index))}
    assert not differing, (name, len(differing), list(differing.items())[:2])


ALONE = {
    "a lapse", "in a circle", "a recurrence", "a recurrence while", "a limit for each",
    "a limit on what is done",
}  # fmt: skip
"""What runs from the beginning, and what is counted over and over or for each event, is asked of every subject alone in
which anything happened."""


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_a_plain_history_is_told_by_columns(name: str) -> None:
    """Nothing unknown that an answer hangs on, no ties, no acts of which the instance is in doubt."""
    compiled = CONSTRUCTS[name]
    people = population(compiled)
    found = beside(compiled, people)
    assert all(not found.differences(index) for index in range(SIZE))
    assert set(found.found.answers.blocks) == {*compiled.framework.lifecycles, *compiled.framework.decisions,
                                               *compiled.framework.rules}  # fmt: skip
    assert (found.alone >= SIZE - 1) is (name in ALONE), found.alone


TIMED = [name for name in CONSTRUCTS if "a timer" in name or "timers" in name or "a time has" in name]


@pytest.mark.parametrize("name", TIMED)
def test_times_are_told_by_columns(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Times of known days and of unknown ones move worlds, and nobody is asked alone for them."""
    found = beside(CONSTRUCTS[name], crowd(CONSTRUCTS[name], 2))
    ran = [each for each in found.found.counts if each.group.endswith(" on time")]
    happened = np.stack([slot.moments[event.effective] for slot in found.found.population.slots
                         for event in [found.compiled.framework.events[slot.event]]])  # fmt: skip
    since = [each for column, each in found.days.items() if column.endswith("_since")]
    by_a_time = sum(int(((each != NO_DAY) & ~(happened == each).any(axis=0)).sum()) for each in since)
    with capsys.disabled():
        print(f"\n{name}: rows {sum(each.subjects for each in ran)}, keys {sum(each.keys for each in ran)}, "
              f"entered at a time {by_a_time}")  # fmt: skip
    assert found.alone <= 3  # events on one day
    if "rules out" in name:
        assert not ran
    else:
        assert sum(each.subjects for each in ran) > sum(each.keys for each in ran) > 5 and by_a_time > 5


def test_a_circle_of_times_is_followed_for_a_while() -> None:
    """Who would be moved more than thirty times is asked alone; who is not, is told by columns."""
    circle = (
        "  from young at 4 days after start of young in old -> aged cite 1\n"
        "  from aged at 1 day after start of aged in old -> young cite 1\n"
    )
    compiled = built(OLD + circle + deciding("old is aged"))
    found = beside(compiled, population(compiled))
    assert not any(found.differences(index) for index in range(SIZE))
    assert found.alone == 4  # all but the one of whom nothing is known, and the one that was called soon


def test_several_instances_stand_one_after_the_other() -> None:
    compiled = CONSTRUCTS["each"]
    people = population(compiled)
    second = Slot("visit", np.array([False, True, False, False, False, False]),
                  {"ended": days(None, "2025-04-01", *[None] * 4), "published": days(None, "2025-04-10", *[None] * 4)},
                  {"grade": np.full(SIZE, 4, dtype=np.uint64)})  # fmt: skip
    both = Population(people.framework, people.urns, people.names, people.rows, people.facts,
                      (*people.slots, second), people.complete)  # fmt: skip
    texts = survey(compiled, both, defaults(compiled.framework), number(AS_OF)).answers.texts()
    assert texts["follow"][:3] == ["", "met ; overdue", "met"]


def test_where_acts_may_be_shared_out_in_too_many_ways_one_case_is_asked() -> None:
    """Then nothing holds the instances together but that a field which is not known has one value."""
    compiled = built(
        "rule again cite 1\n  them must hold visit\n  for each visit when bad of it\n"
        "  due 1 months to 6 months after ended of it\n"
    )
    people = population(compiled)
    first, unknown = people.slots[0], np.full(SIZE, 7, dtype=np.uint64)
    visits = tuple(
        replace(first, moments={"ended": first.moments["ended"] + np.int32(7 * week)}, fields={"grade": unknown})
        for week in range(8)
    )
    found = beside(compiled, replace(people, slots=visits, complete={}))
    assert not [told for index in range(SIZE) if (told := found.differences(index))]
