"""The files that labs name: there, inside their folder, text; and the list of labs."""

import os

import pytest

from tests.content.authoring import MANIFEST, edited, line_of

FIRST_STEP = "    file: steps/read.md"
STEP_LINE = line_of(MANIFEST, FIRST_STEP)


def only(authored, line, *words):
    """Assert that there is one mistake, in this line of the manifest, with these words."""
    (mistake,) = authored.mistakes()
    assert mistake.startswith(f"first-lab/lab.yaml:{line}: ")
    assert [w for w in words if w not in mistake] == []


@pytest.mark.parametrize(
    "name",
    ["../first-lab/steps/read.md", "/etc/hostname", "steps/../../../secret", '"steps\\\\read.md"', "~/../x"],
)
def test_a_path_stays_in_the_folder_by_its_words(authored, name):
    authored.write(edited(FIRST_STEP, f"    file: {name}"))
    only(authored, STEP_LINE, "must be a path inside the lab's folder, without `..` or a leading `/`")


def test_a_link_may_not_lead_out(authored, tmp_path):
    (tmp_path / "secret").write_text("FROM secret\n")
    (authored.lab / "steps/read.md").unlink()
    (authored.lab / "steps/read.md").symlink_to(tmp_path / "secret")
    only(authored, STEP_LINE, "`steps/read.md` is a link that leads out of the lab's folder")


def test_a_folder_on_the_way_may_not_lead_out(authored, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/read.md").write_text("Read.\n")
    (authored.lab / "out").symlink_to(tmp_path / "elsewhere")
    authored.write(edited(FIRST_STEP, "    file: out/read.md"))
    only(authored, STEP_LINE, "leads out of the lab's folder")


def test_a_link_inside_the_folder_is_fine(authored):
    (authored.lab / "steps/read.md").unlink()
    (authored.lab / "steps/read.md").symlink_to("write.md")
    assert authored.load().labs[0].steps[0].markdown == "Write that.\n"


def test_a_link_to_itself_is_no_file(authored):
    (authored.lab / "steps/read.md").unlink()
    (authored.lab / "steps/read.md").symlink_to("read.md")
    (mistake,) = authored.mistakes()
    assert mistake.startswith(f"first-lab/lab.yaml:{STEP_LINE}: ")


def test_a_missing_file(authored):
    (authored.lab / "steps/read.md").unlink()
    only(authored, STEP_LINE, "there is no file `steps/read.md` in the lab's folder")


def test_a_folder_and_a_pipe_are_no_files(authored):
    authored.write(edited(FIRST_STEP, "    file: steps"))
    only(authored, STEP_LINE, "there is no file `steps`")
    os.mkfifo(authored.lab / "pipe")
    authored.write(edited(FIRST_STEP, "    file: pipe"))
    only(authored, STEP_LINE, "there is no file `pipe`")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"caf\xe9\n", "`steps/read.md` is not UTF-8 text (byte 4)"),
        (b"a\0b\n", "`steps/read.md` holds a NUL character"),
        (b"#" * 64_001, "`steps/read.md` is larger than 64,000 bytes"),
        (b" \n", "`steps/read.md` is empty"),
    ],
)
def test_a_file_is_text_of_a_sensible_size(authored, data, words):
    authored.write(data, "steps/read.md")
    only(authored, STEP_LINE, words)


def test_every_dockerfile_of_a_lab_is_looked_at(authored):
    for name in ("start/Dockerfile", "solutions/short/Dockerfile", "mistakes/empty/Dockerfile"):
        (authored.lab / name).unlink()
    places = ["start: ", "traditional: ", "    file: solutions/short", "    file: mistakes/empty"]
    expected = [f"first-lab/lab.yaml:{line_of(MANIFEST, p)}: there is no file " for p in places]
    mistakes = authored.mistakes()
    assert [m[: len(e)] for m, e in zip(mistakes, expected, strict=True)] == expected


IGNORE = edited("start: start", "ignore: start/dockerignore\nstart: start")


