"""The commands xray and diff from the archive on disk to the report, with nothing in between put aside."""

import json
import re

import pytest
from click.testing import CliRunner

from tests.engine.archives import layer, saved
from tutor.cli import main

ROOT = "ADD alpine-minirootfs-3.20.tar.gz / # buildkit"
DOCKERFILE = """FROM node:20 AS build
RUN make

FROM node:20
COPY --from=build /app /app
RUN chmod +x app/dist/server.js
RUN tidy
"""


def manifest(name, **fields):
    return json.dumps({"name": name, "version": "1.0.0", **fields}).encode()


APP = manifest("app", dependencies={"react": "*"}, devDependencies={"typescript": "*"})
BASE = (
    layer(("bin/busybox", b"b" * 4000), ("etc/os-release", b"ID=alpine\n")),
    layer(("etc/os-release", b"ID=alpine-edge\n")),
)
REACT = (
    ("app/node_modules/react/package.json", manifest("react")),
    ("app/node_modules/react/index.js", b"r" * 2000),
)
TYPESCRIPT = (
    ("app/node_modules/typescript/package.json", manifest("typescript")),
    ("app/node_modules/typescript/lib/tsc.js", b"t" * 11_000),
)
TRADITIONAL = {
    ROOT: BASE[0],
    f"{ROOT} again": BASE[1],
    "RUN npm install": layer(("app/package.json", APP), *REACT, *TYPESCRIPT),
    "COPY . .": layer(("app/src/page.tsx", b"p" * 700), ("app/notes", b"o" * 1500)),
}
MULTI = {
    ROOT: BASE[0],
    f"{ROOT} again": BASE[1],
    "COPY --from=build /app /app": layer(
        ("app/package.json", APP),
        *REACT,
        ("app/dist/server.js", b"s" * 3000),
        ("app/dist/old.js", b"u" * 1200),
        ("app/notes", b"n" * 1700),
        ("app/node_modules/.cache/x", b"c" * 800),
    ),
    "RUN chmod +x app/dist/server.js": layer(("app/dist/server.js", b"s" * 3000)),
    "RUN tidy": layer(("app/dist/.wh.old.js", b""), ("srv/copy.js", b"r" * 2000)),
}
SIZE = 4000 + 10 + 15 + len(APP) + 2000 + len(manifest("react")) + 3000 + 1200 + 1700 + 800 + 3000 + 2000


@pytest.fixture
def tutor(tmp_path, monkeypatch):
    """Run the command with the two archives and the Dockerfile in reach, and no engine."""
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no-engine.sock")
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    for name, image in (
        ("old.tar", TRADITIONAL),
        ("new.tar", MULTI),
        ("base.tar", dict([*MULTI.items()][:1])),
    ):
        history = [{"created_by": words.removesuffix(" again")} for words in image]
        (tmp_path / name).write_bytes(saved(list(image.values()), history)[0])
    return lambda *arguments: CliRunner().invoke(main, arguments)


def page_of(tutor, tmp_path, *arguments):
    """Return (HTML, data of the map) of a report."""
    assert tutor(*arguments, "--html", "report.html").exit_code == 0
    page = (tmp_path / "report.html").read_text()
    return page, json.loads(re.search(r'<script[^>]*id="data"[^>]*>(.*?)</script>', page, re.DOTALL)[1])


def section_of(page, title):
    """Return a section's text, one line for each row of its tables, cells between bars."""
    (found,) = re.findall(rf"<section><h2>({title}.*?)</section>", page, re.DOTALL)
    rows = re.sub(r"</t[dh]>", " | ", found.replace("</tr>", "\n").replace("</span><span>", " "))
    return [line.strip(" |") for line in re.sub(r"<[^>]+>", "", rows).split("\n")]


def files_of(tree, above=""):
    """Return path -> mark of the files that a map names."""
    found = {}
    for name, *fields in tree:
        if isinstance(fields[0], list):
            found |= files_of(fields[0], f"{above}{name}/")
        elif name:
            found[above + name] = fields[5] if len(fields) > 5 else 0
    return found


