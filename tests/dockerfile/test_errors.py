"""What every engine refuses: the code, the exact place, and near misses that are fine."""

import pytest

from tests.dockerfile.marks import unmark
from tutor.dockerfile import parse, quick_check

ERRORS = [
    ("unknown-instruction", "«FORM» node:18\nWORKDIR /app\n"),
    ("unknown-instruction", "FROM x\n«npm» install\n"),
    ("unknown-instruction", "FROM x\n  «&&» b\n"),
    ("unknown-instruction", "«FROM\u00a0node:18»\n"),
    ("unknown-instruction", "FROM x\n«\\»\n"),
    ("from-missing", "«COPY» a b\nFROM x\n"),
    ("from-missing", "ARG A=1\n«RUN» a\n"),
    ("from-missing", "# only this\n«ARG» A=1\n"),
    ("as-missing", "FROM node:18-alpine «build»\nRUN a\n"),
    ("as-missing", "FROM node:18-alpine «is» build\n"),
    ("missing-arguments", "«FROM»\n"),
    ("missing-arguments", "FROM x «as»\n"),
    ("missing-arguments", "FROM x\n«COPY» a\n"),
    ("missing-arguments", "FROM x\n«COPY» --from=y a\n"),
    ("missing-arguments", 'FROM x\n«ADD» ["a"]\n'),
    ("missing-arguments", "FROM x\n«EXPOSE»\n"),
    ("missing-arguments", "FROM x\n«ENV» NAME\n"),
    ("missing-arguments", "FROM x\n«WORKDIR»\n"),
    ("missing-arguments", "FROM x\n«SHELL» []\n"),
    ("missing-arguments", "FROM x\nHEALTHCHECK «CMD»\n"),
    ("bad-flag", "FROM x\nCOPY «--form=y» a b\n"),
    ("bad-flag", "FROM x\nCOPY «--from» build /a ./\n"),
    ("bad-flag", "FROM x\nCOPY --chown=a «--chown=b» a b\n"),
    ("bad-flag", "FROM x\nCOPY «--link=perhaps» a b\n"),
    ("bad-flag", "FROM x\nCMD «--port» 3000\n"),
    ("bad-flag", "FROM «--plattform=linux/amd64» x\n"),
    ("bad-arguments", "FROM x\nENV A=1 «B»\n"),
    ("bad-arguments", "FROM x\nENV A=1 «=2»\n"),
    ("bad-arguments", "FROM x\nCMD «[1, 2]»\n"),
    ("bad-arguments", "FROM x\nSHELL «/bin/sh -c»\n"),
    ("bad-arguments", "FROM x\nHEALTHCHECK «curl» x\n"),
    ("bad-arguments", "FROM x\nHEALTHCHECK «NONE x»\n"),
    ("bad-arguments", "FROM x\nONBUILD «FROM» y\n"),
    ("bad-arguments", "FROM x\nONBUILD «ONBUILD» RUN a\n"),
    ("bad-arguments", "FROM x\nONBUILD ENV A=1 «B»\n"),
    ("bad-arguments", "FROM x AS build «stage»\n"),
    ("bad-arguments", "FROM x\nCOPY a «<<EOF»\nEOF\n"),
    ("bad-directive", "«# escape=x»\nFROM x\n"),
    ("bad-directive", "# syntax=a\n«# syntax=b»\nFROM x\n"),
    ("empty-file", "«# nothing here»\n"),
    ("empty-file", "«»"),
    ("heredoc-unterminated", "FROM x\nRUN cat «<<EOF» > y\ntext\n EOF\n"),
    ("self-reference", "FROM x AS build\nCOPY --from=«build» /a ./\n"),
    ("self-reference", "FROM x AS build\nCOPY --from=«BUILD» /a ./\n"),
    ("self-reference", "FROM x\nCOPY --from=«0» /a ./\n"),
    ("self-reference", "FROM x AS b\nRUN --mount=type=bind,from=«b»,target=/b make\n"),
    ("invalid-stage-name", "FROM x AS «1build»\n"),
    ("invalid-stage-name", "FROM x AS «my/build»\n"),
    ("trailing-comment", "FROM x AS build «# the kitchen»\n"),
    ("trailing-comment", "FROM x\nENV A=1 «# why»\n"),
    ("from-swallowed", "FROM node «\\»\nWORKDIR /app\n"),
    ("from-swallowed", "FROM a AS b\nRUN c «\\»\nFROM d\nCOPY --from=b /e ./\nCOPY --from=b /f ./\n"),
]

