"""Typed values out of positioned nodes. Faults are collected, so that all of a file are told at once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection

from ..base.dates import read_iso_date
from ..base.diagnostics import Diagnostic, did_you_mean, hints
from ..base.spans import Span
from .nodes import MAX_FAULTS, Mapping, Node, Scalar, Sequence

FIRST_YEAR = 1000
"""A date before this year is a slip of the pen."""

_LIKE_A_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_TRUE = ("yes", "true")
_FALSE = ("no", "false")


class Reader:
    """Reads nodes and keeps what is wrong with them in `diagnostics`."""

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []
        self._emptied: set[Span] = set()

    def fault(
        self, code: str, message: str, span: Span, hint: str = "", also: tuple[tuple[Span, str], ...] = ()
    ) -> None:
        """Record a fault; of more than MAX_FAULTS the last one recorded says so."""
        if len(self.diagnostics) == MAX_FAULTS - 1:
            message += f"; the file has more than {MAX_FAULTS:,} faults, and the rest is not told"
        if len(self.diagnostics) < MAX_FAULTS:
            self.diagnostics.append(Diagnostic(code, message, span, hint, also=also))

    def mapping(
        self,
        node: Node,
        what: str,
        required: Collection[str] = (),
        optional: Collection[str] | None = (),
        advice: dict[str, str] | None = None,
    ) -> dict[str, Node]:
        """The values of a mapping by key. `optional=None` takes any key. Unknown and missing keys are faults.

        What is unknown is left out. `advice` says how to mend keys that are often written by mistake.
        """
        if not isinstance(node, Mapping):
            if node.span not in self._emptied:
                hint = _below(required) if isinstance(node, Scalar) and not node.text else "Write 'key: value' lines."
                self.fault("E305", f"{what} must consist of keys and their values", node.span, hint)
            return {}
        known = (*required, *(optional or ()))
        missing = [key for key in required if node.get(key) is None]
        values: dict[str, Node] = {}
        above: tuple[Scalar, Node] | None = None
        for key, value in node.entries:
            near = "" if key.text in known else did_you_mean(key.text, missing)
            if key.text in known or (optional is None and not near):
                values[key.text] = value
                above = (key, value) if isinstance(value, Scalar) and not value.text and not value.quoted else None
                continue
            missing = [each for each in missing if near != did_you_mean(key.text, (each,))]
            hint = near or (advice or {}).get(key.text, "")
            if not hint and above is not None:
                self._emptied.add(above[1].span)
                hint = f"Indent '{key.text}' with spaces if it belongs to '{above[0].text}'."
            hint = hint or hints(did_you_mean(key.text, known), f"Known keys: {', '.join(known)}.")
            self.fault("E303", f"{what} takes no key '{key.text}'", key.span, hint)
        if missing and node.whole:
            listed = ", ".join(repr(key) for key in missing)
            self.fault("E304", f"{what} lacks {listed}", node.span, "Add the missing key.")
        return values

    def keys(self, node: Node) -> dict[str, Scalar]:
        """The keys of a mapping, with their places."""
        return {key.text: key for key, _ in node.entries} if isinstance(node, Mapping) else {}

    def items(self, node: Node | None, what: str) -> tuple[Node, ...]:
        """The items of a list; nothing at all for None."""
        match node:
            case None:
                return ()
            case Sequence(items=items):
                return items
            case _:
                self.fault("E305", f"{what} must be a list", node.span, "Write '- item' lines, or [a, b].")
                return ()

    def texts(self, node: Node | None, what: str) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(self.text(item, what) for item in self.items(node, what))

    def text(self, node: Node, what: str) -> str:
        """A single value as text."""
        if isinstance(node, Scalar):
            return node.text
        match node:
            case Sequence(items=(Scalar(text=alone),)):
                hint = f"Write '{alone}' alone, without making a list of it."
            case _:
                hint = "Write one value."
        self.fault("E305", f"{what} must be a single value", node.span, hint)
        return ""

    def optional_text(self, node: Node | None, what: str) -> str:
        """A single value as text, or an empty text for None."""
        return "" if node is None else self.text(node, what)

    def date(self, node: Node, what: str) -> dt.date | None:
        """A date as yyyy-mm-dd."""
        text = self.text(node, what)
        day = read_iso_date(text)
        if day is None and isinstance(node, Scalar):
            if _LIKE_A_DATE.fullmatch(text):
                self.fault("E604", f"{what}: there is no day {text}", node.span, "Write a day that exists.")
            else:
                hint = "Write it as yyyy-mm-dd, for example 2024-09-16."
                self.fault("E604", f"{what}: '{text}' is not a date", node.span, hint)
        if day is not None and day.year < FIRST_YEAR:
            hint = "Write the year with its four digits, for example 2024."
            self.fault("E604", f"{what}: '{text}' lies in the year {day.year}", node.span, hint)
            return None
        return day

    def number(self, node: Node, what: str) -> int | None:
        """A whole number."""
        text = self.text(node, what)
        if not isinstance(node, Scalar):
            return None
        try:
            return int(text)
        except ValueError:
            self.fault("E305", f"{what}: '{text}' is not a whole number", node.span, "Write digits alone.")
            return None

    def truth(self, node: Node, what: str) -> bool | None:
        """A yes or a no."""
        text = self.text(node, what).lower()
        if not isinstance(node, Scalar):
            return None
        if text in _TRUE:
            return True
        if text in _FALSE:
            return False
        self.fault("E305", f"{what}: '{text}' is neither yes nor no", node.span, "Write yes or no.")
        return None

    def choice(self, node: Node, what: str, known: Collection[str]) -> str | None:
        """One of a few words; yes and no may also be written true and false."""
        text = self.text(node, what)
        if not isinstance(node, Scalar):
            return None
        if text in known:
            return text
        lowered = text.lower()
        for word, spellings in (("yes", _TRUE), ("no", _FALSE)):
            if lowered in spellings and word in known and not node.quoted:
                return word
        self.fault(
            "E305",
            f"'{text}' is not a value of {what}",
            node.span,
            hints(did_you_mean(text, known), f"Its values: {', '.join(known)}."),
        )
        return None


def _below(keys: Collection[str]) -> str:
    """How to write what belongs to a key that stands alone."""
    first = next(iter(keys), "key")
    return f"Write what belongs to it in the lines below, indented with spaces: '  {first}: …'."
