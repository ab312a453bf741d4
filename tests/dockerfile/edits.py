"""Files after ten random edits of lines, as a learner in trouble may leave them."""

from hypothesis import strategies as st

JUNK = st.sampled_from(
    [
        *(
            "",
            "   ",
            "\\",
            "&& b",
            "EOF",
            "RUN <<EOF",
            "FROM",
            "FROM x AS",
            "COPY --from=",
            "CMD ['a'",
            "# escape=`",
        ),
        *(
            "ARG T=$T",
            "ENV A",
            "RUN --mount=type=bind,from=",
            'COPY ["a',
            "ONBUILD ONBUILD",
            "\x1b[1m",
            "\ufeffFROM",
        ),
        *(
            "RUN a \\",
            "COPY . ${",
            "$",
            "--from=build",
            "HEALTHCHECK CMD",
            "“quoted”",
            "\t|\t",
            "[bold]RUN[/]",
            "\x00",
        ),
    ]
)
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["delete", "swap", "double", "insert", "split", "join", "break"]),
        st.integers(0, 10_000),
        st.integers(0, 200),
        JUNK,
    ),
    min_size=10,
    max_size=10,
)


def edited(text, edits):
    """Return the text after the edits."""
    lines = text.split("\n")
    for kind, place, column, junk in edits:
        at = place % len(lines) if lines else 0
        lines = _edited(lines or [""], kind, at, column, junk)
    return "\n".join(lines)


def _edited(lines, kind, at, column, junk):
    before, line, after = lines[:at], lines[at], lines[at + 1 :]
    if kind == "delete":
        return before + after
    if kind == "swap":
        return [*before, *after[:1], line, *after[1:]]
    if kind == "join":
        return [*before, line + "".join(after[:1]), *after[1:]]
    if kind == "break":
        return [*before, line[:column] + junk + line[column:], *after]
    middle = {"double": [line, line], "insert": [junk, line], "split": [line[:column], line[column:]]}[kind]
    return before + middle + after
