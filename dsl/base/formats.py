"""Diagnostics as data for other programs: JSON, SARIF 2.1.0, and the commands of GitHub's runners."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from .codes import CODES, title_of
from .diagnostics import Diagnostic, Severity
from .pages import page
from .spans import Span

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    """A list of objects.

    `line` and `column` count from 1 in characters; `end` is the place after the last character. Without a place,
    `file` and what follows it are null. `witness`, where there is one, is a case that shows it, as YAML.
    """
    return _dumped([_object(each) for each in diagnostics])


def _object(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "code": diagnostic.code,
        "title": title_of(diagnostic.code),
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "hint": diagnostic.hint or None,
        **({"witness": diagnostic.witness} if diagnostic.witness else {}),
        **_place(diagnostic.span),
        "also": [{"message": words, **_place(span)} for span, words in diagnostic.also],
    }


def _place(span: Span | None) -> dict[str, Any]:
    if span is None:
        return dict.fromkeys(("file", "line", "column", "end"))
    end = {"line": span.end.line, "column": span.end.column}
    return {"file": span.source, "line": span.start.line, "column": span.start.column, "end": end}


def as_sarif(diagnostics: Iterable[Diagnostic], version: str, base: str = "") -> str:
    """A SARIF 2.1.0 log with one run; its rules are all codes, each with its page as help.

    `version` is that of remit. Files below the folder `base` (an absolute path) are named from there.
    """
    codes = list(CODES)
    driver = {"name": "remit", "semanticVersion": version, "rules": [_rule(code) for code in codes]}
    results = [
        {
            "ruleId": each.code,
            "ruleIndex": codes.index(each.code),
            "level": each.severity.value,
            "message": {"text": _told(each)},
            "locations": [_location(each.span, base)] if each.span else [],
            **({"relatedLocations": _related(each, base)} if each.also else {}),
        }
        for each in diagnostics
    ]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return _dumped({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


def _told(diagnostic: Diagnostic) -> str:
    said = " ".join(filter(None, (_sentence(diagnostic.message, diagnostic.hint), diagnostic.hint)))
    return "\n\n".join(filter(None, (said, diagnostic.witness)))


def _rule(code: str) -> dict[str, Any]:
    text = page(code)
    return {
        "id": code,
        "shortDescription": {"text": title_of(code)},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": "error"},
    }


def _sentence(message: str, hint: str) -> str:
    return f"{message}." if hint and not message.endswith((".", "!", "?")) else message


def _related(diagnostic: Diagnostic, base: str) -> list[dict[str, Any]]:
    return [
        {"id": number, "message": {"text": words}, **_location(span, base)}
        for number, (span, words) in enumerate(diagnostic.also)
    ]


def _location(span: Span, base: str) -> dict[str, Any]:
    region = {
        "startLine": span.start.line,
        "startColumn": span.start.column,
        "endLine": span.end.line,
        "endColumn": span.end.column,
    }
    return {"physicalLocation": {"artifactLocation": {"uri": uri(span.source, base)}, "region": region}}


def uri(label: str, base: str = "") -> str:
    """A file's label as a URI reference: relative where the label is, or where it lies below `base`."""
    path = _below(label, base)
    quoted = "".join(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in path.encode("utf-8", "replace"))
    if quoted.startswith("/"):
        return f"file://{quoted}"
    return f"file:///{quoted.replace('%3A', ':', 1)}" if re.match(r"[A-Za-z]:/", path) else quoted


def _below(label: str, base: str) -> str:
    path, folder = label.replace("\\", "/"), base.replace("\\", "/").rstrip("/")
    path = path[len(folder) + 1 :] if folder and path.startswith(f"{folder}/") else path
    return path.removeprefix("./")


def as_github(diagnostics: Iterable[Diagnostic], base: str = "") -> str:
    """One workflow command a line, which GitHub's runners show beside the changed lines.

    Columns are counted from 1 and the last one is included; they are given for places on one line.
    """
    return "".join(f"{_command(each, base)}\n" for each in diagnostics)


def _command(diagnostic: Diagnostic, base: str) -> str:
    properties: dict[str, str] = {}
    if span := diagnostic.span:
        properties |= {"file": _below(span.source, base), "line": str(span.start.line)}
        if span.end.line == span.start.line:
            last = max(span.start.column, span.end.column - 1)
            properties |= {"col": str(span.start.column), "endColumn": str(last)}
        else:
            properties |= {"endLine": str(span.end.line)}
    properties["title"] = diagnostic.code
    told = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in properties.items())
    message = "\n".join(filter(None, (diagnostic.message, diagnostic.hint, diagnostic.witness)))
    kind = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}[diagnostic.severity]
    return f"::{kind} {told}::{_escaped(message)}"


def _escaped(text: str, also: str = "") -> str:
    """As the runners ask: `%` and line ends in messages; in properties `:` and `,` as well."""
    return "".join(f"%{ord(each):02X}" if each in f"%\r\n{also}" else each for each in text)


def _dumped(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
