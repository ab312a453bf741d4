"""See through an image: what each shipped file is, what ships for nothing, what two images differ in."""

from tutor.xray.compare import compare
from tutor.xray.examine import examine
from tutor.xray.origins import base_layer_count, instruction_words, origins_of, shared_layers
from tutor.xray.rules import LabRules

__all__ = [
    "LabRules",
    "base_layer_count",
    "compare",
    "examine",
    "instruction_words",
    "origins_of",
    "shared_layers",
]
