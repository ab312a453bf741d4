"""A container that did not find what it needs: each rule speaks only of what the log and the image show."""

import pytest

from tests.diagnosis.stopped import told

ENTRY = {"Entrypoint": ["docker-entrypoint.sh"]}
BIN = "app/node_modules/.bin/next"
NO_MODULE = "Error: Cannot find module '/app/next'"
NO_MANIFEST = "npm error enoent Could not read package.json: Error: ENOENT: no such file or directory"
ELSEWHERE = ("srv/package.json", "srv/.next/BUILD_ID")


def exec_next(log=NO_MODULE, paths=(BIN,), text=None):
    return told(
        'CMD ["next","start"]\n', log, paths=paths, config={**ENTRY, "Cmd": ["next", "start"]}, text=text
    )


def test_a_program_of_the_packages_in_exec_form_is_found_nowhere():
    found = exec_next()
    assert (found.id, found.line) == ("off-the-path", 7)
    assert "`next`" in found.see


def test_a_path_that_is_not_there_is_told_with_the_place_of_the_program():
    text = 'FROM a AS build\nENV PATH=/app/node_modules/.bin:$PATH\nFROM a\nCOPY --from=build /app .\nCMD ["./next","start"]\n'
    config = {**ENTRY, "Cmd": ["./next", "start"]}
    found = told('CMD ["./next","start"]\n', NO_MODULE, paths=(BIN,), config=config, text=text)
    assert (found.id, found.line) == ("wrong-program-path", 5)
    assert "there is no `/app/next` in the image" in found.see
    assert "`/app/node_modules/.bin`" in found.try_


def test_a_path_that_is_there_or_of_a_program_that_no_package_has_is_not_blamed():
    config = {**ENTRY, "Cmd": ["./next", "start"]}
    for paths in (("app/next", BIN), ("app/other",)):
        found = told('CMD ["./next","start"]\n', NO_MODULE, paths=paths, config=config)
        assert found.id not in ("wrong-program-path", "env-not-carried", "off-the-path")


def test_an_env_path_that_stayed_behind_is_named_instead():
    text = 'FROM a AS build\nENV PATH=/app/node_modules/.bin:$PATH\nFROM a\nCOPY --from=build /app .\nCMD ["next","start"]\n'
    found = exec_next(text=text)
    assert (found.id, found.line) == ("env-not-carried", 5)


@pytest.mark.parametrize(
    ("log", "paths", "identifier"),
    [
        (NO_MODULE, ("app/x",), "stopped"),
        ("Error: Cannot find module '/srv/next'", (BIN,), "stopped"),
        ("Error: Cannot find module 'next'", (BIN,), "package-missing"),
    ],
)
def test_else_nothing_is_said_of_it(log, paths, identifier):
    assert exec_next(log, paths).id == identifier


NO_SERVER = 'exec: "server": executable file not found in $PATH'


def scratch_with(path, mode=0o755, env=(), log=NO_SERVER):
    text = 'FROM go AS build\nFROM scratch\nCOPY --from=build /out/server /server\nCMD ["server"]\n'
    config = {"Cmd": ["server"], "Env": list(env), "WorkingDir": ""}
    return told("x\n", text=text, refused=log, paths=(path,), modes=mode, config=config)


def test_a_program_in_a_folder_that_is_not_searched_is_named_with_its_path():
    found = scratch_with("server")
    assert (found.id, found.line) == ("off-the-path", 4)
    assert "as `/server`" in found.why


@pytest.mark.parametrize(
    ("path", "mode", "env"),
    [
        ("other", 0o755, ()),
        ("server", 0o644, ()),
        ("usr/bin/server", 0o755, ()),
        ("srv/server", 0o755, ("PATH=/srv",)),
    ],
)
def test_else_it_is_not_said_to_lie_elsewhere(path, mode, env):
    assert scratch_with(path, mode, env).id == "empty-base"


def test_what_npm_starts_is_not_off_the_path():
    config = {**ENTRY, "Cmd": ["npm", "start"]}
    assert told('CMD ["npm","start"]\n', "sh: next: not found", paths=(BIN,), config=config).id == "stopped"


