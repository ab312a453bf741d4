"""The stand-ins for Python: where things lie, and real packages built and installed without any network."""

import io
import zipfile

import pytest

from tests.bases.conftest import Deb
from tests.bases.test_debian import BASE

LIB = "./usr/lib/python3.11"
SYSCONFIG = "        if deb_build:\n            prefix_scheme = 'posix_local'\n"


def wheel(name):
    """Return a wheel with one module."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(f"{name}/__init__.py", name)
        archive.writestr("../outside.py", "outside")
    return out.getvalue()


PYTHON = (
    Deb("ca-certificates", {"./usr/share/ca-certificates/mozilla/A.crt": "certificate A\n"}),
    Deb(
        "python3.11",
        {
            "./usr/bin/python3.11": "python",
            f"{LIB}/os.py": "os",
            f"{LIB}/sysconfig.py": SYSCONFIG,
            f"{LIB}/_sysconfigdata__linux.py": "INC = '/usr/include/python3.11'; LIB = '/usr/lib/python3.11'",
            f"{LIB}/EXTERNALLY-MANAGED": "no",
            f"{LIB}/config-3.11/libpython3.11.a": "archive",
            f"{LIB}/config-3.11/Makefile": "make",
        },
    ),
    *(
        Deb(f"python3-{name}-whl", {f"./usr/share/python-wheels/{name}-1-py3-none-any.whl": wheel(name)})
        for name in ("pip", "setuptools", "wheel")
    ),
)
HOME = "usr/local/lib/python3.11"


@pytest.fixture
def files(host, image_files):
    host.system(*BASE, **{"python3.11": PYTHON})
    return image_files("python:3.11-slim")


def test_python_lies_where_the_official_image_has_it(files):
    assert files["usr/local/bin/python3.11"][1] == b"python"
    assert files[f"{HOME}/os.py"][1] == b"os"
    assert files["usr/local/bin/python"][0].linkname == "python3"
    assert files["usr/local/bin/pip"][0].linkname == "pip3"
    assert [p for p in files if p.startswith("usr/lib/python3")] == []


def test_pip_installs_where_upstream_does(files):
    assert b"prefix_scheme = 'posix_prefix'" in files[f"{HOME}/sysconfig.py"][1]
    assert files[f"{HOME}/dist-packages"][0].linkname == "site-packages"
    assert files[f"{HOME}/_sysconfigdata__linux.py"][1] == (
        b"INC = '/usr/local/include/python3.11'; LIB = '/usr/local/lib/python3.11'"
    )


def test_what_is_in_debians_wheels_is_installed(files):
    assert files[f"{HOME}/site-packages/pip/__init__.py"][1] == b"pip"
    assert files[f"{HOME}/site-packages/wheel/__init__.py"][1] == b"wheel"
    assert files["usr/local/bin/pip3.11"][0].mode == 0o755


def test_what_keeps_pip_from_installing_is_left_out(files):
    assert [p for p in files if p.endswith(("EXTERNALLY-MANAGED", ".a", "outside.py"))] == []
    assert f"{HOME}/config-3.11/Makefile" in files


def test_openssl_finds_the_certificates(files):
    assert files["etc/ssl/certs/ca-certificates.crt"][1] == b"certificate A\n"
    assert files["usr/lib/ssl/cert.pem"][0].linkname == "/etc/ssl/certs/ca-certificates.crt"
    assert files["etc/ca-certificates.conf"][1] == b"mozilla/A.crt\n"


EXTENSION = """mkdir /src && cd /src
cat > answer.c <<'C'
#include <Python.h>
static PyObject *ask(PyObject *self, PyObject *unused) { return PyLong_FromLong(42); }
static PyMethodDef methods[] = {{"ask", ask, METH_NOARGS, ""}, {0}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "answer", 0, -1, methods};
PyMODINIT_FUNC PyInit_answer(void) { return PyModule_Create(&module); }
C
cat > setup.py <<'PY'
from setuptools import setup, Extension
setup(name="answer", version="1", py_modules=["tell"], ext_modules=[Extension("answer", ["answer.c"])],
      entry_points={"console_scripts": ["tell=tell:main"]})
PY
echo 'def main(): import answer; print(answer.ask())' > tell.py
pip install --quiet --no-index --no-build-isolation --root-user-action=ignore .
cd / && tell && python -c 'import answer; print(answer.__file__)'
python -m venv /opt/venv && /opt/venv/bin/pip --version && ls -d /usr/local/lib/python3.11/site-packages/answer*.so
"""


@pytest.mark.engine
def test_an_extension_is_compiled_and_installed(made, run):
    lines, failed = run(made("python:3.11"), EXTENSION)
    assert not failed, lines
    assert lines[0] == "42"
    assert lines[1].startswith("/usr/local/lib/python3.11/")
    assert lines[2].startswith("pip ")
    assert "/opt/venv/lib/python3.11/site-packages" in lines[2]
    assert len(lines) == 4


VENV = """FROM {python} AS build
RUN python -m venv /opt/venv
COPY setup.py hello.py /src/
RUN /opt/venv/bin/pip install --no-index --no-build-isolation /src

FROM {slim}
COPY --from=build /opt/venv /opt/venv
"""
SETUP = """from setuptools import setup
setup(name="hello", version="1", py_modules=["hello"], entry_points={"console_scripts": ["hello=hello:main"]})
"""


@pytest.mark.engine
def test_a_venv_of_the_large_image_runs_on_the_slim_one(made, built):
    text = VENV.format(python=made("python:3.11"), slim=made("python:3.11-slim"))
    hello = "import ssl\n\ndef main():\n    print(ssl.create_default_context().cert_store_stats()['x509'] > 100)\n"
    assert built(text, ["/opt/venv/bin/hello"], setup__py=SETUP, hello__py=hello) == "True\n"
