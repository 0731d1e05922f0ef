"""Reports: folders that hang together, that hold what the framework and the survey hold, and are written whole."""

from __future__ import annotations

import zipfile
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from support import MANIFEST
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
    pages = {path.name: Read(path.read_text("utf-8")) for path in folder.glob("*.html")}
    for name, page in pages.items():
        assert page.open == [] and page.loads == [] and "DOCTYPE html" in (folder / name).read_text("utf-8")
        assert len(page.ids) == len(set(page.ids)), name
        assert page.levels[0] == 1 and page.levels.count(1) == 1
        assert all(after - before <= 1 for before, after in zip(page.levels, page.levels[1:], strict=False))
        assert all(each["caption"] and each["rows"] for each in page.tables)
        for link in page.links:
            file, _, anchor = link.partition("#")
            target = pages[file] if file else page
            assert not anchor or anchor in target.ids, f"{name}: {link}"
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
    assert run(str(folder), "-o", str(tmp_path / "out")) == 0
    for page in sound(tmp_path / "out").values():
        assert "script" not in page.tags
    with zipfile.ZipFile(tmp_path / "out" / "tables.xlsx") as book:
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
        (("table.csv",), "Say under which framework the table is asked"),
        (("ofsted-fe-skills@2013-01-01", "--by", "Region"), "--by goes with a table"),
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
