"""The further images that checks of an attempt judge: other targets, other build arguments, an edited copy of the context."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from tutor.attempt.container import AttemptContainer
from tutor.attempt.image_builder import ImageBuilder
from tutor.attempt.measuring import keep_added
from tutor.attempt.seeing import SeenImages
from tutor.checks.base import Check
from tutor.checks.evidence import Evidence
from tutor.checks.rebuild import copy_context, edited
from tutor.dockerfile import parse, up_to_target
from tutor.engine.build_events import BuildFailed, BuildFailure, ImageBuilt
from tutor.engine.port import BuildRequest, Cancel, Engine, ImageInfo
from tutor.errors import EngineTrouble, TutorError
from tutor.model.course import Lab
from tutor.model.other_image import Edit, OtherImage
from tutor.model.outcome import Sizes
from tutor.safe_text import clean_line


@dataclass
class _Made:
    """One of them, with what is left in the engine of it."""

    evidence: Evidence
    container: AttemptContainer
    ended: bool = False
    """Whether a check has ended its container."""


class OtherImages:
    """Each is built when a check first asks for it, and kept until the attempt ends."""

    def __init__(self, lab: Lab, evidence: Evidence, cancel: Cancel) -> None:
        self._lab, self._default, self._cancel = lab, evidence, cancel
        self._made: dict[OtherImage, _Made] = {}
        self._tags: list[str] = []
        self.images: ImageBuilder | None = None
        """What builds and reads; known once the attempt has an engine."""

    def seen(self) -> Iterator[tuple[OtherImage, Evidence]]:
        """Yield what was built, with its evidence."""
        yield from ((image, made.evidence) for image, made in self._made.items())

    def known(self, image: OtherImage | None) -> Evidence | None:
        """Return the evidence of an image that was built, also in vain; None before that."""
        made = self._made.get(image) if image else None
        return made.evidence if made else None

    def evidence(self, check: Check) -> Evidence:
        """Return the evidence of the image that a check judges, as far as it needs; builds, reads and starts it for that.

        The files of an image are read for a check of them, or to explain what has failed: see `complete`.
        """
        image, engine = check.image, self._default.engine
        if image is None or engine is None:
            return self._default
        made = self._made.get(image) or self._make(image, engine)
        if made.evidence.info is None or self._cancel.thrown:
            return made.evidence
        if check.reads_files or check.needs in ("image", "size"):
            self._read(made)
        if check.needs in ("container", "stop"):
            self._serve(made, engine)
            made.ended = check.needs == "stop"
        if check.needs == "size":
            self._compare(image, made.evidence, "share_of_reference" in check.values)
        return made.evidence

    def complete(self, check: Check) -> None:
        """Read the files of the image of a check that has failed."""
        made = self._made.get(check.image) if check.image else None
        if made is not None and not self._cancel.thrown:
            self._read(made)

    def close(self) -> None:
        """Remove the containers and the images."""
        for made in self._made.values():
            made.container.close()
        for tag in self._tags:
            with suppress(EngineTrouble):
                if self._default.engine is not None:
                    self._default.engine.remove_image(tag)

    def _make(self, image: OtherImage, engine: Engine) -> _Made:
        """Build it; the end of the build is in the evidence."""
        default, lab = self._default, self._lab_of(image)
        if default.request is None or default.dockerfile is None:
            raise TutorError("There is nothing to build.", "Check again.")
        request = self._request(image, default.request)
        evidence = Evidence(
            lab,
            text=default.text,
            dockerfile=up_to_target(default.dockerfile, image.target),
            problems=default.problems,
            engine=engine,
            cancel=self._cancel,
            request=request,
            ignore=default.ignore,
            hosts=default.hosts,
            trouble_of_services=default.trouble_of_services,
            default=default,
        )
        self._made[image] = made = _Made(evidence, AttemptContainer(lab, evidence, self._cancel, image))
        if not self._cancel.thrown:
            evidence.info, evidence.failure = self._built(engine, request, image.edit)
        return made

    def _lab_of(self, image: OtherImage) -> Lab:
        """Return the lab with the port that the application listens on in this image."""
        specs = (*self._lab.checks, *self._lab.advice)
        ports = (s.image.port for s in specs if s.image == image and s.image and s.image.port)
        return replace(self._lab, port=next(ports, self._lab.port))

    def _request(self, image: OtherImage, request: BuildRequest) -> BuildRequest:
        """Return that of the learner's image, changed as this one wants it; its tag is no other attempt's."""
        tag = f"{request.tag.rpartition(':')[0]}:other-{secrets.token_hex(4)}"
        arguments = {**request.build_arguments, **dict(image.arguments)}
        return replace(request, target=image.target, build_arguments=arguments, tag=tag)

    def _built(
        self, engine: Engine, request: BuildRequest, edit: Edit | None
    ) -> tuple[ImageInfo | None, BuildFailure | None]:
        """Build, in an edited copy of the context if there is an edit."""
        if edit is None:
            return self._build(engine, request)
        with tempfile.TemporaryDirectory(prefix="tutor-trial-") as folder:
            context = Path(folder) / "context"
            try:
                copy_context(self._default, context)
                is_edited = edited(self._lab.app, context, edit)
            except OSError as e:
                raise TutorError("The context could not be copied.", clean_line(str(e), 200)) from e
            if not is_edited:
                raise TutorError(f"{edit.file} cannot be edited as the lab says.", "The lab is to blame.")
            return self._build(engine, replace(request, context=context))

    def _build(self, engine: Engine, request: BuildRequest) -> tuple[ImageInfo | None, BuildFailure | None]:
        self._tags.append(request.tag)
        info, failure = None, None
        for event in engine.build(request, self._cancel):
            if isinstance(event, ImageBuilt):
                info = engine.image(event.image_id)
            elif isinstance(event, BuildFailed) and not self._cancel.thrown:
                failure = event.failure
        return info, failure

    def _read(self, made: _Made) -> None:
        evidence = made.evidence
        if evidence.image is not None or evidence.info is None or self.images is None:
            return
        evidence.image = self.images.read(evidence.info)
        evidence.sizes = Sizes(yours=evidence.image.size, engine_reported=evidence.info.engine_size)
        if evidence.dockerfile is not None:
            seen = SeenImages(self._lab, self._cancel)
            seen.add("yours", evidence.image, evidence.dockerfile)
            evidence.see = lambda: seen.xray("yours")

    def _serve(self, made: _Made, engine: Engine) -> None:
        """Start its container, unless one runs that no check has ended."""
        if made.evidence.probe is not None and not made.ended:
            return
        made.container.close()
        made.container.start(engine)
        made.container.wait()

    def _compare(self, image: OtherImage, evidence: Evidence, with_reference: bool) -> None:
        """Put in what sizes are compared with: the traditional image, and the same image of the reference."""
        default = self._default
        evidence.sizes = replace(evidence.sizes, traditional=default.sizes.traditional)
        evidence.added |= {k: v for k, v in default.added.items() if k == "traditional"}
        keep_added("yours", evidence.image, evidence, evidence.dockerfile)
        if with_reference and evidence.sizes.reference is None and evidence.request is not None:
            self._measure_reference(image, evidence, evidence.request)

    def _measure_reference(self, image: OtherImage, evidence: Evidence, request: BuildRequest) -> None:
        text, found, engine = self._lab.reference.text, evidence.image, evidence.engine
        dockerfile = parse(text)
        is_mine = (text, self._lab.reference.ignore) == (evidence.text, evidence.ignore)
        if not is_mine and engine is not None and self.images is not None:
            ignore = self._lab.reference.ignore
            request = replace(self._request(image, request), dockerfile=dockerfile, ignore=ignore)
            info, failure = self._build(engine, request)
            found = self.images.read(info) if info else None
            if failure is not None:
                words = failure.message.strip().rpartition("\n")[2]
                evidence.trouble["reference"] = f"the reference image could not be built: {words}"
        evidence.sizes = replace(evidence.sizes, reference=found.size if found else None)
        keep_added("reference", found, evidence, up_to_target(dockerfile, image.target))
