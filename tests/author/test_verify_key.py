"""What the record of a case depends on: the base images that it needs, and no other."""

from dataclasses import replace

from tutor.author.case import cases_of
from tutor.author.verify_key import Judge, key_of

ENGINE = ("docker", "20.10")


def key(lab, case, **bases):
    return key_of(
        case, lab, "content", Judge(ENGINE, {f"{name}:1": digest for name, digest in bases.items()})
    )


def test_a_base_image_that_comes_meanwhile_for_another_case_changes_nothing(on_disk):
    lab = on_disk.load()
    lab = replace(lab, base_images=("first:1", "second:1"), traditional="FROM first:1\nCMD x\n")
    lab = replace(lab, solutions=(replace(lab.reference, data=b"FROM first:1\n"),))
    (start, *_) = cases_of(lab)
    case = replace(start, data=b"FROM first:1\nCMD x\n")
    assert key(lab, case, first="a", second="") == key(lab, case, first="a", second="b")
    assert key(lab, case, first="a", second="b") != key(lab, case, first="c", second="b")
    both = replace(start, data=b"FROM second:1 AS x\nFROM first:1\n")
    assert key(lab, both, first="a", second="b") != key(lab, both, first="a", second="d")
