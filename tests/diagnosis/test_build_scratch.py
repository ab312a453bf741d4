"""A build that takes `scratch` for more than it is."""

import pytest

from tests.checks.made import made
from tests.labs import a_lab
from tutor.diagnosis import diagnose
from tutor.engine.build_events import BuildFailure, BuildStep
from tutor.model.outcome import Outcome, Status

NO_SHELL = (
    "failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: "
    'exec: "/bin/sh": stat /bin/sh: no such file or directory: unknown'
)
CRUN = "crun: executable file `/bin/sh` not found in $PATH: No such file or directory"
RESERVED = "'scratch' is a reserved name"
STAGE = "FROM go AS build\nRUN go build\nFROM scratch\n"


def told(text, message, kind="run_failed", log=()):
    """Return the diagnosis of a build that ended at the file's last line."""
    evidence = made(text=text, lab=a_lab())
    line = len(text.splitlines())
    evidence.failure = BuildFailure(kind, message, BuildStep("s", "RUN", "", line), log_tail=tuple(log))
    return diagnose((Outcome("builds", "It builds", Status.FAILED, "an image", message),), evidence)


@pytest.mark.parametrize(("message", "log"), [(NO_SHELL, ()), ("exit code: 1", (NO_SHELL,)), (CRUN, ())])
def test_nothing_runs_where_no_shell_is(message, log):
    found = told(f"{STAGE}RUN chmod +x /server\n", message, log=log)
    assert (found.id, found.line) == ("run-without-shell", 4)
    assert "`scratch` has none" in found.why


def test_the_base_of_a_stage_below_is_named():
    assert "`tiny` has none" in told("FROM tiny AS low\nFROM low\nRUN x\n", NO_SHELL).why


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('RUN ["/tool"]', NO_SHELL),
        ("RUN go build", "exit code: 127: /bin/sh: go: not found"),
        ("RUN ./build.sh", "./build.sh: /bin/bash: no such file or directory"),
    ],
)
def test_another_failure_is_not_blamed_on_the_shell(line, message):
    assert told(f"{STAGE}{line}\n", message).id == "run-failed"


@pytest.mark.parametrize("kind", ["other", "missing_image"])
def test_scratch_has_no_tags(kind):
    found = told("FROM go AS build\nFROM scratch:latest\n", RESERVED, kind)
    assert (found.id, found.line) == ("scratch-as-image", 2)
    assert found.try_ == "Write `FROM scratch`."


@pytest.mark.parametrize("image", ["scratchpad:1", "me/scratch:1", "scratch"])
def test_an_image_of_another_name_is_one(image):
    assert told(f"FROM {image}\n", RESERVED, "missing_image").id != "scratch-as-image"
