"""Rules in the labels of a picture: in the box of a state, or below the drawing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from . import theme
from .legend import manner
from .markup import font, gap, row, table, text
from .parts import Frame, Hung, Node
from .plain import wrapped


def hung_label(box: Node | Frame, room: int, size: int = theme.COLUMN) -> Iterator[str]:
    """The rules that hang on a box, below a hairline, in lines of so many characters and columns of so many rules."""
    if not box.rules and not box.more:
        return
    yield f'{gap(3)}<TR><TD BORDER="1" SIDES="T" COLOR="{theme.FAINT}" HEIGHT="3"></TD></TR>'
    if box.rules:
        yield f'<TR><TD ALIGN="LEFT">{rule_columns(box.rules, min(size, theme.COLUMN), room)}</TD></TR>'
    if box.more:
        yield from (row(line, theme.SMALL_SIZE, ink=theme.QUIET, left=True) for line in wrapped(box.more, room))


def rule_columns(rules: Sequence[Hung], size: int, room: int) -> str:
    """Rules in columns of so many, in lines of so many characters."""
    columns = [rules[start : start + size] for start in range(0, len(rules), size)]
    cells = (
        f'<TD VALIGN="TOP">{unstretched(table(*(_rule(each, room) for each in column), attributes=_TIGHT))}</TD>'
        for column in columns
    )
    return table(f"<TR>{''.join(cells)}</TR>", attributes=LOOSE)


LOOSE = 'ALIGN="LEFT" CELLPADDING="2" CELLSPACING="0"'
_TIGHT = 'ALIGN="LEFT" CELLPADDING="1" CELLSPACING="0"'


def unstretched(inner: str) -> str:
    """A table that stays as it is where there is more room: what is left over goes to empty cells beside and below."""
    return table(
        f'<TR><TD>{inner}</TD><TD COLSPAN="99"></TD></TR>', '<TR><TD ROWSPAN="99"></TD></TR>', attributes=_BARE
    )


_BARE = 'ALIGN="LEFT" CELLPADDING="0" CELLSPACING="0"'


def _rule(rule: Hung, room: int) -> str:
    """How binding a rule is, who is to do what, when, and where it says so."""
    told = ((rule.said, False, theme.INK), (rule.due, True, theme.INK))
    said = [
        font(text(line), theme.SMALL_SIZE, bold=bold, ink=ink)
        for words, bold, ink in told
        for line in wrapped(words, room, theme.MOST_LINES)
    ]
    cited = [font(text(line), theme.SMALL_SIZE, ink=theme.QUIET) for line in wrapped(rule.paragraphs, room)]
    last = (wrapped(rule.due or rule.said, room, theme.MOST_LINES) or ("",))[-1]
    if len(cited) == 1 and len(last) + len(rule.paragraphs) + 3 <= room:
        said[-1] += font(f", {text(rule.paragraphs)}", theme.SMALL_SIZE, ink=theme.QUIET)
    else:
        said += cited
    cell = f'<TD ALIGN="LEFT" BALIGN="LEFT" ID="{rule.id}" TITLE=" ">{"<BR/>".join(said)}</TD>'
    return f'<TR><TD VALIGN="TOP">{manner(rule.stroke, bar=rule.bar)}</TD>{cell}</TR>{gap(2)}'
