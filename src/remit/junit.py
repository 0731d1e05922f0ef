"""Results of scenarios in the form in which build servers read test results: JUnit's XML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from .dsl.base.spans import Span

_UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Result:
    """A scenario, or a fault of a scenario file: its name, where it stands, and what is wrong (empty: nothing).

    `fault`: it could not be run at all.
    """

    name: str
    span: Span | None
    wrong: str = ""
    fault: bool = False


def junit_text(suites: Sequence[tuple[str, Sequence[Result]]]) -> str:
    """One `testsuite` for each framework, by its full id, and one `testcase` for each result. The same results give
    the same text, for it holds no times.
    """
    root = ElementTree.Element("testsuites", _counts([each for _, results in suites for each in results]))
    for name, results in suites:
        suite = ElementTree.SubElement(root, "testsuite", {"name": _allowed(name), **_counts(results)})
        for result in results:
            about = {"classname": _allowed(name), "name": _allowed(result.name)}
            if result.span is not None:
                about |= {"file": _allowed(result.span.source), "line": str(result.span.start.line)}
            case = ElementTree.SubElement(suite, "testcase", about)
            if result.wrong:
                text = _allowed(result.wrong)
                said = {"message": text.splitlines()[0]}
                found = ElementTree.SubElement(case, "error" if result.fault else "failure", said)
                found.text = text
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _counts(results: Sequence[Result]) -> dict[str, str]:
    wrong = [each for each in results if each.wrong]
    errors = sum(each.fault for each in wrong)
    return {"tests": str(len(results)), "failures": str(len(wrong) - errors), "errors": str(errors)}


def _allowed(text: str) -> str:
    """With a sign in place of each character that XML has no way to write."""
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)
