"""remit from Python: load a framework, ask it about a school or a table, and look at the answer in a notebook.

    >>> import remit
    >>> schools = remit.load("ofsted-schools@2012-11-01")
    >>> schools.id
    'ofsted-schools@2012-11-01'

Every function raises `remit.Refused` where a file, a case or a table cannot be used; printed, that says where and how
to mend it. A name that the framework does not have is a LookupError.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from .dsl import ir
from .engine import jsonable
from .engine.asking import AsIf
from .engine.evaluate import evaluate, evaluation
from .engine.graph import state_graph
from .engine.groups import Compiled
from .engine.history import Case
from .engine.life import View
from .engine.outcome import DecisionAnswer, NormAnswer, Outcome, StateAnswer
from .engine.path import Way, traced
from .engine.reasons.derive import derive
from .engine.reasons.steps import Derivation
from .engine.settings import Settings
from .files import find
from .given import Day, case_of, day_of, settings_of, unknown, written
from .pictures import Diagram, Timeline
from .pipeline import Loaded, load_folder, unusable
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
    from .overlaying import Scenario
    from .published import Request
    from .supposed import WhatIf, WhatIfSurvey
    from .surveying import Result

Frame = TypeVar("Frame")
"""A polars or a pandas data frame."""


def load(framework: str | Path, as_of: Day | None = None) -> Framework:
    """A framework, by `id` (the version in force on the day `as_of`, else the latest), by `id@version`, or by its
    folder."""
    loaded = load_folder(find(str(framework), None if as_of is None else day_of(as_of)))
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
            day_of(as_of),
            Path("table") if data is not None and path is None else path,
            None if cases is None else Path(cases),
            mapping,
            None if complete_until is None else day_of(complete_until),
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
        return case_of(given, self.definition)

    def evaluate(
        self, case: Case | Mapping[str, Any] | str | Path, as_of: Day, *, readings: Mapping[str, str] | None = None
    ) -> Answer:
        """Where a school stands on a day: states, decisions, duties, powers, and what is missing.

        `readings`: the alternative to take of a reading, by its name.
        """
        taken = case if isinstance(case, Case) else self.case(case)
        settings = settings_of(self.definition, readings)
        outcome = evaluate(self.compiled, taken, day_of(as_of), settings)
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
        from .surveying import surveyed

        settings = settings_of(self.definition, readings)
        request, pandas = self._request(table, as_of, mapping, events, complete_until, settings, every_clause)
        return Survey(surveyed(request, self.loaded), pandas)

    def whatif(
        self,
        case: Case | Mapping[str, Any] | str | Path,
        as_of: Day,
        changes: Mapping[str, Any] | None = None,
        *,
        overlays: Sequence[str | Path] = (),
        mode: Literal["as-if", "in-force"] = "as-if",
    ) -> WhatIf:
        """What would differ for a school if something were otherwise, as `remit whatif` says it.

        `changes`: another value of a parameter, a reading or a fact, by its name; `overlays`: the paths of overlay
        files, which are laid before.
        """
        from .supposed import WhatIf
        from .supposing import asked_both, proof_of, suppose

        under, day = self._scenario(changes, overlays), day_of(as_of)
        both = asked_both(self.loaded, under, mode)
        before, after = (case if isinstance(case, Case) else case_of(case, each.words) for each in both)
        answer = suppose(under, both, (before, after), day, day)
        return WhatIf(replace(answer, proof=proof_of(answer.outcomes[0], under, day, day, (), ())))

    def whatif_survey(
        self,
        table: Frame | Path | str,
        as_of: Day,
        changes: Mapping[str, Any] | None = None,
        *,
        overlays: Sequence[str | Path] = (),
        mapping: str | None = None,
        events: Frame | Path | str | None = None,
        complete_until: Day | None = None,
        every_clause: bool = False,
    ) -> WhatIfSurvey:
        """What would differ for the schools of a table if something were otherwise; as `whatif` and `survey`."""
        from .supposed import WhatIfSurvey
        from .supposing_many import ask_table

        under, settings = self._scenario(changes, overlays), settings_of(self.definition, None)
        request, pandas = self._request(table, as_of, mapping, events, complete_until, settings, every_clause)
        return WhatIfSurvey(ask_table(self.loaded, under, request, lambda _step, _done: None), pandas)

    def _scenario(self, changes: Mapping[str, Any] | None, overlays: Sequence[str | Path]) -> Scenario:
        from .overlaying import scenario

        settings = tuple(f"{name}={written(value)}" for name, value in (changes or {}).items())
        return scenario(self.loaded, tuple(map(Path, overlays)), settings)

    def _request(
        self,
        table: Frame | Path | str,
        as_of: Day,
        mapping: str | None,
        events: Frame | Path | str | None,
        complete_until: Day | None,
        settings: Settings,
        every_clause: bool,
    ) -> tuple[Request, bool]:
        """What is asked of a table, and whether it is a frame of pandas."""
        from .published import Request
        from .tables.frames import Pandas, table_of

        path = Path(table) if isinstance(table, (str, Path)) else None
        beside = Path(events) if isinstance(events, (str, Path)) else None
        until = None if complete_until is None else day_of(complete_until)
        request = Request(
            path or Path("table"),
            self.id,
            day_of(as_of),
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
        return request, path is None and isinstance(table, Pandas)

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
            raise unknown("answer", name, names)
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
        raise unknown("lifecycle", name, framework.lifecycles)
    return name
