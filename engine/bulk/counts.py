"""How much work a clause group was."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Count:
    """A clause group: how many subjects were asked, and how many distinct keys were decided for them."""

    group: str
    subjects: int
    keys: int
