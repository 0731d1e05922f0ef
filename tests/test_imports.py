"""Vocabularies that frameworks share, and versions that build on earlier ones.

tests/imports/ holds a vocabulary `common`, two frameworks that use it, `visits` and `letters`, and a later version of
the visits. What is told where something is wrong stands in tests/diagnostics/ (E605 to E609).
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from diagnostic_cases import remit
from support import MANIFEST

from remit.dsl.base.diagnostics import Diagnostic, has_errors
from remit.dsl.base.spans import Source
from remit.dsl.folder import Folder, vocabularies
from remit.files import read_folder, scenarios_of, versions
from remit.files import vocabularies as shipped_vocabularies
from remit.pipeline import Loaded, load_folder

HOME = Path(__file__).parent / "imports"
EARLIER, LATER, LETTERS, COMMON = "visits/2023", "visits/2025", "letters", "common/2024"


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A copy of the example, to be changed."""
    return Path(shutil.copytree(HOME, tmp_path / "town"))


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def add(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text((file.read_text(encoding="utf-8") if file.exists() else "") + text, encoding="utf-8")


def manifest(file: Path, name: str, rest: str) -> None:
    sort = "framework" if file.name == "framework.yaml" else "vocabulary"
    more = "publisher: Town\nsource: Invented\nin_force: {from: 2024-01-01}\n" if sort == "framework" else ""
    add(file, f"{sort}: {name}\nversion: 2024-01-01\ntitle: {name}\n{more}{rest}\n")


def codes(loaded: Loaded) -> list[str]:
    return [each.code for each in loaded.diagnostics]


def only(loaded: Loaded, code: str) -> Diagnostic:
    """The one thing that is found."""
    (found,) = loaded.diagnostics
    assert found.code == code
    return found


# --- what is imported ---


@pytest.mark.parametrize("name", [EARLIER, LATER, LETTERS, COMMON])
def test_example_has_no_findings(name: str) -> None:
    assert load_folder(HOME / name).diagnostics == ()


def test_clauses_of_a_vocabulary_count_as_if_written_here() -> None:
    for name in (EARLIER, LETTERS):
        framework = load_folder(HOME / name).framework
        assert framework is not None
        assert list(framework.domains)[:2] == ["Mark", "Sort"] and "sort" in framework.facts
        assert [each.name for each in framework.events["visit"].fields] == ["work", "care", "improving"]


def test_a_later_version_takes_over_replaces_and_leaves_out() -> None:
    earlier, later = (load_folder(HOME / name).framework for name in (EARLIER, LATER))
    assert earlier is not None and later is not None
    assert set(earlier.rules) == {"again", "write"} and set(later.rules) == {"again"}
    assert later.lifecycles == earlier.lifecycles and later.defines == earlier.defines
    assert "letter" in earlier.events and "letter" not in later.events
    assert earlier.rules["again"].window != later.rules["again"].window
    assert later.manifest.version.isoformat() == "2025-09-01"


def test_places_are_those_of_the_files_in_which_clauses_stand(town: Path) -> None:
    framework = load_folder(town / LATER).framework
    assert framework is not None
    assert framework.rules["again"].span.source == str(town / LATER / "rules.remit")
    assert framework.defines["weak"].citation.span.source == str(town / EARLIER / "rules.remit")
    assert framework.facts["sort"].span.source == str(town / COMMON / "words.remit")


def test_a_replaced_clause_stands_in_the_old_place(town: Path) -> None:
    add(town / EARLIER / "rules.remit", "\nrule last cite 1\n  town may do visit\n")
    add(town / LATER / "rules.remit", "\nrule new cite 1\n  town may do visit\n")
    framework = load_folder(town / LATER).framework
    assert framework is not None and list(framework.rules) == ["again", "last", "new"]


def test_a_chain_of_versions(town: Path) -> None:
    manifest(town / "visits/2026/framework.yaml", "town-visits", "builds_on: ../2025\nwithout: [again]")
    loaded = load_folder(town / "visits/2026")
    assert codes(loaded) == [] and loaded.framework is not None
    assert not loaded.framework.rules and set(loaded.framework.lifecycles) == {"standing"}


def test_a_later_vocabulary_takes_the_place_of_the_earlier(town: Path) -> None:
    shutil.copytree(town / COMMON, town / "common/2025")
    change(town / "common/2025/words.remit", "special", "special, nursery")
    add(town / LATER / "framework.yaml", "uses: [../../common/2025]\n")
    loaded = load_folder(town / LATER)
    assert codes(loaded) == [] and loaded.framework is not None
    assert "nursery" in loaded.framework.domains["Sort"].values


def test_a_vocabulary_reached_by_two_ways_is_one(town: Path) -> None:
    manifest(town / "more/vocabulary.yaml", "more", "uses: [../common/2024]")
    add(town / "more/words.remit", "group best = work\n")
    change(town / LETTERS / "framework.yaml", "[../common/2024]", "[../more, ./../common/2024/, ../common/2024]")
    folder = read_folder(town / LETTERS)
    assert [each.manifest.label for each in vocabularies(folder)] == [
        str(town / "more/vocabulary.yaml"),
        str(town / "common/2024/vocabulary.yaml"),
    ]
    assert codes(load_folder(town / LETTERS)) == []


def test_scenarios_are_those_of_the_folder_itself(town: Path) -> None:
    add(town / EARLIER / "scenarios/a.yaml", "nonsense\n")
    assert scenarios_of(town / LATER) == () and len(scenarios_of(town / EARLIER)) == 1


def test_what_came_before_an_earlier_version_is_not_taken_over(town: Path) -> None:
    add(town / EARLIER / "rules.remit", "\nsucceeds town-visits@2020-09-01\n  carry state seen -> watched cite 1\n")
    earlier, later = (load_folder(town / name).framework for name in (EARLIER, LATER))
    assert earlier is not None and earlier.succession is not None
    assert later is not None and later.succession is None


# --- the hash ---


def hashed(folder: Path) -> str:
    return read_folder(folder).content_hash


@pytest.mark.parametrize(
    ("file", "old", "new", "changed"),
    [
        ("common/2024/words.remit", "junior", "middle_years", {EARLIER, LATER, LETTERS, COMMON}),
        ("common/2024/vocabulary.yaml", "Words", "All words", {EARLIER, LATER, LETTERS, COMMON}),
        ("visits/2023/rules.remit", "6 months", "7 months", {EARLIER, LATER}),
        ("visits/2023/framework.yaml", "Visits", "All visits", {EARLIER, LATER}),
        ("visits/2023/ledger.yaml", "States", "The states", {EARLIER}),
        ("visits/2025/rules.remit", "3 months", "4 months", {LATER}),
        ("visits/2025/ledger.yaml", "States", "The states", {LATER}),
    ],
)
def test_hash_covers_what_is_imported(town: Path, file: str, old: str, new: str, changed: set[str]) -> None:
    every = (EARLIER, LATER, LETTERS, COMMON)
    before = {name: hashed(town / name) for name in every}
    assert len(set(before.values())) == len(every)
    change(town / file, old, new)
    assert {name for name in every if hashed(town / name) != before[name]} == changed


def test_hash_does_not_hang_on_where_folders_are(town: Path) -> None:
    before = hashed(town / LETTERS)
    shutil.move(town / "common", town / "elsewhere")
    change(town / LETTERS / "framework.yaml", "../common/2024", "../elsewhere/2024")
    assert hashed(town / LETTERS) != before  # the way to the vocabulary stands in the manifest, and that is a text
    shutil.move(town, town.parent / "city")
    moved = hashed(town.parent / "city" / LETTERS)
    shutil.move(town.parent / "city", town)
    assert hashed(town / LETTERS) == moved


# --- what goes wrong, beyond the messages of their own ---


def test_a_name_in_the_vocabulary_and_here(town: Path) -> None:
    add(town / LETTERS / "rules.remit", "\nscale Mark: good > poor\n")
    found = only(load_folder(town / LETTERS), "E102")
    assert found.span is not None and found.span.source == str(town / LETTERS / "rules.remit")
    assert [span.source for span, _ in found.also] == [str(town / COMMON / "words.remit")]


def test_a_name_in_the_vocabulary_and_in_the_earlier_version(town: Path) -> None:
    add(town / COMMON / "words.remit", "\nfact weak: boolean\n")
    found = only(load_folder(town / LATER), "E102")
    assert found.span is not None and found.span.source == str(town / EARLIER / "rules.remit")
    assert [span.source for span, _ in found.also] == [str(town / COMMON / "words.remit")]


def test_a_clause_that_needs_what_is_left_out(town: Path) -> None:
    change(town / LATER / "framework.yaml", "[write, letter]", "[letter]")
    found = only(load_folder(town / LATER), "E101")
    assert found.span is not None and found.span.source == str(town / EARLIER / "rules.remit")
    assert [span.source for span, _ in found.also] == [str(town / LATER / "framework.yaml")]


def test_a_name_that_cannot_be_left_out(town: Path) -> None:
    change(town / LATER / "framework.yaml", "[write, letter]", "[wrte, write, letter, Sort]")
    misspelt, shared = load_folder(town / LATER).diagnostics
    assert (misspelt.code, shared.code) == ("E101", "E101")
    assert "Did you mean 'write'?" in misspelt.hint and "vocabulary" in shared.hint


def test_what_is_left_out_may_come_again_as_something_else(town: Path) -> None:
    change(town / LATER / "framework.yaml", "[write, letter]", "[write, letter, standing]")
    add(town / LATER / "rules.remit", "\nfact standing: boolean\nrule go cite 2\n  town may do visit while standing\n")
    loaded = load_folder(town / LATER)
    assert codes(loaded) == [] and loaded.framework is not None
    assert "standing" in loaded.framework.facts and not loaded.framework.lifecycles


def test_leaving_out_needs_something_to_build_on(town: Path) -> None:
    add(town / LETTERS / "framework.yaml", "without: [write]\n")
    assert "'builds_on'" in only(load_folder(town / LETTERS), "E304").message


@pytest.mark.parametrize("line", ["builds_on:\n", 'uses: [""]\n', "uses: common\n", "builds_on: [a]\n"])
def test_manifests_that_name_nothing(town: Path, line: str) -> None:
    file = town / LETTERS / "framework.yaml"
    change(file, "uses: [../common/2024]\n", line)
    assert only(load_folder(town / LETTERS), "E305").span is not None


@pytest.mark.parametrize("path", ['"../a\\0b"', f"../{'a' * 5000}", "../..//../" * 400, "~/common", "..\\\\common/"])
def test_ways_that_lead_nowhere(town: Path, path: str) -> None:
    change(town / LETTERS / "framework.yaml", "[../common/2024]", f"[{path}]")
    assert only(load_folder(town / LETTERS), "E605").hint


def test_faults_of_an_earlier_version_are_told_in_its_own_file(town: Path) -> None:
    change(town / EARLIER / "rules.remit", "any marks of it is low", "any marks of it is lw")
    found = only(load_folder(town / LATER), "E103")
    assert found.span is not None and found.span.source == str(town / EARLIER / "rules.remit")


def test_a_clause_that_cannot_be_read_causes_no_other_message(town: Path) -> None:
    change(town / EARLIER / "rules.remit", "of it is low cite", "of it iss low cite")
    only(load_folder(town / LATER), "E001")


def test_an_imported_file_that_is_no_text(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (town / COMMON / "words.remit").write_bytes(b"\xff\xfe")
    said = remit(["check", str(town / LATER)], capsys)
    assert said.code == 2 and [code for _, _, code in said.findings] == ["E008"]


def test_so_many_versions_and_no_more(town: Path) -> None:
    for number in range(1, 18):
        manifest(town / f"v/{number}/framework.yaml", "v", f"builds_on: ../{number + 1}")
        add(town / f"v/{number}/rules.remit", f"fact f{number}: boolean\n")
    manifest(town / "v/18/framework.yaml", "v", "")
    add(town / "v/18/rules.remit", "fact f18: boolean\n")
    found = only(load_folder(town / "v/1"), "E606")
    assert "more than 16 folders" in found.message
    loaded = load_folder(town / "v/2")
    assert not has_errors(loaded.diagnostics) and loaded.framework is not None and len(loaded.framework.facts) == 17


# --- the commands ---


def test_a_vocabulary_is_checked_by_itself(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = remit(["check", str(town / COMMON)], capsys)
    assert (said.code, said.text) == (0, f"{town / COMMON / 'vocabulary.yaml'}: no findings\n")
    add(town / COMMON / "words.remit", "\ngroup odd = junior, work\n")
    said = remit(["check", str(town / COMMON)], capsys)
    assert (said.code, [code for _, _, code in said.findings]) == (1, ["E104"])


def test_a_vocabulary_answers_nothing(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = remit(["sources", str(town / COMMON)], capsys)
    assert said.code == 2 and "holds a vocabulary, and no framework" in said.text


def test_clauses_of_an_earlier_version_stand_under_this_ones_paragraphs(capsys: pytest.CaptureFixture[str]) -> None:
    said = remit(["sources", str(HOME / LATER)], capsys)
    assert said.code == 0 and "modelled by weak, again" in said.text and "modelled by standing" in said.text


def test_answers_name_the_file_of_a_clause(capsys: pytest.CaptureFixture[str]) -> None:
    case = str(HOME / "case.yaml")
    said = remit(["evaluate", case, "-f", str(HOME / LATER), "--as-of", "2025-10-01"], capsys)
    assert said.code == 0 and "until 10 December 2025" in said.text and "letter" not in said.text.lower()
    said = remit(["evaluate", case, "-f", str(HOME / EARLIER), "--as-of", "2025-10-01"], capsys)
    assert "until 10 March 2026" in said.text and "until 20 September 2025" in said.text


def test_frameworks_alone_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    listed = remit(["frameworks"], capsys).text
    assert all(name in listed for name, _, _ in versions())
    assert not [name for name, _, _ in shipped_vocabularies() if f"{name}@" in listed]


@pytest.mark.parametrize(("name", "version", "path"), list(shipped_vocabularies()))
def test_shipped_vocabularies_have_no_findings(name: str, version: str, path: Path) -> None:
    assert load_folder(path).diagnostics == ()
    assert f"vocabulary: {name}\nversion: {version}\n" in (path / "vocabulary.yaml").read_text(encoding="utf-8")


def test_line_ends_do_not_change_the_hash() -> None:
    """Semantics 35."""
    manifest, rules = Source("framework.yaml", MANIFEST), "scale A: a > b\nkind B: c\n"
    texts = (rules, rules.replace("\n", "\r\n"), rules.replace("a > b", "b > a"))
    first, same, other = (Folder(manifest, None, (Source("r.remit", text),)).content_hash for text in texts)
    assert first == same != other
