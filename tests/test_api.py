"""remit from Python: it answers as the commands do, shows itself in a notebook, and refuses with words."""

from __future__ import annotations

import datetime as dt
import doctest
import html.parser
import json
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from support import ROOT

import remit
from remit import api
from remit.tables.readers import read_table

PAGE = ROOT / "docs" / "how-to" / "use-from-python.md"
CASE = ROOT / "examples" / "case.yaml"
TABLE = ROOT / "examples" / "synthetic-mi-2020-08-31.csv"
DAY = "2025-06-01"


@pytest.fixture(scope="module")
def schools() -> remit.Framework:
    return remit.load("ofsted-schools@2024-09-16")


def command(*arguments: str) -> str:
    run = [sys.executable, "-m", "remit", *arguments]
    return subprocess.run(run, capture_output=True, text=True, check=False).stdout


def test_the_page_and_the_docstrings_answer_as_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    blocks = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    assert len(blocks) >= 5
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, str(PAGE), str(PAGE), 0)
    runner = doctest.DocTestRunner()
    told: list[str] = []
    runner.run(test, out=told.append)
    assert not runner.summarize(verbose=False).failed, "".join(told)
    assert doctest.testmod(api).attempted and not doctest.testmod(api).failed


def test_an_answer_is_that_of_the_command(schools: remit.Framework) -> None:
    answer = schools.evaluate(CASE, DAY)
    options = ("-f", schools.id, "--as-of", DAY)
    assert str(answer) == command("evaluate", str(CASE), *options)
    asked = json.loads(command("evaluate", str(CASE), *options, "--json"))
    told = answer.to_dict()
    assert {key: told[key] for key in told if key != "receipt"} == {k: asked[k] for k in asked if k != "receipt"}
    assert str(answer.why("standing")) == command("explain", str(CASE), *options, "--why", "standing")
    assert answer.why("standing").to_dict() == json.loads(
        command("explain", str(CASE), *options, "--why", "standing", "--json")
    )


def test_a_case_may_be_a_file_its_text_or_a_mapping(schools: remit.Framework) -> None:
    import yaml

    text = CASE.read_text(encoding="utf-8")
    for given in (text, yaml.safe_load(text), schools.case(CASE)):
        assert str(schools.evaluate(given, dt.date(2025, 6, 1))) == str(schools.evaluate(CASE, DAY))


def test_a_data_frame_answers_as_its_file_does(schools: remit.Framework) -> None:
    options = {"as_of": "2020-08-31", "complete_until": "2020-08-31"}
    file = schools.survey(str(TABLE), **options)
    frame = read_table(TABLE, []).frame
    assert schools.survey(frame, **options).frame.equals(file.frame)
    typed = frame.with_columns(pl.col("URN").cast(pl.Int64))
    assert schools.survey(typed, **options).frame.equals(file.frame)
    assert str(schools.survey(frame, **options)) == str(file)
    given = pd.DataFrame({name: frame[name].to_list() for name in frame.columns})
    found = schools.survey(given, **options).frame
    assert isinstance(found, pd.DataFrame)
    stands = [None if pd.isna(each) else each for each in found["standing_possible"]]
    assert stands == file.frame["standing_possible"].to_list()


class _Tags(html.parser.HTMLParser):
    """Holds that each tag is closed, and gathers those that are used."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open += [tag] if tag != "br" else []
        self.seen.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def tags(text: str) -> set[str]:
    reader = _Tags()
    reader.feed(text)
    assert not reader.open
    return reader.seen


def test_answers_show_themselves_in_a_notebook(schools: remit.Framework) -> None:
    answer = schools.evaluate(CASE, DAY)
    assert tags(answer._repr_html_()) >= {"table", "caption", "th"}
    assert "Example Primary" in answer._repr_html_() and "first monitoring" not in schools._repr_html_()
    assert tags(answer.why()._repr_html_()) >= {"ul", "li"}
    assert tags(schools._repr_html_()) >= {"table"}
    assert schools.diagram("standing")._repr_svg_().rstrip().endswith("</svg>")


def test_a_comparison_is_that_of_the_command(tmp_path: Path) -> None:
    visits = ROOT / "tests" / "comparing" / "visits"
    sides, concordance = [visits / "before", visits / "after"], visits / "concordance.yaml"
    found = remit.compare(*sides, cases=visits / "cases", as_of="2024-12-31", concordance=concordance)
    options = (*map(str, sides), "--concordance", str(concordance), "--cases", str(visits / "cases"))
    asked = json.loads(command("diff", *options, "--as-of", "2024-12-31", "--json"))
    told = found.to_dict()
    assert {key: told[key] for key in told if key != "receipt"} == {k: asked[k] for k in asked if k != "receipt"}
    assert found.headline in " ".join(str(found).split()) and found.markdown().startswith("## Differences")
    assert found.frame["urn"].to_list() == [each["urn"] for each in told["whose"]["listed"]]
    assert tags(found._repr_html_()) >= {"table", "caption", "th"} and "Whose outcome differs" in found._repr_html_()
    assert found.diagram()._repr_svg_().rstrip().endswith("</svg>")
    frame = pl.read_csv(visits / "schools.csv", infer_schema=False)
    schools = {"as_of": "2024-12-31", "complete_until": "2024-12-31"}
    loaded = [remit.load(each) for each in sides]
    of_frame = remit.compare(*loaded, data=frame, every_clause=True, concordance=concordance, **schools)
    assert of_frame.to_dict()["whose"] == told["whose"] and of_frame.frame.height == 5
    with pytest.raises(TypeError, match="'as_of' goes with"):
        remit.compare(*sides, cases=visits / "cases")


def test_what_a_stranger_wrote_is_no_markup(schools: remit.Framework) -> None:
    case = {"subject": {"urn": "1", "name": "<script>alert(1)</script>"}, "events": []}
    answer = schools.evaluate(case, DAY)
    for shown in (answer._repr_html_(), answer.why()._repr_html_(), answer.why().html()):
        assert "<script" not in shown and "&lt;script&gt;" in shown


def test_what_cannot_be_used_is_refused_in_words(schools: remit.Framework, tmp_path: Path) -> None:
    with pytest.raises(remit.Refused, match=r"case:\d+:\d+: error E501: .*no event 'visitt'"):
        schools.evaluate({"subject": {"urn": "1"}, "events": [{"event": "visitt"}]}, DAY)
    with pytest.raises(remit.Refused, match="E604"):
        schools.evaluate(CASE, "1 June 2025")
    with pytest.raises(remit.Refused, match=r"(?s)E602.*Did you mean"):
        remit.load("ofsted-school")
    with pytest.raises(LookupError, match="Did you mean 'standing'"):
        schools.evaluate(CASE, DAY).why("standin")
    with pytest.raises(LookupError, match="no reading"):
        schools.evaluate(CASE, DAY, readings={"nothing": "x"})
    with pytest.raises(LookupError, match="no lifecycle"):
        schools.diagram("nothing")
    with pytest.raises(remit.Refused, match="E603"):
        schools.diagram().save(tmp_path / "picture.bmp")
    with pytest.raises(TypeError, match="data frame"):
        schools.survey(17, DAY)  # what a person may well try
    with pytest.raises(AttributeError, match="no attribute 'lod'"):
        remit.lod  # noqa: B018


def test_the_command_line_starts_without_it() -> None:
    code = "import sys, remit.cli; assert 'remit.api' not in sys.modules and 'polars' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
