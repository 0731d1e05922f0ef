"""remit from Python: load a framework, ask it about a school or a table, and look at the answer in a notebook.

    >>> import remit
    >>> schools = remit.load("ofsted-schools@2012-11-01")
    >>> schools.id
    'ofsted-schools@2012-11-01'

Every function raises `remit.Refused` where a file, a case or a table cannot be used; printed, that says where and how
to mend it. A name that the framework does not have is a LookupError.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from .dsl import ir
from .dsl.base.dates import read_iso_date
from .dsl.base.diagnostics import did_you_mean, hints, refusal
from .dsl.base.spans import Source, SourceMap
from .engine import jsonable
from .engine.asking import AsIf
from .engine.evaluate import evaluate, evaluation
from .engine.graph import state_graph
from .engine.groups import Compiled
from .engine.history import Case
from .engine.intake.cases import read_case
from .engine.life import View
from .engine.outcome import DecisionAnswer, NormAnswer, Outcome, StateAnswer
from .engine.path import Way, traced
from .engine.reasons.derive import derive
from .engine.reasons.steps import Derivation
from .engine.settings import Settings, defaults
from .files import find
from .pictures import Diagram, Timeline
from .pipeline import Loaded, PolicyRefused, load_case, load_folder, unusable
from .receipts import receipt
from .side_by_side import Comparison
from .visualise.answer import answer_text
from .visualise.explained.page import fragment
from .visualise.explained.reasons import reasons_page
from .visualise.explained.render import rendered
from .visualise.notebook import answer_html, framework_html, text_html
from .visualise.painted import Painting
from .visualise.scene import scene_of
from .visualise.timeline.chart import chart_of

if TYPE_CHECKING:
    from .surveying import Result

Day = dt.date | str
"""A day, or its text as yyyy-mm-dd."""

Frame = TypeVar("Frame")
"""A polars or a pandas data frame."""


def load(framework: str | Path, as_of: Day | None = None) -> Framework:
    """A framework, by `id` (the version in force on the day `as_of`, else the latest), by `id@version`, or by its
    folder."""
    loaded = load_folder(find(str(framework), None if as_of is None else _day(as_of)))
    if loaded.compiled is None:
        raise unusable(loaded)
    return Framework(loaded)


def compare(
    before: Framework | Path | str,
    after: Framework | Path | str,
    *,
    data: Frame | Path | str | None = None,
    cases: Path | str | None = None,
    as_of: Day | None = None,
    mapping: str | None = None,
    complete_until: Day | None = None,
    every_clause: bool = False,
    concordance: Path | str | None = None,
) -> Comparison:
    """What differs between two frameworks, each given as such or named as for `remit diff`.

    With `data`, a table as for `Framework.survey`, or `cases`, a case file or a folder of them, also for which schools
    the answers differ on the day `as_of`, which is then needed.

        >>> print(compare("ofsted-fe-skills@2013-01-01", "ofsted-fe-skills@2013-01-01").headline)
        Nothing differs.
    """
    from .comparing import compared
    from .comparison import Asked
    from .tables.frames import Pandas, table_of

    if (as_of is None) is not (data is None and cases is None) or (data is not None and cases is not None):
        raise TypeError("'as_of' goes with one of 'data' and 'cases', and either of them with 'as_of'")
    if data is None and (mapping or complete_until or every_clause):
        raise TypeError("'mapping', 'complete_until' and 'every_clause' go with 'data'")
    asked: Asked | None = None
    if as_of is not None:
        path = Path(data) if isinstance(data, (str, Path)) else None
        asked = Asked(
            _day(as_of),
            Path("table") if data is not None and path is None else path,
            None if cases is None else Path(cases),
            mapping,
            None if complete_until is None else _day(complete_until),
            listed=True,
            every_clause=every_clause,
            given=None if data is None or path is not None else table_of(data, "table"),
        )
    sides = [each.loaded if isinstance(each, Framework) else str(each) for each in (before, after)]
    found = compared(sides[0], sides[1], None if concordance is None else Path(concordance), ("compare",), asked)
    return Comparison(found, isinstance(data, Pandas))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Framework:
    """A framework, ready to be asked."""

    loaded: Loaded

    @property
    def compiled(self) -> Compiled:
        """Its clauses, ready to evaluate."""
        assert self.loaded.compiled is not None, "a framework with errors is not loaded"
        return self.loaded.compiled

    @property
    def definition(self) -> ir.Framework:
        """What it says: lifecycles, decisions, rules, readings, the ledger of its source."""
        return self.compiled.framework

    @property
    def id(self) -> str:
        """Its name and version, such as `ofsted-schools@2024-09-16`."""
        return self.definition.manifest.full_id

    @property
    def title(self) -> str:
        """The title of its source."""
        return self.definition.manifest.title

    def case(self, given: Mapping[str, Any] | str | Path) -> Case:
        """A case: from a mapping with the keys of a case file, from the path of one, or from its text."""
        if isinstance(given, Path):
            return load_case(given, self.definition)
        import yaml

        text = given if isinstance(given, str) else yaml.safe_dump(_plain(given), allow_unicode=True, sort_keys=False)
        source = Source("case", text)
        case, diagnostics = read_case(source, self.definition)
        if case is None:
            raise PolicyRefused(diagnostics, SourceMap((source,)))
        return case

    def evaluate(
        self, case: Case | Mapping[str, Any] | str | Path, as_of: Day, *, readings: Mapping[str, str] | None = None
    ) -> Answer:
        """Where a school stands on a day: states, decisions, duties, powers, and what is missing.

        `readings`: the alternative to take of a reading, by its name.
        """
        taken = case if isinstance(case, Case) else self.case(case)
        settings = _settings(self.definition, readings)
        outcome = evaluate(self.compiled, taken, _day(as_of), settings)
        return Answer(self, taken, settings, outcome)

    def survey(
        self,
        table: Frame | Path | str,
        as_of: Day,
        *,
        mapping: str | None = None,
        events: Frame | Path | str | None = None,
        complete_until: Day | None = None,
        readings: Mapping[str, str] | None = None,
        every_clause: bool = False,
    ) -> Survey:
        """The answers for every school of a table: a polars or pandas data frame, or the path of a published file.

        As `remit survey`. Cells of a frame are read as their text would be in a file, days as yyyy-mm-dd. `events`: a
        second table, with one event to a row.
        """
        from .published import Request
        from .surveying import surveyed
        from .tables.frames import Pandas, table_of

        settings = _settings(self.definition, readings)
        path = Path(table) if isinstance(table, (str, Path)) else None
        beside = Path(events) if isinstance(events, (str, Path)) else None
        until = None if complete_until is None else _day(complete_until)
        request = Request(
            path or Path("table"),
            self.id,
            _day(as_of),
            mapping,
            until,
            lambda _: settings,
            None if path else table_of(table, "table"),
            events=beside if events is None or beside else Path("events"),
            events_until=until,
            events_whole=until is not None,
            every_clause=every_clause,
            given_events=None if events is None or beside else table_of(events, "events"),
        )
        return Survey(surveyed(request, self.loaded), path is None and isinstance(table, Pandas))

    def diagram(self, lifecycle: str | None = None, *, poster: bool = False) -> Diagram:
        """The picture of its lifecycles, or of one of them; `poster`: with every rule."""
        return Diagram(scene_of(state_graph(self.definition), _lifecycle(self.definition, lifecycle), poster=poster))

    def __repr__(self) -> str:
        return f"<remit framework {self.id}: {self.title}>"

    def _repr_html_(self) -> str:
        return framework_html(self.definition)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Answer:
    """Where a school stands on a day. Printed it is the text of `remit evaluate`; a notebook shows it as a table."""

    framework: Framework
    case: Case
    settings: Settings
    outcome: Outcome

    @property
    def states(self) -> dict[str, StateAnswer]:
        """Where each lifecycle stands: `value` is None where several are `possible`."""
        return {each.lifecycle: each for each in self.outcome.states}

    @property
    def decisions(self) -> dict[str, DecisionAnswer]:
        """What each decision comes to: `value` is None where several are `possible`."""
        return {each.name: each for each in self.outcome.decisions}

    @property
    def duties(self) -> tuple[NormAnswer, ...]:
        """What must, will or should be done, each with status, days and paragraph."""
        return self.outcome.under(View.DUTY)

    @property
    def powers(self) -> tuple[NormAnswer, ...]:
        """What may be done."""
        return self.outcome.under(View.POWER)

    @property
    def prohibitions(self) -> tuple[NormAnswer, ...]:
        """What must not, will not or should not be done."""
        return self.outcome.under(View.PROHIBITION)

    @property
    def limits(self) -> tuple[NormAnswer, ...]:
        """How often something may be done."""
        return self.outcome.under(View.LIMIT)

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of what is unknown and keeps an answer open."""
        return tuple(each.name for each in self.outcome.missing)

    @property
    def findings(self) -> tuple[str, ...]:
        """What in the case could not be used as it stands."""
        return tuple(each.message for each in self.outcome.findings)

    def why(self, name: str = "") -> Reasons:
        """The reasons, step by step, with paragraphs: of one lifecycle, decision or rule, or of all."""
        known = self.framework.definition
        names = (*known.lifecycles, *known.decisions, *known.rules)
        if name and name not in names:
            raise _unknown("answer", name, names)
        worked = evaluation(self.framework.compiled, self.case, self.outcome.as_of, self.settings)
        return Reasons(derive(worked), name)

    def diagram(self, lifecycle: str | None = None) -> Diagram:
        """The picture of the framework with this school in it: its way, where it is, and what may follow by when."""
        definition = self.framework.definition
        painting = Painting(*self._traced())
        return Diagram(scene_of(state_graph(definition), _lifecycle(definition, lifecycle), painting=painting))

    def timeline(self) -> Timeline:
        """What was due when, what happened and what lapsed."""
        return Timeline(chart_of(*self._traced(), self.case))

    def _traced(self) -> tuple[Outcome, tuple[Way, ...]]:
        return traced(
            AsIf(self.framework.compiled, self.settings), self.case, self.outcome.as_of, self.outcome.known_by
        )

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain objects, with the keys of `remit evaluate --json`."""
        proof = receipt(self.framework.definition, self.outcome.as_of, (), self.settings.readings)
        return jsonable.outcome(self.outcome, proof)

    def __str__(self) -> str:
        return answer_text(self.outcome)

    def __repr__(self) -> str:
        stands = ", ".join(f"{name}: {each.value or 'open'}" for name, each in self.states.items())
        return f"<remit answer for {self.outcome.subject} as of {self.outcome.as_of.isoformat()}: {stands}>"

    def _repr_html_(self) -> str:
        return answer_html(self.outcome)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Reasons:
    """Why an answer is what it is; `name`: of which lifecycle, decision or rule, empty for all."""

    derivation: Derivation
    name: str

    def to_dict(self) -> Any:
        """The steps as plain objects, as `remit explain --json` gives them."""
        return jsonable.derivation(self.derivation, self.name)

    def markdown(self) -> str:
        """The reasons as Markdown."""
        return rendered(reasons_page(self.derivation, self.name), "markdown")

    def html(self) -> str:
        """The reasons as a page that can be saved."""
        return rendered(reasons_page(self.derivation, self.name), "html")

    def __str__(self) -> str:
        return rendered(reasons_page(self.derivation, self.name), "text")

    def __repr__(self) -> str:
        return f"<remit reasons for {self.name or 'all answers'}>"

    def _repr_html_(self) -> str:
        return fragment(reasons_page(self.derivation, self.name))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Survey:
    """The answers for every school of a table."""

    result: Result
    pandas: bool

    @property
    def frame(self) -> Any:
        """The status table, one row for each school: in pandas where pandas was given, else in polars."""
        from .tables.frames import as_pandas

        return as_pandas(self.result.status) if self.pandas else self.result.status

    @property
    def notes(self) -> tuple[str, ...]:
        """What was taken for granted."""
        return self.result.notes

    @property
    def problems(self) -> tuple[str, ...]:
        """The cells that could not be used, with their rows."""
        return tuple(f"row {each.row}, {each.column}: {each.reason}" for each in self.result.problems)

    def to_dict(self) -> Any:
        """The summary as plain objects, as `remit survey --json` gives it."""
        return json.loads(self.result.json())

    def __str__(self) -> str:
        return self.result.text()

    def __repr__(self) -> str:
        return f"<remit survey of {self.result.survey.population.size:,} schools>"

    def _repr_html_(self) -> str:
        return text_html(self.result.text())


def _lifecycle(framework: ir.Framework, name: str | None) -> str | None:
    if name is not None and name not in framework.lifecycles:
        raise _unknown("lifecycle", name, framework.lifecycles)
    return name


def _day(given: Day) -> dt.date:
    day = given if isinstance(given, dt.date) else read_iso_date(given)
    if day is None:
        raise refusal("E604", f"'{given}' is not a day", None, "Write it as yyyy-mm-dd, for example 2025-03-31.")
    return day.date() if isinstance(day, dt.datetime) else day


def _settings(framework: ir.Framework, readings: Mapping[str, str] | None) -> Settings:
    settings = defaults(framework)
    for name, alternative in (readings or {}).items():
        if name not in framework.readings:
            raise _unknown("reading", name, framework.readings)
        if alternative not in framework.readings[name].names:
            raise _unknown(f"alternative of '{name}'", alternative, framework.readings[name].names)
        settings = settings.with_reading(name, alternative)
    return settings


def _unknown(sort: str, name: str, known: Iterable[str]) -> LookupError:
    names = tuple(known)
    said = hints(f"there is no {sort} '{name}'.", did_you_mean(name, names), f"There are: {', '.join(names)}.")
    return LookupError(said)


def _plain(given: Any) -> Any:
    """What a person gives in Python, as YAML has it: days as text, tuples as lists."""
    match given:
        case Mapping():
            return {str(key): _plain(value) for key, value in given.items()}
        case dt.date():
            return given.isoformat()[:10]
        case list() | tuple():
            return [_plain(each) for each in given]
        case _:
            return given
