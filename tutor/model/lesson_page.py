"""What the pages of a lesson may hold beside plain Markdown: callouts, written as fences, and code in known languages."""

from __future__ import annotations

CALLOUTS = {
    "predict": ("Predict", "what to expect, before it is known"),
    "hint": ("Hint", "where to look, for those who are stuck on this page"),
    "run": ("Run", "a command for the learner's own terminal; it is shown, never run"),
    "note": ("Note", "what is worth knowing beside the way"),
}
"""The first word behind the three backticks -> (heading, what it is for)."""
LANGUAGES = (
    *(
        "dockerfile",
        "docker",
        "sh",
        "bash",
        "shell",
        "console",
        "text",
        "diff",
        "ini",
        "toml",
        "yaml",
        "json",
        "xml",
    ),
    *("html", "css", "javascript", "js", "jsx", "typescript", "ts", "tsx", "python", "go", "java", "kotlin"),
    *("c", "cpp", "c++", "cmake", "make", "makefile", "rust", "ruby", "php", "csharp", "sql", "nginx"),
)
"""The languages that code on a page is coloured in."""


def callout_of(info: str) -> str:
    """Return which callout the words behind three backticks ask for; empty if it is code."""
    first = next(iter(info.split()), "").lower()
    return first if first in CALLOUTS else ""
