"""The reference of the language is whole: every construct and every word of it stands in an example that is run.

Of a page, all blocks `remit` without a further word are one framework without findings; a block `yaml holds` are
scenarios of that framework, and what they expect must come about.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

import pytest
from lark import Lark, Token, Tree
from support import MANIFEST, framework
from test_docs import DOCS, blocks, name, prose, read, sections

from remit.dsl.base.diagnostics import render
from remit.dsl.base.spans import Source, SourceMap
from remit.dsl.resolve.references import PERIODS, UNITS
from remit.dsl.resolve.symbols import RESERVED
from remit.dsl.syntax.split import KEYWORDS, split
from remit.engine import jsonable
from remit.engine.analyse import advise
from remit.engine.evaluate import evaluate
from remit.engine.groups import Compiled
from remit.engine.life import Status
from remit.engine.outcome import Outcome
from remit.engine.scenario import Scenario, read_scenarios, run
from remit.pipeline import load_folder

INDEX = DOCS / "reference" / "language.md"
PAGES = [INDEX, *sorted((DOCS / "reference" / "language").glob("*.md"))]
SAYINGS = "How handbooks say it"


def rules(page: Path) -> str:
    """The framework of a page."""
    return "\n".join(each.text for each in blocks(read(page)) if each.language == "remit" and not each.words)


@cache
def compiled(page: Path) -> Compiled:
    return framework(rules(page), checked=False)


# --- what is shown is so ---


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_page_checks_without_findings(page: Path, tmp_path: Path) -> None:
    (tmp_path / "framework.yaml").write_text(MANIFEST, encoding="utf-8")
    (tmp_path / "rules.remit").write_text(rules(page), encoding="utf-8")
    loaded = load_folder(tmp_path)
    found = loaded.diagnostics or tuple(advise(compiled(page)))
    assert not found, "\n".join(render(each, loaded.sources) for each in found)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_page_answers_as_it_says(page: Path) -> None:
    shown = [each for each in blocks(read(page)) if each.language == "yaml" and "holds" in each.words]
    wrong: list[str] = []
    for block in shown:
        source = Source(f"{name(page)}, block in line {block.first}", block.text)
        found, faults = read_scenarios(source, compiled(page).framework)
        assert all(each.expected for each in found) and (found or faults), f"{source.label} expects nothing"
        wrong += [render(each, SourceMap((source,))) for each in faults]
        wrong += [str(each) for scenario in found for each in run(scenario, compiled(page))]
    assert not wrong, "\n".join(wrong)
    assert shown or page == INDEX, "the page shows no answer"


# --- nothing is left out ---


@lru_cache(maxsize=1)
def grammar() -> Lark:
    """The grammar, with every rule kept in the trees, those too that it folds into others."""
    text = files("remit.dsl.syntax").joinpath("clause.lark").read_text(encoding="utf-8")
    whole = re.sub(r"^\?", "", text, flags=re.MULTILINE)
    return Lark(whole, parser="lalr", keep_all_tokens=True, maybe_placeholders=False)


def homes() -> dict[str, set[str]]:
    """The rules to which each name that a tree can bear belongs: an alternative may have a name of its own."""
    found: dict[str, set[str]] = defaultdict(set)
    for each in grammar().rules:
        found[str(each.alias or each.origin.name)].add(str(each.origin.name))
    return found


def parts_wanted() -> set[tuple[str, str]]:
    """Each alternative of the grammar with each thing that can stand in it."""
    helpers: dict[str, set[str]] = defaultdict(set)
    for each in grammar().rules:
        if each.origin.name.startswith("__"):
            helpers[each.origin.name] |= {str(symbol.name) for symbol in each.expansion}
    found = set()
    for each in grammar().rules:
        if not each.origin.name.startswith("_"):
            for symbol in each.expansion:
                inside = helpers.get(str(symbol.name), {str(symbol.name)})
                found |= {(str(each.alias or each.origin.name), part) for part in inside if not part.startswith("__")}
    return found


def parts_used(text: str) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """The same of rules, and their words by terminal."""
    parts: set[tuple[str, str]] = set()
    words: set[tuple[str, str]] = set()
    owners = homes()
    for chunk in split(Source("page", text))[0]:
        for tree in grammar().parse(chunk.text).iter_subtrees():
            for child in tree.children:
                if isinstance(child, Token):
                    parts.add((str(tree.data), child.type))
                    words.add((child.type, " ".join(child.split())))
                elif isinstance(child, Tree):
                    parts |= {(str(tree.data), home) for home in owners[str(child.data)]}
    return parts, words


@lru_cache(maxsize=1)
def used() -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """What the examples of all pages use. Each is loaded, checked and, where an answer is shown, asked."""
    return parts_used("\n".join(rules(page) for page in PAGES))


def test_every_alternative_of_the_grammar_stands_in_an_example() -> None:
    wanted = parts_wanted()
    assert len(wanted) > 200
    missing = sorted(f"{part} in {whole}" for whole, part in wanted - used()[0])
    assert not missing, f"no example has {missing}"


def test_every_word_of_the_language_stands_in_an_example() -> None:
    patterns = {each.name: each.pattern.value for each in grammar().terminals}
    listed = {key: found[1] for key, value in patterns.items() if (found := re.fullmatch(r"\(([^()]+)\)\\b", value))}
    assert len(listed) > 10
    wanted = {(key, word.replace(r"\s+", " ")) for key, words in listed.items() for word in words.split("|")}
    missing = sorted(word for _, word in wanted - used()[1])
    assert not missing, f"no example has {missing}"
    lost = sorted(key for key in patterns if not key.startswith("__IGNORE") and key not in {k for k, _ in used()[1]})
    assert not lost, f"no example has {lost}"


def test_every_unit_and_period_stands_in_an_example() -> None:
    written = set(re.findall(r"\w+", "\n".join(rules(page) for page in PAGES)))
    assert not (missing := {each for each in UNITS.values() if not {each, each[:-1]} & written}), missing
    assert not (missing := set(PERIODS) - written), missing


def test_every_construct_has_a_section() -> None:
    told = {title for page in PAGES for title in sections(read(page), 2)}
    assert not (missing := [word for word in KEYWORDS if word not in told]), f"no section on {missing}"


def test_every_reserved_word_and_status_is_told() -> None:
    text = "\n".join(prose(read(page)) for page in PAGES)
    told = set(re.findall(r"`([^`]+)`", text))
    wanted = {*RESERVED, *(each.value for each in Status)}
    assert not (missing := wanted - told), f"not told: {missing}"


def keys(value: object) -> set[str]:
    """Every key of an answer, but the names that a framework gives."""
    match value:
        case dict():
            named = {"states", "decisions", "judgements", "gaps", "labels", "receipt"}
            inner = [
                each.values() if key in named and isinstance(each, dict) else [each] for key, each in value.items()
            ]
            return set(value) | {found for group in inner for each in group for found in keys(each)}
        case list():
            return {found for each in value for found in keys(each)}
        case _:
            return set()


def test_every_key_of_an_answer_is_told() -> None:
    found: set[str] = set()
    for page in PAGES:
        for block in blocks(read(page)):
            if "holds" in block.words:
                scenarios, _ = read_scenarios(Source("page", block.text), compiled(page).framework)
                found |= {key for s in scenarios for key in keys(jsonable.outcome(answer(page, s), {}))}
    told = set(re.findall(r"`(\w+)`", sections(read(DOCS / "reference" / "case-files.md"), 2)["The answer as data"]))
    assert {"needed", "met", "count", "latest_time", "wanted_by", "through", "question"} <= found
    assert not found - told, f"not told: {sorted(found - told)}"


def answer(page: Path, scenario: Scenario) -> Outcome:
    return evaluate(compiled(page), scenario.case, scenario.as_of, scenario.settings)


# --- what is referred to is there ---


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_rules_of_the_semantics_exist(page: Path) -> None:
    numbers = {title.partition(".")[0] for title in sections(read(DOCS / "semantics.md"), 3) if title[0].isdigit()}
    named = re.findall(r"[Ss]emantics (\d+(?:(?:, | and |, and )\d+)*)", prose(read(page)))
    wanted = {number for each in named for number in re.findall(r"\d+", each)}
    assert wanted or page == INDEX
    assert not (missing := wanted - numbers), f"docs/semantics.md has no rule {sorted(missing, key=int)}"


def test_every_saying_stands_in_an_example() -> None:
    """What the table tells one to write is written so in the examples."""
    rows = [line for line in sections(read(INDEX), 2)[SAYINGS].split("\n") if line.startswith("|")][2:]
    written = " ".join("\n".join(rules(page) for page in PAGES).split())
    ways = [code for row in rows for code in re.findall(r"`([^`]+)`", row.split("|")[2])]
    assert len(rows) > 25 and len(ways) >= len(rows)
    missing = [way for way in ways if any(part.strip() not in written for part in way.split("…") if part.strip())]
    assert not missing, f"no example says {missing}"


# --- the test of these tests ---


def test_what_is_left_out_is_seen() -> None:
    parts, words = parts_used('gap silence "It does not say" cite 1\n')
    assert ("gap", "cite") in parts and ("gap", "names") not in parts and ("NAME", "silence") in words
    assert ("effect", "extended") in parts_wanted() and ("names", "NAME") in parts_wanted()
