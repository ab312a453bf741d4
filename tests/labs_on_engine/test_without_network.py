"""After a first run, labs are learned with the network cut off: the engine and the tutor have loopback, and nothing else."""

import json
import shutil
import subprocess
import sys

import pytest

from tests.attempts import judged, told
from tests.labs_on_engine.without_network import EDITED
from tutor.engine.local import PrivateEngine

pytestmark = [pytest.mark.engine, pytest.mark.private_engine]


@pytest.fixture(scope="module")
def cut_off(course, downloads, tmp_path_factory):
    """What became of the labs without a network, after each was built once with one."""
    private = PrivateEngine(tmp_path_factory.mktemp("cut-off") / "engine")
    labs = [course.find(lab_id) for lab_id in EDITED]
    try:
        engine = private.up(print)
        for lab in labs:
            for text in (lab.traditional, lab.reference.text):
                _, verdict = judged(lab, text, engine, downloads)
                assert verdict.status in ("passed", "failed"), told(verdict)
        private.down(print)
        command = [
            sys.executable,
            "-m",
            "tests.labs_on_engine.without_network",
            private.folder,
            downloads,
            *EDITED,
        ]
        done = subprocess.run(
            ["unshare", "--net", *map(str, command)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        yield json.loads(done.stdout)
    finally:
        private.down(print)
        shutil.rmtree(private.folder, ignore_errors=True)


def test_the_network_is_off(cut_off):
    assert (cut_off["default_routes"], cut_off["reached"]) == (0, False)


@pytest.mark.parametrize("lab_id", EDITED)
def test_a_lab_works_without_a_network(cut_off, lab_id):
    found = cut_off["labs"][lab_id]
    assert (found["start"], found["reference"], found["edited"]) == ("failed", "passed", "passed")
