"""What it is that a norm was not kept: its modality says so, and whether a departure from it is on record.

Semantics 19 and 22. Nothing here reads a case or a date.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum

from ..dsl import ir


class Lapse(StrEnum):
    """What a norm that was not kept amounts to; UNDETERMINED: whether it was kept is not known."""

    NONE = "none"
    BREACH = "breach"
    EXPLAINED = "explained departure"
    UNEXPLAINED = "unexplained departure"
    NOT_FOLLOWED = "not followed"
    UNDETERMINED = "undetermined"


class Departed(IntEnum):
    """Whether a departure from a norm is on record, and whether with its reason."""

    NO = 0
    WITHOUT_REASON = 1
    WITH_REASON = 2


def lapse_of(modality: ir.Modality, departed: Departed) -> Lapse:
    """What it is to act otherwise than a duty or a ban says. A norm that only should hold is weak, softened or not."""
    match modality.strength:
        case ir.Strength.MAY | ir.Strength.NEED:
            return Lapse.NONE
        case ir.Strength.SHOULD:
            return Lapse.NOT_FOLLOWED
        case ir.Strength.MUST | ir.Strength.WILL if modality.softened:
            return Lapse.EXPLAINED if departed is Departed.WITH_REASON else Lapse.UNEXPLAINED
        case ir.Strength.MUST | ir.Strength.WILL:
            return Lapse.BREACH


def excess_of(modality: ir.Modality, departed: Departed) -> Lapse:
    """What it is to do more than a limit allows: beyond what one may do, nothing allows it."""
    return Lapse.BREACH if modality.strength is ir.Strength.MAY else lapse_of(modality, departed)


def excusable(modality: ir.Modality) -> bool:
    """Whether one can depart from a duty: what must or will be done is never excused."""
    return modality.strength is ir.Strength.SHOULD or (
        bool(modality.softened) and modality.strength in (ir.Strength.MUST, ir.Strength.WILL)
    )


def joint(lapses: frozenset[Lapse]) -> Lapse:
    """What remains of all that may be."""
    return next(iter(lapses)) if len(lapses) == 1 else Lapse.UNDETERMINED
