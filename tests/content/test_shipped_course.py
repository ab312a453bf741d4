"""The shipped course: it loads, says what it must say, and proves itself with files of its own."""

import re
from pathlib import Path

import pytest

import tutor
from tests.seed import MULTI_STAGE, TRADITIONAL
from tutor.dockerfile import parse

CHECKS = [
    *("file", "parses", "builds", "multi-stage", "starts", "serves", "assets", "production"),
    *("no-source", "no-global-next", "no-npm-cache", "size", "added-size"),
]
INSTALLS = re.compile(r"^RUN .*npm (?:install|ci)\b.*$", re.MULTILINE)


@pytest.fixture(scope="module")
def lab(course):
    """Lab 1."""
    return course.find("two-stages")


IDS = (
    "read-an-image",
    "two-stages",
    "only-what-runs",
    "repair-clinic",
    "nothing-but-a-binary",
    "jdk-to-jre",
    "shared-libraries",
    "what-rebuilds",
    "targets",
    "secrets",
    "runtime",
    "capstone",
)
"""The whole course, in the order in which it is taught."""


def test_labs_stand_in_the_order_of_the_course(course):
    here = [parts[0].whole for parts in course.wholes]
    assert here == [name for name in IDS if name in here]


def test_the_traditional_dockerfile_is_the_seeds_byte_for_byte(lab):
    assert lab.traditional == TRADITIONAL
    assert lab.start == TRADITIONAL
    assert (lab.folder / "traditional/Dockerfile").read_bytes() == TRADITIONAL.encode()


def test_the_reference_is_the_seeds_multi_stage_byte_for_byte(lab):
    assert lab.reference.id == "two-stages"
    assert lab.reference.text == MULTI_STAGE
    assert (lab.folder / "solutions/two-stages/Dockerfile").read_bytes() == MULTI_STAGE.encode()


def test_the_checks_in_their_order(lab):
    assert [c.id for c in lab.checks] == CHECKS


def test_the_advice_of_the_lab(lab):
    assert [c.id for c in lab.advice] == [
        *("expose-3000", "exec-form", "workdir", "non-root", "no-build-cache", "cache-order")
    ]


@pytest.mark.parametrize(
    ("line", "installs"),
    [
        ("RUN npm install", True),
        ("RUN --mount=type=cache,target=/root/.npm npm --no-fund ci --omit=dev", True),
        ("RUN cd /app && npm i", True),
        ("RUN yarn", True),
        ("RUN pnpm install --frozen-lockfile", True),
        ("RUN npm run build", False),
        ("RUN npm prune --omit=dev", False),
        ("RUN yarn build", False),
    ],
)
def test_the_step_that_installs_is_known_however_it_is_written(lab, line, installs):
    (pattern,) = next(c.options["steps"] for c in lab.advice if c.id == "cache-order")
    assert (re.search(pattern, line) is not None) is installs


def test_every_check_but_the_first_waits_for_another(lab):
    assert [c.id for c in lab.checks if not c.needs] == ["file"]


def test_every_check_has_hints_of_three_levels(lab):
    assert {c.id: len(c.hints) for c in lab.checks} == dict.fromkeys(CHECKS, 3)


def test_a_second_hint_names_none_of_the_files_of_this_lab(lab):
    """It is a parallel example: the line itself is the third hint."""
    spoiled = [c.id for c in lab.checks if len(c.hints) > 1 and re.search(r"/app/|=build\b", c.hints[1])]
    assert spoiled == []


def test_the_sample_application_is_there(lab):
    assert (lab.app / "package.json").is_file()
    assert (lab.app / "public/logo.svg").is_file()


def test_the_page_that_is_asked_for_has_the_text_that_is_expected(lab):
    text = next(c.options["contains"] for c in lab.checks if c.id == "serves")
    assert text in (lab.app / "app/page.tsx").read_text()


def test_every_source_pattern_finds_something_in_the_application(lab):
    patterns = next(c.options["source"] for c in lab.checks if c.id == "no-source")
    assert [p for p in patterns if not any(lab.app.glob(p))] == []


def test_solutions_are_many_and_different(lab):
    assert len(lab.solutions) >= 20
    assert len({s.data for s in lab.solutions}) == len(lab.solutions)
    assert {parse(s.text).stages[0].name for s in lab.solutions} >= {None, "build", "kitchen"}


def test_every_solution_and_the_start_parse_without_a_problem_that_stops_an_engine(lab):
    texts = {"start": lab.start, **{s.id: s.text for s in lab.solutions}}
    assert {name: e for name, text in texts.items() if (e := parse(text).errors)} == {}


def test_mistakes_are_many_and_each_has_its_own_reason(lab):
    assert len(lab.mistakes) >= 45
    assert len({m.data for m in lab.mistakes}) == len(lab.mistakes)
    assert len({m.diagnosis for m in lab.mistakes}) >= 45
    assert len([m for m in lab.mistakes if m.line is None]) <= 6, "nearly each can be seen in a line"


def test_only_a_mistake_of_the_parser_fails_to_parse(lab):
    failing = [m.id for m in lab.mistakes if m.check != "file" and parse(m.text).errors]
    assert failing == [m.id for m in lab.mistakes if m.check == "parses"]


def test_every_diagnosis_is_one_that_the_tutor_can_give(lab):
    package = Path(tutor.__file__).parent
    sources = [p for folder in ("diagnosis", "dockerfile") for p in (package / folder).glob("*.py")]
    known = "\n".join(p.read_text() for p in sources)
    named = [m.diagnosis for m in lab.mistakes if m.check != "file"]
    assert [name for name in named if f'"{name}"' not in known] == []


def test_only_the_mistake_that_never_ends_has_a_time_limit(lab):
    assert {m.id: m.build_seconds for m in lab.mistakes if m.build_seconds} == {"run-npm-start": 25}


def test_packages_are_installed_in_few_ways(lab):
    """An engine takes first lines that are the same from its cache; each other install costs most of a minute."""
    texts = [proof.text.replace("\r", "") for proof in (*lab.solutions, *lab.mistakes)]
    ways = {
        text[: found.end()].rpartition("WORKDIR")[2] for text in texts for found in INSTALLS.finditer(text)
    }
    assert len(ways) <= 12, "\n\n".join(sorted(ways))


def test_steps_are_short_and_fit_a_narrow_pane(lab):
    assert 6 <= len(lab.steps) <= 9
    for step in lab.steps:
        assert len(step.markdown.split()) < 260
        assert not step.markdown.startswith("#"), "the title is the heading"
        code = re.findall(r"```dockerfile\n(.*?)```", step.markdown, re.DOTALL)
        assert [line for block in code for line in block.splitlines() if len(line) > 60] == []


def test_steps_and_hints_are_calm(lab):
    texts = [s.markdown for s in lab.steps] + [h for c in lab.checks for h in c.hints]
    assert [t for t in texts if "!" in t] == []


def test_the_lesson_asks_for_predictions_and_offers_a_skeleton(lab):
    pages = {s.id: s.markdown for s in lab.steps}
    assert [i for i, text in pages.items() if "**Predict.**" in text] == [
        *("what-ships", "second-from", "read-the-verdict")
    ]
    assert "# copy only what runs" in pages["second-from"]
    assert "TypeScript, ESLint" in pages["what-is-left"]
