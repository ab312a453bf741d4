"""What the user says about an image becomes instructions and base images; nothing here needs an engine."""

import pytest

from tests.engine.archives import layer, saved
from tests.engine.small_engine import small_engine
from tutor.cli import looking
from tutor.cli.looking import LookOptions
from tutor.dockerfile import parse
from tutor.engine.port import ImageInfo
from tutor.errors import EngineTrouble, UsageProblem


@pytest.mark.parametrize(
    ("text", "words"), [("FRM a\n", "line 1: "), ("ARG a\n", "FROM"), ("FROM a\nCOPYY b c\n", "line 2: ")]
)
def test_a_file_that_no_image_was_built_from_is_refused(tmp_path, text, words):
    file = tmp_path / "Dockerfile"
    file.write_text(text)
    with pytest.raises(UsageProblem) as told:
        looking._parsed(file)
    assert words in told.value.message


class AnEngine:
    """Knows one image; what it was asked for can be looked up."""

    def __init__(self, trouble=None):
        self.asked, self.trouble = [], trouble

    def image(self, name):
        self.asked.append(name)
        if self.trouble:
            raise self.trouble
        return ImageInfo("sha256:1", 1, ("sha256:a",), {}) if name == "node:20" else None


def test_the_images_that_a_dockerfile_starts_from_are_asked_for(monkeypatch):
    engine = AnEngine()
    monkeypatch.setattr(looking.parts, "engine", lambda: engine)
    text = parse(
        "ARG V\nARG W=20\nFROM alpine:$V AS a\nFROM node:$W AS b\nFROM scratch\nCOPY --from=b /a /\nFROM b\n"
    )
    assert list(looking._likely_bases(text)) == [("sha256:a",)]
    assert engine.asked[0] == "node:20"
    assert not [name for name in engine.asked if "$" in name or name == "scratch"]


def test_an_engine_that_is_lost_meanwhile_is_done_without(monkeypatch, tmp_path):
    engine = AnEngine(EngineTrouble("The engine went away."))
    monkeypatch.setattr(looking.parts, "engine", lambda: engine)
    monkeypatch.setattr(looking.parts, "engine_or_trouble", lambda: (engine, ""))
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path))
    archive = tmp_path / "image.tar"
    archive.write_bytes(saved([layer(("app/server.js", b"serve()"))], [{"created_by": "COPY . /app"}])[0])
    assert looking.look(str(archive), LookOptions()).size == 7
    assert len(engine.asked) == 1


def test_what_can_be_no_name_of_an_image_is_not_there(monkeypatch, tmp_path):
    with small_engine(tmp_path) as (server, engine):
        server.answers["GET /images/*"] = {"message": "invalid reference format"}
        assert engine.image("MyImage.tar") is None
        monkeypatch.setattr(looking.parts, "engine_or_trouble", lambda: (engine, ""))
        with pytest.raises(UsageProblem, match=r"no file and no local image called MyImage\.tar"):
            looking.look("MyImage.tar", LookOptions())
        server.answers["GET /images/*"] = {"message": "the disk is on fire"}
        with pytest.raises(EngineTrouble, match="the disk is on fire"):
            engine.image("MyImage.tar")


def test_without_an_engine_no_base_image_is_known(monkeypatch, tmp_path):
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no-engine.sock")
    assert list(looking._likely_bases(None)) == []
