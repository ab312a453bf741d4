"""Ctrl-C while the program is loading."""

import subprocess
import sys

LOADING = """
import os, signal, sys

class Loading:
    def find_spec(self, name, *rest):
        if name == "tutor.cli":
            try:
                os.kill(os.getpid(), signal.SIGINT)
            except BaseException:  # as Python does in callbacks of its own imports
                pass

sys.meta_path.insert(0, Loading())
sys.argv = ["tutor", "--version"]
from tutor.__main__ import run
run()
"""


def test_it_counts_also_where_an_import_would_drop_it():
    ended = subprocess.run([sys.executable, "-c", LOADING], capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stdout) == (130, "")
    assert ended.stderr.strip() == "tutor: stopped"
