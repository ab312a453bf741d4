"""Folders and file names that tell what a file is: caches, sources, build output."""

from __future__ import annotations

_HOME_CACHES = (
    ".bundle/cache", ".cache", ".cargo/git", ".cargo/registry", ".composer/cache", ".gradle/caches", ".ivy2", ".m2",
    ".npm", ".nuget/packages", ".pnpm-store", ".yarn", ".local/share/pnpm/store", "go/pkg",
)  # fmt: skip
_CACHES = tuple(
    f"{place}/"
    for place in (
        *(f"root/{cache}" for cache in _HOME_CACHES),
        "go/pkg/mod", "usr/local/cargo/git", "usr/local/cargo/registry", "usr/local/share/.cache", "var/cache",
        "var/lib/apt/lists",
    )
)  # fmt: skip
_CACHES_WITHIN = tuple(
    f"/{place}/"
    for place in (
        ".angular/cache", ".mypy_cache", ".next/cache", ".npm/_cacache", ".parcel-cache", ".pytest_cache",
        ".ruff_cache", ".turbo", "node_modules/.cache",
    )
)  # fmt: skip

_SYSTEM = tuple(
    f"{place}/"
    for place in (
        "bin", "boot", "etc", "lib", "lib64", "sbin", "usr/bin", "usr/lib", "usr/lib64", "usr/libexec", "usr/local/bin",
        "usr/local/lib", "usr/local/sbin", "usr/local/share", "usr/sbin", "usr/share", "var/lib",
    )
)  # fmt: skip
_SITE = "usr/share/nginx/html/"  # where nginx serves an application from
_RECORDS = ("lib/apk/db/", "usr/lib/sysimage/rpm/", "var/lib/dpkg/", "var/lib/rpm/")
_HISTORY = ("/.git/", "/.hg/", "/.svn/")
_EDITORS = ("/.github/", "/.idea/", "/.vscode/")
_OUTPUT = ("/.next/", "/.nuxt/", "/.output/", "/.svelte-kit/", "/dist/")
_PERHAPS_OUTPUT = ("/build/", "/out/", "/target/")

_SOURCE_ENDINGS = frozenset(
    "c cc cpp cs csproj cxx fs go gradle h hpp java jsx kt kts less m pyx rs sass scala scss styl svelte swift ts tsx"
    " vue zig".split()
)
_SOURCE_NAMES = frozenset(
    ".babelrc .dockerignore .editorconfig .eslintignore .eslintrc .eslintrc.cjs .eslintrc.js .eslintrc.json .gitattributes"
    " .gitignore .prettierrc Cargo.lock Cargo.toml Dockerfile Makefile build.gradle go.mod go.sum jest.config.js"
    " package-lock.json pnpm-lock.yaml pom.xml postcss.config.js tailwind.config.js tsconfig.json"
    " vite.config.js webpack.config.js yarn.lock".split()
)
_OUTPUT_ENDINGS = frozenset("class ear jar war".split())


def cache_folder(folder: str) -> str:
    """Return which cache a folder lies in, or nothing."""
    home, path = _without_home(f"{folder}/")
    if path.startswith(_CACHES):
        place = next(place for place in _CACHES if path.startswith(place))
        return f"{home}{place.removeprefix('root/') if home else place}".rstrip("/")
    path = f"/{path}"
    return next((place for place in _CACHES_WITHIN if place in path), "").strip("/")


def _without_home(path: str) -> tuple[str, str]:
    """Return (`home/USER/`, `root/...`) for `home/USER/...`, for caches lie alike in all homes; nothing before other paths."""
    if not path.startswith("home/"):
        return "", path
    user, _, rest = path[5:].partition("/")
    return f"home/{user}/", f"root/{rest}"


def is_system(folder: str) -> bool:
    """Return whether a folder belongs to the system, where names say nothing about sources and output."""
    path = f"{folder}/"
    return path.startswith(_SYSTEM) and not path.startswith(_SITE)


def records_folder(folder: str) -> bool:
    """Return whether a package manager keeps its records in a folder."""
    return f"{folder}/".startswith(_RECORDS) or f"/{folder}".endswith("/node_modules")


def source_folder(folder: str) -> str:
    """Return why all in a folder is a source, or nothing."""
    path = f"/{folder}/"
    if any(part in path for part in _HISTORY):
        return "history of version control"
    return "settings of editors and services" if any(part in path for part in _EDITORS) else ""


def output_folder(folder: str) -> str:
    """Return the name of the folder that a build writes and nobody else does, or nothing."""
    return _named(folder, _OUTPUT)


def perhaps_output_folder(folder: str) -> str:
    """Return the name of the folder that most builds write; sources in it are still sources."""
    return _named(folder, _PERHAPS_OUTPUT)


def _named(folder: str, parts: tuple[str, ...]) -> str:
    path = f"/{folder}/"
    return next((part for part in parts if part in path), "").strip("/")


def is_source(name: str) -> bool:
    """Return whether a file's name is that of a source or of a build's settings."""
    return name in _SOURCE_NAMES or (name.rpartition(".")[2] in _SOURCE_ENDINGS and "." in name)


def is_output(name: str) -> bool:
    """Return whether a file's name is that of something compiled."""
    return name.rpartition(".")[2] in _OUTPUT_ENDINGS and "." in name
