"""Two people are brought together: the introduction that is suggested, and "Why you two"."""

from collections.abc import Iterable, Sequence

from flask import render_template
from flask_babel import force_locale

from db.models import Enrollment, Member, Pair
from webapp import reason_words
from webapp.domain import acquaintances
from webapp.domain.matching import two
from webapp.domain.matching.parts import Reason
from webapp.reason_words import IN_COMMON


def text_for(
    mentee: Enrollment,
    mentor: Enrollment,
    reasons: Iterable[Reason],
    *,
    language: str,
    both_know: Sequence[str] | None = None,
) -> str:
    """A warm text to both, in a language; the elements that they have in common are its first line.

    Both will read it, so it names only what they share (`reason_words`). The enrollments have their members. `reasons`
    are those of the two, elements in common too; `both_know` names the people whom both have named, and is asked of
    the database where it is not given.
    """
    told = for_the_two(mentee, mentor, reasons, both_know)
    first = sorted((r for r in told if r.kind in IN_COMMON), key=lambda r: IN_COMMON.index(r.kind))
    rest = [reason for reason in told if reason.kind not in IN_COMMON]
    with force_locale(language):
        return render_template(
            "pairing/introduction.txt",
            mentee=mentee.member.first_name,
            mentor=mentor.member.first_name,
            elements=[reason_words.element_in_common(reason) for reason in first],
            sentences=reason_words.reasons_for(rest, mentee, mentor, "both"),
        ).strip()


def for_the_two(
    mentee: Enrollment, mentor: Enrollment, reasons: Iterable[Reason], both_know: Sequence[str] | None = None
) -> list[Reason]:
    """Each reason once, and instead of how many people both know, the names of those whom both have named."""
    if both_know is None:
        both_know = acquaintances.named_by_both(mentee, mentor)
    once = {reason.kind: reason for reason in reasons if reason.kind != "people"}
    known = Reason("both_know", 1.0, tuple(both_know)) if both_know else None
    return [*([known] if known else []), *once.values()]


def why(pair: Pair, member: Member) -> list[str]:
    """Why the two of an open pair were brought together, in sentences for one of them; what counts most first."""
    mentee, mentor = pair.mentee_enrollment, pair.mentor_enrollment
    if not (pair.is_open and mentee and mentor):
        return []
    mentee.member, mentor.member = pair.mentee, pair.mentor
    mentee.program = mentor.program = pair.program
    told = for_the_two(mentee, mentor, two.reasons_of(mentee, mentor))
    return reason_words.reasons_for(told, mentee, mentor, pair.role_of(member))
