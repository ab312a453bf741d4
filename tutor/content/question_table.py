"""The format of a lab's questions: every key of one."""

from __future__ import annotations

from tutor.content.field_spec import BOOLEAN, FILE, ID, NUMBER, TEXT, TEXTS, VALUE, FieldSpec, Table
from tutor.model import change
from tutor.model import question as asked
from tutor.model.facts import FACTS

QUESTIONS_LIMIT = 40
OPTIONS_RANGE = (2, 6)
OPTION_LIMIT = 100
ASK_LIMIT = 400
"""Characters; a question stands beside a build, in a few lines."""
_FACTS = ", ".join(f"`{name}`" for name in FACTS)

QUESTION = Table(
    "a question",
    {
        "id": FieldSpec(ID, "Stable: answers are kept by it, so it never changes.", required=True),
        "when": FieldSpec(
            TEXT,
            "When it is asked. Only a `text` is asked `after-pass`; asked `before-build`, it is a plan, which is compared after the pass.",
            required=True,
            choices=asked.WHENS,
        ),
        "kind": FieldSpec(TEXT, "What is answered.", required=True, choices=asked.KINDS),
        "ask": FieldSpec(TEXT, "The question; may hold {facts}.", required=True, longest=ASK_LIMIT),
        "answer": FieldSpec(
            VALUE,
            f"What is right: a number, one of the options, a model text; or, of `number` and `lines`, a fact: {_FACTS} (sizes in MB, the share of the traditional image in percent), or `size_of_NAME_mb` of a target whose size a check asks for.",
            required=True,
        ),
        "resolve": FieldSpec(
            TEXT,
            "One sentence that explains the result; may hold {facts}.",
            needed_if=("kind", (asked.NUMBER, asked.CHOICE, asked.LINES)),
        ),
        "options": FieldSpec(
            TEXTS,
            "What can be chosen, from two to six.",
            only_if=("kind", (asked.CHOICE,)),
            needed_if=("kind", (asked.CHOICE,)),
            most=OPTIONS_RANGE[1],
            longest=OPTION_LIMIT,
        ),
        "unit": FieldSpec(TEXT, "Of the number.", only_if=("kind", (asked.NUMBER,)), usual="none"),
        "tolerance": FieldSpec(
            NUMBER,
            "How far off still counts as close, in percent.",
            low=0,
            high=100,
            only_if=("kind", (asked.NUMBER,)),
            usual="0",
        ),
        "solution": FieldSpec(
            TEXT,
            "Id of a solution that is shown with it, line by line, as the file of somebody else to review; only asked `after-pass`.",
            only_if=("kind", (asked.TEXT,)),
            usual="none",
        ),
        "step": FieldSpec(TEXT, "Id of the page that it stands on.", needed_if=("when", (asked.ON_STEP,))),
        "after": FieldSpec(
            TEXT, "Id of the sub-goal that must be written before it makes sense.", usual="at once"
        ),
        "settled_by": FieldSpec(TEXTS, "Ids of checks that must pass before a result counts.", usual="none"),
        "change": FieldSpec(
            TEXT,
            "What is thought to change before the next build: the `content` of a file, only its `time`, a `comment` of the"
            " Dockerfile, or its `command`.",
            choices=change.KINDS,
            only_if=("kind", (asked.LINES,)),
            usual="content",
        ),
        "until_verdict": FieldSpec(
            BOOLEAN,
            "Whether the result is told only with the next verdict; it is not asked then any more.",
            only_if=("kind", (asked.NUMBER, asked.CHOICE)),
            usual="false: what is always the same is told at once",
        ),
        "changed": FieldSpec(
            FILE,
            "The file of the application that is thought to change, for `content` and `time`.",
            only_if=("kind", (asked.LINES,)),
        ),
    },
)
