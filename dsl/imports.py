"""All clauses of a framework: its own, those of its vocabularies, those of the version on which it builds, and those
that overlays lay over them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from . import ast
from .base.diagnostics import Diagnostic, did_you_mean, hints
from .base.spans import Source, Span
from .folder import Folder, vocabularies
from .manifest import Reference, Vocabulary, read_imports, read_manifest, read_vocabulary
from .resolve.symbols import noun, noun_of, some
from .syntax.parse import parse
from .syntax.split import names_lost

if TYPE_CHECKING:
    from .overlay import Overlay

_VOCABULARY = (ast.Scale, ast.Kind, ast.Group, ast.Fact, ast.Event, ast.Judge)


@dataclass(frozen=True, slots=True)
class Origins:
    """From where clauses came: the labels of files of vocabularies, of versions built on, and of overlays.

    `builds_on` is the place where the versions are named, None where nothing is built on.
    """

    vocabularies: frozenset[str] = frozenset()
    versions: frozenset[str] = frozenset()
    builds_on: Span | None = None
    overlays: frozenset[str] = frozenset()


@dataclass(slots=True)
class Gathered:
    """Clauses in the order in which they count, with what was found on the way.

    `unreadable` are names of clauses that were written but cannot be used; `imported` those that came from elsewhere
    (under an overlay: all but its own); `left_out` the places under `without` and `remove`, by name.
    """

    clauses: tuple[ast.AnyClause, ...] = ()
    unreadable: frozenset[str] = frozenset()
    imported: frozenset[str] = frozenset()
    left_out: dict[str, Span] = field(default_factory=dict)
    origins: Origins = Origins()
    diagnostics: list[Diagnostic] = field(default_factory=list)


def gather(folder: Folder, overlays: tuple[Overlay, ...] = ()) -> Gathered:
    """The clauses of a folder and of all that it imports, with overlays laid over them one after the other.

    Vocabularies come first, then what is taken over, each replaced clause in its old place, then what is new.
    """
    gathered = Gathered()
    texts = _Texts(gathered.diagnostics)
    words = [clause for each in vocabularies(folder) for clause in texts.vocabulary(each)]
    shared = {clause.name.text: clause for clause in reversed(words)}
    inherited: list[ast.AnyClause] = []
    if folder.vocabulary:
        own = texts.vocabulary(folder)
    else:
        own, inherited = _version(folder, texts, shared, gathered)
    for overlay in overlays:
        own, inherited = _under(overlay, own, texts, shared, gathered)
    twice = {clause.name.text: clause for clause in inherited if clause.name.text in shared}
    gathered.diagnostics += [_known_already(clause, shared[name]) for name, clause in twice.items()]
    texts.unreadable |= frozenset(twice)
    gathered.clauses = tuple(clause for clause in (*words, *own) if clause.name.text not in twice)
    gathered.unreadable = texts.unreadable - {clause.name.text for clause in gathered.clauses}
    gathered.imported = frozenset({*shared, *(clause.name.text for clause in inherited)})
    base = read_imports(folder.manifest).builds_on
    gathered.origins = Origins(
        frozenset(source.label for each in vocabularies(folder) for source in each.rules),
        frozenset(source.label for each in _below(folder) for source in each.rules),
        base.span if base is not None else None,
        frozenset(label for each in overlays for label in each.sources),
    )
    return gathered


def _below(folder: Folder) -> tuple[Folder, ...]:
    """The versions on which a framework builds, the nearest first."""
    return () if folder.base is None else (folder.base, *_below(folder.base))


class _Texts:
    """Reads rules files, and keeps what is wrong with them."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        self.diagnostics = diagnostics
        self.unreadable: frozenset[str] = frozenset()

    def parsed(self, sources: tuple[Source, ...]) -> list[ast.AnyClause]:
        """The clauses that can be read."""
        clauses: list[ast.AnyClause] = []
        faulty: list[Source] = []
        for source in sources:
            found, faults = parse(source)
            clauses += found
            self.diagnostics += faults
            faulty += [source] if faults else []
        read = {clause.name.text for clause in clauses}
        self.unreadable |= {name for source in faulty for name in names_lost(source, read)} - read
        return clauses

    def vocabulary(self, folder: Folder) -> list[ast.AnyClause]:
        """The clauses of a vocabulary, less those that it may not hold."""
        vocabulary, faults = read_vocabulary(folder.manifest)
        self.diagnostics += faults
        kept: list[ast.AnyClause] = []
        for clause in self.parsed(folder.rules):
            if not isinstance(clause, _VOCABULARY):
                self.diagnostics.append(_no_vocabulary(clause, vocabulary))
                self.unreadable |= {clause.name.text}
                continue
            kept.append(clause)
            self.diagnostics += _rests_on_a_handbook(clause)
        return kept


