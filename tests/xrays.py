"""Images as lab 1's traditional one and its multi-stage sibling, seen through as the program does it."""

import json
import random

from tests.xray.images import file as entry
from tests.xray.images import whiteout
from tutor.model.image import Image, Layer
from tutor.model.xray import Origin
from tutor.xray import LabRules, compare, examine

HOSTILE_NAMES = (
    "</script><img src=x onerror=document.title='hit'>",
    "<!--<script>",
    "&lt;b&gt;\"'`${document.title='hit'}",
    "user\u202egnp.exe",
    "line\u2028separator\u2029",
    "control\x00\x1b[31m\x07\r\n",
    "\udcff\udcfe",
    "\x01\x02",
    "n" * 4000,
    "/".join(["deep"] * 900),
    "__proto__",
    "constructor",
    "漢字" * 40,
)
_BASE = (
    Origin(0, "ADD file:7625ddfd589fb824ee in /", base=True),
    Origin(1, "RUN /bin/sh -c addgroup -g 1000 node && apk add --no-cache libstdc++", base=True),
    Origin(2, "RUN /bin/sh -c apk add --no-cache --virtual .build-deps-yarn curl gnupg tar", base=True),
    Origin(3, "COPY file:4d192565a7220e135cab6c in /usr/local/bin/", base=True),
)
TRADITIONAL = (
    *_BASE,
    Origin(4, "WORKDIR /app", 3),
    Origin(5, "COPY package*.json ./", 7),
    Origin(6, "RUN npm install", 9),
    Origin(7, "RUN npm install -g next", 10),
    Origin(8, "COPY . ./", 12),
)
MULTI = (
    *_BASE,
    Origin(4, "WORKDIR /app", 17),
    Origin(5, "COPY --from=build /app/.next ./.next", 19),
    Origin(6, "COPY --from=build /app/public ./public", 20),
    Origin(7, "COPY --from=build /app/package.json ./", 21),
    Origin(8, "COPY --from=build /app/node_modules ./node_modules", 22),
)


RULES = LabRules(source=("app/package*.json", "app/app/**"))
_WORDS = ("index", "main", "server", "client", "router", "parser", "compile", "webpack", "react", "worker")
_APK = b"".join(
    b"P:%b\nV:%b\nF:lib\nR:%b.so\n\n" % (name, version, name)
    for name, version in ((b"musl", b"1.2.4"), (b"busybox", b"1.36.1"), (b"libstdc++", b"12.2.1"))
)
_RUN = ("next@14.2.3", "@next/swc-linux-x64-musl@14.2.3", "react-dom@18.3.1", "caniuse-lite@1.0.3")
_DEV = ("typescript@5.3.3", "eslint@8.57.0", "@typescript-eslint/parser@7.2.0")
_SMALL = tuple(f"small-{n}@1.0.{n}" for n in range(90))


def seen(name, origins, files, texts=None, rules=None, engine_size=None):
    """Return the X-ray of an image; `files` are (layer, entry), `texts` (layer, path, content) of what tells of others."""
    entries, telling = ([[] for _ in origins], [{} for _ in origins])
    for layer, found in files:
        entries[layer].append(found)
    for layer, path, content in texts or ():
        telling[layer][path] = content
    layers = tuple(
        Layer(f"sha256:{n}", tuple(entries[n]), origin.words, None, telling[n])
        for n, origin in enumerate(origins)
    )
    digest = f"sha256:{name.encode('utf-8', 'replace').hex():0<64.64}"
    return examine(Image(digest, layers, {}, engine_size), name, origins, rules)


def file(path, size, layer, content=""):
    """Return one file for `seen`; files of one content have one digest."""
    return layer, entry(path, size, content or f"{path}:{size}")


def folder(path, size, files, layer):
    """Return that many files in a folder, of uneven sizes that add up to `size`; the same each time."""
    dice = random.Random(path)
    weights = [dice.paretovariate(0.9) for _ in range(files)]
    sizes = [int(size * weight / sum(weights)) for weight in weights]
    sizes[0] += size - sum(sizes)
    names = [f"{path}/{dice.choice(_WORDS)}-{n}.js" for n in range(files)]
    return [file(name, bytes_, layer) for name, bytes_ in zip(names, sizes, strict=True)]


def manifests(root, packages, layer):
    """Return the texts of the package.json of packages as in `next@14.2.3`, by where they are installed."""
    pairs = (package.rsplit("@", 1) for package in packages)
    return [
        (layer, f"{root}/node_modules/{name}/package.json", json.dumps({"version": version}).encode())
        for name, version in pairs
    ]


