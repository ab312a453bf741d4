"""Build tools that everybody knows: by package, by program, and by the folder that a tool is installed in."""

from __future__ import annotations

import re

from tutor.xray.packages import Package

_OF_DISTRIBUTIONS = frozenset(
    "autoconf automake binutils bison build-base build-essential cargo clang cmake corepack cpp cython dpkg-dev"
    " esbuild eslint fakeroot flex fortify-headers g++ gcc gdb git git-core git-man go golang gradle libtool llvm m4 make"
    " maven mercurial meson mypy ninja ninja-build node-gyp nodejs-npm npm patch pipenv pkg-config pkgconf pkgconfig"
    " pnpm poetry pylint rollup ruff rust rustc subversion swig terser uv webpack yarn yarnpkg".split()
)
_PACKAGES = {
    **dict.fromkeys(("apk", "dpkg", "rpm"), _OF_DISTRIBUTIONS),
    "npm": frozenset(
        "corepack esbuild eslint jest lerna node-gyp nodemon npm nx pnpm prettier rollup terser ts-node turbo typescript"
        " vite vitest webpack webpack-cli yarn".split()
    ),
    "pip": frozenset(
        "cmake cython meson mypy ninja pip pip-tools pipenv poetry pylint pytest ruff setuptools uv wheel".split()
    ),
}
"""By package system: what is a tool in one may be a library of that name in another."""
_BEGINNINGS = (
    "binutils-", "clang-", "cpp-", "g++-", "gcc-", "golang-", "libgcc-dev", "llvm-", "openjdk-jdk", "rust-",
)  # fmt: skip
_ENDINGS = ("-dev", "-devel", "-headers", "-jdk", "-jdk-headless")
_LIBRARIES = ("-base", "-filesystem", "-libs")
"""Endings of what programs need that are there to run, whatever it begins with."""
_NO_TOOLS = re.compile(r"cpp-(?!\d+($|-))|golang-(?!(\d|go$|bin$|src$|doc$|misc$|race$|shared$))")
"""Libraries and programs that are called after the language that they are written in."""
_STATIC = re.compile(r"lib.+-static|(?:glibc|musl|openssl|readline|zlib)-(?:libs-)?static")
"""Libraries to link with; a program that is called so, as `tini-static`, is one to run."""

_FOLDERS = {
    "opt/gradle/": "Gradle",
    "opt/maven/": "Maven",
    "opt/yarn-v": "the package manager yarn",
    "root/.cargo/": "the Rust toolchain",
    "root/.nvm/": "the version manager nvm",
    "root/.rustup/": "the Rust toolchain",
    "root/.sdkman/": "the version manager SDKMAN",
    "usr/include/": "headers for compilers",
    "usr/lib/gcc/": "the compiler gcc",
    "usr/lib/go/": "the Go toolchain",
    "usr/libexec/gcc/": "the compiler gcc",
    "usr/local/cargo/": "the Rust toolchain",
    "usr/local/go/": "the Go toolchain",
    "usr/local/include/": "headers for compilers",
    "usr/local/rustup/": "the Rust toolchain",
    "usr/share/dotnet/sdk/": "the .NET SDK",
    "usr/share/gradle/": "Gradle",
    "usr/share/maven/": "Maven",
}
_BEGINS = tuple(_FOLDERS)
_WITHIN = {"/jmods/": "modules of a JDK", "/pkgconfig/": "build settings of libraries"}

_PROGRAM_FOLDERS = frozenset(["bin", "sbin", "usr/bin", "usr/sbin", "usr/local/bin", "usr/local/sbin"])
_PROGRAMS = {
    **dict.fromkeys("c++ cc clang clang++ cpp g++ gcc javac rustc tsc".split(), "compiler"),
    **dict.fromkeys(
        "ar as gold ld ld.bfd ld.gold ld.lld lld nm objcopy objdump ranlib strip".split(), "linker"
    ),
    **dict.fromkeys(
        "ant autoconf automake cmake esbuild gmake gradle make meson mvn ninja webpack".split(),
        "build program",
    ),
    **dict.fromkeys(
        "bun bunx cargo corepack npm npx pip pip3 pipenv pnpm pnpx poetry rustup uv uvx yarn yarnpkg".split(),
        "package manager",
    ),
    **dict.fromkeys("git hg svn".split(), "version control"),
    **dict.fromkeys("go gofmt".split(), "Go toolchain"),
    **dict.fromkeys("gdb jdb jshell strace".split(), "debugger"),
}
_JDK_PROGRAMS = frozenset("jar jarsigner javac javadoc javap jdb jdeps jlink jmod jpackage jshell".split())


def is_tool_package(package: Package) -> bool:
    """Return whether a package is there for building, not for running."""
    name = package.name.lower()
    if name in _PACKAGES.get(package.system, ()):
        return True
    if package.system not in ("apk", "dpkg", "rpm") or name.endswith(_LIBRARIES):
        return False
    if name.endswith(_ENDINGS) or _STATIC.fullmatch(name):
        return True
    return name.startswith(_BEGINNINGS) and not _NO_TOOLS.match(name)


def tool_folder(folder: str) -> str:
    """Return which tool lies in a folder, or nothing."""
    path = f"{folder}/"
    if path.startswith(_BEGINS):
        return next(tool for start, tool in _FOLDERS.items() if path.startswith(start))
    return next((tool for part, tool in _WITHIN.items() if part in path), "")


def tool_program(folder: str, name: str) -> str:
    """Return what kind of tool a file is by its name in a folder of programs, or nothing."""
    if folder in _PROGRAM_FOLDERS:
        return _PROGRAMS.get(name, "")
    if folder.endswith("/bin") and name in _JDK_PROGRAMS:
        return "program of a JDK"
    return "static library for linkers" if name.endswith(".a") and name.startswith("lib") else ""
