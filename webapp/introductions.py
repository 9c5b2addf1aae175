"""The introduction that is suggested for two people, from what they have in common, in a program's language."""

from collections.abc import Iterable, Mapping

from flask import render_template
from flask_babel import force_locale

from db.models import Enrollment
from webapp.domain.common_ground import Reason


def text_for(
    mentee: Enrollment,
    mentor: Enrollment,
    reasons: Iterable[Reason],
    *,
    language: str,
    names: Mapping[int, str] | None = None,
) -> str:
    """A warm text to both, in a language; what they have in common is its first line.

    Both will read it, so it names only what they share: neither the goal, nor the ways of working, nor the wishes,
    which are for the admin. The enrollments have their members. `reasons` are those of the two, the elements in common
    too; `names` are those of the people whom both know by member id, asked of the database where they are not given.
    """
    with force_locale(language):
        return render_template(
            "pairing/introduction.txt",
            mentee=mentee.member.first_name,
            mentor=mentor.member.first_name,
            reasons={reason.kind: reason.values for reason in reasons},
            is_one_zone=mentee.time_zone == mentor.time_zone,
        ).strip()
