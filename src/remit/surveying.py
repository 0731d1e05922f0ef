"""A survey from file to file: table -> mapping -> population -> answers -> status table."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .dsl import ir
from .dsl.base.diagnostics import Diagnostic, Refused, did_you_mean, hints, refusal
from .engine import jsonable
from .engine.bulk.answers import ranked
from .engine.bulk.check import Comparison, compare
from .engine.bulk.part import WHY, without
from .engine.bulk.population import number
from .engine.bulk.survey import Survey, survey
from .engine.evaluate import evaluate, evaluation
from .engine.groups import Compiled
from .engine.intake.events import EventTable, with_events
from .engine.intake.frame import problems_frame, status_frame
from .engine.intake.mapping import Mapping
from .engine.intake.plain import NAME as PLAIN
from .engine.intake.plain import URN, plain_mapping
from .engine.intake.table import Intake, Problem, intake, latest_day
from .engine.outcome import in_force
from .engine.reasons.derive import derive
from .engine.settings import Settings
from .pipeline import Loaded, PolicyRefused, load_mappings, usable
from .receipts import receipt
from .tables.readers import Table, read_table
from .visualise.answer import answer_text
from .visualise.census import census_text
from .visualise.explained.reasons import derivation_lines
from .writers import TABLES, unwritable, write_table

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a survey. `given`: a table that is at hand; `table` is then what it is called.

    `events`: a table of events, one to a row; `given_events`: one that is at hand, and `events` what it is called;
    `events_until`: the day until which it tells all; `events_whole`: of any type of events.
    `every_clause`: also those for which many schools have to be asked one by one; `command`: the words of the command
    that asks.
    """

    table: Path
    framework: str
    as_of: dt.date
    mapping: str | None
    complete_until: dt.date | None
    settings: Callable[[ir.Framework], Settings]
    given: Table | None = None
    command: tuple[str, ...] = ()
    due_by: dt.date | None = None
    events: Path | None = None
    events_until: dt.date | None = None
    events_whole: bool = False
    every_clause: bool = False
    given_events: Table | None = None


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
        return problems_frame(self.taken)

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


@dataclass(frozen=True, slots=True, eq=False)
class Published:
    """A table as read, the mapping through which its columns count, and until when its silence is evidence."""

    table: Table
    mapping: Mapping
    until: dt.date
    events: EventTable | None

    def taken(self, framework: ir.Framework, as_of: dt.date) -> Intake:
        """The schools of the table as cases of a framework, for which the mapping was read.

        Raises Refused where the table of events cannot be used.
        """
        table = self.table
        rows = list(table.row_numbers)
        found = intake(table.frame, rows, table.irregular, self.mapping, framework, as_of, self.until)
        return found if self.events is None else with_events(found, self.events, framework, as_of)

    def again(self, request: Request, loaded: Loaded) -> Published:
        """The same, the mapping read for another framework.

        Raises PolicyRefused where it does not fit that one.
        """
        if self.mapping.name == PLAIN:
            assert loaded.framework is not None, "a table is read for a framework that was read"
            plain = plain_mapping(loaded.framework, self.table.columns)
            return self if plain is None else replace(self, mapping=plain)
        named = [each for each in _mappings(request.mapping, loaded) if each.name == self.mapping.name]
        return replace(self, mapping=named[0])


def read_published(request: Request, loaded: Loaded, progress: Callable[[str, float], None]) -> Published:
    """The table of a request, through the mapping that fits it.

    Raises Refused where the mapping or the table cannot be used.
    """
    mappings = _mappings(request.mapping, loaded)
    assert loaded.framework is not None, "its mappings were read"
    progress("reading the table", 0.1)
    wanted = [frozenset(mapping.columns) for mapping in mappings]
    table = request.given or read_table(request.table, [*wanted, frozenset({"urn", "name", *loaded.framework.facts})])
    mapping = _fitting(mappings, table, request.mapping, loaded.framework)
    progress("reading the columns", 0.3)
    until = request.complete_until or latest_day(table.frame, mapping, request.as_of) or request.as_of
    return Published(table, mapping, until, _events(request, request.events_whole and mapping.name == PLAIN))


