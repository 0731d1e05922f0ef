"""What `remit test` says: expectations that are not met, with reasons; coverage; mutants."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Sequence

from ..dsl.base.diagnostics import Diagnostic, has_errors, summary
from ..dsl.ir import Citation
from ..dsl.words import cite
from ..engine.coverage import Coverage, Item, Part
from ..engine.groups import Compiled
from ..engine.killing import Trial, Verdict
from ..engine.scenario import Expected, Mismatch
from .mismatch import VIEWS, Reasons

_INDENT = "    "


def mismatches_text(compiled: Compiled, mismatches: Sequence[Mismatch]) -> str:
    """The expectations of one scenario that are not met, each answer with its reasons below the last of them."""
    lines: list[str] = []
    reasons: Reasons | None = None
    for number, mismatch in enumerate(mismatches):
        lines.append(str(mismatch))
        about = _about(mismatch.expected)
        if any(_about(each.expected) == about for each in mismatches[number + 1 :]):
            continue
        reasons = reasons or Reasons.of(compiled, mismatch.scenario)
        told = reasons.of_all([each for each in mismatches if _about(each.expected) == about])
        lines += textwrap.indent("\n".join(told), _INDENT).splitlines()
    return "\n".join(lines) + "\n"


def _about(expected: Expected) -> tuple[str, str]:
    """What is explained together: an answer by name, a rule under whatever heading."""
    return ("rules" if expected.part in VIEWS else expected.part), expected.name


def held_text(holding: int, failing: int, found: Sequence[Diagnostic] = ()) -> str:
    """How many scenarios hold: '1 scenario holds, 2 do not'; and that others were not read, where errors were found in
    the files."""
    held = "1 scenario holds" if holding == 1 else f"{holding} scenarios hold"
    counted = f"{held}, {failing} {'does' if failing == 1 else 'do'} not"
    if has_errors(found):
        which = f"{counted}, and others" if holding + failing else "the scenarios"
        return f"{which} could not be read: {summary(found)}; `remit help CODE` explains a code"
    return counted if holding + failing else "no scenarios"


def coverage_text(coverage: Coverage) -> str:
    """A table of what the scenarios put to work, and a list of what they do not."""
    rows = [(part.value, found) for part in Part if (found := coverage.of(part))]
    width = max((len(name) for name, _ in rows), default=0)
    lines = []
    for name, found in rows:
        covered = sum(bool(each.scenarios) for each in found)
        lines.append(f"  {name:<{width}}  {covered:>4} of {len(found):>4}  {percent(covered, len(found)):>5}")
    missed = coverage.missed
    if missed:
        lines += ["", "  Not covered:", *(f"  {_missed(each)}" for each in missed)]
    return "\n".join(lines) + "\n"


def _missed(item: Item) -> str:
    cited = cite(Citation(item.paragraphs, item.span)) if item.key[0] is not Part.PARAGRAPH else ""
    return f"{item.span}: {item.words}" + (f" ({cited})" if cited else "")


def mutation_text(trials: Sequence[Trial]) -> str:
    """How many mutants were killed, and each that was not, in words."""
    counts = Counter(each.verdict for each in trials)
    summed = ", ".join(f"{counts[verdict]} {verdict.value}" for verdict in Verdict)
    lines = [f"  {len(trials)} mutants: {summed}"]
    for verdict in (Verdict.SURVIVED, Verdict.UNDECIDED, Verdict.EQUIVALENT):
        found = [each.mutant for each in trials if each.verdict is verdict]
        if found:
            lines += ["", f"  {verdict.value.capitalize()}:", *(f"  {each.span}: {each.words}" for each in found)]
    return "\n".join(lines) + "\n"


def killed_share(trials: Sequence[Trial]) -> float:
    """Per cent of the mutants killed, those left out that nothing can kill; 100 where there are none."""
    able = [each for each in trials if each.verdict is not Verdict.EQUIVALENT]
    return 100.0 if not able else 100 * sum(each.verdict is Verdict.KILLED for each in able) / len(able)


def percent(part: int, whole: int) -> str:
    """Per cent, rounded down, so that 100 % is the whole."""
    return f"{100 * part // whole if whole else 100} %"
