"""Every scenario of every framework as the row of a table, and histories made by chance beside them: a survey says of
each what the engine says of that case by itself."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from alike import Beside, as_told, population_of, together
from oracle_cases import made
from support import case
from test_scenarios import EXAMPLES, FOLDERS, Trial, beside, worked

from remit.engine.bulk.population import number
from remit.engine.bulk.survey import survey
from remit.engine.groups import Compiled
from remit.engine.history import Case
from remit.engine.settings import Settings, defaults
from remit.pipeline import load_folder

DAYS, CHANCE = 3, 15
"""How many days are asked for under each framework, and how many histories made by chance on each of them."""


@pytest.fixture(scope="module")
def tally(request: pytest.FixtureRequest) -> Iterator[Counter[str]]:
    """What was compared, told at the end."""
    counted: Counter[str] = Counter()
    yield counted
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print(f"\nsurveys beside single cases: {dict(counted)}")


def compared(compiled: Compiled, cases: Sequence[Case], taken: Settings, as_of: dt.date, tally: Counter[str]) -> None:
    """Survey some cases together, and lay the answers beside those for each of them."""
    rows = [as_told(each) for each in cases]
    for numbers in together(rows):
        people = population_of(compiled.framework, [rows[each] for each in numbers])
        found = Beside(survey(compiled, people, taken, number(as_of)), compiled, taken, as_of)
        for index in range(people.size):
            assert not found.differences(index), cases[numbers[index]]
        tally["cases"] += people.size
        tally["asked alone about some clause"] += found.alone
        tally["cells"] += people.size * (len(found.texts) + len(found.days))


def all_of(trials: Sequence[Trial], tally: Counter[str]) -> None:
    """Compare scenarios, those of one day and one set of readings together; a table is read under one framework."""
    trials = [each for each in trials if each.scenario.before is None]
    parts: dict[tuple[int, dt.date, tuple[tuple[str, str], ...]], list[Trial]] = {}
    for each in trials:
        parts.setdefault((id(each.compiled), each.scenario.as_of, each.scenario.settings.readings), []).append(each)
    for part in parts.values():
        first = part[0]
        compared(
            first.compiled,
            [each.scenario.case for each in part],
            first.scenario.settings,
            first.scenario.as_of,
            tally,
        )
    tally["scenarios"] += len(trials)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: "-".join(folder.parts[-2:]))
def test_the_scenarios_of_a_framework(folder: Path, tally: Counter[str]) -> None:
    all_of(beside(folder), tally)


def test_the_worked_examples(tally: Counter[str]) -> None:
    all_of([each for path in EXAMPLES for each in worked(path)], tally)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: "-".join(folder.parts[-2:]))
def test_histories_made_by_chance(folder: Path, tally: Counter[str]) -> None:
    loaded = load_folder(folder)
    assert loaded.compiled is not None
    framework = loaded.compiled.framework
    for seed in range(DAYS):
        chance = random.Random(seed)
        drawn = [made(framework, chance) for _ in range(CHANCE)]
        as_of = max(day for _, day in drawn)
        cases = [case(json.dumps(each).replace('"unknown"', "unknown"), framework) for each, _ in drawn]
        compared(loaded.compiled, cases, defaults(framework), as_of, tally)
