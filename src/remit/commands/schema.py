"""`remit schema`: JSON Schemas of the YAML files, so that an editor completes and marks them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ..dsl import ir

KINDS = ("framework", "ledger", "case", "scenarios", "mapping", "overlay", "vocabulary", "concordance")
"""As in `schemas`, which is imported only when it is needed."""


@click.command(name="schema")
@click.argument("kind", type=click.Choice(KINDS), required=False)
@click.option(
    "-f",
    "--framework",
    "framework_name",
    default=None,
    metavar="FRAMEWORK",
    help="Know its facts, events, values and rules: id, id@version, or a folder.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=None,
    help="Write this file; without a KIND the folder in which all of them are written.",
)
def command(kind: str | None, framework_name: str | None, output: Path | None) -> int:
    """Print the JSON Schema of a KIND of YAML file, for editors.

    Without a KIND all of them are written into the folder that -o names, each as KIND.schema.json.
    """
    from ..schemas import schema_text
    from ..writers import unwritable, write_text

    if kind is None and output is None:
        raise click.UsageError(f"Name one of {', '.join(KINDS)}; or with -o a folder into which all are written.")
    framework = _framework(framework_name) if framework_name is not None else None
    if kind is not None:
        text = schema_text(kind, framework)
        if output is None:
            click.echo(text, nl=False)
        else:
            write_text(output, text)
            click.echo(f"wrote {output}", err=True)
        return 0
    assert output is not None
    texts = {f"{each}.schema.json": schema_text(each, framework) for each in KINDS}
    try:
        output.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise unwritable(output, reason, "Name a folder.") from None
    for name, text in texts.items():
        write_text(output / name, text)
    click.echo(f"wrote {len(texts)} schemas into {output}", err=True)
    return 0


def _framework(name: str) -> ir.Framework:
    """The framework, as far as it can be read: one that is being written has names before it is free of errors."""
    from ..dsl.base.diagnostics import has_errors
    from ..files import find
    from ..pipeline import PolicyRefused, load_folder

    loaded = load_folder(find(name))
    if loaded.framework is None:
        raise PolicyRefused(loaded.diagnostics, loaded.sources)
    if has_errors(loaded.diagnostics):
        click.echo(f"{name} has errors; the schemas know what can be read of it (remit check tells)", err=True)
    return loaded.framework
