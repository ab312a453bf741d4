"""The quick check's warnings: the code, the exact place, and near misses that are fine."""

import pytest

from tests.dockerfile.marks import BUILD, unmark
from tests.seed import MULTI_STAGE, TRADITIONAL
from tutor.dockerfile import Surroundings, parse, quick_check

TWO = BUILD + "FROM node:18-alpine\nWORKDIR /app\nCOPY --from=build /app/.next ./.next\n"
"""Two stages with nothing to complain about."""
ONE = "FROM x\n"

WARNINGS = [
    ("unknown-stage", BUILD + "FROM x\nCOPY --from=«builder» /app/.next ./.next\n"),
    ("unknown-stage", BUILD + "FROM x\nRUN --mount=type=bind,from=«biuld»,target=/b cp -r /b /c\n"),
    ("unknown-stage", BUILD + "FROM x\nCOPY --from=«3» /app/.next ./.next\n"),
    ("unknown-stage", TWO + "RUN --mount=from=«0»,target=/b cp -r /b /c\n"),
    (
        "unknown-stage",
        "FROM x AS a\nCOPY --from=«later» /b /c\nFROM y AS later\nFROM z\nCOPY --from=a /b /c\n",
    ),
    ("unused-stage", BUILD + "FROM y AS «test»\nRUN t\nFROM x\nCOPY --from=build /app/.next ./.next\n"),
    ("unused-stage", BUILD + "«FROM» y\nFROM x\nCOPY --from=build /app/.next ./.next\n"),
    ("final-is-build-stage", BUILD + "FROM «build»\nCMD a\n"),
    ("final-is-build-stage", BUILD + "FROM y AS z\nFROM «build»\nCOPY --from=z /b /c\n"),
    ("single-stage", "«FROM node:18-alpine»\nRUN npm run build\n"),
    ("copies-everything", TWO + "COPY --from=build «/app» .\n"),
    ("copies-everything", TWO + "COPY --from=build «/app/» ./\n"),
    ("copies-everything", TWO + "COPY --from=build /app/a «/app/*» ./\n"),
    ("copies-everything", TWO + "COPY --from=build «/» /\n"),
    ("copies-everything", TWO + "COPY --from=build «.» .\n"),
    ("copies-everything", TWO + "COPY --from=build «/app» .\nRUN rm -rf app lib\n"),
    ("copies-everything", TWO + 'COPY --from=0 ["«/app»", "./"]\n'),
    ("copy-needs-from", TWO + "COPY «.next» ./.next\n"),
    ("copy-needs-from", TWO + "COPY package.json «./node_modules» ./\n"),
    ("copy-needs-from", TWO + "COPY «web/dist/» ./\n"),
    ("copy-needs-from", TWO + "COPY «/app/public» ./public\n"),
    ("dev-server", TWO + 'CMD «["npm", "run", "dev"]»\n'),
    ("dev-server", TWO + "CMD «npm run dev»\n"),
    ("dev-server", TWO + 'ENTRYPOINT «["npx", "next", "dev"]»\n'),
    ("dev-server", TWO + 'CMD «["node", "--watch", "server.js"]»\n'),
    ("dev-server", TWO + "CMD «nodemon server.js»\n"),
    ("json-quotes", TWO + "CMD «['npm', 'run', 'start']»\n"),
    ("json-quotes", TWO + "CMD «[“npm”, “start”]»\n"),
    ("json-quotes", TWO + "CMD «[npm, start]»\n"),
    ("json-quotes", TWO + 'ENTRYPOINT «["npm", "start",]»\n'),
    ("json-quotes", TWO + 'CMD «["npm" "start"]»\n'),
    ("json-quotes", TWO + "RUN «['npm', 'ci']»\n"),
    ("json-quotes", TWO + "COPY «['a b', 'c']»\n"),
    ("json-quotes", TWO + 'CMD «["npm", "start"»\n'),
    ("trailing-comment", TWO + "COPY package.json ./ «# the scripts»\n"),
    ("trailing-comment", TWO + "WORKDIR /srv «# here»\n"),
    ("trailing-comment", TWO + "EXPOSE 3000 «#web»\n"),
    ("trailing-comment", TWO + "ENV PORT 3000 «# web»\n"),
    ("trailing-comment", TWO + "ENV A='1 # 2' B=3 «#c=4»\n"),
    ("trailing-comment", TWO + 'CMD ["npm", "start"] «# go»\n'),
    ("trailing-comment", TWO + "USER node «# not root»\n"),
    ("from-swallowed", TWO + "RUN npm ci «\\»\nCOPY a b\n"),
    (
        "from-swallowed",
        BUILD + "RUN npm run build «\\»\n\nFROM node:18-alpine\nCMD a\n",
    ),
    ("from-swallowed", TWO + 'RUN a \\\n  && b «\\»\n  CMD ["c"]\n'),
    ("server-in-run", TWO + "RUN «npm start»\n"),
    ("server-in-run", TWO + "RUN «npm run start»\n"),
    ("server-in-run", TWO + "RUN «npm ci && next start»\n"),
    ("server-in-run", TWO + 'RUN «["node", "server.js"]»\n'),
    ("server-in-run", TWO + "RUN «NODE_ENV=production npm run dev»\n"),
    ("server-in-run", TWO + "RUN «<<EOF»\nnpm ci\nnpm start\nEOF\n"),
    ("relative-from-path", TWO + "COPY --from=build «.next» ./\n"),
    ("relative-from-path", TWO + "COPY --from=build /app/a «./public» ./\n"),
    ("capital-base", "FROM x AS base\nRUN a\nFROM «Base» AS b\nFROM y\nCOPY --from=b /c /d\n"),
    ("nothing-copied", BUILD + "«FROM node:18-alpine»\nCMD a\n"),
    ("nothing-copied", BUILD + "«FROM node:18-alpine»\nCOPY --from=nginx:1 /a /b\n"),
]

