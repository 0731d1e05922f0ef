"""The state graph of a framework: states, transitions, and the rules that live in the states.

The only module that knows networkx.
"""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx

from ..dsl import ir
from ..dsl.words import Words, modality, titled
from .feasible import rules_alive


@dataclass(frozen=True, slots=True)
class StateNode:
    """A state of a lifecycle; `id` is `lifecycle.state`."""

    id: str
    lifecycle: str
    name: str
    label: str
    initial: bool
    final: bool
    citation: ir.Citation | None


@dataclass(frozen=True, slots=True)
class TransitionEdge:
    """A transition as written: from each of `sources` (state ids) to `target`. `everywhere`: from any state."""

    id: str
    lifecycle: str
    sources: tuple[str, ...]
    everywhere: bool
    target: str
    event: str
    guard: str
    citation: ir.Citation


@dataclass(frozen=True, slots=True)
class ExceptionNote:
    """An exception of a rule in words: when it applies, what it defeats, and what then holds."""

    name: str
    against: tuple[str, ...]
    when: str
    effect: str
    citation: ir.Citation


@dataclass(frozen=True, slots=True)
class RuleNode:
    """A rule in words, and the states in which it can be live."""

    id: str
    label: str
    norm: str
    modality: ir.Modality
    scope: str
    window: str
    citation: ir.Citation
    exceptions: tuple[ExceptionNote, ...]
    lives_in: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LifecyclePart:
    """A lifecycle: its states and transitions in the order in which they are written."""

    id: str
    label: str
    states: tuple[StateNode, ...]
    transitions: tuple[TransitionEdge, ...]


@dataclass(frozen=True, slots=True)
class StateGraph:
    """All lifecycles and rules of a framework.

    `network` has a node for each state id and an edge, keyed by the transition's id, for each source and target.
    """

    framework: str
    title: str
    in_force: str
    lifecycles: tuple[LifecyclePart, ...]
    rules: tuple[RuleNode, ...]
    network: nx.MultiDiGraph[str]


def state_graph(framework: ir.Framework) -> StateGraph:
    """The state graph of a framework."""
    words = Words(framework)
    parts = tuple(_part(lifecycle, words) for lifecycle in framework.lifecycles.values())
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for part in parts:
        network.add_nodes_from(state.id for state in part.states)
        for edge in part.transitions:
            for source in edge.sources:
                network.add_edge(source, edge.target, key=edge.id)
    manifest = framework.manifest
    until = f" until {manifest.in_force_until.isoformat()}" if manifest.in_force_until else ""
    alive = rules_alive(framework)
    return StateGraph(
        manifest.full_id,
        f"{manifest.publisher}: {manifest.title}",
        f"in force from {manifest.in_force_from.isoformat()}{until}",
        parts,
        tuple(_rule(rule, alive[rule.name], words) for rule in framework.rules.values()),
        network,
    )


def _part(lifecycle: ir.Lifecycle, words: Words) -> LifecyclePart:
    def node_id(state: str) -> str:
        return f"{lifecycle.name}.{state}"

    states = tuple(
        StateNode(
            node_id(state.name),
            lifecycle.name,
            state.name,
            titled(state.label, state.name),
            state.initial,
            state.final,
            state.citation,
        )
        for state in lifecycle.states
    )
    edges = tuple(
        TransitionEdge(
            each.id,
            lifecycle.name,
            tuple(node_id(source) for source in each.sources),
            each.everywhere,
            node_id(each.target),
            words.trigger(each.trigger),
            "" if each.when is None else words.cond(each.when),
            each.citation,
        )
        for each in lifecycle.transitions
    )
    return LifecyclePart(lifecycle.name, titled(lifecycle.label, lifecycle.name), states, edges)


def _rule(rule: ir.Rule, lives_in: tuple[str, ...], words: Words) -> RuleNode:
    notes = tuple(
        ExceptionNote(each.name, each.against, words.cond(each.when), _effect(each, words), each.citation)
        for each in rule.exceptions
    )
    scope = "" if rule.trigger is None else f"the latest {words.label_of(rule.trigger).lower()}"
    if rule.when is not None:
        scope += f", when {words.cond(rule.when)}"
    return RuleNode(
        rule.name,
        titled(rule.label, rule.name),
        words.norm(rule, rule.modality),
        rule.modality,
        scope,
        words.window(rule.window),
        rule.citation,
        notes,
        lives_in,
    )


def _effect(exception: ir.Exclusion, words: Words) -> str:
    if exception.modality is None and exception.window is None:
        return "released"
    parts = [modality(exception.modality) if exception.modality else "", words.window(exception.window)]
    return ", ".join(part for part in parts if part)
