"""Verdicts on the norms of a population, read off its answers: what each cell says of each instance that it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ...dsl import ir
from ..lapse import Departed, Lapse
from ..life import Status, View
from ..norms import headings
from ..verdict import Verdict, verdict
from .answers import Answers, Block, Cell, home_of

TOLD = ("status", "modality", "timing", "lapse")
"""What is told of an instance beside its verdict."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a cell says of one instance of a rule: the verdict, and the texts of TOLD."""

    verdict: Verdict
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Heading:
    """A rule under one heading: what each cell of its block says, instance by instance (None: nothing to be judged)."""

    rule: ir.Rule
    view: View
    block: Block
    cells: tuple[tuple[Said | None, ...], ...]

    @property
    def home(self) -> bool:
        """Whether the days of the block are those of this heading."""
        return self.view is home_of(self.rule)

    def counted(self) -> Counter[Verdict]:
        """How often each verdict was given."""
        found: Counter[Verdict] = Counter()
        numbers = np.bincount(self.block.which, minlength=len(self.cells)).tolist()
        for said, number in zip(self.cells, numbers, strict=True):
            for each in said:
                if each is not None and number:
                    found[each.verdict] += number
        return found


def verdicts(answers: Answers, framework: ir.Framework) -> Iterator[Heading]:
    """The verdicts on each rule, under each heading that anything says something of."""
    for rule in framework.rules.values():
        block = answers.blocks[rule.name]
        for view in dict.fromkeys((home_of(rule), *headings(rule))):
            prefix = rule.name if view is home_of(rule) else f"{rule.name}_{view.value}"
            cells = tuple(tuple(_said(rule, view, prefix, cell)) for cell in block.cells)
            if any(each is not None for cell in cells for each in cell):
                yield Heading(rule, view, block, cells)


def _said(rule: ir.Rule, view: View, prefix: str, cell: Cell) -> Iterator[Said | None]:
    if prefix not in cell.values:
        return
    columns = (prefix, *(f"{prefix}_{name}" for name in TOLD[1:]))
    # Several instances stand in one cell, one after the other.
    for texts in zip(*(cell.values[column].split(" ; ") for column in columns), strict=True):
        status, modality, timing, lapse = texts
        found = verdict(
            rule, view, Status(status), modality, timing, Lapse(lapse) if lapse else Lapse.NONE, Departed.NO
        )
        yield None if found is None else Said(found, texts)
