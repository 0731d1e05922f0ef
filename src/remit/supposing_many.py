"""A what-if question about a table, from file to file: two surveys of the same schools, side by side."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .dsl import ir
from .dsl.base.diagnostics import did_you_mean, in_order, refusal
from .engine.bulk.part import without
from .engine.bulk.population import Population, number
from .engine.bulk.survey import Survey, survey
from .engine.groups import Compiled
from .engine.intake.table import Problem
from .engine.settings import defaults
from .engine.whatif import plain
from .engine.whatif.alterations import Alteration, alterations
from .engine.whatif.columns import laid_over_table
from .engine.whatif.frame import beside_frame
from .engine.whatif.table import Beside, beside
from .overlaying import OverlayRefused, Scenario
from .pipeline import Loaded, PolicyRefused
from .published import Published, Request, inputs_of, notes_on, read_published
from .supposing import CaseAnswer, case_answer, proof_of
from .visualise.moves import moves_text
from .writers import write_table

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True, eq=False)
class TableAnswer:
    """A question about a table, answered under baseline and scenario: under the clauses `asked` of both."""

    scenario: Scenario
    request: Request
    whole: tuple[Compiled, Compiled]
    asked: tuple[Compiled, Compiled]
    published: Published
    found: Beside
    supposed: tuple[Alteration, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    proof: dict[str, Any]

    @property
    def _frameworks(self) -> tuple[ir.Framework, ir.Framework]:
        return self.asked[0].framework, self.asked[1].framework

    def text(self) -> str:
        """The summary for people."""
        return moves_text(self.found, self._frameworks, self.supposed, self.scenario.overlays, self.request.as_of)

    def json(self) -> str:
        """The summary for programs."""
        summary = {
            "as_of": self.request.as_of.isoformat(),
            "supposed": [plain.alteration(each) for each in self.supposed],
            **plain.table(self.found),
            "problems": len(self.problems),
            "notes": list(self.notes),
            "receipt": self.proof,
        }
        return json.dumps(summary, indent=2, ensure_ascii=False) + "\n"

    def school(self, urn: str) -> CaseAnswer:
        """The whole answer for one school of the table.

        Raises Refused (E501) where the table has no such school.
        """
        populations = [each.population for each in self.found.surveys]
        if urn not in populations[0].urns:
            hint = did_you_mean(urn, populations[0].urns)
            raise refusal("E501", f"the table has no school with URN {urn}", None, hint)
        place = populations[0].urns.index(urn)
        cases = populations[0].case(place), populations[1].case(place)
        as_of = self.request.as_of
        return case_answer(self.scenario, self.whole, cases, as_of, as_of, self.proof)

    def write(self, output: Path) -> Iterable[Path]:
        """Write a row for each school, baseline and scenario side by side.

        Raises Refused (E603).
        """
        table = self.published.table
        rows = list(table.row_numbers)
        write_table(output, beside_frame(self.found, self._frameworks, table.frame, rows, self.published.mapping))
        yield output


def ask_table(
    compiled: Compiled, loaded: Loaded, scenario: Scenario, request: Request, progress: Progress
) -> TableAnswer:
    """What a table comes to as it is, and as overlays make it.

    Raises Refused where the mapping or the table cannot be used, OverlayRefused where the overlays do not fit them.
    """
    whole = compiled, scenario.compiled
    published = read_published(request, loaded, progress)
    taken = published.taken(compiled.framework, request.as_of)
    population = _under(scenario, taken.population, published, request)
    supposed, faults = laid_over_table(population, scenario.subjects, request.as_of)
    if faults:
        raise OverlayRefused(in_order(faults), scenario.loaded.sources)
    surveys: list[Survey] = []
    for part, subjects, words, done in (
        (whole[0], taken.population, "baseline", 0.4),
        (whole[1], supposed, "scenario", 0.7),
    ):
        progress(words, done)
        settings, day = defaults(part.framework), number(request.as_of)
        surveys.append(survey(part, subjects, settings, day, every_clause=request.every_clause))
    left_out = tuple(dict.fromkeys(name for each in surveys for name in each.left_out))
    for each in surveys:
        each.leave_out(left_out)
    asked = without(whole[0], left_out), without(whole[1], left_out)
    progress("done", 1.0)
    return TableAnswer(
        scenario,
        request,
        whole,
        asked,
        published,
        beside((surveys[0], surveys[1]), (asked[0].framework, asked[1].framework)),
        alterations(scenario.overlays, scenario.subjects, whole[0].framework, whole[1].framework),
        taken.problems,
        notes_on(compiled.framework, request, published, taken, left_out),
        proof_of(compiled, scenario, request.as_of, inputs_of(request), request.command)
        | {"mapping": published.mapping.name, "complete_until": published.until.isoformat()},
    )


def _under(scenario: Scenario, population: Population, published: Published, request: Request) -> Population:
    """The schools as cases of the changed framework; read again only where its vocabulary is another."""
    before, after = population.framework, scenario.compiled.framework
    if (before.facts, before.events) == (after.facts, after.events):
        return replace(population, framework=after)
    try:
        again = published.again(request, scenario.loaded)
    except PolicyRefused as refused:
        raise OverlayRefused(refused.diagnostics, refused.sources) from None
    return again.taken(after, request.as_of).population
