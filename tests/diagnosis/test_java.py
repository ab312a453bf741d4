"""A container in which Java did not find, or could not read, what it was told to run; the words are those of Java 11 and 17."""

import pytest

from tests.diagnosis.stopped import told

STAGES = """FROM eclipse-temurin:17-jdk AS build
RUN jlink --add-modules java.base --output /opt/jre
FROM eclipse-temurin:{base}
WORKDIR /app
COPY --from=build {source} {target}
CMD {command}
"""
NEWER = (
    "Error: LinkageError occurred while loading main class harbour.ferries.Main",
    "\tjava.lang.UnsupportedClassVersionError: harbour/ferries/Main has been compiled by a more recent version of the"
    " Java Runtime (class file version 61.0), this version of the Java Runtime only recognizes class file versions up to 55.0",
)
NO_MODULE = "Caused by: java.lang.NoClassDefFoundError: com/sun/net/httpserver/HttpServer"


def of_java(
    *log, paths=("app/it.jar",), base="17-jre", source="/src/it.jar", command="java -jar it.jar", **other
):
    text = STAGES.format(base=base, source=source, target="./", command=command)
    return told("x\n", *log, text=text, paths=paths, **other)


def test_a_newer_class_file_is_told_in_versions_of_java():
    found = of_java(*NEWER, base="11-jre")
    assert (found.id, found.line) == ("class-version", 3)
    assert "`harbour.ferries.Main` is compiled for Java 17 (class file version 61)" in found.see
    assert "the Java of line 3 reads up to Java 11 (55)" in found.see


def test_a_java_that_was_copied_is_not_that_of_the_base_image():
    found = of_java(*NEWER, paths=("opt/jre/bin/java",))
    assert (found.id, found.line) == ("class-version", 6)
    assert "the Java in the image reads" in found.see


def test_words_of_a_class_file_without_its_versions_say_nothing():
    assert of_java("java.lang.UnsupportedClassVersionError: Preview features are not enabled").id == "stopped"


def test_a_jar_that_names_no_main_class():
    found = of_java("no main manifest attribute, in it.jar")
    assert (found.id, found.line) == ("no-main-class", 6)
    assert "`jar --main-class`" in found.try_


def test_a_jar_that_is_not_the_one_to_run_is_known_by_what_it_was_copied_from():
    found = of_java("no main manifest attribute, in it.jar", source="/src/it-1.0-sources.jar")
    assert (found.id, found.line) == ("no-main-class", 5)
    assert found.try_.startswith("`it-1.0-sources.jar` is not the jar")


@pytest.mark.parametrize(
    ("paths", "identifier", "line", "words"),
    [
        (("app/it.jar",), "jar-elsewhere", 6, "`/app/it.jar` is."),
        (("app/*.jar",), "wildcard-target", 5, "called `*.jar`"),
        (("srv",), "copied-as-file", 5, "`/srv` is a file"),
        (("app/readme",), "jar-missing", 6, "no line of the last stage brings a jar"),
    ],
)
def test_a_jar_that_is_not_where_the_command_says(paths, identifier, line, words):
    found = of_java("Error: Unable to access jarfile /srv/it.jar", paths=paths)
    assert (found.id, found.line) == (identifier, line)
    assert words in found.see


@pytest.mark.parametrize(
    ("paths", "identifier", "words"),
    [
        (("app/classes/shop/Main.class",), "class-elsewhere", "lies at `/app/classes/shop/Main.class`"),
        (("app/Main.class",), "class-elsewhere", "lies at `/app/Main.class`"),
        (("app/Other.class", "app/it.jar"), "class-missing", "`shop.Main`, and does not find it"),
    ],
)
def test_a_class_that_is_not_on_the_class_path(paths, identifier, words):
    found = of_java(
        "Error: Could not find or load main class shop.Main",
        "Caused by: java.lang.ClassNotFoundException: shop.Main",
        paths=paths,
    )
    assert found.id == identifier
    assert words in found.see


def test_a_class_that_could_not_be_initialised_is_no_missing_class():
    assert of_java("java.lang.NoClassDefFoundError: Could not initialize class shop.Main").id == "stopped"


@pytest.mark.parametrize(
    ("release", "identifier", "line"),
    [
        (b'JAVA_VERSION="17"\nMODULES="java.base"\n', "module-missing", 2),
        (b'MODULES="java.base jdk.httpserver"\n', "class-missing", 6),
        (b"\xff\x00", "class-missing", 6),
        (None, "class-missing", 6),
    ],
)
def test_a_module_is_missing_if_that_java_says_so(release, identifier, line):
    contents = {"opt/jre/release": release}
    found = of_java(NO_MODULE, paths=("opt/jre/bin/java", "opt/jre/release"), contents=contents)
    assert (found.id, found.line) == (identifier, line)


def test_a_resource_is_missed_beside_the_classes():
    said = "java.io.FileNotFoundException: resource /timetable.csv is not on the class path"
    found = of_java(said, paths=("app/classes/Main.class",))
    assert (found.id, found.line) == ("resource-missing", 5)
    assert "`/timetable.csv`" in found.see
    assert of_java(said).line is None


def test_nothing_is_said_of_a_container_that_runs():
    running = {"running": True, "listening": ((("127.0.0.1"), 3000),)}
    assert of_java(*NEWER, **running).id == "listens-on-loopback"
