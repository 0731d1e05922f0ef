"""Structural checks: one file for each, all of them listed here."""

from __future__ import annotations

from collections.abc import Iterator

from .. import ir
from ..base.diagnostics import Diagnostic
from ..imports import Origins
from ..resolve.symbols import Symbols
from .applicable import applicable
from .cited import cited
from .reachable import reachable
from .renamed import renamed
from .sizes import sizes
from .told import told
from .unused import unused


def structure(
    framework: ir.Framework, symbols: Symbols, with_ledger: bool, whole: bool, origins: Origins
) -> Iterator[Diagnostic]:
    """Everything that is wrong with the structure.

    `whole`: no clause was lost to an earlier error; `origins`: which files are not the framework's own.

    Checks that would report what an earlier error has caused run only where the framework is whole.
    """
    miscited = tuple(cited(framework, with_ledger, origins))
    yield from miscited
    yield from applicable(framework)
    if whole:
        yield from unused(framework, symbols)
        yield from renamed(framework, symbols)
        if not miscited:  # a paragraph may be cited where the number is wrong
            yield from told(framework)
        yield from reachable(framework)
        yield from sizes(framework)
