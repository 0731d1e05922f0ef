"""What several tests share: frameworks from a few lines of text, cases from YAML, and an answer as plain sets."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from remit.dsl import ir
from remit.dsl.base.diagnostics import Diagnostic, has_errors, render
from remit.dsl.base.spans import Source, SourceMap
from remit.dsl.folder import Folder
from remit.dsl.load import load
from remit.dsl.overlay import read_overlay
from remit.engine import expressions as x
from remit.engine.analyse import analyse
from remit.engine.evaluate import evaluate
from remit.engine.groups import Compiled, compile_groups
from remit.engine.history import Case
from remit.engine.intake.cases import read_case
from remit.engine.life import Status
from remit.engine.outcome import Outcome
from remit.engine.settings import Settings
from remit.engine.whatif.subjects import read_subjects
from remit.files import read_folder
from remit.pipeline import load_folder

ROOT = Path(__file__).parent.parent
MONITORING = ROOT / "policy" / "ofsted-schools" / "2024-09-16"

MANIFEST = """framework: tiny
version: 2024-01-01
title: Tiny
publisher: Nobody
source: invented
in_force: {from: 2024-01-01}
"""

World = tuple[int, ...]


def manifest(begins: str, until: str = "") -> str:
    """The manifest of the version that comes into force on a day."""
    force = f"{{from: {begins}{f', until: {until}' if until else ''}}}"
    return MANIFEST.replace("version: 2024-01-01", f"version: {begins}").replace("{from: 2024-01-01}", force)


def framework(text: str, checked: bool = True, but: str = "", about: str = MANIFEST) -> Compiled:
    """The clause groups of a framework whose rules are `text`; fails with its diagnostics where it has errors.

    `checked`: also with what only evaluation finds, such as transitions that overlap. `but`: errors of this code
    are let pass, since they say that a framework is unwise, not that it has no meaning. `about`: its manifest.
    """
    rules = Source("tiny.remit", text)
    found, every = load(Folder(Source("framework.yaml", about), None, (rules,)))
    diagnostics = tuple(each for each in every if each.code != but)
    told = "\n".join(render(each, SourceMap((rules,))) for each in diagnostics)
    assert found is not None and not has_errors(diagnostics), told
    compiled = compile_groups(found)
    faults = tuple(analyse(compiled)) if checked else ()
    assert not has_errors(faults), "\n".join(render(each, SourceMap((rules,))) for each in faults)
    return compiled


@functools.lru_cache(maxsize=1)
def monitoring() -> Compiled:
    """The clause groups of the 2024 monitoring handbook."""
    compiled = load_folder(MONITORING).compiled
    assert compiled is not None
    return compiled


@functools.lru_cache(maxsize=1)
def monitoring_surveyed() -> Compiled:
    """Its clauses on where a school stands and what follows on a graded inspection, as far as columns tell them.

    For tests that ask hundreds of schools: what is counted is asked of each school alone, and what an inspection itself
    gives rise to is left to the scenarios.
    """
    whole = monitoring().framework
    rules = {
        name: each
        for name, each in whole.rules.items()
        if Path(each.span.source).name in ("concern.remit", "monitoring.remit", "programme.remit")
        and each.trigger not in (None, each.act)
        and each.repeat is None
    }
    return compile_groups(replace(whole, rules=rules))


def case(text: str, of: ir.Framework) -> Case:
    """The case that `text` holds; fails with its diagnostics where something in it is wrong."""
    source = Source("case.yaml", text)
    found, diagnostics = read_case(source, of)
    assert found is not None, "\n".join(render(each, SourceMap((source,))) for each in diagnostics)
    return found


def answered(compiled: Compiled, subject: Case, as_of: dt.date, settings: Settings | None = None) -> Outcome:
    """The answer for a case, without the search for readings that would change it."""
    return evaluate(compiled, subject, as_of, settings, turns=False)


def possibilities(outcome: Outcome, compiled: Compiled) -> dict[str, frozenset[str]]:
    """What each answer may be: lifecycles, decisions, and norms under each heading ('does not arise' if absent)."""
    found = {f"state {each.lifecycle}": frozenset(p.value for p in each.possible) for each in outcome.states}
    found |= {f"decision {each.name}": frozenset(p.value for p in each.possible) for each in outcome.decisions}
    for rule in compiled.framework.rules:
        for view in ("duty", "power", "prohibition"):
            found[f"{view} {rule}"] = frozenset({Status.NOT_ARISING.value})
    found |= {f"{each.view.value} {each.name}": frozenset(p.value for p in each.possible) for each in outcome.norms}
    return found


# Brute force over all worlds of a clause group


def worlds_of(masks: World) -> Iterator[World]:
    """Every world that a valuation allows: the number of one class for each variable."""
    return itertools.product(*([i for i in range(mask.bit_length()) if mask >> i & 1] for mask in masks))


def inside(world: World, cube: World) -> bool:
    """Whether a world lies in a cube."""
    return all(bits >> value & 1 for value, bits in zip(world, cube, strict=True))


def truth(expression: x.Expression | None, world: World) -> bool:
    """Whether a condition holds in one world; one that is not given holds."""
    match expression:
        case None:
            return True
        case x.Is(variable=number, accept=accept):
            return bool(accept >> world[number] & 1)
        case x.Not(item=item):
            return not truth(item, world)
        case x.All(items=items):
            return all(truth(item, world) for item in items)
        case x.AnyOf(items=items):
            return any(truth(item, world) for item in items)
        case x.Named(body=body):
            return truth(body, world)
        case x.Chosen(rows=rows, accepted=accepted):
            return rows[row_of(rows, world)].value in accepted


def row_of(rows: tuple[x.CaseRow, ...], world: World) -> int:
    """The first row that holds in one world."""
    return next(number for number, row in enumerate(rows) if truth(row.when, world))


def overlay_faults(source: Source) -> tuple[Diagnostic, ...]:
    """What is wrong with an overlay, with the 2024 monitoring handbook under it, or with its facts and events."""
    overlay, faults = read_overlay(source)
    if overlay is None or faults:
        return faults
    found, faults = load(read_folder(MONITORING), (overlay,))
    assert found is not None
    return faults or (*analyse(compile_groups(found)), *read_subjects(overlay, found)[1])
