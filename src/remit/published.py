"""A published table from file to population: which mapping fits it, what a second table adds, what to know of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from .dsl import ir
from .dsl.base.diagnostics import Diagnostic, Refused, did_you_mean, hints, refusal
from .engine.bulk.part import WHY
from .engine.intake.events import EventTable, with_events
from .engine.intake.mapping import Mapping
from .engine.intake.plain import NAME as PLAIN
from .engine.intake.plain import URN, plain_mapping
from .engine.intake.table import Intake, intake, latest_day
from .engine.outcome import in_force
from .engine.settings import Settings
from .pipeline import Loaded, PolicyRefused, load_mappings
from .tables.readers import Table, read_table


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
