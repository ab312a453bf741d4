"""The command `tutor` itself: problems told in plain sentences, signals that end it cleanly."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

import click

from tutor import __version__
from tutor.errors import TutorError


class _Commands(click.Group):
    """A group that tells every problem in plain sentences, and never with a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TutorError as e:
            click.echo(f"tutor: {e.message}", err=True)
            if e.fix:
                click.echo(f"       {e.fix}", err=True)
            ctx.exit(e.exit_code)
        except KeyboardInterrupt:
            click.echo("\ntutor: stopped", err=True)
            ctx.exit(130)
        except BrokenPipeError:  # the reader of our output went away: nothing to tell, nobody to tell it to
            sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - the interpreter flushes it at exit
            ctx.exit(141)
        except OSError as e:
            click.echo(f"tutor: {e.strerror or e}: {e.filename or ''}", err=True)
            click.echo("       Check free space and permissions there, then repeat.", err=True)
            ctx.exit(3)


@click.group(
    cls=_Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="tutor")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Learn Docker multi-stage builds with real builds.

    Without a command, the app opens on the course.
    """
    if sys.stdin is None:  # closed by the caller; nobody can be asked then
        sys.stdin = Path(os.devnull).open()  # noqa: SIM115 - as long as the program
    _end_on_signals()
    if ctx.invoked_subcommand is None:
        from tutor.cli.app import open_app

        open_app(None)


def _end_on_signals() -> None:
    """Let a terminate or hang-up signal end the program the way Ctrl-C does, so that containers are removed."""

    def stop(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)
