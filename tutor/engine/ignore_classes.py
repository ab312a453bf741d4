"""Characters and classes of Go's regular expressions: `\\d`, `\\x41`, `[^a-z]`, `[[:alpha:]]`."""

from __future__ import annotations

import string
import unicodedata

from tutor.engine.ignore_automaton import Test, is_word


class BadExpression(ValueError):
    """Go would not compile it."""


_LETTERS: dict[str, Test] = {
    "d": lambda char: char in string.digits,
    "s": lambda char: char in "\t\n\f\r ",
    "w": is_word,
}
_CONTROLS = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_NAMED: dict[str, Test] = {
    "alnum": lambda char: char in string.ascii_letters + string.digits,
    "alpha": lambda char: char in string.ascii_letters,
    "ascii": str.isascii,
    "blank": lambda char: char in "\t ",
    "cntrl": lambda char: char < " " or char == "\x7f",
    "digit": lambda char: char in string.digits,
    "graph": lambda char: "!" <= char <= "~",
    "lower": lambda char: char in string.ascii_lowercase,
    "print": lambda char: " " <= char <= "~",
    "punct": lambda char: char in string.punctuation,
    "space": lambda char: char in "\t\n\v\f\r ",
    "upper": lambda char: char in string.ascii_uppercase,
    "word": is_word,
    "xdigit": lambda char: char in string.hexdigits,
}
_CATEGORIES = {"C": "cfos", "L": "lmotu", "M": "cen", "N": "dlo", "P": "cdefios", "S": "ckmo", "Z": "lps"}
"""Unicode's general categories: the first letter, and the second ones."""


def read_group(text: str, at: int) -> tuple[Test, int] | None:
    """Return the test of a `\\d` or `\\pL` at `at` and where the text goes on; None if there is none."""
    letter = text[at + 1 : at + 2] if text.startswith("\\", at) else ""
    if letter and letter in "dswDSW":
        return _signed(_LETTERS[letter.lower()], letter.isupper()), at + 2
    if letter and letter in "pP":
        return _read_category(text, at + 2, letter == "P")
    return None


def read_char(text: str, at: int) -> tuple[str, int]:
    """Return the one character that stands at `at`, maybe escaped, and where the text goes on."""
    if at >= len(text):
        raise BadExpression
    if text[at] != "\\":
        return text[at], at + 1
    letter = text[at + 1 : at + 2]
    if letter and letter in "01234567":
        return _read_octal(text, at + 1)
    if letter == "x":
        return _read_hexadecimal(text, at + 2)
    if letter in _CONTROLS:
        return _CONTROLS[letter], at + 2
    if not letter or not letter.isascii() or letter.isalnum():
        raise BadExpression
    return letter, at + 2


def read_class(text: str, at: int) -> tuple[Test, int]:
    """Return the test of the brackets that open at `at` and where the text goes on."""
    at += 1
    negated = text.startswith("^", at)
    at += negated
    tests: list[Test] = []
    while not tests or not text.startswith("]", at):
        test, at = _read_named(text, at) or read_group(text, at) or _read_range(text, at)
        tests.append(test)
    return _signed(lambda char: any(test(char) for test in tests), negated), at + 1


def _read_named(text: str, at: int) -> tuple[Test, int] | None:
    end = text.find(":]", at + 2) if text.startswith("[:", at) else -1
    if end < 0:
        return None
    name = text[at + 2 : end]
    test = _NAMED.get(name.removeprefix("^"))
    if test is None:
        raise BadExpression
    return _signed(test, name.startswith("^")), end + 2


def _read_range(text: str, at: int) -> tuple[Test, int]:
    low, at = read_char(text, at)
    high = low
    if text.startswith("-", at) and len(text) > at + 1 and text[at + 1] != "]":
        high, at = read_char(text, at + 1)
    if high < low:
        raise BadExpression
    return (lambda char: low <= char <= high), at


def _read_octal(text: str, at: int) -> tuple[str, int]:
    end = at + 1
    while end < at + 3 and text[end : end + 1] and text[end] in "01234567":
        end += 1
    if end == at + 1 and text[at] != "0":  # a reference to a group; Go has none
        raise BadExpression
    return chr(int(text[at:end], 8)), end


def _read_hexadecimal(text: str, at: int) -> tuple[str, int]:
    if text.startswith("{", at):
        end = text.find("}", at)
        digits, end = text[at + 1 : max(end, at)], end + 1
    else:
        digits, end = text[at : at + 2], at + 2
        if len(digits) < 2:
            raise BadExpression
    if not digits or set(digits) - set(string.hexdigits) or int(digits, 16) > 0x10FFFF:
        raise BadExpression
    return chr(int(digits, 16)), end


def _read_category(text: str, at: int, negated: bool) -> tuple[Test, int]:
    """Read what stands behind `\\p`: a general category of Unicode; names of scripts are refused."""
    if text.startswith("{", at):
        end = text.find("}", at)
        name, end = text[at + 1 : max(end, at)], end + 1
    else:
        name, end = text[at : at + 1], at + 1
    if name.startswith("^"):
        name, negated = name[1:], not negated
    if name == "Any":
        return _signed(lambda _: True, negated), end
    return _signed(_category(name), negated), end


def _category(name: str) -> Test:
    minors = _CATEGORIES.get(name[:1], "")
    if not minors or (len(name) > 1 and name[1:] not in minors):
        raise BadExpression
    wanted = {name} if len(name) > 1 else {name + minor for minor in minors}
    return lambda char: unicodedata.category(char) in wanted


def _signed(test: Test, negated: bool) -> Test:
    return (lambda char: not test(char)) if negated else test
