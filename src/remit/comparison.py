"""A comparison of two frameworks as it is told, drawn and kept; and of which schools it was asked."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .engine.compare import plain
from .engine.compare.found import Comparison, Level
from .visualise.compared.blocks import Block
from .visualise.compared.render import rendered
from .visualise.compared.report import foremost, headline, heads, report
from .visualise.prose import Picture, Section

if TYPE_CHECKING:
    import polars as pl

    from .engine.intake.table import Problem
    from .tables.readers import Table
    from .visualise.parts import Scene

CAPTION = "What is new, gone and changed, on one set of places. The tables below say the same in words."


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison, ready to be told, and what it came from.

    Where schools were asked: `whose` outcome differs as plain objects, `more` the same for the report, and of a table
    `schools` a row for each, and `problems` the cells that could not be used.
    """

    found: Comparison
    proof: dict[str, Any]
    whose: dict[str, Any] = field(default_factory=dict)
    more: tuple[Block, ...] = ()
    schools: pl.DataFrame | None = None
    problems: tuple[Problem, ...] = ()

    def told(self, form: str, everything: bool) -> str:
        """The report as text, Markdown or HTML, the last with the picture of both. Raises Refused where that fails."""
        drawn: tuple[Block, ...] = ()
        if form == "html" and self.scene.nodes:
            from .drawing import picture

            svg = picture(self.scene, "svg").decode()
            drawn = (Section("The lifecycles of both in one picture", "picture"), Picture(svg, CAPTION))
        return rendered(report(self.found, everything, (*drawn, *self.more)), form)

    @property
    def scene(self) -> Scene:
        """The lifecycles of both in one picture."""
        from .engine.compare.union import union
        from .visualise.merged import merged_scene

        return merged_scene(union(self.found), heads(self.found), foremost(self.found))

    def draw(self, output: Path) -> Iterator[Path]:
        """Write the picture of both, and beside it, on the same places, that of each alone.

        Raises Refused (E603) where one cannot be drawn or written.
        """
        from .drawing import picture
        from .visualise.merged import one_side
        from .writers import write_bytes

        scene = self.scene
        for name, each in (("", scene), ("-before", one_side(scene, True)), ("-after", one_side(scene, False))):
            path = output.with_stem(f"{output.stem}{name}")
            write_bytes(path, picture(each, output.suffix.lower().lstrip(".")))
            yield path

    @property
    def listed(self) -> pl.DataFrame | None:
        """A row for each school of a table; of cases, for each whose outcome differs. None where none were asked."""
        import polars as pl

        if self.schools is not None or not self.whose:
            return self.schools
        rows = [(each["urn"], each["name"], "; ".join(each["answers"])) for each in self.whose["listed"]]
        return pl.DataFrame(rows, schema=dict.fromkeys(("urn", "name", "differs"), pl.String), orient="row")

    @property
    def problems_frame(self) -> pl.DataFrame:
        """The cells that could not be used, as a table."""
        from .engine.intake.frame import problems_frame

        return problems_frame(self.problems)

    @property
    def headline(self) -> str:
        """How much differs, in a sentence."""
        return headline(self.found)

    def worst_is_at_least(self, level: int) -> bool:
        """Whether anything differs at one of the first so many levels, counted from 0, or at the next."""
        return any(self.found.of(each) for each in list(Level)[: level + 1])

    def json(self) -> str:
        """The comparison for programs."""
        whose = {"whose": self.whose} if self.whose else {}
        told = plain.comparison(self.found) | whose | {"receipt": self.proof}
        return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


@dataclass(frozen=True, slots=True)
class Asked:
    """The schools for which is asked: a published table, or a case file or a folder of them; and the day.

    `listed`: a row for each school of a table is wanted. `every_clause`: also those for which many have to be asked one
    by one. `given`: a table that is at hand; `table` is then what it is called.
    """

    as_of: dt.date
    table: Path | None = None
    cases: Path | None = None
    mapping: str | None = None
    complete_until: dt.date | None = None
    listed: bool = False
    every_clause: bool = False
    given: Table | None = None
