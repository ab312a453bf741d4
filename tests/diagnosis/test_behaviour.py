"""An image that does not behave: its health check, its user, what it may write, and how it ends."""

from types import SimpleNamespace

import pytest

from tests.checks.made import file, folder, made
from tests.labs import a_lab
from tutor.checks.config import NO_SHELL
from tutor.diagnosis import diagnose
from tutor.model.course import CheckSpec
from tutor.model.outcome import Outcome, Status

BUILD = "FROM node:18-alpine AS build\nRUN npm run build\n"
LAST = "FROM node:18-alpine\nWORKDIR /app\n"
CURL = "HEALTHCHECK CMD curl -f http://127.0.0.1:3000/\n"
REFUSED = "wget: can't connect to remote host (127.0.0.1): Connection refused"
ALPINE = "Connecting to localhost:3000 ([::1]:3000)\nwget: can't connect to remote host: Connection refused"
"""As busybox says it on Alpine."""
ANY = ("0.0.0.0", 3000)
CHECKED = {"Healthcheck": {"Test": ["CMD-SHELL", "x"]}}


def told(kind, text, *layers, config=None, said="", listening=(ANY,), expected="it", found="it does not"):
    """Return the diagnosis of a check that failed; each of `layers` is (entries, how many instructions follow)."""
    lab = a_lab(checks=(CheckSpec("it", kind, "It"),))
    evidence = made(*layers, text=text, lab=lab, config={"WorkingDir": "/app", **(config or {})})
    evidence.probe = SimpleNamespace(
        state=SimpleNamespace(running=True), refused="", log=(), listening=listening, health_said=said
    )
    return diagnose((Outcome("it", "It", Status.FAILED, expected, found),), evidence)


def unhealthy(line, said, listening=(ANY,), paths=()):
    layer = ([file(path) for path in paths], None)
    return told("healthy", BUILD + LAST + line, layer, config=CHECKED, said=said, listening=listening)


# ---- the health check


@pytest.mark.parametrize(
    ("text", "identifier", "line"),
    [
        (BUILD + LAST, "health-check-missing", 3),
        (BUILD + LAST + CURL + "HEALTHCHECK NONE\n", "health-check-missing", 6),
        (BUILD + CURL + LAST, "health-check-elsewhere", 3),
    ],
)
def test_an_image_without_a_health_check(text, identifier, line):
    found = told("healthy", text)
    assert (found.id, found.line) == (identifier, line)


@pytest.mark.parametrize(
    ("said", "paths", "try_"),
    [
        ("/bin/sh: curl: not found", ("usr/bin/wget",), "`wget`"),
        ("/bin/sh: 1: curl: not found", (), "`node -e`"),
        (
            'OCI runtime exec failed: exec: "curl": executable file not found in $PATH: unknown',
            (),
            "`node -e`",
        ),
    ],
)
def test_a_program_that_the_image_does_not_have(said, paths, try_):
    found = unhealthy(CURL, said, paths=paths)
    assert (found.id, found.line) == ("health-check-program", 5)
    assert "`curl`" in found.see
    assert try_ in found.try_
    assert found.engine_words == said


def test_a_list_with_one_item():
    said = 'exec failed: exec: "wget -q http://127.0.0.1:3000/": stat wget -q http://127.0.0.1:3000/: no such file'
    assert (
        unhealthy('HEALTHCHECK CMD ["wget -q http://127.0.0.1:3000/"]\n', said).id
        == "health-check-one-string"
    )


