"""Writes the TextMate grammar of rules files, from the keywords and signs of dsl/syntax/clause.lark.

    python tools/textmate.py            writes editors/vscode/syntaxes/remit.tmLanguage.json
    python tools/textmate.py --check    leaves with 1 where that file is not up to date

A terminal that is neither a word, nor a choice of words, nor a sign, must be known by name: else this stops.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from lark import Lark
from lark.lexer import PatternStr

ROOT = Path(__file__).resolve().parent.parent
GRAMMAR = ROOT / "dsl" / "syntax" / "clause.lark"
TARGET = ROOT / "editors" / "vscode" / "syntaxes" / "remit.tmLanguage.json"

# How editors show what: a keyword that is not named here is `keyword.other`.
HEAD = "keyword.control.clause.remit"
SCOPES = {
    "MODAL": "keyword.operator.modal.remit",
    "SOFT": "keyword.operator.modal.remit",
    "NOT": "keyword.operator.logical.remit",
    "CONNECTIVE": "keyword.operator.logical.remit",
    "QUANTIFIER": "keyword.operator.logical.remit",
    "EXISTENCE": "keyword.operator.logical.remit",
    "IS": "keyword.operator.comparison.remit",
    "ONE": "keyword.operator.comparison.remit",
    "OR_BETTER": "keyword.operator.comparison.remit",
    "OR_WORSE": "keyword.operator.comparison.remit",
    "IT": "variable.language.remit",
    "DONE": "variable.language.remit",
    "THAT": "variable.language.remit",
    "SELECTOR": "variable.language.remit",
    "CONSTANCY": "storage.modifier.remit",
    "INITIAL": "storage.modifier.remit",
    "FINAL": "storage.modifier.remit",
}
OTHER = "keyword.other.remit"
SIGN = "keyword.operator.sign.remit"
VALUES = {
    "DATE": "constant.numeric.date.remit",
    "TIME": "constant.numeric.time.remit",
    "INT": "constant.numeric.remit",
    "FRAMEWORK": "entity.name.namespace.remit",
}
"""Terminals with words of the writer's own; NAME, STRING and PARAGRAPH have rules of their own below."""

CONSTANTS = ("yes", "no", "none", "unknown", "not_applicable")
PARAGRAPH_SCOPE = "constant.numeric.paragraph.remit"
_WORDS = re.compile(r"\(?([a-z]+(?:(?:\\s\+|\|)[a-z]+)*)\)?\\b")


def terminals(text: str) -> dict[str, tuple[str, bool]]:
    """The pattern of each terminal of a grammar, and whether it is taken letter by letter."""
    found = Lark(text, parser="lalr", maybe_placeholders=False).terminals
    return {each.name: (each.pattern.value, isinstance(each.pattern, PatternStr)) for each in found}


def words_of(name: str, pattern: str, literal: bool) -> tuple[str, ...]:
    """The keywords that a terminal stands for, as regular expressions; none where it is a sign.

    Raises ValueError where it is neither.
    """
    if literal:
        return (pattern,) if pattern.isalpha() else ()
    if found := _WORDS.fullmatch(pattern):
        return tuple(found[1].split("|"))
    raise ValueError(f"{name}: /{pattern}/ is neither words nor a sign; say in tools/textmate.py how it is shown")


def heads_of(text: str) -> frozenset[str]:
    """The words that begin a clause: the first word of each alternative of `start`."""
    rules = dict(re.findall(r"^[?!]?(\w+):(.*(?:\n[ \t]+\|.*)*)", text, re.MULTILINE))
    clauses = [each.strip() for each in rules["start"].split("|")]
    return frozenset(found[1] for clause in clauses if (found := re.match(r'\s*"([a-z]+)"', rules[clause])))


