"""The vocabulary of checks as a document for authors, made from what the families declare.

`make docs` writes it to docs/checks.md; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Iterator

from tutor.checks import FAMILIES
from tutor.checks.base import Check
from tutor.model.check_options import OptionSpec, Rank

_INTRO = """\
# Checks

<!-- Made from the code by `make docs`. -->

What a lab can ask of an attempt. A check is declared in the lab's `lab.yaml`:

```yaml
checks:
  - id: small
    kind: image_size
    title: At most 60 % of the traditional image
    needs: [builds]
    options:
      share_of_traditional: 0.6
    hints: [Which line adds the most?]
  - id: non-root
    kind: not_root
    title: The server does not run as root
    advice: true
```

- **Answers.** *Passed* and *failed* speak of the learner's work. *Skipped*: another check did not pass, and it is named. *Could not
  run*: the engine, the network, the disk or the lab is in the way.
- **Order.** Checks stand in the order in which failures are explained: {order}. A manifest in another order is refused.
  When several checks fail, the first is explained.
- **Dependence.** `needs` lists checks above that must have passed. Without them, too, nothing is judged that a file which is no
  Dockerfile, a failed build or a container that does not start leaves without meaning.
- **Advice.** With `advice: true` a check stands last, is judged only after all others have passed, and blocks nothing.
- **Cost.** A lab pays for what it declares. What costs a further build or container says so below.
- **Other images.** With `image`, a check judges another image of the learner's file: `image: {{target: dev}}`, or with build arguments,
  `image: {{target: dev, arguments: {{RELEASE: "2"}}, port: 9000}}`. It is built once, when the first check asks for it, and costs a further
  build and perhaps a container. If it does not build, that check fails with the reason; one of kind `target` above it says so
  once, and what depends on it is skipped. `target`
  names its own; {elsewhere} take no `image`.
- **Globs** are relative to the image's root: `**` spans folders, `*` and `?` stay within one, `{{a,b}}` is a choice. Regular expressions are
  Python's, searched for anywhere in the text.
"""
_STRUCTURE_TESTS = """\
## Structure tests

`checks_from: structure-test.yaml` in a manifest takes in a file that was written for container-structure-test, schema 2.0.0:
`commandTests` (each in a fresh container; `teardown` is not needed), `fileExistenceTests`, `fileContentTests`, `metadataTest`,
`globalEnvVars`. Each test becomes a check of the kinds above, at the place of its rank, and needs the check of kind `builds`.
`licenseTests`, `containerRunOptions` and paths with one of `*?{}` are refused with their line. Regular expressions are read as Python's.

`tutor checks LAB --structure-test` writes a lab's checks as such a file; what has no equivalent stands in comments.
"""
_COSTS = {
    "target": "One more build, mostly out of the cache.",
    "cached_after_edit": "One more build, which ends as soon as the answer is known, and another one before a step is blamed.",
    "command": "A fresh or helping container, if it asks for one.",
    "read_only": "One more container.",
    "no_secret": "The image is read once more, as a stream.",
    "image_size": "With `share_of_reference`, the build of the reference solution.",
}
_TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "`true` or `false`",
    "strings": "list of texts",
    "commands": "list of lists of texts",
    "mapping": "texts by name",
}


def check_document() -> str:
    """Return the document, in Markdown."""
    order = f"{', '.join(rank.words for rank in Rank)}, then advice"
    own = [f"`{k}`" for k, family in FAMILIES.items() if not family.other_images and k != "target"]
    elsewhere = f"{', '.join(own[:-1])} and {own[-1]}"
    parts = [_INTRO.format(order=order, elsewhere=elsewhere)]
    for rank in Rank:
        families = [family for family in FAMILIES.values() if family.rank is rank]
        if families:
            parts.append(f"## About {rank.words}\n")
            parts += ["\n".join(_family(family)) for family in families]
    return "\n".join([*parts, _STRUCTURE_TESTS])


def _family(family: type[Check]) -> Iterator[str]:
    """Yield the lines on one family."""
    yield f"### `{family.kind}`"
    yield ""
    yield " ".join((family.__doc__ or "").split())
    if cost := _COSTS.get(family.kind):
        yield f"Costs: {cost[0].lower()}{cost[1:]}"
    if family.options.any_of and len(family.options.any_of) < len(family.options.options):
        yield f"One of {', '.join(f'`{name}`' for name in family.options.any_of)} must be there."
    elif family.options.any_of:
        yield "At least one option must be there."
    if family.options.options:
        yield ""
        yield "| option | value | meaning |"
        yield "|---|---|---|"
    for name, spec in family.options.options.items():
        yield f"| `{name}`{' (required)' if spec.required else ''} | {option_value(spec)} | {cell(spec.sentence)} |"
    yield ""


def option_value(spec: OptionSpec) -> str:
    """Return what an option takes."""
    if spec.choices:
        return " or ".join(f"`{choice}`" for choice in spec.choices)
    words = "regular expressions" if spec.pattern and spec.type != "mapping" else _TYPES[spec.type]
    if spec.minimum is not None and spec.maximum is not None:
        return f"{words}, {spec.minimum:g} to {spec.maximum:g}"
    return f"{words}, at least {spec.minimum:g}" if spec.minimum is not None else words


def cell(text: str) -> str:
    """Return a text as it may stand in a table: a bar in it ends no cell."""
    return text.replace("|", "\\|")
