"""Python's records of installed packages."""

from hypothesis import given
from hypothesis import strategies as st

from tutor.xray.packages import Package, pip

SITE = "usr/local/lib/python3.12/site-packages"
INFO = f"{SITE}/flask-3.0.3.dist-info"
METADATA = b"Metadata-Version: 2.1\nName: Flask\nVersion: 3.0.3\n\nName: not this\n"
RECORD = b"""../../../bin/flask,sha256=abc,234
flask-3.0.3.dist-info/METADATA,sha256=def,3177
flask/__init__.py,sha256=ghi,2625
"flask/a,b.py",sha256=jkl,1
flask/__pycache__/app.cpython-312.pyc,,
"""


def test_each_path_of_a_record_belongs_to_its_package():
    found = pip.owners({f"{INFO}/RECORD": RECORD, f"{INFO}/METADATA": METADATA})
    assert set(found) == {
        "usr/local/bin/flask",
        f"{INFO}/METADATA",
        f"{SITE}/flask/__init__.py",
        f"{SITE}/flask/a,b.py",
        f"{SITE}/flask/__pycache__/app.cpython-312.pyc",
    }
    assert set(found.values()) == {Package("pip", "Flask", "3.0.3")}


def test_without_metadata_the_folder_names_the_package():
    assert set(pip.owners({f"{INFO}/RECORD": RECORD}).values()) == {Package("pip", "flask", "3.0.3")}


def test_a_record_that_points_out_of_the_image_explains_what_lies_at_its_root():
    assert set(pip.owners({"a-1.dist-info/RECORD": b"../../../../etc/passwd,,\n"})) == {"etc/passwd"}


@given(st.binary(max_size=300))
def test_broken_records_are_no_error(text):
    pip.owners({f"{INFO}/RECORD": text, f"{INFO}/METADATA": text})
