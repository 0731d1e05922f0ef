"""What a picture of a state graph holds, before anything is laid out: panels, boxes, lines, key and legend.

Everything is in words and fit to be shown; the order is that of the graph.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from ..dsl.base.diagnostics import did_you_mean, refusal
from .hung import Room, beside, hung_rules, whatever
from .painted import Painting, expected
from .parts import (
    LEGEND,
    Cluster,
    Edge,
    Frame,
    Hung,
    KeyRow,
    Kind,
    LegendEntry,
    Line,
    Mark,
    Node,
    Presence,
    Scene,
    View,
    boxes,
)
from .plain import clean, counted, day, first_words, listed, numbered, slug
from .rows import ANY_STATE, Rows, cited, lines, where

if TYPE_CHECKING:
    from ..dsl.ir import Citation
    from ..engine.graph import LifecyclePart, StateGraph, StateNode, TransitionEdge

__all__ = ["Scene", "scene_of"]

ANY_INSIDE = "any of these"
_DEEP = 4  # steps from an initial state, above which a picture grows downwards rather than to the right
_ROOM = {View.OVERVIEW: Room(3, 6), View.PAGE: Room(12, 0), View.POSTER: Room(1000, 1000)}

_NORMS = {View.OVERVIEW: 8, View.PAGE: 40, View.POSTER: 1000}


def scene_of(
    graph: StateGraph, lifecycle: str | None = None, *, poster: bool = False, painting: Painting | None = None
) -> Scene:
    """The picture of a graph, or of one of its lifecycles with the rules that live in it; `poster`: with every rule.

    With a `painting` it tells of one school: its way, and what runs for it instead of the rules.

    Raises Refused (E101) where the graph has no lifecycle of that name.
    """
    known = tuple(part.id for part in graph.lifecycles)
    if lifecycle is not None and lifecycle not in known:
        hint = did_you_mean(lifecycle, known) or (f"It has {listed(known)}." if known else "It has none.")
        message = f"{clean(graph.framework)} has no lifecycle '{clean(lifecycle)}'"
        raise refusal("E101", message, hint=hint)
    view = View.POSTER if poster else View.OVERVIEW if lifecycle is None else View.PAGE
    return _Builder(graph, lifecycle, view, painting).scene()


class _Builder:
    """Collects one scene; ids are made unique as they are given out."""

    def __init__(self, graph: StateGraph, lifecycle: str | None, view: View, painting: Painting | None) -> None:
        self.graph = graph
        self.painting = painting
        self.lifecycle = lifecycle
        self.view = view
        self.words = Rows(graph)
        self.label = self.words.label
        self.parts = tuple(
            (number, part) for number, part in enumerate(graph.lifecycles) if lifecycle in (None, part.id)
        )
        self.states = {state.id: state for _, part in self.parts for state in part.states}
        self.leaves = {name for name, state in self.states.items() if not state.composite}
        self.rules = tuple(
            rule for rule in graph.rules if lifecycle is None or not self.states.keys().isdisjoint(rule.lives_in)
        )
        self._given: set[str] = set()
        self.ids: dict[str, str] = {}
        self.junctions: dict[str, str] = {}
        self.panels: dict[str, str] = {}
        self.edges: list[Edge] = []
        self.key: list[KeyRow] = []
        self.numbers = {
            each.id: str(number)
            for number, each in enumerate((each for _, part in self.parts for each in part.transitions), 1)
        }
        self.rows = {rule.id: self.words.rule(rule) for rule in self.rules}
        lifecycles = {state.id: part.id for _, part in self.parts for state in part.states}
        if painting is None:
            self.hung = hung_rules(self.rules, self.rows, lifecycles, self.words.lifecycle, _ROOM[view])
        else:
            self.hung = painting.hung(self.rules, lifecycles, _NORMS[view])

    def scene(self) -> Scene:
        clusters = tuple(self._cluster(number, part) for number, part in self.parts)
        for _, part in self.parts:
            for transition in part.transitions:
                self._transition(part, transition)
        self._links()
        rows = self.rows
        if self.painting is None:
            free = tuple(rule for rule in self.rules if self.states.keys().isdisjoint(rule.lives_in))
            notes = whatever(free, rows, _ROOM[self.view])
        else:
            notes = beside(*self.hung.get("", ((), "")))
        title, subtitle = clean(self.graph.title), f"{clean(self.graph.framework)}, {clean(self.graph.in_force)}"
        about = self.painting.subject() if self.painting else ""
        path = tuple(self.painting.path(self.graph, self.numbers)) if self.painting else ()
        edges = tuple(self.edges)
        name = "-".join(filter(None, (self.graph.framework, self.lifecycle)))
        drawn = None
        if self.lifecycle is not None:
            drawn = frozenset(rows) | {each.id for _, part in self.parts for each in part.transitions}
        return Scene(
            slug(name),
            title,
            subtitle,
            self._description(title, subtitle, about),
            self._direction(),
            self.view,
            clusters,
            notes,
            edges,
            tuple(self.key),
            tuple(rows.values()),
            tuple(_legend(clusters, notes, edges)),
            tuple(self.words.documents(drawn)),
            tuple(self.words.signs(drawn)),
            about,
            path,
            tuple((number, clean(gist)) for number, gist in self.graph.gists),
        )

    # Boxes and frames

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
        items = self._items(part, None)
        if any(each.everywhere for each in part.transitions):
            node_id = self.junctions[part.id] = self._id("any", part.id)
            items = (Node(node_id, Kind.ANY, ANY_STATE, (), (f"Any state of '{label}'",)), *items)
        self.panels[part.id] = self._id("lifecycle", part.id)
        return Cluster(self.panels[part.id], label, number, items)

    def _items(self, part: LifecyclePart, parent: str | None) -> tuple[Node | Frame, ...]:
        return tuple(
            self._frame(part, state) if state.composite else self._state(part, state)
            for state in part.states
            if state.parent == parent
        )

    def _frame(self, part: LifecyclePart, state: StateNode) -> Frame:
        self.ids[state.id] = self._id("state", part.id, state.name)
        items = self._items(part, state.id)
        if any(state.id in each.sources and self._inside(each.target, state.id) for each in part.transitions):
            node_id = self.junctions[state.id] = self._id("any", part.id, state.name)
            items = (Node(node_id, Kind.ANY, ANY_INSIDE, (), (f"Any state in '{self.label[state.id]}'",)), *items)
        small, tooltip = self._told(part, state)
        rules, more = self._hung(state)
        name, label = self.ids[state.id], self.label[state.id]
        begins = self._begins(part, state)
        return Frame(name, label, small, tooltip, begins, items, rules, more, paragraphs_of(state.citation))

    def _state(self, part: LifecyclePart, state: StateNode) -> Node:
        self.ids[state.id] = self._id("state", part.id, state.name)
        small, tooltip = self._told(part, state)
        return Node(
            self.ids[state.id],
            Kind.STATE,
            self.label[state.id],
            small,
            tooltip,
            self._begins(part, state),
            state.final,
            *self._hung(state),
            *(self.painting.presence(state.id) if self.painting else (Presence.NEVER, "")),
            paragraphs_of(state.citation),
        )

    def _hung(self, state: StateNode) -> tuple[tuple[Hung, ...], str]:
        """The rules that hang on a state, with ids of this picture."""
        rules, more = self.hung.get(state.id, ((), ""))
        return tuple(replace(each, id=self._id(each.id)) for each in rules), more

    def _ways_out(self, part: LifecyclePart, state: StateNode) -> tuple[str, ...]:
        """The numbers of the transitions that lead out of a state, wherever their lines begin."""
        if state.composite:
            return ()
        return tuple(
            self.numbers[each.id] for each in part.transitions if state.id in each.leaves and each.leaf != state.id
        )

    def _begins(self, part: LifecyclePart, state: StateNode) -> bool:
        """Whether a lifecycle begins in a state, or a state around it is entered there: not, where every way into that
        says which of its states it leads to."""
        if not state.initial or state.parent is None:
            return state.initial
        outer = self.states[state.parent]
        return any(each.target == outer.id for each in part.transitions) or self._begins(part, outer)

    def _told(self, part: LifecyclePart, state: StateNode) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What stands below a state's label, and its tooltip."""
        place = f"'{clean(part.label)}'" if state.parent is None else f"'{self.label[state.parent]}'"
        begins = "at the start" if state.parent is None else "entered first"
        first = self._begins(part, state)
        status = listed((*([begins] if first else []), *(["at the end"] if state.final else [])))
        out = self._ways_out(part, state)
        ways = f"ways out: {numbered(out)}" if out else ""
        return (
            tuple(filter(None, (cited(state.citation), ways))),
            lines(
                self.label[state.id], f"State of {place}{f', {status}' if status else ''}", ways, where(state.citation)
            ),
        )

    def _inside(self, state: str, other: str) -> bool:
        """Whether a state is another or lies in it, at any depth."""
        parent = self.states[state].parent if state in self.states else None
        return state == other or (parent is not None and self._inside(parent, other))

    # Lines

    def _transition(self, part: LifecyclePart, transition: TransitionEdge) -> None:
        row = self.words.change(self.numbers[transition.id], part, transition)
        self.key.append(row)
        tooltip = lines(
            f"{row.number}: {row.source} to {row.target}",
            f"on: {row.trigger}",
            f"by: {row.by}" if row.by else "",
            f"when: {row.guard}" if row.guard else "",
            f"looks at {row.reads}" if row.reads else "",
            where(transition.citation),
        )
        if transition.target not in self.ids:
            return
        for written, source, target in self._ends(part, transition):
            edge_id = self._id("transition", row.number, *(() if transition.everywhere else (source,)))
            label = first_words(clean(transition.brief) or row.trigger)
            line, guard = Line(transition.cause.value), clean(transition.few)
            taken, following = self._painted(part, transition, written)
            cites = transition.citation.paragraphs
            self.edges.append(
                Edge(edge_id, source, target, row.number, label, line, tooltip, guard, taken, following, cites)
            )

    def _painted(self, part: LifecyclePart, transition: TransitionEdge, written: str | None) -> tuple[str, str]:
        """When a school took a line of a transition, and when it may take it; `written`: the state it leads from."""
        if self.painting is None:
            return "", ""
        leaves = [leaf for leaf in transition.leaves if written is None or self._inside(leaf, written)]
        taken = sorted(
            (each for leaf in leaves for each in self.painting.taken(transition.id, leaf)),
            key=lambda each: each.day or dt.date.max,
        )
        days = [
            f"{'' if each.certain else 'perhaps '}{day(each.day) if each.day else 'day not known'}" for each in taken
        ]
        names = {leaf.partition(".")[2] for leaf in leaves}
        onward = [each for each in self.painting.next(part.id, transition.id) if each.source in names]
        following = listed(tuple(dict.fromkeys(expected(each) for each in onward)), "or")
        return listed(tuple(dict.fromkeys(days))), following

    def _ends(self, part: LifecyclePart, transition: TransitionEdge) -> Iterator[tuple[str | None, str, str]]:
        """From where to where the lines of a transition run: as written, save where one end lies inside the other.

        Before them the state from which it is written; None: from any.
        """
        if transition.everywhere:
            yield None, self.junctions[part.id], self.ids[transition.target]
            return
        for source in transition.sources:
            if source not in self.ids:
                continue
            start, end = self.ids[source], self.ids[transition.target]
            if self._inside(transition.target, source) and source in self.junctions:
                start = self.junctions[source]
            if self._inside(source, transition.target) and self.states[transition.target].composite:
                end = self.ids[transition.leaf]  # what is entered, for it has been left
            yield source, start, end

    def _links(self) -> None:
        """From each lifecycle to those at whose states its transitions look, if both are drawn."""
        for _, part in self.parts:
            looking: dict[str, list[str]] = {}
            for transition in part.transitions:
                for name in transition.reads:
                    looking.setdefault(name, []).append(self.numbers[transition.id])
            for name, numbers in looking.items():
                if name in self.panels:
                    tooltip = lines(
                        f"'{clean(part.label)}' looks at '{self.words.lifecycle[name]}'",
                        f"in {'change' if len(numbers) == 1 else 'changes'} {listed(tuple(numbers))}",
                    )
                    link = self._id("link", part.id, name)
                    said = f"{', '.join(numbers)} {'looks' if len(numbers) == 1 else 'look'} at"
                    self.edges.append(Edge(link, self.panels[part.id], self.panels[name], "", said, Line.LINK, tooltip))

    # The whole in words

    def _description(self, title: str, subtitle: str, about: str) -> str:
        said = [f"State diagram of {title} ({subtitle})."]
        if self.painting is not None:
            said.append(f"It tells of {about}.")
            for state, label in self.label.items():
                _, stay = self.painting.presence(state) if state in self.leaves else (None, "")
                said += [f"'{label}': {stay}."] if stay else []
        for _, part in self.parts:
            labels = tuple(f"'{self.label[state.id]}'" for state in part.states if not state.composite)
            starts = tuple(f"'{self.label[state.id]}'" for state in part.states if state.initial and not state.parent)
            begins = f"it starts in {listed(starts)}; " if starts else ""
            said.append(
                f"'{clean(part.label)}' has {counted(len(labels), 'state')}: {listed(labels)}; {begins}"
                f"{counted(len(part.transitions), 'change')} of state can follow."
            )
            for frame in part.states:
                if frame.composite:
                    inner = tuple(f"'{self.label[each.id]}'" for each in part.states if each.parent == frame.id)
                    said.append(f"In '{self.label[frame.id]}' {'lies' if len(inner) == 1 else 'lie'} {listed(inner)}.")
        tied = tuple(rule for rule in self.rules if not self.states.keys().isdisjoint(rule.lives_in))
        if tied:
            said.append(
                f"{counted(len(tied), 'rule')} {'hangs' if len(tied) == 1 else 'hang'} on the "
                f"states: {listed(tuple(clean(rule.label) for rule in tied))}."
            )
        said.append("The table of changes beside the picture says the same in words.")
        return " ".join(said)

    def _direction(self) -> Literal["LR", "TB"]:
        depth = 0
        for _, part in self.parts:
            reached = {state.id for state in part.states if not state.composite and self._first(state)}
            level, steps = set(reached), 0
            while level:
                level = {each.leaf for each in part.transitions if not each.everywhere and level & set(each.leaves)}
                level -= reached
                reached |= level
                steps += bool(level)
            depth = max(depth, steps)
        return "TB" if depth > _DEEP else "LR"

    def _first(self, state: StateNode) -> bool:
        """Whether a lifecycle begins in the state."""
        return state.initial and (state.parent is None or self._first(self.states[state.parent]))


