"""Labs on disk become the model: validated, with all mistakes at once, each with file and line."""

from tutor.content.course_file import read_course_file
from tutor.content.course_reader import load_course, survey_course
from tutor.content.one_lab import load_labs
from tutor.content.written import WrittenLab, survey_lab

__all__ = ["WrittenLab", "load_course", "load_labs", "read_course_file", "survey_course", "survey_lab"]
