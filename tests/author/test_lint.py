"""`tutor lab lint`: each rule on a lab that is right but for one thing, with its place and its fix."""

import json

import pytest

from tests.author.labs import SOLUTION, TRADITIONAL, a_lab_in, lint

TABLE = "| one | two |\n|---|---|\n| " + "x" * 60 + " | y |\n"
BROKEN = [
    # rule, severity, file, what to replace, by what, words in the line that is named
    (
        "no-hints",
        "warning",
        "lab.yaml",
        "    hints: [Which step of the build log failed?]\n",
        "",
        "- id: builds",
    ),
    (
        "empty-hint",
        "warning",
        "lab.yaml",
        "[Which step of the build log failed?]",
        "[Look harder]",
        "Look harder",
    ),
    ("format", "error", "lab.yaml", "[Which step of the build log failed?]", '[" "]', '[" "]'),
    (
        "hint-too-early",
        "warning",
        "lab.yaml",
        "[Which step of the build log failed?]",
        "[Begin the last stage with `COPY --from=build /app/.next ./.next`.]",
        "hints: [Begin",
    ),
    ("unknown-diagnosis", "error", "lab.yaml", "diagnosis: one-from", "diagnosis: one-form", "one-form"),
    ("unfit-diagnosis", "error", "lab.yaml", "diagnosis: one-from", "diagnosis: other-port", "other-port"),
    (
        "target-trivial",
        "warning",
        "lab.yaml",
        "share_of_traditional: 0.6",
        "share_of_traditional: 1",
        "options:\n      share",
    ),
    (
        "target-unreachable",
        "error",
        "lab.yaml",
        "share_of_traditional: 0.6",
        "share_of_reference: 0.9",
        "share_of_reference",
    ),
    ("unpinned-base", "warning", "lab.yaml", '"node:18-alpine"', '"node:18-alpine", "node"', "base_images"),
    (
        "slow-pattern",
        "error",
        "lab.yaml",
        "kind: not_root",
        "kind: config\n    options:\n      env_matches: {PATH: '(a+)+$'}",
        "env_matches",
    ),
    ("slow-glob", "error", "lab.yaml", '"**/.next/BUILD_ID"', '"*a*b*c*d*e*f*g*h*i*j"', "*a*b"),
    ("unpinned-base", "warning", "traditional/Dockerfile", "FROM node:18-alpine", "FROM node:latest", "FROM"),
    (
        "unlisted-base",
        "warning",
        "traditional/Dockerfile",
        "FROM node:18-alpine",
        "FROM node:20-alpine",
        "FROM",
    ),
    ("solution-unreadable", "error", "solutions/two-stages/Dockerfile", "RUN npm ci", "RUM npm ci", "RUM"),
    (
        "false-alarm",
        "warning",
        "solutions/two-stages/Dockerfile",
        "COPY --from=build",
        "COPY --from=biuld",
        "biuld",
    ),
    ("no-build-step", "warning", "solutions/two-stages/Dockerfile", "RUN npm ci && npm run build\n", "", ""),
    ("image", "error", "steps/why.md", "Look", "Look.\n\n![a map](map.png)\n\nLook", "![a"),
    ("html", "error", "steps/why.md", "Look", "Look\nhere <b>now</b>.\n", "here"),
    ("html", "error", "steps/why.md", "Look", "<script>x</script>\n\nLook", "<script>"),
    ("wide-table", "error", "steps/why.md", "Look", f"Here:\n\n{TABLE}\nLook", "| one"),
    ("unknown-fence", "error", "steps/why.md", "Look", "```predikt\nx\n```\nLook", "predikt"),
    ("empty-fence", "error", "steps/why.md", "Look", "```note\n```\nLook", "note"),
    ("hidden-characters", "error", "steps/why.md", "what", "\x1b[31mwhat", "what"),
    ("long-page", "warning", "steps/why.md", "Look", "a\n\n" * 70 + "Look", None),
]


@pytest.fixture
def lab(tmp_path):
    return a_lab_in(tmp_path)


def test_a_lab_that_is_right_has_no_findings(lab):
    assert lab.lint("--strict") == (0, [])


@pytest.mark.parametrize(("rule", "severity", "file", "old", "new", "at"), BROKEN, ids=lambda v: str(v)[:24])
def test_a_rule_names_place_and_fix(lab, rule, severity, file, old, new, at):
    lab.edit(file, old, new)
    code, findings = lab.lint()
    found = [f for f in findings if f["rule"] == rule]
    assert [f["severity"] for f in found[:1]] == [severity], findings
    assert code == any(f["severity"] == "error" for f in findings)
    assert found[0]["fix"] or rule == "format"
    assert found[0]["message"].endswith((".", "?"))
    named = [f for f in found if f["file"] == file]
    if at:
        assert lab.line_of(file, at) in [f["line"] for f in named], findings
    assert lab.lint("--strict")[0] == 1


def test_no_known_mistakes(lab):
    text = (lab.folder / "lab.yaml").read_text()
    start = text.index("mistakes:")
    lab.write("lab.yaml", text[:start] + text[text.index("questions:") :])
    code, (finding,) = lab.lint()
    assert (code, finding["rule"], finding["severity"]) == (0, "no-mistakes", "warning")
    lab.write("lab.yaml", text[:start] + "mistakes: []\n" + text[text.index("questions:") :])
    assert [f["rule"] for f in lab.lint()[1]] == ["no-mistakes"]


def test_a_hint_with_the_whole_solution(lab):
    lines = "".join(f"            {line}\n" for line in SOLUTION.splitlines())
    lab.edit("lab.yaml", "            FROM node:18-alpine\n", lines)
    code, findings = lab.lint()
    assert (code, [f["rule"] for f in findings]) == (1, ["hint-is-solution"])
    assert findings[0]["line"] == lab.line_of("lab.yaml", "Begin the last") - 1


