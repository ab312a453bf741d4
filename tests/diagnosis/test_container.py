"""A container that does not serve: the line that the engine's words, the sockets or the answers point to."""

import pytest

from tests.diagnosis.stopped import told

EXEC = 'runc create failed: exec: "./start.sh": '


@pytest.mark.parametrize(
    ("said", "ending", "line", "words"),
    [
        (EXEC + "no such file", 'ENTRYPOINT ["./start.sh"]\nCMD ["x"]\n', 7, "`ENTRYPOINT`"),
        (EXEC + "no such file", 'CMD ["./start.sh"]\n', 7, "`CMD`"),
        (EXEC + "permission denied", 'CMD ["./start.sh"]\nEXPOSE 1\n', 7, "COPY --chmod=755"),
        ("unable to find group x: no matching entries", 'USER node:x\nCMD ["x"]\n', 7, "`USER`"),
        (EXEC + "no such file", "EXPOSE 1\n", None, "engine says"),
    ],
)
def test_a_refusal_names_its_line(said, ending, line, words):
    found = told(ending, refused=said, config={"Cmd": ["./start.sh"]}, paths=("app/start.sh",))
    assert (found.id, found.line) == ("not-started", line)
    assert words in found.try_


@pytest.mark.parametrize(("command", "line"), [("npm start", 7), ("next start -p 8080", 8)])
def test_another_port_is_set_by_env_or_by_the_command(command, line):
    ending = f"ENV PORT=8080\nCMD {command}\n"
    sockets = (("0.0.0.0", 8080),)
    found = told(ending, running=True, kind="http", listening=sockets, config={"Cmd": command.split()})
    assert (found.id, found.line) == ("other-port", line)


@pytest.mark.parametrize("setting", ["ADDR=:8080", "ADDR=0.0.0.0:8080", 'ADDR=":8080"'])
def test_another_port_may_be_set_as_a_part_of_an_address(setting):
    sockets = (("0.0.0.0", 8080),)
    found = told(
        f"ENV {setting}\nCMD x\n", running=True, kind="http", listening=sockets, config={"Cmd": ["x"]}
    )
    assert (found.id, found.line) == ("other-port", 7)


@pytest.mark.parametrize("answer", ["302", "404", "no answer (nothing within 20 s)"])
def test_an_odd_answer_comes_with_why_and_the_last_words_of_the_container(answer):
    found = told("CMD x\n", "hello", running=True, kind="http", where="/", found=answer)
    assert (found.id, found.engine_words) == ("http-failed", "hello")
    assert found.why
    assert found.try_


@pytest.mark.parametrize(
    ("command", "line", "try_"),
    [("node server.js", 7, "`0.0.0.0` in line 7"), ("next start -H 127.0.0.1", 8, "`-H 127.0.0.1`")],
)
def test_the_loopback_address_is_set_by_env_or_by_the_command(command, line, try_):
    found = told(
        f"ENV HOSTNAME=localhost\nCMD {command}\n",
        running=True,
        kind="http",
        listening=(("127.0.0.1", 3000),),
        config={"Cmd": command.split()},
    )
    assert (found.id, found.line) == ("listens-on-loopback", line)
    assert try_ in found.try_
