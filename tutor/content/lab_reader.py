"""One lab: its manifest and the files that the manifest names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tutor.content.check_reader import read_checks
from tutor.content.fields import ID, Fields, unique
from tutor.content.files import Folder
from tutor.content.lab_table import IMAGE, LAB, LIMITS, STEP
from tutor.content.problems import Report, shown
from tutor.content.proof_reader import read_ignore_file, read_mistakes, read_requires, read_solutions
from tutor.content.question_reader import Around, read_questions
from tutor.content.reading_reader import read_reading
from tutor.content.service_reader import read_build_inputs, read_services
from tutor.content.structure_test_reader import as_checks, read_structure_tests
from tutor.content.sub_goal_reader import read_sub_goals
from tutor.content.yaml_tree import Keys, Node, read_tree
from tutor.model.check_options import CheckOptions
from tutor.model.course import LAB_FEATURES, CheckSpec, Lab, Limits, Step
from tutor.safe_text import clean_line


@dataclass(frozen=True)
class LabReader:
    """Reads one lab; every mistake goes to `report`."""

    folder: Folder
    apps: Folder
    known: Mapping[str, CheckOptions]
    report: Report

    def read(self, tree: Keys) -> Lab:
        """Return the lab; what could not be read is empty, and reported."""
        fields = Fields(tree, LAB.what, LAB.fields, self.report)
        checks = self._checks(fields)
        hard = tuple(c for c in checks if not c.advice)
        if checks and not hard:
            self.report.add(fields.line_of("checks"), "all checks only advise; one at least must hold.")
        steps = self._steps(fields.items("steps"))
        goals = read_sub_goals(fields.node("sub_goals"), hard, self.report)
        ignore = read_ignore_file(fields, self.folder, self.report)
        solutions = read_solutions(fields.items("solutions"), ignore, self.folder, self.report)
        around = Around(steps, hard, goals, self._app(fields), tuple(s.id for s in solutions))
        return Lab(
            id=self._id(fields),
            title=fields.text("title"),
            summary=fields.text("summary"),
            minutes=fields.integer("minutes"),
            difficulty=fields.choice("difficulty"),
            objectives=fields.texts("objectives"),
            concepts=fields.texts("concepts"),
            app=around.app,
            base_images=self._base_images(fields),
            port=fields.integer("port"),
            steps=steps,
            checks=hard,
            advice=tuple(c for c in checks if c.advice),
            start=self._file(fields, "start"),
            traditional=self._file(fields, "traditional"),
            solutions=solutions,
            mistakes=read_mistakes(
                fields.items("mistakes"),
                tuple(c.id for c in hard),
                ignore,
                self.folder,
                self.report,
            ),
            limits=self._limits(fields.node("limits")),
            folder=self.folder.path,
            questions=read_questions(fields.items("questions"), around, self.report),
            sub_goals=goals,
            takeaway=fields.text("takeaway"),
            builds_on=fields.text("builds_on"),
            after=fields.texts("after"),
            services=read_services(fields.items("services"), self.folder, self.report),
            build=read_build_inputs(fields.node("build"), self.report),
            requires=read_requires(fields, LAB_FEATURES, self.report),
            reading=read_reading(fields.node("reading"), self.report),
            ignore=ignore,
        )

    def _id(self, fields: Fields) -> str:
        identifier, folder = fields.identifier("id"), self.folder.path.name
        if ID.fullmatch(identifier) and identifier != folder:
            said = f"`id` is {shown(identifier)}, but the folder is called {shown(folder)}; they must be the same."
            self.report.add(fields.line_of("id"), said)
        return identifier

    def _app(self, fields: Fields) -> Path:
        """Return the application's folder: of the sample applications, or behind `./` of the lab's own folder."""
        name, line = fields.text("app"), fields.line_of("app")
        place = self.folder if name.startswith("./") else self.apps
        path = place.inside(name, line, self.report) if name else None
        if path is not None and (path == place.path or not path.is_dir()):
            self.report.add(line, f"there is no folder {shown(name)} in {place.name}.")
        return path or self.apps.path

    def _base_images(self, fields: Fields) -> tuple[str, ...]:
        images = fields.texts("base_images")
        for image in images:
            if image and not re.fullmatch(IMAGE, image):
                said = f"{shown(image)} is not the name of an image, as in `node:18-alpine`."
                self.report.add(fields.line_of("base_images"), said)
        return images

    def _checks(self, fields: Fields) -> tuple[CheckSpec, ...]:
        """Return the manifest's checks and those of its file of structure tests, in the order of explanations."""
        checks = read_checks(fields.items("checks"), self.known, self.report)
        if fields.node("checks_from") is None:
            return checks
        name, report = fields.text("checks_from"), self.report
        text = self.folder.text(name, fields.line_of("checks_from"), report)
        own = Report(report.problems, f"{report.file.rpartition('/')[0]}/{clean_line(name, 80)}")
        tree = read_tree(text, own) if text.strip() else None
        if tree is None:
            return checks
        added = as_checks(read_structure_tests(tree, own), checks)
        return tuple(sorted((*checks, *added), key=self._rank))

    def _rank(self, check: CheckSpec) -> tuple[bool, int]:
        return check.advice, self.known[check.kind].rank if check.kind in self.known else 0

    def _file(self, fields: Fields, key: str) -> str:
        return self.folder.text(fields.text(key), fields.line_of(key), self.report)

    def _steps(self, nodes: tuple[Node, ...]) -> tuple[Step, ...]:
        all_fields = [Fields(n, STEP.what, STEP.fields, self.report) for n in nodes]
        steps = tuple(Step(f.identifier("id"), f.text("title"), self._file(f, "file")) for f in all_fields)
        unique(zip(all_fields, (s.id for s in steps), strict=True), "steps", self.report)
        return steps

    def _limits(self, node: Node | None) -> Limits:
        if node is None:
            return Limits()
        fields, usual = Fields(node, LIMITS.what, LIMITS.fields, self.report), Limits()
        return Limits(**{key: fields.integer(key, default=getattr(usual, key)) for key in LIMITS.fields})
