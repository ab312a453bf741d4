"""A program that does not trust another server: told only if it said so, and by where certificates are."""

import pytest

from tests.checks.made import file, made
from tests.diagnosis.stopped import probe
from tests.labs import a_lab
from tutor.checks.probe import Answer
from tutor.diagnosis import diagnose
from tutor.model.course import CheckSpec
from tutor.model.outcome import Outcome, Status

SAID = 'no rates: Get "https://rates.test": tls: x509: certificate signed by unknown authority'
LIST = "etc/ssl/certs/ca-certificates.crt"
PEM = b"-----BEGIN CERTIFICATE-----\n"
TEXT = 'FROM go AS build\nRUN go build\nFROM scratch\nCOPY --from=build /x /x\nCMD ["/server"]\n'


def told(body=SAID, paths=("server",), *, of_base=(), env=(), log=(), path="/rates", contents=None):
    """Return the diagnosis of a page that was not served; line 4 brought `paths`."""
    layers = ([file(p) for p in of_base], None), ([file(p, mode=0o755) for p in paths], 1)
    config = {"Cmd": ["/server"], "Env": list(env)}
    lab = a_lab(checks=(CheckSpec("it", "http", "It"),))
    known = dict.fromkeys((*paths, *of_base), PEM) if contents is None else contents
    found = made(*layers, text=TEXT, lab=lab, config=config, contents=known)
    found.probe = probe(log=log, running=True, answers=(Answer("/", 200, "hello"), Answer(path, 502, body)))
    return diagnose((Outcome("it", "It", Status.FAILED, "200", "502", "/rates"),), found)


def test_without_any_list_the_stage_that_ships_is_named():
    found = told()
    assert (found.id, found.line) == ("certificates-missing", 3)
    assert f"`/{LIST}`" in found.why


def test_what_the_log_tells_counts_as_well():
    assert told("Bad Gateway", log=(SAID,)).id == "certificates-missing"


def test_certificates_where_nobody_looks():
    found = told(paths=("server", "certs/ca.pem"))
    assert (found.id, found.line) == ("certificates-elsewhere", 4)
    assert "`/certs/ca.pem`" in found.see


def test_a_file_that_is_only_called_so_holds_no_certificates():
    assert (
        told(paths=("server", "certs/ca.pem"), contents={"certs/ca.pem": b"text"}).id
        == "certificates-missing"
    )


@pytest.mark.parametrize("path", [LIST, "etc/ssl/certs/own.crt", "etc/pki/tls/certs/ca-bundle.crt"])
def test_a_list_without_the_authority(path):
    found = told(paths=("server", path))
    assert (found.id, found.line) == ("authority-missing", 4)
    assert f"`/{path}`" in found.see


def test_a_list_of_the_base_image_has_no_line():
    found = told(of_base=(LIST,))
    assert (found.id, found.line) == ("authority-missing", None)


@pytest.mark.parametrize(("name", "value"), [("SSL_CERT_FILE", "/own.pem"), ("SSL_CERT_DIR", "/own:/two")])
def test_variables_say_where_a_program_looks(name, value):
    path = "own.pem" if name == "SSL_CERT_FILE" else "two/a.pem"
    assert told(paths=("server", path), env=(f"{name}={value}",)).id == "authority-missing"
    assert told(paths=("server", path)).id == "certificates-elsewhere"


@pytest.mark.parametrize(
    ("body", "path"), [("no rates: connection refused", "/rates"), (SAID, "/other"), ("", "/rates")]
)
def test_another_trouble_is_not_blamed_on_certificates(body, path):
    assert told(body, path=path).id == "http-failed"
