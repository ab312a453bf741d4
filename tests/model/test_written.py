"""What makes one try of a learner's another one."""

import hashlib

from tutor.model.written import written_digest

TEXT = b"FROM scratch\n"


def test_without_an_ignore_file_it_is_the_digest_of_the_dockerfile():
    assert written_digest(TEXT, None) == hashlib.sha256(TEXT).hexdigest()


def test_each_change_of_one_of_the_two_files_is_another_try():
    tries = [
        *((TEXT, None), (TEXT, ""), (TEXT, "*.md\n"), (TEXT, "*.md")),
        *((TEXT + b"*.md", ""), (TEXT + b"*.md", None), (b"", "FROM scratch\n"), (TEXT, "\udcff")),
    ]
    assert len({written_digest(*one) for one in tries}) == len(tries)
