"""Whether a norm was kept: the verdict on an answer, for one case and for a column alike."""

from __future__ import annotations

from enum import StrEnum

from ..dsl import ir
from ..dsl.words import modality
from .lapse import Departed, Lapse, lapse_of
from .life import Status, View


class Verdict(StrEnum):
    """Whether what happened conforms with a norm."""

    BREACHES = "breaches"
    UNEXPLAINED = "departs, not explained"
    EXPLAINED = "departs, explained"
    NOT_FOLLOWED = "not followed"
    UNDETERMINED = "undetermined"
    CONFORMS = "conforms"


WRONG = (Verdict.BREACHES, Verdict.UNEXPLAINED)
"""What an answer is asked for: nothing excuses it."""

AMISS = (*WRONG, Verdict.EXPLAINED, Verdict.NOT_FOLLOWED)
"""What is otherwise than the norm has it."""

_OF_LAPSE = {
    Lapse.BREACH: Verdict.BREACHES,
    Lapse.UNEXPLAINED: Verdict.UNEXPLAINED,
    Lapse.EXPLAINED: Verdict.EXPLAINED,
    Lapse.NOT_FOLLOWED: Verdict.NOT_FOLLOWED,
    Lapse.UNDETERMINED: Verdict.UNDETERMINED,
}
_KEPT = {
    View.DUTY: frozenset({Status.MET}),
    View.PROHIBITION: frozenset({Status.APPLIES, Status.CLOSED}),
    View.LIMIT: frozenset({Status.OPEN, Status.USED, Status.CLOSED}),
}


def verdict(
    rule: ir.Rule, view: View, status: Status, words: str, timing: str, lapse: Lapse, departed: Departed
) -> Verdict | None:
    """The verdict on a norm under one heading; None where there is nothing to be said of it yet, or ever.

    `words`: its modality as an answer tells it. An early act meets a duty, and yet it was done otherwise than its
    window has it: what that amounts to, the modality says (decision 24).
    """
    if timing == "early" and view is View.DUTY:
        said = next((each for each in _modalities(rule) if modality(each) == words), None)
        lapse = Lapse.UNDETERMINED if said is None else lapse_of(said, departed)
    if lapse is not Lapse.NONE:
        return _OF_LAPSE[lapse]
    return Verdict.CONFORMS if status in _KEPT.get(view, frozenset()) else None


def _modalities(rule: ir.Rule) -> tuple[ir.Modality, ...]:
    return (rule.modality, *(each.modality for each in rule.exceptions if each.modality is not None))
