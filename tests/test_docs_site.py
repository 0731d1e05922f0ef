"""The site that `make docs` builds: it builds without a warning, is whole, and needs neither network nor mouse."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from urllib.parse import unquote

import pytest
from golden import Golden
from test_docs import DOCS, LINK, NUMBERED, PAGES, ROOT, broken_links, prose, read, sections

from remit.dsl.base.codes import CODES
from remit.dsl.syntax.split import KEYWORDS

NEEDED = ("sphinx", "myst_parser", "furo")
LACKING = [each for each in NEEDED if importlib.util.find_spec(each) is None]
site_test = pytest.mark.skipif(bool(LACKING), reason=f"the site is not built: {', '.join(LACKING)} not installed")

FIELDS = {
    "0": "Writing clauses",
    "1": "Names and types",
    "2": "Structure and citations",
    "3": "YAML files",
    "4": "Tables and mappings",
    "5": "Cases and scenarios",
    "6": "Files and frameworks",
}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
ENOUGH = 4.5
"""The contrast of text with its ground that WCAG 2.2 asks for (AA)."""


# --- reading what was built ---


@dataclass(frozen=True, slots=True)
class Element:
    """A tag with its attributes, whether it stands in the article, and the text in it."""

    tag: str
    attributes: dict[str, str]
    in_article: bool
    text: list[str] = field(default_factory=list)


class Reader(HTMLParser):
    """The elements of a page in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        inside = any(each.tag == "article" for each in self._open)
        element = Element(tag, {key: value or "" for key, value in attrs}, inside)
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if any(each.tag == tag for each in self._open):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        for each in self._open:
            each.text.append(data)

    def all(self, *tags: str) -> list[Element]:
        return [each for each in self.elements if each.tag in tags]


