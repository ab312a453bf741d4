"""What the checks of an attempt looked at, in lines of text: for whoever thinks that a verdict is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tutor.checks.evidence import Evidence
from tutor.checks.probe import Answer, Probe
from tutor.model.other_image import OtherImage
from tutor.safe_text import clean_line, megabytes

_LINE_LIMIT = 300
_LOG_LINES = 15
"""Lines of the container's output that are told, from its end."""
_LAYERS = 40


def looked_at(
    evidence: Evidence, others: Iterable[tuple[OtherImage, Evidence]] = ()
) -> Mapping[str, tuple[str, ...]]:
    """Return the evidence by the phase of the checks that judge it; harmless lines, none longer than a screen is wide.

    What is known of another image stands below its own key.
    """
    found = _by_phase(evidence)
    for image, other in others:
        phases = _by_phase(other)
        lines = (line for phase in ("build", "image", "container") for line in phases[phase])
        found[other_key(image)] = tuple(dict.fromkeys(lines))
    return found


def other_key(image: OtherImage) -> str:
    """Return below which key the evidence of another image stands."""
    return f"trial: {image.label}"


def _by_phase(evidence: Evidence) -> dict[str, tuple[str, ...]]:
    told = {
        "text": _text(evidence),
        "build": _build(evidence),
        "image": _image(evidence),
        "container": _container(evidence),
        "size": _size(evidence),
    }
    return {phase: tuple(clean_line(line, _LINE_LIMIT) for line in lines) for phase, lines in told.items()}


def _text(evidence: Evidence) -> Iterator[str]:
    if evidence.file_problem is not None:
        yield f"the file could not be read as text: {evidence.file_problem.message}"
    if evidence.dockerfile is not None:
        lines, stages = len(evidence.dockerfile.lines), evidence.dockerfile.stages
        yield f"{lines} lines, {len(stages)} stages: {', '.join(s.label for s in stages) or 'none'}"
        for problem in evidence.dockerfile.errors:
            yield f"line {problem.span.line}: {problem.message}"


def _build(evidence: Evidence) -> Iterator[str]:
    if evidence.info is not None:
        yield f"image {evidence.info.id}"
    failure = evidence.failure
    if failure is not None:
        where = f"line {failure.step.line}: {failure.step.name}" if failure.step else "no step of the file"
        yield f"{failure.kind} at {where}"
        yield from (f"| {line}" for line in failure.message.strip().splitlines()[-_LOG_LINES:])


def _image(evidence: Evidence) -> Iterator[str]:
    if evidence.info is None:
        return
    yield f"image {evidence.info.id}"
    image = evidence.image
    if image is None:
        yield "its files were not read"
        return
    yield f"{len(image.layers)} layers, {megabytes(image.size)} in all; from the bottom:"
    for number, layer in list(enumerate(image.layers))[-_LAYERS:]:
        size = megabytes(sum(entry.size for entry in layer.entries))
        yield f"layer {number}: {size}, {evidence.brought_by(number)}"


def _container(evidence: Evidence) -> Iterator[str]:
    probe = evidence.probe
    if probe is None:
        return
    yield f"command: {evidence.command or 'none'}; working directory: /{evidence.workdir}"
    if probe.refused:
        yield f"not started: {probe.refused}"
    else:
        state = "running" if probe.state.running else f"ended with exit code {probe.state.exit_code}"
        yield f"{state} after {probe.seconds:.1f} s"
    yield from _network(probe)
    if probe.health_said:
        yield f"its health check said last: {probe.health_said}"
    yield from (f"| {line}" for line in probe.log[-_LOG_LINES:])


def _network(probe: Probe) -> Iterator[str]:
    if probe.listening is not None:
        yield f"listens on: {', '.join(f'{address}:{port}' for address, port in probe.listening) or 'nothing'}"
    yield from (_answer(answer) for answer in probe.answers)


def _answer(answer: Answer) -> str:
    kind = f", {answer.content_type}" if answer.content_type else ""
    return f"GET {answer.path}: {answer.told}{kind}, {len(answer.body):,} characters"


def _size(evidence: Evidence) -> Iterator[str]:
    sizes = evidence.sizes
    known = {
        "traditional": sizes.traditional,
        "yours": sizes.yours,
        "at most": sizes.target,
        "as the engine reports yours": sizes.engine_reported,
    }
    yield from (f"{name}: {size:,} bytes" for name, size in known.items() if size is not None)
    yield from evidence.trouble.values()
