"""Which mutants of a framework its scenarios tell from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from .equivalent import MAX_PAIRS, alike
from .groups import Compiled, compile_groups
from .kernel import TooManyCases
from .mutate import Mutant
from .scenario import Scenario, run
from .settings import Settings, defaults


class Verdict(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    SURVIVED = "survived"
    EQUIVALENT = "equivalent"
    UNDECIDED = "not decided"


@dataclass(frozen=True, slots=True)
class Trial:
    """A mutant, what became of it, and the scenario that killed it, if one did.

    EQUIVALENT: it decides every case as the framework does, where all is known. UNDECIDED: no scenario
    killed it, and whether it is equivalent takes too many comparisons to say.
    """

    mutant: Mutant
    verdict: Verdict
    killer: Scenario | None = None


def tried(
    compiled: Compiled, mutants: Sequence[Mutant], scenarios: Sequence[Scenario], limit: int = MAX_PAIRS
) -> Iterator[Trial]:
    """What becomes of each mutant. The scenarios are those that hold under the framework itself.

    Those that killed lately are tried first: neighbouring mutants often fall to the same one.
    """
    order = list(scenarios)
    for mutant in mutants:
        changed = compile_groups(mutant.framework)
        try:
            place = next((n for n, each in enumerate(order) if kills(each, changed)), None)
            alike_ = None if place is not None else alike(compiled, changed, limit)
        except TooManyCases:
            place, alike_ = None, None
        if place is not None:
            order.insert(0, order.pop(place))
            yield Trial(mutant, Verdict.KILLED, order[0])
        else:
            verdicts = {True: Verdict.EQUIVALENT, False: Verdict.SURVIVED, None: Verdict.UNDECIDED}
            yield Trial(mutant, verdicts[alike_])


def kills(scenario: Scenario, changed: Compiled) -> bool:
    """Whether a scenario does not hold under a changed framework."""
    settings = Settings(scenario.settings.readings, defaults(changed.framework).parameters)
    return bool(run(replace(scenario, settings=settings), changed))