@pytest.mark.parametrize(
    ("address", "said", "listening", "identifier"),
    [
        (
            "127.0.0.1:3000/health",
            "wget: server returned error: HTTP/1.1 404 Not Found",
            (ANY,),
            "health-check-page",
        ),
        ("127.0.0.1:8080/", REFUSED, (ANY,), "health-check-port"),
        ("127.0.0.1/", REFUSED, (ANY,), "health-check-port"),
        ("127.0.0.1:3000/", REFUSED, (("172.17.0.2", 3000),), "health-check-address"),
        ("localhost:3000/", REFUSED, (("172.17.0.2", 3000),), "health-check-address"),
        ("localhost:3000/", ALPINE, (ANY,), "health-check-localhost"),
        ("127.0.0.1:3000/", REFUSED, (ANY,), "healthy-failed"),
        ("localhost:3000/", REFUSED, (("::", 3000),), "healthy-failed"),
        ("shop.example:3000/", REFUSED, (("172.17.0.2", 3000),), "healthy-failed"),
        ("127.0.0.1:9090/", REFUSED, (ANY, ("127.0.0.1", 9090)), "healthy-failed"),
        ("127.0.0.1:8080/", "wget: download timed out", (ANY,), "healthy-failed"),
        ("127.0.0.1:3000/", "Error: not found", (ANY,), "healthy-failed"),
    ],
)
def test_a_question_that_nobody_answers(address, said, listening, identifier):
    found = unhealthy(f"HEALTHCHECK CMD wget -q -O /dev/null http://{address} || exit 1\n", said, listening)
    assert found.id == identifier
    assert found.line in (5, None)


# ---- the user


@pytest.mark.parametrize(
    ("text", "identifier", "line"),
    [
        (BUILD + "USER node\n" + LAST, "user-elsewhere", 3),
        (BUILD + LAST + "RUN adduser -S shop\n", "user-not-used", 5),
        (BUILD + LAST + "USER node\nUSER root\n", "user-taken-back", 6),
        (BUILD + LAST + "USER node\nUSER 0:0\n", "user-taken-back", 6),
        (BUILD + LAST, "user-missing", 3),
        (BUILD + LAST + "USER root\n", "user-root", 5),
        (BUILD + LAST + "USER 0:0\n", "user-root", 5),
        (BUILD + "USER root\n" + LAST, "user-missing", 4),
        ("FROM a AS base\nUSER root\nFROM base\nRUN x\n", "user-root", 2),
        (BUILD + LAST + "USER $APP\n", "not-root-failed", None),
    ],
)
def test_a_server_of_roots(text, identifier, line):
    found = told("not_root", text)
    assert (found.id, found.line) == (identifier, line)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        (BUILD + LAST, "below all that root has to do"),
        (BUILD + "FROM scratch\nCOPY --from=build /x /x\n", "with a number to that stage"),
        (BUILD + "FROM scratch AS base\nCOPY a /a\nFROM base\nCOPY b /b\n", "with a number to that stage"),
    ],
)
def test_an_empty_base_has_no_names_of_users(text, advice):
    found = told("not_root", text)
    assert found.id == "user-missing"
    assert advice in found.try_


def test_an_image_with_a_user_whose_process_is_roots_all_the_same_has_another_reason():
    assert told("not_root", BUILD + "USER a\n" + LAST, config={"User": "node"}).id == "not-root-failed"


# ---- what it writes on a file system that is locked

START = 'CMD ["sh", "-c", "date > .next/started"]\n'
STOPPED = "it stopped: "


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ("/bin/sh: can't create .next/started: Read-only file system", ".next/started"),
        ("sh: 1: cannot create .next/started: Read-only file system", ".next/started"),
        ("mkdir: can't create directory '/app/x': Read-only file system", "/app/x"),
        ("touch: cannot touch 'x': Read-only file system", "x"),
        ("Error: EROFS: read-only file system, open '/app/log.txt'", "/app/log.txt"),
    ],
)
def test_what_the_command_writes_is_named_with_its_line(said, path):
    found = told("read_only", BUILD + LAST + START, found=STOPPED + said)
    assert (found.id, found.line) == ("writes-at-start", 5)
    assert f"writes `{path}`" in found.see


@pytest.mark.parametrize(
    ("ending", "said"),
    [
        (START, STOPPED + "nothing was printed"),
        (START, "500 Internal Server Error"),
        ("EXPOSE 1\n", STOPPED + "touch: x: Read-only file system"),
    ],
)
def test_a_locked_container_that_says_nothing_of_it_is_not_said_to_write(ending, said):
    assert told("read_only", BUILD + LAST + ending, found=said).id == "read-only-failed"


