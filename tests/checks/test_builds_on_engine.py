"""Checks that build again, and the facts of images as real engines make them."""

import pytest

from tests.attempts import judged, nothing_left, statuses, told
from tests.checks.shops import BAD, GOOD, SECRET, check, shop
from tutor.engine.port import Cancel

pytestmark = pytest.mark.engine


@pytest.fixture(autouse=True)
def clean_engine(engine, node_base):
    """Nothing may be left behind."""
    yield
    assert nothing_left(engine)
    assert engine.image("multistage-tutor/a-lab:trial") is None


CACHED = check(
    "cached_after_edit", edit="notes.txt", append="more {random}", steps=["^RUN echo install", "> installed"]
)
FACTS = (
    check("stages", min=3, names=["deps", "test"]),
    check("final_base", images=["node:*-alpine"]),
    check("no_unused_stage", **{"except": ["test"]}),
    check("build_time", max_seconds=300),
    check("context_size", max_mb=0.01),
    check("present", paths=["app/server.js", "/app/installed"]),
    check("absent", paths=["**/notes.txt"], name="notes"),
    check("content", path="/app/server.js", contains=["createServer"], not_matches=["password"]),
    check("mode", paths=["app/installed"], executable_by="other"),
    check("owner", paths=["app/server.js"], user="1000", group="1000"),
    check("no_secret", words=[SECRET], name="the token"),
    check(
        "config", user="1000", ports=["3000"], exec_form=True, labels={"shop.version": "1.2"}, workdir="/app"
    ),
    check("no_package", names=["npm:typescript"]),
    check("layer_count", max=4, added=True),
    check("image_size", max_mb=1, added=True),
    CACHED,
    check("target", "fails", name="test", expect="fails"),
    check("target", "builds", name="deps"),
)


def test_facts_of_a_good_build(engine, downloads, tmp_path):
    _, verdict = judged(shop(tmp_path, *FACTS), GOOD, engine, downloads)
    assert {i: s for i, s in statuses(verdict).items() if s != "passed"} == {}, told(verdict)


def test_facts_of_a_bad_build(engine, downloads, tmp_path):
    lab = shop(
        tmp_path,
        *(c for c in FACTS if c.kind not in ("final_base", "present", "build_time", "no_package")),
        check("final_base", not_images=["node:*"]),
        check("present", paths=["/app/token"]),
        check("content", "other", path="app/installed", contains=["cargo"]),
        check("image_size", "none", max_mb=0.00001, added=True),
    )
    _, verdict = judged(lab, BAD, engine, downloads)
    found = statuses(verdict)
    passing = {"context_size", "image_size", "content", "layer_count"}
    assert {i for i, s in found.items() if s == "passed"} == passing, told(verdict)
    assert set(found.values()) == {"passed", "failed"}, told(verdict)
    where = {o.check_id: (o.where, o.found) for o in verdict.outcomes}
    assert where["cached_after_edit"][0].startswith("line 6: RUN echo $TOKEN")
    assert where["present"][1] == "/app/token is deleted by a later line"
    assert SECRET not in where["no_secret"][1]
    assert verdict.diagnosis.id == "no-such-stage"


@pytest.mark.parametrize("by", ["a file", "the history"])
def test_a_secret_is_found_wherever_it_ships(engine, downloads, tmp_path, by):
    text = {
        "a file": f"FROM node:18-alpine\nRUN echo token={SECRET[::-1]} | rev > /t && rm /t || true\nRUN echo {SECRET[::-1]} | rev > /tmp/t\nRUN rm /tmp/t\n",
        "the history": f"FROM node:18-alpine\nARG T={SECRET}\nRUN echo $T > /dev/null\n",
    }[by]
    _, verdict = judged(
        shop(tmp_path, check("no_secret", words=[SECRET], name="the token")), text, engine, downloads
    )
    (outcome,) = verdict.outcomes
    assert outcome.status == "failed", told(verdict)
    assert ("/tmp/t" in outcome.found) is (by == "a file")


def test_what_a_lab_does_not_declare_costs_no_build_and_no_container(
    engine, downloads, tmp_path, monkeypatch
):
    builds, containers = [], []
    build, start = engine.build, engine.start
    monkeypatch.setattr(engine, "build", lambda *a: builds.append(a[0].purpose) or build(*a))
    monkeypatch.setattr(engine, "start", lambda *a: containers.append(a) or start(*a))
    _, verdict = judged(shop(tmp_path, check("present", paths=["app"])), GOOD, engine, downloads)
    assert verdict.status == "passed", told(verdict)
    assert (builds, containers) == (["attempt", "traditional"], [])


def test_the_reference_is_built_only_to_compare_with(engine, downloads, tmp_path):
    from tutor.model.course import Solution

    lab = shop(
        tmp_path,
        check("image_size", share_of_reference=1.06),
        solutions=(Solution("one", "One", GOOD.encode(), True),),
    )
    _, verdict = judged(
        lab, GOOD.replace("LABEL", "RUN head -c 90000000 /dev/zero > /pad\nLABEL"), engine, downloads
    )
    assert statuses(verdict) == {"image_size": "failed"}, told(verdict)
    assert verdict.sizes.reference < verdict.sizes.yours
    assert "of the reference" in verdict.outcomes[0].expected


def test_an_edit_of_an_ignored_file_leaves_all_in_the_cache(engine, downloads, tmp_path):
    lab = shop(tmp_path, CACHED)
    (lab.app / ".dockerignore").write_text("notes.txt\n")
    _, verdict = judged(lab, BAD, engine, downloads)
    assert statuses(verdict) == {"cached_after_edit": "passed"}, told(verdict)


def test_each_edit_is_new_to_the_engine(engine, downloads, tmp_path):
    """Else the second attempt would find the steps of the first one's edit in the cache."""
    for _ in range(2):
        _, verdict = judged(shop(tmp_path, CACHED), BAD, engine, downloads)
        assert statuses(verdict) == {"cached_after_edit": "failed"}, told(verdict)


def test_an_edit_that_cannot_be_made_is_the_labs_fault(engine, downloads, tmp_path):
    lab = shop(tmp_path, check("cached_after_edit", edit="none.txt", append="{random}", steps=["^RUN"]))
    _, verdict = judged(lab, GOOD, engine, downloads)
    assert statuses(verdict) == {"cached_after_edit": "could_not_run"}


def test_advice_that_builds_again_is_given_after_the_pass(engine, downloads, tmp_path):
    lab = shop(tmp_path, check("builds"), advice=(CACHED,))
    _, verdict = judged(lab, BAD, engine, downloads)
    assert (verdict.status, [t.check_id for t in verdict.tips]) == ("passed", ["cached_after_edit"]), told(
        verdict
    )


def test_a_trial_can_be_cancelled(engine, downloads, tmp_path):
    cancel = Cancel()
    text = 'FROM node:18-alpine AS slow\nRUN sleep 60\nFROM node:18-alpine\nCMD ["x"]\n'

    def at_the_trial(event):
        if getattr(event, "phase", "") == "trial":
            import threading

            threading.Timer(2.0, cancel).start()

    if engine.info().name == "podman":
        text = text.replace("AS slow\nRUN sleep 60", "AS slow\nRUN true")
    _, verdict = judged(
        shop(tmp_path, check("target", name="slow")),
        text,
        engine,
        downloads,
        cancel=cancel,
        on_event=at_the_trial,
    )
    assert verdict.status in ("cancelled", "passed")
    assert verdict.seconds < 45
