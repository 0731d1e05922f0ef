"""What differs in definitions, decisions, judgements, parameters, readings and gaps."""

from __future__ import annotations

from dataclasses import replace

from ...dsl import ir
from ...dsl.words import lowered, spoken
from .found import Kind, Level
from .moving import aligned
from .same import same
from .telling import Pair, Said, Telling


def deciding(telling: Telling) -> None:
    """All of these, of either side."""
    _definitions(telling)
    _decisions(telling)
    _judgements(telling)
    _parameters(telling)
    _readings(telling)
    _gaps(telling)


def _definitions(telling: Telling) -> None:
    pairs = telling.matching.after(Kind.DEFINITION)
    for before, after in pairs.items():
        one, own, other = telling.before.defines[before], telling.after.defines[after], telling.renamed.defines[before]
        pair = telling.pair(Kind.DEFINITION, before, after, (one.label, own.label))
        here, there = Said("", one.citation, one.span), Said("", own.citation, own.span)
        level = telling.level(before)
        telling.named(pair, here, there, (one.label, own.label))
        _about(telling, pair, level, here, there, (one.about, other.about, own.about))
        conditions = one.cond, other.cond, own.cond
        telling.condition(pair, "when", level, conditions, (one.citation, own.citation), (one.span, own.span))
        telling.cited(pair, here, there, ([one.citation], [own.citation]))
    for side, name in telling.alone(Kind.DEFINITION):
        each = (telling.before, telling.after)[side].defines[name]
        said = Said(telling.words[side].cond(each.cond), each.citation, each.span)
        telling.one_sided(side, Kind.DEFINITION, name, each.label, Level.WORDING, said)


def _about(
    telling: Telling,
    pair: Pair,
    level: Level,
    here: Said,
    there: Said,
    about: tuple[str | None, str | None, str | None],
) -> None:
    if about[0] == about[1]:
        return
    words = tuple(
        f"about {lowered(telling.words[side].label_of(each))}" if each else "about the subject"
        for side, each in enumerate((about[0], about[2]))
    )
    telling.change(pair, "about", level, replace(here, words=words[0]), replace(there, words=words[1]))


# Decisions


def _decisions(telling: Telling) -> None:
    pairs = telling.matching.after(Kind.DECISION)
    for before, after in pairs.items():
        one, own = telling.before.decisions[before], telling.after.decisions[after]
        other = telling.renamed.decisions[before]
        pair = telling.pair(Kind.DECISION, before, after, (one.label, own.label))
        here, there = Said("", None, one.span), Said("", None, own.span)
        telling.named(pair, here, there, (one.label, own.label))
        _about(telling, pair, Level.OUTCOME, here, there, (one.about, other.about, own.about))
        alike = telling.meaning.decisions(one, other)
        if one.ordered != other.ordered:
            words = tuple(
                "the first row that holds" if each.ordered else "the one row that holds" for each in (one, own)
            )
            level = Level.WORDING if alike else Level.OUTCOME
            telling.change(pair, "order", level, replace(here, words=words[0]), replace(there, words=words[1]))
        _rows(telling, pair, Level.WORDING if alike else Level.OUTCOME, one, own, other)
    for side, name in telling.alone(Kind.DECISION):
        each = (telling.before, telling.after)[side].decisions[name]
        numbers = tuple(dict.fromkeys(number for row in each.rows for number in row.citation.paragraphs))
        said = Said(f"values: {', '.join(map(spoken, each.values))}", ir.Citation(numbers, each.span), each.span)
        telling.one_sided(side, Kind.DECISION, name, each.label, Level.OUTCOME, said)


