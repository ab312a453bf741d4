"""Events as short text, times and digests left out: `python -m tests.engine.buildkit.golden` writes all files again."""

from pathlib import Path

from tests.engine.buildkit.streams import NAMES, recorded
from tutor.engine.build_events import (
    BuildFailed,
    BuildWarning,
    ImageBuilt,
    LogLines,
    Progress,
    StepCached,
    StepDone,
    StepFailed,
    StepShared,
    StepStarted,
)

FOLDER = Path(__file__).parent / "golden"
ENDS = {StepCached: "cached", StepDone: "done", StepFailed: "failed"}


def rendered(events):
    numbers = {}

    def number(digest):
        return f"#{numbers.setdefault(digest, len(numbers) + 1)}" if digest else "#-"

    return "".join(f"{line(event, number)}\n" for event in events)


def line(event, number):
    match event:
        case StepStarted(step=step):
            place = f"{step.stage}:{step.line}-{step.end_line}" if step.line else "engine"
            return f"{number(step.id)} {place} | {step.name} | {' '.join(map(number, step.inputs))}".rstrip()
        case StepCached() | StepDone() | StepFailed():
            return f"{number(event.step_id)} {ENDS[type(event)]}"
        case StepShared(step_id=step_id, places=places):
            return f"{number(step_id)} also at {places}"
        case LogLines(step_id=step_id, lines=lines):
            return f"{number(step_id)} prints {list(lines)}"
        case Progress():
            return (
                f"{number(event.step_id)} {event.label} {event.current}/{event.total}{' done' * event.done}"
            )
        case BuildWarning():
            return f"warning {event.line}-{event.end_line} {event.message}"
        case ImageBuilt(image_id=image):
            return f"image {image[:19]}"
        case BuildFailed(failure=failure):
            step = failure.step
            where = f"{step.stage}:{step.line}" if step else "nowhere"
            return (
                f"{failure.kind} {where} exit {failure.exit_code} {list(failure.log_tail)} {failure.message}"
            )


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name in NAMES:
        (FOLDER / f"{name}.txt").write_text(rendered(recorded(name)))
