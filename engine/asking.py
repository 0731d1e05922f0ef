"""The two ways of asking what a case comes to (semantics 27), behind one face: for what must ask again and again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ..dsl import ir
from .chain import Chain
from .evaluate import evaluate, evaluation
from .evaluation import Evaluation
from .groups import Compiled
from .history import Case, Occurrence, effective_day
from .outcome import Outcome
from .settings import Settings


@dataclass(frozen=True, slots=True)
class AsIf:
    """Under one framework, as if it had always been in force."""

    compiled: Compiled
    settings: Settings

    @property
    def words(self) -> ir.Framework:
        """What a case may speak of."""
        return self.compiled.framework

    @property
    def texts(self) -> tuple[Compiled, ...]:
        """The frameworks under which an answer may stand, that of the answer last."""
        return (self.compiled,)

    def effective_day(self, occurrence: Occurrence) -> dt.date | None:
        """The day on which an event takes effect."""
        return effective_day(occurrence, self.compiled.framework)

    def outcome(self, case: Case, as_of: dt.date, known_by: dt.date | None = None, *, turns: bool = False) -> Outcome:
        """All answers; `turns`: also on which readings they turn."""
        return evaluate(self.compiled, case, as_of, self.settings, known_by=known_by, turns=turns)

    def work(self, case: Case, as_of: dt.date) -> tuple[Evaluation, ...]:
        """The work under each framework, the events in the canonical order, each as no more than it surely counts."""
        return (evaluation(self.compiled, case, as_of, self.settings),)


@dataclass(frozen=True, slots=True)
class InForce:
    """Under each framework of a chain while it was in force."""

    chain: Chain
    settings: Settings

    @property
    def words(self) -> ir.Framework:
        """What a case may speak of."""
        return self.chain.words

    @property
    def texts(self) -> tuple[Compiled, ...]:
        """The frameworks under which an answer may stand, that of the answer last."""
        return tuple(each.compiled for each in self.chain.eras)

    def effective_day(self, occurrence: Occurrence) -> dt.date | None:
        """The day on which an event takes effect."""
        return self.chain.effective_day(occurrence)

    def outcome(self, case: Case, as_of: dt.date, known_by: dt.date | None = None, *, turns: bool = False) -> Outcome:
        """All answers; `turns`: also on which readings they turn."""
        from .in_force import evaluate_in_force

        return evaluate_in_force(self.chain, case, as_of, self.settings, known_by=known_by, turns=turns)

    def work(self, case: Case, as_of: dt.date) -> tuple[Evaluation, ...]:
        """The work under each framework, the events in the canonical order, each as no more than it surely counts."""
        from .in_force import works

        return works(self.chain, case, as_of, self.settings)[0].at(as_of)


Asking = AsIf | InForce


def text_of(asking: Asking, full_id: str) -> Compiled:
    """The framework of that name; empty: that of the answer."""
    texts = asking.texts
    return next((each for each in texts if each.framework.manifest.full_id == full_id), texts[-1])
