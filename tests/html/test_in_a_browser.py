"""The reports in a real Chromium: they open offline, and can be walked through by mouse and keyboard."""

import pytest

from tests import xrays
from tests.xray.images import file, image, xray
from tutor.html.page import xray_page

_TILES = (
    "return [...document.querySelectorAll('#map > .tile')].map(t => t.getAttribute('aria-label') || 'gone')"
)
_CRUMBS = "return [...document.querySelectorAll('#crumbs li')].map(c => c.textContent)"
_FOCUS = "return document.activeElement.getAttribute('aria-label') || document.activeElement.id"
_ALL = ["image", "difference", "hostile", "hostile-difference", "empty"]


@pytest.mark.parametrize("name", _ALL)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 390, 820, 1440])
def test_it_opens_offline_without_a_request_or_an_error(browser, reports, name, scheme, width):
    browser.open(reports[name], width, 900, scheme)
    assert browser.console() == []
    assert browser.requests() == [reports[name].as_uri()]
    assert browser.run("return document.documentElement.scrollWidth") <= width


def test_the_map_shows_every_folder_by_its_bytes(browser, reports):
    browser.open(reports["image"])
    areas = browser.run(
        "return [...document.querySelectorAll('#map > .tile')].map(t => (t.offsetWidth + 1) * (t.offsetHeight + 1))"
    )
    labels = browser.run(_TILES)
    assert labels[0].startswith("app, folder, 1,761 files, 300 MB, 38.2 %, runtime dependencies")
    assert areas == sorted(areas, reverse=True)
    assert areas[0] / sum(areas) == pytest.approx(0.382, abs=0.01)


def test_a_click_opens_the_folder_under_it_and_the_crumbs_lead_back(browser, reports):
    browser.open(reports["image"])
    browser.click("#map > .tile")
    assert browser.run(_CRUMBS)[:2] == ["shop:traditional", "app"]
    browser.click("#crumbs button")
    assert browser.run(_CRUMBS) == ["shop:traditional"]
    assert browser.console() == []


def test_arrows_move_enter_opens_and_escape_goes_back_to_where_one_was(browser, reports):
    browser.open(reports["image"])
    browser.run("document.querySelector('#map > .tile').focus()")
    browser.press("ArrowRight")
    assert browser.run(_FOCUS).startswith("root/.npm, folder")
    browser.press("Enter")
    assert browser.run(_CRUMBS) == ["shop:traditional", "root/.npm"]
    assert browser.run(_FOCUS).startswith("_cacache/content-v2/sha512, folder")
    browser.press("Enter")
    assert len(browser.run(_CRUMBS)) == 3
    browser.press("Backspace", "Escape")
    assert browser.run(_CRUMBS) == ["shop:traditional"]
    assert browser.run(_FOCUS).startswith("root/.npm, folder")
    browser.press("ArrowLeft")
    assert browser.run(_FOCUS).startswith("app, folder")
    browser.press("Escape", "ArrowLeft", "ArrowUp")
    assert browser.run(_FOCUS).startswith("app, folder")


def test_one_tile_takes_the_tab_key_and_details_follow_the_focus(browser, reports):
    browser.open(reports["image"])
    assert browser.run("return document.querySelectorAll('#map [tabindex=\"0\"]').length") == 1
    browser.run("document.querySelector('#map > .tile').focus()")
    browser.press("Enter", "End")
    assert browser.text("#details .path").startswith("app/")
    browser.open(reports["image"])
    browser.run("document.querySelector('#search').focus()")
    browser.press(*"app/old.tar")
    browser.click("#contents .link")
    details = browser.text("#details")
    assert [line for line in details.split("\n") if line] == [
        "app/old.tar", "Size", "3.0 MB, 0.4 %", "Category", "other", "Why", "nothing says what it is", "State", "deleted later",
        "Brought by", "line 7: COPY package*.json ./",
    ]  # fmt: skip


def test_search_marks_what_it_finds_and_lists_it(browser, reports):
    browser.open(reports["image"])
    browser.run("document.querySelector('#search').focus()")
    browser.press(*"TypeScript dev")
    assert browser.text("#found") == "2 found, 41.1 MB, 5.2 %"
    rows = browser.run("return [...document.querySelectorAll('#contents .link')].map(b => b.textContent)")
    assert rows == ["app/node_modules/typescript/", "app/node_modules/@typescript-eslint/parser/"]
    assert browser.run("return document.querySelectorAll('#map .hit').length") > 5
    assert browser.run("return document.querySelectorAll('#map .dim').length") > 50
    browser.press("Escape")
    assert browser.text("#found") == ""
    assert browser.run("return document.querySelectorAll('#map .dim').length") == 0


