"""Whatever the input is, remit says what is wrong with it and leaves with 1 or 2: no traceback, no half answer."""

from __future__ import annotations

import io
import random
import re
import tempfile
from collections.abc import Callable
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest
from diagnostic_cases import HOME, lay_out
from hypothesis import given, settings
from hypothesis import strategies as st

from remit.cli import main
from remit.dsl.base.diagnostics import Refused
from remit.files import MAX_BYTES, read_text

POLICY = Path(__file__).parent.parent / "policy" / "ofsted-schools" / "2024-09-16"
CASE = 'subject: {urn: "900001", kind: academy}\nevents:\n  - {event: graded_inspection, ended: 2025-01-15}\n'
ASKED = ["evaluate", "case.yaml", "-f", ".", "--as-of", "2025-06-30"]
RULE = "rule visit cite 1\n  ofsted must hold monitoring_inspection\n  for latest graded_inspection\n"


@dataclass(frozen=True, slots=True)
class Left:
    """How a run ended: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        return self.out + self.err


def remit(*arguments: str) -> Left:
    """One run of the command line, in this process; a fault of remit's own fails the test."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as left:
        main(list(arguments))
    found = Left(int(left.value.code or 0), out.getvalue(), err.getvalue())
    assert found.code in (0, 1, 2), found.text
    assert "Traceback" not in found.text
    assert "fault of its own" not in found.text
    return found


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Left]:
    """Runs a command, by default `check .`, in the folder of a small framework with these files."""

    def run(files: dict[str, str | bytes], *arguments: str) -> Left:
        lay_out({name: text.encode() if isinstance(text, str) else text for name, text in files.items()}, tmp_path)
        monkeypatch.chdir(tmp_path)
        return remit(*(arguments or ("check", ".")))

    return run


Sample = Callable[..., Left]


def refused(left: Left, *words: str) -> None:
    """That a run was refused: nothing on standard output, and these words among its errors."""
    assert (left.code, left.out) == (2, ""), left.text
    for word in words:
        assert word in left.err


# --- what the rules may do wrong ---


@pytest.mark.parametrize(
    ("rules", "code", "line"),
    [
        (RULE.replace("monitoring_inspection", "monitorng_inspection"), "E101", 2),
        ("fact age: number\n" + RULE.rstrip() + " when age is good\n", "E108", 4),
        (RULE.replace(" cite 1", ""), "E201", 1),
        (RULE + RULE, "E102", 4),
        ("rule visit cite 1\n  ofsted must hold\n", "E007", 2),
        ('fact a "open: boolean\n', "E003", 1),
        ("fact a: boolean" + "\x07\n", "E006", 1),
        ("define deep as " + "(" * 10_000 + "academy_order" + ")" * 10_000 + " cite 1\n", "E001", 1),
        ("define deep as " + "not " * 10_000 + "academy_order cite 1\n", "E001", 1),
        ("define deep as " + "(" * 10_000 + "\n", "E001", 1),
        ("parameter long = " + "9" * 5_000 + " days cite 1\n", "E107", 1),
        ("parameter long = 10001 years cite 1\n", "E107", 1),
        ("-- text\n" * 2_000 + "\0", "E002", 2_001),
        ("fact a: boolean\n" + " " * 9_000 + "\0", "E006", 2),
    ],
    ids=lambda value: "" if isinstance(value, str) and len(value) > 5 else str(value),
)
def test_faulty_rules(sample: Sample, rules: str, code: str, line: int) -> None:
    left = sample({"rules.remit": rules})
    assert left.code == 1
    assert f"rules.remit:{line}:" in left.out
    assert set(re.findall(r"error (E\d{3})", left.out)) == {code}
    assert max(map(len, left.out.splitlines())) < 1_500


def test_paragraph_not_in_the_ledger(sample: Sample) -> None:
    ledger = 'paragraphs:\n  "1": {gist: One., status: modelled}\n'
    left = sample({"ledger.yaml": ledger, "rules.remit": RULE.replace("cite 1", "cite 2")})
    assert left.code == 1
    assert "rules.remit:1:12: error E202: the ledger has no paragraph 2" in left.out


@pytest.mark.parametrize("change", [
    lambda text: text.replace("\n", "\r\n"),
    lambda text: "\ufeff" + text,
    lambda text: text.replace("  ", "\t"),
    lambda text: text.replace("\n", "\r"),
    lambda text: "\n\n" + text + "\n  \n\t\n-- the end, without a line break",
    lambda text: text.replace("rule visit", "-- ÄÖÜ é 学校 🏫\nrule visit \"Bésuch — 学校\""),
], ids=["CRLF", "BOM", "tabs", "CR", "blank lines", "other letters"])  # fmt: skip
def test_ways_of_writing_that_are_fine(sample: Sample, change: Callable[[str], str]) -> None:
    left = sample({"rules.remit": change(RULE).encode()})
    assert (left.code, left.text) == (0, "framework.yaml: no findings\n")


