"""Where the comments of a clause belong: each at a break of its document.

A comment on a line of its own stays above what follows it; one at the end of a line stays behind what it follows, at
the end of a line. Where the layout has no break at that very place, the comment goes to the nearest on that side, but
never past another comment.
"""

from __future__ import annotations

from bisect import bisect_left

from ..syntax.concrete import Comment
from .layout import Document
from .printer import Note


def placed(comments: tuple[Comment, ...], document: Document) -> dict[int, tuple[Note, ...]]:
    """The comments by the number of the break at which they are printed."""
    notes: dict[int, tuple[Note, ...]] = {}
    # Above the first word a comment would belong to no clause: the splitter gives it to the file.
    earliest = 1
    for comment in comments:
        earliest = max(earliest, _wanted(comment, document))
        before = notes.get(earliest, ())
        tail = not comment.own_line and not before
        notes[earliest] = (*before, Note(comment.text, tail, comment.own_line and comment.after_blank))
    return notes


def _wanted(comment: Comment, document: Document) -> int:
    following = bisect_left(document.offsets, comment.offset)
    if comment.own_line:
        return document.before[following] if following < len(document.before) else document.end
    preceding = following - 1
    # Behind an `and` that is to begin a line, the comment speaks of what stands before the `and`.
    return document.before[preceding] + (preceding not in document.joins)
