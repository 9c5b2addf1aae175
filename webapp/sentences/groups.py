"""Of groups and programs: who comes in, and who looks after them."""

from flask_babel import lazy_gettext as _l

from webapp.sentences.sentence import Sentence, to_group, to_named, to_program

SENTENCES = {
    "membership_requested": Sentence(_l("Somebody asks to join %(group)s."), to_group),
    "membership_approved": Sentence(_l("You are now a member of %(group)s."), to_group),
    "membership_declined": Sentence(_l("%(group)s cannot welcome you at the moment. You can ask again after a week.")),
    "membership_ended": Sentence(_l("You are no longer a member of %(group)s.")),
    "admin_appointed": Sentence(_l("You are now an admin of %(group)s."), to_group),
    "moderator_appointed": Sentence(_l("You are now a safety moderator of %(group)s."), to_group),
    "announcement": Sentence(
        _l("There is news in %(program)s."), to_named("announcements.show", announcement_id="announcement")
    ),
    "enrollment_requested": Sentence(
        _l("Somebody asks to take part in %(program)s."), to_program("enrollments.index", state="requested")
    ),
    "enrollment_approved": Sentence(
        _l("You are in: you wait to be paired in %(program)s."), to_program("enrollments.new")
    ),
    "enrollment_declined": Sentence(
        _l("There is an answer to your request for %(program)s."), to_program("enrollments.new")
    ),
}
