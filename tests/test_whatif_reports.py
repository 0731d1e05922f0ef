"""Reports on what-if questions: two timelines on one axis, who moves where, how days move; in every form the same."""

from __future__ import annotations

import csv
import json
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from golden import Golden
from hypothesis import given, settings
from hypothesis import strategies as st
from laid_out import SVG, overlaps
from supposed_school import AS_OF, CASE, FOLDER, TABLE, case_answer, run, table_answer, under
from test_report import Read, sound
from test_visualise import NASTY, contrast

from remit.cli import main
from remit.engine.bulk.groups import Groups
from remit.engine.whatif.reasons import Reasons
from remit.engine.whatif.spread import MOST_STEPS, spread, steps
from remit.engine.whatif.table import Turn
from remit.overlaying import scenario
from remit.supposing import ask_case
from remit.visualise.supposed.flow import Flow, Place, flow_svg
from remit.visualise.supposed.ledger import Ledger
from remit.visualise.theme import PALETTE, PAPER
from remit.visualise.timeline.chart import Change, Side
from remit.visualise.timeline.svg import timeline_svg

TOLD = Reasons.DIFFERING


# --- golden ---


@pytest.mark.parametrize(("form", "ending"), [("markdown", "md"), ("svg", "svg"), ("html", "html")])
def test_a_case_in_each_form(golden: Golden, form: str, ending: str) -> None:
    golden(f"golden/whatif/case.{ending}", case_answer().told(form, TOLD))


@pytest.mark.parametrize(("form", "ending"), [("text", "txt"), ("markdown", "md"), ("html", "html")])
def test_a_table_in_each_form(golden: Golden, form: str, ending: str) -> None:
    golden(f"golden/whatif/table.{ending}", table_answer().told(form))


# --- two timelines on one axis ---


def test_what_differs_is_there_twice_and_what_is_the_same_once() -> None:
    chart = case_answer().chart()
    assert [(each.side, each.change, each.stays[-1].label) for each in chart.bands] == [
        (Side.IS, Change.CHANGED, "Severe"), (Side.WOULD_BE, Change.CHANGED, "Mild"),
    ]  # fmt: skip
    visit = [each for each in chart.bars if each.label.startswith("First visit")]
    assert [(each.side, each.fate.value, str(each.until)) for each in visit] == [
        ("is", "open", "2024-08-01"), ("would be", "overdue", "2024-05-01"),
    ]  # fmt: skip
    assert all(each.side is Side.BOTH for each in chart.events)


def test_two_timelines_that_are_the_same_are_one() -> None:
    same = under("club", settings=("first_by=6 months",))
    answer = ask_case(*same, FOLDER / "case.yaml", AS_OF, AS_OF, "as-if", ())
    parts = (*answer.chart().bands, *answer.chart().bars, *answer.chart().events)
    assert {each.side for each in parts} == {Side.BOTH} and not answer.found
    page = Read(answer.told("html", TOLD))
    assert "No answer would differ." in "".join(page.words) and "#differences" not in page.links


def test_moved_new_and_gone_are_told_apart() -> None:
    later = under("club", settings=("first_by=9 months",))
    moved = ask_case(*later, FOLDER / "case.yaml", AS_OF, AS_OF, "as-if", ()).chart()
    assert {each.change for each in moved.bars if each.label.startswith("First visit")} == {Change.MOVED}
    assert [each.side for each in moved.bands] == [Side.BOTH]
    loaded = under("club")[0]
    overlay = FOLDER / "removed.yaml"
    gone = ask_case(loaded, scenario(loaded, (overlay,), ()), FOLDER / "case.yaml", AS_OF, AS_OF, "as-if", ()).chart()
    told = {(each.label.partition(" (")[0], each.side, each.change) for each in gone.bars}
    assert ("First visit", Side.IS, Change.GONE) in told and ("Second look", Side.WOULD_BE, Change.NEW) in told