# ---- what it may write

DENIED = "exit code 1: mkdir: can't create directory '/app/.next/cache': Permission denied"


def denied(line, *entries, user="node", found=DENIED):
    text = BUILD + LAST + line + "USER node\n"
    return told("command", text, (entries, 1), config={"User": user}, found=found)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("COPY --from=build /app/.next ./.next\n", "`USER` line does not change who owns"),
        ("RUN mkdir .next\n", "above `USER`"),
    ],
)
def test_a_folder_of_roots_is_named_with_its_line(line, why):
    found = denied(line, folder("app/.next"), file("app/.next/x"))
    assert (found.id, found.line) == ("owned-by-root", 5)
    assert "`/app/.next`" in found.see
    assert why in found.why


def test_a_path_may_be_told_from_the_working_folder():
    said = "exit code 1: touch: cannot touch 'data/x': Permission denied"
    assert denied("COPY data ./data\n", folder("app/data"), found=said).id == "owned-by-root"


@pytest.mark.parametrize(
    "other",
    [
        {"found": "exit code 1: mkdir: can't create directory '/app/.next/cache': No space left on device"},
        {"user": ""},
        {"found": "exit code 1: touch: /srv/x: Permission denied"},
    ],
)
def test_else_the_command_speaks_for_itself(other):
    assert (
        denied("COPY --from=build /app/.next ./.next\n", folder("app/.next"), **other).id == "command-failed"
    )


def test_a_folder_of_another_user_is_not_roots():
    entry = folder("app/.next")
    owned = type(entry)(entry.path, entry.kind, 0, entry.mode, "", "", 1000, 1000)
    assert denied("COPY --from=build --chown=node /app/.next ./.next\n", owned).id == "command-failed"


# ---- how it ends

SHELL = {"Cmd": ["/bin/sh", "-c", "npm run start; echo"]}


@pytest.mark.parametrize(
    ("ending", "config", "identifier", "line"),
    [
        ('CMD ["sh", "-c", "npm run start; echo"]\n', SHELL, "shell-keeps-signal", 5),
        ("CMD npm run start\n", SHELL, "shell-keeps-signal", 5),
        (
            'ENTRYPOINT ["sh", "-c", "x"]\nCMD ["a"]\n',
            {"Entrypoint": ["sh", "-c", "x"]},
            "shell-keeps-signal",
            5,
        ),
        ("STOPSIGNAL SIGUSR1\nCMD x\n", {"StopSignal": "SIGUSR1", "Cmd": ["x"]}, "stop-signal", 5),
        ("STOPSIGNAL SIGINT\nCMD x\n", {"StopSignal": "SIGINT", "Cmd": ["x"]}, "stops-in-failed", None),
        ('CMD ["x"]\n', {"Cmd": ["x"]}, "stops-in-failed", None),
    ],
)
def test_a_container_that_does_not_end(ending, config, identifier, line):
    found = told("stops_in", BUILD + LAST + ending, config=config)
    assert (found.id, found.line) == (identifier, line)


@pytest.mark.parametrize(
    ("first", "identifier"),
    [("/bin/sh -c npm run start; echo", "shell-keeps-signal"), ("npm run start", "stops-in-failed")],
)
def test_a_shell_that_has_handed_over_is_not_to_blame(first, identifier):
    said = f"it still runs after 3.0 s; its first process is `{first}`"
    assert told("stops_in", BUILD + LAST + "CMD x\n", config=SHELL, found=said).id == identifier


def test_a_shell_in_front_of_the_server():
    found = told("config", BUILD + LAST + "CMD npm run start\n", config=SHELL, expected=NO_SHELL)
    assert (found.id, found.line) == ("shell-in-front", 5)


def test_another_wish_of_the_configuration_is_not_about_the_shell():
    assert told("config", BUILD + LAST + "CMD x\n", config=SHELL, expected="port 3000").id == "config-failed"
