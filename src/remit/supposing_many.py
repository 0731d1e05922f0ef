"""A what-if question about a table, from file to file: two surveys of the same schools, side by side."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from .dsl import ir
from .dsl.base.diagnostics import did_you_mean, in_order, refusal
from .engine.asking import AsIf
from .engine.bulk.part import without
from .engine.bulk.population import Population, number
from .engine.bulk.survey import Survey, survey
from .engine.groups import Compiled
from .engine.intake.frame import problems_frame
from .engine.intake.table import Intake, Problem
from .engine.settings import defaults
from .engine.whatif import plain
from .engine.whatif.alterations import Alteration, alterations
from .engine.whatif.columns import laid_over_table
from .engine.whatif.frame import beside_frame
from .engine.whatif.table import Beside, beside
from .overlaying import OverlayRefused, Scenario
from .pipeline import Loaded, PolicyRefused
from .published import Published, Request, inputs_of, notes_on, read_published
from .receipts import receipt
from .supposing import CaseAnswer, case_answer, foot_of, one_page
from .visualise.report.blocks import Report, on_one_page
from .visualise.report.markdown import markdown
from .visualise.supposed.many import Many, many_report
from .visualise.supposed.moves import counted_schools, moves_text

if TYPE_CHECKING:
    import polars as pl

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
    taken: Intake
    notes: tuple[str, ...]
    proof: dict[str, Any]
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)

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
        before, after = (AsIf(each, defaults(each.framework)) for each in self.whole)
        return replace(case_answer(self.scenario, (before, after), cases, as_of, as_of), proof=self.proof)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The cells that could not be used."""
        return self.taken.problems

    @property
    def problems_frame(self) -> pl.DataFrame:
        """The cells that could not be used, as a table."""
        return problems_frame(self.taken.problems)

    def frame(self) -> pl.DataFrame:
        """A row for each school that was read, baseline and scenario side by side."""
        table = self.published.table
        rows = list(table.row_numbers)
        return beside_frame(self.found, self._frameworks, table.frame, rows, self.published.mapping)

    @property
    def headline(self) -> str:
        """For how many schools something would differ, in one sentence."""
        return counted_schools(self.found)

    def report(self) -> Report:
        """The answer as pages."""
        many = Many(
            self.found,
            self._frameworks,
            self.supposed,
            self.scenario.overlays,
            self.request.as_of,
            self.request.table.name,
            len(self.taken.not_read),
            len(self.problems),
            tuple(each.replace(str(self.request.table), self.request.table.name) for each in self.notes),
            self.groups,
        )
        return many_report(many, foot_of(self.asked[0].framework, self.scenario))

    @property
    def file_columns(self) -> str:
        """The columns of the file, as they are told to whoever asked for another one."""
        return f"Columns of the file: {', '.join(self.published.table.columns)}."

    def columns(self, wanted: Iterable[str]) -> tuple[str, ...]:
        """By which columns the schools can be told apart: those of the file; those of a row of the answer, too, where
        any that is wanted is none of the file."""
        own = self.published.table.columns
        return tuple(own) if set(wanted) <= set(own) else tuple(dict.fromkeys((*own, *self.frame().columns)))

    def by(self, columns: Iterable[str]) -> TableAnswer:
        """The same, also by some of its `columns`."""
        wanted = tuple(dict.fromkeys(columns))
        return replace(self, groups={name: self._values(name) for name in wanted})

    def _values(self, column: str) -> list[str]:
        """What each school has in a column."""
        table = self.published.table
        if column in table.columns:
            places = {row: place for place, row in enumerate(table.row_numbers)}
            given = table.frame[column].gather([places[row] for row in self.found.surveys[0].population.rows])
        else:
            given = self.frame()[column]
        return ["" if each is None else str(each) for each in given.to_list()]

    def told(self, form: str) -> str:
        """The answer in a form of FORMS."""
        return FORMS[form](self)


FORMS: dict[str, Callable[[TableAnswer], str]] = {
    "text": TableAnswer.text,
    "markdown": lambda of: markdown(on_one_page(of.report())),
    "html": lambda of: one_page(of.report()),
    "json": TableAnswer.json,
}
"""The forms of an answer, by name."""


def ask_table(loaded: Loaded, scenario: Scenario, request: Request, progress: Progress) -> TableAnswer:
    """What a table comes to as it is, and as overlays make it.

    Raises Refused where the mapping or the table cannot be used, OverlayRefused where the overlays do not fit them.
    """
    compiled = loaded.compiled
    assert compiled is not None, "a framework with errors is not asked"
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
    readings = defaults(compiled.framework).readings
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
        taken,
        notes_on(compiled.framework, request, published, taken, left_out),
        receipt(compiled.framework, request.as_of, inputs_of(request), readings, request.command)
        | {"overlays": scenario.receipt}
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
