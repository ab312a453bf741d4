"""Labs 2 and 10: each goes on from the lab before, and says all that a lab has to say."""

import re

import pytest

from tutor.dockerfile import parse

INSTALLS = re.compile(r"^RUN .*npm (?:install|ci)\b.*$", re.MULTILINE)


@pytest.fixture(params=["only-what-runs", "runtime"])
def lab(request, course):
    """One of the labs."""
    return course.find(request.param)


def instructions(text):
    return [i.text for i in parse(text).instructions]


def test_it_begins_with_the_result_of_the_lab_before_and_a_word_on_what_to_do(lab, course):
    before = course.find(lab.builds_on)
    assert instructions(lab.start) == instructions(before.reference.text)
    assert "# TODO" in lab.start


def test_its_traditional_image_is_lab_1s_with_the_version_of_next_that_the_shop_has(lab, course):
    (next_version,) = set(re.findall(r'"next": "([\d.]+)"', (lab.app / "package.json").read_text()))
    pinned = course.find("two-stages").traditional.replace("-g next\n", f"-g next@{next_version}\n")
    assert lab.traditional == pinned


def test_every_check_has_hints_of_three_levels_and_the_last_ends_with_a_question(lab):
    assert {c.id: len(c.hints) for c in lab.checks} == {c.id: 3 for c in lab.checks}
    assert [c.id for c in lab.checks if not c.hints[2].rstrip().endswith("?")] == []
    assert [c.id for c in lab.checks if "?" not in c.hints[0]] == []


def test_a_second_hint_has_code_of_another_project(lab):
    assert [
        c.id for c in lab.checks if "`" not in c.hints[1] or re.search(r"/app/|=build\b", c.hints[1])
    ] == []


def test_solutions_and_mistakes_are_many_and_each_has_its_reason(lab):
    assert len(lab.solutions) >= 5
    assert len(lab.mistakes) >= 15
    assert len({m.diagnosis for m in lab.mistakes}) >= 12


def test_predictions_are_asked_and_one_explanation(lab):
    kinds = [q.kind for q in lab.questions]
    assert kinds.count("text") == 1
    assert len(kinds) >= 4


def test_packages_are_installed_in_few_ways(lab):
    """An engine takes first lines that are the same from its cache; each other install costs most of a minute."""
    texts = [proof.text for proof in (*lab.solutions, *lab.mistakes)]
    ways = {
        text[: found.end()].rpartition("WORKDIR")[2] for text in texts for found in INSTALLS.finditer(text)
    }
    assert len(ways) <= 8, "\n\n".join(sorted(ways))


def test_pages_are_short_and_fit_a_narrow_pane(lab):
    for step in lab.steps:
        assert len(step.markdown.split()) < 260
        assert "!" not in step.markdown.replace("!=", "")
        code = re.findall(r"```dockerfile\n(.*?)```", step.markdown, re.DOTALL)
        assert [line for block in code for line in block.splitlines() if len(line) > 60] == []
