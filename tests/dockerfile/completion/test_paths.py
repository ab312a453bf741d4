"""Paths at the cursor: of the project folder, and of earlier stages as far as the text tells."""

import pytest

from tests.dockerfile.completion.cursors import BUILD, KNOWN, accepted, offered
from tutor.dockerfile import Surroundings, parse
from tutor.dockerfile.completion import outputs_named_in
from tutor.dockerfile.completion.stage_paths import StagePaths

LAST = BUILD + "FROM node:18-alpine\nWORKDIR /srv\n"
FILES = ["app", "public", "next.config.mjs", "package-lock.json", "package.json"]
BUILT = ["/app/.next", "/app/app", "/app/node_modules", "/app/public"]

OFFERED = [
    ("FROM x\nCOPY |", FILES),
    ("FROM x\nADD |", FILES),
    (LAST + "COPY |", ["--from=", *FILES]),
    ("FROM x\nCOPY pa|", ["package-lock.json", "package.json"]),
    ("FROM x\nCOPY ./pu|", ["./public"]),
    ("FROM x\nCOPY app/|", ["app/page.tsx"]),
    ("FROM x\nCOPY public |", ["./public", "./", *FILES]),
    ("FROM x\nCOPY package.json |", ["./", *FILES]),
    ("FROM x\nCOPY package.json pac|", ["package-lock.json", "package.json"]),
    ("FROM x\nCOPY --chown=a:b pub|", ["public"]),
    ("FROM x\nCOPY zz|", None),
    ("FROM x\nCOPY /|", None),
    (LAST + "COPY --from=build .n|", ["/app/.next"]),
    (LAST + "COPY --from=BUILD /app/p|", ["/app/public", "/app/package-lock.json", "/app/package.json"]),
    (LAST + "COPY --from=0 /a|", ["/app"]),
    (LAST + "COPY --from=build /app/.next/|", ["/app/.next/standalone", "/app/.next/static"]),
    (LAST + "COPY --from=build /app/.next .|", ["./.next", "./"]),
    (LAST + "COPY --from=build --chown=a /app/pub|", ["/app/public"]),
    (LAST + "COPY --from=nginx:1 /e|", None),
    (LAST + "COPY --from=nobody |", None),
    ('FROM x\nCOPY ["pa|', None),
    ("FROM x\nRUN cat pa|", None),
]


@pytest.mark.parametrize(("marked", "expected"), OFFERED)
def test_what_is_offered(marked, expected):
    assert offered(marked) == expected


def test_what_a_build_made_comes_first():
    assert offered(LAST + "COPY --from=build |")[:4] == BUILT


def test_a_path_that_was_begun_without_its_folder_is_written_in_full():
    assert accepted(LAST + "COPY --from=build .ne|", "/app/.next").endswith("COPY --from=build /app/.next")


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("FROM x\nCOPY app /srv/app\n", {"/srv/app/page.tsx"}),
        (
            "FROM x\nWORKDIR /a\nWORKDIR b\nCOPY package*.json ./\n",
            {"/a/b/package.json", "/a/b/package-lock.json"},
        ),
        ("FROM x\nCOPY package.json /srv/p.json\n", {"/srv/p.json"}),
        ("FROM x\nCOPY public/logo.svg public/ /w/\n", {"/w/logo.svg"}),
        ("FROM x AS a\nWORKDIR /a\nCOPY . .\nFROM a\n", {"/a/public/logo.svg"}),
        ("FROM x AS a\nCOPY . /s\nFROM y\nCOPY --from=a /s/public /w\n", {"/w/logo.svg"}),
        ("FROM x\nWORKDIR /src\nRUN go build -o /out/app .\n", {"/out/", "/out/app"}),
        ("FROM x\nWORKDIR /src\nRUN mvn -B package\n", {"/src/target/"}),
        ("FROM x\nRUN python -m venv /opt/venv\n", {"/opt/venv/"}),
        ("FROM x\nWORKDIR /a\nRUN npm run build\n", {"/a/.next/", "/a/.next/static/"}),
    ],
)
def test_what_a_stage_holds(text, paths):
    dockerfile = parse(text)
    assert paths <= StagePaths(dockerfile, KNOWN).of(len(dockerfile.stages) - 1)


def test_another_kind_of_project_builds_into_other_folders():
    known = Surroundings(context=("index.html",))
    held = StagePaths(parse("FROM x\nWORKDIR /a\nRUN npm run build\n"), known).of(0)
    assert "/a/dist/" in held
    assert "/a/.next/" not in held


def test_a_lesson_names_what_its_build_makes():
    lesson = "The build writes `.next`, and `out/site/`. Not `package.json`, `npm run build` or `/app`."
    assert outputs_named_in(lesson) == (".next/", "out/site/")


def test_a_chain_of_many_stages_and_a_large_project_take_no_time_to_speak_of():
    text = "FROM x AS s0\nCOPY . /a\n" + "".join(f"FROM s{n} AS s{n + 1}\nRUN a\n" for n in range(300))
    known = Surroundings(context=tuple(f"f{n}" for n in range(2000)))
    assert offered(text + "FROM y\nCOPY --from=s300 /a/f1|", known=known)
