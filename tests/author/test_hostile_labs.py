"""Labs that are broken, tricky or meant to harm, through `tutor lab lint`: each mistake has file, line and fix, and nothing else happens.

Each case changes one thing of a lab that is right.
"""

import os
import time

import pytest

from tests.author.labs import a_lab_in

M = "lab.yaml"
EDITS = {
    # name: (what stands once, what stands in its place, words at the line that must be named, words of the message)
    # ---- what YAML can do, and a manifest must not
    "a bomb of aliases": (
        "format_version: 1\n",
        "format_version: 1\na: &a [x]\nb: &b [*a, *a, *a]\n",
        "b: &b",
        "aliases (`*`) are not",
    ),
    "an anchor": ("minutes: 15", "minutes: &m 15", "minutes", "anchors (`&`) are not supported. Take"),
    "a python object": (
        "title: Ship",
        "title: !!python/object/apply:os.system [id] #",
        "title",
        "tags, as in",
    ),
    "a tag of its own": ("port: 3000", "port: !port 3000", "port", "tags, as in `!port`"),
    "a merge key": ("minutes: 15", "minutes: 15\n<<: {port: 1}", "<<", "Write the keys out"),
    "a key twice": ("minutes: 15", "minutes: 15\nminutes: 16", "minutes: 16", "stands twice"),
    "a key that is a list": ("minutes: 15", "minutes: 15\n? [a]\n: b", "? [a]", "a key must be a word"),
    "a second document": ("minutes: 15", "minutes: 15\n---\na: b", "---", "a manifest is one document"),
    "an open quote": ("title: Ship", 'title: "Ship', None, "not valid YAML"),
    "an open bracket": ("concepts: [stage, ", "concepts: [[stage, ", None, "not valid YAML"),
    "a tab": ("minutes: 15", "\tminutes: 15", None, "not valid YAML"),
    "a colon too many": ("title: Ship without", "title: Ship: without", None, "quote texts that hold"),
    "an escape code": (
        "title: Ship",
        "title: \x1b[31mShip",
        "title",
        "there is a control character (U+001B)",
    ),
    "a NUL": ("title: Ship", "title: \0Ship", "title", "there is a control character (U+0000)"),
    "a separator that is no line end": ("title: Ship", "title: \u2028Ship", "title", "(U+2028)"),
    "deep lists": ("minutes: 15", f"minutes: {'[' * 5_000}", None, "Write it flatter"),
    "deep keys": ("minutes: 15", f"minutes: {'{a: ' * 5_000}", None, "Write it flatter"),
    "a flood of keys": (
        "minutes: 15",
        "minutes: 15\n" + "".join(f"k{n}: 1\n" for n in range(8_000)),
        "k0:",
        "`k0` is not a key",
    ),
    # ---- versions
    "a newer version": ("format_version: 1", "format_version: 2", "format_version", "Get a newer tutor."),
    "a version far away": (
        "format_version: 1",
        "format_version: 999999999999999",
        "format_version",
        "Get a newer",
    ),
    "an older version": (
        "format_version: 1",
        "format_version: 0",
        "format_version",
        "Write `format_version: 1`",
    ),
    "a version in words": (
        "format_version: 1",
        "format_version: one",
        "format_version",
        "must be a whole number",
    ),
    "no version": ("format_version: 1\n", "", "id: my-lab", "`format_version` is missing"),
    # ---- wrong types
    "words for a number": ("minutes: 15", "minutes: soon", "minutes", "must be a whole number, not text"),
    "a fraction": ("minutes: 15", "minutes: 1.5", "minutes", "must be a whole number"),
    "not a number": ("minutes: 15", "minutes: .nan", "minutes", "must be a whole number"),
    "a negative number": ("port: 3000", "port: -1", "port", "must be from 1 to 65535"),
    "a huge number": ("port: 3000", f"port: {'9' * 400}", "port", "must be a whole number"),
    "a number for a text": ("title: Ship without the compiler", "title: 42", "title", "Put it in quotes"),
    "a truth for a text": (
        "summary: Build in one stage, ship from another.",
        "summary: true",
        "summary",
        "must be text",
    ),
    "nothing for a text": (
        "summary: Build in one stage, ship from another.",
        "summary:",
        "summary",
        "is empty. Fill it in",
    ),
    "a text for a list": (
        "objectives: [Say which files cross from one stage to the next.]",
        "objectives: all",
        "objectives",
        "must be a list",
    ),
    "an empty list": (
        "concepts: [stage, COPY --from]",
        "concepts: []",
        "concepts",
        "needs at least one entry",
    ),
    "a list for keys": ("takeaway: What", "limits: [1]\ntakeaway: What", "limits", "must be keys and values"),
    "a list of nothing": ("concepts: [stage, COPY --from]", "concepts: [~]", "concepts", "is empty"),
    "a text that is a book": (
        "summary: Build",
        f"summary: {'x' * 5_000} Build",
        "summary",
        "longer than 4,000 characters. Shorten",
    ),
    "yes in other words": ("advice: true", "advice: yes", "advice", "must be `true` or `false`"),
    # ---- keys, ids, references
    "a misspelt key": ("minutes: 15", "minuts: 15", "minuts", "Did you mean `minutes`?"),
    "a missing key": ("port: 3000\n", "", "format_version", "`port` is missing in a lab. Add it."),
    "an id that is a path": ("id: my-lab", "id: ../my-lab", "id: ../", "an id has lower-case letters"),
    "an id of another folder": ("id: my-lab", "id: your-lab", "id: your", "they must be the same"),
    "two checks with one id": ("  - id: size\n", "  - id: builds\n", None, "Rename one"),
    "an unknown kind": ("kind: not_root", "kind: not_rot", "not_rot", "Did you mean `not_root`?"),
    "an unknown option": (
        "share_of_traditional: 0.6",
        "share_of_tradition: 0.6",
        "share_of",
        "Did you mean `share_of_traditional`?",
    ),
    "an option out of range": (
        "share_of_traditional: 0.6",
        "share_of_traditional: 7",
        "share_of",
        "must be from 0.001 to 1",
    ),
    "options in a circle": ('built: "**/.next/BUILD_ID"', "built: [x]", "built", "must be text, not a list"),
    "a check that needs itself": (
        "title: The image builds",
        "title: The image builds\n    needs: [builds]",
        "needs",
        "cannot need itself",
    ),
    "checks that need each other": (
        "title: The image builds",
        "title: The image builds\n    needs: [size]",
        "needs",
        "a check can need only checks above it",
    ),
    "four hints": (
        "[Which step of the build log failed?]",
        "[aa bb cc dd, b b b b, c c c c, d d d d]",
        "hints",
        "at most 3 hints",
    ),
    "a mistake of no check": (
        "check: multi-stage",
        "check: multi-stages",
        "check: multi-stages",
        "Did you mean `multi-stage`?",
    ),
    "a diagnosis of nobody": (
        "diagnosis: one-from",
        "diagnosis: no-from",
        "no-from",
        "no diagnosis that the tutor can give",
    ),
    "a lab that builds on itself": (
        "takeaway: What",
        "builds_on: my-lab\ntakeaway: What",
        "builds_on",
        "leads back to this lab",
    ),
    "facts that look into Python": (
        "will yours be?",
        "will {size_yours_mb.__class__} be?",
        "ask:",
        "is not a fact",
    ),
    "facts with a format": (
        "will yours be?",
        "will {share:>99999999} be?",
        "ask:",
        "must hold the name of a fact",
    ),
    "an image name that is a command": (
        '"node:18-alpine"',
        '"node; rm -rf /"',
        "base_images",
        "is not the name of an image",
    ),
    "a sub-goal too few": (
        "takeaway: What",
        "sub_goals: {copy: {}}\ntakeaway: What",
        "sub_goals",
        "`run` is missing",
    ),
    # ---- expressions
    "no regular expression": (
        "kind: not_root",
        "kind: config\n    options: {env_matches: {A: '('}}",
        "env_matches",
        "is no regular expression",
    ),
    "an expression that never ends": (
        "kind: not_root",
        "kind: config\n    options: {env_matches: {A: '(a*)*b'}}",
        "env_matches",
        "can take for ever",
    ),
    "an expression as long as a book": (
        "kind: not_root",
        f"kind: config\n    options: {{env_matches: {{A: '{'a?' * 600}'}}}}",
        "env_matches",
        "longer than 1,000 characters",
    ),
    "a bomb of repetitions": (
        "kind: not_root",
        "kind: config\n    options: {env_matches: {A: '((a{9999}){9999}){9999}'}}",
        "env_matches",
        "more than 20,000 repetitions",
    ),
    "a glob that never ends": ('"**/.next/BUILD_ID"', f'"{"*a" * 30}"', "built", "can take for ever"),
    # ---- paths
    "a way up": ("file: steps/why.md", "file: ../../secret", "file: ../", "without `..` or a leading `/`"),
    "a way from the root": (
        "file: steps/why.md",
        "file: /etc/passwd",
        "/etc",
        "without `..` or a leading `/`",
    ),
    "a way with backslashes": (
        "file: steps/why.md",
        "file: steps\\..\\why.md",
        "steps\\",
        "must be a path inside",
    ),
    "an app elsewhere": ("app: nextjs-shop", "app: ../../../etc", "app:", "must be a path inside"),
    "an app that is not there": ("app: nextjs-shop", "app: nextjs-shpo", "app:", "there is no folder"),
    "tests elsewhere": (
        "takeaway: What",
        "checks_from: ../x.yaml\ntakeaway: What",
        "checks_from",
        "must be a path inside",
    ),
    "a file that is not there": (
        "file: steps/why.md",
        "file: steps/how.md",
        "steps/how.md",
        "Make it, or correct the name",
    ),
    "a file that is a folder": ("file: steps/why.md", "file: steps", "file: steps", "there is no file"),
    "a name as long as a book": (
        "file: steps/why.md",
        f"file: {'x' * 3_000}",
        "file: xxx",
        "Correct the name",
    ),
}
FILES = {
    "a page in another encoding": ("steps/why.md", b"caf\xe9\n", "steps/why.md", "save it as UTF-8"),
    "a page in UTF-16": ("steps/why.md", "Hi".encode("utf-16"), "steps/why.md", "save it as UTF-8"),
    "a huge page": ("steps/why.md", b"#" * 64_001, "steps/why.md", "make it smaller"),
    "an empty page": ("steps/why.md", b"", "steps/why.md", "Fill it in"),
    "a page with a NUL": ("steps/why.md", b"a\0b", "steps/why.md", "Save it as text"),
    "a manifest in UTF-16": (M, "id: x".encode("utf-16"), None, "save it as UTF-8"),
    "a huge manifest": (M, b"#" * 200_001, None, "make it smaller"),
    "an empty manifest": (M, b"", None, "the file must hold keys and values"),
    "a manifest of noise": (M, bytes(range(128, 256)) * 9, None, "save it as UTF-8"),
}


