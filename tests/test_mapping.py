"""Mappings: what the shipped ones say, and every way in which one may not fit its framework."""

from __future__ import annotations

import pytest
from support import ROOT, monitoring

from remit.dsl.base.spans import Source
from remit.engine.intake.mapping import Mapping, Silence, read_mapping
from remit.files import mappings_of, read_text

FOLDER = ROOT / "policy" / "ofsted-schools" / "2024-09-16"
TEXT = (FOLDER / "mappings" / "ofsted-mi-2019.yaml").read_text(encoding="utf-8")
READS_TWO = "the mapping reads 2 of 'graded_inspection', so the file cannot hold the latest "


def shipped() -> dict[str, Mapping]:
    found = [read_mapping(read_text(path), monitoring().framework) for path in mappings_of(FOLDER)]
    return {mapping.name: mapping for mapping, diagnostics in found if mapping is not None and not diagnostics}


def faults(*changes: tuple[str, str]) -> list[tuple[str, str, int]]:
    """Code, message and line of each fault of the shipped mapping with some changes."""
    text = TEXT
    for before, after in changes:
        assert text.count(before) >= 1, before
        text = text.replace(before, after, 1)
    mapping, diagnostics = read_mapping(Source("own.yaml", text), monitoring().framework)
    assert (mapping is None) == bool(diagnostics)
    return [(each.code, each.message, each.span.start.line if each.span else 0) for each in diagnostics]


def test_the_shipped_mappings() -> None:
    found = shipped()
    assert list(found) == ["ofsted-mi-2015", "ofsted-mi-2019"]
    for mapping in found.values():
        assert set(mapping.silence) == set(monitoring().framework.events)
        spoken_of = {"graded_inspection": Silence(2), "closure": Silence(None)}
        assert all(holds == spoken_of.get(event, Silence(0)) for event, holds in mapping.silence.items())
        assert [event.event for event in mapping.events] == ["graded_inspection"] * 2
        assert len(set(mapping.columns)) == len(mapping.columns)


def test_nine_is_unknown_or_no_such_provision_but_never_both() -> None:
    """A judgement that an inspection's framework did not have is unknown; a provision that a school lacks is not."""
    latest = shipped()["ofsted-mi-2019"].events[0].fields
    assert latest["quality_of_education"].codes.values["9"] == "unknown"
    assert latest["early_years"].codes.values["9"] == "unknown"
    (where,) = latest["early_years"].where
    assert (where.column, where.codes.values["9"]) == ("Quality of education", "not_applicable")
    assert where.values == {"1", "2", "3", "4"}


def test_every_kind_of_school_of_the_framework_can_be_read() -> None:
    kinds = set(monitoring().framework.facts["kind"].domain)
    for mapping in shipped().values():
        assert set(mapping.facts["kind"].codes.values.values()) == kinds


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("  kind:\n", "  sort:\n", "the framework has no fact 'sort'"),
        ("- event: graded_inspection", "- event: inspection", "the framework has no event 'inspection'"),
        ("{started:", "{begun:", "the framework has no moment of 'graded_inspection' named 'begun'"),
        ("leadership_and_management:", "leadership:",
         "the framework has no field of 'graded_inspection' named 'leadership'"),
        ("codes: category}", "codes: categories}", "the mapping has no table of codes 'categories'"),
        ('SWK: serious_weaknesses', "SWK: serious", "'serious' is not a value of 'category'"),
        ("  category: {column", "  categories: {column", "the framework has no decision 'categories'"),
        ("dates: [dd/mm/yyyy", "dates: [mm/dd/yyyy", "'mm/dd/yyyy' is not a way of writing dates"),
        ("{latest: 2}", "{latest: 3}", READS_TWO + "3"),
        ("{latest: 2}", "{latest: 0}", READS_TWO + "0"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_with_its_line(before: str, after: str, message: str) -> None:
    ((code, told, line), *rest) = faults((before, after))
    assert (code, told) == ("E403", message)
    assert not rest
    # The line of the name; of what the name is asked of, where a table of codes is shared.
    named = {"'serious'": "codes: category}", "reads": "latest:"}
    word = next((line for part, line in named.items() if part in message), message.split("'")[-2])
    assert word in "\n".join(TEXT.replace(before, after, 1).splitlines()[line - 1 : line + 1])


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("subject: {urn: URN, name: School name}\n", "", "E304"),
        ("subject: {urn: URN,", "subject: {", "E304"),
        ("carry:", "carries:", "E303"),
        ("closure: everything", "closure: sometimes", "E305"),
        ("others: nothing", "others: sometimes", "E305"),
        ("others: nothing", "others: {latest: 1}", "E305"),
        ("{latest: 2}", "{latest: two}", "E305"),
        ("missing: [", "missing: {", "E301"),
        ("check:", "check: &a", "E306"),
    ],
)
def test_what_is_no_mapping_at_all_is_told(before: str, after: str, code: str) -> None:
    assert code in {found for found, _, _ in faults((before, after))}


def test_others_stands_for_every_event_that_is_not_named() -> None:
    text = TEXT.replace("closure: everything\n  others: nothing", "others: everything")
    mapping, diagnostics = read_mapping(Source("own.yaml", text), monitoring().framework)
    assert mapping is not None, diagnostics
    assert set(mapping.silence) == set(monitoring().framework.events)
    spoken_of = {"graded_inspection": Silence(2), "monitoring_inspection": Silence(0)}
    assert all(holds == spoken_of.get(event, Silence(None)) for event, holds in mapping.silence.items())


def test_every_event_that_silence_leaves_out_is_told() -> None:
    found = faults(("  monitoring_inspection: nothing\n", ""), ("  others: nothing\n", ""))
    assert [message for _, message, _ in found] == [
        f"the mapping does not say what its silence on '{event}' proves"
        for event in monitoring().framework.events
        if event not in ("graded_inspection", "closure")
    ]
    assert len(found) > 2
    silence = next(number for number, line in enumerate(TEXT.splitlines(), 1) if line == "silence:")
    assert {line for _, _, line in found} <= {silence, silence + 1}


def test_all_faults_are_told_at_once() -> None:
    found = faults(("  kind:\n", "  sort:\n"), ("dates: [dd/mm/yyyy", "dates: [mm/dd/yyyy"), ("{started:", "{begun:"))
    assert [code for code, _, _ in found] == ["E403"] * 3
    assert len({line for _, _, line in found}) == 3


def test_a_star_stands_for_every_other_code() -> None:
    codes = shipped()["ofsted-mi-2015"].events[0].fields["own_urn"].codes
    assert "*" not in codes.values
    assert codes.other == "unknown"
    assert shipped()["ofsted-mi-2019"].events[0].fields["own_urn"].codes.other is None
