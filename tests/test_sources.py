"""The ledger beside a handbook: paragraphs are found in its text, and what changed is told with what rests on it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from golden import Golden
from support import MONITORING, ROOT
from test_bad_input import Left, refused, remit

from remit.dsl.base.spans import Source
from remit.dsl.ledger import read_ledger
from remit.dsl.paragraphs import Passage, normalised, passages
from remit.dsl.verify import recorded, verify

TEXTS = sorted((ROOT / "tests" / "paragraphs").glob("*.txt"))
HANDBOOK = "ofsted-2024-school-monitoring-handbook.txt"

KITCHENS = """-- what is checked
kind Kind: small, large
fact size: Kind
event visit moments ended
event opening moments ended

rule first_visit cite 2
  ofsted must hold visit
  for latest opening
"""
SMALL = """1. Kitchens are told of here.

2. A visit is held.

3. Cooks are well.
"""
LEDGER = """# What the little book says.
paragraphs:
  "1":   # the beginning
    gist: An introduction.
    status: narrative   # as it should be
  "2": {gist: A visit is held., status: modelled}
  "3":
    gist: "How cooks are,
      in two lines."
    status: outside
    reason: |
      Not dated.
"""


# --- paragraphs in a text ---


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_paragraphs_are_found(path: Path, golden: Golden) -> None:
    text = path.read_bytes().decode("utf-8")
    numbers = re.findall(r"(?:Annex )?\S+", text.partition("\n")[0].removeprefix("Numbers: "))
    found = passages(text)
    assert [each.number for each in found] == numbers
    golden(path.with_suffix(".expected"), "".join(f"{each.number} (line {each.line}): {each.text}\n" for each in found))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_line_ends_and_spaces_do_not_matter(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    plain = [(each.number, each.digest) for each in passages(text)]
    for other in (text.replace("\n", "\r\n"), text.replace("\n", "  \n"), text.replace(". ", ".\u00a0 ")):
        assert [(each.number, each.digest) for each in passages(other)] == plain


def test_words_have_one_form() -> None:
    assert normalised("\u2018a\u2019  \u201cb\u201d\n\u2014 c\u00add \ufb01sh") == "'a' \"b\" - cd fish"
    assert normalised("multi-\nacademy and re- use") == "multi-academy and re- use"
    assert normalised("Must must") == "Must must"
    assert normalised("a b") != normalised("a c")


@pytest.mark.parametrize("text", ["", "no numbers here", "2024\n17/31\n", "1.5 litres\n", "\f\f", "0. Nothing"])
def test_text_without_paragraphs(text: str) -> None:
    assert passages(text) == ()


def test_words_that_bind_are_seen() -> None:
    (found,) = passages("1. It Must be done within 3 months, normally; it must. Dismay and Mayor are no such words.")
    assert found.asks == ("must", "within", "months", "normally")


# --- ledger and text ---


def test_recording_keeps_everything_else() -> None:
    found = passages(SMALL)
    text = recorded(Source("ledger.yaml", LEDGER), found)
    assert re.sub(r"^ *sha256: \"[0-9a-f]{64}\"\n", "", text, flags=re.M) == LEDGER.replace(
        "status: modelled", f'sha256: "{found[1].digest}", status: modelled'
    )
    again = recorded(Source("ledger.yaml", text), (Passage("2", "other words", 1),))
    assert [n for n, (a, b) in enumerate(zip(text.split("\n"), again.split("\n"), strict=True)) if a != b] == [6]
    assert recorded(Source("ledger.yaml", again), found) == text


@pytest.mark.parametrize(
    "entry",
    [
        '{gist: "a, b", status: modelled}',
        "{\n    gist: a,\n    status: modelled\n  }",
        '{"status": modelled, "gist": "a"}',
        '\n        "status": modelled\n        gist: >\n          a\n\n          b',
        "\n    gist: a \u2028\n    status: modelled # so",
        "\n    sha256: '" + "0" * 64 + "' # old\n    status: partly\n    missing: m\n    gist: \U0001f3eb",
        '{sha256: "' + "0" * 64 + '", gist: a, status: modelled}',
    ],
)
def test_digests_are_put_into_any_layout(entry: str) -> None:
    source = Source("ledger.yaml", f'paragraphs:\n  "1": {entry}\n  "2": {{gist: b, status: not yet}}\n')
    before, faults = read_ledger(source)
    found = passages("1. One.\n\n2. Two.\n")
    after, more = read_ledger(Source("ledger.yaml", recorded(source, found)))
    assert not faults and not more
    assert [each.digest for each in after.values()] == [each.digest for each in found]
    assert [each.gist for each in after.values()] == [each.gist for each in before.values()]


def test_what_became_of_each() -> None:
    kept, _ = read_ledger(Source("ledger.yaml", recorded(Source("ledger.yaml", LEDGER), passages(SMALL))))
    assert verify(kept, passages(SMALL)).same
    inserted = SMALL.replace("2. A", "2. Everything is new.\n\n3. A").replace("3. Cooks", "4. Cooks")
    found = verify(kept, passages(inserted))
    assert [(each.number, passage.number) for each, passage in found.moved] == [("2", "3"), ("3", "4")]
    assert [each.number for each in found.new] == ["2"]
    assert not (found.changed or found.missing or found.asked) and not found.same
    pushed = SMALL.replace("3. Cooks", "4. Cooks").replace("2. A", "3. A").replace("1. Kit", "1. It must be.\n\n2. Kit")
    found = verify(kept, passages(pushed))
    assert [each.number for each, _ in found.moved] == ["1", "2", "3"] and not found.asked
    found = verify(kept, passages(SMALL.replace("told of", "what must be told")))
    assert [each.number for each, _ in found.changed] == ["1"]
    assert [(each.paragraph.number, each.passage.asks) for each in found.asked] == [("1", ("must",))]


@pytest.fixture
def kitchens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a small framework, with its book beside it."""
    folder = tmp_path / "kitchens"
    folder.mkdir()
    (folder / "framework.yaml").write_text(
        "framework: kitchens\nversion: 2024-01-01\ntitle: Kitchens\npublisher: Nobody\nsource: invented\n"
        "in_force: {from: 2024-01-01}\n"
    )
    (folder / "rules.remit").write_text(KITCHENS)
    (folder / "ledger.yaml").write_text(LEDGER)
    (tmp_path / "book.txt").write_text(SMALL)
    monkeypatch.chdir(tmp_path)
    return folder


