"""The mails that are due when a mentor is asked, or a mentee's queue of requests moves on. Call after the commit."""

from collections.abc import Iterable

from webapp import mail
from webapp.domain.queues import Letter


def send(letters: Iterable[Letter]) -> None:
    """Mail each in its reader's language: who asks, who is asked now, or what comes next."""
    for letter in letters:
        link = f"/enrollments/{letter.enrollment.id}/requests"
        mail.send(letter.kind, letter.to, about=letter.about, partner=letter.partner, program=letter.program, link=link)
