"""Labs of several parts: each is put together from what all share and what it says itself; what is wrong is named with its line."""

import pytest

from tests.content.authoring import MANIFEST, line_of

PARTS = """\
parts:
  - id: early
    title: Too early
    minutes: 3
    start: early/Dockerfile
    steps:
      - id: read
        file: early/read.md
    checks:
      - id: builds
        hints: ["Where then?"]
      - id: late
        kind: builds
        title: It builds late
    takeaway: Be early.
  - id: tardy
    title: Too late
"""
WHOLE = MANIFEST + PARTS
WRONG = [
    ("id: early\n", "id: Early\n", "id: Early", "lower-case letters"),
    ("id: tardy", "id: early # again", "early # again", "two parts have the id"),
    ("minutes: 3", "minuets: 3", "minuets", "Did you mean `minutes`?"),
    ("minutes: 3", "minutes: soon", "minutes: soon", "must be a whole number"),
    ("minutes: 3", "format_version: 1", "    format_version: 1", "`format_version` is not a key of a part"),
    ("minutes: 3", "parts: []", "    parts: []", "`parts` is not a key of a part"),
    (
        "start: early/Dockerfile",
        "start: gone/Dockerfile",
        "start: gone",
        "there is no file `gone/Dockerfile`",
    ),
    (
        "start: early/Dockerfile",
        "start: ../Dockerfile",
        "start: ..",
        "must be a path inside the lab's folder",
    ),
    ("kind: builds\n        title: It builds late", "kind: bulids\n        title: x", "bulids", "`bulids`"),
    ("    title: Too late\n", "", "- id: tardy", "`title` is missing in a part"),
]


@pytest.fixture
def lab(authored):
    authored.write("FROM early\n", "early/Dockerfile")
    authored.write("Read early.\n", "early/read.md")
    (authored.lab / "tardy").mkdir()
    authored.write(WHOLE)
    return authored


def test_each_part_is_a_lab(lab):
    early, late = lab.load().labs
    assert (early.id, early.part_of, early.whole, early.pack) == (
        *("first-lab/early", "first-lab", "first-lab", ""),
    )
    assert (early.title, late.title) == ("The first lab: Too early", "The first lab: Too late")
    assert (early.minutes, late.minutes) == (3, 10)
    assert (early.start, early.takeaway) == ("FROM early\n", "Be early.")
    assert (late.start == early.start, late.takeaway) == (False, "")
    assert early.folder == lab.lab / "early"


def test_entries_with_the_same_id_are_put_together_and_others_are_added(lab):
    early, late = lab.load().labs
    assert next((s.id, s.title, s.markdown) for s in early.steps) == ("read", "Read", "Read early.\n")
    assert [s.id for s in early.steps] == [s.id for s in late.steps]
    assert [c.id for c in early.checks] == [*(c.id for c in late.checks), "late"]
    builds = {part.id: part.checks[0] for part in (early, late)}
    assert builds["first-lab/early"].hints == ("Where then?",)
    assert builds["first-lab/tardy"].hints == ("Where?", "How?", "FROM scratch")
    assert builds["first-lab/early"].title == "It builds"


def test_a_course_counts_the_whole_and_finds_its_parts(lab):
    course = lab.load()
    assert [len(parts) for parts in course.wholes] == [2]
    assert [course.number(part) for part in course.labs] == ["1a", "1b"]
    assert course.named("first-lab") == course.labs
    assert course.named("first-lab/tardy") == course.labs[1:]
    assert course.find("first-lab") is None


@pytest.mark.parametrize(("old", "new", "at", "words"), WRONG)
def test_a_mistake_is_named_once_with_its_line(lab, old, new, at, words):
    broken = WHOLE.replace(old, new, 1)
    lab.write(broken)
    expected = f"first-lab/lab.yaml:{line_of(broken, at)}: "
    assert len([m for m in lab.mistakes() if m.startswith(expected) and words in m]) == 1, lab.mistakes()


def test_what_is_wrong_with_what_all_share_is_named_once(lab):
    broken = WHOLE.replace("port: 3000", "port: 99999", 1)
    lab.write(broken)
    assert [m for m in lab.mistakes() if "port" in m] == [
        f"first-lab/lab.yaml:{line_of(broken, 'port: 99999')}: `port` must be from 1 to 65535, not `99999`."
    ]


@pytest.mark.parametrize(
    "text",
    ["parts: []\n", "parts:\n", "parts: early\n", "parts: {a: b}\n", "parts: [1, 2]\n", "parts: [[], []]\n"],
)
def test_what_is_no_list_of_parts_is_refused(authored, text):
    authored.write(MANIFEST + text)
    assert any("parts" in m or "a part" in m for m in authored.mistakes())


@pytest.mark.parametrize("count", [1, 13])
def test_one_part_is_no_part_and_too_many_are_refused(authored, count):
    text = "parts:\n" + "".join(f"  - {{id: p{n}, title: P}}\n" for n in range(count))
    authored.write(MANIFEST + text)
    assert authored.mistakes() == [
        f"first-lab/lab.yaml:{line_of(MANIFEST + text, '  - {id: p0')}: a lab has 2 to 12 parts, or none; here are {count}."
    ]


def test_a_part_without_a_folder_is_told(lab):
    (lab.lab / "tardy").rmdir()
    assert any("there is no folder `tardy`" in m for m in lab.mistakes())


def test_a_file_of_a_part_may_not_lead_out(lab):
    (lab.lab / "early" / "read.md").unlink()
    (lab.lab / "early" / "read.md").symlink_to("/etc/hostname")
    assert any("a link that leads out" in m for m in lab.mistakes())
