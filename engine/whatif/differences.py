"""In which answers two outcomes for one subject differ: baseline beside scenario."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import TypeVar

from ..outcome import (
    DecisionAnswer,
    DocumentAnswer,
    Finding,
    JudgementAnswer,
    Missing,
    NormAnswer,
    Outcome,
    StateAnswer,
    TurnsOn,
    norm_key,
)

Answer = StateAnswer | DecisionAnswer | NormAnswer | JudgementAnswer | DocumentAnswer | Missing | TurnsOn | Finding


@dataclass(frozen=True, slots=True)
class Difference:
    """An answer as it is and as it would be; None: there is no such answer. `aspects`: in what the two differ."""

    before: Answer | None
    after: Answer | None
    aspects: tuple[str, ...]

    @property
    def either(self) -> Answer:
        """The answer as it is; as it would be, where there is none."""
        found = self.before if self.before is not None else self.after
        assert found is not None, "one of the two is always there"
        return found


def differences(before: Outcome, after: Outcome) -> tuple[Difference, ...]:
    """Every answer that differs, in the order of the outcomes. None at all: the outcomes say the same."""
    pairs: list[tuple[Answer | None, Answer | None]] = []
    pairs += _paired(before.states, after.states, attrgetter("lifecycle"))
    pairs += _paired(before.decisions, after.decisions, attrgetter("name"))
    pairs += paired_norms(before.norms, after.norms)
    pairs += _paired(before.judgements, after.judgements, attrgetter("name"))
    pairs += _paired(before.documents, after.documents, attrgetter("event"))
    pairs += _paired(before.missing, after.missing, attrgetter("name"))
    pairs += _paired(before.turns_on, after.turns_on, attrgetter("reading", "other"))
    pairs += _paired(before.findings, after.findings, _itself)
    return tuple(Difference(first, second, aspects(first, second)) for first, second in pairs if first != second)


def unchanged(before: Outcome, found: Iterable[Difference]) -> int:
    """How many states, decisions and norms of the baseline stay as they are."""
    answers = (StateAnswer, DecisionAnswer, NormAnswer)
    changed = sum(1 for each in found if isinstance(each.before, answers))
    return len(before.states) + len(before.decisions) + len(before.norms) - changed


def aspects(before: Answer | None, after: Answer | None) -> tuple[str, ...]:
    """The fields in which two answers differ, in their order; none where one of them is not there."""
    if before is None or after is None:
        return ()
    return tuple(each.name for each in fields(before) if getattr(before, each.name) != getattr(after, each.name))


T = TypeVar("T")


def _paired(
    before: Sequence[T], after: Sequence[T], key: Callable[[T], Hashable]
) -> Iterator[tuple[T | None, T | None]]:
    """Answers of the same key side by side: those of the baseline in order, then those that are new."""
    first, second = _keyed(before, key), _keyed(after, key)
    for each in dict.fromkeys((*first, *second)):
        yield first.get(each), second.get(each)


def _keyed(answers: Sequence[T], key: Callable[[T], Hashable]) -> dict[Hashable, T]:
    """Answers by key, those of one key told apart by their order."""
    seen: Counter[Hashable] = Counter()
    found: dict[Hashable, T] = {}
    for each in answers:
        found[key(each), seen[key(each)]] = each
        seen[key(each)] += 1
    return found


def _itself(answer: Hashable) -> Hashable:
    return answer


def paired_norms(
    before: Sequence[NormAnswer], after: Sequence[NormAnswer]
) -> Iterator[tuple[NormAnswer | None, NormAnswer | None]]:
    """Norms side by side: by rule, heading and instance; and where one alone is left on both sides, by rule.

    So a duty that has become a power is one difference, not two.
    """
    found = _paired(before, after, norm_key)
    pairs = list(found)
    for loosely in (_under_heading, _of_rule):
        left: dict[Hashable, tuple[list[int], list[int]]] = {}
        for place, (first, second) in enumerate(pairs):
            if first is not None and second is None:
                left.setdefault(loosely(first), ([], []))[0].append(place)
            elif first is None and second is not None:
                left.setdefault(loosely(second), ([], []))[1].append(place)
        for gone, come in left.values():
            if len(gone) == len(come) == 1:
                pairs[gone[0]], pairs[come[0]] = (pairs[gone[0]][0], pairs[come[0]][1]), (None, None)
        pairs = [pair for pair in pairs if pair != (None, None)]
    yield from pairs


def _under_heading(norm: NormAnswer) -> Hashable:
    return norm.name, norm.view


def _of_rule(norm: NormAnswer) -> Hashable:
    return norm.name
