"""A comparison as a folder: its pages, pictures and tables, and a report on each of the two frameworks beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from . import __version__
from .comparison import Compared
from .drawing import picture
from .dsl import ir
from .engine.groups import compile_groups
from .reporting import Folder, book_writer, bytes_writer, of_framework, text_writer
from .visualise.merged import one_side
from .visualise.report.blocks import Link, Report, Table
from .visualise.report.comparison import CHANGES, FIRST, INDEX, SECOND, changes_table, comparison_report, differing
from .visualise.report.side import with_side
from .writers import write_table

if TYPE_CHECKING:
    import polars as pl

    from .visualise.parts import Scene

Files = list[tuple[str, Callable[[Path], None]]]

_NOTES = {
    "changes.csv": "every difference as a row, for a spreadsheet",
    "tables.xlsx": "every difference, and the tables of these pages, as a workbook",
    "comparison.json": "the comparison for programs",
    "schools.csv": "a row for each school",
    "problems.csv": "the cells of the table that could not be used",
}


def of_comparison(compared: Compared) -> Folder:
    """The report on a comparison, with the frameworks in folders of their own, linked both ways.

    Raises Refused (E603) where a picture cannot be drawn.
    """
    found = compared.found
    scenes = _scenes(compared.scene)
    drawn = {name: picture(scene, "svg").decode() for name, scene in scenes.items()}
    changes = changes_table(found)
    files: Files = [("changes.csv", _table_writer(_frame(changes))), ("comparison.json", text_writer(compared.json()))]
    if (schools := compared.listed) is not None:
        files.append(("schools.csv", _table_writer(schools)))
    if compared.problems:
        files.append(("problems.csv", _table_writer(compared.problems_frame)))
    named = tuple((name, _NOTES[name]) for name in sorted({*dict(files), "tables.xlsx"}))
    foot = (f"Made with remit {__version__}.", *map(_made_from, (found.before, found.after)))
    report = comparison_report(found, compared.more, drawn, named, foot)
    files.append(("tables.xlsx", _book(report, changes)))
    for name, svg in drawn.items():
        files += [(f"pictures/{name}.svg", text_writer(svg))]
        files += [(f"pictures/{name}.png", bytes_writer(picture(scenes[name], "png")))]
    within = tuple(
        (side, _side(framework, differing(found, side == FIRST)))
        for side, framework in ((FIRST, found.before), (SECOND, found.after))
    )
    return Folder(report, tuple(files), compared.proof, within)


def _scenes(both: Scene) -> dict[str, Scene]:
    if not both.nodes:
        return {}
    return {"both": both, "before": one_side(both, True), "after": one_side(both, False)}


def _side(framework: ir.Framework, links: Mapping[str, tuple[Link, ...]]) -> Folder:
    folder = of_framework(compile_groups(framework))
    return replace(folder, report=with_side(folder.report, (Link("The comparison", f"../{INDEX}"),), links))


def _made_from(framework: ir.Framework) -> str:
    return f"{framework.manifest.full_id}, content {framework.content_hash}."


def _book(report: Report, changes: Table) -> Callable[[Path], None]:
    """The workbook: every difference on one sheet, in place of the tables that tell them by level."""
    of_pages = [each for page in report.pages if page.file != CHANGES for each in page.tables]
    return book_writer("; ".join(report.about), report, (*of_pages, changes))


def _frame(table: Table) -> pl.DataFrame:
    import polars as pl

    columns = {head: [row.cells[place] for row in table.rows] for place, head in enumerate(table.heads)}
    return pl.DataFrame(columns, schema=dict.fromkeys(table.heads, pl.String))


def _table_writer(frame: pl.DataFrame) -> Callable[[Path], None]:
    return lambda path: write_table(path, frame)
