"""Checks of an image's content: found by content under any name, in any layer, with the line that brought it."""

import pytest

from tests.labs import a_lab
from tutor.checks import make
from tutor.checks.evidence import Evidence
from tutor.checks.probe import Answer
from tutor.dockerfile import parse
from tutor.model.course import CheckSpec
from tutor.model.image import Entry, Image, Layer, content_digest
from tutor.model.outcome import Sizes, Status

SOURCE = b"export default function Page() { return 'a page of the shop' }\n"
TEXT = """FROM node:18-alpine AS build
RUN make
FROM node:18-alpine
WORKDIR /app
COPY --from=build /app .
RUN rm -r app
CMD ["x"]
"""


@pytest.fixture
def lab(tmp_path):
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "page.tsx").write_bytes(SOURCE)
    (tmp_path / "app" / "tiny.ts").write_bytes(b"x")
    return a_lab(app=tmp_path)


def evidence(lab, *layers):
    """Layers are (entries, instructions of the history that follow)."""
    image = Image(
        "sha256:0", tuple(Layer(f"sha256:{n}", tuple(e), "", end) for n, (e, end) in enumerate(layers)), {}
    )
    return Evidence(lab, text=TEXT, dockerfile=parse(TEXT), image=image)


def run(kind, options, found):
    return make(CheckSpec("it", kind, "It", options)).run(found)


def source(path):
    return Entry(path, "file", len(SOURCE), digest=content_digest(SOURCE))


OPTIONS = {"source": ["app/**"]}


def test_a_source_file_is_found_under_another_name_with_its_line(lab):
    outcome = run("no_source", OPTIONS, evidence(lab, ([], None), ([source("srv/other-name")], 2)))
    assert outcome.status is Status.FAILED
    assert "/srv/other-name" in outcome.found
    assert outcome.where == "line 5: COPY --from=build /app ."


def test_a_source_file_deleted_later_still_ships(lab):
    found = evidence(lab, ([source("app/app/page.tsx")], 2), ([Entry("app/app/.wh.page.tsx", "file")], 1))
    outcome = run("no_source", OPTIONS, found)
    assert outcome.status is Status.FAILED
    assert "deleted later" in outcome.found


def test_other_files_with_other_content_are_no_sources(lab):
    other = Entry("app/pages/other.tsx", "file", 5, digest="0" * 32)
    assert run("no_source", OPTIONS, evidence(lab, ([other], 2))).status is Status.PASSED


def test_a_file_too_small_to_tell_is_no_proof(lab):
    tiny = Entry("x", "file", 1, digest=content_digest(b"x"))
    assert run("no_source", OPTIONS, evidence(lab, ([tiny], 2))).status is Status.PASSED


def test_forbidden_paths_are_summed_and_the_largest_named(lab):
    cache = [Entry("root/.npm/_cacache/a", "file", 1000), Entry("root/.npm/_cacache/b", "file", 5000)]
    outcome = run(
        "absent", {"paths": ["root/.npm/_cacache/**"], "name": "npm's cache"}, evidence(lab, (cache, 1))
    )
    assert outcome.status is Status.FAILED
    assert outcome.found == "2 files, 6.0 kB, as /root/.npm/_cacache/b"
    assert outcome.where == "line 6: RUN rm -r app"


def test_what_the_base_image_brought_is_said_to_be_its(lab):
    outcome = run(
        "absent", {"paths": ["big"], "name": "it"}, evidence(lab, ([Entry("big", "file", 1)], None))
    )
    assert outcome.where == "the base image"


@pytest.mark.parametrize(("yours", "status"), [(600, Status.PASSED), (601, Status.FAILED)])
def test_the_size_is_compared_with_the_share_of_the_traditional_image(lab, yours, status):
    found = evidence(lab)
    found.sizes = Sizes(traditional=1000, yours=yours)
    assert run("image_size", {"share_of_traditional": 0.6}, found).status is status


def test_without_a_traditional_image_the_size_could_not_be_judged(lab):
    found = evidence(lab)
    found.sizes = Sizes(yours=1)
    found.trouble["traditional"] = "the disk is full"
    outcome = run("image_size", {"share_of_traditional": 0.6}, found)
    assert (outcome.status, outcome.because) == (Status.COULD_NOT_RUN, "the disk is full")


def test_an_image_that_could_not_be_read_is_nobodys_failure(lab):
    found = Evidence(lab)
    assert run("no_source", OPTIONS, found).status is Status.COULD_NOT_RUN
    assert run("absent", {"paths": ["x"], "name": "x"}, found).status is Status.COULD_NOT_RUN


def test_a_source_file_with_a_changed_line_is_known_by_its_place(lab):
    changed = Entry("srv/shop/app/page.tsx", "file", 99, digest="0" * 32)
    assert run("no_source", OPTIONS, evidence(lab, ([changed], 2))).status is Status.FAILED


@pytest.mark.parametrize("path", ["app/node_modules/x/app/page.tsx", "app/.next/app/page.tsx", "page.tsx"])
def test_packages_and_builds_are_no_sources(lab, path):
    other = Entry(path, "file", 99, digest="0" * 32)
    assert run("no_source", OPTIONS, evidence(lab, ([other], 2))).status is Status.PASSED


