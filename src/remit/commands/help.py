"""`remit help`: a diagnostic explained."""

from __future__ import annotations

import click


@click.command(name="help")
@click.argument("code")
def command(code: str) -> None:
    """Explain the diagnostic CODE, for example E101."""
    from ..dsl.base.codes import CODES
    from ..dsl.base.diagnostics import did_you_mean
    from ..dsl.base.pages import page

    wanted = code.upper()
    if wanted not in CODES:
        near = did_you_mean(wanted, CODES) or "Give the code that stands before a message, such as E101."
        raise click.BadParameter(f"there is no diagnostic '{code}'. {near}", param_hint="CODE")
    click.echo(page(wanted), nl=False)
