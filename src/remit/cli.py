"""The command line: finds the command, prints what went wrong, and chooses the exit code.

0 fine, 1 findings, 2 wrong usage or unreadable input, 3 internal fault. Each command stands in a file of its own and is
imported only when it is called.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import os
import sys

import click

from . import __version__
from .dsl.base.diagnostics import Refused, summary

COMMANDS = (
    "check",
    "completion",
    "conform",
    "diagram",
    "diff",
    "evaluate",
    "explain",
    "fmt",
    "frameworks",
    "help",
    "init",
    "report",
    "schema",
    "sources",
    "survey",
    "test",
    "timeline",
    "verify",
    "whatif",
)

_ASKED = "_REMIT_COMPLETE"
"""Set while a shell asks for completions."""


class Commands(click.Group):
    """Imports a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"{__package__}.commands.{cmd_name}")
        command: click.Command = module.command
        if _ASKED in os.environ:
            importlib.import_module(f"{__package__}.commands.completion").offer(command)
        return command

    def resolve_command(
        self,
        ctx: click.Context,
        args: list[str],
    ) -> tuple[str | None, click.Command | None, list[str]]:
        from .dsl.base.diagnostics import did_you_mean

        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            raise click.UsageError(
                " ".join(
                    filter(
                        None,
                        (
                            f"There is no command '{args[0]}'.",
                            did_you_mean(args[0], COMMANDS),
                            f"Commands: {', '.join(COMMANDS)}.",
                        ),
                    )
                ),
                ctx,
            )
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="remit")
def root() -> None:
    """Policy frameworks as code: which school is due what, by when, under which paragraph, and why."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    # What a command makes lives until it ends: to look through it as often as usual takes a tenth of the time.
    gc.set_threshold(200_000, 20, 50)
    # What is left at the end dies with the process: to look through it once more would take another tenth.
    atexit.register(gc.freeze)
    try:
        if _ASKED in os.environ:  # brings in what it answers the shells with
            importlib.import_module(f"{__package__}.commands.completion")
        code = root.main(args=arguments, prog_name="remit", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as exit_:
        sys.exit(exit_.exit_code)
    except click.ClickException as error:
        error.show(sys.stderr)
        sys.exit(2)
    except click.Abort:
        click.echo("stopped", err=True)
        sys.exit(2)
    except Refused as refused:
        click.echo(str(refused), err=True)
        click.echo(f"{summary(refused.diagnostics)}; `remit help CODE` explains a code", err=True)
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        click.echo("stopped", err=True)
        sys.exit(2)
    except Exception as fault:
        if os.environ.get("REMIT_DEBUG"):
            raise
        click.echo(
            f"remit has a fault of its own: {type(fault).__name__}: {fault}\n"
            "Please report it with the command you ran; REMIT_DEBUG=1 shows where it happened.",
            err=True,
        )
        sys.exit(3)
    sys.exit(code if isinstance(code, int) else 0)
