"""Two frameworks side by side, from names to a report: versions, bodies, folders, revisions of a folder."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import __version__
from .dsl import ir
from .dsl.base.diagnostics import Diagnostic, Refused, has_errors, in_order, refusal
from .dsl.base.spans import SourceMap
from .dsl.concordance import Concordance, read_concordance, unknown_names
from .dsl.load import load
from .engine.compare import plain
from .engine.compare.comparing import compare
from .engine.compare.found import Comparison, Level
from .files import CONCORDANCE, find, read_folder, read_text, shipped, shown
from .pipeline import Loaded, PolicyRefused
from .revisions import Laid, laid_out, revision
from .visualise.compared.blocks import Block
from .visualise.compared.render import rendered
from .visualise.compared.report import headline, heads, report
from .visualise.prose import Picture, Section

if TYPE_CHECKING:
    import polars as pl

    from .engine.intake.table import Problem
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

        return merged_scene(union(self.found), heads(self.found))

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

    `listed`: a row for each school of a table is wanted. `whole`: also what has to be asked school by school.
    """

    as_of: dt.date
    table: Path | None = None
    cases: Path | None = None
    mapping: str | None = None
    complete_until: dt.date | None = None
    listed: bool = False
    whole: bool = False


def compared(
    first: str,
    second: str,
    concordance: Path | None,
    command: tuple[str, ...],
    asked: Asked | None = None,
    progress: Callable[[str, float], None] = lambda _step, _done: None,
) -> Compared:
    """Two frameworks by their names, compared; with the schools for which is asked, whose outcome differs.

    Raises Refused where one of them, the concordance, the table or every case cannot be read or has errors.
    """
    with ExitStack() as stack:
        progress("reading the frameworks", 0.0)
        loaded = [read_framework(stack, name) for name in (first, second)]
        before, after = (framework_of(each) for each in loaded)
        shared, notes = shared_concepts(concordance, (before, after))
        progress("comparing them", 0.1)
        answer = Compared(compare(before, after, shared), {})
        if asked is not None:
            from .comparing_many import with_schools

            answer = with_schools(answer, (loaded[0], loaded[1]), asked, progress)
    found = answer.found
    proof = {
        "tool": f"remit {__version__}",
        "command": list(command),
        "frameworks": [each.manifest.full_id for each in (before, after)],
        "content": [each.content_hash for each in (before, after)],
    }
    progress("done", 1.0)
    return replace(answer, found=replace(found, notes=(*notes, *found.notes)), proof=proof | answer.proof)


def framework_of(loaded: Loaded) -> ir.Framework:
    """The framework that was read."""
    assert loaded.framework is not None, "what cannot be read was refused"
    return loaded.framework


def read_framework(stack: ExitStack, name: str) -> Loaded:
    """The framework that a name means: `id`, `id@version`, a folder, or `folder@revision`; read, and not analysed.

    Raises Refused with every error that it has.
    """
    asked = revision(name)
    laid = Laid(find(name)) if asked is None else stack.enter_context(laid_out(asked))
    folder = read_folder(laid.path, laid.called)
    framework, diagnostics = load(folder)
    if framework is None and folder.vocabulary and not has_errors(diagnostics):
        message = f"the folder '{name}' holds a vocabulary, and no framework"
        raise refusal("E602", message, None, "Name a framework that uses it.")
    sources = SourceMap((*folder.own, *folder.imported))
    if framework is None or has_errors(diagnostics):
        raise PolicyRefused(diagnostics, sources)
    return Loaded(laid.path, folder, framework, None, diagnostics, sources)


def shared_concepts(
    path: Path | None, frameworks: tuple[ir.Framework, ir.Framework]
) -> tuple[Concordance | None, tuple[str, ...]]:
    """The concordance of a file, or the one that ships with remit; and what a reader should know of it.

    Raises PolicyRefused where it has faults.
    """
    source = read_text(path or shipped() / CONCORDANCE, shown(path or shipped() / CONCORDANCE))
    concordance, diagnostics = read_concordance(source)
    if concordance is None or diagnostics:
        raise PolicyRefused(diagnostics, SourceMap((source,)))
    notes: list[str] = []
    for each in frameworks:
        key, own = concordance.key(each.manifest), each.manifest.full_id
        if key is None:
            notes.append(f"{source.label} knows no version of {each.manifest.id}: no concepts are compared")
        elif key != own:
            notes.append(f"{source.label} does not have {own}: what it says of {key} is looked up in it")
    return concordance, tuple(dict.fromkeys(notes))


def check_concordance(path: Path) -> tuple[tuple[Diagnostic, ...], SourceMap]:
    """Everything that is wrong with a concordance, each of its frameworks read and looked up."""
    source = read_text(path, shown(path))
    concordance, diagnostics = read_concordance(source)
    found = list(diagnostics)
    if concordance is not None:
        for full_id, span in concordance.places.items():
            try:
                framework, _ = load(read_folder(find(full_id)))
            except Refused as refused:
                found += (replace(each, code="E510", span=span) for each in refused.diagnostics)
                continue
            if framework is not None:
                found += unknown_names(concordance, framework)
        found += missing(concordance)
    return in_order(found), SourceMap((source,))


def missing(concordance: Concordance) -> list[Diagnostic]:
    """Concepts that leave out a framework of the concordance."""
    return [
        Diagnostic(
            "E510",
            f"the concept '{concept.name}' says nothing of {full_id}",
            concept.span,
            "Say where it has it, or write 'silent'.",
        )
        for concept in concordance.concepts
        for full_id in concordance.frameworks
        if full_id not in concept.entries
    ]
