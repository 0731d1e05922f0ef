"""A state graph in rows of words: changes of state, rules, documents, signs. All texts are fit to be shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ..dsl.ir import Citation
from ..dsl.words import cite, modality
from .parts import ExceptionRow, KeyRow, PartRow, RuleRow
from .plain import clean, listed

if TYPE_CHECKING:
    from ..engine.graph import LifecyclePart, RuleNode, StateGraph, TransitionEdge

ANY_STATE = "any state"


class Rows:
    """Says the parts of one graph in words."""

    def __init__(self, graph: StateGraph) -> None:
        self.graph = graph
        self.label = {state.id: clean(state.label) for part in graph.lifecycles for state in part.states}
        self.lifecycle = {part.id: clean(part.label) for part in graph.lifecycles}

    def change(self, number: str, part: LifecyclePart, transition: TransitionEdge) -> KeyRow:
        """A transition, as row `number` of the key."""
        named = tuple(self.label.get(source, clean(source)) for source in transition.sources)
        return KeyRow(
            number,
            clean(part.label),
            ANY_STATE if transition.everywhere else listed(named, "or"),
            clean(transition.trigger),
            clean(transition.guard),
            self.label.get(transition.target, clean(transition.target)),
            cited(transition.citation),
            place(transition.citation),
            listed(tuple(f"'{self.lifecycle.get(name, clean(name))}'" for name in transition.reads)),
            _by(clean(transition.by), listed(tuple(map(clean, transition.judged)), "or")),
        )

    def rule(self, rule: RuleNode) -> RuleRow:
        """A rule with its exceptions."""
        exceptions = tuple(
            ExceptionRow(
                clean(each.name),
                tuple(map(clean, each.against)),
                clean(each.when),
                clean(each.effect),
                cited(each.citation),
                place(each.citation),
            )
            for each in rule.exceptions
        )
        return RuleRow(
            clean(rule.id),
            clean(rule.label),
            clean(rule.norm),
            ", ".join(filter(None, (clean(rule.repeat), clean(rule.window)))),
            clean(rule.scope),
            self._lives_in(rule),
            exceptions,
            cited(rule.citation),
            place(rule.citation),
            clean(rule.actor),
            modality(rule.modality),
        )

    def _lives_in(self, rule: RuleNode) -> str:
        """The states of a rule in words; with the lifecycle's name where there are several lifecycles."""
        found: list[str] = []
        for part in self.graph.lifecycles:
            labels = tuple(self.label[state.id] for state in part.states if state.id in rule.lives_in)
            if labels:
                said = listed(labels, "or")
                found.append(f"{clean(part.label)}: {said}" if len(self.graph.lifecycles) > 1 else said)
        return ("; or " if rule.either else "; ").join(found)

    def documents(self, drawn: frozenset[str] | None) -> Iterator[PartRow]:
        """What documents hold and to whom they go; only of those that serve the transitions and rules `drawn`."""
        for document in self.graph.documents:
            if drawn is None or drawn & document.serves:
                for kind, parts in (("holds", document.contents), ("goes to", document.recipients)):
                    for each in parts:
                        when = clean(each.when) or "always"
                        yield PartRow(clean(document.label), kind, clean(each.says), when, cited(each.citation))

    def signs(self, drawn: frozenset[str] | None) -> Iterator[PartRow]:
        """The signs of judgements; only of those that serve the transitions and rules `drawn`."""
        for judgement in self.graph.judgements:
            if drawn is None or drawn & judgement.serves:
                by = f", by {clean(judgement.by)}" if judgement.by else ""
                for each in judgement.signs:
                    said = clean(each.about) or "any value"
                    yield PartRow(
                        f"{clean(judgement.label)}{by}", said, clean(each.says), clean(each.when), cited(each.citation)
                    )


def _by(doer: str, judges: str) -> str:
    """Who brings a change about, and who judges what it hangs on, if that is somebody else."""
    if not judges or judges.lower() == doer.lower():
        return doer
    said = f"on the judgement of {judges}"
    return f"{doer}, {said}" if doer else said


def exception_line(row: ExceptionRow) -> str:
    """An exception in one line of a tooltip."""
    where = f" ({row.paragraphs})" if row.paragraphs else ""
    return f"except when {row.when}: {row.effect}{where}"


def place(citation: Citation | None) -> str:
    """The file, without its folders, and the line: the same on every machine."""
    if citation is None:
        return ""
    span = citation.span
    return f"{clean(span.source.replace(chr(92), '/').rpartition('/')[2])}:{span.start.line}"


def cited(citation: Citation | None) -> str:
    """The paragraphs of a citation, fit to be shown."""
    return clean(cite(citation))


def where(citation: Citation | None) -> str:
    """Paragraphs, file and line."""
    return "; ".join(filter(None, (cited(citation), place(citation))))


def lines(*texts: str) -> tuple[str, ...]:
    """The lines of a tooltip, without empty ones."""
    return tuple(_present(map(clean, texts)))


def _present(texts: Iterable[str]) -> Iterator[str]:
    return (text for text in texts if text)
