"""`remit fmt`: lays out rules files in the one layout."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..dsl.base.diagnostics import Diagnostic, Refused, in_order, refusal, render
from ..dsl.base.spans import Source, SourceMap, at

if TYPE_CHECKING:
    from ..dsl.fmt.format import Formatted

_FINDINGS, _UNREADABLE, _FAULT = 1, 2, 3
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class _How:
    check: bool
    diff: bool


@click.command(name="fmt")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--check", is_flag=True, help="Name the files that would change, and write nothing; 1 where there are any."
)
@click.option("--diff", is_flag=True, help="Show what would change, and write nothing.")
def command(paths: tuple[str, ...], check: bool, diff: bool) -> int:
    """Lay out rules files: those named, and every *.remit in the folders named; '-' is standard input.

    What a file says never changes. A clause that cannot be read is left as it is and told; then it leaves with 1.
    """
    how = _How(check, diff)
    if "-" in paths:
        if len(paths) > 1:
            raise click.BadParameter("'-' is standard input, and stands alone.", param_hint="PATH")
        return _standard_input(how)
    codes = [0]
    seen: set[Path] = set()
    for path in (each for name in paths for each in _files(Path(name))):
        try:
            if isinstance(path, Diagnostic):
                raise Refused((path,))
            if path.resolve() not in seen:
                seen.add(path.resolve())
                codes.append(_file(path, how))
        except Refused as refused:
            for diagnostic in refused.diagnostics:
                click.echo(render(diagnostic, SourceMap()), err=True)
            codes.append(_UNREADABLE)
    return max(codes)


def _files(path: Path) -> Iterator[Path | Diagnostic]:
    """A file, or the rules files in a folder and the folders below it; a diagnostic where there are none."""
    try:
        found = sorted(each for each in path.rglob("*.remit") if each.is_file()) if path.is_dir() else [path]
    except (OSError, ValueError):
        found = [path]  # reading it will say what is wrong
    yield from found
    if not found:
        yield Diagnostic("E601", f"the folder {path} holds no rules file", None, "Name one with files NAME.remit.")


def _file(path: Path, how: _How) -> int:
    from ..dsl.fmt.format import format_source
    from ..files import read_text
    from ..writers import write_text

    source = read_text(path)
    result = format_source(source)
    code = _told(source, result, how)
    if result.text != source.text and not (how.check or how.diff):
        write_text(path, _dressed(result.text, path.read_bytes()))
        click.echo(f"laid out {path}", err=True)
    return code


def _standard_input(how: _How) -> int:
    from ..dsl.fmt.format import format_source

    label = "standard input"
    data = sys.stdin.buffer.read()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise refusal("E008", f"{label} is not written in UTF-8", at(label, line), "Write it in UTF-8.") from None
    source = Source(label, text.replace("\r\n", "\n").replace("\r", "\n"))
    result = format_source(source)
    if not (how.check or how.diff):
        sys.stdout.flush()
        sys.stdout.buffer.write(_dressed(result.text, data).encode())
    return _told(source, result, how)


def _told(source: Source, result: Formatted, how: _How) -> int:
    """Says what is to be said about a file, and gives its exit code."""
    sources = SourceMap((source,))
    for diagnostic in in_order(result.diagnostics):
        click.echo(render(diagnostic, sources), err=True)
    if result.diagnostics:
        click.echo(f"{source.label}: what cannot be read was left as it is", err=True)
    for kept in result.kept:
        click.echo(
            f"{kept.span}: left as it is: remit has a fault of its own: laid out, {kept.why}. Please report it.",
            err=True,
        )
    changes = result.text != source.text
    if changes and how.diff:
        click.echo(_difference(source, result.text), nl=False)
    elif changes and how.check:
        click.echo(f"{source.label} would change")
    if result.kept:
        return _FAULT
    return _FINDINGS if result.diagnostics or (changes and how.check) else 0


def _difference(source: Source, new: str) -> str:
    lines = difflib.unified_diff(
        _lines(source.text), _lines(new), source.label, f"{source.label} (laid out)", lineterm="\n"
    )
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _lines(text: str) -> list[str]:
    *whole, last = text.split("\n")
    return [f"{line}\n" for line in whole] + ([last] if last else [])


def _dressed(text: str, old: bytes) -> str:
    """The text with the line ends and the byte order mark that the file had."""
    crlf = b"\r\n" in old and old.count(b"\r\n") == old.count(b"\n") == old.count(b"\r")
    mark = _BOM if old.startswith(_BOM.encode()) else ""
    return mark + (text.replace("\n", "\r\n") if crlf else text)
