"""`tutor stages`: the learner's file or any other as a picture, with sizes from an image, as JSON, and honest about mistakes."""

import json

import pytest
from click.testing import CliRunner

from tests.engine.archives import layer, saved
from tutor.cli import main

DOCKERFILE = (
    "FROM node:18-alpine AS build\nRUN make\n\nFROM node:18-alpine\nCOPY --from=build /app /app\nCMD x\n"
)
LAYERS = {"ADD rootfs.tar / # buildkit": 4000, "COPY /app /app # buildkit": 500}


@pytest.fixture
def tutor(tmp_path, monkeypatch):
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no-engine.sock")
    monkeypatch.setenv("COLUMNS", "60")
    return lambda *arguments: CliRunner().invoke(main, ["stages", *map(str, arguments)])


@pytest.fixture
def file(tmp_path):
    made = tmp_path / "Dockerfile"
    made.write_text(DOCKERFILE)
    return made


@pytest.fixture
def archive(tmp_path):
    contents = [layer((f"app/file-{n}", b"x" * size)) for n, size in enumerate(LAYERS.values())]
    history = [{"created_by": words} for words in LAYERS] + [{"created_by": 'CMD ["x"]', "empty_layer": True}]
    made = tmp_path / "image.tar"
    made.write_bytes(saved(contents, history)[0])
    return made


def test_a_file_is_drawn(tutor, file):
    told = tutor(file)
    assert told.exit_code == 0
    rows = told.stdout.split("\n")
    assert rows[0] == "  node:18-alpine"
    assert [row.split()[1] for row in rows if " ships " in row or "behind" in row] == ["build", "stage"]
    assert max(map(len, rows)) <= 60


def test_the_learners_own_file_for_a_lab_is_drawn(tutor, own_home):
    told = tutor("two-stages")
    assert told.exit_code == 0
    assert "RUN npm install -g next" in told.stdout
    (own_home / "work" / "two-stages" / "Dockerfile").write_text("FROM mine\n")
    assert "mine" in tutor("two-stages").stdout


def test_an_image_puts_its_sizes_beside_what_ships(tutor, file, archive):
    told = tutor(file, "--image", archive)
    assert told.exit_code == 0
    rows = {
        row.strip(" ▼┃│").split()[0]: row for row in told.stdout.split("\n") if " B" in row or "kB" in row
    }
    assert "500 B" in rows["/app"]
    assert "4.5 kB" in rows["your"]
    assert "4.0 kB" in rows["node:18-alpine"]


def test_the_json_says_what_the_picture_shows(tutor, file, archive):
    form = json.loads(tutor(file, "--json", "--image", archive).stdout)
    build, last = form["stages"]
    assert (form["json_version"], form["image_size"], form["base_size"]) == (1, 4500, 4000)
    assert (build["name"], build["role"], build["base"]["size"]) == ("build", "helps", None)
    assert (last["line"], last["role"], last["base"]["kind"]) == (4, "ships", "image")
    assert last["brings"] == [
        {
            "line": 5,
            "what": "/app",
            "from": {"kind": "stage", "name": "build", "stage": 0},
            "size": 500,
        }
    ]
    assert json.loads(tutor(file, "--json").stdout)["image_size"] is None


def test_a_broken_file_is_drawn_as_far_as_it_goes(tutor, file):
    file.write_text("FROM a AS build\nCOPPY x y\nFROM b\nCOPY --from=bild /x /y\n")
    told = tutor(file)
    assert told.exit_code == 0
    assert "? bild: /x" in told.stdout
    assert "? line 2: There is no instruction `COPPY`." in told.stdout
    assert len(json.loads(tutor(file, "--json").stdout)["notes"]) == 2


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("two-stage", "Did you mean `two-stages`?"),
        ("nowhere/Dockerfile", "nowhere/Dockerfile: No such file"),
        ("\x1b[31m", "There is no lab called"),
    ],
)
def test_what_is_neither_a_lab_nor_a_file_is_told(tutor, name, words):
    told = tutor(name)
    assert told.exit_code == 2
    assert words in told.stderr
    assert "\x1b" not in told.stderr


@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"\xff\xfeF\x00R\x00"])
def test_a_file_that_is_no_text_is_told(tutor, file, data):
    file.write_bytes(data)
    told = tutor(file)
    assert told.exit_code == 2
    assert told.stderr.startswith("tutor: The file ")


def test_an_image_that_is_not_there_is_told(tutor, file):
    told = tutor(file, "--image", "shop:1")
    assert told.exit_code == 3
    assert "Traceback" not in told.stderr
