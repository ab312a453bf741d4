"""What the record of a case depends on: the base images that it needs, and no other."""

from dataclasses import replace

from tutor.author.case import cases_of
from tutor.author.verify_key import Judge, content_digest, key_of
from tutor.model.build_inputs import BuildInputs
from tutor.model.service import Service

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


def test_its_servers_and_what_its_builds_are_given_count(on_disk):
    plain = on_disk.load()
    (on_disk.folder / "server").mkdir()
    (on_disk.folder / "server" / "Dockerfile").write_text("FROM second:1\n")
    service = Service("one", on_disk.folder / "server", "FROM second:1\n", "one.test", 80, ("build",))
    labs = [
        plain,
        replace(plain, build=BuildInputs({"TOKEN": "first"})),
        replace(plain, build=BuildInputs({}, {"TOKEN": "first"})),
        replace(plain, services=(service,)),
        replace(plain, services=(replace(service, during=("run",)),)),
        replace(plain, services=(replace(service, host="two.test"),)),
    ]
    digests = [content_digest(lab) for lab in labs]
    (on_disk.folder / "server" / "main.js").write_text("serve()\n")
    digests.append(content_digest(labs[3]))
    assert len(set(digests)) == len(digests)


def test_the_base_image_of_a_server_is_one_that_every_case_needs(on_disk):
    lab = replace(on_disk.load(), base_images=("node:18-alpine", "second:1"))
    service = Service("one", on_disk.folder, "FROM second:1\n", "one.test", 80, ("build",))
    case = cases_of(lab)[0]
    assert key(lab, case, second="a") == key(lab, case, second="b")
    serving = replace(lab, services=(service,))
    assert key(serving, case, second="a") != key(serving, case, second="b")
