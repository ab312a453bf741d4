"""What dive says of an image; its package brings the program along."""

import json
import os
import subprocess
import sysconfig
import tarfile
import tempfile
from pathlib import Path

DIVE = Path(sysconfig.get_path("scripts")) / "dive"
_KINDS = {ord(tarfile.REGTYPE): "file", ord(tarfile.DIRTYPE): "dir", ord(tarfile.SYMTYPE): "symlink"}
_KINDS[ord(tarfile.LNKTYPE)] = "hardlink"


def dive(image, address):
    """Return dive's report on an image of the engine at `address`, as parsed JSON."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        environment = {**os.environ, "DOCKER_HOST": address}
        done = subprocess.run(
            [DIVE, image, "--json", report], env=environment, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stderr + done.stdout
        return json.loads(report.read_text())


def layers_by_dive(image, address):
    """Return for each layer the (path, kind, size, permissions, uid, gid) of its files, sorted."""
    return [sorted(map(_row, layer["fileList"])) for layer in dive(image, address)["layer"]]


def as_dive_shows(layers):
    """Return layers of ours in the form of `layers_by_dive`; dive leaves out the marks of emptied folders."""
    return [
        sorted(_our_row(e) for e in layer.entries if not e.path.endswith(".wh..wh..opq")) for layer in layers
    ]


def _our_row(entry):
    return entry.path, entry.kind, entry.size, entry.mode & 0o777, entry.uid, entry.gid


def _row(file):
    kind = _KINDS.get(file["typeFlag"], "other")
    return file["path"], kind, file["size"], file["fileMode"] & 0o777, file["uid"], file["gid"]
