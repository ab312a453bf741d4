"""Measure start-up and overhead as ratios in one run: `make bench`."""

from __future__ import annotations

import os
import pty
import select
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests import bench_builds, bench_images

if TYPE_CHECKING:
    from tutor.engine.docker import DockerEngine
    from tutor.model.course import Lab

BARE_APP = """
from textual.app import App
from textual.widgets import Static

class Bare(App):
    def compose(self):
        yield Static("first-frame")

Bare().run()
"""
RUNS = 7


def main() -> None:
    """Print one line a measurement, with its target."""
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "TUTOR_HOME": home,
            "TERM": "xterm-256color",
            "PYTHONPYCACHEPREFIX": home,
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # learners' Pythons keep what they have compiled
        _help(environment)
        _first_frame(environment)
    _course()
    _frames()
    _typing()
    _builds()


def _course() -> None:
    from tutor.author.lint import lint_course
    from tutor.checks import known_checks
    from tutor.content import load_course
    from tutor.paths import apps_dir, labs_dir

    known = known_checks()
    labs = len(load_course(labs_dir(), apps_dir(), known).labs)
    seconds = min(_time(lambda: load_course(labs_dir(), apps_dir(), known)) for _ in range(RUNS))
    _tell("reading the course", f"{seconds:.3f} s, {labs} labs", seconds < 0.02 * labs, "< 0.02 s each")
    seconds = min(_time(lambda: lint_course(labs_dir(), apps_dir(), known)) for _ in range(3))
    _tell("linting the course", f"{seconds:.2f} s", seconds < 0.2 * labs, "< 0.2 s each")


def _help(environment: dict[str, str]) -> None:
    command = [sys.executable, "-m", "tutor", "--help"]
    bare = _median(lambda: _run([sys.executable, "-c", "pass"], environment))
    seconds = _median(lambda: _run(command, environment))
    _tell(
        "tutor --help",
        f"{seconds:.3f} s ({seconds / bare:.1f} times an empty Python)",
        seconds < 0.25,
        "< 0.25 s",
    )


def _first_frame(environment: dict[str, str]) -> None:
    bare = [sys.executable, "-c", BARE_APP]
    tutor = [sys.executable, "-m", "tutor", "learn", "two-stages"]
    pairs = [
        (_until(bare, b"first-frame", environment), _until(tutor, b"Two stages", environment))
        for _ in range(RUNS)
    ]
    ours, theirs = statistics.median(t for _, t in pairs), statistics.median(b for b, _ in pairs)
    _tell(
        "start to first frame",
        f"{ours:.2f} s, bare Textual app {theirs:.2f} s, ratio {ours / theirs:.2f}",
        ours / theirs <= 2.5,
        "at most 2.5",
    )


def _frames() -> None:
    from tests.bench_frames import measure_frame_time

    worst = measure_frame_time()
    _tell("UI under load", f"the keys wait at most {worst * 1000:.0f} ms", worst < 0.05, "< 50 ms")


def _typing() -> None:
    from tests.bench_typing import TARGET, told

    found, holds = told()
    _tell("typing with rules on", found, holds, f"slowest key < {TARGET * 1000:.0f} ms")


def _builds() -> None:
    """Measure what needs an engine."""
    from tutor.checks import known_checks
    from tutor.cli import parts
    from tutor.content import load_course
    from tutor.errors import NoEngine
    from tutor.paths import apps_dir, labs_dir

    try:
        engine = parts.engine()
    except NoEngine as e:
        print(f"builds: not measured. {e.message} {e.fix}")
        return
    course = load_course(labs_dir(), apps_dir(), known_checks())
    lab = course.find("two-stages")
    _check(engine, lab)
    _overhead(engine, lab)
    _rebuild(engine, lab)
    first = bench_builds.key_to_first_event(course, parts.engine, parts.downloads())
    _tell("key to first step", f"{first:.2f} s", first < 1, "< 1 s")
    bench_images.measure(engine, lab, _trusted(engine, lab), _tell)


def _overhead(engine: DockerEngine, lab: Lab) -> None:
    """Compare a check with the two builds that it contains, both from a warm cache."""
    plain = min(_time(lambda: _plain_builds(engine, lab)) for _ in range(3))
    ours = min(_time(lambda: _check(engine, lab)) for _ in range(3))
    _tell(
        "a check, warm cache",
        f"{ours:.1f} s, its two builds alone {plain:.1f} s, overhead {ours - plain:.1f} s",
        ours <= plain * 1.1 + 3,
        "at most 10 % + 3 s",
    )


def _rebuild(engine: DockerEngine, lab: Lab) -> None:
    """Compare a rebuild from the cache with a bare request, and a context that did not change with its first sending."""
    bases = _trusted(engine, lab)
    found = bench_builds.cached_rebuild(engine, lab, bases)
    _tell(
        "a cached rebuild",
        f"{found.ours:.2f} s, a bare POST /build {found.bare:.2f} s",
        found.ours <= found.bare * 1.15 + 0.1,
        "at most 1.15 times + 0.1 s",
    )
    first, again = bench_builds.unchanged_context(engine, next(iter(bases.values())))
    _tell(
        "an unchanged context of 100 MB",
        f"{again:.2f} s, sent at first in {first:.2f} s",
        again < 0.5,
        "< 0.5 s",
    )


def _check(engine: DockerEngine, lab: Lab) -> None:
    from tutor.attempt import Finished, attempt
    from tutor.cli import parts
    from tutor.engine.port import Cancel

    text = lab.reference.text.encode()
    events = attempt(lab, text, engine, store=None, cancel=Cancel(), downloads=parts.downloads())
    (verdict,) = [e.verdict for e in events if isinstance(e, Finished)]
    if verdict.status != "passed":
        raise SystemExit(f"the reference did not pass: {verdict}")


def _trusted(engine: DockerEngine, lab: Lab) -> dict[str, str]:
    from tutor.bases.trust import host_trust, trusted_base
    from tutor.cli import parts
    from tutor.dockerfile import parse

    return {b: trusted_base(engine, b, host_trust(), parts.downloads(), parse) for b in lab.base_images}


def _plain_builds(engine: DockerEngine, lab: Lab) -> None:
    """Build both Dockerfiles and do nothing else."""
    bases = _trusted(engine, lab)
    for text in (lab.reference.text, lab.traditional):
        bench_builds.build(engine, bench_builds.a_request(text, lab.app, bases))


def _until(command: list[str], mark: bytes, environment: dict[str, str]) -> float:
    """Return the seconds from the start of a program on a terminal of its own until it shows `mark`."""
    began = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(command[0], command, environment)
    shown = b""
    try:
        while mark not in shown:
            if not select.select([terminal], [], [], 30)[0]:
                raise SystemExit(f"{command} showed nothing: {shown[-500:]!r}")
            shown += os.read(terminal, 65536)
        return time.perf_counter() - began
    finally:
        os.kill(pid, signal.SIGKILL)
        os.close(terminal)
        os.waitpid(pid, 0)


def _run(command: list[str], environment: dict[str, str]) -> None:
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)


def _median(action: Callable[[], None]) -> float:
    return statistics.median(_time(action) for _ in range(RUNS))


def _time(action: Callable[[], None]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def _tell(what: str, found: str, holds: bool, target: str) -> None:
    print(f"{what}: {found} [{'holds' if holds else 'DOES NOT HOLD'}: {target}]", flush=True)


if __name__ == "__main__":
    main()
