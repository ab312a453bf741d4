"""A disputed verdict: every check with its evidence, and nothing that must not leave the machine."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from tests.labs import a_lab
from tutor.model.build_inputs import BuildInputs
from tutor.model.course import CheckSpec
from tutor.model.outcome import Outcome, Sizes, Status, Verdict
from tutor.model.written import written_digest
from tutor.report.dispute import dispute, dispute_form, dispute_markdown
from tutor.report.redact import redact

TEXT = "FROM scratch\n"
CHECKS = (
    CheckSpec("builds", "builds", "It builds"),
    CheckSpec("serves", "http", "It answers", options={"path": "/"}),
    CheckSpec("size", "image_size", "Small"),
)
OUTCOMES = (
    Outcome("builds", "It builds", Status.PASSED, found="an image"),
    Outcome("serves", "It answers", Status.FAILED, "200 on /", "404", "line 3"),
    Outcome("size", "Small", Status.SKIPPED, because="“It answers” did not pass"),
)
VERDICT = Verdict(
    *("a-lab", "failed", OUTCOMES),
    sizes=Sizes(800, 400, 500, 410),
    image_id="sha256:abc",
    dockerfile_digest=hashlib.sha256(TEXT.encode()).hexdigest(),
    written_digest=written_digest(TEXT.encode(), None),
    engine="docker 26.1.3, overlay2",
    stand_ins=("node:18-alpine",),
    evidence={"build": ("image sha256:abc",), "container": ("GET /: 404", "| listening on 3000")},
)
LAB = a_lab(checks=CHECKS)


def test_each_check_comes_with_the_evidence_of_its_phase():
    builds, serves, size = dispute(LAB, VERDICT, TEXT).rulings
    assert (builds.status, builds.evidence) == ("passed", ("image sha256:abc",))
    assert serves.evidence == ("GET /: 404", "| listening on 3000")
    assert (serves.kind, serves.options, serves.where) == ("http", "path = /", "line 3")
    assert (size.because, size.evidence) == ("“It answers” did not pass", ())


def test_the_report_holds_all_that_is_needed_to_look_into_it():
    report = dispute_markdown(dispute(LAB, VERDICT, TEXT))
    for part in (
        *(
            "sha256:abc",
            "traditional 800, yours 400",
            "docker 26.1.3, overlay2",
            "node:18-alpine",
            "- tutor: ",
        ),
        *("### failed: It answers (`serves`, kind `http`)", "- expected: 200 on /", "      GET /: 404"),
        *("    FROM scratch", VERDICT.dockerfile_digest),
    ):
        assert part in report, part
    assert "was changed after" not in report


def test_a_file_that_was_changed_since_is_told():
    about = dispute(LAB, VERDICT, TEXT + "RUN x\n")
    assert "was changed after this verdict" in dispute_markdown(about)
    assert dispute_form(about)["dockerfile_changed_since"]


def test_the_ignore_file_is_a_part_of_what_was_judged():
    judged = replace(VERDICT, written_digest=written_digest(TEXT.encode(), "*.md\n"))
    same, other = (dispute(LAB, judged, TEXT, ignore) for ignore in ("*.md\n", "*.log\n"))
    assert "## Dockerfile.dockerignore\n\n    *.md\n" in dispute_markdown(same)
    assert not dispute_form(same)["dockerfile_changed_since"]
    assert "was changed after this verdict" in dispute_markdown(other)
    assert dispute_form(other)["ignore_file"] == "*.log\n"
    assert "ignore" not in dispute_markdown(dispute(LAB, VERDICT, TEXT))


def test_a_check_that_the_lab_no_longer_has_is_no_trouble():
    about = dispute(a_lab(checks=()), VERDICT, TEXT)
    assert [r.kind for r in about.rulings] == ["", "", ""]
    json.dumps(dispute_form(about))


def test_secrets_of_the_environment_and_home_are_taken_out(monkeypatch):
    monkeypatch.setenv("NPM_TOKEN", "npm_s3cret")
    monkeypatch.setenv("HTTPS_PROXY", "http://user:pass@proxy:3128")
    monkeypatch.setattr(Path, "home", lambda: Path("/home/someone"))
    outcome = Outcome("builds", "It builds", Status.FAILED, "x", "npm_s3cret in /home/someone/x", "y")
    verdict = Verdict("a-lab", "failed", (outcome,), evidence={"build": ("| token npm_s3cret",)})
    report = dispute_markdown(dispute(LAB, verdict, "ARG T=npm_s3cret\n# /home/someone\n"))
    assert "npm_s3cret" not in report
    assert "someone" not in report
    assert "[NPM_TOKEN] in ~/x" in report


def test_what_is_taken_out_and_what_stays():
    environment = {
        "API_KEY": "abcdef123",
        "MY_SECRET": "abc",
        "SSH_AUTH_SOCK": "/tmp/agent",
        "EDITOR": "vim-editor",
        "DESKTOP_SESSION": "ubuntu",
        "MY_SESSION_ID": "a1b2c3d4",
    }
    home = Path("/home/a")

    def seen(text):
        return redact(text, environment, home)

    assert seen("x abcdef123 y") == "x [API_KEY] y"
    assert seen("FROM ubuntu:22.04, a1b2c3d4") == "FROM ubuntu:22.04, [MY_SESSION_ID]"
    assert seen("abc /tmp/agent vim-editor") == "abc /tmp/agent vim-editor"
    assert (
        seen("http://me:pw@host/ and https://tok@host")
        == "http://[credentials]@host/ and https://[credentials]@host"
    )
    assert seen("git@github.com:a/b") == "git@github.com:a/b"
    assert seen("/home/a/x /home/ab /home/a") == "~/x /home/ab ~"
    assert redact("/root", {}, Path("/")) == "/root"


def test_hostile_text_stays_in_its_place():
    evil = "\x1b[31m# heading\n```\n<script>"
    outcome = Outcome("builds", evil, Status.FAILED, evil, evil, evil)
    report = dispute_markdown(dispute(LAB, Verdict("a-lab", "failed", (outcome,)), evil))
    assert "\x1b" not in report
    assert "\n# heading" not in report
    assert not any(line.startswith("```") for line in report.split("\n"))


def test_the_secrets_of_a_lab_are_in_no_report():
    options = {"words": ("hgt_word",), "name": "the token"}
    lab = a_lab(
        checks=(CheckSpec("builds", "no_secret", "No token", options),),
        build=BuildInputs(secrets={"token": "hgt_word"}),
    )
    found = dispute(lab, VERDICT, "FROM scratch\nLABEL token=hgt_word\n")
    for told in (dispute_markdown(found), json.dumps(dispute_form(found))):
        assert "hgt_word" not in told
        assert "LABEL token=[token]" in told
        assert "words = [token]; name = the token" in told
