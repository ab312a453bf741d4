"""The commands xray and diff: text, JSON, HTML, rules and exit codes. Images come without a reader here."""

import json
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import CliRunner

from tests import xrays
from tutor.cli import looking, main
from tutor.errors import EngineTrouble, UsageProblem
from tutor.model.xray import Category
from tutor.report.rules import slug


@pytest.fixture
def asked():
    """What `look` was asked for."""
    return []


@pytest.fixture
def tutor(monkeypatch, asked):
    images = {
        "shop:traditional": xrays.traditional,
        "shop:multi": xrays.multi_stage,
        "hostile": xrays.hostile,
        "empty": xrays.empty,
    }

    def look(reference, options):
        asked.append((reference, options))
        if reference == "gone":
            raise EngineTrouble("The engine went away.", "Start it again.")
        if reference not in images:
            raise UsageProblem("There is no image `nowhere`.", "Pull or build it first.")
        return images[reference]()

    monkeypatch.setattr(looking, "look", look)
    monkeypatch.setenv("COLUMNS", "100")
    return lambda *arguments, **more: CliRunner(**more).invoke(main, arguments)


def test_xray_tells_what_an_image_ships(tutor):
    result = tutor("xray", "shop:traditional", "--top", "3")
    assert result.exit_code == 0
    assert result.stdout.startswith("shop:traditional  786 MB, 661 MB of it added to the base image\n")
    assert "in 112 further rows" in result.stdout
    assert result.stderr == ""


def test_diff_tells_what_two_images_differ_in(tutor):
    result = tutor("diff", "shop:traditional", "shop:multi")
    assert result.exit_code == 0
    assert "786 MB -> 443 MB, -44 %" in result.stdout


def test_json_is_one_document_with_all_rows_or_as_many_as_asked(tutor):
    form = json.loads(tutor("xray", "shop:traditional", "--json").stdout)
    assert sum(row["size"] for row in form["rows"]) == form["size"]
    form = json.loads(tutor("xray", "shop:traditional", "--json", "--top", "2", "--items").stdout)
    assert (len(form["rows"]), len(form["items"])) == (2, 2787)
    form = json.loads(tutor("diff", "shop:traditional", "shop:multi", "--json").stdout)
    assert form["size_change"] == form["after"]["size"] - form["before"]["size"]


def test_what_the_user_says_about_the_images_is_handed_on(tutor, asked, tmp_path):
    one, two = tmp_path / "One", tmp_path / "Two"
    tutor(
        "diff", "shop:traditional", "shop:multi", "--dockerfile", str(two), "--dockerfile-before", str(one),
        "--base", "node:18-alpine", "--base", "alpine",
    )  # fmt: skip
    assert [(name, o.dockerfile, o.bases) for name, o in asked] == [
        ("shop:traditional", one, ("node:18-alpine", "alpine")),
        ("shop:multi", two, ("node:18-alpine", "alpine")),
    ]


def test_html_goes_into_the_file_in_one_step(tutor, tmp_path):
    file = tmp_path / "report.html"
    file.write_text("old")
    result = tutor("xray", "shop:traditional", "--html", str(file))
    assert result.exit_code == 0
    assert f"report: {file}" in result.stderr
    assert file.read_text().startswith("<!doctype html>")
    assert list(tmp_path.glob("*.new")) == []
    assert tutor("diff", "shop:traditional", "shop:multi", "--html", str(file), "--json").exit_code == 0
    assert "shop:multi" in file.read_text()


def test_html_goes_where_a_link_leads_and_through_a_pipe(tutor, tmp_path):
    target, link, pipe = tmp_path / "target.html", tmp_path / "link.html", tmp_path / "pipe"
    link.symlink_to(target)
    assert tutor("xray", "empty", "--html", str(link)).exit_code == 0
    assert link.is_symlink()
    assert target.read_text().startswith("<!doctype html>")
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as reader:
        read = reader.submit(pipe.read_text)
        assert tutor("xray", "empty", "--html", str(pipe)).exit_code == 0
        assert read.result(10) == target.read_text()
    assert pipe.is_fifo()


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (
            ["--fail-over", "150 MiB"],
            "rule --fail-over 150 MiB: found 786 MB, brought by root/.npm/_cacache/",
        ),
        (
            ["--fail-waste", "10MB"],
            "rule --fail-waste 10MB: found 12.6 MB, brought by usr/local/lib/node_modules/next",
        ),
        (
            ["--fail-on", "caches"],
            "rule --fail-on caches: found 240 MB, brought by root/.npm/_cacache/ 198 MB",
        ),
        (["--fail-on", "Dev Dependencies, caches"], "rule --fail-on dev-dependencies: found 52.3 MB"),
    ],
)
def test_a_broken_rule_is_one_line_and_ends_with_1(tutor, rules, words):
    result = tutor("xray", "shop:traditional", *rules)
    assert result.exit_code == 1
    (line, *_) = [line for line in result.stdout.splitlines() if line.startswith("rule ")]
    assert line.startswith(words)
    assert "(line " in line
    as_json = tutor("xray", "shop:traditional", "--json", *rules)
    assert as_json.exit_code == 1
    assert json.loads(as_json.stdout)["rules"][0]["broken"] is True
    assert words in as_json.stderr


