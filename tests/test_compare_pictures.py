"""Two frameworks in one picture: every part stands in it once, with its fate, and on one set of places."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from compared_frameworks import read
from laid_out import SVG, overlaps
from support import ROOT

from remit.cli import main
from remit.comparing import compared
from remit.drawing import picture
from remit.dsl import ir
from remit.engine.compare.comparing import compare
from remit.engine.compare.union import Fate, union
from remit.files import shipped
from remit.visualise.dot import dot_of
from remit.visualise.merged import merged_scene, one_side
from remit.visualise.parts import Scene

VISITS = ROOT / "tests" / "comparing" / "visits"
NAMES = ("first", "second")


def scene(before: ir.Framework, after: ir.Framework) -> Scene:
    return merged_scene(union(compare(before, after)), NAMES)


def places(drawn: Scene) -> dict[str, tuple[str, ...]]:
    """Where each part of a picture stands: its coordinates, by its id."""
    root = ElementTree.fromstring(picture(drawn, "svg"))
    found: dict[str, tuple[str, ...]] = {}
    for group in root.iter("{http://www.w3.org/2000/svg}g"):
        if (name := group.get("id")) and name != "graph0":  # which holds all of it
            found[name] = tuple(_coordinates(group))
    return found


def _coordinates(group: ElementTree.Element) -> Iterator[str]:
    for element in group.iter():
        for key in ("points", "d", "cx", "cy", "x", "y"):
            if (value := element.get(key)) is not None:
                yield value


PAIRS = [
    (VISITS / "before", VISITS / "after"),
    (shipped() / "ofsted-schools/2012-11-01", shipped() / "ofsted-schools/2024-09-16"),
    (shipped() / "ofsted-schools/2012-11-01", shipped() / "ofsted-fe-skills/2013-01-01"),
]


@pytest.mark.parametrize("pair", PAIRS, ids=["visits", "versions", "bodies"])
def test_each_side_stands_on_the_places_of_both(pair: tuple[Path, Path]) -> None:
    frameworks = [read(path) for path in pair]
    both = scene(frameworks[0], frameworks[1])
    everywhere = places(both)
    for first, framework in zip((True, False), frameworks, strict=True):
        alone = one_side(both, first)
        hidden = {each.id for each in (*alone.clusters, *alone.frames) if each.hidden}
        side = {name: each for name, each in places(alone).items() if name.removeprefix("a_") not in hidden}
        assert {name: everywhere[name] for name in side} == side
        states = sum(len(lifecycle.states) for lifecycle in framework.lifecycles.values())
        assert sum(name.startswith("state-") for name in side) == states


@pytest.mark.parametrize("pair", PAIRS, ids=["visits", "versions", "bodies"])
def test_nothing_lies_on_words(pair: tuple[Path, Path]) -> None:
    both = scene(*map(read, pair))
    assert overlaps(ElementTree.fromstring(picture(both, "svg"))) == []


def test_what_matters_most_stands_above_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(VISITS)
    found = compared("before", "after", Path("concordance.yaml"), ())
    root = ElementTree.fromstring(picture(found.scene, "svg"))
    words = " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
    assert "1. Trigger. 2024-01-01: Found wanting" in words and "3. Complaints." in words


def test_fates() -> None:
    found = union(compare(read(VISITS / "before"), read(VISITS / "after")))
    told = {state: fate for (_, state), fate in found.states.items()}
    assert told == {
        "fine": Fate.SAME,
        "watched": Fate.SAME,
        "visited": Fate.SAME,
        "handed_over": Fate.ADDED,
    }
    assert [fate for fate in found.transitions.values() if fate is not Fate.SAME] == [Fate.ADDED]
    back = union(compare(read(VISITS / "after"), read(VISITS / "before")))
    assert back.states["standing", "handed_over"] is Fate.REMOVED


def test_nothing_is_marked_where_nothing_differs() -> None:
    before = read(shipped() / "ofsted-schools/2024-09-16")
    same = scene(before, before)
    for first in (True, False):
        assert dot_of(one_side(same, first)) == dot_of(same)
    assert not re.search("new|gone|changed", " ".join(entry.text for entry in same.legend))


def test_a_state_more_moves_nothing_that_did_not_change() -> None:
    before = read(VISITS / "before")
    standing = before.lifecycles["standing"]
    more = replace(standing.states[-1], name="lost", label="Lost to view")
    after = replace(before, lifecycles={"standing": replace(standing, states=(*standing.states, more))})
    both = scene(before, after)
    first, second = places(one_side(both, True)), places(one_side(both, False))
    states = [name for name in first if name.startswith("state-")]
    assert len(states) == len(standing.states) and "state-standing-lost" in second
    assert {name: first[name] for name in states} == {name: second[name] for name in states}


def test_the_order_of_lifecycles_and_definitions_changes_no_byte() -> None:
    before, after = read(VISITS / "before"), read(VISITS / "after")
    expected = dot_of(scene(before, after))
    for seed in range(3):
        chance = random.Random(seed)
        events = list(after.events.items())
        rules = list(after.rules.items())
        chance.shuffle(events)
        chance.shuffle(rules)
        assert dot_of(scene(before, replace(after, events=dict(events), rules=dict(rules)))) == expected


def test_pictures_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(VISITS)
    with pytest.raises(SystemExit) as left:
        main(["diff", "before", "after", "--picture", str(tmp_path / "out.svg"), "-o", str(tmp_path / "out.html")])
    assert left.value.code == 0
    both, before, after = (
        (tmp_path / f"out{name}.svg").read_text(encoding="utf-8") for name in ("", "-before", "-after")
    )
    assert "+ new" in both and "Handed to another" in both
    assert "state-standing-handed_over" not in before and "state-standing-handed_over" in after
    assert "<figure><svg" in (tmp_path / "out.html").read_text(encoding="utf-8")


def test_a_picture_of_another_form_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(VISITS)
    with pytest.raises(SystemExit) as left:
        main(["diff", "before", "after", "--picture", str(tmp_path / "out.gif")])
    assert left.value.code == 2
    assert ".svg, .png, .pdf, .dot" in capsys.readouterr().err
