"""The state graph of a framework: states, transitions, the rules that live in the states, and what they read.

The only module that knows networkx.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ..dsl import ir
from ..dsl.words import Words, lowered, modality, spoken, titled
from .alive import Alive, rules_alive
from .canonical import canonical
from .captions import Captions, days_until, outermost
from .groups import compile_condition

if TYPE_CHECKING:
    import networkx as nx


class Cause(StrEnum):
    """What sets a transition off."""

    EVENT = "event"
    TIME = "time"
    LAPSE = "lapse"


@dataclass(frozen=True, slots=True)
class StateNode:
    """A state of a lifecycle; `id` is `lifecycle.state`. `parent` is the id of the state around it, if any."""

    id: str
    lifecycle: str
    name: str
    label: str
    initial: bool
    final: bool
    citation: ir.Citation | None
    parent: str | None = None
    composite: bool = False


@dataclass(frozen=True, slots=True)
class TransitionEdge:
    """A transition as written: from each of `sources` (state ids) to `target`. `everywhere`: from any state.

    They may be states with others inside; `leaves` and `leaf` are those that have none. `trigger` says in words what
    sets it off, `brief` says it in about four, and `few` the guard. `reads` names the other lifecycles that guard or
    time look at. `by`: who brings it about, `judged`: whose judgements the guard looks at, both in words.
    """

    id: str
    lifecycle: str
    sources: tuple[str, ...]
    everywhere: bool
    target: str
    trigger: str
    guard: str
    citation: ir.Citation
    leaves: tuple[str, ...] = ()
    leaf: str = ""
    cause: Cause = Cause.EVENT
    brief: str = ""
    reads: tuple[str, ...] = ()
    few: str = ""
    by: str = ""
    judged: tuple[str, ...] = ()


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
    """A rule in words, and the states in which it can be live, those with others inside as one.

    `lives_in` is empty where it is live whatever the state; `either`: of its lifecycles one suffices. `due` says in few
    words when or how often, and `days` is about how many days that is after what it is counted from (None: no days).
    """

    id: str
    label: str
    norm: str
    modality: ir.Modality
    scope: str
    window: str
    citation: ir.Citation
    exceptions: tuple[ExceptionNote, ...]
    lives_in: tuple[str, ...]
    repeat: str = ""
    either: bool = False
    actor: str = ""
    due: str = ""
    days: float | None = None


@dataclass(frozen=True, slots=True)
class Particular:
    """What a document must hold, to whom it goes, or a sign of a judgement; `about` is the judgement's value."""

    says: str
    about: str
    when: str
    citation: ir.Citation


@dataclass(frozen=True, slots=True)
class DocumentNode:
    """A letter or report. `serves` has the ids of the transitions and rules that its event sets off or fulfils."""

    label: str
    contents: tuple[Particular, ...]
    recipients: tuple[Particular, ...]
    serves: frozenset[str]


@dataclass(frozen=True, slots=True)
class JudgementNode:
    """A judgement with its signs. `serves` has the ids of the transitions and rules that read it."""

    label: str
    by: str
    signs: tuple[Particular, ...]
    serves: frozenset[str]


@dataclass(frozen=True, slots=True)
class LifecyclePart:
    """A lifecycle: its states, those that follow on others behind them, and its transitions as they are written."""

    id: str
    label: str
    states: tuple[StateNode, ...]
    transitions: tuple[TransitionEdge, ...]


@dataclass(frozen=True, slots=True)
class StateGraph:
    """All lifecycles and rules of a framework, in the order of its source, however the clauses are sorted into files.

    `gists`: what the ledger says of the paragraphs that states, transitions and rules cite. Documents are those of
    which the source says something, judgements those with signs.
    """

    framework: str
    title: str
    in_force: str
    lifecycles: tuple[LifecyclePart, ...]
    rules: tuple[RuleNode, ...]
    documents: tuple[DocumentNode, ...] = ()
    judgements: tuple[JudgementNode, ...] = ()
    gists: tuple[tuple[str, str], ...] = ()

    def network(self) -> nx.MultiDiGraph[str]:
        """The states that have none inside, and an edge, keyed by the transition's id, for each source and target."""
        import networkx as nx  # takes longer to load than a framework does

        network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for part in self.lifecycles:
            network.add_nodes_from(state.id for state in part.states if not state.composite)
            for edge in part.transitions:
                for source in edge.leaves:
                    network.add_edge(source, edge.leaf, key=edge.id)
        return network


