"""Words of a logical line: between blanks, quoted, or the strings of a JSON list."""

from __future__ import annotations

import json
import re

from tutor.safe_text import clean_line

SPACES = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
"""What BuildKit takes away at the ends of a line; Python's own idea of blanks differs."""

BLANKS = "\t\v\f\r "
"""What stands between words."""

_PLAIN = re.compile(rf"[^{BLANKS}]+")


def _quoted(escape: str) -> re.Pattern[str]:
    e = re.escape(escape)
    return re.compile(rf"""(?:[^{SPACES}'"{e}]++|{e}.?|'[^']*+'?|"(?:[^"{e}]++|{e}.?)*+"?)++""", re.DOTALL)


_QUOTED = {escape: _quoted(escape) for escape in ("\\", "`")}
_QUOTES = re.compile(r"""'([^']*+)'?|"((?:[^"\\]++|\\.?)*+)"?|\\(.?)""", re.DOTALL)


def plain_words(text: str) -> tuple[str, ...]:
    """Return the words between blanks."""
    return tuple(_PLAIN.findall(text))


def quoted_words(text: str, escape: str) -> tuple[str, ...]:
    """Return the words between blanks that are neither quoted nor escaped; quotes are kept."""
    if (len(text) - len(text.rstrip(escape))) % 2:
        text = text[:-1]  # an escape character with nothing behind it is dropped
    return tuple(_QUOTED[escape].findall(text))


def plain_places(text: str) -> tuple[tuple[int, int], ...]:
    """Return where the words of `plain_words` stand."""
    return tuple(found.span() for found in _PLAIN.finditer(text))


def quoted_places(text: str, escape: str) -> tuple[tuple[int, int], ...]:
    """Return where the words of `quoted_words` stand."""
    return tuple(found.span() for found in _QUOTED[escape].finditer(text))


def unquote(word: str) -> str:
    """Return a word without its quotes and escapes."""
    if not any(c in word for c in "'\"\\"):
        return word
    return _QUOTES.sub(lambda m: m[1] or re.sub(r"\\(.?)", r"\1", m[2] or "") or m[3] or "", word)


def json_list(text: str) -> list[object] | None:
    """Return the items of a JSON list, or None if `text` is not one."""
    text = text.strip(SPACES)
    if not text.startswith("["):
        return None
    try:
        found = json.loads(text, parse_int=str.encode, parse_float=str.encode, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) else None


def _refuse(constant: str) -> None:
    raise ValueError(constant)  # NaN and Infinity are Python's, not JSON's


def shown(word: str) -> str:
    """Return a word of the file for a message: harmless, not too long, between backticks."""
    return f"`{clean_line(word, 60).replace('`', '')}`"
