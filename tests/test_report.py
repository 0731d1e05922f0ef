"""Reports: folders that hang together, that hold what the framework and the survey hold, and are written whole."""

from __future__ import annotations

import csv
import json
import os
import shutil
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from compared_frameworks import VISITS
from support import MANIFEST, ROOT
from surveys import SYNTHETIC

from remit.cli import main
from remit.pipeline import usable

VOID = {"meta", "link", "br", "rect", "path", "polygon", "ellipse", "polyline", "use", "image"}
HOSTILE = "<script>alert('1')</script> & \"=cmd()\""


class Read(HTMLParser):
    """What a page holds: ids, links, headings in order, tables with their cells, and words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.levels: list[int] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.loads: list[str] = []
        self.tables: list[dict[str, list[list[str]]]] = []
        self._cell: list[str] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if tag == "a" and found.get("href"):
            self.links.append(str(found["href"]))
        if tag in ("script", "iframe", "img", "link", "object"):
            self.loads.append(tag)
        if tag in ("h1", "h2", "h3"):
            self.levels.append(int(tag[1]))
        if tag == "table":
            self.tables.append({"caption": [], "rows": []})
        if tag == "tr":
            self.tables[-1]["rows"].append([])
        if tag in ("th", "td", "caption"):
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open.pop() == tag, f"{tag} closes what is not open"
        if tag in ("th", "td", "caption") and self._cell is not None:
            text = "".join(self._cell)
            if tag == "caption":
                self.tables[-1]["caption"].append([text])
            else:
                self.tables[-1]["rows"][-1].append(text)
            self._cell = None

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._cell is not None:
            self._cell.append(data)

    def table(self, caption: str) -> list[list[str]]:
        (found,) = (each for each in self.tables if each["caption"] == [[caption]])
        return found["rows"]


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["report", *arguments])
    return int(left.value.code or 0)


@pytest.fixture(scope="module")
def framework_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report") / "fe"
    assert run("ofsted-fe-skills@2013-01-01", "-o", str(folder)) == 0
    return folder


@pytest.fixture(scope="module")
def survey_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report") / "survey"
    arguments = (str(SYNTHETIC), "-f", "ofsted-schools@2012-11-01", "--mapping", "ofsted-mi-2019")
    assert (
        run(*arguments, "--as-of", "2020-08-31", "--by", "Region", "--every-clause", "-o", str(folder)) == 1
    )  # cells cannot be read
    return folder


def sound(folder: Path) -> dict[str, Read]:
    """The pages of a folder, each sound by itself, and every link leading somewhere."""
    files = folder.rglob("*.html")
    pages = {path.relative_to(folder).as_posix(): Read(path.read_text("utf-8")) for path in files}
    for name, page in pages.items():
        assert page.open == [] and page.loads == [] and "DOCTYPE html" in (folder / name).read_text("utf-8")
        assert len(page.ids) == len(set(page.ids)), name
        assert page.levels[0] == 1 and page.levels.count(1) == 1
        assert all(after - before <= 1 for before, after in zip(page.levels, page.levels[1:], strict=False))
        assert all(each["caption"] and each["rows"] for each in page.tables)
        for link in page.links:
            file, _, anchor = link.partition("#")
            place = os.path.normpath(Path(name).parent / file) if file else name
            assert (folder / place).is_file(), f"{name}: {link}"
            assert not anchor or anchor in pages[Path(place).as_posix()].ids, f"{name}: {link}"
    return pages


def test_pages_of_a_framework_hang_together(framework_folder: Path) -> None:
    pages = sound(framework_folder)
    assert set(pages) == {"index.html", "lifecycles.html", "clauses.html", "paragraphs.html", "open.html"}
    framework = usable("ofsted-fe-skills@2013-01-01")[0].framework
    rules = pages["clauses.html"].table("Rules: who must, should or may do what, and when")
    assert len(rules) == len(framework.rules) + 1
    paragraphs = pages["paragraphs.html"].table("The paragraphs of the source")
    assert [row[0] for row in paragraphs[1:]] == list(framework.ledger)
    readings = pages["open.html"].table("Where the source can be read in more than one way")
    assert [row[0] for row in readings[1:]] == [each.question for each in framework.readings.values()]
    linked = {link for link in pages["clauses.html"].links if link.startswith("paragraphs.html#")}
    assert len(linked) > len(framework.ledger) / 2
    for name in ("overview", *framework.lifecycles):
        assert (framework_folder / "pictures" / f"{name}.svg").stat().st_size > 1000
        assert (framework_folder / "pictures" / f"{name}.png").read_bytes().startswith(b"\x89PNG")


def test_pages_of_a_survey_add_up(survey_folder: Path) -> None:
    pages = sound(survey_folder)
    assert {"index.html", "standing.html", "rules.html", "by-Region.html", "reading.html"} == set(pages)
    framework = usable("ofsted-schools@2012-11-01")[0].framework
    for lifecycle in framework.lifecycles.values():
        counted = pages["standing.html"].table(f"{lifecycle.label}: schools")[1:]
        assert sum(int(row[1].replace(",", "")) for row in counted) == 298
        grouped = pages["by-Region.html"].table(f"{lifecycle.label}, by Region: schools")[1:]
        assert sum(int(row[-1]) for row in grouped) == 298
        assert all(sum(map(int, row[1:-1])) == int(row[-1]) for row in grouped)
    assert (survey_folder / "schools.csv").exists() and (survey_folder / "problems.csv").exists()


@pytest.fixture(scope="module")
def comparison_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report") / "comparison"
    visits = ROOT / VISITS
    shared = ("--concordance", str(visits / "concordance.yaml"), "--cases", str(visits / "cases"))
    sides = (str(visits / "before"), str(visits / "after"))
    assert run(*sides, *shared, "--as-of", "2024-12-31", "-o", str(folder)) == 0
    return folder


def test_pages_of_a_comparison_hang_together(comparison_folder: Path) -> None:
    pages = sound(comparison_folder)
    own = {name for name in pages if "/" not in name}
    assert own == {f"{name}.html" for name in ("index", "concepts", "changes", "pictures", "schools", "grounds")}
    told = json.loads((comparison_folder / "comparison.json").read_text("utf-8"))
    changes = [each["id"] for each in told["changes"]]
    with (comparison_folder / "changes.csv").open(encoding="utf-8", newline="") as file:
        assert [row["Id"] for row in csv.DictReader(file)] == changes
    assert {f"change-{each}" for each in changes} <= set(pages["changes.html"].ids)
    levels = pages["index.html"].table("How much the differences matter")[1:]
    assert [int(row[-1]) for row in levels] == list(told["counts"].values())
    assert len(pages["concepts.html"].table("What each says on the concepts that they share")) == 4
    with (comparison_folder / "schools.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == told["whose"]["differ"] == 4
    assert {"concepts", "changes"} <= set(sheets(comparison_folder / "tables.xlsx"))
    for name in ("both", "before", "after"):
        assert (comparison_folder / "pictures" / f"{name}.svg").stat().st_size > 1000
        assert (comparison_folder / "pictures" / f"{name}.png").read_bytes().startswith(b"\x89PNG")


def test_a_comparison_and_its_sides_lead_to_each_other(comparison_folder: Path) -> None:
    pages = sound(comparison_folder)
    assert "first/clauses.html#clause-first_visit" in pages["changes.html"].links
    assert "second/paragraphs.html#paragraph-2" in pages["changes.html"].links
    assert "changes.html#change-rule.first_visit.modality" in pages["concepts.html"].links
    for side in ("first", "second"):
        assert f"{side}/index.html" in pages["index.html"].links
        assert "../changes.html#change-rule.first_visit.modality" in pages[f"{side}/clauses.html"].links
        assert "../changes.html#change-rule.first_visit.modality" in pages[f"{side}/paragraphs.html"].links
        assert "../changes.html#change-parameter.first_latest.value" in pages[f"{side}/open.html"].links
        assert "../index.html" in pages[f"{side}/lifecycles.html"].links
    added = "../changes.html#change-lifecycle.standing.state-handed_over.added"
    assert added in pages["second/lifecycles.html"].links and added not in pages["first/lifecycles.html"].links


def test_nothing_differs_from_itself(tmp_path: Path) -> None:
    side = str(ROOT / VISITS / "before")
    assert run(side, side, "-o", str(tmp_path / "out")) == 0
    pages = sound(tmp_path / "out")
    assert "Nothing differs." in pages["index.html"].words and "changes.html" not in pages
    assert "In the comparison" not in pages["first/clauses.html"].words


def sheets(path: Path) -> list[str]:
    space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(path) as book:
        root = ElementTree.fromstring(book.read("xl/workbook.xml"))
        tables = [name for name in book.namelist() if name.startswith("xl/tables/")]
    found = [str(each.get("name")) for each in root.findall("m:sheets/m:sheet", space)]
    assert len(tables) == len(found) - 1, "every sheet but the cover holds one table"
    return found


def test_the_workbook_has_a_cover_and_a_sheet_for_each_table(framework_folder: Path) -> None:
    found = sheets(framework_folder / "tables.xlsx")
    assert found[0] == "Cover" and {"rules", "paragraphs", "readings", "treatment"} <= set(found)
    pages = [Read(path.read_text("utf-8")) for path in framework_folder.glob("*.html")]
    assert len(found) == 1 + sum(len(page.tables) for page in pages)


def test_the_same_input_gives_the_same_bytes(framework_folder: Path, tmp_path: Path) -> None:
    assert run("ofsted-fe-skills@2013-01-01", "-o", str(tmp_path / "again")) == 0
    files = [path.relative_to(framework_folder) for path in framework_folder.rglob("*") if path.is_file()]
    assert len(files) > 10
    for each in files:
        assert (tmp_path / "again" / each).read_bytes() == (framework_folder / each).read_bytes(), each


def test_what_strangers_write_is_no_markup(tmp_path: Path) -> None:
    folder = tmp_path / "hostile"
    folder.mkdir()
    title = HOSTILE.replace("'", "''")
    (folder / "framework.yaml").write_text(MANIFEST.replace("title: Tiny", f"title: '{title}'"), encoding="utf-8")
    label = HOSTILE.replace('"', "")
    text = f'event visit "{label}" by them\nlifecycle way "{label}"\n  state first "{label}" initial cite 1\n'
    text += f'  state last "{label}" cite 2\n  from first on visit -> last cite 1\n'
    text += f'rule go "{label}" cite 2\n  them must make visit\n'
    (folder / "rules.remit").write_text(text, encoding="utf-8")
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    (other / "rules.remit").write_text(text.replace("must", "may").replace('"', '"&', 1), encoding="utf-8")
    assert run(str(folder), str(other), "-o", str(tmp_path / "out")) == 0
    pages = sound(tmp_path / "out")
    assert {"index.html", "changes.html", "first/clauses.html", "second/clauses.html"} < set(pages)
    assert all("script" not in page.tags for page in pages.values())
    for path in (tmp_path / "out").rglob("*.xlsx"):
        with zipfile.ZipFile(path) as book:
            assert not any(b"<f>" in book.read(name) for name in book.namelist() if "worksheets" in name)


def test_only_a_report_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    framework = "ofsted-interim-visits@2020-09-01"
    folder = tmp_path / "shared"
    folder.mkdir()
    (folder / "minutes.txt").write_text("keep me", encoding="utf-8")
    assert run(framework, "-o", str(folder)) == 2
    assert "holds something else than a report" in capsys.readouterr().err
    assert [each.name for each in tmp_path.rglob("*")] == ["shared", "minutes.txt"]
    (folder / "minutes.txt").unlink()
    assert run(framework, "-o", str(folder)) == 0
    (folder / "stale.html").write_text("of an earlier report", encoding="utf-8")
    assert run(framework, "-o", str(folder)) == 0
    assert not (folder / "stale.html").exists() and (folder / "index.html").exists()
    assert [each.name for each in tmp_path.iterdir()] == ["shared"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("table.csv",), "Say under which framework table.csv is asked"),
        (("ofsted-fe-skills@2013-01-01", "--by", "Region"), "--by goes with a table"),
        (("ofsted-fe-skills@2013-01-01", "--cases", "examples"), "--cases goes with two frameworks"),
        (("ofsted-fe-skills", "ofsted-schools", "--by", "Region"), "--by goes with a table"),
        (("ofsted-fe-skills", "ofsted-schools", "--as-of", "2020-08-31"), "two texts have no day"),
        (("ofsted-fe-skill",), "Did you mean 'ofsted-fe-skills'?"),
        (
            (str(SYNTHETIC), "-f", "ofsted-schools@2024-09-16", "--as-of", "2020-08-31", "--by", "Regions"),
            "Did you mean 'Region'?",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(
    arguments: tuple[str, ...], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments, "-o", str(tmp_path / "out")) == 2
    assert words in " ".join(capsys.readouterr().err.split()) and list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_leaves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("ofsted-fe-skills@2013-01-01", "-o", str(tmp_path / "no" / "where")) == 2
    assert "E603" in capsys.readouterr().err and list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert run("ofsted-fe-skills@2013-01-01", "-o", str(tmp_path / "file")) == 2
    assert "it is no folder" in capsys.readouterr().err
