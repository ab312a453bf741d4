"""The course: the list of labs, and every lab in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tutor.content.fields import ID, Fields, read_text
from tutor.content.files import Folder
from tutor.content.manifest import read_manifest
from tutor.content.problems import Problems, Report, closest, did_you_mean, shown
from tutor.content.written import WrittenLab, read_written
from tutor.content.yaml_tree import Keys
from tutor.model.check_options import CheckOptions
from tutor.model.course import Course, Lab

_KEYS = ("format_version", "first_number", "labs")


def load_course(labs: Path, apps: Path, known_checks: Mapping[str, CheckOptions]) -> Course:
    """Return the course in the folder `labs`, whose labs build applications in the folder `apps`.

    Raises ContentProblem, which names all mistakes of all labs, each with its file and line.
    """
    return _CourseReader(labs.resolve(), apps.resolve(), known_checks).read()


def survey_course(
    labs: Path, apps: Path, known_checks: Mapping[str, CheckOptions]
) -> tuple[tuple[WrittenLab, ...], Problems]:
    """Return every lab of a course as far as it can be read, and what is wrong with any of it."""
    reader = _CourseReader(labs.resolve(), apps.resolve(), known_checks)
    reader.survey()
    return tuple(reader.written), reader.problems


class _CourseReader:
    def __init__(self, labs: Path, apps: Path, known: Mapping[str, CheckOptions]) -> None:
        self._labs, self._known = labs, known
        self._labs_folder = Folder(labs, "the folder of the labs")
        self._apps = Folder(apps, "the folder of the sample applications")
        self.problems = Problems()
        self._first_number = 1
        self.written: list[WrittenLab] = []
        """The labs that were read, as far as they could be."""

    def read(self) -> Course:
        """Read all, then raise what is wrong with any of it."""
        self.survey()
        self.problems.raise_any()
        return Course(tuple(w.lab for w in self.written if w.lab is not None), self._first_number)

    def survey(self) -> None:
        """Read all; what is wrong is in `problems`."""
        report = self._report("course.yaml")
        tree = read_manifest(self._labs_folder, "course.yaml", report)
        listed = self._listed(tree, report) if tree else {}
        if tree:
            self._report_unlisted(tree, listed, report)
        for lab_id, line in listed.items():
            self._read_lab(lab_id, line, report)
        self._check_order([w.lab for w in self.written if w.lab is not None])

    def _report(self, file: str) -> Report:
        return Report(self.problems, f"{self._labs.name}/{file}")

    def _listed(self, tree: Keys, report: Report) -> dict[str, int]:
        """Return the ids of the labs in their order, and the line of each."""
        listed: dict[str, int] = {}
        fields = Fields(tree, "the course", _KEYS, report)
        self._first_number = fields.integer("first_number", 0, 1, 1)
        for node in fields.items("labs"):
            lab_id = read_text(node, "an entry of `labs`", report)
            if lab_id in listed:
                report.add(node.line, f"{shown(lab_id)} is listed twice; first in line {listed[lab_id]}.")
            elif lab_id and not ID.fullmatch(lab_id):
                report.add(node.line, f"{shown(lab_id)} is not the id of a lab, as in `two-stages`.")
            elif lab_id:
                listed[lab_id] = node.line
        return listed

    def _report_unlisted(self, tree: Keys, listed: Mapping[str, int], report: Report) -> None:
        for path in self._labs.iterdir():
            if path.is_dir() and path.name not in listed and not path.name.startswith((".", "_")):
                said = f"the folder {shown(path.name)} is not listed. List it under `labs`, or move it away."
                report.add(tree.lines.get("labs", tree.line), said)

    def _check_order(self, labs: Sequence[Lab]) -> None:
        """Report a lab that builds on, or comes after, one that is not taught before it."""
        for n, lab in enumerate(labs):
            above = list(dict.fromkeys(name for other in labs[:n] for name in (other.id, other.whole)))
            below = {other.id for other in labs[n:]} | {other.whole for other in labs[n:]}
            if lab.builds_on and lab.builds_on not in above:
                self._report_order(lab, f"`builds_on` is {shown(lab.builds_on)}", lab.builds_on, above)
            for other in lab.after:  # a course may be taught without the lab that another one mentions
                if other in below or (other not in above and closest(other, above)):
                    self._report_order(lab, f"`after` names {shown(other)}", other, above)

    def _report_order(self, lab: Lab, words: str, other: str, above: Sequence[str]) -> None:
        said = f"{words}, which is no lab above this one in the course.{did_you_mean(other, above)}"
        self._report(f"{lab.whole}/lab.yaml").add(1, said)

    def _read_lab(self, lab_id: str, line: int, report: Report) -> None:
        path = self._labs_folder.inside(lab_id, line, report)
        if path is not None and not path.is_dir():
            report.add(line, f"there is no folder {shown(lab_id)} beside this file.")
        elif path is not None:
            folder, lab_report = Folder(path, "the lab's folder"), self._report(f"{lab_id}/lab.yaml")
            self.written += read_written(folder, self._apps, self._known, lab_report)
