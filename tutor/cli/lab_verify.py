"""The command lab verify: build every case of a lab, and tell whether each ends as the lab says."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutor import paths
from tutor.cli import parts
from tutor.cli.lab import lab
from tutor.errors import UsageProblem

if TYPE_CHECKING:
    from tutor.author.case import Case
    from tutor.author.lab_proof import LabProof
    from tutor.author.verify import Means, Wanted
    from tutor.model.course import Lab


@dataclass(frozen=True)
class _Output:
    """Where the proof goes."""

    as_json: bool
    junit: Path | None
    record: bool

    def say(self, line: str) -> None:
        """Print a line of progress; JSON has standard output for itself."""
        click.echo(line, err=self.as_json)


@lab.command()
@click.argument("labs", nargs=-1, metavar="[LAB|PATH]...")
@click.option("--all", "every", is_flag=True, help="All labs of the course.")
@click.option("--only", multiple=True, metavar="ID", help="Only this case; may be given several times.")
@click.option("--twice", is_flag=True, help="Run each case twice, and report those that differ.")
@click.option("--fresh", is_flag=True, help="Build all again, also what is proven and has not changed.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 32),
    help="Cases at once. Left out: one on Docker, whose builder can crash on more; on Podman by cores and memory.",
)
@click.option("--record", is_flag=True, help="Write the sizes into sizes.json in the lab's folder.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON; progress goes to standard error.")
@click.option(
    "--junit", type=click.Path(dir_okay=False, path_type=Path), help="Write JUnit XML into this file."
)
def verify(
    labs: tuple[str, ...],
    every: bool,
    only: tuple[str, ...],
    twice: bool,
    fresh: bool,
    jobs: int | None,
    record: bool,
    as_json: bool,
    junit: Path | None,
) -> None:
    """Prove a lab: its start fails, every solution passes, every mistake fails with its check, diagnosis and line.

    A case whose files, lab, tutor and engine have not changed since it was proven is not built again.

    \b
    Examples:
      tutor lab verify two-stages
      tutor lab verify ./my-lab --only copies-workdir
      tutor lab verify --all --junit labs.xml

    Exit code 0: all is proven, 1: something is not as the lab says, 2: wrong usage or a lab that cannot be read,
    3: engine, network or disk were in the way.
    """
    from tutor.author.lab_proof import exit_code
    from tutor.author.verify import Means, Wanted
    from tutor.cli.named_labs import named_labs

    output = _Output(as_json, junit, record)
    _check(output, only)
    found = named_labs(labs, every=every)
    _check_folders(found if record else ())
    cases = _cases(found, only)
    means = Means(parts.engine, paths.cache_dir())
    wanted = Wanted(jobs, twice, fresh)
    proofs = [_proven(of, chosen, means, wanted, output, whole=not only) for of, chosen in cases]
    _write(proofs, output)
    sys.exit(exit_code(proofs))


def _check(output: _Output, only: Sequence[str]) -> None:
    """Raise `UsageProblem` for wishes that cannot be met, before anything takes time."""
    if output.record and only:
        raise UsageProblem("--record needs all cases of a lab.", "Leave out --only.")
    if output.junit is not None and not output.junit.absolute().parent.is_dir():
        raise UsageProblem(
            f"{output.junit.parent}: there is no such folder.", "Make it, or name another file with --junit."
        )


def _check_folders(labs: Sequence[Lab]) -> None:
    """Raise `UsageProblem` if sizes cannot be recorded, before anything takes time."""
    for of in labs:
        if not os.access(of.folder, os.W_OK):
            raise UsageProblem(f"{of.folder} cannot be written to.", "Leave out --record, or copy the lab.")


def _cases(labs: Sequence[Lab], only: Sequence[str]) -> list[tuple[Lab, tuple[Case, ...]]]:
    """Return each lab with the cases to prove; of several labs, only those that have one of them."""
    from tutor.author.case import cases_of

    if len(labs) == 1 or not only:
        return [(of, cases_of(of, only)) for of in labs]
    known = {of.id: {name for c in cases_of(of) for name in (c.id, c.name)} for of in labs}
    for wanted in only:
        if not any(wanted in names for names in known.values()):
            raise UsageProblem(f"None of these labs has a case called `{wanted[:60]}`.")
    here = [(of, [o for o in only if o in known[of.id]]) for of in labs]
    return [(of, cases_of(of, chosen)) for of, chosen in here if chosen]


def _proven(
    of: Lab, cases: Sequence[Case], means: Means, wanted: Wanted, output: _Output, *, whole: bool
) -> LabProof:
    """Prove one lab, and print what is found of each case as it ends."""
    from tutor.author.lab_proof import lab_proof
    from tutor.author.verify import Verifier
    from tutor.author.verify_lines import finding_lines, proof_lines
    from tutor.plain.running_line import RunningLine

    output.say(f"{of.id}: {len(cases)} cases")
    findings = []
    with (
        closing(Verifier(of, means, wanted).prove(cases)) as ending,
        RunningLine(sys.stderr if output.as_json else sys.stdout) as running,
    ):
        running.show(f"     0 of {len(cases)} cases")
        for finding in ending:
            findings.append(finding)
            running.clear()
            for line in finding_lines(finding):
                output.say(line)
            running.show(f"     {len(findings)} of {len(cases)} cases")
    proof = lab_proof(of, cases, findings, whole=whole)
    for line in proof_lines(proof):
        output.say(line)
    return proof


def _write(proofs: Sequence[LabProof], output: _Output) -> None:
    """Write what was asked for: recorded sizes, JUnit XML, JSON."""
    from tutor.author.junit import junit_xml
    from tutor.author.sizes_file import record_sizes
    from tutor.author.verify_form import proofs_form
    from tutor.plain.json_form import JSON_VERSION

    for proof in proofs if output.record else ():
        if proof.is_proven:
            output.say(f"     sizes: {record_sizes(proof)}")
        else:
            output.say(f"     the sizes of {proof.lab.id} are not recorded, because not all of it is proven")
    if output.junit is not None:
        try:
            output.junit.write_text(junit_xml(proofs), encoding="utf-8")
        except OSError as e:
            raise UsageProblem(f"{output.junit}: {e.strerror}.", "Name another file with --junit.") from None
    if output.as_json:
        click.echo(json.dumps({"json_version": JSON_VERSION, **proofs_form(proofs)}, indent=2))
