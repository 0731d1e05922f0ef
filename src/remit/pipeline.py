"""The whole pipeline on one page: what happens between a policy text and an answer.

    folder of texts ── load ──> Framework ── compile ──> clause groups ── analyse ──> findings
    case ── read_case ──> Case ── evaluate ──> Outcome ── explain ──> Derivation
    Framework, those that it succeeds ── chain_of ──> Chain ── evaluate_in_force ──> Outcome
    Framework or Chain, Case ── conformity ──> verdicts, with what would have kept what was not
    table ── load_mappings, intake ──> Population ── survey ──> Result
    Framework ── state_graph ──> StateGraph ── scene_of ──> Scene ── dot_of, accessible ──> picture

Each phase gives its result beside its diagnostics. Heavy phases are imported where they are used, so that a small
command starts fast.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from .dsl import ir
from .dsl.base.diagnostics import Diagnostic, Refused, has_errors, in_order, refusal
from .dsl.base.spans import Source, SourceMap
from .dsl.folder import Folder
from .dsl.load import load
from .dsl.manifest import read_manifest
from .engine.analyse import analyse
from .engine.groups import Compiled, compile_groups
from .engine.history import Case
from .engine.intake.cases import read_case
from .engine.settings import Settings
from .files import find, mappings_of, predecessor, read_folder, read_text, scenarios_of, shown

if TYPE_CHECKING:
    from .dsl.overlay import Overlay
    from .engine.asking import Asking
    from .engine.chain import Chain
    from .engine.intake.mapping import Mapping
    from .engine.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Loaded:
    """A framework read and compiled; its texts, for messages; and what was found on the way."""

    path: Path
    folder: Folder
    framework: ir.Framework | None
    compiled: Compiled | None
    diagnostics: tuple[Diagnostic, ...]
    sources: SourceMap


def load_folder(path: Path) -> Loaded:
    """texts -> framework -> clause groups -> findings.

    Raises Refused where a file cannot be read. `compiled` is None where the framework has errors, and for a vocabulary.
    """
    folder = read_folder(path)
    return _built(path, folder, (), SourceMap((*folder.own, *folder.imported)))


def laid_over(loaded: Loaded, overlays: tuple[Overlay, ...], sources: SourceMap) -> Loaded:
    """A framework that was read, with overlays laid over it: resolved and checked again."""
    return _built(loaded.path, loaded.folder, overlays, sources)


def _built(path: Path, folder: Folder, overlays: tuple[Overlay, ...], sources: SourceMap) -> Loaded:
    framework, diagnostics = load(folder, overlays)
    if framework is None or has_errors(diagnostics):
        return Loaded(path, folder, framework, None, diagnostics, sources)
    diagnostics = in_order((*diagnostics, *_carried(framework, path)))
    if has_errors(diagnostics):
        return Loaded(path, folder, framework, None, diagnostics, sources)
    compiled = compile_groups(framework)
    diagnostics = in_order((*diagnostics, *analyse(compiled)))
    return Loaded(path, folder, framework, None if has_errors(diagnostics) else compiled, diagnostics, sources)


def _carried(framework: ir.Framework, path: Path) -> Iterator[Diagnostic]:
    """What is wrong with what a framework carries over, held against the framework before it."""
    succession = framework.succession
    if succession is None:
        return
    from .dsl.lint.carried import carried, not_earlier, rests_on_clauses

    try:
        folder = read_folder(predecessor(succession.predecessor, path))
    except Refused as refused:
        yield from (replace(each, span=succession.span) for each in refused.diagnostics)
        return
    manifest, _ = read_manifest(folder.manifest)
    if manifest is None or folder.faults:
        return
    yield from not_earlier(succession, framework, manifest)
    if rests_on_clauses(succession, framework, manifest):
        earlier, _ = load(folder)
        if earlier is not None:
            yield from carried(succession, framework, earlier)


def chain_of(loaded: Loaded) -> Chain:
    """A framework and those that it succeeds, one behind the other, ready to evaluate.

    Raises Refused with every error of the first that cannot be.
    """
    from .engine.chain import Chain

    return Chain.of((*before(loaded), _compiled(loaded)))


def before(loaded: Loaded) -> tuple[Compiled, ...]:
    """The frameworks that one succeeds, the oldest first.

    Raises Refused with every error of the first that cannot be evaluated.
    """
    found: list[Compiled] = []
    framework = loaded.framework
    while framework is not None and framework.succession is not None:
        loaded = load_folder(predecessor(framework.succession.predecessor, loaded.path))
        found.insert(0, _compiled(loaded))
        framework = loaded.framework
    return tuple(found)


def usable(name: str, as_of: dt.date | None = None) -> tuple[Compiled, Loaded]:
    """The framework that a user names, ready to evaluate.

    Raises Refused with every error where it is not.
    """
    loaded = load_folder(find(name, as_of))
    return _compiled(loaded), loaded


def readable(name: str, as_of: dt.date | None = None) -> ir.Framework:
    """The framework that a user names, read but not made ready to evaluate: enough to draw it.

    Raises Refused with every error that the reading of it finds.
    """
    path = find(name, as_of)
    folder = read_folder(path)
    framework, diagnostics = load(folder)
    if framework is None or has_errors(diagnostics):
        raise unusable(Loaded(path, folder, None, None, diagnostics, SourceMap((*folder.own, *folder.imported))))
    return framework


def _compiled(loaded: Loaded) -> Compiled:
    if loaded.compiled is None:
        raise unusable(loaded)
    return loaded.compiled


def asking_of(loaded: Loaded, mode: str, settings: Settings) -> Asking:
    """How a case is asked: under a framework alone, or ('in-force') under each of its chain while it was in force.

    Raises Refused with every error of the first framework that cannot be evaluated.
    """
    from .engine.asking import AsIf, InForce

    return InForce(chain_of(loaded), settings) if mode == "in-force" else AsIf(_compiled(loaded), settings)


def unusable(loaded: Loaded) -> Refused:
    """Why a folder that was read cannot be evaluated: its errors, or that it holds only a vocabulary."""
    if loaded.folder.vocabulary and not has_errors(loaded.diagnostics):
        message = f"the folder '{shown(loaded.path)}' holds a vocabulary, and no framework"
        return refusal("E602", message, None, "Name a framework that uses it.")
    return PolicyRefused(loaded.diagnostics, loaded.sources)


def load_case(path: Path, framework: ir.Framework) -> Case:
    """file -> case.

    Raises Refused with every fault of the file.
    """
    source = read_text(path)
    case, diagnostics = read_case(source, framework)
    if case is None:
        raise PolicyRefused(in_order(diagnostics), SourceMap((source,)))
    return case


def load_scenarios(loaded: Loaded) -> tuple[tuple[Scenario, ...], tuple[Diagnostic, ...]]:
    """files -> scenarios, with the faults of the files."""
    from .engine.scenario import named_twice, read_scenarios

    assert loaded.framework is not None, "scenarios are read for a framework that was read"
    scenarios: list[Scenario] = []
    texts, diagnostics = _texts(loaded, scenarios_of(loaded.path))
    for source in texts:
        found, faults = read_scenarios(source, loaded.framework, functools.partial(before, loaded))
        scenarios += found
        diagnostics += faults
    return tuple(scenarios), in_order((*diagnostics, *named_twice(scenarios)))


def load_mappings(
    loaded: Loaded, paths: tuple[Path, ...] | None = None
) -> tuple[tuple[Mapping, ...], tuple[Diagnostic, ...]]:
    """files -> mappings, with the faults of the files; those of the framework's folder where none are named."""
    from .engine.intake.mapping import read_mapping

    assert loaded.framework is not None, "mappings are read for a framework that was read"
    mappings: list[Mapping] = []
    texts, diagnostics = _texts(loaded, mappings_of(loaded.path) if paths is None else paths)
    for source in texts:
        mapping, faults = read_mapping(source, loaded.framework)
        mappings += (mapping,) if mapping else ()
        diagnostics += faults
    return tuple(mappings), in_order(diagnostics)


def _texts(loaded: Loaded, paths: tuple[Path, ...]) -> tuple[list[Source], list[Diagnostic]]:
    """The texts of files, made known for messages, and why others cannot be read."""
    texts: list[Source] = []
    diagnostics: list[Diagnostic] = []
    for path in paths:
        try:
            texts.append(read_text(path, shown(path)))
        except Refused as refused:
            diagnostics += refused.diagnostics
            continue
        loaded.sources.add(texts[-1])
    return texts, diagnostics


class PolicyRefused(Refused):
    """A file whose faults are told with their lines."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...], sources: SourceMap) -> None:
        super().__init__(in_order(diagnostics))
        self.sources = sources
