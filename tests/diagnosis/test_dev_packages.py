"""Development packages that ship: the line that brought them, and what was done to leave them out."""

import pytest

from tests.checks.made import made
from tests.labs import a_lab
from tutor.diagnosis import diagnose
from tutor.model.course import CheckSpec
from tutor.model.outcome import Outcome, Status

BUILD = "FROM node:18-alpine AS build\nRUN npm ci\nRUN npm run build\n"
LAST = "FROM node:18-alpine\nWORKDIR /app\n"
FOUND = "npm:typescript@5.9.3 and 27 more, 36.3 MB"


def told(text, line, found=FOUND):
    """Return the diagnosis of packages that a line of the file brought."""
    lab = a_lab(checks=(CheckSpec("it", "no_package", "It"),))
    where = f"line {line}: {text.splitlines()[line - 1]}"
    outcome = Outcome("it", "It", Status.FAILED, "no package npm:typescript", found, where)
    return diagnose((outcome,), made(text=text, lab=lab))


def test_a_stage_that_leaves_them_out_is_named():
    lean = "FROM node:18-alpine AS lean\nRUN npm ci --omit=dev\n"
    found = told(BUILD + lean + LAST + "COPY --from=build /app/node_modules ./node_modules\n", 8)
    assert (found.id, found.line) == ("dev-packages-copied", 8)
    assert "the stage `lean`" in found.try_
    assert FOUND in found.see


def test_without_one_two_ways_are():
    found = told(BUILD + LAST + "COPY --from=build /app/node_modules ./node_modules\n", 6)
    assert found.id == "dev-packages-copied"
    assert "prune" in found.try_


def test_a_stage_for_packages_that_installs_all_of_them():
    packages = "FROM node:18-alpine AS packages\nCOPY package*.json ./\nRUN npm install\n"
    found = told(BUILD + packages + LAST + "COPY --from=packages /app/node_modules ./node_modules\n", 9)
    assert (found.id, found.line) == ("dev-packages-installed", 6)


@pytest.mark.parametrize(
    "stage", ["RUN npm ci --omit=dev\n", "RUN npm ci\nRUN npm run build\nRUN npm prune --omit=dev\n"]
)
def test_a_stage_that_left_them_out_and_has_them_all_the_same_is_not_called_full(stage):
    text = (
        f"FROM node:18-alpine AS packages\n{stage}"
        + LAST
        + "COPY --from=packages /app/node_modules ./node_modules\n"
    )
    assert not told(text, text.count("\n")).id.startswith("dev-packages")


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ("COPY --from=build /app/node_modules ./node_modules\nRUN npm prune --omit=dev\n", 6),
        ("RUN npm ci\nENV NODE_ENV=production\nRUN npm prune\n", 6),
    ],
)
def test_a_later_line_hides_them(lines, line):
    found = told(BUILD + LAST + lines, line)
    assert (found.id, found.line) == ("removed-later", line)
    assert "layer never changes" in found.why


@pytest.mark.parametrize(
    ("found", "where", "identifier"),
    [
        ("pip:pytest@8", "COPY --from=build /app .", "copied-environment"),
        (FOUND, "RUN npm ci", "installed-below"),
    ],
)
def test_of_others_less_is_said(found, where, identifier):
    assert told(BUILD + LAST + f"{where}\n", 6, found).id == identifier
