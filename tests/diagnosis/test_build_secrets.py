"""A RUN that fails for the lack of a secret: asked for under another id, read elsewhere, or not handed on."""

from pathlib import Path

import pytest

from tests.checks.made import made
from tests.labs import a_lab
from tutor.diagnosis import diagnose
from tutor.engine.build_events import BuildFailure, BuildStep
from tutor.model.build_inputs import BuildInputs
from tutor.model.outcome import Outcome, Status
from tutor.model.service import Service

HEAD = "FROM a\n"
REFUSED = "npm error code E401"
GONE = "cat: can't open '/run/secrets/token': No such file or directory"
MOUNT = "--mount=type=secret"
SERVER = Service("npm", Path(), "FROM a\n", "npm.test", 8080, ("build",))


def told(text, *printed, secrets=("token",), services=(SERVER,), kind="run_failed", message="exit code: 1"):
    """Return the diagnosis of a file whose last line failed."""
    inputs = BuildInputs(secrets=dict.fromkeys(secrets, "hgt_word"))
    evidence = made(text=HEAD + text, lab=a_lab(build=inputs, services=services))
    step = BuildStep("s", "RUN", "", (HEAD + text).count("\n"))
    evidence.failure = BuildFailure(kind, message, step, 1, printed)
    return diagnose((Outcome("builds", "It builds", Status.FAILED, "an image", ""),), evidence)


@pytest.mark.parametrize(
    ("text", "printed", "identifier"),
    [
        (f"RUN {MOUNT},id=tokens cat /run/secrets/tokens\n", GONE, "secret-unknown-id"),
        (f"RUN {MOUNT},id=TOKEN npm ci\n", REFUSED, "secret-unknown-id"),
        (f"RUN {MOUNT},target=/run/secrets/tokens npm ci\n", REFUSED, "secret-unknown-id"),
        (f"RUN {MOUNT},id=token cat /run/secret/token\n", GONE.replace("secrets", "secret"), "secret-other-place"),
        (f"RUN {MOUNT},id=token,target=/t x=$(cat /run/secrets/token) npm ci\n", REFUSED, "secret-other-place"),
        (f"RUN {MOUNT},id=x,target=/t cat /t\n", "cat: can't open '/t': No such file", "secret-unknown-id"),
        (f"RUN {MOUNT},id=token test\nRUN x=$(cat /run/secrets/token) npm ci\n", REFUSED, "secret-other-run"),
        ("RUN cat /run/secrets/token\n", GONE, "secret-not-mounted"),
        ("RUN npm ci\n", REFUSED, "registry-refused"),
        ("RUN npm ci\n", "npm error 401 Unauthorized - GET http://npm.test:8080/x", "registry-refused"),
    ],
)  # fmt: skip
def test_where_the_secret_was_lost(text, printed, identifier):
    found = told(text, printed)
    assert (found.id, found.line) == (identifier, (HEAD + text).count("\n"))


def test_a_secret_that_must_be_there_and_is_not():
    found = told(f"RUN {MOUNT},id=TOKEN,required npm ci\n", kind="other", message="secret TOKEN: not found")
    assert found.id == "secret-unknown-id"
    assert found.try_ == "Write `id=token`."


@pytest.mark.parametrize(
    "text",
    [
        f"RUN {MOUNT},id=token make\n",
        f"RUN {MOUNT},id=tokens make\n",
        f"RUN {MOUNT},id=token,target=/t make /run/secrets/other\n",
        "RUN make # /run/secrets/token\n",
        "RUN --mount=type=cache,target=/x make\n",
    ],
)
def test_what_failed_for_another_reason_is_not_blamed_on_a_secret(text):
    assert told(text, "make: *** No targets.  Stop.").id == "run-failed"


def test_a_refusal_says_which_address_got_no_token():
    without, elsewhere = (
        told(f"RUN {mount}npm ci\n", REFUSED)
        for mount in ("", f"{MOUNT},id=token echo //npm.test/:_authToken; ")
    )
    assert without.why == "It is private, and this step was given no token."
    assert "`//npm.test:8080/`" in elsewhere.why


def test_a_lab_without_a_registry_or_secrets_says_nothing_of_them():
    assert told("RUN npm ci\n", REFUSED, services=()).id == "run-failed"
    assert told(f"RUN {MOUNT},id=x make\n", GONE, secrets=()).id == "run-failed"


@pytest.mark.parametrize(
    ("message", "identifier", "try_"),
    [
        (
            'dockerfile parse error line 2: unsupported mount type "secrets"',
            "mount-type-unknown",
            "`type=secret`",
        ),
        ('invalid filesystem type "Cache"', "mount-type-unknown", "`type=cache`"),
        ('unsupported mount type "volume"', "mount-type-unknown", "one of these"),
        (
            "dockerfile parse error line 2: unexpected key 'ids' in 'ids=token'",
            "mount-option-unknown",
            "letters",
        ),
    ],
)
def test_a_mount_that_the_builder_cannot_read(message, identifier, try_):
    found = told("RUN --mount=type=x,id=token npm ci\n", kind="other", message=message)
    assert (found.id, found.line, found.engine_words) == (identifier, 2, message)
    assert try_ in found.try_
