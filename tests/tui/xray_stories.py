"""Two images of one Next.js app, made by hand: the traditional one and its multi-stage sibling, with real proportions."""

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


def file(path, size, layer, category, why="", package="", state=State.VISIBLE, **fields):
    return Item(path, size, layer, category, state, why, package, digest=f"{size:032x}", **fields)


def base_items():
    yield file("bin/busybox", 824_984, 0, Category.BASE, "apk package busybox", "apk:busybox@1.36.1-r29")
    yield file(
        "lib/libc.musl-x86_64.so.1", 650_752, 0, Category.BASE, "apk package musl", "apk:musl@1.2.5-r0"
    )
    yield file("usr/local/bin/node", 91_234_567, 1, Category.BASE, "layer of the base image")
    yield Item(
        "usr/local/bin/nodejs", 4, 1, Category.BASE, State.VISIBLE, "layer of the base image", kind="symlink"
    )
    for n in range(300):
        path = f"usr/local/lib/node_modules/npm/lib/commands/c{n % 17}/file-{n}.js"
        yield file(path, 190_000 + 37 * n, 1, Category.BASE, "layer of the base image", "npm:npm@10.8.2")
    yield file("opt/yarn-v1.22.22/lib/cli.js", 5_343_210, 2, Category.BASE, "layer of the base image")


def modules(names, layer, category, why, files, size):
    for at, name in enumerate(names):
        folder = name.rpartition("@")[0]
        for n in range(files):
            path = f"app/node_modules/{folder}/dist/part-{n % 7}/module-{n}.js"
            yield file(path, size * (len(names) - at) // 3 + 1013 * n, layer, category, why, f"npm:{name}")


def traditional():
    items = [*base_items()]
    items += [file("app/package.json", 640, 4, Category.SOURCE, "copied from the app's folder")]
    items += [file("app/package-lock.json", 204_800, 4, Category.SOURCE, "copied from the app's folder")]
    items += modules(RUN, 5, Category.RUNTIME, "npm dependency", 150, 60_000)
    items += modules(DEV, 5, Category.DEV, "dev dependency of package.json", 130, 90_000)
    for n in range(500):
        path = f"root/.npm/_cacache/content-v2/sha512/{n % 256:02x}/{n % 199:02x}/{n * 7919:060x}"
        items.append(file(path, 200_000 + 311 * n, 5, Category.CACHE, "npm's cache"))
    for n in range(240):
        path = f"usr/local/lib/node_modules/next/dist/compiled/{n % 40}/index-{n}.js"
        items.append(
            file(path, 450_000 + 1301 * n, 6, Category.TOOL, "npm's global packages", "npm:next@14.2.5")
        )
    for n in range(60):
        items.append(file(f"app/app/page-{n}/page.tsx", 2_100 + 17 * n, 7, Category.SOURCE, "a source file"))
    items.append(file("app/public/hero.jpg", 812_345, 7, Category.OTHER, "nothing tells"))
    items.append(file("app/next.config.mjs", 312, 7, Category.SOURCE, "copied from the app's folder"))
    rows = (
        WasteRow("app/next.config.mjs", 312, "duplicate", TRADITIONAL[7], None, "app/next.config.bak.mjs"),
    )
    return XRay("traditional", "sha256:" + "a" * 64, TRADITIONAL, tuple(items), Waste(0, 0, 312, rows))


def yours():
    items = [*base_items()]
    items += [file("app/package.json", 655, 4, Category.SOURCE, "copied from the app's folder")]
    items += modules(RUN, 5, Category.RUNTIME, "npm dependency", 150, 60_000)
    hidden = State.OVERWRITTEN
    for n in range(120):
        path = f"app/.next/static/chunks/{n * 104_729:012x}.js"
        items.append(file(path, 33_000 + 211 * n, 6, Category.OUTPUT, "what the build made", state=hidden))
        items.append(file(path, 33_000 + 211 * n, 8, Category.OUTPUT, "what the build made"))
    items.append(file("app/.next/server/app/page.js", 61_234, 6, Category.OUTPUT, "what the build made"))
    items.append(file("app/public/hero.jpg", 812_345, 7, Category.OTHER, "nothing tells"))
    items.append(file("root/.npm/_logs/debug-0.log", 48_211, 8, Category.CACHE, "npm's logs"))
    over = [i for i in items if i.state is hidden]
    rows = [WasteRow(i.path, i.size, "overwritten", YOURS[6], YOURS[8]) for i in over]
    rows.append(WasteRow("root/.npm/", 1_250_000, "deleted", YOURS[5], YOURS[8]))
    rows.append(
        WasteRow("app/public/hero-2.jpg", 812_345, "duplicate", YOURS[7], None, "app/public/hero.jpg")
    )
    waste = Waste(1_250_000, sum(i.size for i in over), 812_345, tuple(rows))
    return XRay("yours", "sha256:" + "b" * 64, YOURS, tuple(items), waste)


def compare(before, after):
    """Pair the visible files of two images by path; enough for these two."""
    old = {(i.path, i.state): i for i in before.items}
    new = {(i.path, i.state): i for i in after.items}
    changes = []
    for key in old.keys() | new.keys():
        one, two = old.get(key), new.get(key)
        same = one is not None and two is not None and one.digest == two.digest
        fate = (
            Fate.ADDED
            if one is None
            else Fate.DROPPED
            if two is None
            else Fate.KEPT
            if same
            else Fate.CHANGED
        )
        changes.append(Change(fate, one, two))
    changes.sort(key=lambda c: (c.fate is Fate.KEPT, -abs(c.delta), c.item.path))
    return Difference(before, after, tuple(changes))


def many(count=35_000):
    """Return an image of as many files, in folders as deep and as wide as real ones."""
    items = tuple(
        file(
            f"app/node_modules/package-{n % 900}/dist/esm/part-{n % 13}/module-{n}.js",
            100 + n * 7 % 90_000,
            5,
            Category.RUNTIME if n % 3 else Category.DEV,
            "npm dependency",
            f"npm:package-{n % 900}@1.{n % 13}.0" if n % 5 else "",
        )
        for n in range(count)
    )
    return XRay("yours", "sha256:" + "c" * 64, TRADITIONAL, items, Waste(0, 0, 0))
