"""Explain a container in which Java did not find, or could not read, what it was told to run."""

from __future__ import annotations

import posixpath
import re

from tutor.checks.evidence import Evidence
from tutor.diagnosis.contents import base_image
from tutor.diagnosis.rule import Rule
from tutor.diagnosis.running import command_line, has_stopped, made, words
from tutor.model.dockerfile import Instruction
from tutor.model.outcome import Diagnosis, Outcome
from tutor.safe_text import clean_line

_NEWER = re.compile(
    r"UnsupportedClassVersionError: (\S{1,200}) has been compiled by a more recent version.{0,80}?"
    r"class file version (\d{2,3})\.\d.{0,80}?up to (\d{2,3})\.\d"
)
_BEFORE_JAVA_1 = 44
"""What a class file's major version is more than the number of the Java that it is for (JVM specification, 4.1)."""
_NO_MAIN = re.compile(r"no main manifest attribute, in (.{1,200})")
_NO_JAR = re.compile(r"Unable to access jarfile (.{1,200})")
_NO_CLASS = re.compile(
    r"NoClassDefFoundError: (?!Could not)([\w/$.]{1,200})|ClassNotFoundException: ([\w/$.]{1,200})"
)
_NO_RESOURCE = re.compile(r"resource (/\S{1,200}) is not on the class path")
_BESIDE = ("-sources.jar", "-javadoc.jar", "-plain.jar")
"""How jars are called that builds write beside the one that runs."""
_MODULES = re.compile(rb'^MODULES="([\w. ]*)"', re.MULTILINE)
_MODULE_OF = {
    "com/sun/net/httpserver": "jdk.httpserver",
    "java/net/http": "java.net.http",
    "java/sql": "java.sql",
    "java/util/logging": "java.logging",
    "javax/naming": "java.naming",
    "javax/xml": "java.xml",
    "org/w3c/dom": "java.xml",
    "org/xml/sax": "java.xml",
}
"""Packages of the Java library that are not in `java.base`, and the module that each is in."""


