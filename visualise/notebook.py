"""Answers as tables for a notebook: a part of a page, that brings its own style and nothing else."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Iterable, Iterator, Sequence

from ..dsl import ir
from ..dsl.words import Words, cite, titled
from ..engine.life import View
from ..engine.outcome import Outcome
from .answer import about, norm_text, standing
from .plain import clean, day

_STYLE = """
.remit table { border-collapse: collapse; margin: .25rem 0 1rem; }
.remit caption { font-weight: 600; text-align: left; padding: .25rem 0; }
.remit th, .remit td { border: 1px solid #767676; padding: .2rem .5rem; text-align: left; vertical-align: top; }
""".strip()

_HEADINGS = {View.DUTY: "Duties", View.POWER: "Powers", View.PROHIBITION: "Prohibitions", View.LIMIT: "Limits"}

Row = tuple[str, ...]


def answer_html(answer: Outcome) -> str:
    """Where a school stands: a table for each heading under which there is something to tell."""
    framework, words = answer.framework, Words(answer.framework)
    subject = f"{answer.name} (URN {answer.subject})" if answer.name else f"URN {answer.subject}"
    manifest = framework.manifest
    parts = [_words(f"{subject}, as of {day(answer.as_of)}, under {manifest.title} ({manifest.full_id})")]
    if not answer.in_force:
        parts.append(_words("This framework is not in force on that day. The answer is as if it were."))
    standings = [
        (
            titled(framework.lifecycles[each.lifecycle].label, each.lifecycle),
            _either(titled(framework.lifecycles[each.lifecycle].state(one.value).label, one.value)
                    for one in each.possible),
            _on(each.since),
            cite(each.citation) if each.citation else "",
        )
        for each in answer.states
    ]  # fmt: skip
    parts += _table("States", ("Lifecycle", "Stands", "Since", "Paragraph"), standings)
    decided = [
        (
            titled(framework.decisions[each.name].label, each.name) + about(each.about, words),
            _either(one.value for one in each.possible),
            cite(each.citation) if each.citation else "",
        )
        for each in answer.decisions
        if each.possible
    ]
    parts += _table("Decisions", ("Decision", "Value", "Paragraph"), decided)
    for view, heading in _HEADINGS.items():
        norms = [
            (
                norm_text(each, framework, words) + about(each.instance, words),
                standing(each, framework.rules[each.name]),
                cite(each.citation),
            )
            for each in answer.under(view)
        ]
        parts += _table(heading, ("Norm", "Where it stands", "Paragraph"), norms)
    parts += _table("Missing", ("What is not known", "It keeps open"),
                    [(each.words, ", ".join(each.wanted_by)) for each in answer.missing])  # fmt: skip
    parts += _table("Findings", ("Finding",), [(each.message,) for each in answer.findings])
    return _part(parts)


def framework_html(framework: ir.Framework) -> str:
    """What a framework is: its title, how long it is in force, and how much of what it has."""
    manifest = framework.manifest
    until = f" until {day(manifest.in_force_until)}" if manifest.in_force_until else ""
    rows = [
        (name, str(len(held)))
        for name, held in (
            ("Lifecycles", framework.lifecycles),
            ("Decisions", framework.decisions),
            ("Rules", framework.rules),
            ("Readings", framework.readings),
            ("Parameters", framework.parameters),
            ("Gaps", framework.gaps),
        )
    ]
    told = f"{manifest.title} ({manifest.full_id}), in force from {day(manifest.in_force_from)}{until}"
    return _part([_words(told), *_table("It has", ("Clauses", "How many"), rows)])


def text_html(text: str) -> str:
    """A text with the line breaks and columns that it has."""
    return _part([f"<pre>{html.escape(text)}</pre>"])


def _part(parts: Iterable[str]) -> str:
    return "\n".join([f'<div class="remit"><style>\n{_STYLE}\n</style>', *parts, "</div>"]) + "\n"


def _words(text: str) -> str:
    return f"<p>{html.escape(clean(text))}</p>"


def _table(caption: str, heads: Row, rows: Sequence[Row]) -> Iterator[str]:
    if not rows:
        return
    yield f"<table><caption>{caption}</caption>"
    titles = "".join(f'<th scope="col">{each}</th>' for each in heads)
    yield f"<thead><tr>{titles}</tr></thead>"
    yield "<tbody>"
    for row in rows:
        yield f"<tr>{''.join(f'<td>{html.escape(clean(each))}</td>' for each in row)}</tr>"
    yield "</tbody></table>"


def _either(values: Iterable[str]) -> str:
    return " or ".join(values)


def _on(date: dt.date | None) -> str:
    return day(date) if date else ""
