"""Who listens where, by the kernel's tables: of a process of this machine, only if it is the container's."""

import os
import socket
from pathlib import Path

import pytest

from tutor.engine.listening import listening_sockets, local_tables

CONTAINER = "c" * 64
TABLE = "  sl  local_address rem_address   st\n   0: 00000000:1F90 00000000:0000 0A\n"


@pytest.fixture
def processes(tmp_path):
    (tmp_path / "7" / "net").mkdir(parents=True)
    (tmp_path / "7" / "cgroup").write_text(f"0::/docker/{CONTAINER}\n")
    (tmp_path / "7" / "net" / "tcp").write_text(TABLE)
    (tmp_path / "7" / "net" / "tcp6").write_text("  sl  local_address\n")
    return tmp_path


def test_the_tables_of_the_containers_process_are_read(processes):
    assert listening_sockets(local_tables(7, CONTAINER, processes)) == (("0.0.0.0", 8080),)


@pytest.mark.parametrize(("process", "container"), [(7, "d" * 64), (8, CONTAINER), (0, CONTAINER)])
def test_another_process_is_not_taken_for_it(processes, process, container):
    assert local_tables(process, container, processes) == ""


def test_tables_that_cannot_be_read_are_none(processes):
    (processes / "7" / "net" / "tcp6").unlink()
    assert local_tables(7, CONTAINER, processes) == ""


def test_the_kernel_writes_them_so():
    table = Path(f"/proc/{os.getpid()}/net/tcp")
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert ("127.0.0.1", server.getsockname()[1]) in listening_sockets(table.read_text())
