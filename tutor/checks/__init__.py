"""The check families that labs can declare."""

from __future__ import annotations

from dataclasses import replace

from tutor.checks.base import Check
from tutor.checks.building import BuildTimeCheck, ContextSizeCheck, TargetCheck
from tutor.checks.changed_lines import ChangedLinesCheck
from tutor.checks.command import HELPER, CommandCheck
from tutor.checks.config import ConfigCheck
from tutor.checks.container import StartsCheck
from tutor.checks.content import ContentCheck
from tutor.checks.http import HttpCheck, PageAssetsCheck
from tutor.checks.lifecycle import HealthyCheck, ReadOnlyCheck, StopsInCheck
from tutor.checks.permissions import ModeCheck, OwnerCheck
from tutor.checks.presence import AbsentCheck, PresentCheck
from tutor.checks.process_user import NotRootCheck
from tutor.checks.production import ProductionModeCheck
from tutor.checks.reading import AnsweredCheck, LinesReadCheck
from tutor.checks.rebuild import CachedAfterEditCheck
from tutor.checks.secret import NoSecretCheck
from tutor.checks.secret_trial import NoSecretInStagesCheck, QuietBuildCheck
from tutor.checks.shipped import NoCategoryCheck, NoPackageCheck
from tutor.checks.size import ImageSizeCheck, LayerCountCheck
from tutor.checks.source import NoSourceCheck, source_files
from tutor.checks.stages import FinalBaseCheck, NoUnusedStageCheck, StagesCheck
from tutor.checks.structure import MultiStageCheck
from tutor.checks.text import BuildsCheck, FileCheck, ParsesCheck
from tutor.model.check_options import CheckOptions, Rank
from tutor.model.course import CheckSpec, Lab

FAMILIES: dict[str, type[Check]] = {
    family.kind: family
    for family in (
        FileCheck,
        ParsesCheck,
        ChangedLinesCheck,
        StagesCheck,
        FinalBaseCheck,
        NoUnusedStageCheck,
        BuildsCheck,
        BuildTimeCheck,
        ContextSizeCheck,
        CachedAfterEditCheck,
        TargetCheck,
        MultiStageCheck,
        StartsCheck,
        HttpCheck,
        PageAssetsCheck,
        ProductionModeCheck,
        CommandCheck,
        HealthyCheck,
        NotRootCheck,
        ReadOnlyCheck,
        StopsInCheck,
        NoSourceCheck,
        PresentCheck,
        AbsentCheck,
        ContentCheck,
        ModeCheck,
        OwnerCheck,
        NoCategoryCheck,
        NoPackageCheck,
        NoSecretCheck,
        QuietBuildCheck,
        NoSecretInStagesCheck,
        ConfigCheck,
        ImageSizeCheck,
        LayerCountCheck,
        LinesReadCheck,
        AnsweredCheck,
    )
}
"""All families by kind, in the order in which they are documented."""


def known_checks() -> dict[str, CheckOptions]:
    """Return what each kind of check declares, for the validation of labs."""
    return {
        kind: replace(family.options, rank=family.rank, other_images=family.other_images)
        for kind, family in FAMILIES.items()
    }


def make(spec: CheckSpec) -> Check:
    """Return the check that a lab declares; its kind and options are valid when the lab was loaded."""
    return FAMILIES[spec.kind](spec)


def rank_of(lab: Lab, check_id: str) -> Rank:
    """Return what a failure of one of a lab's checks is about."""
    spec = next((c for c in lab.checks if c.id == check_id), None)
    return FAMILIES[spec.kind].rank if spec else Rank.SIZE


def source_digests(lab: Lab) -> frozenset[str]:
    """Return the digests of the application's source files, as the lab's checks name them."""
    checks = (c for c in map(make, lab.checks) if isinstance(c, NoSourceCheck))
    found = (source_files(lab.app, tuple(c.values["source"])) for c in checks)
    return frozenset(source.digest for files in found for source in files if source.digest)


def size_target(lab: Lab, traditional: int) -> int | None:
    """Return the largest size that passes in a lab, in bytes, beside a traditional image of that size; None if any does."""
    checks = (c for c in map(make, lab.checks) if isinstance(c, ImageSizeCheck) and c.image is None)
    return min((t for c in checks if (t := c.target(traditional)) is not None), default=None)


def declares(lab: Lab, option: str, *, of_default: bool = False) -> bool:
    """Return whether one of a lab's checks, advice included, has an option; what only it needs is then worth its cost.

    With `of_default`, only checks of the image that a plain build makes count.
    """
    specs = (s for s in (*lab.checks, *lab.advice) if not (of_default and s.image))
    return any(option in spec.options for spec in specs)


def named_targets(lab: Lab) -> tuple[str, ...]:
    """Return the names of the stages that a lab wants to be there, or builds by themselves; of a broken lab, as far as it goes."""
    specs = [spec for spec in (*lab.checks, *lab.advice) if spec.kind in FAMILIES]
    images = (image.target for spec in specs if (image := make(spec).image) and image.target)
    named = (str(n) for spec in specs if spec.kind == StagesCheck.kind for n in spec.options.get("names", ()))
    return tuple(dict.fromkeys((*named, *images)))


def helpers(lab: Lab) -> tuple[str, ...]:
    """Return the images of which checks start containers beside the learner's."""
    commands = [c for c in (*lab.checks, *lab.advice) if c.kind == CommandCheck.kind]
    return tuple(
        str(c.options.get("helper", lab.base_images[0])) for c in commands if c.options.get("in") == HELPER
    )