@pytest.fixture
def lab(tmp_path):
    (tmp_path / "secret").write_text("FROM secret\n")
    return a_lab_in(tmp_path)


def untouched(folder):
    """Return what lies in a folder: names, kinds and times."""
    stats = {p: p.lstat() for p in folder.rglob("*")}
    return {str(p): (s.st_mode, s.st_size, s.st_mtime_ns) for p, s in stats.items()}


def findings_of(lab, tmp_path):
    """Lint; quickly, and without a trace."""
    before, began = untouched(tmp_path / "labs"), time.perf_counter()
    code, findings = lab.lint()
    assert time.perf_counter() - began < 5
    assert untouched(tmp_path / "labs") == before
    assert all(f["message"].isprintable() and f["file"].isprintable() for f in findings)
    assert all(f["line"] >= 1 for f in findings)
    return code, findings


def test_there_are_many_cases():
    assert len(EDITS) + len(FILES) + len(LINKS) >= 80


@pytest.mark.parametrize("name", EDITS)
def test_a_broken_manifest(lab, tmp_path, name):
    old, new, at, words = EDITS[name]
    lab.edit(M, old, new)
    code, findings = findings_of(lab, tmp_path)
    said = [f for f in findings if words in f"{f['message']} {f['fix']}"]
    assert (code, said != []) == (1, True), findings
    if at is not None:
        assert lab.line_of(M, at) in [f["line"] for f in said], findings