def _no_vocabulary(clause: ast.AnyClause, vocabulary: Vocabulary | None) -> Diagnostic:
    which = f" '{vocabulary.id}'" if vocabulary else ""
    return Diagnostic(
        "E607",
        f"the vocabulary{which} holds {some(noun(clause))}, '{clause.name}'",
        clause.name.span,
        "A vocabulary holds scales, kinds, groups, facts, events and judgements alone. Move this into a framework.",
    )


def _rests_on_a_handbook(clause: ast.AnyClause) -> tuple[Diagnostic, ...]:
    """What only a handbook can say, and so only a framework: paragraphs, what a letter holds, what to look at."""
    found: list[tuple[str, Span]] = []
    if clause.cite is not None:
        found.append((f"'{clause.name}' cites a paragraph", clause.cite.span))
    match clause:
        case ast.Event(contents=contents, recipients=recipients) if contents or recipients:
            places = [*(each.span for each in contents), *(each.span for each in recipients)]
            found.append((f"'{clause.name}' says what must be in it or to whom it goes", min(places)))
        case ast.Judge(signs=(first, *_)):
            found.append((f"'{clause.name}' says what to look at", first.span))
        case _:
            pass
    hint = "A vocabulary holds names and types alone. Remove this, or move the clause into a framework."
    return tuple(
        Diagnostic("E607", f"{words}, but no handbook stands behind a vocabulary", span, hint) for words, span in found
    )


def _version(
    folder: Folder, texts: _Texts, shared: dict[str, ast.AnyClause], gathered: Gathered
) -> tuple[list[ast.AnyClause], list[ast.AnyClause]]:
    """The clauses of a framework with those that it takes over; and which of them are taken over."""
    own = texts.parsed(folder.rules)
    if folder.base is None:
        return own, []
    _, faults = read_manifest(folder.base.manifest)
    texts.diagnostics += faults
    earlier, _ = _version(folder.base, texts, shared, gathered)
    earlier = [clause for clause in earlier if not isinstance(clause, ast.Succeeds)]  # that is between those two
    imports = read_imports(folder.manifest)
    left_out = _left_out(imports.without, earlier, "the version built on", texts, shared)
    gathered.left_out |= left_out
    return _laid_over(earlier, own, left_out, "'without' in framework.yaml", texts)


def _laid_over(
    earlier: list[ast.AnyClause], own: Sequence[ast.AnyClause], left_out: Collection[str], key: str, texts: _Texts
) -> tuple[list[ast.AnyClause], list[ast.AnyClause]]:
    """Earlier clauses, less those left out, each in its place or replaced by its namesake, then what is new; and which
    of the earlier ones stand. `key`: where a name can be left out, in words."""
    fresh: dict[str, ast.AnyClause] = {}
    for clause in own:
        fresh.setdefault(clause.name.text, clause)
    replaced: set[str] = set()
    clauses: list[ast.AnyClause] = []
    kept: list[ast.AnyClause] = []
    for clause in earlier:
        name = clause.name.text
        if name in left_out or name in replaced:
            continue
        if name not in fresh:
            clauses.append(clause)
            kept.append(clause)
            continue
        replaced.add(name)
        if type(clause) is type(fresh[name]):
            clauses.append(fresh[name])
        else:  # neither can stand: what speaks of the name is right for one of them and wrong for the other
            texts.diagnostics.append(_other_sort(clause, fresh[name], key))
            texts.unreadable |= {name}
    done = {id(fresh[name]) for name in replaced}
    return [*clauses, *(clause for clause in own if id(clause) not in done)], kept


