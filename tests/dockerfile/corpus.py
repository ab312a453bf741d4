"""Dockerfiles to read beside BuildKit's own parser: written ones, and ones put together from parts."""

import re
from contextlib import suppress
from pathlib import Path

from tests.dockerfile.correct import correct_files, written_otherwise
from tests.seed import MULTI_STAGE, TRADITIONAL
from tutor.dockerfile import decode
from tutor.errors import FileProblem
from tutor.paths import labs_dir

WRITTEN = Path(__file__).with_name("corpus.txt").read_text().split("\n%%\n")

_HEADS = {
    "plain": "",
    "comment": "# what this is\n\n",
    "syntax": "# syntax=docker/dockerfile:1\n",
    "backtick": "# syntax=docker/dockerfile:1\n# escape=`\n",
    "late": "# a comment ends the directives\n# escape=`\n",
    "check": "#check=skip=all;error=true\n# Escape = \\\n",
}
_PARTS = {
    "continued": "RUN one \\\n  && two \\\n\n  # between\n  && three\n",
    "backtick": "RUN one `\n  && two `\n# between\n  three\n",
    "blanks": "RUN one \\  \n\ttwo \\\t\nWORKDIR /x\n",
    "end": "COPY a \\\n  b \\\n  c/\nRUN last \\",
    "list": 'CMD ["a", \\\n  "b c", \\\n  "\\u0064"]\n',
    "flags": "COPY --from=build --chown=a:b \\\n  --link /a /b\n",
    "mounts": "RUN --mount=type=cache,target=/c \\\n    --mount=type=secret,id=s --network=none make --x\n",
    "heredoc": "RUN <<EOF\nset -e\n  # kept\none \\\n two\nEOF\nUSER a\n",
    "tabs": "RUN <<-'END' sh -x\n\tone\n\tEND\nCOPY <<A <<-\"B\" /to/\n1\nA\n\t2\n\tB\n",
    "heredoc continued": "RUN cat \\\n  <<EOF > /out && \\\n  two\nbody\nEOF\n",
    "heredoc open": "RUN <<EOF\nRUN <<EOF2\nnever\n",
    "onbuild": 'ONBUILD COPY --chown=a . /src\nONBUILD RUN make \\\n  all\nonbuild CMD ["a"]\n',
    "onbuild heredoc": "ONBUILD RUN <<EOF\none\nEOF\nONBUILD ENV A=1 B='2 3'\n",
    "pairs": 'ENV A=1 \\\n    B="two words" \\\n    C=d\\ e F=\'#\'\nLABEL a.b=c "d e"=f\nARG G H=1\n',
    "old pair": "ENV NAME  the whole   rest\nLABEL one two\n",
    "health": 'HEALTHCHECK --interval=3s \\\n  CMD ["a", "b"]\nHEALTHCHECK NONE\nhealthcheck cmd a  b\n',
    "ports": 'EXPOSE 80 443/tcp\nVOLUME /a \\\n  /b\nVOLUME ["/c d"]\nSTOPSIGNAL 9\n',
    "stages": 'FROM --platform=linux/arm64 y AS two\nCOPY --from=0 /a /b\nfrom two as Three\nADD ["a b", "/c"]\n',
    "quotes": 'RUN echo \'it\'\'s\' "a \\" b" \\\n  \'<<EOF\' "<<X"\nSHELL ["/bin/sh", "-c"]\n',
    "odd": "  \t copy \t a \t b \t \n#\n # indented\nMAINTAINER  Jane  Doe \nentrypoint  a  b \n",
    "refused": "RUN a\n  && b\nCOPY\n",
    "unicode": 'ENV NAME=Zo\u00eb\nRUN echo "\u2713 \u00a0 done"\nLABEL \u00fc="\u00e4 \u00f6"\n',
}
_WAYS = {
    "as it is": lambda text: text,
    "carriage returns": lambda text: text.replace("\n", "\r\n"),
    "lower case": lambda text: re.sub(r"^[A-Z]+\b", lambda found: found.group().lower(), text, flags=re.M),
}


def corpus():
    """Return every file by a name for it."""
    return {**_written(), **_generated()}


def _written():
    files = {f"written/{number}": text for number, text in enumerate(WRITTEN, 1)}
    files |= {"seed/multi-stage": MULTI_STAGE, "seed/traditional": TRADITIONAL}
    for file in sorted(labs_dir().glob("*/**/Dockerfile")):
        with suppress(FileProblem):  # a known mistake may be no text at all
            files[f"labs/{file.parent.relative_to(labs_dir())}"] = decode(file.read_bytes())
    for name, text in correct_files().items():
        for way, data in enumerate(written_otherwise(text)):
            files[f"correct/{name}/{way}"] = decode(data)
    return files


def _generated():
    return {
        f"{head}/{part}/{way}": change(f"{_HEADS[head]}FROM x AS build\n{_PARTS[part]}")
        for head in _HEADS
        for part in _PARTS
        for way, change in _WAYS.items()
    }
