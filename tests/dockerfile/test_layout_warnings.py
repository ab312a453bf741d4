"""The quick check's warnings about targets, the project folder and what does not last, with near misses."""

import pytest

from tests.dockerfile.marks import BUILD, assert_warning, codes
from tutor.dockerfile import parse, quick_check

LAST = "FROM node:18-alpine\nWORKDIR /app\nCOPY --from=build /app/.next ./.next\n"
TWO = BUILD + LAST

WARNINGS = [
    ("copy-needs-folder", TWO + "COPY a.txt b.txt «/lib»\n"),
    ("copy-needs-folder", TWO + "COPY --from=build /app/a /app/b «lib»\n"),
    ("copy-needs-folder", TWO + 'ADD ["a", "b", "«c»"]\n'),
    ("copies-contents", TWO + "COPY --from=build «/app/node_modules» ./\n"),
    ("copies-contents", TWO + "COPY --from=build «/app/node_modules/» .\n"),
    ("copies-contents", TWO + "COPY --from=build «/app/node_modules» /app/public ./\n"),
    ("copies-contents", TWO + "COPY --from=build «/app/.next» /srv/\n"),
    ("ships-project", TWO + "COPY «.» .\n"),
    ("ships-project", TWO + "COPY --chown=node:node «./» /app/\n"),
    (
        "ships-project",
        "FROM x AS base\nCOPY «.» .\nFROM base AS build\n"
        + BUILD.split("\n", 1)[1].replace("RUN", "COPY . .\nRUN")
        + "FROM base\nCOPY --from=build /b /c\n",
    ),
    ("single-dash", TWO + "COPY «-from=build» /app/a ./a\n"),
    ("single-dash", TWO + "RUN «-mount=type=cache,target=/c» npm ci\n"),
    ("one-string", TWO + 'CMD «["npm run start"]»\n'),
    ("one-string", TWO + 'ENTRYPOINT «["node server.js"]»\n'),
    ("lost-with-shell", TWO + "RUN «cd /app»\n"),
    ("lost-with-shell", TWO + "RUN «export NODE_ENV=production»\n"),
    ("command-replaced", TWO + "«CMD» a\nCMD b\n"),
    ("command-replaced", TWO + '«ENTRYPOINT» ["a"]\nENTRYPOINT ["b"]\n'),
]

FINE = [
    (
        "copy-needs-folder",
        TWO + "COPY a b ./\nCOPY c d .\nCOPY e f /app\nCOPY g h $LIB\nCOPY package*.json lib\n",
    ),
    ("copy-needs-folder", TWO + "COPY --parents a b lib\nCOPY a <<EOF /b\nEOF\nCOPY a # b c\n"),
    (
        "copies-contents",
        TWO + "COPY --from=build /app/node_modules ./node_modules/\nCOPY --from=build /app/dist ./\n",
    ),
    (
        "copies-contents",
        TWO + "COPY --from=build /app/.next/standalone ./\nCOPY --from=build /a/node_modules $X/\n",
    ),
    (
        "copies-contents",
        TWO + "COPY --from=build /app/.next .next-of-today\nCOPY --from=build /a/.next /srv/.next/\n",
    ),
    ("copy-needs-folder", TWO + "COPY -from=build a b\nCOPY -x a b\n"),
    ("copies-contents", TWO + "WORKDIR .next\nCOPY --from=build /app/.next .\nWORKDIR $X\nCOPY .next ./\n"),
    ("ships-project", TWO + "COPY public ./public\n"),
    ("ships-project", BUILD + "FROM php:8-fpm\nCOPY . .\nCOPY --from=build /app/dist ./dist\n"),
    ("ships-project", "FROM x\nCOPY . .\nRUN npm run build\n"),
    (
        "ships-project",
        "FROM x AS build\nCOPY requirements.txt ./\nRUN a\nFROM y\nCOPY --from=build /venv /venv\nCOPY . .\n",
    ),
    ("single-dash", TWO + 'COPY --from=build /app/-from ./\nCMD -p 3\nRUN ["-mount=a"]\nCOPY -rf x y\n'),
    (
        "one-string",
        TWO + 'CMD ["npm", "run start"]\nENTRYPOINT ["/My Program/run"]\nCMD npm run start\nCMD ["npm"]\n',
    ),
    ("lost-with-shell", TWO + "RUN cd /app && npm ci\nRUN export A=1; make\nRUN cdecl\n"),
    ("command-replaced", BUILD + "CMD a\n" + LAST + "CMD b\nENTRYPOINT c\nHEALTHCHECK CMD d\n"),
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
        (TWO + "COPY a b lib\n", "Write `lib/`."),
        (TWO + "COPY --from=build /app/.next .\n", "Give it `./.next` as the target"),
        (
            TWO + "COPY --from=build /app/.next /app/public ./\n",
            "a line of its own, with `./.next` as the target",
        ),
        (TWO + "COPY . .\n", "`--from=build`"),
        (TWO + "RUN cd /srv\n", "Write `WORKDIR /srv`."),
        (TWO + "CMD a\nCMD b\n", "that is line 9"),
    ],
)
def test_warning_says_what_to_write(text, words):
    assert any(words in p.message for p in quick_check(parse(text)))