def _under(
    overlay: Overlay, earlier: list[ast.AnyClause], texts: _Texts, shared: dict[str, ast.AnyClause], gathered: Gathered
) -> tuple[list[ast.AnyClause], list[ast.AnyClause]]:
    """Clauses under an overlay; and which of the earlier ones stand as they were."""
    texts.unreadable |= overlay.unreadable
    left_out = _left_out(overlay.remove, earlier, "the framework", texts, shared)
    gathered.left_out |= left_out
    clauses, kept = _laid_over(earlier, overlay.clauses, left_out, "'remove' in the overlay", texts)
    places = {clause.name.text: place for place, clause in enumerate(clauses)}
    for length in overlay.parameters:
        clause = _set(length.name, ast.Parameter, clauses, places, texts)
        if isinstance(clause, ast.Parameter):
            clauses[places[length.name.text]] = replace(
                clause, amount=length.amount, unit=length.unit, value_span=length.span, span=length.span
            )
    for taken in overlay.readings:
        clause = _set(taken.name, ast.Reading, clauses, places, texts)
        if isinstance(clause, ast.Reading):
            clauses[places[taken.name.text]] = replace(clause, default=taken.alternative, span=taken.alternative.span)
    return clauses, kept


def _set(
    name: ast.Name,
    wanted: type[ast.AnyClause],
    clauses: list[ast.AnyClause],
    places: dict[str, int],
    texts: _Texts,
) -> ast.AnyClause | None:
    """The clause whose value an overlay sets; a fault, and None, where there is none of the wanted sort."""
    found = clauses[places[name.text]] if name.text in places else None
    if isinstance(found, wanted):
        return found
    sort = noun_of(wanted)
    known = [each for each, place in places.items() if isinstance(clauses[place], wanted)]
    listed = f"There are: {', '.join(known)}." if 0 < len(known) <= 12 else ""
    hint = hints(did_you_mean(name.text, known), listed) or f"The framework has no {sort}; remove the line."
    if found is not None:
        message = f"'{name}' is {some(noun(found))}; {some(sort)} is needed here"
        also = ((found.name.span, "it is defined here"),)
        texts.diagnostics.append(Diagnostic("E104", message, name.span, hint, also=also))
    elif name.text not in texts.unreadable:
        texts.diagnostics.append(Diagnostic("E101", f"there is no {sort} named '{name}'", name.span, hint))
    return None


def _left_out(
    without: tuple[Reference, ...],
    earlier: list[ast.AnyClause],
    whose: str,
    texts: _Texts,
    shared: dict[str, ast.AnyClause],
) -> dict[str, Span]:
    """The places where names of earlier clauses are left out; a fault for each name that they do not have."""
    known = {clause.name.text for clause in earlier}
    found: dict[str, Span] = {}
    for each in without:
        found[each.text] = each.span
        if each.text in known or each.text in texts.unreadable:
            continue
        if each.text in shared:
            hint = "Remove it here: it stands in a vocabulary, which is taken whole."
        else:
            there_are = f"There are: {', '.join(sorted(known))}." if 0 < len(known) <= 12 else ""
            hint = hints(did_you_mean(each.text, known), there_are) or "Name a clause that is to be left out."
        texts.diagnostics.append(Diagnostic("E101", f"{whose} has no clause named '{each.text}'", each.span, hint))
    return found


def _other_sort(old: ast.AnyClause, new: ast.AnyClause, key: str) -> Diagnostic:
    return Diagnostic(
        "E608",
        f"'{new.name}' is {some(noun(new))}, and would replace {some(noun(old))}",
        new.name.span,
        f"Choose another name; or write the name under {key}, and mend what speaks of it.",
        also=((old.name.span, "it is taken over from here"),),
    )


def _known_already(clause: ast.AnyClause, shared: ast.AnyClause) -> Diagnostic:
    return Diagnostic(
        "E102",
        f"'{clause.name}' is defined twice: in the version built on and in a vocabulary",
        clause.name.span,
        "Name it under 'without' in framework.yaml, if the vocabulary says the same.",
        also=((shared.name.span, f"the vocabulary defines it here, as {some(noun(shared))}"),),
    )
