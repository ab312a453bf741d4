"""The quick check's warning about files that the project folder does not have."""

import pytest

from tests.dockerfile.completion.cursors import CONTEXT
from tests.dockerfile.marks import unmark
from tutor.dockerfile import Surroundings, parse, quick_check

KNOWN = Surroundings(context=CONTEXT, is_whole=True)
BUILD = "FROM x AS build\nWORKDIR /app\nCOPY . .\nRUN npm run build\nFROM y\nCOPY --from=build /a /b\n"

MISSING = [
    ("FROM x\nCOPY «pakage.json» ./\n", "Did you mean `package.json`?"),
    ("FROM x\nCOPY package.json «src» ./\n", "Check its name, and `.dockerignore`."),
    ("FROM x\nADD «./app/pages.tsx» ./\n", "Did you mean `app/page.tsx`?"),
    (BUILD + "COPY «.next/static» ./.next/static\n", "Write `--from=build /app/.next/static`."),
]

THERE = [
    "FROM x\nCOPY . .\nCOPY ./ /\nCOPY package*.json app/ ./app/page.tsx /public/logo.svg ./\n",
    "FROM x\nADD https://example.com/a /b\nCOPY $X ./\nCOPY <<EOF /c\nEOF\nCOPY --from=y /zzz /d\n",
]


def told(text, known=KNOWN):
    return [p for p in quick_check(parse(text), known) if p.code == "not-in-project"]


@pytest.mark.parametrize(("marked", "words"), MISSING)
def test_what_is_missing_is_told_with_what_to_write(marked, words):
    text, span = unmark(marked)
    (problem,) = told(text)
    assert problem.span == span
    assert words in problem.message


def test_the_stage_that_has_it_is_named():
    text = "FROM x AS make\nWORKDIR /src\nRUN go build -o bin/shop .\nFROM y\nCOPY --from=make /a /b\nCOPY bin/shop /shop\n"
    assert "Write `--from=make /src/bin/shop`." in told(text)[0].message


@pytest.mark.parametrize("text", THERE)
def test_what_is_there_or_cannot_be_known_is_not_told(text):
    assert not told(text)


def test_nothing_is_told_of_a_folder_that_is_known_in_part():
    assert not told("FROM x\nCOPY zzz ./\n", Surroundings(context=CONTEXT))
