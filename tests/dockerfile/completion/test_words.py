"""Instructions, flags, stages, images and variables at the cursor."""

import pytest

from tests.dockerfile.completion.cursors import BUILD, accepted, at, offered

OFFERED = [
    ("|", ["FROM ", "ARG "]),
    ("FROM x\nW|", ["WORKDIR "]),
    ("FROM x\nw|", ["workdir "]),
    ("FROM x\nE|", ["ENV ", "EXPOSE ", "ENTRYPOINT "]),
    ("FROM x\nONBUILD c|", ["copy ", "cmd "]),
    ("FROM |", ["node:18-alpine"]),
    ("FROM n|\nRUN a\n", ["node:18-alpine"]),
    (BUILD + "FROM |", ["node:18-alpine", "build"]),
    (BUILD + "FROM nginx:1 AS b2\nFROM |", ["node:18-alpine", "nginx:1", "b2", "build"]),
    (BUILD + "FROM B|", ["build"]),
    ("FROM node:18-alpine |", ["AS "]),
    ("from node:18-alpine |", ["as "]),
    ("FROM --platform=|", ["$BUILDPLATFORM ", "$TARGETPLATFORM ", "linux/amd64 ", "linux/arm64 "]),
    ("FROM x\nCOPY --l|", ["--link "]),
    ("FROM x\nCOPY --link --ch|", ["--chown=", "--chmod="]),
    ("FROM x\nCOPY --from=a --f|", None),
    ("FROM x\nRUN --mount=type=cache,target=/c --m|", ["--mount="]),
    (BUILD + "FROM y\nCOPY --from=|", ["build"]),
    (BUILD + "FROM y AS Other\nFROM z\nCOPY --from=|", ["Other", "build"]),
    (BUILD + "FROM y AS Other\nFROM z\nCOPY --from=o|", ["Other"]),
    (BUILD + "FROM y\nFROM z\nCOPY --from=|", ["1", "build"]),
    (BUILD + "COPY --from=|\nFROM y AS later\n", None),
    (BUILD + "FROM y AS own\nCOPY --from=|\nFROM z AS later\n", ["build"]),
    (BUILD + "FROM y\nRUN --mount=type=bind,from=|", ["build"]),
    (BUILD + "FROM y\nFROM z\nRUN --mount=type=bind,from=|", ["build"]),
    ("FROM x\nRUN --mount=|", ["type=cache", "type=bind", "type=secret", "type=ssh", "type=tmpfs"]),
    ("FROM x\nRUN --mount=type=secret,|", ["id=", "target=", "env=", "required"]),
    ("FROM x\nRUN --mount=type=secret,id=a,t|", ["target="]),
    ("ARG V=1\nFROM node:$|", ["$V"]),
    ("ARG V=1\nFROM node:${|", ["${V}"]),
    ("FROM x AS a\nENV HERE=1\nFROM a\nARG THERE\nRUN echo $|\nENV LATER=1\n", ["$THERE", "$HERE"]),
    (BUILD + "FROM y\nWORKDIR |", ["/app"]),
    ("FROM x\n# FR|", None),
    ("FROM x\nRUN <<EOF\nFR|\nEOF\n", None),
    ("FROM x\nRUN a|", None),
    ("FROM x\nRUN a \\\n  --m|", None),
    ("FROM x\nRUN \\\n  --mo|", ["--mount="]),
    ("FROM x\nFOO |", None),
]


@pytest.mark.parametrize(("marked", "expected"), OFFERED)
def test_what_is_offered(marked, expected):
    assert offered(marked) == expected


@pytest.mark.parametrize(
    ("marked", "choice", "text"),
    [
        ("FROM x\nru|", "run ", "FROM x\nrun "),
        ("FROM x\n  CO|\nRUN a\n", "COPY ", "FROM x\n  COPY \nRUN a\n"),
        (BUILD + "FROM y\nCOPY --from=b| /a /b\n", "build", BUILD + "FROM y\nCOPY --from=build /a /b\n"),
        (
            BUILD + "FROM y\nRUN --mount=type=bind,from=bu|",
            "build",
            BUILD + "FROM y\nRUN --mount=type=bind,from=build",
        ),
        ("ARG V=1\nFROM node:${|", "${V}", "ARG V=1\nFROM node:${V}"),
    ],
)
def test_what_stands_there_afterwards(marked, choice, text):
    assert accepted(marked, choice) == text


@pytest.mark.parametrize(
    "marked",
    [
        "FROM x\n|",
        "FROM x\nCO|PY a b\n",
        "FROM node:18-alpine|\n",
        BUILD + "FROM y\nCOPY --from=build|",
        "FROM x AS |",
    ],
)
def test_unasked_nothing_is_offered_where_it_would_be_in_the_way(marked):
    assert offered(marked, asked=False) is None


def test_an_instruction_in_full_is_offered_no_more():
    assert offered("FROM x\nRUN|", asked=False) is None


def test_notes_say_where_a_stage_is():
    assert at(BUILD + "FROM y\nCOPY --from=|").candidates[0].note == "line 1"


@pytest.mark.parametrize(("line", "column"), [(0, 0), (9, 0), (1, 99), (2, 5)])
def test_a_cursor_outside_of_the_text_is_no_fault(line, column):
    from tests.dockerfile.completion.cursors import KNOWN
    from tutor.dockerfile.completion import complete

    complete("FROM x\n", line, column, KNOWN)
