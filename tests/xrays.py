"""Images seen through, made by hand: lab 1's traditional image, its multi-stage sibling, and what differs."""

import random
from dataclasses import replace

from tutor.model.xray import (
    Category,
    Change,
    Difference,
    Fate,
    Item,
    Origin,
    State,
    Waste,
    WasteRow,
    XRay,
)

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


def folder(path, size, files, layer, category, why, **more):
    """Return that many files in a folder, of uneven sizes that add up to `size`; the same each time."""
    dice = random.Random(path)
    weights = [dice.paretovariate(0.9) for _ in range(files)]
    sizes = [int(size * weight / sum(weights)) for weight in weights]
    sizes[0] += size - sum(sizes)
    names = [f"{path}/{dice.choice(_WORDS)}-{n}.js" for n in range(files)]
    return [
        Item(name, bytes_, layer, category, State.VISIBLE, why, digest=f"{name}:{bytes_}", **more)
        for name, bytes_ in zip(names, sizes, strict=True)
    ]


def file(path, size, layer, category, why, **more):
    """Return one file."""
    return Item(path, size, layer, category, State.VISIBLE, why, digest=f"{path}:{size}", **more)


def traditional():
    """Return the X-ray of an image like lab 1's traditional one: about 3,000 files, 832 MB."""
    layer = 6
    items = [
        *_base_items(),
        *_node_modules(layer),
        *_cache("root/.npm/_cacache/content-v2/sha512", 198_400_000, 420, layer),
        file("app/package.json", 712, 5, Category.SOURCE, "source, by the lab's rules"),
        file("app/package-lock.json", 238_114, 5, Category.SOURCE, "source, by the lab's rules"),
        *_package("usr/local/lib/node_modules/next", "npm:next@14.2.3", 121_000_000, 160, 7, Category.TOOL),
        *_cache("root/.npm/_logs", 41_300_000, 60, 7),
        *folder("app/app", 84_000, 40, 8, Category.SOURCE, "source, by the lab's rules"),
        *folder("app/public", 2_400_000, 25, 8, Category.OTHER, ""),
        *folder("app/.git/objects", 6_100_000, 90, 8, Category.SOURCE, "version control"),
        replace(file("app/old.tar", 3_000_000, 5, Category.OTHER, ""), state=State.DELETED),
    ]
    return XRay("shop:traditional", "sha256:" + "a" * 64, TRADITIONAL, tuple(items), _waste(), 931_000_000)


def multi_stage():
    """Return the X-ray of the multi-stage sibling: half of it is gone, dev dependencies are still there."""
    items = [
        *_base_items(),
        *folder("app/.next/server", 4_100_000, 120, 5, Category.OUTPUT, "output of next build"),
        *folder("app/.next/static", 1_300_000, 60, 5, Category.OUTPUT, "output of next build"),
        *_cache("app/.next/cache/webpack", 21_500_000, 12, 5),
        *[replace(i, layer=6) for i in folder("app/public", 2_400_000, 25, 8, Category.OTHER, "")],
        file("app/package.json", 698, 7, Category.SOURCE, "source, by the lab's rules"),
        *_node_modules(8),
    ]
    return XRay("shop:multi", "sha256:" + "b" * 64, MULTI, tuple(items), Waste(0, 0, 0), None)


def difference(before=None, after=None):
    """Return what differs between two images, by path and digest."""
    before, after = before or traditional(), after or multi_stage()
    old, new = ({item.path: item for item in image.items} for image in (before, after))
    changes = [_change(old.get(path), new.get(path)) for path in dict.fromkeys([*old, *new])]
    changes.sort(key=lambda c: (c.fate is Fate.KEPT, -abs(c.delta) or -c.item.size))
    return Difference(before, after, tuple(changes))


