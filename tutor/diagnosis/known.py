"""Every diagnosis that the tutor can give, by the kind of check that it explains; a test holds it against the rules."""

from __future__ import annotations

from functools import cache

FILE = ("file-empty", "file-too-large", "file-utf16", "file-binary", "file-encoding", "file-long-line")
SYNTAX = (
    *("as-missing", "bad-arguments", "bad-directive", "bad-flag", "empty-file"),
    *("from-missing", "from-swallowed", "heredoc-unterminated", "invalid-stage-name"),
    *("missing-arguments", "missing-continuation", "self-reference"),
    *("trailing-comment", "unknown-instruction"),
)
BY_MODULE = {
    "structure": (
        *("one-from", "build-stage-last", "from-build-stage", "stages-swapped"),
        *("nothing-crosses-from", "built-in-last-stage"),
    ),
    "build_names": (
        *("unknown-stage", "unknown-stage-number", "unknown-base-image"),
        *("unknown-frontend", "arg-in-stage", "variable-in-from"),
    ),
    "build_copies": (
        *("copy-needs-from", "copy-needs-folder", "from-path-root", "missing-source"),
        *("misspelt-file", "single-dash", "trailing-comment", "arg-before-from"),
        *("env-across-stages", "number-of-another-stage", "pattern-matches-many"),
        "wildcard-target",
    ),
    "build_environment": ("environment-moved", "module-missing"),
    "build_results": ("never-built", "built-elsewhere", "standalone-not-made"),
    "build_runs": (
        *("built-too-early", "from-swallowed", "sources-missing", "sources-deleted", "server-in-run"),
        *("run-failed", "time-limit", "output-limit", "user-too-early"),
        "go-mod-elsewhere",
    ),
    "build_scratch": ("run-without-shell", "scratch-as-image"),
    "build_packages": (
        *("packages-missing", "packages-not-there", "manifest-missing"),
        *("lock-missing", "left-out-too-early"),
    ),
    "build_tools": ("build-tool-missing",),
    "libraries": (*("library-missing", "library-not-searched", "library-name-lost", "library-too-old"),),
    "java": (
        *("class-version", "no-main-class", "copied-as-file", "wildcard-target"),
        *("jar-elsewhere", "jar-missing", "class-missing", "class-elsewhere"),
        *("module-missing", "resource-missing"),
    ),
    "build_ignored": ("ignored-file-needed", "ignored-sources", "host-node-modules"),
    "build_caches": ("cache-mount-not-kept",),
    "cache_order": ("order-invalidates-install", "install-behind-rebuilt-stage"),
    "context": ("context-too-large", "ignore-pattern-misses", "ignore-exception"),
    "host_modules": ("host-node-modules",),
    "build_mounts": ("mount-type-unknown", "mount-option-unknown"),
    "build_secrets": (
        *("secret-unknown-id", "secret-other-place", "secret-other-run", "secret-not-mounted"),
        "registry-refused",
    ),
    "command": (
        *("command-missing", "dev-server", "built-at-start", "entrypoint-and-command"),
        *("json-commas", "json-quotes", "missing-script", "one-string-command"),
    ),
    "program": (
        *("dynamic-binary", "shell-missing", "other-platform", "other-c-library"),
        *("copied-as-file", "program-missing"),
    ),
    "certificates": ("certificates-missing", "certificates-elsewhere", "authority-missing"),
    "start": (
        *("unknown-user", "path-replaced", "wrong-program-path", "env-not-carried", "off-the-path"),
        "empty-base",
    ),
    "start_files": (
        *("directory-contents", "incomplete-build", "other-workdir", "missing-runtime-files"),
        *("package-missing", "packages-not-shipped"),
    ),
    "standalone": ("standalone-by-npm", "program-elsewhere"),
    "container": (
        *("not-started", "nothing-listens", "listens-on-loopback", "other-port"),
        "out-of-memory",
    ),
    "copied": (
        *("copied-everything", "copied-project", "copied-root", "copied-source"),
        "deleted-later",
    ),
    "targets": (
        *("no-such-stage", "other-stage-last", "failures-swallowed"),
        *("tests-not-run", "tests-in-the-way"),
    ),
    "arguments": (
        *("value-written-again", "arg-not-repeated", "arg-not-declared"),
        "arg-of-another-stage",
    ),
    "environment": (
        *("interpreter-missing", "env-not-carried", "module-elsewhere"),
        "module-missing",
    ),
    "toolchains": ("two-toolchains",),
    "inherited": ("installed-below", "copied-environment"),
    "secret_leaks": (
        *("secret-written", "secret-in-env", "secret-copied", "secret-deleted-later"),
        *("secret-left", "secret-in-history", "secret-printed", "secret-in-base-stage"),
        *("secret-in-stage-history", "secret-left-in-stage"),
    ),
    "contents": (
        *("global-next", "reinstalled-in-final", "copied-along", "changed-in-place"),
        *("large-base", "cache-of-base-stage", "too-large", "removed-later"),
        *("base-has-it", "symbols-kept"),
    ),
    "reading": (
        *("too-many-changes", "lines-open", "answer-unknown", "line-has-size", "line-has-no-size"),
        *("line-needed-to-run", "line-only-to-build", "question-open"),
    ),
    "health": (
        *(
            "health-check-missing",
            "health-check-elsewhere",
            "health-check-one-string",
            "health-check-program",
        ),
        *("health-check-page", "health-check-port", "health-check-localhost", "health-check-address"),
    ),
    "users": ("user-taken-back", "user-elsewhere", "user-not-used", "user-root", "user-missing"),
    "locked": ("writes-at-start",),
    "own_server": ("other-server",),
    "page_files": ("static-elsewhere", "static-missing", "public-spilled", "public-missing"),
    "writing": ("owned-by-root",),
    "stopping": ("stop-signal", "shell-keeps-signal"),
    "shell_form": ("shell-in-front",),
    "dev_packages": ("dev-packages-copied", "dev-packages-installed", "removed-later"),
}
"""What each module of rules says."""
_RUNNING = (
    *("arguments", "command", "environment", "program", "start", "java", "libraries", "standalone"),
    *("start_files", "certificates", "container", "page_files", "own_server"),
)
_CONTENTS = ("host_modules", "copied", "contents")
_BUILDS = (
    *("build_names", "build_ignored", "build_caches", "build_copies", "build_environment"),
    *("build_packages", "build_results", "build_runs", "build_scratch", "build_secrets"),
    *("build_mounts", "build_tools"),
)
_MODULES = {
    "multi_stage": ("structure",),
    "builds": _BUILDS,
    "context_size": ("context",),
    "cached_after_edit": ("toolchains", "cache_order"),
    **dict.fromkeys(("no_secret", "no_secret_in_stages", "quiet_build"), ("secret_leaks",)),
    **dict.fromkeys(("starts", "http", "page_assets", "production_mode"), _RUNNING),
    **dict.fromkeys(("no_source", "image_size"), _CONTENTS),
    "absent": (*_CONTENTS, "inherited"),
    "stages": ("targets",),
    "target": ("targets", *_BUILDS),
    **dict.fromkeys(("changed_lines", "lines_read", "answered"), ("reading",)),
    "no_package": ("dev_packages", "inherited"),
    "healthy": ("health",),
    "not_root": ("users",),
    "command": ("writing",),
    "read_only": ("locked",),
    "stops_in": ("stopping",),
    "config": ("shell_form",),
}


@cache
def diagnoses_of(kind: str) -> frozenset[str]:
    """Return what can be said when a check of this kind fails; where no rule knows more, its own words."""
    said = {d for module in _MODULES.get(kind, ()) for d in BY_MODULE[module]}
    by_text = (*FILE, *SYNTAX) if kind in ("file", "parses") else ()
    return frozenset({*said, *by_text, f"{kind}-failed".replace("_", "-")})


@cache
def known_diagnoses() -> frozenset[str]:
    """Return every diagnosis of every kind of check."""
    from tutor.checks import FAMILIES

    return frozenset().union(*map(diagnoses_of, FAMILIES))
