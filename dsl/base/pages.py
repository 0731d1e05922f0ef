"""The pages that explain the diagnostics."""

from __future__ import annotations

from importlib.resources import files

from .codes import title_of


def page(code: str) -> str:
    """The page of `code`, in Markdown: what it means, why it matters, a wrong and a right example, how to mend it.

    Raises KeyError for a code that is not registered.
    """
    title_of(code)
    package = __package__.rpartition(".")[0]
    return files(f"{package}.pages").joinpath(f"{code}.md").read_text(encoding="utf-8")