def hostile():
    """Return an image in which every text that can be untrusted is hostile."""
    items = [
        file(f"app/{name}", 1000 + n, 0, Category.OTHER, name[:300], package=name[:300])
        for n, name in enumerate(HOSTILE_NAMES)
    ]
    items += [file(name, 500, 0, Category.SOURCE, "") for name in HOSTILE_NAMES]
    waste = Waste(
        7, 0, 9, (WasteRow(HOSTILE_NAMES[0], 9, "duplicate", TRADITIONAL[8], None, HOSTILE_NAMES[3]),)
    )
    return XRay(
        HOSTILE_NAMES[0] + HOSTILE_NAMES[3], "sha256:0", (Origin(0, "COPY . ."),), tuple(items), waste
    )


def empty():
    """Return an image without a file, as from `FROM scratch` and a label."""
    return XRay("empty", "sha256:" + "0" * 64, (), (), Waste(0, 0, 0))


_WORDS = ("index", "main", "server", "client", "router", "parser", "compile", "webpack", "react", "worker")


def _change(old, new):
    fate = Fate.KEPT
    if old is None or new is None:
        fate = Fate.ADDED if old is None else Fate.DROPPED
    elif old.digest != new.digest:
        fate = Fate.CHANGED
    return Change(fate, old, new)


def _base_items():
    why = "layer of the base image"
    packages = (("musl-1.2.4", 650_000), ("busybox-1.36.1", 930_000), ("libstdc++-12.2.1", 2_700_000))
    return [
        *(
            file(f"lib/{name}.so", size, 0, Category.BASE, why, package=f"apk:{name}")
            for name, size in packages
        ),
        *folder("etc/ssl", 520_000, 12, 0, Category.BASE, why),
        file("usr/local/bin/node", 92_300_000, 1, Category.BASE, why),
        *folder("usr/local/include/node", 10_900_000, 120, 1, Category.BASE, why),
        *folder("usr/local/lib/node_modules/npm", 12_100_000, 240, 1, Category.BASE, why),
        *folder("opt/yarn-v1.22.19", 5_300_000, 9, 2, Category.BASE, why),
        file("usr/local/bin/docker-entrypoint.sh", 388, 3, Category.BASE, why),
    ]


def _node_modules(layer):
    items = []
    for name, size, files in (
        ("next@14.2.3", 104_000_000, 260),
        ("@next/swc-linux-x64-musl@14.2.3", 62_000_000, 2),
        ("react-dom@18.3.1", 4_500_000, 40),
        ("caniuse-lite@1.0.3", 2_300_000, 180),
    ):
        items += _npm(name, size, files, layer, Category.RUNTIME, "needed by package.json")
    for name, size, files in (
        ("typescript@5.3.3", 32_500_000, 110),
        ("eslint@8.57.0", 11_200_000, 220),
        ("@typescript-eslint/parser@7.2.0", 8_600_000, 70),
    ):
        items += _npm(name, size, files, layer, Category.DEV, "dev dependency of package.json")
    for n in range(90):
        items += _npm(f"small-{n}@1.0.{n}", 300_000 + 9_000 * n, 8, layer, Category.RUNTIME, "needed by next")
    return items


def _npm(name, size, files, layer, category, why):
    path = "app/node_modules/" + name.rpartition("@")[0]
    return folder(path, size, files, layer, category, why, package=f"npm:{name}")


def _package(path, package, size, files, layer, category):
    return folder(path, size, files, layer, category, "npm's global package", package=package)


def _cache(path, size, files, layer):
    return folder(path, size, files, layer, Category.CACHE, "cache of npm")


def _waste():
    line = dict(enumerate(TRADITIONAL))
    return Waste(
        3_000_000,
        1_204_000,
        9_400_000,
        (
            WasteRow(
                "app/node_modules/next/dist/compiled", 9_400_000, "duplicate", line[6], None, "usr/local/lib"
            ),
            WasteRow("app/old.tar", 3_000_000, "deleted", line[5], line[8]),
            WasteRow("app/package-lock.json", 1_204_000, "overwritten", line[5], line[8]),
        ),
    )