def test_differences_are_marked_without_colour() -> None:
    document = ElementTree.fromstring(timeline_svg(case_answer().chart()))
    words = ["".join(each.itertext()) for each in document.iter(f"{SVG}text")]
    assert words.count("is") == words.count("would be") == 2 and words.count("changed") == 2
    lines = [each for each in document.iter(f"{SVG}path") if each.get("class") == "differs"]
    assert len(lines) == 4
    titles = [str(each.findtext(f"{SVG}title")) for each in document.iter(f"{SVG}g") if each.get("class") == "norm"]
    assert sum(each.endswith("; as it is") for each in titles) == sum(
        each.endswith("; as it would be") for each in titles
    )


@pytest.mark.parametrize("name", ["club", "hostile"])
def test_no_words_of_a_picture_lie_on_others(name: str) -> None:
    report = table_answer(name).report()
    pictures = [each.svg for page in report.pages for each in page.blocks if hasattr(each, "svg")]
    for svg in (timeline_svg(case_answer(name).chart()), *pictures):
        document = ElementTree.fromstring(svg)
        assert overlaps(document) == []
        named = {each.get("id") for each in document.iter() if each.get("id")}
        assert set(str(document.get("aria-labelledby")).split()) <= named


def test_every_difference_stands_in_table_picture_and_reasons() -> None:
    answer = case_answer()
    page = Read(answer.told("html", TOLD))
    rows = page.table("Answers that would differ")[1:]
    assert len(rows) == len(answer.found) == 3
    assert [row[1] for row in rows] == ["Δ changed"] * 3
    assert [row[4] for row in rows] == [
        "from any state to: Severe -> Mild [para 1]",
        "by 6 months after 'published': until 2024-08-01 -> by 3 months after 'published': until 2024-05-01 [para 2]",
        "standing is severe: holds -> does not hold",
    ]
    assert all("[para" in row[2] and "[para" in row[3] for row in rows)
    assert [link for link in page.links if link.startswith("#why-")] == ["#why-1", "#why-2", "#why-3"]


# --- who moves ---


def test_flows_add_up_to_the_schools() -> None:
    answer = table_answer()
    for moves in answer.found.units:
        ledger = Ledger.of(moves, (answer.asked[0].framework, answer.asked[1].framework))
        assert sum(map(sum, ledger.matrix)) == sum(schools for *_, schools in moves.tally) + moves.same
        assert sum(each.schools for each in ledger.moving) == int(moves.differs.sum())
        assert sum(was for _, was, _ in ledger.held) == sum(would for *_, would in ledger.held)
        groups = Groups.of(answer.groups["Region"])
        assert sum(map(sum, moves.among(groups))) == sum(map(sum, ledger.matrix))


def test_tables_by_a_column_add_up() -> None:
    page = Read(table_answer().told("html"))
    for caption in (
        "Standing, by Region: schools that would move",
        "First visit, as a duty, by Region: schools that would move",
    ):
        head, *rows, total = page.table(caption)
        for place in range(1, len(head)):
            assert sum(int(row[place]) for row in rows) == int(total[place])
        assert all(sum(map(int, row[1:-1])) == int(row[-1]) for row in (*rows, total))
    regions = [row[0] for row in page.table("For how many something would differ, by Region")[1:]]
    assert regions == ["=cmd|'calc'", "North", "South", "(empty)", "All"]


def test_days_that_come_go_move_or_are_not_known_are_counted_apart() -> None:
    shifts = {(each.name, each.end): each for each in table_answer().found.shifts}
    last = shifts["first_visit", "latest"]
    assert last.by() == ((-92, 3), (-91, 1))
    assert [last.count(each) for each in (Turn.SAME, Turn.GAINED, Turn.LOST, Turn.UNKNOWN)] == [0, 0, 0, 1]
    act = shifts["watched", "done"]
    assert (act.by(), act.count(Turn.LOST), act.count(Turn.UNKNOWN)) == ((), 1, 0)
    told = json.loads(table_answer().json())
    (day,) = [each for each in told["days"] if (each["name"], each["end"]) == ("first_visit", "latest")]
    assert day["unknown"] == 1 and day["spread"]["median"] == -92


