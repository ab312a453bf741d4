"""The format of `lab.yaml`: every key of a lab, with what it holds and what it is for.

The reader, the JSON Schema and `labs/README.md` are made from this table.
"""

from __future__ import annotations

from tutor.content.field_spec import (
    ANY,
    BOOLEAN,
    FILE,
    ID,
    INTEGER,
    LINES,
    LINES_LIST,
    OPTIONS,
    TABLE,
    TABLES,
    TEXT,
    TEXTS,
    WORDS,
    FieldSpec,
    Table,
)
from tutor.content.question_table import QUESTION, QUESTIONS_LIMIT
from tutor.model.course import ENGINE_FEATURES, LAB_FEATURES, Limits
from tutor.model.reading import WORDS as READ_WORDS
from tutor.model.service import DURING
from tutor.model.sub_goals import LABELS

DIFFICULTIES = ("beginner", "intermediate", "advanced")
HINTS_LIMIT = 3
GOAL_LIST_LIMIT = 20
"""Entries of one list of a sub-goal; each is searched for at every key."""
BUILD_SECONDS = (1, 3600)
"""The shortest and the longest build limit that a lab may set."""
IMAGE = r"[a-z0-9][a-z0-9._/:-]{0,200}?(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(?:@sha256:[0-9a-f]{64})?"
HOST = r"(?:[a-z0-9](?:[a-z0-9-]{0,40}[a-z0-9])?\.){1,4}test"
"""A name below `.test`, which no name server in the world answers for (RFC 6761)."""
SERVICES_LIMIT = 4
_STABLE = "Stable: {} is kept by it, so it never changes."
_USUAL = Limits()
_REQUIRES = FieldSpec(
    TEXTS,
    "What only some engines have, as those with BuildKit; others say so instead of judging it.",
    choices=ENGINE_FEATURES,
    usual="none",
)
_IGNORE = FieldSpec(
    FILE,
    "The ignore file beside it, in a lab whose learners write one; may be empty.",
    usual="that of the lab",
)