def paragraphs_of(citation: Citation | None) -> tuple[str, ...]:
    """The paragraphs of a citation, by their numbers."""
    return citation.paragraphs if citation is not None else ()


def _legend(clusters: tuple[Cluster, ...], notes: tuple[Node, ...], edges: tuple[Edge, ...]) -> Iterator[LegendEntry]:
    shown = [node for cluster in clusters for node in boxes(cluster.items)]
    framed = [
        frame for cluster in clusters for item in cluster.items if isinstance(item, Frame) for frame in item.frames
    ]
    kinds = {node.kind for node in shown}
    boxed: tuple[Node | Frame, ...] = (*shown, *framed, *notes)
    rules = [rule for box in boxed for rule in box.rules]
    used: set[Mark] = {Mark(rule.stroke.value) for rule in rules}
    used |= {Mark(edge.line.value) for edge in edges}
    used |= {
        mark
        for mark, found in (
            (Mark.PANEL, clusters),
            (Mark.STATE, Kind.STATE in kinds),
            (Mark.FRAME, framed),
            (Mark.INITIAL, any(node.initial for node in shown) or any(frame.initial for frame in framed)),
            (Mark.FINAL, any(each.final for each in shown)),
            (Mark.ANY, Kind.ANY in kinds),
            (Mark.BAR, any(rule.bar for rule in rules)),
            (Mark.HERE, any(node.presence is Presence.HERE for node in shown)),
            (Mark.PERHAPS, any(node.presence is Presence.PERHAPS for node in shown)),
            (Mark.WAS, any(node.presence is Presence.WAS for node in shown)),
            (Mark.TAKEN, any(edge.taken for edge in edges)),
            (Mark.NEXT, any(edge.next for edge in edges)),
        )
        if found
    }
    return (LegendEntry(mark, text) for mark, text in LEGEND.items() if mark in used)
