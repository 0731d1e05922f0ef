"""Checks that need evaluation: each finding comes from the kernel, and is shown by a case that the evaluation confirms.

`analyse` gives the errors, for every command that reads a framework; `advise` gives what only `remit check` says. What
searches for cases is imported where there is something to search for.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...dsl.base.diagnostics import Diagnostic
from ...dsl.words import Words
from ..feasible import Large, clashes, contradictions, overlaps, too_large
from ..groups import Compiled
from ..kernel import MAX_CASES, TooManyCases
from .first_look import any_empty


def analyse(compiled: Compiled) -> Iterator[Diagnostic]:
    """Groups and conditions too large to decide (E205), clauses that say different things of one case (E204, E208,
    E209), and windows that are always empty (E206).

    What may clash and is shown by no case is a note (E215).
    """
    large = tuple(too_large(compiled))
    for each in large:
        yield Diagnostic(
            "E205",
            f"{_named(each)} falls into more than {MAX_CASES:,} cases",
            each.span,
            _FEWER_EXCEPTIONS if each.clause else _FEWER_TESTS,
            witness=_read(each, Words(compiled.framework)),
        )
    if large:
        return
    # Frameworks without such findings are read by every command, and pay for no search.
    if any_empty(compiled) or any(next(iter(each(compiled)), None) for each in (overlaps, clashes, contradictions)):
        from .bench import Bench
        from .clashing import clashing
        from .window import impossible

        bench = Bench(compiled)
        yield from clashing(bench)
        yield from impossible(bench)


_FEWER_EXCEPTIONS = "Decide a part of it first: name it with 'decide' or drop conditions that do not matter."
_FEWER_TESTS = (
    "Leave out tests that do not matter, or let a field or a judgement of its own say what a part of them comes to."
)


def _named(large: Large) -> str:
    return f"'{large.clause}'" if large.clause else "the condition"


def advise(compiled: Compiled) -> Iterator[Diagnostic]:
    """Clauses that can never matter (E216), holes (E211), dead ends (E212), states never reached (E213), windows that
    cannot be met (E214); and what of this could not be decided (E215).

    For a framework in which `analyse` found no error.
    """
    from .bench import Bench, undecided
    from .holes import holes
    from .lifecycles import lifecycles
    from .never import definitions, rows, rules, transitions
    from .window import windows

    bench = Bench(compiled)
    for what, findings in (
        ("which definitions can never matter", definitions),
        ("which rows can never matter", rows),
        ("which transitions can never matter", transitions),
        ("which rules and exceptions can never matter", rules),
        ("which states are dead ends, or never reached", lifecycles),
        ("which events can lead nowhere", holes),
        ("which windows can never be met", windows),
    ):
        try:
            yield from findings(bench)
        except TooManyCases:
            hint = f"Check it by hand: it has more than {MAX_CASES:,} cases."
            yield undecided(what, compiled.framework.manifest.span, hint)


def _read(large: Large, words: Words) -> str:
    """What something reads, and into how many classes each of it falls: where its many cases come from."""
    told = [f"# {len(large.variables)} things are read, each with so many values or classes of values:"]
    return "\n".join((*told, *(f"#   {words.term(each.term)}: {len(each.classes)}" for each in large.variables)))
