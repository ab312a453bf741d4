"""Build the C extension; setuptools finds a compiler and Python's headers."""

from setuptools import Extension, setup

setup(
    name="seadistance",
    version="1.0.0",
    ext_modules=[Extension("seadistance", ["seadistance.c"], extra_link_args=["-Wl,--strip-all"])],
)
