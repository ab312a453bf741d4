"""Names of tools count in the package system that has them."""

import pytest

from tutor.xray.known_tools import is_tool_package
from tutor.xray.packages import Package

TOOLS = {
    "apk": "gcc g++ make git go openjdk17-jdk linux-headers musl-dev openssl-libs-static zlib-static",
    "dpkg": "gcc-12 cpp cpp-12 cpp-12-x86-64-linux-gnu git-man golang golang-go golang-1.19-go golang-github-x-dev libc6-dev",
    "rpm": "golang-bin golang-src glibc-static libstdc++-static clang-tools-extra llvm-devel gcc-c++ Cython",
    "npm": "typescript eslint webpack-cli npm",
    "pip": "pip wheel setuptools ninja",
}
OTHERS = {
    "apk": "tini-static busybox-static libgcc libstdc++ openssl nodejs llvm17-libs",
    "dpkg": "busybox-static golang-docker-credential-helpers cpp-httplib gcc-12-base libgcc-s1",
    "rpm": "llvm-libs clang-libs clang-resource-filesystem golang-github-prometheus",
    "npm": "wheel flex git patch make go gcc-builder a-dev",
    "pip": "patch go git make npm",
}


def each(names):
    return [(system, name) for system, some in names.items() for name in some.split()]


@pytest.mark.parametrize(("system", "name"), each(TOOLS))
def test_a_tool_is_known_in_its_package_system(system, name):
    assert is_tool_package(Package(system, name))


@pytest.mark.parametrize(("system", "name"), each(OTHERS))
def test_a_library_or_a_program_that_is_only_called_like_a_tool_is_none(system, name):
    assert not is_tool_package(Package(system, name))
