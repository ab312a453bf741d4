"""What the host needs is found in its variables, its administrators' folders and its clients, and handed to bases."""

import json
from dataclasses import replace

import pytest

from tests.bases.fakes import FakeEngine, image
from tutor.bases import authority, client_settings, trust
from tutor.bases.authority import Authority, find_authority
from tutor.bases.recipe import APT_LABEL
from tutor.bases.trust import Needs, Trust, host_trust, trusted_base
from tutor.engine.port import LABEL
from tutor.errors import EngineTrouble
from tutor.model.dockerfile import Dockerfile

PEM = "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n"
NODE = "node:18-alpine"


def npm_says(**settings):
    """Return a script that prints what `npm config list` prints: comments, and settings as JSON."""
    lines = ['; "user" config from ~/.npmrc', "", *(f"{k} = {json.dumps(v)}" for k, v in settings.items())]
    return "\n".join(f"echo '{line}'" for line in [*lines, "; registry = overridden elsewhere"])


def parse(text):
    return Dockerfile(text, (), (), ())


@pytest.fixture(autouse=True)
def plain_host(host, monkeypatch):
    """A host that needs nothing."""
    for name in (*authority._WHOLE, authority._EXTRA):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(authority, "SYSTEM_ADDITIONS", ())
    host.client("npm", npm_says(audit=False))
    host.client("python", "exit 1")
    monkeypatch.setattr(client_settings.sys, "executable", str(host.bin / "python"))
    trust._host_needs.cache_clear()
    trust._host_index.cache_clear()
    trust._host_sources.cache_clear()
    yield host
    trust._host_needs.cache_clear()
    trust._host_index.cache_clear()
    trust._host_sources.cache_clear()


def bundle(folder, name):
    file = folder / name
    file.write_text(PEM.format(name))
    return str(file)


def test_a_host_that_needs_nothing_still_builds_on_a_labelled_base(shelf_folder):
    engine = FakeEngine({NODE: image()})
    assert host_trust().needs == Needs()
    assert trusted_base(engine, NODE, host_trust(), shelf_folder, parse).startswith("multistage-tutor/base:")
    assert [request.dockerfile.text for request, _ in engine.builds] == [f"FROM {NODE}\n"]


def test_a_base_that_is_not_there_is_left_to_the_engine(shelf_folder):
    engine = FakeEngine({})
    assert trusted_base(engine, NODE, host_trust(), shelf_folder, parse) == NODE


def test_clients_are_asked_late_and_once(plain_host):
    known = host_trust()
    assert plain_host.calls == []
    assert known.needs == host_trust().needs
    assert [c.split()[0] for c in plain_host.calls] == ["npm", "python"]


@pytest.mark.parametrize("name", authority._WHOLE)
def test_a_bundle_named_by_a_variable_is_complete(tmp_path, name):
    found = find_authority({name: bundle(tmp_path, "a")}, ())
    assert found == Authority(PEM.format("a").encode(), complete=True)


def test_nodes_variable_only_adds(tmp_path):
    assert find_authority({"NODE_EXTRA_CA_CERTS": bundle(tmp_path, "a")}, ()).complete is False


def test_a_bundle_and_an_addition_are_joined_once(tmp_path):
    a, b = bundle(tmp_path, "a"), bundle(tmp_path, "b")
    both = find_authority({"SSL_CERT_FILE": a, "NODE_EXTRA_CA_CERTS": b}, ())
    assert both == Authority(f"{PEM.format('a')}\n{PEM.format('b')}".encode(), complete=True)
    same = find_authority({"SSL_CERT_FILE": a, "NODE_EXTRA_CA_CERTS": a}, ())
    assert same.certificates == PEM.format("a").encode()


def test_what_is_no_bundle_is_passed_over(tmp_path):
    (tmp_path / "text").write_text("hello")
    (tmp_path / "huge").write_text(PEM.format("x" * authority._LARGEST))
    for name in ("text", "huge", "missing", ".", "a\0b"):
        assert find_authority({"SSL_CERT_FILE": str(tmp_path / name)}, ()) is None


def test_what_administrators_added_counts_without_variables(tmp_path, monkeypatch):
    added, whole = tmp_path / "added", bundle(tmp_path, "whole")
    added.mkdir()
    monkeypatch.setattr(authority, "SYSTEM_ADDITIONS", ((added, whole),))
    assert find_authority({}, ()) is None
    bundle(added, "ours.crt")
    assert find_authority({}, ()).certificates == PEM.format("whole").encode()


def test_npms_setting_is_found(plain_host, tmp_path):
    plain_host.client("npm", npm_says(cafile=bundle(tmp_path, "a")))
    assert host_trust().needs == Needs(Authority(PEM.format("a").encode(), complete=True))
    assert [c.split()[0] for c in plain_host.calls] == ["npm"]


def test_pips_setting_is_found(plain_host, tmp_path):
    plain_host.client("python", f'echo "{bundle(tmp_path, "a")}"')
    assert host_trust().needs.authority.certificates == PEM.format("a").encode()


