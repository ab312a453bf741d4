"""Run the engine tests on other engines, one after another: `make test-engines`, or `python -m tests.engines.run --help`."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.engines.daemon import Daemon, DidNotStart
from tests.engines.debian import CannotPrepare, check_machine, prepare
from tests.engines.kinds import KINDS, Kind

FOLDER = "TUTOR_TEST_ENGINES"
"""Where the file systems are kept between runs, about 700 MB each."""
PROJECT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Result:
    """What the tests said of one engine."""

    engine: str
    version: str
    storage: str
    passed: int
    failed: int
    skipped: int
    seconds: float

    @property
    def is_good(self) -> bool:
        """Return whether tests ran, and all passed; a skipped one has proven nothing."""
        return self.passed > 0 and self.failed == self.skipped == 0


def main() -> int:
    """Run what the command line asks for; return the exit code."""
    options = _options()
    folder = Path(os.environ.get(FOLDER) or PROJECT / ".engines").resolve()
    chosen = [kind for kind in KINDS if not options.engine or kind.name in options.engine]
    results: list[Result] = []
    try:
        check_machine()
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends engines as Ctrl-C does
        results.extend(_test(kind, folder, options) for kind in chosen)
    except CannotPrepare as e:
        print(f"The engines cannot be set up: {e}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    finally:
        print(table(results), flush=True)
    return 0 if all(result.is_good for result in results) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    names = [kind.name for kind in KINDS]
    parser.add_argument("--engine", action="append", choices=names, help="only this one; may be repeated")
    parser.add_argument(
        "--keep", action="store_true", help="keep an engine running after its tests, until Enter"
    )
    parser.add_argument("pytest", nargs="*", help="for pytest, behind --; tests to run, for instance")
    return parser.parse_args()


def _test(kind: Kind, folder: Path, options: argparse.Namespace) -> Result:
    """Start one engine and run the tests on it."""
    root = folder / kind.suite
    prepare(root, kind.suite, _packages(kind.suite))
    daemon = Daemon(kind, root, folder / f"{kind.name}-data")
    print(f"\n=== {kind.name}: {daemon.address}, log {daemon.log}", flush=True)
    began = time.monotonic()
    try:
        with daemon as engine:
            info = engine.info()
            report = folder / f"{kind.name}.xml"
            report.unlink(missing_ok=True)
            _pytest(kind, daemon.address, folder, report, options.pytest)
            if options.keep:
                input(f"{kind.name} runs at {daemon.address}; press Enter to end it ")
    except DidNotStart as e:
        print(f"{kind.name} did not start:\n{e}", file=sys.stderr)
        return Result(kind.name, "?", "did not start", 0, 0, 0, time.monotonic() - began)
    return Result(kind.name, info.version, info.storage, *_counts(report), time.monotonic() - began)


def _packages(suite: str) -> Sequence[str]:
    """Return what all engines of one release need: they share its file system."""
    return sorted({package for kind in KINDS if kind.suite == suite for package in kind.packages})


def _pytest(kind: Kind, address: str, folder: Path, report: Path, more: Sequence[str]) -> None:
    downloads = {"TUTOR_TEST_DOWNLOADS": str(folder / "downloads")}
    environment = {**downloads, **os.environ, "TUTOR_TEST_ENGINE": address}
    marks = " and ".join(["engine", *(f"not {mark}" for mark in ("private_engine", *kind.without))])
    command = [sys.executable, "-m", "pytest", "-m", marks, "-q", f"--junitxml={report}", *more]
    subprocess.run(command, cwd=PROJECT, env=environment, stdin=subprocess.DEVNULL, check=False)


def _counts(report: Path) -> tuple[int, int, int]:
    """Return how many tests passed, failed (errors included) and were skipped; a run without a report is one failure."""
    try:
        suites = list(ElementTree.parse(report).iter("testsuite"))
    except (OSError, ElementTree.ParseError):
        return 0, 1, 0
    count = {k: sum(int(s.get(k, 0)) for s in suites) for k in ("tests", "failures", "errors", "skipped")}
    failed = count["failures"] + count["errors"]
    return count["tests"] - failed - count["skipped"], failed, count["skipped"]


def table(results: Iterable[Result]) -> str:
    """Return the results as lines."""
    rows = [("engine", "version", "storage", "passed", "failed", "skipped", "minutes")]
    rows += [
        (
            r.engine,
            r.version,
            r.storage,
            str(r.passed),
            str(r.failed),
            str(r.skipped),
            f"{r.seconds / 60:.1f}",
        )
        for r in results
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows
    )


if __name__ == "__main__":
    sys.exit(main())
