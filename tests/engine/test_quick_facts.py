"""What an engine tells at once is taken only as far as it is certain."""

import pytest

from tutor.engine.port import LABEL, ImageInfo
from tutor.engine.quick_facts import history_steps, path_fact, quick_facts, with_known_sizes
from tutor.model.quick_facts import PathFact

BUILDKIT = [
    {"CreatedBy": 'CMD ["npm" "run" "dev"]', "Size": 0, "Created": 9, "Comment": "buildkit.dockerfile.v0"},
    {"CreatedBy": "COPY . ./ # buildkit", "Size": 169044, "Created": 9, "Comment": "buildkit.dockerfile.v0"},
    {
        "CreatedBy": "RUN /bin/sh -c npm install # buildkit",
        "Size": 471282089,
        "Comment": "buildkit.dockerfile.v0",
    },
    {"CreatedBy": "ENV PATH=/app/node_modules/.bin:/usr/bin", "Size": 0, "Created": 7},
    {"CreatedBy": "WORKDIR /app", "Size": 0, "Comment": "buildkit.dockerfile.v0"},
    {"CreatedBy": "stand-in: Node.js", "Size": 100555991, "Created": 1},
]
"""As Docker 20.10 told it, newest first."""
CLASSIC = [
    {"CreatedBy": f"/bin/sh -c #(nop)  LABEL {LABEL}=attempt", "Size": 0},
    {"CreatedBy": '/bin/sh -c #(nop)  CMD ["sh"]', "Size": 0},
    {"CreatedBy": "/bin/sh -c #(nop) COPY dir:0a1b in /app ", "Size": 12},
    {"CreatedBy": "/bin/sh -c true", "Size": 0},
    {"CreatedBy": "/bin/sh -c #(nop) WORKDIR /app", "Size": 0},
    {"CreatedBy": "/bin/sh -c #(nop) ADD file:99 in / ", "Size": 7000000},
]
"""As the classic builder of Docker 20.10 leaves it."""


def facts(answer, count, storage="overlay2", engine_size=None):
    history = history_steps(answer)
    total = sum(step.size for step in history) if engine_size is None else engine_size
    diff_ids = tuple(f"sha256:{n}" for n in range(count))
    return quick_facts(ImageInfo("sha256:1", total, diff_ids, {}, storage=storage), history)


def told(answer, count):
    """Return (created by, size at least, instructions behind it) of each layer."""
    layers = facts(answer, count).layers
    assert [layer.diff_id for layer in layers] == [f"sha256:{n}" for n in range(count)]
    return [(layer.created_by, layer.at_least, layer.from_end) for layer in layers]


def test_layers_without_bytes_are_told_if_they_must_be_layers():
    assert told(BUILDKIT, 4) == [
        ("stand-in: Node.js", 100555991, 5),
        ("WORKDIR /app", 0, 4),
        ("RUN /bin/sh -c npm install # buildkit", 471282089, 2),
        ("COPY . ./ # buildkit", 169044, 1),
    ]


def test_steps_without_bytes_are_no_layers_if_there_are_enough_others():
    assert [by for by, _, _ in told(CLASSIC, 2)] == [
        "/bin/sh -c #(nop) ADD file:99 in /",
        "/bin/sh -c #(nop) COPY dir:0a1b in /app",
    ]


def test_what_could_be_one_or_the_other_is_left_open_and_the_rest_is_told():
    assert told(CLASSIC, 3) == [
        ("/bin/sh -c #(nop) ADD file:99 in /", 7000000, 4),
        ("", None, None),
        ("/bin/sh -c #(nop) COPY dir:0a1b in /app", 12, 1),
    ]


def test_the_tutors_own_label_does_not_count_as_an_instruction():
    assert told(CLASSIC, 4)[-1][2] == 1


@pytest.mark.parametrize("count", [0, 1, 7])
def test_a_history_that_does_not_fit_is_not_guessed(count):
    assert told(BUILDKIT, count) == [("", None, None)] * count


@pytest.mark.parametrize("answer", [None, {}, [3, "x"], [{"CreatedBy": None, "Size": "x", "Created": -1}]])
def test_an_odd_answer_is_no_error(answer):
    assert told(answer, 2) == [("", None, None)] * 2


def test_words_from_an_image_are_made_harmless():
    (step,) = history_steps([{"CreatedBy": "RUN \x1b[31mred\n", "Size": 1}])
    assert step.created_by == "RUN red"


def test_sizes_are_certain_where_no_link_can_be_missing():
    assert facts(CLASSIC, 2).size == 7000012
    assert [layer.size for layer in facts(BUILDKIT, 4).layers] == [100555991, 0, None, None]
    assert (facts(BUILDKIT, 4).size, facts(BUILDKIT, 4).at_least) == (None, 572007124)


def test_sizes_of_layers_once_read_are_put_in():
    known = {"sha256:2": 471282089 + 438, "sha256:3": 169044}
    found = with_known_sizes(facts(BUILDKIT, 4), known.get)
    assert found.size == 572007124 + 438
    assert with_known_sizes(facts(BUILDKIT, 4), {}.get) == facts(BUILDKIT, 4)


@pytest.mark.parametrize("storage", ["overlayfs", "vfs", "btrfs", "overlay", ""])
def test_other_stores_numbers_are_not_taken_for_ours(storage):
    found = facts(CLASSIC, 2, storage)
    assert (found.size, found.at_least) == (None, None)
    assert [(layer.size, layer.at_least) for layer in found.layers] == [(None, None)] * 2


def test_numbers_that_contradict_each_other_are_not_taken():
    assert facts(CLASSIC, 2, engine_size=9).at_least is None


@pytest.mark.parametrize(
    ("stat", "fact"),
    [
        ({"name": "app", "size": 4096, "mode": 2147484141, "linkTarget": ""}, PathFact("dir", 0, 0o755)),
        ({"name": "package.json", "size": 623, "mode": 420, "linkTarget": ""}, PathFact("file", 623, 0o644)),
        (
            {"size": 12, "mode": 134218239, "linkTarget": "/bin/busybox"},
            PathFact("symlink", 0, 0o777, "/bin/busybox"),
        ),
        ({"size": 5, "mode": 1 << 23 | 1 << 22 | 1 << 20 | 0o755}, PathFact("file", 5, 0o7755)),
        ({"size": 0, "mode": 1 << 26 | 1 << 21 | 0o600}, PathFact("other", 0, 0o600)),
        ({"size": "many", "mode": None}, PathFact("file", 0, 0)),
    ],
)
def test_what_stands_at_a_path_is_read_from_gos_numbers(stat, fact):
    assert path_fact(stat) == fact