def test_another_folder_is_to_blame_only_if_npm_did_not_find_its_manifest():
    config = {**ENTRY, "Cmd": ["npm", "start"]}
    found = told("CMD npm start\n", NO_MANIFEST, paths=ELSEWHERE, config=config)
    assert (found.id, found.line) == ("other-workdir", 5)
    assert "starts in `/app`, and the app lies in `/srv`" in found.see
    assert told("CMD npm start\n", "sh: next: not found", paths=ELSEWHERE, config=config).id == "stopped"


@pytest.mark.parametrize(
    "command", ["npm --prefix /opt start", "cd /opt && npm start", "cd ../opt && npm start"]
)
def test_a_command_may_go_to_a_folder_of_its_own(command):
    found = told(f"CMD {command}\n", NO_MANIFEST, paths=ELSEWHERE, config={"Cmd": ["sh", "-c", command]})
    assert (found.id, found.line) == ("other-workdir", 7)
    assert "starts in `/opt`" in found.see


@pytest.mark.parametrize(
    ("command", "identifier", "missing"),
    [
        ("npm run start", "missing-runtime-files", "`package.json`, `node_modules`"),
        ("next start", "missing-runtime-files", "/app: `node_modules`"),
        ("node server.js", "stopped", ""),
    ],
)
def test_files_that_npm_needs_are_missed_only_by_npm(tmp_path, command, identifier, missing):
    (tmp_path / "next.config.mjs").touch()
    config = {"Cmd": command.split()}
    found = told(f"CMD {command}\n", "Error: x", paths=("app/.next/BUILD_ID",), config=config, app=tmp_path)
    assert (found.id, found.line) == (identifier, 7)
    assert missing in found.try_


def test_a_program_of_a_folder_whose_contents_were_spilled_is_not_to_be_started_there():
    text = "FROM a AS build\nFROM a\nWORKDIR /app\nCOPY --from=build /app/.next /app/node_modules ./\nCMD npm run start\n"
    paths = ("app/BUILD_ID", "app/package.json", "app/next/dist/bin/next")
    found = told("x\n", "sh: next: not found", text=text, paths=paths, modes=0o755)
    assert (found.id, found.line) == ("directory-contents", 4)
    alone = told("x\n", "sh: next: not found", text=text, paths=paths[1:], modes=0o755)
    assert (alone.id, alone.line) == ("off-the-path", 5)


def path_of(setting, value, program="docker-entrypoint.sh", place="usr/local/bin/docker-entrypoint.sh"):
    text = f'FROM a AS build\nFROM a\nCOPY --from=build /app .\n{setting}\nCMD ["next","start"]\n'
    config = {**ENTRY, "Cmd": ["next", "start"], "Env": [f"PATH={value}"]}
    refused = f'exec: "{program}": executable file not found in $PATH'
    return told("x\n", text=text, refused=refused, paths=(place, BIN), modes=0o755, config=config)


@pytest.mark.parametrize("setting", ["ENV PATH=/app/node_modules/.bin", "ENV A=b PATH=/app", "ENV PATH /app"])
def test_a_path_that_lost_the_folders_of_the_system_is_named_with_its_line(setting):
    found = path_of(setting, "/app/node_modules/.bin")
    assert (found.id, found.line) == ("path-replaced", 4)
    assert "`docker-entrypoint.sh` is not found" in found.see
    assert "`:$PATH`" in found.try_


@pytest.mark.parametrize(
    ("setting", "value", "place"),
    [
        ("ENV PATH=/app:$PATH", "/app:/usr/local/bin:/bin", "usr/local/bin/docker-entrypoint.sh"),
        ("ENV MYPATH=/app", "/app", "usr/local/bin/docker-entrypoint.sh"),
        ("ENV PATH=/app", "/app", "srv/docker-entrypoint.sh"),
    ],
)
def test_a_path_that_is_whole_or_not_the_reason_is_not_blamed(setting, value, place):
    assert path_of(setting, value, place=place).id != "path-replaced"
