"""The lab format as a page for authors, `labs/README.md`: made from the tables that the reader follows.

`make docs` writes it, together with docs/checks.md and the JSON Schema; a test compares them with the code.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tutor.attempt.services import MEMORY_MB, PROCESSES
from tutor.author import format_text as words
from tutor.author.check_document import cell, check_document
from tutor.author.lint import RULES
from tutor.author.lint_rules_pages import LONGEST_PAGE, WIDEST_TABLE
from tutor.author.schema import schema_text
from tutor.checks import FAMILIES, known_checks
from tutor.content import field_spec as kinds
from tutor.content.field_spec import FieldSpec, Table
from tutor.content.lab_table import LAB, SUB_GOAL
from tutor.content.pack_table import PACK
from tutor.diagnosis.known import diagnoses_of
from tutor.model.check_options import CheckOptions
from tutor.model.lesson_page import CALLOUTS, LANGUAGES
from tutor.packs.bounds import Bounds

_TYPES = {
    kinds.TEXT: "text",
    kinds.LINES: "text, also of several lines",
    kinds.ID: "id",
    kinds.FILE: "path",
    kinds.INTEGER: "whole number",
    kinds.NUMBER: "number",
    kinds.BOOLEAN: "`true` or `false`",
    kinds.TEXTS: "list of texts",
    kinds.LINES_LIST: "list of texts, also of several lines",
    kinds.VALUE: "text or number",
    kinds.OPTIONS: "keys and values",
    kinds.WORDS: "names, each with a text",
    kinds.TABLE: "keys and values",
    kinds.TABLES: "list, each with keys and values",
    kinds.ANY: "as in `lab.yaml`",
}


def generated(root: Path) -> dict[Path, str]:
    """Return what each generated file of a checkout must hold."""
    return {
        root / "labs" / "README.md": format_page(),
        root / "labs" / "lab.schema.json": schema_text(known_checks()),
        root / "docs" / "checks.md": check_document(),
    }


def format_page() -> str:
    """Return the page, in Markdown."""
    parts = [
        f"{words.INTRO}{words.EXAMPLE}```\n",
        *_fields(),
        _checks(),
        _diagnoses(),
        _pages(),
        words.PARTS,
        words.SERVICES.format(memory=MEMORY_MB, processes=PROCESSES),
        words.SIZES,
        _lint(),
        _packs(),
    ]
    return "\n".join(parts)


def _fields() -> Iterator[str]:
    """Yield the tables of fields, each kind of mapping once."""
    yield "## Fields\n"
    yield "An id has lower-case letters, digits and hyphens, and begins with a letter.\n"
    waiting, told = [("`lab.yaml`", LAB)], set()
    while waiting:
        title, table = waiting.pop(0)
        if table.what in told:
            continue
        told.add(table.what)
        yield f"### {title}\n"
        yield "\n".join(_rows(table)) + "\n"
        waiting += [
            (_title(key, spec), spec.table) for key, spec in table.fields.items() if spec.table is not None
        ]


def _title(key: str, spec: FieldSpec) -> str:
    """Return the heading of what a key holds."""
    assert spec.table is not None  # noqa: S101 - asked for such keys only
    if spec.type == kinds.TABLES:
        return f"`{key}`: each is {spec.table.what}"
    return "Each sub-goal" if spec.table is SUB_GOAL else f"`{key}`"


def _rows(table: Table) -> Iterator[str]:
    yield "| key | value | meaning |"
    yield "|---|---|---|"
    for key, spec in table.fields.items():
        yield f"| `{key}`{' (required)' if spec.required else ''} | {_value(spec)} | {cell(_meaning(spec))} |"


def _meaning(spec: FieldSpec) -> str:
    """Return what a field is for, and when."""
    said = [spec.sentence]
    if spec.needed_if:
        said.append(f"Required if {_if(spec.needed_if)}.")
    if spec.only_if and spec.only_if != spec.needed_if:
        said.append(f"Only if {_if(spec.only_if)}.")
    if spec.usual:
        said.append(f"Left out: {spec.usual}.")
    return " ".join(said)


def _if(condition: tuple[str, tuple[str, ...]]) -> str:
    key, values = condition
    return f"`{key}` is {' or '.join(f'`{v}`' for v in values)}"


def _value(spec: FieldSpec) -> str:
    """Return what a field takes."""
    choices = " or ".join(f"`{choice}`" for choice in spec.choices)
    said = choices if choices and spec.type == kinds.TEXT else _TYPES[spec.type]
    said += f" ({choices})" if choices and spec.type != kinds.TEXT else ""
    if spec.low is not None:
        said += f", {_range(spec.low, spec.high)}"
    if spec.longest:
        said += f", up to {spec.longest} characters"
    return said + (f", at most {spec.most}" if spec.most else "")


def _range(low: float, high: float | None) -> str:
    if high is None:
        return f"at least {low:g}"
    return f"{low:g} to {high:g}" if low < high else f"{low:g}"


def _checks() -> str:
    """Return the kinds of checks, in short."""
    lines = [
        "## Checks\n",
        "All options with their meaning: [docs/checks.md](../docs/checks.md). Those with a star are required.\n",
        "| kind | holds if | options |",
        "|---|---|---|",
    ]
    for kind, family in FAMILIES.items():
        sentence = " ".join((family.__doc__ or "").split())
        lines.append(f"| `{kind}` | {cell(sentence)} | {_names(family.options)} |")
    return "\n".join(lines) + "\n"


def _names(options: CheckOptions) -> str:
    return ", ".join(f"`{name}`{'*' * spec.required}" for name, spec in options.options.items())


def _diagnoses() -> str:
    """Return what can be said when a check of each kind fails."""
    lines = [
        "## Diagnoses\n",
        "What `diagnosis` of a mistake can name, by the kind of its check. `...-failed` are the check's own words.\n",
        "| kind | diagnoses |",
        "|---|---|",
    ]
    by_list: dict[tuple[str, ...], list[str]] = {}
    for kind in FAMILIES:
        own = f"{kind}-failed".replace("_", "-")
        by_list.setdefault(tuple(sorted(diagnoses_of(kind) - {own})), []).append(kind)
    for said, names in by_list.items():
        own_words = [f"{name}-failed".replace("_", "-") for name in names]
        told = ", ".join(f"`{d}`" for d in (*said, *own_words))
        lines.append(f"| {', '.join(f'`{n}`' for n in names)} | {told} |")
    return "\n".join(lines) + "\n"


def _pages() -> str:
    callouts = "\n".join(f"- `{word}`: {purpose}." for word, (_, purpose) in CALLOUTS.items())
    languages = ", ".join(LANGUAGES)
    return words.PAGES.format(table=WIDEST_TABLE, page=LONGEST_PAGE, languages=languages, callouts=callouts)


def _lint() -> str:
    """Return what is reported beside what the reader refuses."""
    lines = [
        "## What `tutor lab lint` reports\n",
        "All that the reader of labs refuses (unknown and missing keys, wrong types, files that are not there, ids that stand twice or"
        " lead nowhere), and:\n",
    ]
    lines += [f"- {' '.join((rule.__doc__ or '').split())}" for rule in RULES]
    lines += [
        "- Labs that build on each other in a circle.",
        "",
        "Errors end with exit code 1; `--strict` takes warnings for errors. `--json` prints the findings as an object.",
    ]
    return "\n".join(lines) + "\n"


def _packs() -> str:
    """Return how labs are given to others."""
    bounds = Bounds()
    told = words.PACKS.format(
        files=f"{bounds.files:,}",
        file=bounds.file // 1_000_000,
        total=bounds.total // 1_000_000,
        depth=bounds.depth,
    )
    return f"{told}\n" + "\n".join(_rows(PACK)) + f"\n\n{words.PACK_SOURCES}"


def write(root: Path) -> None:
    """Write the generated files of a checkout."""
    for path, text in generated(root).items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(__file__).resolve().parents[2])
