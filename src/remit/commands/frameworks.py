"""`remit frameworks`: the frameworks that ship with remit."""

from __future__ import annotations

import json

import click

from .options import json_option


@click.command(name="frameworks")
@json_option
def command(as_json: bool) -> None:
    """List the frameworks: id and version, title, in force, number of rules and of paragraphs."""
    from ..files import versions
    from ..pipeline import load_folder

    rows: list[dict[str, str | int | None]] = []
    for name, version, path in versions():
        loaded = load_folder(path)
        framework = loaded.framework
        if framework is None:
            rows.append({"id": f"{name}@{version}", "title": "cannot be read: see `remit check`"})
            continue
        manifest = framework.manifest
        until = manifest.in_force_until
        rows.append(
            {
                "id": manifest.full_id,
                "title": f"{manifest.publisher}: {manifest.title}",
                "in_force_from": manifest.in_force_from.isoformat(),
                "in_force_until": until.isoformat() if until else "unknown" if manifest.end_unknown else None,
                "rules": len(framework.rules),
                "paragraphs": len(framework.ledger),
            }
        )
    if as_json:
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row['id']}  {row['title']}")
        if "rules" in row:
            last = row["in_force_until"]
            until_words = ", until when is not known" if last == "unknown" else f" until {last}" if last else ""
            click.echo(
                f"    in force from {row['in_force_from']}{until_words}; {row['rules']} rules; "
                f"{row['paragraphs']} paragraphs in the ledger"
            )