def class_version(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The classes were compiled for a newer Java than the one that ships."""
    found = _NEWER.search(words(evidence))
    if found is None or not has_stopped(evidence):
        return None
    base = base_image(evidence) if _brings_java(evidence) is None else None
    where = f"the Java of line {base.span.line}" if base else "the Java in the image"
    compiled, reads = (int(found[n]) - _BEFORE_JAVA_1 for n in (2, 3))
    return made(
        "class-version",
        evidence,
        f"`{_dotted(found[1])}` is compiled for Java {compiled} (class file version {found[2]}),"
        f" and {where} reads up to Java {reads} ({found[3]}).",
        "A Java reads the class files of its own version and of older ones, never those of a newer one.",
        "Use the same major version in both `FROM` lines.",
        base.span.line if base else command_line(evidence),
    )


def _brings_java(evidence: Evidence) -> Instruction | None:
    """Return the line that brought the `java` in the image; None if that is of the base image."""
    makers = (
        evidence.maker(layer) for path, (layer, _) in evidence.visible().items() if path.endswith("/bin/java")
    )
    return next((maker for maker in makers if maker is not None), None)


def no_main_class(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The jar is there, but does not say what to start."""
    found = _NO_MAIN.search(words(evidence))
    if found is None:
        return None
    path = posixpath.join(evidence.workdir, found[1].strip()).lstrip("/")
    own = _own_files(evidence).get(path)
    names = [posixpath.basename(a) for a in (found[1].strip(), *(own.arguments[:-1] if own else ()))]
    other = next((name for name in names if name.endswith(_BESIDE)), "")
    return made(
        "no-main-class",
        evidence,
        f"`{clean_line(found[1], 80)}` is there, but names no main class.",
        "`java -jar` reads in the jar's manifest (a text file inside it) which class to start.",
        f"`{clean_line(other, 80)}` is not the jar that is meant to run: copy the other one that the build writes."
        if other
        else "Copy the jar that is meant to run, or name the class where the jar is made: `jar --main-class`.",
        own.span.line if own and other else command_line(evidence),
    )


def _own_files(evidence: Evidence) -> dict[str, Instruction]:
    """Return the files in the image that the learner's own lines brought: path to line."""
    found = ((p, e, evidence.maker(n)) for p, (n, e) in evidence.visible().items())
    return {path: maker for path, entry, maker in found if entry.kind == "file" and maker is not None}


def no_such_jar(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The command names a jar that is not there, by that name or in that folder."""
    found = _NO_JAR.search(words(evidence))
    if found is None or evidence.image is None:
        return None
    path = posixpath.normpath(posixpath.join("/", evidence.workdir, found[1].strip()))
    own = _own_files(evidence)
    for name, maker in own.items():
        if path.startswith(f"/{name}/"):
            return _copied_as_file(name, maker, evidence)
        if "*" in name:
            return _literal_name(name, maker, evidence)
    return _jar_elsewhere(path, next((p for p in own if p.endswith(".jar")), ""), evidence)


def _copied_as_file(path: str, maker: Instruction, evidence: Evidence) -> Diagnosis:
    name = f"/{clean_line(path, 80)}"
    return made(
        "copied-as-file",
        evidence,
        f"`{name}` is a file, not a folder: line {maker.span.line} wrote it.",
        "There was no folder of that name, and `COPY` makes one only of a target that ends in `/`.",
        f"Write `{name}/` there, with the slash.",
        maker.span.line,
    )


def _literal_name(path: str, maker: Instruction, evidence: Evidence) -> Diagnosis:
    name = clean_line(posixpath.basename(path), 60)
    return made(
        "wildcard-target",
        evidence,
        f"Line {maker.span.line} made a file that is literally called `{name}`.",
        "Only the left paths of a `COPY` are patterns; the right one is taken as it is written.",
        "Give the file a plain name on the right.",
        maker.span.line,
    )


def _jar_elsewhere(path: str, jar: str, evidence: Evidence) -> Diagnosis:
    """Return where a jar lies instead, or that none does."""
    wanted = f"The command wants `{clean_line(path, 80)}`, and"
    return made(
        "jar-elsewhere" if jar else "jar-missing",
        evidence,
        f"{wanted} that is not there; `/{clean_line(jar, 80)}` is."
        if jar
        else f"{wanted} no line of the last stage brings a jar.",
        "A path without `/` in front is looked for in the image's working folder (`WORKDIR`)."
        if jar
        else "Nothing crosses a `FROM` by itself.",
        "Write the path in the command as the file lies in the image."
        if jar
        else "Take the jar from the build stage with `COPY --from=`.",
        command_line(evidence),
    )


def no_such_class(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """A class is not in any folder or jar of the class path, or in no module of this Java."""
    found = next(_NO_CLASS.finditer(words(evidence)), None)
    if found is None or evidence.image is None or not has_stopped(evidence):
        return None
    name = (found[1] or found[2]).replace(".", "/")
    module = _module_lacking(name, evidence)
    if module:
        return _module_missing(name, module, evidence)
    wanted, simple = f"{name}.class", f"{posixpath.basename(name)}.class"
    own = _own_files(evidence)
    there = [p for p in own if f"/{p}".endswith((f"/{wanted}", f"/{simple}"))]
    if not there:
        return made(
            "class-missing",
            evidence,
            f"Java looks for the class `{_dotted(name)}`, and does not find it.",
            "It looks in the jars and folders that the command names, and nowhere else.",
            "Check how the command spells the class, and which line brings the jar or the folder that has it.",
            command_line(evidence),
        )
    return made(
        "class-elsewhere",
        evidence,
        f"Java looks for `{clean_line(wanted, 100)}` below a folder of the class path; the class lies at `/{clean_line(there[0], 100)}`.",
        "The folders of a class's package are part of its name, and `COPY` of a folder copies only what is in it.",
        "Name behind `-cp` the folder that holds the first of them, and copy so that all of them are there.",
        own[there[0]].span.line,
    )


def _module_lacking(name: str, evidence: Evidence) -> str:
    """Return the module of the Java library that a class is in, if the `release` file in the image does not list it."""
    module = next((m for package, m in _MODULE_OF.items() if name.startswith(f"{package}/")), "")
    javas = [path for path in evidence.visible() if path.endswith("bin/java")] if module else []
    for java in javas:
        content = evidence.content(f"{java.removesuffix('bin/java')}release") or b""
        listed = _MODULES.search(content)
        if listed and module not in listed[1].decode("ascii").split():
            return module
    return ""


def _module_missing(name: str, module: str, evidence: Evidence) -> Diagnosis:
    dockerfile = evidence.dockerfile
    links = [
        i
        for s in (dockerfile.stages if dockerfile else ())
        for i in s.instructions
        if i.keyword == "RUN" and "--add-modules" in i.rest
    ]
    return made(
        "module-missing",
        evidence,
        f"The app needs `{_dotted(name)}`, and the Java in the image has no module `{module}`.",
        "`jlink` puts in the modules that `--add-modules` names, and those that they need.",
        f"Add `{module}` there; `jdeps --print-module-deps` lists what a jar needs.",
        links[-1].span.line if links else None,
    )


def no_such_resource(_: Outcome, evidence: Evidence) -> Diagnosis | None:
    """The classes are there, but a file that belongs beside them is not."""
    found = _NO_RESOURCE.search(words(evidence))
    if found is None or evidence.image is None or not has_stopped(evidence):
        return None
    brought = [maker for path, maker in _own_files(evidence).items() if path.endswith(".class")]
    return made(
        "resource-missing",
        evidence,
        f"The app runs, and does not find its own file `{clean_line(found[1], 80)}` beside its classes.",
        "A compiler makes classes only; other files of an app (its resources) have to be copied to them or into the jar.",
        "Copy the whole folder that the build wrote, or put the resources into the jar.",
        brought[0].span.line if brought else None,
    )


def _dotted(name: str) -> str:
    """Return a class's name as people write it."""
    return clean_line(name.replace("/", "."), 100)


RULES: tuple[Rule, ...] = (class_version, no_main_class, no_such_jar, no_such_class, no_such_resource)
