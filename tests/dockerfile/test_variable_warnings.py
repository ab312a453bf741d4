"""The quick check's warnings about variables and secrets: the exact place, and near misses that are fine."""

import pytest

from tests.dockerfile.marks import BUILD, assert_warning, codes
from tutor.dockerfile import parse, quick_check

LAST = "FROM node:18-alpine\nWORKDIR /app\nCOPY --from=build /app/.next ./.next\n"
NODE_PATH = BUILD.replace("COPY", "ENV PATH /app/node_modules/.bin:$PATH\nCOPY")
VENV = "FROM python:3.12 AS build\nENV PATH=/opt/venv/bin:$PATH\nRUN pip install x\n"

WARNINGS = [
    ("arg-before-from", "ARG V=1\nFROM x\nRUN echo «$V»\n"),
    ("arg-before-from", "ARG V=1\nFROM x:$V\nENV A=a B=«${V}»\nARG V\n"),
    ("arg-before-from", 'ARG V=1\nFROM x\nRUN echo "it\'s «$V»"\n'),
    ("arg-before-from", "ARG V=1\nFROM x\nCOPY --from=y /a/«$V» ./\n"),
    (
        "arg-before-from",
        "ARG V=1\nFROM x AS a\nARG V\nRUN echo $V\nFROM y\nCOPY --from=a /b /c\nLABEL v=«$V»\n",
    ),
    ("arg-in-stage", "FROM x AS a\nARG V=1\nFROM node:«$V»\nCOPY --from=a /b /c\n"),
    ("arg-in-stage", "FROM x AS a\nENV V=1\nFROM node:«${V}»-alpine\nCOPY --from=a /b /c\n"),
    ("arg-in-stage", "ARG NODE=18\nFROM node:«$NDOE»\n"),
    ("arg-in-stage", "FROM node:«$VERSION»\n"),
    ("arg-at-run-time", LAST.replace("FROM", BUILD + "FROM") + "ARG PORT=3000\nCMD next start -p «$PORT»\n"),
    ("arg-at-run-time", "FROM x AS base\nARG A=1\nFROM base\nENTRYPOINT run «${A}»\n"),
    ("env-across-stages", BUILD + "ENV OUT=/app/out\n" + LAST + "COPY --from=build «$OUT» ./out\n"),
    ("env-across-stages", BUILD + "ARG OUT=/app/out\n" + LAST + "CMD serve «$OUT»\n"),
    ("env-across-stages", BUILD + LAST + "RUN echo «$LATER»\nFROM z\nENV LATER=1\nCOPY --from=build /a /b\n"),
    ("path-across-stages", NODE_PATH + LAST + "CMD «next start»\n"),
    ("path-across-stages", NODE_PATH + LAST + 'CMD «["next", "start"]»\n'),
    ("path-across-stages", NODE_PATH + LAST + "ENTRYPOINT «exec next start»\n"),
    (
        "path-across-stages",
        VENV
        + 'FROM python:3.12-slim\nCOPY --from=build /opt/venv /opt/venv\nCMD «["gunicorn", "shop:app"]»\n',
    ),
    ("secret-in-variable", "FROM x\nARG «NPM_TOKEN»\nRUN a\n"),
    ("secret-in-variable", "ARG «SECRET=1»\nFROM x\n"),
    ("secret-in-variable", "FROM x\nENV PORT=1 «DB_PASSWORD=hunter2»\n"),
    ("secret-in-variable", "FROM x\nENV «api_key» abc\n"),
    ("variable-as-stage", "ARG S=a\n" + BUILD + "FROM x\nCOPY --from=«$S» /a /b\nCOPY --from=build /a /b\n"),
]

