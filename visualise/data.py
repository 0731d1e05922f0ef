"""Pictures as JSON, for programs: all that a picture holds, before it is laid out."""

from __future__ import annotations

import json
from dataclasses import asdict

from .parts import Scene


def scene_json(scene: Scene) -> str:
    """The picture as an object with the names of its parts as keys."""
    return json.dumps(asdict(scene), indent=2, ensure_ascii=False) + "\n"