@pytest.mark.parametrize("change", [lambda t: t.replace("\n", "\r\n"), lambda t: "\ufeff" + t], ids=["CRLF", "BOM"])
def test_cases_may_be_written_so_too(sample: Sample, change: Callable[[str], str]) -> None:
    plain = sample({"case.yaml": CASE}, *ASKED)
    assert plain.code == 0
    assert sample({"case.yaml": change(CASE).encode()}, *ASKED) == plain


# --- files that are no files of that sort ---


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b" \n\t\n", "the file is empty"),
        (b"# nothing yet\n", "only comments"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "is not a text file"),
        (b"subject: {urn: '1'}\0", "is not a text file"),
        ("subject: {urn: '1', name: Café}".encode("latin-1"), "is not written in UTF-8"),
        ("subject: {urn: '1'}".encode("utf-16"), "is not"),
        (b"#" * (MAX_BYTES + 1), "is larger than 4 MB"),
        (b"subject: {urn: '1'}\nfacts:\n\tkind: academy\n", "E301"),
        (b"subject: {urn: '1'}\nsubject: {urn: '2'}\n", "E302"),
        (b"[" * 10_000, "nested more than"),
        (b"{a: " * 10_000 + b"1" + b"}" * 10_000, "nested more than"),
        (b"- " * 10_000, "nested more than"),
        (b"? " * 10_000, "nested more than"),
        (b"just a text", "must consist of keys"),
        (b"- a\n- b\n", "must consist of keys"),
        (b"subject: 7\nfacts: 7\nevents: 7\n", "must be a list"),
        (b"subject: !!python/object/apply:os.system ['true']\n", "tags (!) are not read"),
        (b"? [a, b]\n: c\n", "a key must be a single value"),
        (b"\x1b[31mred\x07: 1\n", "E301"),
    ],
    ids=range(20),
)  # fmt: skip
def test_case_that_is_none(sample: Sample, data: bytes, words: str) -> None:
    left = sample({"case.yaml": data}, *ASKED)
    refused(left, words)
    assert "\x1b" not in left.err


def test_alias_bomb(sample: Sample) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    refused(sample({"case.yaml": "\n".join(lines)}, *ASKED), "E306")


@pytest.mark.parametrize("name", ["framework.yaml", "ledger.yaml", "rules.remit", "scenarios.yaml"])
@pytest.mark.parametrize("data", [b"", b"\0\1\2\3", b"caf\xe9", b"#" * (5 * 1024 * 1024), b": : :\n\t-", b"[" * 10_000])
def test_part_of_a_framework_that_is_none(sample: Sample, name: str, data: bytes) -> None:
    for command in ("check", "test", "sources", "diagram"):
        left = sample({name: data}, command, ".")
        if name == "scenarios.yaml" and command in ("sources", "diagram"):
            continue  # these do not read scenarios
        assert left.code in (1, 2), left.text
        assert "error E" in left.text


@pytest.mark.parametrize("framework", ["nowhere", "rules.remit", "sub", "a" * 5_000, "x@y@z", "\N{SNOWMAN}"])
def test_framework_that_is_none(sample: Sample, framework: str) -> None:
    left = sample({"rules.remit": RULE, "sub/x.txt": "", "case.yaml": CASE}, "check", framework)
    refused(left, "error E602")
    refused(remit("evaluate", "case.yaml", "-f", framework, "--as-of", "2025-06-30"), "error E602")


@pytest.mark.parametrize("case", ["nowhere.yaml", "sub", "sub/none/case.yaml", "b" * 5_000])
def test_case_that_cannot_be_opened(sample: Sample, case: str) -> None:
    refused(sample({"sub/x.txt": ""}, "evaluate", case, "-f", ".", "--as-of", "2025-06-30"), "error E601")


