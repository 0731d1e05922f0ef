"""What-if answers as Python and a notebook have them: they show themselves, and can be saved."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .dsl.base.diagnostics import did_you_mean, hints
from .engine.whatif.differences import Difference
from .engine.whatif.reasons import Reasons
from .pictures import Timeline, form_of
from .supposing import FORMS, CaseAnswer
from .supposing_many import FORMS as FORMS_OF_TABLES
from .supposing_many import TableAnswer
from .visualise.report.blocks import on_one_page
from .visualise.report.page import fragment
from .writers import TABLES, write_table, write_text

_ENDINGS = {"txt": "text", "md": "markdown", "html": "html", "json": "json", "svg": "svg"}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WhatIf:
    """A school as it is and as it would be. Printed it is the text of `remit whatif`; a notebook shows it as tables."""

    answer: CaseAnswer

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Every answer that differs: `before` and `after`, one of them None where there is no such answer."""
        return self.answer.found

    def timeline(self) -> Timeline:
        """Both timelines on one axis of time."""
        return Timeline(self.answer.chart())

    def markdown(self) -> str:
        """The report as Markdown."""
        return self.answer.told("markdown", Reasons.DIFFERING)

    def html(self) -> str:
        """The report as a page that can be saved."""
        return self.answer.told("html", Reasons.DIFFERING)

    def to_dict(self) -> Any:
        """The answer as plain objects, as `remit whatif --json` gives it."""
        return json.loads(self.answer.told("json", Reasons.NONE))

    def save(self, path: str | Path) -> None:
        """Write the report to a file, in the form that its ending names."""
        target = Path(path)
        known = {ending: form for ending, form in _ENDINGS.items() if form in FORMS}
        write_text(target, self.answer.told(known[form_of(target, tuple(known))], Reasons.DIFFERING))

    def save_report(self, folder: str | Path) -> None:
        """Write the folder of `remit report`."""
        from .reporting import of_supposed_case

        of_supposed_case(self.answer).write(Path(folder))

    def __str__(self) -> str:
        return self.answer.told("text", Reasons.DIFFERING)

    def __repr__(self) -> str:
        return f"<remit what-if for {self.answer.outcomes[0].subject}: {self.answer.headline}>"

    def _repr_html_(self) -> str:
        return fragment(on_one_page(self.answer.report(Reasons.DIFFERING)))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WhatIfSurvey:
    """Every school of a table as it is and as it would be."""

    answer: TableAnswer
    pandas: bool

    @property
    def frame(self) -> Any:
        """A row for each school, both sides in it: in pandas where pandas was given, else in polars."""
        from .tables.frames import as_pandas

        return as_pandas(self.answer.frame()) if self.pandas else self.answer.frame()

    @property
    def notes(self) -> tuple[str, ...]:
        """What was taken for granted."""
        return self.answer.notes

    def by(self, *columns: str) -> WhatIfSurvey:
        """The same, its report also by some columns of the table."""
        known = self.answer.columns(columns)
        for name in columns:
            if name not in known:
                hint = hints(did_you_mean(name, known), self.answer.file_columns)
                raise LookupError(f"the table has no column '{name}'. {hint}")
        return WhatIfSurvey(self.answer.by(columns), self.pandas)

    def markdown(self) -> str:
        """The report as Markdown."""
        return self.answer.told("markdown")

    def html(self) -> str:
        """The report as a page that can be saved."""
        return self.answer.told("html")

    def to_dict(self) -> Any:
        """The summary as plain objects, as `remit whatif --json` gives it."""
        return json.loads(self.answer.told("json"))

    def save(self, path: str | Path) -> None:
        """Write the report to a file, or a row for each school to a table, in the form that its ending names."""
        target = Path(path)
        if target.suffix.lower() in TABLES:
            write_table(target, self.answer.frame())
            return
        known = {ending: form for ending, form in _ENDINGS.items() if form in FORMS_OF_TABLES}
        tables = tuple(each.removeprefix(".") for each in TABLES)
        write_text(target, self.answer.told(known[form_of(target, (*known, *tables))]))

    def save_report(self, folder: str | Path) -> None:
        """Write the folder of `remit report`."""
        from .reporting import of_supposed_table

        of_supposed_table(self.answer).write(Path(folder))

    def __str__(self) -> str:
        return self.answer.told("text")

    def __repr__(self) -> str:
        return f"<remit what-if: {self.answer.headline}>"

    def _repr_html_(self) -> str:
        return fragment(on_one_page(self.answer.report()))
