"""The stand-in and the trusted base on a real engine."""

from pathlib import Path

import certifi
import pytest

from tutor.bases.authority import Authority
from tutor.bases.ensure import BaseReady, ensure, is_stand_in
from tutor.bases.recipes import find_recipe
from tutor.bases.stand_in import make_stand_in
from tutor.bases.trust import Needs, Trust, trusted_base
from tutor.dockerfile import parse
from tutor.engine.port import Cancel

pytestmark = pytest.mark.engine
TAG = "multistage-tutor/test:stand-in"
END = "-----END CERTIFICATE-----\n"
PEM = (
    "-----BEGIN" + Path(certifi.where()).read_text("utf-8").partition("-----BEGIN")[2].partition(END)[0] + END
).encode()


@pytest.fixture(scope="module")
def stand_in(engine, downloads):
    """A stand-in under a name of its own, so that an official image does not take its place."""
    list(make_stand_in(engine, find_recipe("node:18-alpine"), TAG, Cancel(), downloads))
    yield TAG
    engine.remove_image(TAG)


def test_it_is_labelled_and_has_the_official_settings(engine, stand_in):
    info = engine.image(stand_in)
    assert is_stand_in(info)
    assert info.config["Cmd"] == ["node"]
    assert info.config["Entrypoint"] == ["docker-entrypoint.sh"]
    assert "NODE_VERSION=18.20.8" in info.config["Env"]
    assert 60_000_000 < info.engine_size < 150_000_000


def test_node_and_npm_run(run, stand_in):
    script = "node --version; npm --version; npx --version; corepack --version; npm config get audit"
    assert run(stand_in, script) == (["v18.20.8", "10.8.2", "10.8.2", "0.32.0", "false"], False)


def test_node_resolves_names_and_knows_its_c_library(run, stand_in):
    script = """node -e 'require("dns").lookup("localhost", (error, address) => console.log(error ?? address))'
node -p 'process.report.getReport().header.glibcVersionRuntime.length > 2'"""
    lines, failed = run(stand_in, script)
    assert lines in (["127.0.0.1", "true"], ["::1", "true"])
    assert not failed


def test_the_entrypoint_runs_commands_and_hands_the_rest_to_node(run, stand_in):
    script = """docker-entrypoint.sh echo word
docker-entrypoint.sh -p 1+1
echo 'console.log("a file")' > /tmp/x.js
docker-entrypoint.sh /tmp/x.js"""
    assert run(stand_in, script) == (["word", "2", "a file"], False)


USERS = """
addgroup --system --gid 1001 nodejs
adduser --system --uid 1001 --ingroup nodejs nextjs
addgroup -g 1500 -S team
adduser -u 1500 -S member -G team
adduser -D plain
adduser -SDH -G team -h /srv/app -s /bin/sh -g 'The app' app
addgroup plain team
for user in nextjs member plain app; do id $user; done
grep ^app: /etc/passwd
stat -c '%n %U' /home/nextjs /home/plain
[ ! -e /srv/app ] && echo no home
su plain -c 'whoami'
deluser --remove-home plain
[ ! -e /home/plain ] && ! grep plain /etc/passwd /etc/group && echo gone
"""


def test_users_are_made_as_on_alpine(run, stand_in):
    lines, failed = run(stand_in, USERS)
    assert not failed
    assert lines == [
        "uid=1001(nextjs) gid=1001(nodejs) groups=1001(nodejs)",
        "uid=1500(member) gid=1500(team) groups=1500(team)",
        "uid=1002(plain) gid=1002(plain) groups=1002(plain),1500(team)",
        "uid=100(app) gid=1500(team) groups=1500(team)",
        "app:x:100:1500:The app:/srv/app:/bin/sh",
        "/home/nextjs nextjs",
        "/home/plain plain",
        "no home",
        "plain",
        "gone",
    ]


REFUSED = {
    "adduser -D node": "adduser: user 'node' in use",
    "adduser -u 1000 other": "adduser: uid '1000' in use",
    "adduser -G nowhere other": "adduser: unknown group nowhere",
    "adduser --colour red other": "adduser: unknown option --colour",
    "addgroup node": "addgroup: group 'node' in use",
    "addgroup nobody nowhere": "addgroup: unknown group nowhere",
    "deluser nobody-here": "deluser: unknown user nobody-here",
}


def test_what_alpine_refuses_is_refused(run, stand_in):
    script = "\n".join(f"{command} && echo accepted" for command in REFUSED)
    lines, _ = run(stand_in, f"set +e\n{script}\ntrue")
    assert lines == list(REFUSED.values())


def test_apk_says_why_it_cannot_add_a_package(run, stand_in):
    lines, failed = run(stand_in, "apk add --no-cache -t .build 'python3>3' make libc6-compat")
    assert failed
    assert lines[0] == (
        "apk: cannot add python3 make: this base image is a local stand-in made of Debian packages, "
        "and Alpine packages do not run on it."
    )
    assert "pull the official image" in lines[1]


def test_apk_goes_along_with_what_is_here_already(run, stand_in):
    lines, failed = run(stand_in, "apk update; apk add --no-cache libc6-compat; apk upgrade --no-cache")
    assert not failed
    assert len(lines) == 3


def test_wget_is_there(run, stand_in):
    lines, failed = run(
        stand_in, "wget --help 2>&1 | head -n 1; wget -q -O /dev/null http://127.0.0.1:9/ || echo refused"
    )
    assert lines[0].startswith("BusyBox v")
    assert lines[-1] == "refused"
    assert not failed


def test_an_image_that_is_there_is_never_replaced(engine, node_base, downloads):
    before = engine.image(node_base).id
    events = list(ensure(engine, node_base, Cancel(), downloads=downloads))
    assert events == [BaseReady(node_base, is_stand_in(engine.image(node_base)))]
    assert engine.image(node_base).id == before


def test_a_trusted_base_knows_the_hosts_certificates_and_registry(engine, run, stand_in, downloads):
    needs = Needs(Authority(PEM, complete=True), "https://npm.example.com/")
    tag = trusted_base(engine, stand_in, Trust(find=lambda: needs), downloads, parse)
    try:
        script = "cat $NODE_EXTRA_CA_CERTS; echo $SSL_CERT_FILE; npm config get registry update-notifier"
        lines, failed = run(tag, script)
        assert not failed
        assert lines == [
            *PEM.decode().splitlines(),
            "/etc/ssl/certs/tutor-host.pem",
            "registry=https://npm.example.com/",
            "update-notifier=false",
        ]
        assert engine.image(tag).config["Cmd"] == ["node"]
        assert trusted_base(engine, stand_in, Trust(find=lambda: needs), downloads, parse) == tag
    finally:
        engine.remove_image(tag)