def verified(*more: str) -> Left:
    return remit("sources", "kitchens", "--verify", "book.txt", *more)


def test_verifying_and_recording(kitchens: Path) -> None:
    left = verified()
    assert left.code == 1 and "without a digest in the ledger: 1, 2, 3; --record writes them" in left.out
    assert (kitchens / "ledger.yaml").read_text() == LEDGER
    assert (verified("--record").code, verified().code) == (0, 0)
    kept = (kitchens / "ledger.yaml").read_bytes()
    (kitchens.parent / "book.txt").write_text(SMALL.replace("is held", "is held within 2 days"))
    left = verified()
    assert left.code == 1
    assert left.out.splitlines() == [
        "   2  changed (line 3 of the text)",
        "      A visit is held.",
        "      kitchens/rules.remit:7: first_visit",
        "2 unchanged, 1 changed, 0 missing in the text, 0 new in the text",
    ]
    assert (kitchens / "ledger.yaml").read_bytes() == kept
    assert verified("--record").out.endswith("1 digest written\n")
    assert verified().code == 0


def test_reasons_are_asked_for(kitchens: Path) -> None:
    (kitchens.parent / "book.txt").write_text(SMALL.replace("are told of", "may be told of"))
    left = verified("--record")
    assert left.code == 1 and "   1  narrative, but line 1 and after say 'may'" in left.out
    text = (kitchens / "ledger.yaml").read_text()
    (kitchens / "ledger.yaml").write_text(text.replace("# as it should be", "\n    reason: It only introduces."))
    assert verified().code == 0


def test_moved_paragraphs_are_not_recorded(kitchens: Path) -> None:
    verified("--record")
    kept = (kitchens / "ledger.yaml").read_bytes()
    (kitchens.parent / "book.txt").write_text(SMALL.replace("3. Cooks", "3. Cats are well.\n\n4. Cooks"))
    left = verified("--record")
    assert left.code == 1 and "   3  moved: it is now 4 (line 7 of the text)" in left.out
    assert (kitchens / "ledger.yaml").read_bytes() == kept


def test_recording_keeps_line_ends(kitchens: Path) -> None:
    file = kitchens / "ledger.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + LEDGER.replace("\n", "\r\n").encode())
    assert verified("--record").code == 0
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf#") and data.count(b"\n") == data.count(b"\r\n") == LEDGER.count("\n") + 2
    assert verified().code == 0


