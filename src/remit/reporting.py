"""Reports as folders: pages, pictures and tables that belong together, written whole or not at all."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .books import Sheet, write_book
from .drawing import picture, render
from .engine.graph import state_graph
from .engine.groups import Compiled
from .engine.whatif.reasons import Reasons
from .receipts import TOOL, receipt
from .supposing import CaseAnswer
from .supposing_many import TableAnswer
from .surveying import Result
from .visualise.dot import dot_of
from .visualise.prose import Picture
from .visualise.report.blocks import Cell, Line, Lines, Report, Table
from .visualise.report.framework import framework_report
from .visualise.report.page import page
from .visualise.report.survey import survey_report
from .visualise.report.surveyed import Surveyed
from .visualise.scene import scene_of
from .visualise.svg import accessible
from .writers import unwritable, write_bytes, write_table, write_text

RECEIPT = "receipt.json"
"""The file by which a folder is known as a report that may be written anew."""


@dataclass(frozen=True, slots=True, eq=False)
class Folder:
    """What a report comes to: its pages, further files by name, and the proof of what it was made from.

    `within`: folders in it by name, each a report.
    """

    report: Report
    files: tuple[tuple[str, Callable[[Path], None]], ...]
    proof: dict[str, Any]
    within: tuple[tuple[str, Folder], ...] = ()

    @property
    def size(self) -> int:
        """How many files the folder holds, with a receipt in each folder of pages."""
        return len(self.report.pages) + len(self.files) + 1 + sum(each.size for _, each in self.within)

    def write(self, folder: Path) -> None:
        """Write the folder; one that holds a report is replaced.

        Raises Refused (E603) where it cannot be written, or where it holds something else.
        """
        _free(folder)
        draft = folder.with_name(f".remit-{secrets.token_hex(8)}")
        try:
            self._fill(draft)
            if folder.exists():
                shutil.rmtree(folder)
            draft.rename(folder)
        except OSError as error:
            raise unwritable(folder, error.strerror or str(error)) from None
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _fill(self, folder: Path) -> None:
        folder.mkdir()
        for each in self.report.pages:
            write_text(folder / each.file, page(each, self.report))
        for name, write in self.files:
            (folder / name).parent.mkdir(exist_ok=True)
            write(folder / name)
        for name, part in self.within:
            part._fill(folder / name)
        write_text(folder / RECEIPT, json.dumps(self.proof, indent=2, ensure_ascii=False) + "\n")


def _free(folder: Path) -> None:
    """Refuses (E603) what is no folder, or holds something else than a report."""
    if not os.path.lexists(folder):
        if not os.path.isdir(folder.resolve().parent):  # noqa: PTH112 - unlike Path.is_dir this raises for no name
            raise unwritable(folder, f"there is no folder {folder.resolve().parent}", "Make the folder first.")
        return
    if folder.is_symlink() or not folder.is_dir():
        raise unwritable(folder, "it is no folder", "Name a folder that is not there yet, or one that holds a report.")
    if any(folder.iterdir()) and not (folder / RECEIPT).is_file():
        raise unwritable(folder, "it holds something else than a report", "Name an empty folder, or a new one.")


def of_framework(compiled: Compiled) -> Folder:
    """The report on a framework: its lifecycles as pictures, its clauses, paragraphs and what it leaves open.

    Raises Refused (E603) where a picture cannot be drawn.
    """
    framework = compiled.framework
    graph = state_graph(framework)
    scenes = {"": scene_of(graph)} | {name: scene_of(graph, name) for name in framework.lifecycles}
    pictures = {name: accessible(render(dot_of(scene), "svg").decode(), scene) for name, scene in scenes.items()}
    reads: dict[str, set[str]] = {}
    for clause, found in compiled.reads.items():
        for name in (*found.readings, *found.parameters):
            reads.setdefault(name, set()).add(clause)
    report = framework_report(
        framework, scenes[""], pictures, {name: frozenset(clauses) for name, clauses in reads.items()}, TOOL
    )
    files: list[tuple[str, Callable[[Path], None]]] = []
    for name, svg in pictures.items():
        stem = name or "overview"
        files.append((f"pictures/{stem}.svg", text_writer(svg)))
        files.append((f"pictures/{stem}.png", bytes_writer(picture(scenes[name], "png"))))
    title = f"{framework.manifest.title} ({framework.manifest.full_id})"
    files.append(("tables.xlsx", book_writer(title, report, tables_of(report))))
    return Folder(report, tuple(files), receipt(framework, framework.manifest.in_force_from, (), ()))


def of_survey(result: Result, source: str, columns: tuple[str, ...]) -> Folder:
    """The report on a survey, also by some of its columns (of the status table).

    Raises KeyError where there is no such column.
    """
    answers = result.survey.answers
    status = result.status.filter(result.status["read"] != "no")
    groups = {column: ["" if each is None else str(each) for each in status[column].to_list()] for column in columns}
    checks = tuple(
        f"{each.decision}: {len(each.contradicted):,} published values contradict what is computed"
        for each in result.comparisons
    )
    surveyed = Surveyed(
        result.framework,
        result.as_of,
        source,
        answers,
        len(result.taken.not_read),
        len(result.problems),
        result.notes,
        checks,
        groups,
    )
    report = survey_report(surveyed, TOOL)
    files: list[tuple[str, Callable[[Path], None]]] = [
        ("schools.csv", lambda path: write_table(path, result.status)),
        ("tables.xlsx", book_writer(report.about[0], report, tables_of(report))),
    ]
    if result.problems:
        files.append(("problems.csv", lambda path: write_table(path, result.problems_frame)))
    return Folder(report, tuple(files), result.proof)


def of_supposed_case(answer: CaseAnswer) -> Folder:
    """The report on a what-if question about a case."""
    report = answer.report(Reasons.DIFFERING)
    files = [*_pictures(report), ("answer.json", text_writer(answer.json(Reasons.DIFFERING)))]
    files.append(("tables.xlsx", book_writer(report.about[0], report, tables_of(report))))
    return Folder(report, tuple(files), answer.proof)


def of_supposed_table(answer: TableAnswer) -> Folder:
    """The report on a what-if question about a table."""
    report = answer.report()
    files = [*_pictures(report), ("schools.csv", lambda path: write_table(path, answer.frame()))]
    files.append(("tables.xlsx", book_writer(report.about[0], report, tables_of(report))))
    if answer.problems:
        files.append(("problems.csv", lambda path: write_table(path, answer.problems_frame)))
    return Folder(report, tuple(files), answer.proof)


def _pictures(report: Report) -> Iterator[tuple[str, Callable[[Path], None]]]:
    """The pictures of a report that are to have files of their own."""
    for page_ in report.pages:
        for each in page_.blocks:
            if isinstance(each, Picture) and each.name:
                yield f"pictures/{each.name}.svg", text_writer(f"{each.svg.strip()}\n")


def text_writer(text: str) -> Callable[[Path], None]:
    """What writes the text to a file."""
    return lambda path: write_text(path, text)


def bytes_writer(data: bytes) -> Callable[[Path], None]:
    """What writes the bytes to a file."""
    return lambda path: write_bytes(path, data)


def tables_of(report: Report) -> list[Table]:
    """The tables on all pages of a report."""
    return [table for each in report.pages for table in each.tables]


def book_writer(title: str, report: Report, tables: Iterable[Table]) -> Callable[[Path], None]:
    """What writes tables of a report as one workbook."""
    sheets = list(map(_sheet, tables))
    return lambda path: write_book(path, report.title, (title, *report.about, *report.foot), sheets)


def _sheet(table: Table) -> Sheet:
    return Sheet(table.name, table.caption, table.heads, [[_cell(each) for each in row.cells] for row in table.rows])


def _cell(cell: Cell) -> str | int:
    match cell:
        case str() | int():
            return cell
        case Lines(lines=lines):
            return "; ".join(map(_line, lines))
        case _:
            return ", ".join(each.text for each in cell)


def _line(line: Line) -> str:
    told = ", ".join(each if isinstance(each, str) else each.text for each in line.where)
    return f"{line.words} [{told}]" if told else line.words
