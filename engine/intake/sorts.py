"""Files of other sorts that are taken for a case: they are told as what they are, and not key by key."""

from __future__ import annotations

from ...dsl.base.diagnostics import Diagnostic, hints
from ...dsl.base.spans import Source, at
from ...dsl.yaml.nodes import Mapping, Node

_OTHERS = {
    "scenarios": ("a file of scenarios", "Scenarios are run with 'remit test'."),
    "paragraphs": ("a ledger", "A ledger is printed with 'remit sources'."),
    "framework": ("the file that says what a framework is", ""),
    "vocabulary": ("the file that says what a vocabulary is", ""),
    "mapping": ("a mapping", "A mapping is used with 'remit survey' and a table."),
}
"""What a file is that has a key which no case has, and what reads it."""


def another_sort(source: Source, node: Node | None) -> Diagnostic | None:
    """That a file is of another sort than a case; None where it is none of those known.

    Without a node it is told by its name alone.
    """
    if node is None:
        if not source.label.endswith(".remit"):
            return None
        what, more = "a file of rules", ""
    else:
        keys = {key.text for key, _ in node.entries} if isinstance(node, Mapping) else set()
        found = next((key for key in _OTHERS if key in keys and "subject" not in keys), None)
        if found is None:
            return None
        what, more = _OTHERS[found]
    hint = hints("Name a file that begins with 'subject:'.", more)
    return Diagnostic("E304", f"this is {what}, not a case", at(source.label), hint)
