"""Subjects with several histories in columns: a row for each history that one case is tried with, and no more rows than
there is room for."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from alike import Beside
from numpy.typing import NDArray
from support import framework

from remit.engine.bulk.alone import GROUP
from remit.engine.bulk.answers import EMPTY
from remit.engine.bulk.columns import Columns
from remit.engine.bulk.counts import Count
from remit.engine.bulk.population import NO_DAY, Days, Flags, Population, Slot, number
from remit.engine.bulk.survey import Survey, survey
from remit.engine.bulk.ways import ways
from remit.engine.evaluate import evaluations
from remit.engine.history import MAX_ORDERS
from remit.engine.settings import defaults

OPEN = framework(
    """
scale Grade "Grade": good > fair > poor
fact flag "Flag": boolean
event note "Note" by them
  moments begun, over
  field counted "Counted": boolean
  field grade "Grade": Grade
event call "Call" by them
event visit "Visit" by them
  field grade "Grade": Grade
event end "End" by them
deem note as call when counted of it cite 1
deem call as visit when flag cite 1
lifecycle where "Where"
  state clear initial cite 1
  state watched cite 1
  state shut cite 1
  from clear on visit when grade of it is poor -> watched cite 1
  from watched on visit when grade of it is good -> clear cite 1
  from any on end -> shut cite 1
lifecycle ended "Ended"
  state no_end initial cite 1
  state one_end cite 1
  from no_end on end -> one_end cite 1
decide latest for visit in order
  - good when grade of it is good cite 1
  - poor when grade of it is poor and some call since it cite 1
  - middling otherwise cite 1
rule answer "Answer" cite 2
  them must send end
  for each note when grade of it is fair or worse
  due by 30 days after over of it
rule tell "Tell" cite 2
  them must send note
  for latest call
  due by 2025-06-20
rule follow "Follow" cite 2
  them must hold call
  for latest visit
  due by 2 months after date of it
  except closed when where is shut then must not cite 3
rule often "Often" cite 2
  them may hold note
  for latest call
  repeat at most 1 within 20 days after date of it
""",
    checked=False,
)
TAKEN = defaults(OPEN.framework)
AS_OF = dt.date(2025, 6, 30)
MANY = 120


def crowd(seed: int) -> Population:
    """Two notes, two calls, two visits and two ends on few days, so that many are tied and some are alike; of some it
    is open as what they count."""
    chance = np.random.default_rng(seed)

    def some(share: float) -> Flags:
        found: Flags = chance.random(MANY) < share
        return found

    def days() -> Days:
        return (number(dt.date(2025, 6, 10)) + 7 * chance.integers(0, 4, MANY)).astype(np.int32)

    def masks(values: int, unknown: float) -> NDArray[np.uint64]:
        known = np.uint64(1) << chance.integers(0, values, MANY).astype(np.uint64)
        return np.where(some(unknown), np.uint64((1 << values) - 1), known)

    slots = []
    for _ in range(2):
        over = np.where(some(0.9), days(), NO_DAY).astype(np.int32)
        slots += [
            Slot(
                "note", some(0.7), {"begun": days(), "over": over}, {"counted": masks(2, 0.2), "grade": masks(3, 0.1)}
            ),
            Slot("call", some(0.4), {"date": days()}, {}),
            Slot("visit", some(0.5), {"date": days()}, {"grade": masks(3, 0.1)}),
            Slot("end", some(0.2), {"date": days()}, {}),
        ]  # fmt: skip
    names = tuple(str(100_000 + each) for each in range(MANY))
    facts = {"flag": masks(2, 0.2)}
    return Population(OPEN.framework, names, names, tuple(range(MANY)), facts, tuple(slots), {})


def asked(people: Population, every_clause: bool = True) -> Survey:
    return survey(OPEN, people, TAKEN, number(AS_OF), every_clause=every_clause)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_rows_are_the_histories_of_one_case(seed: int) -> None:
    people = crowd(seed)
    found = ways(OPEN, Columns(OPEN, people, TAKEN, number(AS_OF)))
    rows = Columns(OPEN, found.population, TAKEN, number(AS_OF))
    counted: Counter[int] = Counter()
    for index in range(MANY):
        case = people.case(index)
        expected = [
            [(each.occurrence, each.also) for each in work.known.history.past]
            for work in evaluations(OPEN, case, AS_OF, TAKEN)
        ]
        told = []
        for row in np.flatnonzero(found.subject == index):
            slots = rows.order[: rows.count[row], row]
            told.append([
                (people.occurrence(people.slots[found.origins[slot]], index), found.population.slots[slot].also)
                for slot in slots
            ])  # fmt: skip
        assert told == expected, index
        counted[len(told)] += 1
    assert counted[1] and counted[2] and counted[MAX_ORDERS], counted


@pytest.mark.parametrize("seed", [1, 2])
def test_histories_are_taken_together_as_for_one_case(seed: int) -> None:
    people = crowd(seed)
    found = Beside(asked(people), OPEN, TAKEN, AS_OF)
    differing = {index: told for index in range(MANY) if (told := found.differences(index))}
    assert not differing, list(differing.items())[:2]
    # Of a limit on acts that may count or not, one case says what would tell.
    assert found.alone < MANY / 2, found.alone


def test_nothing_is_asked_alone_for_the_sake_of_several_histories() -> None:
    people = crowd(3)
    good = {"grade": np.full(MANY, 1, dtype=np.uint64)}
    slots = tuple(replace(each, fields=each.fields | (good if "grade" in each.fields else {})) for each in people.slots)
    known = replace(people, slots=slots)
    found = asked(known)
    assert found.counts[-1] == Count(GROUP, 0, 0)
    for name, block in found.answers.blocks.items():  # and no answer of one of its histories stays behind
        unused = {*range(len(block.cells))} - {*block.which.tolist()}
        assert all(block.cells[place] == EMPTY for place in unused), name


def test_what_there_is_no_room_for_is_asked_alone_or_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    people = crowd(1)
    whole = asked(people)
    monkeypatch.setattr("remit.engine.bulk.ways.MOST_ROWS", 1)
    monkeypatch.setattr("remit.engine.bulk.ways.ALWAYS_ROWS", MANY + 60)
    columns = Columns(OPEN, people, TAKEN, number(AS_OF))
    laid = ways(OPEN, columns)
    assert MANY < len(laid.subject) <= MANY + 60
    counts = np.bincount(laid.subject)
    assert not laid.whole.all() and (counts[~laid.whole] == 1).all() and (counts[laid.whole] > 1).any()
    alone = asked(people)
    assert alone.answers.texts() == whole.answers.texts()
    assert {name: days.tolist() for name, days in alone.answers.days().items()} == {
        name: days.tolist() for name, days in whole.answers.days().items()
    }
    monkeypatch.setattr("remit.engine.bulk.survey.MOST_ALONE", 10)
    assert {"where", "latest", "follow"} <= set(asked(people, every_clause=False).left_out)
    # Two ends of one day change nothing of what hangs on ends alone, and few schools have two.
    assert "ended" not in asked(people, every_clause=False).left_out
