"""lab stats: a table, JSON, an empty state, and somebody else's progress, which stays as it is."""

import json

import pytest
from click.testing import CliRunner

from tutor import paths
from tutor.cli import main
from tutor.model.outcome import Diagnosis, Sizes, Verdict
from tutor.store import Store


def stats(*arguments):
    return CliRunner().invoke(main, ["lab", "stats", *map(str, arguments)])


def tried(file):
    """Record a failed attempt, a pass four minutes later, and nothing else."""
    why = Diagnosis("one-from", "See.", "Why.", "Try.")
    with Store.open(file) as store:
        for minutes, status, diagnosis in ((0, "failed", why), (4, "passed", None)):
            verdict = Verdict(
                lab_id="two-stages",
                status=status,
                outcomes=(),
                diagnosis=diagnosis,
                sizes=Sizes(),
                seconds=1.0,
                dockerfile_digest="d",
            )
            store.record(verdict, 1_700_000_000 + 60 * minutes)


def test_before_the_first_attempt_it_says_what_to_do():
    result = stats()
    assert (result.exit_code, "tutor learn" in result.output) == (0, True)


def test_the_table_and_the_json_have_the_same_numbers():
    tried(paths.progress_file())
    table = stats("two-stages")
    assert table.exit_code == 0, table.output
    assert "4.0       20         2      0  one-from (told 1x)" in table.output
    lab = next(e for e in json.loads(stats("--json").stdout)["labs"] if e["lab"] == "two-stages")
    assert (lab["lab"], lab["minutes"], lab["attempts"]) == ("two-stages", 4.0, 2)
    assert (lab["planned_minutes"], lab["hardest"], lab["hints"]) == (20, "one-from", 0)


def test_somebody_elses_progress_is_read_and_not_changed(tmp_path):
    file = tmp_path / "theirs.db"
    tried(file)
    before = file.read_bytes()
    assert "one-from" in stats("--progress", file).output
    assert file.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir() if "theirs" in p.name] == ["theirs.db"]


@pytest.mark.parametrize("content", [None, b"", b"no database" * 100])
def test_what_is_no_progress_is_told_and_left_alone(tmp_path, content):
    file = tmp_path / "theirs.db"
    if content is not None:
        file.write_bytes(content)
    result = stats("--progress", file)
    if content == b"":
        assert "tutor learn" in result.output
        return
    assert result.exit_code == 2
    assert "Name the progress.db of a tutor." in result.stderr
    assert (file.read_bytes() if file.exists() else None) == content


def test_a_lab_that_is_not_there_is_told():
    assert stats("no-such").exit_code == 2


def test_a_device_is_not_copied():
    result = stats("--progress", "/dev/zero")
    assert (result.exit_code, "is no file" in result.stderr) == (2, True)
