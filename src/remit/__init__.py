"""Policy frameworks as code: `remit.load` is where to begin; `remit.api` says what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .api import Answer, Framework, Reasons, Survey, compare, load
    from .dsl.base.diagnostics import Refused
    from .pictures import Diagram, Timeline
    from .side_by_side import Comparison
    from .supposed import WhatIf, WhatIfSurvey

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "Comparison",
    "Diagram",
    "Framework",
    "Reasons",
    "Refused",
    "Survey",
    "Timeline",
    "WhatIf",
    "WhatIfSurvey",
    "compare",
    "load",
]


def __getattr__(name: str) -> Any:
    """What is public, brought in when it is first used: the command line starts without it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name == "Refused":
        from .dsl.base.diagnostics import Refused

        return Refused
    if name.startswith("WhatIf"):
        from . import supposed

        return getattr(supposed, name)
    from . import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
