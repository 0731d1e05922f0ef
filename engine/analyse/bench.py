"""Where witnesses are made: the cases from which a search begins, and the words under which what it found is shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...dsl.base.diagnostics import Diagnostic, Severity
from ...dsl.base.spans import Span
from ...dsl.words import Words
from .. import groups as g
from ..settings import defaults
from .drafts import Draft, appended, written
from .goals import Goal
from .reach import Reach
from .search import find

GOALS = 12
"""How many goals are tried for one finding."""


class Bench:
    """Makes the witnesses of one framework, and knows where its lifecycles can come to."""

    def __init__(self, compiled: g.Compiled) -> None:
        self.compiled = compiled
        self.framework = compiled.framework
        self.words = Words(compiled.framework)
        self.settings = defaults(compiled.framework)
        self.reach = Reach(compiled)

    def bases(self, event: str | None) -> Iterator[Draft]:
        """Where to begin: each case that leads to a state, by itself and with one more event of the type."""
        for draft in self.reach.drafts():
            if event is None:
                yield draft
                continue
            yield appended(draft, self.framework.events[event], self.framework)
            if any(each.event == event for each in draft.case.events):
                yield draft

    def draft(self, goals: Iterable[Goal]) -> Draft | None:
        """A case that meets one of the goals."""
        for _, goal in zip(range(GOALS), goals, strict=False):
            found = find(goal, self.bases(goal.event), self.compiled)
            if found is not None:
                return found
        return None

    def witness(self, goals: Iterable[Goal], shows: str) -> str:
        """A case that meets one of the goals, as YAML; empty where none was found. `shows` says what is to be seen."""
        found = self.draft(goals)
        return "" if found is None else self.written(found, shows)

    def written(self, draft: Draft, shows: str) -> str:
        """A case as YAML."""
        return written(draft, self.framework, shows)


_BY_HAND = "Check it by hand: no case was found that shows it, and none is ruled out."


def undecided(what: str, span: Span | None, hint: str = _BY_HAND) -> Diagnostic:
    """What could not be decided is said (E215)."""
    return Diagnostic("E215", f"not decided: {what}", span, hint, Severity.NOTE)
