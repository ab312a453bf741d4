"""One lab by itself: read without a course, with an application in its own folder or among the samples."""

import pytest

from tests.content.authoring import KNOWN, edited
from tutor.content import load_labs
from tutor.errors import ContentProblem


def told(authored):
    with pytest.raises(ContentProblem) as caught:
        load_labs(authored.lab, authored.apps, KNOWN)[0]
    return caught.value.message


def test_a_lab_is_read_without_its_course(authored):
    (authored.labs / "course.yaml").unlink()
    lab = load_labs(authored.lab, authored.apps, KNOWN)[0]
    assert (lab.id, lab.app) == ("first-lab", authored.apps / "shop")


def test_its_application_may_lie_in_its_own_folder(authored):
    authored.write(edited("app: shop", "app: ./shop"))
    assert "there is no folder `./shop` in the lab's folder" in told(authored)
    (authored.lab / "shop").mkdir()
    assert load_labs(authored.lab, authored.apps, KNOWN)[0].app == authored.lab / "shop"
    assert authored.load().labs[0].app == authored.lab / "shop"


@pytest.mark.parametrize("app", ["./", "./.", "./../first-lab", "./lab.yaml"])
def test_what_is_no_folder_of_its_own_is_refused(authored, app):
    authored.write(edited("app: shop", f'app: "{app}"'))
    assert told(authored).startswith("first-lab/lab.yaml:9:")


def test_all_mistakes_are_told_with_file_and_line(authored):
    authored.write(edited("port: 3000", "port: 99999").replace("minutes: 10", "minutes: 0"))
    assert [line.split(" ")[0] for line in told(authored).split("\n")] == [
        "first-lab/lab.yaml:5:",
        "first-lab/lab.yaml:11:",
    ]


def test_a_folder_without_a_manifest_is_told(authored):
    (authored.lab / "lab.yaml").unlink()
    assert told(authored) == "first-lab/lab.yaml:1: this file is missing; make it, as a file."
