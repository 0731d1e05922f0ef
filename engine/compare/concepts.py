"""Two frameworks concept by concept: what each says on it, from its own clauses."""

from __future__ import annotations

from collections.abc import Iterator

from ...dsl import ir
from ...dsl.citing import paragraph_of
from ...dsl.concordance import Concept as Shared
from ...dsl.concordance import Entry
from ...dsl.words import Words, lowered, modality, spoken, titled
from .found import Change, Concept, Level, Side, Told, most
from .telling import Telling

GIST, SHORT = 3, 140
"""So many lines make the gist of a concept, and so many characters the gist of a line."""


def concepts(
    telling: Telling, shared: tuple[Shared, ...], keys: tuple[str, str], changes: tuple[Change, ...]
) -> Iterator[Concept]:
    """Each concept that either framework speaks of, in the order of the concordance; `keys`: theirs in it."""
    for concept in shared:
        entries = concept.entries.get(keys[0]), concept.entries.get(keys[1])
        here, there = told(telling.before, entries[0]), told(telling.after, entries[1])
        if here.silent and there.silent:
            continue
        found = tuple(each for each in changes if _of(each, here, there))
        if here.silent or there.silent:
            level: Level | None = Level.OUTCOME
        else:
            level = most(each.level for each in found) if found else None
        yield Concept(concept.name, concept.label, here, there, level, tuple(each.id for each in found))


def _of(change: Change, here: Told, there: Told) -> bool:
    """Whether a change is one of a clause that a concept names; of a part, where it names the part alone."""
    for side, told_ in ((change.before, here), (change.after, there)):
        if side is None or not side.name:
            continue
        for line in told_.lines:
            owner, _, part = line.name.partition(".")
            if owner == side.name and (not part or f" {part}," in f"{change.aspect},"):
                return True
    return False


def told(framework: ir.Framework, entry: Entry | None) -> Told:
    """What a framework says on a concept: a line for each clause that its entry names and that it has."""
    if entry is None or entry.silent:
        return Told(True, (), (), "" if entry is None else entry.note)
    words = Words(framework)
    listed = [(named.text, _line(framework, words, named.text)) for named in entry.clauses]
    lines = [line for _, line in listed if line is not None]
    # An event without parts says nothing by itself, unless it is all there is.
    lines = [line for line in lines if line.name not in framework.events or line.citation is not None] or lines
    if not entry.clauses:
        lines = [
            _paragraph(framework, each.text) for each in entry.paragraphs if paragraph_of(each.text) in framework.ledger
        ]
    return Told(not lines, tuple(lines), tuple(n.text for n in entry.paragraphs), entry.note, _gist(framework, lines))


def _gist(framework: ir.Framework, lines: list[Side]) -> str:
    """The first few lines in a few words each, and how many there are besides."""
    quiet = {**framework.lifecycles, **framework.parameters, **framework.events}
    told = [each for each in lines if each.name not in quiet] or lines
    words = Words(framework)
    said = [_in_short(words, framework, each) for each in told[:GIST]]
    more = len(told) - len(said)
    return "; ".join(said) + (f"; and {more} more" if more else "")


def _in_short(words: Words, framework: ir.Framework, line: Side) -> str:
    rule = framework.rules.get(line.name)
    if rule is None:
        return line.words if len(line.words) <= SHORT else f"{line.words[: SHORT - 3].rstrip()}..."
    times = _times(words, rule)
    label = titled(rule.label, rule.name)
    return f"{label}: {modality(rule.modality)}, {times}" if times else label


def _times(words: Words, rule: ir.Rule) -> str:
    return "; ".join(each for each in (span_of(words, rule.window), words.repeat(rule.repeat)) if each)


def _paragraph(framework: ir.Framework, number: str) -> Side:
    """What a paragraph says that no clause does, from the ledger."""
    paragraph = framework.ledger[paragraph_of(number)]
    return Side("", paragraph.gist.rstrip("."), ir.Citation((number,), paragraph.span), paragraph.span)


