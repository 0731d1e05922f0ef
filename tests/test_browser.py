"""The pages in a real browser: search, filters, keyboard, citations, no violation of accessibility, nothing fetched.

Needs Debian's `chromium` (or a program that REMIT_BROWSER names); without one these tests are skipped, and say so.
"""

from __future__ import annotations

import datetime as dt
import functools
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from compared_frameworks import VISITS
from support import ROOT
from supposed_school import case_answer, table_answer
from test_painted import painted
from test_pictures import nested
from test_timeline import chart
from test_visualise import with_text

from remit.comparing import compared
from remit.comparison import Asked, Compared
from remit.drawing import picture
from remit.engine.graph import state_graph
from remit.engine.whatif.reasons import Reasons
from remit.pipeline import readable
from remit.reporting import Folder
from remit.reporting_comparison import of_comparison
from remit.visualise.report.page import page as page_of_report
from remit.visualise.scene import scene_of
from remit.visualise.timeline.forms import FILES

api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")

BROWSER = os.environ.get("REMIT_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(BROWSER is None, reason="there is no chromium here: the pages are not opened")

REPORTED = ("index.html", "concepts.html", "changes.html", "pictures.html", "schools.html", "first/clauses.html")

HOSTILE = "</script><img src=x onerror=document.title='owned'><script>document.title='owned'</script>"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"] if root else [])
        yield browser
        browser.close()


@functools.lru_cache(maxsize=8)
def html(name: str) -> str:
    match name:
        case "nested":
            return picture(scene_of(nested()), "html").decode()
        case "painted":
            return picture(scene_of(nested(), painting=painted()), "html").decode()
        case "hostile":
            return picture(scene_of(with_text(HOSTILE)), "html").decode()
        case "timeline":
            return FILES["html"](chart())
        case "diff":
            return side_by_side().told("html", everything=True)
        case "whatif-case":
            return case_answer("hostile").told("html", Reasons.DIFFERING)
        case "whatif-table":
            return table_answer("hostile").told("html")
        case name if name.startswith("report/"):
            return reported()[name.removeprefix("report/")]
        case folder:
            return picture(scene_of(state_graph(readable(folder))), "html").decode()


@functools.lru_cache(maxsize=1)
def side_by_side() -> Compared:
    """Two versions with their shared concepts, and the schools whose outcome differs."""
    folder = ROOT / VISITS
    asked = Asked(dt.date(2024, 12, 31), cases=folder / "cases")
    sides = (str(folder / "before"), str(folder / "after"))
    return compared(*sides, folder / "concordance.yaml", ("diff",), asked)


@functools.lru_cache(maxsize=1)
def reported() -> dict[str, str]:
    return pages_of(of_comparison(side_by_side()))


def pages_of(folder: Folder) -> dict[str, str]:
    """The pages of a report and of the folders in it, by their files."""
    found = {each.file: page_of_report(each, folder.report) for each in folder.report.pages}
    return found | {f"{name}/{file}": text for name, part in folder.within for file, text in pages_of(part).items()}


class Opened:
    """A page, and what it asked for and complained of."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.asked: list[str] = []
        self.said: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))


@pytest.fixture
def opened(chromium: Any, tmp_path: Path) -> Iterator[Any]:
    pages = []

    def opening(name: str) -> Opened:
        page = chromium.new_page(viewport={"width": 1400, "height": 1000})
        pages.append(page)
        file = tmp_path / "page.html"
        file.write_text(html(name), encoding="utf-8")
        found = Opened(page)
        page.goto(file.as_uri())
        return found

    yield opening
    for page in pages:
        page.close()


def violations(page: Any) -> list[tuple[str, str]]:
    found = axe.Axe().run(page).response["violations"]
    return [(each["id"], node["html"][:120]) for each in found for node in each["nodes"]]


def view(page: Any) -> list[float]:
    return [float(each) for each in page.get_attribute(".board > svg", "viewBox").split()]


# --- nothing from elsewhere ---


@pytest.mark.parametrize("name", ["nested", "painted", "timeline", "hostile", "whatif-case", "whatif-table"])
def test_page_is_one_file_that_fetches_nothing_and_complains_of_nothing(opened: Any, name: str) -> None:
    found = opened(name)
    assert [url.split(":")[0] for url in found.asked] == ["file"]
    assert found.said == []


def test_words_of_strangers_do_nothing(opened: Any) -> None:
    page = opened("hostile").page
    page.fill("#search", "owned")
    page.press("#search", "Enter")
    assert "onerror" in page.inner_text("#told")
    assert page.title() != "owned"
    assert page.locator("img").count() == 0


# --- accessibility ---


@pytest.mark.parametrize(
    "name",
    ["nested", "painted", "timeline", "whatif-case", "whatif-table", str(ROOT / "policy/ofsted-fe-skills/2013-01-01")],
)
def test_no_violation_of_accessibility(opened: Any, name: str) -> None:
    page = opened(name).page
    assert violations(page) == []
    if page.locator("#search").count():
        page.fill("#search", "a")
        page.locator("[data-part]").nth(3).click(force=True)
        assert page.inner_text("#told h2") != "Nothing chosen"
        assert violations(page) == []


@pytest.mark.parametrize("name", ["diff", *(f"report/{each}" for each in REPORTED)])
def test_no_violation_in_a_comparison(opened: Any, name: str) -> None:
    found = opened(name)
    assert violations(found.page) == [] and found.said == []
    assert [url.split(":")[0] for url in found.asked] == ["file"]
    for each in found.page.locator("summary").all():
        each.click()
    assert violations(found.page) == []


def test_a_comparison_works_from_the_keyboard(opened: Any) -> None:
    page = opened("report/changes.html").page
    page.keyboard.press("Tab")
    assert page.inner_text(":focus") == "Skip to what the page says"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


# --- choosing ---


def test_click_leads_to_the_citation(opened: Any) -> None:
    page = opened(str(ROOT / "policy/ofsted-schools/2024-09-16")).page
    page.get_by_text("Special measures", exact=True).first.click()
    told = page.inner_text("#told")
    assert "Paragraph 34" in told and re.search(r"concern\.remit:\d+", told)
    ledger = (ROOT / "policy/ofsted-schools/2024-09-16/ledger.yaml").read_text(encoding="utf-8")
    gist = page.inner_text("#told dd")
    assert len(gist) > 20 and gist.split(":")[0][:20] in " ".join(ledger.split())
    page.locator("button[data-change]").first.click()
    assert page.inner_text("#told h2").startswith("1: ")
    assert page.locator("#change-1.chosen").count() == 1


def test_choice_shows_neighbours(opened: Any) -> None:
    page = opened("nested").page
    page.get_by_text("Idle", exact=True).first.click()
    near = page.eval_on_selector_all(".near-line", "all => all.map(each => each.dataset.part)")
    assert sorted(near) == ["transition-6-state-care-idle", "transition-7-state-care-due_now"]
    assert page.locator(".apart").count() > 3
    page.locator("#told button").first.click()
    assert page.inner_text("#told h2") == "6: Idle to Due"
    page.keyboard.press("Escape")
    assert page.locator(".near-line").count() in (0, 1)


# --- search ---


def test_search_finds_by_words_of_every_part(opened: Any) -> None:
    page = opened("nested").page
    page.fill("#search", "hiring")
    assert page.inner_text("#count") == "1 found"
    page.press("#search", "Enter")
    assert page.inner_text("#told h2") == "No hiring (School must not)"
    assert page.evaluate("document.activeElement.dataset.part") == "rule-no_hire-standing-severe"
    page.fill("#search", "no such thing")
    assert page.inner_text("#count") == "0 found"
    page.fill("#search", "")
    assert page.inner_text("#count") == ""


# --- filters ---


def test_filters_by_actor_and_by_how_binding(opened: Any) -> None:
    page = opened("nested").page

    def shown() -> set[str]:
        found = page.eval_on_selector_all("g.rule:not(.filtered)", "all => all.map(each => each.id)")
        return {each.split("-")[1] for each in found}

    def rows() -> set[str]:
        found = page.eval_on_selector_all("tr[id^=rule-]:not(.filtered)", "all => all.map(each => each.id)")
        return {each.removeprefix("rule-") for each in found}

    every = {"first_visit", "each_letter", "yearly", "no_hire", "power", "anyhow", "after_good"}
    assert shown() == rows() == every
    page.select_option("#actor", "School")
    assert shown() == rows() == {"no_hire"}
    page.select_option("#actor", "")
    for each in ("bold", "solid"):
        page.uncheck(f"[name=manner][value={each}]")
    assert shown() == rows() == {"power", "anyhow", "after_good"}
    assert "rules in the picture are shown" in page.inner_text("#left")


# --- the keyboard ---


def test_keyboard_alone(opened: Any) -> None:
    page = opened("nested").page
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("Boolean(document.activeElement.dataset.part)"):
            break
    first = page.evaluate("document.activeElement.dataset.part")
    assert first, "the picture can be reached"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    second = page.evaluate("document.activeElement.dataset.part")
    assert second and second != first
    assert page.locator(".ring.focus").count() == 1, "what has the focus is seen"
    page.keyboard.press("Enter")
    title = page.evaluate(f"JSON.parse(document.getElementById('parts').textContent)[{second!r}].title")
    assert page.inner_text("#told h2") == title
    before = view(page)
    page.keyboard.press("+")
    assert view(page)[2] < before[2]
    page.keyboard.press("0")
    assert view(page) == before
    page.keyboard.press("Escape")
    assert page.inner_text("#told h2") == "Nothing chosen"
    page.keyboard.press("Tab")
    assert not page.evaluate("Boolean(document.activeElement.dataset.part)"), "Tab leaves the picture at once"


# --- looking about ---


def test_pan_and_zoom(opened: Any) -> None:
    page = opened("nested").page
    whole = view(page)
    page.click("#in")
    closer = view(page)
    assert closer[2] < whole[2]
    box = page.locator(".board").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 120, y + 60, steps=4)
    page.mouse.up()
    moved = view(page)
    assert moved[0] < closer[0] and moved[1] < closer[1] and moved[2] == closer[2]
    page.mouse.wheel(0, -300)
    page.wait_for_timeout(50)
    assert view(page)[2] < moved[2]
    page.click("#all")
    assert view(page) == whole


def test_print_has_picture_and_tables_and_no_tools(opened: Any) -> None:
    page = opened("painted").page
    page.emulate_media(media="print")
    assert not page.is_visible(".tools") and not page.is_visible("#told") and not page.is_visible(".zoom")
    assert page.is_visible(".board svg") and page.is_visible("#change-1")
    assert page.locator(".board").bounding_box()["height"] > 200
    pdf = page.pdf(format="A4", landscape=True)
    assert pdf.startswith(b"%PDF") and len(re.findall(rb"/Type\s*/Page\b", pdf)) < 12
