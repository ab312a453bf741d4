"""Every key of a pack's manifest, as it is declared."""

from __future__ import annotations

from tutor.content import field_spec as kinds
from tutor.content.field_spec import FieldSpec, Table

PACK = Table(
    "a pack",
    {
        "format_version": FieldSpec(
            kinds.INTEGER, "The version of this format.", required=True, low=1, high=1
        ),
        "id": FieldSpec(
            kinds.ID,
            "What learners write before the slash, as in `my-pack/my-lab`; it never changes.",
            required=True,
            longest=40,
        ),
        "title": FieldSpec(kinds.TEXT, "What the pack is called.", required=True, longest=80),
        "version": FieldSpec(
            kinds.TEXT, "The pack's own version, in quotes, as in `'1.0'`.", required=True, longest=40
        ),
        "tutor": FieldSpec(
            kinds.TEXT,
            "The versions of the tutor that it works with, in quotes, as in `'>=0.1,<1'`.",
            required=True,
            longest=80,
        ),
        "description": FieldSpec(kinds.LINES, "What its labs teach."),
        "licence": FieldSpec(kinds.TEXT, "What others may do with it, as in `MIT`.", longest=80),
        "source": FieldSpec(kinds.TEXT, "Where it is published.", longest=200),
    },
)
