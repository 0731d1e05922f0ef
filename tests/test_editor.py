"""What editors are given: every keyword of the language has a colour, and nothing else has the colour of one."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from remit.dsl.syntax.split import KEYWORDS

ROOT = Path(__file__).parent.parent
LARK = (ROOT / "dsl" / "syntax" / "clause.lark").read_text(encoding="utf-8")
VSCODE = ROOT / "editors" / "vscode"
GRAMMAR: dict[str, Any] = json.loads((VSCODE / "syntaxes" / "remit.tmLanguage.json").read_text(encoding="utf-8"))
RULES: dict[str, Any] = GRAMMAR["repository"]

_loaded = importlib.util.spec_from_file_location("textmate", ROOT / "tools" / "textmate.py")
assert _loaded is not None and _loaded.loader is not None
textmate = importlib.util.module_from_spec(_loaded)
_loaded.loader.exec_module(textmate)


# --- a small engine for TextMate grammars: match, begin and end, captures, includes ---


def patterns(rule: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The rules that apply within a rule, in order, each include replaced by what it names."""
    for each in rule.get("patterns", ()):
        found = RULES[each["include"].removeprefix("#")] if "include" in each else each
        if "match" in found or "begin" in found:
            yield found
        else:
            yield from patterns(found)


def captured(match: re.Match[str], rule: dict[str, Any], captures: str, scope: str) -> Iterator[tuple[str, str]]:
    listed = rule.get(captures, {})
    if not listed:
        yield match[0], scope
    for number, each in sorted(listed.items()):
        if match[int(number)]:
            yield match[int(number)], each["name"]


def tokens(text: str) -> list[tuple[str, str]]:
    """The parts of a text that a rule matches, each with its scope."""
    found: list[tuple[str, str]] = []
    stack: list[dict[str, Any]] = [GRAMMAR]
    for line in text.split("\n"):
        place = 0
        while place <= len(line):
            current = stack[-1]
            candidates: list[tuple[int, int, re.Match[str], dict[str, Any]]] = []
            if "end" in current and (over := re.compile(current["end"]).search(line, place)):
                candidates.append((over.start(), -1, over, current))
            for number, rule in enumerate(patterns(current)):
                if match := re.compile(rule.get("match") or rule["begin"]).search(line, place):
                    candidates.append((match.start(), number, match, rule))
            if not candidates:
                break
            _, number, match, rule = min(candidates, key=lambda each: each[:2])
            if number == -1:
                stack.pop()
            elif "begin" in rule:
                found += captured(match, rule, "beginCaptures", rule.get("name", ""))
                stack.append(rule)
            else:
                found += captured(match, rule, "captures", rule.get("name", ""))
            place = match.end() if match.end() > place or number == -1 else place + 1
    return found


def scopes(text: str) -> dict[str, str]:
    """The scope of each part of a text, without the language at its end."""
    return {part: scope.removesuffix(".remit") for part, scope in tokens(text)}


# --- the keywords ---


def language_words() -> set[str]:
    """The keywords of the grammar, read from its text alone and so by another way than tools/textmate.py does."""
    plain = "\n".join(line for line in LARK.split("\n") if not line.lstrip().startswith("//"))
    words = set(re.findall(r'"([a-z]+)"', plain))
    for pattern in re.findall(r"^[A-Z_]+(?:\.\d+)?: /(.*)/$", plain, re.MULTILINE):
        if pattern.endswith(r"\b") and not re.search(r"[\[{?*\d]", pattern):
            words.update(pattern.removesuffix(r"\b").strip("()").replace(r"\s+", " ").split("|"))
    return words


def coloured_words() -> set[str]:
    """The words that the file for editors takes for keywords."""
    listed = [each["match"] for each in RULES["keyword"]["patterns"]]
    listed += [re.sub(r"\(\?:.*", "", RULES["clause"]["match"]), rf"({RULES['cite']['begin']})".replace(r"\b", "")]
    return {word.replace(r"\s+", " ") for each in listed for word in re.sub(r"[()^]|\\b", "", each).split("|")}


def test_every_keyword_and_no_other_word_is_coloured() -> None:
    words = language_words()
    assert {"rule", "must", "in order", "or better", "cite", "it"} <= words and len(words) > 60
    assert coloured_words() == words


@pytest.mark.parametrize("word", sorted(language_words()))
def test_keyword_gets_the_scope_of_one(word: str) -> None:
    (shown,) = {scope for part, scope in tokens(f"  {word}") if part == word} or {""}
    shown = shown or scopes(f"{word} x").get(word, "")
    assert re.match(r"keyword\.|variable\.language|storage\.", shown) or word in KEYWORDS
    assert not scopes(f"  x{word.replace(' ', '_')}").get(word), "a longer name is no keyword"


def test_every_clause_begins_with_a_head() -> None:
    for word in KEYWORDS:
        assert scopes(f"{word} something")[word] == "keyword.control.clause"
        assert scopes(f"{word} something")["something"] == "entity.name.type" or word == "succeeds"
    listed = re.search(r"\^\(([a-z|]+)\)", (VSCODE / "language-configuration.json").read_text(encoding="utf-8"))
    # A parameter stands on one line.
    assert listed is not None and sorted([*listed[1].split("|"), "parameter"]) == sorted(KEYWORDS)


