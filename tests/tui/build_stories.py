"""Builds of three stages as streams of build events: running, from the cache, failed, with a stage left out."""

from tutor.attempt import AttemptStarted, BuildProgress, Finished, PhaseStarted
from tutor.engine.build_events import (
    BuildFailed,
    BuildFailure,
    BuildNotice,
    BuildStep,
    BuildWarning,
    GraphKnown,
    ImageBuilt,
    LogLines,
    Progress,
    StepCached,
    StepDone,
    StepFailed,
    StepShared,
    StepStarted,
)
from tutor.model.outcome import Verdict
from tutor.model.stage_graph import StageGraph, StageNode

GRAPH = StageGraph(
    (
        StageNode(0, "deps", 1),
        StageNode(1, "build", 5, (0,)),
        StageNode(2, "final", 11, (1, 0)),
    )
)
WITH_LINT = StageGraph((*GRAPH.stages, StageNode(3, "lint", 18, (0,), "nothing takes files from it")))
CONTEXT = BuildStep("ctx", "load build context", "", None)
EXPORT = BuildStep("exp", "exporting to image", "", None, ("f4",))


def step(id_, name, stage, index, line, inputs=()):
    return BuildStep(id_, name, stage, line, inputs, index, line)


FROM = step("d1", "FROM node:18-alpine AS deps", "deps", 0, 1)
DEPS = step("d3", "RUN npm ci --omit=dev", "deps", 0, 3, ("d2",))
COPY_DEPS = step("d2", "COPY package*.json ./", "deps", 0, 2, ("d1", "ctx"))
COPY_BUILD = step("b2", "COPY . .", "build", 1, 7, ("d1", "ctx"))
BUILD = step("b3", "RUN npm run build", "build", 1, 9, ("b2",))
WORKDIR = step("f2", "WORKDIR /app", "final", 2, 12, ("d1",))
COPY_NEXT = step("f3", "COPY --from=build /app/.next ./.next", "final", 2, 13, ("b3", "f2"))
COPY_MODULES = step("f4", "COPY --from=deps /app/node_modules ./node_modules", "final", 2, 14, ("d3", "f3"))
ADVICE = BuildWarning(
    "FromAsCasing: 'as' and 'FROM' keywords' casing do not match",
    "The 'as' keyword should match the case of the 'from' keyword",
    "https://docs.docker.com/go/dockerfile/rule/from-as-casing/",
    5,
    5,
)


def opening(graph=GRAPH):
    """Yield a build up to the moment when two stages run side by side."""
    yield GraphKnown(graph)
    yield StepStarted(CONTEXT, 0.0)
    yield Progress("transferring context", 400_000, None, "ctx")
    yield StepDone("ctx", 0.3, 0.3)
    yield StepStarted(FROM, 0.3)
    yield StepShared("d1", ((1, 5), (2, 11)))
    yield StepCached("d1", 0.4)
    yield StepStarted(COPY_DEPS, 0.4)
    yield StepStarted(COPY_BUILD, 0.4)
    yield StepStarted(WORKDIR, 0.4)
    yield StepDone("f2", 0.6, 0.2)
    yield StepDone("d2", 0.7, 0.3)
    yield StepStarted(DEPS, 0.7)
    yield StepDone("b2", 1.2, 0.8)
    yield StepStarted(BUILD, 1.2)
    yield LogLines("d3", ("npm warn deprecated inflight@1.0.6: This module is not supported",))
    yield LogLines(
        "b3", ("> shop@1.0.0 build", "> next build", "", "  Creating an optimized production build ...")
    )


def deps_done():
    """Yield the end of one of the two, while the other goes on."""
    yield LogLines("d3", ("added 312 packages in 7s", "found 0 vulnerabilities"))
    yield StepDone("d3", 8.1, 7.4)
    yield LogLines("b3", (" ✓ Compiled successfully", "  Linting and checking validity of types ..."))
    yield Progress("downloading 62de0dcda61e", 30_000_000, 80_000_000, "b3")
    yield Progress("downloading a19281894b56", 11_000_000, 40_000_000, "b3")
    yield LogLines("b3", ("  Collecting page data ...",))
    yield StepStarted(BuildStep("x", "resolve image config", "", None), 11.9)


def closing(seconds=18.4):
    """Yield the rest of a build that ends well."""
    yield StepDone("x", 12.2, 0.3)
    yield StepDone("b3", 16.2, 15.0)
    yield StepStarted(COPY_NEXT, 16.2)
    yield StepDone("f3", 16.8, 0.6)
    yield StepStarted(COPY_MODULES, 16.8)
    yield StepDone("f4", 17.2, 0.4)
    yield StepStarted(EXPORT, 17.2)
    yield StepDone("exp", 18.4, 1.2)
    yield ADVICE
    yield ImageBuilt("sha256:abc", seconds)


def cached(graph=GRAPH):
    """Yield a build of which every step comes from the cache."""
    yield GraphKnown(graph)
    for number, made in enumerate(
        (FROM, COPY_DEPS, COPY_BUILD, WORKDIR, DEPS, BUILD, COPY_NEXT, COPY_MODULES)
    ):
        yield StepStarted(made, 0.2 + number / 100)
        if made is FROM:
            yield StepShared("d1", ((1, 5), (2, 11)))
        yield StepCached(made.id, 0.2 + number / 100)
    yield ImageBuilt("sha256:abc", 0.4)


FAILURE = BuildFailure(
    "run_failed", 'process "/bin/sh -c npm run build" did not complete: exit code: 1', BUILD, 1
)


def failing():
    """Yield the rest of a build whose longest command fails."""
    yield StepDone("x", 12.2, 0.3)
    yield LogLines(
        "b3",
        ("Failed to compile.", "", "./pages/index.tsx:4:7", "Type error: Type 'string' is not a number."),
    )
    yield StepFailed("b3", 12.9)
    yield BuildFailed(FAILURE)


def notice():
    """Yield what an engine without BuildKit says once."""
    yield BuildNotice("This engine has no BuildKit: stages are built one after the other, none is left out.")


def of(*parts, image="yours"):
    """Return the events of an attempt that come from these build events."""
    return [BuildProgress(image, event) for part in parts for event in part]


class Played:
    """An attempt that plays events and then waits to be cancelled, or for `go_on` to play the others."""

    def __init__(self, first, then=()):
        import threading

        self.first, self.then = list(first), list(then)
        self.go_on, self.ended = threading.Event(), threading.Event()

    def __call__(
        self,
        lab,
        data,
        engine,
        *,
        store,
        cancel,
        downloads,
        no_engine="",
        ignore=None,
        answered=(),
        see_through=False,
    ):
        try:
            yield AttemptStarted(lab.id, tuple((c.id, c.title) for c in lab.checks))
            yield PhaseStarted("build")
            yield from self.first
            cancel.then(self.go_on.set)
            assert self.go_on.wait(30)
            yield from self.then
            yield Finished(Verdict(lab.id, "cancelled" if cancel.thrown else "failed", ()))
        finally:
            self.ended.set()
