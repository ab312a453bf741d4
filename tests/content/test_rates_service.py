"""The partner's server of the lab on scratch: whom its certificate is good for, and for how long."""

import re
import ssl
import time

import pytest

YEARS = 365 * 86_400


@pytest.fixture(scope="module")
def lab(course):
    return course.find("nothing-but-a-binary")


@pytest.fixture(scope="module")
def authority(lab):
    return lab.app / "certs/partner-ca.crt"


def shaken_hands(folder, authority, host):
    """Return the certificate that a client accepts from the server, when it asks it under this name."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "server.crt", folder / "server.key")
    client = ssl.create_default_context(cafile=authority)
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = (
        client.wrap_bio(to_client, to_server, server_hostname=host),
        server.wrap_bio(to_server, to_client, server_side=True),
    )
    for end in ends * 3:
        try:
            end.do_handshake()
        except ssl.SSLWantReadError:
            continue
    return ends[0].getpeercert()


def test_who_trusts_the_partners_authority_trusts_its_server_for_decades(lab, authority):
    certificate = shaken_hands(lab.folder / "services/rates", authority, "rates.test")
    assert certificate["subjectAltName"] == (("DNS", "rates.test"),)
    assert ssl.cert_time_to_seconds(certificate["notAfter"]) > time.time() + 20 * YEARS
    assert ssl.cert_time_to_seconds(certificate["notBefore"]) < time.time() - YEARS


def test_under_another_name_it_is_not_trusted(lab, authority):
    with pytest.raises(ssl.SSLCertVerificationError):
        shaken_hands(lab.folder / "services/rates", authority, "example.com")


def test_the_authority_may_sign_names_below_test_only_and_its_key_is_nowhere(lab, authority):
    der = ssl.PEM_cert_to_DER_cert(authority.read_text())
    name = b"\x82\x04test"
    constraints = b"\x06\x03\x55\x1d\x1e\x01\x01\xff\x04\x0c\x30\x0a\xa0\x08\x30\x06" + name
    assert constraints in der, "a critical list of permitted names, and `test` is all of it"
    files = [p for folder in (lab.app, lab.folder) for p in folder.rglob("*") if p.is_file()]
    keys = [p.name for p in files if re.search(rb"PRIVATE KEY", p.read_bytes())]
    assert keys == ["server.key"]


def test_what_the_page_must_say_only_the_server_knows(lab):
    text = next(c.options["contains"] for c in lab.checks if c.id == "rates")
    assert text in (lab.folder / "services/rates/main.go").read_text()
    assert [p.name for p in lab.app.rglob("*") if p.is_file() and text.encode() in p.read_bytes()] == []
