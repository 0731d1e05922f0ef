"""Whole programs at random: what is written can be read, laid out, loaded and said, and never ends in a traceback."""

from __future__ import annotations

from generators import trees
from generators.printing import program
from hypothesis import HealthCheck, given, settings

from remit.dsl import ast
from remit.dsl.base.spans import Source
from remit.dsl.fmt.format import format_source
from remit.dsl.syntax.parse import parse

QUICK = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(trees.programs)
def test_what_is_written_is_read(program_: tuple[ast.AnyClause, ...]) -> None:
    """The parser gives back the tree from which a text was made."""
    assert parse(Source("made", program(program_))) == (program_, ())


@QUICK
@given(trees.programs)
def test_the_layout_says_the_same(program_: tuple[ast.AnyClause, ...]) -> None:
    laid_out = format_source(Source("made", program(program_)))
    assert laid_out.kept == () and laid_out.diagnostics == ()
    assert parse(Source("made", laid_out.text)) == (program_, ())
    assert format_source(Source("made", laid_out.text)).text == laid_out.text
