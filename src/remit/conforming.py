"""From case files to verdicts: several files, folders of them, and what is told of them together."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import surveying
from .dsl.base.diagnostics import Diagnostic, Refused, in_order
from .dsl.base.spans import SourceMap
from .engine.asking import Asking
from .engine.bulk.verdicts import Heading, verdicts
from .engine.conform.checking import Conformity, conformity
from .engine.conform.plain import plain
from .engine.intake.cases import read_case
from .engine.intake.findings import findings_frame
from .engine.jsonable import cite
from .engine.verdict import WRONG
from .files import case_files, read_text, shown
from .pipeline import PolicyRefused
from .published import Request
from .receipts import file_hash, receipt
from .visualise.conformity import conformity_census, conformity_text, summary_text
from .writers import write_table


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What came of all cases, each with its file."""

    found: tuple[tuple[Path, Conformity], ...]
    proof: dict[str, Any]

    @property
    def wrong(self) -> bool:
        """Whether any case has a breach, or a departure that nothing explains."""
        return any(each.wrong for _, each in self.found)

    def text(self) -> str:
        """The verdicts, case by case, and a line for each at the end."""
        every = [each for _, each in self.found]
        texts = [conformity_text(each) for each in every]
        return "\n".join([*texts, summary_text(every)] if len(every) > 1 else texts)

    def json(self) -> str:
        """The verdicts for programs."""
        whole = {
            "cases": [{"file": path.name, **plain(each)} for path, each in self.found],
            "receipt": self.proof,
        }
        return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def cases_in(paths: Iterable[Path]) -> tuple[Path, ...]:
    """The case files that paths name: a folder stands for those in it.

    Raises Refused where a folder holds none.
    """
    return tuple(dict.fromkeys(each for path in paths for each in case_files(path)))


def conform(
    asking: Asking, paths: tuple[Path, ...], as_of: dt.date, known_by: dt.date | None, command: tuple[str, ...] = ()
) -> Result:
    """The verdicts on each case; `command`: the words of the command that asks.

    Raises Refused with every fault of every file.
    """
    cases = []
    faults: list[Diagnostic] = []
    sources = SourceMap()
    for path in paths:
        try:
            source = read_text(path, shown(path))
        except Refused as refused:
            faults += refused.diagnostics
            continue
        sources.add(source)
        case, diagnostics = read_case(source, asking.words)
        faults += diagnostics
        if case is not None:
            cases.append((path, case))
    if faults:
        raise PolicyRefused(in_order(tuple(faults)), sources)
    found = tuple((path, conformity(asking, case, as_of, known_by)) for path, case in cases)
    framework, answer = asking.texts[-1].framework, found[0][1].outcome
    proof = receipt(framework, as_of, (), asking.settings.readings, command, answer)
    names = [path.name for path in paths]
    inputs = {path.name if names.count(path.name) == 1 else shown(path): file_hash(path) for path in paths}
    return Result(found, proof | {"inputs": inputs, "known_by": (known_by or as_of).isoformat()})


@dataclass(frozen=True, slots=True, eq=False)
class TableResult:
    """What came of a table: a survey of it, and the verdicts that its answers amount to."""

    surveyed: surveying.Result
    headings: tuple[Heading, ...]

    @property
    def wrong(self) -> bool:
        """Whether any school has a breach, or a departure that nothing explains."""
        return any(heading.counted()[each] for heading in self.headings for each in WRONG)

    def text(self) -> str:
        """How often each clause was kept."""
        return conformity_census(self.headings, self.surveyed.framework, self.surveyed.survey.population.size)

    def json(self) -> str:
        """The same for programs."""
        clauses = [
            {
                "clause": each.rule.name,
                "heading": each.view.value,
                "counts": {verdict.value: number for verdict, number in sorted(each.counted().items())},
                "cite": cite(each.rule.citation),
            }
            for each in self.headings
        ]
        surveyed = self.surveyed
        whole = {
            "schools": surveyed.survey.population.size,
            "not_read": list(surveyed.taken.not_read),
            "clauses": clauses,
            "problems": len(surveyed.problems),
            "notes": list(surveyed.notes),
            "receipt": surveyed.proof,
        }
        return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"

    def write(self, output: Path) -> Iterable[Path]:
        """Write the verdicts school by school, and beside them the cells that could not be used, if there are any.

        Raises Refused (E603).
        """
        write_table(output, findings_frame(self.headings, self.surveyed.survey.population))
        yield output
        yield from self.surveyed.write_problems(output)


def conform_table(request: Request, progress: Callable[[str, float], None]) -> TableResult:
    """The verdicts on every school of a published table.

    Raises Refused where the framework, the mapping or the table cannot be used.
    """
    surveyed = surveying.run(request, progress)
    return TableResult(surveyed, tuple(verdicts(surveyed.survey.answers, surveyed.framework)))