@pytest.mark.parametrize("name", FILES)
def test_a_broken_file(lab, tmp_path, name):
    file, data, at, words = FILES[name]
    lab.write(file, data)
    code, findings = findings_of(lab, tmp_path)
    assert code == 1
    said = [f for f in findings if words in f["message"]]
    assert [f["file"] for f in said] == [M], findings
    assert said[0]["line"] == (lab.line_of(M, at) if at else 1)


def replaced(path):
    path.unlink()
    return path


LINKS = {
    "a page that is a link out": (
        "steps/why.md",
        lambda p: p.symlink_to("../../../secret"),
        "a link that leads out",
    ),
    "a page that is a link to a device": (
        "steps/why.md",
        lambda p: p.symlink_to("/dev/zero"),
        "a link that leads out",
    ),
    "a page that is a link to itself": ("steps/why.md", lambda p: p.symlink_to("why.md"), ""),
    "a page that is a pipe": ("steps/why.md", os.mkfifo, "there is no file"),
    "a page that is a folder": ("steps/why.md", os.mkdir, "there is no file"),
    "a Dockerfile that is a link out": (
        "solutions/two-stages/Dockerfile",
        lambda p: p.symlink_to("/etc/passwd"),
        "a link that leads out",
    ),
    "a manifest that is a link out": (M, lambda p: p.symlink_to("../../secret"), "a link that leads out"),
    "a manifest that is a pipe": (M, os.mkfifo, "make it, as a file"),
    "a manifest that is a folder": (M, os.mkdir, "make it, as a file"),
}


