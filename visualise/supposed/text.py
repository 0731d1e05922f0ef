"""A what-if question about one case as text: what is supposed, and each answer that differs, as it is and would be."""

from __future__ import annotations

from ...engine.chain import Mode
from ...engine.whatif.reasons import Reasons, steps_of
from ..answer import mode, spans
from ..explained.blocks import trees
from ..explained.text import tree
from ..plain import filled
from .lines import counted_differences, supposed_lines
from .told import Supposed, Told, heading, told

_LEGEND = "Reasons where the two sides differ (--reasons whole tells all): + holds, - does not, ? not known"


def beside_text(of: Supposed) -> str:
    """The whole answer, ready to print."""
    before, _ = of.outcomes
    lines = [*heading(before), *spans(before), "", *supposed_lines(of.alterations, of.overlays), ""]
    lines.append(counted_differences(before, of.found))
    reasoned: set[str] = set()
    for each in of.found:
        lines += ["", *_difference(told(each, of.sides))]
        steps = steps_of(each, of.derivations, of.told)
        for lead, step in zip(("why it is so", "why it would be"), steps, strict=True):
            if (
                step is not None and f"{lead} {step.rule}" not in reasoned
            ):  # a rule under two headings has its reasons once
                (shown,) = trees((step,), everything=of.told is Reasons.WHOLE)
                lines += [f"  {lead}", *(line for each in shown.lines for line in tree(each, 2))]
                reasoned.add(f"{lead} {step.rule}")
    if reasoned and of.told is Reasons.DIFFERING:
        lines += ["", *filled(_LEGEND, "")]
    if before.mode is Mode.IN_FORCE:
        lines += ["", mode(before)]
    return "\n".join(lines) + "\n"


def _difference(each: Told) -> list[str]:
    """An answer that differs, as it is and as it would be."""
    lines = filled(each.title, "")
    for words in each.shared:
        lines += filled(words, "  ")
    for lead, (first, *more) in (("is", each.before), ("would be", each.after)):
        lines += filled(f"{lead:<8}  {first}", "  ")
        lines += [f"  {line}" for line in more]
    return lines
