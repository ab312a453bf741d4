"""The stages of a Dockerfile as a drawing of boxes and arrows, for any text and any width."""

from tutor.dockerfile.diagram.drawing import NARROWEST, draw
from tutor.dockerfile.diagram.mapping import stage_map
from tutor.dockerfile.diagram.parts import Line, Part, text_of
from tutor.dockerfile.diagram.strokes import BLOCKS, PLAIN

__all__ = ["BLOCKS", "NARROWEST", "PLAIN", "Line", "Part", "draw", "stage_map", "text_of"]