def _events(request: Request, whole: bool) -> EventTable | None:
    if request.events is None:
        return None
    found = request.given_events or read_table(request.events, [frozenset({"urn", "event"})])
    return EventTable(request.events.name, found.frame, found.row_numbers, found.irregular, request.events_until, whole)


def inputs_of(request: Request) -> tuple[Path, ...]:
    """The files that are read."""
    table = () if request.given else (request.table,)
    return table if request.events is None or request.given_events else (*table, request.events)


def notes_on(
    framework: ir.Framework, request: Request, published: Published, taken: Intake, left_out: tuple[str, ...]
) -> tuple[str, ...]:
    """What a reader of the answers should know of how the table was read and what was asked."""
    mapping, until = published.mapping, published.until
    notes = [f"{request.table}: read as {mapping.name} ({mapping.title})", *published.table.notes]
    if any(each.holds != 0 for each in mapping.silence.values()):
        notes.append(f"the file's silence counts as evidence until {until.isoformat()}, where the mapping lets it")
    notes += taken.notes
    manifest = framework.manifest
    if not in_force(manifest, request.as_of):
        notes.append(f"{manifest.full_id} is not in force on {request.as_of.isoformat()}: it is applied as if it were")
    if left_out:
        more = f" and {len(left_out) - 5} more" if len(left_out) > 5 else ""
        notes.append(f"left out: {', '.join(left_out[:5])}{more}; {WHY}")
    return tuple(notes)


def _mappings(name: str | None, loaded: Loaded) -> tuple[Mapping, ...]:
    """The mappings of a framework; the one asked for alone, by name or as a file; none where the table is plain."""
    assert loaded.framework is not None, "a table is read for a framework that was read"
    if name == PLAIN:
        return ()
    asked = Path(name) if name is not None and name.endswith((".yaml", ".yml")) else None
    found, faults = load_mappings(loaded, None if asked is None else (asked,))
    if faults:
        raise PolicyRefused(faults, loaded.sources)
    if name is None or asked is not None:
        return found
    chosen = tuple(mapping for mapping in found if mapping.name == name)
    if not chosen:
        names = [*(mapping.name for mapping in found), PLAIN]
        raise refusal(
            "E402",
            f"there is no mapping '{name}'",
            None,
            hints(did_you_mean(name, names), f"There are: {', '.join(names)}."),
        )
    return chosen


def _fitting(mappings: tuple[Mapping, ...], table: Table, asked: str | None, framework: ir.Framework) -> Mapping:
    """The mapping whose columns the table has; where none has, and it says 'urn' as the framework would: the plain one.

    Raises Refused: E402 where several or none fit, E401 with every missing column where one comes near.
    """
    lacking = {
        mapping.name: [column for column in mapping.columns if column not in table.columns] for mapping in mappings
    }
    fitting = [mapping for mapping in mappings if not lacking[mapping.name]]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise refusal(
            "E402",
            f"{table.source} fits several mappings: {', '.join(mapping.name for mapping in fitting)}",
            None,
            "Choose one with --mapping NAME.",
        )
    nearest = min(mappings, key=lambda mapping: len(lacking[mapping.name]) / len(mapping.columns), default=None)
    near = nearest is not None and len(lacking[nearest.name]) <= len(nearest.columns) / 2
    plain = plain_mapping(framework, table.columns)
    if plain is not None and (asked == PLAIN or (asked is None and not near and URN in table.columns)):
        return plain
    if nearest is None or (asked is None and not near):
        there_are = ", ".join(mapping.name for mapping in mappings)
        message = f"{table.source} fits none of the mappings ({there_are})"
        if not mappings:
            message = f"{framework.manifest.full_id} has no mapping, and {table.source} no column '{URN}'"
        raise refusal(
            "E402",
            message,
            None,
            f"Its first columns are: {', '.join(table.columns[:6])}. Write a mapping for this "
            "layout and name it with --mapping FILE.yaml; or name its columns as the framework does.",
        )
    missing = lacking[nearest.name]
    raise Refused(
        Diagnostic(
            "E401",
            f"{table.source} has no column '{column}', which the mapping {nearest.name} needs",
            None,
            hints(did_you_mean(column, table.columns), "Mend the header, or the mapping."),
        )
        for column in missing
    )
