"""What a picture of a state graph holds, before anything is laid out: panels, boxes, lines, key and legend.

Everything is in words and fit to be shown; the order is that in which the framework declares things.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal

from ..dsl.ast import Modality, Strength
from ..dsl.base.diagnostics import did_you_mean, refusal
from ..dsl.ir import Citation
from ..dsl.words import cite, modality
from .parts import LEGEND, Cluster, Edge, ExceptionRow, KeyRow, Kind, LegendEntry, Mark, Node, RuleRow, Scene, Stroke
from .plain import clean, counted, first_words, listed, slug

if TYPE_CHECKING:
    from ..engine.graph import LifecyclePart, RuleNode, StateGraph, StateNode, TransitionEdge

__all__ = ["Scene", "scene_of"]

ANY_STATE = "any state"
_DEEP = 4  # steps from an initial state, above which a picture grows downwards rather than to the right


def scene_of(graph: StateGraph, lifecycle: str | None = None) -> Scene:
    """The picture of a graph, or of one of its lifecycles with the rules that live in it.

    Raises Refused (E101) where the graph has no lifecycle of that name.
    """
    known = tuple(part.id for part in graph.lifecycles)
    if lifecycle is not None and lifecycle not in known:
        hint = did_you_mean(lifecycle, known) or (f"It has {listed(known)}." if known else "It has none.")
        message = f"{clean(graph.framework)} has no lifecycle '{clean(lifecycle)}'"
        raise refusal("E101", message, hint=hint)
    return _Builder(graph, lifecycle).scene()


class _Builder:
    """Collects one scene; ids are made unique as they are given out."""

    def __init__(self, graph: StateGraph, lifecycle: str | None) -> None:
        self.graph = graph
        self.lifecycle = lifecycle
        self.parts = tuple(
            (number, part) for number, part in enumerate(graph.lifecycles) if lifecycle in (None, part.id)
        )
        drawn = {state.id for _, part in self.parts for state in part.states}
        self.rules = tuple(rule for rule in graph.rules if lifecycle is None or drawn & set(rule.lives_in))
        self.label = {state.id: clean(state.label) for part in graph.lifecycles for state in part.states}
        self._given: set[str] = set()
        self.ids: dict[str, str] = {}
        self.junctions: dict[str, str] = {}
        self.edges: list[Edge] = []
        self.key: list[KeyRow] = []

    def scene(self) -> Scene:
        clusters = tuple(self._cluster(number, part) for number, part in self.parts)
        for _, part in self.parts:
            for transition in part.transitions:
                self._transition(part, transition)
        notes = tuple(self._note(rule) for rule in self.rules)
        title, subtitle = clean(self.graph.title), f"{clean(self.graph.framework)}, {clean(self.graph.in_force)}"
        rows = tuple(self._rule_row(rule) for rule in self.rules)
        edges = tuple(self.edges)
        name = "-".join(filter(None, (self.graph.framework, self.lifecycle)))
        return Scene(
            slug(name),
            title,
            subtitle,
            self._description(title, subtitle),
            self._direction(),
            clusters,
            notes,
            edges,
            tuple(self.key),
            rows,
            tuple(_legend(clusters, notes, edges)),
        )

    # Boxes

    def _id(self, *parts: str) -> str:
        base = "-".join(slug(part) for part in parts)
        found, number = base, 1
        while found in self._given:
            number += 1
            found = f"{base}-{number}"
        self._given.add(found)
        return found

    def _cluster(self, number: int, part: LifecyclePart) -> Cluster:
        label = clean(part.label)
        nodes = [self._state(part, state) for state in part.states]
        if any(each.everywhere for each in part.transitions) or any(_throughout(rule, part) for rule in self.rules):
            node_id = self.junctions[part.id] = self._id("any", part.id)
            nodes.insert(0, Node(node_id, Kind.ANY, ANY_STATE, (), (f"Any state of '{label}'",)))
        return Cluster(self._id("lifecycle", part.id), label, number, tuple(nodes))

    def _state(self, part: LifecyclePart, state: StateNode) -> Node:
        self.ids[state.id] = self._id("state", part.id, state.name)
        label, where = self.label[state.id], _cited(state.citation)
        status = listed((*(["at the start"] if state.initial else []), *(["at the end"] if state.final else [])))
        told = f"State of '{clean(part.label)}'{f', {status}' if status else ''}"
        return Node(
            self.ids[state.id],
            Kind.STATE,
            label,
            (where,) if where else (),
            _lines(label, told, _where(state.citation)),
            state.initial,
            state.final,
        )

    def _note(self, rule: RuleNode) -> Node:
        node_id = self._id("rule", rule.id)
        row = self._rule_row(rule)
        said = f"{modality(rule.modality)}{f': {row.window}' if row.window else ''}"
        small = (said, ", ".join(filter(None, (_cited(rule.citation), _exceptions(row)))))
        tooltip = _lines(
            row.label,
            f"{row.norm}{f', {row.window}' if row.window else ''}",
            f"for {row.scope}" if row.scope else "",
            f"lives in {row.lives_in}" if row.lives_in else "",
            *(_exception_line(each) for each in row.exceptions),
            _where(rule.citation),
        )
        stroke, bar = _manner(rule.modality)
        for target, words in self._ties(rule):
            self.edges.append(
                Edge(
                    self._id("tie", rule.id, target),
                    node_id,
                    target,
                    "",
                    "",
                    stroke,
                    bar,
                    (f"{row.label}: lives in '{words}'",),
                )
            )
        return Node(node_id, Kind.RULE, row.label, tuple(filter(None, small)), tooltip)

    def _ties(self, rule: RuleNode) -> Iterator[tuple[str, str]]:
        for _, part in self.parts:
            if _throughout(rule, part):
                yield self.junctions[part.id], ANY_STATE
            else:
                yield from (
                    (self.ids[state.id], self.label[state.id]) for state in part.states if state.id in rule.lives_in
                )

    # Transitions

    def _transition(self, part: LifecyclePart, transition: TransitionEdge) -> None:
        number = str(len(self.key) + 1)
        named = tuple(self.label.get(source, clean(source)) for source in transition.sources)
        target = self.label.get(transition.target, clean(transition.target))
        row = KeyRow(
            number,
            clean(part.label),
            ANY_STATE if transition.everywhere else listed(named, "or"),
            clean(transition.event),
            clean(transition.guard),
            target,
            _cited(transition.citation),
            _place(transition.citation),
        )
        self.key.append(row)
        tooltip = _lines(
            f"{number}: {row.source} to {target}",
            f"on: {row.event}",
            f"when: {row.guard}" if row.guard else "",
            _where(transition.citation),
        )
        sources = (
            (self.junctions[part.id],)
            if transition.everywhere
            else tuple(self.ids[source] for source in transition.sources if source in self.ids)
        )
        if transition.target not in self.ids:
            return
        for source in sources:
            edge_id = self._id("transition", number, *(() if transition.everywhere else (source,)))
            self.edges.append(
                Edge(
                    edge_id,
                    source,
                    self.ids[transition.target],
                    number,
                    first_words(row.event),
                    Stroke.SOLID,
                    False,
                    tooltip,
                )
            )

    # The whole in words

    def _rule_row(self, rule: RuleNode) -> RuleRow:
        exceptions = tuple(
            ExceptionRow(
                clean(each.name),
                tuple(map(clean, each.against)),
                clean(each.when),
                clean(each.effect),
                _cited(each.citation),
                _place(each.citation),
            )
            for each in rule.exceptions
        )
        return RuleRow(
            clean(rule.id),
            clean(rule.label),
            clean(rule.norm),
            clean(rule.window),
            clean(rule.scope),
            self._lives_in(rule),
            exceptions,
            _cited(rule.citation),
            _place(rule.citation),
        )

    def _lives_in(self, rule: RuleNode) -> str:
        """The states of a rule in words; with the lifecycle's name where there are several lifecycles."""
        found: list[str] = []
        for part in self.graph.lifecycles:
            labels = tuple(self.label[state.id] for state in part.states if state.id in rule.lives_in)
            if labels:
                said = ANY_STATE if _throughout(rule, part) else listed(labels, "or")
                found.append(f"{clean(part.label)}: {said}" if len(self.graph.lifecycles) > 1 else said)
        return "; ".join(found)

    def _description(self, title: str, subtitle: str) -> str:
        said = [f"State diagram of {title} ({subtitle})."]
        for _, part in self.parts:
            labels = tuple(f"'{self.label[state.id]}'" for state in part.states)
            starts = tuple(f"'{self.label[state.id]}'" for state in part.states if state.initial)
            begins = f"it starts in {listed(starts)}; " if starts else ""
            said.append(
                f"'{clean(part.label)}' has {counted(len(labels), 'state')}: {listed(labels)}; {begins}"
                f"{counted(len(part.transitions), 'change')} of state can follow."
            )
        if self.rules:
            said.append(
                f"{counted(len(self.rules), 'rule')} {'is' if len(self.rules) == 1 else 'are'} tied to the "
                f"states: {listed(tuple(clean(rule.label) for rule in self.rules))}."
            )
        said.append("The table of changes beside the picture says the same in words.")
        return " ".join(said)

    def _direction(self) -> Literal["LR", "TB"]:
        depth = 0
        for _, part in self.parts:
            reached = {state.id for state in part.states if state.initial}
            level, steps = set(reached), 0
            while level:
                level = {
                    each.target for each in part.transitions if not each.everywhere and level & set(each.sources)
                } - reached
                reached |= level
                steps += bool(level)
            depth = max(depth, steps)
        return "TB" if depth > _DEEP else "LR"