def test_the_text_names_lines_base_layers_and_waste(tutor):
    text = tutor("xray", "new.tar", "--dockerfile", "Dockerfile").stdout
    assert text.startswith(
        f"new.tar  {SIZE / 1000:.1f} kB, {(SIZE - 4025) / 1000:.1f} kB of it added to the base image\n"
    )
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert "4.0 kB bin/busybox base image base image: ADD alpine-minirootfs-3.20.tar.gz /" in lines
    assert (
        "2.0 kB npm:react@1.0.0 (2 files) runtime dependencies line 5: COPY --from=build /app /app" in lines
    )
    assert "800 B app/node_modules/.cache/x caches line 5: COPY --from=build /app /app" in lines
    at = lines.index("3.0 kB overwritten app/dist/server.js")
    assert lines[at + 1 : at + 3] == [
        "brought by line 5: COPY --from=build /app /app",
        "hidden by line 6: RUN chmod +x app/dist/server.js",
    ]
    at = lines.index("2.0 kB duplicate srv/copy.js")
    assert lines[at + 1 : at + 3] == [
        "brought by line 7: RUN tidy",
        "same as app/node_modules/react/index.js",
    ]


def test_without_a_dockerfile_the_engines_words_name_the_layers(tutor):
    form = json.loads(tutor("xray", "new.tar", "--json").stdout)
    assert [(row["instruction"], row["line"], row["base"]) for row in form["layers"]] == [
        ("ADD alpine-minirootfs-3.20.tar.gz /", None, True),
        ("ADD alpine-minirootfs-3.20.tar.gz /", None, True),
        ("COPY --from=build /app /app", None, False),
        ("RUN chmod +x app/dist/server.js", None, False),
        ("RUN tidy", None, False),
    ]
    assert (form["size"], form["added_size"]) == (SIZE, SIZE - 4025)


def test_the_json_has_waste_categories_and_every_file(tutor):
    form = json.loads(tutor("xray", "new.tar", "--json", "--items", "--dockerfile", "Dockerfile").stdout)
    waste = form["waste"]
    assert (waste["deleted"], waste["overwritten"], waste["duplicated"]) == (1200, 3010, 2000)
    assert [(row["what"], row["reason"]) for row in waste["rows"]] == [
        ("app/dist/server.js", "overwritten"),
        ("srv/copy.js", "duplicate"),
        ("app/dist/old.js", "deleted"),
        ("etc/os-release", "overwritten"),
    ]
    assert waste["rows"][2]["hidden_by"]["line"] == 7
    assert sum(item["size"] for item in form["items"]) == sum(form["categories"].values()) == SIZE


def test_a_base_image_that_is_named_counts_and_a_wrong_one_is_refused(tutor):
    form = json.loads(tutor("xray", "new.tar", "--json", "--base", "base.tar").stdout)
    assert [row["base"] for row in form["layers"]] == [True, False, False, False, False]
    wrong = tutor("xray", "new.tar", "--base", "old.tar")
    assert wrong.exit_code == 2
    assert "new.tar does not start with the layers of old.tar." in wrong.stderr


def test_rules_name_what_broke_them(tutor):
    result = tutor(
        "xray", "new.tar", "--dockerfile", "Dockerfile", "--fail-waste", "1kB", "--fail-on", "caches"
    )
    assert result.exit_code == 1
    assert [line for line in result.stdout.splitlines() if line.startswith("rule ")] == [
        "rule --fail-waste 1kB: found 6.2 kB, brought by app/dist/server.js 3.0 kB (line 5: COPY --from=build /app /app);"
        " srv/copy.js 2.0 kB (line 7: RUN tidy); app/dist/old.js 1.2 kB (line 5: COPY --from=build /app /app)",
        "rule --fail-on caches: found 800 B, brought by app/node_modules/.cache/x 800 B (line 5: COPY --from=build /app /app)",
    ]