def textmate(text: str) -> dict[str, Any]:
    """The TextMate grammar for the lark grammar `text`."""
    known = terminals(text)
    heads = heads_of(text)
    own = {"NAME", "STRING", "PARAGRAPH", *VALUES}
    words: dict[str, set[str]] = {}
    signs: set[str] = set()
    for name, (pattern, literal) in known.items():
        if name in own or name.startswith("__IGNORE"):
            continue
        listed = words_of(name, pattern, literal)
        signs |= {pattern} if not listed else set()
        inside = {each for each in listed if each not in heads or text.count(f'"{each}"') > 1}
        words.setdefault(SCOPES.get(name, OTHER), set()).update(inside)
    taken: set[str] = set()  # a word of several terminals is shown as the first of SCOPES says
    for scope in (*dict.fromkeys(SCOPES.values()), OTHER):
        words[scope] = words.get(scope, set()) - taken
        taken |= words[scope]
    name, paragraph = known["NAME"][0], known["PARAGRAPH"][0]
    head, value = "|".join(sorted(heads)), "|".join(CONSTANTS)
    constants = rf"(?<=\bis\s)(?:{value})\b|(?<=\bdefault\s)(?:{value})\b"  # each lookbehind has one length
    keywords = [
        {"name": scope, "match": rf"\b({_longest_first(listed)})\b"}
        for scope, listed in sorted(words.items())
        if listed
    ]
    values = [{"name": VALUES[each], "match": rf"\b(?:{known[each][0]})\b"} for each in VALUES if each in known]
    return {
        "$schema": "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
        "name": "remit",
        "scopeName": "source.remit",
        "fileTypes": ["remit"],
        "patterns": [{"include": f"#{each}"} for each in ("comment", "clause", "inner")],
        "repository": {
            "inner": {
                "patterns": [
                    {"include": f"#{each}"}
                    for each in ("comment", "string", "cite", "value", "constant", "named", "keyword", "name", "sign")
                ]
            },
            "comment": {"name": "comment.line.double-dash.remit", "match": "--.*$"},
            "string": {"name": "string.quoted.double.remit", "match": known["STRING"][0]},
            "clause": {
                "match": rf"^({head})\b(?:\s+({name})\b(?![@-]))?",
                "captures": {"1": {"name": HEAD}, "2": {"name": "entity.name.type.remit"}},
            },
            "cite": {
                "begin": r"\bcite\b",
                "beginCaptures": {"0": {"name": "keyword.other.cite.remit"}},
                # A comment may stand between paragraphs, and they may go on in the next line.
                "end": rf"(?=\S)(?!(?:{paragraph})|,|--)",
                "patterns": [
                    {"include": "#comment"},
                    {"name": PARAGRAPH_SCOPE, "match": paragraph},
                    {"name": SIGN, "match": ","},
                ],
            },
            "value": {"patterns": values},
            "constant": {"name": "constant.language.remit", "match": constants},
            "named": {
                "match": rf"\b(state|except)\s+({name})",
                "captures": {"1": {"name": OTHER}, "2": {"name": "entity.name.tag.remit"}},
            },
            "keyword": {"patterns": keywords},
            "name": {"name": "variable.other.remit", "match": name},
            "sign": {"name": SIGN, "match": "|".join(re.escape(each) for each in sorted(signs, key=_long))},
        },
    }


def _long(text: str) -> tuple[int, str]:
    return -len(text), text


def _longest_first(words: set[str]) -> str:
    return "|".join(sorted(words, key=_long))


def rendered() -> str:
    """The file as it should be."""
    return json.dumps(textmate(GRAMMAR.read_text(encoding="utf-8")), indent=2) + "\n"


def main(arguments: list[str]) -> int:
    """Write the file, or with --check only look at it."""
    wanted = rendered()
    if arguments == ["--check"]:
        fresh = TARGET.exists() and TARGET.read_text(encoding="utf-8") == wanted
        print(f"{TARGET.relative_to(ROOT)} is {'up to date' if fresh else 'old: run python tools/textmate.py'}")
        return 0 if fresh else 1
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(wanted, encoding="utf-8")
    print(f"wrote {TARGET.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
