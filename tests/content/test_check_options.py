"""The options of the real families: what cannot be is refused with its line, before anything is built."""

import pytest

from tests.content.authoring import MANIFEST
from tutor.checks import known_checks
from tutor.content import load_course
from tutor.errors import ContentProblem

CHECK = "checks:\n  - id: it\n    kind: KIND\n    title: It\n    options:\n      OPTIONS\n"
START, END = MANIFEST.index("checks:"), MANIFEST.index("mistakes:")
PROOFS = MANIFEST[MANIFEST.index("solutions:") : END]


def mistakes(authored, kind, options):
    check = CHECK.replace("KIND", kind).replace("OPTIONS", options.replace("\n", "\n      "))
    authored.write(MANIFEST[:START] + check + PROOFS)
    with pytest.raises(ContentProblem) as caught:
        load_course(authored.labs, authored.apps, known_checks())
    return caught.value.message


REFUSED = [
    ("cached_after_edit", "edit: ../other\nappend: '{random}'\nsteps: [RUN]", "`edit` cannot be `../other`"),
    ("cached_after_edit", "edit: a/../../b\nappend: '{random}'\nsteps: [RUN]", "`edit` cannot be"),
    (
        "cached_after_edit",
        "edit: /etc/passwd\nappend: '{random}'\nsteps: [RUN]",
        "`edit` cannot be `/etc/passwd`",
    ),
    ("cached_after_edit", "edit: a\nappend: always the same\nsteps: [RUN]", "It must have `{random}` in it"),
    ("cached_after_edit", "edit: a\nreplace: {x: y}\nsteps: [RUN]", "`{random}`"),
    ("cached_after_edit", "edit: a\nsteps: [RUN]", "need one of `append`, `replace`"),
    ("cached_after_edit", "edit: a\nappend: '{random}'\nsteps: ['(']", "is no regular expression"),
    ("target", "name: test\nexpect: pass", "`expect` cannot be `pass`. There are: `builds`, `fails`."),
    ("mode", "paths: [a]\nmode: rwx", "`mode` cannot be `rwx`"),
    ("mode", "paths: [a]\nmode: 755", "must be text, not a whole number. Put it in quotes."),
    ("mode", "paths: [a]", "need one of `mode`, `executable_by`"),
    ("no_secret", "words: [short]\nname: it", "cannot be `short`"),
    ("no_category", "category: build tool", "Did you mean `build tools`?"),
    ("no_category", "category: base image", "`category` cannot be `base image`"),
    ("image_size", "added: true", "need one of `share_of_traditional`, `share_of_reference`, `max_mb`"),
    ("image_size", "share_of_traditional: 60", "from 0.001 to 1"),
    ("layer_count", "max: 0", "from 1 to 127"),
    ("config", "ports: [http]", "cannot be `http`"),
    ("config", "port: '80'", "Did you mean `ports`?"),
    ("command", "argv: node", "`argv` must be a list, not text"),
    ("command", "argv: [a]\nin: freshly", "Did you mean `fresh`?"),
    ("command", "argv: [a]\nsetup: [a]", "must be a list, not text"),
    ("read_only", "tmpfs: [tmp]", "cannot be `tmp`"),
    ("stops_in", "seconds: 1000", "from 0.1 to 120"),
    ("absent", "paths: [a]\nname: it\nwhere: layers", "`where` cannot be `layers`"),
]


@pytest.mark.parametrize(("kind", "options", "words"), REFUSED)
def test_what_cannot_be_is_refused(authored, kind, options, words):
    message = mistakes(authored, kind, options)
    assert words in message
    assert all(line.startswith("labs/first-lab/lab.yaml:") for line in message.split("\n"))


@pytest.mark.parametrize("kind", sorted(known_checks()))
@pytest.mark.parametrize("value", ["[[1]]", "{a: {b: c}}", "-1", '"\\x1b[31m"', "true", "''"])
def test_no_value_of_any_option_brings_the_reader_down(authored, kind, value):
    options = known_checks()[kind].options
    if not options:
        return
    mistakes(authored, kind, "\n".join(f"{name}: {value}" for name in options))
