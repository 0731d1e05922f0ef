"""What keeps answers open: collected while they are worked out."""

from __future__ import annotations

from ..dsl import ir
from . import fold
from .history import Dated, History
from .outcome import Missing, to_find_out
from .phrases import Phrases
from .settings import Settings
from .valuation import Rough


class Wanted:
    """Everything found missing so far, by name, with the answers that want it."""

    def __init__(self, phrases: Phrases, history: History, rough: Rough) -> None:
        """`rough`: the days that the calendar does not know, as they are found: no more of a case would tell them."""
        self.phrases = phrases
        self.history = history
        self.rough = rough
        self._found: dict[str, tuple[str, list[str]]] = {}

    def note(self, name: str, words: str, wanted_by: str) -> None:
        """Something is missing, in words, and an answer wants it."""
        self._found.setdefault(name, (words, []))[1].append(wanted_by)

    def term(self, term: ir.Term, wanted_by: str, it: Dated | None) -> None:
        """What a term is, is not known."""
        match term:
            case ir.PassedTerm(point=point) | ir.PositionTerm(mark=point) if self._beyond(point):
                return
        self.note(*self.phrases.missing(term, it), wanted_by)

    def _beyond(self, point: ir.Point) -> bool:
        return any(found.day is None for (each, _), found in self.rough.items() if each == point)

    def unrecorded(self, event: str, wanted_by: str, later: bool = False) -> None:
        """Whether an event took place is not known, since the record may not show it."""
        article = "a later" if later else "a"
        words = f"whether there was {article} {self.phrases.event(event)} that the record does not show"
        self.note(event, words, wanted_by)

    def anchor(self, anchor: ir.Anchor, settings: Settings, wanted_by: str, it: Dated | None) -> None:
        """The day of an anchor is not known."""
        self.note(*self.phrases.anchor(anchor, settings, it), wanted_by)

    def hanging(self, source: fold.Hanging, wanted_by: str) -> None:
        """What a world hangs on."""
        match source:
            case fold.Unrecorded(event=event):
                self.unrecorded(event, wanted_by)
            case fold.Lapsed(rule=rule):
                label = self.phrases.words.label_of(rule)
                self.note(rule, f"whether the duty '{label}' has lapsed", wanted_by)
            case fold.Elsewhere(framework=name, hanging=inner):
                elsewhere = Wanted(self.phrases.others[name], self.history, self.rough)
                elsewhere.hanging(inner, wanted_by)
                for each in elsewhere.missing():
                    self.note(each.name, f"{each.words} (under {name})", wanted_by)
            case fold.Unsaid(lifecycle=name, day=day):
                self.note(f"{name} on {day.isoformat()}", self.phrases.unsaid(source), wanted_by)
            case fold.Source(index=index, term=term):
                self.term(term, wanted_by, self.history.past[index] if isinstance(index, int) else None)

    def missing(self) -> tuple[Missing, ...]:
        """All of it."""
        found = tuple(Missing(name, words, tuple(dict.fromkeys(by))) for name, (words, by) in self._found.items())
        return to_find_out(found, self.phrases.framework)
