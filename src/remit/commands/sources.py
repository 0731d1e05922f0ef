"""`remit sources`: the paragraph ledger of a framework."""

from __future__ import annotations

import json
from collections import Counter

import click

from .options import json_option


@click.command(name="sources")
@click.argument("framework_name", metavar="FRAMEWORK")
@click.option(
    "--status", default="", help="Only paragraphs treated so: modelled, partly, narrative, outside, 'not yet'."
)
@json_option
def command(framework_name: str, status: str, as_json: bool) -> None:
    """List each paragraph of the source: its gist, how far clauses say it, and which."""
    from ..dsl.ledger import clauses_by_paragraph
    from ..pipeline import usable

    compiled, _ = usable(framework_name)
    framework = compiled.framework
    clauses = clauses_by_paragraph(framework)
    chosen = [each for each in framework.ledger.values() if status in ("", each.treatment.value)]
    if as_json:
        click.echo(
            json.dumps(
                [
                    {
                        "paragraph": each.number,
                        "gist": each.gist,
                        "status": each.treatment.value,
                        "note": each.note or None,
                        "damaged": each.damaged or None,
                        "clauses": list(clauses.get(each.number, ())),
                    }
                    for each in chosen
                ],
                indent=2,
                ensure_ascii=False,
            )
        )
        return
    for each in chosen:
        by = f" by {', '.join(clauses[each.number])}" if each.number in clauses else ""
        click.echo(f"{each.number:>4}  {each.treatment.value}{by}\n      {each.gist}")
        for word, text in (("missing or why", each.note), ("damaged", each.damaged)):
            if text:
                click.echo(f"      {word}: {text}")
    counts = Counter(each.treatment.value for each in framework.ledger.values())
    click.echo(", ".join(f"{count} {name}" for name, count in counts.most_common()))