def test_an_ignore_file_may_be_empty_and_holds_for_all_files_but_those_with_their_own(authored):
    authored.write("", "start/dockerignore")
    authored.write("*.md\n", "solutions/long/dockerignore")
    long = "    file: solutions/long/Dockerfile\n"
    authored.write(IGNORE.replace(long, f"{long}    ignore: solutions/long/dockerignore\n"))
    (lab,) = authored.load().labs
    assert (lab.ignore, [s.ignore for s in lab.solutions], lab.mistakes[0].ignore) == ("", ["", "*.md\n"], "")


def test_a_lab_without_an_ignore_file_has_none_anywhere(authored):
    (lab,) = authored.load().labs
    assert (lab.ignore, lab.reference.ignore, lab.mistakes[0].ignore) == (None, None, None)
    long = "    file: solutions/long/Dockerfile\n"
    text = MANIFEST.replace(long, f"{long}    ignore: start/Dockerfile\n")
    authored.write(text)
    only(authored, line_of(text, "    ignore: "), "this lab has no ignore file that learners write")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "there is no file `start/dockerignore`"),
        (b"caf\xe9", "is not UTF-8 text"),
        (b"a\0b", "holds a NUL character"),
        (b"x" * 70_000, "is larger than 64,000 bytes"),
    ],
)
def test_an_ignore_file_that_is_none_is_told(authored, data, words):
    if data is not None:
        authored.write(data, "start/dockerignore")
    authored.write(IGNORE)
    only(authored, line_of(IGNORE, "ignore: "), words)


def test_the_app_is_a_folder_among_the_apps(authored):
    line = line_of(MANIFEST, "app: shop")
    authored.write(edited("app: shop", "app: shpo"))
    only(authored, line, "there is no folder `shpo` in the folder of the sample applications")
    authored.write(edited("app: shop", "app: ../labs"))
    only(authored, line, "must be a path inside the folder of the sample applications")
    authored.write(edited("app: shop", "app: ."))
    only(authored, line, "there is no folder `.`")
    (authored.apps / "loose").symlink_to(authored.root)
    authored.write(edited("app: shop", "app: loose"))
    only(authored, line, "is a link that leads out of the folder of the sample applications")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "format_version: 1\nlabs:\n  - first-lab\n  - first-lab\n",
            "4: `first-lab` is listed twice; first in",
        ),
        ("format_version: 1\nlabs:\n  - first-lab\n  - gone\n", "4: there is no folder `gone` beside"),
        ("format_version: 1\nlabs: [first-lab, ../labs]\n", "2: `../labs` is not the id of a lab"),
        ("format_version: 1\nlabs: [first-lab, 7]\n", "2: an entry of `labs` must be text"),
        ("format_version: 1\nlabs: first-lab\n", "2: `labs` must be a list, not text"),
        ("format_version: 1\nlabs: []\n", "2: `labs` is empty; it needs at least one entry"),
        ("format_version: 1\n", "1: `labs` is missing in the course"),
        (
            "format_version: 3\nlabs: [first-lab]\n",
            "1: `format_version` is `3`; this program reads version 1",
        ),
        ("format_version: 1\nlabs: [first-lab]\ntitle: x\n", "3: `title` is not a key of the course"),
    ],
)
def test_the_list_of_labs(authored, text, expected):
    authored.course(text)
    assert [m for m in authored.mistakes() if m.startswith(f"course.yaml:{expected}")] != []


def test_a_folder_that_is_not_listed(authored):
    (authored.labs / "draft").mkdir()
    assert authored.mistakes() == [
        "course.yaml:2: the folder `draft` is not listed. List it under `labs`, or move it away."
    ]


def test_a_lab_without_a_manifest(authored):
    (authored.lab / "lab.yaml").unlink()
    assert authored.mistakes() == ["first-lab/lab.yaml:1: this file is missing; make it, as a file."]


def test_labs_that_are_not_there_at_all(tmp_path):
    from tutor.content import load_course
    from tutor.errors import ContentProblem

    with pytest.raises(ContentProblem, match=r"^nowhere/course\.yaml:1: this file is missing;"):
        load_course(tmp_path / "nowhere", tmp_path, {})


def test_a_lab_folder_that_leads_out(authored, tmp_path):
    authored.lab.rename(tmp_path / "first-lab")
    authored.lab.symlink_to(tmp_path / "first-lab")
    assert authored.mistakes() == [
        "course.yaml:3: `first-lab` is a link that leads out of the folder of the labs. Put the file itself there."
    ]
