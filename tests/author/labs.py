"""A lab on disk that is right, to be broken: the example of labs/README.md."""

import json
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from tutor.author.format_text import EXAMPLE
from tutor.cli import main

TRADITIONAL = "FROM node:18-alpine\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD npm run dev\n"
SOLUTION = (
    "FROM node:18-alpine AS build\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\n\n"
    "FROM node:18-alpine\nWORKDIR /app\nCOPY --from=build /app/.next ./.next\n"
    'CMD ["npm", "run", "start"]\n'
)
FILES = {
    "lab.yaml": EXAMPLE,
    "steps/why.md": "Look at what ships.\n",
    "traditional/Dockerfile": TRADITIONAL,
    "solutions/two-stages/Dockerfile": SOLUTION,
    "mistakes/one-stage/Dockerfile": TRADITIONAL.replace("dev", "start"),
}


@dataclass(frozen=True)
class ALab:
    """A lab in a folder of labs."""

    folder: Path

    def write(self, name, text):
        """Write a file of the lab, as text or as bytes."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def edit(self, name, old, new):
        """Replace what stands once in a file."""
        text = (self.folder / name).read_text()
        assert text.count(old) == 1, old
        self.write(name, text.replace(old, new))

    def line_of(self, name, fragment):
        """Return the line, from 1, that a fragment begins in."""
        text = (self.folder / name).read_text()
        return text[: text.index(fragment)].count("\n") + 1

    def lint(self, *arguments):
        """Return (exit code, findings) of `tutor lab lint --json` on this lab."""
        result = lint(str(self.folder), "--json", *arguments)
        found = json.loads(result.stdout)
        prefix = f"{self.folder}/"
        for finding in found["findings"]:
            finding["file"] = finding["file"].removeprefix(prefix)
        return result.exit_code, found["findings"]


def lint(*arguments):
    """Run the command; nothing may reach its caller but an exit code."""
    result = CliRunner().invoke(main, ["lab", "lint", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def a_lab_in(folder):
    """Write the lab that is right."""
    lab = ALab(folder / "labs" / "my-lab")
    for name, text in FILES.items():
        lab.write(name, text)
    return lab