def test_what_cannot_be_verified(kitchens: Path) -> None:
    refused(remit("sources", "kitchens", "--verify", "nowhere.txt"), "E601")
    (kitchens.parent / "book.txt").write_text("No numbers.")
    refused(verified(), "E008", "holds no numbered paragraph")
    (kitchens.parent / "book.txt").write_bytes(b"\0\1")
    refused(verified(), "E008")
    refused(remit("sources", "kitchens", "--record"), "--verify HANDBOOK.txt")
    refused(verified("--status", "modelled"), "--status")
    (kitchens / "ledger.yaml").unlink()
    refused(verified(), "has no ledger.yaml")


def test_a_digest_that_is_none(kitchens: Path) -> None:
    (kitchens / "ledger.yaml").write_text(LEDGER.replace("status: modelled", "status: modelled, sha256: abc"))
    left = remit("check", "kitchens")
    assert left.code == 1 and "E305: the sha256 of paragraph 2 is not 64 hexadecimal digits" in left.out


# --- the real handbook ---


@pytest.fixture
def handbook(real_data: Path) -> str:
    file = real_data.parent / "sources" / HANDBOOK
    if not file.exists():
        pytest.skip(f"no file {file}; it stands beside the folder that REMIT_DATA names")
    return file.read_text(encoding="utf-8")


def told(text: str, tmp_path: Path, *more: str, framework: str = "ofsted-schools@2024-09-16") -> Left:
    (tmp_path / "handbook.txt").write_text(text, encoding="utf-8")
    return remit("sources", framework, "--verify", str(tmp_path / "handbook.txt"), *more)


@pytest.mark.real_data
def test_the_handbook_is_the_one_described(handbook: str, tmp_path: Path) -> None:
    left = told(handbook, tmp_path)
    assert left.out == "144 unchanged, 0 changed, 0 missing in the text, 0 new in the text\n"
    assert left.code == 0


@pytest.mark.real_data
def test_a_changed_word_is_told_with_its_clauses(handbook: str, tmp_path: Path) -> None:
    changed, count = re.subn(r"(?m)^(56\. .*)\b3 to 9\b", r"\1 4 to 9", handbook)
    assert count == 1
    left = told(changed, tmp_path)
    rules = (MONITORING / "monitoring.remit").read_text(encoding="utf-8").split("\n")
    line = next(n for n, each in enumerate(rules, start=1) if each.startswith("rule first_monitoring"))
    assert left.code == 1
    assert f"      policy/ofsted-schools/2024-09-16/monitoring.remit:{line}: first_monitoring" in left.out.splitlines()
    assert left.out.splitlines()[0].startswith("  56  changed")
    assert left.out.endswith("143 unchanged, 1 changed, 0 missing in the text, 0 new in the text\n")
    data = json.loads(told(changed, tmp_path, "--json").out)
    (only,) = data["changed"]
    assert only["paragraph"] == "56" and not data["same"] and len(data["unchanged"]) == 143
    place = {"name": "first_monitoring", "file": "policy/ofsted-schools/2024-09-16/monitoring.remit", "line": line}
    assert place in only["clauses"]


@pytest.mark.real_data
def test_a_removed_and_an_added_paragraph(handbook: str, tmp_path: Path) -> None:
    removed, count = re.subn(r"(?ms)^\s*57\. .*?(?=^58\. )", "", handbook)
    assert count == 1
    added, count = re.subn(r"(?m)^(?=61\. )", "60A. Cooks are visited too.\n\n", removed)
    assert count == 1
    data = json.loads(told(added, tmp_path, "--json").out)
    assert [each["paragraph"] for each in data["missing"]] == ["57"]
    assert [each["paragraph"] for each in data["new"]] == ["60A"]
    assert len(data["unchanged"]) == 143 and not data["changed"]


def test_parts_without_numbers_are_found_by_their_headings() -> None:
    text = "# Soup\n\nIt must boil.\n\nFish:\n- fresh\n\nSoup\n\nagain\n\n**Guests**\nCome late.\n"
    found = passages(text, {"Fish": "S2", "soup": "S1", "Guests": "S3", "Sweets": "S4"})
    assert [(each.number, each.text) for each in found] == [
        ("S1", "It must boil."),
        ("S2", "fresh Soup again"),
        ("S3", "Come late."),
    ]


@pytest.mark.real_data
def test_another_framework_can_be_recorded_from_it(handbook: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(MONITORING, copy)
    text = (copy / "ledger.yaml").read_text(encoding="utf-8")
    (copy / "ledger.yaml").write_text(re.sub(r"(?m)^ *sha256: .*\n", "", text), encoding="utf-8")
    left = told(handbook, tmp_path, "--record", framework=str(copy))
    assert left.code == 0 and "144 digests written" in left.out
    assert (copy / "ledger.yaml").read_text(encoding="utf-8") == text