LIMITS = Table(
    "the limits",
    {
        "build_seconds": FieldSpec(
            INTEGER,
            "Seconds that a build may take.",
            low=BUILD_SECONDS[0],
            high=BUILD_SECONDS[1],
            usual=str(_USUAL.build_seconds),
        ),
        "start_seconds": FieldSpec(
            INTEGER,
            "Seconds until the application must answer.",
            low=1,
            high=600,
            usual=str(_USUAL.start_seconds),
        ),
        "memory_mb": FieldSpec(
            INTEGER, "Memory of the container, in MB.", low=32, high=65_536, usual=str(_USUAL.memory_mb)
        ),
        "processes": FieldSpec(
            INTEGER, "Processes in the container.", low=8, high=32_768, usual=str(_USUAL.processes)
        ),
    },
)
STEP = Table(
    "a step",
    {
        "id": FieldSpec(ID, "Unlike that of the other steps.", required=True),
        "title": FieldSpec(TEXT, "The heading of the page.", required=True),
        "file": FieldSpec(FILE, "The page, in Markdown.", required=True),
    },
)
STAGE = r"[A-Za-z][A-Za-z0-9._-]{0,100}"
ARGUMENT = r"[A-Za-z_]\w{0,100}"
OTHER_IMAGE = Table(
    "another image",
    {
        "target": FieldSpec(TEXT, "The stage, as behind `--target`.", like=STAGE, usual="the last one"),
        "arguments": FieldSpec(OPTIONS, "Values by name, as behind `--build-arg`.", usual="none"),
        "port": FieldSpec(
            INTEGER,
            "Where the application listens in it.",
            low=1,
            high=65_535,
            usual="the lab's port",
        ),
    },
)
CHECK = Table(
    "a check",
    {
        "id": FieldSpec(ID, _STABLE.format("what was answered about a check"), required=True),
        "kind": FieldSpec(TEXT, "What it asks for; the kinds are listed below.", required=True),
        "title": FieldSpec(TEXT, "What must hold, as learners read it.", required=True),
        "advice": FieldSpec(BOOLEAN, "Whether it only advises and blocks nothing.", usual="false"),
        "options": FieldSpec(OPTIONS, "What its kind takes.", usual="none"),
        "image": FieldSpec(
            TABLE,
            "Judges another image of the learner's Dockerfile, built for it once: another target, or with build arguments.",
            table=OTHER_IMAGE,
            usual="the image that a plain build makes",
        ),
        "needs": FieldSpec(
            TEXTS, "Ids of checks above it that must have passed before it means anything.", usual="none"
        ),
        "hints": FieldSpec(
            LINES_LIST,
            "From where to look, over the rule with an example from elsewhere, to the line itself. If the last paragraph of a"
            " third hint ends with a question mark, it is asked before another hint opens.",
            most=HINTS_LIMIT,
            usual="none",
        ),
    },
)
SOLUTION = Table(
    "a solution",
    {
        "id": FieldSpec(ID, "Unlike that of the other solutions.", required=True),
        "title": FieldSpec(TEXT, "What is special about it.", required=True),
        "file": FieldSpec(FILE, "The Dockerfile.", required=True),
        "ignore": _IGNORE,
        "reference": FieldSpec(
            BOOLEAN,
            "Whether it is the one that is shown; one at most.",
            usual="false; without any, the first is shown",
        ),
        "requires": _REQUIRES,
    },
)
MISTAKE = Table(
    "a mistake",
    {
        "id": FieldSpec(ID, "Unlike that of the other mistakes.", required=True),
        "title": FieldSpec(TEXT, "What is wrong.", required=True),
        "file": FieldSpec(FILE, "The Dockerfile; it need not be text.", required=True),
        "ignore": _IGNORE,
        "check": FieldSpec(TEXT, "Id of the check that must fail first.", required=True),
        "diagnosis": FieldSpec(ID, "The diagnosis that must be given; they are listed below.", required=True),
        "line": FieldSpec(
            INTEGER, "The line of the Dockerfile that the diagnosis must speak of.", low=1, usual="none"
        ),
        "build_seconds": FieldSpec(
            INTEGER,
            "A shorter build limit, for a build that never ends.",
            low=BUILD_SECONDS[0],
            high=BUILD_SECONDS[1],
            usual="that of the lab",
        ),
        "unanswered": FieldSpec(
            TEXTS, "Ids of the questions that were not answered; all others count as answered.", usual="none"
        ),
        "requires": _REQUIRES,
    },
)
READ_LINE = Table(
    "a line",
    {
        "line": FieldSpec(INTEGER, "Where the instruction begins in the start file.", required=True, low=1),
        "answers": FieldSpec(
            TEXTS,
            "What is right; more than one where both can be held.",
            required=True,
            choices=tuple(READ_WORDS),
        ),
        "because": FieldSpec(
            LINES, "Why, in a sentence: learners read it when they were wrong.", required=True
        ),
    },
)
READING = Table(
    "the reading",
    {
        "enough": FieldSpec(INTEGER, "How many right answers pass.", required=True, low=1, high=1000),
        "lines": FieldSpec(
            TABLES,
            "Every instruction of the start file, in its order.",
            required=True,
            table=READ_LINE,
        ),
    },
)
SUB_GOAL = Table(
    "a sub-goal",
    {
        "commands": FieldSpec(
            TEXTS,
            "Regular expressions; a `RUN` (for `run`, the start command) that one of them is found in reaches it.",
            most=GOAL_LIST_LIMIT,
            longest=120,
            usual="none",
        ),
        "paths": FieldSpec(
            TEXTS,
            "What `COPY --from` must take, each by the last part of its path.",
            most=GOAL_LIST_LIMIT,
            usual="none",
        ),
        "checks": FieldSpec(
            TEXTS,
            "Ids of the checks that prove it.",
            most=GOAL_LIST_LIMIT,
            usual="the steps of its lines prove it",
        ),
    },
)
SUB_GOALS = Table(
    "the sub-goals",
    {
        goal: FieldSpec(TABLE, f"“{label}”; `{{}}` if the text shows it by itself.", True, table=SUB_GOAL)
        for goal, label in LABELS.items()
    },
)
SERVICE = Table(
    "a service",
    {
        "id": FieldSpec(ID, "Unlike that of the other services.", required=True),
        "folder": FieldSpec(
            FILE,
            "A folder of the lab with a `Dockerfile`, its build context. The engine builds and runs it; nothing of it runs on the host.",
            required=True,
        ),
        "host": FieldSpec(
            TEXT,
            "The name that it is reached by: lower-case words and dots that end in `.test`, as in `registry.test`.",
            required=True,
            like=HOST,
        ),
        "port": FieldSpec(INTEGER, "The TCP port that it listens on.", required=True, low=1, high=65_535),
        "during": FieldSpec(
            TEXTS,
            "When it can be reached: while images are built, while containers of them run, or both.",
            required=True,
            choices=DURING,
        ),
        "ready": FieldSpec(
            TEXT,
            "A path that answers over HTTP once it is ready, beginning with `/`.",
            like=r"/[!-~]{0,200}",
            usual="ready as soon as the port is open",
        ),
    },
)
BUILD = Table(
    "what builds are given",
    {
        "arguments": FieldSpec(
            WORDS,
            "As behind `--build-arg`: names of letters, digits and underscores, each with a text. Every build of the lab gets them.",
            like=r"[A-Za-z_][A-Za-z0-9_]{0,100}",
            usual="none",
        ),
        "secrets": FieldSpec(
            WORDS,
            "What `RUN --mount=type=secret,id=ID` reads: ids of letters, digits, underscores, dots and hyphens, each with a text."
            " Invented ones only: everyone can read a lab.",
            like=r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,100}",
            usual="none",
        ),
    },
)
PARTS_RANGE = (2, 12)
ADDED_IN_PARTS = ("steps", "checks", "questions", "solutions", "mistakes")
"""Lists of a part that are added to the lab's own, entry by entry."""
_IN_PLACE = ("summary", "minutes", "objectives", "concepts", "start", "traditional", "sub_goals", "takeaway")
PART = Table(
    "a part",
    {
        "id": FieldSpec(ID, f"Also the folder of its files. {_STABLE.format('progress')}", required=True),
        "title": FieldSpec(TEXT, "A few words; the lab's title stands before them.", required=True),
        **{key: FieldSpec(ANY, "In place of the lab's.", usual="the lab's") for key in _IN_PLACE},
        **{
            key: FieldSpec(
                ANY,
                "Added to the lab's; an entry with the id of one of them is put together with it, key by key.",
                usual="the lab's",
            )
            for key in ADDED_IN_PARTS
        },
    },
)
LAB = Table(
    "a lab",
    {
        "format_version": FieldSpec(INTEGER, "The version of this format.", required=True, low=1, high=1),
        "id": FieldSpec(ID, f"The name of the lab's folder. {_STABLE.format('progress')}", required=True),
        "title": FieldSpec(TEXT, "A few words, for the list of labs.", required=True),
        "summary": FieldSpec(LINES, "A sentence or two on what it is about.", required=True),
        "minutes": FieldSpec(INTEGER, "How long it takes most people.", required=True, low=1, high=600),
        "difficulty": FieldSpec(TEXT, "For the list of labs.", required=True, choices=DIFFICULTIES),
        "objectives": FieldSpec(TEXTS, "What a learner can do afterwards.", required=True),
        "concepts": FieldSpec(TEXTS, "The words that the lab introduces or practises.", required=True),
        "app": FieldSpec(
            TEXT,
            "The folder among the sample applications that is the build context; behind `./`, a folder of the lab's own.",
            required=True,
        ),
        "base_images": FieldSpec(
            TEXTS,
            "The images that solutions begin with, with their tags; they are made present before a class.",
            required=True,
            like=IMAGE,
        ),
        "port": FieldSpec(
            INTEGER,
            "The TCP port that the application listens on inside the container.",
            required=True,
            low=1,
            high=65_535,
        ),
        "limits": FieldSpec(TABLE, "What an attempt may take.", table=LIMITS, usual="each as below"),
        "start": FieldSpec(
            FILE,
            "The Dockerfile that learners begin with: the traditional one, or one with comments that say what to do (`# TODO: ...`).",
            required=True,
        ),
        "ignore": FieldSpec(
            FILE,
            "The ignore file that learners begin with and may write, as `Dockerfile.dockerignore` beside their Dockerfile; may be"
            " empty. It takes the place of the application's `.dockerignore`.",
            usual="learners write none",
        ),
        "traditional": FieldSpec(
            FILE, "The Dockerfile of one stage that sizes are compared with.", required=True
        ),
        "steps": FieldSpec(TABLES, "The pages of the lesson, in their order.", required=True, table=STEP),
        "checks": FieldSpec(
            TABLES,
            "What is judged, in the order in which failures are explained.",
            required=True,
            table=CHECK,
        ),
        "checks_from": FieldSpec(
            FILE, "A file of tests for container-structure-test, which become checks.", usual="none"
        ),
        "solutions": FieldSpec(TABLES, "Dockerfiles that must pass.", required=True, table=SOLUTION),
        "mistakes": FieldSpec(
            TABLES, "Dockerfiles that must fail, each with its reason.", table=MISTAKE, usual="none"
        ),
        "questions": FieldSpec(
            TABLES,
            "What learners predict, and explain afterwards.",
            most=QUESTIONS_LIMIT,
            table=QUESTION,
            usual="none",
        ),
        "sub_goals": FieldSpec(
            TABLE,
            "How the checklist tells what is written and what is proven: all six, or none.",
            table=SUB_GOALS,
            usual="no checklist",
        ),
        "takeaway": FieldSpec(LINES, "The one idea of the debrief, in a sentence or two.", usual="none"),
        "builds_on": FieldSpec(
            TEXT,
            "Id of an earlier lab, whose reference learners can begin with if they skipped it.",
            usual="none",
        ),
        "after": FieldSpec(
            TEXTS,
            "Ids of earlier labs whose ideas this one takes for known, beside `builds_on`. The list of labs says so; nobody is kept"
            " from it.",
            usual="none",
        ),
        "services": FieldSpec(
            TABLES,
            "Servers of the lab's own, as a registry, which builds or containers reach by a name.",
            most=SERVICES_LIMIT,
            table=SERVICE,
            usual="none",
        ),
        "build": FieldSpec(
            TABLE, "What every build is given beside the application.", table=BUILD, usual="nothing"
        ),
        "requires": FieldSpec(
            TEXTS,
            "What an engine must have for this lab; others say so instead of judging anybody.",
            choices=LAB_FEATURES,
            usual="nothing",
        ),
        "reading": FieldSpec(
            TABLE,
            "Makes it a lab that is read: for each instruction learners say whether its bytes are needed to run"
            " (`run`), only to build (`build`), or none (`no-size`). Such a lab has a check of the kind `lines_read`.",
            table=READING,
            usual="the file is written",
        ),
        "parts": FieldSpec(
            TABLES,
            "Makes it a lab of several small ones that learners pass one by one, each with a file and progress of its own, as"
            " `LAB/PART`. What is required may then stand in each part.",
            most=PARTS_RANGE[1],
            table=PART,
            usual="the lab is one",
        ),
    },
)
