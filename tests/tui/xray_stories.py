"""Two images of one Next.js app for the screens: the traditional one and its multi-stage sibling, with real proportions."""

from tests.xray.images import symlink, whiteout
from tests.xrays import application, file, manifests, seen
from tutor.model.xray import Item, Origin, State
from tutor.xray import LabRules

BASE = (
    Origin(0, "ADD alpine-minirootfs-3.20.tar.gz /", base=True),
    Origin(1, "RUN addgroup -g 1000 node && adduser -u 1000 -G node", base=True),
    Origin(2, "RUN apk add --no-cache --virtual .build-deps-yarn curl", base=True),
)
TRADITIONAL = (
    *BASE,
    Origin(3, "WORKDIR /app", 3),
    Origin(4, "COPY package*.json ./", 7),
    Origin(5, "RUN npm install", 9),
    Origin(6, "RUN npm install -g next", 10),
    Origin(7, "COPY . ./", 12),
)
YOURS = (
    *BASE,
    Origin(3, "WORKDIR /app", 12),
    Origin(4, "COPY --from=build /app/package.json ./", 13),
    Origin(5, "COPY --from=build /app/node_modules ./node_modules", 14),
    Origin(6, "COPY --from=build /app/.next ./.next", 15),
    Origin(7, "COPY --from=build /app/public ./public", 16),
    Origin(8, "RUN chown -R node /app/.next/static", 17),
)
DEV = ("typescript@5.3.3", "eslint@8.57.0", "@types/node@20.11.5", "prettier@3.2.4", "webpack@5.90.0")
RUN = (
    "next@14.2.5",
    "react@18.3.1",
    "react-dom@18.3.1",
    "@swc/helpers@0.5.5",
    "sharp@0.33.4",
    "postcss@8.4.31",
)
RULES = LabRules(source=("app/package*.json", "app/*.mjs"))


def item(path, size, layer, category, why="", package=""):
    """Return one shipped file as the screen gets it, for texts that no image would have."""
    return Item(path, size, layer, category, State.VISIBLE, why, package)


def base_files():
    yield file("bin/busybox", 824_984, 0)
    yield file("lib/libc.musl-x86_64.so.1", 650_752, 0)
    yield file("usr/local/bin/node", 91_234_567, 1)
    yield 1, symlink("usr/local/bin/nodejs", "node")
    for n in range(300):
        yield file(f"usr/local/lib/node_modules/npm/lib/commands/c{n % 17}/file-{n}.js", 190_000 + 37 * n, 1)
    yield file("opt/yarn-v1.22.22/lib/cli.js", 5_343_210, 2)


def modules(names, layer, files, size):
    for at, name in enumerate(names):
        folder = name.rpartition("@")[0]
        for n in range(files):
            path = f"app/node_modules/{folder}/dist/part-{n % 7}/module-{n}.js"
            yield file(path, size * (len(names) - at) // 3 + 1013 * n, layer)


def texts(app, layer):
    run, dev = ([name.rpartition("@")[0] for name in some] for some in (RUN, DEV))
    apk = b"P:busybox\nV:1.36.1-r29\nF:bin\nR:busybox\n\nP:musl\nV:1.2.5-r0\nF:lib\nR:libc.musl-x86_64.so.1\n"
    return [
        (0, "lib/apk/db/installed", apk),
        *manifests("usr/local/lib", ["npm@10.8.2"], 1),
        application(app, run, dev),
        *manifests("app", (*RUN, *DEV), layer),
    ]


def traditional():
    files = [
        *base_files(),
        file("app/package.json", 640, 4),
        file("app/package-lock.json", 204_800, 4),
        *modules(RUN, 5, 150, 60_000),
        *modules(DEV, 5, 130, 90_000),
    ]
    for n in range(500):
        path = f"root/.npm/_cacache/content-v2/sha512/{n % 256:02x}/{n % 199:02x}/{n * 7919:060x}"
        files.append(file(path, 200_000 + 311 * n, 5))
    for n in range(240):
        path = f"usr/local/lib/node_modules/next/dist/compiled/{n % 40}/index-{n}.js"
        files.append(file(path, 450_000 + 1301 * n, 6))
    files += [file(f"app/app/page-{n}/page.tsx", 2_100 + 17 * n, 7) for n in range(60)]
    files += [file("app/public/hero.jpg", 812_345, 7), file("app/next.config.bak.mjs", 312, 7, "config")]
    files += [file("app/next.config.mjs", 312, 7, "config")]
    found = [*texts(4, 5), *manifests("usr/local/lib", RUN[:1], 6)]
    return seen("traditional", TRADITIONAL, files, found, RULES)


def yours():
    files = [*base_files(), file("app/package.json", 655, 4), *modules(RUN, 5, 150, 60_000)]
    for n in range(120):
        path = f"app/.next/static/chunks/{n * 104_729:012x}.js"
        files += [file(path, 33_000 + 211 * n, layer) for layer in (6, 8)]
    files += [
        file("app/.next/server/app/page.js", 61_234, 6),
        file("root/.cache/build.log", 1_250_000, 5),
        file("app/public/hero.jpg", 812_345, 7),
        file("app/public/hero-2.jpg", 812_345, 7, "app/public/hero.jpg:812345"),
        file("root/.npm/_logs/debug-0.log", 48_211, 8),
        (8, whiteout("root/.cache")),
    ]
    return seen("yours", YOURS, files, texts(4, 5), RULES)


def many(count=35_000):
    """Return an image of as many files, in folders as deep and as wide as real ones."""
    files = [
        file(
            f"app/node_modules/package-{n % 900}/dist/esm/part-{n % 13}/module-{n}.js",
            100 + n * 7 % 90_000,
            5,
        )
        for n in range(count)
    ]
    dev = [f"package-{n}" for n in range(0, 900, 3)]
    return seen("yours", TRADITIONAL, files, [application(5, [], dev)])
