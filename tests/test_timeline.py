"""A school over time: each fate is told apart without colour, every norm is there, and no words lie on others."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from golden import Golden
from hypothesis import given, settings
from hypothesis import strategies as st
from laid_out import SVG, overlaps
from support import ROOT, case, manifest
from test_in_force import CARRIED, TOWN
from test_painted import SCHOOL, compiled
from test_visualise import NASTY, contrast

import remit
from remit.cli import root
from remit.engine.asking import AsIf
from remit.engine.path import traced
from remit.engine.settings import defaults
from remit.visualise import theme
from remit.visualise.timeline.chart import Band, Bar, Chart, Event, Fate, Stay, chart_of
from remit.visualise.timeline.forms import FILES
from remit.visualise.timeline.signs import LOOKS
from remit.visualise.timeline.svg import timeline_svg


def chart(text: str = SCHOOL, as_of: str = "2024-08-15") -> Chart:
    asking = AsIf(compiled(), defaults(compiled().framework))
    subject = case(text, compiled().framework)
    return chart_of(*traced(asking, subject, dt.date.fromisoformat(as_of), None), subject)


def bar(fate: Fate, label: str = "A norm", **days: dt.date | None) -> Bar:
    told = {"since": dt.date(2024, 1, 1), "earliest": None, "until": dt.date(2024, 6, 1), "done": None} | days
    return Bar(label, "Office will visit", "Duties", fate, fate.value, **told, paragraphs="para 3", place="a.remit:1")


def every_fate() -> Chart:
    done = {Fate.EARLY: dt.date(2023, 12, 1), Fate.ON_TIME: dt.date(2024, 3, 1), Fate.LATE: dt.date(2024, 8, 1)}
    bars = tuple(bar(fate, f"Norm {fate.value}", done=done.get(fate)) for fate in Fate)
    day = dt.date(2024, 9, 1)
    return Chart("timeline", "One", "as of then", day, dt.date(2023, 12, 1), dt.date(2025, 1, 1), (), (), bars)


# --- golden ---


@pytest.mark.parametrize("form", sorted(FILES))
def test_forms(golden: Golden, form: str) -> None:
    golden(f"golden/visualise/timeline.{form}", FILES[form](chart()))


def test_fates(golden: Golden) -> None:
    golden("golden/visualise/fates.svg", timeline_svg(every_fate()))


# --- what is in it ---


def test_states_follow_one_another() -> None:
    bands = {
        band.label: [(stay.label, str(stay.since), str(stay.until)) for stay in band.stays] for band in chart().bands
    }
    assert bands["Standing"] == [
        ("Clear", "None", "2024-01-10"), ("Mild", "2024-01-10", "2024-06-05"), ("Severe", "2024-06-05", "None"),
    ]  # fmt: skip


def test_events_of_the_case_are_marked() -> None:
    events = [(str(each.day), each.label, each.whole, each.ahead) for each in chart(as_of="2024-06-10").events]
    assert events == [
        ("2024-01-08", "Inspection, started", False, False), ("2024-01-10", "Inspection, ended", True, False),
        ("2024-02-01", "Inspection, published", False, False), ("2024-03-04", "Visit", True, False),
        ("2024-06-03", "Inspection, started", False, False), ("2024-06-05", "Inspection, ended", True, False),
        ("2024-07-01", "Inspection, published", False, True),
    ]  # fmt: skip


def test_norms_have_their_windows_and_paragraphs() -> None:
    found = {each.label: each for each in chart().bars}
    letter = found["Letter for each visit (visit of 4 March 2024)"]
    assert (letter.fate, str(letter.until), letter.paragraphs) == (Fate.OVERDUE, "2024-03-25", "para 16")
    assert letter.place == "tiny.remit:55"
    assert letter.told == "overdue, until 25 March 2024: a breach"


def test_every_norm_stands_in_the_tables() -> None:
    held = json.loads(FILES["json"](chart()))
    assert [each["norm"] for each in held["norms"]] == [each.label for each in chart().bars]
    for each in chart().bars:
        assert each.label in FILES["md"](chart())


@pytest.mark.parametrize(
    ("norm", "day", "fate"),
    [
        ("Letter", "2024-03-10", Fate.OPEN),
        ("Letter", "2024-03-26", Fate.OVERDUE),
        ("First visit", "2024-06-30", Fate.TO_COME),  # the day from which it is counted lies ahead
        ("First visit", "2024-10-01", Fate.OPEN),
        ("First visit", "2024-10-02", Fate.OVERDUE),
        ("No hiring", "2024-10-01", Fate.APPLIES),
    ],
)
def test_fate_follows_the_day(norm: str, day: str, fate: Fate) -> None:
    found = {each.label: each.fate for each in chart(as_of=day).bars}
    assert next(value for label, value in found.items() if label.startswith(norm)) is fate


# --- how it looks ---


def test_states_end_at_the_day_asked_for() -> None:
    root = ElementTree.fromstring(timeline_svg(chart()))
    (line,) = (group for group in root.iter(f"{SVG}g") if group.get("id") == "as-of")
    now = float(re.findall(r"M([\d.]+)", str(line[0].get("d")))[0])
    ends = [
        float(str(each.get("x"))) + float(str(each.get("width")))
        for group in root.iter(f"{SVG}g")
        if group.get("class") == "state"
        for each in group.iter(f"{SVG}rect")
    ]
    assert max(ends) == pytest.approx(now, abs=0.2) and now < 232 + 560, "norms run on behind it"


def test_fates_are_told_apart_without_colour() -> None:
    shapes = {
        group.findtext(f"{SVG}title"): tuple(
            (child.tag, re.sub(r"#[0-9a-f]{6}", "", str(sorted(child.attrib.items()))))
            for child in group
            if child.tag != f"{SVG}title"
        )
        for group in ElementTree.fromstring(timeline_svg(every_fate())).iter(f"{SVG}g")
        if group.get("class") == "norm"
    }
    assert len(shapes) == len(Fate)
    bare = [re.sub(r"\(?'(x|y|cy|d)', '[^']*'\)?", "", str(each)) for each in shapes.values()]
    grey = {Fate.ON_TIME, Fate.EARLY, Fate.MET, Fate.LATE}
    assert len({LOOKS[fate] for fate in Fate if fate not in grey | {Fate.OVERDUE}}) == len(Fate) - len(grey) - 1
    assert len(set(bare)) == len(Fate), "each fate has a bar and signs of its own"


def test_nothing_lies_on_words() -> None:
    for each in (chart(), every_fate(), chart(as_of="2030-01-01")):
        assert overlaps(ElementTree.fromstring(timeline_svg(each))) == []


@given(
    st.lists(st.tuples(st.text(max_size=40), st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1))), max_size=12),
    st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1)),
)
@settings(max_examples=40, deadline=None)
def test_any_words_and_days_stay_apart(events: list[tuple[str, dt.date]], as_of: dt.date) -> None:
    days = [as_of, *(day for _, day in events)]
    marks = tuple(Event(label, day, True, False) for label, day in sorted(events, key=lambda each: each[1]))
    stays = (Stay("Clear", None, min(days), True), Stay("Severe", min(days), None, False))
    whole = Chart("timeline", "x", "y", as_of, min(days), max(days), (Band("Standing", stays),), marks, ())
    document = ElementTree.fromstring(timeline_svg(whole))
    assert overlaps(document) == []
    wide = float(str(document.get("width")).removesuffix("pt"))
    for text in document.iter(f"{SVG}text"):
        assert 0 <= float(text.get("x", "0")) <= wide


def test_it_fits_on_a4_across() -> None:
    wide = float(str(ElementTree.fromstring(timeline_svg(chart())).get("width")).removesuffix("pt"))
    assert 785 / wide * theme.SMALL_SIZE > 6, "letters of six points at least"


def test_words_stand_out_on_every_band() -> None:
    for number in range(6):
        assert contrast(theme.INK, theme.region(number).fill) > 7
    assert contrast(theme.INK, theme.WAS) > 7


def test_picture_says_what_it_is() -> None:
    document = ElementTree.fromstring(timeline_svg(chart()))
    named = {each.get("id"): each.text for each in document if each.get("id")}
    title, told = (named[each] for each in str(document.get("aria-labelledby")).split())
    assert title == "One (URN 1), as of 15 August 2024, under Tiny (tiny@2024-01-01)"
    assert "overdue, until 25 March 2024: a breach" in str(told)
    groups = [each for each in document.iter(f"{SVG}g") if each.get("class") in ("norm", "event", "state")]
    assert groups and all(each.findtext(f"{SVG}title") for each in groups)


# --- texts from strangers ---


@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_stays_text(text: str) -> None:
    nasty = replace(
        chart(),
        title=text,
        subtitle=text,
        bands=(Band(text, (Stay(text, None, None, True),)),),
        events=(Event(text, dt.date(2024, 1, 1), True, False),),
        bars=(replace(bar(Fate.OPEN), label=text, said=text, told=text, paragraphs=text, heading=text, place=text),),
    )
    tags = {each.tag.removeprefix(SVG) for each in ElementTree.fromstring(timeline_svg(nasty)).iter()}
    assert tags <= {"svg", "title", "desc", "defs", "pattern", "g", "rect", "path", "circle", "polygon", "text"}
    page = FILES["html"](nasty)
    assert "<script" not in page and "alert(1)</" not in page.replace("alert(1)&lt;/", "")
    json.loads(FILES["json"](nasty))
    assert "<b>" not in FILES["md"](nasty)


# --- the command and Python ---

EXAMPLE = ["timeline", "examples/case.yaml", "-f", "ofsted-schools@2024-09-16", "--as-of", "2025-03-31"]


def test_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(ROOT)
    for form in FILES:
        out = tmp_path / f"one.{form}"
        result = CliRunner().invoke(root, [*EXAMPLE, "-o", str(out), "--format", "none"])
        assert (result.exit_code, result.stdout) == (0, ""), result.output
        assert out.stat().st_size > 500
    assert CliRunner().invoke(root, [*EXAMPLE, "-o", "one.bmp"]).exit_code == 2
    told = [CliRunner().invoke(root, [*EXAMPLE, "--mode", mode]).stdout for mode in ("as-if", "in-force")]
    assert all("First monitoring inspection" in each for each in told)


def test_a_state_that_another_framework_led_to(tmp_path: Path) -> None:
    for begins, name, more in (("2023-01-01", "watched", ""), ("2024-01-01", "helped", CARRIED)):
        edition = tmp_path / begins
        edition.mkdir()
        about = manifest(begins).replace("framework: tiny", "framework: town")
        (edition / "framework.yaml").write_text(about, encoding="utf-8")
        (edition / "rules.remit").write_text(TOWN.format(name=name) + more, encoding="utf-8")
    school = tmp_path / "case.yaml"
    school.write_text("subject: {urn: '1'}\nevents: [{event: visit, date: 2023-06-01, weak: yes}]\n", encoding="utf-8")
    asked = ["-f", str(tmp_path / "2024-01-01"), "--as-of", "2024-02-01", "--mode", "in-force"]
    told = CliRunner().invoke(root, ["timeline", str(school), *asked, "--format", "json"])
    assert json.loads(told.stdout)["states"] == [
        {"lifecycle": "Where", "state": "helped", "from": "2023-06-01", "until": None, "certain": True},
    ]  # fmt: skip
    assert [each["day"] for each in json.loads(told.stdout)["events"]] == ["2023-06-01"]
    out = tmp_path / "a.json"
    drawn = CliRunner().invoke(root, ["diagram", asked[1], "--case", str(school), *asked[2:], "-o", str(out)])
    assert drawn.exit_code == 0, drawn.output
    assert "here now since 1 June 2023" in out.read_text(encoding="utf-8")


def test_a_notebook_shows_it() -> None:
    answer = remit.load("ofsted-schools@2024-09-16").evaluate(ROOT / "examples" / "case.yaml", "2025-03-31")
    assert answer.timeline()._repr_svg_().startswith("<svg")
    assert "here now since 2 October 2024" in answer.diagram("standing").svg()
    assert "What may follow" in str(answer.diagram())
    assert repr(answer.timeline()) == "<remit timeline of Example Primary (URN 100001)>"
    with pytest.raises(LookupError, match="no lifecycle 'standng'"):
        answer.diagram("standng")


def test_bars_stand_in_the_order_of_their_days() -> None:
    for _, group in itertools.groupby(chart().drawn, key=lambda each: each.heading):
        begins = [each.since for each in group if each.since]
        assert begins == sorted(begins)
