"""The size ladder as lines of text and as JSON."""

from tutor.model.ladder import Ladder, ladder
from tutor.model.progress import AttemptRecord
from tutor.plain.ladder_lines import ladder_form, ladder_lines

ATTEMPTS = (
    AttemptRecord(0.0, "failed", 832_000_000, 832_000_000, "one-from"),
    AttemptRecord(60.0, "failed", None, None, "unknown-stage"),
    AttemptRecord(120.0, "passed", 424_000_000, 832_000_000),
    AttemptRecord(180.0, "passed", 430_000_000, 832_000_000),
)


def lines(attempts=ATTEMPTS):
    return list(ladder_lines("two-stages", ladder(attempts, lambda size: size * 6 // 10)))


def test_each_attempt_is_a_line_on_one_scale():
    first, *rungs, target, _, last = lines()
    assert first.startswith("traditional")
    assert "832 MB" in first
    assert first.count("#") == 23
    assert [line.split()[:2] for line in rungs] == [["FAIL", "1"], ["FAIL", "2"], ["ok", "3"], ["ok", "4"]]
    assert rungs[0].count("#") == 23
    assert rungs[2].count("#") == 12
    assert {line.index("|") for line in (first, rungs[0], rungs[2])} == {first.index("|")}
    assert "499 MB" in target
    assert last == "4 attempts; best is number 3 with 424 MB, -49 % against the traditional image."


def test_changes_the_best_and_the_reason_for_no_image_are_told():
    rungs = lines()[1:5]
    assert rungs[1].endswith("no image: unknown-stage")
    assert rungs[2].split()[-3:] == ["-408", "MB", "best"]
    assert rungs[3].endswith("+6.0 MB")
    assert "best" not in rungs[3]


def test_no_attempts_say_what_to_do():
    assert lines(()) == [
        "No attempts yet.",
        "`tutor check two-stages` builds and judges your Dockerfile; each attempt then gets a line here.",
    ]


def test_none_passed_is_told():
    assert lines(ATTEMPTS[:1])[-1] == "1 attempt; none has passed yet."


def test_a_hostile_diagnosis_stays_one_harmless_line():
    hostile = (AttemptRecord(0.0, "failed", None, None, "\x1b[31mx\ny" + "z" * 500),)
    (line,) = [one for one in lines(hostile) if "no image" in one]
    assert "\x1b" not in line
    assert "\n" not in line
    assert len(line) < 130


def test_the_json_has_every_number():
    form = ladder_form("two-stages", ladder(ATTEMPTS, lambda size: size // 2))
    assert (form["traditional"], form["target"], form["best"]) == (832_000_000, 416_000_000, 3)
    assert form["attempts"][2] == {
        "number": 3,
        "when": "1970-01-01T00:02:00+00:00",
        "status": "passed",
        "size": 424_000_000,
        "traditional_size": 832_000_000,
        "delta": -408_000_000,
        "best": True,
        "diagnosis": None,
    }
    assert ladder_form("x", Ladder())["attempts"] == []