def _rows(telling: Telling, pair: Pair, level: Level, one: ir.Decision, own: ir.Decision, other: ir.Decision) -> None:
    def apart(first: ir.Row, second: ir.Row) -> float:
        return (first.value != second.value) + (not same(first.when, second.when)) * 1.0

    numbers: dict[str, int] = {}
    cited: list[tuple[ir.Citation, ir.Citation]] = []
    for first, second in aligned(one.rows, other.rows, apart):
        row = None if first is None else one.rows[first]
        its, changed = (None, None) if second is None else (own.rows[second], other.rows[second])
        value = row.value if row is not None else changed.value if changed is not None else ""
        numbers[value] = numbers.get(value, 0) + 1
        aspect = f"row {value}" + (f" {numbers[value]}" if numbers[value] > 1 else "")
        if row is None or its is None or changed is None:
            here = None if row is None else _row(telling, 0, row)
            there = None if its is None else _row(telling, 1, its)
            telling.change(pair, f"{aspect}, {'added' if row is None else 'removed'}", level, here, there)
            continue
        cited.append((row.citation, its.citation))
        if row.value != changed.value:
            here, there = (
                Said(spoken(row.value), row.citation, row.span),
                Said(spoken(its.value), its.citation, its.span),
            )
            telling.change(pair, f"{aspect}, value", level, here, there)
        elif row.value != its.value:
            bare = Said("", row.citation, row.span), Said("", its.citation, its.span)
            telling.wording(pair, f"{aspect}, name", *bare, (row.value, its.value))
        conditions = row.when, changed.when, its.when
        telling.condition(
            pair, f"{aspect}, when", level, conditions, (row.citation, its.citation), (row.span, its.span)
        )
    bare = Said("", None, one.span), Said("", None, own.span)
    telling.cited(pair, *bare, ([first for first, _ in cited], [second for _, second in cited]))


def _row(telling: Telling, side: int, row: ir.Row) -> Said:
    when = "otherwise" if row.when is None else f"when {telling.words[side].cond(row.when)}"
    return Said(f"{spoken(row.value)} {when}", row.citation, row.span)


# Judgements


def _judgements(telling: Telling) -> None:
    pairs = telling.matching.after(Kind.JUDGEMENT)
    for before, after in pairs.items():
        one, own = telling.before.judgements[before], telling.after.judgements[after]
        other = telling.renamed.judgements[before]
        pair = telling.pair(Kind.JUDGEMENT, before, after, (one.label, own.label))
        here, there = Said("", one.citation, one.span), Said("", own.citation, own.span)
        telling.named(pair, here, there, (one.label, own.label))
        _about(telling, pair, Level.OUTCOME, here, there, (one.about, other.about, own.about))
        for aspect, word in (("values", spoken), ("by", spoken)):
            if set(getattr(one, aspect)) != set(getattr(other, aspect)):
                words = [", ".join(map(word, getattr(each, aspect))) or "nobody named" for each in (one, own)]
                first, second = replace(here, words=words[0]), replace(there, words=words[1])
                telling.change(pair, aspect, Level.OUTCOME, first, second)
        _signs(telling, pair, one, own, other)
    for side, name in telling.alone(Kind.JUDGEMENT):
        each = (telling.before, telling.after)[side].judgements[name]
        by = f", judged by {', '.join(map(telling.words[side].named, each.by))}" if each.by else ""
        said = Said(f"{' or '.join(map(spoken, each.values))}{by}", each.citation, each.span)
        telling.one_sided(side, Kind.JUDGEMENT, name, each.label, Level.OUTCOME, said)


def _signs(telling: Telling, pair: Pair, one: ir.Judgement, own: ir.Judgement, other: ir.Judgement) -> None:
    mine = {sign.name: (sign, its) for sign, its in zip(other.signs, own.signs, strict=True)}
    cited = [(one.citation, own.citation)]
    for sign in one.signs:
        aspect = f"sign {sign.name}"
        if sign.name not in mine:
            here = Said(sign.label or spoken(sign.name), sign.citation, sign.span)
            telling.change(pair, f"{aspect}, removed", Level.OUTCOME, here, None)
            continue
        changed, its = mine[sign.name]
        cited.append((sign.citation, its.citation))
        here, there = Said("", sign.citation, sign.span), Said("", its.citation, its.span)
        if sign.label != its.label:
            telling.wording(pair, f"{aspect}, label", here, there, (sign.label, its.label))
        if sign.name != its.name:
            telling.wording(pair, f"{aspect}, name", here, there, (sign.name, its.name))
        if sign.value != changed.value:
            words = tuple(f"for {spoken(each.value) or 'all values'}" for each in (sign, its))
            first, second = replace(here, words=words[0]), replace(there, words=words[1])
            telling.change(pair, f"{aspect}, value", Level.OUTCOME, first, second)
        conditions = sign.when, changed.when, its.when
        bare = (sign.citation, its.citation), (sign.span, its.span)
        telling.condition(pair, f"{aspect}, when", Level.OUTCOME, conditions, *bare)
    known = {sign.name for sign in one.signs}
    for name, (_, its) in mine.items():
        if name not in known:
            there = Said(its.label or spoken(its.name), its.citation, its.span)
            telling.change(pair, f"sign {its.name}, added", Level.OUTCOME, None, there)
    bare_ = Said("", one.citation, one.span), Said("", own.citation, own.span)
    telling.cited(pair, *bare_, ([first for first, _ in cited], [second for _, second in cited]))


