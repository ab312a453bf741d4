"""The key of a lab that is read: what is right of each instruction of its start file."""

from __future__ import annotations

from tutor.content.fields import Fields
from tutor.content.lab_table import READ_LINE, READING
from tutor.content.problems import Report, did_you_mean, shown
from tutor.content.yaml_tree import Node
from tutor.model.reading import NO_SIZE, WORDS, Reading, ReadLine


def read_reading(node: Node | None, report: Report) -> Reading | None:
    """Return what is right of each line, or None if the lab is no reading."""
    if node is None:
        return None
    fields = Fields(node, READING.what, READING.fields, report)
    entries = [Fields(n, READ_LINE.what, READ_LINE.fields, report) for n in fields.items("lines")]
    lines, enough = tuple(_line(f, report) for f in entries), fields.integer("enough")
    for before, (after, entry) in zip(lines, zip(lines[1:], entries[1:], strict=True), strict=False):
        if after.line <= before.line:
            report.add(entry.line_of("line"), "the lines must stand in the order of the file, each once.")
    if lines and enough > len(lines):
        report.add(fields.line_of("enough"), f"there are only {len(lines)} lines to be right about.")
    return Reading(lines, enough)


def _line(fields: Fields, report: Report) -> ReadLine:
    answers, at = fields.texts("answers"), fields.line_of("answers")
    for word in (w for w in answers if w and w not in WORDS):
        known = did_you_mean(word, WORDS) or f" It is one of: {', '.join(WORDS)}."
        report.add(at, f"{shown(word)} is no answer.{known}")
    if NO_SIZE in answers and len(answers) > 1:
        report.add(at, f"{shown(NO_SIZE)} leaves no room for another answer: the build tells who is right.")
    return ReadLine(fields.integer("line"), answers, fields.text("because"))
