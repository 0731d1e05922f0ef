"""Two frameworks side by side, from names to a comparison: versions, bodies, folders, revisions of a folder."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from . import __version__
from .comparison import Asked, Compared
from .concording import shared_concepts
from .dsl import ir
from .dsl.base.diagnostics import has_errors, refusal
from .dsl.base.spans import SourceMap
from .dsl.load import load
from .engine.compare.comparing import compare
from .files import find, read_folder
from .pipeline import Loaded, PolicyRefused
from .revisions import Laid, laid_out, revision


def compared(
    first: str | Loaded,
    second: str | Loaded,
    concordance: Path | None,
    command: tuple[str, ...],
    asked: Asked | None = None,
    progress: Callable[[str, float], None] = lambda _step, _done: None,
) -> Compared:
    """Two frameworks, by their names or as they were read, compared; with the schools for which is asked, whose outcome
    differs.

    Raises Refused where one of them, the concordance, the table or every case cannot be read or has errors.
    """
    with ExitStack() as stack:
        progress("reading the frameworks", 0.0)
        loaded = [each if isinstance(each, Loaded) else read_framework(stack, each) for each in (first, second)]
        before, after = (framework_of(each) for each in loaded)
        shared, notes = shared_concepts(concordance, (before, after))
        progress("comparing them", 0.1)
        answer = Compared(compare(before, after, shared), {})
        if asked is not None:
            from .comparing_many import with_schools

            answer = with_schools(answer, (loaded[0], loaded[1]), asked, progress)
    found = answer.found
    proof = {
        "tool": f"remit {__version__}",
        "command": list(command),
        "frameworks": [each.manifest.full_id for each in (before, after)],
        "content": [each.content_hash for each in (before, after)],
    }
    progress("done", 1.0)
    return replace(answer, found=replace(found, notes=(*notes, *found.notes)), proof=proof | answer.proof)


def framework_of(loaded: Loaded) -> ir.Framework:
    """The framework that was read."""
    assert loaded.framework is not None, "what cannot be read was refused"
    return loaded.framework


def read_framework(stack: ExitStack, name: str) -> Loaded:
    """The framework that a name means: `id`, `id@version`, a folder, or `folder@revision`; read, and not analysed.

    Raises Refused with every error that it has.
    """
    asked = revision(name)
    laid = Laid(find(name)) if asked is None else stack.enter_context(laid_out(asked))
    folder = read_folder(laid.path, laid.called)
    framework, diagnostics = load(folder)
    if framework is None and folder.vocabulary and not has_errors(diagnostics):
        message = f"the folder '{name}' holds a vocabulary, and no framework"
        raise refusal("E602", message, None, "Name a framework that uses it.")
    sources = SourceMap((*folder.own, *folder.imported))
    if framework is None or has_errors(diagnostics):
        raise PolicyRefused(diagnostics, sources)
    return Loaded(laid.path, folder, framework, None, diagnostics, sources)
