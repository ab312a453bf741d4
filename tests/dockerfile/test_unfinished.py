"""What is only not finished where someone writes is told from what is wrong; `|` is the cursor."""

import pytest

from tutor.dockerfile import is_unfinished, parse, quick_check

BUILD = "FROM x AS build\nRUN a\nFROM y\n"

UNFINISHED = [
    "FROM x\nWOR|",
    "FROM x\nrun|\n",
    "FROM x\nCOPY |",
    "FROM x\nCOPY a |\nRUN b\n",
    "FROM |",
    BUILD + "COPY --fr|",
    BUILD + "COPY --from=bui|",
]

WRONG = [
    "FROM x\nFOO|",
    "FROM x\nWOR|K\n",
    "FROM x\nCOPY\n|",
    "FROM x\nWOR b|",
    BUILD + "COPY --from=bui /a /b|",
    BUILD + "COPY --form=build /a|",
    BUILD + "COPY --from=build /a /b\nCMD ['a']|",
]


def held(marked):
    before = marked[: marked.index("|")]
    text = marked.replace("|", "", 1)
    place = before.count("\n") + 1, len(before) - before.rfind("\n") - 1
    return [
        is_unfinished(p, text, *place)
        for p in quick_check(parse(text))
        if p.code not in ("single-stage", "nothing-copied")
    ]


@pytest.mark.parametrize("marked", UNFINISHED)
def test_it_is_not_told_yet(marked):
    assert all(held(marked))


@pytest.mark.parametrize("marked", WRONG)
def test_it_is_told_at_once(marked):
    assert not all(held(marked))