def test_file_is_up_to_date() -> None:
    assert textmate.TARGET.read_text(encoding="utf-8") == textmate.rendered(), "run python tools/textmate.py"


def test_unknown_terminal_is_not_passed_over() -> None:
    changed = LARK.replace("SOFT.2: /(normally|usually)\\b/", "SOFT.2: /[n]ormally|us[u]ally/")
    assert changed != LARK
    with pytest.raises(ValueError, match="SOFT"):
        textmate.textmate(changed)


def test_new_keyword_is_coloured() -> None:
    changed = LARK.replace("(normally|usually)", "(normally|usually|rarely)")
    (rule,) = [
        each for each in textmate.textmate(changed)["repository"]["keyword"]["patterns"] if "rarely" in each["match"]
    ]
    assert rule["name"] == "keyword.operator.modal.remit"


def test_regexes_compile_and_includes_are_there() -> None:
    def walk(rule: Any) -> Iterator[tuple[str, str]]:
        for key, value in rule.items() if isinstance(rule, dict) else enumerate(rule):
            if isinstance(value, (dict, list)):
                yield from walk(value)
            elif key in ("match", "begin", "end", "include"):
                yield key, value

    seen = list(walk(GRAMMAR))
    assert len(seen) > 20
    for key, value in seen:
        if key == "include":
            assert value.removeprefix("#") in RULES
        else:
            re.compile(value)


# --- samples ---


def test_rule() -> None:
    shown = scopes(
        'rule first_visit "First visit, if any" cite 4, 51[2], Annex A -- why, must\n'
        "  inspectorate will normally hold visit\n"
        "  for latest inspection when category of it is not none and level of it is yes\n"
        "  due 3 months to first_latest after published of it cite 5.1\n"
        "  except gone when some closure since it then will not\n"
    )
    assert shown == shown | {
        "rule": "keyword.control.clause",
        "first_visit": "entity.name.type",
        '"First visit, if any"': "string.quoted.double",
        "cite": "keyword.other.cite",
        "4": "constant.numeric.paragraph",
        "51[2]": "constant.numeric.paragraph",
        "Annex A": "constant.numeric.paragraph",
        "5.1": "constant.numeric.paragraph",
        "-- why, must": "comment.line.double-dash",
        "inspectorate": "variable.other",
        "will": "keyword.operator.modal",
        "normally": "keyword.operator.modal",
        "latest": "variable.language",
        "it": "variable.language",
        "yes": "constant.language",
        "and": "keyword.operator.logical",
        "3": "constant.numeric",
        "months": "variable.other",
        "except": "keyword.other",
        "gone": "entity.name.tag",
        "some": "keyword.operator.logical",
    }


@pytest.mark.parametrize(
    ("text", "part", "scope"),
    [
        ("  from any on visit -> closed cite 1", "->", "keyword.operator.sign"),
        ("  state open_case initial", "open_case", "entity.name.tag"),
        ("  state open_case initial", "initial", "storage.modifier"),
        ("  ended of it is before 2024-09-01", "2024-09-01", "constant.numeric.date"),
        ("  - none otherwise cite 3\n  - some", "none", "variable.other"),
        ("decide a in  order", "in  order", "keyword.other"),
        ("  is good or better", "or better", "keyword.operator.comparison"),
        ('  "-- no comment"', '"-- no comment"', "string.quoted.double"),
        ('-- "no text"', '-- "no text"', "comment.line.double-dash"),
        ("-- rule one", "-- rule one", "comment.line.double-dash"),
        ("  cite 3, -- so\n    4", "4", "constant.numeric.paragraph"),
        ("  cite 3\nrule after_cite", "after_cite", "entity.name.type"),
        ("  due by 4 weeks after x of it", "4", "constant.numeric"),
        ("  rule_of_law", "rule_of_law", "variable.other"),
    ],
)
def test_sample(text: str, part: str, scope: str) -> None:
    assert scopes(text)[part] == scope


def test_shipped_rules_are_shown_whole() -> None:
    """Every word of the shipped rules belongs to some part: nothing is left without a scope."""
    for file in sorted(ROOT.glob("policy/**/*.remit")):
        text = file.read_text(encoding="utf-8")
        left = text
        for part, _ in tokens(text):
            before, found, left = left.partition(part)
            assert found and not re.search(r"\w", before), f"{file.name}: nothing shows '{before.strip()}'"
        assert not re.search(r"\w", left)


def test_extension_names_its_files() -> None:
    package = json.loads((VSCODE / "package.json").read_text(encoding="utf-8"))
    (language,), (grammar,) = package["contributes"]["languages"], package["contributes"]["grammars"]
    assert language["extensions"] == [".remit"] and grammar["scopeName"] == GRAMMAR["scopeName"] == "source.remit"
    for path in (language["configuration"], grammar["path"]):
        assert json.loads((VSCODE / path).read_text(encoding="utf-8"))
