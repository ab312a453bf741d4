"""What could follow at the cursor: instructions, flags, stages, images, paths, variables."""

from tutor.dockerfile.completion.candidate import Candidate, Completion
from tutor.dockerfile.completion.complete import complete
from tutor.dockerfile.completion.outputs import outputs_named_in

__all__ = ["Candidate", "Completion", "complete", "outputs_named_in"]