FINE = [
    ("unknown-stage", BUILD + "FROM x\nCOPY --from=Build /app/.next ./\n"),
    (
        "unknown-stage",
        TWO + "COPY --from=nginx:1 /a /b\nCOPY --from=ghcr.io/a /b /c\nCOPY --from=busybox /d /e\n",
    ),
    ("unknown-stage", TWO + "COPY --from=$STAGE /a /b\nCOPY --from=0 /app/c /d\n"),
    ("unused-stage", "FROM x AS base\nFROM base AS build\nRUN a\nFROM base\nCOPY --from=build /b /c\n"),
    ("unused-stage", BUILD + "FROM x\nRUN --mount=from=build,target=/b cp -r /b /c\n"),
    ("unused-stage", BUILD + "FROM x\nCOPY --from=bulid /a /b\n"),
    (
        "final-is-build-stage",
        "FROM x AS base\nFROM base AS build\nRUN npm run build\nFROM base\nCOPY --from=build /b /c\n",
    ),
    ("final-is-build-stage", TWO),
    ("single-stage", TWO),
    ("nothing-copied", "FROM x AS a\nFROM x AS b\nCOPY --from=a /c /d\nFROM b\n"),
    ("nothing-copied", BUILD + "FROM x\nCOPY --from=bulid /a /b\n"),
    ("nothing-copied", "FROM x\n"),
    (
        "copies-everything",
        TWO + "COPY --from=build /app/public ./public\nCOPY --from=nginx:1 / /x\nCOPY . .\n",
    ),
    ("copies-everything", BUILD + "RUN rm -rf app lib\nFROM x\nCOPY --from=build /app ./\n"),
    ("copies-everything", BUILD + "RUN npm run b && rm -r lib\nFROM x\nCOPY --from=build /app ./\n"),
    ("copies-everything", "FROM x AS a\nWORKDIR $HOME\nRUN b\nFROM y\nCOPY --from=a /app .\n"),
    (
        "copy-needs-from",
        BUILD + "FROM x\nCOPY --from=build /app/dist ./dist\nCOPY build.sh distribution ./\n",
    ),
    ("copy-needs-from", "FROM x AS a\nCOPY dist ./\nFROM y\nCOPY --from=a /b /c\nCOPY /application ./\n"),
    (
        "dev-server",
        'FROM x AS dev\nCMD ["npm", "run", "dev"]\nFROM y\nCOPY --from=dev /a /b\nCMD ["npm", "run", "start"]\n',
    ),
    ("dev-server", TWO + 'CMD npm run dev\nCMD ["npm", "run", "start"]\n'),
    ("dev-server", TWO + 'CMD ["npm", "run", "dev-tools"]\n'),
    ("json-quotes", TWO + 'CMD ["npm", "run", "start"]\nRUN [ -f x ] && y\nRUN [ "$A" = "b" ] || z\n'),
    (
        "json-quotes",
        TWO + 'CMD npm start\nCMD [[ -f x ]] && y\nCOPY [abc]*.txt ./\nHEALTHCHECK CMD [ "$A" ]\n',
    ),
    (
        "trailing-comment",
        TWO + "RUN npm ci # shell\nCMD a # shell\n# alone\nENV A='b # c' D=#e\nLABEL f=\"g # h\"\n",
    ),
    ("trailing-comment", TWO + 'COPY ["# a", "b"]\nRUN ["a", "# b"]\nRUN a \\\n  # inside\n  b\nCOPY #a b\n'),
    (
        "from-swallowed",
        TWO + "RUN a \\\n  && FROM=b c \\\n  copy d \\\n  FROMAGE\nHEALTHCHECK --retries=3 \\\n  CMD e\n",
    ),
    ("from-swallowed", TWO + "ONBUILD \\\n  RUN a\nRUN <<EOF\na \\\nCOPY b\nEOF\n"),
    (
        "server-in-run",
        TWO + "RUN npm run build\nRUN npm run start:build\nRUN echo npm start > run.sh\nCMD npm start\n",
    ),
    ("server-in-run", TWO + "RUN npm start & sleep 1\nRUN node build.js\nRUN vite build --mode a\n"),
    (
        "relative-from-path",
        TWO + "COPY --from=build app/public ./\nCOPY --from=nginx:1 etc/x /y\nCOPY public ./\n",
    ),
    ("relative-from-path", "FROM x AS a\nRUN b\nFROM y\nCOPY --from=a out/c /d\n"),
    ("relative-from-path", TWO + "COPY --from=build /app/public ./public # the images\n"),
    ("unused-stage", BUILD + "FROM x\nCMD a\n"),
    ("nothing-copied", BUILD + "FROM build\nCMD a\n"),
    ("capital-base", "FROM x AS Base\nRUN a\nFROM base AS b\nFROM y\nCOPY --from=b /c /d\n"),
]


