"""Of mentors who are asked, and mentees who ask."""

from flask_babel import lazy_gettext as _l

from webapp.sentences.sentence import Sentence, to_named

to_requests = to_named("choosing.requests", enrollment_id="enrollment")

SENTENCES = {
    "mentor_asked": Sentence(_l("%(partner)s asks you to be their mentor in %(program)s."), to_requests),
    "request_ended": Sentence(
        _l("%(partner)s needs no answer from you any more in %(program)s. Thank you for having thought about it.")
    ),
    "request_moved_on": Sentence(
        _l("%(partner)s is asked now whether they can be your mentor in %(program)s."), to_requests
    ),
    "requests_over": Sentence(
        _l("Nobody you asked in %(program)s has said yes this time. An admin now looks for somebody who fits."),
        to_requests,
    ),
    "mentees_choose": Sentence(
        _l("Mentees in %(program)s may now choose whom to ask. May they find you?"),
        to_named("enrollments.show", enrollment_id="enrollment"),
    ),
}