FINE = [
    ("arg-before-from", "ARG V=1\nFROM x:$V\nARG V\nRUN echo $V\n"),
    ("arg-before-from", "ARG V=1\nFROM x AS a\nARG V\nFROM a\nRUN echo $V\n"),
    (
        "arg-before-from",
        "ARG V=1\nFROM x\nRUN V=2; echo $V\nRUN for V in a b; do echo $V; done\nRUN read V && echo $V\n",
    ),
    ("arg-before-from", 'ARG V=1\nFROM x\nRUN echo \'$V\' \\$V ${V:-2}\nRUN ["echo", "$V"]\n'),
    ("arg-before-from", "ARG NODE_VERSION=18\nFROM node:${NODE_VERSION}\nRUN echo $NODE_VERSION\n"),
    ("arg-before-from", "ARG V=1\nFROM x\nRUN --mount=type=secret,id=a,env=V echo $V\n"),
    ("arg-in-stage", "ARG V=1\nFROM --platform=$BUILDPLATFORM node:${V}-alpine\n"),
    ("arg-in-stage", "FROM node:${V:-18}\n"),
    ("arg-at-run-time", "FROM x\nARG PORT=3000\nENV PORT=$PORT\nCMD run $PORT\n"),
    (
        "arg-at-run-time",
        'FROM x\nARG PORT=3000\nRUN echo $PORT\nCMD ["run", "$PORT"]\nCMD PORT=1 run $PORT\n',
    ),
    ("env-across-stages", BUILD + "ENV OUT=/a\n" + LAST + "ENV OUT=/b\nRUN echo $OUT $UNHEARD_OF\n"),
    ("env-across-stages", BUILD + "ENV OUT=/a\n" + LAST + "RUN . ./settings && echo $OUT\n"),
    ("env-across-stages", "FROM x AS base\nENV OUT=/a\nFROM base\nRUN echo $OUT\n"),
    ("env-across-stages", NODE_PATH + LAST + "ENV PATH=/opt/bin:$PATH\nRUN echo $HOME\n"),
    ("path-across-stages", NODE_PATH + LAST + "ENV PATH=/app/node_modules/.bin:$PATH\nCMD next start\n"),
    ("path-across-stages", NODE_PATH + LAST + "RUN npm install -g next\nCMD next start\n"),
    ("path-across-stages", NODE_PATH + LAST + 'CMD ["node_modules/.bin/next", "start"]\n'),
    ("path-across-stages", NODE_PATH + LAST + 'CMD ["npm", "run", "start"]\n'),
    (
        "path-across-stages",
        VENV + "FROM python:3.12-slim\nCOPY --from=build /usr/local /usr/local\nCMD gunicorn a\n",
    ),
    ("path-across-stages", NODE_PATH + "FROM some/server\nCOPY --from=build /a /b\nCMD next start\n"),
    ("path-across-stages", NODE_PATH + "FROM build\nCMD next start\n"),
    (
        "secret-in-variable",
        "FROM x\nENV NEXT_PUBLIC_KEY=1 MONKEY=2 TOKEN_FILE=/run/a AUTH_URL=b CACHE_KEY=c\n",
    ),
    ("secret-in-variable", "FROM x\nARG KEYCLOAK=1\nRUN --mount=type=secret,id=NPM_TOKEN a\n"),
    ("variable-as-stage", BUILD + LAST + "RUN --mount=type=bind,from=build,target=/$X a\n"),
]


@pytest.mark.parametrize(("code", "marked"), WARNINGS)
def test_warning(code, marked):
    assert_warning(code, marked)


@pytest.mark.parametrize(("code", "text"), FINE)
def test_near_miss(code, text):
    assert code not in codes(text)


def test_every_warning_has_a_near_miss():
    assert {code for code, _ in WARNINGS} == {code for code, _ in FINE}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ARG V=1\nFROM x\nRUN echo $V\n", "`V` of line 1 counts in `FROM` lines only. Repeat `ARG V`"),
        ("ARG NODE=18\nFROM node:$NDOE\n", "Did you mean `$NODE`?"),
        ("FROM x AS a\nARG V=1\nFROM y:$V\n", "Move `ARG V` up there."),
        ("FROM x\nARG P=1\nCMD run $P\n", "`ENV P=$P`"),
        (NODE_PATH + LAST + "CMD next start\n", "`/app/node_modules/.bin/next`"),
        ("FROM x\nENV MY_TOKEN=1\n", "`RUN --mount=type=secret`"),
    ],
)
def test_warning_says_what_to_write(text, words):
    assert any(words in p.message for p in quick_check(parse(text)))


def test_a_name_made_to_look_like_markup_stays_harmless():
    (problem,) = [p for p in quick_check(parse("FROM x\nENV A_TOKEN_\x1b[1m_KEY=1\n")) if "secret" in p.code]
    assert "\x1b" not in problem.message
