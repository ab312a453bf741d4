"""A bar for a size, to an eighth of a cell."""

from __future__ import annotations

_PARTS = " ▏▎▍▌▋▊▉"


def size_bar(size: int, largest: int, width: int) -> str:
    """Return a bar for `size` where `largest` takes `width` cells; what is not nothing shows at least a line."""
    if size <= 0 or largest <= 0 or width <= 0:
        return ""
    eighths = min(max(round(width * 8 * size / largest), 1), width * 8)
    return "█" * (eighths // 8) + _PARTS[eighths % 8].strip()