def test_name_that_no_file_can_have(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        read_text(tmp_path / "nul\0byte")
    assert [each.code for each in caught.value.diagnostics] == ["E601"]


def test_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(CASE, encoding="utf-8")

    def locked(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    # By patching, not by chmod: whoever runs the tests may be allowed everything.
    monkeypatch.setattr(Path, "open", locked)
    with pytest.raises(Refused) as caught:
        read_text(file)
    (diagnostic,) = caught.value.diagnostics
    assert (diagnostic.code, diagnostic.message) == ("E601", f"{file} may not be read")


# --- values in cases ---


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("2025-01-15}", "2025-01-15, education: 7}", "'7' is not a value of 'education'"),
        ("kind: academy", "kind: 7", "'7' is not a value of the fact 'kind'"),
        ("2025-01-15}", "15.1.2025}", "is not a date"),
        ("2025-01-15}", "2025-13-01}", "there is no day 2025-13-01"),
        ("2025-01-15}", '""}', "is not a date"),
        ("2025-01-15}", "2025-01-15, order: 99999999999999999999999x}", "is not a whole number"),
        ("graded_inspection", "graded inspection", "has no event 'graded inspection'"),
        ('urn: "900001", ', "", "lacks 'urn'"),
        ("academy}", "academy, colour: red}", "has no fact 'colour'"),
        ('"900001"', '"' + "9" * 5_000 + "\n\n\x07", "E301"),
    ],
)
def test_value_that_cannot_be(sample: Sample, old: str, new: str, words: str) -> None:
    assert old in CASE
    refused(sample({"case.yaml": CASE.replace(old, new)}, *ASKED), words)


def test_day_left_blank_is_unknown(sample: Sample) -> None:
    """As it is with facts and fields: what stands for nothing is not taken for a day."""
    blank, unknown = (sample({"case.yaml": CASE.replace("2025-01-15}", f"{day}}}")}, *ASKED) for day in ("", "unknown"))
    assert (blank.code, blank.out, blank.err) == (unknown.code, unknown.out, unknown.err)
    assert blank.code == 1 and "has no day on which it took effect" in blank.out


def test_event_in_the_future(sample: Sample) -> None:
    left = sample({"case.yaml": CASE.replace("2025-01-15", "2031-01-15")}, *ASKED)
    assert left.code in (0, 1)
    assert "2031-01-15" in left.text or "15 January 2031" in left.text, "the event is passed over in silence"


@pytest.mark.parametrize("day", ["1000-01-01", "9999-12-31"])
@pytest.mark.parametrize("amount", ["1 day", "10000 days", "10000 weeks", "10000 months", "10000 years"])
@pytest.mark.parametrize("side", ["before", "after"])
def test_ends_of_the_calendar(sample: Sample, day: str, amount: str, side: str) -> None:
    rules = (
        f"{RULE}  due by {amount} {side} ended of it cite 1\n"
        f"decide late in order\n  - yes when {amount} {side} ended of latest graded_inspection has passed cite 1\n"
        "  - no otherwise cite 1\n"
    )
    case = CASE.replace("2025-01-15", day)
    for as_of in ("0001-01-01", "2025-06-30", "9999-12-31"):
        for command in ("evaluate", "explain"):
            left = sample({"rules.remit": rules, "case.yaml": case}, command, "case.yaml", "-f", ".", "--as-of", as_of)
            assert left.code in (0, 1, 2)
            assert left.text


# --- the command line itself ---


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("chekc",), "Did you mean 'check'?"),
        (("check", "--fast"), "No such option"),
        (("--fast",), "No such option"),
        (("evaluate",), "Missing argument"),
        (("evaluate", "case.yaml"), "Missing option"),
        (("evaluate", "case.yaml", "-f", ".", "--as-of", "yesterday"), "'yesterday' is not a day"),
        (("evaluate", "case.yaml", "-f", ".", "--as-of", "2025-02-30"), "'2025-02-30' is not a day"),
        (("evaluate", "case.yaml", "-f", ".", "--as-of", "2025-06-30", "--reading", "x=y"), "there is no reading 'x'"),
        (
            ("evaluate", "case.yaml", "-f", ".", "--as-of", "2025-06-30", "--reading", "ended"),
            "there is no reading 'ended'. Write --reading counted=ended. There are: counted.",
        ),
        (
            ("explain", "case.yaml", "-f", ".", "--as-of", "2025-06-30", "--why", "x"),
            "there is no answer 'x'. There are: standing, watched, visit.",
        ),
        (("help", "E999"), "there is no diagnostic 'E999'. Give the code"),
        (("diagram", ".", "-o", "picture.bmp"), "is not a format"),
        (("diagram", ".", "--lifecycle", "x"), "x"),
    ],
)
def test_wrong_usage(sample: Sample, arguments: tuple[str, ...], words: str) -> None:
    rules = RULE + "  due by 2 days after counted of it\n" + "lifecycle standing\n  state fine initial\n"
    rules += 'reading counted "From when?": started "first" | ended "last" default started cite 1\n'
    refused(sample({"rules.remit": rules, "case.yaml": CASE}, *arguments), words)


# --- tables and mappings ---

TABLE = "URN,School name,Quality of education,Inspected\n900001,Quillmere,2,2025-01-15\n"
SURVEY = ("survey", "table.csv", "-f", ".", "--as-of", "2025-06-30")


