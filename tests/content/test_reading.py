"""A correct course is read as it stands."""

import pytest

from tests.content.authoring import FILES, MANIFEST, edited
from tutor.errors import ContentProblem
from tutor.model.course import CheckSpec, Limits, Mistake, Solution, Step


def test_every_value_arrives(authored):
    lab = authored.load().labs[0]
    assert (lab.id, lab.title, lab.summary) == ("first-lab", "The first lab", "What it is about.")
    assert (lab.minutes, lab.difficulty, lab.port) == (10, "beginner", 3000)
    assert (lab.objectives, lab.concepts) == (("one thing",), ("stage",))
    assert lab.base_images == ("node:18-alpine",)
    assert lab.app == (authored.apps / "shop").resolve()
    assert lab.folder == authored.lab.resolve()
    assert lab.start == lab.traditional == FILES["start/Dockerfile"]


def test_limits_that_are_left_out_are_the_usual_ones(authored):
    assert authored.load().labs[0].limits == Limits(build_seconds=120, memory_mb=256)
    authored.write(edited("limits:\n  build_seconds: 120\n  memory_mb: 256\n", ""))
    assert authored.load().labs[0].limits == Limits()


def test_steps_and_proofs_hold_the_text_of_their_files(authored):
    lab = authored.load().labs[0]
    assert lab.steps == (Step("read", "Read", "Read this.\n"), Step("write", "Write", "Write that.\n"))
    assert lab.solutions == (
        Solution("short", "The short one", FILES["solutions/short/Dockerfile"].encode(), True),
        Solution("long", "The long one", FILES["solutions/long/Dockerfile"].encode()),
    )
    assert lab.mistakes == (
        Mistake("empty", "Nothing in it", b"FROM scratch\n", "serves", "one-from", None, 20),
    )
    assert lab.reference.id == "short"


def test_checks_have_typed_options(authored):
    builds, serves, no_cache, size = authored.load().labs[0].checks
    assert builds == CheckSpec("builds", "builds", "It builds", hints=("Where?", "How?", "FROM scratch"))
    assert serves.needs == ("builds",)
    assert serves.options == {
        "path": "/",
        "status": 200,
        "follow": True,
        "headers": {"accept": "text/html"},
    }
    assert no_cache.options == {"paths": ("root/.npm/**",)}
    assert size.options == {"share": 0.6}


def test_words_that_older_yaml_takes_for_yes_and_no_are_words(authored):
    authored.write(edited("title: Read\n", "title: No\n"))
    assert authored.load().labs[0].steps[0].title == "No"


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(authored):
    authored.write(b"\xef\xbb\xbf" + MANIFEST.replace("\n", "\r\n").encode())
    assert authored.load().labs[0].title == "The first lab"


def test_mistakes_may_be_left_out(authored):
    authored.write(MANIFEST[: MANIFEST.index("mistakes:")])
    assert authored.load().labs[0].mistakes == ()


def test_two_labs_in_the_order_of_the_list(authored):
    for name, text in FILES.items():
        authored.write(text, f"../another/{name}")
    authored.write(edited("id: first-lab", "id: another"), "../another/lab.yaml")
    authored.course("format_version: 1\nlabs: [another, first-lab]\n")
    course = authored.load()
    assert [lab.id for lab in course.labs] == ["another", "first-lab"]
    assert course.find("first-lab") is course.labs[1]
    assert course.find("none") is None


def test_hidden_folders_and_loose_files_are_no_labs(authored):
    (authored.labs / ".git").mkdir()
    (authored.labs / "__pycache__").mkdir()
    (authored.labs / "README.md").write_text("About the labs.\n")
    assert len(authored.load().labs) == 1


@pytest.mark.parametrize(("said", "number"), [("", 1), ("first_number: 0\n", 0), ("first_number: 1\n", 1)])
def test_labs_are_numbered_from_where_the_course_says(authored, said, number):
    course = authored.labs / "course.yaml"
    course.write_text(said + course.read_text())
    assert authored.load().first_number == number


def test_a_course_begins_at_0_or_1(authored):
    course = authored.labs / "course.yaml"
    course.write_text("first_number: 7\n" + course.read_text())
    with pytest.raises(ContentProblem, match=r"course\.yaml:1: .first_number. "):
        authored.load()
