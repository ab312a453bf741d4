"""How a secret came into the image or the log: by which line, and whether it is there to be seen."""

import pytest

from tests.checks.made import made
from tests.labs import a_lab
from tutor.diagnosis import diagnose
from tutor.model.build_inputs import BuildInputs
from tutor.model.course import CheckSpec
from tutor.model.outcome import Outcome, Status

WORD = "hgt_word"
OPTIONS = {"words": (WORD,), "name": "the registry token"}
HISTORY = "in the image's configuration or history, which `docker history` shows to everyone"
GONE = " (deleted later, but its layer still ships)"


def told(text, found=HISTORY, where="", kind="no_secret", env=()):
    lab = a_lab(
        checks=(CheckSpec("it", kind, "It", OPTIONS),), build=BuildInputs({"TOKEN": WORD}, {"token": WORD})
    )
    evidence = made(text=text, lab=lab, config={"Env": list(env)})
    return diagnose((Outcome("it", "It", Status.FAILED, "none", found, where),), evidence)


def at(text, line):
    return f"line {line}: {text.splitlines()[line - 1]}"


def test_an_argument_that_a_run_of_the_image_can_see():
    text = "FROM a AS build\nARG TOKEN\nRUN make\nFROM b\nARG OTHER\nARG TOKEN\nRUN make\nCOPY --from=build /x /x\n"
    found = told(text)
    assert (found.id, found.line) == ("secret-in-history", 6)
    assert "prints the registry token: line 6 takes it as the build argument `TOKEN`" in found.see


def test_an_argument_of_a_stage_that_the_last_one_is_from():
    found = told("FROM a AS base\nARG TOKEN\nRUN make\nFROM base\nCOPY . .\n")
    assert (found.id, found.line) == ("secret-in-base-stage", 2)
    assert "Every stage that is `FROM base` has that record." in found.why


IN_HISTORY = "it is in the history or the configuration of the stage build"


@pytest.mark.parametrize(
    ("text", "line", "stage"),
    [
        ("FROM a AS build\nARG TOKEN\nRUN make\nFROM a\nCOPY --from=build /x /x\n", 2, 1),
        (
            "FROM a AS base\nARG TOKEN\nRUN b\nFROM base AS build\nRUN c\nFROM a\nCOPY --from=build /x /x\n",
            2,
            4,
        ),
    ],
)
def test_an_argument_of_a_stage_that_stays_behind(text, line, stage):
    found = told(text, IN_HISTORY, f"line {stage}", "no_secret_in_stages")
    assert (found.id, found.line) == ("secret-in-stage-history", line)
    assert found.see.startswith("The stage `build` has the registry token in its history")


LEFT = "FROM a AS build\nRUN --mount=type=secret,id=token make\n{more}FROM a\nCOPY --from=build /x /x\n"


def test_a_file_of_a_stage_that_stays_behind():
    found = told(
        LEFT.format(more=""), "it is in /root/.npmrc of the stage build", "line 1", "no_secret_in_stages"
    )
    assert (found.id, found.line) == ("secret-left-in-stage", 2)
    assert "left the registry token in `/root/.npmrc`" in found.see


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            LEFT.format(more="RUN --mount=type=secret,id=token install\n"),
            "it is in /root/.npmrc of the stage build",
        ),
        (LEFT.format(more=""), IN_HISTORY),
        ("FROM a AS build\nARG TOKEN\nFROM a\nCOPY --from=build /x /x\n", IN_HISTORY),
    ],
)
def test_a_stage_whose_line_is_not_known_is_told_in_the_checks_own_words(text, found):
    assert told(text, found, "line 1", "no_secret_in_stages").id == "no-secret-in-stages-failed"


@pytest.mark.parametrize(
    "text", ["FROM a\nRUN make\nARG TOKEN\nLABEL token=$TOKEN\n", "FROM a\nARG OTHER\nRUN make\n"]
)
def test_an_argument_that_did_not_do_it_is_not_blamed(text):
    assert told(text).id == "no-secret-failed"


def test_a_variable_of_the_image():
    text = "FROM a\nARG TOKEN\nENV A=1 AUTH=$TOKEN\nRUN make\n"
    found = told(text, env=("PATH=/bin", f"AUTH={WORD}"))
    assert (found.id, found.line) == ("secret-in-env", 3)
    assert "in `AUTH`" in found.see
    assert told(text, env=("AUTH=",)).id == "secret-in-history"


@pytest.mark.parametrize(
    "line", [f"RUN echo {WORD} > x", f"ENV TOKEN={WORD}", f"LABEL a={WORD}", f"COPY <<EOF /x\n{WORD}\nEOF"]
)
def test_the_word_itself(line):
    found = told(f"FROM a\nRUN make\n{line}\n", env=(f"TOKEN={WORD}",))
    assert (found.id, found.line) == ("secret-written", 3)
    assert WORD not in found.text


def test_the_word_in_a_stage_that_stays_behind_is_not_what_ships():
    text = f"FROM a AS build\nRUN echo {WORD} > x\nFROM a\nCOPY --from=build /x /y\n"
    assert told(text, "in /y", at(text, 4)).id == "secret-copied"


RUN = "FROM a\nRUN --mount=type=secret,id=token make\nRUN rm /root/.npmrc\n"
COPY = "FROM a AS build\nRUN make\nFROM a\nCOPY --from=build /app /lib ./\n"


@pytest.mark.parametrize(
    ("text", "line", "gone", "identifier"),
    [
        (RUN, 2, "", "secret-left"),
        (RUN, 2, GONE, "secret-deleted-later"),
        (COPY, 4, "", "secret-copied"),
        (COPY, 4, GONE, "secret-copied"),
    ],
)
def test_a_file_of_a_layer(text, line, gone, identifier):
    found = told(text, f"in /root/.npmrc{gone}", at(text, line))
    assert (found.id, found.line) == (identifier, line)
    assert "`/root/.npmrc`" in found.see


def test_a_file_of_the_base_image_is_told_in_the_checks_own_words():
    assert told(RUN, "in /etc/x", "the base image").id == "no-secret-failed"


def test_a_step_that_prints_it():
    found = told(RUN, "the build log shows it", at(RUN, 2), kind="quiet_build")
    assert (found.id, found.line) == ("secret-printed", 2)
    assert told(RUN, "the build log shows it", kind="quiet_build").id == "quiet-build-failed"