@pytest.mark.parametrize(
    ("files", "more", "words"),
    [
        ({"table.csv": b""}, (), "E404"),
        ({"table.csv": b"\0\1\2"}, (), "E404"),
        ({"table.csv": b"PK\3\4"}, (), "E404"),
        ({"table.csv": b"a,b\n1,2\n"}, (), "E402"),
        ({"table.csv": TABLE.replace("Inspected", "Seen")}, (), "E401"),
        ({"table.csv": TABLE, "mapping.yaml": b""}, (), "E008"),
        ({"table.csv": TABLE, "mapping.yaml": b"[" * 10_000}, (), "E301"),
        ({"table.csv": TABLE, "mapping.yaml": b"mapping: x\n"}, (), "E304"),
        ({"table.csv": TABLE}, ("--mapping", "nowhere.yaml"), "E601"),
        ({"table.csv": TABLE}, ("--mapping", "smple"), "Did you mean 'sample'?"),
        ({"table.csv": TABLE}, ("--complete-until", "soon"), "'soon' is not a day"),
        ({"table.csv": TABLE}, ("-o", "nowhere/out.csv"), "E603"),
        ({"table.csv": TABLE}, ("-o", "out.doc"), "E603"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_faulty_survey(sample: Sample, files: dict[str, str | bytes], more: tuple[str, ...], words: str) -> None:
    refused(sample(files, *SURVEY, *more), words)


@pytest.mark.parametrize(("old", "new"), [(",2,", ",7,"), ("2025-01-15", "soon"), ("900001", ""), (",2,", ",2,2,")])
def test_cell_that_cannot_be_read(sample: Sample, old: str, new: str) -> None:
    left = sample({"table.csv": TABLE.replace(old, new)}, *SURVEY)
    assert left.code == 1
    assert "row 2" in left.err


# --- anything at all ---


def check_in_a_folder(files: dict[str, bytes]) -> Left:
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        lay_out(files, Path())
        return remit("check", ".")


@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))))
@settings(max_examples=60)
def test_rules_of_any_bytes(data: bytes) -> None:
    left = check_in_a_folder({"rules.remit": data})
    assert left.text


VOCABULARY = (HOME / "vocabulary.remit").read_text(encoding="utf-8")
WORDS = re.findall(r'"[^"\n]*"|[\w.\[\]]+|->|\n|[^\s\w]', VOCABULARY + RULE)


@given(st.lists(st.sampled_from([*WORDS, "\nrule ", "\ndefine ", "\ndecide ", " not ", " ( ", " ) "]), max_size=60))
@settings(max_examples=80)
def test_rules_of_any_words(words: list[str]) -> None:
    left = check_in_a_folder({"rules.remit": " ".join(words).encode()})
    assert left.text


@given(st.recursive(
    st.sampled_from(["urn", "900001", "academy", "graded_inspection", "2025-01-15", "~", "yes", "*a", "&a", "'"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda items: f"[{', '.join(items)}]"),
        st.lists(st.tuples(st.sampled_from(["subject", "facts", "events", "event", "urn", "ended", "kind", "complete",
                                            "value", "from", "education"]), inner), max_size=5)
        .map(lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}")),
    max_leaves=20))  # fmt: skip
@settings(max_examples=80)
def test_case_of_any_shape(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        lay_out({"case.yaml": text.encode()}, Path())
        left = remit(*ASKED)
    assert left.text
    assert left.code != 2 or left.out == ""


def mutilated(text: str, chance: random.Random) -> str:
    """A text with a few words or lines deleted, doubled or swapped."""
    for _ in range(chance.randint(1, 4)):
        parts = text.split("\n") if chance.random() < 0.3 else re.findall(r"\s+|\w+|[^\s\w]", text)
        joint = "\n" if "\n" not in "".join(parts[:50]) else ""
        place, other = chance.randrange(len(parts)), chance.randrange(len(parts))
        match chance.choice(["delete", "double", "swap"]):
            case "delete":
                del parts[place]
            case "double":
                parts.insert(place, parts[place])
            case _:
                parts[place], parts[other] = parts[other], parts[place]
        text = joint.join(parts)
    return text


@given(st.integers(min_value=0, max_value=2**32), st.sampled_from(sorted(each.name for each in POLICY.glob("*.remit"))))
@settings(max_examples=50)
def test_mutilated_real_rules(seed: int, name: str) -> None:
    files = {each.name: each.read_bytes() for each in POLICY.iterdir() if each.is_file()}
    files[name] = mutilated(files[name].decode(), random.Random(seed)).encode()
    left = check_in_a_folder(files)
    assert left.code in (0, 1)
    assert left.err.startswith("framework.yaml: ") and left.err.count("\n") == 1
