"""What the reports of what-if questions share, of one case and of many: what is supposed, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from ...dsl.overlay import SETTINGS, Overlay
from ...dsl.words import cite, spoken
from ...engine.whatif.alterations import Alteration
from ..plain import listed
from ..prose import Paragraph, Section
from ..report.blocks import Block, Row, Table
from .lines import placed

SIDES = ("As it is", "As it would be")


def titled_what_if(overlays: Sequence[Overlay]) -> str:
    """What a report is called: by the names of the overlays."""
    names = tuple(each.name for each in overlays if each.name != SETTINGS)
    return f"What if: {listed(names)}" if names else "What if"


def supposed_blocks(alterations: Sequence[Alteration], overlays: Sequence[Overlay]) -> list[Block]:
    """Why it is asked, and what is supposed."""
    blocks: list[Block] = [Section("What is supposed", "supposed")]
    blocks += [Paragraph(each.about.strip()) for each in overlays if each.about.strip()]
    if not alterations:
        return [*blocks, Paragraph("Nothing is otherwise.")]
    heads = ("What", *SIDES, "Paragraphs", "Supposed in")
    return [*blocks, Table("supposed", "What is supposed to be otherwise", heads, tuple(map(_supposed, alterations)))]


def _supposed(each: Alteration) -> Row:
    label = f": {each.words}" if each.words not in (each.name, spoken(each.name)) else ""
    name = each.words if each.sort == "event" else f"{each.name}{label}"
    cited = cite(each.citation) if each.citation is not None and each.citation.paragraphs else ""
    before, after = each.before or "not there", each.after or "not there"
    match each.sort, each.before:
        case "fact", "":
            before = "as recorded"
        case "event", "":
            after = each.after or "takes place"
        case _:
            pass
    return Row((f"{each.sort} {name}", before, after, cited, placed(each)))
