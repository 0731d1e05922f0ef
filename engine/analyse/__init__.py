"""Checks that need evaluation: each finding comes from the kernel, run over what is feasible."""

from __future__ import annotations

from collections.abc import Iterator

from ...dsl.base.diagnostics import Diagnostic
from ..feasible import contradictions, overlaps, too_large
from ..groups import Compiled
from ..kernel import MAX_CASES


def analyse(compiled: Compiled) -> Iterator[Diagnostic]:
    """Groups too large to decide (E205), transitions that overlap (E204), exceptions that contradict (E208)."""
    large = too_large(compiled)
    for name, clause in large:
        yield Diagnostic(
            "E205",
            f"'{name}' falls into more than {MAX_CASES:,} cases",
            clause.span,
            "Decide a part of it first: name it with 'decide' or drop conditions that do not matter.",
        )
    if large:
        return
    for overlap in overlaps(compiled):
        yield Diagnostic(
            "E204",
            f"from '{overlap.state}', {overlap.first.event} can lead both to '{overlap.first.target}' and to "
            f"'{overlap.second.target}'",
            overlap.second.span,
            "Make the two conditions exclude each other: it is not said which of them wins.",
            also=((overlap.first.span, "the other transition is here"),),
        )
    for first, second in contradictions(compiled):
        yield Diagnostic(
            "E208",
            f"the exceptions '{first.name}' and '{second.name}' can both apply and say different things",
            second.span,
            f"Say which of them wins: 'except {second.name} against {first.name}'.",
            also=((first.span, "the other exception is here"),),
        )
