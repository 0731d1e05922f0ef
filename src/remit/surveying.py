"""A survey from file to file: table -> mapping -> population -> answers -> status table."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .dsl import ir
from .dsl.base.diagnostics import did_you_mean, refusal
from .engine import jsonable
from .engine.bulk.answers import ranked
from .engine.bulk.check import Comparison, compare
from .engine.bulk.part import without
from .engine.bulk.population import number
from .engine.bulk.survey import Survey, survey
from .engine.evaluate import evaluate, evaluation
from .engine.groups import Compiled
from .engine.intake.frame import problems_frame, status_frame
from .engine.intake.table import Intake, Problem
from .engine.reasons.derive import derive
from .engine.settings import Settings
from .pipeline import Loaded, usable
from .published import Request, inputs_of, notes_on, read_published
from .receipts import receipt
from .visualise.answer import answer_text
from .visualise.census import census_text
from .visualise.explained.reasons import derivation_lines
from .writers import TABLES, unwritable, write_table

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What a survey found: under the clauses `asked` of a framework."""

    asked: Compiled
    compiled: Compiled
    as_of: dt.date
    settings: Settings
    survey: Survey
    taken: Intake
    status: pl.DataFrame
    comparisons: tuple[Comparison, ...]
    notes: tuple[str, ...]
    proof: dict[str, Any]
    due_by: dt.date | None = None

    @property
    def framework(self) -> ir.Framework:
        """The framework under which was asked."""
        return self.asked.framework

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every cell that could not be used."""
        return self.taken.problems

    @property
    def problems_frame(self) -> pl.DataFrame:
        """The same as a table."""
        return problems_frame(self.problems)

    @property
    def contradicted(self) -> bool:
        """Whether a decision that the file publishes is not among those that are possible."""
        return any(each.contradicted for each in self.comparisons)

    def text(self) -> str:
        """The summary for people."""
        return census_text(self.survey, self.taken, self.framework, self.comparisons, self.due_by)

    def json(self) -> str:
        """The summary for programs."""
        answers = self.survey.answers
        tallies: dict[str, dict[str, int]] = {}
        for answer, block in answers.blocks.items():
            for name in block.names:
                if name.endswith("_possible"):
                    tallies[name.removesuffix("_possible")] = dict(ranked(answers.tally(answer, name)))
        checks = [
            {
                "decision": each.decision,
                "contradicted": [self.survey.population.urns[i] for i in each.contradicted],
                "lines": [
                    {
                        "computed": list(line.computed),
                        "missing": list(line.missing),
                        "judgement_alone": line.hangs_on_judgement,
                        "published": dict(line.published),
                    }
                    for line in each.lines
                ],
            }
            for each in self.comparisons
        ]
        due = {} if self.due_by is None else {"falls_due": self._falling_due(self.due_by)}
        summary = {
            "schools": self.survey.population.size,
            "not_read": list(self.taken.not_read),
            "possible": tallies,
            "checks": checks,
            **due,
            "problems": len(self.problems),
            "keys": [
                {"group": each.group, "subjects": each.subjects, "distinct": each.keys} for each in self.survey.counts
            ],
            "notes": list(self.notes),
            "receipt": self.proof,
        }
        return json.dumps(summary, indent=2, ensure_ascii=False) + "\n"

    def _falling_due(self, by: dt.date) -> dict[str, Any]:
        due = self.survey.answers.falling_due(number(by))
        return {"by": by.isoformat(), "schools": {name: int(flags.sum()) for name, flags in due.items()}}

    def school(self, urn: str, as_json: bool) -> str:
        """The whole answer for one school of the table, with its derivation.

        Raises Refused (E501) where the table has no such school.
        """
        population = self.survey.population
        if urn not in population.urns:
            raise refusal("E501", f"the table has no school with URN {urn}", None, did_you_mean(urn, population.urns))
        case = population.case(population.urns.index(urn))
        answer = evaluate(self.compiled, case, self.as_of, self.settings)
        steps = derive(evaluation(self.compiled, case, self.as_of, self.settings))
        if as_json:
            whole = jsonable.outcome(answer, self.proof, self.due_by) | {"derivation": jsonable.derivation(steps)}
            return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"
        return "\n".join((answer_text(answer, self.due_by), "Reasons", "", *derivation_lines(steps), ""))

    def write(self, output: Path) -> Iterable[Path]:
        """Write the status table, and the problems beside it if there are any.

        Raises Refused (E603).
        """
        write_table(output, self.status)
        yield output
        yield from self.write_problems(output)

    def write_problems(self, output: Path) -> Iterable[Path]:
        """Write the cells that could not be used beside an output, if there are any.

        Raises Refused (E603).
        """
        beside = beside_of(output)
        if self.problems or beside.exists():  # problems of an earlier run must not stand beside this run's table
            write_table(beside, self.problems_frame)
            yield beside


def beside_of(output: Path) -> Path:
    """Where the problems go."""
    return output.with_name(f"{output.stem}.problems.csv")


def writable(output: Path, table: Path) -> None:
    """Make sure, before any work is done, that the outputs can be written.

    Raises Refused (E603).
    """
    if output.suffix.lower() not in TABLES:
        raise unwritable(output, "its extension is not known", f"Tables are written as {', '.join(TABLES)}.")
    if not os.path.isdir(output.parent):  # noqa: PTH112 - unlike Path.is_dir this raises for no name whatever
        raise unwritable(output, f"there is no folder {output.parent}", "Make the folder first.")
    if os.path.realpath(output) == os.path.realpath(table):
        raise unwritable(output, "it is the table that is read", "Name another file.")
    for path in (output, beside_of(output)):
        if os.path.isdir(path):  # noqa: PTH112
            raise unwritable(path, "it is a folder", "Name a file.")


def run(request: Request, progress: Callable[[str, float], None] = lambda _step, _done: None) -> Result:
    """The survey of a published file.

    Raises Refused where the framework, the mapping or the table cannot be used.
    """
    progress("reading the framework", 0.0)
    _, loaded = usable(request.framework, request.as_of)
    return surveyed(request, loaded, progress)


def surveyed(
    request: Request, loaded: Loaded, progress: Callable[[str, float], None] = lambda _step, _done: None
) -> Result:
    """The survey of a table under a framework that has been read.

    Raises Refused where the mapping or the table cannot be used.
    """
    compiled = loaded.compiled
    assert compiled is not None, "a framework with errors is not surveyed"
    framework = compiled.framework
    published = read_published(request, loaded, progress)
    table, mapping, until = published.table, published.mapping, published.until
    rows = list(table.row_numbers)
    taken = published.taken(framework, request.as_of)
    settings = request.settings(framework)
    steps = len(framework.lifecycles) + len(framework.decisions) + len(framework.rules)
    done = iter(range(steps))
    found = survey(
        compiled,
        taken.population,
        settings,
        number(request.as_of),
        lambda name: progress(name, 0.4 + 0.5 * next(done) / steps),
        request.every_clause,
    )
    asked = without(compiled, found.left_out)
    framework = asked.framework
    progress("writing", 0.95)
    status = status_frame(found, taken, table.frame, rows, mapping, framework, request.due_by)
    comparisons = tuple(
        compare(framework.decisions[name], found.answers, published, framework)
        for name, published in taken.published.items()
        if name in framework.decisions
    )
    inputs = inputs_of(request)
    proof = receipt(framework, request.as_of, inputs, settings.readings, request.command) | {
        "mapping": mapping.name,
        "complete_until": until.isoformat(),
    }
    progress("done", 1.0)
    notes = notes_on(framework, request, published, taken, found.left_out)
    return Result(
        asked, compiled, request.as_of, settings, found, taken, status, comparisons, notes, proof, request.due_by
    )
