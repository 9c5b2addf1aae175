"""The mail of a nudge as it would arrive, for the admin who words it: nobody's pair, and nothing is stored."""

from dataclasses import replace

from flask_babel import gettext as _

from db.clock import now
from db.models import Dispatch, Member, Notification, Program
from webapp import news
from webapp.domain.rhythm.rules import KINDS
from webapp.letter import Letter
from webapp.stationery import RULE


def letter(program: Program, reader: Member, slot: str, words: str) -> Letter | None:
    """The mail, in the reader's language, with the words that are not saved yet; ours where there are none.

    Without what stands under every mail, whose links would be the reader's own.
    """
    kind = next(kind for kind in KINDS if slot.startswith(kind))
    names = {"pairs": [[0, _("Alex"), now().date().isoformat()]], "slot": slot, "role": "mentor", "words": words}
    about = Notification(id=0, member=reader, kind=kind, program=program, names={**names, "program": program.name})
    made = news.letter(Dispatch(uid="", medium="mail", topic="rhythm", member=reader, notification=about))
    return replace(made, text=made.text.partition(RULE)[0]) if made else None
