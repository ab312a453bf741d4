"""Rules about what does not last: the shell of a RUN, and a CMD that another one follows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutor.dockerfile.view import View, warning
from tutor.dockerfile.words import shown
from tutor.model.dockerfile import Problem

_CD = re.compile(r"cd[ \t]+([^\s;&|<>`$()]+)")
_EXPORT = re.compile(r"export[ \t]+(\w+=[^\s;&|<>`()]+)")


def lost_with_the_shell(view: View) -> Iterator[Problem]:
    """Yield each RUN that does nothing but change what only its own shell knows."""
    for instruction in view.instructions:
        if instruction.keyword != "RUN" or instruction.json_form or instruction.heredocs:
            continue
        command = instruction.rest
        folder, variable = _CD.fullmatch(command), _EXPORT.fullmatch(command)
        if folder is not None:
            message = f"Each `RUN` is a shell of its own, so `cd` is forgotten at its end. Write {shown('WORKDIR ' + folder[1])}."
        elif variable is not None:
            message = f"Each `RUN` is a shell of its own, so `export` is forgotten at its end. Write {shown('ENV ' + variable[1])}."
        else:
            continue
        yield warning("lost-with-shell", message, view.at.rest(instruction))


def command_replaced(view: View) -> Iterator[Problem]:
    """Yield each CMD or ENTRYPOINT that another one of the same stage takes the place of."""
    for stage in view.stages:
        last: dict[str, int] = {i.keyword: i.span.line for i in stage.instructions}
        for instruction in stage.instructions:
            keyword, line = instruction.keyword, last[instruction.keyword]
            if keyword in ("CMD", "ENTRYPOINT") and instruction.span.line < line:
                yield warning(
                    "command-replaced",
                    f"Only the last `{keyword}` of a stage counts, and that is line {line}. Take this one away.",
                    view.at.keyword(instruction),
                )