@pytest.mark.parametrize("name", LINKS)
def test_a_file_that_is_something_else(lab, tmp_path, name):
    file, make, words = LINKS[name]
    make(replaced(lab.folder / file))
    code, findings = findings_of(lab, tmp_path)
    assert code == 1
    said = [f for f in findings if words in f["message"] and f["file"] == M]
    assert [f["line"] for f in said] == [1 if file == M else lab.line_of(M, file)], findings


def test_a_folder_on_the_way_that_leads_out(lab, tmp_path):
    lab.folder.joinpath("steps/why.md").rename(tmp_path / "why.md")
    lab.folder.joinpath("steps").rmdir()
    lab.folder.joinpath("steps").symlink_to(tmp_path)
    code, findings = findings_of(lab, tmp_path)
    assert code == 1
    assert "leads out of the lab's folder" in findings[0]["message"]


def test_recorded_sizes_that_are_a_link(lab, tmp_path):
    lab.folder.joinpath("sizes.json").symlink_to("/dev/zero")
    code, findings = findings_of(lab, tmp_path)
    assert (code, [f["file"] for f in findings]) == (1, ["sizes.json"])


def test_names_cannot_colour_the_terminal(lab):
    lab.edit(M, "minutes: 15", 'minutes: 15\n"\\e[31mred\\u202e": 1')
    (finding,) = lab.lint()[1]
    assert "`red` is not a key of a lab" in finding["message"]


def test_every_line_may_be_missing(lab, tmp_path):
    """Rules look at what could be read of a lab, so that all mistakes come at once: none may count on the rest."""
    lines = (lab.folder / M).read_text().split("\n")
    for number in range(len(lines)):
        lab.write(M, "\n".join([*lines[:number], *lines[number + 1 :]]))
        findings_of(lab, tmp_path)
