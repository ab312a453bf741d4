"""From evidence to one message: what is seen, why, what to try."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from tutor.checks import make, rank_of
from tutor.checks.evidence import Evidence
from tutor.diagnosis import (
    arguments,
    build_caches,
    build_copies,
    build_environment,
    build_ignored,
    build_mounts,
    build_names,
    build_runs,
    build_scratch,
    build_secrets,
    cache_order,
    certificates,
    command,
    container,
    contents,
    context,
    copied,
    dev_packages,
    environment,
    health,
    host_modules,
    inherited,
    java,
    libraries,
    locked,
    own_server,
    page_files,
    program,
    reading,
    secret_leaks,
    shell_form,
    standalone,
    start,
    start_files,
    stopping,
    structure,
    targets,
    text,
    toolchains,
    users,
    writing,
)
from tutor.diagnosis.general import in_own_words
from tutor.diagnosis.rule import Rule
from tutor.model.other_image import OtherImage
from tutor.model.outcome import Diagnosis, Outcome, Status
from tutor.safe_text import clean_line

_CONTAINER = (
    *arguments.RULES,
    *command.RULES,
    *environment.RULES,
    *program.RULES,
    *start.RULES,
    *java.RULES,
    *libraries.RULES,
    *standalone.RULES,
    *start_files.RULES,
    *certificates.RULES,
    *container.RULES,
    *page_files.RULES,
    *own_server.RULES,
)
_CONTENTS = (*host_modules.RULES, *copied.RULES, *contents.RULES)
_RULES = {
    "file": text.RULES,
    "parses": text.RULES,
    "builds": (
        *build_scratch.RULES,
        *build_names.RULES,
        *build_ignored.RULES,
        *build_caches.RULES,
        *build_copies.RULES,
        *build_environment.RULES,
        *build_mounts.RULES,
        *build_secrets.RULES,
        *build_runs.RULES,
    ),
    "context_size": context.RULES,
    "cached_after_edit": (*toolchains.RULES, *cache_order.RULES),
    "multi_stage": structure.RULES,
    "starts": _CONTAINER,
    "http": _CONTAINER,
    "page_assets": _CONTAINER,
    "production_mode": _CONTAINER,
    "no_source": _CONTENTS,
    "absent": (*_CONTENTS, *inherited.RULES),
    "no_package": (*dev_packages.RULES, *inherited.RULES),
    "stages": targets.RULES,
    "target": targets.RULES,
    "healthy": health.RULES,
    "not_root": users.RULES,
    "command": writing.RULES,
    "read_only": locked.RULES,
    "stops_in": stopping.RULES,
    "config": shell_form.RULES,
    "image_size": _CONTENTS,
    "changed_lines": reading.CHANGED,
    "lines_read": reading.LINES,
    "answered": reading.QUESTION,
    "no_secret": secret_leaks.LEAK_RULES,
    "quiet_build": secret_leaks.LOG_RULES,
    "no_secret_in_stages": secret_leaks.STAGE_RULES,
}


def diagnose(
    outcomes: tuple[Outcome, ...],
    evidence: Evidence,
    known: Callable[[OtherImage | None], Evidence | None] = lambda image: None,
) -> Diagnosis | None:
    """Return the explanation of the failed check with the lowest rank, or None if none failed.

    A rule speaks only if its evidence holds; where none does, the check's own words are the honest answer. `known`
    returns the evidence of another image that was built.
    """
    failed = [o for o in outcomes if o.status is Status.FAILED]
    first = min(failed, key=lambda o: rank_of(evidence.lab, o.check_id), default=None)
    if first is None:
        return None
    check = next((make(c) for c in evidence.lab.checks if c.id == first.check_id), None)
    image, kind = (check.image, check.kind) if check else (None, "")
    if (other := known(image)) is not None:
        evidence = other
    found = next(filter(None, (rule(first, evidence) for rule in _rules(kind, evidence))), None)
    return _harmless(_about(image, found or in_own_words(kind, first, evidence)))


def _rules(kind: str, evidence: Evidence) -> tuple[Rule, ...]:
    """Return the rules for a check of a kind; where another image was not built, those about a build come first."""
    about_build = _RULES["builds"] if evidence.default is not None and evidence.failure is not None else ()
    return (*_RULES.get(kind, ()), *about_build)


def _about(image: OtherImage | None, found: Diagnosis) -> Diagnosis:
    """Return a diagnosis that says which image it is about, and names its stage where rules speak of the last one."""
    if image is None:
        return found
    own = f"the stage `{image.target}`"
    see, why, try_ = (
        re.sub(r"([Tt])he last stage", lambda m: f"{m[1]}{own[1:]}", text) if image.target else text
        for text in (found.see, found.why, found.try_)
    )
    label = image.label
    return replace(found, see=f"{label[0].upper()}{label[1:]}: {see}", why=why, try_=try_)


def _harmless(found: Diagnosis) -> Diagnosis:
    """Return a diagnosis whose sentences, which quote the Dockerfile and the image, hold no control characters."""
    return replace(
        found,
        see=clean_line(found.see, 800),
        why=clean_line(found.why, 800),
        try_=clean_line(found.try_, 800),
    )
