"""A step that ran again after an edit, in a stage that it shares with another toolchain."""

import pytest

from tests.checks.made import made
from tests.labs import a_lab
from tutor.diagnosis import diagnose
from tutor.model.course import CheckSpec
from tutor.model.outcome import Outcome, Status


def told(text, line):
    spec = CheckSpec("it", "cached_after_edit", "It", {"edit": "web/page.tsx"})
    evidence = made(text=text, lab=a_lab(checks=(spec,)))
    where = f"line {line}: {text.splitlines()[line - 1]}"
    outcome = Outcome("it", "It", Status.FAILED, "from the cache", "it ran again", where)
    return diagnose((outcome,), evidence)


@pytest.mark.parametrize(
    ("text", "line", "other"),
    [
        ("FROM a\nCOPY . .\nRUN npm ci\nRUN go build .\n", 3, "Go"),
        ("FROM a AS b\nRUN go test ./...\nFROM b\nCOPY . .\nRUN cd web && npm ci\n", 5, "Go"),
        ("FROM a\nCOPY . .\nRUN pip install -r x\nRUN npm ci\n", 3, "Node"),
    ],
)
def test_the_other_toolchain_is_named(text, line, other):
    found = told(text, line)
    assert (found.id, found.line) == ("two-toolchains", line)
    assert f"works with {other}." in found.see


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("FROM a\nCOPY . .\nRUN npm ci\nRUN npm run build\n", 3),
        ("FROM a AS b\nRUN go build .\nFROM c\nCOPY . .\nRUN npm ci\n", 5),
        ("FROM a\nCOPY . .\nRUN echo x\nRUN go build .\n", 3),
    ],
)
def test_a_stage_with_one_toolchain_has_another_reason(text, line):
    assert told(text, line).id != "two-toolchains"
