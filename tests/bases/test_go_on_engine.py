"""The stand-ins for Alpine and Go, used in a real build without any network."""

import pytest

pytestmark = pytest.mark.engine
MAIN = """package main

import "fmt"

func main() { fmt.Println("hello from nothing") }
"""
DOCKERFILE = """FROM {go} AS build
WORKDIR /src
COPY go.mod main.go ./
RUN go vet . && CGO_ENABLED=0 go build -ldflags="-s -w" -o /app .

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /app /app
"""


def test_a_static_program_is_built_offline_and_runs_on_scratch(made, built, engine):
    text = DOCKERFILE.format(go=made("golang:1.24-alpine"))
    said = built(text, ["/app"], go__mod="module hello\n\ngo 1.24\n", main__go=MAIN)
    assert said == "hello from nothing\n"


CGO = """printf 'module hello\\n\\ngo 1.24\\n' > go.mod
printf 'package main\\n\\n// int answer() { return 42; }\\nimport "C"\\n\\nfunc main() { println(C.answer()) }\\n' > main.go
go run . && git --version | cut -d' ' -f1"""


def test_the_large_image_compiles_c_as_well(made, run):
    lines, failed = run(made("golang:1.24"), f"mkdir /src && cd /src\n{CGO}")
    assert (lines, failed) == (["42", "git"], False)


ADDED = """bundle=/etc/ssl/certs/ca-certificates.crt
grep -c BEGIN $bundle
update-ca-certificates >/dev/null 2>&1
grep -c BEGIN $bundle
own=/usr/local/share/ca-certificates/own.crt
mkdir -p $(dirname $own)
printf -- '-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----\\n' > $own
update-ca-certificates >/dev/null 2>&1
grep -c BEGIN $bundle
tail -n 1 $bundle"""


@pytest.mark.parametrize("reference", ["golang:1.24", "golang:1.24-alpine"])
def test_an_authority_can_be_added(made, run, reference):
    lines, failed = run(made(reference), ADDED)
    assert not failed
    usual, again, more, end = lines
    assert int(usual) == int(again) > 100
    assert int(more) == int(usual) + 1
    assert end == "-----END CERTIFICATE-----"


def test_go_keeps_to_its_own_version_and_knows_where_things_are(made, run):
    script = "go version; go env GOTOOLCHAIN GOPATH CGO_ENABLED; pwd; command -v gofmt"
    lines, failed = run(made("golang:1.24-alpine"), script)
    assert not failed
    assert lines[0].startswith("go version go1.24.11 linux/")
    assert lines[1:] == ["local", "/go", "0", "/go", "/usr/local/go/bin/gofmt"]


def test_alpine_has_a_shell_certificates_and_users_and_no_packages(made, run):
    script = """grep -c BEGIN /etc/ssl/certs/ca-certificates.crt
adduser -D app && id -u app
apk add --no-cache git || echo refused"""
    lines, failed = run(made("alpine:3"), script)
    assert not failed
    assert int(lines[0]) > 100
    assert lines[1] == "1000"
    assert lines[2].startswith("apk: cannot add git: this base image is a local stand-in")
    assert lines[-1] == "refused"


def test_small_stand_ins_of_programs_that_need_glibc_share_their_lowest_layer(made, engine):
    images = [engine.image(made(r)) for r in ("golang:1.24-alpine", "node:18-alpine")]
    assert len({image.diff_ids[0] for image in images}) == 1
