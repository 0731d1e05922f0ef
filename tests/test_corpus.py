"""The corpus: small rules files, one folder for each phase, and what remit makes of them.

`tests/corpus/PHASE/bad/NAME.remit` has `NAME.txt` beside it, with all that is told about it; beside one in `ok` stands
what comes of it: its clauses (split), its tree (parse), what it says in words (resolve, lint). To add a case, add the
rules file and run `pytest --update`. What is loaded has the names of `tests/corpus/vocabulary.remit` and the paragraphs
of `tests/corpus/ledger.yaml`.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import pytest
from golden import Golden
from lark import Lark, Token, Tree
from support import MANIFEST
from test_wording import Told, faults_of_hint, faults_of_message

from remit.dsl import ast, ir
from remit.dsl.base.diagnostics import Diagnostic, in_order, render
from remit.dsl.base.spans import Source, SourceMap, Span
from remit.dsl.folder import Folder
from remit.dsl.load import load
from remit.dsl.syntax.mistakes import MISTAKES
from remit.dsl.syntax.parse import parse
from remit.dsl.syntax.split import KEYWORDS, split
from remit.dsl.words import Words, paragraphs

HOME = Path(__file__).parent / "corpus"
PHASES = ("split", "parse", "resolve", "lint")
OWED: set[str] = set()
"""Messages that are not worded as the guide asks, still to be mended; none may stay here once it is."""


def cases(sort: str, *phases: str) -> list[Path]:
    return sorted(path for phase in phases or PHASES for path in (HOME / phase / sort).glob("*.remit"))


def name(path: Path) -> str:
    return path.relative_to(HOME).with_suffix("").as_posix()


def source(path: Path) -> Source:
    return Source(path.name, path.read_text(encoding="utf-8"))


# --- the phases ---


def found_in(path: Path) -> tuple[Diagnostic, ...]:
    """What the phase of a file tells about it."""
    match path.parent.parent.name:
        case "split":
            return split(source(path))[1]
        case "parse":
            return in_order(parse(source(path))[1])
        case _:
            return loaded(path)[1]


def loaded(path: Path) -> tuple[ir.Framework, tuple[Diagnostic, ...]]:
    """The framework made of a file and the vocabulary, and what is told about the file."""
    texts = [source(HOME / "vocabulary.remit"), source(path)]
    ledger = Source("ledger.yaml", (HOME / "ledger.yaml").read_text(encoding="utf-8"))
    framework, found = load(Folder(Source("framework.yaml", MANIFEST), ledger, tuple(texts)))
    assert framework is not None
    return framework, tuple(each for each in found if each.span is None or each.span.source == path.name)


@pytest.mark.parametrize("path", cases("bad"), ids=name)
def test_what_is_told(path: Path, golden: Golden) -> None:
    found = found_in(path)
    assert found, "nothing is told about it"
    golden(path.with_suffix(".txt"), "\n".join(render(each, SourceMap((source(path),))) for each in found) + "\n")


@pytest.mark.parametrize("path", cases("ok"), ids=name)
def test_what_is_made(path: Path, golden: Golden) -> None:
    found = found_in(path)
    assert not found, "\n".join(render(each, SourceMap((source(path),))) for each in found)
    match path.parent.parent.name:
        case "split":
            made = "".join(
                f"{each.first_line}: {each.keyword}, {len(each.leading)} above, {each.text.count(chr(10)) + 1} in all\n"
                for each in split(source(path))[0]
            )
        case "parse":
            made = "\n".join(dump(each) for each in parse(source(path))[0]) + "\n"
        case _:
            made = "".join(f"{line}\n" for line in said(loaded(path)[0], path.name))
    golden(path.with_suffix(".txt"), made)


@pytest.mark.parametrize("path", cases("bad", "resolve", "lint"), ids=name)
def test_what_is_told_late_can_be_read(path: Path) -> None:
    assert parse(source(path))[1] == ()


def test_nothing_else_lies_about() -> None:
    expected = {
        path.with_suffix(ending) for sort in ("ok", "bad") for path in cases(sort) for ending in (".remit", ".txt")
    }
    expected |= {HOME / "vocabulary.remit", HOME / "ledger.yaml"}
    assert {path for path in HOME.rglob("*") if path.is_file()} == expected


# --- what is shown ---


def dump(node: object, indent: int = 0, label: str = "") -> str:
    """A tree, a line for each part; what is empty or absent is left out."""
    start = "  " * indent + (f"{label}: " if label else "")
    match node:
        case ast.Name():
            return f"{start}{node.text}"
        case ast.Cite(paragraphs=cited):
            return f"{start}{', '.join(each.text for each in cited)}"
        case tuple():
            if all(isinstance(each, ast.Name) for each in node):
                return f"{start}{', '.join(str(each) for each in node)}"
            return "\n".join(dump(each, indent, label) for each in node)
        case Enum() | str() | int():
            return f"{start}{node.value if isinstance(node, Enum) else node}"
        case _:
            assert is_dataclass(node)
            lines = [f"{start}{type(node).__name__}"]
            for each in fields(node):
                value = getattr(node, each.name)
                if value not in (None, (), "", False, ast.Stretch()) or (
                    value == 0 and each.name in ("amount", "value")
                ):
                    lines += [] if isinstance(value, Span) else [dump(value, indent + 1, each.name)]
            return "\n".join(lines)


def said(framework: ir.Framework, own: str) -> list[str]:
    """What the clauses of one file say."""
    words = Words(framework)
    lines: list[str] = []

    def say(text: str, span: Span, citation: ir.Citation | None = None) -> None:
        if span.source == own:
            cited = f" [{paragraphs(citation.paragraphs)}]" if citation and citation.paragraphs else ""
            lines.append(text + cited)

    for fact in framework.facts.values():
        say(f"fact {fact.name}: {fact.type.name}{'?' if fact.optional else ''}", fact.span)
    for event in framework.events.values():
        listed = ", ".join(f"{each.name}: {each.type.name}{'?' if each.optional else ''}" for each in event.fields)
        say(f"event {event.name} ({', '.join(event.moments)}; effective {event.effective}): {listed}", event.span)
    for document in framework.documents.values():
        for what, items in (("contains", document.contents), ("goes to", document.recipients)):
            for item in items:
                say(f"{document.event} {what} '{item.name}': {words.cond(item.when)}", item.span, item.citation)
    for deem in framework.deems:
        say(f"{deem.event} counts as {deem.target}: {words.cond(deem.when)}", deem.span, deem.citation)
    for define in framework.defines.values():
        say(f"{define.name}: {words.cond(define.cond)}", define.span, define.citation)
    for decision in framework.decisions.values():
        for row in decision.rows:
            say(f"{decision.name} is {row.value}: {words.cond(row.when)}", row.span, row.citation)
    for judgement in framework.judgements.values():
        say(f"{judgement.name} is {' or '.join(judgement.values)}, says {', '.join(judgement.by)}", judgement.span)
        for sign in judgement.signs:
            text = f"sign {sign.name} for {sign.value or 'all'}{' (asked)' if sign.asked else ''}"
            say(f"{text}: {words.cond(sign.when)}", sign.span, sign.citation)
    for lifecycle in framework.lifecycles.values():
        for state in lifecycle.states:
            say(f"{lifecycle.name} can be {state.name} in {state.parent or 'nothing'}", state.span, state.citation)
        for move in lifecycle.transitions:
            text = f"{lifecycle.name}: {', '.join(move.sources)} -> {move.target} on {words.trigger(move.trigger)}"
            say(f"{text}: {words.cond(move.when)}", move.span, move.citation)
    for rule in framework.rules.values():
        say(f"rule {rule.name}: {words.norm(rule, rule.modality)}", rule.span, rule.citation)
        about = f"{'each' if rule.each else 'latest'} {rule.trigger}" if rule.trigger else "the school"
        say(f"  for {about}: {words.cond(rule.when)}", rule.span)
        say(f"  while {words.cond(rule.during)}; with {words.cond(rule.performing)}", rule.span)
        if rule.window is not None:
            say(f"  {words.window(rule.window)}", rule.span, rule.window.citation)
        if rule.repeat is not None:
            say(f"  {words.repeat(rule.repeat)}", rule.span, rule.repeat.citation)
        for exception in rule.exceptions:
            text = f"  except {exception.name} against {', '.join(exception.against) or 'the rule'}"
            norm = f", then {words.norm(rule, exception.modality)}" if exception.modality else ""
            then = f", then {words.window(exception.window)}" if exception.window else ""
            say(f"{text}: {words.cond(exception.when)}{norm}{then}", exception.span, exception.citation)
    for parameter in framework.parameters.values():
        unit = f" {parameter.offset.unit}" if parameter.offset.unit else ""
        say(f"parameter {parameter.name}: {parameter.offset.amount}{unit}", parameter.span, parameter.citation)
    for reading in framework.readings.values():
        ways = " or ".join(each for each, _ in reading.alternatives)
        say(f"reading {reading.name}: {ways}, unless told otherwise {reading.default}", reading.span, reading.citation)
    for gap in framework.gaps.values():
        say(f"gap {gap.name} touches {', '.join(gap.touches) or 'nothing'}", gap.span, gap.citation)
    if framework.succession is not None:
        span = framework.succession.span
        say(f"follows {framework.succession.predecessor}", span)
        for carried in framework.succession.states:
            say(f"  {carried.source} -> {carried.target} in {carried.lifecycle}", span, carried.citation)
        for duty in framework.succession.rules:
            say(f"  the duties under {duty.rule}: {duty.fate.value}", span, duty.citation)
    return lines


# --- nothing is left out ---


@lru_cache(maxsize=1)
def grammar() -> tuple[str, Lark]:
    text = files("remit.dsl.syntax").joinpath("clause.lark").read_text(encoding="utf-8")
    return text, Lark(text, parser="lalr", keep_all_tokens=True, maybe_placeholders=False)


@lru_cache(maxsize=1)
def used() -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
    """The rules and aliases of the grammar, and the terminals with their words, that the good files use."""
    rules: set[str] = set()
    words: set[tuple[str, str]] = set()
    for path in cases("ok"):
        for chunk in split(source(path))[0]:
            for tree in grammar()[1].parse(chunk.text).iter_subtrees():
                rules.add(str(tree.data))
                words |= {(each.type, " ".join(each.split())) for each in tree.children if isinstance(each, Token)}
                assert all(isinstance(each, (Token, Tree)) for each in tree.children)
    return frozenset(rules), frozenset(words)


def test_every_alternative_of_the_grammar_is_used() -> None:
    _, lark = grammar()
    named = {str(each.alias or each.origin.name) for each in lark.rules if each.alias or not each.options.expand1}
    named = {each for each in named if not each.startswith("_")}
    assert len(named) > 80
    assert not named - used()[0]


def test_every_word_of_the_language_is_used() -> None:
    terminals = {each.name for each in grammar()[1].terminals if not each.name.startswith("__IGNORE")}
    assert not terminals - {terminal for terminal, _ in used()[1]}
    listed = re.findall(r"^([A-Z_]+)\.\d: /\(([^()]+)\)\\b/", grammar()[0], re.MULTILINE)
    assert len(listed) > 10
    wanted = {(terminal, word.replace(r"\s+", " ")) for terminal, words in listed for word in words.split("|")}
    assert not wanted - used()[1]


def test_every_clause_is_broken_somewhere() -> None:
    assert {chunk.keyword for path in cases("bad") for chunk in split(source(path))[0]} == set(KEYWORDS)


def test_every_mistake_is_made_somewhere() -> None:
    """Each mistake that a writer is helped with is made in a bad file, and met with the help that it is to get."""
    told = [
        (chunk.text, each.hint)
        for path in cases("bad", "parse")
        for chunk in split(source(path))[0]
        for each in found_in(path)
        if each.span is not None and chunk.span.start <= each.span.start <= chunk.span.end
    ]
    missing = [
        mistake.pattern.pattern
        for mistake in MISTAKES
        if not any(mistake.hint_of(found) == hint for text, hint in told for found in mistake.pattern.finditer(text))
    ]
    assert not missing


# --- the wording ---


def everything() -> list[Told]:
    told = (each for path in cases("bad") for each in found_in(path))
    return list(dict.fromkeys(Told(e.code, e.message, tuple(words for _, words in e.also), e.hint) for e in told))


def faults(told: Told) -> list[str]:
    found = faults_of_message(told.message) + (faults_of_hint(told.hint) if told.hint else [])
    found += [fault for words in told.also for fault in faults_of_message(words)]
    return found if told.hint or told.also else [*found, "says neither how to mend it nor another place"]


def test_messages_are_worded_as_the_guide_says() -> None:
    wrong = {each.message: found for each in everything() if (found := faults(each))}
    assert not set(wrong) - OWED, "\n".join(f"{each}: {wrong[each]}" for each in sorted(set(wrong) - OWED))


def test_what_is_owed_is_still_owed() -> None:
    assert {each.message for each in everything() if faults(each)} >= OWED, "mended or gone: take them out of OWED"