def state_graph(framework: ir.Framework) -> StateGraph:
    """The state graph of a framework."""
    framework = canonical(framework)
    words, read = Captions(framework), dict(_read(framework))
    parts = tuple(_part(lifecycle, words, read) for lifecycle in framework.lifecycles.values())
    manifest = framework.manifest
    until = f" until {manifest.in_force_until.isoformat()}" if manifest.in_force_until else ""
    alive = rules_alive(framework)
    return StateGraph(
        manifest.full_id,
        f"{manifest.publisher}: {manifest.title}",
        f"in force from {manifest.in_force_from.isoformat()}{until}",
        parts,
        tuple(_rule(rule, alive[rule.name], words) for rule in framework.rules.values()),
        tuple(_document(each, words) for each in framework.documents.values() if each.contents or each.recipients),
        tuple(_judgement(each, read, words) for each in framework.judgements.values() if each.signs),
        tuple(_gists(framework)),
    )


def _gists(framework: ir.Framework) -> Iterator[tuple[str, str]]:
    """The paragraphs that states, transitions and rules cite, as they cite them, with their gist."""
    citations = [each.citation for lifecycle in framework.lifecycles.values() for each in lifecycle.states]
    citations += [each.citation for lifecycle in framework.lifecycles.values() for each in lifecycle.transitions]
    citations += [each.citation for each in framework.rules.values()]
    for number in dict.fromkeys(number for each in citations if each is not None for number in each.paragraphs):
        paragraph = framework.ledger.get(number) or framework.ledger.get(number.partition("[")[0])
        if paragraph is not None:
            yield number, paragraph.gist


# Lifecycles


_Read = dict[str, frozenset[tuple[str, str]]]
"""The transitions and rules by id, with the fields (`event`, `field`) and facts (``, `fact`) that each reads."""


def _part(lifecycle: ir.Lifecycle, words: Captions, read: _Read) -> LifecyclePart:
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
            None if state.parent is None else node_id(state.parent),
            state.composite,
        )
        for state in lifecycle.states
    )
    edges = tuple(
        TransitionEdge(
            each.id,
            lifecycle.name,
            tuple(node_id(source) for source in each.written),
            each.everywhere,
            node_id(each.into),
            words.trigger(each.trigger),
            "" if each.when is None else words.cond(each.when),
            each.citation,
            tuple(node_id(source) for source in each.sources),
            node_id(each.target),
            _cause(each.trigger),
            words.brief(each.trigger),
            _others(each, lifecycle.name, words.framework),
            words.few(each, lifecycle.transitions),
            words.doer(each.trigger),
            _judged(read[each.id], words),
        )
        for each in lifecycle.transitions
    )
    return LifecyclePart(lifecycle.name, titled(lifecycle.label, lifecycle.name), states, edges)


def _cause(trigger: ir.Trigger) -> Cause:
    match trigger:
        case ir.OnEvent():
            return Cause.EVENT
        case ir.OnLapse():
            return Cause.LAPSE
        case ir.AtTime():
            return Cause.TIME


def _judged(read: frozenset[tuple[str, str]], words: Words) -> tuple[str, ...]:
    """Whose judgements are among the fields and facts read, in words."""
    judges = (
        words.named(judge)
        for each in words.framework.judgements.values()
        if (each.about or "", each.name) in read
        for judge in each.by
    )
    return tuple(dict.fromkeys(judges))


def _others(transition: ir.Transition, own: str, framework: ir.Framework) -> tuple[str, ...]:
    """The other lifecycles at whose state, or at the day of it, a transition looks."""
    anchors = [transition.trigger.point.anchor] if isinstance(transition.trigger, ir.AtTime) else []
    read: set[str] = set()
    for term in _terms((transition.when,), framework):
        match term:
            case ir.StateTerm(lifecycle=name):
                read.add(name)
            case ir.PassedTerm(point=point) | ir.PositionTerm(mark=point):
                anchors.append(point.anchor)
            case _:
                pass
    read |= {anchor.lifecycle for anchor in anchors if isinstance(anchor, ir.EntryAnchor)}
    return tuple(name for name in framework.lifecycles if name in read and name != own)


