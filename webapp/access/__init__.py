"""Who may reach what. Loading is authorising: a route gets its record from a loader here and from nowhere else.

A stranger gets 404 (the record might as well not exist); a member who may see but not do gets 403.
"""

from webapp.access.cases import case_for, case_group_for, decision_for
from webapp.access.enrollments import (
    answerable_enrollment_for,
    choosing_enrollment_for,
    choosing_mentee_for,
    choosing_mentor_for,
    enrollment_for,
    request_for,
    submitted_enrollment_for,
)
from webapp.access.gates import (
    current_member,
    current_session,
    demand_confirmation,
    demand_factor,
    demand_member,
    hidden,
    host_only,
    passkey_for,
    public,
    session_for,
    signed_in_member,
)
from webapp.access.groups import (
    administered_group_for,
    group_for,
    group_makers_only,
    invitation_for,
    may_make_groups,
    member_group_for,
    membership_for,
    other_member_for,
)
from webapp.access.help import coordinator_note_for, helped_pair_for
from webapp.access.pairs import meeting_for, note_for, open_pair_for, pair_for, pair_under_way_for
from webapp.access.people import absence_for, export_for, notification_for, person_for, unsubscription_for
from webapp.access.programs import (
    administered_program_for,
    pairing_rule_for,
    program_for,
    question_for,
    reportable_program_for,
    round_for,
    step_for,
    suggestion_for,
)
from webapp.access.reports import report_for

__all__ = [
    "absence_for",
    "administered_group_for",
    "administered_program_for",
    "answerable_enrollment_for",
    "case_for",
    "case_group_for",
    "choosing_enrollment_for",
    "choosing_mentee_for",
    "choosing_mentor_for",
    "coordinator_note_for",
    "current_member",
    "current_session",
    "decision_for",
    "demand_confirmation",
    "demand_factor",
    "demand_member",
    "enrollment_for",
    "export_for",
    "group_for",
    "group_makers_only",
    "helped_pair_for",
    "hidden",
    "host_only",
    "invitation_for",
    "may_make_groups",
    "meeting_for",
    "member_group_for",
    "membership_for",
    "note_for",
    "notification_for",
    "open_pair_for",
    "other_member_for",
    "pair_for",
    "pair_under_way_for",
    "pairing_rule_for",
    "passkey_for",
    "person_for",
    "program_for",
    "public",
    "question_for",
    "report_for",
    "reportable_program_for",
    "request_for",
    "round_for",
    "session_for",
    "signed_in_member",
    "step_for",
    "submitted_enrollment_for",
    "suggestion_for",
    "unsubscription_for",
]
