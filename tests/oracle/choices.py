"""Worlds, one by one: what is unknown is chosen when it is first looked at, and every choice is tried."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")
Key = tuple[Hashable, ...]

MOST_WORLDS = 4096


class TooMany(Exception):
    """A question has more worlds than are tried."""


class Impossible(Exception):
    """A world that contradicts what its history says."""


@dataclass(slots=True)
class Choices:
    """The choices of one world. `trail`: for each in the order asked, its key, the number taken, and of how many."""

    trail: list[tuple[Key, int, int]]
    asked: int = 0
    known: dict[Key, object] = field(default_factory=dict)

    def choose(self, key: Key, options: Sequence[T]) -> T:
        """One of the options; the same in the whole world."""
        if key not in self.known:
            if self.asked == len(self.trail):
                self.trail.append((key, 0, len(options)))
            told, number, _ = self.trail[self.asked]
            assert told == key, (told, key)
            self.asked += 1
            self.known[key] = options[number]
        return self.known[key]  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Run(Generic[T]):
    """What came of one world, and what it had chosen."""

    answer: T
    chosen: dict[Key, object]


def every(ask: Callable[[Choices], T], most: int = MOST_WORLDS) -> list[Run[T]]:
    """The answers of all worlds; `TooMany` where there are more."""
    found: list[Run[T]] = []
    trail: list[tuple[Key, int, int]] = []
    tried = 0
    while True:
        choices = Choices(list(trail))
        try:
            answer = ask(choices)
            found.append(Run(answer, choices.known))
        except Impossible:
            pass
        tried += 1
        trail = choices.trail[: choices.asked]
        while trail and trail[-1][1] + 1 == trail[-1][2]:
            trail.pop()
        if not trail:
            return found
        if tried >= most:
            raise TooMany
        key, number, size = trail[-1]
        trail[-1] = (key, number + 1, size)


def wanted(runs: list[Run[T]]) -> set[Key]:
    """What an answer hangs on: two worlds that differ in nothing else have different answers."""
    found: set[Key] = set()
    for at, one in enumerate(runs):
        for other in runs[:at]:
            if one.answer != other.answer:
                apart = [key for key, value in one.chosen.items() if other.chosen.get(key, value) != value]
                if len(apart) == 1:
                    found.add(apart[0])
    return found