def test_a_start_file_says_what_to_do(lab):
    lab.edit("lab.yaml", "start: traditional/Dockerfile", "start: start/Dockerfile")
    lab.write("start/Dockerfile", "FROM node:18-alpine AS build\nCOPY . .\n")
    assert [(f["rule"], f["file"]) for f in lab.lint()[1]] == [("no-task", "start/Dockerfile")]
    lab.write("start/Dockerfile", "FROM node:18-alpine AS build\n# TODO: build\n")
    assert lab.lint() == (0, [])
    lab.write("start/Dockerfile", SOLUTION)
    assert "start-is-solution" in [f["rule"] for f in lab.lint()[1]]


def test_a_mistake_that_is_a_solution(lab):
    lab.write("mistakes/one-stage/Dockerfile", SOLUTION)
    assert [(f["rule"], f["severity"]) for f in lab.lint()[1]] == [("same-file", "error")]


def record(solution=400, traditional=1000, **other):
    sizes = {"solutions": {"two-stages": solution}, "traditional": traditional, "start": None, "mistakes": {}}
    return json.dumps({**sizes, **other})


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (record(), []),
        (record(solution=601), ["target-unreachable"]),
        (record(solutions={"gone": 1}), ["stale-sizes"]),
        (record(mistakes={"gone": 1}), ["stale-sizes"]),
        (record(traditional=None), []),
        ("{", ["broken-sizes"]),
        ("[]", ["broken-sizes"]),
        ('{"solutions": 3, "traditional": "large", "mistakes": {"one-stage": true}}', []),
        ("[" * 100_000, ["broken-sizes"]),
        (b"\xff", ["broken-sizes"]),
        ("1" * 1_000_001, ["broken-sizes"]),
    ],
    ids=range(11),
)
def test_recorded_sizes(lab, text, rules):
    lab.write("sizes.json", text)
    assert [f["rule"] for f in lab.lint()[1]] == rules


def test_a_target_that_the_traditional_image_meets(lab):
    lab.edit("lab.yaml", "share_of_traditional: 0.6", "max_mb: 1")
    lab.write("sizes.json", record(traditional=900_000))
    assert [f["rule"] for f in lab.lint()[1]] == ["target-trivial"]


def test_all_mistakes_come_at_once(lab):
    lab.edit("lab.yaml", "minutes: 15", "minuts: 15")
    lab.edit("lab.yaml", "diagnosis: one-from", "diagnosis: one-form")
    lab.edit("steps/why.md", "Look", "```what\nx\n```\nLook")
    code, findings = lab.lint()
    assert code == 1
    assert {f["rule"] for f in findings} == {"format", "unknown-diagnosis", "unknown-fence"}
    assert "Did you mean `minutes`?" in " ".join(f["message"] for f in findings)


def two_labs(tmp_path, first, second):
    for name, before in (("my-lab", first), ("other", second)):
        lab = a_lab_in(tmp_path / "x" / name)
        target = tmp_path / "labs" / name
        target.parent.mkdir(exist_ok=True)
        lab.folder.rename(target)
        text = (target / "lab.yaml").read_text().replace("id: my-lab", f"id: {name}")
        (target / "lab.yaml").write_text(text + (f"builds_on: {before}\n" if before else ""))
    (tmp_path / "labs/course.yaml").write_text("format_version: 1\nlabs: [my-lab, other]\n")
    return str(tmp_path / "labs")


def test_labs_that_build_on_each_other_in_a_circle(tmp_path):
    result = lint(two_labs(tmp_path, "other", "my-lab"))
    assert result.exit_code == 1
    assert "builds-on-cycle" in result.stdout
    assert "my-lab -> other -> my-lab" in result.stdout


def test_a_folder_of_labs_is_a_course(tmp_path):
    result = lint(two_labs(tmp_path, "", "my-lab"))
    assert (result.exit_code, result.stdout) == (0, "2 labs: nothing is wrong\n")


def test_a_lab_that_builds_on_itself(lab):
    lab.edit("lab.yaml", "takeaway:", "builds_on: my-lab\ntakeaway:")
    assert [f["rule"] for f in lab.lint()[1]] == ["builds-on-cycle"]


def test_the_shipped_labs_pass_even_strictly():
    result = lint("--strict")
    assert (result.exit_code, result.stdout.splitlines()[-1].endswith("nothing is wrong")) == (0, True)


def test_a_lab_of_the_course_by_its_id():
    assert lint("two-stages").stdout == "1 lab: nothing is wrong\n"


def test_lines_for_people(lab):
    lab.edit("lab.yaml", "minutes: 15", "minutes: soon")
    lab.write("traditional/Dockerfile", TRADITIONAL.replace("node:18-alpine", "node:20-alpine"))
    result = lint(str(lab.folder))
    first, second, last = result.stdout.splitlines()
    assert first.startswith(
        f"{lab.folder}/lab.yaml:{lab.line_of('lab.yaml', 'minutes')}: error: `minutes` must be"
    )
    assert first.endswith(" [format]")
    assert ": warning: " in second
    assert last == "1 lab: 1 error, 1 warning"


@pytest.mark.parametrize("name", ["two-stage", "./nowhere", "/no/where", "..\x1b[31m", "x" * 5_000])
def test_what_is_not_there_is_wrong_usage(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = lint(name)
    assert result.exit_code == 2
    assert "\x1b" not in result.output


def test_a_folder_without_a_manifest(tmp_path):
    result = lint(f"{tmp_path}/")
    assert result.exit_code == 1
    assert "lab.yaml:1: error: this file is missing" in result.stdout
