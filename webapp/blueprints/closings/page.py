"""What stands on a closing's page."""

from typing import Any

from db.models import ClosingAnswer, Member, Pair, Renewal, Testimonial
from webapp.blueprints.closings.forms import SurveyForm, ThanksForm
from webapp.domain import closing, progress, renewals, vault
from webapp.domain.closing import Door


def parts(pair: Pair, member: Member, door: Door) -> dict[str, Any]:
    """The trail, the thanks of both, one's own answers and what is proposed, for `closings/show.html`."""
    path = progress.path_of(pair)
    thanks = closing.thanks_of(pair, vault.of_pair(pair.id))
    mine, theirs = thanks.get(member.id), thanks.get(pair.partner_id_of(member))
    answer = ClosingAnswer.by(pair, member)
    newest = Renewal.newest_of(pair)
    return {
        "pair": pair,
        "member": member,
        "partner": pair.partner_of(member),
        "role": pair.role_of(member),
        "door": door,
        "path": path,
        "mine": mine,
        "theirs": theirs,
        "testimonials": Testimonial.of_pair(pair),
        "thanks_form": ThanksForm(formdata=None, data={"body": mine.text if mine else ""}),
        "survey_form": SurveyForm(formdata=None, data=_filled(answer)),
        "answer": answer,
        "running": renewals.of(pair),
        "proposed": newest if newest and newest.is_asked else None,
        "may_propose": renewals.may_propose(newest, member),
        "can_renew": renewals.can_be_proposed(pair, door),
        "weeks": renewals.WEEKS,
    }


def _filled(answer: ClosingAnswer | None) -> dict[str, Any]:
    if answer is None or not answer.is_answered:
        return {}
    numbers = {name: getattr(answer, name) for name in ("goal", "worth", "recommend", "is_signed")}
    return {**numbers, "words": closing.words_in(answer) or ""}
