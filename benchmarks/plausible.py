"""Invented schools with ten events each under the 2024 monitoring handbook, as columns; plausible, and made by number.

Grades come as they do in the management information of 31 August 2020: `JUDGED` are the judgements of the 1,551
inspections under the 2019 framework that it holds, by how often they stand together; `KINDS` how often each kind of
school does. What an inspection finds is near to what the one before it found, and monitoring inspections come after
poor ones. No two events of a school fall on one day. The same numbers make the same schools.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
from numpy.typing import NDArray

from remit.dsl import ir
from remit.engine.bulk.population import NO_DAY, Completeness, Population, Slot, number

AS_OF = dt.date(2025, 3, 31)
GRADED, VISITS = 5, 5
GRADES = ("outstanding", "good", "requires_improvement", "inadequate")
KEYS = ("quality_of_education", "behaviour_and_attitudes", "personal_development", "leadership_and_management")

# Overall effectiveness, the four key judgements, whether safeguarding is effective, and how many such inspections.
JUDGED = (
    (2, 2, 2, 2, 2, 1, 618), (3, 3, 2, 2, 3, 1, 200), (3, 3, 2, 2, 2, 1, 109), (3, 3, 3, 3, 3, 1, 91),
    (2, 2, 2, 1, 2, 1, 80), (3, 3, 3, 2, 3, 1, 74), (1, 1, 1, 1, 1, 1, 61), (2, 2, 1, 1, 2, 1, 49),
    (2, 2, 1, 2, 2, 1, 38), (3, 3, 2, 3, 3, 1, 30), (3, 3, 3, 2, 2, 1, 20), (4, 4, 3, 3, 4, 1, 13),
    (4, 4, 4, 3, 4, 1, 12), (4, 4, 4, 3, 4, 0, 12), (2, 2, 1, 1, 1, 1, 11), (4, 4, 4, 4, 4, 0, 10),
    (4, 4, 3, 3, 4, 0, 10), (2, 2, 2, 2, 1, 1, 8), (4, 3, 3, 3, 4, 0, 8), (4, 4, 4, 4, 4, 1, 8),
    (2, 2, 2, 1, 1, 1, 6), (4, 4, 2, 2, 4, 1, 6), (4, 4, 3, 2, 4, 1, 5), (4, 3, 2, 2, 4, 0, 5),
)  # fmt: skip
NEXT = ((62, 33, 4, 1), (13, 76, 9, 2), (2, 61, 33, 4), (2, 26, 54, 18))
"""Of a hundred schools with each overall effectiveness, what the next inspection finds."""

KINDS = {
    "community_school": 6274, "academy_converter": 5845, "voluntary_aided_school": 2850, "academy_sponsor_led": 2307,
    "voluntary_controlled_school": 1718, "foundation_school": 721, "community_special_school": 524, "free_school": 392,
    "maintained_nursery_school": 389, "academy_special_converter": 272, "pupil_referral_unit": 201,
    "foundation_special_school": 86,
}  # fmt: skip

Masks = NDArray[np.uint64]
Whole = NDArray[np.int64]


class Maker:
    """Makes columns for so many schools; `unknown` of the values, as a share, are not known."""

    def __init__(self, framework: ir.Framework, count: int, unknown: float, seed: int = 2024) -> None:
        self.framework, self.count, self.unknown = framework, count, unknown
        self.random = np.random.default_rng(seed)

    def population(self) -> Population:
        """The schools."""
        overall, judged = self.inspections()
        # Day by day they keep apart: each event of a school falls on a day with another remainder.
        first = self.random.integers(0, 20, self.count) + number(dt.date(2010, 9, 1)) // 10
        gaps = np.stack([self.random.integers(60, 100, self.count) for _ in range(GRADED)])
        gaps = np.where(np.concatenate([gaps[:1] > 0, overall[:-1] >= 2]), gaps // 2, gaps)
        begun = first + np.cumsum(gaps, axis=0)
        slots = [self.graded(begun[place] * 10 + place, judged[place]) for place in range(GRADED)]
        slots += [self.visit(overall, begun, place) for place in range(VISITS)]
        given = {"kind": self.pick(KINDS), "transfer": np.full(self.count, "none")}
        facts = {
            name: self.masks(fact.domain, given.get(name, self.any_of(fact.domain)))
            for name, fact in self.framework.facts.items()
            if fact.domain
        }
        urns = tuple(map(str, range(100_000, 100_000 + self.count)))
        nowhere = np.full(self.count, NO_DAY, dtype=np.int32)
        complete = {name: Completeness(True, nowhere, None) for name in self.framework.events}
        return Population(self.framework, urns, urns, tuple(range(self.count)), facts, tuple(slots), complete)

    def inspections(self) -> tuple[Whole, Whole]:
        """Overall effectiveness from 0, and the line of JUDGED, of each inspection of each school."""
        lines = np.array(JUDGED)
        shares = np.array([lines[lines[:, 0] == grade + 1, 6].sum() for grade in range(4)], dtype=float)
        overall, judged = [], []
        for place in range(GRADED):
            chance = self.random.random(self.count)
            first = np.cumsum(shares / shares.sum())[None, :]
            ladder = np.cumsum(NEXT, axis=1)[overall[-1]] / 100 if place else first
            overall.append((chance[:, None] >= ladder[:, :-1]).sum(axis=1))
            found = np.zeros(self.count, dtype=np.int64)
            for grade in range(4):
                here, weights = np.flatnonzero(overall[-1] == grade), np.where(lines[:, 0] == grade + 1, lines[:, 6], 0)
                found[here] = self.random.choice(len(lines), len(here), p=weights / weights.sum())
            judged.append(found)
        return np.stack(overall), np.stack(judged)

    def graded(self, ended: Whole, judged: Whole) -> Slot:
        lines = np.array(JUDGED)
        event = self.framework.events["graded_inspection"]
        grades = {name: np.array(GRADES)[lines[judged, 1 + place] - 1] for place, name in enumerate(KEYS)}
        provision = np.array([*GRADES, ir.NOT_APPLICABLE])
        grades["early_years"] = np.where(self.random.random(self.count) < 0.5, grades[KEYS[0]], provision[4])
        grades["sixth_form"] = np.where(self.random.random(self.count) < 0.08, grades[KEYS[0]], provision[4])
        grades["overall_effectiveness"] = np.array(GRADES)[lines[judged, 0] - 1]
        grades["safeguarding_effective"] = np.where(lines[judged, 5] == 1, ir.YES, ir.NO)
        grades["own_urn"] = self.drawn((ir.YES, ir.NO), (9, 1))
        grades["capacity_to_improve"] = self.drawn((ir.YES, ir.NO), (1, 1))
        fields = {
            each.name: self.masks(each.domain, grades.get(each.name, self.any_of(each.domain)))
            for each in event.fields
            if each.domain
        }
        ended = ended.astype(np.int32)
        moments = {"started": ended - np.int32(1), "ended": ended, "published": ended + np.int32(42)}
        return Slot(event.name, np.ones(self.count, dtype=bool), moments, fields)

    def visit(self, overall: Whole, begun: Whole, place: int) -> Slot:
        """A monitoring inspection, five times as likely after an inspection that found less than good."""
        event = self.framework.events["monitoring_inspection"]
        weights = np.where(overall >= 2, 5.0, 1.0)
        ladder = np.cumsum(weights / weights.sum(axis=0), axis=0)
        after = (self.random.random(self.count)[None, :] >= ladder[:-1]).sum(axis=0)
        day = (begun[after, np.arange(self.count)] + self.random.integers(8, 28, self.count)) * 10 + GRADED + place
        fields = {each.name: self.masks(each.domain, self.any_of(each.domain)) for each in event.fields if each.domain}
        return Slot(event.name, np.ones(self.count, dtype=bool), {event.effective: day.astype(np.int32)}, fields)

    def drawn(self, values: tuple[str, ...], weights: tuple[int, ...]) -> NDArray[np.str_]:
        return self.random.choice(values, self.count, p=np.array(weights) / sum(weights))

    def any_of(self, domain: tuple[str, ...]) -> NDArray[np.str_]:
        """Mostly no, else the first value in two cases of three: of what nothing published tells."""
        if domain[:2] == (ir.YES, ir.NO):
            return self.drawn((ir.YES, ir.NO), (1, 9))
        told = tuple(value for value in domain if value != ir.NOT_APPLICABLE)
        return self.drawn(told, (2 * max(1, len(told) - 1), *(1 for _ in told[1:])))

    def pick(self, shares: dict[str, int]) -> NDArray[np.str_]:
        return self.drawn(tuple(shares), tuple(shares.values()))

    def masks(self, domain: tuple[str, ...], values: NDArray[np.str_]) -> Masks:
        """Each value as a mask over its domain; some as not known."""
        found = np.zeros(self.count, dtype=np.uint64)
        for place, value in enumerate(domain):
            found[values == value] = np.uint64(1 << place)
        assert found.all(), f"a value is not of {domain}"
        if self.unknown:
            found[self.random.random(self.count) < self.unknown] = np.uint64((1 << len(domain)) - 1)
        return found
