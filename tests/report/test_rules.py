"""Rules for CI: what they allow, what breaks them, and what they name."""

import pytest

from tests import xrays
from tests.xray.images import MB, file, image, xray
from tutor.model.xray import Category
from tutor.report.amount import parse_amount
from tutor.report.rules import Rules, judge
from tutor.xray import compare


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("150MB", 150_000_000),
        ("150 MiB", 150 * 1024**2),
        ("1.2GB", 1_200_000_000),
        ("1.2gib", 1_288_490_188),
        ("10", 10),
        ("0", 0),
        ("7 B", 7),
        ("3k", 3000),
        ("0.1MB", 100_000),
        (" 2 TB ", 2 * 10**12),
    ],
)
def test_amounts_are_read_as_docker_writes_them(text, size):
    assert parse_amount(text).size == size


@pytest.mark.parametrize(
    "text", ["", "MB", "-5MB", "1e9", "5 iB", "nan", "1,5MB", "5MBB", "5 %%", "\u0665\u0668x", "9" * 400]
)
def test_what_is_no_amount_is_refused(text):
    assert parse_amount(text) is None


def test_a_percentage_is_of_the_older_image():
    assert parse_amount("5%").bytes_of(1000) == 50
    assert parse_amount("2.5 %").bytes_of(1000) == 25


def test_a_rule_that_holds_names_nothing():
    found = judge(Rules(over=parse_amount("1GB"), waste=parse_amount("1GB")), xrays.traditional())
    assert [(f.rule, f.broken, f.brought_by) for f in found] == [
        ("fail-over", False, ()),
        ("fail-waste", False, ()),
    ]


def test_a_size_equal_to_the_limit_is_allowed():
    xray = xrays.traditional()
    (found,) = judge(Rules(over=parse_amount(str(xray.size))), xray)
    assert not found.broken


def test_too_large_an_image_names_what_the_learner_added():
    (found,) = judge(Rules(over=parse_amount("150 MB")), xrays.traditional())
    assert (found.broken, found.found) == (True, xrays.traditional().size)
    assert [row.label for row in found.brought_by][:2] == ["root/.npm/_cacache/", "npm:next@14.2.3"]
    assert not any(row.origin.base for row in found.brought_by)


def test_growth_is_blamed_on_what_grew_by_how_much():
    before = xray(image([file("app/huge.bin", 500 * MB, "a"), file("app/server", 90 * MB, "s")]))
    after = xray(
        image([
            file("app/huge.bin", 500 * MB + 1, "b"), file("app/server", 97 * MB, "t"), file("root/new.bin", 50 * MB)
        ])
    )  # fmt: skip
    (found,) = judge(Rules(growth=parse_amount("10MB")), after, compare(before, after))
    assert (found.found, found.broken) == (57 * MB + 1, True)
    rows = [(row.label, row.size) for row in found.brought_by]
    assert rows[:2] == [("root/new.bin", 50 * MB), ("app/server", 7 * MB)]
    assert sum(size for _, size in rows) == found.found


def test_what_the_base_image_wastes_within_itself_breaks_no_rule():
    base = [file("usr/share/a", 9 * MB, "k"), file("usr/share/b", 9 * MB, "k"), file("etc/x", 3 * MB)]
    over = [file("etc/x", 3 * MB, mode=0o755)]
    (found,) = judge(Rules(waste=parse_amount("1MB")), xray(image(base, over, [file("app/x", 5)]), base=2))
    assert (found.found, found.broken, found.brought_by) == (0, False, ())
    (found,) = judge(Rules(waste=parse_amount("1MB")), xray(image(base, over, [file("app/x", 5)]), base=1))
    assert [(row.label, row.files, row.category) for row in found.brought_by] == [("etc/x", 1, Category.BASE)]
    seen = xray(image(base, [file("app/c", 9 * MB, "k")]), base=1)
    (found,) = judge(Rules(waste=parse_amount("1MB")), seen)
    assert [(row.label, row.size) for row in found.brought_by] == [("app/c", 9 * MB)]


def test_waste_is_what_ships_for_nothing():
    (found,) = judge(Rules(waste=parse_amount("10MB")), xrays.traditional())
    assert (found.broken, found.found) == (True, 12_638_114)
    assert found.brought_by[0].origin.line == 10


def test_any_byte_of_a_forbidden_category_breaks_a_rule():
    rules = Rules(categories=(Category.DEV, Category.TOOL))
    dev, tool = judge(rules, xrays.multi_stage())
    assert (dev.limit, dev.broken, dev.brought_by[0].label) == (
        "dev-dependencies",
        True,
        "npm:typescript@5.3.3",
    )
    assert (tool.limit, tool.broken, tool.found) == ("build-tools", False, 0)


def test_growth_is_measured_against_the_older_image():
    shrunk, grown = xrays.difference(), xrays.difference(xrays.multi_stage(), xrays.traditional())
    rules = Rules(growth=parse_amount("5%"))
    assert not judge(rules, shrunk.after, shrunk)[0].broken
    (found,) = judge(rules, grown.after, grown)
    assert found.broken
    assert found.found == grown.after.size - grown.before.size
    assert found.brought_by[0].label == "root/.npm/_cacache/"
    assert judge(rules, grown.after) == ()
