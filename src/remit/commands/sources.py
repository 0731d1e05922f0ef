"""`remit sources`: the paragraph ledger of a framework."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import click

from ..dsl import ir
from .options import json_option


@click.command(name="sources")
@click.argument("framework_name", metavar="FRAMEWORK")
@click.option(
    "--status", default="", help="Only paragraphs treated so: modelled, partly, narrative, outside, 'not yet'."
)
@click.option(
    "--verify",
    "handbook",
    type=click.Path(path_type=Path),
    default=None,
    metavar="HANDBOOK.txt",
    help="Compare the paragraphs of this text with those that the ledger describes.",
)
@click.option("--record", is_flag=True, help="With --verify: keep the digests of the text's paragraphs in ledger.yaml.")
@json_option
def command(framework_name: str, status: str, handbook: Path | None, record: bool, as_json: bool) -> int:
    """List each paragraph of the source: its gist, how far clauses say it, and which.

    With --verify, say what became of each paragraph in the text of a handbook; leaves with 1 where it is another text.
    """
    from ..pipeline import usable

    if record and handbook is None:
        raise click.UsageError("--record goes with --verify HANDBOOK.txt, whose digests it keeps.")
    if status and handbook is not None:
        raise click.UsageError("--status lists paragraphs and does not go with --verify.")
    compiled, loaded = usable(framework_name)
    framework = compiled.framework
    if handbook is None:
        _list(framework, status, as_json)
        return 0
    from ..verifying import data, run, told

    result = run(loaded, framework, handbook, record)
    click.echo(json.dumps(data(result), indent=2, ensure_ascii=False) if as_json else told(result))
    return 0 if result.same else 1


def _list(framework: ir.Framework, status: str, as_json: bool) -> None:
    from ..dsl.citing import clauses_by_paragraph

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
                        "sha256": each.digest or None,
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
