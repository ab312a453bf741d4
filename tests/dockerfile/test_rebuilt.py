"""Which lines run again after a change: said only where it is sure before the build."""

import pytest

from tutor.dockerfile import parse
from tutor.dockerfile.rebuilt import rebuilt
from tutor.model.change import COMMAND, COMMENT, TIME, Change

PAGE = Change(file="app/page.tsx")
STAGES = """\
FROM node AS packages
WORKDIR /app
COPY package.json ./
RUN npm ci

FROM node AS build
COPY --from=packages /app/node_modules ./node_modules
COPY app ./app
RUN npm run build

FROM node
RUN adduser shop
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY public ./public
CMD ["node"]
"""


def of(text, change=PAGE, **how):
    return rebuilt(parse(text), change, **how)


def candidates(found):
    return [line for line, _ in found.candidates]


@pytest.mark.parametrize(
    "text", ["", "\n\n", "FROM", "nonsense", "COPY --from=x", "FROM a\nENV b=c\n", "\x00"]
)
def test_a_text_without_work_has_nothing_to_run_again(text):
    assert of(text) is None


@pytest.mark.parametrize(
    ("copy", "again"),
    [
        ("COPY app ./app", (2, 3)),
        ("COPY app/ x package.json ./", (2, 3)),
        ("COPY ./app/page.tsx ./", (2, 3)),
        ("COPY */page.tsx ./", (2, 3)),
        ("ADD app.tar app ./", (2, 3)),
        ('COPY ["app", "./"]', (2, 3)),
        ("COPY package*.json ./", ()),
        ("COPY *.tsx ./", ()),
        ("COPY ap ./", ()),
        ("COPY --from=0 . .", None),
        ("COPY --from=nginx:1 . .", ()),
        ("COPY --exclude=app . .", None),
        ("COPY $WHAT . ./", None),
        ("ADD https://example.com/list ./", None),
        ("RUN --mount=type=bind,target=/src x", None),
        ("RUN --mount=target=/src x", None),
        ("RUN --mount=type=cache,target=/src x", ()),
    ],
)
def test_what_a_line_takes_decides_which_lines_run_again(copy, again):
    found = of(f"FROM a\n{copy}\nRUN b\nENV c=d\n")
    assert (found.lines if found else None) == again


def test_a_copy_of_what_was_made_anew_may_go_either_way_and_is_no_candidate():
    found = of(STAGES)
    assert found.lines == (8, 9)
    assert candidates(found) == [3, 4, 7, 8, 9, 12, 13]


def test_behind_an_open_line_a_line_that_takes_the_change_itself_is_sure_again():
    found = of(STAGES.replace("COPY public", "COPY app"))
    assert found.lines == (8, 9, 15)
    assert 14 not in candidates(found)


def test_what_hangs_on_the_packages_is_open_if_they_are_made_anew():
    found = of(STAGES, Change(file="package.json"))
    assert found.lines == (3, 4)
    assert candidates(found) == [3, 4, 12]


def test_a_stage_from_another_runs_again_with_it():
    found = of("FROM a AS one\nCOPY . .\nFROM one AS two\nRUN x\nFROM two\nCOPY y .\n")
    assert found.lines == (2, 4, 6)


def test_a_stage_that_nothing_needs_is_no_part_of_it():
    found = of("FROM a AS tests\nCOPY . .\nRUN x\nFROM a\nRUN y\n")
    assert (found.lines, candidates(found)) == ((), [5])


@pytest.mark.parametrize("change", [Change(TIME, "app/page.tsx"), Change(COMMENT), Change(COMMAND)])
def test_neither_times_nor_comments_nor_the_command_make_work_run_again(change):
    found = of(STAGES, change)
    assert found.lines == ()
    assert candidates(found) == [3, 4, 7, 8, 9, 12, 13, 14, 15]


def test_what_is_not_sent_makes_nothing_run_again():
    assert of("FROM a\nCOPY . .\nRUN x\n", is_sent=False).lines == ()
    assert of("FROM a\nCOPY app app\nRUN x\n", is_sent=False).lines == ()


@pytest.mark.parametrize("source", ["app/page.tsx", "./app/page.tsx", "app/*.tsx"])
def test_what_is_named_and_not_sent_ends_the_build(source):
    assert of(f"FROM a\nCOPY {source} ./\nRUN x\n", is_sent=False) is None


def test_a_document_in_the_file_is_no_source():
    assert of("FROM a\nCOPY <<app /x\ntext\napp\nRUN x\n").lines == ()