def test_the_page_of_an_image_shows_waste_and_marks_what_is_hidden(tutor, tmp_path):
    page, data = page_of(tutor, tmp_path, "xray", "new.tar", "--dockerfile", "Dockerfile")
    waste = section_of(page, "Waste: 6.2 kB")
    assert (
        "3.0 kB | app/dist/server.js | overwritten | line 5: COPY --from=build /app /app | line 6: RUN chmod +x app/dist/server.js"
        in waste
    )
    assert (
        "2.0 kB | srv/copy.js | duplicate | line 7: RUN tidy | same as app/node_modules/react/index.js"
        in waste
    )
    views = {view["id"]: view for view in data["views"]}
    assert views["hidden"]["size"] == 1200 + 3000 + 10
    assert files_of(views["hidden"]["tree"])["app/dist/old.js"] == data["marks"].index("deleted later")
    assert files_of(views["all"]["tree"])["srv/copy.js"] == 0
    assert data["images"][0]["layers"][3] == "line 6: RUN chmod +x app/dist/server.js"


def test_the_text_of_a_difference_goes_from_the_first_to_the_second(tutor):
    text = tutor("diff", "old.tar", "new.tar", "--dockerfile", "Dockerfile").stdout
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert "changed 1 1.5 kB -> 1.7 kB other content" in lines
    assert "11.0 kB npm:typescript@1.0.0 (2 files) dev dependencies RUN npm install" in lines
    assert lines.index("Dropped, the largest first") < lines.index("Added, the largest first")
    assert lines[lines.index("Still there, and could go: 800 B") + 2].startswith(
        "800 B app/node_modules/.cache/x caches"
    )


def test_the_json_of_a_difference_says_what_became_of_the_files(tutor):
    form = json.loads(tutor("diff", "old.tar", "new.tar", "--json").stdout)
    assert (form["before"]["image"], form["after"]["image"]) == ("old.tar", "new.tar")
    assert form["size_change"] == form["after"]["size"] - form["before"]["size"] < 0
    assert form["files"]["changed"] == {"files": 1, "before": 1500, "after": 1700}
    assert form["dropped"][0]["what"] == "npm:typescript@1.0.0"
    assert form["could_go"][0]["what"] == "app/node_modules/.cache/x"
    grown = tutor("diff", "old.tar", "new.tar", "--fail-growth", "0", "--json")
    assert (grown.exit_code, json.loads(grown.stdout)["rules"][0]["broken"]) == (0, False)
    assert tutor("diff", "new.tar", "old.tar", "--fail-growth", "0").exit_code == 1


def test_the_page_of_a_difference_has_pairs_fates_and_marks(tutor, tmp_path):
    page, data = page_of(tutor, tmp_path, "diff", "old.tar", "new.tar", "--dockerfile", "Dockerfile")
    pairs = section_of(page, "What they ship, on one scale")
    assert "dev dependencies | 11.0 kB 0 B" in pairs
    (row,) = [
        row
        for row in page.split("<tr>")
        if "dev dependencies</span>" in row and "<rect" in row and "0 B" in row
    ]
    assert re.findall(r'<rect width="([^"]+)"', row) == ["100.00", "0.00"]
    fates = dict(re.findall(r"<div><dt>(Dropped|Added|Changed|Kept)</dt><dd>([^<]*)</dd>", page))
    assert (fates["Dropped"], fates["Changed"]) == ("11.7 kB", "1.5 kB → 1.7 kB")
    views = {view["id"]: files_of(view["tree"]) for view in data["views"]}
    marks = data["marks"]
    assert marks[views["before"]["app/src/page.tsx"]] == "dropped"
    assert marks[views["after"]["srv/copy.js"]] == "added"
    assert marks[views["after"]["app/notes"]] == marks[views["before"]["app/notes"]] == "changed"
    assert marks[views["after"]["bin/busybox"]] == ""
    assert "overwritten later" in [marks[m] for m in _of(data, "after", "etc/")]


def _of(data, view, folder):
    """Return the marks of all files in a folder, those of one name in several layers, too."""
    (tree,) = [v["tree"] for v in data["views"] if v["id"] == view]
    (inner,) = [node[1] for node in tree if node[0] == folder.rstrip("/")]
    return [(node[6] if len(node) > 6 else 0) for node in inner]
