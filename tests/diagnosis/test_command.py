"""A container that was told to run the wrong thing: by the instruction that ships, not by one that looks like it."""

import pytest

from tests.diagnosis.stopped import STAGES, told

QUOTED = "['npm', 'run', 'start']"


def shell(command):
    return {"Cmd": ["/bin/sh", "-c", command]}


def test_quotes_are_wrong_in_the_line_that_ships():
    found = told(f"CMD {QUOTED}\n", "sh: [npm,: not found", config=shell(QUOTED))
    assert (found.id, found.line) == ("json-quotes", 7)


def test_quotes_of_another_stage_are_not_blamed():
    test = "[ -d .next ] && npm run start"
    text = STAGES.replace("RUN npm run build\n", f"RUN npm run build\nCMD {QUOTED}\n") + f"CMD {test}\n"
    assert told("CMD x\n", "x", config=shell(test), text=text).id == "stopped"


def test_a_command_behind_an_entrypoint_in_list_form():
    text = 'ENTRYPOINT ["npm", "start"]\nCMD ["npm", "start"]\n'
    config = {"Entrypoint": ["npm", "start"], "Cmd": ["npm", "start"]}
    assert told(text, "x", config=config).id == "entrypoint-and-command"
    assert told(text, "x", config={**config, "Cmd": []}).id == "stopped"


def test_behind_an_entrypoint_in_shell_form_a_command_does_nothing():
    config = {"Entrypoint": ["/bin/sh", "-c", "npm start"], "Cmd": ["/bin/sh", "-c", "npm start"]}
    assert told("ENTRYPOINT npm start\nCMD npm start\n", "x", config=config).id == "stopped"


@pytest.mark.parametrize(
    ("command", "builds"),
    [
        ("npm run build && npm run start", True),
        ("yarn build; yarn start", True),
        ("next build && next start", True),
        ("cd /srv/build && npm run start", False),
        ("serve build", False),
        ("node package/index.js", False),
    ],
)
def test_only_a_command_that_builds_builds_at_start(command, builds):
    assert (told(f"CMD {command}\n", "x", config=shell(command)).id == "built-at-start") is builds


def test_an_image_without_any_command_never_started():
    found = told("EXPOSE 3000\n", refused="No command specified")
    assert (found.id, found.line) == ("command-missing", 4)
    assert "nothing to start" in found.see
    assert "stopped" not in found.see