# Parameters, readings, gaps


def _parameters(telling: Telling) -> None:
    pairs = telling.matching.after(Kind.PARAMETER)
    for before, after in pairs.items():
        one, own = telling.before.parameters[before], telling.after.parameters[after]
        pair = telling.pair(Kind.PARAMETER, before, after, (one.label, own.label))
        here = Said(_length(telling, 0, one), one.citation, one.span)
        there = Said(_length(telling, 1, own), own.citation, own.span)
        telling.named(pair, here, there, (one.label, own.label))
        if (one.offset.amount, one.offset.unit) != (own.offset.amount, own.offset.unit):
            telling.change(pair, "value", telling.level(before), here, there)
        telling.cited(pair, here, there, ([one.citation], [own.citation]))
    for side, name in telling.alone(Kind.PARAMETER):
        each = (telling.before, telling.after)[side].parameters[name]
        said = Said(_length(telling, side, each), each.citation, each.span)
        telling.one_sided(side, Kind.PARAMETER, name, each.label, Level.WORDING, said)


def _length(telling: Telling, side: int, parameter: ir.Parameter) -> str:
    offset = parameter.offset
    return telling.words[side].offset(offset) if offset.unit else str(offset.amount)


def _readings(telling: Telling) -> None:
    pairs = telling.matching.after(Kind.READING)
    for before, after in pairs.items():
        one, own, other = (
            telling.before.readings[before],
            telling.after.readings[after],
            telling.renamed.readings[before],
        )
        pair = telling.pair(Kind.READING, before, after, (one.question, own.question))
        here, there = Said("", one.citation, one.span), Said("", own.citation, own.span)
        level = telling.level(before)
        telling.named(pair, here, there, (one.question, own.question))
        if one.default != other.default:
            first, second = replace(here, words=spoken(one.default)), replace(there, words=spoken(own.default))
            telling.change(pair, "default", level, first, second)
        if set(one.names) != set(other.names):
            first = replace(here, words=" or ".join(map(spoken, one.names)))
            second = replace(there, words=" or ".join(map(spoken, own.names)))
            telling.change(pair, "alternatives", level, first, second)
        labels = dict(other.alternatives)
        for name, label in one.alternatives:
            if name in labels and labels[name] != label:
                telling.wording(pair, f"alternative {name}, label", here, there, (label, labels[name]))
        telling.cited(pair, here, there, ([one.citation], [own.citation]))
    for side, name in telling.alone(Kind.READING):
        each = (telling.before, telling.after)[side].readings[name]
        said = Said(" or ".join(map(spoken, each.names)), each.citation, each.span)
        telling.one_sided(side, Kind.READING, name, each.question, Level.WORDING, said)


def _gaps(telling: Telling) -> None:
    pairs = telling.matching.after(Kind.GAP)
    for before, after in pairs.items():
        one, own, other = telling.before.gaps[before], telling.after.gaps[after], telling.renamed.gaps[before]
        pair = telling.pair(Kind.GAP, before, after, (one.label, own.label))
        here, there = Said("", one.citation, one.span), Said("", own.citation, own.span)
        telling.named(pair, here, there, (one.label, own.label))
        if set(one.touches) != set(other.touches):
            lists = ", ".join(one.touches), ", ".join(own.touches)
            telling.wording(pair, "touches", here, there, (f"touches {lists[0]}", f"touches {lists[1]}"))
        telling.cited(pair, here, there, ([one.citation], [own.citation]))
    for side, name in telling.alone(Kind.GAP):
        each = (telling.before, telling.after)[side].gaps[name]
        said = Said(each.label, each.citation, each.span)
        telling.one_sided(side, Kind.GAP, name, each.label, Level.WORDING, said)
