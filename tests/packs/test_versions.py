"""Which side has to be updated when a pack and the tutor do not fit."""

import pytest

from tutor.errors import ContentProblem
from tutor.packs.pack_reader import read_pack
from tutor.packs.versions import UPDATE_PACK, UPDATE_TUTOR, misfit, read_range


@pytest.mark.parametrize(
    ("wanted", "tutor", "fix"),
    [
        (">=0.1,<1", "0.1.0", ""),
        (">=0.1,<1", "0.9.9.dev1", ""),
        (">=0.2", "0.1.0", UPDATE_TUTOR),
        (">=0.2,<0.3", "0.1.0", UPDATE_TUTOR),
        (">=0.1,<0.3", "0.4.0", UPDATE_PACK),
        ("<=0.3", "0.4.0", UPDATE_PACK),
        ("~=0.2", "0.1.0", UPDATE_TUTOR),
        ("~=0.2.0", "0.3.0", UPDATE_PACK),
        ("==0.2.*", "0.3.0", UPDATE_PACK),
        ("==0.2.*", "0.1.0", UPDATE_TUTOR),
        ("!=0.1.0", "0.1.0", UPDATE_TUTOR),
        ("===anything", "0.1.0", UPDATE_TUTOR),
    ],
)
def test_which_side(wanted, tutor, fix):
    assert misfit(read_range(wanted), tutor) == fix


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("format_version: 1", "format_version: 2", "pack.yaml:1: `format_version` is `2`;"),
        ("format_version: 1", "format_version: 2", "Get a newer tutor."),
        (">=0.1,<1", ">=7", "pack.yaml:5: this pack works with tutor `>=7`"),
        (">=0.1,<1", "<0.0.1", UPDATE_PACK),
        (">=0.1,<1", "soon", "is no range of versions"),
        ("id: my-pack", "id: ../../x", "pack.yaml:2: `id` is `../../x`"),
        ("id: my-pack", "id: my--pack", "single hyphens"),
        ("id: my-pack", "id: .new", "`id` is `.new`"),
        ("id: my-pack", "ids: my-pack", "Did you mean `id`?"),
        ('"1.0"', '"1 0/x"', "`version` is `1 0/x`"),
        ('"1.0"', "1.0", "Put it in quotes"),
        ("title: My pack", "title: &a My pack", "anchors"),
        ("title: My pack", "title: !!python/object:os.system My pack", "tags"),
    ],
)
def test_a_wrong_manifest(pack, old, new, words):
    pack.edit("pack.yaml", old, new)
    with pytest.raises(ContentProblem) as caught:
        read_pack(pack.folder)
    assert words in caught.value.message


def test_all_mistakes_come_at_once(pack):
    pack.write("pack.yaml", "format_version: 1\nid: My\ntutor: x\n")
    with pytest.raises(ContentProblem) as caught:
        read_pack(pack.folder)
    assert len(caught.value.message.split("\n")) == 4