def _throughout(rule: RuleNode, part: LifecyclePart) -> bool:
    """Whether the rule lives in every state of a lifecycle that has more than two."""
    return len(part.states) > 2 and {state.id for state in part.states} <= set(rule.lives_in)


def _manner(norm: Modality) -> tuple[Stroke, bool]:
    """How the line of a rule is drawn, and whether it ends in a bar. What need not be done is not forbidden."""
    match norm.strength:
        case Strength.MUST | Strength.WILL:
            return Stroke.SOLID if norm.softened else Stroke.BOLD, norm.negated
        case Strength.SHOULD:
            return Stroke.DASHED, norm.negated
        case Strength.MAY:
            return Stroke.DOTTED, norm.negated
        case Strength.NEED:
            return Stroke.DOTTED, False


def _legend(clusters: tuple[Cluster, ...], notes: tuple[Node, ...], edges: tuple[Edge, ...]) -> Iterator[LegendEntry]:
    nodes = [node for cluster in clusters for node in cluster.nodes]
    ties = [edge for edge in edges if not edge.transition]
    used: set[Mark] = {Mark(edge.stroke.value) for edge in ties}
    used |= {
        mark
        for mark, found in (
            (Mark.PANEL, clusters),
            (Mark.STATE, any(node.kind is Kind.STATE for node in nodes)),
            (Mark.INITIAL, any(node.initial for node in nodes)),
            (Mark.FINAL, any(node.final for node in nodes)),
            (Mark.ANY, any(node.kind is Kind.ANY for node in nodes)),
            (Mark.TRANSITION, len(ties) < len(edges)),
            (Mark.RULE, notes),
            (Mark.BAR, any(edge.bar for edge in ties)),
        )
        if found
    }
    return (LegendEntry(mark, text) for mark, text in LEGEND.items() if mark in used)


def _exceptions(row: RuleRow) -> str:
    return counted(len(row.exceptions), "exception") if row.exceptions else ""


def _exception_line(row: ExceptionRow) -> str:
    where = f" ({row.paragraphs})" if row.paragraphs else ""
    return f"except when {row.when}: {row.effect}{where}"


def _place(citation: Citation | None) -> str:
    """The file, without its folders, and the line: the same on every machine."""
    if citation is None:
        return ""
    span = citation.span
    return f"{clean(span.source.replace(chr(92), '/').rpartition('/')[2])}:{span.start.line}"


def _cited(citation: Citation | None) -> str:
    return clean(cite(citation))


def _where(citation: Citation | None) -> str:
    return "; ".join(filter(None, (_cited(citation), _place(citation))))


def _lines(*lines: str) -> tuple[str, ...]:
    return tuple(_present(map(clean, lines)))


def _present(lines: Iterable[str]) -> Iterator[str]:
    return (line for line in lines if line)
