"""What reading a layer, keeping it and reading it back takes in memory, measured from outside: in a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIMIT = 80_000_000
"""Bytes: what reading an image may take, and what the memory's allocator keeps for itself."""


@pytest.mark.parametrize(
    ("kind", "count"),
    [("files", 1_000_000), ("texts", 60_000), ("database", 32 << 20)],
)
def test_a_layer_takes_little_memory_whatever_it_holds(tmp_path, kind, count):
    command = [sys.executable, "-m", "tests.engine.layer_memory", kind, str(count), str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) < LIMIT