def _terms(conds: Iterable[ir.Cond | None], framework: ir.Framework) -> Iterator[ir.Term]:
    """What conditions test, with named conditions and decisions written out."""
    for cond in conds:
        if cond is not None:
            for variable in compile_condition(cond, framework).variables:
                match variable.term:
                    case ir.PresumedTerm(cond=presumed):
                        yield from _terms((presumed,), framework)
                    case ir.KnownTerm(term=inner):
                        yield inner
                    case term:
                        yield term


# Rules


def _rule(rule: ir.Rule, alive: Alive, words: Captions) -> RuleNode:
    notes = tuple(
        ExceptionNote(each.name, each.against, words.cond(each.when), _effect(each, words), each.citation)
        for each in rule.exceptions
    )
    scope: list[str] = []
    if rule.trigger is not None:
        scope.append(f"{'each' if rule.each else 'the latest'} {lowered(words.label_of(rule.trigger))}")
    if rule.when is not None:
        scope.append(f"when {words.cond(rule.when)}")
    if rule.during is not None:
        scope.append(f"while {words.cond(rule.during)}")
    return RuleNode(
        rule.name,
        titled(rule.label, rule.name),
        words.norm(rule, rule.modality),
        rule.modality,
        ", ".join(scope),
        words.window(rule.window),
        rule.citation,
        notes,
        _homes(alive, words.framework),
        words.repeat(rule.repeat),
        alive.either,
        words.named(rule.actor, first=True),
        words.due(rule),
        days_until(rule),
    )


def _homes(alive: Alive, framework: ir.Framework) -> tuple[str, ...]:
    return tuple(
        f"{lifecycle.name}.{name}"
        for lifecycle in framework.lifecycles.values()
        for name in outermost(
            lifecycle, (leaf for leaf in lifecycle.leaves if f"{lifecycle.name}.{leaf}" in alive.states)
        )
    )


def _effect(exception: ir.Exclusion, words: Words) -> str:
    if exception.modality is None and exception.window is None:
        return "released"
    parts = [modality(exception.modality) if exception.modality else "", words.window(exception.window)]
    return ", ".join(part for part in parts if part)


# Documents and judgements


def _document(document: ir.Document, words: Words) -> DocumentNode:
    framework = words.framework
    serves = {rule.name for rule in framework.rules.values() if document.event in (rule.act, rule.trigger)}
    serves |= {
        each.id
        for lifecycle in framework.lifecycles.values()
        for each in lifecycle.transitions
        if each.trigger == ir.OnEvent(document.event)
    }
    contents, recipients = (
        tuple(
            Particular(spoken(item.name), "", "" if item.when is None else words.cond(item.when), item.citation)
            for item in items
        )
        for items in (document.contents, document.recipients)
    )
    return DocumentNode(words.label_of(document.event), contents, recipients, frozenset(serves))


def _read(framework: ir.Framework) -> Iterator[tuple[str, frozenset[tuple[str, str]]]]:
    """The transitions and rules by id, with the fields (`event`, `field`) and facts (``, `fact`) that each reads."""
    asking: list[tuple[str, tuple[ir.Cond | None, ...]]] = [
        (each.id, (each.when,)) for lifecycle in framework.lifecycles.values() for each in lifecycle.transitions
    ]
    for rule in framework.rules.values():
        own = (rule.when, rule.during, rule.performing)
        asking.append((rule.name, (*own, *(each.when for each in rule.exceptions))))
    for name, conds in asking:
        read: set[tuple[str, str]] = set()
        for term in _terms(conds, framework):
            match term:
                case ir.FieldTerm(event=event, field=field):
                    read.add((event, field))
                case ir.FactTerm(fact=fact):
                    read.add(("", fact))
                case _:
                    pass
        yield name, frozenset(read)


def _judgement(judgement: ir.Judgement, read: _Read, words: Words) -> JudgementNode:
    about = judgement.about or ""
    signs = tuple(
        Particular(
            sign.label
            if sign.asked and sign.label
            else f"{f'{sign.label}: ' if sign.label else ''}{words.cond(sign.when)}",
            spoken(sign.value),
            "somebody must look" if sign.asked else "",
            sign.citation,
        )
        for sign in judgement.signs
    )
    by = " or ".join(spoken(each) for each in judgement.by)
    label = titled(judgement.label, judgement.name)
    return JudgementNode(
        label, by, signs, frozenset(name for name, fields in read.items() if (about, judgement.name) in fields)
    )
