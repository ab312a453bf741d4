"""Images in memory: entries with sizes and digests stand for contents of any size."""

from hypothesis import strategies as st

from tutor.model.image import Entry, Image, Layer
from tutor.model.xray import Origin
from tutor.xray import examine

MB = 1_000_000


def file(path, size=1, digest="", mode=0o644):
    return Entry(path, "file", size, mode, "", digest or f"content of {path}")


def folder(path):
    return Entry(path, "dir", mode=0o755)


def symlink(path, target):
    return Entry(path, "symlink", link=target)


def hard_link(path, target):
    return Entry(path, "hardlink", link=target)


def whiteout(path):
    before, slash, name = path.rpartition("/")
    return Entry(f"{before}{slash}.wh.{name}", "file")


def opaque(path):
    return Entry(f"{path}/.wh..wh..opq", "file")


def image(*layers, texts=None, words=()):
    """Return an image; `texts` has the telling files by layer number and path."""
    return Image(
        "sha256:0",
        tuple(
            Layer(
                f"sha256:{n}",
                tuple(entries),
                words[n] if n < len(words) else "",
                None,
                (texts or {}).get(n, {}),
            )
            for n, entries in enumerate(layers)
        ),
        {},
    )


def xray(found, base=0, rules=None):
    origins = tuple(Origin(n, f"layer {n}", base=n < base) for n in range(len(found.layers)))
    return examine(found, "test", origins, rules)


def items(seen):
    return {item.path: item for item in seen.items}


_PATHS = st.sampled_from(["a", "b", "d", "d/a", "d/b", "d/e", "d/e/a", "d/e/f/b", "g/a", "g/h/a"])
_KINDS = st.sampled_from(["file", "file", "symlink", "hardlink", "dir", "deleted", "emptied", "other"])


def _entry(path, kind, size, content):
    if kind == "deleted":
        return whiteout(path)
    if kind == "emptied":
        return opaque(path)
    if kind == "symlink":
        return symlink(path, "x" * size)
    if kind == "hardlink":
        return hard_link(path, "d/a")
    return file(path, size, content) if kind == "file" else Entry(path, kind)


@st.composite
def _layers(draw):
    """Return a layer as engines write them: with all folders, and nothing below what is none."""
    drawn = draw(
        st.dictionaries(_PATHS, st.tuples(_KINDS, st.integers(0, 5), st.sampled_from("xyz")), max_size=6)
    )
    made = {path: _entry(path, *how) for path, how in drawn.items()}
    blocked = {p for p, e in made.items() if e.kind != "dir" and not e.whiteout}
    kept = {p: e for p, e in made.items() if not blocked & set(_above(p))}
    entries = list(kept.values())
    folders = {above for entry in entries for above in _above(entry.path)} - {e.path for e in entries}
    return [*(folder(p) for p in sorted(folders)), *entries]


def _above(path):
    parts = path.split("/")
    return ["/".join(parts[:n]) for n in range(1, len(parts))]


images = st.lists(_layers(), min_size=1, max_size=5).map(lambda layers: image(*layers))
