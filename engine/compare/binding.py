"""What differs in a rule: who must do what, how strictly, when it arises, in which time, and what excepts from it."""

from __future__ import annotations

from dataclasses import replace

from ...dsl import ir
from ...dsl.words import lowered, modality
from ..mutate.clauses import extends, moved
from .found import Kind, Level, most
from .reach import effect
from .same import same
from .telling import Pair, Said, Telling


def rules(telling: Telling) -> None:
    """Every rule of either side."""
    pairs = telling.matching.after(Kind.RULE)
    for before, after in pairs.items():
        _rule(telling, telling.before.rules[before], telling.after.rules[after], telling.renamed.rules[before])
    for side, name in telling.alone(Kind.RULE):
        rule = (telling.before, telling.after)[side].rules[name]
        telling.one_sided(side, Kind.RULE, name, rule.label, Level.OUTCOME, whole(telling, side, rule))


def whole(telling: Telling, side: int, rule: ir.Rule) -> Said:
    """A rule in one line: the norm, when it arises, and its time."""
    words = telling.words[side]
    when = (
        f", for {'each' if rule.each else 'the latest'} {lowered(words.label_of(rule.trigger))}" if rule.trigger else ""
    )
    times = "; ".join(each for each in (words.window(rule.window), words.repeat(rule.repeat)) if each)
    return Said(f"{words.norm(rule, rule.modality)}{when}{f': {times}' if times else ''}", rule.citation, rule.span)


def _rule(telling: Telling, one: ir.Rule, own: ir.Rule, other: ir.Rule) -> None:
    pair = telling.pair(Kind.RULE, one.name, own.name, (one.label, own.label))
    here, there = Said("", one.citation, one.span), Said("", own.citation, own.span)
    words = telling.words

    def said(first: str, second: str) -> tuple[Said, Said]:
        return replace(here, words=first), replace(there, words=second)

    telling.named(pair, here, there, (one.label, own.label))
    if one.modality != other.modality:
        turned = one.modality.negated != other.modality.negated
        level = Level.OUTCOME if turned else Level.STRENGTH
        telling.change(pair, "modality", level, *said(modality(one.modality), modality(own.modality)))
    for aspect, level in (("actor", Level.OUTCOME), ("verb", Level.WORDING), ("addressee", Level.OUTCOME)):
        if getattr(one, aspect) != getattr(other, aspect):
            names = words[0].named(getattr(one, aspect)), words[1].named(getattr(own, aspect))
            telling.change(pair, aspect, level, *said(names[0] or "nobody named", names[1] or "nobody named"))
    if one.act != other.act:
        acts = (lowered(words[0].label_of(one.act)), lowered(words[1].label_of(own.act)))
        telling.change(pair, "act", Level.OUTCOME, *said(*acts))
    if (one.trigger, one.each) != (other.trigger, other.each):
        telling.change(pair, "for", Level.OUTCOME, *said(_arises(telling, 0, one), _arises(telling, 1, own)))
    spans = one.span, own.span
    cited = one.citation, own.citation
    for aspect, conditions in (
        ("when", (one.when, other.when, own.when)),
        ("while", (one.during, other.during, own.during)),
        ("with", (one.performing, other.performing, own.performing)),
    ):
        telling.condition(pair, aspect, Level.OUTCOME, conditions, cited, spans)
    if not same(one.window, other.window):
        _window(telling, pair, "window", (one.window, own.window), (here, there))
    if not same(one.repeat, other.repeat):
        often = (words[0].repeat(one.repeat) or "no number", words[1].repeat(own.repeat) or "no number")
        first, second = said(*often)
        if one.repeat is not None:
            first = replace(first, citation=one.repeat.citation, span=one.repeat.span)
        if own.repeat is not None:
            second = replace(second, citation=own.repeat.citation, span=own.repeat.span)
        telling.change(pair, "repeat", Level.OUTCOME, first, second)
    _exceptions(telling, pair, one, own, other)
    telling.cited(pair, here, there, _citations(one, own, other))


def _arises(telling: Telling, side: int, rule: ir.Rule) -> str:
    if rule.trigger is None:
        return "at all times"
    label = lowered(telling.words[side].label_of(rule.trigger))
    return f"for {'each' if rule.each else 'the latest'} {label}"


def _window(
    telling: Telling,
    pair: Pair,
    aspect: str,
    windows: tuple[ir.Window | None, ir.Window | None],
    bare: tuple[Said, Said],
) -> None:
    found: list[Said] = []
    for side, (window, said) in enumerate(zip(windows, bare, strict=True)):
        words = telling.words[side].window(window) or "no time"
        citation = said.citation if window is None or window.citation is None else window.citation
        found.append(Said(words, citation, said.span if window is None else window.span))
    telling.change(pair, aspect, Level.DEADLINE, found[0], found[1])