def test_rules_that_hold_end_with_0_and_are_in_the_json(tutor):
    rules = ["--fail-over", "1GB", "--fail-waste", "0", "--fail-on", "build-tools"]
    result = tutor("xray", "shop:multi", "--json", *rules)
    assert result.exit_code == 0
    found = json.loads(result.stdout)["rules"]
    assert [(rule["rule"], rule["broken"]) for rule in found] == [
        ("fail-over", False),
        ("fail-waste", False),
        ("fail-on", False),
    ]


def test_growth_is_allowed_up_to_a_size_or_a_share(tutor):
    assert tutor("diff", "shop:traditional", "shop:multi", "--fail-growth", "0").exit_code == 0
    assert tutor("diff", "shop:multi", "shop:traditional", "--fail-growth", "1GB").exit_code == 0
    assert tutor("diff", "shop:multi", "shop:traditional", "--fail-growth", "100%").exit_code == 0
    result = tutor("diff", "shop:multi", "shop:traditional", "--fail-growth", "5 %")
    assert result.exit_code == 1
    assert "rule --fail-growth 5 %: found 343 MB, brought by root/.npm/_cacache/" in result.stdout


def test_rules_of_a_difference_are_about_the_second_image(tutor):
    assert tutor("diff", "shop:traditional", "shop:multi", "--fail-over", "500MB").exit_code == 0
    assert tutor("diff", "shop:multi", "shop:traditional", "--fail-over", "500MB").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["xray"], "Missing argument"),
        (["diff", "shop:multi"], "Missing argument"),
        (["xray", "nowhere"], "Pull or build it first"),
        (["xray", "shop:multi", "--fail-over", "5%"], "is no size"),
        (["xray", "shop:multi", "--fail-over", "big\x1b[31m"], "150 MiB"),
        (["xray", "shop:multi", "--fail-on", "cache"], "Did you mean `caches`?"),
        (["xray", "shop:multi", "--fail-on", "zzz"], "There are: base-image, runtime-dependencies"),
        (["xray", "shop:multi", "--fail-growth", "5%"], "No such option"),
        (["xray", "shop:multi", "--top", "0"], "range"),
        (["xray", "shop:multi", "--html", "/nowhere/at/all/report.html"], "no such folder"),
        (["xray", "shop:multi", "--html", "/"], "directory"),
        (["xray", "shop:multi", "--html", "-"], "--html report.html"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_to_write(tutor, arguments, words):
    result = tutor(*arguments)
    assert result.exit_code == 2
    assert words in " ".join(result.stderr.split())
    assert "\x1b" not in result.output
    assert "Traceback" not in result.output


def test_engine_trouble_ends_with_3(tutor):
    result = tutor("diff", "shop:multi", "gone")
    assert result.exit_code == 3
    assert "Start it again." in result.stderr


@pytest.mark.parametrize("command", ["xray", "diff"])
def test_help_has_an_example_and_the_exit_codes(tutor, command):
    result = tutor(command, "--help")
    assert f"tutor {command} shop:" in result.stdout
    assert "Exit code 0" in result.stdout


@pytest.mark.parametrize("image", ["shop:traditional", "hostile", "empty"])
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_any_output_can_show_it(tutor, image, encoding):
    result = tutor("diff", image, "shop:traditional", "--fail-over", "0", charset=encoding)
    assert result.exit_code == 1
    text = result.stdout_bytes.decode(encoding)
    assert ("#" * 5 in text) is (encoding != "utf-8")
    assert all(line.isprintable() for line in text.splitlines())
    assert "\x1b" not in text


def test_every_category_can_be_forbidden(tutor):
    names = [slug(category) for category in Category]
    result = tutor("xray", "empty", "--fail-on", ",".join(names))
    assert result.exit_code == 0
