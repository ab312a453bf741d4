"""The command evidence: write down an attempt, and repeat one that somebody wrote down."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutor.cli import parts
from tutor.cli.attempts import Wishes, run_attempt
from tutor.cli.group import main
from tutor.cli.learning import EXITS
from tutor.errors import EngineTrouble, UsageProblem

if TYPE_CHECKING:
    from tutor.model.course import Lab
    from tutor.model.proof import Proof

_AS_JSON = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON; progress goes to standard error."
)


class _LabOrCommand(click.Group):
    """Takes `evidence LAB` for `evidence write LAB`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the word in that people need not write."""
        known = (*self.commands, *self.get_help_option_names(ctx))
        return super().parse_args(ctx, ["write", *args] if args and args[0] not in known else args)


@main.group(cls=_LabOrCommand)
def evidence() -> None:
    """Prove what you reached: `tutor evidence LAB` writes an evidence file, `tutor evidence verify FILE` checks one."""


@evidence.command()
@click.argument("lab")
@click.option(
    "--file",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The Dockerfile; your workspace's if left out.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The evidence file; LAB-evidence.json here if left out.",
)
@_AS_JSON
def write(lab: str, file: Path | None, output: Path | None, as_json: bool) -> None:
    """Judge your Dockerfile for LAB and write down the result, with all that is needed to repeat it.

    Exit code as of `tutor check`: the file is written for a verdict of any kind that speaks of your Dockerfile.
    """
    from tutor.report.proof_form import proof_form
    from tutor.workspace import own_ignore

    found, target = parts.find(parts.course(), lab), output or Path(f"{lab.replace('/', '-')}-evidence.json")
    if not target.absolute().parent.is_dir():
        raise UsageProblem(f"{target.parent}: there is no such folder.", "Make it, or name another file.")
    data = parts.read_file(file) if file else parts.workspace(found).read()
    ignore = own_ignore(file or parts.workspace(found).dockerfile)
    proof = _attempted(found, data, ignore, Wishes(as_json))
    if proof.status not in ("passed", "failed"):
        raise EngineTrouble(
            "There is no verdict to write down.", "See above for what was in the way; then repeat."
        )
    text = json.dumps(proof_form(proof), indent=2) + "\n"
    _save(target, text)
    click.echo(text if as_json else f"The evidence is in {target}.", nl=not as_json)
    sys.exit(EXITS[proof.status])


@evidence.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--require-passed", is_flag=True, help="End with 1 also if the confirmed verdict is a failed one."
)
@_AS_JSON
def verify(file: Path, require_passed: bool, as_json: bool) -> None:
    """Build what the evidence in FILE holds once more, and compare.

    Exit code 0: confirmed, 1: not confirmed or changed since, 2: no evidence file, 3: engine or network trouble,
    or not comparable: only sizes are judged differently, on other base images.
    """
    from tutor.model.proof import Comparison
    from tutor.plain.proof_lines import comparison_form, comparison_lines
    from tutor.report.proof_form import LIMIT, read_proof
    from tutor.safe_text import clean_line

    written = read_proof(_read(file, LIMIT + 1), clean_line(str(file), 200))
    lab = parts.find(parts.course(), written.lab)
    repeated = _attempted(lab, written.dockerfile, written.ignore, Wishes(as_json))
    if repeated.status not in ("passed", "failed"):
        raise EngineTrouble(
            "The evidence could not be checked.", "See above for what was in the way; then repeat."
        )
    sizes = frozenset(check.id for check in lab.checks if check.kind == "image_size")
    compared = Comparison(written, repeated, sizes)
    if as_json:
        click.echo(json.dumps(comparison_form(compared), indent=2))
    else:
        click.echo("\n" + "\n".join(comparison_lines(compared)))
    if not compared.comparable:
        sys.exit(EngineTrouble.exit_code)
    sys.exit(0 if compared.confirmed and (repeated.status == "passed" or not require_passed) else 1)


def _attempted(lab: Lab, data: bytes, ignore: str | None, wishes: Wishes) -> Proof:
    """Run an attempt that nobody records but the proof."""
    from tutor.engine.port import Cancel
    from tutor.report.proof_of import proof_of

    engine, trouble = parts.engine_or_trouble()
    verdict = run_attempt(lab, data, (engine, trouble), None, Cancel(), wishes, ignore)
    return proof_of(lab, data, ignore, verdict, engine.info() if engine else None, time.time())


def _read(file: Path, most: int) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(most)
    except OSError as e:
        raise UsageProblem(
            f"{file}: {e.strerror}.", "Name a file that `tutor evidence write` wrote."
        ) from None


def _save(target: Path, text: str) -> None:
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as e:
        raise UsageProblem(f"{target}: {e.strerror}.", "Name another file with --output.") from None