def build(into: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-d", str(into / "doctrees")]
    return subprocess.run(
        [*command, "-b", "html", str(DOCS), str(into / "site")], capture_output=True, text=True, timeout=300, cwd=ROOT
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site."""
    into = tmp_path_factory.mktemp("docs")
    run = build(into)
    assert (run.returncode, run.stderr) == (0, "")
    return into / "site"


@pytest.fixture(scope="module")
def pages(built: Path) -> dict[str, Reader]:
    """Each page of the site by its name, such as `reference/language.html`."""
    return {each.relative_to(built).as_posix(): Reader(read(each)) for each in sorted(built.rglob("*.html"))}


def own(pages: dict[str, Reader]) -> Iterator[tuple[str, Reader]]:
    """The pages that somebody wrote: not those for searching and the index of terms."""
    return ((name, page) for name, page in pages.items() if name not in ("search.html", "genindex.html"))


# --- the site ---


@site_test
def test_every_page_is_on_the_site(pages: dict[str, Reader]) -> None:
    written = {each.relative_to(DOCS).with_suffix(".html").as_posix() for each in DOCS.rglob("*.md")}
    codes = {f"reference/diagnostics/{each.stem}.html" for each in (ROOT / "dsl" / "pages").glob("E*.md")}
    assert {name for name, _ in own(pages)} == written | codes | {"contributing.html"}


@site_test
def test_every_page_can_be_reached_from_the_front_page(pages: dict[str, Reader]) -> None:
    here = {
        unquote(target.partition("#")[0])
        for each in pages["index.html"].all("a")
        if (target := each.attributes.get("href"))
    }
    assert not (lost := [name for name, _ in own(pages) if name not in {"index.html", *here}]), f"not linked: {lost}"


@site_test
def test_a_warning_fails_the_build(tmp_path: Path) -> None:
    """The build is as strict as it says: a link that leads nowhere stops it."""
    (tmp_path / "index.md").write_text("# Page\n\n[away](nowhere.md)\n", encoding="utf-8")
    (tmp_path / "conf.py").write_text('extensions = ["myst_parser"]\n', encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-W", "-q", str(tmp_path), str(tmp_path / "out")]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert run.returncode != 0 and "nowhere.md" in run.stderr


@site_test
def test_links_and_anchors_lead_somewhere(built: Path, pages: dict[str, Reader]) -> None:
    anchors = {name: {each.attributes.get("id", "") for each in page.elements} for name, page in pages.items()}
    wrong = []
    for name, page in pages.items():
        for target in (each.attributes.get("href", "") for each in page.all("a")):
            if re.match(r"https?:|mailto:", target):
                continue
            path, _, anchor = unquote(target).partition("#")
            file = ((built / name).parent / path).resolve() if path else built / name
            to = file.relative_to(built.resolve()).as_posix() if file.is_file() and path else name
            if not file.is_file() or (anchor and to in anchors and anchor not in anchors[to]):
                wrong.append(f"{name}: {target}")
    assert not wrong, "\n".join(sorted(set(wrong)))


@site_test
def test_nothing_is_fetched(built: Path, pages: dict[str, Reader]) -> None:
    loaded = []
    for name, page in pages.items():
        for each in page.all("script", "img", "iframe", "source", "video", "audio", "embed", "object"):
            loaded += [(name, value) for key in ("src", "data", "srcset") if (value := each.attributes.get(key))]
        loaded += [(name, each.attributes.get("href", "")) for each in page.all("link")]
    for sheet in built.rglob("*.css"):
        loaded += [(sheet.name, url) for url in re.findall(r"(?:@import\s+|url\()\s*[\"']?([^\"')]+)", read(sheet))]
    assert loaded
    away = [each for each in loaded if re.match(r"(?:https?:)?//", each[1])]
    assert not away, f"from elsewhere: {away}"


@site_test
def test_numbered_rules_have_anchors(pages: dict[str, Reader]) -> None:
    for page in NUMBERED:
        numbers = [title.partition(".")[0] for title in sections(read(page), 3) if title[0].isdigit()]
        ids = {each.attributes.get("id") for each in pages[f"{page.stem}.html"].elements}
        assert numbers and not (lacking := [each for each in numbers if f"rule-{each}" not in ids]), lacking


@site_test
def test_codes_lead_to_their_pages(pages: dict[str, Reader]) -> None:
    links = {each.attributes.get("href") for each in pages["reference/language.html"].all("a") if each.in_article}
    assert {"diagnostics/E201.html", "diagnostics/E207.html"} <= links


@site_test
def test_front_page_says_what_it_is_on_one_screen(pages: dict[str, Reader]) -> None:
    order = [each for each in pages["index.html"].elements if each.in_article]
    first = next(n for n, each in enumerate(order) if each.tag == "h2")
    shown = order[:first]
    text = " ".join("".join("".join(each.text) for each in shown if each.tag in ("p", "pre")).split())
    assert all(word in text for word in ("make demo", "make test", "where it stands", "which paragraph says so"))
    assert [each for each in shown if each.tag == "img"]
    assert len(text.split()) < 300


# --- for everybody ---


@site_test
def test_pages_have_one_title_and_no_level_left_out(pages: dict[str, Reader]) -> None:
    wrong = []
    for name, page in own(pages):
        levels = [int(each.tag[1]) for each in page.all("h1", "h2", "h3", "h4", "h5", "h6") if each.in_article]
        if levels.count(1) != 1 or levels[0] != 1 or any(b > a + 1 for a, b in pairwise(levels)):
            wrong.append((name, levels))
        if [each.attributes.get("lang") for each in page.all("html")] != ["en-GB"]:
            wrong.append((name, []))
    assert not wrong


@site_test
def test_pictures_are_described(pages: dict[str, Reader]) -> None:
    found = [(name, each.attributes.get("alt", "")) for name, page in own(pages) for each in page.all("img")]
    assert found and not [(name, alt) for name, alt in found if len(alt.split()) < 4]


@site_test
def test_code_can_be_scrolled_by_keyboard(pages: dict[str, Reader]) -> None:
    found = [each for _, page in own(pages) for each in page.all("pre")]
    assert found and all(each.attributes.get("tabindex") == "0" for each in found)


@site_test
def test_colours_of_code_can_be_read(built: Path) -> None:
    """Light and dark: each colour of the highlighting against the ground that its scheme gives it."""
    text = read(built / "_static" / "pygments.css")
    for dark in (False, True):
        rules = [
            (where, body)
            for where, body in re.findall(r"([^{}]*?\.highlight[^{}]*)\{([^{}]*)\}", text)
            if ("body" in where) == dark and "linenos" not in where
        ]
        grounds = [found[1] for _, body in rules if (found := re.search(r"background: ?(#\w+)", body))]
        colours = {found[1] for _, body in rules for found in re.finditer(r"(?<!-)\bcolor: ?(#\w{6}|#\w{3})\b", body)}
        assert grounds and len(colours) > 4, (dark, grounds, colours)
        weak = {each: round(ratio, 1) for each in colours if (ratio := contrast(each, grounds[-1])) < ENOUGH}
        assert not weak, (dark, grounds[-1], weak)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, as WCAG reckons it: from 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(each * 2 for each in digits) if len(digits) == 3 else digits
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# --- the colours of rules ---


@pytest.fixture(scope="module")
def lexer() -> ModuleType:
    pytest.importorskip("pygments", reason="the colours of rules are not tried: pygments is not installed")
    spec = importlib.util.spec_from_file_location("remit_lexer", DOCS / "_ext" / "remit_lexer.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def coloured(lexer: ModuleType, text: str) -> list[tuple[str, str]]:
    """The parts of a text with what they are taken for, white space left out."""
    return [(str(kind), part) for kind, part in lexer.RemitLexer().get_tokens(text) if part.strip()]


def test_words_come_from_the_grammar(lexer: ModuleType) -> None:
    assert set(KEYWORDS) <= lexer.heads() <= lexer.keywords()
    assert {"must", "normally", "not"} <= lexer.strengths()
    written = set(re.findall(r'(?<![\w"])"([a-z]+)"(?!")', read(lexer.GRAMMAR)))
    assert written and not (lost := written - lexer.keywords()), lost
    assert not {"a", "z"} & lexer.keywords(), "a class of characters was taken for words"


def test_rules_are_coloured(lexer: ModuleType) -> None:
    text = 'rule visit "First visit" cite 4, 51[2] -- why\n  ofsted will normally hold call\n'
    text += "  due by 3 months after 2024-09-01\n"
    assert coloured(lexer, text) == [
        ("Token.Keyword", "rule"),
        ("Token.Name.Class", "visit"),
        ("Token.Literal.String", '"First visit"'),
        ("Token.Keyword", "cite"),
        ("Token.Literal.Number", "4, 51[2]"),
        ("Token.Comment.Single", "-- why"),
        ("Token.Name", "ofsted"),
        ("Token.Operator.Word", "will"),
        ("Token.Operator.Word", "normally"),
        ("Token.Name", "hold"),
        ("Token.Name", "call"),
        ("Token.Keyword", "due"),
        ("Token.Keyword", "by"),
        ("Token.Literal.Number", "3"),
        ("Token.Name", "months"),
        ("Token.Keyword", "after"),
        ("Token.Literal.Date", "2024-09-01"),
    ]
    assert ("Token.Generic.Error", "§") in coloured(lexer, "rule a cite § 4\n")


@pytest.mark.parametrize("file", sorted(ROOT.glob("policy/**/*.remit")), ids=lambda each: each.name)
def test_published_rules_are_coloured_without_a_fault(file: Path, lexer: ModuleType) -> None:
    found = coloured(lexer, read(file))
    assert len(found) > 5 and not [part for kind, part in found if "Error" in kind]
    assert "".join(part for _, part in lexer.RemitLexer().get_tokens(read(file))).strip() == read(file).strip()


# --- pages beside the site ---


def list_of_diagnostics() -> str:
    lines = [
        "# The diagnostics",
        "",
        "Every message has a code. Its page says what it means, why `remit` insists, what raises it and how to mend",
        "it; `remit help E103` prints the same page. How messages come to read as they do stands in",
        "[How messages are worded](../style-of-messages.md).",
    ]
    for digit, title in FIELDS.items():
        lines += ["", f"## {title}", ""]
        lines += [
            f"- [`{code}`](../../dsl/pages/{code}.md): {said}" for code, said in CODES.items() if code[1] == digit
        ]
    return "\n".join([*lines, ""])


def test_list_of_diagnostics_is_up_to_date(golden: Golden) -> None:
    assert {code[1] for code in CODES} == set(FIELDS)
    golden(DOCS / "reference" / "diagnostics.md", list_of_diagnostics())


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "CHANGELOG.md", "examples/README.md", "benchmarks/README.md"])
def test_links_of_pages_outside_the_site_lead_somewhere(page: str) -> None:
    assert not (wrong := broken_links(ROOT / page, read(ROOT / page))), wrong


def test_front_page_lists_every_page() -> None:
    listed = {(DOCS / target).resolve() for target in LINK.findall(prose(read(DOCS / "index.md")))}
    assert not (
        lost := [
            each.name for each in PAGES if each.parent != ROOT and each != DOCS / "index.md" and each not in listed
        ]
    ), lost


def test_contrast_is_reckoned() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21) and contrast("#777777", "#fff") == pytest.approx(
        4.48, abs=0.01
    )