@pytest.mark.parametrize(("code", "marked"), WARNINGS)
def test_warning(code, marked):
    text, span = unmark(marked)
    found = quick_check(parse(text))
    assert (code, span, "warning") in [(p.code, p.span, p.severity) for p in found]
    assert not any(p.severity == "error" for p in found)


@pytest.mark.parametrize(("code", "marked"), WARNINGS)
def test_warning_is_told_once_and_in_a_short_sentence(code, marked):
    found = [p for p in quick_check(parse(unmark(marked)[0])) if p.code == code]
    assert len(found) == 1
    assert found[0].message.endswith((".", "?"))
    assert len(found[0].message) < 200


@pytest.mark.parametrize(("code", "text"), FINE)
def test_near_miss(code, text):
    assert code not in {p.code for p in quick_check(parse(text))}


def test_every_warning_has_a_near_miss():
    assert {code for code, _ in WARNINGS} == {code for code, _ in FINE}


def test_lesson_files():
    assert [p.code for p in quick_check(parse(TRADITIONAL))] == ["single-stage", "dev-server"]
    assert quick_check(parse(MULTI_STAGE)) == ()
    assert quick_check(parse(TWO)) == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            BUILD + "FROM x\nCOPY --from=builder /a /b\n",
            "`builder` is not a stage in this file; yours: `build`.",
        ),
        ("FROM x\nRUN a\nFROM y\nCOPY --from=build /a /b\n", "Name the stage: `FROM ... AS build`"),
        (BUILD + "FROM y AS deps\nFROM x\nCOPY --from=dep /a /b\n", "Did you mean `deps`?"),
        (TWO + "CMD ['npm', 'run', 'start']\n", '`CMD ["npm", "run", "start"]`'),
        (TWO + "COPY --from=build .next ./\n", "Write `/app/.next`."),
        (TWO + "COPY dist ./\n", "`--from=build`"),
        (
            "FROM x AS a\nCOPY --from=z /b /c\nFROM y AS z\nFROM w\nCOPY --from=a /b /c\n",
            "further down, at line 3",
        ),
    ],
)
def test_warning_says_what_to_write(text, words):
    assert any(words in p.message for p in quick_check(parse(text)))


def test_in_file_order_and_one_a_place():
    text = BUILD + "FROM build\nCOPY .next ./ # it\nCMD ['a'] # b\nRUN npm start\n"
    places = [(p.span.line, p.span.column) for p in quick_check(parse(text))]
    assert len(places) >= 4
    assert places == sorted(set(places))


def test_says_nothing_of_stages_while_the_file_has_errors():
    assert {p.code for p in quick_check(parse(BUILD + "FORM x\nRUN a\n"))} == {"unknown-instruction"}


def test_a_stage_that_the_lab_builds_by_its_name_is_used_and_so_is_what_it_needs():
    text = BUILD + "FROM x AS tools\nFROM tools AS test\nFROM y AS other\nFROM x\nCOPY --from=build /a /b\n"
    codes = [(p.code, p.span.line) for p in quick_check(parse(text), Surroundings(targets=("TEST", "none")))]
    below = BUILD.count("\n")
    assert codes == [("unused-stage", below + 3)]
    assert len(quick_check(parse(text))) == 3
