"""One browser for all tests of the reports."""

import pytest

from tests import xrays
from tests.html.browser import Browser
from tutor.html.page import difference_page, xray_page


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with Browser(tmp_path_factory.mktemp("profile")) as running:
        running.open_nothing()
        yield running


@pytest.fixture(scope="session")
def reports(tmp_path_factory):
    """The reports of all images of tests.xrays, by name."""
    folder = tmp_path_factory.mktemp("reports")
    pages = {
        "image": xray_page(xrays.traditional()),
        "difference": difference_page(xrays.difference()),
        "hostile": xray_page(xrays.hostile()),
        "hostile-difference": difference_page(xrays.difference(xrays.hostile(), xrays.multi_stage())),
        "empty": xray_page(xrays.empty()),
    }
    for name, page in pages.items():
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in pages}