def test_a_category_in_the_legend_shows_only_its_files(browser, reports):
    browser.open(reports["image"])
    browser.click("#legend .chip:nth-child(4)")
    assert browser.text("#found").endswith("240 MB, 30.5 %")
    assert browser.run(
        "return [...document.querySelectorAll('#map .hit')].every(t => t.classList.contains('c4'))"
    )
    browser.click("#legend .chip:nth-child(4)")
    assert browser.text("#found") == ""


def test_before_after_and_dropped_are_on_one_scale(browser, reports):
    browser.open(reports["difference"])
    views = browser.run("return [...document.querySelectorAll('#views button')].map(b => b.textContent)")
    assert views == ["Before786 MB", "After443 MB", "Dropped370 MB", "Added26.9 MB"]
    assert browser.text("#stripes") == "striped: dropped"
    browser.click("#views button:nth-child(2)")
    assert browser.run(_TILES)[-1] == "gone"
    share = browser.run(
        "const g = document.querySelector('.ghost'); return g.offsetWidth / g.parentNode.offsetWidth"
    )
    assert share == pytest.approx(343 / 786, abs=0.01)
    browser.click("#views button:nth-child(3)")
    assert browser.run(_TILES)[0].startswith("root/.npm, folder")


def test_another_view_opens_the_same_folder(browser, reports):
    browser.open(reports["difference"])
    browser.run("document.querySelector('#map > .tile').focus()")
    browser.press("Enter")
    browser.click("#views button:nth-child(2)")
    assert browser.run(_CRUMBS) == ["shop:multi", "app"]


def test_files_are_counted_alike_in_the_whole_page(browser, tmp_path):
    empty = [file(f"app/venv/pkg{n}/__init__.py", 0) for n in range(300)]
    page = tmp_path / "empty-files.html"
    page.write_text(xray_page(xray(image([*empty, file("app/x.js", 9000)]))), encoding="utf-8")
    browser.open(page)
    figures = browser.run(
        "return [...document.querySelectorAll('.figures dd:not(.note)')].map(d => d.textContent)"
    )
    assert "301" in figures
    assert browser.text("#details").split("\n")[:1] == ["test"]
    assert "301" in browser.text("#details").split()


def test_hostile_names_do_nothing_and_are_shown_harmlessly(browser, reports):
    for name in ("hostile", "hostile-difference"):
        browser.open(reports[name])
        browser.run("document.querySelector('#search').focus()")
        browser.press(*"</script>", "Escape", *"nnnn", "Escape")
        browser.run("document.querySelector('#map > .tile').focus()")
        browser.press("Enter", "ArrowDown", "ArrowRight", "Enter", "Escape")
        assert browser.run("return document.querySelectorAll('img, iframe, link, object').length") == 0
        assert browser.run("return document.scripts.length") == 2
        assert browser.run("return document.title").endswith("- X-ray")
        text = browser.run("return document.body.innerText")
        assert not set(text) & set("\u202e\u2028\u2029\x00\x07\x1b")
        assert xrays.HOSTILE_NAMES[8] not in text
        assert browser.console() == []
    browser.open(reports["hostile"])
    browser.run("document.querySelector('#search').focus()")
    browser.press(*"</script>")
    assert browser.text("#found").startswith("3 found")
    assert "</script><img src=x onerror=document.title='hit'>" in browser.text("h1")


def test_without_scripts_the_tables_are_there(browser, reports):
    browser.cdp("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(reports["image"])
        document = browser.cdp("DOM.getDocument")["root"]["nodeId"]
        body = browser.cdp("DOM.querySelector", nodeId=document, selector="main")["nodeId"]
        markup = browser.cdp("DOM.getOuterHTML", nodeId=body)["outerHTML"]
        assert "The map of the files needs JavaScript" in markup
        assert '<section id="explore" hidden="">' in markup
        assert "npm:typescript@5.3.3" in markup
    finally:
        browser.cdp("Emulation.setScriptExecutionDisabled", value=False)


def test_paper_is_white_and_has_no_map(browser, reports):
    browser.open(reports["image"], scheme="dark")
    browser.cdp("Emulation.setEmulatedMedia", media="print")
    try:
        assert browser.run("return getComputedStyle(document.querySelector('#explore')).display") == "none"
        assert browser.run("return getComputedStyle(document.body).color") == "rgb(22, 32, 44)"
    finally:
        browser.cdp("Emulation.setEmulatedMedia", media="")


def test_a_narrower_window_draws_the_map_anew(browser, reports):
    browser.open(reports["image"])
    browser.cdp(
        "Emulation.setDeviceMetricsOverride", width=500, height=900, deviceScaleFactor=1, mobile=False
    )
    inside = (
        "await new Promise(requestAnimationFrame); await new Promise(requestAnimationFrame);"
        "const box = document.querySelector('#map').getBoundingClientRect();"
        "return [...document.querySelectorAll('#map > .tile')].every(t => t.getBoundingClientRect().right <= box.right + 1)"
    )
    assert browser.run(f"return (async () => {{ {inside} }})()")
