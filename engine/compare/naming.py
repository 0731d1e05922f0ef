"""New names for old ones: what is called otherwise in another framework."""

from __future__ import annotations

from dataclasses import dataclass, field

Part = tuple[str, str]
"""What is named within a clause: the clause, and the name."""


@dataclass(frozen=True, slots=True)
class Names:
    """New names by old ones: of clauses, of what is named within them, and of actors and verbs. Others stay.

    Within: values of a type or decision, moments and fields of an event, states of a lifecycle, exceptions of a rule,
    signs of a judgement, alternatives of a reading; under the old name of the clause.
    """

    clauses: dict[str, str] = field(default_factory=dict)
    parts: dict[Part, str] = field(default_factory=dict)
    actors: dict[str, str] = field(default_factory=dict)

    def actor(self, name: str) -> str:
        """The new name of somebody who acts, or of what they do."""
        return self.actors.get(name, name)

    def clause(self, name: str) -> str:
        """The new name of a clause."""
        return self.clauses.get(name, name)

    def part(self, owner: str, name: str) -> str:
        """The new name of what is named within a clause."""
        return self.parts.get((owner, name), name)
