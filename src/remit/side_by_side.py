"""A comparison of two frameworks as Python and a notebook have it: it shows itself, and can be saved."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .comparison import Compared
from .engine.compare.found import Change, Concept, Match
from .pictures import Diagram
from .visualise.compared.page import fragment
from .visualise.compared.report import report


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Comparison:
    """What differs between two frameworks. Printed it is the text of `remit diff`; a notebook shows it as tables."""

    compared: Compared
    pandas: bool

    @property
    def headline(self) -> str:
        """How much differs, in a sentence or two."""
        return self.compared.headline

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every difference, those first that matter most: its id, its level, and what stands on each side."""
        return self.compared.found.changes

    @property
    def concepts(self) -> tuple[Concept, ...]:
        """What each side says on the concepts that both have; empty where the concordance has not both."""
        return self.compared.found.concepts

    @property
    def matches(self) -> tuple[Match, ...]:
        """What is taken for the same, and on which ground."""
        return self.compared.found.matches

    @property
    def notes(self) -> tuple[str, ...]:
        """What to know of how they were compared."""
        return self.compared.found.notes

    @property
    def frame(self) -> Any:
        """The schools: of a table a row for each with both sides, of cases one for each whose outcome differs.

        In pandas where pandas was given, else in polars; None where no schools were asked.
        """
        from .tables.frames import as_pandas

        found = self.compared.listed
        return as_pandas(found) if self.pandas and found is not None else found

    def diagram(self) -> Diagram:
        """The lifecycles of both in one picture."""
        return Diagram(self.compared.scene)

    def markdown(self, everything: bool = False) -> str:
        """The comparison as Markdown, fit for a pull request; `everything`: also what is wording alone."""
        return self.compared.told("markdown", everything)

    def html(self, everything: bool = False) -> str:
        """The comparison as a page that can be saved; `everything`: also what is wording alone."""
        return self.compared.told("html", everything)

    def save_report(self, folder: str | Path) -> None:
        """Write the folder of `remit report`: pages, pictures, tables, and a report on each side."""
        from .reporting_comparison import of_comparison

        of_comparison(self.compared).write(Path(folder))

    def to_dict(self) -> Any:
        """The comparison as plain objects, as `remit diff --json` gives it."""
        return json.loads(self.compared.json())

    def __str__(self) -> str:
        return self.compared.told("text", False)

    def __repr__(self) -> str:
        sides = (each.manifest.full_id for each in (self.compared.found.before, self.compared.found.after))
        return f"<remit comparison of {' and '.join(sides)}: {len(self.changes)} differences>"

    def _repr_html_(self) -> str:
        return fragment(report(self.compared.found, more=self.compared.more))
