"""Pictures as Python and a notebook have them: they show themselves, and can be saved."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .visualise.parts import Scene
from .visualise.table import transition_table
from .visualise.timeline.chart import Chart
from .visualise.timeline.forms import FILES
from .writers import unwritable, write_bytes


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Diagram:
    """The picture of a framework's lifecycles, or of one school in them. Printed it is the tables that say the same."""

    scene: Scene

    def svg(self) -> str:
        """The picture as SVG, with titles and descriptions for those who cannot see it."""
        from .drawing import picture

        return picture(self.scene, "svg").decode()

    def save(self, path: str | Path) -> None:
        """Write the picture to a file, in the form that its ending names."""
        from .drawing import FORMATS, picture

        target = Path(path)
        write_bytes(target, picture(self.scene, form_of(target, FORMATS)))

    def __str__(self) -> str:
        return transition_table(self.scene)

    def __repr__(self) -> str:
        return f"<remit diagram: {self.scene.title}>"

    def _repr_svg_(self) -> str:
        return self.svg()


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Timeline:
    """A school over time: states, events, and norms with their windows. Printed it is the tables that say the same."""

    chart: Chart

    def svg(self) -> str:
        """The picture as SVG."""
        return FILES["svg"](self.chart)

    def save(self, path: str | Path) -> None:
        """Write the timeline to a file, in the form that its ending names."""
        target = Path(path)
        write_bytes(target, FILES[form_of(target, tuple(FILES))](self.chart).encode())

    def __str__(self) -> str:
        return FILES["txt"](self.chart)

    def __repr__(self) -> str:
        return f"<remit timeline of {self.chart.title}>"

    def _repr_svg_(self) -> str:
        return self.svg()


def form_of(target: Path, known: tuple[str, ...]) -> str:
    """The form that the ending of a file names.

    Raises Refused (E603) where it is none of those that are known.
    """
    form = target.suffix.lower().lstrip(".")
    if form not in known:
        raise unwritable(target, "its extension is not known", f"It is written as {', '.join(known)}.")
    return form
