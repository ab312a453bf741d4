"""The evidence of an attempt in lines: what each phase looked at, harmless and bounded."""

from types import SimpleNamespace

from tests.checks.test_contents import TEXT, evidence, source
from tests.checks.test_contents import lab as lab
from tutor.checks.evidence import Evidence
from tutor.checks.looked_at import looked_at
from tutor.checks.probe import Answer
from tutor.dockerfile import parse
from tutor.engine.build_events import BuildFailure, BuildStep
from tutor.engine.port import ContainerState, ImageInfo
from tutor.errors import FileProblem
from tutor.model.outcome import Sizes


def a_probe(**fields):
    usual = {
        "refused": "",
        "state": ContainerState(running=False, exit_code=1),
        "seconds": 2.14,
        "listening": (("127.0.0.1", 3000),),
        "answers": (
            Answer("/", 404, "x" * 1200, "text/html"),
            Answer("/a", 0, error="ConnectionRefusedError"),
        ),
        "log": tuple(f"line {n}" for n in range(100)),
        "health_said": "",
    }
    return SimpleNamespace(**{**usual, **fields})


def test_an_attempt_that_knows_nothing_has_nothing_to_tell(lab):
    assert set(looked_at(Evidence(lab)).values()) == {()}


def test_the_text_its_stages_and_its_errors(lab):
    told = looked_at(Evidence(lab, dockerfile=parse("FROM a AS b\nFORM c\n")))["text"]
    assert told[0] == "2 lines, 1 stages: b"
    assert told[1].startswith("line 2: ")
    problem = FileProblem("binary", "This is not text.", "Write text.")
    assert "This is not text." in looked_at(Evidence(lab, file_problem=problem))["text"][0]


def test_a_failed_build_with_its_line_and_the_end_of_its_words(lab):
    step = BuildStep("1", "RUN make", "build", 2)
    words = "\n".join(f"word {n}" for n in range(50)) + "\n\x1b[31mexit 2"
    failure = BuildFailure("run_failed", words, step, 2, seconds=1.0)
    told = looked_at(Evidence(lab, failure=failure))["build"]
    assert told[0] == "run_failed at line 2: RUN make"
    assert told[-1] == "| exit 2"
    assert len(told) == 16


def test_an_image_layer_by_layer_with_the_line_that_brought_each(lab):
    found = evidence(lab, ([source("bin/node")], None), ([source("app/page.tsx")], 2), ([], 1))
    found.info = ImageInfo("sha256:0", 5, (), {"WorkingDir": "/app", "Cmd": ["x"]})
    told = looked_at(found)["image"]
    assert told[0] == "image sha256:0"
    assert told[1].startswith("3 layers, ")
    assert told[2].endswith(", the base image")
    assert told[3].endswith("line 5: COPY --from=build /app .")


def test_a_container_with_its_command_end_answers_and_log(lab):
    found = evidence(lab)
    found.info = ImageInfo("sha256:0", 5, (), {"WorkingDir": "/app", "Cmd": ["npm", "start"]})
    found.probe = a_probe()
    told = looked_at(found)["container"]
    assert told[:5] == (
        "command: npm start; working directory: /app",
        "ended with exit code 1 after 2.1 s",
        "listens on: 127.0.0.1:3000",
        "GET /: 404, text/html, 1,200 characters",
        "GET /a: no answer (nobody listens there), 0 characters",
    )
    assert told[-1] == "| line 99"
    assert len(told) == 20
    found.probe = a_probe(refused="exec: not found", answers=(), listening=None, log=())
    assert looked_at(found)["container"][1] == "not started: exec: not found"


def test_sizes_in_bytes(lab):
    told = looked_at(Evidence(lab, sizes=Sizes(800, 400, 480, 410)))["size"]
    assert told == (
        *("traditional: 800 bytes", "yours: 400 bytes", "at most: 480 bytes"),
        "as the engine reports yours: 410 bytes",
    )


def test_lines_are_harmless_and_bounded(lab):
    text = TEXT.replace("build", "b\x1b[31m" + "x" * 5000)
    told = looked_at(Evidence(lab, dockerfile=parse(text)))["text"]
    assert all(len(line) <= 300 and "\x1b" not in line for line in told)


def test_what_a_health_check_said_last(lab):
    told = looked_at(Evidence(lab, probe=a_probe(health_said="wget: \x1b[31mrefused")))["container"]
    assert any(line.startswith("its health check said last: wget: ") and "\x1b" not in line for line in told)
