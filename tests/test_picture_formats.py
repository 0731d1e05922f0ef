"""Pictures for other programs: what is in each format, that others read it, and that no text breaks out of it."""

from __future__ import annotations

import functools
import json
import random
import re
import shutil
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest
from click.testing import CliRunner
from golden import Golden
from support import ROOT, framework
from test_pictures import NESTED, nested
from test_visualise import NASTY, with_text

from remit.cli import root
from remit.drawing import FORMATS, picture
from remit.dsl import ir
from remit.engine.graph import state_graph
from remit.pipeline import readable
from remit.visualise.data import scene_json
from remit.visualise.dot import dot_of
from remit.visualise.graphml import graphml_of
from remit.visualise.mermaid import mermaid_of
from remit.visualise.scene import scene_of
from remit.visualise.scxml import scxml_of

SCXML = "{http://www.w3.org/2005/07/scxml}"
OWN = "{https://remit.example/ns/scxml}"
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


@functools.lru_cache(maxsize=8)
def shipped(folder: Path) -> ir.Framework:
    return readable(str(folder))


FRAMEWORKS = sorted(each.parent for each in (ROOT / "policy").glob("*/*/framework.yaml"))


# --- golden ---


@pytest.mark.parametrize("form", ["mmd", "graphml", "scxml", "json"])
def test_formats(golden: Golden, form: str) -> None:
    golden(f"golden/visualise/nested.{form}", picture(scene_of(nested()), form).decode())


# --- other programs read them ---


