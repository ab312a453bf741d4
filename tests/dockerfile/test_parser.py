"""What the parser makes of a Dockerfile: stages, names, bases, arguments, here-documents."""

import pytest

from tests.dockerfile.marks import cut
from tests.seed import MULTI_STAGE, TRADITIONAL
from tutor.dockerfile import parse


def instruction(line, before="FROM x\n"):
    """Return the one instruction of a line, and check that it has no errors."""
    dockerfile = parse(before + line)
    assert dockerfile.errors == ()
    return dockerfile.stages[-1].instructions[-1]


def test_traditional_dockerfile():
    dockerfile = parse(TRADITIONAL)
    assert dockerfile.problems == ()
    (stage,) = dockerfile.stages
    assert " ".join(i.keyword for i in stage.instructions) == "FROM WORKDIR ENV COPY RUN RUN COPY EXPOSE CMD"
    assert stage.instructions[-1].arguments == ("npm", "run", "dev")


def test_multi_stage_dockerfile():
    dockerfile = parse(MULTI_STAGE)
    assert dockerfile.problems == ()
    build, final = dockerfile.stages
    assert (build.name, build.base, build.base_stage, build.span.line) == ("build", "node:18-alpine", None, 2)
    assert (final.name, final.label, final.span.line) == (None, "stage 1", 17)
    assert dockerfile.final is final
    copy = final.instructions[2]
    assert (copy.flag("from"), copy.arguments) == ("build", ("/app/.next", "./.next"))
    assert cut(MULTI_STAGE, copy.flags[0].span) == "--from=build"


def test_stage_from_a_stage():
    dockerfile = parse("FROM a AS Base\nFROM base AS next\nFROM BASE\nFROM other\n")
    assert [s.base_stage for s in dockerfile.stages] == [None, 0, 0, None]
    assert dockerfile.stages[0].name == "Base"


def test_a_stage_cannot_be_from_a_later_one_or_itself():
    dockerfile = parse("FROM later\nFROM later AS later\nFROM 0\n")
    assert [s.base_stage for s in dockerfile.stages] == [None, None, None]


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("node:$VERSION", "node:18"),
        ("node:${VERSION}-alpine", "node:18-alpine"),
        ("$IMAGE", "node:18"),
        ("${NONE:-alpine}", "alpine"),
        ("${EMPTY:-alpine}", "alpine"),
        ("x${EMPTY-alpine}", "x"),
        ("${NONE:-${VERSION}}", "18"),
        ("x${VERSION:+-slim}", "x-slim"),
        ("$NONE", "$NONE"),
        ("${VERSION%.*}", "${VERSION%.*}"),
        ("$QUOTED", "two"),
        ("$UNSET", "$UNSET"),
    ],
)
def test_base_with_default_arguments(base, expected):
    head = 'ARG VERSION=18 EMPTY=\nARG IMAGE=node:$VERSION\nARG QUOTED="two"\nARG UNSET\n'
    dockerfile = parse(f"{head}FROM --platform=linux/amd64 {base} AS x\n")
    assert dockerfile.errors == ()
    assert dockerfile.stages[0].base == expected
    assert len(dockerfile.global_arguments) == 4


def test_arguments_that_double_each_other_stay_small():
    lines = "".join(f"ARG A{n + 1}=$A{n}$A{n}\n" for n in range(200))
    assert len(parse(f"ARG A0=xxxx\n{lines}FROM $A200\n").stages[0].base) < 10_000


def test_continuation_with_comments_and_blank_lines():
    text = "FROM x\nRUN a \\\n  # why\n\n  && b\nCMD c\n"
    run, cmd = parse(text).stages[0].instructions[1:]
    assert run.text == "RUN a   && b"
    assert (run.span.line, run.span.end_line, run.span.end_column) == (2, 5, 6)
    assert cmd.span.line == 6


def test_escape_directive():
    (stage,) = parse("# escape=`\nFROM x\nRUN dir C:\\ `\n  /s\n").stages
    assert stage.instructions[1].arguments == ("dir C:\\   /s",)


def test_here_documents():
    text = "FROM x\nCOPY <<A <<-'B' /t/\none\nA\n\ttwo\n\tB\nRUN c\n"
    copy, run = parse(text).stages[0].instructions[1:]
    assert [(h.name, h.content) for h in copy.heredocs] == [("A", "one\n"), ("B", "\ttwo\n")]
    assert cut(text, copy.heredocs[0].span) == "one\nA"
    assert (copy.span.end_line, run.span.line) == (6, 7)


def test_here_document_with_a_blank_before_its_name():
    run = instruction("RUN << EOF\necho\nEOF\n")
    assert run.heredocs[0].content == "echo\n"


@pytest.mark.parametrize(
    "line", ["RUN echo $((1 << 2))", "RUN cat <<< word", "WORKDIR <<EOF", 'CMD ["<<EOF"]']
)
def test_no_here_document(line):
    assert instruction(line).heredocs == ()


@pytest.mark.parametrize(
    ("line", "arguments", "json_form"),
    [
        ('CMD ["a", "b c"]', ("a", "b c"), True),
        ("CMD a  b", ("a  b",), False),
        ('COPY ["a b", "c/"]', ("a b", "c/"), True),
        ("COPY a  b c", ("a", "b", "c"), False),
        ("ENV KEY the whole  rest", ("KEY", "the whole  rest"), False),
        ("ENV A=1 B='x y'", ("A=1", "B='x y'"), False),
        ("HEALTHCHECK --retries=3 CMD curl  x", ("CMD", "curl  x"), False),
        ('HEALTHCHECK CMD ["curl"]', ("CMD", "curl"), True),
        ("ONBUILD COPY --from=z a b", ("COPY", "a", "b"), False),
        ('ONBUILD RUN ["a"]', ("RUN", "a"), True),
        ("MAINTAINER Jane Doe", ("Jane Doe",), False),
        ("VOLUME /a /b", ("/a", "/b"), False),
        ("expose 80 443/tcp", ("80", "443/tcp"), False),
    ],
)
def test_arguments(line, arguments, json_form):
    found = instruction(line)
    assert (found.arguments, found.json_form) == (arguments, json_form)
    assert found.keyword == line.split()[0].upper()


def test_flags_lose_their_quotes():
    run = instruction("RUN --mount='type=bind,from=a b' --network=none make")
    assert [(f.name, f.value) for f in run.flags] == [("mount", "type=bind,from=a b"), ("network", "none")]


def test_carriage_returns_and_byte_order_mark_do_no_harm():
    dockerfile = parse("\ufeffFROM x\r\nRUN a \\\r\n  b\r\n")
    assert dockerfile.errors == ()
    assert dockerfile.stages[0].instructions[1].arguments == ("a   b",)
