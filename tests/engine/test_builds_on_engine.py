"""Builds on a real engine through BuildKit: what runs when, what is sent, what is cached, what is left."""

import os
from hashlib import sha256

import pytest

from tests.engine.archives import unpacked
from tests.registry import TestRegistry, tiny_image
from tutor.dockerfile import parse
from tutor.engine.build_events import (
    BuildFailed,
    BuildNotice,
    ImageBuilt,
    LogLines,
    StepCached,
    StepDone,
    StepStarted,
)
from tutor.engine.buildkit import file_sync
from tutor.engine.connect import open_engine
from tutor.engine.port import BuildRequest, Cancel
from tutor.engine.raw_api import Upgraded

pytestmark = [pytest.mark.engine, pytest.mark.buildkit, pytest.mark.usefixtures("node_base")]

BASE = "node:18-alpine"
PARALLEL = f"""FROM {BASE} AS deps
RUN sleep 2 && echo {{salt}} > /deps

FROM {BASE} AS assets
RUN sleep 2 && echo {{salt}} > /assets

FROM {BASE} AS unused
RUN sleep 3 && echo {{salt}}

FROM {BASE}
COPY --from=deps /deps /
COPY --from=assets /assets /
"""


@pytest.fixture
def context(tmp_path):
    folder = tmp_path / "context"
    folder.mkdir()
    (folder / "a.txt").write_text("a")
    return folder


@pytest.fixture
def build(engine, context):
    """Build a text; return its events. What was built is removed at the end."""

    def run(text, cancel=None, **more):
        request = BuildRequest(parse(text), context, "multistage-tutor/test:builds", "test", 120, **more)
        return list(engine.build(request, cancel or Cancel()))

    yield run
    engine.remove_image("multistage-tutor/test:builds")


def salt():
    """Return a word that no cache has seen."""
    return os.urandom(8).hex()


def built(events):
    """Return the image id; the build must have ended well."""
    assert isinstance(events[-1], ImageBuilt), events[-1]
    return events[-1].image_id


def spans(events):
    """Return first line of each instruction -> (start, end) in seconds."""
    steps = {e.step.id: e for e in events if isinstance(e, StepStarted) and e.step.line}
    ends = {e.step_id: e.at for e in events if isinstance(e, StepDone | StepCached)}
    return {e.step.line: (e.at, ends[i]) for i, e in steps.items()}


def cached_lines(events):
    cached = {e.step_id for e in events if isinstance(e, StepCached)}
    return {e.step.line for e in events if isinstance(e, StepStarted) and e.step.id in cached}


def printed(events):
    return [line for e in events if isinstance(e, LogLines) for line in e.lines]


def test_stages_run_side_by_side_and_an_unused_one_never(build):
    events = build(PARALLEL.format(salt=salt()))
    built(events)
    when = spans(events)
    (a, b), (c, d) = when[2], when[5]
    assert min(b, d) - max(a, c) > 1, "the two RUNs do not overlap"
    assert 8 not in when
    assert when[11][0] >= b
    assert when[12][0] >= d


def test_a_second_build_takes_every_step_from_the_cache(build):
    text = PARALLEL.format(salt=salt())
    first, second = build(text), build(text)
    assert built(first) == built(second)
    assert cached_lines(second) == set(spans(second)) >= {2, 5, 11, 12}


def test_a_comment_in_the_dockerfile_leaves_copy_cached(build):
    text = f"FROM {BASE}\nCOPY . .\nRUN echo {salt()}\n"
    build(text)
    assert {2, 3} <= cached_lines(build(f"{text}# behind\n"))
    assert {3, 4} <= cached_lines(build(f"# a comment\n{text}"))


def test_a_secret_is_there_while_building_and_nowhere_later(build, engine, context):
    word = salt()
    text = (
        f"FROM {BASE}\nRUN --mount=type=secret,id=token"
        f" sha256sum < /run/secrets/token > /digest && cat /run/secrets/token | rev # {salt()}\n"
    )
    events = build(text, secrets={"token": word.encode()})
    image = built(events)
    assert any(word[::-1] in line for line in printed(events))
    history = str(engine._api.history(image)) + str(engine._api.inspect_image(image))
    assert word not in history
    with engine.save(image) as archive:
        content = unpacked(archive)
    assert word.encode() not in content
    assert sha256(word.encode()).hexdigest().encode() in content


def test_a_secret_that_is_missing_is_told_with_its_line(build):
    (failed,) = [
        e
        for e in build(f"FROM {BASE}\nRUN --mount=type=secret,id=token,required=true true # {salt()}\n")
        if isinstance(e, BuildFailed)
    ]
    assert failed.failure.step.line == 2
    assert "token" in failed.failure.message


def test_a_large_context_is_sent_once(build, context, monkeypatch):
    (context / "large.bin").write_bytes(os.urandom(100_000_000))
    sent = []
    write = Upgraded.write
    monkeypatch.setattr(Upgraded, "write", lambda self, data: (sent.append(len(data)), write(self, data)))
    text = f"FROM {BASE}\nCOPY . /app\n"
    built(build(text))
    assert sum(sent) > 100_000_000
    sent.clear()
    built(build(text + "ENV A=b\n"))
    assert sum(sent) < 20_000
    (context / "a.txt").write_text("changed")
    sent.clear()
    assert 2 not in cached_lines(build(text))
    assert sum(sent) < 20_000


