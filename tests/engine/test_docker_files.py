"""What an engine says of the files in a container, and what it does not say."""

import base64
import json
from contextlib import nullcontext

import pytest

from tutor.engine.docker_api import Missing
from tutor.engine.docker_files import ContainerFiles, Untold
from tutor.errors import EngineTrouble

LINK, FOLDER = 1 << 27, 1 << 31


class Response:
    def __init__(self, status_code, stat):
        self.status_code, self.ok = status_code, status_code == 200
        self.headers = {"X-Docker-Container-Path-Stat": stat}
        self.raw, self.closed = self, False

    def read(self, size):
        return b""

    def close(self):
        self.closed = True


def stat(mode=0o644, link="", size=5):
    text = json.dumps({"name": "x", "size": size, "mode": mode, "linkTarget": link})
    return Response(200, base64.b64encode(text.encode()).decode())


class Raw:
    """Answers of an engine by path; any other path is an error, as below a file."""

    def __init__(self, **answers):
        self.answers = {f"/{path.replace('__', '/')}": answer for path, answer in answers.items()}
        self.asked = []

    def stat(self, container, path):
        self.asked.append(path)
        return self.answers.get(path, Response(500, ""))

    def archive(self, container, path):
        if path not in self.answers:
            raise Missing
        return self.answers[path]

    def abort(self, response):
        response.closed = "aborted"


def files(**answers):
    return ContainerFiles(Raw(**answers), "c", nullcontext)


def test_a_path_is_told_or_is_not_there():
    found = files(a=stat(), b=stat(LINK | 0o777, "/a"), c=Response(404, "")).fact
    assert (found("a").kind, found("a").size, found("/a/").mode) == ("file", 5, 0o644)
    assert (found("b").kind, found("b").link) == ("symlink", "/a")
    assert found("c") is None


def test_what_is_below_a_file_or_a_link_to_one_is_not_there():
    found = files(
        a=stat(), b=stat(LINK, "/a"), d=stat(FOLDER), e=stat(LINK, "/gone"), gone=Response(404, "")
    ).fact
    assert found("a/x") is None
    assert found("b/x") is None
    assert found("e/x") is None
    with pytest.raises(Untold, match="500"):
        found("d/x")
    with pytest.raises(Untold):
        found("x")


@pytest.mark.parametrize("answers", [{"a": "/b/x", "b": "/a/y"}, {"a": "/a/x"}])
def test_links_that_an_engine_names_without_end_are_not_followed_without_end(answers):
    found = files(**{path: stat(LINK, link) for path, link in answers.items()})
    with pytest.raises(Untold):
        found.fact("a/z")
    assert len(found._raw.asked) < 200


def test_a_path_as_deep_as_it_likes_ends():
    with pytest.raises(Untold):
        files().fact("x/" * 5000)


@pytest.mark.parametrize(
    "header", ["", "nonsense", base64.b64encode(b"[]").decode(), base64.b64encode(b"\xff").decode()]
)
def test_an_answer_that_says_nothing_is_told(header):
    with pytest.raises(EngineTrouble, match="cannot be read"):
        files(a=Response(200, header)).fact("a")


def test_an_archive_is_closed_at_the_end_and_can_be_ended_by_another_thread():
    answer = stat()
    with files(a=answer).archive("a") as stream:
        assert stream.read() == b""
        assert not answer.closed
        stream.abort()
        assert answer.closed == "aborted"
    assert answer.closed is True
    with files().archive("gone") as stream:
        assert stream is None
