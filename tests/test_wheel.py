"""The wheel carries all that is needed: installed elsewhere, `tutor demo` passes from another folder."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("multistage_tutor-*.whl")
    return built


def test_the_wheel_holds_labs_and_apps_and_nothing_of_the_build(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert "tutor/_data/labs/two-stages/lab.yaml" in names
    assert {"tutor/_data/labs/lab.schema.json", "tutor/_data/labs/README.md"} <= set(names)
    assert "tutor/_data/sample_apps/nextjs-shop/package-lock.json" in names
    assert "tutor/_data/sample_apps/nextjs-shop/.dockerignore" in names
    assert "tutor/tui/app.tcss" in names
    templates = ROOT / "tutor" / "author" / "templates"
    assert {p.relative_to(ROOT).as_posix() for p in templates.rglob("*") if p.is_file()} <= set(names)
    assert {"tutor/html/page.html", "tutor/html/page.css", "tutor/html/page.js"} <= set(names)
    given = "tutor/_data/sample_apps/ferry-times/node_modules/"
    assert f"{given}@esbuild/darwin-arm64/bin/esbuild" in names, "a lab teaches what a folder like that does"
    others = [n for n in names if not n.startswith(given)]
    assert not [n for n in others if "node_modules" in n or "/.next/" in n or n.startswith("tests/")]


@pytest.mark.engine
@pytest.mark.xdist_group("two-stages")  # builds what lab 1 builds
@pytest.mark.usefixtures("node_base")
def test_installed_elsewhere_the_demo_passes(wheel, engine, tmp_path):
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith(("TUTOR_", "PYTHON", "VIRTUAL_ENV"))
    }
    environment |= {"TUTOR_HOME": str(tmp_path / "home"), "DOCKER_HOST": engine.info().address}
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    subprocess.run([tmp_path / "venv/bin/pip", "install", "-q", str(wheel)], check=True, env=environment)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = subprocess.run(
        [tmp_path / "venv/bin/tutor", "demo", "--json"],
        cwd=elsewhere,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["verdict"] == "passed"
    assert {c["status"] for c in found["checks"]} == {"passed"}
    assert 0 < found["sizes"]["yours"] < found["sizes"]["target"] < found["sizes"]["traditional"]
    assert list(elsewhere.iterdir()) == []