@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("srv/dist/types/app/page.tsx", 63),  # what Next writes about each page
        ("srv/dist/server/app/page.tsx", 63),
        ("opt/app/page.tsx", 17),
        ("opt/app/page.tsx", 900),
    ],
)
def test_what_a_build_made_and_what_is_only_called_so_are_no_sources(lab, path, size):
    mark, other = Entry("srv/dist/BUILD_ID", "file", 20), Entry(path, "file", size, digest="0" * 32)
    assert run("no_source", OPTIONS, evidence(lab, ([mark, other], 2))).status is Status.PASSED


def test_a_source_inside_a_build_is_known_by_its_content(lab):
    mark = Entry("srv/dist/BUILD_ID", "file", 20)
    found = evidence(lab, ([mark, source("srv/dist/app/page.tsx")], 2))
    assert run("no_source", OPTIONS, found).status is Status.FAILED


BUILT = {"built": "**/BUILD_ID"}
BUILDS = TEXT.replace("RUN rm -r app", "RUN npm run build")


def built(path, digest):
    return Entry(path, "file", 20, digest=digest * 32)


def staged(lab, text, *layers):
    """Return evidence of a Dockerfile of its own."""
    found = evidence(lab, *layers)
    found.text, found.dockerfile = text, parse(text)
    return found


@pytest.mark.parametrize("path", ["app/.next/BUILD_ID", "app/dist/BUILD_ID"])
@pytest.mark.parametrize(
    "run_line",
    ["npm run build", "npm --prefix /app run build", "yarn build", "a && npx next build && mv .next dist", "make -j2", "make && make install", "javac -d x Y.java", "sh build.sh", "./build", "g++ -o x y.cc", "pip install ./x", "pip3 install -U ."],
)  # fmt: skip
def test_a_build_in_the_last_stage_is_told(lab, path, run_line):
    text = TEXT.replace("rm -r app", run_line)
    outcome = run("multi_stage", BUILT, staged(lab, text, ([built(path, "a")], 1)))
    assert outcome.status is Status.FAILED
    assert outcome.where == f"line 6: RUN {run_line}"


@pytest.mark.parametrize("path", ["app/.next/BUILD_ID", "srv/.next/BUILD_ID"])
def test_a_run_that_moves_or_changes_the_owner_of_a_copied_build_made_nothing(lab, path):
    found = staged(lab, BUILDS, ([built("app/.next/BUILD_ID", "a")], 2), ([built(path, "a")], 1))
    assert run("multi_stage", BUILT, found).status is Status.PASSED


@pytest.mark.parametrize(
    "command",
    [
        "tar xzf /app.tgz",
        "unzip /app/build.zip",
        "cp -r /x/build /x/package.json .",
        "pip install --no-index /wheels/*.whl",
        "pip install ..x",
    ],
)
def test_a_run_that_unpacks_what_another_stage_built_made_nothing(lab, command):
    text = TEXT.replace("rm -r app", command)
    found = staged(
        lab,
        text,
        ([Entry("app.tgz", "file", 9, digest="b" * 32)], 2),
        ([built("app/.next/BUILD_ID", "a")], 1),
    )
    assert run("multi_stage", BUILT, found).status is Status.PASSED


def test_a_renamed_build_of_another_stage_passes(lab):
    found = evidence(
        lab, ([built("app/dist/BUILD_ID", "a")], 2), ([Entry("app/.next", "symlink", link="dist")], 1)
    )
    assert run("multi_stage", BUILT, found).status is Status.PASSED


def test_a_build_that_lies_in_the_base_image_comes_from_no_stage(lab):
    outcome = run("multi_stage", BUILT, evidence(lab, ([built("app/.next/BUILD_ID", "a")], 9)))
    assert (outcome.status, outcome.found) == (Status.FAILED, "/app/.next/BUILD_ID came from the base image")


def test_a_build_of_the_project_folder_comes_from_no_stage(lab):
    text = TEXT.replace("RUN rm -r app", "COPY .next .next")
    outcome = run("multi_stage", BUILT, staged(lab, text, ([built("app/.next/BUILD_ID", "a")], 1)))
    assert (outcome.status, outcome.found) == (
        Status.FAILED,
        "/app/.next/BUILD_ID came from line 6: COPY .next .next",
    )


@pytest.mark.parametrize(
    "text", ["FROM a AS x\nFROM {0}\nCOPY --from=x /x /x\n", "FROM {0} AS x\nFROM a\nCOPY --from=x /x /x\n"]
)
@pytest.mark.parametrize(
    "base", ["multistage-tutor/two-stages:attempt", "docker.io/multistage-tutor/two-stages:reference"]
)
def test_an_image_that_the_tutor_made_is_no_base(lab, text, base):
    outcome = run("multi_stage", BUILT, staged(lab, text.format(base), ([], 1)))
    assert outcome.status is Status.FAILED
    assert base in outcome.found


class Page:
    """A container that answers with a page."""

    def get(self, path):
        return Answer(path, 200, "<p>Harbour Goods</p>")


@pytest.mark.parametrize(
    ("layers", "status"),
    [
        ([([built("app/dist/BUILD_ID", "a")], 2)], Status.PASSED),
        ([([built("app/dist/BUILD_ID", "a")], 2), ([Entry("app/.wh.dist", "file")], 1)], Status.FAILED),
        ([([built("app/node_modules/x/BUILD_ID", "a")], 2)], Status.FAILED),
        ([([Entry("x", "file")], 2)], Status.FAILED),
    ],
)
def test_a_page_without_a_build_is_none_of_the_production_server(lab, layers, status):
    found = evidence(lab, *layers)
    found.probe = Page()
    assert run("production_mode", {"framework": "next", **BUILT}, found).status is status
