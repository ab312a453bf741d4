"""Lab 7 on a real engine: what its rounds call right is what a build of an edited copy does."""

import os
import re
import secrets
import shutil
from dataclasses import replace

import pytest

from tests.attempts import judged, nothing_left, told
from tutor import paths
from tutor.attempt.image_builder import ImageBuilder
from tutor.attempt.predictions import Predictions
from tutor.checks import known_checks
from tutor.checks.trial import CACHED, RAN, Trial
from tutor.content import load_course
from tutor.dockerfile import parse
from tutor.engine.port import Cancel
from tutor.model.change import COMMAND, COMMENT, CONTENT, TIME
from tutor.model.facts import fact_text
from tutor.model.question import LINES

pytestmark = pytest.mark.engine
LAB = load_course(paths.labs_dir(), paths.apps_dir(), known_checks()).find("what-rebuilds")
ROUNDS = [q for q in LAB.questions if q.kind == LINES]
TAG = "multistage-tutor/what-rebuilds:rounds"
EVERYTHING_APART = """\
# Two stages with a stage between, and folders that come late.
FROM node:18-alpine AS build
WORKDIR /app
COPY package*.json .npmrc ./
RUN npm ci
COPY app ./app
COPY lib ./lib
RUN npm run build

FROM node:18-alpine AS runtime
RUN mkdir /app
WORKDIR /app
COPY public ./public
COPY --from=build /app/dist ./dist
RUN touch made

FROM runtime
COPY README.md ./
CMD ["node", "dist/server.js"]
"""
SOLUTIONS = {s.id: (s.text, s.ignore) for s in LAB.solutions}
FILES = {
    "start": (LAB.start, LAB.ignore),
    "only-read-me-ignored": (LAB.start, "README.md\n"),
    "everything-apart": (EVERYTHING_APART, ""),
    **{i: SOLUTIONS[i] for i in ("manifests-first", "packages-stage", "packages-that-run", "cache-mount")},
}


@pytest.fixture
def build(engine, downloads, node_base):
    """Return what builds (Dockerfile, ignore file, context) and tells the fate of each line."""
    images = ImageBuilder(engine, LAB, Cancel(), downloads)

    def made(text, ignore, context):
        dockerfile = parse(text)
        list(images.prepare((dockerfile,)))
        request = replace(images.request(dockerfile, "rounds", 300, ignore), context=context)
        trial = Trial()
        for event in engine.build(request, Cancel()):
            trial.take(event)
        assert trial.failure is None, trial.failure
        return trial.fates

    yield made
    engine.remove_image(TAG)
    assert nothing_left(engine)


def edited(question, text, folder):
    """Make the change of a question in a copy of the application, or in the Dockerfile; return the Dockerfile."""
    token = secrets.token_hex(8)
    file = folder / question.changed
    if question.change == CONTENT:
        before = file.read_text()
        after = before.replace("1.0.0", f"1.0.0-{token}", 1) if file.suffix == ".json" else before
        file.write_text(after if after != before else f"{before}// {token}\n")
    elif question.change == TIME:
        os.utime(file)
    elif question.change == COMMENT:
        return re.sub(r"^# .*", f"# {token}", text, count=1)
    else:
        assert question.change == COMMAND
        return re.sub(r"(CMD \[.*)\]", rf'\1, "{token}"]', text)
    return text


@pytest.mark.parametrize("name", FILES)
def test_the_answers_of_all_rounds_are_what_a_build_shows(build, tmp_path, name):
    text, ignore = FILES[name]
    original = tmp_path / "original"
    shutil.copytree(LAB.app, original)
    build(text, ignore, original)
    predictions = Predictions(LAB, ignore=lambda: ignore)
    for number, question in enumerate(ROUNDS):
        copy = tmp_path / str(number)
        shutil.copytree(LAB.app, copy)
        changed = edited(question, text, copy)
        assert (changed != text) == (question.change in (COMMENT, COMMAND))
        fates = build(changed, ignore, copy)
        lines = [int(line) for line, _ in predictions.rows(question, text)][:-1]
        ran = tuple(line for line in lines if fates.get(line, CACHED) == RAN)
        answer = predictions.answer(question, ",".join(map(str, ran)) or "0", text)
        assert answer.result == fact_text(ran), (question.id, fates)
        assert (answer.right, answer.rating) == (True, f"{len(lines)} of {len(lines)}")
    assert predictions.rounds.streak == len(ROUNDS) == 6


@pytest.mark.parametrize("solution", ["manifests-first", "only-what-is-needed"])
def test_the_ignore_file_counts_and_not_only_the_dockerfile(engine, downloads, solution):
    text, ignore = SOLUTIONS[solution]
    _, verdict = judged(LAB, text, engine, downloads, ignore=ignore)
    assert verdict.status == "passed", told(verdict)
    _, without = judged(LAB, text, engine, downloads, ignore="")
    assert without.status == "failed", told(without)
