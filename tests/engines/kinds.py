"""The engines that the tests are run on: which packages of which Debian, and how each is started."""

from __future__ import annotations

import json
import resource
from dataclasses import dataclass

DATA, RUN = "/var/lib/test-engine", "/run/test-engine"
"""Where an engine inside its file system finds its data and its settings and sockets."""


@dataclass(frozen=True)
class Kind:
    """One engine to test on."""

    name: str
    suite: str
    """The Debian release that its packages are from."""
    packages: tuple[str, ...]
    command: tuple[str, ...]
    files: tuple[tuple[str, str], ...]
    """Settings, as (path inside, content); `{bridge}` and `{subnet}` stand for what is its own."""
    without: tuple[str, ...] = ()
    """Markers of tests that ask for what it does not have."""
    needs_bridge: bool = False
    """Whether its bridge is to be made before it starts."""


def _docker(name: str, suite: str, settings: dict[str, object]) -> Kind:
    command = (
        *("dockerd", "--config-file", f"{RUN}/daemon.json", "--host", f"unix://{RUN}/engine.sock"),
        *("--data-root", DATA, "--exec-root", f"{RUN}/exec", "--pidfile", f"{RUN}/engine.pid"),
        *("--bridge", "{bridge}", "--containerd-namespace", "test-engine"),
        *("--containerd-plugins-namespace", "test-engine-plugins"),
    )
    packages = ("docker.io", "iptables", "ca-certificates")
    files = ((f"{RUN}/daemon.json", json.dumps(settings)),)
    return Kind(name, suite, packages, command, files, needs_bridge=True)


def _limits() -> str:
    """Return this machine's own limits of files and processes; Podman's are higher, which not every machine allows."""
    limits = {"nofile": resource.RLIMIT_NOFILE, "nproc": resource.RLIMIT_NPROC}
    return json.dumps(
        ["{0}={1}:{1}".format(name, resource.getrlimit(number)[1]) for name, number in limits.items()]
    )


def _podman(name: str, suite: str) -> Kind:
    """Podman's service as root; without systemd it must make control groups itself and log to files."""
    network = {
        "name": "podman",
        "id": "0" * 63 + "1",
        "driver": "bridge",
        "network_interface": "{bridge}",
        "subnets": [{"subnet": "{subnet}.0/24", "gateway": "{subnet}.1"}],
        "ipv6_enabled": False,
        "internal": False,
        "dns_enabled": False,
        "ipam_options": {"driver": "host-local"},
    }
    files = (
        ("/etc/containers/networks/podman.json", json.dumps(network)),
        (
            "/etc/containers/containers.conf",
            '[engine]\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\nruntime = "runc"\n'
            '[containers]\nlog_driver = "k8s-file"\n'
            f"default_ulimits = {_limits()}\n"
            '[network]\nnetwork_backend = "netavark"\n',
        ),
        (
            "/etc/containers/storage.conf",
            f'[storage]\ndriver = "overlay"\ngraphroot = "{DATA}"\nrunroot = "{RUN}/storage"\n',
        ),
        (
            "/etc/containers/registries.conf",
            'unqualified-search-registries = ["docker.io"]\n'
            '[[registry]]\nlocation = "127.0.0.1"\ninsecure = true\n',
        ),
    )
    packages = ("podman", "runc", "conmon", "netavark", "iptables", "nftables", "ca-certificates")
    command = ("podman", "system", "service", "--time=0", f"unix://{RUN}/engine.sock")
    return Kind(name, suite, packages, command, files, without=("buildkit",))


KINDS = (
    _docker("docker-overlay2", "trixie", {}),
    _docker("docker-containerd", "trixie", {"features": {"containerd-snapshotter": True}}),
    _podman("podman", "trixie"),
    _podman("podman-bookworm", "bookworm"),
)