@pytest.mark.skipif(shutil.which("dot") is None, reason="there is no dot here: PDFs are not drawn")
@pytest.mark.parametrize("crowded", [1000, 0], ids=["drawn", "in-brief"])
def test_a_pdf_is_one_page_of_the_size_of_the_picture(crowded: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("remit.visualise.brief.CROWDED", crowded)
    pdf = picture(scene_of(nested()), "pdf")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    (box,) = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", pdf)
    svg = ElementTree.fromstring(picture(scene_of(nested()), "svg"))
    sides = [float(svg.get(name, "0").removesuffix("pt")) for name in ("width", "height")]
    # The system's letters may be a little wider or narrower than those for which the other renderer has measures.
    assert [float(each) for each in box] == pytest.approx(sides, rel=0.15)


def test_graphml_is_read_by_networkx(tmp_path: Path) -> None:
    file = tmp_path / "nested.graphml"
    file.write_text(graphml_of(scene_of(nested())), encoding="utf-8")
    graph = nx.read_graphml(file)
    names = {name: values["label"] for name, values in graph.nodes(data=True)}
    found = {(names[source], names[target], values["number"]) for source, target, values in graph.edges(data=True)}
    network = nested().network()
    label = {state.id: state.label for part in nested().lifecycles for state in part.states}
    assert {(one, two) for one, two, _ in found} == {(label[one], label[two]) for one, two in network.edges()}
    assert ("Mild", "Severe", "4") in found, "a line from a frame leaves from each state in it"


def test_scxml_tells_the_transitions_of_each_state_in_their_order() -> None:
    document = ElementTree.fromstring(scxml_of(scene_of(nested())))
    states = {each.get("id"): each for each in document.iter() if each.get("id")}
    (around,) = document.findall(f"{SCXML}parallel")
    assert [each.get("id") for each in around] == ["lifecycle-standing", "lifecycle-care"]
    assert states["state-standing-watched"].get("initial") == "state-standing-mild"
    told = [
        (each.get("event"), each.get("target"), each.get(f"{OWN}when"), each.get(f"{OWN}cite"))
        for each in states["state-standing-severe"]
    ]
    assert told == [
        ("event.Inspection", "state-standing-severe", "overall is bad", "para 6"),
        ("event.Inspection", "state-standing-clear", "overall is good", "para 6"),
        ("event.Visit", "state-standing-severe", "not: improved", "para 6"),
        ("time.at-12-months-after-the-start-of-watched", "state-standing-closed", None, "para 7"),
    ]
    assert states["state-standing-closed"].tag == f"{SCXML}state", "what can be left is not final to SCXML"


@pytest.mark.parametrize("folder", FRAMEWORKS, ids=lambda folder: folder.parts[-2])
def test_scxml_has_no_target_that_is_not_there(folder: Path) -> None:
    document = ElementTree.fromstring(scxml_of(scene_of(state_graph(shipped(folder)))))
    names = [each.get("id") for each in document.iter() if each.get("id")]
    assert len(names) == len(set(names))
    assert {each.get("target") for each in document.iter(f"{SCXML}transition")} <= set(names)
    assert {each.get("initial") for each in document.iter() if each.get("initial")} <= set(names)


def test_json_holds_all_that_the_picture_holds() -> None:
    scene = scene_of(nested())
    held = json.loads(scene_json(scene))
    assert [each["trigger"] for each in held["key"]] == [row.trigger for row in scene.key]
    assert [each["label"] for each in held["clusters"]] == ["Standing", "Care"]


# --- texts from strangers ---

_MERMAID = re.compile(
    r' *(accTitle: .*|accDescr: .*|direction (LR|TB)|state "[^"<>{}]+" as s\d+( \{)?|\}|\[\*\] --> s\d+|'
    r"s\d+ --> \[\*\]|"
    r"s\d+ --> s\d+ : [^\"<>{}]+|note right of s\d+|end note|stateDiagram-v2)"
)


@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_stays_text(text: str) -> None:
    scene = scene_of(with_text(text))
    for made in (graphml_of(scene), scxml_of(scene)):
        tags = {each.tag.rpartition("}")[2] for each in ElementTree.fromstring(made).iter()}
        assert tags <= {
            "graphml", "desc", "key", "graph", "node", "edge", "data",
            "scxml", "parallel", "state", "final", "transition",
        }  # fmt: skip
    json.loads(scene_json(scene))
    inside = False
    for line in mermaid_of(scene).splitlines():
        if inside and line.strip() != "end note":
            assert not set(line) & set('"<>{}'), line
            continue
        inside = line.strip().startswith("note ")
        assert _MERMAID.fullmatch(line), line


# --- stability ---


def shuffled(text: str, chance: random.Random) -> str:
    """The clauses of a text in another order."""
    clauses = re.split(r"\n(?=[a-z])", text.strip())
    chance.shuffle(clauses)
    return "\n".join(clauses) + "\n"


@pytest.mark.parametrize("seed", range(4))
def test_shuffling_clauses_changes_no_byte(seed: int) -> None:
    mixed = state_graph(framework(shuffled(NESTED, random.Random(seed)), checked=False).framework)
    for lifecycle in (None, "standing", "care"):
        told, other = (re.sub(r"tiny\.remit:\d+", "", dot_of(scene_of(each, lifecycle))) for each in (nested(), mixed))
        assert told == other


@pytest.mark.parametrize("folder", FRAMEWORKS, ids=lambda folder: folder.parts[-2])
def test_order_of_declaration_changes_no_byte(folder: Path) -> None:
    one = shipped(folder)
    other = replace(
        one,
        lifecycles={
            name: replace(each, states=tuple(reversed(each.states))) for name, each in reversed(one.lifecycles.items())
        },
        rules=dict(reversed(one.rules.items())),
        documents=dict(reversed(one.documents.items())),
        judgements=dict(reversed(one.judgements.items())),
        groups=dict(reversed(one.groups.items())),
    )
    assert scene_of(state_graph(one)) == scene_of(state_graph(other))


# --- the command ---


def test_each_lifecycle_has_a_page_beside_the_whole(tmp_path: Path) -> None:
    out = tmp_path / "picture.mmd"
    folder = str(FRAMEWORKS[0])
    result = CliRunner().invoke(root, ["diagram", folder, "--each", "--table", "none", "-o", str(out)])
    assert result.exit_code == 0, result.output
    names = {each.name for each in tmp_path.iterdir()}
    assert names == {"picture.mmd", *(f"picture-{name}.mmd" for name in shipped(FRAMEWORKS[0]).lifecycles)}


@pytest.mark.parametrize("arguments", [["--each"], ["--each", "--lifecycle", "x", "-o", "a.svg"], ["-o", "a.bmp"]])
def test_what_cannot_be_meant_is_refused(arguments: list[str]) -> None:
    result = CliRunner().invoke(root, ["diagram", str(FRAMEWORKS[0]), *arguments])
    assert result.exit_code == 2
    assert "bmp" not in arguments[-1] or all(f".{each}" in result.output for each in FORMATS)