MOVED = st.dictionaries(
    st.integers(-4000, 4000).filter(bool), st.integers(1, 50), max_size=20
).map(lambda found: tuple(sorted(found.items())))  # fmt: skip


@given(MOVED)
@settings(max_examples=60)
def test_a_distribution_and_its_steps_hold_every_school(by: tuple[tuple[int, int], ...]) -> None:
    every = [days for days, schools in by for _ in range(schools)]
    found, widths = spread(by), steps(by)
    assert sum(each.schools for each in widths) == len(every)
    assert len(widths) <= MOST_STEPS
    for each in widths:
        assert each.first <= each.last and (each.first > 0) == (each.last > 0)
        assert each.schools == sum(each.first <= days <= each.last for days in every)
    if found is not None:
        assert found.median == every[(len(every) - 1) // 2] and (found.least, found.most) == (every[0], every[-1])
        assert every.count(found.lower) and sum(days <= found.lower for days in every) * 4 >= len(every)


def test_columns_with_long_or_like_names_have_pages_of_their_own() -> None:
    answer = table_answer()
    names = ("n" * 300, "a b", "a-b", "\u5b66\u6821", "\u516c\u5712")
    files = [page.file for page in replace(answer, groups={name: ["x"] * 6 for name in names}).report().pages]
    assert len(set(files)) == len(files) and max(map(len, files)) < 80


def test_a_table_without_schools_has_a_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, lines in (
        ("schools.csv", "urn,name,boarding,Region"),
        ("events.csv", "urn,event,ended,published,overall"),
    ):
        (tmp_path / name).write_text(f"{lines}\n", encoding="utf-8")
    asked = (
        str(tmp_path / "schools.csv"),
        "--events",
        str(tmp_path / "events.csv"),
        *CASE[1:-2],
        "--set",
        "first_by=1 months",
    )
    code, told, err = run("whatif", *asked, "--by", "Region", "--format", "markdown", capsys=capsys)
    assert code == 0, err
    assert "0 schools surveyed; nothing would differ" in told


# --- the picture of flows ---


@given(
    st.lists(st.tuples(st.sampled_from(NASTY), st.sampled_from(NASTY), st.integers(1, 20_000)), min_size=1, max_size=9)
)
@settings(max_examples=25)
def test_flows_of_any_words_and_sizes_can_be_read(drawn: list[tuple[str, str, int]]) -> None:
    schools = Counter[tuple[str, str]]()
    for source, target, number in drawn:
        schools[source, target] += number
    flows = [Flow(*pair, number) for pair, number in schools.items()]
    sides = tuple(tuple(Place(each, 1) for each in dict.fromkeys(side)) for side in zip(*schools, strict=True))
    document = ElementTree.fromstring(flow_svg("flow", "Standing", (sides[0], sides[1]), flows))
    assert overlaps(document) == []
    wide = float(str(document.get("width")).removesuffix("pt"))
    for text in document.iter(f"{SVG}text"):
        assert 0 <= float(text.get("x", "0")) <= wide
    ribbons = [each for each in document.iter(f"{SVG}g") if each.get("class") == "flow"]
    assert len(ribbons) == len(flows) and all(each.findtext(f"{SVG}title") for each in ribbons)


def test_a_flow_is_named_at_both_ends_and_stands_out() -> None:
    flows = (Flow("Mild", "Severe", 1), Flow("Mild", "Clear", 9_000))
    sides = (Place("Mild", 9_500),), (Place("Severe", 1), Place("Clear", 12_000))
    svg = flow_svg("flow", "Standing", sides, flows)
    words = ["".join(each.itertext()) for each in ElementTree.fromstring(svg).iter(f"{SVG}text")]
    assert {"A: Mild (9,500, of whom 9,001 go)", "1 to B: Severe", "1 from A: Mild", "9,000 to C: Clear"} <= set(words)
    assert "Mild to Clear: 9,000." in str(ElementTree.fromstring(svg).findtext(f"{SVG}desc"))
    assert all(contrast(each, PAPER) >= 3 for each in PALETTE)


# --- folders, pages and spreadsheets ---


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What `remit report` writes of the hostile framework, twice of the table."""
    found = {}
    hostile = [each.replace("/club", "/hostile") for each in TABLE]
    for name, arguments in (
        ("case", [each.replace("/club", "/hostile") for each in CASE]),
        ("table", [*hostile, "--by", "Region"]),
        ("again", [*hostile, "--by", "Region"]),
    ):
        found[name] = tmp_path_factory.mktemp("whatif") / name
        with pytest.raises(SystemExit) as left:
            main(["report", *arguments, "-o", str(found[name])])
        assert not left.value.code
    return found


def test_pages_hang_together_and_hold_no_markup_of_strangers(folders: dict[str, Path]) -> None:
    pages = sound(folders["case"]) | sound(folders["table"])
    assert set(pages) >= {"timelines.html", "reasons.html", "moves.html", "days.html", "by-Region.html", "reading.html"}
    for page in (*pages.values(), Read(case_answer("hostile").told("html", TOLD))):
        assert "script" not in page.tags and "b" not in page.tags
    assert any("<script>alert('1')</script>" in "".join(page.words) for page in pages.values())


def test_a_page_of_its_own_is_sound(tmp_path: Path) -> None:
    (tmp_path / "case.html").write_text(case_answer().told("html", TOLD), encoding="utf-8")
    (tmp_path / "table.html").write_text(table_answer().told("html"), encoding="utf-8")
    pages = sound(tmp_path)
    assert {"#supposed", "#differences", "#page-moves", "#page-days", "#page-by-Region"} <= set(
        pages["table.html"].links
    )


def test_workbooks_hold_no_formula(folders: dict[str, Path]) -> None:
    for name in ("case", "table"):
        with zipfile.ZipFile(folders[name] / "tables.xlsx") as book:
            assert not any(b"<f>" in book.read(each) for each in book.namelist() if "worksheets" in each)
            assert b"'=cmd|" in book.read("xl/sharedStrings.xml") or name == "case"


def test_a_table_has_its_pictures_and_rows_as_files(folders: dict[str, Path]) -> None:
    names = {each.name for each in (folders["table"] / "pictures").iterdir()}
    assert names == {
        "flow-standing-state.svg", "flow-first_visit-duty.svg", "flow-watched-power.svg", "days-first_visit-latest.svg",
    }  # fmt: skip
    rows = list(csv.DictReader((folders["table"] / "schools.csv").read_text("utf-8-sig").splitlines()))
    assert [bool(row["differs"]) for row in rows] == [True] * 5 + [False]


def test_the_same_question_gives_the_same_bytes(folders: dict[str, Path]) -> None:
    files = [each.relative_to(folders["table"]) for each in folders["table"].rglob("*") if each.is_file()]
    assert len(files) > 10
    for each in files:
        assert (folders["table"] / each).read_bytes() == (folders["again"] / each).read_bytes(), each


def test_markdown_lets_no_word_become_markup_and_fits_into_a_comment() -> None:
    for told in (case_answer("hostile").told("markdown", TOLD), table_answer("hostile").told("markdown")):
        assert "\\<script\\>" in told and "\\<b\\>" in told
        assert "<script" not in told.replace("\\<", "") and "<b>" not in told.replace("\\<", "")
        assert len(told) < 65_536
        rows = [line for line in told.split("\n") if line.startswith("|")]
        assert rows and all(line.replace("\\|", "").count("|") > 2 for line in rows)