def test_ignore_files_are_followed(build, context):
    for name in ("keep.txt", "drop.txt", "other.txt"):
        (context / name).write_text(name)
    (context / ".dockerignore").write_text("drop.txt\n")
    text = f"FROM {BASE}\nCOPY . /app\nRUN ls -A /app # {{}}\n"
    listed = printed(build(text.format(salt())))
    assert "keep.txt" in listed
    assert "drop.txt" not in listed
    listed = printed(build(text.format(salt()), ignore="*\n!other.txt\n"))
    assert "other.txt" in listed
    assert "keep.txt" not in listed


@pytest.mark.parametrize("content", ["[\n", "fine\n!\n", "x" * 70_000])
def test_a_bad_ignore_file_is_the_learners(build, content):
    failure = build(f"FROM {BASE}\nCOPY . /app\n", ignore=content)[-1].failure
    assert failure.kind == "parse", failure


def test_a_file_that_cannot_be_read_is_the_learners_to_mend(build, context, monkeypatch):
    def refuse(root, path):
        raise PermissionError(13, "Permission denied", f"{root}/{path}")

    (context / "a.txt").write_text(salt())
    monkeypatch.setattr(file_sync, "open_file", refuse)
    failure = build(f"FROM {BASE}\nCOPY . /app\n")[-1].failure
    assert failure.kind == "other", failure
    assert failure.message.endswith(
        ".txt: Permission denied. Mend its permissions, or exclude it in .dockerignore."
    )
    assert str(context) not in failure.message


def test_a_file_that_vanishes_meanwhile_does_not_end_a_build(build, context, monkeypatch):
    (context / "gone.txt").write_text(salt())
    (context / "stays.txt").write_text(salt())
    opened = file_sync.open_file

    def vanish_and_open(root, path):
        if path == "gone.txt":
            (root / path).unlink(missing_ok=True)
        return opened(root, path)

    monkeypatch.setattr(file_sync, "open_file", vanish_and_open)
    text = f"FROM {BASE}\nCOPY . /app\nRUN cat /app/stays.txt\n"
    assert (context / "stays.txt").read_text() in printed(build(text))
    (context / "gone.txt").write_text("is back")
    monkeypatch.undo()
    assert "is back" in printed(build(f"FROM {BASE}\nCOPY . /app\nRUN cat /app/gone.txt\n"))


def test_an_ignore_file_may_have_thousands_of_patterns(build, context):
    (context / ".dockerignore").write_text(
        "".join(f"folder/drop-{n:04}.txt\n" for n in range(3_000)) + "a.txt\n"
    )
    (context / "kept.txt").touch()
    listed = printed(build(f"FROM {BASE}\nCOPY . /app\nRUN ls /app # {salt()}\n"))
    assert "kept.txt" in listed
    assert "a.txt" not in listed


def test_mounts_targets_and_arguments_work(build, engine):
    text = f"""FROM {BASE} AS tools
ARG WORD
RUN --mount=type=cache,target=/cache --mount=type=bind,target=/src --mount=type=tmpfs,target=/tmp/t \\
    cat /src/a.txt && touch /cache/x /tmp/t/y && echo "$WORD" > /word # {salt()}
FROM scratch AS wanted
COPY --from=tools --chmod=600 /word /word
FROM tools
RUN false
"""
    events = build(text, target="wanted", build_arguments={"WORD": "hello"})
    with engine.save(built(events)) as archive:
        assert b"hello" in unpacked(archive)
    assert "a" in printed(events)


def test_images_of_a_registry_that_wants_a_token_are_pulled(build, engine):
    with TestRegistry({"public/tiny:1": tiny_image(salt().encode())}) as registry:
        reference = f"{registry.host}/public/tiny:1"
        try:
            built(build(f"FROM {reference}\nENV A={salt()}\n"))
            assert registry.tokens_given
        finally:
            engine.remove_image(reference)


def test_a_private_image_is_pulled_with_the_users_login_only(build, engine, tmp_path, monkeypatch):
    import base64
    import json

    image = {"secret/app:1": tiny_image(salt().encode())}
    with TestRegistry(image, private={"secret/app:1": ("ann", "pass")}) as registry:
        reference = f"{registry.host}/secret/app:1"
        monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
        try:
            refused = build(f"FROM {reference}\nENV A=1\n")[-1]
            assert isinstance(refused, BuildFailed)
            assert refused.failure.step.line == 1
            auth = base64.b64encode(b"ann:pass").decode()
            (tmp_path / "config.json").write_text(json.dumps({"auths": {registry.host: {"auth": auth}}}))
            built(build(f"FROM {reference}\nENV A=1\n"))
        finally:
            engine.remove_image(reference)


def test_an_engine_without_buildkit_builds_its_own_way_and_says_so_once(engine, context, monkeypatch):
    monkeypatch.setenv("DOCKER_BUILDKIT", "0")
    other = open_engine(engine.info().address)
    text = f"FROM {BASE} AS unused\nRUN echo {salt()}\nFROM {BASE}\nRUN echo {{}}\n"
    notices = []
    for _ in range(2):
        request = BuildRequest(
            parse(text.format(salt())), context, "multistage-tutor/test:classic", "test", 60
        )
        events = list(other.build(request, Cancel()))
        built(events)
        assert {2, 4} <= set(spans(events)), "the classic builder runs the unused stage, too"
        notices += [e.text for e in events if isinstance(e, BuildNotice)]
    engine.remove_image("multistage-tutor/test:classic")
    (notice,) = notices
    assert "classic builder" in notice
    assert "DOCKER_BUILDKIT" in notice