def application(layer, run, dev):
    """Return the text of the application's own manifest."""
    needs = {"dependencies": dict.fromkeys(run, "*"), "devDependencies": dict.fromkeys(dev, "*")}
    return layer, "app/package.json", json.dumps(needs).encode()


def traditional():
    """Return the X-ray of an image like lab 1's traditional one: about 3,000 files, 786 MB."""
    files = [
        *_base_files(),
        file("app/package.json", 712, 5),
        file("app/package-lock.json", 238_114, 5),
        file("app/old.tar", 3_000_000, 5),
        *_node_modules(6),
        *folder("root/.npm/_cacache/content-v2/sha512", 198_400_000, 420, 6),
        *folder("usr/local/lib/node_modules/next", 111_600_000, 159, 7),
        file("usr/local/lib/node_modules/next/dist/compiled.js", 9_400_000, 7, "compiled"),
        *folder("root/.npm/_logs", 41_300_000, 60, 7),
        *folder("app/app", 84_000, 40, 8),
        *folder("app/public", 2_400_000, 25, 8),
        *folder("app/.git/objects", 6_100_000, 90, 8),
        file("app/package-lock.json", 238_114, 8),
        (8, whiteout("app/old.tar")),
    ]
    texts = [*_texts(5, 6), *manifests("usr/local/lib", _RUN[:1], 7)]
    return seen("shop:traditional", TRADITIONAL, files, texts, RULES, 931_000_000)


def multi_stage():
    """Return the X-ray of the multi-stage sibling: half of it is gone, dev dependencies are still there."""
    files = [
        *_base_files(),
        *folder("app/.next/server", 4_100_000, 120, 5),
        *folder("app/.next/static", 1_300_000, 60, 5),
        *folder("app/.next/cache/webpack", 21_500_000, 12, 5),
        *folder("app/public", 2_400_000, 25, 6),
        file("app/package.json", 698, 7),
        *_node_modules(8),
    ]
    return seen("shop:multi", MULTI, files, _texts(7, 8), RULES)


def difference(before=None, after=None):
    """Return what differs between two images."""
    return compare(before or traditional(), after or multi_stage())


def hostile():
    """Return an image in which every text that can be untrusted is hostile."""
    files = [file(f"app/{name}", 1000 + n, 0) for n, name in enumerate(HOSTILE_NAMES)]
    files += [file(f"app/node_modules/{name}/x", 700 + n, 0) for n, name in enumerate(HOSTILE_NAMES)]
    files += [file(name, 500, 0, "the same") for name in HOSTILE_NAMES]
    texts = [
        (0, f"app/node_modules/{n}/package.json", json.dumps({"version": n}).encode()) for n in HOSTILE_NAMES
    ]
    return seen(HOSTILE_NAMES[0] + HOSTILE_NAMES[3], (Origin(0, "COPY . ."),), files, texts)


def empty():
    """Return an image without a file, as from `FROM scratch` and a label."""
    return seen("empty", (), ())


def _base_files():
    return [
        *(
            file(f"lib/{name}.so", size, 0)
            for name, size in (("musl", 650_000), ("busybox", 930_000), ("libstdc++", 2_700_000))
        ),
        *folder("etc/ssl", 520_000, 12, 0),
        file("usr/local/bin/node", 92_300_000, 1),
        *folder("usr/local/include/node", 10_900_000, 120, 1),
        *folder("usr/local/lib/node_modules/npm", 12_100_000, 240, 1),
        *folder("opt/yarn-v1.22.19", 5_300_000, 9, 2),
        file("usr/local/bin/docker-entrypoint.sh", 388, 3),
    ]


def _texts(app, modules):
    run, dev = ([p.rsplit("@", 1)[0] for p in some] for some in ((*_RUN, *_SMALL), _DEV))
    return [
        (0, "lib/apk/db/installed", _APK),
        application(app, run, dev),
        *manifests("app", (*_RUN, *_DEV, *_SMALL), modules),
    ]


def _node_modules(layer):
    files = [file("app/node_modules/next/dist/compiled.js", 9_400_000, layer, "compiled")]
    sizes = (94_600_000, 62_000_000, 4_500_000, 2_300_000, 32_500_000, 11_200_000, 8_600_000)
    counts = (259, 2, 40, 180, 110, 220, 70)
    for package, size, count in zip((*_RUN, *_DEV), sizes, counts, strict=True):
        files += folder("app/node_modules/" + package.rsplit("@", 1)[0], size, count, layer)
    for n in range(90):
        files += folder(f"app/node_modules/small-{n}", 300_000 + 9_000 * n, 8, layer)
    return files