def test_a_host_without_clients_needs_nothing(plain_host):
    plain_host.without("npm")
    plain_host.without("python")
    assert host_trust().needs == Needs()


@pytest.mark.parametrize(
    ("registry", "handed_over"),
    [
        ("https://npm.example.com/", "https://npm.example.com/"),
        ("http://localhost:4873/", ""),
        ("http://127.0.0.1:4873/", ""),
        ("https://user:secret@npm.example.com/", ""),
        ("https://[broken", ""),
        ("file:///x", ""),
        (None, ""),
    ],
)
def test_a_registry_is_handed_over_if_a_container_can_use_it(plain_host, registry, handed_over):
    plain_host.client("npm", npm_says(registry=registry))
    assert host_trust().needs.registry == handed_over


def test_proxies_become_build_arguments_in_both_spellings(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", "intranet")
    assert host_trust().proxies == {
        "https_proxy": "http://proxy.example:3128",
        "HTTPS_PROXY": "http://proxy.example:3128",
        "no_proxy": "intranet",
        "NO_PROXY": "intranet",
    }


def test_hosts_of_the_engine_are_asked_without_a_proxy(monkeypatch):
    assert host_trust().proxies_except(["rates.test"]) == {}
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    trust = host_trust()
    assert trust.proxies_except([]) == trust.proxies
    assert trust.proxies_except(["rates.test", "npm.test"])["NO_PROXY"] == "rates.test,npm.test"
    monkeypatch.setenv("no_proxy", "intranet")
    direct = host_trust().proxies_except(["rates.test"])
    assert (direct["no_proxy"], direct["NO_PROXY"]) == ("intranet,rates.test", "intranet,rates.test")
    assert direct["https_proxy"] == "http://proxy.example:3128"


@pytest.mark.parametrize(
    "proxy", ["http://127.0.0.1:3128", "localhost:3128", "http://[::1]:3128", "http://[x"]
)
def test_a_proxy_that_a_container_cannot_reach_is_left_out(monkeypatch, proxy):
    monkeypatch.setenv("http_proxy", proxy)
    monkeypatch.setenv("no_proxy", "intranet")
    assert host_trust().proxies == {}


def needing(certificates=b"certificates", complete=True, registry=""):
    return Trust(find=lambda: Needs(Authority(certificates, complete), registry))


def test_a_trusted_base_is_built_once(shelf_folder):
    engine = FakeEngine({NODE: image()})
    first = trusted_base(engine, NODE, needing(), shelf_folder, parse)
    assert first.startswith("multistage-tutor/base:")
    assert trusted_base(engine, NODE, needing(), shelf_folder, parse) == first
    assert len(engine.builds) == 1
    assert list(shelf_folder.iterdir()) == []


def test_a_trusted_base_holds_the_bundle_and_points_to_it(shelf_folder):
    engine = FakeEngine({NODE: image()})
    trusted_base(engine, NODE, needing(), shelf_folder, parse)
    request, files = engine.builds[0]
    assert files == {"host.pem": b"certificates"}
    assert request.dockerfile.text == (
        f"FROM {NODE}\nCOPY host.pem /etc/ssl/certs/tutor-host.pem\n"
        "ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/tutor-host.pem SSL_CERT_FILE=/etc/ssl/certs/tutor-host.pem\n"
    )
    assert request.purpose == "base"
    assert LABEL == "io.github.multistage-tutor"


def test_certificates_that_only_add_do_not_replace_the_usual_ones(shelf_folder):
    engine = FakeEngine({NODE: image()})
    trusted_base(engine, NODE, needing(complete=False), shelf_folder, parse)
    assert "SSL_CERT_FILE" not in engine.builds[0][0].dockerfile.text


def test_a_registry_goes_into_npms_global_settings(shelf_folder):
    engine = FakeEngine({NODE: image()})
    needs = Needs(registry="https://npm.example.com/")
    trusted_base(engine, NODE, Trust(find=lambda: needs), shelf_folder, parse)
    request, files = engine.builds[0]
    assert request.dockerfile.text == f"FROM {NODE}\nCOPY npmrc /usr/local/etc/npmrc\n"
    assert files["npmrc"].endswith(b"\nregistry=https://npm.example.com/\n")


PYTHON = "python:3.11-slim"
SOURCES_OF_A = ("deb http://a.example/debian bookworm main",)
INDEX = "https://python.example.com/simple"


def python_image():
    return replace(image(name="python"), config={"Env": ["PATH=/bin", "PYTHON_VERSION=3.11"]})


def test_pip_gets_the_bundle_and_the_index_where_python_is(shelf_folder):
    engine = FakeEngine({PYTHON: python_image()})
    trusted_base(engine, PYTHON, replace(needing(), find_index=lambda: INDEX), shelf_folder, parse)
    request, files = engine.builds[0]
    assert request.dockerfile.text.endswith("\nCOPY pip.conf /etc/pip.conf\n")
    assert files["pip.conf"].decode() == (
        f"[global]\ncert = /etc/ssl/certs/tutor-host.pem\nindex-url = {INDEX}\n"
    )


def test_pip_is_told_nothing_where_nothing_is_needed(shelf_folder):
    engine = FakeEngine({PYTHON: python_image()})
    trusted_base(engine, PYTHON, needing(complete=False), shelf_folder, parse)
    assert "pip" not in engine.builds[0][0].dockerfile.text


def test_pip_is_not_asked_for_bases_without_python(shelf_folder):
    engine = FakeEngine({NODE: image()})
    trust = replace(needing(), find_index=lambda: pytest.fail("asked"))
    assert trusted_base(engine, NODE, trust, shelf_folder, parse)
    assert "pip" not in engine.builds[0][0].dockerfile.text


@pytest.mark.parametrize(
    ("says", "found"),
    [
        ([f"global.index-url='{INDEX}'"], INDEX),
        (["global.index-url='https://other.example/'", f":env:.index-url='{INDEX}'"], INDEX),
        ([f":env:.index-url='{INDEX}'", "global.index-url='https://other.example/'"], INDEX),
        (["global.index-url='http://localhost/simple'"], ""),
        (["global.index-url='https://user:secret@python.example.com/'"], ""),
        (["global.index-url='https://a.example/\\nextra = 1'"], ""),
        (["global.index-url=broken", "global.timeout='60'"], ""),
        ([], ""),
    ],
)
def test_pips_index_is_found(plain_host, says, found):
    plain_host.client("python", "\n".join(f'echo "{line}"' for line in says) or "exit 0")
    assert host_trust().find_index() == found


SOURCES = ("deb http://packages.example/debian bookworm main",)


def stand_in_with_apt():
    return image({APT_LABEL: "debian"}, "debian")


def test_apt_gets_the_hosts_sources_in_a_stand_in(shelf_folder):
    engine = FakeEngine({"gcc:12": stand_in_with_apt()})
    trusted_base(engine, "gcc:12", replace(needing(), find_sources=lambda: SOURCES), shelf_folder, parse)
    request, files = engine.builds[0]
    assert request.dockerfile.text.endswith(
        "COPY sources.list /etc/apt/sources.list\nCOPY apt.conf /etc/apt/apt.conf.d/60host\n"
    )
    assert files["sources.list"].decode() == f"{SOURCES[0]}\n"
    assert b'CaInfo "/etc/ssl/certs/tutor-host.pem"' in files["apt.conf"]


def test_an_official_image_keeps_its_sources(shelf_folder):
    engine = FakeEngine({"gcc:12": image()})
    trust = replace(needing(), find_sources=lambda: pytest.fail("asked"))
    trusted_base(engine, "gcc:12", trust, shelf_folder, parse)
    assert "apt" not in engine.builds[0][0].dockerfile.text


@pytest.mark.parametrize(
    ("says", "found"),
    [
        (
            [
                "http://a.example/debian|bookworm|main|Debian",
                "http://a.example/debian|bookworm|contrib|Debian",
            ],
            ("deb http://a.example/debian bookworm main contrib",),
        ),
        (["http://a.example/debian|bookworm|main|Debian"] * 2, SOURCES_OF_A),
        (["http://other.example/apt|stable|main|Other"], ()),
        (["http://user:secret@a.example/debian|bookworm|main|Debian"], ()),
        (["http://localhost:3142/debian|bookworm|main|Debian"], ()),
        (["file:/srv/debian|bookworm|main|Debian"], ()),
        (["http://a.example/flat|./||Debian", "nonsense"], ()),
    ],
)
def test_apts_sources_are_found(plain_host, says, found):
    plain_host.client("apt-get", "\n".join(f"echo '{line}'" for line in says))
    assert host_trust().find_sources() == found


def test_another_base_or_another_need_is_another_image(shelf_folder):
    engine = FakeEngine({NODE: image()})
    needs = [
        needing(),
        needing(b"other"),
        needing(complete=False),
        needing(registry="https://npm.example.com/"),
    ]
    names = {trusted_base(engine, NODE, n, shelf_folder, parse) for n in needs}
    engine.images[NODE] = image(name="newer")
    names.add(trusted_base(engine, NODE, needing(), shelf_folder, parse))
    assert len(names) == 5


def test_a_base_that_is_not_there_is_left_to_the_build(shelf_folder):
    assert trusted_base(FakeEngine(), NODE, needing(), shelf_folder, parse) == NODE


def test_a_failed_build_is_told(shelf_folder):
    engine = FakeEngine({NODE: image()})
    engine.build_failure = "\x1b[31mno space left"
    with pytest.raises(
        EngineTrouble, match="What this host needs could not be added to node:18-alpine: no space"
    ):
        trusted_base(engine, NODE, needing(), shelf_folder, parse)
