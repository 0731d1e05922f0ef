"""Pictures that stand several to a page: every name in one of them made its own."""

from __future__ import annotations

import re

_ID = re.compile(r'( id=")([^"]+)(")')
_REFERENCE = re.compile(r'((?:href="#|url\(#))([^")]+)')
_LABELLED = re.compile(r'( aria-labelledby=")([^"]+)(")')


def inline(svg: str, prefix: str) -> str:
    """The SVG with `prefix` before each id, and before each mention of one."""

    def names(found: re.Match[str]) -> str:
        return f"{found[1]}{' '.join(f'{prefix}-{name}' for name in found[2].split())}{found[3]}"

    svg = _ID.sub(rf"\g<1>{prefix}-\g<2>\g<3>", svg)
    svg = _REFERENCE.sub(rf"\g<1>{prefix}-\g<2>", svg)
    return _LABELLED.sub(names, svg)
