"""The computed decisions beside those that the file itself publishes, subject by subject."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from ...dsl import ir
from .answers import Answers, ranked
from .population import Masks


@dataclass(frozen=True, slots=True)
class Line:
    """Subjects with the same computed values and the same things missing, and how often each value is published.

    `hangs_on_judgement`: what is missing, if anything, is a human judgement, which no file can hold.
    """

    computed: tuple[str, ...]
    missing: tuple[str, ...]
    hangs_on_judgement: bool
    published: tuple[tuple[str, int], ...]

    @property
    def count(self) -> int:
        """How many subjects there are."""
        return sum(count for _, count in self.published)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A decision compared: its lines, most frequent first, and the subjects (by index) whose published value is not
    among those that are possible."""

    decision: str
    lines: tuple[Line, ...]
    contradicted: tuple[int, ...]


def verdicts(decision: ir.Decision, answers: Answers, published: Masks) -> list[str]:
    """For each subject: 'agrees', 'possible' (one of several), 'contradicted', or empty where nothing is published."""
    possible = _possible(decision, answers)
    result = np.full(answers.size, "", dtype=object)
    asked = (published != 0) & (possible != 0)
    result[asked & (possible == published)] = "agrees"
    result[asked & (possible != published)] = "possible"
    result[asked & ((possible & published) == 0)] = "contradicted"
    found: list[str] = result.tolist()
    return found


def compare(decision: ir.Decision, answers: Answers, published: Masks, framework: ir.Framework) -> Comparison:
    """The decision as computed beside the decision as published."""
    block = answers.blocks[decision.name]
    judged = {field.name for event in framework.events.values() for field in event.fields if field.judged_by}
    tallies: dict[tuple[str, tuple[str, ...]], Counter[str]] = {}
    pairs = Counter(zip(block.which.tolist(), published.tolist(), strict=True))
    for (which, mask), count in pairs.items():
        cell = block.cells[which]
        computed = cell.values.get(f"{decision.name}_possible", "")
        if computed:
            name = decision.values[mask.bit_length() - 1] if mask else ""
            tallies.setdefault((computed, cell.missing), Counter())[name] += count
    lines = [
        Line(tuple(computed.split(" | ")), missing, judged.issuperset(missing), tuple(ranked(tally)))
        for (computed, missing), tally in tallies.items()
    ]
    lines.sort(key=lambda line: (not line.hangs_on_judgement, -line.count, line.computed, line.missing))
    possible = _possible(decision, answers)
    wrong = np.flatnonzero((published != 0) & (possible != 0) & ((possible & published) == 0))
    return Comparison(decision.name, tuple(lines), tuple(int(i) for i in wrong))


def _possible(decision: ir.Decision, answers: Answers) -> Masks:
    block = answers.blocks[decision.name]
    order = decision.values
    cells = np.array(
        [
            sum(
                1 << order.index(value)
                for value in cell.values.get(f"{decision.name}_possible", "").split(" | ")
                if value
            )
            for cell in block.cells
        ],
        dtype=np.uint64,
    )
    result: Masks = cells[block.which]
    return result