FINE = [
    ("unknown-instruction", "from x\nrun a\nMaintainer b\n"),
    ("unknown-instruction", "FROM x\nRUN a \\\n  && b\n"),
    ("from-missing", "ARG A=1\nFROM x\n"),
    ("from-missing", "FORM x\nRUN a\n"),
    ("as-missing", "FROM x AS build\nFROM --platform=linux/amd64 y\n"),
    ("missing-arguments", "FROM x\nCMD\nENTRYPOINT []\nCOPY --from=y a b\n"),
    ("bad-flag", "FROM x\nRUN npm install --omit=dev\nCOPY --link --exclude=a --exclude=b a b\n"),
    ("bad-flag", "FROM x\nHEALTHCHECK --interval=3s NONE\nARG --odd\nCMD -p 3\n"),
    ("bad-arguments", "FROM x\nENV A=1 B='2 3' C=\nENV D e f\nARG G\nRUN [ -f x ]\n"),
    ("bad-directive", "# escape=`\n# syntax=a\nFROM x\n# escape=x\n"),
    ("empty-file", "# comment\nFROM x\n"),
    ("heredoc-unterminated", "FROM x\nRUN cat <<EOF\nEOF\nRUN cat '<<EOF'\nWORKDIR <<EOF\n"),
    ("self-reference", "FROM x AS build\nFROM y AS next\nCOPY --from=build /a ./\nCOPY --from=0 /a ./\n"),
    ("self-reference", "FROM x AS nginx\nFROM y\nCOPY --from=nginx:1 /a ./\n"),
    ("invalid-stage-name", "FROM x AS Build_1.2-x\n"),
    ("trailing-comment", "FROM x\nENV A='1 # 2' B=#fff\n# why\nRUN a # b\n"),
    ("from-swallowed", "FROM node \\\n  AS build\n"),
]


@pytest.mark.parametrize(("code", "marked"), ERRORS)
def test_error(code, marked):
    text, span = unmark(marked)
    dockerfile = parse(text)
    assert [(p.code, p.span) for p in dockerfile.errors] == [(code, span)]
    assert dockerfile.errors[0] in quick_check(dockerfile)


@pytest.mark.parametrize(("code", "text"), FINE)
def test_near_miss(code, text):
    assert code not in {p.code for p in parse(text).problems}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("FORM x\n", "Did you mean `FROM`?"),
        ("FROM x\nCOPPY a b\n", "Did you mean `COPY`?"),
        ("FROM x\nnpm install\n", "`RUN npm ...`"),
        ("FROM\u00a0x\n", "special character"),
        ("FROM x\nCOPY --form=y a b\n", "Did you mean `--from`?"),
        ("FROM x\nCOPY --from build /a ./\n", "`--from=build`"),
        ("FROM node:18-alpine build\n", "Write `FROM node:18-alpine AS build`."),
        ("FROM node is build\n", "Write `FROM node AS build`."),
        ("FROM x AS build stage\n", "`FROM x AS build-stage`"),
        ("FROM x\nENV A= 1\n", "Write `A=1`"),
    ],
)
def test_error_says_what_to_write(text, words):
    assert words in parse(text).errors[0].message


@pytest.mark.parametrize(("code", "marked"), ERRORS)
def test_messages_are_short_plain_sentences(code, marked):
    for problem in parse(unmark(marked)[0]).problems:
        assert problem.message.endswith((".", "?"))
        assert len(problem.message) < 200
        assert "!" not in problem.message


def test_escape_codes_do_not_reach_a_message():
    dockerfile = parse("FROM x\nRU\x1b[31mN a\n")
    assert "\x1b" not in dockerfile.errors[0].message


def test_a_stage_without_as_still_has_its_name():
    dockerfile = parse("FROM x build\nFROM y\nCOPY --from=build /a ./\n")
    assert [p.code for p in quick_check(dockerfile)] == ["as-missing"]


def test_two_stages_of_one_name_are_a_warning_because_buildkit_takes_them():
    problems = parse("FROM x AS a\nFROM y AS A\n").problems
    assert [(p.code, p.severity, p.span.line) for p in problems] == [("duplicate-stage-name", "warning", 2)]


def test_run_without_a_command_is_a_warning():
    problems = parse("FROM x\nRUN\n").problems
    assert [(p.code, p.severity) for p in problems] == [("missing-arguments", "warning")]
