"""Which stage takes what from which."""

import pytest

from tutor.dockerfile import (
    ancestry,
    closest_stage,
    copy_sources,
    parse,
    shipped_instructions,
    stage_graph,
    used_stages,
)

FILE = """\
FROM a AS base
FROM base AS Deps
RUN --mount=type=cache,target=/c --mount=type=bind,from=base,target=/b make
FROM base AS build
COPY --from=deps /x /y
ADD --chown=a:b z /z
FROM c AS test
COPY --from=2 /x /y
FROM base
COPY --from=BUILD /x /y
COPY --from=nginx:1 /x /y
COPY --from=build-tools /x /y
COPY --from=9 /x /y
COPY a b
"""


def test_copy_sources():
    found = [(s.in_stage, s.reference, s.stage) for s in copy_sources(parse(FILE))]
    assert found == [
        (1, "base", 0),
        (2, "deps", 1),
        (3, "2", 2),
        (4, "BUILD", 2),
        (4, "nginx:1", None),
        (4, "build-tools", None),
        (4, "9", None),
    ]


def test_only_earlier_stages_count():
    text = "FROM a AS x\nCOPY --from=y /b /c\nCOPY --from=1 /b /c\nCOPY --from=x /b /c\nFROM d AS y\n"
    assert [s.stage for s in copy_sources(parse(text))] == [None, None, None]


def test_a_mount_knows_no_numbers():
    text = "FROM a\nFROM b\nRUN --mount=from=0,target=/c d\n"
    assert [s.stage for s in copy_sources(parse(text))] == [None]


def test_onbuild_takes_nothing_now():
    assert copy_sources(parse("FROM a AS x\nFROM b\nONBUILD COPY --from=x /c /d\n")) == ()


@pytest.mark.parametrize(("index", "chain"), [(0, (0,)), (1, (1, 0)), (3, (3,)), (4, (4, 0))])
def test_ancestry(index, chain):
    assert ancestry(parse(FILE), index) == chain


def test_used_stages():
    dockerfile = parse(FILE)
    assert used_stages(dockerfile) == {0, 1, 2, 4}
    assert used_stages(dockerfile, 3) == {0, 1, 2, 3}
    assert used_stages(dockerfile, 0) == {0}
    assert used_stages(parse("")) == frozenset()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("builder", "build"),
        ("BUILD", "build"),
        ("bulid", "build"),
        ("dep", "Deps"),
        ("tset", "test"),
        ("nginx", None),
        ("b", None),
        ("", None),
    ],
)
def test_closest_stage(written, meant):
    stage = closest_stage(parse(FILE), written)
    assert (stage.name if stage else None) == meant


def test_no_closest_stage_without_names():
    assert closest_stage(parse("FROM a\nFROM b\n"), "build") is None


def skipped(text, target=""):
    return {node.index: node.skipped for node in stage_graph(parse(text), target).stages if node.skipped}


def test_the_graph_tells_what_each_stage_needs():
    nodes = stage_graph(parse(FILE)).stages
    assert [(n.index, n.label, n.line, n.needs) for n in nodes] == [
        (0, "base", 1, ()),
        (1, "Deps", 2, (0,)),
        (2, "build", 4, (0, 1)),
        (3, "test", 7, (2,)),
        (4, "stage 4", 9, (0, 2)),
    ]
    assert stage_graph(parse("")).stages == ()


@pytest.mark.parametrize(
    ("target", "reasons"),
    [
        ("", {3: "nothing takes files from it"}),
        ("nonsense", {3: "nothing takes files from it"}),
        ("TEST", {4: "comes behind the target"}),
        ("1", {2: "comes behind the target", 3: "comes behind the target", 4: "comes behind the target"}),
        ("9" * 5000, {3: "nothing takes files from it"}),
    ],
)
def test_the_graph_tells_why_a_stage_is_left_out(target, reasons):
    assert skipped(FILE, target) == reasons


def test_a_stage_that_only_a_skipped_one_needs_says_so():
    text = "FROM a AS x\nFROM x AS y\nFROM b\n"
    assert skipped(text) == {0: "only skipped stages need it", 1: "nothing takes files from it"}


def test_the_shipped_instructions_are_those_of_the_last_stage_and_what_it_stands_on():
    text = "FROM a AS base\nWORKDIR /app\nFROM base AS build\nCOPY . .\nFROM base\nCOPY --from=build /x /x\n"
    shipped = shipped_instructions(parse(text))
    assert [(i.span.line, i.keyword) for i in shipped] == [(2, "WORKDIR"), (6, "COPY")]
