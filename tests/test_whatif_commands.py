"""The commands and the Python functions that ask what if: what they write, and what they refuse."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import manifest
from supposed_school import AS_OF, CASE, FOLDER, MILDER, TABLE, run, table_answer
from test_in_force import CARRIED, TOWN

import remit
from remit.engine.whatif.table import Turn

# --- the commands ---


@pytest.mark.parametrize("ending", ["txt", "md", "html", "json", "svg"])
def test_the_end_of_the_name_says_the_form(ending: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / f"out.{ending}"
    code, told, err = run("whatif", *CASE, "-o", str(out), capsys=capsys)
    assert (code, told) == (
        0,
        "3 answers would differ; none of the states, decisions and norms would stay as they are.\n",
    )
    assert f"wrote {out}" in err and out.stat().st_size > 500


def test_a_table_is_told_by_columns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told, _ = run("whatif", *TABLE, "--by", "Region", "--format", "markdown", capsys=capsys)
    assert code == 0 and "**Standing, by Region: schools that would move**" in told
    code, told, _ = run("whatif", *TABLE, "--by", "Region", capsys=capsys)
    assert code == 0 and told == table_answer().text()
    page = tmp_path / "two.html"
    code, told, _ = run("whatif", *TABLE, "--urn", "2", "-o", str(page), capsys=capsys)
    assert code == 0 and told.startswith("3 answers would differ") and "Two (URN 2)" in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("command", "arguments", "words"),
    [
        ("whatif", (*CASE, "--by", "Region"), "--by goes with a table"),
        ("whatif", (*CASE, "-o", "out.csv"), "'.csv' is not a form of a what-if answer for one school"),
        ("whatif", (*TABLE, "-o", "out.svg"), "'.svg' is not a form of a what-if answer for a table"),
        ("whatif", (*TABLE, "--by", "Regions"), "Did you mean 'Region'?"),
        ("whatif", (*TABLE, "--mode", "in-force"), "--mode goes with a case"),
        ("whatif", (*TABLE, "--urn", "1", "--by", "Region"), "--by is of many schools"),
        ("whatif", (*CASE, "--json", "--format", "html"), "ask for different forms"),
        ("report", (*CASE[:-2], "-o", "out"), "Say what is to be otherwise"),
        ("report", (*CASE, "--by", "Region", "-o", "out"), "--by goes with a table"),
        ("report", (*TABLE, "--reading", "a=b", "-o", "out"), "a reading is taken by --set"),
        ("report", (str(FOLDER / "club"), "--set", "a=b", "-o", "out"), "--set goes with a table or a case"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(
    command: str,
    arguments: tuple[str, ...],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = run(command, *arguments, capsys=capsys)
    assert code == 2 and words in " ".join(err.split())
    assert list(tmp_path.iterdir()) == []


def test_an_overlay_that_does_not_fit_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "wrong.yaml").write_text("overlay: x\nparameters: {first_bye: 3 months}\n", encoding="utf-8")
    wrong = (*CASE[:-1], str(tmp_path / "wrong.yaml"), "-o", str(tmp_path / "out"))
    code, _, err = run("report", *wrong, capsys=capsys)
    assert code == 1 and "Did you mean 'first_by'?" in err
    assert [each.name for each in tmp_path.iterdir()] == ["wrong.yaml"]


# --- each framework while it was in force ---


def test_in_force_an_overlay_changes_only_the_framework_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for begins, name, more in (("2023-01-01", "watched", ""), ("2024-01-01", "helped", CARRIED)):
        edition = tmp_path / begins
        edition.mkdir()
        (edition / "framework.yaml").write_text(
            manifest(begins).replace("framework: tiny", "framework: town"), encoding="utf-8"
        )
        (edition / "rules.remit").write_text(TOWN.format(name=name) + more, encoding="utf-8")
    (tmp_path / "case.yaml").write_text(
        "subject: {urn: '1'}\nevents: [{event: visit, date: 2023-06-01, weak: yes}]\n", encoding="utf-8"
    )
    (tmp_path / "o.yaml").write_text(
        'overlay: never\nclauses: |\n  lifecycle where "Where"\n'
        "    state fine initial cite 1\n    state helped cite 1\n"
        "    from fine on visit when not weak of it -> helped cite 1\n",
        encoding="utf-8",
    )
    asked = (str(tmp_path / "case.yaml"), "-f", str(tmp_path / "2024-01-01"), "--as-of", "2024-02-01")
    told = [run("whatif", *asked, "--with", str(tmp_path / "o.yaml"), "--mode", mode, capsys=capsys)
            for mode in ("as-if", "in-force")]  # fmt: skip
    assert "1 answer would differ" in told[0][1] and "Fine" not in told[0][2]
    assert "No answer would differ." in told[1][1] and "Mode: in force" in told[1][1]
    asked_so = (*asked, "--with", str(tmp_path / "o.yaml"), "--mode", "in-force", "--format", "html")
    page = run("whatif", *asked_so, capsys=capsys)[1]
    assert "town@2023-01-01" in page and "Mode: in force" in page
    late = (*asked[:-1], "2022-01-01", "--set", "weak=yes", "--mode", "in-force")
    code, _, err = run("whatif", *late, capsys=capsys)
    assert code != 0 and "Traceback" not in err


# --- Python and notebooks ---


def test_python_and_a_notebook_show_it(tmp_path: Path) -> None:
    club = remit.load(FOLDER / "club")
    answer = club.whatif(FOLDER / "case.yaml", AS_OF, {"first_by": "3 months", "boarding": False}, overlays=[MILDER])
    assert repr(answer) == f"<remit what-if for 1: {answer.answer.headline}>"
    assert len(answer.differences) == 3 and "would be" in str(answer) and answer.markdown().startswith("## What if")
    assert answer._repr_html_().startswith('<div class="remit">') and "<script" not in answer._repr_html_()
    assert answer.timeline().svg().startswith("<svg") and answer.to_dict()["subject"]["urn"] == "1"
    answer.save(tmp_path / "case.html")
    answer.save_report(tmp_path / "report")
    assert (tmp_path / "report" / "timelines.html").exists()
    with pytest.raises(remit.Refused):
        answer.save(tmp_path / "case.bmp")
    survey = club.whatif_survey(
        FOLDER / "schools.csv", AS_OF, overlays=[MILDER], events=FOLDER / "events.csv", complete_until=AS_OF
    )
    assert repr(survey) == "<remit what-if: 6 schools surveyed; something would differ for 5>"
    assert survey.frame.height == 6 and survey.to_dict()["differ"] == 5 and survey.notes
    assert "By Region" in survey.by("Region")._repr_html_()
    survey.save(tmp_path / "rows.csv")
    with pytest.raises(LookupError, match="no column 'Regio'"):
        survey.by("Regio")
    with pytest.raises(remit.Refused, match="nothing is named 'first_bye'"):
        club.whatif(FOLDER / "case.yaml", AS_OF, {"first_bye": "3 months"})


# --- real files ---


@pytest.mark.real_data
def test_further_education_in_england(real_data: Path) -> None:
    """Whether re-inspections were brought forward is not in the file: no last day is known, and yet some statuses."""
    answer = remit.load("ofsted-fe-skills@2013-01-01").whatif_survey(
        real_data / "ofsted-fe-skills-five-year-2024.csv.gz", "2024-08-31", {"reinspection_latest": "24 months"}
    )
    assert int(answer.answer.found.differs.sum()) == 64
    (duty,) = [each for each in answer.answer.found.units if each.tally]
    assert [(a.possible, b.possible, n) for a, b, n in duty.tally] == [(("met", "overdue"), ("open", "met"), 64)]
    (last,) = [each for each in answer.answer.found.shifts if (each.name, each.end) == ("reinspect", "latest")]
    assert last.count(Turn.UNKNOWN) == sum(schools for *_, schools in duty.flows) == 329
