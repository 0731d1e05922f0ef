"""The saved tables of the grammar, and the reading by them: they are those of the grammar, they read as lark does, and
without them all goes on, if slower."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import lark
import pytest

from remit.dsl.base.spans import Source
from remit.dsl.ledger import read_ledger
from remit.dsl.syntax import grammar, reading
from remit.dsl.syntax.parse import parse
from remit.dsl.syntax.split import split

from .support import ROOT

GRAMMAR = (ROOT / "dsl" / "syntax" / "clause.lark").read_text(encoding="utf-8")
FORGOTTEN = "the grammar, or what is saved of it, has changed: run 'python tools/grammar_table.py'"


def test_the_saved_tables_are_those_of_this_grammar() -> None:
    assert files("remit.dsl.syntax").joinpath(grammar.TABLE).read_bytes() == grammar.table(), FORGOTTEN


def plain(tree: reading.Tree) -> tuple[object, ...]:
    """A tree as tuples: names, places and words."""
    parts = (
        plain(each) if isinstance(each, reading.Tree) else (each.kind, str(each), each.begin) for each in tree.parts
    )
    return (tree.name, tree.begin, tree.end, *parts)


def marked(tree: lark.Tree[lark.Token]) -> tuple[object, ...]:
    """The same of a tree that lark made."""
    parts = (
        (each.type, str(each), each.start_pos) if isinstance(each, lark.Token) else marked(each)
        for each in tree.children
    )
    return (tree.data, tree.meta.start_pos, tree.meta.end_pos, *parts)


def clauses(place: Path) -> list[str]:
    return [chunk.text for chunk in split(Source("rules.remit", place.read_text(encoding="utf-8")))[0]]


@pytest.mark.parametrize("every_word", [False, True])
def test_a_clause_is_read_as_lark_reads_it(every_word: bool) -> None:
    parser = lark.Lark(
        GRAMMAR, parser="lalr", propagate_positions=True, maybe_placeholders=False, keep_all_tokens=every_word
    )
    texts = [text for place in sorted((ROOT / "tests" / "corpus").glob("*/ok/*.remit")) for text in clauses(place)]
    assert len(texts) > 100
    for text in texts:
        assert plain(reading.read(text, every_word)) == marked(parser.parse(text)), text


def test_reading_stops_where_lark_stops_and_knows_what_can_follow() -> None:
    parser = lark.Lark(GRAMMAR, parser="lalr", maybe_placeholders=False)
    stops = set()
    places = sorted((ROOT / "tests" / "corpus").glob("parse/bad/*.remit"))
    for text in (text for place in places for text in clauses(place)):
        try:
            parser.parse(text)
        except lark.UnexpectedToken as fault:
            with pytest.raises(reading.Unreadable) as unreadable:
                reading.read(text)
            token = unreadable.value.token
            assert (token.kind, token.begin) == (fault.token.type, fault.token.start_pos), text
            read = parser.parse_interactive(text[: token.begin])
            words = [(each.type, each.start_pos) for each in read.exhaust_lexer()]
            found, following = reading.read_to(text[: token.begin])
            assert ([(each.kind, each.begin) for each in found], following) == (words, read.accepts()), text  # type: ignore[no-untyped-call]
            stops.add(token.kind)
        except lark.UnexpectedCharacters as fault:
            with pytest.raises(reading.Unknown, match=f"^{fault.pos_in_stream}$"):
                reading.read(text)
            stops.add("")
    assert {"", reading.END, "NAME"} <= stops


def test_without_saved_tables_all_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    saved = grammar.tables()
    monkeypatch.setattr(grammar, "TABLE", "no.table")
    fresh = grammar.tables.__wrapped__()
    assert fresh is not saved
    assert fresh == saved


@pytest.mark.parametrize(
    "number", ["6", "6a", "6zA", "12.3b", "A2.1", "Annex A", "Annex A2", "Table 3", "6(a)", "six", ""]
)
def test_what_stands_in_a_ledger_can_be_cited(number: str) -> None:
    ledger = Source("ledger.yaml", f'paragraphs: {{"{number}": {{gist: One., status: narrative}}}}')
    clauses, _ = parse(Source("rules.remit", f"define calm as boarding cite {number}\n"))
    assert bool(read_ledger(ledger)[0]) is bool(clauses)
