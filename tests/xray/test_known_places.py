"""Caches lie alike in all homes; the evidence names the one."""

import pytest

from tutor.xray.known_places import cache_folder


@pytest.mark.parametrize(
    ("folder", "cache"),
    [
        ("root/.cache/ms-playwright/chromium", "root/.cache"),
        ("home/node/.cache/puppeteer/chrome", "home/node/.cache"),
        ("home/node/go/pkg/mod", "home/node/go/pkg"),
        ("home/app/src", ""),
        ("home", ""),
        ("home/node", ""),
        ("var/cache/apt", "var/cache"),
        ("srv/app/.npm/_cacache/x", ".npm/_cacache"),
    ],
)
def test_the_evidence_names_the_cache_where_it_lies(folder, cache):
    assert cache_folder(folder) == cache