# Exceptions


def _exceptions(telling: Telling, pair: Pair, one: ir.Rule, own: ir.Rule, other: ir.Rule) -> None:
    names = {each.name: (each, mine) for each, mine in zip(other.exceptions, own.exceptions, strict=True)}
    for exception in one.exceptions:
        if exception.name not in names:
            level = effect(exception, one)
            gone = _exception(telling, 0, one, exception)
            telling.change(pair, f"exception {exception.name}, removed", level, gone, None)
            continue
        translated, mine = names[exception.name]
        _excepted(telling, pair, (one, own, other), (exception, mine, translated))
    known = {each.name for each in one.exceptions}
    for name, (_, mine) in names.items():
        if name not in known:
            come = _exception(telling, 1, own, mine)
            telling.change(pair, f"exception {mine.name}, added", effect(mine, own), None, come)


def _excepted(
    telling: Telling,
    pair: Pair,
    rules_: tuple[ir.Rule, ir.Rule, ir.Rule],
    exceptions: tuple[ir.Exclusion, ir.Exclusion, ir.Exclusion],
) -> None:
    one, own, other = exceptions
    rule, _, changed = rules_
    name = f"exception {one.name}"
    level = most((effect(one, rule), effect(other, changed)))
    here, there = Said("", one.citation, one.span), Said("", own.citation, own.span)
    if one.name != own.name:
        telling.wording(pair, f"{name}, name", here, there, (one.name, own.name))
    conditions = one.when, other.when, own.when
    telling.condition(pair, f"{name}, when", level, conditions, (one.citation, own.citation), (one.span, own.span))
    if one.against != other.against and set(one.against) != set(other.against):
        lists = (", ".join(one.against) or "none", ", ".join(own.against) or "none")
        first, second = replace(here, words=f"against {lists[0]}"), replace(there, words=f"against {lists[1]}")
        telling.change(pair, f"{name}, against", Level.OUTCOME, first, second)
    if one.modality != other.modality:
        said = [modality(each) if each else "as the rule has it" for each in (one.modality, own.modality)]
        turned = (one.modality or rule.modality).negated != (other.modality or changed.modality).negated
        bare = one.modality is None or other.modality is None
        level = Level.OUTCOME if turned or (bare and None in (one.window, other.window)) else Level.STRENGTH
        first, second = replace(here, words=said[0]), replace(there, words=said[1])
        telling.change(pair, f"{name}, modality", level, first, second)
    if not same(_expected(one, rule, changed), other.window):
        bare_ = here, there
        _window(telling, pair, f"{name}, window", (one.window, own.window), bare_)


def _expected(exception: ir.Exclusion, rule: ir.Rule, changed: ir.Rule) -> ir.Window | None:
    """The window of an exception, where the rule's own has changed with it: one that extends it is not written anew."""
    if exception.window is not None and extends(exception.window, rule) and not same(rule.window, changed.window):
        return moved(exception.window, changed.window)
    return exception.window


def _exception(telling: Telling, side: int, rule: ir.Rule, exception: ir.Exclusion) -> Said:
    words = telling.words[side]
    parts = [f"when {words.cond(exception.when)}" if exception.when is not None else "always"]
    if exception.against:
        parts.append(f"against {', '.join(exception.against)}")
    told = [modality(exception.modality)] if exception.modality is not None else []
    told += [words.window(exception.window)] if exception.window is not None else []
    parts.append(f"then {' '.join(told)}" if told else "then it does not apply")
    return Said(", ".join(parts), exception.citation, exception.span)


def _citations(one: ir.Rule, own: ir.Rule, other: ir.Rule) -> tuple[list[ir.Citation], list[ir.Citation]]:
    """What a rule cites on either side, part by part, for the parts that both have."""
    pairs: list[tuple[ir.Citation | None, ir.Citation | None]] = [(one.citation, own.citation)]
    if one.window is not None and own.window is not None:
        pairs.append((one.window.citation, own.window.citation))
    if one.repeat is not None and own.repeat is not None:
        pairs.append((one.repeat.citation, own.repeat.citation))
    mine = {each.name: each for each in other.exceptions}
    pairs += [(each.citation, mine[each.name].citation) for each in one.exceptions if each.name in mine]
    told = [(first, second) for first, second in pairs if first is not None and second is not None]
    return [first for first, _ in told], [second for _, second in told]