def _line(framework: ir.Framework, words: Words, name: str) -> Side | None:
    f = framework
    owner, _, part = name.partition(".")
    if part and owner in f.rules:
        rule = f.rules[owner]
        exception = next((each for each in rule.exceptions if each.name == part), None)
        return None if exception is None else _exception(words, rule, exception)
    if part and owner in f.lifecycles:
        state = next((each for each in f.lifecycles[owner].states if each.name == part), None)
        label = None if state is None else titled(state.label, part)
        return None if state is None or label is None else Side(name, f"state '{label}'", state.citation, state.span)
    if name in f.rules:
        rule = f.rules[name]
        return Side(name, _norm(words, rule), rule.citation, rule.span)
    if name in f.defines:
        define = f.defines[name]
        return Side(name, f"{titled(define.label, name)}: {words.cond(define.cond)}", define.citation, define.span)
    if name in f.decisions:
        decision = f.decisions[name]
        cited = tuple(dict.fromkeys(n for row in decision.rows for n in row.citation.paragraphs))
        said = f"{titled(decision.label, name)}: {', '.join(map(spoken, decision.values))}"
        return Side(name, said, ir.Citation(cited, decision.span), decision.span)
    if name in f.judgements:
        judgement = f.judgements[name]
        by = f", judged by {' or '.join(map(words.named, judgement.by))}" if judgement.by else ""
        values = "" if set(judgement.values) == {ir.YES, ir.NO} else f": {', '.join(map(spoken, judgement.values))}"
        return Side(name, f"{titled(judgement.label, name)}{values}{by}", judgement.citation, judgement.span)
    if name in f.lifecycles:
        lifecycle = f.lifecycles[name]
        labels = ", ".join(lowered(titled(each.label, each.name)) for each in lifecycle.states if not each.composite)
        return Side(name, f"{titled(lifecycle.label, name)}: {labels}", None, lifecycle.span)
    if name in f.parameters:
        parameter = f.parameters[name]
        length = words.offset(parameter.offset) if parameter.offset.unit else str(parameter.offset.amount)
        return Side(name, f"{titled(parameter.label, name)}: {length}", parameter.citation, parameter.span)
    if name in f.events:
        return _event(f, words, name)
    if name in f.facts:
        return Side(name, titled(f.facts[name].label, name), None, f.facts[name].span)
    return None


def _norm(words: Words, rule: ir.Rule) -> str:
    """'HMI will usually hold monitoring visit: 4 to 6 weeks after published'."""
    about = f" (for {lowered(words.label_of(rule.trigger))})" if rule.trigger else ""
    times = _times(words, rule)
    return f"{words.norm(rule, rule.modality)}{f': {times}' if times else ''}{about if times else ''}"


def span_of(words: Words, window: ir.Window | None) -> str:
    """A window as one would say it: '4 to 6 weeks after 'published''."""
    said = words.window(window)
    if window is None or window.earliest is None or window.latest is None:
        return said
    first, last = window.earliest.offset, window.latest.offset
    if first is None or last is None or first.unit != last.unit or window.earliest.edge is not None:
        return said
    return said.replace(f"{words.offset(first)} to {words.offset(last)}", f"{first.amount} to {words.offset(last)}", 1)


def _exception(words: Words, rule: ir.Rule, exception: ir.Exclusion) -> Side:
    when = "always" if exception.when is None else f"when {words.cond(exception.when)}"
    then = [f"then {modality(exception.modality)}"] if exception.modality is not None else []
    then += [span_of(words, exception.window)] if exception.window is not None else []
    label = titled(rule.label, rule.name)
    said = f"{label}: {' '.join(then) if then else 'does not apply'} {when}"
    return Side(f"{rule.name}.{exception.name}", said, exception.citation, exception.span)


def _event(framework: ir.Framework, words: Words, name: str) -> Side:
    event = framework.events[name]
    document = framework.documents.get(name)
    parts = [titled(event.label, name)]
    cited: dict[str, None] = {}
    if document is not None and document.contents:
        number = len(document.contents)
        parts.append(f"holds {number} {'thing' if number == 1 else 'things'} that are named")
        cited |= {n: None for each in document.contents for n in each.citation.paragraphs}
    if document is not None and document.recipients:
        parts.append(f"goes to {', '.join(words.named(each.name) for each in document.recipients)}")
        cited |= {n: None for each in document.recipients for n in each.citation.paragraphs}
    citation = ir.Citation(tuple(cited), event.span) if cited else None
    return Side(name, "; ".join(parts), citation, event.span)
