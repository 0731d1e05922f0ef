"""Whose outcome differs between two frameworks, from tables and case files to a part of a report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from .comparison import Asked, Compared
from .dsl import ir
from .dsl.base.diagnostics import Refused
from .engine.bulk.part import WHY
from .engine.bulk.population import number
from .engine.bulk.survey import Survey, survey
from .engine.compare.found import Comparison
from .engine.compare.whose import Whose, in_both, left_out, named, shared, survey_of, whose
from .engine.evaluate import evaluate
from .engine.groups import compile_groups
from .engine.history import Case
from .engine.outcome import Outcome
from .engine.settings import defaults
from .engine.whatif.frame import beside_frame
from .files import case_files
from .pipeline import Loaded, load_case
from .published import Published, Request, read_published
from .receipts import file_hash
from .visualise.compared.whose import whose_blocks

Progress = Callable[[str, float], None]


def with_schools(answer: Compared, loaded: tuple[Loaded, Loaded], asked: Asked, progress: Progress) -> Compared:
    """The comparison with the schools for which is asked.

    Raises Refused where the table, a mapping, or every case cannot be used.
    """
    if asked.table is not None:
        return _of_table(answer, loaded, asked, progress)
    assert asked.cases is not None, "a table is asked for, or cases are"
    return _of_cases(answer, asked, asked.cases)


def _frameworks(answer: Compared) -> tuple[ir.Framework, ir.Framework]:
    return answer.found.before, answer.found.after


def _inputs(asked: Asked) -> dict[str, str]:
    """The files that tell of schools, each with its check number."""
    paths = () if asked.cases is None else case_files(asked.cases)
    paths += () if asked.table is None or asked.given is not None else (asked.table,)
    return {path.name: file_hash(path) for path in paths}


def _of_table(
    answer: Compared, loaded: tuple[Loaded, Loaded], asked: Asked, progress: Callable[[str, float], None]
) -> Compared:
    """The schools of a published table under both frameworks, each read through a mapping of its own.

    Raises Refused where the table, or a mapping, cannot be used.
    """
    assert asked.table is not None, "a table is asked for"
    request = Request(asked.table, "", asked.as_of, asked.mapping, asked.complete_until, defaults, asked.given)
    published: list[Published] = []
    for each in loaded:
        published.append(read_published(request, each, lambda _step, _done: None))
        request = replace(request, given=published[0].table)
        progress("reading the table", 0.2 + 0.2 * len(published))
    taken = [each.taken(framework, asked.as_of) for each, framework in zip(published, _frameworks(answer), strict=True)]
    populations = in_both(taken[0].population, taken[1].population)
    surveys: list[Survey] = []
    for population, framework in zip(populations, shared(answer.found), strict=True):
        progress("asking", 0.6 + 0.2 * len(surveys))
        subjects = replace(population, framework=framework)
        compiled, settings, day = compile_groups(framework), defaults(framework), number(asked.as_of)
        surveys.append(survey(compiled, subjects, settings, day, every_clause=asked.every_clause))
    found = whose(answer.found, (surveys[0], surveys[1]), asked.as_of, populations[0].case)
    table = published[0].table
    rows, mapping = list(table.row_numbers), published[0].mapping
    frame = beside_frame(found.found, found.frameworks, table.frame, rows, mapping) if asked.listed else None
    notes = [
        f"{asked.table.name}, {side}: {words}"
        for side, each, part in zip(("first", "second"), published, taken, strict=True)
        for words in (f"read as {each.mapping.name} ({each.mapping.title})", *part.notes)
    ]
    alone = max(each.population.size for each in taken) - populations[0].size
    notes += [f"{alone:,} rows can be read under one of the two alone, and are left out"] if alone else []
    if left := sorted(left_out(answer.found, (surveys[0], surveys[1]))):
        notes.append(f"left out for the schools of the table: {', '.join(map(named, left))}; {WHY}")
    problems = tuple(dict.fromkeys(each for part in taken for each in part.problems))
    comparison = replace(answer.found, notes=(*answer.found.notes, *notes))
    return replace(_with(answer, comparison, found, asked), schools=frame, problems=problems)


def _of_cases(answer: Compared, asked: Asked, path: Path) -> Compared:
    """The schools of case files under both frameworks; a case that one of them cannot read is left out, and told.

    Raises Refused where no case can be read under both.
    """
    frameworks = _frameworks(answer)
    compiled = [compile_groups(each) for each in frameworks]
    outcomes: tuple[list[Outcome], list[Outcome]] = ([], [])
    taken: list[Case] = []
    notes: list[str] = []
    faults: list[Refused] = []
    for file in case_files(path):
        try:
            cases = [load_case(file, each) for each in frameworks]
        except Refused as refused:
            faults.append(refused)
            first = refused.diagnostics[0]
            notes.append(f"{file.name} is left out, since not both can read it: {first.message}")
            continue
        taken.append(cases[0])
        for found, each, case in zip(outcomes, compiled, cases, strict=True):
            found.append(evaluate(each, case, asked.as_of, defaults(each.framework), turns=False))
    if faults and not outcomes[0]:
        raise faults[0]
    surveys = [survey_of(framework, found) for framework, found in zip(frameworks, outcomes, strict=True)]
    comparison = replace(answer.found, notes=(*answer.found.notes, *notes))
    found_ = whose(comparison, (surveys[0], surveys[1]), asked.as_of, taken.__getitem__)
    return _with(answer, comparison, found_, asked)


def _with(answer: Compared, comparison: Comparison, found: Whose, asked: Asked) -> Compared:
    proof = {"as_of": asked.as_of.isoformat(), "inputs": _inputs(asked)}
    return replace(answer, found=comparison, whose=found.plain(), more=tuple(whose_blocks(found)), proof=proof)
