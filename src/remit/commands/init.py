"""`remit init`: a small framework to start from, in a new folder."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from importlib.resources import files
from pathlib import Path
from string import Template

import click

from ..dsl.base.diagnostics import Refused, refusal

PLACES = {
    "README.md": "README.md",
    "framework.yaml": "framework.yaml",
    "ledger.yaml": "ledger.yaml",
    "rules.remit": "rules.remit",
    "scenarios/scenarios.yaml": "scenarios.yaml",
    "case.yaml": "case.yaml",
    ".vscode/settings.json": "settings.json",
}
"""Each file of a new framework, and the file of `starter/` that it is made from."""

SCHEMAS = ("framework", "ledger", "case", "scenarios", "mapping", "overlay")
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST = 200


@click.command(name="init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--id", "identity", metavar="ID", default=None, help="The framework's id. [default: from the folder]")
@click.option("--title", metavar="TITLE", default=None, help="What the handbook is called. [default: from the id]")
def command(folder: Path, identity: str | None, title: str | None) -> int:
    """Start a framework in the folder DIR, which must be new or empty.

    It is a small invented one in which everything works: rules, ledger, scenarios, a case and settings for VS Code.
    """
    identity = _id_of(folder) if identity is None else identity
    if not _ID.fullmatch(identity):
        raise click.BadParameter(
            f"'{identity}' cannot be an id. Use small letters, digits and hyphens, for example riverside-clubs.",
            param_hint="--id",
        )
    title = identity.replace("-", " ").capitalize() if title is None else title.strip()
    if not title or not title.isprintable() or len(title) > _LONGEST:
        raise click.BadParameter(f"Write the title on one line, in 1 to {_LONGEST} characters.", param_hint="--title")
    target = _free(folder)
    _write(target, starter(identity, title), folder)
    click.echo(f"wrote {folder}: the framework {identity}, with invented rules to be replaced by yours")
    click.echo(f"read {folder / 'README.md'}; try: remit check {_quoted(folder)}")
    return 0


def starter(identity: str, title: str) -> dict[str, str]:
    """The texts of a new framework by their places in its folder, with `/` between the parts of a name."""
    from ..dsl.base.spans import Source
    from ..dsl.folder import Folder
    from ..dsl.load import load
    from ..schemas import schema_text

    home = files("remit").joinpath("starter")
    texts = {place: home.joinpath(name).read_text(encoding="utf-8") for place, name in PLACES.items()}
    yaml_title = json.dumps(title, ensure_ascii=False)  # quoted so, JSON is YAML
    texts["framework.yaml"] = Template(texts["framework.yaml"]).substitute(id=identity, title=yaml_title)
    texts["README.md"] = Template(texts["README.md"]).substitute(title=title)
    manifest, ledger, rules = (Source(name, texts[name]) for name in ("framework.yaml", "ledger.yaml", "rules.remit"))
    framework, _ = load(Folder(manifest, ledger, (rules,)))
    return texts | {f".vscode/schemas/{kind}.schema.json": schema_text(kind, framework) for kind in SCHEMAS}


def _id_of(folder: Path) -> str:
    """An id made of the folder's name."""
    words = re.findall(r"[a-z0-9]+", folder.resolve().name.lower())
    while words and not words[0][0].isalpha():
        del words[0]
    return "-".join(words) or "my-framework"


def _quoted(path: Path) -> str:
    return f'"{path}"' if re.search(r"\s", str(path)) else str(path)


def _free(folder: Path) -> Path:
    """The folder that is meant, which must be empty, or new in a folder that exists. Raises Refused (E603)."""
    try:
        target = folder.resolve()
        if target.is_dir():
            if any(target.iterdir()):
                raise _unwritable(folder, "the folder is not empty", "Name a new folder; nothing was changed.")
        elif target.exists():
            raise _unwritable(folder, "there is a file of that name", "Name a new folder.")
        elif not target.parent.is_dir():
            raise _unwritable(folder, f"there is no folder {folder.parent}", "Make that folder first.")
    except (OSError, ValueError, RuntimeError) as error:
        raise _unwritable(folder, _reason(error)) from None
    return target


def _write(target: Path, texts: dict[str, str], folder: Path) -> None:
    """All files or none. Raises Refused (E603) where they cannot be written.

    A new folder appears with one step. One that is there stays (somebody may stand in it), and what has been moved into
    it is taken out again where a later move fails.
    """
    new = not target.exists()
    draft = (target.parent if new else target) / f".remit-{secrets.token_hex(8)}.tmp"
    moved: list[Path] = []
    try:
        for name, text in texts.items():
            place = draft / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(text.encode())
        if new:
            draft.rename(target)
        else:
            for each in sorted(draft.iterdir()):
                moved.append(target / each.name)
                each.rename(moved[-1])
            draft.rmdir()
    except BaseException as error:
        for each in (*moved, draft):
            _remove(each)
        if isinstance(error, OSError):
            raise _unwritable(folder, _reason(error)) from None
        raise


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _unwritable(folder: Path, reason: str, hint: str = "") -> Refused:
    return refusal("E603", f"{folder} cannot be written: {reason}", None, hint)
