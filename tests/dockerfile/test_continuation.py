"""A line that goes on from the one above, which has no backslash: told from an instruction that there is not."""

import pytest

from tests.dockerfile.marks import unmark
from tutor.dockerfile import parse, quick_check

LOST = [
    "FROM x\nRUN a \\\n  && b\n  «&&» c\n",
    "FROM x\nRUN a\n«||» b\n",
    "FROM x\nRUN a &&\n«npm» run b\n",
    "FROM x\nRUN apk add --no-cache\n    «git» curl\n",
    "FROM x\nRUN apk add\n# the tools\n    «git»\n",
    "FROM x\nRUN next build\n«--debug»\n",
    "FROM x\nCOPY --from=y /a /b\n  «--chown=c» d\n",
    "FROM x\nCOPY a b\n  «c.txt» ./\n",
    "FROM x\nENV A=1\n    «B=2»\n",
    "FROM x\nLABEL a=b\n«com.example.c=d»\n",
    'FROM x\nCMD ["npm",\n     «"start"]»\n',
    "FROM x\n«AS» build\n",
    "FROM x\nHEALTHCHECK CMD a\n  «|| exit» 1\n".replace("«|| exit»", "«||» exit"),
    "# escape=`\nFROM x\nRUN a\n  «&&» b\n",
]

OTHER = [
    "FROM x\nRUN a\nnpm install\n",
    "FROM x\nRUN a\n  COPPY b c\n",
    "FROM x\n  && b\n",
    "FROM x\nWORKDIR /app\n  npm install\n",
    "FROM x\nRUN <<EOF\na\nEOF\n  && b\n",
    "FROM x\nCOPY a b\nB=2\n",
    "FORM x\n  AS b\n",
]


@pytest.mark.parametrize("marked", LOST)
def test_the_line_above_is_named(marked):
    text, span = unmark(marked)
    (error,) = parse(text).errors
    assert error.code == ("as-missing" if "AS build" in text else "missing-continuation")
    assert error.span == span
    above = span.line - (2 if "# the tools" in text else 1)
    sign = "backtick" if text.startswith("# escape") else "backslash"
    assert error.message == f"This goes on from line {above}, which has no {sign} at its end. Add one there."


@pytest.mark.parametrize("text", OTHER)
def test_near_miss(text):
    assert {p.code for p in parse(text).errors} == {"unknown-instruction"}


def test_each_lost_line_names_the_one_just_above():
    errors = parse("FROM x\nRUN a\n  && b\n  && c\n").errors
    assert [e.message.split(",")[0] for e in errors] == [
        "This goes on from line 2",
        "This goes on from line 3",
    ]


def test_a_slash_in_place_of_the_backslash_is_told():
    (error,) = parse("FROM x\nRUN a /\n  && b\n").errors
    assert "a slash at the end does not do that" in error.message


def test_the_stages_are_looked_at_all_the_same_unless_it_is_the_name_of_one_that_was_lost():
    broken = "FROM x AS build\nRUN a\n  && b\nFROM y\nCOPY --from=biuld /a /b\n"
    assert [p.code for p in quick_check(parse(broken))] == ["missing-continuation", "unknown-stage"]
    nameless = "FROM x\n  AS build\nRUN a\nFROM y\nCOPY --from=build /a /b\n"
    assert [p.code for p in quick_check(parse(nameless))] == ["as-missing"]
