"""Rules about commands: servers that are started while building, development servers that ship."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from tutor.dockerfile.view import View, warning
from tutor.dockerfile.words import shown
from tutor.model.dockerfile import Instruction, Problem

_DEV = re.compile(r"(?:\brun dev|\b(?:next|vite|yarn|pnpm|npm) dev|--watch|\bnodemon)(?![\w:-])")
_START = re.compile(
    r"(?:exec |npx |[A-Za-z_]\w*=\S* )*"
    r"(?:(?:npm|yarn|pnpm)(?: run)? (?:start|dev|serve)|(?:next|nuxt) (?:start|dev)|nodemon|vite(?: preview)?(?! (?:build|optimize|-))"
    r"|node (?:\S*/)?(?:server|index|app|main)\.m?js)(?![\w:-])"
)
_STEPS = re.compile(r"&&|\|\||[;\n(]")


def server_in_run(view: View) -> Iterator[Problem]:
    """Yield each RUN that starts a server."""
    for instruction in view.instructions:
        if instruction.keyword != "RUN":
            continue
        command = _server(instruction)
        if command:
            yield warning(
                "server-in-run",
                f"`RUN` waits until {shown(command)} ends, and a server never ends."
                " What starts with the container belongs into `CMD`.",
                view.at.rest(instruction),
            )


def _server(instruction: Instruction) -> str:
    """Return the command that starts a server, or nothing."""
    text = instruction.rest
    if text.startswith("<<"):
        text = "\n".join(h.content for h in instruction.heredocs)
    for step in _STEPS.split(text):
        words = " ".join(step.split())
        found = _START.match(words)
        if found and "&" not in words[found.end() :]:
            return found.group()
    return ""


def dev_server(view: View) -> Iterator[Problem]:
    """Yield the CMD or ENTRYPOINT that counts if it starts a development server."""
    for keyword in ("ENTRYPOINT", "CMD"):
        written = [i for i in view.shipped if i.keyword == keyword]
        if written and _DEV.search(" ".join(written[-1].rest.split())):
            yield warning(
                "dev-server",
                "This starts the development server, which compiles from source. Ship the production server:"
                ' `CMD ["npm", "run", "start"]`.',
                view.at.rest(written[-1]),
            )


def one_string(view: View) -> Iterator[Problem]:
    """Yield each list whose first text is a whole command: the engine looks for a program of that name."""
    for instruction in view.instructions:
        words = instruction.arguments
        lists = instruction.keyword in ("CMD", "ENTRYPOINT", "RUN") and instruction.json_form
        if lists and len(words) == 1 and re.fullmatch(r"[\w.-]+( [\w./:=@-]+)+", words[0]):
            fixed = shown(f"{instruction.keyword} {json.dumps(words[0].split())}")
            yield warning(
                "one-string",
                f"This looks for one program called {shown(words[0])}. Put each word in quotes of its own: {fixed}.",
                view.at.rest(instruction),
            )
