"""Labs on disk become the model: validated, with all mistakes at once, each with file and line."""

from tutor.content.course_reader import load_course

__all__ = ["load_course"]
