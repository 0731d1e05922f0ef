"""A what-if question about a table as text: how many schools go from what to what, and how days move."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..dsl import ir
from ..dsl.overlay import Overlay
from ..dsl.words import spoken, titled
from ..engine.whatif.alterations import Alteration
from ..engine.whatif.table import Beside, Moves, Said, Shift, Unit
from .beside import supposed_lines
from .plain import day

SHOWN = 12
"""How many moves of one answer are told; the rest is counted."""

_ENDS = {
    "earliest": "first day",
    "latest": "last day",
    "done": "day of the act",
    "since": "day since which it is so",
    "on": "day of what is decided on",
}


def moves_text(
    found: Beside,
    frameworks: tuple[ir.Framework, ir.Framework],
    supposed: Sequence[Alteration],
    overlays: Sequence[Overlay],
    as_of: dt.date,
) -> str:
    """The summary, ready to print."""
    manifest = frameworks[0].manifest
    size, differ = found.surveys[0].population.size, int(found.differs.sum())
    lines = [
        f"as of {day(as_of)}, under {manifest.title} ({manifest.full_id})",
        "",
        *supposed_lines(supposed, overlays),
        "",
        f"{size:,} schools surveyed; "
        + (f"something would differ for {differ:,}" if differ else "nothing would differ"),
    ]
    for each in answers_moved(found, frameworks):
        lines += ["", each.title]
        lines += [f"  {schools:>8,}  {words}" for schools, words in each.moves]
        lines += [f"            {words}" for words in each.days]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class Moved:
    """An answer that differs for somebody: for how many schools what becomes what, and how its days move.

    `name`: of the clause.
    """

    name: str
    title: str
    moves: tuple[tuple[int, str], ...]
    days: tuple[str, ...]


def answers_moved(found: Beside, frameworks: tuple[ir.Framework, ir.Framework]) -> Iterator[Moved]:
    """Every answer that differs for somebody, in words."""
    shifts = {name: [each for each in found.shifts if each.name == name] for name in {s.name for s in found.shifts}}
    told: set[str] = set()
    for moves in found.units:
        name = moves.unit.name
        days = () if name in told else tuple(line for each in shifts.get(name, []) for line in _shift(each))
        told.add(name)
        counted = tuple(_moves(moves, frameworks)) if moves.tally or (days and moves.same) else ()
        if counted or days:
            yield Moved(name, _title(moves.unit, frameworks), counted, days)


def _title(unit: Unit, frameworks: tuple[ir.Framework, ir.Framework]) -> str:
    label = next((label for each in frameworks if (label := _label(unit.name, each)) is not None), "")
    heading = "" if unit.part in ("state", "decision") else f", as a {unit.part}"
    return f"{titled(label, unit.name)}{heading}"


def _label(name: str, framework: ir.Framework) -> str | None:
    found = framework.lifecycles.get(name) or framework.decisions.get(name) or framework.rules.get(name)
    return None if found is None else found.label


def _moves(moves: Moves, frameworks: tuple[ir.Framework, ir.Framework]) -> list[tuple[int, str]]:
    """The most frequent moves. The modality is told where it changes, and only there."""
    told: Counter[str] = Counter()
    for before, after, schools in moves.tally:
        modal = before.modality != after.modality and bool(before.possible and after.possible)
        first, second = (
            _said(each, moves.unit, framework, modal)
            for each, framework in zip((before, after), frameworks, strict=True)
        )
        told[f"{first} -> {second}"] += schools
    listed = sorted(told.items(), key=lambda entry: (-entry[1], entry[0]))
    lines = [(schools, words) for words, schools in listed[:SHOWN]]
    if rest := listed[SHOWN:]:
        lines.append((sum(schools for _, schools in rest), f"in {len(rest)} further ways"))
    return [*lines, (moves.same, "as it is")]


def _said(value: Said, unit: Unit, framework: ir.Framework, modal: bool) -> str:
    if not value.possible:
        return "none"
    lifecycle = framework.lifecycles.get(unit.name)
    labels = {} if lifecycle is None else {each.name: titled(each.label, each.name) for each in lifecycle.states}
    every = len(labels) if lifecycle else 0
    if every > 2 and len(value.possible) == every:
        return "cannot be told"
    listed = " or ".join(labels.get(each, spoken(each)) for each in value.possible)
    return f"{listed} ({value.modality})" if modal and value.modality else listed


def _shift(shift: Shift) -> list[str]:
    """'the last day: 312 schools 89 to 92 days earlier'."""
    parts = []
    for words, sign in (("earlier", -1), ("later", 1)):
        moved = [(abs(days), schools) for days, schools in shift.by if days * sign > 0]
        if moved:
            least, most = min(moved)[0], max(moved)[0]
            span = f"{least:,}" if least == most else f"{least:,} to {most:,}"
            parts.append(f"{span} day{'' if most == 1 else 's'} {words} for {sum(n for _, n in moved):,}")
    parts += [f"new for {shift.gained:,}"] if shift.gained else []
    parts += [f"gone for {shift.lost:,}"] if shift.lost else []
    return [f"{_ENDS.get(shift.end, spoken(shift.end))}: {', '.join(parts)}"] if parts else []
