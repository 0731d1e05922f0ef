"""A rules file in the one layout: clause by clause, with what stands between the clauses."""

from __future__ import annotations

from dataclasses import dataclass

from ..base.diagnostics import Diagnostic, Refused
from ..base.spans import Source, Span, at
from ..syntax.concrete import blank_above, comments, concrete
from ..syntax.parse import parse, parse_clause
from ..syntax.split import Chunk, split
from .comments import placed
from .layout import document
from .printer import Printer
from .proof import fault_of_clause, fault_of_file


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands as it was because its layout could not be proven: a fault of remit's own, and which."""

    span: Span
    why: str


@dataclass(frozen=True, slots=True)
class Formatted:
    """A file laid out.

    `diagnostics` tell what could not be read; it stands in `text` exactly as it was, and so does what `kept` names.
    """

    text: str
    diagnostics: tuple[Diagnostic, ...] = ()
    kept: tuple[Kept, ...] = ()


def format_source(source: Source) -> Formatted:
    """The file laid out, each clause proven to say what it said."""
    if not source.text.strip():
        return Formatted(source.text)
    proven: set[str] = set()
    text, kept = _file(source, proven)
    _, diagnostics = parse(source)
    if fault := fault_of_file(source, text, lambda again: _file(again, proven)[0]):
        return Formatted(source.text, diagnostics, (*kept, Kept(at(source.label), fault)))
    return Formatted(text, diagnostics, kept)


def lay_out(chunk: Chunk) -> str:
    """The lines of a clause that can be read, joined; not proven."""
    doc = document(concrete(chunk))
    blank = frozenset(number for number, offset in doc.starts.items() if blank_above(chunk.text, offset))
    return "\n".join(Printer(placed(comments(chunk.text), doc), blank).lines(doc.docs, doc.end))


def _file(source: Source, proven: set[str]) -> tuple[str, tuple[Kept, ...]]:
    lines = source.text.splitlines(keepends=True)
    chunks, _ = split(source)
    out: list[str] = []
    kept: list[Kept] = []
    done = 0  # lines of the old text
    for chunk in chunks:
        first = chunk.first_line - 1
        out.append(_between(lines[done:first], begins=not done, ends=False))
        done = first + chunk.text.count("\n") + 1
        text = _clause(chunk, proven, kept)
        out.append("".join(lines[first:done]) if text is None else text + "\n")
    out.append(_between(lines[done:], begins=not done, ends=True))
    return "".join(out), tuple(kept)


def _clause(chunk: Chunk, proven: set[str], kept: list[Kept]) -> str | None:
    """The clause laid out; None where it must stay as it is. `proven` are layouts that are known to be stable."""
    if chunk.text in proven:
        return chunk.text
    try:
        parse_clause(chunk)
    except Refused:
        return None
    text = lay_out(chunk)
    if fault := fault_of_clause(chunk, text, lay_out):
        kept.append(Kept(chunk.span, fault))
        return None
    proven.add(text)
    return text


def _between(lines: list[str], *, begins: bool, ends: bool) -> str:
    """Comments and blank lines between clauses: one blank line at most, none where the file begins or ends.

    Lines that cannot be read stay as they are, with all that stands beside them.
    """
    texts = [line.strip() for line in lines]
    if any(text and not text.startswith("--") for text in texts):
        return "".join(lines)
    out: list[str] = []
    for text in texts:
        if text or (out[-1] if out else not begins):
            out.append(text)
    if ends and out and not out[-1]:
        out.pop()
    return "".join(f"{text}\n" for text in out)
