"""The page of each framework: what it tells of lifecycles, clocks, judgements, gaps and readings is the framework's."""

from __future__ import annotations

from pathlib import Path

import pytest
from framework_pages import alternatives, changes, written
from golden import Golden
from support import ROOT

from remit.pipeline import load_folder

PAGES = sorted((ROOT / "docs" / "frameworks").glob("*.md"))


def _folder(page: Path) -> Path:
    """The folder of the framework that a page called `id@version.md` is about."""
    id_, _, version = page.stem.partition("@")
    return ROOT / "policy" / id_ / version


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_tells_what_its_framework_says(page: Path, golden: Golden) -> None:
    compiled = load_folder(_folder(page)).compiled
    assert compiled is not None
    golden(page, written(page.read_text(encoding="utf-8"), compiled.framework))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_says_what_each_alternative_of_each_reading_would_change(page: Path) -> None:
    compiled = load_folder(_folder(page)).compiled
    assert compiled is not None
    told = changes(page.read_text(encoding="utf-8"))
    assert told.keys() == alternatives(compiled.framework)
    assert not [key for key, change in told.items() if change == "what?"]
