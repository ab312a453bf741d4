"""Make saved-image archives in both layouts, for tests of their reader."""

import gzip
import hashlib
import io
import json
import tarfile


def layer(*entries):
    """Return a layer archive; an entry is (path, content bytes | None for a directory | str for a symlink)."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for path, content in entries:
            info = tarfile.TarInfo(path)
            if content is None:
                info.type = tarfile.DIRTYPE
                tar.addfile(info)
            elif isinstance(content, str):
                info.type, info.linkname = tarfile.SYMTYPE, content
                tar.addfile(info)
            else:
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content))
    return out.getvalue()


def digest(data):
    """Return `sha256:...` of bytes."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def saved(layers, history, *, oci=False, compressed=False):
    """Return (archive bytes, diff ids) of an image in the classic or the OCI layout."""
    diff_ids = [digest(data) for data in layers]
    config = json.dumps({"history": history, "rootfs": {"diff_ids": diff_ids}}).encode()
    stored = [gzip.compress(data) if compressed else data for data in layers]
    files = {}
    if oci:
        names = [f"blobs/sha256/{digest(data)[7:]}" for data in stored]
        config_name = f"blobs/sha256/{digest(config)[7:]}"
        files["oci-layout"] = b'{"imageLayoutVersion":"1.0.0"}'
        files["index.json"] = b'{"schemaVersion":2}'
    else:
        names = [f"{diff_id[7:]}/layer.tar" for diff_id in diff_ids]
        config_name = f"{digest(config)[7:]}.json"
    files |= {config_name: config, **dict(zip(names, stored, strict=True))}
    files["manifest.json"] = json.dumps([{"Config": config_name, "RepoTags": [], "Layers": names}]).encode()
    return layer(*files.items()), tuple(diff_ids)


def unpacked(archive):
    """Return all bytes of the files in a saved image, compressed layers unpacked."""
    found = []
    with tarfile.open(fileobj=archive, mode="r|") as tar:
        for member in tar:
            data = tar.extractfile(member).read() if member.isfile() else b""
            found.append(gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data)
    return b"".join(found)
