"""What is supposed, item by item, and how many answers differ."""

from __future__ import annotations

from collections.abc import Sequence

from ...dsl.overlay import SETTINGS, Overlay
from ...dsl.words import cite, spoken
from ...engine.outcome import Outcome
from ...engine.whatif.alterations import Alteration
from ...engine.whatif.differences import Difference, unchanged
from ..plain import filled


def supposed_lines(supposed: Sequence[Alteration], overlays: Sequence[Overlay]) -> list[str]:
    """The overlays by name, and what they suppose, item by item, as lines of text."""
    lines = []
    for overlay in overlays:
        named = f": {overlay.name}" if overlay.name != SETTINGS else " moreover" if len(overlays) > 1 else ""
        lines += filled(f"What if{named}" + (f" ({overlay.about.strip()})" if overlay.about.strip() else ""), "")
    if not supposed:
        lines.append("  Nothing is otherwise.")
    for each in supposed:
        cited = f"{cite(each.citation)}; " if each.citation and each.citation.paragraphs else ""
        lines += filled(f"{_supposed(each)}  [{cited}{placed(each)}]", "  ")
    return lines


def placed(each: Alteration) -> str:
    """The file and line where it is supposed."""
    return f"{each.place.source.rsplit('/', 1)[-1]}:{each.place.start.line}"


def _supposed(each: Alteration) -> str:
    """'first_latest (Latest time …): 6 months instead of 9 months'."""
    label = f" ({each.words})" if each.words not in (each.name, spoken(each.name)) else ""
    match each.sort, each.before, each.after:
        case "event", "", after:
            return f"with a further {each.words}" + (f": {after}" if after else "")
        case "event", _, "":
            return f"without {each.words}"
        case "event", _, after:
            return f"{each.words}, but {after}"
        case (("parameter" | "reading" | "fact"), before, after) if after:
            return f"{each.name}{label}: {after}" + (f" instead of {before}" if before else "")
        case sort, _, "":
            return f"without the {sort} '{each.name}'"
        case sort, "", _:
            return f"with a further {sort} '{each.name}'{label}"
        case sort, _, _:
            return f"with another {sort} '{each.name}'{label}"


def counted_differences(before: Outcome, found: Sequence[Difference]) -> str:
    """How many answers would differ, and how many stay."""
    if not found:
        return "No answer would differ."
    stay = unchanged(before, found)
    differ = f"{len(found)} answer{'s' if len(found) > 1 else ''} would differ"
    same = f"stay as {'it is' if stay == 1 else 'they are'}"
    return f"{differ}; {stay or 'none'} of the states, decisions and norms would {same}."
