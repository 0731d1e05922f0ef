"""Where the lines of each construct may break: the words of a clause to a document for the printer."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..syntax.concrete import Node, Word
from .printer import Break, Doc, Fill, Group, Nest

_CLOSES = frozenset({",", ":", "?", ")"})
"""Signs that stand close to the word before them."""

_ITEMS = frozenset({
    "moments", "field", "contains", "recipient", "row", "sign", "state", "transition", "head", "scope", "while_",
    "with_", "window_clause", "repeat", "exception", "carry_state", "carry_rule",
})  # fmt: skip
"""The parts that stand on a line of their own, one to a line."""

_STEPS = frozenset({
    "by", "for_", "type", "when", "inside", "addressee", "extended", "within_from", "within_any", "each_stretch",
    "cite",
})  # fmt: skip
"""The parts of heads and items that may begin a line."""


@dataclass(slots=True)
class Document:
    """A clause ready to be printed.

    `before[i]` is the number of the last break before word i (0: none), `joins` the numbers of those words that join
    what follows to what stands above; `starts` the hard breaks with the offset of the word that follows, and `end` the
    number of the place behind the last word.
    """

    docs: tuple[Doc, ...] = ()
    offsets: list[int] = field(default_factory=list)
    before: list[int] = field(default_factory=list)
    joins: set[int] = field(default_factory=set)
    starts: dict[int, int] = field(default_factory=dict)
    end: int = 1


def document(clause: Node) -> Document:
    """The document of a clause."""
    layout = _Layout()
    layout.result.docs = layout.clause(clause)
    layout.result.end = layout.breaks + 1
    return layout.result


class _Layout:
    """Goes over the words of a clause once, in order, and numbers the breaks as it meets them."""

    def __init__(self) -> None:
        self.result = Document()
        self.breaks = 0
        self._last = ""  # the word before, or nothing where a break comes between
        self._hard = False

    # Words and breaks

    def _word(self, word: Word) -> Doc:
        if self._hard:
            self.result.starts[self.breaks] = word.offset
            self._hard = False
        if not self._last and word.keyword in _JOINS:
            self.result.joins.add(len(self.result.offsets))
        self.result.offsets.append(word.offset)
        self.result.before.append(self.breaks)
        text = word.canonical
        close = not self._last or self._last == "(" or text in _CLOSES
        self._last = text
        return text if close else f" {text}"

    def _break(self, *, hard: bool = False) -> Break:
        self.breaks += 1
        self._last = ""
        self._hard = hard
        return Break(self.breaks, hard)

    # Clauses

    def clause(self, node: Node) -> tuple[Doc, ...]:
        """The document of a whole clause."""
        match node.rule:
            case "scale" | "kind" | "group":
                return (self._list(node),)
            case "define":
                return (self._define(node),)
            case "reading":
                return (self._reading(node),)
            case _:
                header = [each for each in node.children if not _is(each, *_ITEMS)]
                items = [each for each in node.children if _is(each, *_ITEMS)]
                docs: list[Doc] = [Fill((Nest(2, tuple(self._flow(header))),))]
                for each in items:
                    assert isinstance(each, Node)
                    docs.append(Nest(2, (self._break(hard=True), self._item(each))))
                return tuple(docs)

    def _flow(self, parts: list[Node | Word]) -> list[Doc]:
        """Parts in a row, with a break before each that may go onto the next line."""
        docs: list[Doc] = []
        for place, part in enumerate(parts):
            if place > 0 and (_is(part, *_STEPS) or _keyword(part) in _BEFORE):
                docs.append(self._break())
            docs += self._part(part)
        return docs

    def _list(self, node: Node) -> Doc:
        """A head that ends with `:` or `=`, then the values, wrapped."""
        words = list(node.children)
        cut = next(n for n, each in enumerate(words) if _keyword(each) in (":", "=")) + 1
        docs = self._parts(words[:cut])
        start = self._break()
        values: list[Doc] = []
        for each in words[cut:]:
            if _keyword(each) == ">":
                values.append(self._break())
            values += self._part(each)
        return Group((*docs, Nest(2, (start, Fill(tuple(values))))))

    def _define(self, node: Node) -> Doc:
        parts = list(node.children)
        cut = next(n for n, each in enumerate(parts) if _keyword(each) == "as") + 1
        header = Group((Nest(2, tuple(self._flow(parts[:cut]))),))
        body: list[Doc] = [self._break(), *self._part(parts[cut])]
        if len(parts) > cut + 1:
            body += [self._break(), *self._parts(parts[cut + 1 :])]
        joined = parts[cut]
        # A condition of several parts reads more easily below its head, even where it would fit beside it.
        return Group((header, Nest(2, tuple(body))), broken=_is(joined, "cond") and len(_children(joined)) > 1)

    def _reading(self, node: Node) -> Doc:
        parts = list(node.children)
        cut = next(n for n, each in enumerate(parts) if _keyword(each) == ":") + 1
        last = next(n for n, each in enumerate(parts) if _keyword(each) == "default")
        header = self._parts(parts[:cut])
        start = self._break()
        ways: list[Doc] = []
        for each in parts[cut:last]:
            if isinstance(each, Word):
                ways.append(self._break())
            ways += self._part(each)
        return Group(
            (*header, Nest(2, (start, Group(tuple(ways)), self._break(), Fill(tuple(self._flow(parts[last:]))))))
        )

    # Items

    def _item(self, node: Node) -> Doc:
        match node.rule:
            case "transition":
                return self._two_steps(node, "->")
            case "exception":
                return self._two_steps(node, "effect")
            case "scope":
                return Group(self._first_step(list(node.children)))
            case "row":
                docs: list[Doc] = []
                for each in node.children:
                    if _is(each, "cite"):
                        docs.append(self._break())
                    docs += self._part(each)
                return Fill((Nest(2, tuple(docs)),))
            case _:
                return Fill((Nest(2, tuple(self._flow(list(node.children)))),))

    def _two_steps(self, node: Node, second: str) -> Doc:
        """Where and when; then, on a line of its own if the whole does not fit on one, what follows from it."""
        parts = list(node.children)
        places = (n for n, each in enumerate(parts) if _is(each, second, "cite") or _keyword(each) == second)
        cut = next(places, len(parts))
        docs: list[Doc] = [Group(self._first_step(parts[:cut]))]
        rest = parts[cut:]
        if rest and _is(rest[0], "cite"):
            return Fill((*docs, Nest(2, (self._break(), *self._parts(rest)))))
        if rest:
            docs.append(Nest(2, (self._break(), Fill((Nest(2, tuple(self._flow(rest))),)))))
        return Group(tuple(docs))

    def _first_step(self, parts: list[Node | Word]) -> tuple[Doc, ...]:
        docs: list[Doc] = []
        for each in parts:
            if _is(each, "when"):
                docs.append(Nest(2, (self._break(), *self._part(each))))
            else:
                docs += self._part(each)
        return tuple(docs)

    # Parts

    def _parts(self, parts: list[Node | Word]) -> list[Doc]:
        return [doc for each in parts for doc in self._part(each)]

    def _part(self, part: Node | Word) -> list[Doc]:
        """The document of any part; where its kind says nothing else, its words in a row."""
        if isinstance(part, Word):
            return [self._word(part)]
        match part.rule:
            case "cond":
                return [self._cond(part)] if len(part.children) > 1 else self._part(part.children[0])
            case "brackets":
                opening, inner, closing = part.children
                return [*self._part(opening), Nest(2, tuple(self._part(inner))), *self._part(closing)]
            case "when" | "while_" | "with_":
                return [*self._part(part.children[0]), Nest(2, tuple(self._parts(list(part.children[1:]))))]
            case "names" | "cite":
                docs: list[Doc] = []
                for place, each in enumerate(part.children):
                    if place > 0 and _keyword(part.children[place - 1]) == ",":
                        docs.append(self._break())
                    docs += self._part(each)
                return [Fill((Nest(2 if part.rule == "cite" else 0, tuple(docs)),))]
            case "where":
                # On a line of its own, rather than with its brackets on two.
                words, tried, ended = list(part.children[:2]), part.children[2], part.children[3]
                lead = (self._break(), *self._parts(words))
                return [Group((Nest(2, (*lead, Nest(2, tuple(self._part(tried))), *self._part(ended))),))]
            case "presumed":
                item, *answer = part.children
                return [Group((*self._part(item), Nest(2, (self._break(), *self._parts(answer)))))]
            case "from_to":
                begins, ends = part.children[:2], part.children[2:]
                return [*self._parts(list(begins)), Group((self._break(), *self._parts(list(ends))))]
            case "effect":
                return self._flow(list(part.children))
            case "one_of":
                return [Nest(2, tuple(self._parts(list(part.children))))]
            case _:
                return self._parts(list(part.children))

    def _cond(self, node: Node) -> Doc:
        docs: list[Doc] = []
        for each in node.children:
            if isinstance(each, Word):
                docs.append(self._break())
            docs += self._part(each)
        return Group(tuple(docs))


_BEFORE = frozenset({"touches", "default", "=", "by"})
"""Words of heads and items before which a line may end."""


_JOINS = frozenset({"and", "or", "|", ">"})


def _is(part: Node | Word, *rules: str) -> bool:
    return isinstance(part, Node) and part.rule in rules


def _children(part: Node | Word) -> tuple[Node | Word, ...]:
    return part.children if isinstance(part, Node) else ()


def _keyword(part: Node | Word) -> str:
    return part.keyword if isinstance(part, Word) else ""
