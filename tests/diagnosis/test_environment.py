"""A container in which Python does not find what a stage has made: by the log, the image and its variables."""

import pytest

from tests.checks.made import file, made
from tests.diagnosis.stopped import probe
from tests.labs import a_lab
from tutor.diagnosis import diagnose
from tutor.model.course import CheckSpec
from tutor.model.outcome import Outcome, Status

TEXT = """\
FROM python AS build
ENV PATH=/venv/bin:$PATH
RUN pip install ./sums
FROM python-slim
COPY --from=build /venv /venv
CMD x
"""
COMMAND = ["shop", "--port", "80"]


def told(*log, paths=(), refused="", script="", env=("PATH=/venv/bin:/bin",), command=COMMAND, workdir="/"):
    """Return the diagnosis of a container that stopped; `paths` came with the COPY of line 5."""
    evidence = made(
        ([file(p, mode=0o755) for p in paths], 1),
        text=TEXT,
        lab=a_lab(checks=(CheckSpec("it", "starts", "It"),)),
        config={"Cmd": command, "Env": list(env), "WorkingDir": workdir},
        contents={"venv/bin/shop": script.encode()} if script else None,
    )
    evidence.probe = probe(refused, log)
    return diagnose((Outcome("it", "It", Status.FAILED, "it starts", "it stopped"),), evidence)


REFUSED = "exec /venv/bin/shop: no such file or directory"


@pytest.mark.parametrize("command", [COMMAND, ["/venv/bin/shop"], ["/bin/sh", "-c", "exec shop --port 80"]])
def test_a_script_whose_interpreter_is_not_there(command):
    found = told(REFUSED, paths=["venv/bin/shop"], script="#!/old/bin/python3\nimport x\n", command=command)
    assert (found.id, found.line) == ("interpreter-missing", 5)
    assert "`#!/old/bin/python3`" in found.see
    assert found.try_ == "Copy it to the path at which it was made, `/old`."


def test_an_interpreter_of_another_language_is_told_without_environments():
    found = told(REFUSED, paths=["venv/bin/shop"], script="#!/usr/bin/ruby\n")
    assert found.id == "interpreter-missing"
    assert "environment" not in found.text


@pytest.mark.parametrize(
    ("paths", "script"),
    [
        (["venv/bin/shop", "old/bin/python3"], "#!/old/bin/python3\n"),
        (["venv/bin/shop"], "\x7fELF"),
        (["venv/bin/shop"], "#!\n"),
        (["venv/bin/other"], "#!/old/bin/python3\n"),
    ],
)
def test_nothing_is_said_of_a_program_that_can_be_run_or_is_not_there(paths, script):
    assert told(REFUSED, paths=paths, script=script).id == "stopped"


NOT_FOUND = 'exec: "shop": executable file not found in $PATH'


def test_a_path_that_stayed_in_its_stage():
    found = told(refused=NOT_FOUND, paths=["venv/bin/shop"], env=["PATH=/bin"])
    assert (found.id, found.line) == ("env-not-carried", 6)
    assert "line 2" in found.why


def test_a_program_that_no_stage_leads_to_is_another_story():
    assert told(refused=NOT_FOUND, paths=["opt/shop"], env=["PATH=/bin"]).id == "off-the-path"


def test_a_module_in_another_folder():
    log = "ModuleNotFoundError: No module named 'shop.page'"
    found = told(log, paths=["app/shop/__init__.py"])
    assert found.id == "module-elsewhere"
    assert found.try_ == "Write `WORKDIR /app` in the last stage."


@pytest.mark.parametrize("path", ["venv/lib/python3/site-packages/sums.so", "venv/x"])
def test_a_module_that_an_earlier_stage_installs(path):
    found = told("ModuleNotFoundError: No module named 'sums'", paths=[path])
    assert (found.id, found.line) == ("module-missing", 3)
    assert "in the stage `build`" in found.why


def test_a_module_that_nobody_installs():
    found = told("ModuleNotFoundError: No module named 'sum'")
    assert (found.id, found.line) == ("module-missing", None)
