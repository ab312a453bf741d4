"""The look: one theme pair, dark and light, with the colours of the Dockerfile editor."""

from __future__ import annotations

from textual.theme import Theme

_DARK_CODE = {
    "code-keyword": "#7cc4ff",
    "code-flag": "#e8b45a",
    "code-string": "#8fd6a0",
    "code-comment": "#8794a8",
    "code-variable": "#f2a9c4",
    "code-stage": "#c9b3ff",
    "code-image": "#8fd6d6",
    "code-number": "#f0b58a",
    "code-directive": "#a8b3c4",
}
_LIGHT_CODE = {
    "code-keyword": "#0b5cad",
    "code-flag": "#7a4b00",
    "code-string": "#17693a",
    "code-comment": "#5b6675",
    "code-variable": "#9c2458",
    "code-stage": "#5f35ad",
    "code-image": "#0b6470",
    "code-number": "#93400d",
    "code-directive": "#4a5564",
}

DARK = Theme(
    name="tutor-dark",
    dark=True,
    primary="#5aa9e6",
    secondary="#8fd6d6",
    accent="#c9b3ff",
    success="#6fcf8f",
    warning="#e8b45a",
    error="#ff8a80",
    foreground="#dfe5ee",
    background="#10141b",
    surface="#151a23",
    panel="#1f2733",
    variables={
        **_DARK_CODE,
        "dim": "#98a4b6",
        "line": "#36414f",
        "line-number": "#6d7a8c",
        "heading": "#1a212c",
        "mark": "#55282b",
        "heading-focus": "#23405c",
        "footer-key-foreground": "#7cc4ff",
        "footer-background": "#1f2733",
        "block-cursor-background": "#24476b",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "none",
        "input-selection-background": "#2f5f8f",
        "input-selection-foreground": "#ffffff",
    },
)
LIGHT = Theme(
    name="tutor-light",
    dark=False,
    primary="#0b5cad",
    secondary="#0b6470",
    accent="#5f35ad",
    success="#17693a",
    warning="#855400",
    error="#b3261e",
    foreground="#1b2430",
    background="#f3f5f8",
    surface="#ffffff",
    panel="#e3e8ef",
    variables={
        **_LIGHT_CODE,
        "dim": "#566273",
        "line": "#b6c0cd",
        "line-number": "#7d8896",
        "heading": "#e3e8ef",
        "mark": "#fbd9d5",
        "heading-focus": "#c4dcf4",
        "footer-key-foreground": "#0b5cad",
        "footer-background": "#e3e8ef",
        "block-cursor-background": "#cfe3f8",
        "block-cursor-foreground": "#0b1a2b",
        "block-cursor-text-style": "none",
        "input-selection-background": "#b9d8f7",
        "input-selection-foreground": "#0b1a2b",
    },
)
